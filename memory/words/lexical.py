"""The word index inside the vault: an FTS5 table that holds no text, and the posting lists read back from it.

The table is contentless (`content=''`): the words lie in the index and the text only in its own row, so nothing is
stored twice. FTS5's `secure-delete` is on, and `contentless_delete` is not used: with it deleted words stay in the
shadow tables (measured). A contentless row is deleted by giving its tokens again; they are made anew from the record.
So an index must be rebuilt before its first change where the tokens may come out differently: see `version`.

FTS5 scores every match of every term, one row at a time. keepmum reads the posting lists instead, through an
fts5vocab table of the type "instance", and scores them with numpy: see `keepmum.memory.words.bm25`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from keepmum.memory.record import Record
from keepmum.memory.words.tokens import index_tokens


class Cursor(Protocol):
    """What is used of a DB-API cursor."""

    def fetchone(self) -> Any:  # noqa: ANN401  a row's columns have any type
        """Give the next row, or none."""
        ...

    def fetchall(self) -> list[Any]:
        """Give the rows that are left."""
        ...

    def __iter__(self) -> Iterator[Any]:
        """Go over the rows."""
        ...


class Connection(Protocol):
    """What is used of a DB-API connection, of sqlcipher3 or sqlite3."""

    def execute(self, sql: str, parameters: Any = ..., /) -> Cursor:  # noqa: ANN401  the two drivers type it differently
        """Run one statement."""
        ...


_RULES = "1"  # raised by every change of keepmum.memory.words.tokens that changes a token
_MAKE = (
    "CREATE VIRTUAL TABLE lexical USING fts5(body, content='', tokenize='ascii')",
    "INSERT INTO lexical(lexical, rank) VALUES ('secure-delete', 1)",
)
_ATTACH = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.lexical_posting USING fts5vocab(main, 'lexical', 'instance')",
    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.lexical_term USING fts5vocab(main, 'lexical', 'row')",
)


def create(conn: Connection) -> None:
    """Make the empty index, at the creation of the vault.

    Args:
        conn: An open connection, inside a transaction or not.
    """
    for statement in _MAKE:
        conn.execute(statement)


def _body(record: Record) -> str:
    return " ".join(index_tokens("\n".join((record.text, *record.tags, *record.attachments))))


def version() -> str:
    """Name what decides the tokens of a text: keepmum's own rules, and Python's tables of Unicode.

    An index that was made under another name must go through `rebuild` before a record is removed: the removal would
    give other tokens than the index holds, and a forgotten word would stay.
    """
    return f"{_RULES}/{unicodedata.unidata_version}"


def rebuild(conn: Connection, records: Iterable[tuple[int, Record]]) -> None:
    """Make the index anew, in one transaction of the caller's.

    Args:
        conn: An open connection, inside a transaction.
        records: Every record with its row number.
    """
    conn.execute("DROP TABLE lexical")
    create(conn)
    for n, record in records:
        add(conn, n, record)


def add(conn: Connection, n: int, record: Record) -> None:
    """Index a record, in the transaction that stores it.

    Args:
        conn: An open connection.
        n: The record's row number.
        record: The record as stored.
    """
    conn.execute("INSERT INTO lexical(rowid, body) VALUES (?, ?)", (n, _body(record)))


def remove(conn: Connection, n: int, record: Record) -> None:
    """Take a record out of the index, in the transaction that changes or deletes it.

    Args:
        conn: An open connection.
        n: The record's row number.
        record: The record exactly as it was when it was added: text, tags and attachments.
    """
    conn.execute("INSERT INTO lexical(lexical, rowid, body) VALUES ('delete', ?, ?)", (n, _body(record)))


def attach(conn: Connection) -> None:
    """Make the two views of the index that searching reads; they live in the connection and not in the file.

    Args:
        conn: An open connection.
    """
    for statement in _ATTACH:
        conn.execute(statement)


def document_count(conn: Connection, token: str, *, prefix: bool = False) -> int:
    """Count the records that hold a token.

    Args:
        conn: A connection that went through `attach`.
        token: A token as `keepmum.memory.words.tokens` makes it.
        prefix: Whether the token stands for all that begin with it; a record may then count more than once.

    Returns:
        How many; 0 for none.
    """
    where, bounds = _matching(token, prefix=prefix)
    return int(conn.execute(f"SELECT coalesce(sum(doc), 0) FROM temp.lexical_term WHERE {where}", bounds).fetchone()[0])  # noqa: S608  fixed text


def has_between(conn: Connection, low: str, high: str) -> bool:
    """Say whether any record holds a token from `low` to below `high`, in the order of code points."""
    query = "SELECT 1 FROM temp.lexical_term WHERE term >= ? AND term < ? LIMIT 1"
    return conn.execute(query, (low, high)).fetchone() is not None


def postings(conn: Connection, token: str, *, prefix: bool = False) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Read where a token occurs.

    SQLite joins the row numbers into one string and numpy parses it: 4 ms for 44,000 occurrences, where fetching them
    row by row takes 17 ms.

    Args:
        conn: A connection that went through `attach`.
        token: A token as `keepmum.memory.words.tokens` makes it.
        prefix: Whether the token stands for all that begin with it.

    Returns:
        The row numbers, rising, and how often the token occurs in each.
    """
    where, bounds = _matching(token, prefix=prefix)
    joined = conn.execute(f"SELECT group_concat(doc) FROM temp.lexical_posting WHERE {where}", bounds).fetchone()[0]  # noqa: S608  fixed text
    if joined is None:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    every = np.fromstring(joined, sep=",", dtype=np.int64)
    if prefix:
        every.sort()  # of one token FTS5 gives them rising: a quarter of the time of np.unique
    begins = np.flatnonzero(np.concatenate(([True], every[1:] != every[:-1], [True])))
    return every[begins[:-1]], np.diff(begins)


