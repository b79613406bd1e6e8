"""Months and years, and weeks, months and years seen from now: "June 2016", "last March", "next week", "the year after next"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from keepmum.memory.times import calendar
from keepmum.memory.times.calendar import Shape
from keepmum.memory.times.english_line import Line, remembered
from keepmum.memory.times.english_nodes import Span
from keepmum.memory.times.english_numbers import cardinal, day_of_month, year
from keepmum.memory.times.english_words import (
    AMBIGUOUS_MONTHS,
    BEFORE_MONTH,
    LAST,
    MONTHS,
    NEXT,
    PRONOUNS,
    THIS,
)

SEPARATORS = frozenset({"-", "/", "."})
UNKNOWN_YEARS = frozenset({"fiscal", "school", "academic", "tax"})  # everybody's begins on another day


def month_name(line: Line, at: int) -> tuple[int, int] | None:
    """Read a month's name, with the point behind a short one."""
    number = MONTHS.get(line.words[at])
    if number is None or (line.glued(at) and line.words[at - 1].isalpha()):
        return None
    short = len(line.words[at]) <= 4 and line.words[at] not in {"may", "june", "july"}
    point = line.words[at + 1] == "." and line.glued(at + 1)
    return number, at + 2 if point and (short or line.words[at + 2].isdecimal()) and not line.glued(at + 2) else at + 1


def sure_month(line: Line, at: int) -> bool:
    """Whether a word that is also a verb or a name stands here as a month."""
    if line.words[at] not in AMBIGUOUS_MONTHS:
        return True
    before, after = line.words[at - 1] if at else "", line.words[at + 1]
    if before in BEFORE_MONTH:
        return True
    if before in {"to", "and", "or", "for", "-", "on", "about"} and not after.isalpha():
        return True
    if year(line, line.skip(at + 1, "of", ",", "-", "/")) or after in {"next", "last", "this"}:
        return True
    return line.capital(at) and at > 0 and after not in PRONOUNS and before not in {"", ".", "!", "?", ",", ":", '"', "-"}


def month_range(year_number: int, month: int) -> tuple[date, date]:
    """Return a month, half-open."""
    return calendar.first(year_number, month), calendar.first(year_number, month + 1)


def year_range(number: int, years: int = 1) -> tuple[date, date]:
    """Return some years, half-open."""
    return calendar.first(number, 1), calendar.first(number + years, 1)


def month_span(now: datetime, month: int, year_number: int | None) -> Span:
    """Return a month of a year; without the year the last one that is over or on, and the next or present one."""
    shape = Shape(year_number, month)
    if year_number is not None:
        return Span((month_range(year_number, month),), shape)
    years = (now.year - (month >= now.month), now.year + (month < now.month))
    return Span(tuple(month_range(each, month) for each in years), shape)


def relative(line: Line, at: int) -> tuple[int, int] | None:
    """Read "this", "next" or "last" and their like: 0, 1 or -1."""
    word = line.words[at]
    if word == "this" and line.words[at + 1] in {"past", "last"}:
        return -1, at + 2
    if word in THIS:
        return 0, line.skip(at + 1, "coming", "same")
    if word in NEXT:
        return 1, at + 1
    return (-1, at + 1) if word in LAST else None


def _year_after(line: Line, at: int) -> tuple[int, int] | None:
    """Read the year behind a month: "2016", "of 2016", "/2018", "next year"."""
    here = at
    if line.words[here] in {"of", ",", "-", "/", "in"}:
        here += 1
    found = year(line, line.skip(here, "the") if line.words[here] == "the" and line.words[here + 1] == "year" else here)
    if found:
        return found
    seen = relative(line, here)
    if seen and line.words[seen[1]] == "year":
        return line.now.year + seen[0], seen[1] + 1
    return None


