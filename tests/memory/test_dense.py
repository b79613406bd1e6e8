"""The vectors in the database and in memory: all compared exactly, or named by codes and then compared exactly."""

import numpy as np
import pytest
import sqlcipher3
from hypothesis import given, settings
from hypothesis import strategies as st

from keepmum.memory.meaning.window import Passage
from keepmum.memory.store.catalogue import Catalogue
from keepmum.memory.store.migrations import MIGRATIONS
from keepmum.memory.vectors import codes, dense, packed
from keepmum.memory.vectors.columns import mixed, widened
from keepmum.memory.vectors.dense import KINDS, DenseIndex
from keepmum.memory.vectors.packed import discard, store
from keepmum.memory.words import lexical

DIM = 16


def _database():
    conn = sqlcipher3.connect(":memory:", isolation_level=None)
    for step in MIGRATIONS:
        step(conn)
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


def _index(conn, **options):
    index = DenseIndex("m", DIM, **options)
    index.refresh(conn)
    return index


@pytest.fixture
def conn():
    opened = _database()
    yield opened
    opened.close()


def test_cosines_are_exact(conn):
    """The exact scan equals numpy's product over all vectors, to what 16 bits keep; the best of a record's vectors counts."""
    rows, question = _rows(9), _rows(1, seed=5)[0]
    store(conn, "m", _passages([1, 2, 3, 3, 3, 4, 5, 6, 7]), rows)
    index = _index(conn)
    got = index.cosines("turn", question, _records(8))
    true = rows @ question
    expected = [-1, true[8], true[7], true[6], true[5], true[2:5].max(), true[1], true[0]]
    np.testing.assert_allclose(got, expected, atol=2e-3)
    assert (index.cosines("window", question, _records(8)) == -1).all()
    assert index.centre("turn") @ question == pytest.approx(true.mean(), abs=2e-3)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 120), st.floats(0, 1), st.integers(0, 1000), st.sampled_from(["exact", "rows", "codes"]))
def test_a_filter_is_exact_however_vectors_are_held(count, share, seed, way):
    """Under any filter exactly what is allowed has a cosine, and while these are few it is the oracle's, with codes or without."""
    conn, question, records = _database(), _rows(1, seed=seed + 1)[0], _records(count)
    rows = _rows(count, seed)
    store(conn, "m", _passages(range(1, count + 1)), rows)
    index = _index(conn, exact_to=count if way == "exact" else 0, rows_bytes=0 if way == "codes" else 10**6)
    allowed = np.random.default_rng(seed).random(count) < share
    oracle = (rows.astype(np.float16).astype(np.float32) @ question)[::-1]
    for mask in (None, allowed):
        got = index.cosines("turn", question, records, mask, conn=conn)
        permitted = np.ones(count, dtype=bool) if mask is None else mask
        assert ((got > -1) == permitted).all()
        np.testing.assert_allclose(got[permitted], oracle[permitted], atol=1e-5)
    conn.close()


def test_codes_name_few_and_also_adds_some(conn, monkeypatch):
    """With codes only the candidates, and the positions that are asked for too, are compared, from memory or from the database."""
    monkeypatch.setattr(codes, "_FIRST_STAGE", 100)
    for name, value in (("CANDIDATES", 50), ("FETCHED", 50), ("_GATHERED_MOST", 50), ("_FETCHED_MOST", 50)):
        monkeypatch.setattr(dense, name, value)
    rows, question, records = _rows(1000), _rows(1, seed=5)[0], _records(1000)
    store(conn, "m", _passages(range(1, 1001)), rows)
    oracle = (rows @ question)[::-1]
    worst = np.argsort(oracle)[:3]
    allowed = np.ones(1000, dtype=bool)
    allowed[worst[0]] = False
    for rows_bytes in (0, 10**6):
        index = _index(conn, exact_to=10, rows_bytes=rows_bytes)
        assert index.coded
        got = index.cosines("turn", question, records, conn=conn)
        exact = np.abs(got - oracle) < 2e-3
        assert exact.sum() >= 50
        assert exact[np.argsort(-oracle)[:10]].sum() >= 7  # of 16 bits, not of 384
        assert np.corrcoef(got[~exact], oracle[~exact])[0, 1] > 0.5
        assert got[~exact].std() < oracle.std()
        more = index.cosines("turn", question, records, allowed, conn=conn, also=worst)
        np.testing.assert_allclose(more[worst], [-1, oracle[worst[1]], oracle[worst[2]]], atol=2e-3)
        some = index.cosines("turn", question, records, conn=conn, named=np.array([3, 7, 5000]))
        np.testing.assert_allclose(some[[993, 997]], oracle[[993, 997]], atol=2e-3)
        assert (np.abs(some - oracle) < 2e-3).sum() < 100


