"""What happens to texts in life: no capitals, no punctuation, slips of the keyboard, line breaks. Labels move with the letters."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from training.labelled import Labelled

_KEYS = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk", "k": "jl", "l": "k",
    "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "w", "r": "et", "s": "ad", "t": "ry", "u": "yi", "v": "cb", "w": "qe", "x": "zc",
    "y": "tu", "z": "x",
}  # fmt: skip
_WORD = re.compile(r"[A-Za-z]{4,}")
_MARK = re.compile(r"[.,;:!?](?=\s|\Z)|[，。！？；、]")
_SPACE = re.compile(r"(?<=\w) (?=\w)")
_LONG = re.compile(r"\w[\w'\-]*")

Noise = Callable[[Labelled, random.Random], Labelled]


def lower(text: Labelled, rng: random.Random) -> Labelled:
    """Return the text in small letters."""
    del rng
    return _cased(text, str.lower)


def upper(text: Labelled, rng: random.Random) -> Labelled:
    """Return the text in capitals."""
    del rng
    return _cased(text, str.upper)


def title(text: Labelled, rng: random.Random) -> Labelled:
    """Return the text with a capital at every word."""
    del rng
    return text.edited([(word.start(), word.start() + 1, word[0][0].upper()) for word in _LONG.finditer(text.text)])


def bare(text: Labelled, rng: random.Random) -> Labelled:
    """Return the text without the marks at the ends of words."""
    del rng
    return text.edited([(mark.start(), mark.end(), " " if mark[0] in "，。！？；、" else "") for mark in _MARK.finditer(text.text)])


def recognised(text: Labelled, rng: random.Random) -> Labelled:
    """Return the text as a speech recogniser writes it."""
    return lower(bare(text, rng), rng)


def slips(text: Labelled, rng: random.Random) -> Labelled:
    """Return the text with one slip in about eight words: two letters swapped, one lost, doubled or beside the right one."""
    edits = []
    for word in _WORD.finditer(text.text):
        if rng.random() > 0.125:
            continue
        at = word.start() + rng.randrange(1, len(word[0]) - 1)
        one, two = text.text[at], text.text[at + 1]
        near = rng.choice(_KEYS.get(one.lower(), one))
        start, end, new = rng.choice(((at, at + 2, two + one), (at, at + 1, ""), (at, at + 1, one * 2), (at, at + 1, near)))
        edits.append((start, end, new))
    return text.edited(edits)


def broken(text: Labelled, rng: random.Random) -> Labelled:
    """Return the text with line breaks at every fifteenth space or so, also within names."""
    return text.edited([(space.start(), space.end(), "\n") for space in _SPACE.finditer(text.text) if rng.random() < 0.07])


def _cased(text: Labelled, change: Callable[[str], str]) -> Labelled:
    changed = change(text.text)
    if len(changed) == len(text.text):
        return Labelled(changed, text.units, text.language, text.kind)
    return text.edited([(at, at + 1, change(char)) for at, char in enumerate(text.text)])


NOISES: tuple[tuple[Noise, float], ...] = (
    (lower, 0.14),
    (upper, 0.03),
    (title, 0.03),
    (bare, 0.05),
    (recognised, 0.06),
    (slips, 0.10),
    (broken, 0.04),
)
"""What happens to a text, and to which share of them."""


def noisy(text: Labelled, rng: random.Random) -> Labelled:
    """Return the text as it is, or with one or two of the things that happen."""
    chance = rng.random()
    for noise, share in NOISES:
        if chance < share:
            text = noise(text, rng)
            return slips(text, rng) if noise is lower and rng.random() < 0.3 else text
        chance -= share
    return text
