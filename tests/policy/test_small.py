"""Names written small."""

from __future__ import annotations

import pytest
from tests.policy.hostile import growth

from keepmum.policy.category import Category
from keepmum.policy.detectors.small import small_names
from keepmum.policy.detectors.words import is_known, words


def found(text: str) -> dict[str, Category]:
    return {text[span.start : span.end]: span.category for span in small_names(text, "safelist")}


@pytest.mark.parametrize(
    ("text", "name", "category"),
    [
        ("we went with orlavia to the cinema", "orlavia", Category.PERSON),
        ("then kadrowski's brother paid", "kadrowski", Category.PERSON),
        ("we should meet in brenholm, near the station", "brenholm", Category.PLACE),
        ("tell gregory i am late", "gregory", Category.PERSON),
        ("i work for zentrixa since may", "zentrixa", Category.PERSON),
        ("our friend ágnesza is here", "ágnesza", Category.PERSON),
        ("my boss halvorn shouts", "halvorn", Category.PERSON),
    ],
)
def test_a_word_that_no_dictionary_has_is_a_name(text: str, name: str, category: Category) -> None:
    """What no dictionary knows is taken for a name, with what is before it saying of what."""
    assert found(text).get(name) is category


@pytest.mark.parametrize(
    "text",
    [
        "please summarise the attached paragraphs and rephrase the second one",
        "we chatted, jogged and planned the prettiest picnics while prepping tapas",
        "fix the regex in the tokenizer config and rerun the linter on localhost",
        "an inter alia clause, although nobody annulled it",
        "he definitly recieved the packge yesterday",
        "see utils.parse_rows, foo_barly, /etc/nginxd and abc123def",
        "a rollercoaster, a boardgame and a roadtrip",
        "that villa near the mall was hell on earth",
    ],
)
def test_words_are_no_names(text: str) -> None:
    """Words of the dictionary in any form, of programs, typing slips and words joined of two are left."""
    assert found(text) == {}


def test_another_language_is_left() -> None:
    """A line of which many words are unknown is not English: nothing there could tell a name from another word."""
    assert found("wir möchten morgen gemeinsam einkaufen gehen und danach kochen") == {}
    assert "orlavia" in found("wir möchten morgen gemeinsam einkaufen gehen und danach kochen\nask her if orlavia comes along to the party")


def test_the_dictionaries_hold_no_given_name() -> None:
    """A given name is in neither dictionary, and the lists do not repeat each other."""
    for name in ("dictionary_en", "dictionary_small"):
        assert len(words(name)) > 1_000
        assert not words(name) & words("given_names")
        assert not words(name) & words("harmless_en")
        assert all(word == word.lower() for word in words(name))
    assert is_known("chatted")
    assert is_known("prettiest")
    assert not is_known("orlavia")


@pytest.mark.parametrize("piece", ["zqxvk ", "zqxvkzqxvkzqxvkzqxv ", "with ", "with zqxvk", "gregory ", "my name is ", "zqxvk's\n", "éàü"])
def test_time_is_linear(piece: str) -> None:
    """Four times the text takes about four times as long, whatever the text."""
    assert growth(lambda text: small_names(text, "safelist"), piece, 12_000) < 9


@pytest.mark.parametrize(
    ("text", "job"),
    [
        ("he was a primary school teacher in Leeds", "primary school teacher"),
        ("my sister, a nurse, said so", "nurse"),
        ("I'm a retired pilot", "retired pilot"),
        ("Zorbina is a lawyer", "lawyer"),
        ("she worked for years as a ballet dancer", "ballet dancer"),
        ("who has been an electrician", "electrician"),
    ],
)
def test_a_job_of_somebody(text: str, job: str) -> None:
    """A job is masked where it is said of somebody."""
    assert found(text)[job] is Category.OTHER


@pytest.mark.parametrize(
    "text",
    [
        "you are a helpful assistant",
        "act as a teacher",
        "this is a writer",
        "vim is a text editor",
        "what is a product manager",
        "she is a great teacher",
        "he is an expert",
        "a lawyer would know",
    ],
)
def test_a_job_of_nobody(text: str) -> None:
    """A job that nobody has, a role that is played and praise are left."""
    assert Category.OTHER not in found(text).values()
