"""What is collected for a question before it is ranked."""

import numpy as np
import pytest
from tests.memory.chat import turn
from tests.memory.fakes import HashingEmbedder

from keepmum.memory.finding.signals import (
    BY_WORDS,
    EXACT_TO,
    MOST_READ,
    NEVER_DROPPED,
    Asked,
    asking,
    best_by_words,
    collect,
    postings,
    question_vector,
)
from keepmum.memory.finding.view import View
from keepmum.memory.record import Record
from keepmum.memory.sealing.keys import FLOOR
from keepmum.memory.vault import Vault
from keepmum.memory.words.terms import terms


@pytest.fixture
def vault(tmp_path):
    with Vault.create(tmp_path / "v", "passphrase", cost=FLOOR) as opened:
        yield opened


def _asked(question, **given):
    return Asked(terms(question), **({"named": frozenset(), "vectors": {}, "share": 0.0, "allowed": None} | given))


def test_what_asks(vault):
    """A text that ends with a question mark asks, behind spaces too, and so does one that ends with 吗; nothing else does."""
    ends = {"Tea?": True, "Tea? \n": True, "茶？": True, "要茶吗": True, "Tea? Yes.": False, "Tea": False, "茶": False, "": False}
    vault.put([Record(text=text, attachments=("tea.jpg",)) for text in ends])
    view = View(vault, None)
    records, _ = view.refreshed()
    found = asking(view, records, np.arange(len(records)))
    assert dict(zip(records.n.tolist(), found.tolist(), strict=True)) == dict(enumerate(ends.values(), start=1))
    assert asking(view, records, np.array([2, 0])).tolist() == [found[2], found[0]]


def test_a_dialogue_is_embedded_by_the_whole_and_its_end():
    """A question of one line is embedded as it is; of several lines the last one counts as much as the whole."""
    embedder = HashingEmbedder()
    alone = embedder.embed(["the boiler"])[0]
    np.testing.assert_allclose(question_vector(embedder, "the boiler"), alone, atol=1e-6)
    both = question_vector(embedder, "the garden\n\nthe boiler\n")
    whole = embedder.embed(["the garden\n\nthe boiler\n"])[0]
    np.testing.assert_allclose(both, (whole + alone) / np.linalg.norm(whole + alone), atol=1e-6)
    assert embedder.calls[2] == ["the garden\n\nthe boiler\n", "the boiler"]


def test_a_name_is_no_word_of_a_turn(vault):
    """Where the question names somebody who speaks, a turn that calls them by name has no word of the question for it."""
    vault.put([turn("Thanks Mei", who="Ana", minutes=1), turn("The boiler is loud", who="Mei", minutes=2)])
    view = View(vault, None)
    records, units = view.refreshed()
    named, _ = collect(_asked("Mei boiler", named=frozenset({"Mei"})), view, records, units)
    plain, _ = collect(_asked("Mei boiler"), view, records, units)
    assert named.turn[0] == 0 < plain.turn[0]
    assert named.turn[1] == plain.turn[1]
    assert named.speaker.tolist() == [0, 1]


def test_who_speaks_in_the_question_is_looked_for(vault):
    """A dialogue prefers the records that name one of its speakers; a plain question has no such preference."""
    vault.put([Record(text="Ana won at swimming"), Record(text="Leo won at swimming")])
    view = View(vault, None)
    records, units = view.refreshed()
    signals, _ = collect(_asked("Ana: I swim tomorrow\nAssistant: good luck\nAna: thanks"), view, records, units)
    assert signals.party.tolist() == [1, 0]
    assert collect(_asked("Did Ana swim?"), view, records, units)[0].party is None


def test_the_rarest_words_are_read(vault):
    """Of a long question the rarest words are read; what no record has is not; and the order is the question's."""
    vault.put([Record(text=" ".join(f"word{n}" for n in range(start, 60))) for start in range(60)])
    view = View(vault, None)
    records, _ = view.refreshed()
    question = " ".join(f"word{n}" for n in range(59, -1, -1)) + " absent"
    read = [term.word for term, _ in postings(terms(question), view, records)]
    assert read == [f"word{n}" for n in range(MOST_READ - 1, -1, -1)]


def test_a_common_word_is_dropped_but_not_the_last_ones(vault, monkeypatch):
    """A word in too many records is dropped, unless it is among the rarest of the question."""
    monkeypatch.setattr("keepmum.memory.finding.signals.COMMON_FLOOR", 2)
    vault.put([Record(text=text) for text in ("a1 b1 c1", "a1 b1 c1", "a1 b1 c1", "a1 b1", "d1")])
    view = View(vault, None)
    records, _ = view.refreshed()
    read = [term.word for term, _ in postings(terms("a1 b1 c1 d1"), view, records)]
    assert read == ["c1", "d1"]
    assert len([term for term, _ in postings(terms("a1 b1"), view, records)]) == NEVER_DROPPED


def test_the_best_by_words_are_compared_by_meaning():
    """In a large vault the best by words are named, as many as are worth a look, and none that the filter leaves out."""
    assert best_by_words(np.ones(EXACT_TO, dtype=np.float32), None) is None
    scores = np.zeros(EXACT_TO + 10, dtype=np.float32)
    scores[5:8] = 1
    allowed = np.ones(len(scores), dtype=bool)
    allowed[6] = False
    assert best_by_words(scores, None).tolist() == [5, 6, 7]
    assert best_by_words(scores, allowed).tolist() == [5, 7]
    scores = np.arange(EXACT_TO + 10, dtype=np.float32)
    assert sorted(best_by_words(scores, None).tolist()) == list(range(len(scores) - BY_WORDS, len(scores)))
