"""What a search reads: vectors of one model or of two, all or few of them, from memory or from the database."""

import threading

import numpy as np
import pytest
from tests.memory.chat import CHAT, turn
from tests.memory.fakes import HashingEmbedder

from keepmum.memory.finding import view
from keepmum.memory.finding.retrieve import Retriever
from keepmum.memory.finding.view import View
from keepmum.memory.meaning.models import Models, is_paired
from keepmum.memory.record import Query
from keepmum.memory.sealing.keys import FLOOR
from keepmum.memory.vault import Vault
from keepmum.memory.vectors import codes, dense, packed

PASSPHRASE = "passphrase"
DAY = 60 * 24


@pytest.fixture
def vault(tmp_path):
    with Vault.create(tmp_path / "v", PASSPHRASE, cost=FLOOR) as opened:
        yield opened


@pytest.fixture
def few(monkeypatch):
    """Let few vectors be many: codes from 20 on, in small blocks, with few candidates."""
    monkeypatch.setattr(codes, "_FIRST_STAGE", 100)
    for module, name, value in (
        (dense, "CANDIDATES", 60),
        (dense, "FETCHED", 60),
        (dense, "_GATHERED_MOST", 10),
        (dense, "_FETCHED_MOST", 10),
        (packed, "BLOCK", 32),
        (view, "WARMED", 16),
    ):
        monkeypatch.setattr(module, name, value)


def found(opened, embedder, text):
    """For each record's number how far it is nearer than the average record."""
    with opened.vault.lock:
        records, _ = opened.refreshed()
        likeness = opened.likeness("turn", {embedder.model: embedder.embed([text])[0]}, records)
    return dict(zip(records.n.tolist(), likeness.support.tolist(), strict=True))


def test_many_vectors_after_an_opening(tmp_path, few):
    """Codes are read from their blocks; the nearest are found before their rows are in memory, and the same afterwards."""
    embedder, path = HashingEmbedder(), tmp_path / "v"
    with Vault.create(path, PASSPHRASE, cost=FLOOR) as vault:
        vault.put([turn(f"word{number} word{number + 1} word{number + 2}", minutes=DAY * number) for number in range(300)])
        made = View(vault, embedder, exact_to=20)
        assert made.index() == 300
        before = found(made, embedder, "word100 word101 word102")
        assert vault.connection().execute("SELECT count(*) FROM vector_block").fetchone() == (9,)
        made.close()
    with Vault.open(path, PASSPHRASE) as vault:
        opened = View(vault, embedder, exact_to=20)
        with vault.courtesy:  # so that nothing is read in the background yet
            first = found(opened, embedder, "word100 word101 word102")
            assert opened._indexes[embedder.model].lacking(1)
        warming = opened._warming
        if warming is not None:
            warming.join(30)
        assert not opened._indexes[embedder.model].lacking(1)
        assert found(opened, embedder, "word100 word101 word102") == pytest.approx(first, abs=1e-5)
        assert first == pytest.approx(before, abs=1e-5)
        assert max(first, key=first.__getitem__) == 101
        assert sum(support > 0 for support in first.values()) > 10
        opened.close()


def test_a_vault_closed_while_rows_are_read(tmp_path, few):
    """Closing the view or the vault ends the reading in the background, quietly."""
    embedder, path = HashingEmbedder(), tmp_path / "v"
    with Vault.create(path, PASSPHRASE, cost=FLOOR) as vault:
        vault.put([turn(f"word{number}", minutes=DAY * number) for number in range(200)])
        View(vault, embedder, exact_to=20).index()
    for close_view in (True, False):
        vault = Vault.open(path, PASSPHRASE)
        opened = View(vault, embedder, exact_to=20)
        with vault.courtesy:
            found(opened, embedder, "word1")
            warming = opened._warming
            if close_view:
                opened.close()
            vault.close()
        assert warming is not None
        warming.join(30)
        assert not warming.is_alive()


def test_chroma_names_candidates(vault, few):
    """Where it is asked for, Chroma names the vectors that are compared, of many as of few."""
    embedder = HashingEmbedder()
    vault.put([turn(f"word{number} word{number + 1}", minutes=DAY * number) for number in range(200)])
    for exact_to in (20, 1000):
        opened = View(vault, embedder, chroma_from=50, exact_to=exact_to)
        opened.index()
        if opened._warming is not None:
            opened._warming.join(30)
        (chroma,) = opened._chroma.values()
        assert chroma.wait(60)
        asked = []
        nearest = chroma.nearest
        chroma.nearest = lambda *arguments, real=nearest, kinds=asked: kinds.append(arguments[0]) or real(*arguments)
        cosines = found(opened, embedder, "word7 word8")
        assert asked == ["turn"]
        assert max(cosines, key=cosines.__getitem__) == 8
        opened.close()


def test_which_models_read_what():
    """A model for every script reads every text, an English one those that it knows; without a choice the first reads all."""
    english, every = HashingEmbedder("english"), HashingEmbedder("every", paired_scripts=True)
    both = Models([english, every])
    assert both.readers("dentist") == both.readers("...") == (english, every)
    assert both.readers("牙医 dentist") == both.readers("Mei: 好") == (every,)
    assert both.whole == "every"
    assert Models([every]).readers("dentist") == (every,)
    assert Models([english]).readers("牙医") == (english,)
    assert Models([english]).whole is None
    assert is_paired("ok 好")
    assert not is_paired("déjà vu")


