"""All vectors of one model and kind in memory, as columns that grow at the end.

A few vectors are held whole, as 32-bit floats. Many are held as codes (`keepmum.memory.vectors.codes`), with their 16-bit floats beside
them while these fit; else those are read from the database for the few that need them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from keepmum.memory.store.catalogue import Catalogue, Ints
from keepmum.memory.vectors import codes as binary
from keepmum.memory.vectors.codes import Codes

Rows = NDArray[np.float32]
Kept = NDArray[np.floating]  # 16-bit or 32-bit: both hold what the database holds
Sums = NDArray[np.uint64]
_Number = TypeVar("_Number", bound=np.generic)

_GONE = np.iinfo(np.int64).max  # in place of a record's row number: no catalogue knows it
_ROOM = 1.25  # grown by a quarter, so that many small batches are not copied many times


@dataclass(frozen=True, slots=True)
class Part:
    """Some vectors of one model and kind.

    Attributes:
        ids: Their numbers in the vault, rising.
        n: The row number of the record that each one finds.
        sources: For each the sum of `mixed` over the records that it was made from.
        codes: Shape (words, count).
        total: The sum of all of them, shape (dim,).
        rows: Shape (count, dim), each of length 1; none where only the codes were read.
    """

    ids: Ints
    n: Ints
    sources: Sums
    codes: Codes = field(repr=False)
    total: NDArray[np.float64] = field(repr=False)
    rows: Kept | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the records of vectors are in a catalogue.

    Attributes:
        catalogue: The catalogue.
        places: For each spot the position of its record, -1 for none.
        known: The spots with a position, rising.
        spots: For each position of the catalogue its spot, -1 for none; none where two spots have the same position.
    """

    catalogue: Catalogue = field(repr=False)
    places: Ints
    known: Ints
    spots: Ints | None


def mixed(numbers: Ints) -> Sums:
    """Turn row numbers into 64-bit numbers whose sums tell sets of them apart (the finaliser of SplitMix64)."""
    value = numbers.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


def widened(rows: Kept) -> Rows:
    """Turn 16-bit floats into 32-bit ones, exactly; a third of the time that numpy's own conversion takes.

    The bits of a number are moved to where a 32-bit float has them, and what its exponent then lacks is multiplied in. Infinity
    would come out wrong: vectors of length 1 have none.

    Args:
        rows: Of either type; those of 32 bits come back as they are.
    """
    if rows.dtype != np.float16:
        return rows.astype(np.float32, copy=False)
    bits = rows.view(np.int16).astype(np.int32)
    bits <<= 13
    bits &= np.int32(-0x70002000)  # the sign, and below it five bits of exponent and ten of fraction
    wide: Rows = bits.view(np.float32)
    wide *= np.float32(2.0**112)
    return wide


