"""The periods that a question about the past means, in Chinese: 去年夏天, 上次国庆, 月底, 前几天, 昨晚, and all that is said more plainly.

The grammar is that of `chinese`; only the reading differs. Lunar holidays are where they are held, 国庆 has its seven days, what was told
in years is a year wide, a range has its last day, 昨晚 goes on until late, and of several readings the last that has begun is meant.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from keepmum.memory.times.chinese_expressions import Meant, expressions
from keepmum.memory.times.chinese_line import Days, Instants, Line, Moments, Node, Spans
from keepmum.memory.times.chinese_scan import chains
from keepmum.memory.times.chinese_text import plain

Side = datetime | None
Stretch = tuple[datetime, datetime]

_ABOUT = timedelta(hours=1)  # what lies near a time of day
_NEAR = timedelta(days=7)  # what 左右 and 大约 add at least
_WAKING = range(7, 19)  # hours: who says 昨天三点 means the afternoon


def chinese_periods(text: str, now: datetime) -> tuple[tuple[int, int, Side, Side], ...]:
    """Find all periods that a Chinese text means, seen by someone who looks back.

    A time of day alone, a length of time and a habit are no periods, nor is 那年夏天, of which nobody knows the year.

    Args:
        text: Any text, such as a question.
        now: When it is asked; its zone, where it has one, is that of what comes back.

    Returns:
        The first character, the character after the last, the first moment, and the first moment after; None for an open side. In
        order of place, not overlapping.
    """
    local = now.replace(tzinfo=None)
    found = []
    for atoms in chains(plain(text)):
        line = Line(atoms, local, search=True)
        for meant in expressions(line):
            sides = _sides(meant, line)
            if sides:
                since, until = (side.replace(tzinfo=now.tzinfo) if side else None for side in sides)
                found.append((atoms[meant.start].begin, atoms[meant.stop - 1].end, since, until))
    return tuple(found)


def _sides(meant: Meant, line: Line) -> tuple[Side, Side] | None:
    try:
        stretches = _stretches(meant.node, line)
        if not stretches:
            return None
        since, until = next((each for each in reversed(stretches) if each[0] <= line.now), stretches[0])
        if meant.modifier == "approx":
            more = max(_NEAR, (until - since) / 2)
            return since - more, until + more
    except OverflowError:  # beyond the years 1 to 9999
        return None
    if meant.modifier == "before":
        return None, since
    if meant.modifier == "until":
        return None, until
    if meant.modifier in {"after", "since"}:
        return (until if meant.modifier == "after" else since), None
    return since, until


def _stretches(node: Node, line: Line) -> list[Stretch]:
    """Return the readings of a node as stretches of time, in order."""
    if isinstance(node, Days):
        around = node.around or tuple((day, day + timedelta(days=1)) for day in node.dates)
        if len(around) == 2 and around[1][0] == line.today and node.shape and node.shape.weekday is not None:
            around = around[:1]  # who means today says so
        return [(_midnight(begin), _midnight(end)) for begin, end in around]
    if isinstance(node, Spans):
        return [(_midnight(begin), _midnight(end)) for begin, end in node.ranges]
    if isinstance(node, Instants):
        return [(node.since, node.until)]
    return [_near(node, day) for day in node.days.dates] if isinstance(node, Moments) else []


def _near(node: Moments, day: date) -> Stretch:
    """Return the hours around a time of day."""
    start = _midnight(day)
    readings = [start + timedelta(seconds=seconds) for seconds in node.hours.points]
    at = next((each for each in readings if each.hour in _WAKING), readings[-1])
    return at - _ABOUT, at + _ABOUT


def _midnight(point: date) -> datetime:
    return point if isinstance(point, datetime) else datetime.combine(point, time())
