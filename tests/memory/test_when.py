"""Understanding when, in both languages, and looking back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from time import process_time, tzset
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keepmum.memory.times.here import HERE
from keepmum.memory.when import Period, find, narrowed, only_time, periods

NOW = datetime(2025, 6, 18, 10, 30, tzinfo=UTC)  # a Wednesday


def _period(text: str, now: datetime = NOW) -> tuple[str, str]:
    found = periods(text, now)
    assert len(found) == 1, found
    return tuple("…" if side is None else f"{side:%Y-%m-%d %H}" for side in (found[0].since, found[0].until))  # type: ignore[return-value]  # two


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("what did she say on Friday?", "2025-06-13 00", "2025-06-14 00"),
        ("what was planned for next Friday", "2025-06-27 00", "2025-06-28 00"),
        ("Wednesday", "2025-06-11 00", "2025-06-12 00"),
        ("yesterday", "2025-06-17 00", "2025-06-18 00"),
        ("what do I have tomorrow", "2025-06-19 00", "2025-06-20 00"),
        ("the 14th", "2025-06-14 00", "2025-06-15 00"),
        ("the 25th", "2025-05-25 00", "2025-05-26 00"),
        ("on 3 October", "2024-10-03 00", "2024-10-04 00"),
        ("in March", "2025-03-01 00", "2025-04-01 00"),
        ("in June", "2025-06-01 00", "2025-07-01 00"),
        ("in July", "2024-07-01 00", "2024-08-01 00"),
        ("last September", "2024-09-01 00", "2024-10-01 00"),
        ("in 2019", "2019-01-01 00", "2020-01-01 00"),
        ("last week", "2025-06-09 00", "2025-06-16 00"),
        ("the week before last", "2025-06-02 00", "2025-06-09 00"),
        ("what did we do at the weekend", "2025-06-14 00", "2025-06-16 00"),
        ("plans for this weekend", "2025-06-21 00", "2025-06-23 00"),
        ("the weekend of 5 May 2024", "2024-05-04 00", "2024-05-06 00"),
        ("since 2019", "2019-01-01 00", "…"),
        ("before March", "…", "2025-03-01 00"),
        ("earlier this month", "2025-06-01 00", "2025-06-16 00"),
        ("Christmas Eve", "2024-12-24 00", "2024-12-25 00"),
    ],
)
def test_days_and_ranges(text: str, since: str, until: str) -> None:
    """Who looks back means the last one that has begun, unless the words say the future."""
    assert _period(text) == (since, until)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("three years ago", "2022-01-01 00", "2023-01-01 00"),
        ("two months ago", "2025-04-01 00", "2025-05-01 00"),
        ("two weeks ago", "2025-06-02 00", "2025-06-09 00"),
        ("10 days ago", "2025-06-08 00", "2025-06-09 00"),
        ("a few days ago", "2025-06-14 00", "2025-06-17 00"),
        ("over the past year", "2024-06-18 00", "2025-06-19 00"),
        ("the last 3 days", "2025-06-15 00", "2025-06-19 00"),
        ("from Monday to Wednesday", "2025-06-16 00", "2025-06-19 00"),
        ("3-9 May", "2025-05-03 00", "2025-05-10 00"),
        ("from March to May", "2025-03-01 00", "2025-06-01 00"),
        ("between 2019 and 2021", "2019-01-01 00", "2022-01-01 00"),
        ("around Christmas", "2024-12-18 00", "2025-01-02 00"),
        ("around March 2020", "2020-02-14 12", "2020-04-16 12"),
        ("last week", "2025-06-09 00", "2025-06-16 00"),
        ("by June 10", "…", "2025-06-11 00"),
        ("the week before August 3, 2023", "2023-07-27 00", "2023-08-03 00"),
        ("the week after Christmas", "2024-12-26 00", "2025-01-02 00"),
        ("the first half of September 2022", "2022-09-01 00", "2022-09-16 00"),
        ("over the holidays", "2024-12-20 00", "2025-01-07 00"),
    ],
)
def test_width(text: str, since: str, until: str) -> None:
    """A period is as wide as the words are vague, and holds the last day, month or year that is named."""
    assert _period(text) == (since, until)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("last spring", "2025-03-01 00", "2025-06-01 00"),
        ("last summer", "2024-06-01 00", "2024-09-01 00"),
        ("this summer", "2025-06-01 00", "2025-09-01 00"),
        ("in winter", "2024-12-01 00", "2025-03-01 00"),
        ("next winter", "2025-12-01 00", "2026-03-01 00"),
        ("in the summer of 2024", "2024-06-01 00", "2024-09-01 00"),
        ("the autumn of last year", "2024-09-01 00", "2024-12-01 00"),
    ],
)
def test_seasons(text: str, since: str, until: str) -> None:
    """A season is its three months in the north; the last one is the last that is over."""
    assert _period(text) == (since, until)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("yesterday morning", "2025-06-17 04", "2025-06-17 12"),
        ("last night", "2025-06-17 18", "2025-06-18 04"),
        ("on Sunday evening", "2025-06-15 16", "2025-06-16 00"),
        ("yesterday from 3 to 5pm", "2025-06-17 15", "2025-06-17 17"),
        ("yesterday at 8pm", "2025-06-17 19", "2025-06-17 21"),
        ("last Friday at 3", "2025-06-13 14", "2025-06-13 16"),
        ("half an hour ago", "2025-06-18 09", "2025-06-18 11"),
    ],
)
def test_hours(text: str, since: str, until: str) -> None:
    """Parts of the day are as long as people mean them; a time of a day has an hour on both sides, by day rather than by night."""
    assert _period(text) == (since, until)


@pytest.mark.parametrize(
    "text", ["at 3", "noon", "in the morning", "for two hours", "every Friday", "now", "may I ask", "room 2019", "2019 items", "", "hello"]
)
def test_no_periods(text: str) -> None:
    """Times of day alone, lengths, habits, "now" and bare numbers are no periods."""
    assert periods(text, NOW) == ()


def test_zone_of_now() -> None:
    """Days are those of the zone of `now`, summer time included."""
    berlin = ZoneInfo("Europe/Berlin")
    (found,) = periods("yesterday", datetime(2025, 3, 31, 9, tzinfo=berlin))
    assert found.since == datetime(2025, 3, 30, tzinfo=berlin)
    assert found.until == datetime(2025, 3, 31, tzinfo=berlin)
    assert found.since is not None
    assert found.since.utcoffset() == timedelta(hours=1)  # the clocks went forward that night
    (far,) = periods("yesterday", datetime(2025, 6, 18, 1, tzinfo=timezone(timedelta(hours=10))))
    assert far.since is not None
    assert far.since.astimezone(UTC) == datetime(2025, 6, 16, 14, tzinfo=UTC)


def test_now_must_be_aware() -> None:
    """A moment without a zone has no days."""
    with pytest.raises(ValueError, match="aware"):
        periods("yesterday", NOW.replace(tzinfo=None))


def test_both_languages() -> None:
    """A text may speak both languages; its expressions come in order and do not overlap."""
    text = "see you 明天, or on Friday? 2024年5月 was fine, 3 May too"
    found = find(text, NOW.replace(tzinfo=None))
    words = [text[each.begin : each.end] for each in found]
    assert words == ["明天", "Friday", "2024年5月", "3 May"]
    assert all(one.end <= other.begin for one, other in pairwise(found))


def test_numbers_beside_chinese_are_chinese() -> None:
    """Digits that touch a Chinese character are not read as English."""
    assert all(each.type != "daterange" for each in find("我有2019个苹果", NOW.replace(tzinfo=None)))


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("昨天", "2025-06-17 00", "2025-06-18 00"),
        ("上周五", "2025-06-13 00", "2025-06-14 00"),
        ("下周五", "2025-06-27 00", "2025-06-28 00"),
        ("三年前", "2022-01-01 00", "2023-01-01 00"),
        ("两个月前", "2025-04-01 00", "2025-05-01 00"),
        ("去年", "2024-01-01 00", "2025-01-01 00"),
        ("2024年5月", "2024-05-01 00", "2024-06-01 00"),
    ],
)
def test_chinese_periods(text: str, since: str, until: str) -> None:
    """Chinese words mean periods by the same rules."""
    assert _period(text) == (since, until)


def test_positions() -> None:
    """A period says which characters speak of it."""
    text = "what did mum write last Friday about the trip in 2019?"
    assert [text[each.begin : each.end] for each in periods(text, NOW)] == ["last Friday", "2019"]


def test_ago_today_is_that_very_day() -> None:
    """Where "a year ago" is that year, "a year ago today" is the day."""
    now = datetime(2026, 1, 2, 10, 30, tzinfo=UTC)
    (period,) = periods("what was broken a year ago today?", now)
    assert (period.since, period.until) == (datetime(2025, 1, 2, tzinfo=UTC), datetime(2025, 1, 3, tzinfo=UTC))


CHRISTMAS = ("2024-12-25 00", "2024-12-26 00")


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("last year christmas", *CHRISTMAS),
        ("last year at Christmas", *CHRISTMAS),
        ("last year, at christmas, who came", *CHRISTMAS),
        ("Christmas the year before last", "2023-12-25 00", "2023-12-26 00"),
        ("Christmas two years ago", "2023-12-25 00", "2023-12-26 00"),
        ("last year in March", "2024-03-01 00", "2024-04-01 00"),
        ("in 2024, in March", "2024-03-01 00", "2024-04-01 00"),
        ("last year's summer", "2024-06-01 00", "2024-09-01 00"),
        ("last summer in August", "2024-08-01 00", "2024-09-01 00"),
        ("last month on the 14th", "2025-05-14 00", "2025-05-15 00"),
        ("去年夏天八月", "2024-08-01 00", "2024-09-01 00"),
        ("上个星期的星期二", "2025-06-10 00", "2025-06-11 00"),
        ("去年的那个圣诞节", *CHRISTMAS),
    ],
)
def test_of_a_time_in_a_longer_one_the_inner_is_meant(text: str, since: str, until: str) -> None:
    """Where a time stands beside a longer one it is a time in that, and both mean the shorter: no other day of the year."""
    assert {tuple(f"{side:%Y-%m-%d %H}" for side in (found.since, found.until) if side) for found in periods(text, NOW)} == {(since, until)}


def test_times_that_are_counted_both_stay_apart() -> None:
    """With "or", "and" or 和 between them, both are meant."""
    for text in ("yesterday or this week", "this week and yesterday", "这周和昨天"):
        assert len({(found.since, found.until) for found in periods(text, NOW)}) == 2


@pytest.mark.parametrize(
    "text", ["the week before the wedding", "the week we moved", "the weekend after the move", "my week of terror", "the year I left"]
)
def test_a_week_that_is_told_apart_is_not_this_one(text: str) -> None:
    """What follows "the week" says which one, and the words alone do not."""
    assert periods(text, NOW) == ()


def _spans(found: Sequence[Period]) -> list[tuple[datetime | None, datetime | None]]:
    return [(each.since, each.until) for each in found]


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(1, 12)), max_size=12))
def test_a_longer_period_means_the_shortest_in_it(sides: list[tuple[int, int]]) -> None:
    """Of the periods that lie in one of more than six days it means the shortest, and of equally short ones the first."""
    found = [
        Period(place, place + 1, NOW + timedelta(days=since), NOW + timedelta(days=since + length))
        for place, (since, length) in enumerate(sides)
    ]
    expected = []
    for outer, (since, length) in zip(found, sides, strict=True):
        inner = [(its, place) for place, (begin, its) in enumerate(sides) if since <= begin and begin + its <= since + length]
        short, place = min(inner)
        expected.append(found[place] if short < length and length > 6 else outer)
    assert _spans(narrowed(" " * len(found), found)) == _spans(expected)


@pytest.mark.parametrize(
    "words",
    ["前一天", "三月", "去年五月", "monday ", "today or ", "last year may ", "2 days ago ", "2019 ", "May 5 ", "3 to 4 pm ", "每周一"],
)
def test_periods_take_time_in_proportion_to_the_text(words: str) -> None:
    """Eight times as much of the same takes no more than some 8 times as long: measured with room to spare, in CPU time."""

    def cost(count: int) -> float:
        text, best = words * (count // len(words)), 9.0
        for _ in range(2):
            began = process_time()
            periods(text, NOW)
            best = min(best, process_time() - began)
        return best

    cost(1_000)
    assert cost(16_000) < 20 * cost(2_000) + 0.05


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("march", "2025-03-01T00:00+00:00", "2025-04-01T00:00+00:00"),
        ("the 4th of March", "2025-03-04T00:00+00:00", "2025-03-05T00:00+00:00"),
        ("march-april", "2025-03-01T00:00+00:00", "2025-05-01T00:00+00:00"),
        ("2025-03-04", "2025-03-04T00:00+00:00", "2025-03-05T00:00+00:00"),
        ("2025-03-04T15:00+08:00", "2025-03-04T07:00+00:00", "2025-03-04T07:00+00:00"),
        ("2025-03-04 15:00", "2025-03-04T15:00+00:00", "2025-03-04T15:00+00:00"),
        ("上个月", "2025-05-01T00:00+00:00", "2025-06-01T00:00+00:00"),
        ("9999-12-31", "9999-12-31T00:00+00:00", "9999-12-31T23:59:59.999999+00:00"),
    ],
)
def test_a_text_that_is_one_time(text: str, since: str, until: str) -> None:
    """What stands alone is read as a day, a month, words, or a moment with the zone that it names."""
    found = only_time(text, NOW)
    assert found is not None
    assert (found.since, found.until) == (datetime.fromisoformat(since), datetime.fromisoformat(until))


@pytest.mark.parametrize(
    "text",
    ["banana", "banana-may", "2025-05-junk", "may or june", "2025-13-40", "0001-01-01T00:00+08:00", "march" + " " * 200 + "2019", ""],
)
def test_a_text_that_is_more_or_less_than_one_time(text: str) -> None:
    """A text with anything else in it, with two times, with a day that no calendar has, or of more than 200 characters is no time."""
    assert only_time(text, NOW) is None


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    tzset()
    yield
    monkeypatch.undo()
    tzset()


@pytest.mark.usefixtures("berlin")
def test_days_begin_at_the_midnight_of_their_own_season() -> None:
    """Asked in summer, a day of winter begins an hour later in UTC than today's offset says; where clocks change it has 23 or 25."""
    now = datetime(2025, 7, 1, 12, tzinfo=HERE)
    for text, since, until in (
        ("2025-01-15", "2025-01-14T23:00+00:00", "2025-01-15T23:00+00:00"),
        ("30 March 2025", "2025-03-29T23:00+00:00", "2025-03-30T22:00+00:00"),
        ("26 October 2024", "2024-10-25T22:00+00:00", "2024-10-26T22:00+00:00"),
        ("2024年10月27日", "2024-10-26T22:00+00:00", "2024-10-27T23:00+00:00"),
    ):
        found = only_time(text, now)
        assert found is not None
        assert found.since is not None
        assert found.until is not None
        assert (found.since.astimezone(UTC), found.until.astimezone(UTC)) == (datetime.fromisoformat(since), datetime.fromisoformat(until))


@pytest.mark.usefixtures("berlin")
def test_the_zone_of_this_machine_is_that_of_the_same_name() -> None:
    """Each hour around both changes of the clock comes back from UTC and goes to it as with the rules of the zone."""
    zone = ZoneInfo("Europe/Berlin")
    for start in (datetime(2025, 3, 29, 22, tzinfo=UTC), datetime(2025, 10, 25, 22, tzinfo=UTC)):
        for half_hours in range(10):
            moment = start + timedelta(minutes=30 * half_hours)
            here = moment.astimezone(HERE)
            assert here.isoformat() == moment.astimezone(zone).isoformat()
            assert here.astimezone(UTC) == moment
    for edge in (datetime.min.replace(tzinfo=HERE), datetime.max.replace(tzinfo=HERE)):
        assert edge.utcoffset() is not None
        assert isinstance(edge.tzname(), str)
    assert datetime.now(HERE).timetuple().tm_isdst == -1
