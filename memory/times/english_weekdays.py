"""Weekdays: "next Friday", "Friday the 22nd", "Tuesday, Jan 15", "the second Monday of May"."""

from __future__ import annotations

from datetime import date, timedelta

from keepmum.memory.times import calendar
from keepmum.memory.times.calendar import Shape
from keepmum.memory.times.english_dates import fixed, free_number, month_day, shaped
from keepmum.memory.times.english_digits import date_in_digits
from keepmum.memory.times.english_line import Line, longest, remembered
from keepmum.memory.times.english_months import relative
from keepmum.memory.times.english_nodes import Day
from keepmum.memory.times.english_numbers import day_of_month, ordinal
from keepmum.memory.times.english_words import (
    AMBIGUOUS_WEEKDAYS,
    MONTHS,
    PARTS,
    WEEKDAYS,
)
from keepmum.memory.times.english_years import base_span


def _sure_weekday(line: Line, at: int) -> bool:
    if line.words[at] not in AMBIGUOUS_WEEKDAYS:
        return not (line.glued(at) and line.words[at - 1].isalpha())
    before, after = line.words[at - 1] if at else "", line.words[at + 1]
    if after in {",", ".", "-", "("} and longest(line, at + 2, month_day, date_in_digits):
        return True
    if after in {"-", "to"} and line.words[at + 2] in WEEKDAYS:
        return True
    if before in {"on", "next", "last", "this", "week", "from", "to", "until", "till", "by", "every", "-", "coming", "past", "since"}:
        return True
    if after in PARTS or after in MONTHS or line.number(at + 1) is not None or (after == "the" and bool(ordinal(line, at + 2))):
        return line.words[at] not in {"sat", "sun"} or line.capital(at) or before in {"", ","}
    if line.capital(at) and after in {"at", "@", "noon"}:
        return True
    return line.capital(at) and at > 0 and before not in {".", "!", "?", "the", "a"}


@remembered
def weekday(line: Line, at: int) -> tuple[Day, int] | None:
    """Read a weekday: "Friday", "next Friday", "Friday next week", "next week Friday", "Friday the 22nd", "Tuesday, Jan 15"."""
    here = line.skip(at, "the", "on")
    seen = relative(line, here)
    if seen and line.words[seen[1]] == "week":
        place = line.skip(line.skip(seen[1] + 1, "-", ",", "on"), "on")
        number = WEEKDAYS.get(line.words[place])
        return (_in_week(line, number, seen[0]), place + 1) if number is not None else None
    place = seen[1] if seen else here
    number = WEEKDAYS.get(line.words[place])
    if number is None or not _sure_weekday(line, place) or (here > at and not seen):
        return None
    after = place + 1
    if seen is None:
        week = line.skip(line.skip(after, ",", "of"), "of", "in")
        if line.match(after, "after", "next"):
            return _in_week(line, number, 2), after + 2
        later = relative(line, week)
        if later and line.words[later[1]] == "week":
            return _in_week(line, number, later[0]), later[1] + 1
    dated = _with_date(line, number, after, near=seen is not None)
    if dated:
        return dated
    if seen is None:
        return shaped(Shape(weekday=number), line.now), after
    if line.words[place - 1] in {"past", "coming", "upcoming"}:
        nearest = Shape(weekday=number)
        found = nearest.before(line.now) if line.words[place - 1] == "past" else _ahead(line, number)
        return (fixed(found), after) if found else None
    return _in_week(line, number, seen[0]), after


def _ahead(line: Line, number: int) -> date:
    return line.now.date() + timedelta(days=(number - line.now.weekday() - 1) % 7 + 1)


def _in_week(line: Line, number: int, ahead: int) -> Day:
    return fixed(calendar.monday(line.now.date()) + timedelta(days=number + 7 * ahead))


def _with_date(line: Line, number: int, at: int, *, near: bool) -> tuple[Day, int] | None:
    """Read the date behind a weekday; with "this" or "next" before the weekday it is this year's."""
    here = line.skip(line.skip(at, "."), ",", "-", "(")
    found = longest(line, here, month_day, date_in_digits)
    if found:
        after = line.skip(found[1], ")") if line.words[here - 1] == "(" else found[1]
        shape = found[0].shape
        if near and shape and shape.year is None and shape.month and shape.day:
            day = calendar.on(line.now.year, shape.month, shape.day)
            return (fixed(day), after) if day else None
        return found[0], after
    article = line.skip(here, "the")
    counted = day_of_month(line, article, words=article > here)
    if not counted or (line.words[here - 1] == "-" and article == here):
        return None
    if not free_number(line, counted[1], is_ordinal=ordinal(line, article) is not None):
        return None
    start = line.now.date().replace(day=1)
    this = calendar.on(start.year, start.month, counted[0])
    if article > here and this and this.weekday() == number:
        return fixed(this), counted[1]
    return shaped(Shape(day=counted[0], weekday=number), line.now), counted[1]


@remembered
def nth_weekday(line: Line, at: int) -> tuple[Day, int] | None:
    """Read "the second Monday of May", "the last Friday of next month", "the first Monday in 2018"."""
    here = line.skip(at, "the")
    counted = (-1, here + 1) if line.words[here] == "last" else ordinal(line, here)
    number = WEEKDAYS.get(line.words[counted[1]]) if counted else None
    if not counted or number is None or line.words[counted[1] + 1] not in {"of", "in"}:
        return None
    nth = counted[0]
    span = base_span(line, counted[1] + 2)
    if not span and line.match(counted[1] + 2, "the", "month"):
        start = line.now.date().replace(day=1)
        day = calendar.nth_weekday(start, calendar.add_months(start, 1), number, nth)
        return (fixed(day), counted[1] + 4) if day else None
    if not span or not span[0].options:
        return None
    shape = span[0].shape
    if shape and shape.month and shape.year is None:
        month = shape.month

        def each_year(number_of_year: int) -> date | None:
            start = calendar.first(number_of_year, month)
            return calendar.nth_weekday(start, calendar.add_months(start, 1), number, nth)

        return shaped(Shape(yearly=each_year), line.now), span[1]
    begin, end = span[0].options[0]
    found = calendar.nth_weekday(begin, end, number, nth) if begin and end else None
    return (fixed(found), span[1]) if found else None
