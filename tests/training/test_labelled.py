"""A text and what is personal in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from training.labelled import ANY, CATEGORIES, Labelled, Unit, joined

Edits = list[tuple[int, int, str]]


def _labelled(text: str, *units: tuple[int, int, str]) -> Labelled:
    return Labelled(text, tuple(Unit(*unit) for unit in units), "en", "chat")


@pytest.mark.parametrize(
    "units",
    [
        [(3, 3, "person")],
        [(3, 99, "person")],
        [(2, 7, "person")],
        [(3, 8, "person")],
        [(8, 11, "person"), (3, 7, "person")],
        [(3, 7, "person"), (5, 11, "person")],
    ],
)
def test_units_lie_in_the_text(units: list[tuple[int, int, str]]) -> None:
    """A unit that is empty, outside, out of order, over another or that begins or ends with a space is refused."""
    with pytest.raises(ValueError, match="does not lie"):
        _labelled("hi Anna and Ben", *units)


def test_categories_are_known() -> None:
    """A category is one of the guide's, or `ANY`."""
    with pytest.raises(ValueError, match="no category"):
        _labelled("hi Anna", (3, 7, "name"))
    for category in (*CATEGORIES, ANY):
        assert _labelled("hi Anna", (3, 7, category)).units[0].category == category


def test_nothing_of_the_text_is_shown() -> None:
    """What is printed of a text is never the text."""
    assert "Anna" not in repr(_labelled("hi Anna", (3, 7, "person")))


@st.composite
def _edited(draw: st.DrawFn) -> tuple[Labelled, Edits]:
    """Return a text, whose units have capitals and what is outside small letters, and edits that keep to that; some cross borders."""
    parts = draw(st.lists(st.tuples(st.booleans(), st.integers(1, 5)), min_size=1, max_size=8))
    text, units = "", []
    for inside, length in parts:
        if inside:
            units.append(Unit(len(text), len(text) + length, "person"))
        text += ("A" if inside else "b") * length
    places = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    edits = []
    for start, end in zip(places[::2], places[1::2], strict=False):
        of_unit = any(unit.start < end and start < unit.end for unit in units)
        edits.append((start, end, ("Z" if of_unit else "y") * draw(st.integers(0, 3))))
    return Labelled(text, tuple(units), "en", "chat"), edits


@given(_edited())
def test_edits_keep_what_is_inside(case: tuple[Labelled, Edits]) -> None:
    """What was inside a unit stays inside one, and what was outside and untouched stays outside, whatever is replaced."""
    text, edits = case
    after = text.edited(edits)
    covered = [any(unit.start <= at < unit.end for unit in after.units) for at in range(len(after.text))]
    assert all(covered[at] for at, char in enumerate(after.text) if char in "AZ")
    assert not any(covered[at] for at, char in enumerate(after.text) if char in "by")


@given(_edited())
def test_edits_write_what_they_say(case: tuple[Labelled, Edits]) -> None:
    """The text after edits is what one gets by replacing from the end."""
    text, edits = case
    said = text.text
    for start, end, new in reversed(edits):
        said = said[:start] + new + said[end:]
    assert text.edited(edits).text == said


def test_one_edit_over_two_units() -> None:
    """An edit that crosses the borders of two units belongs to the first."""
    after = _labelled("AnnaBen x", (0, 4, "person"), (4, 7, "place")).edited([(2, 5, "--")])
    assert [(after.text[unit.start : unit.end], unit.category) for unit in after.units] == [("An--", "person"), ("en", "place")]


def test_what_becomes_empty_is_gone() -> None:
    """A unit of which nothing, or only spaces, are left is none."""
    text = _labelled("hi Anna and Ben", (3, 7, "person"), (12, 15, "person"))
    assert [unit.start for unit in text.edited([(3, 7, "")]).units] == [8]
    assert len(text.edited([(3, 7, "  "), (12, 15, " Ben")]).units) == 1


def test_edits_in_order() -> None:
    """Edits out of order are refused."""
    with pytest.raises(ValueError, match="in order"):
        _labelled("hi Anna").edited([(3, 4, "x"), (0, 1, "x")])


def test_joined() -> None:
    """Joined texts keep their units, and the language and kind of the first."""
    whole = joined([_labelled("Anna", (0, 4, "person")), Labelled("in Rome", (Unit(3, 7, "place"),), "zh", "mail")], " - ")
    assert whole.text == "Anna - in Rome"
    assert [whole.text[unit.start : unit.end] for unit in whole.units] == ["Anna", "Rome"]
    assert (whole.language, whole.kind) == ("en", "chat")


def test_nothing_to_join() -> None:
    """No text at all is a mistake."""
    with pytest.raises(ValueError, match="nothing"):
        joined([], " ")
