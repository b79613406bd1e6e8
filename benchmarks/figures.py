"""What a ranking is worth: shares of gold found, with intervals, over questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DRAWS = 2_000  # of the bootstrap
SEED = 20_251_125
FIGURES = ("frac@5", "frac@10", "any@5", "any@50", "MRR")
DEEPEST = 50

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Interval:
    """A mean with its 95 % bootstrap interval over questions."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        """Print it as 0.791 [0.76, 0.82]."""
        return f"{self.mean:.3f} [{self.low:.2f}, {self.high:.2f}]"


def measured(found: Sequence[str], gold: frozenset[str]) -> tuple[float, ...]:
    """Compute the five figures of one question.

    Args:
        found: Refs, best first.
        gold: The refs that answer it; at least one.

    Returns:
        In the order of `FIGURES`: the share of the gold in the first 5 and 10, whether any is in the first 5 and 50, and
        1 / rank of the first, 0 where none is in the first 50.
    """
    right = [ref in gold for ref in found[:DEEPEST]]
    first = next((1 / rank for rank, one in enumerate(right, 1) if one), 0.0)
    return sum(right[:5]) / len(gold), sum(right[:10]) / len(gold), float(any(right[:5])), float(any(right)), first


def interval(values: Values) -> Interval:
    """Return the mean of a figure over questions, and the interval of 2,000 seeded resamplings of the questions."""
    picks = np.random.default_rng(SEED).integers(0, len(values), (DRAWS, len(values)))
    low, high = np.percentile(values[picks].mean(axis=1), (2.5, 97.5))
    return Interval(float(values.mean()), float(low), float(high))


def ratio(ours: Values, theirs: Values) -> Interval:
    """Return how many times a figure of ours is theirs, resampling the questions of both together."""
    picks = np.random.default_rng(SEED).integers(0, len(ours), (DRAWS, len(ours)))
    above, below = ours[picks].mean(axis=1), theirs[picks].mean(axis=1)
    low, high = np.percentile(above / np.maximum(below, 1e-9), (2.5, 97.5))
    return Interval(float(ours.mean() / max(theirs.mean(), 1e-9)), float(low), float(high))
