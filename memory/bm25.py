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
COVERED = 5  # turns on each side in which a word of the question counts as said

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Posting:
    """Where one word of a question occurs.

    Attributes:
        positions: Positions in the catalogue, rising, each once.
        counts: How often at each.
        calls: Whether it is the name of somebody who speaks in these records. In a turn itself such a word says who is
            spoken to ("Thanks, Mei!"), and nothing about what the question is after.
    """

    positions: Ints
    counts: Ints
    calls: bool = False


@dataclass(frozen=True, slots=True)
class LexicalScores:
    """BM25 of every position at four sizes; each of shape (records,), 0 where no word occurs.

    Attributes:
        turn: Of the turn alone.
        near: Of the turn with one neighbour on each side, inside its session.
        wide: Of the turn with two on each side.
        session: Of the whole session that the turn belongs to.
        covered: No BM25: which share of the question's words, weighted by their rarity, the turn and five on each side say.
    """

    turn: Scores
    near: Scores
    wide: Scores
    session: Scores
    covered: Scores


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


@dataclass(frozen=True, slots=True)
class _Sizes:
    """The words in each text of one size, and their mean."""

    words: Ints
    average: float

    @classmethod
    def of(cls, words: Ints) -> _Sizes:
        return cls(words, max(float(words.mean()), 1.0) if len(words) else 1.0)


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
        The four scores and what is covered. A turn's own score leaves names out, unless there is nothing else.
    """
    count = len(catalogue)
    turn, near, wide, covered, tally = (np.zeros(count, dtype=np.float32) for _ in range(5))
    by_session = np.zeros(len(units.session), dtype=np.float32)
    turns, nears, wides, sessions = (_Sizes.of(sizes) for sizes in (catalogue.length, units.near, units.wide, units.session))
    read = [posting for posting in postings if len(posting.positions)]
    only_names = all(posting.calls for posting in read)
    mass = 0.0
    for posting in read:
        if only_names or not posting.calls:
            _add(turn, posting.positions, posting.counts.astype(np.float32), turns)
        for reach, scores, sizes in ((1, near, nears), (2, wide, wides)):
            _add(scores, *_spread(posting, units, reach, tally), sizes)
        rarity = _rarity(count, len(posting.positions))
        covered[_reached(posting, units, COVERED)] += np.float32(rarity)
        mass += rarity
        _add(by_session, *_by_session(posting, catalogue), sessions)
    covered /= np.float32(max(mass, 1e-9))
    return LexicalScores(turn, near, wide, by_session[catalogue.session] if count else turn, covered)


def _reached(posting: Posting, units: Units, reach: int) -> Ints:
    """Give the positions whose window holds a word, rising: one stretch around each of its positions, joined."""
    first = np.maximum(posting.positions - reach, units.first[posting.positions])
    last = np.minimum(posting.positions + reach, units.last[posting.positions])
    first[1:] = np.maximum(first[1:], last[:-1] + 1)
    sizes = last - first + 1
    ends = np.cumsum(sizes)
    places: Ints = np.repeat(first - ends + sizes, sizes) + np.arange(ends[-1])
    return places


def _spread(posting: Posting, units: Units, reach: int, tally: Scores) -> tuple[Ints, Scores]:
    """Give each window that holds a word, and how often it does.

    Args:
        posting: Where the word occurs; somewhere.
        units: The sessions.
        reach: Turns on each side in a window.
        tally: Zeros, one a record; zeros again afterwards.
    """
    places = _reached(posting, units, reach)
    counts = posting.counts.astype(np.float32)
    tally[posting.positions] = counts
    for step in range(1, reach + 1):
        before, after = posting.positions - step, posting.positions + step
        inside = before >= units.first[posting.positions]
        tally[before[inside]] += counts[inside]
        inside = after <= units.last[posting.positions]
        tally[after[inside]] += counts[inside]
    sums = tally[places]
    tally[places] = 0
    return places, sums


def _by_session(posting: Posting, catalogue: Catalogue) -> tuple[Ints, Scores]:
    """Give each session that holds a word, and how often it does."""
    sessions = catalogue.session[posting.positions]
    begins = np.flatnonzero(np.concatenate(([True], sessions[1:] != sessions[:-1])))
    return sessions[begins], np.add.reduceat(posting.counts, begins).astype(np.float32)


def _rarity(texts: int, holding: int) -> float:
    """Give the inverse document frequency of a word, as BM25 has it."""
    return float(np.log1p((texts - holding + 0.5) / (holding + 0.5)))


def _add(scores: Scores, places: Ints, counts: Scores, sizes: _Sizes) -> None:
    """Add one word's BM25 to the places that hold it."""
    idf = _rarity(len(sizes.words), len(places))
    norm = sizes.words[places].astype(np.float32)
    norm *= np.float32(K1 * B / sizes.average)
    norm += np.float32(K1 * (1 - B))
    norm += counts
    scores[places] += np.float32(idf * (K1 + 1)) * counts / norm
