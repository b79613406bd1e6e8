"""Words are found across scripts, as one word with their translations."""

import pytest
from tests.memory.chat import turn
from tests.memory.made_dictionary import written

from keepmum.memory.finding.retrieve import Retriever
from keepmum.memory.record import Query
from keepmum.memory.sealing.keys import FLOOR
from keepmum.memory.vault import Vault
from keepmum.memory.words import translated
from keepmum.memory.words.dictionary import find_dictionary
from keepmum.memory.words.terms import terms
from keepmum.memory.words.translated import translations

DAY = 60 * 24
TEXTS = [
    "my interview is on tuesday",
    "bring biscuits",
    "the fixed interest rate is 4.41",
    "面试几点开始",
    "饼干吃完了",
    "我家的猫不见了",
    "什么都没有",
]


@pytest.fixture
def dictionary(tmp_path):
    with find_dictionary(written(tmp_path), tmp_path / "cache") as opened:
        yield opened


@pytest.fixture
def vault(tmp_path):
    with Vault.create(tmp_path / "v", "passphrase", cost=FLOOR) as opened:
        opened.put([turn(text, "Mei", DAY * place) for place, text in enumerate(TEXTS)])
        yield opened


def found(vault, question, dictionary=None):
    """The texts that a question finds by words, with their reasons."""
    with Retriever(vault, None, dictionary=lambda: dictionary) as retriever:
        return {hit.record.text: hit.why for hit in retriever.search(Query(question))}


@pytest.mark.parametrize(
    ("question", "text", "word"),
    [
        ("面试", "my interview is on tuesday", "interview"),
        ("我的饼干呢", "bring biscuits", "biscuit"),
        ("利率多少", "the fixed interest rate is 4.41", "interest rate"),
        ("when was the interview", "面试几点开始", "面试"),
        ("biscuits", "饼干吃完了", "饼干"),
        ("cookies", "饼干吃完了", "饼干"),
        ("the cat", "我家的猫不见了", "猫"),
        ("餅乾", "饼干吃完了", "饼干"),
    ],
)
def test_across_scripts(vault, dictionary, question, text, word):
    """A word finds its translations, in both directions and between spellings; the reason names the word that the record has."""
    assert text not in found(vault, question)
    why = found(vault, question, dictionary)[text]
    assert any(reason.startswith("words: ") and word in reason for reason in why)


def test_a_word_and_its_translations_are_one(vault, dictionary):
    """A question becomes no longer by its translations: a record in either language that has all its words answers it as well."""
    with Retriever(vault, None, dictionary=lambda: dictionary) as retriever:
        hits = retriever.search(Query("饼干"))
    assert {hit.record.text for hit in hits} == {"bring biscuits", "饼干吃完了"}
    assert hits[0].score == pytest.approx(hits[1].score, rel=0.3)


def test_no_dictionary_needed(vault):
    """An English question in a vault without Chinese asks for no dictionary."""

    def refuse():
        raise AssertionError

    for record in [record for record in vault.records() if not record.text.isascii()]:
        vault.forget(record.id)
    with Retriever(vault, None, dictionary=refuse) as retriever:
        assert retriever.search(Query("biscuits"))
        with pytest.raises(AssertionError):
            retriever.search(Query("饼干"))


def test_a_common_word_stands_alone(vault, dictionary, monkeypatch):
    """A word that with its translations is nearly everywhere is looked up as it is written."""
    monkeypatch.setattr(translated, "COMMON_FLOOR", 1)
    assert set(found(vault, "饼干", dictionary)) == {"饼干吃完了"}


def test_longest_words(dictionary):
    """Of overlapping words the longest counts: 保险柜 is a safe, and no insurance."""
    question = "保险柜的钥匙"
    forms = translations(question, terms(question), dictionary, to_paired=False)
    assert {term.word: [form.word for form in there if form.word.isascii()] for term, there in forms.items()} == {
        "保险": ["safe"],
        "险柜": ["safe"],
        "钥匙": ["key"],
    }
