"""Dates in English text."""

from __future__ import annotations

from datetime import datetime

import pytest
from tests.memory.times.spoken import NOW, meant, said


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("today", "2025-06-18"),
        ("see you tmrw", "2025-06-19"),
        ("2moro can", "2025-06-19"),
        ("busy 2day", "2025-06-18"),
        ("nxt fri", "2025-06-27"),
        ("c u 2nite", "2025-06-18 20:00 to 2025-06-18 23:59:59"),
        ("yesterday", "2025-06-17"),
        ("the day after tomorrow", "2025-06-20"),
        ("the day before yesterday", "2025-06-16"),
        ("the next day", "2025-06-19"),
        ("what happened the day before?", "2025-06-17"),
        ("what does my day look like", "2025-06-18"),
    ],
)
def test_days_near_today(text: str, readings: str) -> None:
    """A day named by how far it is from today has one reading."""
    assert meant(text) == readings


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("on Tuesday", "2025-06-17; 2025-06-24"),
        ("Wednesday", "2025-06-11; 2025-06-18"),
        ("this Friday", "2025-06-20"),
        ("next Friday", "2025-06-27"),
        ("last Friday", "2025-06-13"),
        ("the coming Tuesday", "2025-06-24"),
        ("this past Tuesday", "2025-06-17"),
        ("Saturday next week", "2025-06-28"),
        ("next week, on Monday", "2025-06-23"),
        ("Thursday of last week", "2025-06-12"),
        ("the Monday after next", "2025-06-30"),
        ("two Mondays ago", "2025-06-09"),
        ("two Sundays from now", "2025-06-29"),
        ("Thursday the 5th", "2025-06-05"),
        ("Monday 23", "2024-12-23; 2025-06-23"),
        ("Friday, July 4", "2024-07-04; 2025-07-04"),
        ("this Sunday (June 22)", "2025-06-22"),
        ("June 22 (Sun)", "2024-06-22; 2025-06-22"),
        ("Sat, 21 June 2025", "2025-06-21"),
    ],
)
def test_weekdays(text: str, readings: str) -> None:
    """A weekday alone is the last and the next one; a word beside it, a date or a week choose."""
    assert [each for _, each in said(text)][-1] == readings


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("March 3rd", "2025-03-03; 2026-03-03"),
        ("3 March", "2025-03-03; 2026-03-03"),
        ("the third of March", "2025-03-03; 2026-03-03"),
        ("June 18", "2025-06-18; 2026-06-18"),
        ("Sept. 9, 2021", "2021-09-09"),
        ("9th of Sep 2021", "2021-09-09"),
        ("2021 September 9", "2021-09-09"),
        ("October the twenty-second", "2024-10-22; 2025-10-22"),
        ("May twenty", "2025-05-20; 2026-05-20"),
        ("8 November '99", "1999-11-08"),
        ("2 April nineteen eighty four", "1984-04-02"),
        ("Dec 1 next year", "2026-12-01"),
        ("Feb 29", "2024-02-29; 2028-02-29"),
        ("Feb 30", "?"),
        ("this May 12", "2025-05-12"),
        ("on twenty fifth may", "2025-05-25; 2026-05-25"),
        ("on fifth march", "2025-03-05; 2026-03-05"),
        ("Nov3", "2024-11-03; 2025-11-03"),
    ],
)
def test_months_with_a_day(text: str, readings: str) -> None:
    """Without a year a date is the last and the next of its kind; a day that no calendar has is not resolved."""
    assert meant(text) == readings


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("2023-04-09", "2023-04-09"),
        ("2023/04/09", "2023-04-09"),
        ("4/9/2023", "2023-04-09"),
        ("23/4/2022", "2022-04-23"),
        ("23.4.2022", "2022-04-23"),
        ("4/9/07", "2007-04-09"),
        ("4/9/71", "1971-04-09"),
        ("4/9/35", "1935-04-09; 2035-04-09"),
        ("09-Apr-2023", "2023-04-09"),
        ("2023/Apr/9", "2023-04-09"),
        ("8/30", "2024-08-30; 2025-08-30"),
        ("on 8.30", "2024-08-30; 2025-08-30"),
        ("8/30, 2019", "2019-08-30"),
        ("20230409", "2023-04-09"),
        ("2/30/2023", "?"),
    ],
)
def test_digits(text: str, readings: str) -> None:
    """Dates in digits are read month first, year first where four digits lead, and day first where no month is so large."""
    assert meant(text) == readings


