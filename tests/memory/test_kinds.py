"""A question names kinds of record in plain words."""

from __future__ import annotations

import pytest

from keepmum.memory.kinds import kinds_meant


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
    ],
)
def test_kinds(text: str, kinds: set[str]) -> None:
    """Words for a kind name it; a word that only looks like one does not."""
    assert kinds_meant(text) == kinds
