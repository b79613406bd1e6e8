"""Words as the index sees them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keepmum.memory.words.tokens import MAX_WORD, fold, index_tokens, runs, stem


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("painting", "painted"),
        ("painting", "paints"),
        ("stopped", "stopping"),
        ("parties", "party"),
        ("hoped", "hoping"),
        ("classes", "class"),
        ("quickly", "quick"),
        ("children", "child"),
        ("Café", "cafe"),
        ("ＡＢＣ", "abc"),
        ("Mum's", "mum"),
        ("Mum’s", "MUM"),
        ("don’t", "don't"),
    ],
)
def test_spellings_that_meet(one, other):
    """Two spellings that a person takes for one word give one token."""
    assert list(index_tokens(one)) == list(index_tokens(other))


@pytest.mark.parametrize(
    ("one", "other"), [("thing", "th"), ("king", "k"), ("bus", "bu"), ("spring", "spr"), ("2024", "202"), ("news", "new")]
)
def test_words_that_stay_apart(one, other):
    """A word that only looks as if it had an ending keeps it."""
    assert stem(one) != other


def test_chinese_pairs():
    """A run gives all pairs and then its last character: one token a character."""
    assert list(index_tokens("妈妈来了")) == ["妈妈", "妈来", "来了", "了"]
    assert list(index_tokens("茶")) == ["茶"]


def test_mixed_scripts():
    """A change of script ends a word, without a space between them."""
    assert list(runs(fold("明天meet在Starbucks喝咖啡2杯"))) == [
        ("明天", True),
        ("meet", False),
        ("在", True),
        ("starbucks", False),
        ("喝咖啡", True),
        ("2", False),
        ("杯", True),
    ]


def test_long_runs_are_cut():
    """A key or an attachment in base 64 makes one short token."""
    assert [len(token) for token in index_tokens("x" * 5000)] == [MAX_WORD]


@settings(max_examples=200)
@given(st.text(max_size=60))
def test_tokens_survive_fts5(text):
    """No token holds a space or ASCII punctuation, so that FTS5's `ascii` tokenizer splits at the spaces and nowhere else."""
    for token in index_tokens(text):
        assert token
        assert not token.isspace()
        assert all(character.isalnum() or ord(character) > 127 for character in token)
        assert " " not in token
        assert "\0" not in token


@settings(max_examples=200)
@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=20))
def test_stem_is_never_empty(word):
    """Every word keeps something to be found by."""
    assert stem(word)
