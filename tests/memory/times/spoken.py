"""What the English tests share: the moment they are read at, and readings written so that a table of them is easy to read."""

from __future__ import annotations

from datetime import date, datetime, time

from keepmum.memory.times.english import find_english
from keepmum.memory.times.value import Point, TimeValue

NOW = datetime(2025, 6, 18, 10, 30)  # noqa: DTZ001  a Wednesday; the grammar knows no zones


def _point(point: Point | None) -> str:
    if point is None:
        return "…"
    if isinstance(point, datetime):
        return f"{point:%Y-%m-%d %H:%M}" + (f":{point:%S}" if point.second else "")
    return f"{point:%H:%M}" + (f":{point:%S}" if point.second else "") if isinstance(point, time) else point.isoformat()


def _value(value: TimeValue) -> str:
    if not value.resolved:
        return "?"
    return _point(value.value) if value.value is not None else f"{_point(value.start)} to {_point(value.end)}"


def said(text: str, now: datetime = NOW, *, day_first: bool = False) -> list[tuple[str, str]]:
    """Return each expression's words and its readings."""
    found = find_english(text, now, day_first=day_first)
    return [(text[each.begin : each.end], "; ".join(map(_value, each.values))) for each in found]


def meant(text: str, now: datetime = NOW, *, day_first: bool = False) -> str:
    """Return the readings of the only expression of a text."""
    found = said(text, now, day_first=day_first)
    assert len(found) == 1, found
    return found[0][1]


def day(text: str) -> date:
    """Return a date."""
    return date.fromisoformat(text)
