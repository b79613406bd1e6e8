"""Dates of invented English texts, written and said in many ways."""

from __future__ import annotations

import random
from datetime import date, timedelta

from training.english_numbers import ordinal, spoken
from training.lists import lists

_TODAY = date(2026, 12, 31)
_FEASTS = ("Christmas", "Easter", "Diwali", "Eid", "Thanksgiving", "Hanukkah", "New Year", "Ramadan")


def _when(rng: random.Random) -> date:
    """Return a day, of late more often than of long ago."""
    return _TODAY - timedelta(days=int(rng.expovariate(1 / 1800)))


def month(when: date) -> str:
    """Return the name of a day's month."""
    return lists("lists_en.txt")["monthword"][when.month - 1]


def _nth(day: int) -> str:
    return f"{day}{'th' if 10 < day < 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"


def day(rng: random.Random) -> str:
    """Return a day without its year."""
    when = _when(rng)
    name, number, nth = month(when), when.day, _nth(when.day)
    forms = (
        f"{number} {name}",
        f"{nth} {name}",
        f"{name} {number}",
        f"{name} {nth}",
        f"{number} {name[:3]}",
        f"{name[:3]} {number}",
        f"the {nth} of {name}",
    )
    return rng.choice((*forms, f"{number}/{when.month}"))


def full(rng: random.Random) -> str:
    """Return a day with its year, in words."""
    when = _when(rng)
    name, number, year, nth = month(when), when.day, when.year, _nth(when.day)
    forms = (
        f"{number} {name} {year}",
        f"{nth} {name} {year}",
        f"{name} {number}, {year}",
        f"{number} {name[:3]} {year}",
        f"{name} {nth}, {year}",
        f"{number}-{name[:3]}-{year}",
    )
    return f"{when:%A} {rng.choice(forms)}" if rng.random() < 0.15 else rng.choice(forms)


def american(rng: random.Random) -> str:
    """Return a day as it is written in America."""
    when = _when(rng)
    return f"{month(when)} {when.day}, {when.year}"


def exact(rng: random.Random) -> str:
    """Return a day with its time of day."""
    when, hour, minute = _when(rng), rng.randint(7, 22), rng.choice((0, 0, 15, 30, 45, rng.randint(1, 59)))
    half = f"{(hour - 1) % 12 + 1}{f':{minute:02}' if minute else ''}{rng.choice((' ', ''))}{'am' if hour < 12 else 'pm'}"
    clock = rng.choice((half, half, f"{hour:02}:{minute:02}", f"{hour}.{minute:02}"))
    dated = rng.choice((f"{when.day} {month(when)}", f"{month(when)} {_nth(when.day)}", f"{when.day} {month(when)[:3]}", f"{when:%d/%m}"))
    dated += rng.choice(("", "", f" {when.year}" if dated[0].isdigit() and "/" not in dated else ""))
    dated = f"{rng.choice((f'{when:%A}', f'{when:%a}'))} {dated}" if rng.random() < 0.4 else dated
    return rng.choice((f"{dated} at {clock}", f"{dated}, {clock}", f"{dated} {clock}", f"{clock} on {dated}"))


def short(rng: random.Random) -> str:
    """Return a day in numbers."""
    when = _when(rng)
    return rng.choice(
        (
            f"{when:%d/%m/%Y}",
            f"{when:%m/%d/%Y}",
            f"{when:%d.%m.%y}",
            f"{when:%d-%m-%Y}",
            f"{when.day}/{when.month}/{when:%y}",
            f"{when:%d.%m.%Y}",
        )
    )


def iso(rng: random.Random) -> str:
    """Return a day by ISO 8601."""
    return _when(rng).isoformat()


def stamp(rng: random.Random) -> str:
    """Return a day and a time of it."""
    seconds = rng.choice(("", f":{rng.randint(10, 59)}", ":00Z"))
    return f"{iso(rng)}{rng.choice('T ')}{rng.randint(0, 23):02}:{rng.randint(0, 59):02}{seconds}"


def month_of_year(rng: random.Random) -> str:
    """Return a month with its year."""
    when = _when(rng)
    name = month(when)
    return rng.choice((f"{name} {when.year}", f"{name[:3]} {when.year}", f"{when.month:02}/{when.year}", f"{name} of {when.year}"))


def year(rng: random.Random) -> str:
    """Return a year."""
    return str(rng.choice((rng.randint(1945, 2026), rng.randint(1990, 2026))))


def feast(rng: random.Random) -> str:
    """Return a feast with its year."""
    return f"{rng.choice(_FEASTS)} {rng.randint(1995, 2026)}"


def said(rng: random.Random) -> str:
    """Return a day as it is said."""
    when = _when(rng)
    name, nth = month(when), ordinal(when.day)
    words = rng.choice((f"the {nth} of {name}", f"{name} {nth}", f"{name} the {nth}")).lower()
    if rng.random() > 0.3 or 2000 <= when.year < 2010:
        return words
    return f"{words} {'twenty' if when.year >= 2010 else 'nineteen'} {spoken(when.year % 100)}"
