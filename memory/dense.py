"""The vectors of a vault: sealed in its database as 16-bit floats, in memory as 32-bit ones, compared exactly.

Vectors are text: from one, most of a short sentence can be guessed back. So they lie inside the encrypted database and
nowhere else on the disk. A search compares the question's vector with all of them: 10,000 in 0.3 ms, 100,000 in 5 ms,
exact under any filter, and the oracle for every faster way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from keepmum.memory.catalogue import Catalogue, Ints, Mask
from keepmum.memory.lexical import Connection
from keepmum.memory.window import Passage, VectorKind

BLOCK = 16_384  # vectors that lie together in memory: 25 MB of 384 numbers

Rows = NDArray[np.float32]
_GATHERED = 0.2  # up to this share of the records, reading only theirs is faster than a scan
_SOURCES = "SELECT vector_id, count(*), sum(n), sum(n * n) FROM vector_source WHERE vector_id > ? GROUP BY vector_id ORDER BY vector_id"
_NONE: Ints = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Block:
    """Some vectors of one kind.

    Attributes:
        ids: Their numbers in the vault, rising.
        n: The row number of the record that each one finds.
        rows: The vectors, shape (count, dim), each of length 1.
    """

    ids: Ints
    n: Ints
    rows: Rows = field(repr=False)


class DenseIndex:
    """All vectors of one model, in memory.

    Blocks are replaced as a whole and never changed in place, so that a reader needs no lock.

    Attributes:
        dim: Numbers in a vector.
        newest: The highest number of a vector ever seen.
        version: Rises when `refresh` finds something changed.
        foreign: Numbers of vectors of other models, which are of no use any more.
    """

    def __init__(self, model: str, dim: int) -> None:
        """Start empty.

        Args:
            model: Identity of the model whose vectors are read.
            dim: Numbers in a vector.
        """
        self.newest = self.version = 0
        self._seen = (0, 0)  # the highest number in the database, and how many there are
        self._sources: Ints = np.empty((0, 4), dtype=np.int64)
        self.foreign: Ints = _NONE
        self._blocks: dict[VectorKind, tuple[Block, ...]] = {"turn": (), "window": ()}
        self._centres: dict[VectorKind, Rows] = {}
        self._model = model
        self.dim = dim

    def count(self, kind: VectorKind) -> int:
        """Count the vectors of a kind."""
        return sum(len(block.ids) for block in self._blocks[kind])

    def blocks(self, kind: VectorKind) -> tuple[Block, ...]:
        """Give the vectors of a kind."""
        return self._blocks[kind]

    def hold(self, kind: VectorKind, blocks: tuple[Block, ...]) -> None:
        """Take blocks in place of those of a kind."""
        self._blocks[kind] = blocks
        self._centres.pop(kind, None)

    def centre(self, kind: VectorKind) -> Rows:
        """Give the mean vector of a kind, shape (dim,): its product with a question is the mean of all cosines."""
        if kind not in self._centres:
            total = np.zeros(self.dim, dtype=np.float64)
            for block in self._blocks[kind]:
                total += block.rows.sum(axis=0, dtype=np.float64)
            self._centres[kind] = (total / max(self.count(kind), 1)).astype(np.float32)
        return self._centres[kind]

    def refresh(self, conn: Connection) -> bool:
        """Follow the database: drop the vectors that are gone, read the new ones.

        Args:
            conn: An open connection, under the vault's lock.

        Returns:
            Whether anything had changed.
        """
        (newest,) = conn.execute("SELECT coalesce(max(id), 0) FROM vector").fetchall()[0]
        # No condition: SQLite counts in an index, without reading a vector. No number is ever given twice (AUTOINCREMENT),
        # so where the highest and the count are the same, all are.
        (count,) = conn.execute("SELECT count(*) FROM vector").fetchall()[0]
        if (newest, count) == self._seen:
            return False
        found: dict[VectorKind, list[Block]] = {kind: list(blocks) for kind, blocks in self._blocks.items()}
        if newest > self.newest:
            self._read(conn, found)
            self.newest = newest
        if count < len(self.foreign) + sum(len(block.ids) for blocks in found.values() for block in blocks):
            present = np.sort(np.fromiter((row[0] for row in conn.execute("SELECT id FROM vector")), dtype=np.int64))
            self.foreign = np.intersect1d(self.foreign, present, assume_unique=True)
            found = {kind: [kept for block in blocks if len((kept := _kept(block, present)).ids)] for kind, blocks in found.items()}
        self._blocks = {kind: tuple(blocks) for kind, blocks in found.items()}
        self._centres = {}
        self._seen = (newest, count)
        self.version += 1
        return True

    def sources(self, conn: Connection) -> Ints:
        """Give for each vector how many records are in it, the sum of their numbers, and the sum of the squares.

        Args:
            conn: An open connection, under the vault's lock; `refresh` was called.

        Returns:
            Shape (vectors, 4): the vector's number first, rising. Vectors that are gone may be among them.
        """
        last = int(self._sources[-1, 0]) if len(self._sources) else 0
        if last < self.newest:
            rows = conn.execute(_SOURCES, (last,)).fetchall()
            self._sources = np.concatenate((self._sources, np.array(rows, dtype=np.int64).reshape(-1, 4)))
        return self._sources

    def cosines(self, kind: VectorKind, question: Rows, catalogue: Catalogue, allowed: Mask | None = None) -> Rows:
        """Compare a question with every vector of a kind, exactly.

        Args:
            kind: Which vectors.
            question: Its vector, shape (dim,), of length 1.
            catalogue: The records.
            allowed: The positions that matter, of shape (records,); none for all.

        Returns:
            For each position the highest cosine of its vectors, -1 where it has none or does not matter; shape (records,).
        """
        best = np.full(len(catalogue), -1.0, dtype=np.float32)
        if allowed is None or allowed.mean() > _GATHERED:
            for block in self._blocks[kind]:
                lift(best, catalogue, block.n, block.rows @ question)
            return best if allowed is None else np.where(allowed, best, np.float32(-1))
        for block in self._blocks[kind]:
            places = catalogue.places(block.n)
            chosen = np.flatnonzero((places >= 0) & allowed[places])
            lift(best, catalogue, block.n[chosen], block.rows[chosen] @ question)
        return best

    def cosines_of(self, kind: VectorKind, ids: Ints, question: Rows, catalogue: Catalogue) -> Rows:
        """Compare a question with some vectors only, exactly.

        Args:
            kind: Which vectors.
            ids: Numbers of vectors; those that are not here are passed over.
            question: As in `cosines`.
            catalogue: As in `cosines`.

        Returns:
            As `cosines`, with -1 for every other position.
        """
        best = np.full(len(catalogue), -1.0, dtype=np.float32)
        for block in self._blocks[kind]:
            spots = np.searchsorted(block.ids, ids)
            spots = spots[spots < len(block.ids)]
            chosen = spots[np.isin(block.ids[spots], ids)]
            lift(best, catalogue, block.n[chosen], block.rows[chosen] @ question)
        return best

    def _read(self, conn: Connection, found: dict[VectorKind, list[Block]]) -> None:
        """Read the vectors that came after the newest one, in blocks: loading needs little more memory than it fills."""
        foreign: list[int] = []
        pending: dict[VectorKind, list[tuple[int, int, bytes]]] = {kind: [] for kind in found}
        for vector, n, kind, model, data in conn.execute(
            "SELECT id, n, kind, model, data FROM vector WHERE id > ? ORDER BY id", (self.newest,)
        ):
            if model != self._model or kind not in pending or len(data) != 2 * self.dim:
                foreign.append(vector)
                continue
            pending[kind].append((vector, n, data))
            if len(pending[kind]) == BLOCK:
                found[kind] = _appended(found[kind], _block(pending[kind], self.dim))
                pending[kind] = []
        for kind, vectors in pending.items():
            if vectors:
                found[kind] = _appended(found[kind], _block(vectors, self.dim))
        self.foreign = np.union1d(self.foreign, np.array(foreign, dtype=np.int64))


def lift(best: Rows, catalogue: Catalogue, numbers: Ints, cosines: Rows) -> None:
    """Raise the best cosines of positions to what their vectors reach.

    Args:
        best: The best so far, changed in place.
        catalogue: The records; vectors of a record that it does not know are passed over.
        numbers: The row number behind each cosine.
        cosines: The cosines.
    """
    places = catalogue.places(numbers)
    known = places >= 0
    np.maximum.at(best, places[known], cosines[known])


def store(conn: Connection, model: str, passages: Sequence[Passage], rows: Rows) -> None:
    """Write vectors, with the records that each one was made from, into the running transaction.

    Args:
        conn: An open connection, inside a transaction.
        model: Identity of the model.
        passages: What was embedded.
        rows: The vectors, shape (len(passages), dim).
    """
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


def _kept(block: Block, present: Ints) -> Block:
    kept = np.isin(block.ids, present, assume_unique=True)
    return block if kept.all() else Block(block.ids[kept], block.n[kept], block.rows[kept])


def _block(vectors: list[tuple[int, int, bytes]], dim: int) -> Block:
    rows = np.frombuffer(b"".join(data for _, _, data in vectors), dtype="<f2").reshape(-1, dim).astype(np.float32)
    numbers = np.array([(vector, n) for vector, n, _ in vectors], dtype=np.int64)
    return Block(np.ascontiguousarray(numbers[:, 0]), np.ascontiguousarray(numbers[:, 1]), rows)


def _appended(blocks: list[Block], block: Block) -> list[Block]:
    """Join small blocks, so that many small batches do not make many small scans."""
    if not blocks or len(blocks[-1].ids) + len(block.ids) > BLOCK:
        return [*blocks, block]
    last = blocks[-1]
    joined = Block(np.concatenate((last.ids, block.ids)), np.concatenate((last.n, block.n)), np.concatenate((last.rows, block.rows)))
    return [*blocks[:-1], joined]
