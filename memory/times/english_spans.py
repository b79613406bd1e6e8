"""Ranges of days in words: weeks, weekends, and the beginning, middle and end of anything."""

from __future__ import annotations

from datetime import date, timedelta

from keepmum.memory.times import calendar
from keepmum.memory.times.english_dates import day_alone, deictic, month_day, this_date
from keepmum.memory.times.english_digits import date_in_digits
from keepmum.memory.times.english_holidays import first_words, holiday
from keepmum.memory.times.english_line import Line, longest, remembered
from keepmum.memory.times.english_months import STEPS, bare_unit, relative, seen_from_now
from keepmum.memory.times.english_nodes import Day, Moment, Span, Stretch
from keepmum.memory.times.english_numbers import ordinal
from keepmum.memory.times.english_quarters import holidays, quarter, season
from keepmum.memory.times.english_stretches import stretch
from keepmum.memory.times.english_weekdays import nth_weekday, weekday
from keepmum.memory.times.english_words import WEEKDAYS
from keepmum.memory.times.english_years import base_span

EARLY = frozenset({"early", "earlier", "beginning", "start"})
MIDDLE = frozenset({"mid", "middle"})
LATE = frozenset({"late", "later", "end"})
NOUNS = frozenset({"beginning", "start", "middle", "end"})


def day(line: Line, at: int) -> tuple[Day, int] | None:
    """Read a date of any kind that is not a length away."""
    found = longest(line, at, deictic, date_in_digits, month_day, this_date, weekday, nth_weekday, day_alone, holiday)
    if found and line.words[found[1]] == "(" and line.words[found[1] + 1] in WEEKDAYS and line.words[found[1] + 2] == ")":
        return found[0], found[1] + 3  # "May 22 (Thu)"
    return found


@remembered
def week(line: Line, at: int) -> tuple[Span | Day, int] | None:
    """Read "week 31", "the week of April 10th", "the week commencing Feb 4", "first week of May", "the weekend of 5 May"."""
    here = line.skip(at, "the")
    unit = line.words[here]
    if unit in {"week", "weekend", "wk"}:
        number = line.number(here + 1)
        if unit != "weekend" and number is not None and not line.glued(here + 1):
            start = calendar.iso_week(line.now.year, number)
            return (Span(((start, start + timedelta(days=7)),), point=False), here + 2) if start else None
        return _week_of(line, here, unit)
    if line.words[here] in first_words() and (named := holiday(line, here)) and line.words[named[1]] == "weekend":
        return Span(tuple(_long_weekend(each) for each in named[0].options), point=False), named[1] + 1
    if unit == "w" and line.glued(here + 1) and len(line.words[here + 1]) == 2 and line.raw[here] == "W":
        start = calendar.iso_week(line.now.year, line.number(here + 1) or 0)
        return (Span(((start, start + timedelta(days=7)),), point=False), here + 2) if start else None
    return _nth_week(line, here)


def _week_of(line: Line, here: int, unit: str) -> tuple[Span, int] | None:
    word = line.words[here + 1]
    if word not in {"of", "commencing", "starting", "beginning", "after", "before"}:
        return None
    after = line.skip(here + 2, "on", "with", "from")
    named = day(line, after)
    if not named:
        return None
    if word in {"after", "before"}:
        return _beside(named[0], unit, before=word == "before"), named[1]
    if unit == "weekend" and holiday(line, after):
        return Span(tuple(_long_weekend(each) for each in named[0].options), point=False), named[1]
    return Span(tuple(_week_or_weekend(option, unit) for option in named[0].options), point=False), named[1]


def _beside(named: Day, unit: str, *, before: bool) -> Span:
    """Return the seven days, or the weekend, before or after each day."""
    first = [option + timedelta(days=-7 if before else 1) for option in named.options]
    if unit != "weekend":
        return Span(tuple((each, each + timedelta(days=7)) for each in first), point=False)
    saturdays = [each + timedelta(days=(5 - each.weekday()) % 7) for each in first]
    return Span(tuple((each, each + timedelta(days=2)) for each in saturdays), point=False)


def _week_or_weekend(option: date, unit: str) -> tuple[date, date]:
    if unit == "weekend":
        saturday = calendar.monday(option) + timedelta(days=5)
        return saturday, saturday + timedelta(days=2)
    start = calendar.monday(option)
    return start, start + timedelta(days=7)


def _long_weekend(holiday_on: date) -> tuple[date, date]:
    """Return the weekend that a holiday makes longer: from Thursday or Friday on, or to Monday."""
    saturday = calendar.monday(holiday_on) + timedelta(days=5 if holiday_on.weekday() else -2)
    return min(saturday, holiday_on if holiday_on.weekday() > 2 else saturday), saturday + timedelta(days=2 + (holiday_on.weekday() == 0))


