"""Finds which vectors are missing or stale, and makes them in batches, each committed, between searches."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from keepmum.memory import catalogue as catalogues
from keepmum.memory import dense, lexical
from keepmum.memory.bm25 import Units
from keepmum.memory.catalogue import Catalogue, Ints, Stored
from keepmum.memory.database import database_errors
from keepmum.memory.dense import DenseIndex
from keepmum.memory.embed import Embedder
from keepmum.memory.vault import Vault
from keepmum.memory.window import Passage, turn_passages, window_passage, window_starts

BATCH = 256  # records; embedded in runs of like length, about a second, then committed


@dataclass(frozen=True, slots=True)
class Plan:
    """What is left to embed.

    Attributes:
        turns: Positions that have no vector of their own.
        windows: Positions that have no window vector, or one of other neighbours than they have now.
        stale: Numbers of the window vectors that go when the new ones come.
        starts: For each position the first position of its window.
    """

    turns: Ints
    windows: Ints
    stale: tuple[int, ...]
    starts: Ints = field(repr=False)

    def __len__(self) -> int:
        """Count what is left."""
        return len(self.turns) + len(self.windows)


def plan(conn: lexical.Connection, catalogue: Catalogue, units: Units, index: DenseIndex) -> Plan:
    """Compare the vectors of a vault with its records.

    A window's sources are known by their count, their sum and the sum of their squares: with the record itself among
    them and at most two others, no two sets agree in all three.

    Args:
        conn: An open connection, under the vault's lock.
        catalogue: The records.
        units: Its sizes.
        index: The vectors, refreshed.

    Returns:
        The plan; records without any word are left out.
    """
    worded = catalogue.length > 0
    starts = window_starts(units)
    has_turn = np.zeros(len(catalogue), dtype=bool)
    for block in index.blocks("turn"):
        places = catalogue.places(block.n)
        has_turn[places[places >= 0]] = True
    wants_window = worded & (starts < np.arange(len(catalogue)))
    expected = np.stack([_window_sums(catalogue.n**power, starts) for power in (0, 1, 2)], axis=1)
    sources = index.sources(conn)
    has_window = np.zeros(len(catalogue), dtype=bool)
    stale = [index.foreign]
    for block in index.blocks("window"):
        places = catalogue.places(block.n)
        rows = np.searchsorted(sources[:, 0], block.ids)
        known = (places >= 0) & (rows < len(sources))
        places, rows = places[known], rows[known]
        right = (sources[rows, 0] == block.ids[known]) & (sources[rows, 1:] == expected[places]).all(axis=1) & wants_window[places]
        stale += [block.ids[~known], block.ids[known][~right]]
        has_window[places[right]] = True
    return Plan(
        turns=np.flatnonzero(worded & ~has_turn),
        windows=np.flatnonzero(wants_window & ~has_window),
        stale=tuple(np.concatenate(stale).tolist()),
        starts=starts,
    )


def _window_sums(values: Ints, starts: Ints) -> Ints:
    total = np.concatenate(([0], np.cumsum(values)))
    return total[1:] - total[starts]


def carry_out(todo: Plan, vault: Vault, catalogue: Catalogue, embedder: Embedder, progress: Callable[[int, int], None] | None) -> int:
    """Embed what a plan names.

    The model runs outside the vault's lock, so that searches go on. A record that changed meanwhile is passed over; the
    next plan names it again.

    Args:
        todo: The plan.
        vault: The vault.
        catalogue: The records, as they were when the plan was made.
        embedder: The model.
        progress: Called after each batch with how many are done, and of how many.

    Returns:
        How many vectors were written.
    """
    written = done = 0
    if todo.stale:
        with vault.lock, database_errors(), vault.transaction():
            dense.discard(vault.connection(), todo.stale)
    for kind, positions in (("turn", todo.turns), ("window", todo.windows)):
        for start in range(0, len(positions), BATCH):
            batch = positions[start : start + BATCH].tolist()
            passages, read = _passages(kind, batch, vault, catalogue, todo.starts)
            rows = embedder.embed([passage.text for passage in passages])
            with vault.lock, database_errors(), vault.transaction():
                conn = vault.connection()
                now = catalogues.read(conn, read)
                same = [place for place, passage in enumerate(passages) if _unchanged(passage, read, now)]
                dense.store(conn, embedder.model, [passages[place] for place in same], rows[same])
            written += len(same)
            done += len(batch)
            if progress is not None:
                progress(done, len(todo))
    return written


def _unchanged(passage: Passage, before: Mapping[int, Stored], now: Mapping[int, Stored]) -> bool:
    return all(n in now and now[n].version == before[n].version for n in passage.sources)


def _passages(kind: str, batch: Sequence[int], vault: Vault, catalogue: Catalogue, starts: Ints) -> tuple[list[Passage], dict[int, Stored]]:
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
