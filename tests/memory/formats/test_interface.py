"""What every reader agrees on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from keepmum.memory.formats.interface import digest, in_zone


def test_digests_tell_parts_apart() -> None:
    """Where one part ends and the next begins is part of a ref; its length is fixed."""
    assert digest("ab", "c") != digest("a", "bc") != digest("abc")
    assert len(digest("妈妈")) == 32


def test_zones() -> None:
    """A moment keeps its own zone, else takes the one that is given; years that no clock can say are refused."""
    east = timezone(timedelta(hours=8))
    assert in_zone(datetime(2024, 1, 1, tzinfo=east), UTC).utcoffset() == timedelta(hours=8)
    assert in_zone(datetime(2024, 1, 1), east) == datetime(2024, 1, 1, tzinfo=east)  # noqa: DTZ001 - that it has none is what is tested
    with pytest.raises(ValueError, match="year"):
        in_zone(datetime(1, 1, 1), None)  # noqa: DTZ001 - as above
