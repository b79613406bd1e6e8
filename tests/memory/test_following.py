"""How a retriever follows the changes of its vault."""

import threading

import pytest
from tests.memory.chat import CHAT, turn
from tests.memory.fakes import HashingEmbedder

from keepmum.memory.finding.retrieve import Retriever
from keepmum.memory.record import Query
from keepmum.memory.sealing.keys import FLOOR
from keepmum.memory.store import catalogue
from keepmum.memory.vault import Vault
from keepmum.memory.vectors import indexing


@pytest.fixture
def vault(tmp_path):
    with Vault.create(tmp_path / "v", "passphrase", cost=FLOOR) as opened:
        opened.put(CHAT)
        yield opened


@pytest.fixture
def retriever(vault):
    with Retriever(vault, HashingEmbedder()) as opened:
        opened.index()
        yield opened


def texts(hits):
    return [hit.record.text for hit in hits]


def test_an_edit_is_followed(vault, retriever):
    """After an edit the old words find nothing, the new ones do, and only the vectors that held the text are made anew."""
    (hit,) = [hit for hit in retriever.search(Query("boiler")) if hit.record.text == CHAT[2].text]
    vault.edit(hit.record.id, text="Good. And the chimney?")
    assert CHAT[2].text not in texts(retriever.search(Query("boiler")))
    assert "Good. And the chimney?" in texts(retriever.search(Query("chimney")))
    assert retriever.pending() == 3  # its turn, its window, and the window of the turn after it
    retriever.index()
    assert retriever.pending() == 0


def test_forgetting_is_followed(vault, retriever):
    """A forgotten record is in no result, no context and no vector, and the windows that held it are made anew."""
    (hit, *_) = retriever.search(Query("dentist crown"))
    vault.forget(hit.record.id)
    for question in ("dentist crown", "Tuesday three", "plumber"):
        for found in retriever.search(Query(question)):
            assert hit.record.text not in [found.record.text, *(record.text for record in found.context)]
    assert retriever.index() > 0
    assert retriever.pending() == 0
    orphans = vault.connection().execute("SELECT count(*) FROM vector_source WHERE n NOT IN (SELECT n FROM record)").fetchone()
    assert orphans == (0,)


def test_a_turn_put_between_others(vault, retriever):
    """A turn imported late, between two others, makes the windows after it stale, and they are made anew."""
    vault.put([turn("Actually Thursday", "Mei", 1.5)])
    assert retriever.pending() == 1 + 1 + 2  # its turn and window, and the two windows that it is in now
    assert retriever.index() == 4
    assert retriever.pending() == 0


def test_a_reused_vector_number(vault, retriever):
    """A vector that got the number of a deleted one is not taken for it."""
    newest = max(CHAT, key=lambda record: record.at)
    (hit, *_) = retriever.search(Query(newest.text))
    vault.forget(hit.record.id)
    vault.put([turn("Completely different: sourdough starter", minutes=60 * 24 * 40)])
    retriever.index()
    (hit, *_) = retriever.search(Query("sourdough starter"))
    assert "meaning: rank 1" in hit.why


def test_two_retrievers_and_a_reused_vector_number(vault, retriever):
    """A number that another index could give again is given to no other vector."""
    with Retriever(vault, HashingEmbedder()) as other:
        (hit, *_) = retriever.search(Query(max(CHAT, key=lambda record: record.at).text))
        vault.forget(hit.record.id)
        vault.put([turn("Completely different: sourdough starter", minutes=60 * 24 * 40)])
        other.index()
        (hit, *_) = retriever.search(Query("sourdough starter"))
        assert "meaning: rank 1" in hit.why


def test_a_search_after_a_put_reads_only_the_new_record(vault, retriever, monkeypatch):
    """What changed is read, not everything: no call reads the whole table, and pending work is not planned twice."""
    retriever.search(Query("dentist"))

    def forbidden(*arguments):
        raise AssertionError("everything was read")

    monkeypatch.setattr(catalogue, "load", forbidden)
    vault.put([turn("A new dentist in town", minutes=60 * 24 * 50)])
    assert len(retriever.search(Query("dentist"))) > 1
    assert retriever.pending() == 1
    monkeypatch.setattr(indexing, "plan", forbidden)
    assert retriever.pending() == 1


def test_closed_while_it_searches(vault):
    """A search during which the retriever is closed ends as one without a model; afterwards there is none."""

    class Closing(HashingEmbedder):
        def embed(self, passages, *, role="passage"):
            retriever.close()
            return super().embed(passages, role=role)

    with Retriever(vault, HashingEmbedder()) as before:
        before.index()
    retriever = Retriever(vault, Closing())
    assert retriever.search(Query("dentist"))
    assert not retriever.has_model
    assert retriever.index() == retriever.pending() == 0


def test_records_put_while_embedding(vault):
    """A record that changes while the model runs is embedded as it is at the end."""

    class Interfering(HashingEmbedder):
        changed = False

        def embed(self, passages, *, role="passage"):
            if not self.changed:
                self.changed = True
                boiler = next(record for record in vault.records() if record.text == CHAT[2].text)
                vault.edit(boiler.id, text="Good. And the gutters?")
            return super().embed(passages, role=role)

    embedder = Interfering()
    with Retriever(vault, embedder) as retriever:
        retriever.index()
        assert retriever.pending() == 0
        (hit, *_) = retriever.search(Query("gutters"))
        assert hit.record.text == "Good. And the gutters?"
        assert sum("gutters" in text for call in embedder.calls for text in call) >= 3


def test_two_threads(vault, retriever):
    """Searches and puts from several threads do not disturb each other."""
    failures = []

    def search():
        try:
            for _ in range(10):
                assert retriever.search(Query("dentist"))
        except Exception as failure:  # noqa: BLE001  a thread's failure is carried to the test
            failures.append(failure)

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for place in range(10):
        vault.put([turn(f"note {place}", minutes=60 * 24 * (50 + place))])
    for thread in threads:
        thread.join()
    assert failures == []
