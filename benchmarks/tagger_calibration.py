"""How far a tagger's likelihoods are from what is true."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

BINS = 15


def calibration_error(likelihoods: Sequence[float], truths: Sequence[bool], bins: int = BINS) -> float:
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
