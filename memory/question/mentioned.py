"""Reads times in the text of a record: "see you on the 3rd" of February names the 3rd of February, if not of March.

A question about a time looks for records that name it, and a question about the wedding for the day that they give it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from keepmum.memory.record import Record
from keepmum.memory.times.value import TimeExpression, TimeValue
from keepmum.memory.when import Period, find

READ = 1_000  # characters of a text that are read for times
_MAY_NAME = re.compile(
    r"\d|\b(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|to|yester|next|last|week|month|year|first|second|third)"
    r"|[今明昨后後前周週月日号號天年节節]",
    re.IGNORECASE,
)  # a text without any of these names no day; most have none, and reading for times takes a millisecond
_SENTENCE_ENDS = re.compile(r"[.!?;](?=\s|$)|[。！？；\n]")
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


def names_time(record: Record, periods: Sequence[Period]) -> bool:
    """Say whether a record's text names a time inside one of some periods, as it was meant when it was written.

    A time that is much wider than the period says nothing: "2025" is not about 3 March.

    Args:
        record: The record; its time and zone are what "tomorrow" in it counts from.
        periods: What is asked about.
    """
    if not _MAY_NAME.search(record.text[:READ]):
        return False
    zone = record.at.tzinfo or UTC
    named = [span for expression in find(record.text[:READ], record.at.replace(tzinfo=None)) for span in _ranges(expression, zone)]
    return any(_is_in(since, until, period) for since, until in named for period in periods)


def _ranges(expression: TimeExpression, zone: tzinfo) -> list[tuple[datetime, datetime]]:
    """Return the readings of an expression that name a day, as half-open ranges."""
    found = []
    for value in expression.values:
        span = _range(value)
        if span is not None:
            found.append((span[0].replace(tzinfo=zone), span[1].replace(tzinfo=zone)))
    return found


def _range(value: TimeValue) -> tuple[datetime, datetime] | None:
    if value.value is not None:
        if isinstance(value.value, datetime):
            return value.value, value.value + _HOUR
        if isinstance(value.value, date):
            start = datetime.combine(value.value, time())
            return start, start + _DAY
        return None
    since, until = _moment(value.start), _moment(value.end)
    return None if since is None or until is None else (since, until)


def _moment(value: date | time | datetime | None) -> datetime | None:
    if isinstance(value, datetime):
        return value
    return datetime.combine(value, time()) if isinstance(value, date) else None


def _is_in(since: datetime, until: datetime, period: Period) -> bool:
    """Say whether a range lies in a period, more or less; ends that are open are not compared."""
    begins, ends = period.since, period.until
    if (begins is not None and until <= begins) or (ends is not None and since >= ends):
        return False
    if begins is None or ends is None:
        return True
    return until - since <= 2 * (ends - begins) + _DAY


@dataclass(frozen=True, slots=True)
class Vote:
    """The day that a record gives something.

    Attributes:
        day: The day.
        strength: 2 where the same sentence says it, or what stands under a title; else 1.
    """

    day: date
    strength: int


def vote(record: Record, what: str) -> Vote | None:
    """Say on which day something was, by what one record tells: the day that it names nearest to the words.

    Args:
        record: The record.
        what: What it is, as a question writes it: "wedding", 手术.

    Returns:
        The day; none where the record has not these words, or names no day.
    """
    text = record.text[:READ]
    if not _MAY_NAME.search(text):
        return None
    words = [match.span() for match in re.finditer(rf"(?<![A-Za-z]){re.escape(what)}(?:e?s|['’]s?)?(?![A-Za-z])", text, re.IGNORECASE)]
    near: list[tuple[bool, int, date]] = []
    for expression in find(text, record.at.replace(tzinfo=None)) if words else ():
        day = _told_day(expression.values, record)
        if day is not None:
            near += [(*_apart(text, word, (expression.begin, expression.end)), day) for word in words]
    if not near:
        return None
    apart, _, day = min(near)
    return Vote(day, 1 if apart else 2)


def _apart(text: str, word: tuple[int, int], expression: tuple[int, int]) -> tuple[bool, int]:
    """Say whether a word and a time belong to different sentences, and how many characters lie between them."""
    between = text[min(word[1], expression[1]) : max(word[0], expression[0])]
    under_title = word[0] < expression[0] and "\n" in between and "\n" not in text[: word[0]].strip()
    return _SENTENCE_ENDS.search(between) is not None and not under_title, len(between)


def _told_day(values: Iterable[TimeValue], record: Record) -> date | None:
    """Return the day that an expression means: the one that comes, as people tell what is ahead; on a card the nearest."""
    days = [named for named in map(_day, values) if named is not None]
    written = record.at.date()
    if record.kind == "contact":
        return min(days, key=lambda day: abs(day - written), default=None)
    ahead = [day for day in days if day >= written]
    return min(ahead) if ahead else max(days, default=None)


def _day(value: TimeValue) -> date | None:
    """Return the day that a reading names; none for more than a day, and for an hour of no day."""
    point = value.value if value.value is not None else value.start
    if isinstance(value.start, datetime) and (not isinstance(value.end, datetime) or value.end - value.start > _DAY):
        return None
    if isinstance(point, datetime):
        return point.date()
    return point if isinstance(point, date) and value.type == "date" else None
