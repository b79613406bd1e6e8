"""Chinese names: family names by frequency, and the characters of given names with their pinyin."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from functools import cache

from training.lists import DATA

_CHARACTER = re.compile(r"([㐀-鿿])([mfMF]?)")
_WEIGHTS = {"common": 40, "middle": 8, "rare": 2, "double": 2}


@dataclass(frozen=True, slots=True)
class Characters:
    """What names are made of.

    Attributes:
        families: Family name and pinyin.
        weights: How often each is met.
        given: Character, pinyin, and who bears it: m, f, M and F (an older generation), or nobody in particular.
    """

    families: tuple[tuple[str, str], ...]
    weights: tuple[int, ...]
    given: tuple[tuple[str, str, str], ...]


@cache
def characters() -> Characters:
    """Return what the file of names says: lines of a pinyin and characters; m, f, M or F stands after the character that it is about."""
    families: list[tuple[str, str]] = []
    weights: list[int] = []
    given: list[tuple[str, str, str]] = []
    section = ""
    for line in (DATA / "names_zh.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("= "):
            section = line.removeprefix("= ")
            continue
        for group in line.split() if not line.startswith("#") else ():
            pinyin, _, written = group.partition(":")
            if section == "given":
                given += [(char, pinyin, who) for char, who in _CHARACTER.findall(written)]
                continue
            names = written.split("/") if section == "double" else list(written)
            families += [(name, pinyin) for name in names]
            weights += [_WEIGHTS[section]] * len(names)
    return Characters(tuple(families), tuple(weights), tuple(given))


def family_name(rng: random.Random) -> tuple[str, str]:
    """Return a family name and its pinyin."""
    known = characters()
    return rng.choices(known.families, known.weights)[0]


def given_name(rng: random.Random, *, woman: bool, old: bool) -> tuple[str, tuple[str, ...]]:
    """Return a given name and the pinyin of its characters."""
    mine, of_old = ("f", "F") if woman else ("m", "M")
    pool = [entry for entry in characters().given if entry[2] in ("", mine)]
    elder = [entry for entry in characters().given if entry[2] == of_old]
    if rng.random() < 0.03:
        char, pinyin, _ = rng.choice(characters().given)  # anything at all
        return char, (pinyin,)
    if woman and rng.random() < 0.05:
        char, pinyin, _ = rng.choice(pool)
        return char * 2, (pinyin, pinyin)
    if rng.random() < (0.2 if old else 0.16):
        char, pinyin, _ = rng.choice(elder if old else pool)
        return char, (pinyin,)
    first, second = rng.choice(elder if old and rng.random() < 0.85 else pool), rng.choice(elder if old and rng.random() < 0.8 else pool)
    return first[0] + second[0], (first[1], second[1])
