"""Says whether a text names a time that a question asks about: "see you on the 3rd" of February answers for 3 March."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from keepmum.memory.record import Record
from keepmum.memory.times.value import TimeExpression, TimeValue
from keepmum.memory.when import Period, find

READ = 1_000  # characters of a text that are read for times
_MAY_NAME = re.compile(
    r"\d|\b(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|to|yester|next|last|week|month|year|first|second|third)"
    r"|[今明昨后後前周週月日号號天年节節]",
    re.IGNORECASE,
)  # a text without any of these names no day; most have none, and reading for times takes a millisecond
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


def names_time(record: Record, periods: Sequence[Period]) -> bool:
    """Say whether a record's text names a time inside one of some periods, as it was meant when it was written.

    A time that is much wider than the period says nothing: "2025" is not about 3 March.

    Args:
        record: The record; its time and zone are what "tomorrow" in it counts from.
        periods: What is asked about.
    """
    if not _MAY_NAME.search(record.text[:READ]):
        return False
    zone = record.at.tzinfo or UTC
    named = [span for expression in find(record.text[:READ], record.at.replace(tzinfo=None)) for span in _ranges(expression, zone)]
    return any(_is_in(since, until, period) for since, until in named for period in periods)


def _ranges(expression: TimeExpression, zone: tzinfo) -> list[tuple[datetime, datetime]]:
    """Return the readings of an expression that name a day, as half-open ranges."""
    found = []
    for value in expression.values:
        span = _range(value)
        if span is not None:
            found.append((span[0].replace(tzinfo=zone), span[1].replace(tzinfo=zone)))
    return found


def _range(value: TimeValue) -> tuple[datetime, datetime] | None:
    if value.value is not None:
        if isinstance(value.value, datetime):
            return value.value, value.value + _HOUR
        if isinstance(value.value, date):
            start = datetime.combine(value.value, time())
            return start, start + _DAY
        return None
    since, until = _moment(value.start), _moment(value.end)
    return None if since is None or until is None else (since, until)


def _moment(value: date | time | datetime | None) -> datetime | None:
    if isinstance(value, datetime):
        return value
    return datetime.combine(value, time()) if isinstance(value, date) else None


def _is_in(since: datetime, until: datetime, period: Period) -> bool:
    """Say whether a range lies in a period, more or less; ends that are open are not compared."""
    begins, ends = period.since, period.until
    if (begins is not None and until <= begins) or (ends is not None and since >= ends):
        return False
    if begins is None or ends is None:
        return True
    return until - since <= 2 * (ends - begins) + _DAY