def _nth_week(line: Line, here: int) -> tuple[Span | Day, int] | None:
    """Read "the third week of 2027", "last week of May", "the first 2 weeks of 2021", "the third month of 2021"."""
    counted = (-1, here + 1) if line.words[here] == "last" else ordinal(line, here)
    if not counted:
        return None
    count = line.number(counted[1]) or 1
    place = counted[1] + (count > 1)
    unit = line.words[place]
    if unit not in {"week", "weeks", "weekend", "month", "months", "day", "days", "half"} or (
        line.words[here] == "last" and unit[-1] == "s"
    ):
        return None
    named = line.words[place + 1] in {"of", "in"} or relative(line, place + 1)
    behind = line.skip(place + 1, "of", "in")
    outer = base_span(line, behind) or _present(line, behind) if named else None
    if (
        not outer
        or not outer[0].options
        or (unit.startswith("month") and _days(outer[0]) < 300)
        or (unit == "half" and _days(outer[0]) > 300)
    ):
        return None
    found = tuple(piece for option in outer[0].options if (piece := _piece(option, counted[0], count, unit.removesuffix("s"))))
    if unit == "day" and found:
        return Day(tuple(start for start, _ in found)), outer[1]
    return (Span(found, point=False), outer[1]) if found else None


def _piece(option: tuple[date | None, date | None], nth: int, count: int, unit: str) -> tuple[date, date] | None:
    start, end = option
    if start is None or end is None:
        return None
    if unit == "half":
        middle = start + timedelta(days=(end - start).days // 2)
        return {1: (start, middle), 2: (middle, end), -1: (middle, end)}.get(nth)
    if unit == "month":
        begin = calendar.first(start.year, start.month + nth - 1) if nth > 0 else calendar.first(end.year, end.month - 1)
        return begin, calendar.add_months(begin, count)
    if unit == "day":
        begin = start + timedelta(days=nth - 1) if nth > 0 else end - timedelta(days=1)
        return begin, begin + timedelta(days=count)
    if unit == "weekend":
        saturday = calendar.nth_weekday(start, end, 5, nth)
        return (saturday, saturday + timedelta(days=2)) if saturday else None
    first = calendar.first_week(start)
    begin = first + timedelta(days=7 * (nth - 1)) if nth > 0 else calendar.first_week(end) - timedelta(days=7)
    return begin, begin + timedelta(days=7 * count)


def _days(span: Span) -> int:
    start, end = span.options[0]
    return (end - start).days if start and end else 0


@remembered
def portion(line: Line, at: int) -> tuple[Span | Moment, int] | None:
    """Read "early next week", "mid-June", "the end of the month", "later this year", "EOY"."""
    here = line.skip(at, "the")
    word = line.words[here]
    if word in {"eoy", "eom", "eow"}:
        unit = {"y": "year", "m": "month", "w": "week"}[word[2]]
        return _cut(line, Span((STEPS[unit](line.now.date(), 0),)), "end", told=True), here + 1
    if word not in EARLY | MIDDLE | LATE:
        return None
    joined = line.skip(here + 1, "of", "in", "-", "on")
    if word in NOUNS and line.words[joined - 1] != "of" and here == at and not relative(line, joined):
        return None
    outer = longest(line, joined, base_span, seen_from_now, quarter, bare_unit)
    outer = outer or _present(line, joined)
    if not outer and word in NOUNS | MIDDLE and line.words[joined] in {"week", "month", "year"}:
        outer = Span((STEPS[line.words[joined]](line.now.date(), 0),), point=False), joined + 1
    if not outer or not outer[0].options:
        return None
    return _cut(line, outer[0], word, told=outer[0].shape is None), outer[1]


def _present(line: Line, at: int) -> tuple[Span, int] | None:
    """Read "the month" as the present one, where the words before it leave no doubt."""
    if line.words[at] not in {"the", "this", "my"} or line.words[at + 1] not in {"week", "month", "quarter", "year"}:
        return None
    return Span((STEPS[line.words[at + 1]](line.now.date(), 0),), point=False), at + 2


def _cut(line: Line, span: Span, word: str, *, told: bool) -> Span:
    """Return the early, middle or late part of each option.

    Args:
        line: The line, for now.
        span: A week, month, quarter or year.
        word: Which part.
        told: Whether it is seen from now ("this year"), and not named ("2019").
    """
    today = line.now.date()
    options = []
    for start, end in span.options:
        if start is None or end is None:
            continue
        begin, stop = _bounds(start, end, word, told=told)
        inside = start <= today < end
        if word == "earlier" and inside:
            stop = min(stop, max(today, start + timedelta(days=1)))
        if word == "later" and inside:
            begin = max(begin, today)
        options.append((begin, stop))
    return Span(tuple(options), late=word in LATE)


def _bounds(start: date, end: date, word: str, *, told: bool) -> tuple[date, date]:
    days = (end - start).days
    if days < 7:
        return start, end  # a weekend is too short to have parts
    if days > 40:
        early, first, second, late = (6, 4, 8, 6) if told else (4, 4, 8, 8)
        months = round(days / 30.4)
        marks = [calendar.add_months(start, round(each * months / 12)) for each in (early, first, second, late)]
    else:
        week = days <= 8
        marks = [start + timedelta(days=each) for each in ((3, 1, 5, 3) if week else (15, 10, 20, 15))]
    if word in EARLY:
        return start, marks[0]
    return (marks[1], marks[2]) if word in MIDDLE else (marks[3], end)


@remembered
def span(line: Line, at: int) -> tuple[Span | Stretch | Moment | Day, int] | None:
    """Read a range of days of any kind, but not one from here to there."""
    return longest(line, at, portion, base_span, week, quarter, season, stretch, holidays)
