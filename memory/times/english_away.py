"""Dates a length away from another: "3 weeks from tomorrow", "two days after Christmas", "2 weeks starting May 20th"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from keepmum.memory.times.english_lengths import Length, ago, length
from keepmum.memory.times.english_line import Line, remembered
from keepmum.memory.times.english_nodes import Clock, Day, Moment, Said, Span, Stretch
from keepmum.memory.times.english_said import said
from keepmum.memory.times.english_words import WEEKDAYS

BACK = frozenset({"before", "prior"})
ONWARD = frozenset({"after", "from", "following", "since"})
STARTS = frozenset({"starting", "beginning"})
OPEN = {"more": True, "less": False}


@remembered
def away(line: Line, at: int) -> tuple[Said, int] | None:
    """Read a length, "before" or "after", and a date."""
    counted = _weekday_beside(line, at)
    if counted:
        return counted
    open_ = OPEN.get(line.words[at]) if line.words[at + 1] == "than" else None
    begin = at if open_ is None else at + 2
    found = (Length(days=1, unit="day"), at + 2) if line.match(at, "the", "day") else length(line, begin)
    if not found:
        return None
    if open_ is not None and (there := ago(line, begin)):
        return _more_than(line, there, open_=open_)
    word = line.words[found[1]]
    if word in STARTS and open_ is None:
        return _starting(line, found[0], line.skip(found[1] + 1, "on", "from", "with", "at"))
    if word not in BACK and word not in ONWARD:
        return None
    here = line.skip(found[1] + 1, "to") if word == "prior" else found[1] + 1
    anchor = said(line, here)
    if not anchor:
        return None
    sign = -1 if word in BACK else 1
    if line.words[here] == "now":
        return None
    if isinstance(anchor[0], Moment):
        return Moment(tuple(found[0].move(each, sign) for each in anchor[0].options)), anchor[1]
    if isinstance(anchor[0], Clock) and found[0].seconds and not found[0].unit:
        shift = timedelta(seconds=sign * found[0].seconds)
        return replace(anchor[0], at=(datetime.combine(line.now.date(), anchor[0].at) + shift).time()), anchor[1]
    if not isinstance(anchor[0], Day) or not anchor[0].options:
        return None
    return _from_day(line, found[0], sign, open_, anchor)


def _weekday_beside(line: Line, at: int) -> tuple[Day, int] | None:
    """Read "the Sunday before October 25"."""
    here = line.skip(at, "the")
    number = WEEKDAYS.get(line.words[here])
    word = line.words[here + 1]
    if number is None or word not in {"before", "after"}:
        return None
    anchor = said(line, here + 2)
    if not anchor or not isinstance(anchor[0], Day) or (anchor[0].shape and anchor[0].shape.weekday is not None):
        return None
    days = anchor[0].options
    if word == "before":
        return Day(tuple(each - timedelta(days=(each.weekday() - number - 1) % 7 + 1) for each in days)), anchor[1]
    return Day(tuple(each + timedelta(days=(number - each.weekday() - 1) % 7 + 1) for each in days)), anchor[1]


def _more_than(line: Line, there: tuple[Day | Moment, int], *, open_: bool) -> tuple[Said, int] | None:
    """Read "more than 5 days ago": before that; "less than 5 days ago": since then."""
    node, after = there
    now = line.now.replace(microsecond=0)
    if isinstance(node, Moment):
        option = node.options[0]
        past = option < now
        ends = ((None, option) if past else (option, None)) if open_ else (min(option, now), max(option, now))
        return Stretch((ends,)), after
    day = node.options[0]
    past = day < now.date()
    days = ((None, day) if past else (day, None)) if open_ else _ordered(day, now.date())
    return Span((days,), point=False), after


def _from_day(line: Line, amount: Length, sign: int, open_: bool | None, anchor: tuple[Day | Said, int]) -> tuple[Said, int] | None:  # noqa: FBT001  three states, not a flag
    node, after = anchor
    if not isinstance(node, Day):
        return None
    starts = [datetime.combine(each, time()) for each in node.options]
    if amount.seconds:
        return Moment(tuple(amount.move(each, sign) for each in starts)), after
    days = tuple(amount.move(each, sign).date() for each in starts)
    if open_ is None:
        number = WEEKDAYS.get(line.words[after + 1]) if line.words[after] == "on" else None
        if number is not None:
            days, after = tuple(each + timedelta(days=(number - each.weekday()) % 7) for each in days), after + 2
        return Day(days[-1:], meant=days, unit=""), after
    if open_:
        return Span(tuple((None, each) if sign < 0 else (each, None) for each in days[-1:]), point=False), after
    pairs = zip((each.date() for each in starts), days, strict=True)
    return Span(tuple(_ordered(*pair) for pair in pairs)[-1:], point=False), after


def _ordered(first: date, second: date) -> tuple[date, date]:
    return (first, second) if first <= second else (second, first)


def _starting(line: Line, amount: Length, at: int) -> tuple[Said, int] | None:
    anchor = said(line, at)
    if not anchor:
        return None
    node = anchor[0]
    if isinstance(node, Moment) and node.options:
        return Stretch(tuple((each, amount.move(each, 1)) for each in node.options)), anchor[1]
    if not isinstance(node, Day) or not node.options:
        return None
    starts = [datetime.combine(each, time()) for each in node.options]
    if amount.seconds:
        return None
    return Span(tuple((each.date(), amount.move(each, 1).date()) for each in starts), point=False), anchor[1]