@remembered
def month(line: Line, at: int) -> tuple[Span, int] | None:
    """Read a month: "June", "the month of June 2016", "last June", "June next year", "2016 June"."""
    here = line.skip(at, "the")
    here = line.skip(here + 1, "of") if line.words[here] == "month" else here
    seen = relative(line, here)
    name = month_name(line, seen[1] if seen else here)
    if not name:
        return None
    if seen:
        return _seen_month(line, name[0], seen[0]), name[1]
    if not sure_month(line, here) or (here > at and line.words[at] == "the" and here == at + 1):
        return None
    after = _year_after(line, name[1])
    if after:
        return month_span(line.now, name[0], after[0]), after[1]
    return month_span(line.now, name[0], None), name[1]


def _seen_month(line: Line, number: int, seen: int) -> Span:
    passed, ahead = number < line.now.month, number > line.now.month
    if seen == 0:
        year_number = nearest = line.now.year
    elif seen > 0:
        year_number = line.now.year + 1
        nearest = year_number - ahead
    else:
        year_number = line.now.year - 1
        nearest = year_number + passed
    return replace(month_span(line.now, number, year_number), meant=(month_range(nearest, number),))


@remembered
def month_in_digits(line: Line, at: int) -> tuple[Span, int] | None:
    """Read "2015-3", "3/2015", "11 - 2016", "2020 June"."""
    if line.inside_number(at):
        return None
    mark = line.words[at + 1]
    if year(line, at) and (named := month_name(line, line.skip(at + 1, "-", "/", ",", "."))):
        free = not day_of_month(line, line.skip(named[1], "-", "/"), words=False)
        number = line.number(at, 4)
        return (month_span(line.now, named[0], number), named[1]) if free and number else None
    if mark not in SEPARATORS or (line.words[at + 3] in SEPARATORS and line.glued(at + 3) and line.words[at + 4].isdecimal()):
        return None
    if mark == "." and not (line.glued(at + 1) and line.glued(at + 2)):
        return None
    left, right = line.words[at], line.words[at + 2]
    if len(left) == 4 and (found := year(line, at) or _wide(line, at)) and (number := line.number(at + 2)) and 1 <= number <= 12:
        whole = not (line.glued(at + 3) and (line.words[at + 3].isalpha() or line.words[at + 3] == ":"))
        return (month_span(line.now, number, found[0]), at + 3) if whole else None
    if len(right) == 4 and mark != "." and (number := line.number(at)) and 1 <= number <= 12 and (found := _wide(line, at + 2)):
        return month_span(line.now, number, found[0]), at + 3
    return None


def _wide(line: Line, at: int) -> tuple[int, int] | None:
    number = line.number(at, 4)
    return (number, at + 1) if number is not None and 1500 <= number <= 2100 else None


Steps = Callable[[date, int], tuple[date, date]]


def _week(today: date, ahead: int) -> tuple[date, date]:
    start = calendar.monday(today) + timedelta(days=7 * ahead)
    return start, start + timedelta(days=7)


def _weekend(today: date, ahead: int) -> tuple[date, date]:
    end = _week(today, ahead)[1]
    return end - timedelta(days=2), end


def _quarter(today: date, ahead: int) -> tuple[date, date]:
    month0 = (today.month - 1) // 3 * 3 + 3 * ahead
    return calendar.first(today.year, month0 + 1), calendar.first(today.year, month0 + 4)


