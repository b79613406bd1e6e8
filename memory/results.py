"""What the vault's calls give back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from keepmum.memory.clock import Timestamp
from keepmum.memory.record import Record, RecordId


@dataclass(frozen=True, slots=True)
class Put:
    """One record that was put.

    Attributes:
        record: The record as the vault holds it, with `id` and `added_at`.
        new: False where the vault had it already, by source and ref.
    """

    record: Record
    new: bool


@dataclass(frozen=True, slots=True)
class Thread:
    """A chat, call or notebook.

    Attributes:
        name: Its name.
        count: Records in it.
        first: When the earliest of them happened, UTC.
        last: When the latest of them happened, UTC.
    """

    name: str = field(repr=False)
    count: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the op log, for those who follow the vault.

    Attributes:
        seq: Its number, from 1, rising.
        op: "put", "edit", "tag", "untag", "delete" or "document".
        record: The record; none for documents.
        version: The version that it made, 32 hex digits; empty for a delete.
        at: When, and on which device.
    """

    seq: int
    op: str
    record: RecordId | None
    version: str
    at: Timestamp


@dataclass(frozen=True, slots=True)
class Receipt:
    """What forgetting a record did.

    Attributes:
        record: The record's id.
        level: "purged": gone from every file of this vault; copies made before still hold it.
        destroyed: What was destroyed, in words.
        kept: What was kept, in words.
        at: When.
    """

    record: RecordId
    level: str
    destroyed: tuple[str, ...]
    kept: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Verification:
    """What `verify` found where nothing is wrong.

    Attributes:
        entries: Entries of the op log.
        forgotten: Entries about records whose content was destroyed on purpose.
        records: Records in the vault.
        superseded: Entries about documents that were replaced or deleted; their content is destroyed too.
        problems: Always empty: a problem is raised.
    """

    entries: int
    forgotten: int
    records: int
    superseded: int = 0
    problems: tuple[str, ...] = ()


Counts = tuple[tuple[str, int], ...]
"""Names, and how many records each has."""


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts of what a vault holds, and which ways lead into it.

    Attributes:
        records: Records.
        kinds: Kinds and how many records are of each, sorted by kind.
        threads: Threads that have a name.
        versions: Versions of records, with the newest.
        entries: Entries of the op log.
        documents: Documents of other layers.
        vectors: Vectors of turns and windows.
        slots: The kinds of key slots, in order: "passphrase", "recovery".
        schema: The schema's number.
        bytes: The size of the vault's files.
        by_month: Months such as "2025-03" and how many records happened in each, in order of time; months without any are
            left out. A contact has no time of its own and is not counted.
        by_person: Who spoke or wrote, as the records spell them, and how many records; the most first. Contacts are not counted.
        by_thread: Threads and how many records each has; the most first.
    """

    records: int
    kinds: Counts
    threads: int
    versions: int
    entries: int
    documents: int
    vectors: int
    slots: tuple[str, ...]
    schema: int
    bytes: int
    by_month: Counts = field(default=(), repr=False)
    by_person: Counts = field(default=(), repr=False)
    by_thread: Counts = field(default=(), repr=False)
