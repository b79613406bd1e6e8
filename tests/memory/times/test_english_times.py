"""Times of day in English text, alone and with a date."""

from __future__ import annotations

import pytest
from tests.memory.times.spoken import NOW, meant, said

from keepmum.memory.times.english import find_english


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("3pm", "15:00"),
        ("3 p.m.", "15:00"),
        ("9a", "09:00"),
        ("3:20", "03:20; 15:20"),
        ("15:20", "15:20"),
        ("3:20:40 pm", "15:20:40"),
        ("at 6.45", "06:45; 18:45"),
        ("640pm", "18:40"),
        ("at 5", "05:00; 17:00"),
        ("noon", "12:00"),
        ("12 midnight", "00:00"),
        ("12am", "00:00"),
        ("0:30", "00:30"),
        ("half past seven", "07:30; 19:30"),
        ("at half seven", "07:30; 19:30"),
        ("a quarter to 8 in the morning", "07:45"),
        ("20 past nine pm", "21:20"),
        ("ten forty five", "10:45; 22:45"),
        ("seven o'clock", "07:00; 19:00"),
        ("five thirty pm", "17:30"),
        ("8 in the evening", "20:00"),
        ("12 in the night", "00:00"),
        ("7ish", "07:00"),
        ("mid-afternoon", "14:00"),
    ],
)
def test_clock(text: str, readings: str) -> None:
    """A time that does not say which half of the day it means has both readings."""
    assert meant(text) == readings


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("in the morning", "08:00 to 12:00"),
        ("in the late afternoon", "14:00 to 16:00"),
        ("early in the evening", "16:00 to 18:00"),
        ("at night", "20:00 to 23:59:59"),
        ("during business hours", "08:00 to 18:00"),
        ("lunchtime", "11:00 to 13:00"),
    ],
)
def test_parts_of_the_day(text: str, readings: str) -> None:
    """Parts of the day have hours."""
    assert meant(text) == readings


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("5 to 6pm", "17:00 to 18:00"),
        ("3pm-4:30", "15:00 to 16:30"),
        ("from 11 to 3pm", "11:00 to 15:00"),
        ("from 11 to 3am", "23:00 to 03:00"),
        ("between 9 and 10:30", "09:00 to 10:30; 21:00 to 22:30"),
        ("from 3 in the morning until 5pm", "03:00 to 17:00"),
        ("9:30-4:30pm", "09:30 to 16:30"),
        ("noon to 2pm", "12:00 to 14:00"),
        ("from 9:30am for 2 hours", "09:30 to 11:30"),
        ("0730-0930", "07:30 to 09:30; 19:30 to 21:30"),
    ],
)
def test_hours(text: str, readings: str) -> None:
    """One end of a range tells the other which half of the day it is in."""
    assert meant(text) == readings


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("next Friday at 3", "2025-06-27 03:00; 2025-06-27 15:00"),
        ("tomorrow at 8:30pm", "2025-06-19 20:30"),
        ("8.30pm today", "2025-06-18 20:30"),
        ("tonight at 8", "2025-06-18 20:00"),
        ("8ish tonight", "2025-06-18 20:00"),
        ("this morning at 7", "2025-06-18 07:00"),
        ("7, this morning", "2025-06-18 07:00"),
        ("yesterday evening at half past six", "2025-06-17 18:30"),
        ("noon on May 5th, 2020", "2020-05-05 12:00"),
        ("2024-03-05T10:00", "2024-03-05 10:00"),
        ("2024-03-05T10:00:30Z", "2024-03-05 10:00:30"),
        ("6 jan 2017 - 6:37am", "2017-01-06 06:37"),
        ("5/3/18 @ 17:49:19", "2018-05-03 17:49:19"),
        ("Oct 26 15:50:06 2016", "2016-10-26 15:50:06"),
        ("6 pm EST tomorrow", "2025-06-19 18:00"),
        ("now", "2025-06-18 10:30"),
        ("asap", "2025-06-18 10:30"),
        ("end of the day", "2025-06-18 23:59:59"),
        ("EOD tomorrow", "2025-06-19 23:59:59"),
        ("wake me for three today", "2025-06-18 03:00; 2025-06-18 15:00"),
        ("next Saturday at eight o clock", "2025-06-28 08:00; 2025-06-28 20:00"),
        ("tomorrow three", "2025-06-19 03:00; 2025-06-19 15:00"),
    ],
)
def test_moments(text: str, readings: str) -> None:
    """A date and a time side by side are one moment, in whatever order."""
    assert meant(text) == readings


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("tomorrow morning", "2025-06-19 08:00 to 2025-06-19 12:00"),
        ("last night", "2025-06-17 20:00 to 2025-06-17 23:59:59"),
        ("the night before last", "2025-06-16 20:00 to 2025-06-16 23:59:59"),
        ("late last night", "2025-06-17 22:00 to 2025-06-17 23:59:59"),
        ("early tomorrow morning", "2025-06-19 08:00 to 2025-06-19 10:00"),
        ("later today", "2025-06-18 12:00 to 2025-06-19 00:00"),
        ("in the afternoon of 2 May 2020", "2020-05-02 12:00 to 2020-05-02 16:00"),
        ("tomorrow am", "2025-06-19 08:00 to 2025-06-19 12:00"),
        ("from 4 to 6pm on 2 May 2020", "2020-05-02 16:00 to 2020-05-02 18:00"),
        ("6-8 next Monday", "2025-06-23 06:00 to 2025-06-23 08:00; 2025-06-23 18:00 to 2025-06-23 20:00"),
        ("next Monday morning 6-8", "2025-06-23 06:00 to 2025-06-23 08:00"),
        ("11pm to 1am tonight", "2025-06-18 23:00 to 2025-06-19 01:00"),
        ("from 10pm yesterday to 3am today", "2025-06-17 22:00 to 2025-06-18 03:00"),
        ("from 2pm till tomorrow 4pm", "2025-06-18 14:00 to 2025-06-19 16:00"),
        ("between 2:00 tomorrow and 4:00", "2025-06-19 02:00 to 2025-06-19 04:00; 2025-06-19 14:00 to 2025-06-19 16:00"),
        ("between now and eight o'clock", "2025-06-18 10:30 to 2025-06-18 20:00"),
    ],
)
def test_hours_of_a_day(text: str, readings: str) -> None:
    """A date with a part of the day or a range of hours is a range."""
    assert meant(text) == readings


@pytest.mark.parametrize(
    ("text", "kind", "readings"),
    [
        ("around 1pm", "timerange", "13:00"),
        ("around tomorrow 10am", "datetimerange", "2025-06-19 10:00"),
        ("around 3 May 2020", "daterange", "2020-05-03"),
        ("around March 2020", "daterange", "2020-03-01 to 2020-04-01"),
    ],
)
def test_around(text: str, kind: str, readings: str) -> None:
    """Around a point is a range of which only the point is known."""
    (found,) = find_english(text, NOW)
    assert (found.type, found.modifier, meant(text)) == (kind, "approx", readings)


@pytest.mark.parametrize("text", ["after 5 people left", "1:30pm to 4 people", "room 5 to 6", "ten to one it rains", "we lost 3 to 2"])
def test_no_times(text: str) -> None:
    """Numbers beside other words are no hours."""
    assert all("to" not in readings for _, readings in said(text))
