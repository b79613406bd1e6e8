"""The weighted join of the signals."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from keepmum.memory.finding.fuse import AROUND, FULL_LENGTH, LOOK, Signals, Talk, Weights, fuse, scaled
from keepmum.memory.meaning.window import REACH


def _signals(count, **given_signals):
    none = np.zeros(count, dtype=np.float32)
    names = dict.fromkeys(("turn", "near", "wide", "session", "speaker", "meaning", "window"), none)
    given_arrays = {name: np.array(value, dtype=np.float32) if isinstance(value, list) else value for name, value in given_signals.items()}
    return Signals(**(names | given_arrays))


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
    """Where meaning has no voice the vectors neither find nor rank."""
    signals = _signals(2, turn=[1, 0], meaning=[0.2, 0.9], window=[0.1, 0.9], meant=np.array([True, True]), voice=0.0)
    assert fuse(signals, Weights()).tolist() == [1, 0]


def test_weak_likeness_finds_nothing():
    """A record that is not near enough is not brought up by its meaning."""
    scores = fuse(_signals(2, meaning=[0.2, 0.21], meant=np.array([False, True])), Weights())
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


def _talk(sessions, asking=()):
    """Sessions of so many turns each, and the positions that ask."""
    ends = np.cumsum(sessions)
    first = np.repeat(ends - sessions, sessions)
    return {"talk": Talk(first, np.repeat(ends - 1, sessions), lambda places: np.isin(places, list(asking)))}


def _fused(count, *, weights=None, sessions=None, asking=(), **signals):
    talk = {} if sessions is None else _talk(np.array(sessions), asking)
    return fuse(_signals(count, **signals, **talk), weights or Weights())


def test_what_helps_finds_nothing():
    """A person, a time, a kind, a thread or a length lifts what was found, each by its weight, and finds nothing by itself."""
    for name in ("person", "time", "kind", "thread", "covered"):
        lifted = _fused(3, turn=[1, 1, 0], **{name: [0, 1, 1]})
        assert lifted[2] == 0
        assert lifted[1] - lifted[0] == getattr(Weights(), name) if name != "covered" else lifted[1] > lifted[0]
    lengths = np.array([FULL_LENGTH // 2, FULL_LENGTH, FULL_LENGTH * 50])
    assert np.diff(_fused(3, turn=[1, 1, 1], words=lengths)).tolist() == [Weights().length / 2, 0]


def test_words_are_trusted_as_far_as_they_cover_the_question():
    """Where the best place says a quarter of the question, its words count a quarter; likeness keeps its weight."""
    whole = _fused(2, turn=[2, 0], meaning=[0, 0.9], meant=np.array([False, True]), covered=[1, 0], weights=Weights(covered=0))
    quarter = _fused(2, turn=[2, 0], meaning=[0, 0.9], meant=np.array([False, True]), covered=[0.25, 0], weights=Weights(covered=0))
    assert quarter[0] == whole[0] / 4
    assert quarter[1] == whole[1]


def test_a_question_stands_behind_its_answer():
    """Of two equal turns the one that asks comes after the reply to it, and a lone memo that ends with a question keeps its place."""
    scores = _fused(4, turn=[1, 0.9, 0.9, 0.9], sessions=[2, 1, 1], asking=[0, 2])
    assert scores[1] > scores[0]
    assert scores[2] == scores[3]


def test_a_reply_is_no_reply_across_sessions():
    """What comes first in a session answers nothing that was asked in the one before."""
    scores = _fused(4, turn=[1, 0.5, 0, 0.5], sessions=[1, 1, 1, 1], asking=[0])
    assert scores[1] == scores[3]


def test_a_turn_beside_a_better_one_stands_behind():
    """Two turns on each side are shown with a hit: of equals, the one that stands alone comes first. Not so across sessions."""
    scores = _fused(8, turn=[1, 0.5, 0, 0, 0, 0, 0, 0.5], sessions=[8])
    assert scores[7] - scores[1] == Weights().beside
    scores = _fused(8, turn=[1, 0.5, 0, 0, 0, 0, 0, 0.5], sessions=[1, 7])
    assert scores[7] == scores[1]


def test_what_is_found_stays_found():
    """Whatever is taken off, a record that was found scores above 0; and with more records than are looked at, the order stays."""
    scores = _fused(3, turn=[1, 0.01, 0.01], sessions=[3], asking=[1, 2])
    assert (scores > 0).all()
    count = 3 * LOOK
    many = _fused(count, turn=list(np.linspace(1, 2, count)), sessions=[1] * count)
    assert (np.diff(many) > 0).all()


@settings(max_examples=60)
@given(arrays(np.float32, 9, elements=st.floats(0, 100, width=32)), arrays(np.bool_, 9), st.sets(st.integers(0, 8)))
def test_talk_neither_finds_nor_loses(turn, allowed, asking):
    """What is known of conversations moves records up or down, and changes nothing about which are found; filters stay exact."""
    talk = _talk(np.array([4, 1, 4]), asking)
    plain = fuse(_signals(9, turn=turn.tolist()), Weights(), allowed)
    seen = fuse(_signals(9, turn=turn.tolist(), **talk), Weights(), allowed)
    assert ((seen > 0) == (plain > 0)).all()


def test_the_turns_around_support():
    """A turn amid likely windows stands before an equal one amid unlikely ones."""
    likely = [0.5] * 5 + [0] * 15
    scores = _fused(20, turn=[0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0], window=likely, sessions=[20])
    assert scores[2] > scores[18]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 25), min_size=1, max_size=6), st.data())
def test_the_support_around_is_the_mean_inside_the_session(sessions, data):
    """Whichever places are found, and however close they are, each one's support is the mean of its own neighbours' windows."""
    count = sum(sessions)
    window = data.draw(arrays(np.float32, count, elements=st.floats(0, 1, width=16)))
    found = data.draw(arrays(np.bool_, count))
    talk = _talk(np.array(sessions))["talk"]
    only = Weights(**dict.fromkeys(Weights.__dataclass_fields__, 0.0) | {"around": 1.0})
    turn = found.astype(np.float32)
    scores = fuse(_signals(count, turn=turn, window=window, talk=talk), only)
    expected = np.zeros(count)
    for place in np.flatnonzero(found):
        expected[place] = window[max(place - AROUND + REACH, talk.first[place]) : min(place + AROUND, talk.last[place]) + 1].mean(
            dtype=np.float64
        )
    np.testing.assert_allclose(scores, expected / max(expected.max(), 1e-30), atol=1.1e-3)
