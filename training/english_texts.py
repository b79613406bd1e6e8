"""Invented English texts with labels, from the templates."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from training.english import EnglishScene
from training.english_spelled import with_vowel
from training.labelled import Labelled, joined
from training.noise import recognised
from training.template import KINDS, expand, templates

_SEVERAL = {"chat": 0.5, "call": 0.35, "memo": 0.25, "post": 0.2, "prompt": 0.15}
"""The share of texts that are made of two to five templates about the same people."""

_ARTICLE = re.compile(r"(?<![\w'’@.-])[aA] \Z")
_ONE_OF_MANY = ("job", "group", "age", "amount")


def text(kind: str, rng: random.Random) -> Labelled:
    """Return one text of a kind."""
    several = rng.randint(2, 5) if rng.random() < _SEVERAL.get(kind, 0.0) else 1
    scene = EnglishScene(rng)
    parts = [expand(rng.choice(templates("en", kind)), scene, rng, language="en", kind=kind) for _ in range(several)]
    whole = joined([articled(part) for part in parts], rng.choice(("\n", "\n", " ") if kind in {"chat", "memo"} else ("\n\n", "\n", " ")))
    return recognised(whole, rng) if kind == "call" else whole


def articled(text: Labelled) -> Labelled:
    """Return a text with "an" instead of "a" before jobs, peoples and numbers that begin with a vowel."""
    edits = []
    for unit in text.units:
        article = _ARTICLE.search(text.text[: unit.start]) if unit.category in _ONE_OF_MANY else None
        if article and with_vowel(text.text[unit.start : unit.end]):
            edits.append((article.end() - 1, article.end() - 1, "n"))
    return text.edited(edits)


def texts(seed: int, count: int) -> Iterator[Labelled]:
    """Yield texts of all kinds, as many of each."""
    rng = random.Random(seed)  # noqa: S311  texts must be the same each time
    for number in range(count):
        yield text(KINDS[number % len(KINDS)], rng)
