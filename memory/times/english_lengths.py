"""Lengths of time, and what is said with them: "two weeks ago", "in 3 hours"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from keepmum.memory.times import calendar
from keepmum.memory.times.english_line import Line, remembered
from keepmum.memory.times.english_nodes import Day, Moment, Silent
from keepmum.memory.times.english_numbers import cardinal
from keepmum.memory.times.english_words import SHORT_UNITS, UNITS, WEEKDAYS

PARTS_READ = 6  # "1 year 2 months 3 weeks 4 days 5 hours 6 minutes"
MOST = 100_000  # of a unit: more is no length that anybody means
VAGUE = {"few": 3, "several": 3, "some": 3, "couple": 2}
BUSINESS = frozenset({"business", "working", "work"})


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time.

    Attributes:
        months: Whole months, years included.
        days: Whole days, weeks included.
        seconds: What is shorter.
        unit: The largest unit named: "day", "week", "month", "year" or "" for shorter ones.
        business: Whether only Mondays to Fridays count.
        count: How many of the largest unit.
        quarters: Whether it was counted in quarters of a year.
        vague: Whether the count was "a few" or the like.
    """

    months: int = 0
    days: int = 0
    seconds: float = 0
    unit: str = ""
    business: bool = False
    count: float = 0
    quarters: bool = False
    vague: bool = False

    def move(self, start: datetime, sign: int) -> datetime:
        """Return the moment this much later, or with sign -1 earlier: first the months, then the rest.

        Raises:
            OverflowError: Outside the years 1 to 9999.
        """
        day = calendar.add_months(start.date(), sign * self.months)
        if self.business:
            day = working_days(day, sign * self.days)
        else:
            day += timedelta(days=sign * self.days)
        return datetime.combine(day, start.time()) + timedelta(seconds=sign * self.seconds)


def working_days(day: date, days: int) -> date:
    """Move by days of which only Mondays to Fridays count."""
    step = 1 if days > 0 else -1
    whole, rest = divmod(abs(days), 5)
    day += timedelta(days=7 * whole * step)
    while rest:
        day += timedelta(days=step)
        rest -= day.weekday() < 5
    return day


def _count(line: Line, at: int) -> tuple[float, int] | None:
    """Read how many: "3", "2.5", "a", "a few", "one and a half", "half a"."""
    word = line.words[at]
    here = line.skip(at, "a", "the")
    if line.words[here] in VAGUE:
        return VAGUE[line.words[here]], line.skip(here + 1, "of")
    if word in {"a", "an", "another"}:
        return (0.5, at + 2) if line.words[at + 1] == "half" else (1, at + 1)
    if word == "half":
        return 0.5, line.skip(at + 1, "a", "an")
    if word == "½":
        return 0.5, at + 1
    number = cardinal(line, at)
    if not number:
        return None
    after = number[1]
    if line.words[after] == "." and line.glued(after) and line.glued(after + 1) and line.words[after + 1].isdecimal():
        return float(f"{number[0]}.{line.words[after + 1][:6]}"), after + 2
    for phrase in (("and", "a", "half"), ("and", "half")):
        if line.match(after, *phrase):
            return number[0] + 0.5, after + len(phrase)
    return float(number[0]), after


def _one(line: Line, at: int) -> tuple[Length, int] | None:
    counted = _count(line, at)
    if not counted or counted[0] > MOST:
        return None
    count, here = counted
    vague = line.words[at] in VAGUE or line.words[at + 1] in VAGUE
    here = line.skip(here, "-") if line.words[here + 1] in UNITS or line.words[here + 1] in SHORT_UNITS else here
    business = line.words[here] in BUSINESS
    here += business
    word = line.words[here]
    half = 0.0
    after = here + 1
    if line.match(after, "and", "a", "half"):
        half, after = 0.5, after + 3
    if word in SHORT_UNITS:
        return Length(seconds=(count + half) * SHORT_UNITS[word], count=count), after
    if word not in UNITS or (word == "d" and not line.glued(here)):
        return None
    unit, size = UNITS[word]
    total = (count + half) * size
    quarters = word.startswith("quarter")
    if unit == "month":
        return Length(int(total), round((total % 1) * 30), unit=unit, count=count, quarters=quarters, vague=vague), after
    if unit == "year":
        return Length(int(total * 12), unit=unit, count=count * size, vague=vague), after
    days = total * (7 if unit == "week" else 1)
    return Length(0, int(days), days % 1 * 86400, unit, business, count, vague=vague), after


