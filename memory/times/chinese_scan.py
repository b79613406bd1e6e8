"""From Chinese text to chains of atoms: parts of time expressions that stand beside each other."""

from __future__ import annotations

import re
from functools import lru_cache

from keepmum.memory.times.chinese_atoms import Atom, DayAtom, WeekdayAtom
from keepmum.memory.times.chinese_scan_clocks import clock_rules
from keepmum.memory.times.chinese_scan_numbers import Rule, number_rules
from keepmum.memory.times.chinese_scan_small import small_rules, stop_rules
from keepmum.memory.times.chinese_scan_words import word_rules

Chain = tuple[Atom, ...]

MOST_PLACES = 300_000  # a text with more places where a time could begin is no message; what follows them is not read
MOST_ATOMS = 30_000  # the same for atoms
_GAP = re.compile(r"\s{0,2}|T")  # T stands between date and time in ISO 8601
_GAP_BEFORE_WEEKDAY = re.compile(r"\s?[,(]?\s?")


@lru_cache(maxsize=1)
def _grammar() -> tuple[re.Pattern[str], dict[str, tuple[Rule, ...]]]:
    by_start: dict[str, list[Rule]] = {}
    for starts, rule in (*stop_rules(), *word_rules(), *clock_rules(), *number_rules(), *small_rules()):
        for character in starts:
            by_start.setdefault(character, []).append(rule)
    anything = re.compile("[" + re.escape("".join(by_start)) + "]")
    return anything, {character: tuple(rules) for character, rules in by_start.items()}


def chains(text: str) -> list[Chain]:
    """Cut a text into atoms, and put those together that stand beside each other.

    Args:
        text: A text that went through `plain`.

    Returns:
        The chains in order; no more than about `MOST_ATOMS` atoms in all, so that a hostile text costs bounded time.
    """
    anything, by_start = _grammar()
    found: list[list[Atom]] = []
    count = place = end = tried = 0
    while count < MOST_ATOMS and tried < MOST_PLACES and (start := anything.search(text, place)):
        place = start.start()
        tried += 1
        for pattern, make in by_start[start.group()]:
            match = pattern.match(text, place)
            atoms = make(match) if match else None
            if match is None or atoms is None:
                continue
            if atoms:
                if found and _beside(text[end : atoms[0].begin], found[-1][-1], atoms[0]):
                    found[-1].extend(atoms)
                else:
                    found.append(list(atoms))
                end = atoms[-1].end
                count += len(atoms)
            place = match.end()
            break
        else:
            place += 1
    return [tuple(chain) for chain in found]


def _beside(between: str, left: Atom, right: Atom) -> bool:
    if len(between) > 3:
        return False
    if _GAP.fullmatch(between):
        return True
    return isinstance(left, DayAtom) and isinstance(right, WeekdayAtom) and _GAP_BEFORE_WEEKDAY.fullmatch(between) is not None
