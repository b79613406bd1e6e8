"""The headers of chat messages, by language."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keepmum.memory.formats.chat_line import header


@pytest.mark.parametrize(
    ("line", "numbers", "clock"),
    [
        ("20/01/19, 11:23 - Mei: hi", (20, 1, 19), time(11, 23)),
        ("1/20/19, 11:23 AM - Mei: hi", (1, 20, 19), time(11, 23)),
        ("1/20/19, 11:23\u202fPM - Mei: hi", (1, 20, 19), time(23, 23)),
        ("20/01/2019, 08:49 p. m. - Mei: hi", (20, 1, 2019), time(20, 49)),
        ("20/1/2019 8:49 a.\u00a0m. - Mei: hi", (20, 1, 2019), time(8, 49)),
        ("20/01/2019, 12:05 am - Mei: hi", (20, 1, 2019), time(0, 5)),
        ("20/01/2019, 12:05 pm - Mei: hi", (20, 1, 2019), time(12, 5)),
        ("20/01/2019, 00:08 a. m. - Mei: hi", (20, 1, 2019), time(0, 8)),
        ("2019/01/20, 11:23 - Mei: hi", (2019, 1, 20), time(11, 23)),
        ("2019/1/20 下午11:23 - Mei: hi", (2019, 1, 20), time(23, 23)),
        ("2019/1/20 上午12:01 - Mei: hi", (2019, 1, 20), time(0, 1)),
        ("2019/1/20 中午12:30 - Mei: hi", (2019, 1, 20), time(12, 30)),
        ("2019/1/20 中午1:30 - Mei: hi", (2019, 1, 20), time(13, 30)),
        ("2019/1/20 凌晨3:30 - Mei: hi", (2019, 1, 20), time(3, 30)),
        ("2019年1月20日 晚上9:30 - Mei: hi", (2019, 1, 20), time(21, 30)),
        ("2019. 1. 20. 오후 9:30 - Mei: hi", (2019, 1, 20), time(21, 30)),
        ("20.01.19, 11:23 - Mei: hi", (20, 1, 19), time(11, 23)),
        ("20.1.2019 klo 11.23 - Mei: hi", (20, 1, 2019), time(11, 23)),
        ("20-01-2019 11:23 - Mei: hi", (20, 1, 2019), time(11, 23)),
        ("20/01/2019 à 11:23 - Mei: hi", (20, 1, 2019), time(11, 23)),
        ("[20/01/2019, 11:23:05] Mei: hi", (20, 1, 2019), time(11, 23, 5)),
        ("[1/20/19, 11:23:05\u202fPM] Mei: hi", (1, 20, 19), time(23, 23, 5)),
        ("\u200e[2019/1/20 下午11:23:05] Mei: hi", (2019, 1, 20), time(23, 23, 5)),
        ("\ufeff\u200f[20.01.19, 11:23:05] Mei: hi", (20, 1, 19), time(11, 23, 5)),
        ("[2019-01-20, 11:23] Mei: hi", (2019, 1, 20), time(11, 23)),
        ("٢٠/٠١/٢٠١٩، ١١:٢٣ - Mei: hi", (20, 1, 2019), time(11, 23)),
    ],
)
def test_every_form(line: str, numbers: tuple[int, int, int], clock: time) -> None:
    """Each language's way to write a date and time is read, whatever the spaces and marks in it."""
    found = header(line)
    assert found is not None
    assert (found.numbers, found.clock, found.rest) == (numbers, clock, "Mei: hi")


@pytest.mark.parametrize(
    "line",
    [
        "",
        "see you at 11:23 - or later",
        "20/01/19 we met",
        "20/01/19, 25:00 - Mei: hi",
        "20/01/19, 11:61 - Mei: hi",
        "[20/01/19, 11:23 - Mei: hi",
        "20/01/19, 11:23] Mei: hi",
        "20/01/19, 11:23-Mei: hi",
        "200/01/19, 11:23 - Mei: hi",
        "2019/01/2019, 11:23 - Mei: hi",
        "- 20/01/19, 11:23 - Mei: hi",
    ],
)
def test_what_is_no_header(line: str) -> None:
    """What only resembles a header is the text of a message."""
    assert header(line) is None


@settings(deadline=None)
@given(st.text("0123456789/.-:, []\u202f\u200eAPMampm上下午年月日", max_size=60))
def test_anything(line: str) -> None:
    """No line of a header's characters raises anything; what is left is an end of the line."""
    found = header(line)
    assert found is None or line.endswith(found.rest)
