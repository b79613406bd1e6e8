"""Collects what speaks for each record: its words at four sizes, its meaning, its window's meaning, its speaker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from keepmum.memory import bm25, lexical
from keepmum.memory.bm25 import Posting, Units
from keepmum.memory.catalogue import Catalogue, Mask
from keepmum.memory.dense import Rows
from keepmum.memory.fuse import Signals
from keepmum.memory.question import Term
from keepmum.memory.reasons import Evidence
from keepmum.memory.view import View

COMMON_SHARE = 0.05  # a word in more records than this says little …
COMMON_FLOOR = 2_000  # … but in a small vault every word is worth reading


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, taken apart.

    Attributes:
        terms: What to look up.
        named: The speakers, as records write them, whom it names.
        vector: Its vector, shape (dim,); none where meaning plays no part.
        share: How far the model knows its language, 0 to 1.
        allowed: The positions that the filters leave; none for all.
    """

    terms: tuple[Term, ...]
    named: frozenset[str] = field(repr=False)
    vector: Rows | None = field(repr=False)
    share: float
    allowed: Mask | None = field(repr=False)


def collect(asked: Asked, view: View, records: Catalogue, units: Units) -> tuple[Signals, Evidence]:
    """Collect the signals of a question, under the vault's lock.

    Args:
        asked: The question.
        view: The vault's indexes.
        records: Its records, as `View.refreshed` gave them.
        units: Their sizes.

    Returns:
        The signals, and what they rest on.
    """
    found = postings(asked.terms, view, records)
    words = bm25.score(records, units, [posting for _, posting in found])
    speaks = np.array([bool(names) and names[0] in asked.named for names in records.people], dtype=np.float32)
    meaning, meaning_mean = view.cosines("turn", asked.vector, records, asked.allowed)
    window, window_mean = view.cosines("window", asked.vector, records, asked.allowed)
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
        dense_share=asked.share,
    )
    return signals, Evidence(found, asked.named, np.maximum(meaning, window))


def postings(asked: Sequence[Term], view: View, records: Catalogue) -> tuple[tuple[Term, Posting], ...]:
    """Read the posting lists of the words worth it: the commonest ones are dropped, but never all.

    Args:
        asked: What to look up.
        view: The vault's indexes, under its lock.
        records: Its records.

    Returns:
        The terms that are read, in the question's order, each with where it occurs.
    """
    counts = {term: view.document_count(term.token, prefix=term.prefix) for term in asked}
    limit = max(COMMON_FLOOR, COMMON_SHARE * len(records))
    rarest = sorted((term for term in asked if counts[term]), key=counts.__getitem__)[:2]
    read: list[tuple[Term, Posting]] = []
    for term in asked:
        if term in rarest or 0 < counts[term] <= limit:
            numbers, occurrences = lexical.postings(view.vault.connection(), term.token, prefix=term.prefix)
            places = records.places(numbers)
            order = np.argsort(places)
            read.append((term, Posting(places[order], occurrences[order])))
    return tuple(read)
