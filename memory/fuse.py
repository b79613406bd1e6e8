"""Joins the signals of a search into one score a record: a weighted sum, each signal on the same scale.

Pure: arrays in, an array out. Every weight is 1 except where the ADR says why (`docs/adr/0002-retrieval.md`). Rank fusion
with equal weights was measured to lose against words alone: it lets a weak signal's tenth place beat a strong one's second.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MIN_COSINE = 0.3  # below it nothing is meant: questions about what no record mentions reach 0.28, answers are above 0.27 in 99 of 100

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each signal counts.

    Attributes:
        turn: The words, in the turn itself.
        near: The words, in the turn and one neighbour on each side.
        wide: The words, in the turn and two neighbours on each side.
        session: The words, in the session.
        speaker: The question names the one who spoke.
        meaning: The vector of the turn.
        window: The vector of the turn with the two before it.
    """

    turn: float = 1.0
    near: float = 1.0
    wide: float = 1.0
    session: float = 1.0
    speaker: float = 1.0
    meaning: float = 1.0
    window: float = 1.0


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for each position, of shape (records,) each.

    Attributes:
        turn: BM25 of the turn.
        near: BM25 of the ±1 window.
        wide: BM25 of the ±2 window.
        session: BM25 of the session.
        speaker: 1 where the question names the speaker, else 0.
        meaning: Cosine of the turn, -1 for unknown.
        window: Cosine of the window, -1 for unknown.
        meaning_mean: The mean cosine of all turns.
        window_mean: The mean cosine of all windows.
        dense_share: 0 to 1: how far the question is in a language that the embedding model knows.
    """

    turn: Scores
    near: Scores
    wide: Scores
    session: Scores
    speaker: Scores
    meaning: Scores
    window: Scores
    meaning_mean: float = 0.0
    window_mean: float = 0.0
    dense_share: float = 1.0


def fuse(signals: Signals, weights: Weights, allowed: NDArray[np.bool_] | None = None) -> Scores:
    """Join the signals.

    Args:
        signals: What speaks for each position.
        weights: How much each signal counts.
        allowed: The positions that the query's filters leave; none for all.

    Returns:
        One score a position: 0 where nothing speaks for it or it is not allowed; higher is better.
    """
    meaning = above(signals.meaning, signals.meaning_mean)
    window = above(signals.window, signals.window_mean)
    found = (signals.turn > 0) | (signals.wide > 0)
    if signals.dense_share > 0:
        found |= (signals.meaning >= MIN_COSINE) | (signals.window >= MIN_COSINE)
    if allowed is not None:
        found &= allowed
    dense = signals.dense_share
    parts = (
        (weights.turn, signals.turn),
        (weights.near, signals.near),
        (weights.wide, signals.wide),
        (weights.session, signals.session),
        (weights.speaker, signals.speaker),
        (weights.meaning * dense, meaning),
        (weights.window * dense, window),
    )
    total = np.zeros(len(signals.turn), dtype=np.float32)
    for weight, part in parts:
        if weight:
            total += np.float32(weight) * scaled(np.where(found, part, np.float32(0)))
    return total


def above(cosines: Scores, mean: float) -> Scores:
    """Turn cosines into support: what is no nearer than the average record supports nothing."""
    result: Scores = np.maximum(cosines - np.float32(mean), np.float32(0))
    return result


def scaled(signal: Scores) -> Scores:
    """Bring a signal, none of it negative, to the range 0 to 1."""
    highest = np.float32(signal.max(initial=0))
    result: Scores = signal / highest if highest > 0 else signal
    return result
