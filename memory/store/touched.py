"""Which records changed since when: so that an index reads anew what changed, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable

LIMIT = 4_096  # runs of rows remembered: an import of many is one run, and single changes are forgotten only after so many


class Touched:
    """The row numbers of changed records, by the generation that each change made; under the vault's lock.

    Attributes:
        generation: Rises at each change of records, from 0.
    """

    def __init__(self) -> None:
        """Start with nothing changed."""
        self.generation = 0
        self._runs: list[tuple[int, range]] = []
        self._known_from = 0

    def note(self, numbers: Iterable[int]) -> None:
        """Note that rows were added, changed or removed."""
        self.generation += 1
        self._runs += ((self.generation, run) for run in runs(numbers))
        if len(self._runs) > LIMIT:
            self._forget()

    def undo(self) -> None:
        """Note that changes were taken back: whoever read inside the transaction read what is no more."""
        self.generation += 1
        self._forget()

    def since(self, generation: int) -> frozenset[int] | None:
        """Return the rows that changed after a generation; none where that is not known any more."""
        if generation < self._known_from:
            return None
        return frozenset(n for made, run in self._runs if made > generation for n in run)

    def _forget(self) -> None:
        self._runs.clear()
        self._known_from = self.generation


def runs(numbers: Iterable[int]) -> list[range]:
    """Join numbers that follow each other; rising."""
    found: list[range] = []
    for n in sorted(numbers):
        if found and n <= found[-1].stop:
            found[-1] = range(found[-1].start, max(found[-1].stop, n + 1))
        else:
            found.append(range(n, n + 1))
    return found
