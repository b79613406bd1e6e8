"""The vectors in the database and in memory."""

import numpy as np
import pytest
import sqlcipher3
from hypothesis import given, settings
from hypothesis import strategies as st

from keepmum.memory import dense
from keepmum.memory.catalogue import Catalogue
from keepmum.memory.dense import DenseIndex, discard, store
from keepmum.memory.window import Passage

DIM = 16


def _database():
    conn = sqlcipher3.connect(":memory:", isolation_level=None)
    conn.execute("CREATE TABLE vector (id INTEGER PRIMARY KEY AUTOINCREMENT, n INTEGER, kind TEXT, model TEXT, data BLOB)")
    conn.execute("CREATE INDEX vector_by_record ON vector (n)")
    conn.execute("CREATE TABLE vector_source (n INTEGER, vector_id INTEGER, PRIMARY KEY (n, vector_id)) WITHOUT ROWID")
    return conn


def _rows(count, seed=0):
    rows = np.random.default_rng(seed).standard_normal((count, DIM)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def _records(count):
    """A catalogue of records numbered from 1, the later ones first."""
    numbers = np.arange(count, 0, -1)
    place = np.full(count + 1, -1)
    place[numbers] = np.arange(count)
    zeros = np.zeros(count, dtype=np.int64)
    return Catalogue(numbers, zeros, zeros, zeros, zeros, zeros, zeros, place, ("",), ((),))


def _passages(numbers, kind="turn"):
    return [Passage(n, kind, (n,), "") for n in numbers]


def test_cosines_are_exact():
    """The exact scan equals numpy's product over all vectors, to what 16 bits keep; the best of a record's vectors counts."""
    conn, rows, question = _database(), _rows(9), _rows(1, seed=5)[0]
    store(conn, "m", _passages([1, 2, 3, 3, 3, 4, 5, 6, 7]), rows)
    index = DenseIndex("m", DIM)
    index.refresh(conn)
    got = index.cosines("turn", question, _records(8))
    true = rows @ question
    expected = [-1, true[8], true[7], true[6], true[5], true[2:5].max(), true[1], true[0]]
    np.testing.assert_allclose(got, expected, atol=2e-3)
    assert (index.cosines("window", question, _records(8)) == -1).all()
    assert index.centre("turn") @ question == pytest.approx(true.mean(), abs=2e-3)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.9, 1.0])
def test_a_filter_changes_no_cosine(share):
    """Under a filter, narrow or wide, the allowed positions have the cosines that they have without, and the others -1."""
    conn, question, records = _database(), _rows(1, seed=5)[0], _records(200)
    store(conn, "m", _passages([*range(1, 180), *range(1, 50)]), _rows(228))
    index = DenseIndex("m", DIM)
    index.refresh(conn)
    allowed = np.random.default_rng(7).random(200) < share
    full, narrow = index.cosines("turn", question, records), index.cosines("turn", question, records, allowed)
    np.testing.assert_allclose(narrow, np.where(allowed, full, -1), atol=1e-6)


def test_some_vectors_only():
    """A comparison with named vectors gives the same cosines for them, and -1 for all others; unknown numbers are passed over."""
    conn, question = _database(), _rows(1, seed=5)[0]
    store(conn, "m", _passages(range(1, 8)), _rows(7))
    index = DenseIndex("m", DIM)
    index.refresh(conn)
    full = index.cosines("turn", question, _records(7))
    some = index.cosines_of("turn", np.array([6, 2, 99, -3]), question, _records(7))
    chosen = [1, 5]  # the positions of records 6 and 2
    np.testing.assert_array_equal(some[chosen], full[chosen])
    assert (np.delete(some, chosen) == -1).all()


def test_other_models_are_foreign():
    """A vector of another model, or of another size, is never compared, and is named for removal."""
    conn = _database()
    store(conn, "old", _passages([1, 2]), _rows(2))
    store(conn, "m", _passages([1]), _rows(1))
    conn.execute("INSERT INTO vector VALUES (50, 2, 'turn', 'm', x'0000')")
    index = DenseIndex("m", DIM)
    index.refresh(conn)
    assert index.count("turn") == 1
    assert index.foreign.tolist() == [1, 2, 50]
    discard(conn, [1, 50])
    index.refresh(conn)
    assert index.foreign.tolist() == [2]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(1, 9), st.sampled_from(["turn", "window"])), max_size=20), st.integers(1, 4))
def test_refresh_follows_the_database(steps, block):
    """After any stores and discards, refreshed at any time, the index holds what a fresh one holds, in small blocks or large."""
    conn, index = _database(), DenseIndex("m", DIM)
    for number, (adding, n, kind) in enumerate(steps):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(dense, "BLOCK", block)
            if adding:
                store(conn, "m", _passages([n], kind), _rows(1, seed=number))
            else:
                discard(conn, [row[0] for row in conn.execute("SELECT id FROM vector WHERE n = ?", (n,)).fetchall()])
            if number % 2:
                index.refresh(conn)
                index.sources(conn)
    index.refresh(conn)
    assert not index.refresh(conn)
    counted = {row[0]: row[1:] for row in index.sources(conn).tolist()}
    for vector, n in conn.execute("SELECT vector_id, n FROM vector_source").fetchall():
        assert counted[vector] == [1, n, n * n]
    fresh = DenseIndex("m", DIM)
    fresh.refresh(conn)
    question, records = _rows(1, seed=99)[0], _records(9)
    for kind in ("turn", "window"):
        assert index.count(kind) == fresh.count(kind)
        np.testing.assert_allclose(index.cosines(kind, question, records), fresh.cosines(kind, question, records), atol=1e-6)
    conn.close()
