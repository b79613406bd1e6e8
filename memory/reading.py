"""What can be read from an open vault. `keepmum.memory.vault.Vault` adds what changes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import RLock
from typing import Any

from keepmum.memory.record import Record, RecordId
from keepmum.memory.results import Change, Stats, Thread, Verification
from keepmum.memory.store.counts import stats
from keepmum.memory.store.courtesy import Courtesy
from keepmum.memory.store.database import database_errors
from keepmum.memory.store.documents import Documents
from keepmum.memory.store.forks import watch
from keepmum.memory.store.opening import Opened
from keepmum.memory.store.oplog import decode
from keepmum.memory.store.records import Records
from keepmum.memory.store.rows import microseconds
from keepmum.memory.store.verify import verify

_PAGE = 500  # records or entries read at a time by iterators
_BEFORE_ALL = (-(2**63), 0)


class OpenVault:
    """The reading half of a vault.

    Attributes:
        path: The vault's folder.
        id: The vault's id, 16 bytes.
        device: The id of this copy of it, 16 bytes.
        lock: Held by every call; take it around uses of `connection`.
        courtesy: How imports and indexing step aside for searches.
    """

    def __init__(self, opened: Opened) -> None:
        """Wrap an open vault; `Vault.create` and `Vault.open` are the way in."""
        self._opened: Opened | None = opened
        self._records = Records(opened.database, opened.journal)
        self._documents = Documents(opened.database, opened.journal)
        self.path = opened.folder
        self.id = opened.header.vault
        self.device = opened.journal.head.device
        self.lock = opened.journal.lock
        self.courtesy = Courtesy()
        watch(self)

    def get(self, record: RecordId) -> Record:
        """Return a record's newest version.

        Raises:
            NoSuchRecord: There is none, or it was forgotten.
        """
        with self._reading():
            return self._records.row(record)[2]

    def versions(self, record: RecordId) -> list[Record]:
        """Return all versions of a record, oldest first.

        Raises:
            NoSuchRecord: There is none.
        """
        with self._reading():
            return self._records.versions(record)

    def origins(self, record: RecordId) -> list[tuple[str, str]]:
        """Return every (source, ref) that a record came from, sorted.

        Raises:
            NoSuchRecord: There is none.
        """
        with self._reading():
            return self._records.origins(record)

    def records(
        self,
        *,
        kinds: Iterable[str] | None = None,
        who: str | None = None,
        thread: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Iterator[Record]:
        """Go over records by the time they happened.

        Args:
            kinds: Only these kinds.
            who: Only records that name this person, without case.
            thread: Only this thread.
            since: Only what happened then or later.
            until: Only what happened before.

        Yields:
            The newest version of each; what is changed meanwhile may or may not be seen.
        """
        wanted = who.casefold() if who is not None else None
        chosen = frozenset(kinds) if kinds is not None else None
        bounds = {
            "since_us": microseconds(since) if since is not None else None,
            "until_us": microseconds(until) if until is not None else None,
        }
        after = _BEFORE_ALL
        while True:
            with self._reading():
                page = self._records.page(after, _PAGE, kinds=chosen, thread=thread, **bounds)
            for at_us, n, record in page:
                after = (at_us, n)
                if wanted is None or any(name.casefold() == wanted for name in record.who):
                    yield record
            if len(page) < _PAGE:
                return

    def threads(self) -> list[Thread]:
        """Return the threads that have a name, sorted by it."""
        with self._reading():
            return self._records.threads()

    def speakers(self) -> list[str]:
        """Return everybody who spoke or wrote a record, sorted."""
        with self._reading():
            return self._records.speakers()

    def count(self) -> int:
        """Count the records."""
        with self._reading() as opened:
            return int(opened.database.raw.execute("SELECT count(*) FROM record").fetchone()[0])

    def document(self, namespace: str, key: str) -> bytes | None:
        """Return the bytes that another layer keeps here, or none."""
        with self._reading():
            return self._documents.get(namespace, key)

    def document_keys(self, namespace: str) -> list[str]:
        """Return the keys of a namespace, sorted."""
        with self._reading():
            return self._documents.keys(namespace)

    def documents(self, namespace: str) -> Iterator[tuple[str, bytes]]:
        """Go over the keys and documents of a namespace, sorted by key; what is changed meanwhile may or may not be seen."""
        after = ""
        while True:
            with self._reading():
                page = self._documents.page(namespace, after, _PAGE)
            yield from page
            if len(page) < _PAGE:
                return
            after = page[-1][0]

    def anchor(self, name: str) -> bytes | None:
        """Return the bytes of a name as they are sealed outside the database, or none."""
        with self.lock:
            return self._alive().journal.head.anchor(name)

    def changes(self, since: int = 0) -> Iterator[Change]:
        """Go over the op log.

        Args:
            since: The number of the last entry that is known already.
        """
        while True:
            with self._reading() as opened:
                rows = opened.database.raw.execute("SELECT entry FROM op WHERE seq > ? ORDER BY seq LIMIT ?", (since, _PAGE)).fetchall()
                entries = [decode(bytes(row[0])) for row in rows]
            for entry in entries:
                since = entry.seq
                yield Change(entry.seq, entry.op, entry.record, entry.version.hex(), entry.at)
            if len(entries) < _PAGE:
                return

    def verify(self, *, deep: bool = False) -> Verification:
        """Check the chain of the op log against the sealed head; deep: also that every table says what the log says.

        Raises:
            VaultDamaged: Something was changed by other means than keepmum.
        """
        with self._reading() as opened:
            return verify(opened.database.raw, self.id, opened.journal.head, deep=deep)

    def recovery_recipient(self) -> str | None:
        """Return the public name of the recovery kit that opens the vault, or none."""
        with self.lock:
            return next((slot.recipient for slot in self._alive().header.slots if slot.kind == "recovery"), None)

    def stats(self) -> Stats:
        """Count what the vault holds, and say which ways lead into it."""
        with self._reading() as opened:
            return stats(opened)

    @property
    def generation(self) -> int:
        """A number that rises at each change of records, so that indexes know when they are old."""
        return self._records.touched.generation

    def touched(self, since: int) -> frozenset[int] | None:
        """Return the row numbers of records that changed after a generation; none where that is not known any more."""
        return self._records.touched.since(since)

    def connection(self) -> Any:  # noqa: ANN401  sqlcipher3 has no types
        """Return the raw DB-API connection, for the indexes in `keepmum.memory`; use it under `lock`."""
        return self._alive().database.raw

    def after_fork(self) -> None:
        """Be closed in a fork of the process; the vault stays open where it was opened."""
        opened, self._opened = self._opened, None
        self.lock = RLock()  # another thread of the parent may have held the old one
        self.courtesy = Courtesy()
        if opened is not None:
            opened.abandon()

    def _alive(self) -> Opened:
        if self._opened is None:
            raise ValueError("the vault is closed, or was opened before a fork of this process")
        return self._opened

    @contextmanager
    def _reading(self) -> Iterator[Opened]:
        with self.lock, database_errors():
            opened = self._alive()
            opened.journal.flush()
            yield opened
