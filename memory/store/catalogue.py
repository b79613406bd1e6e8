"""A small table of all records in memory: everything that ranking and filters need except the words.

It is ordered by thread, then time, so that the neighbours of a turn are the rows beside it, a session is a slice, and
a window is a slice too. About 60 bytes a record: 6 MB for 100,000.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from keepmum.memory.record import KINDS, Query, Record
from keepmum.memory.store.rows import from_row, microseconds
from keepmum.memory.store.touched import runs
from keepmum.memory.words.lexical import Connection, lengths

SESSION_GAP_US = 4 * 3600 * 1_000_000  # four hours of silence end a conversation
SPOKEN = frozenset({"message", "call"})  # kinds whose neighbours belong to one conversation; memos stand alone
_PAGE = 500  # row numbers in one statement
_FEW = 32  # one fresh row to so many old ones: they are put in between, not all sorted anew
# SQLite joins the numbers of a group into one string and numpy parses it: half the time of reading row by row.
_GROUPS = "SELECT kind, thread, who, group_concat(n), group_concat(at_us) FROM record"
_COLUMNS = (
    *("n", "version", "id", "text", "kind", "at_us", "at_zone", "ends_us", "ends_zone", "who", "thread", "tags"),
    *("reply_to", "attachments", "source", "ref", "added_us"),
)
_KIND_CODE = {kind: code for code, kind in enumerate(sorted(KINDS))}

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
_Group = tuple[str, str, str, str, str]  # the columns of _GROUPS


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
        if not len(numbers) or int(numbers.max()) < len(self.place):
            return self.place.take(numbers)
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


_NONE: Ints = np.empty(0, dtype=np.int64)
_EMPTY = Catalogue(_NONE, _NONE, _NONE, _NONE, _NONE, _NONE, _NONE, _NONE, (), ())


def kind_codes(kinds: Iterable[str]) -> list[int]:
    """Return the codes that a catalogue has for kinds of record."""
    return [_KIND_CODE[kind] for kind in kinds]


def kind_name(code: int) -> str:
    """Return the kind of record behind a code."""
    return sorted(KINDS)[code]


def load(conn: Connection) -> Catalogue:
    """Read the catalogue of a vault.

    Args:
        conn: An open connection, under the vault's lock.

    Returns:
        All its records, ordered by thread, time and row number.
    """
    return _joined(_EMPTY, conn.execute(f"{_GROUPS} GROUP BY thread, kind, who"), lengths(conn))


def follow(conn: Connection, old: Catalogue, touched: Iterable[int]) -> Catalogue:
    """Bring a catalogue up to date: only the rows that changed are read, the others are moved as arrays.

    Args:
        conn: An open connection, under the vault's lock.
        old: The catalogue as it was.
        touched: The numbers of all rows that were added, changed or removed since.

    Returns:
        What `load` would give, but for names that no record has any more.
    """
    wanted = runs(touched)
    question = f"{_GROUPS} WHERE n BETWEEN ? AND ? GROUP BY thread, kind, who"
    groups = [group for run in wanted for group in conn.execute(question, (run.start, run.stop - 1)).fetchall()]
    return _joined(_without(old, wanted), groups, lengths(conn, wanted))


def _without(old: Catalogue, gone: Sequence[range]) -> Catalogue:
    """Return the columns without some rows; their sessions and places are no longer right."""
    if all(run.start >= len(old.place) for run in gone):
        return old  # new rows alone, as nearly always
    numbers = np.concatenate([np.arange(run.start, run.stop) for run in gone])
    kept = ~np.isin(old.n, numbers)
    names = ("n", "at_us", "kind", "thread", "session", "who", "length")
    return replace(old, **{name: getattr(old, name)[kept] for name in names})


def _joined(old: Catalogue, groups: Iterable[_Group], sizes: tuple[Ints, Ints]) -> Catalogue:
    """Put rows, and the words in each, to those that are there, and order them all."""
    threads = {name: code for code, name in enumerate(old.threads)}
    people = {names: code for code, names in enumerate(old.people)}
    fresh = _coded(groups, threads, people)
    length = _sized(fresh[:, 0], sizes)
    columns = ((old.n, fresh[:, 0]), (old.at_us, fresh[:, 1]), (old.kind, fresh[:, 2]), (old.thread, fresh[:, 3]), (old.who, fresh[:, 4]))
    ordered = _ordered(old, fresh, tuple(threads))
    n, at_us, kind, thread, who, length = (ordered(*both) for both in (*columns, (old.length, length)))
    place = np.full(int(n.max(initial=-1)) + 1, -1, dtype=np.int64)
    place[n] = np.arange(len(n))
    session = _sessions(thread, kind, at_us)
    return Catalogue(n, at_us, kind, thread, session, who, length, place, tuple(threads), tuple(people))


def _sized(numbers: Ints, sizes: tuple[Ints, Ints]) -> Ints:
    """Give the words of some rows; 0 for one of which no count is there."""
    known = np.argsort(sizes[0])
    spots = np.minimum(np.searchsorted(sizes[0], numbers, sorter=known), max(len(known) - 1, 0))
    if not len(known):
        return np.zeros(len(numbers), dtype=np.int64)
    found = known.take(spots)
    return np.where(sizes[0].take(found) == numbers, sizes[1].take(found), 0)


def _ordered(old: Catalogue, fresh: Ints, threads: tuple[str, ...]) -> Callable[[Ints, Ints], Ints]:
    """Order old rows, which are in order, and fresh ones, by thread, time and number.

    Returns:
        What puts a column of the old rows and the same one of the fresh rows together.
    """
    ranks = np.argsort(np.argsort(np.array(threads, dtype=object))) if threads else _NONE
    here, there = ranks.take(old.thread), ranks.take(fresh[:, 3])
    if len(fresh) * _FEW > len(old):
        keys = ((old.n, fresh[:, 0]), (old.at_us, fresh[:, 1]), (here, there))
        order = np.lexsort([np.concatenate(both) for both in keys])
        return lambda column, new: np.concatenate((column, new)).take(order)
    sorted_ = np.lexsort((fresh[:, 0], fresh[:, 1], there))
    spots: list[int] = []
    for row in sorted_.tolist():
        first, last = np.searchsorted(here, (there[row], there[row] + 1)).tolist()
        for column, value in ((old.at_us, fresh[row, 1]), (old.n, fresh[row, 0])):
            first, last = first + np.searchsorted(column[first:last], (value, value + 1))
        spots.append(int(first))
    bounds = list(pairwise((0, *spots, len(old))))

    def put_in(column: Ints, new: Ints) -> Ints:
        # Copied in stretches: a third of the time of gathering every row by its number.
        rows = new.take(sorted_)
        return np.concatenate([piece for k, (a, b) in enumerate(bounds) for piece in (column[a:b], rows[k : k + 1])])

    return put_in


def _coded(groups: Iterable[_Group], threads: dict[str, int], people: dict[tuple[str, ...], int]) -> Ints:
    """Turn rows into numbers, with new codes for new threads and people."""
    columns: list[Ints] = []
    for kind, thread, who, numbers, times in groups:
        n = np.fromstring(numbers, sep=",", dtype=np.int64)
        at_us = np.fromstring(times, sep=",", dtype=np.int64)
        codes = (_KIND_CODE[kind], threads.setdefault(thread, len(threads)), people.setdefault(tuple(json.loads(who)), len(people)))
        columns.append(np.stack((n, at_us, *(np.full(len(n), code) for code in codes)), axis=1))
    return np.concatenate(columns) if columns else np.empty((0, 5), dtype=np.int64)


def _sessions(thread: Ints, kind: Ints, at_us: Ints) -> Ints:
    """Number the sessions: a new one at each new thread, after each silence, and at each record that was not spoken."""
    if not len(thread):
        return thread
    spoken = np.array([name in SPOKEN for name in sorted(KINDS)]).take(kind)
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