def held(vault):
    """Every vector as its model, its kind and the text that it finds."""
    query = "SELECT model, vector.kind, text FROM vector JOIN record ON record.n = vector.n"
    rows = vault.connection().execute(query).fetchall()
    assert len(rows) == len(set(rows))
    return set(rows)


def test_a_second_model(vault):
    """A model for every script that is new in a vault reads all; what the English one knows stays, and comes back when that goes."""
    english, every = HashingEmbedder("english"), HashingEmbedder("every", paired_scripts=True)
    vault.put([*CHAT, turn("牙医说星期二", "小梅", DAY * 30), turn("好的", "Dad", DAY * 30 + 1), turn("see you", "Mei", DAY * 30 + 2)])
    with_one = View(vault, english)
    with_one.index()
    before = held(vault)
    assert {model for model, _, _ in before} == {"english"}
    with_both = View(vault, [english, every])
    made = with_both.index()
    assert {(kind, text) for model, kind, text in held(vault) if model == "every"} == {(kind, text) for _, kind, text in before}
    assert made == len(before)
    lost = {(kind, text) for _, kind, text in before} - {(kind, text) for model, kind, text in held(vault) if model == "english"}
    assert lost >= {("turn", "牙医说星期二"), ("turn", "好的"), ("window", "好的"), ("window", "see you")}
    assert all(is_paired(text) for kind, text in lost if kind == "turn")
    assert not any(is_paired(text) for model, _, text in held(vault) if model == "english")
    assert with_both.index() == 0
    with_one = View(vault, english)
    with_one.index()
    assert held(vault) == before


def test_a_new_english_model_beside_one_for_every_script(vault):
    """Where the English model changes, every text has its vectors of both again."""
    every = HashingEmbedder("every", paired_scripts=True)
    vault.put([turn("牙医说星期二", "小梅"), turn("see you", "Mei", 1), turn("a memo", "Mei", DAY)])
    View(vault, [HashingEmbedder("old"), every]).index()
    before = held(vault)
    renewed = View(vault, [HashingEmbedder("new"), every])
    renewed.index()
    assert held(vault) == {("new" if model == "old" else model, kind, text) for model, kind, text in before}
    assert renewed.index() == 0


def test_new_texts_are_read_by_both(vault):
    """A text that comes later is read by each model that knows it, and once."""
    english, every = HashingEmbedder("english"), HashingEmbedder("every", paired_scripts=True)
    view = View(vault, [english, every])
    vault.put([turn("牙医", "小梅")])
    view.index()
    vault.put([turn("dentist", "Mei", 1), turn("garden", "Mei", DAY)])
    view.index()
    assert held(vault) == {
        ("every", "turn", "牙医"),
        ("every", "turn", "dentist"),
        ("every", "window", "dentist"),  # the window has Chinese in it
        ("english", "turn", "dentist"),
        ("every", "turn", "garden"),
        ("english", "turn", "garden"),
    }


def test_scripts_are_compared_with_their_own(vault):
    """A model that puts every Chinese text far from an English question still tells which of them is nearest to it."""

    class Parted(HashingEmbedder):
        """A model for which the script matters more than the words."""

        def embed(self, texts, *, role="passage"):
            rows = super().embed(texts, role=role)
            rows[:, 1] = [-0.4 if is_paired(text) else 0.4 for text in texts]
            rows[:, 0] = 0.5
            return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    english, every = HashingEmbedder("english"), Parted("every", paired_scripts=True)
    vault.put([turn(f"garden{number} tulips", "Mei", DAY * number) for number in range(8)])
    vault.put([turn("dentist 花园", "小梅", DAY * 20)])
    vault.put([turn(f"花园{chr(0x4E00 + number)}木", "小梅", DAY * (30 + number)) for number in range(7)])
    view = View(vault, [english, every])
    view.index()
    records, _ = view.refreshed()
    asked = {each.model: each.embed(["dentist"])[0] for each in (english, every)}
    likeness = view.likeness("turn", asked, records)
    (chosen,) = (place for place, n in enumerate(records.n.tolist()) if n == 9)
    chinese = likeness.support[[place for place, n in enumerate(records.n.tolist()) if n > 8]]
    assert likeness.meant[chosen]
    assert likeness.support[chosen] == chinese.max() > 0.5
    assert not view.likeness("turn", {}, records).meant.any()
    assert not view.likeness("turn", {"another": asked["english"]}, records).support.any()


def test_searches_while_vectors_are_made(vault, few):
    """Searches, imports and indexing beside each other, over codes, end with every record found by its own words."""
    embedder = HashingEmbedder()
    with Retriever(vault, embedder) as retriever:
        retriever.view = View(vault, embedder, exact_to=20)
        failures = []

        def index():
            try:
                retriever.index()
            except Exception as failure:  # noqa: BLE001  a thread's failure is carried to the test
                failures.append(failure)

        for number in range(0, 120, 20):
            vault.put([turn(f"thing{each} place{each}", minutes=DAY * each) for each in range(number, number + 20)])
            thread = threading.Thread(target=index)
            thread.start()
            assert retriever.search(Query(f"thing{number}"))
            thread.join(30)
        assert not failures
        assert retriever.pending() == 0
        for number in range(0, 120, 7):
            assert retriever.search(Query(f"thing{number} place{number}"))[0].record.text == f"thing{number} place{number}"
