"""Dates in words: "May 29th, 2019", "the 14th", "the day after tomorrow"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from keepmum.memory.times import calendar
from keepmum.memory.times.calendar import Shape
from keepmum.memory.times.english_digits import date_in_digits
from keepmum.memory.times.english_line import Line, longest, remembered
from keepmum.memory.times.english_months import month_name, relative, sure_month
from keepmum.memory.times.english_nodes import Day
from keepmum.memory.times.english_numbers import any_year, day_of_month, ordinal, year
from keepmum.memory.times.english_words import (
    AFTER_DAY,
    AM,
    AMBIGUOUS_MONTHS,
    COUNTED,
    DEICTIC,
    MONTHS,
    PARTS,
    PM,
    SHORT_UNITS,
    SPELT_WITH_2,
    UNITS,
    WEEKDAYS,
)

SELDOM_COUNTED = 13  # from here on an ordinal in words is rather a day than a place in a row
BEFORE_DAY = frozenset(
    [
        "on",
        "by",
        "until",
        "till",
        "from",
        "to",
        "since",
        "before",
        "after",
        "between",
        "and",
        "or",
        "for",
        "at",
        ",",
        "-",
        "next",
        "this",
        "last",
        "starting",
    ]
)


def shaped(shape: Shape, now: datetime) -> Day:
    """Return the day that a shape says, or its last and next occurrence."""
    return Day(shape.options(now), shape)


def fixed(day: date) -> Day:
    """Return a day that can be no other."""
    return Day((day,), Shape(day.year, day.month, day.day))


@remembered
def deictic(line: Line, at: int) -> tuple[Day, int] | None:
    """Read "today", "tomorrow", "the day before yesterday", "the next day", "the day"."""
    today = line.now.date()
    here = line.skip(at, "the")
    ahead = DEICTIC.get(line.words[here])
    if line.words[at] == "2" and line.glued(at + 1) and line.words[at + 1] in SPELT_WITH_2 and not line.inside_number(at):
        return Day((today + timedelta(days=SPELT_WITH_2[line.words[at + 1]]),), adverb=True), at + 2
    if ahead is not None and here == at and line.words[here] not in {"tonight", "tonite"}:
        return Day((today + timedelta(days=ahead),), adverb=True), here + 1
    if line.match(at, "my", "day") and not line.words[at - 1 if at else 0].startswith(("made", "make", "save")):
        return (Day((today,)), at + 2) if line.words[at + 2] not in {"off", "job", "s", "'s"} else None
    if line.words[here] == "day":
        for side, sign in (("after", 1), ("before", -1)):
            if line.words[here + 1] == side:
                ahead = DEICTIC.get(line.words[here + 2])
                if ahead is not None:
                    return Day((today + timedelta(days=ahead + sign),), adverb=True), here + 3
                alone = here > at and not line.words[here + 2].isalnum()
                return (Day((today + timedelta(days=sign),)), here + 2) if alone else None
        return _the_day(line, at, here)
    if here > at and line.words[here + 1] == "day" and (seen := relative(line, here)) and seen[1] == here + 1:
        return Day((today + timedelta(days=seen[0]),)), here + 2
    return None


def _the_day(line: Line, at: int, here: int) -> tuple[Day, int] | None:
    """Read "the day" where it stands alone; "the day I left" and "dish of the day" are no dates."""
    before = line.words[at - 1] if at else ""
    ends = not line.words[here + 1].isalnum()
    return (Day((line.now.date(),)), here + 1) if here > at and ends and before not in {"of", "all", "in", "during"} else None


def free_number(line: Line, at: int, *, is_ordinal: bool) -> bool:
    """Whether the number before this word is no time, count or range.

    Args:
        line: The line.
        at: The word after the number.
        is_ordinal: Whether it was "14th" and not "14".
    """
    word = line.words[at]
    if word in AM or word in PM or word in SHORT_UNITS or word in UNITS or word in {"o'clock", "oclock", ":"} or word in MONTHS:
        return False
    if is_ordinal:
        return True
    if word in {".", "-", "/", "%"} and (line.glued(at + 1) or word == "-"):
        return False
    return word not in {"to", "in", "and", "or", "of"} and not (word.isalpha() and word not in AFTER_DAY)


@remembered
def month_day(line: Line, at: int) -> tuple[Day, int] | None:
    """Read a month and a day in either order, with or without a year."""
    return longest(line, at, _month_first, _day_first, _year_first)


@remembered
def this_date(line: Line, at: int) -> tuple[Day, int] | None:
    """Read "this 5/12" and "this May 12": the one of this year."""
    if line.words[at] != "this":
        return None
    found = longest(line, at + 1, month_day, date_in_digits)
    shape = found[0].shape if found else None
    if not found or not shape or shape.year is not None:
        return found
    day = calendar.on(line.now.year, shape.month or 1, shape.day or 1)
    return (fixed(day), found[1]) if day else found


def _month_first(line: Line, at: int) -> tuple[Day, int] | None:
    name = month_name(line, at)
    if not name:
        return None
    joined = line.words[name[1]] in {"-", "/"} and line.glued(name[1])
    here = line.skip(name[1] + joined, "the")
    if here == name[1] and line.glued(here):
        line.open(here)  # "Oct2"
    day = day_of_month(line, here)
    if not day or _clock_follows(line, here, day[1]):
        return None
    return _dated(line, name[0], day)


def _clock_follows(line: Line, at: int, after: int) -> bool:
    """Whether the number read as a day is the beginning of a time or of a decimal."""
    word = line.words[after]
    if after == at + 1 and line.words[at].isdecimal():
        tight = line.glued(after) and (line.glued(after + 1) and line.words[after + 1].isdecimal())
        if (word in {":", "."} and tight) or (line.glued(after) and (word.isalpha() or word == "%")):
            return True
    return word in {"o'clock", "oclock"}


def _year_first(line: Line, at: int) -> tuple[Day, int] | None:
    """Read "2018 June 5"."""
    led = year(line, at)
    here = line.skip(led[1], ",") if led else at
    found = _month_first(line, here) if led else None
    shape = found[0].shape if found else None
    if not led or not found or not shape or shape.year is not None:
        return None
    dated = replace(shape, year=led[0])
    return Day(dated.options(line.now), dated), found[1]


def _day_first(line: Line, at: int) -> tuple[Day, int] | None:
    here = line.skip(at, "the")
    day = day_of_month(line, here)
    if not day:
        return None
    after = line.skip(day[1], "-", "/", ".", "of")
    after = line.skip(after, "of") if line.words[after - 1] != "of" else after
    if line.match(after, "the", "month", "of"):
        after += 3
    name = month_name(line, after)
    if not name:
        return None
    unsure = line.words[after] in AMBIGUOUS_MONTHS and after == day[1]
    named = here > at or (at > 0 and line.words[at - 1] == "on") or day[0] >= SELDOM_COUNTED
    if unsure and not line.words[here].isdecimal() and not (ordinal(line, here) and named):
        return None
    if not sure_month(line, after) and after == day[1] and line.words[name[1]] in {"i", "be", "have"}:
        return None
    return _dated(line, name[0], (*day[:1], name[1]))


def _dated(line: Line, month_number: int, day: tuple[int, int]) -> tuple[Day, int]:
    """Read the year behind a day and month."""
    years = any_year(line, day[1])
    if not years:
        joined = line.words[day[1]] in {"-", "/"} and line.glued(day[1])
        years = any_year(line, day[1] + 1) if joined and len(line.words[day[1] + 1]) == 4 else None
    seen = relative(line, line.skip(day[1], ",", "of")) if not years else None
    if seen and line.words[seen[1]] == "year":
        years = ((line.now.year + seen[0],), seen[1] + 1)
    if not years:
        return shaped(Shape(None, month_number, day[0]), line.now), day[1]
    days = tuple(found for each in years[0] if (found := calendar.on(each, month_number, day[0])))
    return Day(days, Shape(years[0][0], month_number, day[0])), years[1]


@remembered
def day_alone(line: Line, at: int) -> tuple[Day, int] | None:
    """Read a day of a month that is not named: "the 18th", "on 15", "the 20th of next month"."""
    here = line.skip(at, "the")
    before = line.words[at - 1] if at else ""
    counted = ordinal(line, here)
    if counted and 1 <= counted[0] <= 31:
        of = line.skip(counted[1], "day")
        seen = relative(line, line.skip(of, "of", "in"))
        if seen and line.words[seen[1]] == "month":
            start = calendar.first(line.now.year, line.now.month + seen[0])
            day = calendar.on(start.year, start.month, counted[0])
            return (fixed(day) if day else Day(())), seen[1] + 1
        if line.match(of, "of", "the", "month"):
            return shaped(Shape(day=counted[0]), line.now), of + 3
        digits = line.words[here].isdecimal()
        if not (here > at or (before in BEFORE_DAY if digits else before == "on")):
            return None
        if not digits and here > at and before not in BEFORE_DAY and counted[0] < SELDOM_COUNTED:
            return None
        behind = line.words[counted[1]]
        alone = _alone(line, counted[1]) or behind in WEEKDAYS
        alone = alone or (before == "on" and counted[0] >= SELDOM_COUNTED and behind not in COUNTED)
        return (shaped(Shape(day=counted[0]), line.now), counted[1]) if alone and free_number(line, counted[1], is_ordinal=True) else None
    number = day_of_month(line, here, words=here > at and before in {"on", "for"})
    if not number or not (before == "on" or (here > at and before in {"on", "for", "until", "till", "by"})):
        return None
    ends = not line.words[number[1]].isalnum() and not (line.glued(number[1]) and line.glued(number[1] + 1))
    ends = ends or line.words[number[1]] == "at"
    return (shaped(Shape(day=number[0]), line.now), number[1]) if ends and line.words[number[1]] not in {"-", "%", ":"} else None


def _alone(line: Line, at: int) -> bool:
    word = line.words[at]
    return not word.isalpha() or word in AFTER_DAY or word in PARTS or word in {"between", "before", "noon", "to", "until", "till"}
