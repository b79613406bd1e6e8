"""Numbers, ordinals and years, in digits and in words."""

from __future__ import annotations

from keepmum.memory.times.calendar import full_year
from keepmum.memory.times.english_line import Line
from keepmum.memory.times.english_words import ONES, ORDINAL_ENDINGS, ORDINAL_ONES, ORDINAL_TENS, TENS

FIRST_YEAR, LAST_YEAR = 1500, 2100  # what four digits alone can be a year


def below_hundred(line: Line, at: int) -> tuple[int, int] | None:
    """Read a number below 100 in words, such as "twenty-four"."""
    word = line.words[at]
    if word in ONES:
        return ONES[word], at + 1
    if word not in TENS:
        return None
    more = line.skip(at + 1, "-")
    ones = ONES.get(line.words[more], 0)
    return (TENS[word] + ones, more + 1) if 0 < ones < 10 else (TENS[word], at + 1)


def cardinal(line: Line, at: int) -> tuple[int, int] | None:
    """Read a count: digits, or words up to ten thousand."""
    number = line.number(at, 4)
    if number is not None:
        return None if line.inside_number(at) else (number, at + 1)
    return _in_words(line, at)


def _in_words(line: Line, at: int) -> tuple[int, int] | None:
    total, here = 0, at
    for scale, size in (("thousand", 1000), ("hundred", 100)):
        found = below_hundred(line, line.skip(here, "and") if total else here)
        if found and line.words[found[1]] == scale:
            total, here = total + found[0] * size, found[1] + 1
    found = below_hundred(line, line.skip(here, "and") if total else here)
    if found:
        total, here = total + found[0], found[1]
    return (total, here) if here > at else None


def ordinal(line: Line, at: int) -> tuple[int, int] | None:
    """Read an ordinal: "2nd", "second", "twenty-second"."""
    number = line.number(at)
    if number is not None:
        ends = line.words[at + 1] in ORDINAL_ENDINGS and line.glued(at + 1)
        return (number, at + 2) if ends and not line.inside_number(at) else None
    word = line.words[at]
    if word in ORDINAL_ONES:
        return ORDINAL_ONES[word], at + 1
    if word in ORDINAL_TENS:
        return ORDINAL_TENS[word], at + 1
    if word in TENS:
        more = line.skip(at + 1, "-")
        ones = ORDINAL_ONES.get(line.words[more], 0)
        if 0 < ones < 10:
            return TENS[word] + ones, more + 1
    return None


def day_of_month(line: Line, at: int, *, words: bool = True) -> tuple[int, int] | None:
    """Read a day of the month: "14", "14th", "fourteenth", "twenty one"."""
    found = ordinal(line, at)
    if found is None:
        number = line.number(at)
        found = (number, at + 1) if number is not None and not line.inside_number(at) else None
    if found is None and words:
        found = below_hundred(line, at)
    return found if found and 1 <= found[0] <= 31 else None


def year_in_words(line: Line, at: int) -> tuple[int, int] | None:
    """Read a year in words: "nineteen eighty six", "nineteen zero one", "two thousand and fifteen"."""
    found = below_hundred(line, at)
    if found and 15 <= found[0] <= 20:
        rest = below_hundred(line, found[1])
        if rest and 10 <= rest[0] <= 99:
            return found[0] * 100 + rest[0], rest[1]
        if rest and rest[0] == 0 and line.words[found[1]] == "zero" and line.words[rest[1]] in ONES:
            return found[0] * 100 + ONES[line.words[rest[1]]], rest[1] + 1
    counted = _in_words(line, at)
    return counted if counted and FIRST_YEAR <= counted[0] <= LAST_YEAR and counted[1] > at + 1 else None


def year(line: Line, at: int) -> tuple[int, int] | None:
    """Read a year with four digits, or in words."""
    if len(line.words[at]) == 4:
        number = line.number(at, 4)
        if number is not None and FIRST_YEAR <= number <= LAST_YEAR and not line.inside_number(at) and not _goes_on(line, at + 1):
            return number, at + 1
    return year_in_words(line, at)


def _goes_on(line: Line, at: int) -> bool:
    """Whether the digits before this word go on as a decimal, an amount or a name."""
    if not line.glued(at):
        return False
    word = line.words[at]
    digits = line.glued(at + 1) and line.words[at + 1].isdecimal()
    if word in {".", ","}:
        return digits
    if word in {"-", "/"}:
        return digits and line.glued(at + 2) and line.words[at + 2] == word
    return word in {"%", "°"} or (word.isalpha() and word not in {"s", "q", "h", "to"})


def any_year(line: Line, at: int) -> tuple[tuple[int, ...], int] | None:
    """Read a year behind a day and month: also any four digits, two digits behind an apostrophe, and "of" or "in" before it."""
    here = at
    if line.words[here] == "," or line.words[here] in {"of", "in"}:
        here += 1
    found = year(line, here)
    if found:
        return (found[0],), found[1]
    if len(line.words[here]) == 4 and (number := line.number(here, 4)) is not None and number >= 1000:
        return (number,), here + 1
    if line.words[here] == "'" and (short := line.number(here + 1)) is not None and len(line.words[here + 1]) == 2:
        return full_year(short), here + 2
    return None
