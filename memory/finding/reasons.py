"""Says in words why a record was found."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from keepmum.memory.finding.fuse import Scores
from keepmum.memory.store.catalogue import Catalogue
from keepmum.memory.words.bm25 import Posting, Units
from keepmum.memory.words.terms import Term

CONTEXT = 2  # turns on each side that count as nearby
RANK_SHOWN = 10  # a rank of meaning is named down to this


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a question brought up.

    Attributes:
        postings: The terms that were looked up, and where each occurs.
        named: The speakers whom the question names.
        meaning: For each position the higher support of turn and window, -1 where it is too far to mean anything.
    """

    postings: tuple[tuple[Term, Posting], ...]
    named: frozenset[str] = field(repr=False)
    meaning: Scores


def reasons(place: int, catalogue: Catalogue, units: Units, evidence: Evidence) -> tuple[str, ...]:
    """Give the reasons for one hit.

    Args:
        place: Its position.
        catalogue: The records.
        units: Their sessions.
        evidence: What the question brought up.

    Returns:
        Reasons such as "words: dentist" (in the record), "meaning: rank 2", "speaker: Mei", "nearby: tuesday" (in the
        turns around it), "conversation" (only in the session).
    """
    first, last = max(place - CONTEXT, int(units.first[place])), min(place + CONTEXT, int(units.last[place]))
    here: list[str] = []
    around: list[str] = []
    for term, posting in evidence.postings:
        begin, end = np.searchsorted(posting.positions, (first, last + 1)).tolist()
        if place in posting.positions[begin:end]:
            here.append(term.word)
        elif end > begin:
            around.append(term.word)
    found: list[str] = []
    if here:
        found.append(f"words: {', '.join(here)}")
    rank = meaning_rank(place, evidence)
    if rank is not None:
        found.append(f"meaning: rank {rank}" if rank <= RANK_SHOWN else "meaning: alike")
    if speaker_named(place, catalogue, evidence):
        found.append(f"speaker: {catalogue.people[int(catalogue.who[place])][0]}")
    if around:
        found.append(f"nearby: {', '.join(around)}")
    return tuple(found) or ("conversation",)


def words_here(place: int, evidence: Evidence) -> tuple[str, ...]:
    """Return the question's words that a record itself has, folded, in the question's order."""
    found: list[str] = []
    for term, posting in evidence.postings:
        spot = int(np.searchsorted(posting.positions, place))
        if spot < len(posting.positions) and posting.positions[spot] == place:
            found.append(term.word)
    return tuple(found)


def meaning_rank(place: int, evidence: Evidence) -> int | None:
    """Return the place of a record among all by meaning, 1 for the nearest; none where it is too far to mean anything."""
    if evidence.meaning[place] < 0:
        return None
    return int(np.count_nonzero(evidence.meaning > evidence.meaning[place])) + 1


def speaker_named(place: int, catalogue: Catalogue, evidence: Evidence) -> bool:
    """Say whether the question names the one who spoke."""
    names = catalogue.people[int(catalogue.who[place])]
    return bool(names) and names[0] in evidence.named
