"""Bring a file or folder into the vault: read, put in batches, report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from keepmum.memory.formats.interface import Problem, Skipped
from keepmum.memory.record import Record

if TYPE_CHECKING:
    from keepmum.memory.vault import Vault

BATCH = 500  # records in one commit: each commit is a durable step, so an interrupted import loses at most this many
SMALL_BATCH = 16  # while somebody searches: a search waits for one commit at most, and of 6 ms most does not depend on how many are in it
SEARCHING_S = 5.0  # after a search another one is likely for so long

Progress = Callable[[int, int | None], None]
"""Called with the work done and, where it is known, the whole work."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file that was brought in. Every batch in it is on the disk.

    Attributes:
        added: Records that are new.
        updated: Records that were there with another text, such as a contact's card that was changed; the old version stays.
        duplicates: Records that were there already; where they were seen again is kept.
        skipped: Lines that hold no record, such as a chat's system messages.
        problems: What could not be read, by file and line, without content.
        left_out: Why the skipped lines hold no record, with how many each, the most first.
    """

    added: int = 0
    updated: int = 0
    duplicates: int = 0
    skipped: int = 0
    problems: list[Problem] = field(default_factory=list)
    left_out: tuple[tuple[str, int], ...] = ()


def import_items(vault: Vault, items: Iterable[Record | Problem | Skipped], progress: Progress | None = None) -> ImportReport:
    """Put what the readers found into the vault, `BATCH` records a commit, fewer while somebody searches.

    Args:
        vault: The open vault.
        items: What the readers yield, in order.
        progress: Called after each commit with the records seen so far.

    Raises:
        ImportFailed: A reader gave up; the batches before it are kept.
        DiskFull: The disk is full; the batches before it are kept.
    """
    added = updated = duplicates = 0
    left_out: Counter[str] = Counter()
    problems: list[Problem] = []
    batch: list[Record] = []

    def flush() -> None:
        nonlocal added, updated, duplicates
        with vault.transaction():
            for record, put in zip(batch, vault.put(batch), strict=True):
                if put.new:
                    added += 1
                elif _rewritten(vault, put.record, record):
                    updated += 1
                else:
                    duplicates += 1
        batch.clear()
        if progress is not None:
            progress(added + updated + duplicates, None)

    try:
        for item in items:
            if isinstance(item, Record):
                batch.append(item)
                if len(batch) >= BATCH or (len(batch) >= SMALL_BATCH and vault.courtesy.searched_within(SEARCHING_S)):
                    vault.courtesy.step_aside()
                    flush()
            elif isinstance(item, Problem):
                problems.append(item)
            else:
                left_out[item.reason] += item.count
    finally:
        if batch:
            flush()
    return ImportReport(added, updated, duplicates, left_out.total(), problems, tuple(left_out.most_common()))


def _rewritten(vault: Vault, kept: Record, read: Record) -> bool:
    """Take over a text that the source has changed since; what the person has edited here since then stays."""
    if kept.text == read.text or any(version.text == read.text for version in vault.versions(kept.id)):
        return False
    vault.edit(kept.id, text=read.text)
    return True
