"""Collects what speaks for each record: its words at four sizes, its meaning, its window's meaning, its speaker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from keepmum.memory.finding.fuse import Scores, Signals, Talk
from keepmum.memory.finding.reasons import Evidence
from keepmum.memory.finding.view import View
from keepmum.memory.meaning.embed import Embedder
from keepmum.memory.store.catalogue import Catalogue, Ints, Mask
from keepmum.memory.vectors.dense import EXACT_TO, Rows
from keepmum.memory.words import bm25, lexical
from keepmum.memory.words.bm25 import Posting, Units
from keepmum.memory.words.dictionary import Form
from keepmum.memory.words.terms import MAX_CHARACTERS, Term, terms
from keepmum.memory.words.translated import widened

MOST_READ = 48  # words of one question
NEVER_DROPPED = 2  # of the rarest words, however common they are
COMMON_SHARE = 0.05  # a word in more records than this says little …
COMMON_FLOOR = 2_000  # … but in a small vault every word is worth reading
BY_WORDS = 400  # of the best by words are compared by meaning too, where not all are
VOICES = 1.5  # how much meaning counts where a model for every script takes part: docs/adr/0007
_ASKS = "SELECT n FROM record WHERE n IN ({}) AND substr(rtrim(text, ' ' || char(10)), -1) IN ('?', '？', '吗', '嗎')"
_PAGE = 500  # row numbers in one statement


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, taken apart.

    Attributes:
        terms: What to look up.
        named: The speakers, as records write them, whom it names.
        vectors: Its vector of shape (dim,) by the identity of each model that knows its language; empty where meaning plays no part.
        share: How far English models know its language, 0 to 1.
        allowed: The positions that the filters leave; none for all.
        people: For each person whom it names, where any form of their name occurs.
        forms: What its words are in the other language.
        any_script: Whether a model for every script takes part.
    """

    terms: tuple[Term, ...]
    named: frozenset[str] = field(repr=False)
    vectors: Mapping[str, Rows] = field(repr=False)
    share: float
    allowed: Mask | None = field(repr=False)
    people: tuple[tuple[Term, Posting], ...] = field(default=(), repr=False)
    forms: Mapping[Term, tuple[Form, ...]] = field(default_factory=dict, repr=False)
    any_script: bool = False


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
    read = postings(asked.terms, view, records)
    scored, shown = widened(read, asked.forms, asked.terms, view, records) if asked.forms else (read, read)
    found = (*scored, *asked.people)
    names = {term.word for name in asked.named for term in terms(name)}
    words = bm25.score(records, units, [replace(posting, calls=not names.isdisjoint(term.word.split())) for term, posting in found])
    vectors = {} if not found and view.models.are_noise([term.word for term in asked.terms]) else asked.vectors
    also = best_by_words(words.near, asked.allowed)
    meaning = view.likeness("turn", vectors, records, asked.allowed, share=asked.share, also=also)
    window = view.likeness("window", vectors, records, asked.allowed, share=asked.share, also=also)
    # Where a turn begins its session its window would be itself: its own likeness stands for it.
    likeness = np.where(units.begins, meaning.support, window.support)
    meant = meaning.meant | window.meant
    signals = Signals(
        turn=words.turn,
        near=words.near,
        wide=words.wide,
        session=words.session,
        speaker=speaking(asked.named, records),
        meaning=meaning.support,
        window=likeness,
        meant=meant,
        voice=VOICES if asked.any_script else asked.share,
        covered=words.covered,
        words=records.length,
        party=holding([posting for term, posting in found if term.speaks], len(records)),
        talk=Talk(units.first, units.last, lambda places: asking(view, records, places)),
    )
    return signals, Evidence((*shown, *asked.people), asked.named, np.where(meant, np.maximum(meaning.support, likeness), np.float32(-1)))


def speaking(named: frozenset[str], records: Catalogue) -> Scores:
    """Give 1 for each position where one of some names speaks, else 0."""
    if not named:
        return np.zeros(len(records), dtype=np.float32)
    speaks = np.array([bool(names) and names[0] in named for names in records.people], dtype=np.float32)
    marks: Scores = speaks[records.who]
    return marks


def postings(asked: Sequence[Term], view: View, records: Catalogue) -> tuple[tuple[Term, Posting], ...]:
    """Read the posting lists of the words worth it: the rarest, and of those the commonest are dropped, but never all.

    Args:
        asked: What to look up.
        view: The vault's indexes, under its lock.
        records: Its records.

    Returns:
        The terms that are read, in the question's order, each with where it occurs.
    """
    counts = {term: view.document_count(term.token, prefix=term.prefix) for term in asked}
    limit = max(COMMON_FLOOR, COMMON_SHARE * len(records))
    rarest = sorted((term for term in asked if counts[term]), key=counts.__getitem__)[:MOST_READ]
    worth = {term for rank, term in enumerate(rarest) if rank < NEVER_DROPPED or counts[term] <= limit}
    read: list[tuple[Term, Posting]] = []
    for term in asked:
        if term in worth:
            numbers, occurrences = lexical.postings(view.vault.connection(), term.token, prefix=term.prefix)
            places = records.places(numbers)
            order = np.argsort(places)
            read.append((term, Posting(places[order], occurrences[order])))
    return tuple(read)


def holding(read: Sequence[Posting], count: int) -> Scores | None:
    """Give 1 for each position that holds one of some words, else 0; none for no words."""
    if not read:
        return None
    marks = np.zeros(count, dtype=np.float32)
    for posting in read:
        marks[posting.positions] = 1
    return marks


def best_by_words(scores: Scores, allowed: Mask | None) -> Ints | None:
    """Give the positions whose meaning is worth knowing because of their words; none where all are compared anyway."""
    if len(scores) <= EXACT_TO:
        return None
    found = np.flatnonzero(scores > 0 if allowed is None else (scores > 0) & allowed)
    return found if len(found) <= BY_WORDS else found[np.argpartition(-scores[found], BY_WORDS)[:BY_WORDS]]


def asking(view: View, records: Catalogue, places: Ints) -> Mask:
    """Say of some positions which end with a question mark, or with a word that makes a question in Chinese.

    Args:
        view: The vault's indexes, under its lock.
        records: Its records.
        places: A few hundred positions; each text is read.
    """
    numbers = records.n[places]
    asked: list[int] = []
    for start in range(0, len(numbers), _PAGE):
        page = numbers[start : start + _PAGE].tolist()
        asked += [n for (n,) in view.vault.connection().execute(_ASKS.format(", ".join("?" * len(page))), page).fetchall()]
    return np.isin(numbers, asked)


def question_vector(embedder: Embedder, text: str) -> Rows:
    """Embed a question; one of several lines, such as a dialogue, by the whole and by its last line together.

    The last line is what is asked, and the lines before it say about what: each alone finds less.

    Args:
        embedder: The model.
        text: The question.

    Returns:
        A vector of length 1, shape (dim,).
    """
    lines = [line for line in text.splitlines() if line.strip()]
    asked = [text, lines[-1]] if len(lines) > 1 else [text]
    rows = embedder.embed([each[:MAX_CHARACTERS] for each in asked], role="query")
    total: Rows = rows.sum(axis=0)
    total /= np.float32(max(float(np.linalg.norm(total)), 1e-12))
    return total
