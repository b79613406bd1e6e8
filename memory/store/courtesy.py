"""Lets long work step aside while somebody searches: the vault serves one call at a time, and its lock keeps no order.

"Unfair" on purpose: a person waits for a search and nobody waits for an index. A search says that it is there, and imports
and indexing ask between two small steps whether one is.
"""

from __future__ import annotations

import threading
import time
from types import TracebackType
from typing import Self

STEP_ASIDE_S = 2.0  # searches that follow each other without a pause do not stop other work for longer


class Courtesy:
    """Counts the searches that run or wait. `with vault.courtesy:` around a search; `step_aside` between steps of other work."""

    def __init__(self) -> None:
        """Start with nobody searching."""
        self._changed = threading.Condition()
        self._searches = 0
        self._last_s = -1e9  # on the monotonic clock

    def __enter__(self) -> Self:
        """Note that a search begins."""
        with self._changed:
            self._searches += 1
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Note that it ended."""
        with self._changed:
            self._searches -= 1
            self._last_s = time.monotonic()
            self._changed.notify_all()

    def step_aside(self, timeout_s: float = STEP_ASIDE_S) -> None:
        """Wait until nobody searches. Call it without the vault's lock.

        Args:
            timeout_s: Seconds at most.
        """
        with self._changed:
            self._changed.wait_for(lambda: not self._searches, timeout_s)

    def searched_within(self, seconds: float) -> bool:
        """Say whether somebody searches, or did a moment ago: then more searches are likely, and steps should be small."""
        with self._changed:
            return self._searches > 0 or time.monotonic() - self._last_s < seconds
