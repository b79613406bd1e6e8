"""What searching and indexing read: the catalogue, its sizes and the vectors of an open vault, kept in step with it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from keepmum.memory.errors import KeepmumError
from keepmum.memory.meaning.embed import Embedder
from keepmum.memory.meaning.likeness import MIN_ABOVE, OWN_SCRIPT, Likeness, Voice, joined
from keepmum.memory.meaning.models import Models
from keepmum.memory.meaning.window import VectorKind
from keepmum.memory.store import catalogue
from keepmum.memory.store.catalogue import Catalogue, Ints, Mask
from keepmum.memory.store.database import database_errors
from keepmum.memory.vault import Vault
from keepmum.memory.vectors import indexing, packed
from keepmum.memory.vectors.chroma import Block, ChromaIndex
from keepmum.memory.vectors.dense import CANDIDATES, EXACT_TO, KINDS, DenseIndex, Rows
from keepmum.memory.vectors.indexing import Pace, Plan
from keepmum.memory.words import bm25, lexical
from keepmum.memory.words.bm25 import Units
from keepmum.memory.words.tokens import PAIRED_TOKENS

CHROMA_FROM = 300_000  # vectors of one kind; below, codes are as fast and need no second process: benchmarks/dense.py
WARMED = 1_024  # vectors read in one go: 20 ms in which a search waits
WARMING_PAUSE_S = 0.01
_RECENTRED = 0.01  # the middles of scripts are taken anew where the number of vectors changed by more than this share


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
            embedders: The models, or one; none to search by words alone. See `keepmum.memory.meaning.models` for which text is whose.
            chroma_from: Vectors of one kind from which unfiltered searches ask Chroma; 0 for never. It is fed with the rows in
                memory, so it is not asked where these do not fit (`keepmum.memory.vectors.dense.ROWS_BYTES`).
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
        self._paired: bool | None = None  # whether a record has a word in Chinese, Japanese or Korean
        self._scripts: dict[tuple[str, VectorKind], tuple[int, Rows]] = {}  # with how many vectors there were
        self._warming: threading.Thread | None = None

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
                self._scripts = {}
                for index in self._indexes.values():
                    index.clear()  # a transaction may have been undone that it had read
            else:
                loaded = catalogue.follow(conn, self._records[1], touched)
            self._records = (generation, loaded, bm25.measure(loaded))
            self._counts, self._paired = {}, None
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

    def has_paired(self) -> bool:
        """Say whether a record has a word in Chinese, Japanese or Korean; remembered until the records change."""
        if self._paired is None:
            self._paired = lexical.has_between(self.vault.connection(), *PAIRED_TOKENS)
        return self._paired

    def likeness(
        self,
        kind: VectorKind,
        question: Mapping[str, Rows],
        records: Catalogue,
        allowed: Mask | None = None,
        *,
        share: float = 1.0,
        also: Ints | None = None,
    ) -> Likeness:
        """Compare a question with one kind of vectors of each model, all of them or those that may be nearest.

        Args:
            kind: Which vectors.
            question: Its vector, shape (dim,), by the identity of each model that knows its language; empty for no comparison.
            records: The records, as `refreshed` gave them.
            allowed: The positions that the filters leave; none for all.
            share: How far English models know the question's language, 0 to 1.
            also: Positions that are compared in any case, such as the best by words: at most a thousand or two, because in a
                large vault each is read from the database.

        Returns:
            The joined support; in a large vault an estimate where a record is not among the nearest (see `DenseIndex.cosines`).
        """
        voices: list[Voice] = []
        for embedder in self.models.all:
            vector, index = question.get(embedder.model), self._indexes[embedder.model]
            if vector is None or not index.count(kind):
                continue
            conn, named = self.vault.connection(), self._named(embedder.model, kind, vector, allowed)
            cosines = index.cosines(kind, vector, records, allowed, conn=conn, also=also, named=named)
            if embedder.paired_scripts:
                voices.append(Voice(cosines, self._script_means(kind, index, vector, records), least=MIN_ABOVE, above=True))
            else:
                voices.append(Voice(cosines, np.float32(index.centre(kind) @ vector), share))
        return joined(voices, len(records))

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

    def _script_means(self, kind: VectorKind, index: DenseIndex, question: Rows, records: Catalogue) -> Rows | np.float32:
        """Give for each position the mean cosine of its script; of all where no English model tells which script a record is in."""
        mean = np.float32(index.centre(kind) @ question)
        english = [self._indexes[each.model] for each in self.models.all if not each.paired_scripts]
        if not english or not english[0].count(kind):
            return mean
        read = np.zeros(len(records), dtype=bool)
        places = english[0].columns(kind).placed(records).places
        read[places[places >= 0]] = True
        count, (key, held) = index.count(kind), ((index.model, kind), self._scripts.get((index.model, kind)))
        if held is None or abs(held[0] - count) > _RECENTRED * held[0]:
            conn = self.vault.connection()
            held = count, np.stack([index.centre_of(kind, records, mask, conn) for mask in (~read, read)])
            self._scripts[key] = held
        others, own = (held[1] @ question).tolist()
        means: Rows = np.where(read, mean + OWN_SCRIPT * (own - mean), mean + OWN_SCRIPT * (others - mean)).astype(np.float32)
        return means

    def _named(self, model: str, kind: VectorKind, vector: Rows, allowed: Mask | None) -> Ints | None:
        """Ask Chroma, where it is there and nothing is filtered."""
        chroma = self._chroma.get(model)
        return None if chroma is None or allowed is not None else chroma.nearest(kind, vector, CANDIDATES)

    def _plan(self) -> Plan:
        """Say what is missing; remembered until records or vectors change."""
        records, units = self.refreshed()
        state = (self.vault.generation, *(index.version for index in self._indexes.values()))
        if self._planned is None or self._planned[0] != state:
            self._planned = (state, indexing.plan(records, units, self._indexes.values(), self.models.whole))
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
