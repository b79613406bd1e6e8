"""Dates that share a month or a year, such as "14 and 27 July 2019" or "28 June - 3 July": each is moved, and then written whole.

What one of them leaves out it has from a neighbour: a month behind the day from the next, one before it from the last, a year always
from the next. Written whole, each can be told from the others in a reply, and what lies between them stays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache

from keepmum.policy.masking.forms.dates import MONTH, WEEKDAY, month_number, shift

_RANGE = re.compile(r"[\-\u2010-\u2015]|\b(?:to|until|till|through)\b", re.IGNORECASE)
_MOST = 12  # dates in one list


@dataclass(frozen=True, slots=True)
class Moved:
    """Dates that were moved together.

    Attributes:
        written: What leaves in the place of all of them.
        dates: Each date as it was, written whole, and what it became.
    """

    written: str = field(repr=False)
    dates: tuple[tuple[str, str], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Item:
    """One date of a list; what it leaves out is empty."""

    weekday: str
    day: str
    month: str = ""
    apart: str = " "
    year: str = ""
    day_first: bool = True

    def whole(self) -> str:
        inner = (self.day, self.apart, self.month) if self.day_first else (self.month, self.apart, self.day)
        return "".join((self.weekday, *inner, self.year))


def shift_list(text: str, days: int) -> Moved | None:
    """Return the dates in ``text``, each moved by ``days``; none where it is no list of whole dates that can be told.

    Args:
        text: Several dates and what joins them, such as "July 14 and 27, 2019".
        days: How far they move.
    """
    pieces = _joints().split(text)
    items = [_item(piece) for piece in pieces[::2]]
    if not 2 <= len(items) <= _MOST or None in items:
        return None
    filled = _with_years(_with_months([item for item in items if item is not None]), pieces[1::2])
    moved = [(item.whole(), shift(item.whole(), days)) for item in filled or ()]
    dates = tuple((before, after) for before, after in moved if after is not None)
    if filled is None or len(dates) < len(items):
        return None
    written = [dates[0][1]]
    for joint, (_, after) in zip(pieces[1::2], dates[1:], strict=True):
        written += [joint if joint.strip() != joint or joint.endswith(" ") else f" {joint} ", after]
    return Moved("".join(written), dates)


@cache
def _joints() -> re.Pattern[str]:
    """Return what stands between two dates; a comma before a year does not."""
    words = "and|or|to|until|till|through|&"
    joint = rf",? (?:{words}) (?:on )?(?:the )?|,(?! ?(?:19|20)[0-9]{{2}}(?![0-9])) ?| ?[\-\u2010-\u2015] ?"
    return re.compile(f"({joint})", re.IGNORECASE)


@cache
def _items() -> tuple[re.Pattern[str], ...]:
    weekday = rf"(?P<weekday>(?:{WEEKDAY}\.?,? (?:the )?)?)"
    day = r"(?P<day>(?:0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?)"
    month, year = rf"(?P<month>(?:{MONTH})\.?)", r"(?:19|20)[0-9]{2}"
    sources = (
        rf"{weekday}{day}(?:(?P<apart>(?: of)? ){month}(?P<year>(?:,? {year})?))?",
        rf"{weekday}{month}(?P<apart> (?:the )?){day}(?P<year>(?:,? {year})?)",
        rf"{day}(?P<year>,? {year})",  # the last of "July 14 and 27, 2019"
    )
    return tuple(re.compile(source, re.IGNORECASE) for source in sources)


def _item(text: str) -> _Item | None:
    for place, pattern in enumerate(_items()):
        match = pattern.fullmatch(text)
        if match:
            found = match.groupdict("")
            return _Item(
                found.get("weekday", ""),
                found["day"],
                found.get("month", ""),
                found.get("apart") or " ",
                found["year"],
                day_first=place == 0,
            )
    return None


def _with_months(items: list[_Item]) -> list[_Item] | None:
    """Return the dates with the month of each; none where one has none, or some are written the one way and some the other."""
    if len({item.day_first for item in items if item.month}) != 1:
        return None
    day_first = next(item.day_first for item in items if item.month)
    if day_first and any(item.year and not item.month for item in items):
        return None
    filled: list[_Item] = []
    last: _Item | None = None
    for item in reversed(items) if day_first else items:
        if not item.month and last is None:
            return None
        if not item.month and last is not None:
            item = replace(item, month=last.month, apart=last.apart, day_first=day_first)  # noqa: PLW2901  the same date, whole
        filled.append(item)
        last = item
    return filled[::-1] if day_first else filled


def _with_years(items: list[_Item] | None, joints: list[str]) -> list[_Item] | None:
    """Return the dates with the year of the next that has one.

    None where the next is earlier in the year, unless it ends a time that the other begins: "28 December to 3 January 2020".
    """
    if items is None:
        return None
    filled = [items[-1]]
    for item, joint in zip(reversed(items[:-1]), reversed(joints), strict=True):
        after = filled[-1]
        if after.year and not item.year:
            number = int(after.year[-4:])
            if _in_year(item) > _in_year(after):
                if not _RANGE.search(joint):
                    return None
                number -= 1
            item = replace(item, year=f"{after.year[:-4]}{number}")  # noqa: PLW2901  the same date, whole
        filled.append(item)
    return filled[::-1]


def _in_year(item: _Item) -> tuple[int, int]:
    return month_number(item.month), int(re.sub("[^0-9]", "", item.day))
