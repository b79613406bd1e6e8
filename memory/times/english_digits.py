"""Dates in digits: "2024-03-05", "5/3/18", "13.5.2015", "05-Aug-2016", "4/22"."""

from __future__ import annotations

from keepmum.memory.times import calendar
from keepmum.memory.times.calendar import Shape
from keepmum.memory.times.english_line import Line, remembered
from keepmum.memory.times.english_months import SEPARATORS
from keepmum.memory.times.english_nodes import Day
from keepmum.memory.times.english_numbers import any_year
from keepmum.memory.times.english_words import MONTHS, WEEKDAYS

FRACTIONS = frozenset({(1, 2), (1, 3), (2, 3), (1, 4), (3, 4), (24, 7)})  # and the always open shop
BEFORE_DATE = frozenset({"on", "in", "this", "by", "since", "until", "from", "before", "after", "between", "next", "last", "till"})


@remembered
def date_in_digits(line: Line, at: int) -> tuple[Day, int] | None:
    """Read a date in digits; a month's name may stand for its number."""
    if line.inside_number(at):
        return None
    compact = _compact(line, at)
    if compact:
        return compact
    mark = line.words[at + 1]
    if mark not in SEPARATORS or not (line.glued(at + 1) and line.glued(at + 2)):
        return None
    parts = [line.words[at], line.words[at + 2]]
    after = at + 3
    if line.words[after] == mark and line.glued(after) and line.glued(after + 1) and _part(line.words[after + 1]):
        parts.append(line.words[after + 1])
        after += 2
    if not all(_part(part) for part in parts) or _goes_on(line, after, mark):
        return None
    if len(parts) == 3:
        return _three(line, parts, after)
    return _two(line, at, parts, mark, after)


def _part(word: str) -> bool:
    return word in MONTHS or (word.isascii() and word.isdecimal() and len(word) <= 4)


def _goes_on(line: Line, at: int, mark: str) -> bool:
    """Whether more digits or letters hang on the date."""
    if not line.glued(at):
        return False
    word, more = line.words[at], line.glued(at + 1) and line.words[at + 1].isdecimal()
    return (word.isalnum() and word != "t") or (word in {".", ",", mark} and more and len(line.words[at + 1]) != 4) or word == "%"


def _compact(line: Line, at: int) -> tuple[Day, int] | None:
    """Read eight digits of ISO 8601's basic format."""
    word = line.words[at]
    if len(word) != 8 or not (word.isascii() and word.isdecimal()) or word[:2] not in {"19", "20"}:
        return None
    if line.glued(at + 1) and line.words[at + 1].isalnum() and line.words[at + 1] != "t":
        return None
    day = calendar.on(int(word[:4]), int(word[4:6]), int(word[6:]))
    return (Day((day,), Shape(day.year, day.month, day.day)), at + 1) if day else None


def _three(line: Line, parts: list[str], after: int) -> tuple[Day, int] | None:
    names = [place for place, part in enumerate(parts) if part in MONTHS]
    wide = [place for place, part in enumerate(parts) if part.isdecimal() and len(part) == 4]
    if len(names) > 1 or len(wide) > 1:
        return None
    if wide:
        years: tuple[int, ...] = (int(parts[wide[0]]),)
        rest = [part for place, part in enumerate(parts) if place != wide[0]]
    elif len(parts[2]) == 2 and parts[2].isdecimal():
        years, rest = calendar.full_year(int(parts[2])), parts[:2]
    else:
        return None
    if any(len(part) > 2 and part not in MONTHS for part in rest):
        return None
    if names:
        month = next(MONTHS[part] for part in rest if part in MONTHS)
        pair = (month, next(int(part) for part in rest if part.isdecimal()))
    elif wide and wide[0] == 1:
        return None
    else:
        pair = (int(rest[0]), int(rest[1])) if wide == [0] else _ordered(line, int(rest[0]), int(rest[1]))
    if not (1 <= pair[0] <= 12 and 1 <= pair[1] <= 31):
        return None
    days = tuple(day for each in years if (day := calendar.on(each, *pair)))
    return Day(days, Shape(years[0], *pair)), after


def _ordered(line: Line, left: int, right: int) -> tuple[int, int]:
    """Return month and day, whichever of them comes first."""
    swapped = (line.day_first and right <= 12) or left > 12
    return (right, left) if swapped else (left, right)


def _two(line: Line, at: int, parts: list[str], mark: str, after: int) -> tuple[Day, int] | None:
    if any(not part.isdecimal() or len(part) > 2 for part in parts):
        return None
    pair = _ordered(line, int(parts[0]), int(parts[1]))
    if not (1 <= pair[0] <= 12 and 1 <= pair[1] <= 31):
        return None
    years = any_year(line, after)
    if years and (line.words[after] == "," or line.glued(after) is False):
        days = tuple(day for each in years[0] if (day := calendar.on(each, *pair)))
        return Day(days, Shape(years[0][0], *pair)), years[1]
    before = line.words[at - 1] if at else ""
    led = before in BEFORE_DATE or before in WEEKDAYS
    if mark == "/":
        if (int(parts[0]), int(parts[1])) in FRACTIONS and not led:
            return None
    elif not led or (mark == "-" and before not in {"on", "in"} and before not in WEEKDAYS):
        return None
    shape = Shape(None, *pair)
    return Day(shape.options(line.now), shape), after
