"""Which number is the day."""

from __future__ import annotations

import pytest

from keepmum.memory.formats.chat_date import Order, find_order, moment
from keepmum.memory.formats.chat_line import Header, header


def _headers(*dates: str, clock: str = ", 10:00 - ") -> list[Header]:
    found = [header(f"{date}{clock}Mei: hi") for date in dates]
    assert None not in found
    return [head for head in found if head is not None]


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        (("2024/03/04", "2024/03/05"), Order("ymd", guessed=False)),
        (("03/04/24", "13/04/24"), Order("dmy", guessed=False)),
        (("03/04/24", "04/13/24"), Order("mdy", guessed=False)),
        (("24/03/31", "24/04/01"), Order("ymd", guessed=False)),
        (("01/02/24", "02/02/24", "03/02/24", "01/03/24"), Order("dmy", guessed=False)),  # time runs backwards as month first
        (("02/01/24", "02/02/24", "02/03/24", "03/01/24"), Order("mdy", guessed=False)),
        (("03.04.24",), Order("dmy", guessed=False)),
        (("03/04/24",), Order("dmy", guessed=True)),
        (("03/03/24", "04/04/24"), Order("dmy", guessed=True)),
    ],
)
def test_what_decides(dates: tuple[str, ...], order: Order) -> None:
    """A year in front, a number above 12, then the course of time decide; else it is a guess."""
    assert find_order(_headers(*dates), None) == order


def test_the_person_decides_what_nothing_else_does() -> None:
    """The person's own order is used where the file leaves it open, and not against the file."""
    assert find_order(_headers("03/04/24"), "mdy") == Order("mdy", guessed=False)
    assert find_order(_headers("13/04/24"), "mdy") == Order("dmy", guessed=False)


def test_an_american_clock_tips_the_guess() -> None:
    """With AM or PM in capitals and a short year the guess is month first, and stays a guess."""
    assert find_order(_headers("3/4/24", clock=", 10:00 AM - "), None) == Order("mdy", guessed=True)
    assert find_order(_headers("03/04/2024", clock=", 10:00 am - "), None) == Order("dmy", guessed=True)


def test_a_little_disorder_is_no_evidence() -> None:
    """Messages a few hours out of order, as a phone in another time zone sends them, decide nothing."""
    assert find_order(_headers("03/03/24", "02/03/24", "03/03/24"), None).name == "dmy"


def test_dates_that_do_not_exist() -> None:
    """A date that the calendar lacks, or from before the app, is none."""
    (late, old) = _headers("31/02/24", "01/02/1999")
    assert moment(late, "dmy") is None
    assert moment(old, "dmy") is None
