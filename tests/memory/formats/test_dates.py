"""Dates in file names, headings and headers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keepmum.memory.formats.dates import find_stamp

DAY = datetime(2025, 3, 4)  # noqa: DTZ001 - the zone is what these texts do not name


@pytest.mark.parametrize(
    ("text", "moment", "timed"),
    [
        ("2025-03-04", DAY, False),
        ("20250304", DAY, False),
        ("call_20250304_1430", DAY.replace(hour=14, minute=30), True),
        ("call 2025-03-04 14-30-05", DAY.replace(hour=14, minute=30, second=5), True),
        ("2025/03/04 9:05", DAY.replace(hour=9, minute=5), True),
        ("2025.3.4", DAY, False),
        ("2025-03-04T14:30:05.123Z", DAY.replace(hour=14, minute=30, second=5, tzinfo=UTC), True),
        ("2025-03-04T14:30+08:00", DAY.replace(hour=14, minute=30, tzinfo=timezone(timedelta(hours=8))), True),
        ("2025-03-04T14:30-0500", DAY.replace(hour=14, minute=30, tzinfo=timezone(timedelta(hours=-5))), True),
        ("20250304143005", DAY.replace(hour=14, minute=30, second=5), True),
        ("记于2025年3月4日", DAY, False),
        ("Tuesday, 4 March 2025", DAY, False),
        ("the 4th of March 2025", DAY, False),
        ("Mar. 4, 2025 at 14:30", DAY.replace(hour=14, minute=30), True),
        ("call_2025-03-04_001", DAY, False),
    ],
)
def test_every_form(text: str, moment: datetime, timed: bool) -> None:  # noqa: FBT001 - a table's column
    """Each of these forms is read, with its time and zone where it has them."""
    found = find_stamp(text)
    assert found is not None
    assert (found.moment, found.timed) == (moment, timed)


@pytest.mark.parametrize(
    "text", ["", "2025-13-04", "2025-02-30", "1234567890123", "+85288888888", "v1.2.3", "3/4/25", "0000-01-01", "1066-10-14", "page 20250"]
)
def test_what_is_no_date(text: str) -> None:
    """What names no day, or could mean two, is none."""
    assert find_stamp(text) is None


@settings(deadline=None)
@given(st.datetimes(datetime(1903, 1, 1), datetime(2098, 12, 31)))  # noqa: DTZ001 - as above
def test_iso_round_trip(moment: datetime) -> None:
    """What Python writes as ISO 8601 is read back to the second."""
    found = find_stamp(f"note {moment.isoformat(timespec='seconds')} end")
    assert found is not None
    assert found.moment == moment.replace(microsecond=0)


@settings(deadline=None)
@given(st.text("0123456789-:/. TZ+年月日", max_size=300))
def test_anything(text: str) -> None:
    """No text of digits and separators raises anything."""
    find_stamp(text)
