"""Periods: 去年, 2024年3月, 上周, 这个周末, 上半年, 第三季度, 十月的第一周, 近三年, 80年代, 24年春天, 月底."""

from __future__ import annotations

from datetime import date, timedelta

from keepmum.memory.times.calendar import Shape, add_months, first, first_week, monday, on
from keepmum.memory.times.chinese_atoms import (
    AmountAtom,
    CenturyAtom,
    DecadeAtom,
    EdgeAtom,
    FewAtom,
    HalfAtom,
    MonthAtom,
    NumberAtom,
    OrdinalAtom,
    QuarterAtom,
    RelativeAtom,
    Role,
    SeasonAtom,
    Unit,
    VagueAtom,
)
from keepmum.memory.times.chinese_days import year_at
from keepmum.memory.times.chinese_line import Line, Spans

Stretch = tuple[date, date]

_SEASON_MONTHS = ((3, 3), (6, 3), (9, 3), (12, 3), (7, 2), (1, 2))  # first month, months; the last two are school holidays
_EDGE_DAYS = ((1, 11), (11, 21), (21, None))  # of a month: 初 is its first ten days
_EDGE_MONTHS = ((1, 2), (6, 2), (11, 2))  # of a year: first month, months


def spans_at(line: Line, place: int) -> Spans | None:
    """Read a period.

    Args:
        line: The atoms.
        place: Where it should begin.

    Returns:
        The period, or None where none begins here.
    """
    year = year_at(line, place)
    if year:
        whole = None if line.get(place, AmountAtom) else Spans(place + 1, ((date(year[0], 1, 1), _new_year(year[0])),))
        return _in_year(line, *year) or whole
    month = line.get(place, MonthAtom)
    if month:
        return _each_year(line, place, month)
    return (
        _months(line, place)
        or _relative(line, place)
        or _counted(line, place)
        or _of_this_year(line, place)
        or _decade(line, place)
        or _alone(line, place)
    )


def _months(line: Line, place: int) -> Spans | None:
    """Read 3到5月, where the first month is a bare number."""
    number, month = line.get(place, NumberAtom), line.get(place + 2, MonthAtom)
    if number is None or month is None or not line.word(place + 1, Role.TO) or not 1 <= number.number <= 12:
        return None
    begin = date(line.now.year, number.number, 1)
    if line.search and begin > line.today:
        begin = first(begin.year - 1, begin.month)
    end = first(begin.year + (month.month < number.number), month.month)
    return Spans(place + 3, ((begin, add_months(end, 1) if line.search else end),))


def _new_year(year: int) -> date:
    return date(year + 1, 1, 1)


def _in_year(line: Line, year: int, at: int) -> Spans | None:
    """Read a part of a year: its months, halves, quarters, seasons, weeks, first or last days."""
    start, end = date(year, 1, 1), _new_year(year)
    month = line.get(at, MonthAtom)
    if month:
        begin = on(year, month.month, 1)
        return _part(line, at + 1, (begin, add_months(begin, 1))) if begin else None
    half, season = line.get(at, HalfAtom), line.get(at, SeasonAtom)
    if half and half.unit == "year":
        return Spans(at + 1, (_halves(start, end, half),))
    if season:
        return Spans(at + 1, (_season(year, season.season),) if line.search else ())
    return _of_year(line, at, year) or _inside(line, at, (start, end), "year")


def _of_year(line: Line, at: int, year: int) -> Spans | None:
    """Read a quarter, or in a search the beginning, middle or end of a year."""
    quarter, edge = line.get(at, QuarterAtom), line.get(at, EdgeAtom)
    if quarter:
        begin = date(year, 3 * quarter.quarter - 2, 1)
        return Spans(at + 1, ((begin, add_months(begin, 3)),))
    if edge and line.search and edge.unit != "month":
        month, months = _EDGE_MONTHS[edge.third]
        return Spans(at + 1, ((date(year, month, 1), add_months(date(year, month, 1), months)),))
    return None


def _each_year(line: Line, place: int, month: MonthAtom) -> Spans:
    """Read a month of no year, and what part of it is told."""
    near = line.today.replace(day=1)
    years = (line.now.year - 1, line.now.year) if month.month >= near.month else (line.now.year, line.now.year + 1)
    months = [(date(year, month.month, 1), first(year, month.month + 1)) for year in years]
    parts = [_part(line, place + 1, each) for each in months]
    stop = parts[0].stop
    shape = Shape(month=month.month, day=1) if stop == place + 1 else None
    return Spans(stop, tuple(each for part in parts for each in part.ranges), shape)


