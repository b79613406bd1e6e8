"""What a search reads: vectors of one model or of two, all or few of them, from memory or from the database."""

import threading

import numpy as np
import pytest
from tests.memory.chat import CHAT, turn
from tests.memory.fakes import HashingEmbedder

from keepmum.memory import codes, dense, packed, view
from keepmum.memory.keys import FLOOR
from keepmum.memory.models import Models, is_paired
from keepmum.memory.record import Query
from keepmum.memory.retrieve import Retriever
from keepmum.memory.vault import Vault
from keepmum.memory.view import View

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
    """For each record's number its cosine."""
    with opened.vault.lock:
        records, _ = opened.refreshed()
        best, mean = opened.cosines("turn", embedder.embed([text])[0], records, None)
    return dict(zip(records.n.tolist(), best.tolist(), strict=True)), mean


def test_many_vectors_after_an_opening(tmp_path, few):
    """Codes are read from their blocks; the nearest are found before their rows are in memory, and the same afterwards."""
    embedder, path = HashingEmbedder(), tmp_path / "v"
    with Vault.create(path, PASSPHRASE, cost=FLOOR) as vault:
        vault.put([turn(f"word{number} word{number + 1} word{number + 2}", minutes=DAY * number) for number in range(300)])
        made = View(vault, embedder, exact_to=20)
        assert made.index() == 300
        before, mean = found(made, embedder, "word100 word101 word102")
        assert vault.connection().execute("SELECT count(*) FROM vector_block").fetchone() == (9,)
        made.close()
    with Vault.open(path, PASSPHRASE) as vault:
        opened = View(vault, embedder, exact_to=20)
        with vault.courtesy:  # so that nothing is read in the background yet
            first, mean_now = found(opened, embedder, "word100 word101 word102")
            assert opened._indexes[embedder.model].lacking(1)
        warming = opened._warming
        if warming is not None:
            warming.join(30)
        assert not opened._indexes[embedder.model].lacking(1)
        assert found(opened, embedder, "word100 word101 word102")[0] == pytest.approx(first, abs=1e-5)
        assert first == pytest.approx(before, abs=1e-5)
        assert mean_now == pytest.approx(mean, abs=1e-4)
        assert max(first, key=first.__getitem__) == 101
        assert all(cosine > -1 for cosine in first.values())
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
        cosines, _ = found(opened, embedder, "word7 word8")
        assert asked == ["turn"]
        assert max(cosines, key=cosines.__getitem__) == 8
        opened.close()


def test_which_model_embeds_what():
    """Texts in Chinese go to the model that knows it, others to the one that need not; without a choice, to the first."""
    english, chinese = HashingEmbedder("english"), HashingEmbedder("chinese", paired_scripts=True)
    both = Models([english, chinese])
    assert [both.of(text).model for text in ("dentist", "牙医 dentist", "Mei: 好", "...")] == ["english", "chinese", "chinese", "english"]
    assert Models([chinese]).of("dentist") is chinese
    assert Models([english]).of("牙医") is english
    assert is_paired("ok 好")
    assert not is_paired("déjà vu")


def test_a_second_model(vault):
    """A model that is new in a vault takes over the texts that it knows, and gives them back when it goes."""
    english, chinese = HashingEmbedder("english"), HashingEmbedder("chinese", paired_scripts=True)
    vault.put([*CHAT, turn("牙医说星期二", "小梅", DAY * 30), turn("好的", "Dad", DAY * 30 + 1), turn("see you", "Mei", DAY * 30 + 2)])

    def held():
        query = "SELECT model, vector.kind, text FROM vector JOIN record ON record.n = vector.n"
        return set(vault.connection().execute(query).fetchall())

    with_one = View(vault, english)
    with_one.index()
    before = held()
    assert {model for model, _, _ in before} == {"english"}
    with_both = View(vault, [english, chinese])
    moved = with_both.index()
    paired = {("turn", "牙医说星期二"), ("turn", "好的"), ("window", "好的"), ("window", "see you")}
    chinese_now = {(kind, text) for model, kind, text in held() if model == "chinese"}
    assert paired <= chinese_now
    assert moved == len(chinese_now) < len(before)
    assert not [text for kind, text in chinese_now if kind == "turn" and not is_paired(text)]
    assert {(kind, text) for _, kind, text in held()} == {(kind, text) for _, kind, text in before}
    assert with_both.index() == 0
    with_one = View(vault, english)
    with_one.index()
    assert held() == before


def test_two_models_on_one_scale(vault):
    """A model's mean is no support and its 1 is full support, whatever its cosines are like; the first one's stay as they are."""

    class Narrow(HashingEmbedder):
        """A model whose cosines all lie near 1."""

        def embed(self, texts, *, role="passage"):
            rows = super().embed(texts, role=role)
            rows[:, 0] = 2
            return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    english, chinese = HashingEmbedder("english"), Narrow("chinese", paired_scripts=True)
    texts = ["dentist on tuesday", "garden tulips", "牙医星期二", "花园郁金香"]
    vault.put([turn(text, "Mei", DAY * place) for place, text in enumerate(texts)])
    opened = View(vault, [english, chinese])
    opened.index()
    records, _ = opened.refreshed()
    asked = {"english": english.embed(["dentist on tuesday"])[0], "chinese": chinese.embed(["Mei: 牙医星期二"])[0]}
    best, mean = opened.cosines("turn", asked, records, None)
    alone, mean_alone = opened.cosines("turn", asked["english"], records, None)
    assert mean == mean_alone
    np.testing.assert_array_equal(best[:2], alone[:2])
    assert (alone[2:] == -1).all()
    assert best[2] == pytest.approx(1, abs=0.01)
    assert -1 < best[3] < mean
    none, nothing = opened.cosines("turn", {"another": asked["english"]}, records, None)
    assert (none == -1).all()
    assert nothing == 0


def test_searches_while_vectors_are_made(vault, few):
    """Searches, imports and indexing beside each other, over codes, end with every record found by its own words."""
    embedder = HashingEmbedder()
    with Retriever(vault, embedder) as retriever:
        retriever._view = View(vault, embedder, exact_to=20)
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
