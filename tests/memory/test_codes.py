"""Vectors as bits: what the two stages name."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keepmum.memory.vectors import codes


def _rows(count, dim, seed=0):
    rows = np.random.default_rng(seed).standard_normal((count, dim)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 200), st.integers(0, 40), st.integers(0, 2**32 - 1))
def test_the_stages_are_what_they_say(dim, count, seed):
    """The first stage counts differing signs, the second sums a question's numbers by the signs; whatever the sizes."""
    rows, question = _rows(count, dim, seed), _rows(1, dim, seed + 1)[0]
    packed = codes.encode(rows)
    assert packed.shape == (codes.words(dim), count)
    differing = ((rows > 0) != (question > 0)).sum(axis=1)
    np.testing.assert_array_equal(codes.distances(packed, codes.encode(question[None])), differing)
    spots = np.arange(count)[::2]
    signed = np.where(rows[spots] > 0, 1, -1) @ question
    np.testing.assert_allclose(codes.products(packed, question, spots), signed, atol=1e-4)


@pytest.mark.parametrize("count", [1, 10, 70_000])
def test_a_scan_in_chunks(count):
    """Vectors beyond one chunk are compared like the others."""
    rows, question = _rows(count, 8), _rows(1, 8, seed=1)
    expected = ((rows > 0) != (question > 0)).sum(axis=1)
    np.testing.assert_array_equal(codes.distances(codes.encode(rows), codes.encode(question)), expected)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 300), st.integers(1, 50), st.floats(0, 1), st.integers(0, 1000))
def test_only_what_matters_is_named(size, count, share, seed):
    """Under a filter only vectors that it leaves are named, each once, rising, and as many as asked for where there are."""
    rows, question = _rows(size, 64, seed), _rows(1, 64, seed + 1)[0]
    among = np.flatnonzero(np.random.default_rng(seed).random(size) < share)
    packed = codes.encode(rows)
    found = codes.nearest(packed, codes.distances(packed, codes.encode(question[None]))[among], question, count, among)
    assert np.isin(found, among).all()
    assert (np.diff(found) > 0).all()
    assert len(found) == min(count, len(among))


def test_the_nearest_are_named(monkeypatch):
    """Among clustered vectors, the ten nearest are nearly always among those named, with few candidates in both stages."""
    monkeypatch.setattr(codes, "_FIRST_STAGE", 400)
    centres = _rows(100, 384, seed=9)
    rng = np.random.default_rng(1)
    rows = centres[rng.integers(0, 100, 5_000)] + 0.04 * rng.standard_normal((5_000, 384)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    questions = rows[:50] + 0.04 * rng.standard_normal((50, 384)).astype(np.float32)
    packed = codes.encode(rows)
    missed = 0
    for question in questions:
        apart = codes.distances(packed, codes.encode(question[None]))
        named = rows[codes.nearest(packed, apart, question, 200)] @ question
        missed += 10 - (np.sort(named)[-10:] >= np.sort(rows @ question)[-10] - 1e-6).sum()
    assert missed <= 5


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=1, max_size=60), st.integers(1, 40))
def test_the_first_stage_keeps_whole_distances(apart, count):
    """All up to a distance go on: enough for the count, or three quarters of it where the last distance is shared by many."""
    found = codes._closest(np.array(apart, dtype=np.uint16), count)
    furthest = max((apart[spot] for spot in found), default=-1)
    assert found.tolist() == [spot for spot, each in enumerate(apart) if each <= furthest]
    assert len(found) >= min(0.75 * count, len(apart))
    if len(found) > count:
        assert sum(each < furthest for each in apart) < 0.75 * count
