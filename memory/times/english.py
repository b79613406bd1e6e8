"""Finds the time expressions of an English text, and gives each all its readings.

The text is cut into words; at each word that can begin an expression the rules of the grammar read on, and the one that reads
furthest wins. What an expression means follows Microsoft's Recognizers-Text (MIT licence), whose specification is public:
"Friday" is the last and the next one, "at 3" is at night and in the afternoon.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from keepmum.memory.times.english_away import away
from keepmum.memory.times.english_habits import EACH, OFTEN, TIMES, habit, habit_behind
from keepmum.memory.times.english_holidays import first_words
from keepmum.memory.times.english_lengths import silent_length
from keepmum.memory.times.english_line import Line, longest
from keepmum.memory.times.english_months import STEPS
from keepmum.memory.times.english_nodes import Node, Said, Silent, Span
from keepmum.memory.times.english_ranges import borrowing_day, ranged
from keepmum.memory.times.english_said import said
from keepmum.memory.times.english_sides import behind, changed, side
from keepmum.memory.times.english_spans import span
from keepmum.memory.times.english_words import (
    ALONE,
    BETWEEN,
    DECADES,
    DEICTIC,
    LAST,
    LEADS,
    MONTHS,
    NEXT,
    ONES,
    ORDINAL_ONES,
    ORDINAL_TENS,
    PARTS,
    PLURAL_WEEKDAYS,
    SEASONS,
    SHORT_UNITS,
    TENS,
    THIS,
    UNITS,
    WEEKDAYS,
)
from keepmum.memory.times.value import Modifier, TimeExpression, ValueType

PIECE = 4_000  # characters that are read at once
EFFORT = 450_000  # rules tried in one text: enough for a book's worth of prose, and a hostile text ends here
NEAR = 6  # words from a small one such as "the" to the word of time that it may belong to


@dataclass(frozen=True, slots=True)
class Reading:
    """One expression as the grammar sees it."""

    begin: int
    end: int
    node: Said
    modifier: Modifier = ""


def find_english(text: str, reference: datetime, *, day_first: bool = False) -> tuple[TimeExpression, ...]:
    """Find the time expressions of a text, in order of place and not overlapping.

    Args:
        text: The text.
        reference: The moment that "today" is seen from; a zone is left out.
        day_first: Whether 5/3 is 5 March.
    """
    readings = read(text, reference, day_first=day_first)
    return tuple(_expression_of(each) for each in readings if not (isinstance(each.node, Span) and each.node.informal))


AROUND: dict[ValueType, ValueType] = {"date": "daterange", "time": "timerange", "datetime": "datetimerange"}


def _expression_of(reading: Reading) -> TimeExpression:
    """Return an expression as its readings; "around" a point is a range of which only the point is known."""
    node, values = reading.node, tuple(dict.fromkeys(reading.node.values()))
    kind = node.type
    if reading.modifier == "approx" and kind in AROUND:
        kind = AROUND[kind]
        values = tuple(replace(value, type=kind) for value in values)
    return TimeExpression(reading.begin, reading.end, kind, values, reading.modifier)


def read(text: str, reference: datetime, *, day_first: bool = False) -> Iterator[Reading]:
    """Yield the expressions of a text with their nodes.

    Args:
        text: The text.
        reference: The moment that "today" is seen from; a zone is left out.
        day_first: Whether 5/3 is 5 March.
    """
    now, left = reference.replace(tzinfo=None), EFFORT
    for begin, end in _pieces(text):
        line = Line(text[begin:end], begin, now, day_first=day_first)
        at = 0
        while at < len(line) and line.effort < left:
            found = _expression(line, at) if _may_begin(line, at) else None
            if not found:
                at += 1
                continue
            node, modifier, first, after = found
            if not isinstance(node, Silent):
                yield Reading(line.begins[first], line.ends[after - 1], node, modifier)
            at = after
        left -= line.effort
        if left <= 0:
            return


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Yield pieces of a text, cut where nothing is torn apart: at the end of a line, or between words."""
    begin = 0
    while begin < len(text):
        end = min(begin + PIECE, len(text))
        if end < len(text):
            cut = max(text.rfind("\n", begin + 1, end), text.rfind(". ", begin + 1, end), -1)
            cut = cut if cut > begin + PIECE // 2 else text.rfind(" ", begin + 1, end)
            end = cut + 1 if cut > begin else end
        yield begin, end
        begin = end


@cache
def _times() -> frozenset[str]:
    """Return the words that speak of time; digits may always."""
    words: set[str] = set()
    for table in (MONTHS, WEEKDAYS, PLURAL_WEEKDAYS, DEICTIC, PARTS, SEASONS, DECADES, ONES, TENS, ORDINAL_ONES, ORDINAL_TENS, UNITS):
        words.update(table)
    words.update(SHORT_UNITS, STEPS, NEXT, LAST, THIS, EACH, OFTEN, TIMES, ALONE, first_words())
    return frozenset(words)


def _may_begin(line: Line, at: int) -> bool:
    """Whether an expression can begin here: a word of time, or a small word with one close behind it."""
    word, times = line.words[at], _times()
    if word in times or word.isdecimal():
        return True
    if word not in LEADS:
        return False
    here = at + 1
    while here < at + NEAR and (line.words[here] in LEADS or line.words[here] in BETWEEN):
        here += 1
    return line.words[here] in times or line.words[here].isdecimal()


Whole = tuple[Node, Modifier, int, int]


def _expression(line: Line, at: int) -> Whole | None:
    """Read one expression with the words beside it that change it; None also where it lies beyond the years of the calendar."""
    try:
        sided = side(line, at)
        if sided:
            inner = _plain(line, sided.after)
            whole = changed(sided, inner[0]) if inner and not isinstance(inner[0], Silent) else None
            if whole and inner:
                return whole, sided.modifier, at, inner[1]
        found = _plain(line, at)
        if not found or isinstance(found[0], Silent):
            return (found[0], "", at, found[1]) if found else None
        later = behind(line, found[1])
        if later:
            whole = changed(later, found[0])
            if whole:
                return whole, later.modifier, at, later.after
        return found[0], "", at, found[1]
    except OverflowError:  # a year before 1 or after 9999
        return None


def _plain(line: Line, at: int) -> tuple[Node, int] | None:
    found = longest(line, at, habit, borrowing_day, away, said, ranged, span, silent_length)
    if not found:
        return None
    often = habit_behind(line, found[1])
    return (Silent(habit=True), often) if often else found
