"""Likelihoods that are true."""

from __future__ import annotations

import numpy as np
import pytest
from training.calibrate import Calibration, calibration_error, fit


def _skewed(slope: float, shift: float) -> tuple[np.ndarray, np.ndarray]:
    """Return what an over- or underconfident tagger says of 20,000 words, and whether they are personal."""
    rng = np.random.default_rng(5)
    odds = rng.normal(-1, 2, 20_000)
    personal = (rng.random(20_000) < 1 / (1 + np.exp(-odds))).astype(float)
    return 1 / (1 + np.exp(-(slope * odds + shift))), personal


@pytest.mark.parametrize(("slope", "shift"), [(2.5, 1.0), (0.4, 0.0), (1.0, -2.0), (3.0, -1.5)])
def test_fit_makes_a_skewed_set_true(slope: float, shift: float) -> None:
    """What is said too strongly, too weakly or too often becomes true: the error falls below .03, and the line undoes it."""
    said, personal = _skewed(slope, shift)
    found = fit(said, personal)
    assert calibration_error(said, personal) > 0.04
    assert calibration_error(found.applied(said), personal) < 0.03
    assert found.slope == pytest.approx(1 / slope, rel=0.15)


def test_true_likelihoods_stay() -> None:
    """What is true already is left nearly as it is."""
    said, personal = _skewed(1, 0)
    assert fit(said, personal).applied(said) == pytest.approx(said, abs=0.03)
    assert Calibration().applied(said) == pytest.approx(said)


def test_perfect() -> None:
    """Who says 1 of what is personal and 0 of the rest makes no error; who says the opposite makes the largest."""
    personal = np.array([1.0, 0.0, 1.0, 0.0])
    assert calibration_error(personal, personal) == 0
    assert calibration_error(1 - personal, personal) == 1


def test_extremes() -> None:
    """Likelihoods of 0 and 1, and words that are all personal, break nothing; what is likelier stays likelier."""
    said = np.array([0.0, 0.2, 0.7, 1.0])
    for personal in (np.ones(4), np.zeros(4), np.array([0.0, 0.0, 1.0, 1.0])):
        applied = fit(said, personal).applied(said)
        assert np.isfinite(applied).all()
        assert ((applied >= 0) & (applied <= 1)).all()
    assert (np.diff(fit(said, np.array([0.0, 0.0, 1.0, 1.0])).applied(said)) > 0).all()


@pytest.mark.parametrize(
    ("likelihoods", "truths", "error"),
    [
        ([0.0, 1.0], [False, True], 0.0),
        ([0.0, 1.0], [True, False], 1.0),
        ([0.9] * 10, [True] * 9 + [False], 0.0),
        ([0.9] * 10, [True] * 4 + [False] * 6, 0.5),
        ([0.5, 0.1, 0.1], [True, False, False], (0.5 + 0.1 + 0.1) / 3),
        ([0.01, 0.06], [True, False], (1 - 0.07) / 2),
        ([0.02, 0.98], [True, False], (0.98 + 0.98) / 2),
    ],
)
def test_calibration_error(likelihoods: list[float], truths: list[bool], error: float) -> None:
    """The error is the mean distance of what is said and what is true, within bins: opposite errors of one bin cancel, of two not."""
    assert calibration_error(likelihoods, truths) == pytest.approx(error)


def test_fifteen_bins() -> None:
    """The bins have one width, and a likelihood on a border belongs to the bin above."""
    assert calibration_error([1 / 15 - 0.001, 1 / 15], [True, False]) == pytest.approx((1 - 1 / 15 + 0.001 + 1 / 15) / 2)
    assert calibration_error([1 / 15, 1 / 15 + 0.001], [True, False]) == pytest.approx((1 - 2 / 15 - 0.001) / 2)
    assert calibration_error([0.2, 0.8], [True, False], bins=1) == pytest.approx(0)


@pytest.mark.parametrize(
    ("likelihoods", "truths", "bins"),
    [([], [], 15), ([0.5], [], 15), ([1.1], [True], 15), ([-0.1], [True], 15), ([float("nan")], [True], 15), ([0.5], [True], 0)],
)
def test_calibration_refuses(likelihoods: list[float], truths: list[bool], bins: int) -> None:
    """What has no calibration is refused."""
    with pytest.raises(ValueError, match=r"calibration|bin|likelihood"):
        calibration_error(likelihoods, truths, bins)