def test_rows_that_are_not_in_memory_yet(conn, monkeypatch):
    """After an opening from blocks, cosines come from the database until the rows are read, and are the same then."""
    monkeypatch.setattr(packed, "BLOCK", 64)
    store(conn, "m", _passages(range(1, 201)), _rows(200))
    index = _index(conn, exact_to=10)
    assert index.pack(conn) == 192
    opened = _index(conn, exact_to=10)
    question, records = _rows(1, seed=5)[0], _records(200)
    assert sum(len(spots) for _, spots in opened.lacking(1000)) == 192
    with pytest.raises(ValueError, match="no connection"):
        opened.cosines("turn", question, records)
    before = opened.cosines("turn", question, records, conn=conn)
    assert opened.warm(conn, 150) == 150
    half = opened.cosines("turn", question, records, conn=conn)
    assert opened.warm(conn, 150) == 42
    assert not opened.warm(conn, 150)
    after = opened.cosines("turn", question, records)
    np.testing.assert_allclose(half, before, atol=1e-6)
    np.testing.assert_allclose(after, before, atol=1e-6)
    np.testing.assert_allclose(after, index.cosines("turn", question, records), atol=1e-6)
    np.testing.assert_allclose(opened.centre("turn"), index.centre("turn"), atol=1e-5)


def test_a_vault_that_became_small_again(conn, monkeypatch):
    """Blocks of a vault that is small now are of no use, and all its vectors are compared exactly."""
    monkeypatch.setattr(packed, "BLOCK", 8)
    store(conn, "m", _passages(range(1, 31)), _rows(30))
    assert _index(conn, exact_to=10).pack(conn) == 24
    discard(conn, range(9, 31))
    opened = _index(conn, exact_to=10)
    assert not opened.coded
    assert (opened.cosines("turn", _rows(1, seed=5)[0], _records(8)) > -1).all()


def test_other_models_are_foreign(conn):
    """A vector of another model is never compared, and is named for removal; of another size, it is passed over."""
    store(conn, "old", _passages([1, 2]), _rows(2))
    store(conn, "m", _passages([1]), _rows(1))
    conn.execute("INSERT INTO vector VALUES (50, 2, 'turn', 'm', x'0000')")
    assert _index(conn).count("turn") == 1
    assert packed.foreign(conn, ["m"]) == [1, 2]
    assert packed.foreign(conn, ["m", "old"]) == []
    discard(conn, [1, 2])
    assert packed.unknown(conn, ["m"])
    packed.know(conn, ["m"])
    assert not packed.unknown(conn, ["m"])
    assert conn.execute("SELECT model FROM vector_model").fetchall() == [("m",)]
    assert packed.foreign(conn, ["m"]) == []


def test_a_deleted_vector_is_in_no_block(conn, monkeypatch):
    """Whoever deletes a vector, its block goes in the same transaction, and the others stay; undone, it is back."""
    monkeypatch.setattr(packed, "BLOCK", 8)
    for kind in KINDS:
        store(conn, "m", _passages(range(1, 25), kind), _rows(24))
    index = _index(conn, exact_to=0)
    index.pack(conn)

    def spans():
        return conn.execute("SELECT kind, first, last FROM vector_block ORDER BY first").fetchall()

    before = spans()
    assert before == [(kind, first, first + 7) for kind, start in (("turn", 1), ("window", 25)) for first in range(start, start + 24, 8)]
    conn.execute("BEGIN")
    conn.execute("DELETE FROM vector WHERE id = 12")
    assert spans() == [span for span in before if span[1] != 9]
    conn.execute("ROLLBACK")
    assert spans() == before
    conn.execute("DELETE FROM vector WHERE id IN (12, 32)")
    index.refresh(conn)
    assert index.pack(conn) == 14  # what is left of both, in blocks of their own
    assert [span[1:] for span in spans()] == [(1, 8), (9, 16), (17, 24), (25, 31), (33, 40), (41, 48)]
    np.testing.assert_allclose(_index(conn, exact_to=0).centre("turn"), index.centre("turn"), atol=1e-5)


