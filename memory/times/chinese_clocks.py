"""Times of day: 下午三点, 差五分八点, 晚上十点到十二点, 中午."""

from __future__ import annotations

from keepmum.memory.times.chinese_atoms import AmountAtom, ClockAtom, DayWordAtom, NumberAtom, PartAtom, Role
from keepmum.memory.times.chinese_line import Hours, Line
from keepmum.memory.times.chinese_words import DAY, HOUR, PARTS, SHORT_PARTS

HALF_DAY = DAY // 2


def hours_at(line: Line, place: int, *, after_day: bool = False) -> Hours | None:
    """Read a time of day, a part of the day, or from one time to another.

    Args:
        line: The atoms.
        place: Where it should begin.
        after_day: Whether a day stands before it, so that 早 and 晚 can stand alone.

    Returns:
        The hours, or None where none begin here.
    """
    found = _range_from_number(line, place) or _point(line, place) or _point_before(line, place)
    if found is None:
        return _part(line, place, after_day=after_day)
    return found if found.ranges else _range(line, found)


def _part(line: Line, place: int, *, after_day: bool) -> Hours | None:
    atom = line.get(place, PartAtom)
    if atom is None or (atom.name in SHORT_PARTS and not after_day):
        return None
    _, said, searched = PARTS[atom.name]
    if line.search:
        return Hours(place + 1, ranges=((searched[0] * HOUR, searched[1] * HOUR),))
    return Hours(place + 1, ranges=((said[0] * HOUR, min(said[1] * HOUR, DAY - 1)),))  # the scheme ends a night at 23:59:59


def _point(line: Line, place: int, *, sure: bool = False) -> Hours | None:
    """Read a time of day; `sure` is whether its place says that it is one, so that 一点 is no little bit."""
    part = line.get(place, PartAtom)
    if part is None:
        clock = line.get(place, ClockAtom)
        return _less(line, place + 1, _readings(clock, None)) if clock and (sure or not clock.weak) else None
    at = line.past_of(place + 1)
    clock = line.get(at, ClockAtom)
    if clock is None or (clock.weak and part.name in SHORT_PARTS and not line.get(place - 1, DayWordAtom)):
        return None  # 早一点来 is no one o'clock, 明早一点 is
    return _less(line, at + 1, _readings(clock, part.name))


def _less(line: Line, stop: int, points: tuple[int, ...]) -> Hours:
    """Read what may follow an hour: 八点差五分."""
    short = line.get(stop + 1, AmountAtom)
    if short and line.word(stop, Role.SHORT_OF) and not line.get(stop + 2, ClockAtom):
        return Hours(stop + 2, points=tuple((point - short.seconds) % DAY for point in points))
    return Hours(stop, points=points)


def _point_before(line: Line, place: int) -> Hours | None:
    """Read 差五分八点."""
    short, clock = line.get(place + 1, AmountAtom), line.get(place + 2, ClockAtom)
    if short is None or clock is None or short.unit != "minute" or not line.word(place, Role.SHORT_OF):
        return None
    return Hours(place + 3, points=tuple((point - short.seconds) % DAY for point in _readings(clock, None)))


def _readings(clock: ClockAtom, part: str | None) -> tuple[int, ...]:
    seconds = clock.hour * HOUR + clock.minute * 60 + clock.second
    if clock.half:
        return (clock.hour % 12 * HOUR + seconds % HOUR + HALF_DAY * (clock.half == "pm"),)
    if part is None:
        if clock.hour in {0, 24} or clock.hour > 12:
            return (seconds,)
        return (seconds - HALF_DAY, seconds) if clock.hour == 12 else (seconds, seconds + HALF_DAY)
    return (_turned(clock.hour, seconds, part),)


def _turned(hour: int, seconds: int, part: str) -> int:
    """Turn an hour of 12 into one of 24 by the part of the day: 晚上两点 lies in the night after."""
    turn = PARTS[part][0]
    if turn == "noon":
        return seconds + HALF_DAY if hour < 10 else seconds
    if turn == "afternoon":
        return seconds + HALF_DAY if hour < 12 else seconds
    if turn == "evening":
        if hour in {12, 0}:
            return seconds % HOUR + DAY
        if hour < 5:
            return seconds + DAY
        return seconds + HALF_DAY if hour < 12 else seconds
    if turn == "midnight":
        if part == "凌晨":
            return seconds % HALF_DAY if hour == 12 else seconds
        if hour in {0, 12, 24}:
            return seconds % HOUR + DAY
        return seconds + HALF_DAY if 8 <= hour < 12 else seconds
    return seconds


def _range(line: Line, left: Hours) -> Hours:
    """Read what may follow a time of day: 到 and another one."""
    right = _point(line, left.stop + 1, sure=True) if line.word(left.stop, Role.TO) else None
    if right is None:
        return left
    stop = right.stop + (line.word(right.stop, Role.BETWEEN) is not None)
    return Hours(stop, ranges=_joined(left.points, right.points))


def _joined(begins: tuple[int, ...], ends: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """Join each beginning with the next end after it; what lasts more than half a day is meant only where nothing else can be."""
    later = sorted({*ends, *(end + DAY for end in ends)})
    ranges = tuple((begin, next((end for end in later if end > begin), begin + DAY)) for begin in begins)
    return tuple((begin, end) for begin, end in ranges if end - begin <= HALF_DAY) or ranges[:1]


def _range_from_number(line: Line, place: int) -> Hours | None:
    """Read 四到六点 and 下午3到5点, where the first hour is a bare number."""
    part = line.get(place, PartAtom)
    at = place + (part is not None)
    number, clock = line.get(at, NumberAtom), line.get(at + 2, ClockAtom)
    if number is None or clock is None or not line.word(at + 1, Role.TO) or number.number > 24:
        return None
    begins = _readings(ClockAtom(number.begin, number.end, number.number), part.name if part else None)
    return Hours(at + 3, ranges=_joined(begins, _readings(clock, None)))
