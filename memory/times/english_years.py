"""Years and decades: "2007", "the year 2008", "in '98", "the 1970s", "the 15th century"."""

from __future__ import annotations

from keepmum.memory.times import calendar
from keepmum.memory.times.calendar import Shape
from keepmum.memory.times.english_line import Line, longest, remembered
from keepmum.memory.times.english_months import UNKNOWN_YEARS, bare_unit, month, month_in_digits, seen_from_now, to_date, year_range
from keepmum.memory.times.english_nodes import Span
from keepmum.memory.times.english_numbers import ordinal, year
from keepmum.memory.times.english_words import (
    BEFORE_MONTH,
    DECADES,
    SEASONS,
)


@remembered
def year_alone(line: Line, at: int) -> tuple[Span, int] | None:
    """Read a year: "2007", "the year 2008", "cy18", "nineteen eighty six"; a fiscal year is not resolved."""
    if line.words[at] == "'":
        return _short_year(line, at)
    here = line.skip(at, "the")
    kind = line.words[here]
    if kind in UNKNOWN_YEARS or kind in {"fy", "sy"}:
        here = line.skip(here + 1, "year")
        found = year(line, here)
        short = line.number(here) if line.glued(here) and len(line.words[here]) == 2 else None
        if found or short is not None or (line.words[here - 1] == "year"):
            return Span((), point=False), found[1] if found else here + (short is not None)
        return None
    if kind == "cy" and line.number(here + 1) is not None and len(line.words[here + 1]) == 2:
        return _year_span(2000 + (line.number(here + 1) or 0)), here + 2
    worded = here
    here = line.skip(line.skip(here, "calendar"), "year", "cy")
    if here == worded and line.words[at] == "the":
        return None
    found = year(line, here)
    if not found or (line.words[found[1]] == "s" and line.glued(found[1])):
        return None
    return _year_span(found[0]), found[1]


def _short_year(line: Line, at: int) -> tuple[Span, int] | None:
    """Read "in '98"."""
    before, number = line.words[at - 1] if at else "", line.number(at + 1)
    if number is None or len(line.words[at + 1]) != 2 or line.glued(at) or not line.glued(at + 1) or line.glued(at + 2):
        return None
    if before not in BEFORE_MONTH and before not in SEASONS:
        return None
    return Span(tuple(year_range(each) for each in calendar.full_year(number))), at + 2


def _year_span(number: int) -> Span:
    return Span((year_range(number),), Shape(number))


@remembered
def decade(line: Line, at: int) -> tuple[Span, int] | None:
    """Read "the 1970s", "the 70's", "the nineties", "the noughties", "the 15th century"."""
    here = line.skip(at, "the")
    counted = ordinal(line, here)
    if counted and line.words[counted[1]] == "century" and 1 <= counted[0] <= 21:
        start = (counted[0] - 1) * 100
        return (Span((year_range(max(start, 1), 100 if start else 99),)), counted[1] + 1)
    if line.words[here] in {"noughties", "aughts"}:
        return Span((year_range(2000, 10),)), here + 1
    tens = DECADES.get(line.words[here])
    if tens and here > at:
        return _decade_span(tens), here + 1
    number, after = line.number(here, 4), line.skip(here + 1, "'", "'s")
    if number is None or number % 10 or line.inside_number(here) or not line.glued(here + 1):
        return None
    if line.words[after] == "s" and line.glued(after):
        after += 1
    elif line.words[after - 1] != "'s":
        return None
    if len(line.words[here]) == 4 and 1000 <= number <= 2100:
        return Span((year_range(number, 10),)), after
    return (_decade_span(number), after) if len(line.words[here]) == 2 and here > at and number >= 20 else None


def _decade_span(tens: int) -> Span:
    return Span((year_range(1900 + tens, 10), year_range(2000 + tens, 10)))


def base_span(line: Line, at: int) -> tuple[Span, int] | None:
    """Read a month or a year, or a week, month or year seen from now."""
    return longest(line, at, month, month_in_digits, year_alone, seen_from_now, bare_unit, decade, to_date)
