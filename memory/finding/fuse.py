"""Joins the signals of a search into one score a record: a weighted sum, each signal on the same scale.

Arrays in, an array out. What stands for a record counts 1, what only helps counts a half, and what is taken off a quarter;
the ADR has the measurements (`docs/adr/0003-ranking.md`). Rank fusion with equal weights was measured to lose against words
alone: it lets a weak signal's tenth place beat a strong one's second.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from keepmum.memory.meaning.window import REACH

LOOK = 150  # of the best are looked at more closely
AROUND = 8  # turns on each side whose meaning supports a turn
BESIDE = 2  # turns on each side that are shown with a hit, and so are not worth a hit of their own
FULL_LENGTH = 20  # words from which a record is long enough to say something
LEAST = 1e-3  # what a record that was found keeps, whatever is taken off

Scores = NDArray[np.float32]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each signal counts.

    Attributes:
        turn: The words, in the turn itself.
        near: The words, in the turn and one neighbour on each side.
        wide: The words, in the turn and two neighbours on each side.
        session: The words, in the session.
        covered: How much of the question the turn and five neighbours on each side say.
        speaker: The question names the one who spoke.
        meaning: The vector of the turn.
        window: The vector of the turn with the two before it.
        around: The vectors of the windows that lie within eight turns on each side.
        length: The turn is long enough to say something.
        reply: The turn before asks in the question's words.
        party: The question is a dialogue, and the record names somebody who speaks in it.
        person: The question means one of the record's people.
        time: The question means the record's time.
        kind: The question means the record's kind.
        thread: The question means the record's thread.
        asks: Taken off a turn that ends with a question: the answer follows it.
        beside: Taken off a turn that stands beside a better one, and is shown with it.
    """

    turn: float = 1.0
    near: float = 1.0
    wide: float = 1.0
    session: float = 1.0
    covered: float = 1.0
    speaker: float = 1.0
    meaning: float = 1.0
    window: float = 1.0
    around: float = 0.5
    length: float = 0.5
    reply: float = 0.5
    party: float = 1.0
    person: float = 1.0
    time: float = 2.0
    kind: float = 1.0
    thread: float = 1.0
    asks: float = 0.25
    beside: float = 0.25


