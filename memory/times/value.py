"""What a time expression can mean: its place in the text, and all its possible readings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal

ValueType = Literal["date", "time", "datetime", "daterange", "timerange", "datetimerange"]
Modifier = Literal["", "before", "after", "since", "until", "approx"]
Point = date | time | datetime


@dataclass(frozen=True, slots=True)
class TimeValue:
    """One possible reading, in local time without a zone.

    Attributes:
        type: What kind of time it is; the three kinds of range have a start or an end, the others a value.
        value: The point of a date, time or datetime; of a range, the point it lies around ("around 1pm"), where no more is known.
        start: The first moment of a range; None where it is open.
        end: The first moment after a range; None where it is open.
    """

    type: ValueType
    value: Point | None = None
    start: Point | None = None
    end: Point | None = None

    @property
    def resolved(self) -> bool:
        """Whether it is known which time is meant; "one day" is a time expression, and no known time."""
        return self.value is not None or self.start is not None or self.end is not None


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """One time expression in a text.

    Attributes:
        begin: Its first character.
        end: The character after its last.
        type: What kind of time it is.
        values: All its possible readings in order of time, such as last and next Friday; at least one.
        modifier: What a word beside it adds, such as "before".
    """

    begin: int
    end: int
    type: ValueType
    values: tuple[TimeValue, ...]
    modifier: Modifier = ""
