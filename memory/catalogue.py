"""A small table of all records in memory: everything that ranking and filters need except the words.

It is ordered by thread, then time, so that the neighbours of a turn are the rows beside it, a session is a slice, and
a window is a slice too. About 60 bytes a record: 6 MB for 100,000.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from keepmum.memory.lexical import Connection, lengths
from keepmum.memory.record import KINDS, Query, Record
from keepmum.memory.rows import from_row, microseconds

SESSION_GAP_US = 4 * 3600 * 1_000_000  # four hours of silence end a conversation
SPOKEN = frozenset({"message", "call"})  # kinds whose neighbours belong to one conversation; memos stand alone
_PAGE = 500  # row numbers in one statement
_COLUMNS = (
    *("n", "version", "id", "text", "kind", "at_us", "at_zone", "ends_us", "ends_zone", "who", "thread", "tags"),
    *("reply_to", "attachments", "source", "ref", "added_us"),
)
_KIND_CODE = {kind: code for code, kind in enumerate(sorted(KINDS))}

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The records of a vault, as columns of equal length, ordered by thread and time.

    A *position* is a place in these columns. Records of one session lie side by side.

    Attributes:
        n: Row numbers in the vault.
        at_us: When each happened, in microseconds since 1970, UTC.
        kind: Codes of kinds, by sorted name.
        thread: Codes of threads.
        session: Numbers of sessions, from 0, rising.
        who: Codes of the tuples of names.
        length: Words in the index.
        place: For each row number its position, or -1.
        threads: Thread names by code.
        people: The tuples of names by code, speaker first.
    """

    n: Ints
    at_us: Ints
    kind: Ints
    thread: Ints
    session: Ints
    who: Ints
    length: Ints
    place: Ints
    threads: tuple[str, ...] = field(repr=False)
    people: tuple[tuple[str, ...], ...] = field(repr=False)

    def __len__(self) -> int:
        """Count the records."""
        return len(self.n)

    def places(self, numbers: Ints) -> Ints:
        """Turn row numbers into positions; -1 for a record that is not here."""
        found = np.full(len(numbers), -1, dtype=np.int64)
        inside = numbers < len(self.place)
        found[inside] = self.place[numbers[inside]]
        return found

    def mask(self, query: Query) -> Mask | None:
        """Say which positions a query's filters leave.

        Args:
            query: The query; its text plays no part.

        Returns:
            One truth value a position, exact; none where the query filters nothing.
        """
        masks: list[Mask] = []
        if query.kinds is not None:
            masks.append(np.isin(self.kind, [_KIND_CODE[kind] for kind in query.kinds]))
        if query.who is not None:
            wanted = query.who.casefold()
            meant = np.array([any(name.casefold() == wanted for name in names) for names in self.people], dtype=bool)
            masks.append(meant[self.who] if len(meant) else np.zeros(len(self), dtype=bool))
        if query.thread is not None:
            code = self.threads.index(query.thread) if query.thread in self.threads else -1
            masks.append(self.thread == code)
        if query.since is not None:
            masks.append(self.at_us >= microseconds(query.since))
        if query.until is not None:
            masks.append(self.at_us < microseconds(query.until))
        return np.logical_and.reduce(masks) if masks else None


def load(conn: Connection) -> Catalogue:
    """Read the catalogue of a vault.

    Args:
        conn: An open connection, under the vault's lock.

    Returns:
        All its records, ordered by thread, time and row number.
    """
    rows = conn.execute("SELECT n, at_us, kind, thread, who FROM record ORDER BY thread, at_us, n")
    threads: dict[str, int] = {}
    people: dict[str, int] = {}
    columns: list[tuple[int, int, int, int, int]] = [
        (n, at_us, _KIND_CODE[kind], threads.setdefault(thread, len(threads)), people.setdefault(who, len(people)))
        for n, at_us, kind, thread, who in rows
    ]
    table = np.array(columns, dtype=np.int64).reshape(-1, 5)
    n, at_us, kind, thread, who = (np.ascontiguousarray(table[:, column]) for column in range(5))
    place = np.full(int(n.max()) + 1 if len(n) else 0, -1, dtype=np.int64)
    place[n] = np.arange(len(n))
    numbers, counts = lengths(conn)
    length = np.zeros(len(place), dtype=np.int64)
    known = numbers < len(place)
    length[numbers[known]] = counts[known]
    return Catalogue(
        n=n,
        at_us=at_us,
        kind=kind,
        thread=thread,
        session=_sessions(thread, kind, at_us),
        who=who,
        length=length[n] if len(n) else n,
        place=place,
        threads=tuple(threads),
        people=tuple(tuple(json.loads(names)) for names in people),
    )


def _sessions(thread: Ints, kind: Ints, at_us: Ints) -> Ints:
    """Number the sessions: a new one at each new thread, after each silence, and at each record that was not spoken."""
    if not len(thread):
        return thread
    spoken = np.isin(kind, [_KIND_CODE[name] for name in SPOKEN])
    begins = np.ones(len(thread), dtype=bool)
    begins[1:] = (thread[1:] != thread[:-1]) | (at_us[1:] - at_us[:-1] > SESSION_GAP_US) | ~spoken[1:] | ~spoken[:-1]
    return np.cumsum(begins) - 1


@dataclass(frozen=True, slots=True)
class Stored:
    """A record as it is in the vault now.

    Attributes:
        version: Changes with every edit.
        record: The record.
    """

    version: bytes
    record: Record


def read(conn: Connection, numbers: Iterable[int]) -> dict[int, Stored]:
    """Read records by their row numbers, many in one statement.

    Args:
        conn: An open connection, under the vault's lock.
        numbers: Row numbers; those that are gone are left out.

    Returns:
        The records by row number.

    Raises:
        VaultDamaged: A row holds no record.
    """
    wanted = list(numbers)
    found: dict[int, Stored] = {}
    for start in range(0, len(wanted), _PAGE):
        page = wanted[start : start + _PAGE]
        marks = ", ".join("?" * len(page))
        for row in conn.execute(f"SELECT {', '.join(_COLUMNS)} FROM record WHERE n IN ({marks})", page):  # noqa: S608  our own names
            columns = dict(zip(_COLUMNS, row, strict=True))
            found[columns["n"]] = Stored(columns["version"], from_row(columns))
    return found
