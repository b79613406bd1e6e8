"""The hybrid logical clock."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keepmum.memory.clock import MAX_WALL_MS, Clock, Timestamp

DEVICE = bytes(16)
OTHER = b"\x01" * 16


@given(st.lists(st.one_of(st.integers(-(10**15), 10**15), st.builds(Timestamp, st.integers(0, 10**13), st.integers(0, 9), st.just(OTHER)))))
@settings(max_examples=100, deadline=None)
def test_time_never_runs_backwards(events: list[int | Timestamp]) -> None:
    """Each tick is later than every tick and every timestamp seen before, whatever the wall clock does."""
    now = 0
    clock = Clock(DEVICE, lambda: now)
    latest = (-1, 0)
    for event in events:
        if isinstance(event, Timestamp):
            clock.observe(event)
            latest = max(latest, (event.wall_ms, event.counter))
        else:
            now = event
            made = clock.tick()
            assert (made.wall_ms, made.counter) > latest
            latest = (made.wall_ms, made.counter)


def test_close_to_the_wall_clock() -> None:
    """With a clock that runs, the timestamp is the wall time and the counter is 0."""
    times = iter([1000, 2000, 2000, 3000])
    clock = Clock(DEVICE, lambda: next(times))
    assert [(t.wall_ms, t.counter) for t in (clock.tick() for _ in range(4))] == [(1000, 0), (2000, 0), (2000, 1), (3000, 0)]


def test_ordered() -> None:
    """Timestamps sort by wall time, counter, then device."""
    times = [Timestamp(1, 0, DEVICE), Timestamp(1, 0, OTHER), Timestamp(1, 1, DEVICE), Timestamp(2, 0, DEVICE)]
    assert sorted([times[2], times[3], times[1], times[0]]) == times


@pytest.mark.parametrize("parts", [(-1, 0, DEVICE), (0, -1, DEVICE), (0, 0, b"short"), (MAX_WALL_MS + 1, 0, DEVICE)])
def test_no_timestamp(parts: tuple[int, int, bytes]) -> None:
    """What no clock of ours makes is refused."""
    with pytest.raises(ValueError, match="out of range"):
        Timestamp(*parts)
