"""Looks up a person under every form of their name at once: who asks about Mum finds 妈妈 too.

All forms together are one word to the ranking: a turn that says both "Mum" and 妈妈 has it twice, and its rarity is that of
the person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from keepmum.memory.finding.view import View
from keepmum.memory.store.catalogue import Catalogue, Ints, kind_codes
from keepmum.memory.words import lexical
from keepmum.memory.words.bm25 import Posting
from keepmum.memory.words.tokens import MAX_WORD, fold, runs, stem

MOST_FORMS = 24  # of one person that are looked up
_NONE: Ints = np.empty(0, dtype=np.int64)


def form_tokens(form: str) -> frozenset[str]:
    """Return the tokens of the index that a text with this form has; none where the form is a single character of Chinese."""
    found: set[str] = set()
    for run, paired in runs(fold(form)):
        if not paired:
            found.add(stem(run[:MAX_WORD]))
        elif len(run) > 1:
            found.update(run[place : place + 2] for place in range(len(run) - 1))
    return frozenset(found)


def shortest(forms: Iterable[str]) -> tuple[frozenset[str], ...]:
    """Return what to look up for forms of one name: not "Callum Brodie" where "Callum" finds it too."""
    bags = sorted({bag for form in forms if (bag := form_tokens(form))}, key=lambda bag: (len(bag), sorted(bag)))
    kept: list[frozenset[str]] = []
    for bag in bags:
        if not any(other <= bag for other in kept):
            kept.append(bag)
            if len(kept) == MOST_FORMS:
                break
    return tuple(kept)


def look_up(forms: Sequence[frozenset[str]], view: View, records: Catalogue, *, cards: bool) -> Posting:
    """Return where somebody is named, by any form of their name.

    Args:
        forms: What `shortest` returned.
        view: The vault's indexes, under its lock.
        records: Its records.
        cards: Whether contacts count; a question that only names somebody does not ask for their card.
    """
    counts = np.zeros(len(records), dtype=np.int64)
    for form in forms:
        numbers, occurrences = _counted(form, view)
        here = records.places(numbers)
        counts[here[here >= 0]] += occurrences[here >= 0]
    if not cards:
        counts[records.kind == kind_codes(["contact"])[0]] = 0
    places = np.flatnonzero(counts)
    return Posting(places, counts[places])


def all_of(tokens: frozenset[str], view: View) -> Ints:
    """Return the numbers of the records that have all of some tokens, rising."""
    return _counted(tokens, view)[0]


def _counted(form: frozenset[str], view: View) -> tuple[Ints, Ints]:
    """Return the numbers of the records that have all tokens of a form, and how often."""
    tokens = sorted(form, key=lambda token: view.document_count(token, prefix=False))
    if not tokens or not view.document_count(tokens[0], prefix=False):
        return _NONE, _NONE
    numbers, counts = lexical.postings(view.vault.connection(), tokens[0])
    for token in tokens[1:]:
        others, more = lexical.postings(view.vault.connection(), token)
        _, left, right = np.intersect1d(numbers, others, assume_unique=True, return_indices=True)
        numbers, counts = numbers[left], np.minimum(counts[left], more[right])
    return numbers, counts
