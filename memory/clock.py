"""A hybrid logical clock: times that never run backwards on a device, and stay close to the wall clock.

Kulkarni, Demirbas et al., "Logical Physical Clocks" (2014). A wall clock that is set back, or a burst of events in one
millisecond, raises a counter in place of the time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

DEVICE_BYTES = 16
MAX_WALL_MS = 253_402_300_799_999  # the last millisecond of the year 9999


@dataclass(frozen=True, slots=True, order=True)
class Timestamp:
    """A moment on one device; ordered by wall time, then counter, then device.

    Attributes:
        wall_ms: Milliseconds since 1970, UTC, from 0 to the end of the year 9999.
        counter: Rises while the wall clock stands still; from 0.
        device: The device's id, 16 random bytes.
    """

    wall_ms: int
    counter: int
    device: bytes

    def __post_init__(self) -> None:
        """Refuse what no clock of ours makes.

        Raises:
            ValueError: A part is out of its range.
        """
        if not 0 <= self.wall_ms <= MAX_WALL_MS or self.counter < 0 or len(self.device) != DEVICE_BYTES:
            raise ValueError("no timestamp: a part is out of range")


def wall_clock_ms() -> int:
    """Read the operating system's clock, in milliseconds since 1970, UTC."""
    return time.time_ns() // 1_000_000


class Clock:
    """Gives each event of one device a later timestamp than all that the device has made or seen."""

    def __init__(self, device: bytes, now_ms: Callable[[], int] = wall_clock_ms) -> None:
        """Start a clock that has seen nothing.

        Args:
            device: The device's id, 16 bytes.
            now_ms: Reads the wall clock, in milliseconds since 1970.
        """
        self._last = Timestamp(0, 0, device)
        self._now_ms = now_ms

    def tick(self) -> Timestamp:
        """Make the timestamp of a new event, later than every one before."""
        wall_ms = min(max(self._now_ms(), 0), MAX_WALL_MS)
        last = self._last
        if wall_ms > last.wall_ms:
            self._last = Timestamp(wall_ms, 0, last.device)
        else:
            self._last = Timestamp(last.wall_ms, last.counter + 1, last.device)
        return self._last

    def observe(self, seen: Timestamp) -> None:
        """Take note of a timestamp from elsewhere; the next tick will be later.

        Args:
            seen: A timestamp of another device, or of this one before a restart.
        """
        if (seen.wall_ms, seen.counter) > (self._last.wall_ms, self._last.counter):
            self._last = Timestamp(seen.wall_ms, seen.counter, self._last.device)
