"""The vectors of one model in a vault: which of them are nearest to a question.

Vectors are text: from one, most of a short sentence can be guessed back. So they lie inside the encrypted database and nowhere
else on the disk. A few are compared exactly, all of them. Of many, codes name those that may be nearest
(`keepmum.memory.vectors.codes`), and these are compared exactly: with their 16-bit floats in memory where these fit, else with those
that are read from the database. What is exact is exact to what 16 bits keep.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from keepmum.memory.meaning.window import VectorKind
from keepmum.memory.store.catalogue import Catalogue, Ints, Mask
from keepmum.memory.vectors import codes as binary
from keepmum.memory.vectors import packed
from keepmum.memory.vectors.codes import Codes
from keepmum.memory.vectors.columns import Columns, Part, Placed, Rows, widened
from keepmum.memory.vectors.packed import Span
from keepmum.memory.words.lexical import Connection

__all__ = ["DenseIndex", "Rows"]

KINDS: tuple[VectorKind, ...] = ("turn", "window")
EXACT_TO = 20_000  # vectors of one kind; up to here a scan of all is as fast as codes: benchmarks/dense.py
CANDIDATES = 600  # vectors of one kind that codes or Chroma name, to be compared exactly
FETCHED = 300  # and where each must be read from the database first: 20 µs each
ROWS_BYTES = 512 * 2**20  # of 16-bit floats held beside the codes: 340,000 records; more are read from the database when needed
_GATHERED = 0.2  # up to this share of the records, reading only theirs is faster than a scan of all
_GATHERED_MOST = 4_000  # vectors that are compared exactly under a filter without asking the codes …
_FETCHED_MOST = 400  # … and where each must be read from the database first
_CENTRED = 1_000  # vectors that say where the middle of some is
_SAMPLE = 500  # vectors of one kind that say what a number of differing bits means


class DenseIndex:
    """All vectors of one model. Every method is called under the vault's lock.

    Attributes:
        model: Identity of the model.
        dim: Numbers in a vector.
        version: Rises when `refresh` finds something changed.
    """

    def __init__(self, model: str, dim: int, *, exact_to: int = EXACT_TO, rows_bytes: int = ROWS_BYTES) -> None:
        """Start empty.

        Args:
            model: Identity of the model whose vectors are read.
            dim: Numbers in a vector.
            exact_to: Up to so many vectors of one kind, all are compared exactly.
            rows_bytes: Up to so many bytes, 16-bit floats are held in memory.
        """
        self.model = model
        self.dim = dim
        self.version = 0
        self._exact_to, self._rows_bytes = exact_to, rows_bytes
        self.clear()

    def clear(self) -> None:
        """Forget everything; the next `refresh` reads it anew."""
        self._seen: tuple[int, int] | None = None  # what `packed.state` said
        self._columns: dict[VectorKind, Columns] = {kind: Columns(self.dim) for kind in KINDS}
        self._samples: dict[VectorKind, tuple[Codes, Rows]] = {}
        self._exact = True

    def columns(self, kind: VectorKind) -> Columns:
        """Give the vectors of a kind."""
        return self._columns[kind]

    def count(self, kind: VectorKind) -> int:
        """Count the vectors of a kind."""
        return len(self._columns[kind])

    @property
    def coded(self) -> bool:
        """Whether codes name the vectors that are compared, because there are many."""
        return not self._exact

    def centre(self, kind: VectorKind) -> Rows:
        """Give the mean vector of a kind, shape (dim,): its product with a question is the mean of all cosines."""
        columns = self._columns[kind]
        mean: Rows = (columns.total / max(len(columns), 1)).astype(np.float32)
        return mean

    def centre_of(self, kind: VectorKind, catalogue: Catalogue, mask: Mask, conn: Connection) -> Rows:
        """Give the mean vector of some positions, or of a thousand of them that lie evenly among them; shape (dim,).

        Args:
            kind: Which vectors.
            catalogue: The records.
            mask: The positions, of shape (records,).
            conn: Where rows that are not in memory are read.
        """
        columns = self._columns[kind]
        spots = _marked(columns.placed(catalogue), mask)
        spots = spots[:: max(1, len(spots) // _CENTRED)]
        total: Rows = self._read_rows(columns, spots, conn).sum(axis=0, dtype=np.float32)
        return total / np.float32(max(len(spots), 1))

    def refresh(self, conn: Connection) -> bool:
        """Follow the database: drop the vectors that are gone, read the new ones.

        Args:
            conn: An open connection, under the vault's lock.

        Returns:
            Whether anything had changed.
        """
        if self._seen is None:
            packed.follow_deletions(conn)
        seen, now = self._seen, packed.state(conn)
        if now == seen:
            return False
        if seen is None or now[0] < seen[0] or now[1] < seen[1]:  # a transaction was undone after it was read
            self.clear()
            self._load(conn, now[0])
        else:
            if now[0] > seen[0]:
                for kind in KINDS:
                    self._columns[kind].extend(list(packed.loose(conn, self.model, kind, self.dim, Span(seen[0] + 1, now[0]))))
            if now[1] > seen[1]:
                gone = packed.deleted(conn, seen[1])
                for columns in self._columns.values():
                    columns.drop(gone)
                self._samples = {}  # one of them may be gone
        self._settle(conn)
        self._seen = now
        self.version += 1
        return True

    def lacking(self, limit: int) -> list[tuple[VectorKind, Ints]]:
        """Name spots whose rows should be in memory and are not yet there.

        Args:
            limit: How many at most.

        Returns:
            By kind, newest first; empty where nothing is lacking.
        """
        found: list[tuple[VectorKind, Ints]] = []
        for kind, columns in self._columns.items():
            if columns.rows is not None and limit:
                spots = np.flatnonzero(~columns.held & columns.alive)[-limit:]
                limit -= len(spots)
                if len(spots):
                    found.append((kind, spots))
        return found

    def warm(self, conn: Connection, limit: int) -> int:
        """Read some rows that should be in memory and are not.

        Args:
            conn: An open connection, under the vault's lock; `refresh` was called.
            limit: How many at most.

        Returns:
            How many were read.
        """
        read = 0
        for kind, spots in self.lacking(limit):
            columns = self._columns[kind]
            columns.fill(spots, packed.rows_of(conn, columns.ids[spots], self.dim))
            read += len(spots)
        return read

    def pack(self, conn: Connection) -> int:
        """Keep codes in blocks, so that the next opening is fast; in the running transaction.

        Args:
            conn: An open connection, inside a transaction; `refresh` was called.

        Returns:
            How many vectors were packed; none while all are compared exactly.
        """
        if self._exact or self._seen is None:
            return 0
        return sum(packed.pack(conn, self.model, kind, columns, self._seen[0]) for kind, columns in self._columns.items())

    def cosines(
        self,
        kind: VectorKind,
        question: Rows,
        catalogue: Catalogue,
        allowed: Mask | None = None,
        *,
        conn: Connection | None = None,
        also: Ints | None = None,
        named: Ints | None = None,
    ) -> Rows:
        """Compare a question with the vectors of a kind: all of them, or those that may be nearest.

        Args:
            kind: Which vectors.
            question: Its vector, shape (dim,), of length 1.
            catalogue: The records.
            allowed: The positions that matter, of shape (records,); none for all.
            conn: Where rows that are not in memory are read; needed only where there are such.
            also: Positions that are compared in any case.
            named: Numbers of the vectors that may be nearest, where another index named them; none to find them here.

        Returns:
            For each position the highest cosine of its vectors, -1 where it has none or does not matter; shape (records,). Where
            codes named those that may be nearest, these and `also` are exact, and the others are estimates from their codes
            (within .05 for two of three), drawn to the mean: good for what many turns say together, not for one alone.
        """
        best = np.full(len(catalogue), -1.0, dtype=np.float32)
        columns = self._columns[kind]
        if not len(columns):
            return best
        placed = columns.placed(catalogue)
        places = placed.places
        if self._exact and columns.rows is not None and named is None and (allowed is None or allowed.mean() > _GATHERED):
            _lift(best, places, columns.rows.astype(np.float32, copy=False) @ question, placed)
            return best if allowed is None else np.where(allowed, best, np.float32(-1))
        among = _marked(placed, allowed)
        if named is None and len(among) <= (len(among) if self._exact else _GATHERED_MOST if columns.rows is not None else _FETCHED_MOST):
            _lift(best, places[among], self._compared(columns, among, question, conn), placed)
            return best
        apart = binary.distances(columns.codes, binary.encode(question[None]))
        if allowed is None and placed.spots is not None:
            # Each position looks up its own: half the time of `_lift`.
            best = self._estimated(kind, apart, question, conn).take(placed.spots)
        apart = apart if len(among) == len(apart) else apart[among]
        if allowed is not None or placed.spots is None:
            _lift(best, places[among], self._estimated(kind, apart, question, conn)[:-1], placed)
        if named is None:
            count = CANDIDATES if columns.rows is not None else FETCHED
            spots = binary.nearest(columns.codes, apart, question, count, among)
        else:
            spots = among[np.isin(columns.ids[among], named)]
        if also is not None and len(also):
            spots = np.union1d(spots, _spots_of(also, placed, allowed))
        best[places[spots]] = -1
        _lift(best, places[spots], self._compared(columns, spots, question, conn), placed)
        return best

    def _estimated(self, kind: VectorKind, apart: NDArray[np.uint16], question: Rows, conn: Connection | None) -> Rows:
        """Estimate cosines from how many bits differ: by a line through a sample of vectors, so never further out than is known.

        One more comes last, -1: the spot of a position that has no vector.
        """
        columns = self._columns[kind]
        if kind not in self._samples:
            spots = np.flatnonzero(columns.alive)[:: max(1, len(columns) // _SAMPLE)]
            self._samples[kind] = (columns.codes[:, spots], self._read_rows(columns, spots, conn))
        codes, rows = self._samples[kind]
        bits, cosines = binary.distances(codes, binary.encode(question[None])).astype(np.float32), rows @ question
        spread = float(((bits - bits.mean()) ** 2).sum())
        slope = float(((bits - bits.mean()) * cosines).sum()) / spread if spread else 0.0
        estimates: Rows = np.empty(len(apart) + 1, dtype=np.float32)
        there = estimates[:-1]
        there[:] = apart
        there -= np.float32(bits.mean())
        there *= np.float32(slope)
        there += np.float32(cosines.mean())
        estimates[-1] = -1
        return estimates

    def _compared(self, columns: Columns, spots: Ints, question: Rows, conn: Connection | None) -> Rows:
        """Give the exact cosines of some spots."""
        return self._read_rows(columns, spots, conn) @ question

    def _read_rows(self, columns: Columns, spots: Ints, conn: Connection | None) -> Rows:
        """Give the rows of some spots, from memory where they are held."""
        rows, held = columns.rows, columns.held[spots]
        if rows is not None and held.all():
            return widened(rows.take(spots, axis=0))
        if conn is None:
            raise ValueError("rows are not in memory, and there is no connection to read them from")
        found: Rows = np.empty((len(spots), self.dim), dtype=np.float32)
        if rows is not None:
            found[held] = widened(rows[spots[held]])
        found[~held] = widened(packed.rows_of(conn, columns.ids[spots[~held]], self.dim))
        return found

    def _load(self, conn: Connection, newest: int) -> None:
        """Read everything: blocks of codes, and the vectors that are in none."""
        room = self._rows_bytes // (self.dim * 2)  # rows that may be held
        for kind in KINDS:
            read = packed.blocks(conn, self.model, kind, self.dim)
            parts: list[Part] = [part for _, part in read]
            count = sum(len(part.ids) for part in parts)
            for gap in packed.gaps([span for span, _ in read], newest):
                for part in packed.loose(conn, self.model, kind, self.dim, gap):
                    count += len(part.ids)
                    parts.append(part if count <= room else replace(part, rows=None))
            columns = self._columns[kind]
            columns.hold(np.float32 if count <= self._exact_to else np.float16 if count <= room else None)
            columns.extend(sorted((part for part in parts if len(part.ids)), key=lambda part: int(part.ids[0])))

    def _settle(self, conn: Connection) -> None:
        """Decide how vectors are compared and held, from how many there are."""
        counts = [len(columns) for columns in self._columns.values()]
        if self._exact and max(counts) <= self._exact_to:
            while self.warm(conn, self._exact_to):
                pass  # those of a vault that was larger once
            return
        self._exact = False  # for good: going to and fro at the border would read rows again and again
        fits = sum(counts) * self.dim * 2 <= self._rows_bytes
        for columns in self._columns.values():
            columns.hold(np.float16 if fits else None)


def _lift(best: Rows, places: Ints, cosines: Rows, placed: Placed) -> None:
    """Raise the best cosines of positions to what their vectors reach; a position of -1 is passed over.

    Args:
        best: The best so far, changed in place; -1 wherever no two vectors of the index share a position.
        places: The position behind each cosine.
        cosines: The cosines.
        placed: Where all vectors are.
    """
    if len(placed.known) < len(placed.places):
        known = places >= 0
        places, cosines = places[known], cosines[known]
    if placed.spots is not None:
        best[places] = cosines  # ten times as fast
    else:
        np.maximum.at(best, places, cosines)


def _marked(placed: Placed, mask: Mask | None) -> Ints:
    """Give the spots, rising, whose positions are known and in a mask."""
    if mask is None:
        return placed.known
    return np.flatnonzero(np.append(mask, False)[placed.places])  # the position -1 is in no mask


def _spots_of(positions: Ints, placed: Placed, allowed: Mask | None) -> Ints:
    """Give the spots of some positions, of those that matter."""
    wanted = positions if allowed is None else positions[allowed[positions]]
    if placed.spots is not None:
        spots = placed.spots[wanted]
        return spots[spots >= 0]
    mask = np.zeros(len(placed.catalogue), dtype=bool)
    mask[wanted] = True
    return _marked(placed, mask)
