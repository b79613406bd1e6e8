"""A later turn corrects an earlier one where it sounds so and is about the same thing."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from keepmum.memory.finding.corrections import corrects, sounds_corrective
from keepmum.memory.record import Kind, Record

PAIRS = [json.loads(line) for line in Path(__file__).with_name("corrections_set.jsonl").read_text(encoding="utf-8").splitlines()]
KINDS: dict[str, Kind] = {"chat": "message", "call": "call", "memo": "memo"}
BEGAN = datetime(2025, 5, 1, 9, tzinfo=UTC)
PRECISION = 0.95  # measured: 1.00; .86 before words such as "no" needed another value beside them
RECALL = 0.75  # measured: .80, and 32 of the 34 that are said in a talk; .45 before


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


def _pair(row: dict[str, object]) -> tuple[Record, Record, int]:
    turns, kind = row["turns"], KINDS[str(row["kind"])]
    assert isinstance(turns, list)
    made = [Record(turn["text"], kind, BEGAN + timedelta(minutes=place), (turn["who"],)) for place, turn in enumerate(turns)]
    later, earlier = row["later"], row["earlier"]
    assert isinstance(later, int)
    assert isinstance(earlier, int)
    return made[later], made[earlier], later - earlier


def test_the_labelled_pairs_are_told_apart() -> None:
    """Of what is shown as a correction nineteen in twenty are one, and of the corrections three in four are shown.

    The pairs were labelled before the rules that they test were read; more than half are none though they sound like one.
    """
    said = [(row["corrects"], corrects(*_pair(row))) for row in PAIRS]
    shown = [right for right, found in said if found]
    assert sum(shown) >= PRECISION * len(shown)
    assert sum(shown) >= RECALL * sum(right for right, _ in said)


def test_what_corrects_sounds_so() -> None:
    """`sounds_corrective` sieves for `corrects`: it lets through every turn that corrects one."""
    assert all(sounds_corrective(_pair(row)[0]) for row in PAIRS if corrects(*_pair(row)))


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("You paid for the whole holiday in the end, my card was declined", "no no, 80. I paid 80 deposit in March"),
        ("What is your plan for the garden this year?", "I want to help make it a place for 3 families this year"),
        ("How long have you had your friends from the choir?", "I have known my friends for 4 years, since I moved from my home country"),
        ("Does the box say which material the remote is of?", "It is not so expensive, the box says, of no other material"),
        ("周末我们去爬山", "爬山要早起，对不对？"),
    ],
)
def test_words_that_correct_elsewhere_correct_nothing_here(earlier: str, later: str) -> None:
    """Elsewhere "make it", "moved from", "not" and "no no" say of their own matter what they say."""
    assert not corrects(Record(later, "message"), Record(earlier, "message"), 1)


def test_nobody_takes_back_what_another_said() -> None:
    """The words "I meant" are about one's own words."""
    earlier = Record("The key is under the blue pot", "message", who=("Jon",))
    assert corrects(Record("I meant the green pot", "message", who=("Jon",)), earlier, 1)
    assert not corrects(Record("I meant the green pot", "message", who=("Mara",)), earlier, 1)
