"""Understanding when: finds time expressions in English and Chinese text, and the periods that a question about the past means."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Protocol, TypeVar

from keepmum.memory.times.value import TimeExpression

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z0-9]")
_TODAY = re.compile(r"(?<=\bago) today\b", re.IGNORECASE)
_LETTER = re.compile(r"[A-Za-z]")
_OF = re.compile(
    r"(?:[\s,，]|'s|’s|\b(?:of|in|on|at|over|around|the|my|our)\b|的|在|那)*", re.IGNORECASE
)  # what joins "last year" to "May"
_OR = re.compile(r"[\s,，]*(?:\b(?:or|and|but|versus|vs)\b|或|和|还是|還是|以及|、)", re.IGNORECASE)
_WIDE = timedelta(days=6)  # a period that is longer can have others in it
_BEFORE = 8  # characters before a time that may tell that it is one: "in March"
_BETWEEN = 200  # characters after a time that may join it to the next one
_SMALL = re.compile(r"\b(?:the|in|on|at)\b|\W", re.IGNORECASE)  # what may stand beside a time that stands alone
_WRITTEN = re.compile(r"\d{4}-?\d\d-?\d\d(?P<clock>[T ].+)?", re.ASCII)
MAX_TIME = 200  # characters of a time that stands alone
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time that a text speaks of.

    Attributes:
        begin: The first character of its words.
        end: The character after their last.
        since: Its first moment, aware; None where it has no beginning.
        until: The first moment after it, aware; None where it has no end.
    """

    begin: int
    end: int
    since: datetime | None
    until: datetime | None


def find(text: str, reference: datetime, *, day_first: bool = False) -> tuple[TimeExpression, ...]:
    """Find the time expressions of a text in both languages, in order of place and not overlapping.

    Args:
        text: The text.
        reference: The moment that "today" is seen from; a zone is left out.
        day_first: Whether 5/3 is 5 March.
    """
    chinese = _chinese(text, reference)
    if not _LATIN.search(text):
        return chinese
    from keepmum.memory.times.english import find_english

    english = find_english(text, reference, day_first=day_first)
    return tuple(sorted((*chinese, *_free(text, english, chinese)), key=lambda each: each.begin))


def _chinese(text: str, reference: datetime) -> tuple[TimeExpression, ...]:
    if not _HAN.search(text):
        return ()
    from keepmum.memory.times.chinese import find_chinese

    return find_chinese(text, reference.replace(tzinfo=None))


class _Placed(Protocol):
    @property
    def begin(self) -> int: ...
    @property
    def end(self) -> int: ...


Kind = TypeVar("Kind", bound=_Placed)


def _free(text: str, english: Iterable[Kind], chinese: Sequence[_Placed]) -> Iterator[Kind]:
    """Yield what overlaps nothing Chinese, and is no number that touches a Chinese character: its meaning is Chinese."""
    taken = 0
    for each in english:
        while taken < len(chinese) and chinese[taken].end <= each.begin:
            taken += 1
        if taken < len(chinese) and chinese[taken].begin < each.end:
            continue
        touches = _HAN.match(text[each.begin - 1 : each.begin]) or _HAN.match(text[each.end : each.end + 1])
        if not touches or _LETTER.search(text[each.begin : each.end]):
            yield each


def periods(text: str, now: datetime) -> tuple[Period, ...]:
    """Find the periods that a text means, seen by someone who looks back.

    Where words can mean several times the last one that has begun is taken: "Friday" is last Friday, "May" the last May. Words
    that say the future keep it: "next Friday". A time of day alone, a length and a habit are no periods. A season is that of
    the northern half of the earth. Where one has another in it, both mean the inner one: "last year at Christmas".

    Args:
        text: The text, such as a question.
        now: The moment it is asked at, aware; days are those of its zone.

    Raises:
        ValueError: `now` has no zone.
    """
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    found = _periods(text, now)
    return narrowed(text, _together(text, found, now)) if len(found) > 1 else found


def only_time(text: str, now: datetime) -> Period | None:
    """Read a text that is a time and nothing more, as what stands behind "since:" must be; "march" is the month, no everyday word.

    Args:
        text: The text, of at most `MAX_TIME` characters: a day or a moment as ISO 8601 has them, or words.
        now: The moment it is asked at, aware; days and clocks are those of its zone where none is named.

    Returns:
        Its period, empty where it is a moment; none where the text is no time, or not only one.
    """
    text = text.strip()
    if len(text) > MAX_TIME:
        return None
    written = _WRITTEN.fullmatch(text)
    if written and (period := _written(text, now, moment=written["clock"] is not None)):
        return period
    for words in (text, f"in {text}"):
        for period in periods(words, now):
            if not _SMALL.sub("", words[: period.begin] + words[period.end :]):
                return period
    return None


def _written(text: str, now: datetime, *, moment: bool) -> Period | None:
    """Read a day or a moment that is written in digits; the last day of the calendar ends with it."""
    try:
        at = datetime.fromisoformat(text)
        at = at if at.tzinfo else at.replace(tzinfo=now.tzinfo)
        at.astimezone(UTC)  # must be in the years 1 to 9999 there too
    except (ValueError, OverflowError):
        return None
    last = at.date() == date.max
    end = at if moment else datetime.max.replace(tzinfo=UTC) if last else at + timedelta(days=1)
    return Period(0, len(text), at, end)


