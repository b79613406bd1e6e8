"""Shapes that are looked for only where a text has what each of them needs: a word's stem, or enough digits.

Most texts hold no secret and no number of a passport. Looking for a few stems costs a hundredth of matching the patterns that need them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from keepmum.policy.detectors.pattern import Shape, scan
from keepmum.policy.span import Span

_DIGIT = re.compile("[0-9]")


@dataclass(frozen=True, slots=True)
class Gated:
    """Shapes that share what a text must have.

    Attributes:
        shapes: The shapes.
        stems: Of these, in small letters, at least one stands in every match or beside it; none: no stem is needed.
        digits: How many digits a match has at least.
        han: Whether every match has, or stands beside, a character outside of ASCII.
    """

    shapes: tuple[Shape, ...]
    stems: tuple[str, ...] = ()
    digits: int = 0
    han: bool = False


def scan_gated(groups: Iterable[Gated], text: str, detector: str) -> Iterator[Span]:
    """Yield the matches of the shapes of each group that ``text`` can hold.

    Args:
        groups: The groups.
        text: A folded text.
        detector: The name for the spans.
    """
    small = text.lower()
    digits = len(_DIGIT.findall(text))
    ascii_only = text.isascii()
    for group in groups:
        if digits < group.digits or (group.han and ascii_only):
            continue
        if not group.stems or any(stem in small for stem in group.stems):
            yield from scan(group.shapes, text, detector)