def lengths(conn: Connection, among: Sequence[range] | None = None) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Read how many tokens each record has.

    FTS5 keeps them in its `docsize` table, one SQLite variable-length integer a column: of one byte below 128 tokens.

    Args:
        conn: An open connection.
        among: The row numbers to read; none for all. Those that are not there are left out.

    Returns:
        Row numbers, and the count of tokens of each.
    """
    read = [_lengths(conn, run) for run in ([range(2**63 - 1)] if among is None else among)]
    if not read:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    return np.concatenate([numbers for numbers, _ in read]), np.concatenate([sizes for _, sizes in read])


def _lengths(conn: Connection, run: range) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    where, bounds = "FROM lexical_docsize WHERE id BETWEEN ? AND ? AND length(sz)", (run.start, run.stop - 1)
    joined, sizes = conn.execute(f"SELECT group_concat(id), group_concat(hex(sz), '') {where} = 1", bounds).fetchone()
    longer = conn.execute(f"SELECT id, sz {where} > 1", bounds).fetchall()
    numbers = np.fromstring(joined or "", sep=",", dtype=np.int64)
    counts = np.frombuffer(bytes.fromhex(sizes or ""), dtype=np.uint8).astype(np.int64)
    more = np.array([(n, _variable_length(size)) for n, size in longer], dtype=np.int64).reshape(-1, 2)
    return np.concatenate((numbers, more[:, 0])), np.concatenate((counts, more[:, 1]))


def _matching(token: str, *, prefix: bool) -> tuple[str, tuple[str, ...]]:
    if not prefix:
        return "term = ?", (token,)
    return "term >= ? AND term < ?", (token, token[:-1] + chr(ord(token[-1]) + 1))


def _variable_length(data: bytes) -> int:
    """Decode SQLite's variable-length integer (up to eight bytes of seven bits, high ones first)."""
    value = 0
    for byte in data:
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            break
    return value