def _decade(today: date, ahead: int) -> tuple[date, date]:
    return year_range(today.year // 10 * 10 + 10 * ahead, 10)


STEPS: dict[str, Steps] = {
    "week": _week,
    "wk": _week,
    "wkend": _weekend,
    "weekend": _weekend,
    "month": lambda today, ahead: month_range(today.year, today.month + ahead),
    "quarter": _quarter,
    "year": lambda today, ahead: year_range(today.year + ahead),
    "decade": _decade,
    "century": lambda today, ahead: year_range(today.year // 100 * 100 + 100 * ahead, 100),
}


@remembered
def seen_from_now(line: Line, at: int) -> tuple[Span, int] | None:
    """Read a unit seen from now: "this week", "last calendar year", "the week after next", "the year before last"."""
    here = line.skip(at, "the")
    seen = relative(line, here) or ((0, here + 1) if line.words[here] == "same" else None)
    if seen:
        kind = line.skip(seen[1], "calendar")
        if line.words[kind] in UNKNOWN_YEARS and line.words[kind + 1] == "year":
            return Span((), point=False), kind + 2
        step = STEPS.get(line.words[kind])
        if not step:
            return None
        whole = Span((step(line.now.date(), seen[0]),), point=False)
        return (replace(whole, meant=_rolling(line, kind)) if line.words[kind - 1] == "past" else whole), kind + 1
    step = STEPS.get(line.words[here])
    if not step:
        return _weekends_ago(line, at)
    for phrase, ahead in (("after next", 2), ("after the next", 2), ("before last", -2), ("before the last", -2)):
        if line.match(here + 1, *phrase.split()):
            return Span((step(line.now.date(), ahead),), point=False), here + 1 + len(phrase.split())
    return None


def _weekends_ago(line: Line, at: int) -> tuple[Span, int] | None:
    counted = cardinal(line, at)
    if not counted or not 1 <= counted[0] <= 520 or not line.match(counted[1], "weekends", "ago"):
        return None
    return Span((_weekend(line.now.date(), -counted[0]),), point=False), counted[1] + 2


def _rolling(line: Line, at: int) -> tuple[tuple[date, date], ...]:
    """Return the time up to now that "the past year" means to people."""
    today = line.now.date()
    months = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}.get(line.words[at])
    if line.words[at] == "weekend":
        return ()
    return ((calendar.add_months(today, -months) if months else today - timedelta(days=7), today + timedelta(days=1)),)


_SIDES = frozenset({"before", "after", "of", "following", "preceding", "leading", "running", "prior"})
_WHICH = _SIDES | {"when", "that", "i", "we", "he", "she", "they", "you", "my", "our", "her", "his", "their"}


@remembered
def bare_unit(line: Line, at: int) -> tuple[Span, int] | None:
    """Read "the week", "my weekend" or "weekend": the present one, if nothing behind it says which ("the week we moved")."""
    word, unit = line.words[at], line.words[at + 1]
    before = line.words[at - 1] if at else ""
    if (
        word == "weekend"
        and unit not in _SIDES
        and before not in {"a", "every", "each", "long", "of", "great", "nice", "good", "lovely", "wonderful", "fun"}
    ):
        return _the_weekend(line), at + 1
    if word not in {"the", "my"} or unit not in {"week", "weekend", "month", "year"} or line.words[at + 2] in _WHICH:
        return None
    placed = (
        before in {"in", "during", "for", "over", "on", "rest", "within", ""}
        or unit == "weekend"
        or (before == "of" and at > 1)
        or word == "my"
    )
    if not placed or (before == "of" and line.words[at - 2] not in {"rest", "end", "beginning", "start", "middle", "quarter", "half"}):
        return None
    return (_the_weekend(line) if unit == "weekend" else Span((STEPS[unit](line.now.date(), 0),), point=False)), at + 2


def _the_weekend(line: Line) -> Span:
    """Return this week's; who speaks of the past before it has come means the last one."""
    today = line.now.date()
    return Span((_weekend(today, 0),), point=False, meant=(_weekend(today, -1), _weekend(today, 0)))


@remembered
def to_date(line: Line, at: int) -> tuple[Span, int] | None:
    """Read "year to date"."""
    unit = line.words[at]
    if line.raw[at] == "YTD" or (unit in {"year", "month", "week", "quarter"} and line.match(at + 1, "to", "date")):
        start = STEPS["year" if line.raw[at] == "YTD" else unit](line.now.date(), 0)[0]
        return Span(((start, line.now.date()),), point=False), at + (1 if line.raw[at] == "YTD" else 3)
    return None
