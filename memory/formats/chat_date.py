"""Which of a date's three numbers is the day: decided over a whole export, because one line cannot tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from keepmum.memory.formats.chat_line import Header
from keepmum.memory.formats.interface import DateOrder

_POSITIONS: dict[DateOrder, tuple[int, int, int]] = {"ymd": (0, 1, 2), "dmy": (2, 1, 0), "mdy": (2, 0, 1)}  # of year, month, day
_STEP_BACK = timedelta(hours=26)  # phones come back from other time zones and from daylight saving; more is a wrong order


@dataclass(frozen=True, slots=True)
class Order:
    """A date order and how it was found.

    Attributes:
        name: The order.
        guessed: Whether nothing in the file and nobody decided it.
    """

    name: DateOrder
    guessed: bool


def moment(header: Header, order: DateOrder) -> datetime | None:
    """Return the header's local date and time under ``order``, without a zone; none if there is no such date."""
    year_at, month_at, day_at = _POSITIONS[order]
    year, month, day = header.numbers[year_at], header.numbers[month_at], header.numbers[day_at]
    if header.width[year_at] not in {2, 4} or max(header.width[month_at], header.width[day_at]) > 2:
        return None
    year += 2000 if header.width[year_at] == 2 else 0
    if not 2009 <= year < 2100:  # the app is of 2009
        return None
    try:
        return datetime(year, month, day, header.clock.hour, header.clock.minute, header.clock.second)  # noqa: DTZ001 - the zone is added by the caller
    except ValueError:
        return None


def find_order(headers: Iterable[Header], wanted: DateOrder | None) -> Order:
    """Return the order of the dates of one export.

    The first of these that decides: a year of four digits in front; the order under which fewest dates do not exist (a 13th
    to 31st anywhere); the order under which time runs backwards least often; dots, which only day-first languages
    write; ``wanted``; and then a guess: month first for an American clock (``1/20/19, 11:23 AM``), else day first.

    Args:
        headers: All headers of the file, in its order.
        wanted: What the person says.
    """
    headers = list(headers)
    if headers and headers[0].form[3]:
        return Order("ymd", guessed=False)
    scores = {order: _score(headers, order) for order in _POSITIONS}
    best = min(scores["dmy"], scores["mdy"])
    if scores["ymd"] == (0, 0) and (best > (0, 0) or wanted == "ymd"):  # a two-digit year in front is rare: only where nothing else fits
        return Order("ymd", guessed=False)
    left: list[DateOrder] = [order for order in ("dmy", "mdy") if scores[order] == best]
    if len(left) == 1:
        return Order(left[0], guessed=False)
    if headers and headers[0].form[1].startswith("."):
        return Order("dmy", guessed=False)
    if wanted is not None and wanted in left:
        return Order(wanted, guessed=False)
    return Order("mdy" if headers and headers[0].american else "dmy", guessed=True)


def _score(headers: list[Header], order: DateOrder) -> tuple[int, int]:
    """Return how many dates do not exist under ``order``, and how often time runs backwards."""
    missing = backwards = 0
    last: datetime | None = None
    for header in headers:
        at = moment(header, order)
        if at is None:
            missing += 1
            continue
        if last is not None and at < last - _STEP_BACK:
            backwards += 1
        last = at
    return missing, backwards
