"""What every reader of a foreign file agrees on: what it gets, what it yields, what it may refuse.

A reader turns one file into records. What is wrong with a part of the file becomes a `Problem` and the rest is still
read; what is left out on purpose becomes a `Skipped`; what is wrong with the whole file is an `ImportFailed`.
Neither problems nor errors hold any of the file's content.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Literal, Protocol, TypeAlias

from keepmum.memory.record import Record

DateOrder = Literal["dmy", "mdy", "ymd"]

FIRST_YEAR, LAST_YEAR = 1902, 2099  # what every platform's local time can express (a signed 32-bit clock and beyond)


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of a file that could not be read as it should, or a guess that a person may want to correct.

    Attributes:
        name: The file's name, without its folder.
        line: The line, counted from 1, where there is one.
        reason: What is wrong, without any of the file's content.
    """

    name: str = field(repr=False)  # file names hold people's names
    line: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A part of a file that was left out on purpose, such as a line that the app itself wrote.

    Attributes:
        name: The file's name, without its folder.
        line: The line, counted from 1, where there is one.
        reason: Why, without any of the file's content.
        count: How many lines or messages, from 1.
    """

    name: str = field(repr=False)
    line: int | None
    reason: str
    count: int = 1


Item: TypeAlias = Record | Problem | Skipped
"""What a reader yields."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the person knows about the files that the files do not say.

    Attributes:
        zone: The time zone of times that name none; none for this machine's own.
        date_order: The order of day, month and year, for a chat in which nothing decides it.
        me: The owner's own name in chats, left out of a chat's name.
        folder: The name of the folder that is being read, which names the memos in it; empty for a single file.
    """

    zone: tzinfo | None = None
    date_order: DateOrder | None = None
    me: str | None = field(default=None, repr=False)
    folder: str = field(default="", repr=False)


class Reader(Protocol):
    """Reads one format.

    Attributes:
        name: The format's name, which is also the `source` of its records.
    """

    name: str

    def recognises(self, path: Path, head: bytes) -> bool:
        """Say whether the file is of this format.

        Args:
            path: The file; only its name is looked at.
            head: The file's first bytes, at most `detect.HEAD` of them.
        """
        ...

    def read(self, path: Path, options: ReadOptions) -> Iterator[Item]:
        """Yield what is in the file, in its order.

        Raises:
            ImportFailed: The file as a whole cannot be read.
        """
        ...


def digest(*parts: str) -> str:
    """Return a ref made from what a record is: 32 hexadecimal digits (128 bits) of SHA-256 over the parts, each with its length."""
    state = hashlib.sha256()
    for part in parts:
        data = part.encode()
        state.update(len(data).to_bytes(8, "big") + data)
    return state.hexdigest()[:32]


def in_zone(moment: datetime, zone: tzinfo | None) -> datetime:
    """Return ``moment`` with a time zone: its own if it has one, else ``zone``, else this machine's.

    Args:
        moment: A time between the years 1902 and 2099.
        zone: The zone for a moment without one; none for the machine's own rules at that moment.

    Raises:
        ValueError: The year is out of range.
    """
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"the year must be from {FIRST_YEAR} to {LAST_YEAR}")
    if moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=zone) if zone is not None else moment.astimezone()
