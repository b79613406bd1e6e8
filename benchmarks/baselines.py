"""What keepmum's ranking is measured against: BM25, vectors in Chroma, and the rank fusion of both."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from keepmum.memory.meaning.embed import Embedder
from keepmum.memory.vectors.chroma_child import Collections
from keepmum.memory.vectors.dense import Rows
from keepmum.memory.words.terms import terms
from keepmum.memory.words.tokens import index_tokens

K1, B = 1.2, 0.75
RRF_K = 60  # Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion" (2009)
DEPTH = 200  # ranks that a fusion reads of each list


class Bm25:
    """Plain BM25: Robertson's, with keepmum's tokens, and the question without its stop words."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Index texts."""
        counted = [Counter(index_tokens(text)) for text in texts]
        self._lengths = np.array([sum(counts.values()) for counts in counted], dtype=np.float64)
        self._postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for place, counts in enumerate(counted):
            for token, count in counts.items():
                self._postings[token].append((place, count))

    def nearest(self, question: str) -> list[int]:
        """Return the places of the texts that share a word with the question, best first."""
        texts = len(self._lengths)
        scores = np.zeros(texts)
        average = max(self._lengths.mean(), 1.0)
        for term in terms(question):
            holding = [term.token] if not term.prefix else [token for token in self._postings if token.startswith(term.token)]
            found = np.array([entry for token in holding for entry in self._postings.get(token, ())], dtype=np.int64).reshape(-1, 2)
            places, inverse = np.unique(found[:, 0], return_inverse=True)
            counts = np.bincount(inverse, weights=found[:, 1]) if len(places) else np.empty(0)
            idf = np.log1p((texts - len(places) + 0.5) / (len(places) + 0.5))
            scores[places] += idf * counts * (K1 + 1) / (counts + K1 * (1 - B + B * self._lengths[places] / average))
        order = np.argsort(-scores, kind="stable")[:DEPTH]
        return [int(place) for place in order if scores[place] > 0]


class ChromaDense:
    """One vector a text, in a Chroma collection in memory, with the settings that keepmum gives it; no text goes there."""

    def __init__(self, collections: Collections, name: str, embedder: Embedder, texts: Sequence[str]) -> None:
        """Embed texts and give Chroma the vectors."""
        self._collections, self._name, self._embedder = collections, name, embedder
        self._count = len(texts)
        rows: Rows = embedder.embed(texts)
        collections.add(name, np.arange(len(texts), dtype="<i8").tobytes(), rows.astype("<f4").tobytes())

    def nearest(self, question: str) -> list[int]:
        """Return the places of the texts that are nearest to the question, best first."""
        row = self._embedder.embed([question], role="query")[0]
        found = self._collections.nearest(self._name, row.astype("<f4").tobytes(), min(DEPTH, self._count))
        return [int(place) for place in np.frombuffer(found, dtype="<i8")]


def fused(*rankings: Sequence[int]) -> list[int]:
    """Join rankings by reciprocal rank fusion, equal weights."""
    scores: dict[int, float] = defaultdict(float)
    for ranking in rankings:
        for rank, place in enumerate(ranking, 1):
            scores[place] += 1 / (RRF_K + rank)
    return sorted(scores, key=lambda place: (-scores[place], place))
