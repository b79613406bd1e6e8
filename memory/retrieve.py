"""Finds records: words, meaning, neighbours and speakers, joined, with the reason for each hit."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Self

import numpy as np

from keepmum.memory import catalogue
from keepmum.memory.bm25 import Units
from keepmum.memory.catalogue import Catalogue, Ints
from keepmum.memory.database import database_errors
from keepmum.memory.dense import Rows
from keepmum.memory.embed import Embedder
from keepmum.memory.export import find_embedder
from keepmum.memory.fuse import Scores, Weights, fuse
from keepmum.memory.question import MAX_CHARACTERS, english_share, names_meant, terms
from keepmum.memory.reasons import CONTEXT, Evidence, meaning_rank, reasons, speaker_named, words_here
from keepmum.memory.record import Hit, Query
from keepmum.memory.signals import Asked, collect
from keepmum.memory.vault import Vault
from keepmum.memory.view import CHROMA_FROM, View

__all__ = ["Retriever", "find_embedder"]

WEIGHTS = Weights()


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
        self._view = View(vault, embedder, chroma_from=chroma_from)

    @property
    def has_model(self) -> bool:
        """Whether meaning can take part."""
        return self._view.embedder is not None

    def pending(self) -> int:
        """Count the vectors still to be made; 0 without a model."""
        with self._vault.lock, database_errors():
            return self._view.pending()

    def index(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Make all missing vectors; see `View.index`."""
        return self._view.index(progress)

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
            records, units = self._view.refreshed()
            allowed = records.mask(query)
            if not len(records) or (allowed is not None and not allowed.any()):
                return []
            named = names_meant(query.text, {names[0] for names in records.people if names})
            signals, evidence = collect(Asked(asked, named, vector, share, allowed), self._view, records, units)
            scores = fuse(signals, WEIGHTS, allowed)
            return self._hits(_best(scores, query.limit), scores, records, units, evidence)

    def close(self) -> None:
        """Kill the child process where there is one, and let go of the vectors and the model; a search that runs is waited for."""
        with self._vault.lock:
            self._view.close()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close."""
        self.close()

    def _embedded(self, text: str) -> tuple[float, Rows | None]:
        """Embed the question, unless the model does not know its language at all."""
        embedder = self._view.embedder  # another thread may close
        if embedder is None:
            return 0.0, None
        share = 1.0 if embedder.paired_scripts else english_share(text)
        return share, embedder.embed([text[:MAX_CHARACTERS]])[0] if share > 0 else None

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
                words=words_here(place, evidence),
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
