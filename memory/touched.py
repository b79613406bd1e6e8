"""Which records changed since when: so that an index reads anew what changed, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable

LIMIT = 4_096  # rows remembered; after more changes than these, reading everything is as fast


class Touched:
    """The row numbers of changed records, by the generation that each change made; under the vault's lock.

    Attributes:
        generation: Rises at each change of records, from 0.
    """

    def __init__(self) -> None:
        """Start with nothing changed."""
        self.generation = 0
        self._rows: list[tuple[int, int]] = []
        self._known_from = 0

    def note(self, numbers: Iterable[int]) -> None:
        """Note that rows were added, changed or removed."""
        self.generation += 1
        self._rows += ((self.generation, n) for n in numbers)
        if len(self._rows) > LIMIT:
            self._forget()

    def undo(self) -> None:
        """Note that changes were taken back: whoever read inside the transaction read what is no more."""
        self.generation += 1
        self._forget()

    def since(self, generation: int) -> frozenset[int] | None:
        """Return the rows that changed after a generation; none where that is not known any more."""
        if generation < self._known_from:
            return None
        return frozenset(n for made, n in self._rows if made > generation)

    def _forget(self) -> None:
        self._rows.clear()
        self._known_from = self.generation
