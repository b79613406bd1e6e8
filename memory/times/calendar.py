"""Arithmetic of the calendar: months, weeks, the nth weekday, Easter, and the occurrences of a date that is only half said."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

LEAP_GAP = 8  # years: 29 February comes at most 8 years after the last
MONTHS_LOOKED = 48  # months within which each weekday meets each day of a month, but for rare pairs


def on(year: int, month: int, day: int) -> date | None:
    """Return that date, or None where the calendar has none, such as 30 February."""
    if not (1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    return date(year, month, day)


def first(year: int, month: int) -> date:
    """Return the first day of a month; months beyond 12 or below 1 run on into other years.

    Raises:
        OverflowError: Outside the years 1 to 9999.
    """
    ahead, month0 = divmod(month - 1, 12)
    if not 1 <= year + ahead <= 9999:
        raise OverflowError
    return date(year + ahead, month0 + 1, 1)


def add_months(day: date, months: int) -> date:
    """Move by whole months; the day of the month shrinks where the month is shorter.

    Raises:
        OverflowError: Outside the years 1 to 9999.
    """
    start = first(day.year, day.month + months)
    return start.replace(day=min(day.day, calendar.monthrange(start.year, start.month)[1]))


def monday(day: date) -> date:
    """Return the Monday of a date's ISO week."""
    return day - timedelta(days=day.weekday())


def first_week(start: date) -> date:
    """Return the Monday of the first week of a month or year: the first with most of its days inside (ISO 8601)."""
    begin = monday(start)
    return begin if (start - begin).days <= 3 else begin + timedelta(days=7)


def iso_week(year: int, week: int) -> date | None:
    """Return the Monday of a numbered week, or None where the year has no such week."""
    if not (1 <= year <= 9999 and 1 <= week <= 53):
        return None
    start = first_week(date(year, 1, 1)) + timedelta(days=7 * (week - 1))
    return start if week < 53 or start.isocalendar()[1] == 53 else None


def nth_weekday(start: date, end: date, weekday: int, nth: int) -> date | None:
    """Return the nth (from 1; -1 is the last) weekday (0 is Monday) in [start, end), or None where there is none."""
    if nth < 0:
        last = end - timedelta(days=1)
        found = last - timedelta(days=(last.weekday() - weekday) % 7 + 7 * (-nth - 1))
        return found if found >= start else None
    found = start + timedelta(days=(weekday - start.weekday()) % 7 + 7 * (nth - 1))
    return found if found < end else None


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (Meeus 1991, the anonymous algorithm)."""
    golden, century, rest = year % 19, year // 100, year % 100
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    shift = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def full_year(short: int) -> tuple[int, ...]:
    """Return the years that two digits can mean: below 30 this century's, from 40 the last one's, between them either."""
    if short < 30:
        return (2000 + short,)
    return (1900 + short,) if short >= 40 else (1900 + short, 2000 + short)


@dataclass(frozen=True, slots=True)
class Shape:
    """A date as far as it was said; what is None was not.

    Attributes:
        year: The year.
        month: The month, from 1.
        day: The day of the month, from 1.
        weekday: The day of the week, 0 is Monday.
        yearly: What gives the date in each year, for a holiday that moves.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    yearly: Callable[[int], date | None] | None = None

    def _candidates(self, near: date, step: int) -> Iterator[date]:
        """Yield dates of this shape going away from `near`, in either direction; some may lie on its other side."""
        if self.yearly or self.month is not None:
            years = [self.year] if self.year is not None else range(near.year, near.year + (LEAP_GAP + 1) * step, step)
            for year in years:
                if not 1 <= year <= 9999:
                    continue
                found = self.yearly(year) if self.yearly else on(year, self.month or 1, self.day or 1)
                if found:
                    yield found
        elif self.day is not None:
            for months in range(0, (MONTHS_LOOKED + 1) * step, step):
                start = first(near.year, near.month + months)
                found = on(start.year, start.month, self.day)
                if found and self.weekday in {None, found.weekday()}:
                    yield found
        elif self.weekday is not None:
            here = monday(near) + timedelta(days=self.weekday)
            yield from (here, here + timedelta(days=7 * step))

    def after(self, limit: datetime) -> date | None:
        """Return the first such date that begins at or after a moment; a weekday counts on its own day, whatever the hour."""
        least = limit.date() if self.weekday is not None or limit.time() == time() else limit.date() + timedelta(days=1)
        return next((found for found in self._candidates(limit.date(), 1) if found >= least), None)

    def before(self, limit: datetime) -> date | None:
        """Return the last such date that begins before a moment; a weekday does not count on its own day."""
        most = limit.date() if self.weekday is not None or limit.time() == time() else limit.date() + timedelta(days=1)
        return next((found for found in self._candidates(limit.date(), -1) if found < most), None)

    def options(self, now: datetime) -> tuple[date, ...]:
        """Return the one date it says, or the last before now and the next from now on; none where the calendar has none."""
        if self.year is not None:
            return tuple(islice(self._candidates(now.date(), 1), 1))
        found = (self.before(now), self.after(now))
        if self.day is not None and self.weekday is not None and found[1] == now.date():
            return (now.date(),)  # "Monday the 21st", said on that day
        return tuple(each for each in found if each)
