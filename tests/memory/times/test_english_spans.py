"""Ranges of days in English text."""

from __future__ import annotations

import pytest
from tests.memory.times.spoken import meant, said


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("in March", "2025-03-01 to 2025-04-01; 2026-03-01 to 2026-04-01"),
        ("in June", "2024-06-01 to 2024-07-01; 2025-06-01 to 2025-07-01"),
        ("this August", "2025-08-01 to 2025-09-01"),
        ("September 2019", "2019-09-01 to 2019-10-01"),
        ("the month of May 2020", "2020-05-01 to 2020-06-01"),
        ("Oct of last year", "2024-10-01 to 2024-11-01"),
        ("2019-09", "2019-09-01 to 2019-10-01"),
        ("9/2019", "2019-09-01 to 2019-10-01"),
        ("last month", "2025-05-01 to 2025-06-01"),
        ("2007", "2007-01-01 to 2008-01-01"),
        ("the year 1998", "1998-01-01 to 1999-01-01"),
        ("in '98", "1998-01-01 to 1999-01-01"),
        ("nineteen eighty six", "1986-01-01 to 1987-01-01"),
        ("next calendar year", "2026-01-01 to 2027-01-01"),
        ("last fiscal year", "?"),
        ("the 1990s", "1990-01-01 to 2000-01-01"),
        ("the seventies", "1970-01-01 to 1980-01-01; 2070-01-01 to 2080-01-01"),
        ("the 19th century", "1800-01-01 to 1900-01-01"),
        ("last decade", "2010-01-01 to 2020-01-01"),
        ("year to date", "2025-01-01 to 2025-06-18"),
    ],
)
def test_months_and_years(text: str, readings: str) -> None:
    """Months and years are ranges; a month alone is the last and the next one."""
    assert meant(text) == readings


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("this week", "2025-06-16 to 2025-06-23"),
        ("the week before last", "2025-06-02 to 2025-06-09"),
        ("the week after next", "2025-06-30 to 2025-07-07"),
        ("week 31", "2025-07-28 to 2025-08-04"),
        ("the week of July 10th", "2024-07-08 to 2024-07-15; 2025-07-07 to 2025-07-14"),
        ("the third week of 2024", "2024-01-15 to 2024-01-22"),
        ("last week of May 2024", "2024-05-27 to 2024-06-03"),
        ("this weekend", "2025-06-21 to 2025-06-23"),
        ("last weekend", "2025-06-14 to 2025-06-16"),
        ("the weekend of 5 May 2024", "2024-05-04 to 2024-05-06"),
        ("2 weekends ago", "2025-06-07 to 2025-06-09"),
        ("Q3", "2024-07-01 to 2024-10-01; 2025-07-01 to 2025-10-01"),
        ("2019 Q1", "2019-01-01 to 2019-04-01"),
        ("the second half of 2016", "2016-07-01 to 2017-01-01"),
        ("next year's first quarter", "2026-01-01 to 2026-04-01"),
        ("this quarter", "2025-04-01 to 2025-07-01"),
        ("last summer", "?"),
        ("the spring of 2021", "?"),
    ],
)
def test_weeks_quarters_seasons(text: str, readings: str) -> None:
    """Weeks begin on Monday; a season has no agreed dates."""
    assert meant(text) == readings


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("early next week", "2025-06-23 to 2025-06-26"),
        ("late last week", "2025-06-12 to 2025-06-16"),
        ("mid-July", "2024-07-11 to 2024-07-21; 2025-07-11 to 2025-07-21"),
        ("the beginning of July 2020", "2020-07-01 to 2020-07-16"),
        ("the end of the month", "2025-06-16 to 2025-07-01"),
        ("earlier this month", "2025-06-01 to 2025-06-16"),
        ("later this week", "2025-06-19 to 2025-06-23"),
        ("early 2019", "2019-01-01 to 2019-05-01"),
        ("late this year", "2025-07-01 to 2026-01-01"),
        ("EOM", "2025-06-16 to 2025-07-01"),
        ("later this weekend", "2025-06-21 to 2025-06-23"),
    ],
)
def test_parts(text: str, readings: str) -> None:
    """A week, month, quarter or year has a beginning, a middle and an end."""
    assert meant(text) == readings


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("the last 3 days", "2025-06-15 to 2025-06-18"),
        ("next two weeks", "2025-06-19 to 2025-07-03"),
        ("the 3 next months", "2025-06-19 to 2025-09-19"),
        ("past few years", "2022-06-18 to 2025-06-18"),
        ("last 2 quarters", "2024-10-01 to 2025-04-01"),
        ("the next 2 decades", "2030-01-01 to 2050-01-01"),
        ("next 3 business days", "2025-06-19 to 2025-06-24"),
        ("within 10 days", "2025-06-18 to 2025-06-28"),
        ("rest of the month", "2025-06-18 to 2025-06-30"),
        ("the last 2 hours", "2025-06-18 08:30 to 2025-06-18 10:30"),
        ("next minute", "2025-06-18 10:30 to 2025-06-18 10:31"),
        ("within the next 15 minutes", "2025-06-18 10:30 to 2025-06-18 10:45"),
        ("the rest of the day", "2025-06-18 10:30 to 2025-06-18 23:59:59"),
        ("2 weeks starting July 1st 2020", "2020-07-01 to 2020-07-15"),
    ],
)
def test_lengths_from_now(text: str, readings: str) -> None:
    """A length that begins or ends now is a range: of days without today, of hours from this moment."""
    assert meant(text) == readings


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("from Monday to Wednesday", "2025-06-16 to 2025-06-18"),
        ("Mon-Fri", "2025-06-16 to 2025-06-20"),
        ("from 3 to 9 July 2020", "2020-07-03 to 2020-07-09"),
        ("July 3-9, 2020", "2020-07-03 to 2020-07-09"),
        ("3 July - 9 July 2020", "2020-07-03 to 2020-07-09"),
        ("between 30 and 4 July 2020", "2020-06-30 to 2020-07-04"),
        ("4 to 23 next month", "2025-07-04 to 2025-07-23"),
        ("between the 21st and 23rd", "2025-05-21 to 2025-05-23; 2025-06-21 to 2025-06-23"),
        ("Jan-Feb 2017", "2017-01-01 to 2017-02-01"),
        ("from Nov to Feb 2017", "2016-11-01 to 2017-02-01"),
        ("from April to June", "2025-04-01 to 2025-06-01"),
        ("2012-2015", "2012-01-01 to 2015-01-01"),
        ("between May 2015 and 2018", "2015-05-01 to 2018-01-01"),
        ("from 2020-01-05 to today", "2020-01-05 to 2025-06-18"),
        ("between March 2024 and now", "2024-03-01 to 2025-06-18"),
        ("Q1 to Q3 2019", "2019-01-01 to 2019-07-01"),
        ("from 2/30 to 3/4/2019", "?"),
        ("Dec 20 to Jan 5", "2024-12-20 to 2025-01-05; 2025-12-20 to 2026-01-05"),
    ],
)
def test_from_here_to_there(text: str, readings: str) -> None:
    """The end of a range lends its month and year to the beginning; where now lies inside, only that one is meant."""
    assert said(text)[-1][1] == readings


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("since 2019", "2019-01-01 to …"),
        ("before 2019", "… to 2019-01-01"),
        ("after 2019", "2020-01-01 to …"),
        ("until next Tuesday", "… to 2025-06-24"),
        ("by May 2024", "… to 2024-05-01"),
        ("by the end of May 2024", "… to 2024-06-01"),
        ("on or before 1/1/2016", "… to 2016-01-01"),
        ("before or in Feb 2018", "… to 2018-03-01"),
        ("2012 or later", "2012-01-01 to …"),
        ("as early as March 2020", "2020-03-01 to …"),
        ("starting on July 7th 2020", "2020-07-07 to …"),
        (">= 2019", "2019-01-01 to …"),
        ("since last week", "2025-06-09 to …"),
        ("after 8pm", "20:00 to …"),
        ("before lunch", "… to 11:00"),
        ("tomorrow before 5pm", "… to 2025-06-19 17:00"),
        ("since yesterday morning", "2025-06-17 08:00 to …"),
    ],
)
def test_open_sides(text: str, readings: str) -> None:
    """A word beside an expression opens one of its sides."""
    assert meant(text) == readings
