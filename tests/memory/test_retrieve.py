"""Searching a real vault: words, meaning, filters and reasons."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.memory.chat import CHAT, START, turn
from tests.memory.fakes import HashingEmbedder

from keepmum.memory.finding.retrieve import Retriever
from keepmum.memory.record import Query
from keepmum.memory.sealing.keys import FLOOR
from keepmum.memory.vault import Vault


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


def test_words_are_found_at_once(vault):
    """A record is found by its words the moment it is in, without a model and without `index`."""
    with Retriever(vault, None) as retriever:
        assert not retriever.has_model
        assert retriever.pending() == 0
        assert retriever.index() == 0
        assert texts(retriever.search(Query("passport")))[0] == CHAT[8].text
        vault.put([turn("The gate code is 4711", minutes=60 * 24 * 20)])
        assert texts(retriever.search(Query("what is the gate's code")))[0] == "The gate code is 4711"


def test_a_reply_is_found_by_its_question(retriever):
    """A turn that holds no word of the question is found by its neighbour's, and says so."""
    hits = retriever.search(Query("when is the dentist"))
    assert texts(hits)[:2] == [CHAT[0].text, CHAT[1].text]
    assert any(reason.startswith("nearby: dentist") for reason in hits[1].why)


def test_context_is_the_session_around(retriever):
    """Context is up to two turns on each side, in order of time, never across a silence of hours and never the turn itself."""
    hit = next(hit for hit in retriever.search(Query("plumber friday")) if hit.record.text == CHAT[3].text)
    assert [record.text for record in hit.context] == [CHAT[1].text, CHAT[2].text]


def test_memos_stand_alone(retriever):
    """A memo has no neighbours."""
    (hit, *_) = retriever.search(Query("blue folder"))
    assert hit.record.kind == "memo"
    assert hit.context == ()


def test_reasons(retriever):
    """Words come as the question spells them, and the named speaker by name."""
    (hit, *_) = retriever.search(Query("Which flowers did Ana say she planted, tulips?"))
    assert hit.record.text == CHAT[4].text
    assert hit.why[0] == "words: planted, tulips"
    assert "speaker: Ana" in hit.why
    assert hit.speaker_named
    assert (hit.meaning_rank is None) is not any(reason.startswith("meaning") for reason in hit.why)


@pytest.mark.parametrize("question", ["妈妈什么时候来？", "妈", "上海"])
def test_chinese(retriever, question):
    """Chinese is found by its pairs of characters, by one character too, and the question's own words do not count."""
    assert texts(retriever.search(Query(question)))[0] == CHAT[6].text


def test_an_english_model_is_not_asked_about_chinese(vault):
    """A question wholly in Chinese is not embedded by a model that does not know it, and is by one that does."""
    for paired, calls in ((False, 0), (True, 1)):
        embedder = HashingEmbedder(paired_scripts=paired)
        with Retriever(vault, embedder) as retriever:
            retriever.index()
            embedder.calls.clear()
            retriever.search(Query("妈妈什么时候来上海"))
            assert len(embedder.calls) == calls


@pytest.mark.parametrize("question", ["", "   ", "?!… 🙂", "\0", "zzyzx qqq"])
def test_nothing_to_find(vault, question):
    """A question without a letter, or whose words occur nowhere, finds nothing; it is no error."""
    with Retriever(vault, None) as retriever:
        assert retriever.search(Query(question)) == []


def test_an_empty_vault(tmp_path):
    """Searching a vault without records finds nothing, with and without a model."""
    with Vault.create(tmp_path / "empty", "passphrase", cost=FLOOR) as vault:
        for embedder in (None, HashingEmbedder()):
            with Retriever(vault, embedder) as retriever:
                assert retriever.pending() == 0
                assert retriever.index() == 0
                assert retriever.search(Query("anything")) == []


def test_a_very_long_question(retriever):
    """Of a question of 50 kB the end is read, and finds what it asks for: a dialogue asks in its last lines."""
    hits = retriever.search(Query("padding word " * 4000 + "tulips by the shed"))
    assert texts(hits)[0] == CHAT[4].text


