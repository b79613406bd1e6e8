"""Ranges from here to there: "from Monday to Wednesday", "May 5-7", "between 2015 and 2018", "2pm till tomorrow 4pm"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from keepmum.memory.times import calendar
from keepmum.memory.times.calendar import Shape
from keepmum.memory.times.english_line import Line, longest, remembered
from keepmum.memory.times.english_months import month_name, relative, sure_month
from keepmum.memory.times.english_nodes import Clock, Day, Moment, Said, Span, Stretch
from keepmum.memory.times.english_numbers import any_year, day_of_month, ordinal
from keepmum.memory.times.english_quarters import quarter
from keepmum.memory.times.english_said import said
from keepmum.memory.times.english_spans import portion
from keepmum.memory.times.english_times import TO
from keepmum.memory.times.english_years import base_span

Range = Span | Stretch


def _joint(line: Line, at: int, lead: str) -> int | None:
    """Read the word between both ends."""
    word = line.words[at]
    if word in TO or (word in {"and", "&"} and lead == "between") or word == "through":
        return at + 1
    if line.match(at, "up", "to") or line.match(at, ",", "to"):
        return at + 2
    return None


@remembered
def ranged(line: Line, at: int) -> tuple[Range, int] | None:
    """Read a range between two dates, months, years or moments."""
    return longest(line, at, _in_month, _number_first, _ends)


def _end(line: Line, at: int) -> tuple[Said, int] | None:
    return longest(line, at, said, base_span, portion, quarter)


def _ends(line: Line, at: int) -> tuple[Range, int] | None:
    lead = line.words[at] if line.words[at] in {"from", "between", "starting"} else ""
    left = _end(line, at + bool(lead))
    if not left or isinstance(left[0], Stretch):
        return None
    here = _joint(line, left[1], lead)
    if here is None:
        return None
    line.open(here)
    here = line.skip(here, "the") if line.words[here + 1].isdecimal() else here
    right = _end(line, here)
    if right and line.words[left[1]] == "-" and line.glued(left[1]) != line.glued(left[1] + 1):
        return None
    whole = _pair(line, left[0], right[0]) if right else None
    if whole and right:
        return whole, right[1]
    return None


def _pair(line: Line, left: Said, right: Said) -> Range | None:
    if isinstance(left, Moment | Clock) or isinstance(right, Moment | Clock):
        return _moments(line, left, right)
    if isinstance(left, Day | Span) and isinstance(right, Day | Span):
        return _days(line.now, left, right)
    return None


def _begins(node: Day | Span, *, last: bool) -> tuple[date, ...]:
    """Return the days a range may begin or end with: of a month or year its first, of the end of one the day after."""
    if isinstance(node, Day):
        return node.options
    late = node.late
    found = tuple(end if late else start for start, end in node.options)
    return tuple(each for each in found if each) if last or late else tuple(start for start, _ in node.options if start)


def _days(now: datetime, left: Day | Span, right: Day | Span) -> Span | None:
    if (isinstance(left, Day) and not left.options) or (isinstance(right, Day) and not right.options):
        return Span(())
    starts, ends = left.shape, right.shape
    if starts and ends and starts.year is None and ends.year is not None and starts.month:
        limit = _begins(right, last=True)
        found = replace(starts, year=ends.year).options(now)
        if found and limit and found[0] > limit[0]:
            found = replace(starts, year=ends.year - 1).options(now) if ends.year > 1 else found
        if not found or not limit:
            return Span((), point=False)
        if found[0] >= limit[0]:
            return None
        return Span(((found[0], limit[0]),), point=False, meant=((found[0], _through(right, limit[0])),))
    options = []
    for start in _begins(left, last=False):
        end = _first_after(right, start)
        if end:
            options.append((start, end))
    return _both(options, now, right) if options else None


def _both(options: list[tuple[date, date]], now: datetime, right: Day | Span) -> Span:
    """Return the ranges with their last day left out, as a calendar has them, and with all of it, as people mean them."""
    kept = _now_or_both(options, now)
    return Span(kept, point=False, meant=tuple((start, _through(right, end)) for start, end in kept))


def _through(right: Day | Span, end: date) -> date:
    """Return the day after the whole of the last day, month or year of a range."""
    if isinstance(right, Day):
        return end + timedelta(days=1)
    whole = right.options[0] if right.options else (None, None)
    if whole[0] is None or whole[1] is None or right.late:
        return end
    months = round((whole[1] - whole[0]).days / 30.4)
    return calendar.add_months(end, months) if months else end + (whole[1] - whole[0])


def _first_after(right: Day | Span, start: date) -> date | None:
    options = [each for each in _begins(right, last=True) if each > start]
    shape = right.shape
    if shape and shape.year is None and not (isinstance(right, Span) and right.late):
        return shape.after(datetime.combine(start + timedelta(days=1), time()))
    return options[0] if options else None


def _now_or_both(options: list[tuple[date, date]], now: datetime) -> tuple[tuple[date, date], ...]:
    """Return the range that now lies in, or the last one and the next."""
    unique = sorted(set(options))
    if len(unique) < 2:
        return tuple(unique)
    on = [each for each in unique if each[0] < now.date() <= calendar.add_months(each[1], each[1].day == 1)]
    return tuple(on[:1] or unique)


def _moments(line: Line, left: Said, right: Said) -> Stretch | Span | None:
    now = line.now.replace(microsecond=0)
    ours, theirs = left == Moment((now,)), right == Moment((now,))
    if (ours and isinstance(right, Day | Span)) or (theirs and isinstance(left, Day | Span)):
        today = Day((now.date(),))
        first, last = today if ours else left, today if theirs else right
        return _days(now, first, last) if isinstance(first, Day | Span) and isinstance(last, Day | Span) else None
    if isinstance(left, Clock) and isinstance(right, Clock):
        return None
    starts, ends_at = _points(left, right, now, before=True), _points(right, left, now, before=False)
    options = []
    for start in starts:
        later = [each for each in ends_at if each > start]
        if later:
            options.append((start, min(later)))
    if theirs:
        options = options[-1:]
    return Stretch(tuple(dict.fromkeys(options))) if options else None


def _points(node: Said, other: Said, now: datetime, *, before: bool) -> tuple[datetime, ...]:
    """Return the moments of one end; a time alone is on the other end's day, and before "tomorrow" it is today's."""
    if isinstance(node, Moment):
        return node.options
    if isinstance(node, Day):
        return tuple(datetime.combine(each, time()) + timedelta(days=not before) for each in node.options)
    if isinstance(node, Clock) and isinstance(other, Moment):
        days = {each.date() for each in other.options}
        if before and days == {now.date() + timedelta(days=1)}:
            days = {now.date()}
        return tuple(sorted(datetime.combine(each, at) for each in days for at in node.times()))
    return ()


def _number(line: Line, at: int) -> tuple[int, int] | None:
    """Read a day of the month that only its neighbours make one."""
    return day_of_month(line, line.skip(at, "the"))


def _number_first(line: Line, at: int) -> tuple[Range, int] | None:
    """Read "4 to 23 next month", "4-22 January, 1995", "from 02 to April 07", "between the 21st and 23rd"."""
    lead = line.words[at] if line.words[at] in {"from", "between", "on"} else ""
    left = _number(line, at + bool(lead))
    here = _joint(line, left[1], lead) if left else None
    if not left or here is None:
        return None
    line.open(here)
    right = _end(line, here)
    if right and isinstance(right[0], Day) and (shape := right[0].shape) and shape.month and shape.day:
        return _borrow(line.now, left[0], shape), right[1]
    number = _number(line, here)
    if not number:
        return None
    behind = line.skip(number[1], "of", "in")
    seen = relative(line, behind)
    if seen and line.words[seen[1]] == "month":
        start = calendar.first(line.now.year, line.now.month + seen[0])
        return _borrow(line.now, left[0], Shape(start.year, start.month, number[0])), seen[1] + 1
    spoken = ordinal(line, line.skip(here, "the")) and ordinal(line, line.skip(at + bool(lead), "the"))
    if not (lead and spoken) or (line.words[number[1]].isalpha() and line.words[number[1]] in {"floor", "street", "grade", "place"}):
        return None
    starts = Shape(day=left[0]).options(line.now)
    ends = Day(Shape(day=number[0]).options(line.now), Shape(day=number[0]))
    whole = _days(line.now, Day(starts, Shape(day=left[0])), ends)
    return (whole, number[1]) if whole else None


def _borrow(now: datetime, first: int, last: Shape) -> Span:
    """Return the range from a day of the month to a date in the same month, or in the one before where the day is no earlier."""
    found = [calendar.on(each.year, each.month, first) for each in last.options(now)]
    ends = last.options(now)
    options = []
    for start, end in zip(found, ends, strict=True):
        begin = start if start and start < end else _month_before(end, first)
        if begin:
            options.append((begin, end))
    return _both(options, now, Day(ends))


def _month_before(end: date, day: int) -> date | None:
    start = calendar.add_months(end.replace(day=1), -1)
    return calendar.on(start.year, start.month, day)


def _in_month(line: Line, at: int) -> tuple[Range, int] | None:
    """Read "November 19-20", "May 5th to 7th, 2019", "Feb between 2-7"."""
    lead = line.words[at] if line.words[at] in {"from", "between"} else ""
    name = month_name(line, at + bool(lead))
    if not name:
        return None
    inner = line.words[name[1]] if line.words[name[1]] in {"from", "between"} else ""
    left = _number(line, name[1] + bool(inner))
    here = _joint(line, left[1], lead or inner) if left else None
    if not left or here is None:
        return None
    line.open(here)
    right = _number(line, here)
    if not right or right[0] <= left[0] or (month_name(line, right[1]) and sure_month(line, right[1])):
        return None
    if line.words[right[1]] in {":", "am", "pm", "/"} or (line.glued(right[1]) and line.words[right[1]].isalnum()):
        return None
    years = any_year(line, right[1])
    shape = Shape(years[0][0] if years else None, name[0], left[0])
    starts = shape.options(line.now)
    ends = [calendar.on(each.year, each.month, right[0]) for each in starts]
    options = [(start, end) for start, end in zip(starts, ends, strict=True) if end]
    return _both(options, line.now, Day(starts)), years[1] if years else right[1]


@remembered
def borrowing_day(line: Line, at: int) -> tuple[Day, int] | None:
    """Read the first day of a list whose month comes later: the 18 of "18 and 19 June"."""
    left = _number(line, at)
    if not left or line.words[left[1]] not in {"and", "or", ",", "&"}:
        return None
    here = line.skip(left[1] + 1, "and", "or")
    second = _number(line, here)
    if not second or second[0] <= left[0]:
        return None  # a list goes up: so it is also no longer than a month
    right = borrowing_day(line, here) or said(line, here)
    shape = right[0].shape if right and isinstance(right[0], Day) else None
    if not shape or shape.month is None or shape.day != second[0] or shape.yearly:
        return None
    mine = replace(shape, day=left[0])
    return Day(mine.options(line.now), mine), left[1]
