"""Reasons are said in plain words."""

from __future__ import annotations

import pytest

from keepmum.app.why import matched, plainly
from keepmum.memory.record import Hit, Record


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("meaning: rank 1", "closest in meaning"),
        ("meaning: rank 7", "close in meaning"),
        ("meaning: alike", "similar in meaning"),
        ("speaker: Mei", "said by Mei"),
        ("person: Mei Chen", "with Mei Chen"),
        ("nearby: tuesday", "tuesday said nearby"),
        ("conversation", "from the same conversation"),
        ("time: last spring", "from last spring"),
        ("kind: call", "a call"),
        ("kind: email", "an email"),
        ("thread: Family", "in Family"),
        ("something: new", "something: new"),
        ("unheard of", "unheard of"),
    ],
)
def test_each_reason_has_its_words(reason: str, said: str) -> None:
    """A reason that the ranking gives is said as a person would; one that is not known is shown as it stands."""
    assert plainly(Hit(Record("x", kind="message"), 1, (reason,))) == [said]


def test_words_are_spelled_as_in_the_record() -> None:
    """The words that a record shares with the question are named as it has them, each once and not too many."""
    hit = Hit(
        Record("Dentists on\nTuesday; the DENTIST. 妈妈手术"),
        1,
        ("words: dentist, tuesday, 妈妈, 妈手",),
        words=("dentist", "tuesday", "妈妈", "妈手"),
    )
    assert matched(hit) == ["Dentists", "Tuesday", "妈妈手"]
    many = [f"w{n}" for n in range(8)]
    assert plainly(Hit(Record(" ".join(many)), 1, ("words: …",), words=tuple(many))) == ["matches w0, w1, w2, w3, w4, w5 and 2 more"]
    assert plainly(Hit(Record("x"), 1, ("words: dentist",))) == ["matches dentist"]


def test_who_wrote_is_not_said_to_have_spoken() -> None:
    """A memo is written; a call and a message are said; a contact's card is neither."""
    assert plainly(Hit(Record("Mei", kind="contact"), 1, ("speaker: Mei",))) == ["the card of Mei"]
    assert plainly(Hit(Record("x", kind="memo"), 1, ("speaker: Mei", "speaker: Mei"))) == ["written by Mei"]
