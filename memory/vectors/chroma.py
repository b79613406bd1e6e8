"""The faster way to the nearest vectors of a large vault: Chroma, in a child process, fed in the background.

It is an index and never the store: it holds numbers and vectors, in memory, and is killed at close. It answers which
vectors may be nearest; their cosines are then computed exactly from keepmum's own. While it is being built, when it is
behind the database, under a filter, and when its process died, the exact scan answers instead.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import numpy as np

from keepmum.memory.child import Child
from keepmum.memory.errors import ModelError
from keepmum.memory.store.catalogue import Ints
from keepmum.memory.vectors.columns import Kept, Rows

CALL_TIMEOUT_S = 120.0  # for 5,000 vectors into a graph of a million, on a busy machine
QUERY_TIMEOUT_S = 2.0  # later the exact scan has answered too
BATCH = 5_000  # vectors a message


@dataclass(frozen=True, slots=True)
class Block:
    """Some vectors of one collection.

    Attributes:
        ids: Their numbers in the vault, rising.
        rows: The vectors, shape (count, dim).
    """

    ids: Ints
    rows: Kept = field(repr=False)


Blocks = Mapping[str, tuple[Block, ...]]
"""The vectors that should be in it, by collection."""


class ChromaIndex:
    """Nearest vectors, approximately; or no answer, and then the caller scans."""

    def __init__(self, dim: int) -> None:
        """Prepare; the process starts with the first `follow`.

        Args:
            dim: Numbers in a vector.
        """
        self._dim = dim
        self._child: Child | None = None
        self._held: dict[str, Ints] = {}  # what the child holds, by collection
        self._wanted: Blocks = {}
        self._feeder: threading.Thread | None = None
        self._lock = threading.Lock()  # for all of these
        self._current = False  # whether the child holds exactly what is wanted
        self._given_up = False

    def follow(self, blocks: Blocks) -> None:
        """Say which vectors there are now; a thread brings the child after it.

        Args:
            blocks: The vectors by collection. Blocks never change, so none are copied.
        """
        with self._lock:
            self._wanted = blocks
            self._current = self._caught_up()
            if not self._given_up and not self._current and self._feeder is None:
                self._feeder = threading.Thread(target=self._feed, name="keepmum-chroma", daemon=True)
                self._feeder.start()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait until the child has caught up, or cannot.

        Args:
            timeout_s: Seconds at most; none for as long as it takes.

        Returns:
            Whether it holds exactly the vectors that the last `follow` named.
        """
        with self._lock:
            feeder = self._feeder
        if feeder is not None:
            feeder.join(timeout_s)
        with self._lock:
            return not self._given_up and self._current

    def nearest(self, name: str, question: Rows, count: int) -> Ints | None:
        """Find vectors that may be nearest.

        Args:
            name: The collection.
            question: The question's vector, shape (dim,).
            count: How many at most.

        Returns:
            Numbers of vectors, nearest first; none where the child is not ready, is behind or is gone.
        """
        with self._lock:
            child = self._child
            if self._given_up or child is None or not self._current or not len(self._held.get(name, ())):
                return None
            count = min(count, len(self._held[name]))
        try:
            reply = child.call(["nearest", name, question.astype("<f4").tobytes(), count], QUERY_TIMEOUT_S)
        except ModelError:
            self._give_up()
            return None
        if not isinstance(reply, bytes) or len(reply) % 8:
            self._give_up()
            return None
        return np.frombuffer(reply, dtype="<i8").astype(np.int64)

    def close(self) -> None:
        """Kill the process. May be called twice."""
        self._give_up()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close."""
        self.close()

    def _caught_up(self) -> bool:
        """Compare what the child holds with what is wanted; under the lock."""
        wanted = {name: _ids(blocks) for name, blocks in self._wanted.items()}
        none = np.empty(0, dtype=np.int64)
        return self._child is not None and all(np.array_equal(self._held.get(name, none), ids) for name, ids in wanted.items())

    def _feed(self) -> None:
        """Bring the child after what is wanted, batch by batch, until it is; then the thread ends."""
        try:
            while True:
                with self._lock:
                    self._current = self._caught_up()
                    if self._given_up or self._current:
                        self._feeder = None  # under the lock: whoever wants more from now on starts another
                        return
                    wanted, child = self._wanted, self._child
                if child is None:
                    child = self._start()
                for name, blocks in wanted.items():
                    self._bring(child, name, blocks)
        except ModelError:
            self._give_up()

    def _start(self) -> Child:
        child = Child("keepmum.memory.vectors.chroma_child", timeout_s=CALL_TIMEOUT_S)
        with self._lock:
            if self._given_up:
                child.close()
            self._child = child
        child.call(["open", self._dim])
        return child

    def _bring(self, child: Child, name: str, blocks: tuple[Block, ...]) -> None:
        held = self._held.get(name, np.empty(0, dtype=np.int64))
        gone = np.setdiff1d(held, _ids(blocks), assume_unique=True)
        if len(gone):
            child.call(["remove", name, gone.astype("<i8").tobytes()])
            held = np.setdiff1d(held, gone, assume_unique=True)
        for block in blocks:
            fresh = np.flatnonzero(np.isin(block.ids, held, assume_unique=True, invert=True))
            for start in range(0, len(fresh), BATCH):
                part = fresh[start : start + BATCH]
                child.call(["add", name, block.ids[part].astype("<i8").tobytes(), block.rows[part].astype("<f4").tobytes()])
                held = np.concatenate((held, block.ids[part]))
        with self._lock:
            self._held[name] = np.sort(held)

    def _give_up(self) -> None:
        with self._lock:
            self._given_up = True
            self._current = False
            child, self._child = self._child, None
        if child is not None:
            child.close()


def _ids(blocks: tuple[Block, ...]) -> Ints:
    return np.concatenate([block.ids for block in blocks]) if blocks else np.empty(0, dtype=np.int64)