def test_day_first() -> None:
    """Who writes the day first gets it so, where both can be a month."""
    assert meant("5/3/2024", day_first=True) == "2024-03-05"
    assert meant("5/13/2024", day_first=True) == "2024-05-13"


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("the 14th", "2025-06-14; 2025-07-14"),
        ("on the 25th", "2025-05-25; 2025-06-25"),
        ("let's meet on 15", "2025-06-15; 2025-07-15"),
        ("the 20th of next month", "2025-07-20"),
        ("the 31st of this month", "?"),
        ("until the 9th?", "… to 2025-06-09; … to 2025-07-09"),
        ("I left on twenty second", "2025-05-22; 2025-06-22"),
        ("the thirtieth", "2025-05-30; 2025-06-30"),
        ("the 14th works for me", "2025-06-14; 2025-07-14"),
    ],
)
def test_day_of_an_unnamed_month(text: str, readings: str) -> None:
    """A day of the month alone is the last and the next one."""
    assert meant(text) == readings


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("the second Tuesday of May", "2025-05-13; 2026-05-12"),
        ("the last Friday of next month", "2025-07-25"),
        ("the first Monday in 2024", "2024-01-01"),
        ("last day of this month", "2025-06-30"),
    ],
)
def test_nth_weekday(text: str, readings: str) -> None:
    """A weekday may be counted in a month or year."""
    assert meant(text) == readings


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("two weeks ago", "2025-06-04"),
        ("a couple of days ago", "2025-06-16"),
        ("a few months ago", "2025-03-18"),
        ("1 month and 3 days ago", "2025-05-15"),
        ("three years later", "2028-06-18"),
        ("in 10 days", "2025-06-28"),
        ("in a fortnight's time", "2025-07-02"),
        ("5 days from now", "2025-06-23"),
        ("in 3 working days", "2025-06-23"),
        ("two weeks from tomorrow", "2025-07-03"),
        ("3 days before 1 May 2020", "2020-04-28"),
        ("the day after Christmas", "2025-12-26"),
        ("the Sunday before October 25, 2022", "2022-10-23"),
        ("two months from today on Friday", "2025-08-22"),
        ("two hours before noon", "10:00"),
        ("a week after next Friday", "2025-07-04"),
        ("a week ago today", "2025-06-11"),
        ("half an hour ago", "2025-06-18 10:00"),
        ("in 45 minutes", "2025-06-18 11:15"),
        ("an hour and a half later", "2025-06-18 12:00"),
        ("2.5 hours ago", "2025-06-18 08:00"),
        ("more than 2 weeks ago", "… to 2025-06-04"),
        ("less than 3 days ago", "2025-06-15 to 2025-06-18"),
    ],
)
def test_a_length_away(text: str, readings: str) -> None:
    """A length from now or from a date gives a date, and a moment where it is in hours or less."""
    assert meant(text) == readings


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("Christmas Eve", "2024-12-24; 2025-12-24"),
        ("new year's day", "2025-01-01; 2026-01-01"),
        ("Thanksgiving 2022", "2022-11-24"),
        ("mother's day", "2025-05-11; 2026-05-10"),
        ("last Easter", "2025-04-20"),
        ("Easter Monday 2024", "2024-04-01"),
        ("Good Friday of next year", "2026-04-03"),
        ("Memorial Day 2021", "2021-05-31"),
        ("black friday", "2024-11-29; 2025-11-28"),
        ("labor day weekend", "2024-08-31 to 2024-09-03; 2025-08-30 to 2025-09-02"),
        ("next year's Halloween", "2026-10-31"),
    ],
)
def test_holidays(text: str, readings: str) -> None:
    """Holidays follow the rule that gives their date in each year."""
    assert meant(text) == readings


@pytest.mark.parametrize(
    "text",
    [
        "I may go, may I? She may not",
        "they march on",
        "on second thoughts, wait a second",
        "at 1 Main Street",
        "the sun sat low",
        "he fell in the fall of Rome",
        "1/2 cup of flour, open 24/7",
        "version 3.14, score 3-2",
        "call 555-1234",
        "a new year resolution",
        "dish of the day",
        "good morning! have a nice day",
        "the 4th floor, his 40th birthday",
        "it was $2019",
        "a 4:3 screen",
        "round 2A",
        "at one with the world",
        "a lot of late nights",
        "<#> tag",
        "louder by ten",
        "on the 20th floor",
        "twenty-one coins",
        "I've been there 3 times",
    ],
)
def test_no_dates(text: str) -> None:
    """Words and numbers that only look like times are none."""
    assert said(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "for two days",
        "every Friday at 3",
        "weekly",
        "the 19th of every month",
        "3pm each day",
        "Thursdays at noon",
        "Sunday mornings",
        "once a week",
    ],
)
def test_lengths_and_habits_are_silent(text: str) -> None:
    """A length and a habit name no time, and take with them the times they are made of."""
    assert said(text) == []


def test_list_of_days() -> None:
    """A day whose month comes later in a list gets it from there."""
    assert [each for each, _ in said("on 8, 9 and 10 July")] == ["8", "9", "10 July"]
    assert said("on 4 and 5 July") == [("4", "2024-07-04; 2025-07-04"), ("5 July", "2024-07-05; 2025-07-05")]


def test_several_in_order() -> None:
    """All expressions of a text are found, in order."""
    assert said("Yesterday you said Friday, then 3 May.") == [
        ("Yesterday", "2025-06-17"),
        ("Friday", "2025-06-13; 2025-06-20"),
        ("3 May", "2025-05-03; 2026-05-03"),
    ]


def test_today_counts_by_the_clock() -> None:
    """A date without a year that is today has begun, unless it is midnight."""
    assert meant("June 18", NOW) == "2025-06-18; 2026-06-18"
    assert meant("June 18", datetime.combine(NOW.date(), datetime.min.time())) == "2024-06-18; 2025-06-18"
