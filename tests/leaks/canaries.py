"""64 strings that stand nowhere else in the world, by the place in which each is hidden."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

STORED = ("text", "name", "tag", "file", "prompt", "answer")
"""Kinds that the vault stores, sealed."""

NOT_STORED = ("query",)
"""Kinds that are stored nowhere, not even sealed."""

_COUNTS = {"text": 26, "name": 8, "tag": 4, "file": 6, "query": 8, "prompt": 6, "answer": 6}


@dataclass(frozen=True, slots=True)
class Canary:
    """One string, and the kind of place that it is put in."""

    kind: str
    word: str


def canaries() -> tuple[Canary, ...]:
    """Return the 64, always the same: letters only, so that every part of keepmum takes each for one word."""
    made = []
    for kind, count in _COUNTS.items():
        for number in range(count):
            digest = hashlib.sha256(f"{kind}/{number}".encode()).digest()
            made.append(Canary(kind, "Q" + "".join(chr(ord("a") + byte % 26) for byte in digest[:13])))
    return tuple(made)


def words(kind: str) -> list[str]:
    """Return the canaries of one kind."""
    return [canary.word for canary in canaries() if canary.kind == kind]
