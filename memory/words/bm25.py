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

from keepmum.memory.store.catalogue import Catalogue, Ints

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
        begins: For each position whether it is the first of its session.
        turn: For each turn what BM25 adds to a word's count below the line: more where the turn is long.
        near: The same for each ±1 window.
        wide: The same for each ±2 window.
        session: The same for each session.
    """

    first: Ints
    last: Ints
    begins: NDArray[np.bool_]
    turn: Scores
    near: Scores
    wide: Scores
    session: Scores


def measure(catalogue: Catalogue) -> Units:
    """Compute the sizes that BM25 needs, for a catalogue."""
    session, length = catalogue.session, catalogue.length
    count = int(session[-1]) + 1 if len(session) else 0
    here = np.arange(len(length))
    starts = np.flatnonzero(np.concatenate(([True], session[1:] != session[:-1]))) if count else here
    ends = np.append(starts[1:], len(length)) - 1 if count else here
    first, last = starts.take(session), ends.take(session)
    begins = first == here
    total = np.concatenate(([0], np.cumsum(length)))
    near, wide = _windows(length.astype(np.float32), begins, last == here)
    by_session = _damping(total.take(ends + 1) - total.take(starts))
    return Units(first, last, begins, _damping(length), _damping(near), _damping(wide), by_session)


def _windows(words: Scores, begins: NDArray[np.bool_], ends: NDArray[np.bool_]) -> tuple[Scores, Scores]:
    """Sum the words of each turn with those of one, and of two, neighbours on each side, inside its session."""
    windows = [words]
    before, after = words.copy(), words.copy()
    goes_on, comes_on = (~begins).astype(np.float32), (~ends).astype(np.float32)
    for _ in range(2):
        # Shifted by one, again and again: what crosses the beginning of a session on the way is gone. Sums of whole numbers are exact.
        before[1:], after[:-1] = before[:-1].copy(), after[1:].copy()
        before *= goes_on  # 0 at the first turn of a session; a product is a fifth of the time of picking these out
        after *= comes_on
        windows.append(windows[-1] + before + after)
    return windows[1], windows[2]


def _damping(words: Ints | Scores) -> Scores:
    """Say how far a word's count is damped in texts of so many words each."""
    average = max(float(words.mean(dtype=np.float64)), 1.0) if len(words) else 1.0
    damping: Scores = words.astype(np.float32) * np.float32(K1 * B / average) + np.float32(K1 * (1 - B))
    return damping


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
    read = [posting for posting in postings if len(posting.positions)]
    only_names = all(posting.calls for posting in read)
    mass = 0.0
    for posting in read:
        if only_names or not posting.calls:
            _add(turn, posting.positions, posting.counts.astype(np.float32), units.turn)
        first, last = units.first.take(posting.positions), units.last.take(posting.positions)
        spread = _spread(posting, first, last, tally)
        for scores, damping, (places, counts) in zip((near, wide), (units.near, units.wide), spread, strict=True):
            _add(scores, places, counts, damping)
        rarity = _rarity(count, len(posting.positions))
        covered[_reached(posting, first, last, COVERED)] += np.float32(rarity)
        mass += rarity
        _add(by_session, *_by_session(posting, catalogue), units.session)
    covered /= np.float32(max(mass, 1e-9))
    return LexicalScores(turn, near, wide, by_session.take(catalogue.session) if count else turn, covered)


def _reached(posting: Posting, first: Ints, last: Ints, reach: int) -> Ints:
    """Give the positions whose window holds a word, rising: one stretch around each of its positions, joined.

    Args:
        posting: Where the word occurs; somewhere.
        first: For each of its positions the first of the session.
        last: For each of its positions the last of the session.
        reach: Turns on each side in a window.
    """
    first = np.maximum(posting.positions - reach, first)
    last = np.minimum(posting.positions + reach, last)
    first[1:] = np.maximum(first[1:], last[:-1] + 1)
    sizes = last - first + 1
    ends = np.cumsum(sizes)
    places: Ints = np.repeat(first - ends + sizes, sizes) + np.arange(ends[-1])
    return places


def _spread(posting: Posting, first: Ints, last: Ints, tally: Scores) -> list[tuple[Ints, Scores]]:
    """Give each ±1 and each ±2 window that holds a word, and how often it does.

    Args:
        posting: Where the word occurs; somewhere.
        first: For each of its positions the first of the session.
        last: For each of its positions the last of the session.
        tally: Zeros, one a record; zeros again afterwards.
    """
    counts = posting.counts.astype(np.float32)
    tally[posting.positions] = counts
    found: list[tuple[Ints, Scores]] = []
    for step in (1, 2):
        before, after = posting.positions - step, posting.positions + step
        inside = before >= first
        tally[before[inside]] += counts[inside]
        inside = after <= last
        tally[after[inside]] += counts[inside]
        places = _reached(posting, first, last, step)
        found.append((places, tally[places]))
    tally[found[-1][0]] = 0
    return found


def _by_session(posting: Posting, catalogue: Catalogue) -> tuple[Ints, Scores]:
    """Give each session that holds a word, and how often it does."""
    sessions = catalogue.session[posting.positions]
    begins = np.flatnonzero(np.concatenate(([True], sessions[1:] != sessions[:-1])))
    return sessions[begins], np.add.reduceat(posting.counts, begins).astype(np.float32)


def _rarity(texts: int, holding: int) -> float:
    """Give the inverse document frequency of a word, as BM25 has it."""
    return float(np.log1p((texts - holding + 0.5) / (holding + 0.5)))


def _add(scores: Scores, places: Ints, counts: Scores, damping: Scores) -> None:
    """Add one word's BM25 to the places that hold it."""
    idf = _rarity(len(damping), len(places))
    scores[places] += np.float32(idf * (K1 + 1)) * counts / (damping.take(places) + counts)
