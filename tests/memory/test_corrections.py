"""A later turn corrects an earlier one where it sounds so and is about the same thing."""

from __future__ import annotations

import pytest

from keepmum.memory.corrections import corrects
from keepmum.memory.record import Record


@pytest.mark.parametrize(
    ("earlier", "later", "gap"),
    [
        ("Dinner on Friday at 3", "no, make it 4", 1),
        ("Dentist is Tuesday 3pm", "sorry, I meant 4pm", 2),
        ("The dinner is on Friday, at the harbour", "dinner at the harbour moved to Saturday!", 30),
        ("see you at the pub at 7", "the pub is closed, let's meet at 8 instead", 2),
        ("the parcel comes on the 12th", "parcel: not the 12th, it's the 14th", 9),
        ("手术定在3月12号", "手术改到19号了", 40),
        ("周三手术", "不是周三，是周四", 1),
        ("手术定在3月12号", "改期了，主任12号要去开会，改到19号", 60),
        ("Interview 20 Nov at 9.30", "They moved it, not the 20th, now the 25th", 9),
        ("我们六点在车站见", "说错了，七点", 2),
    ],
)
def test_corrections_are_seen(earlier: str, later: str, gap: int) -> None:
    """Another time, day or number, with words that correct, in English and in Chinese."""
    assert corrects(Record(later, "message"), Record(earlier, "message"), gap)


@pytest.mark.parametrize(
    ("earlier", "later", "gap"),
    [
        ("I like tea", "actually no", 1),
        ("I bought milk", "I cancelled the gym", 1),
        ("Dinner on Friday at 3", "great, see you at 3", 1),
        ("Dinner on Friday at 3", "the match moved to 5", 40),
        ("手术定在3月12号", "好的，12号见", 1),
        ("Dinner on Friday at 3", "no, make it 4", 30),
        ("keys: we can collect at 1 on friday", "the ceremony moved, make it 1.30 not 2", 40),
    ],
)
def test_what_only_sounds_like_one_is_none(earlier: str, later: str, gap: int) -> None:
    """Another matter, the same value, or a bare "make it 4" long after is no correction."""
    assert not corrects(Record(later, "message"), Record(earlier, "message"), gap)


def test_a_list_corrects_no_other_list() -> None:
    """Only what is said in a talk corrects what was said in it."""
    assert not corrects(Record("Paid 160 to the plumber, change of plan", "memo"), Record("Paid 150 to the plumber", "memo"), 1)
