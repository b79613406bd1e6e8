"""Habits, which name no time: "every Friday at 3", "weekly", "the 19th of every month", "Thursdays"."""

from __future__ import annotations

from keepmum.memory.times.english_hours import hours
from keepmum.memory.times.english_joins import joined
from keepmum.memory.times.english_line import Line, remembered
from keepmum.memory.times.english_nodes import Silent
from keepmum.memory.times.english_numbers import cardinal, ordinal
from keepmum.memory.times.english_times import clock, part
from keepmum.memory.times.english_words import MONTHS, PARTS, PLURAL_WEEKDAYS, SEASONS, SHORT_UNITS, UNITS, WEEKDAYS

EACH = frozenset({"every", "each"})
OFTEN = frozenset(
    [
        "daily",
        "weekly",
        "monthly",
        "quarterly",
        "yearly",
        "annually",
        "annual",
        "hourly",
        "biweekly",
        "bimonthly",
        "fortnightly",
        "everyday",
        "nightly",
        "semiannually",
        "weekdays",
        "weekends",
    ]
)
OTHERS = frozenset({"weekend", "weekday", "weekends"})
TIMES = frozenset({"once", "twice"})


@remembered
def habit(line: Line, at: int) -> tuple[Silent, int] | None:
    """Read a habit, with the time that belongs to it."""
    word = line.words[at]
    if word in EACH:
        return _each(line, at)
    if word in OFTEN or word in PLURAL_WEEKDAYS:
        return Silent(habit=True), _time(line, at + 1)
    if word in WEEKDAYS and line.words[at + 1] in {"mornings", "afternoons", "evenings", "nights"}:
        return Silent(habit=True), _time(line, at + 2)
    if word in TIMES or (cardinal(line, at) and line.words[at + 1] == "times"):
        here = at + 1 + (word not in TIMES)
        if line.words[here] in {"a", "an", "per"} and (line.words[here + 1] in UNITS or line.words[here + 1] in SHORT_UNITS):
            return Silent(habit=True), here + 2
    return None


def _each(line: Line, at: int) -> tuple[Silent, int] | None:
    here = line.skip(at + 1, "other", "single")
    counted = ordinal(line, here) or cardinal(line, here)
    if counted:
        here = counted[1]
    word = line.words[here]
    if not any(word in table for table in (UNITS, SHORT_UNITS, WEEKDAYS, PLURAL_WEEKDAYS, PARTS, MONTHS, SEASONS, OTHERS)):
        return None
    here += 1
    while line.words[here] in {",", "and", "or"} and line.words[here + 1] in WEEKDAYS:
        here += 2
    if word in UNITS and line.words[here] == "on" and (line.words[here + 1] in WEEKDAYS or line.words[here + 1] in PLURAL_WEEKDAYS):
        here += 2
    return Silent(habit=True), _time(line, here)


def _time(line: Line, at: int) -> int:
    """Return the place after the time of day of a habit."""
    for _ in range(2):
        here = line.skip(line.skip(at, ",", "at", "@", "from", "in", "around"), "the")
        found = joined(line, here) if line.words[here - 1] in {"at", "@"} or clock(line, here) else part(line, at)
        found = hours(line, line.skip(at, ",")) or found
        if not found or found[0].type not in {"time", "timerange"}:
            break
        at = found[1]
    return at


def habit_behind(line: Line, at: int) -> int | None:
    """Return the place after a habit's words behind a time: "3pm each day", "the 19th of every month"; None where there are none."""
    here = line.skip(at, "of", "in", ",", "on")
    if line.words[here] in EACH or (line.words[here] in OFTEN and here == at):
        found = habit(line, here)
        return found[1] if found else None
    return None
