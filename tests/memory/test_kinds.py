"""A question names kinds of record in plain words."""

from __future__ import annotations

import pytest

from keepmum.memory.question.kinds import kinds_meant, pointing


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("what did the surgeon say in that call?", {"call"}),
        ("what did Gethin tell me on the phone", {"call"}),
        ("电话里护士说了什么", {"call"}),
        ("what's in my memo about the boiler", {"memo"}),
        ("我备忘录里写的密码提示", {"memo"}),
        ("Wei's number", {"contact"}),
        ("妈妈的生日是哪天", {"contact"}),
        ("what did she write in the group chat about lunch", {"message"}),
        ("the email with the invoice", {"email"}),
        ("how many boxes did we buy", set()),
        ("which number did the bus have", set()),
        ("I will call you later", set()),
        ("calls with Mei in May", {"call"}),
        ("the last call", {"call"}),
        ("备忘录里", {"memo"}),
    ],
)
def test_kinds(text: str, kinds: set[str]) -> None:
    """Words for a kind name it; a word that only looks like one does not."""
    assert kinds_meant(text) == kinds


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("what did the surgeon say in that call", ["in that call"]),
        ("what did Gethin tell me on the phone", ["on the phone"]),
        ("in my memo about the boiler", ["in my memo about"]),
        ("my notes", ["my notes"]),
        ("备忘录里写了什么", ["备忘录里"]),
        ("在那通电话里护士说了什么", ["在那通电话里"]),
        ("群里谁要来", ["群里"]),
        ("the shopping list", []),
        ("Wei's number", []),
        ("妈妈的生日是哪天", []),
        ("the email with the invoice", []),
        ("I will call you later", []),
    ],
)
def test_words_that_only_say_where_to_look(text: str, words: list[str]) -> None:
    """Words that only point to a kind are told apart from those that a record can have, such as "number" and "list"."""
    assert [text[begin:end] for begin, end in pointing(text, ("call", "memo", "message", "contact"))] == words


def test_a_kind_without_records_is_not_pointed_to() -> None:
    """Where there is no call, "call" is a word like any other."""
    assert pointing("in that call", ("message",)) == ()