def test_what_was_read_and_undone(conn):
    """An index that was refreshed inside a transaction forgets what was undone with it."""
    store(conn, "m", _passages([1, 2]), _rows(2))
    index = _index(conn)
    conn.execute("BEGIN")
    store(conn, "m", _passages([3]), _rows(1, seed=3))
    discard(conn, [1])
    index.refresh(conn)
    assert index.columns("turn").ids[index.columns("turn").alive].tolist() == [2, 3]
    conn.execute("ROLLBACK")
    assert index.refresh(conn)
    assert index.columns("turn").ids.tolist() == [1, 2]


def test_16_bits_become_32_exactly():
    """Every finite number of 16 bits keeps its value and its sign, zero too; numbers of 32 bits stay."""
    every = np.arange(2**16, dtype=np.uint16).view(np.float16)
    finite = every[np.isfinite(every)]
    np.testing.assert_array_equal(widened(finite).view(np.uint32), finite.astype(np.float32).view(np.uint32))
    rows = _rows(3)
    assert widened(rows) is rows


def test_sums_tell_sets_apart():
    """No two of the windows of a thousand numbers, nor their parts, have the same sum of mixed numbers."""
    numbers = mixed(np.arange(1, 1001))
    sums = [numbers, numbers[1:] + numbers[:-1], numbers[2:] + numbers[1:-1] + numbers[:-2], numbers[2:] + numbers[:-2]]
    together = np.concatenate(sums)
    assert len(np.unique(together)) == len(together)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("sdrpw"), st.integers(1, 9), st.sampled_from(KINDS)), max_size=25),
    st.sampled_from([(100, 10**6), (3, 10**6), (3, 100)]),
)
def test_refresh_follows_the_database(steps, limits):
    """After any stores, discards and packings, refreshed at any time, the index holds what a fresh one holds, however it is held."""
    conn, (exact_to, rows_bytes) = _database(), limits
    lexical.attach(conn)
    index = _index(conn, exact_to=exact_to, rows_bytes=rows_bytes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packed, "BLOCK", 3)
        patch.setattr(packed, "_READ", 2)
        for number, (step, n, kind) in enumerate(steps):
            if step == "s":
                store(conn, "m", _passages([n, n, 10 - n], kind), _rows(3, seed=number))
            elif step == "d":
                discard(conn, [row[0] for row in conn.execute("SELECT id FROM vector WHERE n = ?", (n,)).fetchall()])
            index.refresh(conn)
            if step == "p":
                index.pack(conn)
            elif step == "w":
                index.warm(conn, n)
            elif step == "r":
                index.clear()
        index.refresh(conn)
        assert not index.refresh(conn)
        fresh = _index(conn, exact_to=exact_to, rows_bytes=rows_bytes)
    question, records = _rows(1, seed=99)[0], _records(9)
    for kind in KINDS:
        kept = conn.execute("SELECT id, n FROM vector WHERE kind = ? ORDER BY id", (kind,)).fetchall()
        for one in (index, fresh):
            columns = one.columns(kind)
            assert list(zip(columns.ids[columns.alive].tolist(), columns.n[columns.alive].tolist(), strict=True)) == kept
            np.testing.assert_array_equal(columns.sources[columns.alive], mixed(columns.n[columns.alive]))
            assert one.count(kind) == len(kept)
        np.testing.assert_allclose(
            index.cosines(kind, question, records, conn=conn), fresh.cosines(kind, question, records, conn=conn), atol=1e-6
        )
    conn.close()
