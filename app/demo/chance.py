"""Chance that is the same on every machine and in every version of Python: numbers out of SHA-256."""

from __future__ import annotations

import hashlib
import re

_CHOICE = re.compile(r"\{([^{}]*)\}")


def pick(count: int, *key: object) -> int:
    """Return a number from 0 to ``count - 1`` that depends on the key alone."""
    digest = hashlib.sha256("\0".join(map(str, key)).encode()).digest()
    return int.from_bytes(digest[:8], "big") % count


def vary(text: str, *key: object) -> str:
    """Return the text with each ``{a|b|c}`` replaced by one of its choices."""

    def choose(found: re.Match[str]) -> str:
        choices = found[1].split("|")
        return choices[pick(len(choices), *key, found.start())]

    return _CHOICE.sub(choose, text)
