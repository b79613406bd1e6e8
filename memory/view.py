"""What searching and indexing read: the catalogue, its sizes and the vectors of an open vault, kept in step with it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from keepmum.memory import bm25, catalogue, indexing, lexical, packed
from keepmum.memory.bm25 import Units
from keepmum.memory.catalogue import Catalogue, Ints, Mask
from keepmum.memory.chroma import Block, ChromaIndex
from keepmum.memory.database import database_errors
from keepmum.memory.dense import CANDIDATES, EXACT_TO, KINDS, DenseIndex, Rows
from keepmum.memory.embed import Embedder
from keepmum.memory.errors import KeepmumError
from keepmum.memory.indexing import Pace, Plan
from keepmum.memory.models import Models
from keepmum.memory.vault import Vault
from keepmum.memory.window import VectorKind

CHROMA_FROM = 300_000  # vectors of one kind; below, codes are as fast and need no second process: benchmarks/dense.py
WARMED = 1_024  # vectors read in one go: 20 ms in which a search waits
WARMING_PAUSE_S = 0.01


class View:
    """One open vault as its indexes see it. Every method is called under the vault's lock, but for `index`.

    Attributes:
        vault: The vault.
        models: The embedding models; none after `close`.
    """

    def __init__(
        self,
        vault: Vault,
        embedders: Embedder | Sequence[Embedder] | None,
        *,
        chroma_from: int = CHROMA_FROM,
        exact_to: int = EXACT_TO,
    ) -> None:
        """Prepare; nothing is read before the first use.

        Args:
            vault: The open vault.
            embedders: The models, or one; none to search by words alone. See `keepmum.memory.models` for which text is whose.
            chroma_from: Vectors of one kind from which unfiltered searches ask Chroma; 0 for never. It is fed with the rows in
                memory, so it is not asked where these do not fit (`keepmum.memory.dense.ROWS_BYTES`).
            exact_to: Vectors of one kind up to which all are compared exactly.
        """
        self.vault = vault
        self.models = Models(() if embedders is None else embedders if isinstance(embedders, Sequence) else (embedders,))
        self._indexes = {each.model: DenseIndex(each.model, each.dim, exact_to=exact_to) for each in self.models.all}
        self._chroma_from = chroma_from
        self._chroma: dict[str, ChromaIndex] = {}
        self._records: tuple[int, Catalogue, Units] | None = None  # with the generation that they belong to
        self._planned: tuple[tuple[int, ...], Plan] | None = None  # with the generation and the versions of the vectors
        self._counts: dict[tuple[str, bool], int] = {}  # in how many records a token is
        self._warming: threading.Thread | None = None

    @property
    def first(self) -> str:
        """The identity of the first model, which sets the scale; empty without any."""
        return self.models.all[0].model if self.models.all else ""

    def used(self) -> list[Embedder]:
        """Return the models that have a vector here: a question need not be embedded by others."""
        self.refreshed()
        return [each for each in self.models.all if any(self._indexes[each.model].count(kind) for kind in KINDS)]

    def refreshed(self) -> tuple[Catalogue, Units]:
        """Follow the vault's changes, and give its records and their sizes."""
        conn, generation = self.vault.connection(), self.vault.generation
        if self._records is None or self._records[0] != generation:
            touched = None if self._records is None else self.vault.touched(self._records[0])
            if self._records is None or touched is None:
                lexical.attach(conn)
                loaded = catalogue.load(conn)
                for index in self._indexes.values():
                    index.clear()  # a transaction may have been undone that it had read
            else:
                loaded = catalogue.follow(conn, self._records[1], touched)
            self._records = (generation, loaded, bm25.measure(loaded))
            self._counts = {}
        changed = [index.refresh(conn) for index in self._indexes.values()]
        if any(changed):
            self._warm_up()
            self._feed_chroma()
        return self._records[1], self._records[2]

    def document_count(self, token: str, *, prefix: bool) -> int:
        """Count the records that hold a token; remembered until the records change."""
        if (token, prefix) not in self._counts:
            self._counts[token, prefix] = lexical.document_count(self.vault.connection(), token, prefix=prefix)
        return self._counts[token, prefix]

    def cosines(
        self,
        kind: VectorKind,
        question: Rows | Mapping[str, Rows] | None,
        records: Catalogue,
        allowed: Mask | None,
        also: Ints | None = None,
    ) -> tuple[Rows, float]:
        """Compare a question with one kind of vectors, all of them or those that may be nearest, and with their mean.

        Where several models take part, what another than the first says is brought to the first one's scale: from a model's
        mean cosine to 1 is the same way for all.

        Args:
            kind: Which vectors.
            question: Its vector by the first model, shape (dim,), or by the identity of each model that knows its language; none
                for no comparison.
            records: The records, as `refreshed` gave them.
            allowed: The positions that the filters leave; none for all.
            also: Positions that are compared in any case, such as the best by words: at most a thousand or two, because in a
                large vault each is read from the database.

        Returns:
            For each position the highest cosine of its vectors, -1 where it has none or does not matter, and in a large vault an
            estimate where it is not among the nearest (see `DenseIndex.cosines`); and the mean of all.
        """
        best, scale = np.full(len(records), -1, dtype=np.float32), 0.0
        if question is None or not self._indexes:
            return best, scale
        first = next(iter(self._indexes))
        vectors = question if isinstance(question, Mapping) else {first: question}
        for model, index in self._indexes.items():
            vector = vectors.get(model)
            if vector is None or not index.count(kind):
                continue
            mean = float(index.centre(kind) @ vector)
            found = index.cosines(
                kind, vector, records, allowed, conn=self.vault.connection(), also=also, named=self._named(model, kind, vector, allowed)
            )
            if model == first:
                best, scale = found, mean
            else:
                there = found > -1
                best[there] = np.maximum(best[there], scale + (found[there] - mean) * ((1 - scale) / (1 - mean)))
        return best, scale

    def pending(self) -> int:
        """Count the vectors still to be made; 0 without a model."""
        return len(self._plan()) if self._indexes else 0

    def index(
        self,
        progress: Callable[[int, int], None] | None = None,
        *,
        go_on: Callable[[], bool] = lambda: True,
        batch: int = indexing.BATCH,
    ) -> int:
        """Make all missing vectors, the newest records first, in committed batches; a kill in the middle loses at most one batch.

        Args:
            progress: Called after each batch with how many are done, and of how many.
            go_on: Asked before each slice of texts; it may wait, and says whether to go on.
            batch: Records that are committed together.

        Returns:
            How many vectors were made; 0 without a model.
        """
        made = 0
        while True:
            with self.vault.lock, database_errors():
                models = self.models
                if not models.all:
                    return made
                self._drop_foreign(models)
                todo, (records, _) = self._plan(), self.refreshed()
            if not len(todo) and not todo.stale:
                break
            made += indexing.carry_out(todo, self.vault, records, models, Pace(batch, go_on, progress))
            if not go_on():
                break
        self._pack()
        return made

    def close(self) -> None:
        """Kill the child processes where there are any, and let go of the vectors and the models."""
        for chroma in self._chroma.values():
            chroma.close()
        self._chroma, self._indexes, self.models = {}, {}, Models(())
        self._records = self._planned = None

    def _named(self, model: str, kind: VectorKind, vector: Rows, allowed: Mask | None) -> Ints | None:
        """Ask Chroma, where it is there and nothing is filtered."""
        chroma = self._chroma.get(model)
        return None if chroma is None or allowed is not None else chroma.nearest(kind, vector, CANDIDATES)

    def _plan(self) -> Plan:
        """Say what is missing; remembered until records or vectors change."""
        records, units = self.refreshed()
        state = (self.vault.generation, *(index.version for index in self._indexes.values()))
        if self._planned is None or self._planned[0] != state:
            self._planned = (state, indexing.plan(records, units, self._indexes.values()))
        return self._planned[1]

    def _drop_foreign(self, models: Models) -> None:
        """Delete the vectors of models that are not used any more, and those that a model which is new should have made."""
        conn = self.vault.connection()
        wrong = [*packed.foreign(conn, models.identities), *models.misplaced(conn)]
        if wrong or packed.unknown(conn, models.identities):
            with self.vault.transaction():
                packed.discard(conn, wrong)
                packed.know(conn, models.identities)

    def _pack(self) -> None:
        """Keep the codes of what was made in blocks."""
        with self.vault.lock, database_errors():
            if any(index.coded for index in self._indexes.values()):
                self.refreshed()
                with self.vault.transaction():
                    for index in self._indexes.values():
                        index.pack(self.vault.connection())

    def _warm_up(self) -> None:
        """Have a thread read the vectors that should be in memory; until it has, searches read what they need."""
        if self._warming is None and any(index.lacking(1) for index in self._indexes.values()):
            self._warming = threading.Thread(target=self._warm, name="keepmum-vectors", daemon=True)
            self._warming.start()

    def _warm(self) -> None:
        pause = threading.Event()
        while not pause.wait(WARMING_PAUSE_S):
            self.vault.courtesy.step_aside()
            with self.vault.lock:
                try:
                    if self._warmed_some():
                        continue
                except (KeepmumError, ValueError):  # closed, or damaged: whoever searches is told
                    pass
                self._warming = None
                return

    def _warmed_some(self) -> bool:
        """Read some rows; where none is lacking any more, let Chroma have them all, and say no."""
        with database_errors():
            if self._indexes:
                self.refreshed()
            if any(index.warm(self.vault.connection(), WARMED) for index in self._indexes.values()):
                return True
            self._feed_chroma()
            return False

    def _feed_chroma(self) -> None:
        for model, index in self._indexes.items():
            many = max(index.count(kind) for kind in KINDS)
            fits = index.columns("turn").rows is not None and not index.lacking(1)
            if self._chroma_from and many >= self._chroma_from and fits:
                self._chroma.setdefault(model, ChromaIndex(index.dim)).follow({kind: _blocks(index, kind) for kind in KINDS})


def _blocks(index: DenseIndex, kind: VectorKind) -> tuple[Block, ...]:
    columns = index.columns(kind)
    if columns.rows is None or not len(columns):
        return ()
    kept = slice(None) if len(columns) == len(columns.ids) else columns.alive  # the slice copies nothing
    return (Block(columns.ids[kept], columns.rows[kept]),)
