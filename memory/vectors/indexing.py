"""Finds which vectors are missing or stale, and makes them in batches, each committed, between searches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from keepmum.memory.meaning.embed import Embedder
from keepmum.memory.meaning.models import Models
from keepmum.memory.meaning.window import Passage, VectorKind, turn_passages, window_passage, window_starts
from keepmum.memory.store import catalogue as catalogues
from keepmum.memory.store.catalogue import Catalogue, Ints, Mask, Stored
from keepmum.memory.store.database import database_errors
from keepmum.memory.vault import Vault
from keepmum.memory.vectors import packed
from keepmum.memory.vectors.columns import mixed
from keepmum.memory.vectors.dense import DenseIndex, Rows
from keepmum.memory.words.bm25 import Units

BATCH = 256  # records; embedded in runs of like length, about a second, then committed
SLICE = 32  # passages embedded between two looks at whether to stop


@dataclass(frozen=True, slots=True)
class Plan:
    """What is left to embed.

    Attributes:
        turns: Positions that have no vector of their own.
        windows: Positions that have no window vector, or one of other neighbours than they have now.
        stale: Numbers of the window vectors that go when the new ones come.
        starts: For each position the first position of its window.
        made: The positions that have a vector already, by the model's identity and the kind; it makes no second one.
    """

    turns: Ints
    windows: Ints
    stale: tuple[int, ...]
    starts: Ints = field(repr=False)
    made: Mapping[tuple[str, VectorKind], Mask] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        """Count what is left."""
        return len(self.turns) + len(self.windows)

    def batches(self, catalogue: Catalogue, size: int) -> Iterator[tuple[VectorKind, list[int]]]:
        """Go over what is left, the newest records first: what is asked about most often is found by meaning soonest.

        Args:
            catalogue: The records that the plan was made for.
            size: Records a batch.

        Yields:
            The kind of vectors, and positions.
        """
        left = np.union1d(self.turns, self.windows)
        left = left[np.argsort(-catalogue.at_us[left], kind="stable")]
        for start in range(0, len(left), size):
            some = left[start : start + size]
            wanted: tuple[tuple[VectorKind, Ints], ...] = (("turn", self.turns), ("window", self.windows))
            for kind, places in wanted:
                positions = some[np.isin(some, places)].tolist()
                if positions:
                    yield kind, positions


def plan(catalogue: Catalogue, units: Units, indexes: Iterable[DenseIndex], whole: str | None = None) -> Plan:
    """Compare the vectors of a vault with its records.

    Args:
        catalogue: The records.
        units: Its sizes.
        indexes: The vectors of each model, refreshed.
        whole: The identity of the model that reads every text; none where a vector of any model will do.

    Returns:
        The plan; records without any word are left out.
    """
    worded = catalogue.length > 0
    starts = window_starts(units)
    wants_window = worded & (starts < np.arange(len(catalogue)))
    total = np.concatenate((np.zeros(1, dtype=np.uint64), np.cumsum(mixed(catalogue.n), dtype=np.uint64)))
    expected = total[1:] - total[starts]  # of unsigned numbers: what overflows comes back
    has_turn, has_window = np.zeros((2, len(catalogue)), dtype=bool)
    made: dict[tuple[str, VectorKind], Mask] = {}
    stale: list[int] = []
    for index in indexes:
        turn, window = np.zeros((2, len(catalogue)), dtype=bool)
        turns = index.columns("turn").placed(catalogue).places
        turn[turns[turns >= 0]] = True
        columns = index.columns("window")
        windows = columns.placed(catalogue).places
        right = windows >= 0
        right[right] = (columns.sources[right] == expected[windows[right]]) & wants_window[windows[right]]
        window[windows[right]] = True
        stale += columns.ids[columns.alive & ~right].tolist()
        made[index.model, "turn"], made[index.model, "window"] = turn, window
        if whole in (None, index.model):
            has_turn |= turn
            has_window |= window
    return Plan(np.flatnonzero(worded & ~has_turn), np.flatnonzero(wants_window & ~has_window), tuple(stale), starts, made)


@dataclass(frozen=True, slots=True)
class Pace:
    """How a plan is carried out.

    Attributes:
        batch: Records that are committed together.
        go_on: Asked before each slice of passages; it may wait, and says whether to go on.
        progress: Called after each batch with how many are done, and of how many.
    """

    batch: int = BATCH
    go_on: Callable[[], bool] = lambda: True
    progress: Callable[[int, int], None] | None = None


def carry_out(todo: Plan, vault: Vault, catalogue: Catalogue, models: Models, pace: Pace) -> int:
    """Embed what a plan names.

    The model runs outside the vault's lock, so that searches go on. A record that changed meanwhile is passed over; the
    next plan names it again.

    Args:
        todo: The plan.
        vault: The vault.
        catalogue: The records, as they were when the plan was made.
        models: The models.
        pace: How.

    Returns:
        How many vectors were written.
    """
    written = done = 0
    if todo.stale:
        with vault.lock, database_errors(), vault.transaction():
            packed.discard(vault.connection(), todo.stale)
    for kind, batch in todo.batches(catalogue, pace.batch):
        passages, read = _passages(kind, batch, vault, catalogue, todo.starts)
        made: list[tuple[Embedder, list[Passage], Rows]] = []
        for embedder, shared in models.shared_out(passages):
            theirs = _lacking(shared, todo.made.get((embedder.model, kind)), catalogue)
            rows = _embedded(theirs, embedder, pace.go_on)
            if rows is None:
                return written
            made.append((embedder, theirs, rows))
        with vault.lock, database_errors(), vault.transaction():
            conn = vault.connection()
            now = catalogues.read(conn, read)
            for embedder, theirs, rows in made:
                same = [place for place, passage in enumerate(theirs) if _unchanged(passage, read, now)]
                packed.store(conn, embedder.model, [theirs[place] for place in same], rows[same])
                written += len(same)
        done += len(batch)
        if pace.progress is not None:
            pace.progress(done, len(todo))
    return written


def _embedded(passages: Sequence[Passage], embedder: Embedder, go_on: Callable[[], bool]) -> Rows | None:
    """Embed in slices of like length; none where it is not to go on."""
    rows = np.empty((len(passages), embedder.dim), dtype=np.float32)
    order = sorted(range(len(passages)), key=lambda place: len(passages[place].text))
    for start in range(0, len(order), SLICE):
        if not go_on():
            return None
        places = order[start : start + SLICE]
        rows[places] = embedder.embed([passages[place].text for place in places])
    return rows


def _lacking(passages: list[Passage], made: Mask | None, catalogue: Catalogue) -> list[Passage]:
    """Leave out the passages of records for which the model has made its vectors already."""
    if made is None or not passages:
        return passages
    there = made[catalogue.places(np.array([passage.n for passage in passages], dtype=np.int64))]
    return [passage for passage, done in zip(passages, there.tolist(), strict=True) if not done]


def _unchanged(passage: Passage, before: Mapping[int, Stored], now: Mapping[int, Stored]) -> bool:
    return all(n in now and now[n].version == before[n].version for n in passage.sources)


def _passages(
    kind: VectorKind, batch: Sequence[int], vault: Vault, catalogue: Catalogue, starts: Ints
) -> tuple[list[Passage], dict[int, Stored]]:
    """Read the texts of a batch of positions; those that have changed since the plan was made are found out later."""
    reaches = [range(int(starts[place]) if kind == "window" else place, place + 1) for place in batch]
    with vault.lock, database_errors():
        read = catalogues.read(vault.connection(), sorted({int(catalogue.n[place]) for reach in reaches for place in reach}))
    passages: list[Passage] = []
    for reach in reaches:
        numbers = catalogue.n[reach.start : reach.stop].tolist()
        if any(n not in read for n in numbers):
            continue  # forgotten since the plan was made
        records = [read[n].record for n in numbers]
        if kind == "turn":
            passages.extend(turn_passages(numbers[-1], records[-1]))
        else:
            passages.append(window_passage(numbers[-1], records, tuple(sorted(numbers))))
    return passages, read
