"""Looks up what a question's words are in the other language: who asks about 饼干 finds "biscuits", and the other way round.

A word and its translations together are one word to the ranking, as all forms of a person's name are: its rarity is that of what is
meant. So a question is not made longer, and an English question of an English vault is not changed at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from keepmum.memory.finding.view import View
from keepmum.memory.question.alternatives import all_of
from keepmum.memory.store.catalogue import Catalogue, Ints
from keepmum.memory.words import lexical
from keepmum.memory.words.bm25 import Posting
from keepmum.memory.words.dictionary import LONGEST, Dictionary, Form
from keepmum.memory.words.terms import Term, paired_runs
from keepmum.memory.words.tokens import runs

MOST_SINGLE = 6  # Chinese words of one character that an English word may be: most are common parts of longer words
MOST_FORMS = 60  # of one word that are looked up
COMMON_SHARE = 0.05  # a word and its translations in more records than this say little: then the word stands alone …
COMMON_FLOOR = 60  # … but in a small vault every word is worth reading
OWN = 2  # how often the word itself counts where a translation counts once: who asks in a language mostly means what was said in it
_NONE: Ints = np.empty(0, dtype=np.int64)


def translations(text: str, asked: Sequence[Term], dictionary: Dictionary, *, to_paired: bool) -> dict[Term, tuple[Form, ...]]:
    """Say what the words of a question are in the other language.

    Args:
        text: The question.
        asked: What of it is looked up.
        dictionary: The dictionary.
        to_paired: Whether there is Chinese to be found.

    Returns:
        The forms of each term that has some. A pair of Chinese characters has those of the words that it is in.
    """
    words = _chinese_words(text, dictionary)
    found: dict[Term, tuple[Form, ...]] = {}
    for term in asked:
        forms: tuple[Form, ...] = ()
        if any(paired for _, paired in runs(term.word)):
            forms = tuple(form for word in words.get(term.word, ()) for form in (*dictionary.english(word), *dictionary.spellings(word)))
        elif to_paired:
            chinese = dictionary.chinese(term.token)
            single = tuple(form for form in chinese if len(form.word) == 1)[:MOST_SINGLE]
            forms = (*(form for form in chinese if len(form.word) > 1), *single)
        if forms:
            found[term] = forms[:MOST_FORMS]
    return found


def widened(
    read: Sequence[tuple[Term, Posting]], forms: Mapping[Term, Sequence[Form]], asked: Sequence[Term], view: View, records: Catalogue
) -> tuple[list[tuple[Term, Posting]], list[tuple[Term, Posting]]]:
    """Join the posting lists of words with those of their translations.

    Args:
        read: The terms that were worth reading, each with where it occurs.
        forms: The translations of terms.
        asked: All terms, in the question's order.
        view: The vault's indexes, under its lock.
        records: Its records.

    Returns:
        What is scored: each term with where it or a translation of it occurs. And what is shown as a reason: each term, and each
        translation by itself.
    """
    own = dict(read)
    scored: list[tuple[Term, Posting]] = []
    shown: list[tuple[Term, Posting]] = []
    most = max(COMMON_FLOOR, COMMON_SHARE * len(records))
    for term in asked:
        base = own.get(term)
        if base is not None:
            shown.append((term, base))
        if base is None and view.document_count(term.token, prefix=term.prefix):
            continue  # too common to be looked up
        here = [(form, posting) for form in forms.get(term, ()) if len((posting := _posting(form, view, records)).positions)]
        joined = _joined([posting for _, posting in here] + ([] if base is None else [base] * OWN), len(records))
        if here and len(joined.positions) <= most:
            scored.append((term, joined))
            shown += [(Term(form.word, prefix=False, word=form.word), posting) for form, posting in here]
        elif base is not None:
            scored.append((term, base))
    return scored, shown


def _chinese_words(text: str, dictionary: Dictionary) -> dict[str, list[str]]:
    """Cut the Chinese of a question into words, the longest first; returns for each pair of characters, or character alone, its words."""
    found: dict[str, list[str]] = {}
    for run in paired_runs(text):
        spans = [run[start : start + size] for start in range(len(run)) for size in range(1, min(LONGEST, len(run) - start) + 1)]
        for word in _longest(run, dictionary.known(spans)):
            for pair in [word[place : place + 2] for place in range(len(word) - 1)] or ([word] if len(run) == 1 else []):
                if word not in found.setdefault(pair, []):
                    found[pair].append(word)
    return found


def _longest(run: str, known: frozenset[str]) -> Iterator[str]:
    start = 0
    while start < len(run):
        size = next((size for size in range(min(LONGEST, len(run) - start), 1, -1) if run[start : start + size] in known), 1)
        if run[start : start + size] in known:
            yield run[start : start + size]
        start += size


def _posting(form: Form, view: View, records: Catalogue) -> Posting:
    """Return where a form occurs."""
    (word,) = form.tokens if len(form.tokens) == 1 else ("",)
    if len(word) == 1 and not word.isascii():
        if not view.document_count(word, prefix=True):
            return Posting(_NONE, _NONE)
        return _placed(*lexical.postings(view.vault.connection(), word, prefix=True), records)
    paired = bool(word) and any(each for _, each in runs(word))
    tokens = frozenset(word[place : place + 2] for place in range(len(word) - 1)) if paired else frozenset(form.tokens)
    numbers = all_of(tokens, view)
    return _placed(numbers, np.ones(len(numbers), dtype=np.int64), records)


def _placed(numbers: Ints, counts: Ints, records: Catalogue) -> Posting:
    places = records.places(numbers)
    order = np.argsort(places)
    order = order[places[order] >= 0]
    return Posting(places[order], counts[order])


def _joined(found: Sequence[Posting], count: int) -> Posting:
    if len(found) == 1:
        return found[0]
    counts = np.zeros(count, dtype=np.int64)
    for posting in found:
        counts[posting.positions] += posting.counts
    places = np.flatnonzero(counts)
    return Posting(places, counts[places])
