"""The weighted join of the signals."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from keepmum.memory.fuse import MIN_COSINE, Signals, Weights, fuse, scaled


def _signals(count, **given_signals):
    none = np.zeros(count, dtype=np.float32)
    unknown = np.full(count, -1, dtype=np.float32)
    names = dict.fromkeys(("turn", "near", "wide", "session", "speaker"), none) | {"meaning": unknown, "window": unknown}
    numbers = {name: value for name, value in given_signals.items() if not isinstance(value, list)}
    arrays_given = {name: np.array(value, dtype=np.float32) for name, value in given_signals.items() if isinstance(value, list)}
    return Signals(**(names | arrays_given), **numbers)


def test_nothing_found():
    """Where nothing speaks for a record its score is 0."""
    assert fuse(_signals(3), Weights()).tolist() == [0, 0, 0]
    assert fuse(_signals(0), Weights()).tolist() == []


def test_speaker_alone_finds_nothing():
    """That the question names a speaker lifts what was found, and finds nothing by itself."""
    scores = fuse(_signals(3, turn=[1, 0, 1], speaker=[0, 1, 1]), Weights())
    assert scores[1] == 0
    assert scores[2] > scores[0] > 0


def test_filter_comes_before_the_scale():
    """A record that the filter leaves out does not lower the others: they are scaled among themselves."""
    signals = _signals(3, turn=[100, 2, 1], near=[100, 2, 1])
    allowed = np.array([False, True, True])
    assert fuse(signals, Weights(), allowed).tolist() == [0, 2, 1]


def test_an_english_model_is_off_for_chinese():
    """At a dense share of 0 the vectors neither find nor rank."""
    signals = _signals(2, turn=[1, 0], meaning=[0.2, 0.9], window=[0.1, 0.9], dense_share=0.0)
    assert fuse(signals, Weights()).tolist() == [1, 0]


def test_weak_likeness_finds_nothing():
    """A cosine below the floor brings no record up by itself."""
    scores = fuse(_signals(2, meaning=[MIN_COSINE - 0.01, MIN_COSINE + 0.01]), Weights())
    assert scores[0] == 0
    assert scores[1] > 0


@settings(max_examples=100)
@given(arrays(np.float32, 8, elements=st.floats(0, 100, width=32)), arrays(np.bool_, 8))
def test_filters_are_exact(turn, allowed):
    """Whatever the signals, a record outside the filter scores 0, and every score is finite and not negative."""
    scores = fuse(_signals(8, turn=turn.tolist(), meaning=(turn / 100).tolist()), Weights(), allowed)
    assert (scores[~allowed] == 0).all()
    assert np.isfinite(scores).all()
    assert (scores >= 0).all()


def test_scaled():
    """The highest becomes 1; a signal of zeros stays."""
    assert scaled(np.array([1, 4], dtype=np.float32)).tolist() == [0.25, 1]
    assert scaled(np.zeros(2, dtype=np.float32)).tolist() == [0, 0]
