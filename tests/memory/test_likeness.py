"""How what several models say becomes one support."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from keepmum.memory.meaning.likeness import MIN_ABOVE, MIN_COSINE, Voice, joined


def voice(cosines, mean=0.1, **changed):
    """What a model says, with one mean for all."""
    return Voice(np.array(cosines, dtype=np.float32), np.float32(mean), **changed)


def test_nobody_speaks():
    """Without a model nothing is meant, and nothing is supported."""
    nothing = joined([], 3)
    assert not nothing.meant.any()
    assert nothing.support.tolist() == [0, 0, 0]


def test_one_model():
    """What is no nearer than the average supports nothing; what is unknown neither."""
    heard = joined([voice([0.5, 0.1, 0.05, -1])], 4)
    assert heard.support == pytest.approx([0.4, 0, 0, 0])
    assert heard.meant.tolist() == [True, False, False, False]


def test_floors():
    """The English model's floor is a cosine, the other's is above the mean of the record's own script."""
    english = joined([voice([MIN_COSINE - 0.01, MIN_COSINE + 0.01])], 2)
    assert english.meant.tolist() == [False, True]
    means = np.array([0.7, 0.8], dtype=np.float32)
    cosines = np.array([0.7 + MIN_ABOVE + 0.01, 0.8 + MIN_ABOVE - 0.01], dtype=np.float32)
    every = joined([Voice(cosines, means, least=MIN_ABOVE, above=True)], 2)
    assert every.meant.tolist() == [True, False]


def test_two_models():
    """A record that both know has the mean of both, each on its own scale; one that a single model knows has that one's alone."""
    english = voice([0.9, 0.5, -1])
    every = Voice(np.array([0.82, 0.86, 0.90], dtype=np.float32), np.float32(0.80), least=MIN_ABOVE, above=True)
    heard = joined([english, every], 3)
    assert heard.support == pytest.approx([(1 + 0.2) / 2, (0.5 + 0.6) / 2, 1], abs=1e-5)
    assert heard.meant.all()


def test_a_language_that_a_model_half_knows():
    """The less a model knows the language of a question, the less it says."""
    every = Voice(np.array([0.82, 0.90], dtype=np.float32), np.float32(0.80), least=MIN_ABOVE, above=True)
    full, half = (joined([voice([0.9, 0.2], share=share), every], 2).support for share in (1.0, 0.5))
    alone = joined([every], 2).support / 0.1
    assert abs(half[1] - alone[1]) < abs(full[1] - alone[1])


@given(st.integers(1, 12).flatmap(lambda count: st.tuples(*[arrays(np.float32, count, elements=st.floats(-1, 1, width=16))] * 2)))
def test_bounds(pair):
    """Whatever the models say, the joined support lies between 0 and 1 and is nowhere undefined."""
    first, second = pair
    heard = joined([Voice(first, np.float32(0.1)), Voice(second, np.float32(0.7), least=MIN_ABOVE, above=True)], len(first))
    assert np.isfinite(heard.support).all()
    assert ((heard.support >= 0) & (heard.support <= 1 + 1e-5)).all()
