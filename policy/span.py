"""A stretch of text that some detector found to be personal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from keepmum.policy.category import Category


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """``text[start:end]`` is personal data.

    Attributes:
        start: First character, counted from 0.
        end: One past the last character; greater than `start`.
        category: What it is.
        score: How sure the detectors are, above 0 and at most 1. It never decides whether the span is masked.
        detectors: The names of those that found it, sorted.
        subject: A key for whom or what the span means; two spans with one subject get one token. Empty: its own text.
    """

    start: int
    end: int
    category: Category
    score: float = 1.0
    detectors: tuple[str, ...] = ()
    subject: str = ""

    def __post_init__(self) -> None:
        """Refuse an empty span or an impossible score.

        Raises:
            ValueError: The span is empty or negative, or the score is out of range.
        """
        if not 0 <= self.start < self.end:
            raise ValueError("a span must hold at least one character")
        if not 0 < self.score <= 1:
            raise ValueError("a score must be above 0 and at most 1")


class Detector(Protocol):
    """Finds personal data in a text. It may only ever add spans."""

    @property
    def name(self) -> str:
        """The name that stands in `Span.detectors`."""
        ...

    def find(self, text: str) -> Iterable[Span]:
        """Return the spans in ``text``, in any order, overlapping or not, in linear time."""
        ...
