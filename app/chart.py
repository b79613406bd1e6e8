"""Small charts of counts for a terminal: bars that lie for names, columns that stand for months. Pure.

A count that is not 0 is always seen, however small it is beside the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size

from keepmum.app.lines import Signs, fitted
from keepmum.app.plainly import month as name_of_month
from keepmum.app.render import Line

_FILLED = "cyan"
_BAR = 40  # cells of a bar at most
_HEIGHT = 5  # lines of columns
_COLUMNS = 24  # periods at most, before months become quarters and quarters years
_CELL = 2  # cells of a column, with one more between two


@dataclass(frozen=True, slots=True)
class Period:
    """A month, a quarter or a year.

    Attributes:
        label: Below its column: "J" for January, "Q1", "25" for 2025.
        year: The year that it is in.
        name: Such as "June 2025", "April to June 2025", "2025".
        unit: "month", "quarter" or "year".
        count: Records in it.
    """

    label: str
    year: int
    name: str
    unit: str
    count: int


def bars(rows: Sequence[tuple[str, int]], width: int, signs: Signs) -> list[Line]:
    """Draw a bar for each name, with its count.

    Args:
        rows: Names and counts, as they are to be shown.
        width: Cells in a line.
        signs: What a bar is drawn of.
    """
    if not rows:
        return []
    wide = min(max(cell_len(name) for name, _ in rows), max(8, width // 3))
    digits = max(len(f"{count:,}") for _, count in rows)
    room = max(1, min(width - wide - digits - 4, _BAR))
    most = max(count for _, count in rows)
    return [
        [
            (f"{set_cell_size(fitted(name, wide, signs), wide)}  {count:>{digits},}  ", ""),
            (_bar(count / most if most else 0, room, signs.across), _FILLED),
        ]
        for name, count in rows
    ]


def periods(months: Sequence[tuple[str, int]], width: int) -> list[Period]:
    """Return the time from the first month to the last, those without records too: as months, as quarters, or as the last years.

    Args:
        months: Months such as "2025-03" and counts, in any order; months without records may be left out.
        width: Cells in a line; they bound how many periods there are.
    """
    if not months:
        return []
    counts = {int(month[:4]) * 12 + int(month[5:7]) - 1: count for month, count in months}
    first, last = min(counts), max(counts)
    room = min(_COLUMNS, max(1, (width + 1) // (_CELL + 1)))
    size = next((size for size in (1, 3) if last // size - first // size < room), 12)
    return [
        _period(number, size, sum(counts.get(month, 0) for month in range(number * size, number * size + size)))
        for number in range(max(first // size, last // size - room + 1), last // size + 1)
    ]


def columns(shown: Sequence[Period], signs: Signs) -> list[Line]:
    """Draw a column for each period, their labels and years below.

    Args:
        shown: The periods, in order.
        signs: What a column is drawn of.
    """
    if not shown:
        return []
    most = max(period.count for period in shown)
    steps = len(signs.upward)
    heights = [0 if not period.count else max(1, round(period.count / most * _HEIGHT * steps)) for period in shown]
    lines: list[Line] = []
    for level in range(_HEIGHT - 1, -1, -1):
        filled = (min(max(height - level * steps, 0), steps) for height in heights)
        lines.append([(" ".join((signs.upward[part - 1] if part else " ") * _CELL for part in filled).rstrip(), _FILLED)])
    lines.append([(" ".join(f"{period.label:<{_CELL}}" for period in shown).rstrip(), "")])
    years = _years(shown)
    return [*lines, [(years, "dim")]] if years else lines


def _period(number: int, size: int, count: int) -> Period:
    year, part = divmod(number * size, 12)
    if size == 12:
        return Period(f"{year % 100:02}", year, str(year), "year", count)
    named = name_of_month(part + 1)
    if size == 3:
        return Period(f"Q{part // 3 + 1}", year, f"{named} to {name_of_month(part + 3)} {year}", "quarter", count)
    return Period(named[0], year, f"{named} {year}", "month", count)


def _years(shown: Sequence[Period]) -> str:
    """Return the line with each year below its first period, where there is room; empty where each period is a year."""
    if shown[0].unit == "year":
        return ""
    places = {period.year: n * (_CELL + 1) for n, period in reversed(list(enumerate(shown)))}
    line = ""
    for year in sorted(places):
        if places.get(year + 1, places[year] + 5) - places[year] >= 5:  # a year of one month gives way to the next
            line = f"{line:<{places[year]}}{year}"
    return line


def _bar(share: float, room: int, across: str) -> str:
    steps = round(share * room * len(across))
    if share > 0:
        steps = max(1, steps)
    full, part = divmod(steps, len(across))
    return across[-1] * full + (across[part - 1] if part else "")
