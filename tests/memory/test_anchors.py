"""Times that count from something that happened are resolved by what the records tell of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keepmum.memory.anchors import anchors, resolve
from keepmum.memory.record import Record

NOW = datetime(2026, 1, 2, 10, tzinfo=UTC)


def _said(text: str, month: int, day: int) -> Record:
    return Record(text, "message", datetime(2025, month, day, 12, tzinfo=UTC))


TOLD = (
    _said("the regatta is on Saturday 13 September", 3, 4),
    _said("can you drive to the regatta on the 13th?", 9, 1),
    _said("no regatta for me, I'm away", 9, 2),
)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("what did we buy the week before the regatta?", (9, 6), (9, 14)),
        ("who rang the day after the regatta", (9, 13), (9, 15)),
        ("two weeks before the regatta", (8, 27), (9, 3)),
        ("who was ill during the regatta", (9, 10), (9, 17)),
    ],
)
def test_the_records_say_when_it_was(text: str, since: tuple[int, int], until: tuple[int, int]) -> None:
    """The day that the records agree on is counted from."""
    (anchor,) = anchors(text)
    assert anchor.what == "regatta"
    period = resolve(anchor, TOLD, NOW)
    assert period is not None
    assert period.since == datetime(2025, *since, tzinfo=UTC)
    assert period.until == datetime(2025, *until, tzinfo=UTC)


def test_chinese_anchors() -> None:
    """What happened stands before the word for its side."""
    (anchor,) = anchors("手术前一天妈妈说了什么")
    assert (anchor.what, anchor.since, anchor.until) == ("手术", -1, 1)
    told = (_said("手术定在3月20号", 3, 1), _said("手术是20号上午", 3, 17))
    period = resolve(anchor, told, NOW)
    assert period is not None
    assert period.since == datetime(2025, 3, 19, tzinfo=UTC)


def test_records_that_do_not_agree_name_no_day() -> None:
    """Two days with a vote each are no answer, and neither is one voice."""
    (anchor,) = anchors("after the regatta")
    assert resolve(anchor, TOLD[:1], NOW) is None
    assert resolve(anchor, (TOLD[0], _said("the regatta on 4 October", 9, 20)), NOW) is None
    assert resolve(anchor, (), NOW) is None


def test_an_event_in_the_calendar_decides() -> None:
    """A calendar's own entry is worth more than what is said."""
    (anchor,) = anchors("after the regatta")
    event = Record("Regatta", "event", datetime(2025, 9, 14, 9, tzinfo=UTC))
    period = resolve(anchor, (TOLD[0], event), NOW)
    assert period is not None
    assert period.since == datetime(2025, 9, 14, tzinfo=UTC)


@given(st.text(max_size=120))
def test_any_text_is_read(text: str) -> None:
    """No question fails, and what an anchor covers lies in it."""
    for anchor in anchors(text):
        assert 0 <= anchor.begin < anchor.end <= len(text)
