"""Bytes that other layers keep in the vault: the policy, grants, the ledger. The vault does not look into them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import RowMapping

from keepmum.memory.store.database import Database
from keepmum.memory.store.journal import Journal
from keepmum.memory.store.oplog import digest
from keepmum.memory.store.schema import DocumentRow, PayloadRow, table

_DOCUMENT = table(DocumentRow)
_PAYLOAD = table(PayloadRow)


class Documents:
    """The documents of one open vault. All calls run under its lock; those that write, inside a transaction."""

    def __init__(self, database: Database, journal: Journal) -> None:
        """Work on a database, through a journal."""
        self._database, self._journal = database, journal

    def get(self, namespace: str, key: str) -> bytes | None:
        """Return a document, or none."""
        row = self._row(namespace, key)
        return bytes(row["bytes"]) if row is not None else None

    def keys(self, namespace: str) -> list[str]:
        """Return the keys of a namespace, sorted by code point."""
        found = select(_DOCUMENT.c.key).where(_DOCUMENT.c.namespace == namespace)
        return sorted(key for (key,) in self._database.sql.execute(found))

    def put(self, namespace: str, key: str, data: bytes) -> None:
        """Set a document; the digest of the old one is destroyed with it, for it could confirm a guess."""
        old = self._row(namespace, key)
        replaces = [old["version"]] if old is not None else []
        seq, version = self._journal.append("document", None, [namespace, key, digest(data)], replaces=replaces)
        values: dict[str, Any] = {"namespace": namespace, "key": key, "bytes": data, "version": version, "seq": seq}
        if old is None:
            self._database.sql.execute(_DOCUMENT.insert(), values)
        else:
            self._destroy_payload(old)
            self._database.sql.execute(self._where(_DOCUMENT.update(), namespace, key), values)

    def delete(self, namespace: str, key: str) -> None:
        """Delete a document and the digest of it; nothing happens where there is none."""
        old = self._row(namespace, key)
        if old is None:
            return
        self._journal.append("delete", None, replaces=[old["version"]])
        self._destroy_payload(old)
        self._database.sql.execute(self._where(_DOCUMENT.delete(), namespace, key))

    def _row(self, namespace: str, key: str) -> RowMapping | None:
        return self._database.sql.execute(self._where(select(_DOCUMENT), namespace, key)).mappings().first()

    def _destroy_payload(self, old: RowMapping) -> None:
        self._journal.flush()
        self._database.sql.execute(_PAYLOAD.delete().where(_PAYLOAD.c.seq == old["seq"]))

    @staticmethod
    def _where(statement: Any, namespace: str, key: str) -> Any:  # noqa: ANN401  select, update or delete
        return statement.where(_DOCUMENT.c.namespace == namespace, _DOCUMENT.c.key == key)
