"""Makes the likelihoods of a tagger true: of the words that it gives .8, eight in ten are personal (Platt, 1999)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 15
_STEPS = 60
_HALVINGS = 40
_LEAST = 1e-6
_PULL = 1e-3  # towards leaving the likelihoods as they are

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Calibration:
    """A line through the log-odds.

    Attributes:
        slope: What they are multiplied by.
        shift: What is added then.
    """

    slope: float = 1.0
    shift: float = 0.0

    def applied(self, likelihoods: Floats) -> Floats:
        """Return the true likelihoods, shape as given."""
        return _sigmoid(self.slope * _odds(likelihoods) + self.shift)


def fit(likelihoods: Floats, personal: Floats) -> Calibration:
    """Return what makes likelihoods true.

    Args:
        likelihoods: What the tagger says of each word, 0 to 1, shape (words,).
        personal: 1 where it is personal, else 0; same shape.
    """
    rows = np.stack((_odds(likelihoods), np.ones_like(likelihoods)), axis=1)
    weights = np.array([1.0, 0.0])
    for _ in range(_STEPS):  # Newton's method; a whole step may lead away from the least loss where the tagger is much too sure
        said = _sigmoid(rows @ weights)
        slope = rows.T @ (said - personal) + _PULL * (weights - (1.0, 0.0))
        curve = rows.T @ (rows * (said * (1 - said))[:, None]) + _PULL * np.eye(2)
        step = np.linalg.solve(curve, slope)
        for _ in range(_HALVINGS):
            if _loss(rows, personal, weights - step) <= _loss(rows, personal, weights):
                weights = weights - step
                break
            step = step / 2
    return Calibration(float(weights[0]), float(weights[1]))


def _loss(rows: Floats, personal: Floats, weights: Floats) -> float:
    """Return how badly a line tells what is personal."""
    odds = rows @ weights
    return float((np.logaddexp(0, odds) - personal * odds).sum() + _PULL / 2 * ((weights - (1.0, 0.0)) ** 2).sum())


def calibration_error(likelihoods: Sequence[float] | Floats, truths: Sequence[bool] | Floats, bins: int = BINS) -> float:
    """Return the expected calibration error (Naeini et al., AAAI 2015; Guo et al., ICML 2017).

    The likelihoods are sorted into bins of one width; the error is the mean over all words of the distance between the mean likelihood
    of the word's bin and the share of the bin that is personal.

    Args:
        likelihoods: P(personal) of each word, from 0 to 1.
        truths: Whether the word is personal.
        bins: How many there are; a likelihood on a border belongs to the bin above, 1 to the last.

    Raises:
        ValueError: The two differ in length or are empty, there is no bin, or a likelihood lies outside 0 to 1 or is not a number.
    """
    said = np.asarray(likelihoods, dtype=np.float64)
    true = np.asarray(truths, dtype=np.float64)
    if said.shape != true.shape or said.ndim != 1 or not said.size:
        raise ValueError("calibration needs one truth for each likelihood, and at least one")
    if bins < 1:
        raise ValueError("there is at least one bin")
    if not ((said >= 0) & (said <= 1)).all():
        raise ValueError("a likelihood lies from 0 to 1")
    place = np.minimum((said * bins).astype(int), bins - 1)
    gaps = np.bincount(place, weights=said - true, minlength=bins)
    return float(np.abs(gaps).sum() / said.size)


def _odds(likelihoods: Floats) -> Floats:
    inside = np.clip(likelihoods, _LEAST, 1 - _LEAST)
    return np.asarray(np.log(inside / (1 - inside)))


def _sigmoid(values: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -40, 40))))
