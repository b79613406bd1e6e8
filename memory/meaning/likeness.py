"""Joins what the embedding models say of a question into one support for each record.

The English model says a cosine, and what it brings up is above a fixed one. The multilingual model's cosines lie close together,
and lower across scripts than within one: so each is compared with the mean of its own script. A record that both models know gets
the mean of both voices, each on its own scale. `docs/adr/0007-across-scripts.md` has the measurements.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from keepmum.memory.store.catalogue import Mask
from keepmum.memory.vectors.columns import Rows

MIN_COSINE = 0.3  # below it nothing is meant: questions about what no record mentions reach 0.28, answers are above 0.27 in 99 of 100
MIN_ABOVE = 0.02  # of the multilingual model, above the mean of the record's script; 19 of 20 answers are above .008, 3 of 4 above .036
OWN_SCRIPT = 0.75  # of the way from the mean of all records to the mean of a script: a little is left to the question's own


@dataclass(frozen=True, slots=True)
class Voice:
    """What one model says of a question.

    Attributes:
        cosines: For each position the highest cosine of its vectors, -1 where it has none or does not matter.
        means: The mean cosine, for each position or for all (a 32-bit number).
        share: How far the model knows the question's language, above 0 to 1.
        least: What is meant is at least so much …
        above: … above the mean, and not in itself.
    """

    cosines: Rows = field(repr=False)
    means: Rows | np.float32 = field(repr=False)
    share: float = 1.0
    least: float = MIN_COSINE
    above: bool = False


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like a question each record is, by meaning; arrays of shape (records,).

    Attributes:
        support: 0 and above: how far it is nearer than the average record.
        meant: Whether it is near enough to be found by its meaning alone.
    """

    support: Rows = field(repr=False)
    meant: Mask = field(repr=False)


def joined(voices: Sequence[Voice], count: int) -> Likeness:
    """Join what the models say.

    Args:
        voices: Of the models that know the question's language; none where meaning plays no part.
        count: Records.
    """
    if not voices:
        return Likeness(np.zeros(count, dtype=np.float32), np.zeros(count, dtype=bool))
    heard = [_support(voice) for voice in voices]
    if len(voices) == 1:
        return heard[0]
    total, shares = np.zeros((2, count), dtype=np.float32)
    for voice, each in zip(voices, heard, strict=True):
        highest = float(each.support.max(initial=0))
        if highest > 0:
            total += np.float32(voice.share / highest) * each.support
        shares[voice.cosines > -1] += np.float32(voice.share)
    support: Rows = np.divide(total, shares, out=np.zeros(count, dtype=np.float32), where=shares > 0)
    return Likeness(support, np.logical_or.reduce([each.meant for each in heard]))


def _support(voice: Voice) -> Likeness:
    over = voice.cosines - voice.means  # where nothing is known -1 stands, which is below every mean
    meant = (over if voice.above else voice.cosines) >= np.float32(voice.least)
    return Likeness(np.maximum(over, np.float32(0)), meant)
