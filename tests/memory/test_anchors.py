"""Times that count from something that happened are resolved by what the records tell of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keepmum.memory.question.anchors import MOST_TRIED, anchors, resolve, with_anchors
from keepmum.memory.record import Record
from keepmum.memory.when import Period, periods
from keepmum.memory.words.tokens import index_tokens

NOW = datetime(2026, 1, 2, 10, tzinfo=UTC)


def _said(text: str, month: int, day: int) -> Record:
    return Record(text, "message", datetime(2025, month, day, 12, tzinfo=UTC))


TOLD = (
    _said("the regatta is on Saturday 13 September", 3, 4),
    _said("can you drive to the regatta on the 13th?", 9, 1),
    _said("no regatta for me, I'm away", 9, 2),
)
WEDDING = (_said("the wedding is on Saturday 13 September", 3, 4), _said("婚礼是9月13号", 3, 5))


def _times(text: str, told: Sequence[Record], people: Sequence[tuple[int, int]] = ()) -> tuple[Period, ...]:
    """Read the times of a question as a search does: a record tells of what stands in it."""
    return with_anchors(
        text, periods(text, NOW), people, NOW, lambda tokens: [each for each in told if tokens <= frozenset(index_tokens(each.text))]
    )


def _days(found: Sequence[Period]) -> list[tuple[str, str]]:
    return [(f"{each.since:%m-%d}", f"{each.until:%m-%d}") for each in found if each.since is not None and each.until is not None]


def _day_of(what: str, told: Sequence[Record]) -> datetime | None:
    period = resolve(next(anchors(what)), told, NOW)
    return None if period is None else period.since


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
    anchor = next(anchors(text))
    assert anchor.what == "regatta"
    period = resolve(anchor, TOLD, NOW)
    assert period is not None
    assert period.since == datetime(2025, *since, tzinfo=UTC)
    assert period.until == datetime(2025, *until, tzinfo=UTC)


def test_chinese_anchors() -> None:
    """What happened stands before the word for its side."""
    anchor = next(anchors("手术前一天妈妈说了什么"))
    assert (anchor.what, anchor.since, anchor.until) == ("手术", -1, 1)
    told = (_said("手术定在3月20号", 3, 1), _said("手术是20号上午", 3, 17))
    period = resolve(anchor, told, NOW)
    assert period is not None
    assert period.since == datetime(2025, 3, 19, tzinfo=UTC)


def test_records_that_do_not_agree_name_no_day() -> None:
    """Two days with a voice each are no answer, and neither is one day that stands in another sentence."""
    anchor = next(anchors("after the regatta"))
    assert resolve(anchor, (TOLD[0], _said("the regatta on 4 October", 9, 20)), NOW) is None
    assert resolve(anchor, (_said("what a regatta. I'm away until the 15th", 9, 1),), NOW) is None
    assert resolve(anchor, (), NOW) is None


@pytest.mark.parametrize(
    "told",
    [
        "the regatta is on the 13th, he's free on the 10th",
        "he's free on the 10th, and the regatta is on the 13th",
        "Regatta plans\n\nSaturday 13 September, the north pier\n- boats on the 11th",
        "the regattas on the 13th",
    ],
)
def test_the_nearest_day_is_meant(told: str) -> None:
    """One record is enough if it says so in one sentence, or under a title; of its days the nearest to the word counts."""
    assert _day_of("the day of the regatta", [_said(told, 9, 1)]) == datetime(2025, 9, 13, tzinfo=UTC)


def test_another_word_with_the_same_stem_is_no_witness() -> None:
    """The weekday in "wed the 10th" is no wedding."""
    told = (_said("moved to wed the 10th", 9, 1), _said("wed 10 sept, gate 4", 9, 2), _said("the wedding is on 13 September", 3, 1))
    assert _day_of("the day of the wedding", told) == datetime(2025, 9, 13, tzinfo=UTC)


def test_what_was_put_off_is_when_it_was_put_off_to() -> None:
    """A record that corrects halves what was said before it."""
    told = (_said("不对，不是12号，手术20号上午", 3, 10), _said("手术定在3月12号", 2, 21))
    assert _day_of("手术当天", told) == datetime(2025, 3, 20, tzinfo=UTC)


def test_what_was_comes_before_what_will_be() -> None:
    """Of two weddings the one that has been is meant: people ask their memory about the past."""
    told = (_said("婚礼是13号", 9, 2), _said("表弟的婚礼2026年5月3号", 11, 1))
    assert _day_of("婚礼当天", told) == datetime(2025, 9, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("the week before the wedding what did she say", "09-06", "09-14"),
        ("The week before my wedding, who was ill?", "09-06", "09-14"),
        ("in the week before our wedding", "09-06", "09-14"),
        ("what did we do the weekend before the wedding", "09-06", "09-14"),
        ("10 days before the wedding", "08-31", "09-07"),
        ("the fortnight before the wedding", "08-30", "09-14"),
        ("the month after the wedding", "09-13", "10-14"),
        ("on the day of the wedding", "09-13", "09-14"),
        ("the week of the wedding", "09-10", "09-17"),
        ("the week leading up to the wedding", "09-06", "09-14"),
        ("the day after the wedding she rang", "09-13", "09-15"),
        ("during the wedding", "09-10", "09-17"),
        ("who came before the wedding", "08-30", "09-14"),
        ("婚礼前一周", "09-06", "09-14"),
        ("婚礼的前一周谁来了", "09-06", "09-14"),
        ("婚礼前的一个星期", "09-06", "09-14"),
        ("我们婚礼之前的一周她说了什么", "09-06", "09-14"),
        ("在婚礼前那周", "09-06", "09-14"),
        ("婚礼那周", "09-10", "09-17"),
        ("婚礼当天", "09-13", "09-14"),
        ("婚礼前夕", "09-12", "09-14"),
        ("婚礼前两周", "08-30", "09-14"),
        ("婚礼后第二天", "09-14", "09-15"),
        ("婚礼后一周", "09-13", "09-21"),
        ("婚礼前后", "09-10", "09-17"),
        ("婚礼期间", "09-10", "09-17"),
    ],
)
def test_an_anchor_comes_before_its_own_words(text: str, since: str, until: str) -> None:
    """What is a part of an anchor's words, as "the week" or 前一周, is no time of its own."""
    assert _days(_times(text, WEDDING)) == [(since, until)]


