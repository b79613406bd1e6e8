"""The counts say what is in the vault."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keepmum.memory.record import Record
from keepmum.memory.sealing.keys import FLOOR
from keepmum.memory.vault import Vault

_ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_TIMES = st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 30), timezones=_ZONES)  # noqa: DTZ001  hypothesis adds the zones


def test_each_way_of_counting_counts_what_it_says(vault: Vault) -> None:
    """Kinds are sorted by name, people and threads by their number; a contact has neither month nor speaker."""
    at = datetime(2025, 3, 31, 12, tzinfo=UTC)
    vault.put(
        [
            *(Record("x", kind="message", at=at, who=("Mei", "Sam"), thread="Mei") for _ in range(3)),
            *(Record("x", kind="message", at=at + timedelta(days=40), who=("妈妈",), thread="家") for _ in range(4)),
            Record("x", kind="memo", at=at + timedelta(days=1)),
            Record("Mei", kind="contact", at=at - timedelta(days=4000), who=("Mei",), thread="contacts"),
        ]
    )
    stats = vault.stats()
    assert stats.records == 9
    assert stats.kinds == (("contact", 1), ("memo", 1), ("message", 7))
    assert stats.by_month == (("2025-03", 3), ("2025-04", 1), ("2025-05", 4))
    assert stats.by_person == (("妈妈", 4), ("Mei", 3))
    assert stats.by_thread == (("家", 4), ("Mei", 3), ("contacts", 1))
    assert stats.threads == 3
    assert "Mei" not in repr(stats)


def test_an_empty_vault_counts_nothing(vault: Vault) -> None:
    """A new vault has no kinds, months, people and threads."""
    stats = vault.stats()
    assert (stats.records, stats.kinds, stats.by_month, stats.by_person, stats.by_thread) == (0, (), (), (), ())


@given(times=st.lists(_TIMES, min_size=1, max_size=20))
@settings(max_examples=10, deadline=None)
def test_a_month_is_that_of_the_calendar_where_it_happened(tmp_path_factory: pytest.TempPathFactory, times: list[datetime]) -> None:
    """A record belongs to the month that its own zone showed, before 1970 too, to the microsecond."""
    with Vault.create(tmp_path_factory.mktemp("months") / "v", "x", cost=FLOOR) as vault:
        vault.put([Record("x", at=at) for at in times])
        assert dict(vault.stats().by_month) == Counter(f"{at.year:04}-{at.month:02}" for at in times)


def test_a_microsecond_before_a_month_is_the_month_before(vault: Vault) -> None:
    """The division of times rounds down on both sides of 1970."""
    edges = [datetime(year, 2, 1, tzinfo=UTC) - timedelta(microseconds=1) for year in (1, 1969, 2025)]
    vault.put([Record("x", at=at) for at in edges])
    assert vault.stats().by_month == (("0001-01", 1), ("1969-01", 1), ("2025-01", 1))
