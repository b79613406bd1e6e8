"""Days: 2024年3月5日, 上个月3号, 周五, 昨天, 大年初一, 去年中秋, 四月的最后一个星期一, 三天前."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from keepmum.memory.times.calendar import Shape, add_months, first, monday, nth_weekday, on
from keepmum.memory.times.chinese_atoms import (
    AmountAtom,
    DayAtom,
    DayWordAtom,
    HolidayAtom,
    MonthAtom,
    NumberAtom,
    OrdinalAtom,
    RelativeAtom,
    Role,
    WeekdayAtom,
    YearAtom,
)
from keepmum.memory.times.chinese_holidays import HOLIDAYS, ONLY_SEARCHED, Holiday, lunar_held, lunar_said
from keepmum.memory.times.chinese_line import Days, Instants, Line

_MOST_AMOUNTS = 4  # 一年三个月两天五小时; a bound for hostile text
_ROUND = 3  # days before and after that 那几天 and 前后 add


def days_at(line: Line, place: int) -> Days | Instants | None:
    """Read a day.

    Args:
        line: The atoms.
        place: Where it should begin.

    Returns:
        The day, or for 两小时前 a moment, or None where neither begins here.
    """
    found = _in_year(line, place) or _ago(line, place) or _day_word(line, place) or _weekday(line, place)
    if found is None:
        place = place + 1 if line.word(place, Role.LUNAR) else place
        found = _in_month(line, place) or _day(line, place) or _holiday(line, place, None)
    if isinstance(found, Days):
        return _with_weekday(line, found)
    return found


def year_at(line: Line, place: int) -> tuple[int, int] | None:
    """Read a year, named or told from this one.

    Args:
        line: The atoms.
        place: Where it should begin.

    Returns:
        The year and the place behind it (and behind a 的), or None.
    """
    named, relative = line.get(place, YearAtom), line.get(place, RelativeAtom)
    if named:
        return named.year, line.past_of(place + 1)
    if relative and relative.unit == "year":
        return line.now.year + relative.shift, line.past_of(place + 1)
    amount, role = line.get(place, AmountAtom), line.word(place + 1, Role.BEFORE, Role.AFTER)
    if amount and role and amount.unit == "year" and not amount.months % 12:  # 三年前的春节
        return line.now.year + amount.months // 12 * (-1 if role is Role.BEFORE else 1), line.past_of(place + 2)
    return None


def day_of_month_at(line: Line, place: int) -> int | None:
    """Return the day of the month at a place: a day, or a bare number before 到 and another day."""
    day, number = line.get(place, DayAtom), line.get(place, NumberAtom)
    if day:
        return day.day
    ranged = line.word(place + 1, Role.TO) and (line.get(place + 2, DayAtom) or line.get(place + 2, NumberAtom))
    return number.number if number and ranged and 1 <= number.number <= 31 else None


def _only(stop: int, day: date | None) -> Days:
    return Days(stop, (day,) if day else ())


def _again(line: Line, stop: int, shape: Shape) -> Days:
    return Days(stop, shape.options(line.now), shape)


def _with_weekday(line: Line, days: Days) -> Days:
    """Take in a day of the week that only repeats a date: 10月12号 星期一."""
    at = days.stop
    atom = line.get(at, WeekdayAtom)
    if atom and atom.shift is None and not line.get(at - 1, WeekdayAtom):
        return Days(at + 1, days.dates, days.shape, days.around)
    return days


def _day_word(line: Line, place: int) -> Days | None:
    atom = line.get(place, DayWordAtom)
    return _only(place + 1, line.today + timedelta(days=atom.shift)) if atom else None


def _weekday(line: Line, place: int) -> Days | None:
    last = line.get(place, OrdinalAtom)
    if last and last.nth == -1 and last.weekday is not None:
        return _only(place + 1, monday(line.today) + timedelta(days=last.weekday - 7))
    atom = line.get(place, WeekdayAtom)
    if atom is None:
        return None
    if atom.shift is None:
        return _again(line, place + 1, Shape(weekday=atom.weekday))
    return _only(place + 1, monday(line.today) + timedelta(days=atom.weekday + 7 * atom.shift))


def _in_year(line: Line, place: int) -> Days | None:
    """Read a day of a year that was said."""
    found = year_at(line, place)
    if found is None:
        return None
    year, at = found
    lunar = line.word(at, Role.LUNAR) is not None
    at += lunar
    holiday = _holiday(line, at, year)
    if holiday:
        return holiday
    word = line.get(at, DayWordAtom)
    if word and not word.shift:  # 去年今天
        return _only(at + 1, on(year, line.now.month, line.now.day))
    ordinal = line.get(at, OrdinalAtom)
    if ordinal and ordinal.unit == "day" and 1 <= year <= 9998:
        end = date(year, 12, 31)
        return _only(at + 1, end if ordinal.nth == -1 else date(year, 1, 1) + timedelta(days=ordinal.nth - 1))
    month = line.get(at, MonthAtom)
    if month is None:
        return None
    at = line.past_of(at + 1)
    day = day_of_month_at(line, at)
    if day is not None:
        rule = _lunar_rule(line, month.month, day) if lunar or month.lunar else None
        return _only(at + 1, rule(year) if rule else on(year, month.month, day))
    return _ordinal_in_month(line, at, lambda: on(year, month.month, 1))


def _lunar_rule(line: Line, month: int, day: int) -> Callable[[int], date | None]:
    return lunar_held(month, day) if line.search else lunar_said(month, day)


def _in_month(line: Line, place: int) -> Days | None:
    """Read a day of a month, told from this one or in each year."""
    relative = line.get(place, RelativeAtom)
    if relative and relative.unit == "month":
        start = first(line.now.year, line.now.month + relative.shift)
        at = line.past_of(place + 1)
        day = day_of_month_at(line, at)
        return _only(at + 1, on(start.year, start.month, day)) if day is not None else _ordinal_in_month(line, at, lambda: start)
    month = line.get(place, MonthAtom)
    if month is None:
        return None
    at = line.past_of(place + 1)
    day = day_of_month_at(line, at)
    if day is not None:
        lunar = month.lunar or line.word(place - 1, Role.LUNAR)
        shape = Shape(yearly=_lunar_rule(line, month.month, day)) if lunar else Shape(month=month.month, day=day)
        return _again(line, at + 1, shape)
    atom = line.get(at, OrdinalAtom)
    if atom is None or (atom.weekday is None and atom.unit != "day"):
        return None
    return _again(line, at + 1, Shape(yearly=lambda year: _nth(on(year, month.month, 1), atom)))


def _ordinal_in_month(line: Line, place: int, month: Callable[[], date | None]) -> Days | None:
    """Read 最后一个星期一 or 第三天 behind a month."""
    atom = line.get(place, OrdinalAtom)
    if atom is None or (atom.weekday is None and atom.unit != "day"):
        return None
    return _only(place + 1, _nth(month(), atom))


def _nth(start: date | None, atom: OrdinalAtom) -> date | None:
    if start is None:
        return None
    end = add_months(start, 1)
    if atom.weekday is not None:
        return nth_weekday(start, end, atom.weekday, atom.nth)
    day = end - timedelta(days=1) if atom.nth == -1 else start + timedelta(days=atom.nth - 1)
    return day if start <= day < end else None


def _day(line: Line, place: int) -> Days | None:
    atom = line.get(place, DayAtom)
    if atom is None:
        return None
    if atom.lunar:  # 初二 alone is more often a school class than a day of the new year
        return _again(line, place + 1, Shape(yearly=_lunar_rule(line, 1, atom.day))) if atom.day > 3 and atom.day < 11 else None
    return _again(line, place + 1, Shape(day=atom.day))


def _holiday(line: Line, place: int, year: int | None) -> Days | None:
    turn = line.word(place, Role.LAST_TIME, Role.THIS_TIME, Role.NEXT_TIME)
    at = place + 1 if turn else place
    atom = line.get(at, HolidayAtom)
    if atom is None or (atom.name in ONLY_SEARCHED and not line.search):
        return None
    holiday = HOLIDAYS[atom.name]
    shape = Shape(yearly=holiday.held if line.search else holiday.said)
    at += 1
    if year is not None:
        day = shape.yearly(year) if shape.yearly else None
        return _round(line, _only(at, day), holiday)
    options = shape.options(line.now)
    if turn and options:
        options = options[:1] if turn is Role.LAST_TIME else options[-1:]
    return _round(line, Days(at, options, None if turn else shape), holiday)


def _round(line: Line, days: Days, holiday: Holiday) -> Days:
    """Widen a holiday to what a search for it should look through."""
    if not line.search:
        return days
    many = line.word(days.stop, Role.DAYS_ROUND, Role.AROUND)
    more = _ROUND if many and not holiday.after else 0
    around = tuple((day - timedelta(days=holiday.before + more), day + timedelta(days=holiday.after + more + 1)) for day in days.dates)
    return Days(days.stop + (many is not None), days.dates, days.shape, around)


def _ago(line: Line, place: int) -> Days | Instants | None:
    """Read 三天前, 一年零两个月后, 半小时前."""
    months = days = seconds = 0
    at, unit = place, None
    for _ in range(_MOST_AMOUNTS):
        amount = line.get(at, AmountAtom)
        if amount is None:
            break
        months, days, seconds = months + amount.months, days + amount.days, seconds + amount.seconds
        unit, at = amount.unit, at + 1
    role = line.word(at, Role.BEFORE, Role.AFTER)
    if unit is None or role is None:
        return None
    sign = -1 if role is Role.BEFORE else 1
    day = add_months(line.today, sign * months) + timedelta(days=sign * days)
    if unit in {"hour", "minute", "second"}:
        when = datetime.combine(day, line.now.time()) + timedelta(seconds=sign * seconds)
        width = timedelta(hours=1) if unit == "hour" else timedelta(minutes=10)
        return Instants(at + 1, when, when - width, when + width)
    return Days(at + 1, (day,), around=(_whole(day, unit, months),) if line.search else ())


def _whole(day: date, unit: str, months: int) -> tuple[date, date]:
    """Return the period around a day that is as long as the unit in which it was told; half a year is told in halves."""
    if unit == "year":
        if months % 12:
            return first(day.year, day.month - 1), first(day.year, day.month + 2)
        return date(day.year, 1, 1), date(day.year + 1, 1, 1)
    if unit in {"month", "quarter"}:
        return day.replace(day=1), first(day.year, day.month + 1)
    if unit == "week":
        return monday(day), monday(day) + timedelta(days=7)
    return day, day + timedelta(days=1)
