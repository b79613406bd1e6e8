"""Stretches of a length that begin or end now: "the last 3 days", "next 5 hrs", "within 10 months", "rest of the week"."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from keepmum.memory.times.english_lengths import MOST, Length, length, working_days
from keepmum.memory.times.english_line import Line, longest, remembered
from keepmum.memory.times.english_months import STEPS
from keepmum.memory.times.english_nodes import Span, Stretch
from keepmum.memory.times.english_numbers import cardinal
from keepmum.memory.times.english_words import DEICTIC, LAST, NEXT, SHORT_UNITS, UNITS


@remembered
def stretch(line: Line, at: int) -> tuple[Span | Stretch, int] | None:
    """Read "the last 3 days", "next 5 hrs", "the 3 next weeks", "last minute", "within 10 months", "rest of the week"."""
    return longest(line, at, _counted, _within, _rest)


def _counted(line: Line, at: int) -> tuple[Span | Stretch, int] | None:
    here = line.skip(at, "the")
    word = line.words[here]
    if word in NEXT or word in LAST:
        found = length(line, here + 1, closed=True)
        sign = 1 if word in NEXT else -1
        unit = line.words[here + 1]
        if not found and unit in SHORT_UNITS:
            return _around(line, Length(seconds=SHORT_UNITS[unit]), sign), here + 2
        if not found and unit in UNITS and unit.endswith("s"):
            found = length_of(unit), here + 2
        if not found and unit == "fortnight":
            found = Length(0, 14, 0, "week", count=2), here + 2
        return (_around(line, found[0], sign), found[1]) if found else None
    counted = cardinal(line, here)
    if counted and (line.words[counted[1]] in NEXT or line.words[counted[1]] in LAST):
        unit = line.words[counted[1] + 1]
        sign = 1 if line.words[counted[1]] in NEXT else -1
        if unit.endswith("s") and unit in SHORT_UNITS:
            return _around(line, Length(seconds=counted[0] * SHORT_UNITS[unit]), sign), counted[1] + 2
        if unit.endswith("s") and unit in UNITS and counted[0] <= MOST:
            name, size = UNITS[unit]
            days = {"day": 1, "week": 7}.get(name, 0) * counted[0] * size
            months = {"month": 1, "year": 12}.get(name, 0) * counted[0] * size
            return _around(line, Length(months, days, unit=name, count=counted[0]), sign), counted[1] + 2
    return None


def length_of(unit: str) -> Length:
    """Return a length for a bare plural: "the last weeks" are three."""
    name, size = UNITS[unit]
    days, months = {"day": 3, "week": 21}.get(name, 0) * size, {"month": 3, "year": 36}.get(name, 0) * size
    return Length(months, days, unit=name, count=3 * size)


def _around(line: Line, amount: Length, sign: int) -> Span | Stretch:
    """Return the time of that length that begins or ends now; whole decades and quarters keep to the calendar."""
    now = line.now.replace(microsecond=0)
    if amount.seconds or not (amount.days or amount.months):
        there = amount.move(now, sign)
        return Stretch(((now, there),) if sign > 0 else ((there, now),))
    today = now.date()
    step = STEPS["decade"] if amount.unit == "year" and amount.count >= 10 and amount.count % 10 == 0 else None
    step = STEPS["quarter"] if amount.quarters and amount.count >= 1 else step
    if step:
        size = amount.count / (1 if amount.quarters else 10)
        near, far = step(today, sign), step(today, sign * int(size))
        return Span(((near[0], far[1]),) if sign > 0 else ((far[0], near[1]),), point=False)
    start = working_days(today, 1) if amount.business else today + timedelta(days=1)
    if sign > 0:
        end = amount.move(datetime.combine(today, time()), 1).date() + timedelta(days=1)
        return Span(((start, end),), point=False)
    begin = amount.move(now, -1).date()
    return Span(((begin, today),), point=False, meant=((begin, today + timedelta(days=1)),))


def _within(line: Line, at: int) -> tuple[Span | Stretch, int] | None:
    if line.words[at] != "within":
        return None
    here = line.skip(line.skip(at + 1, "the"), "next", "last", "past")
    found = length(line, here)
    if not found:
        return None
    after = found[1]
    if (line.words[after] in {"from", "of"} and DEICTIC.get(line.words[after + 1]) == 0) or line.match(after, "from", "now"):
        after += 2
    elif line.words[after] in {"of", "from", "before", "after"}:
        return None
    now = line.now.replace(microsecond=0)
    sign = -1 if line.words[here - 1] in LAST else 1
    there = found[0].move(now, sign)
    first, second = (now, there) if sign > 0 else (there, now)
    if found[0].seconds:
        return Stretch(((first, second),)), after
    return Span(((first.date(), second.date()),), point=False), after


def _rest(line: Line, at: int) -> tuple[Span | Stretch, int] | None:
    here = line.skip(at, "the")
    if line.words[here] != "rest":
        return None
    here = line.skip(line.skip(here + 1, "of"), "the", "this", "my", "current")
    unit = line.words[here]
    now = line.now.replace(microsecond=0)
    if unit == "day":
        return Stretch(((now, now.replace(hour=23, minute=59, second=59)),)), here + 1
    if unit not in {"week", "month", "year", "quarter", "decade"}:
        return None
    end = STEPS[unit](now.date(), 0)[1] - timedelta(days=1)
    return Span(((now.date(), max(end, now.date() + timedelta(days=1))),), point=False), here + 1