def test_another_time_is_kept() -> None:
    """A time beside the anchor stays; a longer one around it means the same."""
    assert _days(_times("the week before the wedding and last month", WEDDING)) == [("09-06", "09-14"), ("12-01", "01-01")]
    assert _days(_times("上个月和婚礼前一周", WEDDING)) == [("12-01", "01-01"), ("09-06", "09-14")]
    assert _days(_times("last year the week before the wedding", WEDDING)) == [("09-06", "09-14")] * 2
    assert _days(_times("去年婚礼前一周", WEDDING)) == [("09-06", "09-14")] * 2


def test_a_week_of_an_unknown_day_is_not_this_week() -> None:
    """Where the records do not say when it was, no time is claimed."""
    assert _times("the week before the wedding", ()) == ()
    assert _times("the weekend after the move", ()) == ()
    assert _times("婚礼前一周", (_said("婚礼好看", 9, 20),)) == ()


def test_what_counts_from_nothing_stays_a_plain_time() -> None:
    """Neither a pronoun nor a person is something that happened: 我们前一周 is last week."""
    (plain,) = periods("前一周", NOW)
    told = (_said("我们9月13号去，小陈也9月13号去", 9, 1),)
    for text, people in (("我们前一周去哪了", ()), ("小陈前一周去哪了", ((0, 2),)), ("前一周", ())):
        (found,) = _times(text, told, people)
        assert (found.since, found.until) == (plain.since, plain.until)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [("the month after Easter", "04-20", "05-21"), ("圣诞前一周", "12-18", "12-26"), ("春节后一周", "02-04", "02-12")],
)
def test_a_named_day_is_counted_from(text: str, since: str, until: str) -> None:
    """What the calendar knows needs no records."""
    assert _days(_times(text, ())) == [(since, until)]


@pytest.mark.parametrize(
    "text",
    ["before the end of March", "before the weekend", "the week before Christmas", "since the summer of 2024", "in the first week of May"],
)
def test_plain_times_are_left_alone(text: str) -> None:
    """What is read as a whole already is no anchor, even if records have its words."""
    told = (_said("the end is on 4 May, March too, the weekend is on 4 May, summer of 2024", 3, 1),) * 3
    assert _times(text, told) == periods(text, NOW)


def test_an_event_in_the_calendar_decides() -> None:
    """A calendar's own entry is worth more than what is said."""
    event = Record("Regatta", "event", datetime(2025, 9, 14, 9, tzinfo=UTC))
    assert _day_of("after the regatta", (TOLD[0], event)) == datetime(2025, 9, 14, tzinfo=UTC)


@given(st.text(max_size=120))
def test_any_text_is_read(text: str) -> None:
    """No question fails, and what an anchor covers lies in it."""
    for anchor in anchors(text):
        assert 0 <= anchor.begin < anchor.end <= len(text)
        assert text[anchor.at :].startswith(anchor.what)
    assert _times(text, ()) == periods(text, NOW)


def test_a_text_full_of_anchors_costs_little() -> None:
    """However many readings a question has, only a few are looked up."""
    asked: list[frozenset[str]] = []

    def tell(tokens: frozenset[str]) -> tuple[Record, ...]:
        asked.append(tokens)
        return ()

    text = "婚礼前 the day before the wedding " * 50
    assert with_anchors(text, (), (), NOW, tell) == ()
    assert len(asked) <= MOST_TRIED
