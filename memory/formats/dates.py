"""Dates as people and programs write them into file names, headings and headers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from keepmum.memory.formats.interface import FIRST_YEAR, LAST_YEAR

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = "(?P<name>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_TIME = (
    r"(?:(?:,|T|t|_|-| at)? ?(?P<h>[01]\d|2[0-3]|\d(?=[:.h]))[:.h-]?(?P<min>[0-5]\d)(?:[:.-]?(?P<s>[0-5]\d)(?![:\d]))?"
    r"(?:\.\d{1,9})?(?P<zone>Z|[+-]\d\d:?\d\d)?(?!\d))?"
)
# Every repetition is bounded, so that a search takes time in proportion to the text.
_NUMERIC = re.compile(r"(?<!\d)(?P<y>\d{4})(?P<sep>[-_./])(?P<mon>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?!\d)" + _TIME, re.ASCII)
_PACKED = re.compile(r"(?<!\d)(?P<y>\d{4})(?P<mon>\d\d)(?P<d>\d\d)" + _TIME + r"(?!\d)", re.ASCII)
_CHINESE = re.compile(r"(?P<y>\d{4}) ?年 ?(?P<mon>\d{1,2}) ?月 ?(?P<d>\d{1,2}) ?日" + _TIME, re.ASCII)
_DAY_FIRST = re.compile(r"\b(?P<d>\d{1,2})(?:st|nd|rd|th)? (?:of )?" + _MONTH + r",? (?P<y>\d{4})\b" + _TIME, re.IGNORECASE | re.ASCII)
_MONTH_FIRST = re.compile(r"\b" + _MONTH + r" (?P<d>\d{1,2})(?:st|nd|rd|th)?,? (?P<y>\d{4})\b" + _TIME, re.IGNORECASE | re.ASCII)
_FORMS = (_NUMERIC, _PACKED, _CHINESE, _DAY_FIRST, _MONTH_FIRST)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date found in a text.

    Attributes:
        moment: The date and time; without a zone unless the text names one; midnight if it has no time.
        timed: Whether the text has a time.
        start: Where it begins in the text.
        end: Where it ends.
    """

    moment: datetime
    timed: bool
    start: int
    end: int


def find_stamp(text: str) -> Stamp | None:
    """Return the first date in ``text``: ``2025-03-04``, ``20250304``, ``2025年3月4日``, ``4 March 2025``, ``March 4, 2025``.

    A time may follow: ``14:30``, ``1430``, ``14-30-05``, and a zone: ``Z``, ``+08:00``.
    """
    found = (stamp for form in _FORMS for match in form.finditer(text) if (stamp := _stamp(match)) is not None)
    return min(found, key=lambda stamp: (stamp.start, -stamp.end), default=None)


def _stamp(match: re.Match[str]) -> Stamp | None:
    part = match.groupdict()
    month = int(part["mon"]) if part.get("mon") else _MONTHS[part["name"].lower()]
    timed = part["h"] is not None
    try:
        day = date(int(part["y"]), month, int(part["d"]))
        moment = datetime.combine(day, time(int(part["h"] or 0), int(part["min"] or 0), int(part["s"] or 0)))
        if part["zone"]:
            moment = moment.replace(tzinfo=_zone(part["zone"]))
    except ValueError:
        return None
    if not FIRST_YEAR < moment.year < LAST_YEAR:
        return None
    return Stamp(moment, timed, match.start(), match.end())


def _zone(text: str) -> timezone:
    if text == "Z":
        return timezone.utc  # noqa: UP017 - `datetime.UTC` is the same object; the type says timezone
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))
