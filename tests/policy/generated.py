"""Generated texts, each with a value that must be masked: how much of these values detection leaves, by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random


@dataclass(frozen=True, slots=True)
class Sample:
    """A text, and what in it must be masked."""

    kind: str
    text: str
    value: str


@dataclass
class Tally:
    """How many values there were of each kind, how many were masked whole, and what was left of the others."""

    asked: Counter[str] = field(default_factory=Counter)
    whole: Counter[str] = field(default_factory=Counter)
    missed: list[tuple[Sample, str]] = field(default_factory=list)

    def __str__(self) -> str:
        rows = [(kind, self.whole[kind], self.asked[kind]) for kind in sorted(self.asked)]
        return "\n".join(f"{kind:16} {whole:5} of {asked:5}  {whole / asked:.4f}" for kind, whole, asked in [*rows, self._all()])

    def _all(self) -> tuple[str, int, int]:
        return "all", self.whole.total(), self.asked.total()


def tally(sample: Callable[[Random], Sample], standing: Callable[[Sample], str], count: int, seed: int) -> Tally:
    """Make texts, and look at each for what detection leaves of its value."""
    rng, found = Random(seed), Tally()
    for _ in range(count):
        each = sample(rng)
        left = standing(each)
        found.asked[each.kind] += 1
        found.whole[each.kind] += not left
        if left:
            found.missed.append((each, left))
    return found
