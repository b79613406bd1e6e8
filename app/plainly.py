"""Times in plain words, as a person would say them: "today 14:05", "Tuesday 4 March 2025, 12:31 · 8 months ago".

The clock shown is the one that hung on the wall where it happened. Seasons are left out on purpose: "last spring" is
autumn for half of the world; how long ago it was is the same for everybody.
"""

from __future__ import annotations

from datetime import date, datetime, tzinfo

# Not the locale's names: the program speaks English.
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_NEAR = {0: "today", -1: "yesterday", 1: "tomorrow"}
_WEEKDAY_FOR = 300  # days on each side in which a weekday says something


def said(at: datetime, now: datetime, ends: datetime | None = None, *, clock: bool = True, zone: tzinfo | None = None) -> str:
    """Return a time in plain words.

    Args:
        at: When it happened, with a time zone.
        now: The time now, with a time zone.
        ends: When it ended, for what took a while.
        clock: Whether the time of day is known; the date stands alone where it is not.
        zone: Where the reader is; none for the machine's own zone.

    Returns:
        Such as "today 14:05", "Tuesday 3 March, 15:00-16:00", "4 March 2019, 12:31". Where the reader's clock showed
        another time, the offset follows: "yesterday 21:00 +08:00".
    """
    today = _there(now, at).date()
    named = day(at.date(), today)
    if not clock:
        return named
    text = f"{named}{' ' if named in _NEAR.values() else ', '}{at:%H:%M}"
    if ends is not None and ends > at:
        end = _there(ends, at)
        text += f"-{end:%H:%M}" if end.date() == at.date() else f" to {day(end.date(), today)}, {end:%H:%M}"
    return text + _offset(at, zone)


def day(wanted: date, today: date) -> str:
    """Return a date in plain words: "today", "Tuesday 3 March", "Tuesday 4 March 2025", "4 March 2019"."""
    away = (wanted - today).days
    if away in _NEAR:
        return _NEAR[away]
    weekday = f"{_DAYS[wanted.weekday()]} " if abs(away) <= _WEEKDAY_FOR or wanted.year == today.year else ""
    year = f" {wanted.year}" if wanted.year != today.year else ""
    return f"{weekday}{wanted.day} {_MONTHS[wanted.month - 1]}{year}"


def ago(at: datetime, now: datetime) -> str:
    """Return how long ago something was, or in what time it will be; empty where the day's own name says it.

    Returns:
        Such as "3 days ago", "2 weeks ago", "8 months ago", "in 5 years".
    """
    today = _there(now, at).date()
    days = (at.date() - today).days
    if days in _NEAR:
        return ""
    months = round(abs(days) / 30.44)
    if abs(days) < 14:
        count, unit = abs(days), "day"
    elif abs(days) < 56:
        count, unit = abs(days) // 7, "week"
    elif months < 24:
        count, unit = months, "month"
    else:
        count, unit = round(abs(days) / 365.25), "year"
    length = f"{count} {unit}{'s' if count != 1 else ''}"
    return f"{length} ago" if days < 0 else f"in {length}"


def counted(number: int, thing: str, *, grouped: bool = True) -> str:
    """Return a number of things, such as "1 record", "1,234 records"; without the comma where a program may read it."""
    return f"{number:{',' if grouped else ''}} {thing}{'' if number == 1 else 's'}"


def month(number: int) -> str:
    """Return a month's English name, 1 for January."""
    return _MONTHS[number - 1]


def _there(moment: datetime, other: datetime) -> datetime:
    """Return a moment as the clock showed it where something else happened."""
    try:
        return moment.astimezone(other.tzinfo)
    except OverflowError:  # the last hours of the year 9999
        return moment


def _offset(at: datetime, zone: tzinfo | None) -> str:
    """Return the offset from UTC, with a space before it, where the reader's clock showed another time; nothing otherwise."""
    try:
        same = at.astimezone(zone).utcoffset() == at.utcoffset()
    except OverflowError:
        same = True
    return "" if same else f" {at.isoformat(timespec='minutes')[16:]}".replace("+00:00", "UTC")
