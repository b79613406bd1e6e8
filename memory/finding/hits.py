"""Turns ranked positions into hits: verbatim, with context and reasons, copies folded, corrections beside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np

from keepmum.memory.finding.copies import fold_copies
from keepmum.memory.finding.corrections import corrects, sounds_corrective
from keepmum.memory.finding.fuse import Scores
from keepmum.memory.finding.reasons import CONTEXT, Evidence, meaning_rank, speaker_named, words_here
from keepmum.memory.record import Hit, Record
from keepmum.memory.store.catalogue import Catalogue, Ints
from keepmum.memory.words.bm25 import Units

AHEAD = 4  # turns after a hit that are read for a correction
LATER = timedelta(days=60)  # so long after it a turn that was found too may correct it
MOST_CORRECTIONS = 3
_SPARE = 20  # positions ranked beyond the limit: copies fold, and corrections stand lower down

Read = Callable[[Iterable[int]], Mapping[int, Record]]
"""Reads records by their positions; those that are gone are left out."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """What a search found.

    Attributes:
        places: Positions, best first.
        scores: The scores of all positions.
        records: The records.
        evidence: What the question brought up.
        why: The reasons for a position.
    """

    places: Ints
    scores: Scores = field(repr=False)
    records: Catalogue = field(repr=False)
    evidence: Evidence = field(repr=False)
    why: Callable[[int], tuple[str, ...]] = field(repr=False)


def spare(limit: int) -> int:
    """Return how many positions to rank for so many hits."""
    return limit + min(2 * limit, _SPARE)


def assemble(ranked: Ranked, limit: int, units: Units, read: Read) -> list[Hit]:
    """Make the hits.

    Args:
        ranked: What was found; `spare` says how much of it is useful.
        limit: How many hits at most.
        units: The sessions.
        read: Reads records by position.
    """
    pool = ranked.places.tolist()
    stored = dict(read(pool))
    found = [place for place in pool if place in stored]
    groups = [[found[spot] for spot in group] for group in fold_copies([stored[place].text for place in found])][:limit]
    around = {group[0]: _around(group[0], units) for group in groups}
    stored |= read({each for reach in around.values() for each in reach} - stored.keys())
    heads = [(group[0], ranked.records.thread[group[0]]) for group in groups]
    follows = {place for place in found if any(head < place and thread == ranked.records.thread[place] for head, thread in heads)}
    follows.update(each for head, reach in around.items() for each in reach if each > head)
    corrective = sorted(place for place in follows if place in stored and sounds_corrective(stored[place]))
    among = set(found)
    hits: list[Hit] = []
    for group in groups:
        place = group[0]
        nearby = [each for each in corrective if each in around[place] or (each in among and _same_thread(each, place, ranked.records))]
        later = _corrections(group, nearby, stored)
        hits.append(
            Hit(
                record=stored[place],
                score=float(ranked.scores[place]),
                why=ranked.why(place),
                context=tuple(stored[each] for each in around[place] if each != place and each <= place + CONTEXT and each in stored),
                meaning_rank=meaning_rank(place, ranked.evidence),
                speaker_named=speaker_named(place, ranked.records, ranked.evidence),
                words=words_here(place, ranked.evidence),
                copies=tuple(sorted((stored[each] for each in group[1:]), key=lambda record: record.at)),
                corrections=tuple(stored[each] for each in later),
            )
        )
    return hits


def _around(place: int, units: Units) -> range:
    return range(max(place - CONTEXT, int(units.first[place])), min(place + AHEAD, int(units.last[place])) + 1)


def _same_thread(one: int, other: int, records: Catalogue) -> bool:
    return bool(records.thread[one] == records.thread[other])


def _corrections(group: Sequence[int], corrective: Sequence[int], stored: Mapping[int, Record]) -> list[int]:
    """Return the positions of later turns that correct a hit, of those that sound so."""
    place = group[0]
    record = stored[place]
    found = [
        each
        for each in corrective
        if each > place and each not in group and stored[each].at - record.at <= LATER and corrects(stored[each], record, each - place)
    ]
    return found[:MOST_CORRECTIONS]


def best(scores: Scores, limit: int) -> Ints:
    """Give the positions of the highest scores above 0, best first; of equals the earlier position."""
    positive = np.flatnonzero(scores > 0)
    if len(positive) > 4 * limit:
        floor = np.partition(scores[positive], len(positive) - limit)[len(positive) - limit]
        positive = positive[scores[positive] >= floor]
    return positive[np.argsort(-scores[positive], kind="stable")][:limit]
