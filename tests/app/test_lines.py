"""Lines are broken where a person would, and of a long text those are shown that tell most."""

from __future__ import annotations

import io
from dataclasses import fields

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from keepmum.app.lines import ALL, Signs, broken, stretch
from keepmum.memory.words.marks import marks

_TEXTS = st.text(st.sampled_from("ab c\n妈，。1👍"), max_size=120)


def lines(text: str, width: int, first: int = 0) -> list[str]:
    """Return the lines of a text."""
    return [text[line.start : line.end] for line in broken(text, width, first)]


def chosen(text: str, words: list[str], width: int, most: int) -> tuple[list[str], tuple[bool, ...]]:
    """Return the lines that are shown of a text, and where something was left out."""
    part = stretch(text, marks(text, words), width, most)
    return [text[line.start : line.end] for line in part.lines], part.cuts


def test_lines_break_between_words() -> None:
    """Words stay whole, the text's own breaks are kept, and the first line may have less room."""
    assert lines("one two three\n\n  four", 8) == ["one two", "three", "", "  four"]
    assert lines("one two three", 8, first=5) == ["one", "two", "three"]
    assert lines("see https://example.org/long/path now", 10) == ["see", "https://example.org/long/path", "now"]
    assert lines("", 10) == [""]


def test_chinese_breaks_anywhere_but_before_its_stops() -> None:
    """A Chinese character takes two cells; a comma or full stop does not begin a line."""
    assert lines("妈妈来了，好。", 8) == ["妈妈来", "了，好。"]


@given(_TEXTS, st.integers(4, 30))
@settings(max_examples=200)
def test_nothing_is_lost_and_nothing_is_too_wide(text: str, width: int) -> None:
    """All but spaces is in the lines, in order; a line is wider than it may be only if it is one word."""
    shown = lines(text, width)
    assert "".join("".join(shown).split()) == "".join(text.split())
    assert all(cell_len(line.strip()) <= width or " " not in line.strip() for line in shown)


def test_a_short_text_is_shown_whole() -> None:
    """No line is left out where all of them, or all but one, fit; empty lines take no room."""
    assert chosen("a\n\nb\nc\nd\n", ["x"], 20, 3) == (["a", "b", "c", "d"], (False,) * 5)
    assert chosen("", ["x"], 20, 3) == ([], (False,))


def test_of_a_long_text_the_lines_with_the_words_are_shown() -> None:
    """Words that stand far apart are all seen, each once, with what is beside them; where something is left out, it says so."""
    rows = [f"row {n}" for n in range(30)]
    rows[7] = rows[9] = "the dentist"
    rows[20] = "on tuesday"
    shown, cuts = chosen("\n".join(rows), ["dentist", "tuesday"], 20, 4)
    assert shown == ["row 6", "the dentist", "row 8", "on tuesday"]
    assert cuts == (True, False, False, True, True)
    assert chosen("\n".join(rows), ["dentist", "tuesday"], 20, 1)[0] == ["the dentist"]


def test_an_endless_word_is_cut() -> None:
    """A key stays whole for whoever copies it; a file in base 64 does not fill the screen, unless all is wanted."""
    assert chosen("key " + "x" * 100, [], 20, 4) == (["key", "x" * 100], (False, False, False))
    assert chosen("x" * 9999 + " end", [], 20, 4) == (["x" * 400, "end"], (False, True, False))
    assert chosen("x" * 9999, [], 20, 1) == (["x" * 20], (False, True))
    assert chosen("x" * 9999, [], 20, ALL) == (["x" * 9999], (False, False))


def test_without_a_marked_word_the_beginning_is_shown() -> None:
    """A text that was found by its meaning alone is shown from its first line."""
    shown, cuts = chosen("\n".join("abcdefgh"), ["x"], 20, 3)
    assert shown == ["a", "b", "c"]
    assert cuts == (False, False, False, True)


@given(_TEXTS, st.lists(st.sampled_from(["ab", "c", "妈"]), max_size=3), st.integers(4, 30), st.integers(1, 5))
@settings(max_examples=200)
def test_what_is_shown_is_in_the_text_and_no_more_than_asked_for(text: str, words: list[str], width: int, most: int) -> None:
    """The lines are in order and not too many, none is empty, and a word that occurs is seen."""
    shown, cuts = chosen(text, words, width, most)
    assert len(shown) <= most + 1
    assert len(cuts) == len(shown) + 1
    assert all(line.strip() for line in shown)
    assert bool(marks(text, words)) == any(marks(line, words) for line in shown) or not text.isascii()


def test_signs_are_those_that_the_stream_can_show() -> None:
    """A stream that takes no Unicode gets ASCII."""
    assert Signs.of(io.TextIOWrapper(io.BytesIO(), "utf-8")).bar == "▌"
    ascii_signs = Signs.of(io.TextIOWrapper(io.BytesIO(), "ascii"))
    assert all(str(getattr(ascii_signs, field.name)).isascii() for field in fields(Signs))


def test_a_mark_after_chinese_stays_with_it() -> None:
    """A comma or stop of either script begins no line."""
    text = "我妈, 我的妈, 我们!"
    assert [text[line.start : line.end] for line in broken(text, 5)] == ["我妈,", "我的", "妈,", "我们!"]
