"""BM25 over turns, over windows of neighbouring turns, and over sessions, from one set of posting lists.

A question's words are often spread over a question and its reply, and a session is about something even where a turn
does not say so. Scoring the same words at three more sizes needs no second index: a window's count of a word is the sum
of its turns' counts. Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from keepmum.memory.catalogue import Catalogue, Ints

K1 = 1.2  # how soon more of the same word stops to count
B = 0.75  # how much a long text is held against its matches

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Posting:
    """Where one word of a question occurs.

    Attributes:
        positions: Positions in the catalogue, rising, each once.
        counts: How often at each.
    """

    positions: Ints
    counts: Ints


@dataclass(frozen=True, slots=True)
class LexicalScores:
    """BM25 of every position at four sizes; each of shape (records,), 0 where no word occurs.

    Attributes:
        turn: Of the turn alone.
        near: Of the turn with one neighbour on each side, inside its session.
        wide: Of the turn with two on each side.
        session: Of the whole session that the turn belongs to.
    """

    turn: Scores
    near: Scores
    wide: Scores
    session: Scores


@dataclass(frozen=True, slots=True)
class Units:
    """The sizes of all texts at the four sizes, computed once a catalogue.

    Attributes:
        first: For each position the first position of its session.
        last: For each position the last position of its session.
        near: Words in each ±1 window.
        wide: Words in each ±2 window.
        session: Words in each session.
    """

    first: Ints
    last: Ints
    near: Ints
    wide: Ints
    session: Ints


def measure(catalogue: Catalogue) -> Units:
    """Compute the sizes that BM25 needs, for a catalogue."""
    session, length = catalogue.session, catalogue.length
    count = int(session[-1]) + 1 if len(session) else 0
    starts = np.searchsorted(session, np.arange(count))
    ends = np.searchsorted(session, np.arange(count), side="right") - 1
    first, last = starts[session], ends[session]
    total = np.concatenate(([0], np.cumsum(length)))
    here = np.arange(len(length))

    def windows(reach: int) -> Ints:
        sizes: Ints = total[np.minimum(here + reach, last) + 1] - total[np.maximum(here - reach, first)]
        return sizes

    return Units(first, last, windows(1), windows(2), total[ends + 1] - total[starts])


def score(catalogue: Catalogue, units: Units, postings: Sequence[Posting]) -> LexicalScores:
    """Score all positions for a question.

    Args:
        catalogue: The records.
        units: Its sizes.
        postings: One a word of the question; words with none may be among them.

    Returns:
        The four scores.
    """
    count = len(catalogue)
    turn, near, wide = (np.zeros(count, dtype=np.float32) for _ in range(3))
    by_session = np.zeros(len(units.session), dtype=np.float32)
    for posting in postings:
        if not len(posting.positions):
            continue
        _add(turn, posting.positions, posting.counts, catalogue.length)
        _add(near, *_spread(posting, units, 1), units.near)
        _add(wide, *_spread(posting, units, 2), units.wide)
        sessions, inverse = np.unique(catalogue.session[posting.positions], return_inverse=True)
        _add(by_session, sessions, np.bincount(inverse, weights=posting.counts).astype(np.int64), units.session)
    return LexicalScores(turn, near, wide, by_session[catalogue.session] if count else turn)


def _spread(posting: Posting, units: Units, reach: int) -> tuple[Ints, Ints]:
    """Give each window that holds the word, and how often it does."""
    shifted = [(posting.positions + step, posting.counts, step) for step in range(-reach, reach + 1)]
    first, last = units.first[posting.positions], units.last[posting.positions]
    kept = [(place[inside], counts[inside]) for place, counts, _ in shifted for inside in [(place >= first) & (place <= last)]]
    places, inverse = np.unique(np.concatenate([place for place, _ in kept]), return_inverse=True)
    return places, np.bincount(inverse, weights=np.concatenate([counts for _, counts in kept])).astype(np.int64)


def _add(scores: Scores, places: Ints, counts: Ints, lengths: Ints) -> None:
    """Add one word's BM25 to the places that hold it."""
    texts = len(lengths)
    idf = np.log1p((texts - len(places) + 0.5) / (len(places) + 0.5))
    average = max(float(lengths.mean()), 1.0)
    norm = K1 * (1 - B + B * lengths[places] / average)
    scores[places] += (idf * counts * (K1 + 1) / (counts + norm)).astype(np.float32)
