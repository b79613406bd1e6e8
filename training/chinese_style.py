"""How different hands write the same Chinese text: traditional characters, other punctuation or none, full-width digits, slips."""

from __future__ import annotations

import random
from functools import cache

from training.labelled import Labelled
from training.lists import DATA

_HALF = str.maketrans("，。？！：；（）", ",.?!:;()")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_MARKS = "，。！？；、…～"
_CHANCES = {"chat": 0.2, "post": 0.15, "memo": 0.15, "call": 0.3, "prompt": 0.08, "mail": 0.03}


@cache
def _table(section: str) -> dict[int, str]:
    """Return a table of characters for others: pairs such as 为為 after the section's name in the file."""
    pairs: dict[int, str] = {}
    here = ""
    for line in (DATA / "characters_zh.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("= "):
            here = line.removeprefix("= ")
        elif here == section:
            pairs |= {ord(pair[0]): pair[1] for pair in line.split()}
    return pairs


def restyled(text: Labelled, rng: random.Random) -> Labelled:
    """Return a text as somebody else would write it; most stay as they are."""
    if text.kind in {"json", "code"}:
        return _translated(text, _table("traditional")) if rng.random() < 0.04 else text
    if rng.random() < 0.1:
        text = _translated(text, _table("traditional"))
    manner, chance = rng.random(), _CHANCES.get(text.kind, 0.0)
    if manner < chance / 2:
        text = _unmarked(text, "" if rng.random() < 0.35 else " ", rng)
    elif manner < chance:
        text = _translated(text, _HALF)
    elif manner > 0.985:
        text = _translated(text, _WIDE)
    return _slipped(text, rng) if rng.random() < chance else text


def _translated(text: Labelled, table: dict[int, str] | dict[int, int]) -> Labelled:
    """Return a text with some characters for others, one for one."""
    return Labelled(text.text.translate(table), text.units, text.language, text.kind)


def _unmarked(text: Labelled, gap: str, rng: random.Random) -> Labelled:
    """Return a text without most of its punctuation."""
    edits = []
    for place, char in enumerate(text.text):
        if char in _MARKS and rng.random() < 0.93 and not any(unit.start <= place < unit.end for unit in text.units):
            last = place + 1 == len(text.text) or text.text[place + 1] in "\n" + _MARKS
            edits.append((place, place + 1, "" if last else gap))
    return text.edited(edits)


def _slipped(text: Labelled, rng: random.Random) -> Labelled:
    """Return a text with some characters that sound alike for the right ones, or a character twice or missing."""
    alike = _table("alike")
    edits = []
    for place, char in enumerate(text.text):
        if ord(char) in alike and rng.random() < 0.15:
            edits.append((place, place + 1, alike[ord(char)]))
        elif "一" <= char <= "鿿" and rng.random() < 0.006 and not any(unit.start <= place < unit.end for unit in text.units):
            edits.append((place, place + 1, rng.choice((char * 2, ""))))
    return text.edited(edits)
