"""Ranges between two times of day, and which halves of the day they mean: "5 to 6pm", "from 11 to 3", "9.30-4.30pm"."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from keepmum.memory.times.english_lengths import length
from keepmum.memory.times.english_line import Line, remembered
from keepmum.memory.times.english_nodes import Clock, Hours
from keepmum.memory.times.english_times import TO, bare_hour, clock, meridiem, part
from keepmum.memory.times.english_words import AFTER_DAY, DEICTIC, MONTHS, PARTS, WEEKDAYS, ZONES

HALF_DAY = 12 * 3600
EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001  a day to add hours to; no zone is meant


@remembered
def hours(line: Line, at: int) -> tuple[Hours, int] | None:
    """Read a range of the day in which at least one end is written as a time, or "from" or "between" leads."""
    found = loose_hours(line, at)
    if not found:
        return None
    led = line.words[at] in {"from", "between"}
    free = not line.words[found[1]].isalpha() or line.words[found[1]] in AFTER_DAY
    return found if (led and free) or _firm(line, at, found[1], free=free) else None


def _firm(line: Line, at: int, end: int, *, free: bool) -> bool:
    """Whether one end is written as a time, and the other is not the count of something: "1:30pm to 4 people"."""
    left = _end(line, line.skip(at, "from", "between"))
    right = _end(line, left[1] + 1) if left else None
    if right and right[0].firm and right[1] <= end:
        return True
    known = free or line.words[end] in WEEKDAYS or line.words[end] in MONTHS or line.words[end] in DEICTIC
    return bool(left and left[0].firm) and (
        known or line.words[end] in PARTS or line.words[end - 1] in {"am", "pm", "m", "p", "a"} or line.words[end] in ZONES
    )


def _end(line: Line, at: int) -> tuple[Clock, int] | None:
    """Read one end, with the part of the day behind it: "3 in the morning"."""
    found = clock(line, at) or bare_hour(line, at)
    if not found:
        return None
    behind = part(line, found[1]) if line.words[found[1]] == "in" else None
    if behind and behind[0].pm is not None and found[0].half:
        half = found[0].in_half(pm=behind[0].pm, night=behind[0].night)
        return half, behind[1]
    return found


@remembered
def loose_hours(line: Line, at: int) -> tuple[Hours, int] | None:
    """Read a range of the day of which only the neighbours may say that it is one: "6-8"."""
    lead = line.words[at] if line.words[at] in {"from", "between"} else ""
    left = _end(line, at + bool(lead))
    if not left:
        return None
    joint = line.words[left[1]]
    if joint == "for" and lead == "from" and (amount := length(line, left[1] + 1)) and amount[0].seconds and not amount[0].unit:
        ends = tuple((start, (datetime.combine(EPOCH, start) + timedelta(seconds=amount[0].seconds)).time()) for start in left[0].times())
        return Hours(ends), amount[1]
    if joint not in TO and not (joint == "and" and lead == "between"):
        return None
    if joint == "-" and not left[0].firm and line.glued(left[1]) != line.glued(left[1] + 1):
        return None
    line.open(left[1] + 1)
    right = _end(line, left[1] + 1)
    if not right:
        return None
    after = right[1]
    half = meridiem(line, after) if not right[0].firm else None
    end = right[0].in_half(pm=half[0]) if half else right[0]
    return Hours(pair(left[0], end)), half[1] if half else after


def pair(left: Clock, right: Clock) -> tuple[tuple[time, time], ...]:
    """Return the ranges that two times can mean; where one tells its half, the other goes by it."""
    starts, ends = left.times(), right.times()
    if left.half and right.half:
        return tuple((start, _next(start, ends)) for start in starts)
    if left.half:
        return ((_previous(ends[0], starts), ends[0]),)
    return ((starts[0], _next(starts[0], ends)),)


def _seconds(start: time, end: time) -> int:
    return ((end.hour - start.hour) * 3600 + (end.minute - start.minute) * 60 + end.second - start.second) % (2 * HALF_DAY)


def _next(start: time, ends: tuple[time, ...]) -> time:
    return min(ends, key=lambda end: _seconds(start, end) or 2 * HALF_DAY)


def _previous(end: time, starts: tuple[time, ...]) -> time:
    return min(starts, key=lambda start: _seconds(start, end) or 2 * HALF_DAY)
