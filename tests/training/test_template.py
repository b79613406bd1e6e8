"""Texts with alternatives and slots."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from training.template import expand, parse, slots


class Echo:
    """Fills a slot with its own name; those of people are personal."""

    def fill(self, slot: str) -> tuple[str, str]:
        """Return the slot's name."""
        return slot, "" if slot.startswith("=") else "person"


def _all(template: str) -> set[str]:
    nodes = parse(template)
    return {expand(nodes, Echo(), random.Random(seed), language="en", kind="chat").text for seed in range(60)}


@pytest.mark.parametrize(
    ("template", "complaint"),
    [
        ("<a|b", "not closed"),
        ("<a|<b>", "not closed"),
        ("{p.given", "no slot"),
        ("{}", "no slot"),
        ("{p given}", "no slot"),
        ("{P.given}", "no slot"),
        ("{p1.}", "no slot"),
    ],
)
def test_mistakes(template: str, complaint: str) -> None:
    """A bracket that is not closed and a slot without a proper name are mistakes."""
    with pytest.raises(ValueError, match=complaint):
        parse(template)


@pytest.mark.parametrize(
    ("template", "texts"),
    [
        ("a<b|c>d", {"abd", "acd"}),
        ("<|x>", {"", "x"}),
        ("<a|<b|c>d>", {"a", "bd", "cd"}),
        ("a|b > c", {"a|b > c"}),
        (r"\<a\|b\>\{c\}\\", {"<a|b>{c}\\"}),
        (r"<a\|b|c>", {"a|b", "c"}),
        (r"C:\temp", {r"C:\temp"}),
        ("<{p.given}|{=food}>!", {"p.given!", "=food!"}),
    ],
)
def test_what_is_made(template: str, texts: set[str]) -> None:
    """Brackets give each of their alternatives, nested and empty ones too; what a backslash stands before is literal."""
    assert _all(template) == set(texts)


@given(st.text(alphabet="ab <>|{}\\\n", max_size=20))
def test_escaped_is_literal(text: str) -> None:
    """Any text can be written with backslashes."""
    assert _all("".join(f"\\{char}" if char in "<>|{}\\" else char for char in text)) == {text}


def test_slots_are_found() -> None:
    """The slots of all alternatives are named, in order."""
    assert list(slots(parse("{p.He} <a {o.bank}|<b|{d1.day}>> {=food}"))) == ["p.He", "o.bank", "d1.day", "=food"]


def test_units() -> None:
    """What a slot of somebody is filled with is a unit; what another slot is filled with is none."""
    text = expand(parse("Hi {p.given}, {=food}, {q.full}"), Echo(), random.Random(1), language="en", kind="mail")
    assert [text.text[unit.start : unit.end] for unit in text.units] == ["p.given", "q.full"]
    assert (text.language, text.kind) == ("en", "mail")