def _part(line: Line, at: int, whole: Stretch) -> Spans:
    """Read what part of a month is told, or give the month."""
    edge = line.get(at, EdgeAtom)
    if edge and edge.unit != "year":
        if not line.search:
            return Spans(at, (whole,))
        return Spans(at + 1, (_edge(whole[0], edge.third),))
    return _inside(line, line.past_of(at), whole, "month") or Spans(at, (whole,))


def _edge(month: date, third: int) -> Stretch:
    begin, end = _EDGE_DAYS[third]
    return month.replace(day=begin), month.replace(day=end) if end else add_months(month, 1)


def _inside(line: Line, at: int, whole: Stretch, unit: Unit) -> Spans | None:
    """Read the nth or the first or last few units of a period."""
    start, end = whole
    half, few, ordinal = line.get(at, HalfAtom), line.get(at, FewAtom), line.get(at, OrdinalAtom)
    if half and half.unit == unit:
        return Spans(at + 1, (_halves(start, end, half),))
    if few:
        begin, stop = (_moved(end, few.unit, -few.number), end) if few.last else (start, _moved(start, few.unit, few.number))
        return Spans(at + 1, ((begin, stop),)) if start <= begin < stop <= end else None
    if ordinal is None or ordinal.weekday is not None:
        return None
    if ordinal.unit == "week":
        begin = first_week(start) + timedelta(days=7 * (ordinal.nth - 1)) if ordinal.nth > 0 else first_week(end) - timedelta(days=7)
        return Spans(at + 1, ((begin, begin + timedelta(days=7)),))
    if ordinal.unit == "month" and unit == "year":
        begin = _moved(start, "month", ordinal.nth - 1) if ordinal.nth > 0 else _moved(end, "month", -1)
        return Spans(at + 1, ((begin, add_months(begin, 1)),)) if begin < end else None
    return None


def _moved(day: date, unit: Unit, number: int) -> date:
    if unit in {"day", "week"}:
        return day + timedelta(days=number * (7 if unit == "week" else 1))
    return add_months(day, number * {"year": 12, "quarter": 3, "month": 1}.get(unit, 0))


def _halves(start: date, end: date, half: HalfAtom) -> Stretch:
    """Return half a year, a month (15 days and the rest) or a week (three days and the rest)."""
    middle = {"year": add_months(start, 6), "month": start + timedelta(days=15)}.get(half.unit, start + timedelta(days=3))
    return (middle, end) if half.second else (start, middle)


