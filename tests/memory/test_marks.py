"""A question's words are found in a text where the index finds them, at the characters as they were written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keepmum.memory.words.marks import marks, question_words
from keepmum.memory.words.tokens import index_tokens


def marked(text: str, *words: str) -> list[str]:
    """Return the stretches as text."""
    return [text[mark.start : mark.end] for mark in marks(text, words)]


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("She painted; her paintings, the painter", "painting", ["painted", "paintings"]),
        ("Mum's knee. MUM’S other knee", "mum", ["Mum", "MUM"]),
        ("I don't, dont", "don't", ["don't", "dont"]),
        ("Café and CAFE\u0301 and cafe", "cafe", ["Café", "CAFE\u0301", "cafe"]),
        ("Ｔｕｅｓｄａｙ or tues", "tuesday", ["Ｔｕｅｓｄａｙ"]),
        ("the ﬁre alarm", "fire", ["ﬁre"]),
        ("Straße", "strasse", ["Straße"]),
        ("한국어", "한국", ["한국"]),
        ("ﾊﾟﾘ", "パリ", ["ﾊﾟﾘ"]),
        ("my iPhone手机壳", "手机", ["手机"]),
        ("妈妈膝盖疼，妈妈说", "妈妈", ["妈妈", "妈妈"]),
        ("妈妈手术改到周三", "妈", ["妈妈"]),
        ("a cat in catalogue", "cat", ["cat"]),
        ("", "cat", []),
    ],
)
def test_a_word_is_marked_as_it_is_found(text: str, word: str, expected: list[str]) -> None:
    """Endings, capitals, accents, widths and apostrophes do not matter; other words are not touched; Chinese is marked inside a run."""
    assert marked(text, word) == expected


def test_what_touches_is_one_stretch() -> None:
    """The pairs that a Chinese question is looked up by are one stretch where they meet in the text."""
    assert marked("妈妈手术改到哪天", *question_words("妈妈手术改到哪天?")) == ["妈妈手术改到"]


def test_a_question_is_marked_by_what_is_looked_up() -> None:
    """Words that only build the question are not marked."""
    assert question_words("when is the dentist?") == ("dentist",)
    assert marked("When is the dentist there?", *question_words("when is the dentist?")) == ["dentist"]


@given(st.text(max_size=60), st.lists(st.text(max_size=8), max_size=4))
@settings(max_examples=200)
def test_stretches_are_in_order_and_apart(text: str, words: list[str]) -> None:
    """Whatever the text, each stretch is inside it, none is empty, and no two touch."""
    found = marks(text, words)
    places = [place for mark in found for place in (mark.start, mark.end)]
    assert places == sorted(set(places))
    assert not places or (places[0] >= 0 and places[-1] <= len(text))


_WORDS = st.sampled_from(["Mum's", "knees", "naïve", "膝盖", "ok", "Ｔｕｅ", "don’t", "…", "👍🏽"])


@given(st.lists(_WORDS, min_size=1, max_size=12), st.data())
@settings(max_examples=100)
def test_every_word_of_a_text_is_found_in_it(words: list[str], data: st.DataObject) -> None:
    """A word that the index has for a text is marked in the text, and what is marked has a token of the word."""
    word = data.draw(st.sampled_from(words))
    asked = set(index_tokens(word))
    found = marked(" ".join(words), word)
    assert bool(found) == bool(asked)
    assert all(asked & set(index_tokens(stretch)) for stretch in found)