@dataclass(frozen=True, slots=True)
class Talk:
    """Which records belong to one conversation, and which of them ask.

    Attributes:
        first: For each position the first position of its session.
        last: For each position the last position of its session.
        asks: Says of some positions which end with a question mark.
    """

    first: Places = field(repr=False)
    last: Places = field(repr=False)
    asks: Callable[[Places], NDArray[np.bool_]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for each position, of shape (records,) each.

    Attributes:
        turn: BM25 of the turn.
        near: BM25 of the ±1 window.
        wide: BM25 of the ±2 window.
        session: BM25 of the session.
        speaker: 1 where the question names the speaker, else 0.
        meaning: 0 and above: how far the turn's vector is nearer than the average record's.
        window: 0 and above: the same of the window's vector.
        meant: Whether a record's meaning is near enough to be found by it alone; none where meaning plays no part.
        voice: How much meaning counts, 0 to 1.5: how far the English model knows the question's language, and 1.5 where a
            model for every script takes part.
        covered: 0 to 1: which share of the question's words is said around; none where nobody counted.
        words: Words of the record; none where nobody counted.
        party: 1 where the record names somebody who speaks in the question; none where nobody does.
        talk: The conversations; none for records that have nothing to do with each other.
        person: 0 to 1: the question means one of the record's people; none where it means no one.
        time: 0 to 1: the question means the record's time; none where it means no time.
        kind: 0 to 1: the question means the record's kind; none where it means no kind.
        thread: 0 to 1: the question means the record's thread; none where it means no thread.
    """

    turn: Scores
    near: Scores
    wide: Scores
    session: Scores
    speaker: Scores
    meaning: Scores
    window: Scores
    meant: NDArray[np.bool_] | None = None
    voice: float = 1.0
    covered: Scores | None = None
    words: Places | None = None
    party: Scores | None = None
    talk: Talk | None = None
    person: Scores | None = None
    time: Scores | None = None
    kind: Scores | None = None
    thread: Scores | None = None


def fuse(signals: Signals, weights: Weights, allowed: NDArray[np.bool_] | None = None) -> Scores:
    """Join the signals.

    Args:
        signals: What speaks for each position.
        weights: How much each signal counts.
        allowed: The positions that the query's filters leave; none for all.

    Returns:
        One score a position: 0 where nothing speaks for it or it is not allowed; higher is better.
    """
    total = np.zeros(len(signals.turn), dtype=np.float32)
    found = _found(signals, allowed)
    if not len(found):
        return total
    trust = _trust(signals, found)
    score = np.zeros(len(found), dtype=np.float32)
    for weight, part in (
        (weights.turn * trust, signals.turn.take(found)),
        (weights.near * trust, signals.near.take(found)),
        (weights.wide * trust, signals.wide.take(found)),
        (weights.session * trust, signals.session.take(found)),
        (weights.meaning * signals.voice, signals.meaning.take(found)),
        (weights.window * signals.voice, signals.window.take(found)),
        (weights.around * signals.voice, None if signals.talk is None else _around(signals, signals.talk, found)),
    ):
        if weight and part is not None:
            score += np.float32(weight) * scaled(part)
    # These are on their scale already. What the question asks for beside its words lifts what was found, and finds nothing itself.
    for weight, part in (
        (weights.covered, _at(signals.covered, found)),
        (weights.speaker, signals.speaker.take(found)),
        (weights.length, None if signals.words is None else np.minimum(signals.words.take(found) / np.float32(FULL_LENGTH), np.float32(1))),
        (weights.party, _at(signals.party, found)),
        (weights.person, _at(signals.person, found)),
        (weights.time, _at(signals.time, found)),
        (weights.kind, _at(signals.kind, found)),
        (weights.thread, _at(signals.thread, found)),
    ):
        if weight and part is not None:
            score += np.float32(weight) * part
    total[found] = score
    if signals.talk is not None:
        _look_closer(total, found[score > 0], signals, signals.talk, weights, trust=trust)
    return total


def _at(signal: Scores | None, places: Places) -> Scores | None:
    return None if signal is None else signal.take(places)  # half the time of signal[places]


def _found(signals: Signals, allowed: NDArray[np.bool_] | None) -> Places:
    """Give the positions that words or likeness bring up, rising."""
    found = signals.turn > 0
    found |= signals.wide > 0
    if signals.meant is not None and signals.voice > 0:
        found |= signals.meant
    if allowed is not None:
        found &= allowed
    return np.flatnonzero(found)


def _trust(signals: Signals, found: Places) -> float:
    """Say how far words alone can answer: the highest share of the question's words that is said in one place.

    A long question shares a word or two with everything. Scaled to its own highest value a match of two words in twenty
    would count as much as one of two in two.
    """
    return 1.0 if signals.covered is None else float(signals.covered.take(found).max())


def _around(signals: Signals, talk: Talk, places: Places) -> Scores:
    """Give the mean support of the windows that lie within `AROUND` turns of each place, inside its session."""
    begin = np.maximum(places - (AROUND - REACH), talk.first.take(places))
    end = np.minimum(places + AROUND, talk.last.take(places)) + 1
    # Summed up are only the stretches that are near one of the places, one behind the other: `ends` says where each one ends there.
    fresh = begin.copy()
    fresh[1:] = np.maximum(begin[1:], end[:-1])
    sizes = end - fresh
    ends = np.cumsum(sizes)
    near = np.repeat(fresh - ends + sizes, sizes) + np.arange(ends[-1])
    total = np.concatenate((np.zeros(1), np.cumsum(signals.window.take(near), dtype=np.float64)))
    mean: Scores = ((total[ends] - total[ends - (end - begin)]) / (end - begin)).astype(np.float32)
    return mean


def _look_closer(total: Scores, found: Places, signals: Signals, talk: Talk, weights: Weights, *, trust: float) -> None:
    """Compare the best with the turns beside them: replies are lifted; questions, and what is shown anyway, are put behind.

    Args:
        total: The scores, changed in place where they are among the best.
        found: The positions whose score is above 0, rising.
        signals: What speaks for each position.
        talk: The conversations.
        weights: How much each signal counts.
        trust: How far words alone can answer.
    """
    best = found if len(found) <= LOOK else found[np.argpartition(-total[found], LOOK)[:LOOK]]
    before = np.maximum(best - 1, talk.first[best])  # the position itself where nothing comes before it
    replies = (before < best) & (signals.turn[before] > 0)  # to be read only where an answer to them would be lifted
    read = np.union1d(best, before[replies])
    asking = read[talk.asks(read)]
    asks = np.isin(best, asking) & (talk.first[best] < talk.last[best])
    answers = np.where(replies & np.isin(before, asking), signals.turn[before], np.float32(0))
    score = total[best] + np.float32(weights.reply * trust) * scaled(answers) - np.float32(weights.asks) * asks
    order = np.argsort(-score, kind="stable")
    best, score = best[order], score[order]
    close = (np.abs(best[:, None] - best[None, :]) <= BESIDE) & (talk.first[best][:, None] == talk.first[best][None, :])
    score -= np.float32(weights.beside) * np.tril(close, -1).any(axis=1)
    total[best] = np.maximum(score, np.float32(LEAST))


def scaled(signal: Scores) -> Scores:
    """Bring a signal, none of it negative, to the range 0 to 1."""
    highest = np.float32(signal.max(initial=0))
    result: Scores = signal / highest if highest > 0 else signal
    return result
