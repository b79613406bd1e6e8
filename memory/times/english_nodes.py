"""What a rule of the English grammar found, before it is joined with its neighbours: days, spans, clocks, parts of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from keepmum.memory.times.calendar import Shape
from keepmum.memory.times.value import TimeValue, ValueType

NOON = 12  # hour
DAY_HOURS = 24
SMALL_HOURS = 5


@dataclass(frozen=True, slots=True)
class Day:
    """A date, with all days it can mean; none where the calendar has no such day.

    Attributes:
        options: The days, in order of time.
        shape: What was said of it, where it can still be completed or comes again each year, month or week.
        adverb: Whether it stands without a preposition, as "tomorrow" does.
        unit: What it was counted in, where it lies a length away: "week", "month" or "year".
        vague: Whether that count was "a few".
        meant: The days that someone who looks back can mean, where they are others.
    """

    options: tuple[date, ...]
    shape: Shape | None = None
    adverb: bool = False
    unit: str = ""
    vague: bool = False
    meant: tuple[date, ...] = ()

    @property
    def type(self) -> ValueType:
        """The kind of time expression this is alone."""
        return "date"

    def values(self) -> tuple[TimeValue, ...]:
        """Return all readings."""
        return tuple(TimeValue("date", option) for option in self.options) or (TimeValue("date"),)


@dataclass(frozen=True, slots=True)
class Span:
    """A range of days, half-open, with all ranges it can mean; none where it is not known.

    Attributes:
        options: The ranges, in order of time; None is an open side.
        shape: Year and month, where it is a year, or a month that can still be completed with a year.
        point: Whether another range may begin or end with it, as with a month.
        late: Whether it is the end of something.
        meant: The ranges people mean, where the words name none that all agree on, as with a season; or else none.
        informal: Whether it is no time expression to a calendar, and still says when: "the holidays".
    """

    options: tuple[tuple[date | None, date | None], ...]
    shape: Shape | None = None
    point: bool = True
    late: bool = False
    meant: tuple[tuple[date | None, date | None], ...] = ()
    informal: bool = False

    @property
    def type(self) -> ValueType:
        """The kind of time expression this is alone."""
        return "daterange"

    def values(self) -> tuple[TimeValue, ...]:
        """Return all readings."""
        return tuple(TimeValue("daterange", None, start, end) for start, end in self.options) or (TimeValue("daterange"),)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day.

    Attributes:
        at: The time.
        half: Whether it may as well be twelve hours later.
        firm: Whether it was written so that it can be nothing else, as "3:15" or "3pm" and not "3".
        vague: Whether it is "11ish": one reading, unless a part of the day says otherwise.
    """

    at: time
    half: bool = False
    firm: bool = True
    vague: bool = False

    @property
    def type(self) -> ValueType:
        """The kind of time expression this is alone."""
        return "time"

    def times(self) -> tuple[time, ...]:
        """Return all times of day it can mean."""
        if not self.half:
            return (self.at,)
        return tuple(sorted((self.at, self.at.replace(hour=(self.at.hour + NOON) % DAY_HOURS))))

    def in_half(self, *, pm: bool, night: bool = False) -> Clock:
        """Return it with the half of the day known; at night, twelve and the small hours are after midnight."""
        if not self.half and not (self.vague and self.at.hour <= NOON):
            return self
        pm = pm and not (night and self.at.hour % NOON < SMALL_HOURS)
        return Clock(self.at.replace(hour=self.at.hour % NOON + (NOON if pm else 0)))

    def values(self) -> tuple[TimeValue, ...]:
        """Return all readings."""
        return tuple(TimeValue("time", each) for each in self.times())


@dataclass(frozen=True, slots=True)
class Hours:
    """A range of the day, with all ranges it can mean.

    Attributes:
        options: Beginnings and ends; an end before the beginning is on the next day; None is an open side.
        pm: Whether it is a named part of the day, and then whether it is in the second half.
        night: Whether it is the night, whose small hours are in the first half.
    """

    options: tuple[tuple[time | None, time | None], ...]
    pm: bool | None = None
    night: bool = False

    @property
    def type(self) -> ValueType:
        """The kind of time expression this is alone."""
        return "timerange"

    def values(self) -> tuple[TimeValue, ...]:
        """Return all readings."""
        return tuple(TimeValue("timerange", None, start, end) for start, end in self.options)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date with a time of day."""

    options: tuple[datetime, ...]

    @property
    def type(self) -> ValueType:
        """The kind of time expression this is alone."""
        return "datetime"

    def values(self) -> tuple[TimeValue, ...]:
        """Return all readings."""
        return tuple(TimeValue("datetime", each) for each in sorted(set(self.options))) or (TimeValue("datetime"),)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A range between two moments; None is an open side."""

    options: tuple[tuple[datetime | None, datetime | None], ...]

    @property
    def type(self) -> ValueType:
        """The kind of time expression this is alone."""
        return "datetimerange"

    def values(self) -> tuple[TimeValue, ...]:
        """Return all readings."""
        return tuple(TimeValue("datetimerange", None, start, end) for start, end in self.options) or (TimeValue("datetimerange"),)


@dataclass(frozen=True, slots=True)
class Silent:
    """Words that speak of time and name none: a length ("for two days") or a habit ("every Friday at 3")."""

    habit: bool = False


Node = Day | Span | Clock | Hours | Moment | Stretch | Silent
Said = Day | Span | Clock | Hours | Moment | Stretch
