"""What the rules of Chinese time work on, and what they give: a line of atoms, and the days, spans and hours found in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from keepmum.memory.times.calendar import Shape
from keepmum.memory.times.chinese_atoms import Atom, Role, WordAtom

AtomType = TypeVar("AtomType", bound=Atom)


@dataclass(frozen=True, slots=True)
class Line:
    """A chain of atoms and how to read it.

    Attributes:
        atoms: The atoms.
        now: The reference time, local, without a zone.
        search: Whether the reading is for a search, and not by the annotation scheme: lunar days as they are held, ranges with their
            last day, 昨晚 until late, seasons as months.
    """

    atoms: tuple[Atom, ...]
    now: datetime
    search: bool

    @property
    def today(self) -> date:
        """The day of the reference time."""
        return self.now.date()

    def get(self, place: int, kind: type[AtomType]) -> AtomType | None:
        """Return the atom at a place if it is of a kind, else None."""
        if not 0 <= place < len(self.atoms):
            return None
        atom = self.atoms[place]
        return atom if isinstance(atom, kind) else None

    def word(self, place: int, *roles: Role) -> Role | None:
        """Return the role of the small word at a place if it is one of these, else None."""
        atom = self.get(place, WordAtom)
        return atom.role if atom and atom.role in roles else None

    def past_of(self, place: int) -> int:
        """Return the place behind a 的 or 在 at a place, or the place itself."""
        return place + 1 if self.word(place, Role.OF) else place


@dataclass(frozen=True, slots=True)
class Days:
    """A day, in all its readings.

    Attributes:
        stop: The place behind its last atom.
        dates: Its readings in order of time; none for a day that the calendar has not.
        shape: What comes again, where no year was said: 3月5号, 周五.
        around: What a search should look through in place of the one day, by reading; empty for the day itself.
    """

    stop: int
    dates: tuple[date, ...]
    shape: Shape | None = None
    around: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True, slots=True)
class Spans:
    """A period of days or of moments, in all its readings, half-open.

    Attributes:
        stop: The place behind its last atom.
        ranges: Its readings in order of time; none for a period that is not resolved.
        shape: What its first day is, where it comes again each year: 三月.
    """

    stop: int
    ranges: tuple[tuple[date, date], ...] | tuple[tuple[datetime, datetime], ...]
    shape: Shape | None = None

    @property
    def of_moments(self) -> bool:
        """Whether it has hours."""
        return bool(self.ranges) and isinstance(self.ranges[0][0], datetime)


@dataclass(frozen=True, slots=True)
class Hours:
    """A time of day, or a part of the day, in all its readings: seconds from midnight, past 86,400 in the night after.

    Attributes:
        stop: The place behind its last atom.
        points: The readings of a time of day, in order.
        ranges: The readings of a part of the day, half-open; then there are no points.
    """

    stop: int
    points: tuple[int, ...] = ()
    ranges: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Moments:
    """A time of day on a day: 昨晚八点半.

    Attributes:
        stop: The place behind its last atom.
        days: The day.
        hours: The time of day, with points.
    """

    stop: int
    days: Days
    hours: Hours

    def readings(self) -> tuple[datetime, ...]:
        """Return each day at each hour."""
        return tuple(moment(day, seconds) for day in self.days.dates for seconds in self.hours.points)


@dataclass(frozen=True, slots=True)
class Instants:
    """A moment told from the present one: 现在, 两小时前.

    Attributes:
        stop: The place behind its last atom.
        at: The moment.
        since: The first moment that a search should look at.
        until: The first moment that it need not look at.
    """

    stop: int
    at: datetime
    since: datetime
    until: datetime


Node = Days | Spans | Hours | Moments | Instants


def moment(day: date, seconds: int) -> datetime:
    """Return a time of a day, which may lie in the night after it."""
    return datetime.combine(day, time()) + timedelta(seconds=seconds)
