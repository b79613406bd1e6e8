"""What searching and indexing read: the catalogue, its sizes and the vectors of an open vault, kept in step with it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from keepmum.memory import bm25, catalogue, indexing, lexical
from keepmum.memory.bm25 import Units
from keepmum.memory.catalogue import Catalogue, Mask
from keepmum.memory.chroma import ChromaIndex
from keepmum.memory.database import database_errors
from keepmum.memory.dense import DenseIndex, Rows
from keepmum.memory.embed import Embedder
from keepmum.memory.vault import Vault
from keepmum.memory.window import VectorKind

CHROMA_FROM = 75_000  # vectors of one kind; below, the exact scan is as fast: benchmarks/dense.py
CANDIDATES = 400  # vectors of one kind that Chroma is asked for


class View:
    """One open vault as its indexes see it. Every method is called under the vault's lock, but for `index`."""

    def __init__(self, vault: Vault, embedder: Embedder | None, *, chroma_from: int = CHROMA_FROM) -> None:
        """Prepare; nothing is read before the first use.

        Args:
            vault: The open vault.
            embedder: The model; none to search by words alone.
            chroma_from: Vectors of one kind from which unfiltered searches ask Chroma; 0 for never.
        """
        self.vault = vault
        self.embedder = embedder
        self._dense = None if embedder is None else DenseIndex(embedder.model, embedder.dim)
        self._chroma_from = chroma_from
        self._chroma: ChromaIndex | None = None
        self._records: tuple[int, Catalogue, Units] | None = None  # with the generation that they belong to
        self._pending: tuple[int, int, int] | None = None  # the generation, the version of the vectors, and what is missing
        self._counts: dict[tuple[str, bool], int] = {}  # in how many records a token is

    def refreshed(self) -> tuple[Catalogue, Units]:
        """Follow the vault's changes, and give its records and their sizes."""
        conn, generation = self.vault.connection(), self.vault.generation
        if self._records is None or self._records[0] != generation:
            touched = None if self._records is None else self.vault.touched(self._records[0])
            if self._records is None or touched is None:
                lexical.attach(conn)
                loaded = catalogue.load(conn)
            else:
                loaded = catalogue.follow(conn, self._records[1], touched)
            self._records = (generation, loaded, bm25.measure(loaded))
            self._counts = {}
        if self._dense is not None and self._dense.refresh(conn):
            self._feed_chroma(self._dense)
        return self._records[1], self._records[2]

    def document_count(self, token: str, *, prefix: bool) -> int:
        """Count the records that hold a token; remembered until the records change."""
        if (token, prefix) not in self._counts:
            self._counts[token, prefix] = lexical.document_count(self.vault.connection(), token, prefix=prefix)
        return self._counts[token, prefix]

    def cosines(self, kind: VectorKind, vector: Rows | None, records: Catalogue, allowed: Mask | None) -> tuple[Rows, float]:
        """Compare a question with one kind of vectors, all of them or those that Chroma names, and with their mean.

        Args:
            kind: Which vectors.
            vector: The question's, shape (dim,); none for no comparison.
            records: The records, as `refreshed` gave them.
            allowed: The positions that the filters leave; none for all.

        Returns:
            For each position the highest cosine of its vectors, -1 where it has none or was not compared; and the mean of all.
        """
        if vector is None or self._dense is None or not self._dense.count(kind):
            return np.full(len(records), -1, dtype=np.float32), 0.0
        mean = float(self._dense.centre(kind) @ vector)
        ids = None if allowed is not None or self._chroma is None else self._chroma.nearest(kind, vector, CANDIDATES)
        if ids is None:
            return self._dense.cosines(kind, vector, records, allowed), mean
        return self._dense.cosines_of(kind, ids, vector, records), mean

    def pending(self) -> int:
        """Count the vectors still to be made; 0 without a model."""
        if self._dense is None:
            return 0
        records, units = self.refreshed()
        state = (self.vault.generation, self._dense.version)
        if self._pending is None or self._pending[:2] != state:
            self._pending = (*state, len(indexing.plan(self.vault.connection(), records, units, self._dense)))
        return self._pending[2]

    def index(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Make all missing vectors, in committed batches; a kill in the middle loses at most one batch.

        Args:
            progress: Called after each batch with how many are done, and of how many.

        Returns:
            How many vectors were made; 0 without a model.
        """
        made = 0
        while True:
            with self.vault.lock, database_errors():
                embedder, dense = self.embedder, self._dense
                if embedder is None or dense is None:
                    return made
                records, units = self.refreshed()
                todo = indexing.plan(self.vault.connection(), records, units, dense)
            if not len(todo) and not todo.stale:
                return made
            made += indexing.carry_out(todo, self.vault, records, embedder, progress)

    def close(self) -> None:
        """Kill the child process where there is one, and let go of the vectors and the model."""
        if self._chroma is not None:
            self._chroma.close()
        self._chroma = self.embedder = self._dense = self._records = None

    def _feed_chroma(self, dense: DenseIndex) -> None:
        kinds: tuple[VectorKind, ...] = ("turn", "window")
        if self._chroma_from and max(dense.count(kind) for kind in kinds) >= self._chroma_from:
            self._chroma = self._chroma or ChromaIndex(dense.dim)
            self._chroma.follow({kind: dense.blocks(kind) for kind in kinds})
