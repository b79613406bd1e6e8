"""Quarters, halves, seasons and the holidays at the turn of the year: "Q3 2019", "the second half of 2016", "last spring"."""

from __future__ import annotations

from datetime import date, timedelta

from keepmum.memory.times import calendar
from keepmum.memory.times.calendar import Shape
from keepmum.memory.times.english_line import Line, remembered
from keepmum.memory.times.english_months import relative
from keepmum.memory.times.english_nodes import Span
from keepmum.memory.times.english_numbers import any_year, ordinal, year
from keepmum.memory.times.english_words import AMBIGUOUS_SEASONS, SEASONS


@remembered
def quarter(line: Line, at: int) -> tuple[Span, int] | None:
    """Read "Q3 2019", "2019-Q1", "H1 2016", "the third quarter of 2013", "next year's first quarter"."""
    here = line.skip(at, "the")
    seen = relative(line, here)
    led: int | None = None
    if seen and line.words[seen[1]] == "year" and line.words[seen[1] + 1] == "'s":
        led, here = line.now.year + seen[0], seen[1] + 2
    elif found := year(line, here):
        led, here = found[0], line.skip(line.skip(found[1], "-", "/", ","), "the")
    part = _part_of_year(line, here)
    if not part:
        return None
    month0, months, after = part
    if led is None:
        behind = line.skip(after, "of", "in", "-", "/", ",")
        found = year(line, behind)
        seen = relative(line, behind)
        if found:
            led, after = found
        elif seen and line.words[seen[1]] == "year":
            led, after = line.now.year + seen[0], seen[1] + 1
        elif line.match(behind, "the", "year"):
            after = behind + 2
        elif months == 6 and line.words[here] != "h":
            return None  # "the first half" of what?
    if led is not None:
        return Span(((calendar.first(led, month0), calendar.first(led, month0 + months)),), Shape(led, month0)), after
    passed = calendar.first(line.now.year, month0) < line.now.date()
    years = (line.now.year - (not passed), line.now.year + passed)
    return Span(tuple((calendar.first(each, month0), calendar.first(each, month0 + months)) for each in years), Shape(None, month0)), after


def _part_of_year(line: Line, at: int) -> tuple[int, int, int] | None:
    """Read a quarter or a half: its first month, how many months, and where it ends."""
    word, digit = line.words[at], line.number(at + 1, 1)
    if word in {"q", "h"} and digit is not None and line.glued(at + 1) and not (line.glued(at + 2) and line.words[at + 2].isalnum()):
        sizes = {"q": 3, "h": 6}
        months = sizes[word]
        return (months * (digit - 1) + 1, months, at + 2) if 1 <= digit <= 12 // months else None
    counted = (-1, at + 1) if word == "last" else ordinal(line, at)
    counted = (counted[0], line.skip(counted[1], "-")) if counted else None
    months = {"quarter": 3, "half": 6}.get(line.words[counted[1]], 0) if counted else 0
    if not counted or not months or not -1 <= counted[0] <= 12 // months:
        return None
    if (word == "last" or months == 6) and line.words[counted[1] + 1] != "of":
        return None
    nth = counted[0] if counted[0] > 0 else 12 // months
    return months * (nth - 1) + 1, months, counted[1] + 1


@remembered
def season(line: Line, at: int) -> tuple[Span, int] | None:
    """Read a season, which has no agreed dates: "last spring", "the summer of 2024"; which year is kept in its shape."""
    here = line.skip(line.skip(at, "the"), "early", "late", "mid")
    here = line.skip(here, "-") if here > at else here
    seen = relative(line, here)
    place = seen[1] if seen else here
    word = line.words[place]
    if word not in SEASONS or (line.glued(place) and line.words[place - 1].isalpha()):
        return None
    behind = any_year(line, place + 1)
    before = line.words[at - 1] if at else ""
    led = before in {"in", "since", "during", "by", "until", "till", "this", "over", "before", "after"} or here > at
    if not seen and not behind and word in AMBIGUOUS_SEASONS and (not led or (line.words[place + 1].isalpha() and before != "in")):
        return None
    later = relative(line, line.skip(place + 1, "of"))
    if later and line.words[later[1]] == "year":
        return _meant(line, word, line.now.year + later[0], None), later[1] + 1
    if not behind and line.words[place + 1] == "of":
        return None  # "the fall of Rome"
    if behind:
        return _meant(line, word, behind[0][0], None), behind[1]
    return _meant(line, word, None, seen[0] if seen else None), place + 1


def _meant(line: Line, word: str, in_year: int | None, seen: int | None) -> Span:
    """Return a season without dates, and the three months that people in the north mean by it."""
    today, month = line.now.date(), SEASONS[word]
    if in_year is None and seen == 0:
        in_year = today.year - (month == 12 and today.month < 3)
    if in_year is not None:
        starts = [calendar.first(in_year, month)]
    else:
        around = [calendar.first(today.year + each, month) for each in (-2, -1, 0, 1)]
        over = [each for each in around if calendar.add_months(each, 3) <= today] if seen else [each for each in around if each <= today]
        starts = (over[-1:] if seen != 1 else []) + ([each for each in around if each > today][:1] if seen != -1 else [])
    return Span((), point=False, meant=tuple((each, calendar.add_months(each, 3)) for each in starts))


@remembered
def holidays(line: Line, at: int) -> tuple[Span, int] | None:
    """Read "over the holidays": the days around the turn of the year."""
    here = line.skip(at, "over", "during", "in")
    here = line.skip(here, "the")
    found = None
    if line.words[here] in {"christmas", "xmas", "winter", "festive", "holiday"}:
        found = here + 2 if line.words[here + 1] in {"holidays", "break", "time", "season", "holiday", "vacation", "period"} else None
    elif line.words[here] == "holidays" and line.words[at] in {"over", "during"}:
        found = here + 1
    if not found:
        return None
    starts = [date(line.now.year + each, 12, 20) for each in (-1, 0)] if line.now.year > 1 else []
    return Span((), point=False, meant=tuple((each, each + timedelta(days=18)) for each in starts), informal=True), found