class Columns:
    """Vectors in the order of their numbers; one that went leaves an empty spot until there are many.

    Attributes:
        dim: Numbers in a vector.
    """

    def __init__(self, dim: int) -> None:
        """Start empty, with 32-bit rows.

        Args:
            dim: Numbers in a vector.
        """
        self.dim = dim
        self._count = self._gone = 0
        self._ids = np.empty(0, dtype=np.int64)
        self._n = np.empty(0, dtype=np.int64)
        self._sources = np.empty(0, dtype=np.uint64)
        self._codes = np.empty((binary.words(dim), 0), dtype=np.uint64)
        self._rows: Kept | None = np.empty((0, dim), dtype=np.float32)
        self._held = np.empty(0, dtype=bool)  # whether a row is there
        self._total = np.zeros(dim, dtype=np.float64)
        self._placed: Placed | None = None

    def __len__(self) -> int:
        """Count the vectors."""
        return self._count - self._gone

    @property
    def ids(self) -> Ints:
        """The numbers of all spots, rising; of vectors that went too."""
        return self._ids[: self._count]

    @property
    def n(self) -> Ints:
        """For each spot the record's row number; of a vector that went, one that no record has."""
        return self._n[: self._count]

    @property
    def sources(self) -> Sums:
        """For each spot the sum of `mixed` over the records that the vector was made from."""
        return self._sources[: self._count]

    @property
    def codes(self) -> Codes:
        """Shape (words, spots)."""
        return self._codes[:, : self._count]

    @property
    def rows(self) -> Kept | None:
        """Shape (spots, dim), where they are held at all; see `held`."""
        return None if self._rows is None else self._rows[: self._count]

    @property
    def held(self) -> NDArray[np.bool_]:
        """For each spot whether its row is there."""
        return self._held[: self._count]

    @property
    def alive(self) -> NDArray[np.bool_]:
        """For each spot whether its vector is still in the vault."""
        alive: NDArray[np.bool_] = self.n != _GONE
        return alive

    @property
    def total(self) -> NDArray[np.float64]:
        """The sum of all vectors, shape (dim,)."""
        return self._total

    def extend(self, parts: Sequence[Part]) -> None:
        """Take vectors in, after those that are there; their numbers are higher, and rise over all parts."""
        added = sum(len(part.ids) for part in parts)
        self._grow(self._count + added)
        for part in parts:
            end = self._count + len(part.ids)
            spots = slice(self._count, end)
            self._ids[spots], self._n[spots], self._sources[spots] = part.ids, part.n, part.sources
            self._codes[:, spots] = part.codes
            self._held[spots] = part.rows is not None and self._rows is not None
            if part.rows is not None and self._rows is not None:
                self._rows[spots] = part.rows
            self._total += part.total
            self._count = end
        self._placed = None

    def fill(self, spots: Ints, rows: Kept) -> None:
        """Take rows in at spots that lacked them; ignored where rows are not held."""
        if self._rows is not None:
            self._rows[spots] = rows
            self._held[spots] = True

    def drop(self, ids: Ints) -> int:
        """Let vectors go, and overwrite what is held of them.

        Args:
            ids: Their numbers; those that are not here are passed over.

        Returns:
            How many went.
        """
        spots = np.searchsorted(self.ids, ids)
        spots = spots[spots < self._count]
        spots = np.unique(spots[np.isin(self.ids[spots], ids) & (self.n[spots] != _GONE)])
        if not len(spots):
            return 0
        if self._rows is not None:
            self._total -= self._rows[spots].sum(axis=0, dtype=np.float64)
            self._rows[spots] = 0
        self._codes[:, spots] = 0
        self._n[spots] = _GONE
        self._gone += len(spots)
        self._placed = None
        if self._gone * 4 > self._count:
            self._compact()
        return len(spots)

    def hold(self, kind: type[np.floating] | None) -> None:
        """Say how rows are held from now on: in 32 or 16 bits, or not at all; what is there is brought to it.

        Args:
            kind: The type of numbers; none for not at all, from which there is no way back.
        """
        if kind is None:
            self._rows = None
            self._held[:] = False
        elif self._rows is not None and self._rows.dtype != kind:
            self._rows = self._rows.astype(kind)

    def placed(self, catalogue: Catalogue) -> Placed:
        """Say where the vectors' records are in a catalogue; remembered for the last one."""
        if self._placed is None or self._placed.catalogue is not catalogue:
            places = catalogue.places(self.n)
            known = np.flatnonzero(places >= 0)
            there = places if len(known) == len(places) else places[known]
            spots = np.full(len(catalogue), -1, dtype=np.int64)
            spots[there] = known
            single = bool(len(known)) and int(np.count_nonzero(spots >= 0)) == len(known)  # else one vector overwrote another
            self._placed = Placed(catalogue, places, known, spots if single else None)
        return self._placed

    def _grow(self, count: int) -> None:
        if count <= len(self._ids):
            return
        room = count if not self._count else max(count, int(self._count * _ROOM))
        self._ids, self._n, self._sources, self._held = (
            _lengthened(column, room) for column in (self._ids, self._n, self._sources, self._held)
        )
        self._codes = np.stack([_lengthened(word, room) for word in self._codes])
        if self._rows is not None:
            self._rows = _lengthened(self._rows, room)

    def _compact(self) -> None:
        kept = np.flatnonzero(self.alive)
        self._ids, self._n, self._sources, self._held = self._ids[kept], self._n[kept], self._sources[kept], self._held[kept]
        self._codes = np.ascontiguousarray(self._codes[:, kept])
        if self._rows is not None:
            self._rows = self._rows[kept]
        self._count, self._gone = len(kept), 0


def _lengthened(column: NDArray[_Number], room: int) -> NDArray[_Number]:
    longer = np.zeros((room, *column.shape[1:]), dtype=column.dtype)
    longer[: len(column)] = column
    return longer
