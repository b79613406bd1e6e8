"""Invented people's names, of 34 cultures: from a list, or made letter by letter in the manner of a culture's list."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache

from training.lists import DATA

_NEW = 0.35  # the share of names that are in no list, so that the tagger learns how names stand, not which there are
_ORDER = 2  # letters that decide on the next


@dataclass(frozen=True, slots=True)
class Culture:
    """How people of one culture are called.

    Attributes:
        name: Such as "yoruba".
        family_first: Whether the family name comes first.
        women: Given names.
        men: Given names.
        families: Family names.
    """

    name: str
    family_first: bool
    women: tuple[str, ...] = field(repr=False)
    men: tuple[str, ...] = field(repr=False)
    families: tuple[str, ...] = field(repr=False)


@cache
def cultures() -> tuple[Culture, ...]:
    """Return all cultures."""
    found: list[Culture] = []
    lines = [line for line in (DATA / "names.txt").read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    for head, women, men, families in zip(*(iter(lines),) * 4, strict=True):
        name = head.removeprefix("= ").removesuffix(" *")
        found.append(Culture(name, head.endswith("*"), tuple(women.split()), tuple(men.split()), tuple(families.split())))
    return tuple(found)


def pick(names: tuple[str, ...], rng: random.Random) -> str:
    """Return one of some names, or one like them."""
    name = _made(names, rng) if rng.random() < _NEW else rng.choice(names)
    if name.startswith("Van") and len(name) > 3 and name[3].isupper():
        return rng.choice((f"Van {name[3:]}", f"van {name[3:]}", f"Van{name[3:].lower()}"))
    return name


def _made(names: tuple[str, ...], rng: random.Random) -> str:
    """Return a name whose every three letters stand together in one of the names."""
    follows = _chain(names)
    for _ in range(20):
        made, state = "", "^" * _ORDER
        while (letter := rng.choice(follows[state])) != "$" and len(made) < 14:
            made, state = made + letter, (state + letter)[-_ORDER:]
        if 3 <= len(made) <= 12 and made[-1].isalpha():
            return made[0].upper() + made[1:]
    return rng.choice(names)


@cache
def _chain(names: tuple[str, ...]) -> dict[str, list[str]]:
    follows: dict[str, list[str]] = defaultdict(list)
    for name in names:
        state = "^" * _ORDER
        for letter in (*name, "$"):
            follows[state].append(letter)
            state = (state + letter)[-_ORDER:]
    return dict(follows)
