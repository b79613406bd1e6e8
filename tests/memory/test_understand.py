"""A question says who spoke, and that is not who is spoken about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keepmum.memory.people.roster import Roster
from keepmum.memory.question.understand import ThreadNames, understand

ROSTER = Roster.of([], ["Mei Chen", "Tom Reed", "陈美"])
MEI, TOM, CHEN = (next(iter(ROSTER.keys_of(name))) for name in ("Mei Chen", "Tom Reed", "陈美"))


@pytest.mark.parametrize(
    ("text", "speakers", "people", "owner"),
    [
        ("what did Mei say about the boat", {MEI}, {MEI}, False),
        ("what did Mei say about Tom", {MEI}, {MEI, TOM}, False),
        ("what did I tell Mei about the boat", set(), {MEI}, True),
        ("the news about Mei", set(), {MEI}, False),
        ("Mei's boat", {MEI}, {MEI}, False),
        ("陈美说的那条船在哪", {CHEN}, {CHEN}, False),
        ("我跟陈美说过什么", set(), {CHEN}, True),
        ("关于陈美的事", set(), {CHEN}, False),
        ("where is the boat", set(), set(), False),
        ("陈美跟我说过什么", {CHEN}, {CHEN}, False),
        ("陈美      说了什么", {CHEN}, {CHEN}, False),
        ("我        跟陈美说过什么", set(), {CHEN}, True),
    ],
)
def test_who_spoke_is_not_who_is_spoken_about(text: str, speakers: set[str], people: set[str], *, owner: bool) -> None:
    """Whoever says, tells or asks spoke; whoever comes behind "about", "tell" or 跟 did not; "I" is the owner."""
    meant = understand(text, ROSTER.find(text))
    assert (meant.speakers, meant.people, meant.owner_spoke) == (speakers, people, owner)


@pytest.mark.parametrize(
    ("text", "speakers", "told", "owner"),
    [
        ("what did I tell Mei", set(), {MEI}, True),
        ("what have I said to Mei", set(), {MEI}, True),
        ("what did I ask Mei about the boat", set(), {MEI}, True),
        ("what did Tom say to Mei", {TOM}, {MEI}, False),
        ("what did Mei tell me", {MEI}, set(), False),
        ("what did I send with Mei", set(), {MEI}, True),
        ("a walk with Mei", set(), set(), False),
        ("我跟陈美说过什么", set(), {CHEN}, True),
        ("我问过陈美什么", set(), {CHEN}, True),
        ("我告诉陈美什么了", set(), {CHEN}, True),
        ("Tom跟陈美说了什么", {TOM}, {CHEN}, False),
        ("陈美对Tom说过什么", {CHEN}, {TOM}, False),
    ],
)
def test_who_was_spoken_to(text: str, speakers: set[str], told: set[str], *, owner: bool) -> None:
    """Whoever was told, asked or written to is known, if the question says that somebody spoke."""
    meant = understand(text, ROSTER.find(text))
    assert (meant.speakers, meant.told, meant.owner_spoke) == (speakers, told, owner)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("what was decided in Harbour Walks Group", {"Harbour Walks Group"}),
        ("老城大院里谁要来", {"老城大院"}),
        ("who walks to the harbour", set()),
        ("memos of May", set()),
    ],
)
def test_threads_are_named_whole(text: str, names: set[str]) -> None:
    """A thread is meant where its whole name stands, if that is more than one everyday word."""
    assert ThreadNames(("Harbour Walks Group", "老城大院", "memos", "May")).meant(text) == names


@given(st.text(max_size=120))
def test_any_text_is_read(text: str) -> None:
    """No question fails, and nobody speaks who is not named."""
    meant = understand(text, ROSTER.find(text))
    assert meant.speakers <= meant.people
