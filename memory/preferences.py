"""Turns what a question says beside its words into support for records: their time, their kind, their thread, their people.

Soft: nothing is left out for it. What must be left out is a filter of the `Query`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from keepmum.memory.catalogue import Catalogue, Ints, Mask, kind_codes, kind_name
from keepmum.memory.circle import Circle
from keepmum.memory.fuse import Scores, Signals
from keepmum.memory.interpret import Interpreted
from keepmum.memory.rows import microseconds
from keepmum.memory.when import Period

_EDGE = 0.25  # of a period's length: so far outside of it a record still gets some support …
_EDGE_LEAST_US = 86_400_000_000  # … and at least a day; "last spring" has no sharp end
_OUTSIDE = 0.5  # the support right outside
PRESENT = 0.3  # of somebody who takes part, where it is not asked what was said: what is about a person is often said to others


@dataclass(frozen=True, slots=True)
class Preferences:
    """Support by what the question says beside its words; shape (records,) each, 0 to 1; none where it says nothing.

    Attributes:
        person: Somebody whom it names takes part.
        time: It happened when the question says.
        kind: It is of a kind that the question names.
        thread: It is of a thread that the question names.
        time_words: The times, as the question writes them.
    """

    person: Scores | None = None
    time: Scores | None = None
    kind: Scores | None = None
    thread: Scores | None = None
    time_words: str = field(default="", repr=False)

    def reasons(self, place: int, records: Catalogue) -> Iterator[str]:
        """Yield why a record is preferred: "time: last spring", "kind: call", "thread: Family", "person: Mei Chen"."""
        if self.time is not None and self.time[place] >= 1:
            yield f"time: {self.time_words}"
        if self.kind is not None and self.kind[place]:
            yield f"kind: {kind_name(int(records.kind[place]))}"
        if self.thread is not None and self.thread[place]:
            yield f"thread: {records.threads[int(records.thread[place])]}"


def preferences(asked: Interpreted, circle: Circle, records: Catalogue) -> Preferences:
    """Turn what a question says into support.

    Args:
        asked: The question, taken apart.
        circle: The people beside the records.
        records: The records.
    """
    codes = [code for code, name in enumerate(records.threads) if name in asked.threads]
    return Preferences(
        person=_present(asked, circle, records),
        time=time_support(records, asked.periods) if asked.periods else None,
        kind=_support(np.isin(records.kind, kind_codes(asked.meant.kinds))) if asked.meant.kinds else None,
        thread=_support(np.isin(records.thread, codes)) if codes else None,
        time_words=asked.time_words,
    )


def preferring(signals: Signals, wished: Preferences, records: Catalogue) -> Signals:
    """Add preferences to the signals of a search. Who is on a card did not speak it, so a card has no speaker's support."""
    card = records.kind == kind_codes(["contact"])[0]
    return replace(
        signals,
        speaker=np.where(card, np.float32(0), signals.speaker),
        person=wished.person,
        time=wished.time,
        kind=wished.kind,
        thread=wished.thread,
    )


def by_preferences(signals: Signals, named: Sequence[Ints], allowed: Mask | None, records: Catalogue) -> Scores:
    """Score by preferences alone, for a question without other words: "last spring", "Mum", "calls with Mei in May".

    Args:
        signals: The signals, preferences among them.
        named: For each person whom the question names, the positions where they are named.
        allowed: The positions that the filters leave; none for all.
        records: The records.

    Returns:
        How many of the preferences each position has, and up to a half more for the newest; 0 for one of another time, kind or
        thread. Shape (records,).
    """
    count = len(signals.speaker)
    mentions = np.zeros(count, dtype=np.float32)
    for places in named:
        mentions[places] += 1
    people = signals.speaker + mentions
    if signals.person is not None:
        people += np.float32(0.5) * signals.person
    fits = np.ones(count, dtype=bool) if allowed is None else allowed.copy()
    total = people
    for wish in (signals.time, signals.kind, signals.thread):
        if wish is not None:
            fits &= wish >= 1
            total = total + wish
    newest = np.empty(count, dtype=np.float32)
    newest[np.argsort(records.at_us, kind="stable")] = np.linspace(0, 0.5, count, dtype=np.float32)
    return np.where(fits & (total > 0), total + newest, np.float32(0))


def time_support(records: Catalogue, periods: Sequence[Period]) -> Scores:
    """Give 1 for each position inside one of the periods, and less for those shortly before or after; shape (records,)."""
    best = np.zeros(len(records), dtype=np.float32)
    for period in periods:
        since = None if period.since is None else microseconds(period.since)
        until = None if period.until is None else microseconds(period.until)
        length = until - since if since is not None and until is not None else 0
        edge = max(int(_EDGE * length), _EDGE_LEAST_US)
        outside = np.zeros(len(records), dtype=np.int64)
        if since is not None:
            outside = np.maximum(outside, since - records.at_us)
        if until is not None:
            outside = np.maximum(outside, records.at_us - until + 1)
        near = np.clip(_OUTSIDE * (1 - outside / edge), 0, None)
        best = np.maximum(best, np.where(outside <= 0, 1.0, near).astype(np.float32))
    return best


def _present(asked: Interpreted, circle: Circle, records: Catalogue) -> Scores | None:
    """Support what the people whom a question names take part in; of their cards only where it asks for such."""
    if not asked.meant.people:
        return None
    present = circle.takes_part(asked.meant.people, records)
    if "contact" not in asked.meant.kinds:
        present[records.kind == kind_codes(["contact"])[0]] = 0
    marks = _support(present)
    return None if marks is None else marks * np.float32(1 if asked.meant.said else PRESENT)


def _support(marks: object) -> Scores | None:
    """Turn marks into support; none where nobody has any."""
    values = np.asarray(marks, dtype=np.float32) if marks is not None else None
    return None if values is None or not values.any() else values
