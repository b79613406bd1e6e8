"""Makes vectors in the background: slowly, behind every search, and from where it was after a kill.

What is missing is told from the vault alone, so nothing has to be remembered: whatever was committed is done.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Literal, Self

from keepmum.memory.errors import KeepmumError
from keepmum.memory.finding.view import View
from keepmum.memory.store.database import database_errors

BATCH = 48  # records that are committed together: a search waits for no more than their writing, some milliseconds
NICE = 10  # how much lower than others the thread is scheduled
LOOK_S = 1.0  # between two looks at whether there is something to do, or whether the pause is over
CLOSE_S = 30.0  # for the one slice of texts that is being embedded

State = Literal["idle", "running", "paused", "failed", "closed"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the making of vectors is.

    Attributes:
        state: "idle" when nothing is missing, "running", "paused", "failed" where it gave up, "closed".
        done: Vectors made since the last time that nothing was missing.
        total: Those, and the ones that were still missing at the last look.
        failure: Why it gave up.
    """

    state: State
    done: int
    total: int
    failure: KeepmumError | None = None


def never() -> bool:
    """Pause never: the default hook."""
    return False


class Indexer:
    """Makes the missing vectors of a vault in a thread, the newest records first, and steps aside for searches.

    with Indexer(view, paused=on_battery) as indexer:
        …
        indexer.progress()
    """

    def __init__(self, view: View, *, paused: Callable[[], bool] = never, look_s: float = LOOK_S) -> None:
        """Prepare; `start` starts.

        Args:
            view: The vault's indexes; they must outlive this.
            paused: Asked between small steps; while it says True, nothing is made. See `keepmum.memory.vectors.battery.on_battery`.
            look_s: Seconds between two looks at whether there is something to do.
        """
        self._view = view
        self._hook = paused
        self._look_s = look_s
        self._held = self._stopping = False
        self._wake = threading.Event()
        self._lock = threading.Lock()  # for the progress
        self._progress = Progress("idle", 0, 0)
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread; nothing happens where it runs, or after `close`."""
        if self._thread is None and not self._stopping:
            self._thread = threading.Thread(target=self._run, name="keepmum-indexer", daemon=True)
            self._thread.start()

    def pause(self) -> None:
        """Make nothing until `resume`; what is being embedded is finished or thrown away."""
        self._held = True
        self._wake.set()

    def resume(self) -> None:
        """Go on after `pause`; the hook may still say no."""
        self._held = False
        self._wake.set()

    def progress(self) -> Progress:
        """Say how far it is."""
        with self._lock:
            return self._progress

    def close(self) -> None:
        """Stop, within the time that one slice of texts takes. Call it without the vault's lock, before the view is closed."""
        self._stopping = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join(CLOSE_S)
        self._note("closed")

    def __enter__(self) -> Self:
        """Start, and return itself."""
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Stop."""
        self.close()

    def _run(self) -> None:
        with suppress(AttributeError, OSError):  # not every system has priorities, and not every one gives each thread its own
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
        try:
            while not self._stopping:
                self._wake.clear()
                if self._is_paused():
                    self._note("paused")
                elif self._missing():
                    self._note("running")
                    self._view.index(self._count, go_on=self._go_on, batch=BATCH)
                    continue
                elif not self._stopping:
                    self._note("idle", done=0, total=0)
                self._wake.wait(self._look_s)
        except KeepmumError as failure:
            self._note("failed", failure=failure)
        except ValueError:  # the vault was closed before this was
            self._note("closed")

    def _missing(self) -> bool:
        self._view.vault.courtesy.step_aside()
        with self._view.vault.lock, database_errors():
            missing = self._view.pending()
        with self._lock:
            done = self._progress.done
        self._note(self._progress.state, total=done + missing)
        return missing > 0

    def _is_paused(self) -> bool:
        return self._held or self._hook()

    def _go_on(self) -> bool:
        if self._stopping or self._is_paused():
            return False
        self._view.vault.courtesy.step_aside()
        return not self._stopping

    def _count(self, made: int, of: int) -> None:
        """Count what a plan has made; a new plan begins at 0 again."""
        with self._lock:
            before = self._progress
            left = of - made
            self._progress = Progress("running", max(before.total, before.done + left) - left, max(before.total, before.done + left))

    def _note(self, state: State, *, done: int | None = None, total: int | None = None, failure: KeepmumError | None = None) -> None:
        with self._lock:
            now = self._progress
            self._progress = Progress(state, now.done if done is None else done, now.total if total is None else total, failure)
