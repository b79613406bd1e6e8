"""Finds records: words, meaning, neighbours and speakers, joined, with the reason for each hit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import numpy as np

from keepmum.memory import bm25, catalogue, indexing, lexical
from keepmum.memory.bm25 import Posting, Units
from keepmum.memory.catalogue import Catalogue, Ints, Mask
from keepmum.memory.chroma import ChromaIndex
from keepmum.memory.database import database_errors
from keepmum.memory.dense import DenseIndex, Rows
from keepmum.memory.embed import Embedder
from keepmum.memory.export import find_embedder
from keepmum.memory.fuse import Scores, Signals, Weights, fuse
from keepmum.memory.question import MAX_CHARACTERS, Term, english_share, names_meant, terms
from keepmum.memory.reasons import CONTEXT, Evidence, meaning_rank, reasons, speaker_named
from keepmum.memory.record import Hit, Query
from keepmum.memory.vault import Vault
from keepmum.memory.window import VectorKind

__all__ = ["Retriever", "find_embedder"]

CHROMA_FROM = 75_000  # vectors of one kind; below, the exact scan is as fast: benchmarks/dense.py
CANDIDATES = 400  # vectors of one kind that Chroma is asked for
COMMON_SHARE = 0.05  # a word in more records than this says little …
COMMON_FLOOR = 2_000  # … but in a small vault every word is worth reading

WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class _Question:
    text: str = field(repr=False)
    terms: tuple[Term, ...]
    vector: Rows | None = field(repr=False)
    share: float  # how far the model knows its language, 0 to 1
    allowed: Mask | None = field(repr=False)  # the positions that the filters leave


class Retriever:
    """Searches one open vault; follows its changes by itself.

    Words are found the moment a record is in. Meaning follows when `index` has made the vectors.
    """

    def __init__(self, vault: Vault, embedder: Embedder | None, *, chroma_from: int = CHROMA_FROM) -> None:
        """Prepare; nothing is read before the first search.

        Args:
            vault: The open vault.
            embedder: The model; none to search by words alone.
            chroma_from: Vectors of one kind from which unfiltered searches ask Chroma; 0 for never.
        """
        self._vault = vault
        self._embedder = embedder
        self._dense = None if embedder is None else DenseIndex(embedder.model, embedder.dim)
        self._chroma_from = chroma_from
        self._chroma: ChromaIndex | None = None
        self._records: tuple[int, Catalogue, Units] | None = None  # with the generation that they belong to
        self._pending: tuple[int, int, int] | None = None  # the generation, the version of the vectors, and what is missing
        self._counts: dict[str, int] = {}  # in how many records a token is

    @property
    def has_model(self) -> bool:
        """Whether meaning can take part."""
        return self._embedder is not None

    def pending(self) -> int:
        """Count the vectors still to be made; 0 without a model."""
        with self._vault.lock, database_errors():
            if self._dense is None:
                return 0
            records, units = self._refreshed()
            state = (self._vault.generation, self._dense.version)
            if self._pending is None or self._pending[:2] != state:
                self._pending = (*state, len(indexing.plan(self._vault.connection(), records, units, self._dense)))
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
            with self._vault.lock, database_errors():
                embedder, dense = self._embedder, self._dense
                if embedder is None or dense is None:
                    return made
                records, units = self._refreshed()
                todo = indexing.plan(self._vault.connection(), records, units, dense)
            if not len(todo) and not todo.stale:
                return made
            made += indexing.carry_out(todo, self._vault, records, embedder, progress)

    def search(self, query: Query) -> list[Hit]:
        """Find records.

        Args:
            query: What to look for. Filters are exact and come before ranking.

        Returns:
            The best first, at most `query.limit`; none where the question has no letter or digit, or nothing fits.
        """
        asked = terms(query.text)
        if not asked:
            return []
        share, vector = self._embedded(query.text)
        with self._vault.lock, database_errors():
            records, units = self._refreshed()
            allowed = records.mask(query)
            if not len(records) or (allowed is not None and not allowed.any()):
                return []
            signals, evidence = self._looked_up(_Question(query.text, asked, vector, share, allowed), records, units)
            scores = fuse(signals, WEIGHTS, allowed)
            return self._hits(_best(scores, query.limit), scores, records, units, evidence)

    def close(self) -> None:
        """Kill the child process where there is one, and let go of the vectors and the model; a search that runs is waited for."""
        with self._vault.lock:
            if self._chroma is not None:
                self._chroma.close()
            self._chroma = self._embedder = self._dense = self._records = None

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close."""
        self.close()

    def _refreshed(self) -> tuple[Catalogue, Units]:
        """Follow the vault's changes; under its lock."""
        conn, generation = self._vault.connection(), self._vault.generation
        if self._records is None or self._records[0] != generation:
            touched = None if self._records is None else self._vault.touched(self._records[0])
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

    def _feed_chroma(self, dense: DenseIndex) -> None:
        kinds: tuple[VectorKind, ...] = ("turn", "window")
        if self._chroma_from and max(dense.count(kind) for kind in kinds) >= self._chroma_from:
            self._chroma = self._chroma or ChromaIndex(dense.dim)
            self._chroma.follow({kind: dense.blocks(kind) for kind in kinds})

    def _embedded(self, text: str) -> tuple[float, Rows | None]:
        """Embed the question, unless the model does not know its language at all."""
        embedder = self._embedder  # another thread may close
        if embedder is None:
            return 0.0, None
        share = 1.0 if embedder.paired_scripts else english_share(text)
        return share, embedder.embed([text[:MAX_CHARACTERS]])[0] if share > 0 else None

    def _looked_up(self, question: _Question, records: Catalogue, units: Units) -> tuple[Signals, Evidence]:
        """Collect what speaks for each record."""
        postings = self._postings(question.terms, records)
        words = bm25.score(records, units, [posting for _, posting in postings])
        named = names_meant(question.text, {names[0] for names in records.people if names})
        speaks = np.array([bool(names) and names[0] in named for names in records.people], dtype=np.float32)
        meaning, meaning_mean = self._cosines("turn", question, records)
        window, window_mean = self._cosines("window", question, records)
        # Where a turn begins its session its window would be itself: its own likeness stands for it.
        window = np.where(units.first == np.arange(len(records)), meaning, window)
        signals = Signals(
            turn=words.turn,
            near=words.near,
            wide=words.wide,
            session=words.session,
            speaker=speaks[records.who],
            meaning=meaning,
            window=window,
            meaning_mean=meaning_mean,
            window_mean=window_mean,
            dense_share=question.share,
        )
        return signals, Evidence(postings, named, np.maximum(meaning, window))

    def _postings(self, asked: Sequence[Term], records: Catalogue) -> tuple[tuple[Term, Posting], ...]:
        """Read the posting lists of the words worth it: the commonest ones are dropped, but never all."""
        conn = self._vault.connection()
        for term in asked:
            if term.token not in self._counts:
                self._counts[term.token] = lexical.document_count(conn, term.token, prefix=term.prefix)
        limit = max(COMMON_FLOOR, COMMON_SHARE * len(records))
        rarest = sorted((term for term in asked if self._counts[term.token]), key=lambda term: self._counts[term.token])[:2]
        read: list[tuple[Term, Posting]] = []
        for term in asked:
            if term in rarest or 0 < self._counts[term.token] <= limit:
                numbers, counts = lexical.postings(conn, term.token, prefix=term.prefix)
                places = records.places(numbers)
                order = np.argsort(places)
                read.append((term, Posting(places[order], counts[order])))
        return tuple(read)

    def _cosines(self, kind: VectorKind, question: _Question, records: Catalogue) -> tuple[Scores, float]:
        """Compare the question with one kind of vectors, all of them or those that Chroma names, and with their mean."""
        vector = question.vector
        if vector is None or self._dense is None or not self._dense.count(kind):
            return np.full(len(records), -1, dtype=np.float32), 0.0
        mean = float(self._dense.centre(kind) @ vector)
        ids = None if question.allowed is not None or self._chroma is None else self._chroma.nearest(kind, vector, CANDIDATES)
        if ids is None:
            return self._dense.cosines(kind, vector, records, question.allowed), mean
        return self._dense.cosines_of(kind, ids, vector, records), mean

    def _hits(self, places: Ints, scores: Scores, records: Catalogue, units: Units, evidence: Evidence) -> list[Hit]:
        """Read the records found, with the turns around each, all in one go."""
        firsts = np.maximum(places - CONTEXT, units.first[places]).tolist()
        lasts = np.minimum(places + CONTEXT, units.last[places]).tolist()
        around = {place: range(first, last + 1) for place, first, last in zip(places.tolist(), firsts, lasts, strict=True)}
        needed = sorted({each for reach in around.values() for each in reach})
        stored = catalogue.read(self._vault.connection(), records.n[needed].tolist())
        return [
            Hit(
                record=stored[int(records.n[place])].record,
                score=float(scores[place]),
                why=reasons(place, records, units, evidence),
                context=tuple(stored[int(records.n[each])].record for each in reach if each != place),
                meaning_rank=meaning_rank(place, evidence),
                speaker_named=speaker_named(place, records, evidence),
            )
            for place, reach in around.items()
        ]


def _best(scores: Scores, limit: int) -> Ints:
    """Give the positions of the highest scores above 0, best first; of equals the earlier position."""
    positive = np.flatnonzero(scores > 0)
    if len(positive) > 4 * limit:
        floor = np.partition(scores[positive], len(positive) - limit)[len(positive) - limit]
        positive = positive[scores[positive] >= floor]
    return positive[np.argsort(-scores[positive], kind="stable")][:limit]
