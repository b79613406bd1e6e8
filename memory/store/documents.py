"""Bytes that other layers keep in the vault: the policy, grants, the ledger. The vault does not look into them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from keepmum.memory.store.database import Database
from keepmum.memory.store.journal import Journal
from keepmum.memory.store.oplog import digest

# Written out, not built anew by SQLAlchemy: the ledger makes a dozen of these calls a request, and building cost more than running.
_ONE = "SELECT bytes, version, seq FROM documents WHERE namespace = ? AND key = ?"
_KEYS = "SELECT key FROM documents WHERE namespace = ? ORDER BY key"
_PAGE = "SELECT key, bytes FROM documents WHERE namespace = ? AND key > ? ORDER BY key LIMIT ?"
_INSERT = "INSERT INTO documents(bytes, version, seq, namespace, key) VALUES (?, ?, ?, ?, ?)"
_UPDATE = "UPDATE documents SET bytes = ?, version = ?, seq = ? WHERE namespace = ? AND key = ?"
_DELETE = "DELETE FROM documents WHERE namespace = ? AND key = ?"
_FORGET = "DELETE FROM payload WHERE seq = ?"


class Documents:
    """The documents of one open vault. All calls run under its lock; those that write, inside a transaction."""

    def __init__(self, database: Database, journal: Journal) -> None:
        """Work on a database, through a journal."""
        self._database, self._journal = database, journal

    def get(self, namespace: str, key: str) -> bytes | None:
        """Return a document, or none."""
        row = self._row(namespace, key)
        return bytes(row[0]) if row is not None else None

    def keys(self, namespace: str) -> list[str]:
        """Return the keys of a namespace, sorted by code point."""
        return [key for (key,) in self._database.raw.execute(_KEYS, (namespace,))]

    def page(self, namespace: str, after: str, limit: int) -> list[tuple[str, bytes]]:
        """Return the keys and documents of a namespace that follow a key, sorted by code point.

        Args:
            namespace: Whose they are.
            after: The last key that is known already; empty for the first page.
            limit: How many at most.
        """
        rows = self._database.raw.execute(_PAGE, (namespace, after, limit)).fetchall()
        return [(key, bytes(data)) for key, data in rows]

    def put(self, documents: Iterable[tuple[str, str, bytes]]) -> None:
        """Set documents; the digests of the old ones are destroyed with them, for they could confirm a guess.

        Args:
            documents: Namespace, key and bytes of each; no key twice.
        """
        rows = []
        for namespace, key, data in documents:
            old = self._row(namespace, key)
            replaces = [bytes(old[1])] if old is not None else []
            seq, version = self._journal.append("document", None, [namespace, key, digest(data)], replaces=replaces)
            rows.append((None if old is None else old[2], (data, version, seq, namespace, key)))
        self._journal.flush()
        for replaced, values in rows:
            if replaced is not None:
                self._database.raw.execute(_FORGET, (replaced,))
            self._database.raw.execute(_INSERT if replaced is None else _UPDATE, values)

    def delete(self, namespace: str, key: str) -> None:
        """Delete a document and the digest of it; nothing happens where there is none."""
        old = self._row(namespace, key)
        if old is None:
            return
        self._journal.append("delete", None, replaces=[bytes(old[1])])
        self._journal.flush()
        self._database.raw.execute(_FORGET, (old[2],))
        self._database.raw.execute(_DELETE, (namespace, key))

    def _row(self, namespace: str, key: str) -> tuple[Any, Any, int] | None:
        row: tuple[Any, Any, int] | None = self._database.raw.execute(_ONE, (namespace, key)).fetchone()
        return row
