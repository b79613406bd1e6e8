"""Whole time expressions: days with hours, from one time to another, before and after; what `每` makes a rule of is left out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from keepmum.memory.times.calendar import Shape, add_months
from keepmum.memory.times.chinese_atoms import NowAtom, NumberAtom, Role
from keepmum.memory.times.chinese_clocks import hours_at
from keepmum.memory.times.chinese_days import days_at
from keepmum.memory.times.chinese_line import Days, Hours, Instants, Line, Moments, Node, Spans, moment
from keepmum.memory.times.chinese_spans import spans_at
from keepmum.memory.times.value import Modifier


@dataclass(frozen=True, slots=True)
class Meant:
    """A whole expression.

    Attributes:
        start: The place of its first atom.
        stop: The place behind its last.
        node: What it means.
        modifier: What a word beside it adds.
    """

    start: int
    stop: int
    node: Node
    modifier: Modifier = ""


_BEHIND: dict[Role, Modifier] = {
    Role.BEFORE: "before",
    Role.AFTER: "after",
    Role.UNTIL: "until",
    Role.SINCE: "since",
    Role.STARTING: "since",
}


def expressions(line: Line) -> list[Meant]:
    """Read all expressions of a line, from left to right.

    Args:
        line: The atoms.

    Returns:
        What was understood; atoms between are left out.
    """
    found, place = [], 0
    while place < len(line.atoms):
        every = line.word(place, Role.EVERY)
        start = place + 1 if every else place
        try:
            meant = _expression(line, start)
        except (OverflowError, ValueError):  # beyond the years 1 to 9999
            meant = None
        if meant and not every:
            found.append(meant)
        place = meant.stop if meant else start + (not every)
    return found


def _expression(line: Line, start: int) -> Meant | None:
    at = start
    about = line.word(at, Role.ABOUT)
    at += about is not None
    prefix = line.word(at, Role.DEADLINE, Role.FROM)
    if prefix is None and line.word(at, Role.TO) and start == at and line.atoms[at].end - line.atoms[at].begin > 1:
        prefix = Role.DEADLINE  # 直到, 直至
    at += prefix is not None
    left = node_at(line, at)
    if left is None:
        return None
    both = _to(line, left) or _between(line, left)
    if both:
        return Meant(start, both.stop, both, "approx" if about else "")
    return _modified(line, start, left, prefix, about=about is not None)


def node_at(line: Line, place: int) -> Node | None:
    """Read a day, a period, a time of day, or a day with a time of day.

    Args:
        line: The atoms.
        place: Where it should begin.

    Returns:
        What was understood, or None.
    """
    now = line.get(place, NowAtom)
    if now:
        width = timedelta(hours=1)
        return Instants(place + 1, line.now, line.now - width, line.now + width) if not (line.search and not now.gone) else None
    days, spans = days_at(line, place), spans_at(line, place)
    if isinstance(days, Instants):
        return days
    if days and (spans is None or days.stop >= spans.stop):
        return _with_hours(line, days)
    return spans or hours_at(line, place)


def _with_hours(line: Line, days: Days) -> Node:
    hours = hours_at(line, days.stop, after_day=True) or hours_at(line, line.past_of(days.stop), after_day=True)
    if hours is None and line.word(days.stop, Role.FROM):  # 昨天从八点到十点
        hours = hours_at(line, days.stop + 1)
        hours = hours if hours and hours.ranges else None
    if hours is None:
        return days
    if hours.points:
        return Moments(hours.stop, days, hours)
    return on_days(days, hours)


def on_days(days: Days, hours: Hours) -> Spans:
    """Put a part of the day, or hours from one to another, on each reading of a day.

    Args:
        days: The day.
        hours: The hours, with ranges.

    Returns:
        The period.
    """
    ranges = tuple((moment(day, begin), moment(day, end)) for day in days.dates for begin, end in hours.ranges)
    return Spans(hours.stop, ranges)


def _to(line: Line, left: Node) -> Node | None:
    """Read 到 and what follows it."""
    if not line.word(left.stop, Role.TO):
        return None
    right = _right(line, left, left.stop + 1)
    if right is None:
        return None
    both = joined(line, left, right)
    if both and line.word(both.stop, Role.BETWEEN):
        return replace(both, stop=both.stop + 1)
    return both


def _between(line: Line, left: Node) -> Node | None:
    """Read 和 … 之间, and 2010年之后2018年之前."""
    after = line.word(left.stop, Role.AFTER, Role.SINCE, Role.STARTING) is not None
    if not after and not line.word(left.stop, Role.AND):
        return None
    right = _right(line, left, left.stop + 1)
    closing = Role.BEFORE if after else Role.BETWEEN
    if right is None or not line.word(right.stop, closing):
        return None
    both = joined(line, left, right)
    return replace(both, stop=right.stop + 1) if both else None


def _right(line: Line, left: Node, place: int) -> Node | None:
    number = line.get(place, NumberAtom)
    if number and isinstance(left, Days) and 1 <= number.number <= 31:
        found: Node | None = Days(place + 1, (), Shape(day=number.number))
    else:
        found = node_at(line, place)
    if found is None and (now := line.get(place, NowAtom)) and not now.gone:
        return Instants(place + 1, line.now, line.now, line.now)
    return found


def joined(line: Line, left: Node, right: Node) -> Node | None:
    """Join two times into the period from the one to the other.

    Args:
        line: The atoms.
        left: Where it begins.
        right: Where it ends.

    Returns:
        The period in all its readings, or None where the two do not go together.
    """
    if isinstance(left, Moments) and isinstance(right, Hours | Moments):
        return _moments(line, left, right)
    if isinstance(left, Hours) and isinstance(right, Moments) and left.points:
        today = Days(left.stop, (line.today,))
        return _moments(line, Moments(left.stop, today, left), right)
    if isinstance(left, Days | Spans) and isinstance(right, Days | Spans | Instants):
        if isinstance(left, Spans) and left.of_moments:
            return _moment_spans(left, right)
        if isinstance(right, Spans) and right.of_moments:
            return None
        return _days(line, left, right)
    return None


def _moment_spans(left: Spans, right: Node) -> Spans | None:
    if not isinstance(right, Spans) or not right.of_moments:
        return None
    pairs = [(begin, end) for begin, _ in left.ranges for _, end in right.ranges if begin < end]
    return Spans(right.stop, tuple(pairs[:1]))


def _moments(line: Line, left: Moments, right: Hours | Moments) -> Spans | None:
    if isinstance(right, Hours):
        if not right.points:
            return None
        return on_days(left.days, Hours(right.stop, ranges=tuple((begin, _next(begin, right.points)) for begin in left.hours.points)))
    begins = left.days.dates if line.search else left.days.dates[-1:]  # the scheme knows only the next one
    days = [(begin, next((end for end in right.days.dates if end >= begin), None)) for begin in begins]
    ranges = tuple((moment(begin, left.hours.points[0]), moment(end, right.hours.points[0])) for begin, end in days if end)
    return Spans(right.stop, ranges) if ranges else None


def _next(begin: int, points: tuple[int, ...]) -> int:
    later = sorted({*points, *(point + 86_400 for point in points)})
    return next(point for point in later if point > begin)


def _starts(node: Days | Spans | Instants) -> tuple[date, ...]:
    if isinstance(node, Days):
        return node.dates
    if isinstance(node, Instants):
        return (node.at.date(),)
    return tuple(begin.date() if isinstance(begin, datetime) else begin for begin, _ in node.ranges)


def _days(line: Line, left: Days | Spans, right: Days | Spans | Instants) -> Spans | None:
    """Join two days or periods; what has no year is put in order after what has one."""
    again, until = left.shape, None if isinstance(right, Instants) else right.shape
    if again and until:
        pairs = _both_again(line, again, until, months=isinstance(left, Spans))
    elif until:
        pairs = [(begin, until.after(datetime.combine(begin, datetime.min.time()))) for begin in _starts(left)]
    elif again:
        pairs = [(again.before(datetime.combine(end + timedelta(days=1), datetime.min.time())), end) for end in _starts(right)[-1:]]
    else:
        pairs = [(begin, end) for begin in _starts(left) for end in _starts(right)]
    found = tuple((begin, _last(line, right, end)) for begin, end in pairs if begin and end and begin <= end)
    return Spans(right.stop, tuple(dict.fromkeys(found))) if found else None


def _both_again(line: Line, left: Shape, right: Shape, *, months: bool) -> list[tuple[date | None, date | None]]:
    now = datetime.combine(line.today, datetime.min.time())
    if months and not line.search and left.month:
        start = date(line.now.year, left.month, 1)
        return [(start, right.after(datetime.combine(start, now.time())))]
    found: list[tuple[date | None, date | None]] = []
    for begin in (left.before(now), left.after(now)):
        end = right.after(datetime.combine(begin, now.time())) if begin else None
        found.append((begin, end))
        if end and end >= line.today:
            break  # today lies in it
    return found


def _last(line: Line, right: Days | Spans | Instants, end: date) -> date:
    """Return where the period ends: the scheme stops at the beginning of what is named last, a search goes through it."""
    if not line.search:
        return end
    if isinstance(right, Days | Instants):
        return end + timedelta(days=1)
    if right.shape:
        return add_months(end, 1)
    begin, stop = right.ranges[0]
    return end + (stop - begin)


def _modified(line: Line, start: int, node: Node, prefix: Role | None, *, about: bool) -> Meant:
    """Read what stands beside a time: 之前, 以来, 左右, 从."""
    stop = node.stop
    around = line.word(stop, Role.AROUND) is not None
    stop += around
    role = line.word(stop, *_BEHIND)
    if prefix is Role.DEADLINE:
        return Meant(start, stop, node, "before")
    if role is Role.STARTING and prefix is None and isinstance(node, Hours | Moments):
        return Meant(start, stop, node)  # 八点开始 is a time, 3月5日起 a period
    if role:
        return Meant(start, stop + 1, node, _BEHIND[role])
    if prefix is Role.FROM and not any(line.word(place, Role.TO) for place in range(start, stop)):
        return Meant(start, stop, node, "since")
    return Meant(start, stop, node, "approx" if about or around else "")
