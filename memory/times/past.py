"""Which period a time expression means to someone who looks back: "Friday" is last Friday, "three years ago" is that year."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from keepmum.memory.times import calendar
from keepmum.memory.times.english import Reading
from keepmum.memory.times.english_nodes import Day, Moment, Span, Stretch
from keepmum.memory.times.value import Modifier

# A bare year is also a number: it counts where such a word stands before it, or nothing that it could count after it
_BEFORE_YEAR = re.compile(
    r"\b(?:in|of|since|during|before|after|until|till|by|from|to|around|year|and|or|between|through|early|late|mid|back|throughout|for)\W+$",
    re.IGNORECASE,
)
_WORD_BEFORE = re.compile(r"\w\s$")
_COUNTED = re.compile(r"\s*(?:[A-Za-z]{2,}s|people|men|women|children)\b")
# Hours of the parts of the day as a calendar has them, and as people who look back mean them (hours from that day's midnight)
_PARTS = {(8, 12): (4, 12), (12, 16): (12, 18), (16, 20): (16, 24), (20, 24): (18, 28)}
ABOUT = timedelta(hours=1)
NEAR = timedelta(days=7)
WAKING = (7, 19)  # hours: who says "at 3" and no more means the afternoon

Side = datetime | None
Sides = tuple[Side, Side]


def only_a_number(text: str, reading: Reading) -> bool:
    """Whether four digits alone are rather a number than a year.

    Args:
        text: The text.
        reading: What was read in it.
    """
    if reading.modifier or not text[reading.begin : reading.end].isdecimal() or reading.end - reading.begin != 4:
        return False
    before = text[max(0, reading.begin - 16) : reading.begin]
    if _BEFORE_YEAR.search(before):
        return False
    return bool(_WORD_BEFORE.search(before) or _COUNTED.match(text[reading.end : reading.end + 32]))


def to_the_day(reading: Reading) -> Reading:
    """Return a reading that means its very day, where "a year ago" alone would mean that year."""
    return replace(reading, node=replace(reading.node, unit="", vague=False)) if isinstance(reading.node, Day) else reading


def of_reading(reading: Reading, now: datetime) -> Sides | None:
    """Return the period of an English expression, or None where it is none.

    Args:
        reading: The expression.
        now: The moment that is looked back from, without a zone.
    """
    node = reading.node
    try:
        if isinstance(node, Day):
            return _day(node, reading.modifier, now)
        if isinstance(node, Span):
            ranges = [(_midnight(start), _midnight(end)) for start, end in node.meant or node.options]
            return _widened(_last_begun(ranges, now), reading.modifier)
        if isinstance(node, Moment):
            return _moment(node.options, now)
        return _stretch([*node.options], now) if isinstance(node, Stretch) else None
    except OverflowError:  # the edge of the calendar
        return None


def _midnight(day: date | None) -> Side:
    return datetime.combine(day, time()) if day else None


def _day(node: Day, modifier: Modifier, now: datetime) -> Sides | None:
    options = node.meant or node.options
    if len(options) == 2 and options[1] == now.date() and node.shape and node.shape.weekday is not None:
        options = options[:1]  # who means today says so
    day = _last_begun([(_midnight(each), None) for each in options], now)
    if day is None or day[0] is None:
        return None
    start = day[0].date()
    if node.unit in {"week", "month", "year"} or node.vague:
        first, end = _unit(start, node.unit)
        gap = abs(now.date() - start) / 2 if node.vague else timedelta()
        return datetime.combine(first - gap, time()), datetime.combine(end + gap, time())
    return _widened((day[0], day[0] + timedelta(days=1)), modifier)


def _unit(day: date, unit: str) -> tuple[date, date]:
    """Return the week, month or year a day lies in."""
    if unit == "week":
        return calendar.monday(day), calendar.monday(day) + timedelta(days=7)
    if unit == "month":
        return calendar.first(day.year, day.month), calendar.first(day.year, day.month + 1)
    if unit == "year":
        return calendar.first(day.year, 1), calendar.first(day.year + 1, 1)
    return day, day + timedelta(days=1)


def _last_begun(ranges: list[Sides], now: datetime) -> Sides | None:
    """Return the last range that has begun; without one, the first."""
    begun = [each for each in ranges if (each[0] or each[1] or now) <= now]
    return begun[-1] if begun else (ranges[0] if ranges else None)


def _widened(sides: Sides | None, modifier: Modifier) -> Sides | None:
    """Return a range with what "around" adds."""
    if sides is None:
        return None
    since, until = sides
    if modifier == "approx" and since and until:
        more = max(NEAR, (until - since) / 2)
        return since - more, until + more
    return since, until


def _moment(options: tuple[datetime, ...], now: datetime) -> Sides | None:
    """Return the hours around a moment; "now" is no period."""
    if not options or options == (now.replace(microsecond=0),):
        return None
    days = [option for option in options if option <= now] or list(options[:1])
    last = [option for option in days if option.date() == days[-1].date()]
    at = next((option for option in last if WAKING[0] <= option.hour < WAKING[1]), last[-1])
    return at - ABOUT, at + ABOUT


def _stretch(options: list[Sides], now: datetime) -> Sides | None:
    chosen = _last_begun(options, now)
    if chosen is None:
        return None
    start, end = chosen
    if start is None or end is None:
        return chosen
    last = 24 if end.time() >= time(23, 59) else end.hour
    wide = _PARTS.get((start.hour, last)) if not start.minute and start.date() == end.date() else None
    if not wide:
        return start, end
    midnight = datetime.combine(start.date(), time())
    return midnight + timedelta(hours=wide[0]), midnight + timedelta(hours=wide[1])
