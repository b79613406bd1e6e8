"""Times are said as a person would say them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keepmum.app.plainly import ago, counted, day, said

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=LONDON)  # a Wednesday


def at(*parts: int, zone: object = LONDON) -> datetime:
    """Return a time in London."""
    return datetime(*parts, tzinfo=zone)  # type: ignore[arg-type,misc]  year, month, day, hour, minute


@pytest.mark.parametrize(
    ("moment", "words", "away"),
    [
        (at(2026, 3, 4, 8, 5), "today 08:05", ""),
        (at(2026, 3, 4, 23, 59), "today 23:59", ""),
        (at(2026, 3, 3, 23, 59), "yesterday 23:59", ""),
        (at(2026, 3, 5, 0, 1), "tomorrow 00:01", ""),
        (at(2026, 3, 1, 14, 5), "Sunday 1 March, 14:05", "3 days ago"),
        (at(2026, 2, 10, 14, 5), "Tuesday 10 February, 14:05", "3 weeks ago"),
        (at(2025, 12, 24, 18, 0), "Wednesday 24 December 2025, 18:00", "2 months ago"),
        (at(2025, 3, 4, 12, 31), "4 March 2025, 12:31", "12 months ago"),
        (at(2019, 6, 1, 7, 0), "1 June 2019, 07:00", "7 years ago"),
        (at(2026, 12, 31, 7, 0), "Thursday 31 December, 07:00", "in 10 months"),
        (at(2030, 1, 1, 7, 0), "1 January 2030, 07:00", "in 4 years"),
    ],
)
def test_the_nearer_the_plainer(moment: datetime, words: str, away: str) -> None:
    """Near days have names, days of about this year have their weekday, other years are named; beside it how long ago it was."""
    assert said(moment, NOW, zone=LONDON) == words
    assert ago(moment, NOW) == away


def test_an_end_is_said_as_far_as_it_differs() -> None:
    """An end on the same day is a time, on another a day too; one that is not later says nothing."""
    begins = at(2026, 3, 4, 15, 0)
    assert said(begins, NOW, begins + timedelta(hours=1), zone=LONDON) == "today 15:00-16:00"
    assert said(begins, NOW, begins + timedelta(hours=12), zone=LONDON) == "today 15:00 to tomorrow, 03:00"
    assert said(begins, NOW, begins, zone=LONDON) == "today 15:00"
    assert said(begins, NOW, clock=False, zone=LONDON) == "today"


def test_the_clock_is_that_of_the_place() -> None:
    """A time in another zone stays what the clock there showed, with its offset; "today" is the day that it is there now."""
    china = timezone(timedelta(hours=8))
    assert said(at(2026, 3, 4, 1, 0, zone=china), NOW, zone=LONDON) == "today 01:00 +08:00"
    assert said(at(2026, 3, 4, 1, 0, zone=UTC), NOW, zone=LONDON) == "today 01:00"
    assert said(at(2025, 7, 1, 12, 0, zone=UTC), NOW, zone=LONDON) == "Tuesday 1 July 2025, 12:00 UTC"  # summer in London
    assert said(at(2025, 7, 1, 12, 0, zone=timezone(timedelta(hours=1))), NOW, zone=LONDON) == "Tuesday 1 July 2025, 12:00"


def test_without_a_zone_the_machines_own_counts() -> None:
    """The reader is where the machine is, unless said otherwise."""
    moment = datetime(2026, 3, 4, 8, 5, tzinfo=UTC).astimezone()
    assert said(moment, NOW) == said(moment, NOW, zone=moment.tzinfo)


@given(st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))])))
@settings(max_examples=100)
def test_every_time_can_be_said(moment: datetime) -> None:
    """The first and last days of the calendar are said too."""
    assert f"{moment:%H:%M}" in said(moment, NOW, zone=LONDON)
    assert said(moment, NOW, datetime.max.replace(tzinfo=UTC), zone=LONDON)
    assert not (ago(moment, NOW).endswith("ago") and ago(moment, NOW).startswith("in "))


@given(st.dates(date(2, 1, 1), date(9998, 1, 1)), st.integers(-700, 700))
@settings(max_examples=100)
def test_a_day_is_never_mistaken_for_another(today: date, away: int) -> None:
    """Two days of one year have two names."""
    first, second = today, today + timedelta(days=away)
    assert (day(first, today) == day(second, today)) == (first == second)


def test_things_are_counted() -> None:
    """One thing is one, and many have their digits in groups, but where a program may read them."""
    assert [counted(number, "record") for number in (0, 1, 2, 1234)] == ["0 records", "1 record", "2 records", "1,234 records"]
    assert counted(1234, "record", grouped=False) == "1234 records"