def narrowed(text: str, found: Iterable[Period]) -> tuple[Period, ...]:
    """Let each period that has another in it mean the inner one, if the text does not count both, as in "today or this week".

    Args:
        text: The text that they stand in.
        found: The periods.

    Returns:
        All of them, in order of place.
    """
    ordered = sorted(found, key=lambda period: period.begin)
    shortest = _shortest_within(ordered)
    return tuple(_meaning(text, outer, ordered[shortest[place]]) if place in shortest else outer for place, outer in enumerate(ordered))


def _meaning(text: str, outer: Period, inner: Period) -> Period:
    """Let a period mean the shortest one that lies in it, where it is long enough and the text does not count both."""
    length, shorter = _length(outer), _length(inner)
    if length is None or shorter is None or not shorter < length > _WIDE:
        return outer
    start = min(outer.end, inner.end)
    if _OR.match(text[start : min(max(outer.begin, inner.begin), start + _BETWEEN)]):
        return outer
    return replace(outer, since=inner.since, until=inner.until)


def _length(period: Period) -> timedelta | None:
    return None if period.since is None or period.until is None else period.until - period.since


def _shortest_within(found: Sequence[Period]) -> dict[int, int]:
    """Say for each closed period which is the shortest that lies in it, perhaps itself; in O(n log n).

    Those that begin last come first. Of those seen, only the ones matter than which none is shorter and ends earlier: each of them
    ends later than the one before it, and is shorter.
    """
    closed = [
        (period.since, period.until, place) for place, period in enumerate(found) if period.since is not None and period.until is not None
    ]
    closed.sort(key=lambda each: each[1])
    closed.sort(key=lambda each: each[0], reverse=True)
    ends: list[datetime] = []
    shortest: list[tuple[timedelta, int]] = []  # with the place: of two equally long ones the first in the text
    within: dict[int, int] = {}
    for _, same in groupby(closed, key=lambda each: each[0]):
        group = list(same)
        for since, until, place in group:
            length = (until - since, place)
            before = bisect_right(ends, until)
            if before and shortest[before - 1] <= length:
                continue
            first = last = bisect_left(ends, until)
            while last < len(ends) and shortest[last] >= length:
                last += 1
            ends[first:last], shortest[first:last] = [until], [length]
        for _, until, place in group:
            within[place] = shortest[bisect_right(ends, until) - 1][1]
    return within


def _together(text: str, found: Sequence[Period], now: datetime) -> Iterator[Period]:
    """Read a time that stands beside a longer one as one in it: Christmas of "Christmas the year before last" is not the last one."""
    for place, period in enumerate(found):
        beside = [
            found[other]
            for other in (place - 1, place + 1)
            if 0 <= other < len(found) and _OF.fullmatch(text, min(period.end, found[other].end), max(period.begin, found[other].begin))
        ]
        yield next((meant for outer in beside if (meant := _read_in(text, period, outer, now)) is not None), period)


def _read_in(text: str, period: Period, outer: Period, now: datetime) -> Period | None:
    """Read a period anew as somebody would at the end of a longer one; none where it does not lie in that."""
    if outer.since is None or outer.until is None or outer.until - outer.since <= _WIDE or _is_in(period, outer):
        return None
    start = max(min(period.begin, outer.begin) - _BEFORE, 0)  # a piece, because a long text may name many times
    read = _periods(text[start : max(period.end, outer.end)], min(outer.until - _INSTANT, now))
    again = next((each for each in read if (each.begin + start, each.end + start) == (period.begin, period.end)), None)
    if again is None or not _is_in(again, outer) or (again.since, again.until) == (outer.since, outer.until):
        return None
    return replace(period, since=again.since, until=again.until)


def _is_in(period: Period, outer: Period) -> bool:
    if period.since is None or period.until is None or outer.since is None or outer.until is None:
        return False
    return outer.since <= period.since and period.until <= outer.until


def _periods(text: str, now: datetime) -> tuple[Period, ...]:
    chinese = _chinese_periods(text, now)
    if not _LATIN.search(text):
        return chinese
    taken: list[_Placed] = [*_chinese(text, now), *chinese]
    taken.sort(key=lambda each: each.begin)
    return tuple(sorted((*chinese, *_english_periods(text, now, taken)), key=lambda period: period.begin))


def _chinese_periods(text: str, now: datetime) -> tuple[Period, ...]:
    if not _HAN.search(text):
        return ()
    from keepmum.memory.times.chinese_periods import chinese_periods

    return tuple(Period(*each) for each in chinese_periods(text, now))


def _english_periods(text: str, now: datetime, taken: Sequence[_Placed]) -> Iterator[Period]:
    from keepmum.memory.times import past
    from keepmum.memory.times.english import read

    plain = now.replace(tzinfo=None)
    done = 0
    for each in _free(text, read(text, plain), taken):
        if each.begin < done or past.only_a_number(text, each):
            continue
        today = _TODAY.match(text, each.end)
        sides = past.of_reading(past.to_the_day(each) if today else each, plain)
        done = today.end() if today else each.end  # "a year ago today" is that day
        if sides and sides != (None, None):
            yield Period(each.begin, done, *(side.replace(tzinfo=now.tzinfo) if side else None for side in sides))
