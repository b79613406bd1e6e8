"""The time zone of this machine with its rules, so that midnight in January is midnight there, seen from July too.

`datetime.now().astimezone()` knows only today's offset.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, tzinfo


class Here(tzinfo):
    """The zone of this machine."""

    def utcoffset(self, moment: datetime | None, /) -> timedelta | None:
        """Return how far the clocks here are ahead of UTC at a time, which is read as theirs."""
        if moment is None:
            return None
        try:
            return moment.replace(tzinfo=None).astimezone().utcoffset()
        except (OverflowError, ValueError, OSError):  # at the edges of the calendar, and on Windows before 1970
            return timedelta(seconds=-time.timezone)

    def dst(self, _moment: datetime | None, /) -> None:
        """Do not say which part of the offset is summer time."""

    def tzname(self, moment: datetime | None, /) -> str | None:
        """Return the offset as text."""
        return None if moment is None else f"{moment:%z}"

    def fromutc(self, moment: datetime, /) -> datetime:
        """Return what the clocks here show at a time in UTC; where they show it twice, `fold` says which of the two it is."""
        try:
            shown = moment.replace(tzinfo=UTC).astimezone()
        except (OverflowError, ValueError, OSError):
            return moment + timedelta(seconds=-time.timezone)
        here = shown.replace(tzinfo=self)
        return here if here.utcoffset() == shown.utcoffset() else here.replace(fold=1)


HERE = Here()
