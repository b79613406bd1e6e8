"""What left this device, in numbers: by recipient, week, category and cost. Counts alone; nothing of any text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import Literal

from keepmum.policy.proving.entry import Entry

End = Literal["answered", "failed", "perhaps sent", "refused"]
_AS_IT_IS = "keep"


@dataclass(frozen=True, slots=True)
class Request:
    """One decision of the gate, from its intent or refusal to its end.

    Attributes:
        entry: The intent, or the refusal.
        end: How it ended.
        outcome: The outcome; none where there is none.
    """

    entry: Entry
    end: End
    outcome: Entry | None = None

    @property
    def masked(self) -> int:
        """How many places left in another form than they have."""
        return sum(count for _, form, count in self.entry.counts if form != _AS_IT_IS)

    @property
    def shown(self) -> str:
        """How it ended, with the name of the error where there is one."""
        error = self.outcome.error if self.outcome is not None else ""
        return f"{self.end}: {error}" if error else self.end


@dataclass(slots=True)
class Row:
    """Numbers of one recipient, or of all.

    Attributes:
        requests: How many were sent, answered or not.
        refused: How many were not.
        failed: How many of those sent had no answer.
        perhaps: How many of those sent have no outcome.
        bytes_out: Bytes that left.
        bytes_in: Bytes that came back.
        masked: Places that left in another form.
        kept: Places that were found to be personal and left as they are, because the policy says so.
        cost: What was expected to be spent, in millionths of the policy's unit.
    """

    requests: int = 0
    refused: int = 0
    failed: int = 0
    perhaps: int = 0
    bytes_out: int = 0
    bytes_in: int = 0
    masked: int = 0
    kept: int = 0
    cost: int = 0

    def add(self, request: Request) -> None:
        """Count one request."""
        if request.end == "refused":
            self.refused += 1
            return
        self.requests += 1
        self.failed += request.end == "failed"
        self.perhaps += request.end == "perhaps sent"
        self.bytes_out += request.entry.bytes_out
        self.bytes_in += request.outcome.bytes_in if request.outcome is not None else 0
        self.masked += request.masked
        self.kept += sum(count for _, form, count in request.entry.counts) - request.masked
        self.cost += request.entry.cost


@dataclass(frozen=True, slots=True)
class Summary:
    """What left.

    Attributes:
        total: All of it.
        recipients: Each recipient's share, the most requests first.
        weeks: The Monday of each week from the first to the last, and how many requests left in it.
        categories: Category, form, and how many places of what left, the most first.
        first: When the first was sent or refused; none where there is none.
        last: When the last was.
    """

    total: Row = field(default_factory=Row)
    recipients: tuple[tuple[str, Row], ...] = ()
    weeks: tuple[tuple[date, int], ...] = ()
    categories: tuple[tuple[str, str, int], ...] = ()
    first: datetime | None = None
    last: datetime | None = None


def requests_in(entries: Iterable[Entry]) -> list[Request]:
    """Return one request for each intent and refusal, in order; an intent without an outcome reads "perhaps sent"."""
    found: dict[int, Request] = {}
    for entry in entries:
        if entry.type == "outcome" and entry.intent in found:
            found[entry.intent] = Request(found[entry.intent].entry, "answered" if entry.status == "answered" else "failed", entry)
        elif entry.type != "outcome":
            found[entry.index] = Request(entry, "refused" if entry.type == "refusal" else "perhaps sent")
    return list(found.values())


def between(requests: Iterable[Request], since: datetime | None, until: datetime | None) -> list[Request]:
    """Return the requests of a time.

    Args:
        requests: All.
        since: The first time that counts; none for the beginning.
        until: The first that does not count any more; none for no end.
    """
    return [r for r in requests if (since is None or r.entry.at >= since) and (until is None or r.entry.at < until)]


def summarise(requests: Sequence[Request], zone: tzinfo | None = None) -> Summary:
    """Return what requests come to.

    Args:
        requests: In the order of the ledger.
        zone: Whose weeks are counted; none for the machine's own zone.
    """
    if not requests:
        return Summary()
    total = Row()
    rows: dict[str, Row] = {}
    weeks: Counter[date] = Counter()
    categories: Counter[tuple[str, str]] = Counter()
    for request in requests:
        total.add(request)
        rows.setdefault(request.entry.recipient, Row()).add(request)
        if request.end != "refused":
            day = request.entry.at.astimezone(zone).date()
            weeks[day - timedelta(days=day.weekday())] += 1
            categories.update({(category, form): count for category, form, count in request.entry.counts})
    times = [request.entry.at for request in requests]
    return Summary(
        total,
        tuple(sorted(rows.items(), key=lambda each: (-each[1].requests, -each[1].refused, each[0]))),
        tuple(_whole(weeks)),
        tuple((category, form, count) for (category, form), count in sorted(categories.items(), key=lambda each: (-each[1], each[0]))),
        min(times),
        max(times),
    )


def _whole(weeks: Counter[date]) -> list[tuple[date, int]]:
    """Return every week from the first to the last, those without requests too."""
    if not weeks:
        return []
    first, last = min(weeks), max(weeks)
    return [(first + timedelta(weeks=n), weeks[first + timedelta(weeks=n)]) for n in range((last - first).days // 7 + 1)]
