"""Tokens: how they are written, and what of a hostile text is taken for one."""

from __future__ import annotations

import pytest

from keepmum.policy.category import Category
from keepmum.policy.masking.tokens import MAX_RESERVED, Token, TokenMap, find_tokens, write


def names(text: str) -> list[str]:
    return [found.name for found in find_tokens(text)]


@pytest.mark.parametrize("category", Category)
def test_what_is_written_is_read(category: Category) -> None:
    """A token of every category is found whole, at its place."""
    token = write(f"{category.name}_12")
    (found,) = find_tokens(f"a {token}'s b")
    assert (found.name, found.start, found.end) == (f"{category.name}_12", 2, 2 + len(token))


@pytest.mark.parametrize(
    "text",
    [
        "[PERSON_1]",
        "[person_1]",
        "[ PERSON_1 ]",
        r"\[PERSON\_1\]",
        "[**PERSON_1**]",
        "[`PERSON_1`]",
        "⟦PERSON_1⟧",
        "【PERSON_1】",
        "［PERSON_1］",
        "PERSON_1",
        "Person_1",
        "和PERSON_1说",
        "**[PERSON_1]**",
    ],
)
def test_what_models_make_of_tokens_is_read(text: str) -> None:
    """Case, spaces, Markdown, other brackets, and lost brackets do not hide a token."""
    assert names(text) == ["PERSON_1"]


@pytest.mark.parametrize(
    "text",
    [
        "[PERSON]",
        "[PERSON_]",
        "[PERSON_0]",
        "[PERSON_01]",
        "[NOBODY_1]",
        "XPERSON_1",
        "PERSON_1x",
        "PERSON_1_2",
        "PERSON_1234567",
        "[PERSON 1]",
    ],
)
def test_what_is_no_token_is_not_read(text: str) -> None:
    """Something that is only like a token is none: nothing is guessed."""
    assert names(text) == []


def test_a_number_is_read_whole() -> None:
    """PERSON_1 is not found in PERSON_10."""
    assert names("[PERSON_10] PERSON_10 [ID_NUMBER_3]") == ["PERSON_10", "PERSON_10", "ID_NUMBER_3"]


def test_a_map_shows_nothing() -> None:
    """A map is a secret: no original in its repr."""
    tokens = TokenMap((Token("PERSON_1", Category.PERSON, "Mei Chen", ("p1",), ("mei chen",)),))
    assert "Mei" not in repr(tokens).title()
    assert tokens.original("PERSON_1") == "Mei Chen"
    assert tokens.original("PERSON_2") is None


def test_reserved_names() -> None:
    """Names that others use are taken, up to a limit that a hostile reply cannot pass; ours are not lost by it."""
    tokens = TokenMap((Token("PERSON_1", Category.PERSON, "Mei"),))
    assert tokens.reserve(["PERSON_1", "PERSON_9"]).reserved == {"PERSON_9"}
    many = [f"DATE_{number + 1}" for number in range(2 * MAX_RESERVED)]
    assert len(tokens.reserve(many, limit=MAX_RESERVED).reserved) == MAX_RESERVED
    assert len(tokens.reserve(many).reserved) == len(many)
    assert tokens.emptied() == TokenMap((), frozenset({"PERSON_1"}))


def test_linear_time() -> None:
    """A hostile text of a megabyte is read in a moment."""
    for piece in ("[PERSON_", "[" * 50, "PERSON_1" * 3, "[ \t [", r"\[PERSON\_", "ID_NUMBER_"):
        assert len(list(find_tokens(piece * (1_000_000 // len(piece))))) >= 0