def test_question_of_common_words_only(vault):
    """Words that only build a question are not dropped where nothing else is there."""
    vault.put([turn("To be, or not to be", minutes=60 * 24 * 30)])
    with Retriever(vault, None) as retriever:
        assert texts(retriever.search(Query("to be or not to be")))[0] == "To be, or not to be"


def test_index_reports_and_resumes(vault):
    """`index` makes every vector once, tells its progress, and has nothing left to do."""
    with Retriever(vault, HashingEmbedder()) as retriever:
        steps = []
        pending = retriever.pending()
        # Nine turns, and a window for each of the five that do not begin a session.
        assert pending == 9 + 5
        assert retriever.index(lambda done, total: steps.append((done, total))) == pending
        assert steps[-1] == (pending, pending)
        assert retriever.pending() == 0
        assert retriever.index() == 0
    with Retriever(vault, HashingEmbedder()) as again:
        assert again.pending() == 0


def test_a_new_model_replaces_the_vectors(vault):
    """Vectors of another model are never compared: they are made anew and the old ones go."""
    with Retriever(vault, HashingEmbedder("hashing-1")) as retriever:
        made = retriever.index()
    with Retriever(vault, HashingEmbedder("hashing-2", dim=32)) as retriever:
        assert retriever.pending() == made
        assert retriever.index() == made
        assert retriever.pending() == 0
    models = vault.connection().execute("SELECT DISTINCT model FROM vector").fetchall()
    assert models == [("hashing-2",)]


DAYS = st.one_of(st.none(), st.integers(-1, 11).map(lambda day: START + timedelta(days=day)))
FILTERS = st.fixed_dictionaries(
    {
        "kinds": st.sampled_from([None, *map(frozenset, ({"memo"}, {"message"}, {"message", "memo"}, {"email"}))]),
        "who": st.sampled_from([None, "ana", "Mei", "ME", "nobody"]),
        "thread": st.sampled_from([None, "Mei", "memos", "x"]),
        "since": DAYS,
        "until": DAYS,
    }
)


def _passes(record, *, kinds, who, thread, since, until):
    return (
        (kinds is None or record.kind in kinds)
        and (who is None or who.casefold() in {name.casefold() for name in record.who})
        and (thread is None or record.thread == thread)
        and (since is None or record.at >= since)
        and (until is None or record.at < until)
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filters=FILTERS)
def test_filters_are_exact(retriever, filters):
    """A filtered search gives exactly the hits of the filter that match: all of them, no other, best first."""
    hits = retriever.search(Query("dentist Tuesday boiler plumber tulips red blue folder 妈妈 牙医", limit=100, **filters))
    assert set(texts(hits)) == {record.text for record in CHAT if _passes(record, **filters)}
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)


def test_limit(retriever):
    """At most `limit` hits come back, and they are the first of the longer list."""
    question = "dentist Tuesday boiler plumber tulips"
    assert texts(retriever.search(Query(question, limit=2))) == texts(retriever.search(Query(question, limit=50)))[:2]


def test_chroma_and_the_exact_scan_agree(vault):
    """A search through Chroma gives the order of the exact scan, and closing ends the child process."""
    embedder = HashingEmbedder()
    words = np.random.default_rng(1).integers(0, 300, (400, 6))
    vault.put([turn(" ".join(f"w{word}" for word in row), minutes=60 * 24 * place + 1) for place, row in enumerate(words)])
    with Retriever(vault, embedder, chroma_from=0) as exact, Retriever(vault, embedder, chroma_from=1) as through:
        exact.index()
        through.pending()
        (chroma,) = through.view._chroma.values()
        assert chroma.wait(60)
        for question in ("w1 w2 w3", "w40 w50", "dentist"):
            assert texts(through.search(Query(question))) == texts(exact.search(Query(question)))
        child = chroma._child
    assert not child.alive
