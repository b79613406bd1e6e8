"""How times are taken: five passes over the same questions, and of these the median; the clock's time with the CPU's beside it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

PASSES = 5

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Spent:
    """What one pass took.

    Attributes:
        wall_s: Seconds on the clock.
        cpu_s: Seconds of CPU of this process, all threads together; a child process's own come on top.
    """

    wall_s: float
    cpu_s: float

    def __add__(self, other: Spent) -> Spent:
        """Return both together: one pass over two sets of questions."""
        return Spent(self.wall_s + other.wall_s, self.cpu_s + other.cpu_s)


def passes(ask: Callable[[T], object], questions: Sequence[T]) -> tuple[Spent, ...]:
    """Ask all questions five times over, and return what each pass took."""
    return tuple(_once(ask, questions) for _ in range(PASSES))


def _once(ask: Callable[[T], object], questions: Sequence[T]) -> Spent:
    wall, cpu = time.perf_counter(), time.process_time()
    for question in questions:
        ask(question)
    return Spent(time.perf_counter() - wall, time.process_time() - cpu)


def a_question(spent: Iterable[Spent], questions: int) -> tuple[float, float]:
    """Return the median of the passes in milliseconds a question: on the clock, and of CPU.

    Args:
        spent: One for each pass.
        questions: How many were asked in each.
    """
    each = tuple(spent)
    per = 1000 / max(questions, 1)
    return per * statistics.median(one.wall_s for one in each), per * statistics.median(one.cpu_s for one in each)