@remembered
def silent_length(line: Line, at: int) -> tuple[Silent, int] | None:
    """Read a length that stands for itself: "for two days", "30 minutes"."""
    found = length(line, at)
    return (Silent(), found[1]) if found else None


def length(line: Line, at: int, *, closed: bool = False) -> tuple[Length, int] | None:
    """Read a length of up to six parts: "1 month and 21 days".

    Args:
        line: The line.
        at: The word.
        closed: Whether a part that "ago" or the like stands behind is another length.
    """
    found = _one(line, at)
    if not found:
        return None
    total, here = found
    for _ in range(PARTS_READ - 1):
        more = _one(line, line.skip(line.skip(here, ","), "and"))
        if not more or (more[0].unit == total.unit and more[0].unit):
            break
        if closed and line.words[more[1]] in {"ago", "later", "before", "after"}:
            break
        extra = more[0]
        total = Length(
            total.months + extra.months,
            total.days + extra.days,
            total.seconds + extra.seconds,
            total.unit if not (extra.seconds and not total.unit) else "",
            total.business,
            total.count,
            vague=total.vague,
        )
        here = more[1]
    return total, here


def _moved(line: Line, amount: Length, sign: int) -> Day | Moment:
    there = amount.move(line.now, sign)
    if amount.seconds:
        return Moment((there.replace(microsecond=0),))
    return Day((there.date(),), unit=amount.unit, vague=amount.vague)


@remembered
def ago(line: Line, at: int) -> tuple[Day | Moment, int] | None:
    """Read "two weeks ago", "30 minutes later", "3 days from now", "in 3 years", "in a fortnight's time"."""
    if line.words[at] == "in" and (found := length(line, line.skip(at + 1, "about", "around", "another"))):
        after = found[1] + 2 if line.words[found[1]] in {"'s", "'"} and line.words[found[1] + 1] == "time" else found[1]
        led = line.words[found[1]] in {"ago", "before", "after", "of", "old", "s", "'s"} and after == found[1]
        return None if led else (_moved(line, found[0], 1), after)
    counted = _weekdays_from(line, at)
    if counted:
        return counted
    found = length(line, at)
    if not found:
        return None
    here = found[1]
    if line.words[here] in {"ago", "back"} and (line.words[here] == "ago" or not line.words[here + 1].isalpha()):
        there = _moved(line, found[0], -1)
        if line.words[here + 1] == "today" and isinstance(there, Day):
            return Day(there.options), here + 2
        return there, here + 1
    if line.words[here] in {"earlier", "beforehand", "prior"} and line.words[here + 1] != "than":
        return _moved(line, found[0], -1), here + 1
    if line.words[here] in {"later", "hence"} and line.words[here + 1] != "than":
        return _moved(line, found[0], 1), here + 1
    if line.words[here] == "from" and line.words[here + 1] in {"now", "today"}:
        return _moved(line, found[0], 1), here + 2
    return None


def _weekdays_from(line: Line, at: int) -> tuple[Day, int] | None:
    """Read "two Sundays from now"."""
    counted = cardinal(line, at)
    if not counted or not 1 <= counted[0] <= 52:
        return None
    number = WEEKDAYS.get(line.words[counted[1]].removesuffix("s"), WEEKDAYS.get(line.words[counted[1]]))
    here = counted[1] + 1
    if number is None:
        return None
    today = line.now.date()
    ahead = (number - today.weekday() - 1) % 7 + 1 + 7 * (counted[0] - 1)
    back = (today.weekday() - number - 1) % 7 + 1 + 7 * (counted[0] - 1)
    if line.words[here] == "later":
        return Day((today + timedelta(days=ahead),)), here + 1
    if line.match(here, "from", "now"):
        return Day((today + timedelta(days=ahead),)), here + 2
    return (Day((today - timedelta(days=back),)), here + 1) if line.words[here] == "ago" else None
