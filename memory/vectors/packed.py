"""Vectors in the database: one row each, and blocks of their codes beside them, so that a large vault opens fast.

A block is a cache and belongs to the rows: when a vector of it is deleted, by whatever part of keepmum, a trigger deletes the
block in the same transaction (`keepmum.memory.store.migrations`), so nothing of what was forgotten stays in it. The vectors of a block
that went are read one by one, until `pack` makes a new one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from keepmum.memory.meaning.window import Passage, VectorKind
from keepmum.memory.store.catalogue import Ints
from keepmum.memory.vectors import codes as binary
from keepmum.memory.vectors.columns import Columns, Part, Sums, mixed
from keepmum.memory.words.lexical import Connection

BLOCK = 2_048  # vectors packed together: 150 kB, and what one forgotten vector makes to be packed anew
_READ = 4_096  # vectors read in one go
_PAGE = 500  # numbers in one statement

Half = NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Span:
    """A range of vector numbers.

    Attributes:
        first: The lowest.
        last: The highest.
    """

    first: int
    last: int


def store(conn: Connection, model: str, passages: Sequence[Passage], rows: NDArray[np.float32]) -> None:
    """Write vectors, with the records that each one was made from, into the running transaction.

    Args:
        conn: An open connection, inside a transaction.
        model: Identity of the model.
        passages: What was embedded.
        rows: The vectors, shape (len(passages), dim).
    """
    if passages:
        conn.execute("INSERT OR IGNORE INTO vector_model(model) VALUES (?)", (model,))
    for passage, row in zip(passages, rows.astype("<f2"), strict=True):
        values = (passage.n, passage.kind, model, row.tobytes())
        ((vector,),) = conn.execute("INSERT INTO vector(n, kind, model, data) VALUES (?, ?, ?, ?) RETURNING id", values).fetchall()
        for source in passage.sources:
            conn.execute("INSERT INTO vector_source(vector_id, n) VALUES (?, ?)", (vector, source))


def discard(conn: Connection, ids: Sequence[int]) -> None:
    """Delete vectors, in the running transaction.

    Args:
        conn: An open connection, inside a transaction.
        ids: Their numbers.
    """
    for vector in ids:
        conn.execute("DELETE FROM vector_source WHERE vector_id = ?", (vector,))
        conn.execute("DELETE FROM vector WHERE id = ?", (vector,))


def foreign(conn: Connection, models: Sequence[str]) -> list[int]:
    """Find the vectors of other models, which are of no use any more.

    Args:
        conn: An open connection, under the vault's lock.
        models: Identities of the models in use.

    Returns:
        Numbers of vectors; found without reading any where the vault never held others.
    """
    others = [model for (model,) in conn.execute("SELECT model FROM vector_model").fetchall() if model not in models]
    return [number for other in others for (number,) in conn.execute("SELECT id FROM vector WHERE model = ?", (other,)).fetchall()]


def unknown(conn: Connection, models: Sequence[str]) -> bool:
    """Say whether the vault remembers other models than those in use, or not all of them."""
    return {model for (model,) in conn.execute("SELECT model FROM vector_model").fetchall()} != set(models)


def know(conn: Connection, models: Sequence[str]) -> None:
    """Note which models are in use, now that no vector of others is left; in the running transaction.

    Args:
        conn: An open connection, inside a transaction.
        models: Identities of the models in use.
    """
    conn.execute("DELETE FROM vector_model")
    for model in models:
        conn.execute("INSERT INTO vector_model(model) VALUES (?)", (model,))


def follow_deletions(conn: Connection) -> None:
    """Have the connection note the numbers of deleted vectors, in memory; undone with the transaction that deleted them."""
    # Not AUTOINCREMENT: it would make a temp.sqlite_sequence, which hides the vault's own. No row is ever deleted here.
    conn.execute("CREATE TEMP TABLE IF NOT EXISTS vector_gone (spot INTEGER PRIMARY KEY, id INTEGER NOT NULL)")
    conn.execute(
        "CREATE TEMP TRIGGER IF NOT EXISTS vector_goes AFTER DELETE ON main.vector BEGIN INSERT INTO vector_gone(id) VALUES (old.id); END"
    )


def state(conn: Connection) -> tuple[int, int]:
    """Give the highest number of a vector, and of a deletion: while both stay, no vector has come or gone."""
    (newest,) = conn.execute("SELECT coalesce(max(id), 0) FROM vector").fetchall()[0]
    (gone,) = conn.execute("SELECT coalesce(max(spot), 0) FROM temp.vector_gone").fetchall()[0]
    return int(newest), int(gone)


def deleted(conn: Connection, since: int) -> Ints:
    """Give the numbers of the vectors that were deleted after a deletion."""
    rows = conn.execute("SELECT id FROM temp.vector_gone WHERE spot > ?", (since,)).fetchall()
    return np.array([row[0] for row in rows], dtype=np.int64)


def blocks(conn: Connection, model: str, kind: VectorKind, dim: int) -> list[tuple[Span, Part]]:
    """Read all blocks of a model and kind.

    Args:
        conn: An open connection, under the vault's lock.
        model: Identity of the model.
        kind: Which vectors.
        dim: Numbers in a vector.

    Returns:
        What each block spans and holds, rising.
    """
    query = "SELECT first, last, ids, n, sources, codes, total FROM vector_block WHERE model = ? AND kind = ? ORDER BY first"
    found: list[tuple[Span, Part]] = []
    for first, last, ids, n, sources, codes, total in conn.execute(query, (model, kind)):
        numbers = np.frombuffer(ids, dtype="<i8").astype(np.int64)
        part = Part(
            ids=numbers,
            n=np.frombuffer(n, dtype="<i8").astype(np.int64),
            sources=np.frombuffer(sources, dtype="<u8").astype(np.uint64),
            codes=np.frombuffer(codes, dtype="<u8").astype(np.uint64).reshape(binary.words(dim), len(numbers)),
            total=np.frombuffer(total, dtype="<f4").astype(np.float64),
            rows=None,
        )
        found.append((Span(first, last), part))
    return found


def gaps(spans: Sequence[Span], newest: int) -> list[Span]:
    """Give the ranges that no block covers, up to the newest vector."""
    found: list[Span] = []
    start = 1
    for span in spans:
        if span.first > start:
            found.append(Span(start, span.first - 1))
        start = span.last + 1
    return [*found, Span(start, newest)] if start <= newest else found


def loose(conn: Connection, model: str, kind: VectorKind, dim: int, span: Span) -> Iterator[Part]:
    """Read the vectors of a model and kind one by one, in parts; those of another size are passed over.

    Args:
        conn: An open connection, under the vault's lock.
        model: Identity of the model.
        kind: Which vectors.
        dim: Numbers in a vector.
        span: Of which numbers.

    Yields:
        Parts, rising, with rows in 16 bits.
    """
    # By kind first: where all of a kind were made before all of another, most of a range is of no interest.
    query = (
        "SELECT id, n, data FROM vector INDEXED BY vector_by_kind WHERE id BETWEEN ? AND ? AND kind = ? AND model = ?"
        " AND length(data) = ? ORDER BY id LIMIT ?"
    )
    first = span.first
    while True:
        read = conn.execute(query, (first, span.last, kind, model, 2 * dim, _READ)).fetchall()
        if read:
            ids = np.array([row[0] for row in read], dtype=np.int64)
            rows = np.frombuffer(b"".join(row[2] for row in read), dtype="<f2").reshape(-1, dim)
            n = np.array([row[1] for row in read], dtype=np.int64)
            yield Part(ids, n, _sources(conn, ids), binary.encode(rows), rows.sum(axis=0, dtype=np.float64), rows)
            first = int(ids[-1]) + 1
        if len(read) < _READ:
            return


def rows_of(conn: Connection, ids: Ints, dim: int) -> Half:
    """Read the vectors of some numbers.

    Args:
        conn: An open connection, under the vault's lock.
        ids: The numbers, rising; all of them are there.
        dim: Numbers in a vector.

    Returns:
        Shape (len(ids), dim).
    """
    data: list[bytes] = []
    numbers = ids.tolist()
    for start in range(0, len(numbers), _PAGE):
        page = numbers[start : start + _PAGE]
        marks = ", ".join("?" * len(page))
        data += (row[0] for row in conn.execute(f"SELECT data FROM vector WHERE id IN ({marks}) ORDER BY id", page))  # noqa: S608  only marks
    return np.frombuffer(b"".join(data), dtype="<f2").reshape(-1, dim)


def pack(conn: Connection, model: str, kind: VectorKind, columns: Columns, newest: int) -> int:
    """Make blocks of the vectors that are in none, but for the last few, in the running transaction.

    Args:
        conn: An open connection, inside a transaction.
        model: Identity of the model.
        kind: Which vectors.
        columns: All of them, as they are in the database now.
        newest: The highest number of any vector.

    Returns:
        How many vectors were packed.
    """
    query = "SELECT first, last FROM vector_block WHERE model = ? AND kind = ? ORDER BY first"
    spans = [Span(first, last) for first, last in conn.execute(query, (model, kind)).fetchall()]
    packed = 0
    for gap in gaps(spans, newest):
        begin, end = np.searchsorted(columns.ids, (gap.first, gap.last + 1)).tolist()
        spots = np.arange(begin, end)[columns.alive[begin:end]]
        is_last = gap.last == newest
        for start in range(0, len(spots), BLOCK):
            chosen = spots[start : start + BLOCK]
            if len(chosen) == BLOCK or not is_last:
                _write(conn, model, kind, columns, chosen)
                packed += len(chosen)
    return packed


def _write(conn: Connection, model: str, kind: VectorKind, columns: Columns, spots: Ints) -> None:
    ids = columns.ids[spots]
    rows = columns.rows
    whole = rows[spots] if rows is not None and columns.held[spots].all() else rows_of(conn, ids, columns.dim)
    values = (
        ids.astype("<i8").tobytes(),
        columns.n[spots].astype("<i8").tobytes(),
        columns.sources[spots].astype("<u8").tobytes(),
        np.ascontiguousarray(columns.codes[:, spots]).astype("<u8").tobytes(),
        whole.sum(axis=0, dtype=np.float64).astype("<f4").tobytes(),
    )
    conn.execute(
        "INSERT INTO vector_block(model, kind, first, last, ids, n, sources, codes, total) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (model, kind, int(ids[0]), int(ids[-1]), *values),
    )


def _sources(conn: Connection, ids: Ints) -> Sums:
    """Sum `mixed` over the records that each of some rising vector numbers was made from."""
    query = "SELECT vector_id, n FROM vector_source WHERE vector_id BETWEEN ? AND ?"
    table = np.array(conn.execute(query, (int(ids[0]), int(ids[-1]))).fetchall(), dtype=np.int64).reshape(-1, 2)
    spots = np.searchsorted(ids, table[:, 0])
    ours = ids[np.minimum(spots, len(ids) - 1)] == table[:, 0]
    sums = np.zeros(len(ids), dtype=np.uint64)
    np.add.at(sums, spots[ours], mixed(table[ours, 1]))
    return sums