def _relative(line: Line, place: int) -> Spans | None:
    """Read a period told from the present one."""
    atom = line.get(place, RelativeAtom)
    if atom is None:
        return None
    today, shift = line.today, atom.shift
    if atom.unit == "month":
        start = first(today.year, today.month + shift)
        return _part(line, place + 1, (start, add_months(start, 1)))
    if atom.unit == "quarter":
        start = first(today.year, (today.month - 1) // 3 * 3 + 1 + 3 * shift)
        return Spans(place + 1, ((start, add_months(start, 3)),))
    if atom.unit in {"week", "weekend"}:
        start = monday(today) + timedelta(days=7 * shift)
        half = line.get(line.past_of(place + 1), HalfAtom)
        if atom.unit == "week" and half and half.unit == "week":
            return Spans(line.past_of(place + 1) + 1, (_halves(start, start + timedelta(days=7), half),))
        begin, end = start + timedelta(days=5 if atom.unit == "weekend" else 0), start + timedelta(days=7)
        if line.search and atom.unit == "weekend" and atom.end - atom.begin == len("周末"):  # not 这个周末: the last one may be meant
            return Spans(place + 1, ((begin - timedelta(days=7), end - timedelta(days=7)), (begin, end)))
        return Spans(place + 1, ((begin, end),))
    if atom.unit in {"hour", "minute"} and shift:
        width = timedelta(hours=1) if atom.unit == "hour" else timedelta(minutes=1)
        return Spans(place + 1, ((line.now - width, line.now) if shift < 0 else (line.now, line.now + width),))
    return None


def _counted(line: Line, place: int) -> Spans | None:
    """Read a length of time that ends or begins now: 近三年, 未来两周, 还剩5分钟, 前三天."""
    few, vague = line.get(place, FewAtom), line.get(place, VagueAtom)
    if few:
        return _from_now(line, place + 1, few.unit, few.number, future=few.last)
    if vague:
        around = (line.today + timedelta(days=vague.since), line.today + timedelta(days=vague.until))
        return Spans(place + 1, (around,)) if line.search else None
    role, amount = line.word(place, Role.PAST, Role.FUTURE, Role.LEFT), line.get(place + 1, AmountAtom)
    if role is None or amount is None or (role is Role.LEFT and (amount.months or amount.days)):
        return None
    if not amount.months and not amount.days:
        if line.get(place + 2, AmountAtom):
            return None
        width = timedelta(seconds=amount.seconds)
        return Spans(place + 2, ((line.now - width, line.now) if role is Role.PAST else (line.now, line.now + width),))
    sign = -1 if role is Role.PAST else 1
    other = add_months(line.today, sign * amount.months) + timedelta(days=sign * amount.days)
    return _toward(line, place + 2, other)


def _from_now(line: Line, stop: int, unit: Unit, number: int, *, future: bool) -> Spans | None:
    if unit in {"hour", "minute", "second"}:
        width = timedelta(seconds=number * {"hour": 3600, "minute": 60}.get(unit, 1))
        return Spans(stop, ((line.now, line.now + width) if future else (line.now - width, line.now),))
    return _toward(line, stop, _moved(line.today, unit, number if future else -number))


def _toward(line: Line, stop: int, other: date) -> Spans:
    """Return the days from another day until today, or from tomorrow on."""
    ahead = timedelta(days=1)
    if other > line.today:
        return Spans(stop, ((line.today + ahead, other + ahead),))
    return Spans(stop, ((other, line.today + ahead if line.search else line.today),))


def _of_this_year(line: Line, place: int) -> Spans | None:
    """Read a half, a quarter or an edge of the present year, month or week."""
    half, today = line.get(place, HalfAtom), line.today
    if half is None:
        return _of_year(line, place, line.now.year) if line.get(place, QuarterAtom) else None
    if half.unit == "year":
        start, end = date(today.year, 1, 1), _new_year(today.year)
    elif half.unit == "month":
        start, end = today.replace(day=1), first(today.year, today.month + 1)
    else:
        start, end = monday(today), monday(today) + timedelta(days=7)
    return Spans(place + 1, (_halves(start, end, half),))


def _decade(line: Line, place: int) -> Spans | None:
    century = line.get(place, CenturyAtom)
    decade = line.get(line.past_of(place + 1) if century else place, DecadeAtom)
    if century:
        start = century.first if century.first >= 100 else line.now.year // 100 * 100 + 100 * century.first
        if decade and decade.first < 100:
            return _years(line.past_of(place + 1) + 1, start + decade.first, 10)
        return _years(place + 1, start, 100)
    if decade is None:
        return None
    if decade.first >= 100:
        return _years(place + 1, decade.first, 10)
    begins = [line.now.year // 100 * 100 + decade.first + 100 * each for each in (-1, 0, 1)]
    past = [begin for begin in begins if begin < line.now.year][-1:]
    future = [begin for begin in begins if begin >= line.now.year][:1]
    ranges = tuple((date(begin, 1, 1), date(begin + 10, 1, 1)) for begin in past + future if 1 <= begin <= 9980)
    return Spans(place + 1, ranges)


def _years(stop: int, begin: int, number: int) -> Spans | None:
    return Spans(stop, ((date(begin, 1, 1), date(begin + number, 1, 1)),)) if 1 <= begin <= 9999 - number else None


def _season(year: int, season: int) -> Stretch:
    month, months = _SEASON_MONTHS[season]
    start = date(year, month, 1)
    return start, add_months(start, months)


def _alone(line: Line, place: int) -> Spans | None:
    """Read a season or an edge of no year; the annotation scheme leaves the season open and knows no edges."""
    season, edge = line.get(place, SeasonAtom), line.get(place, EdgeAtom)
    if season:
        if not line.search:
            return Spans(place + 1, ()) if season.season < 4 else None
        return Spans(place + 1, tuple(_season(line.now.year + each, season.season) for each in (-1, 0)))
    if edge and line.search:
        if edge.unit == "month":
            months = (first(line.now.year, line.now.month + each) for each in (-1, 0))
            return Spans(place + 1, tuple(_edge(month, edge.third) for month in months))
        if edge.unit == "year":
            both = [_of_year(line, place, line.now.year + each) for each in (-1, 0)]
            return Spans(place + 1, tuple(each for spans in both if spans for each in spans.ranges))
    return None
