"""Transactions: changes, their op log entries and the sealed head become durable together.

The order at the outermost exit is what the promises of the vault stand on:

1. the entries are written, in the transaction of the changes;
2. the next head is made durable beside its place (a full disk is found here, and everything is undone);
3. the database commits, with `synchronous=FULL`;
4. the head takes its place.

A crash between 3 and 4 leaves a head that lags by one commit, and the next opening catches up. A head never leads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from threading import RLock
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from keepmum.memory.clock import Clock
from keepmum.memory.errors import DiskFull, VaultUnwritable
from keepmum.memory.record import RecordId
from keepmum.memory.sealing.keys import Keys
from keepmum.memory.store.database import NAME as DATABASE_NAME
from keepmum.memory.store.database import Database, database_errors
from keepmum.memory.store.files import Prepared
from keepmum.memory.store.head import MAX_ANCHOR_BYTES, Head, authenticate_tip, prepare_head
from keepmum.memory.store.meta import read_meta, write_meta
from keepmum.memory.store.oplog import Entry, Operation, commit_to, digest, dumps, first_previous, new_version
from keepmum.memory.store.scrub import scrub

UNSCRUBBED = "unscrubbed"
"""A value of the database, empty while nothing of what was deleted is left in its files; a vault without it was never looked at."""

# Written out, as in documents.py: building them anew by SQLAlchemy cost as much as the rows of a small commit.
_OP = "INSERT INTO op(seq, entry, hash) VALUES (?, ?, ?)"
_PAYLOAD = "INSERT INTO payload(seq, nonce, payload, record_id) VALUES (?, ?, ?, ?)"


class Journal:
    """Writes the op log and the head of an open vault.

    Attributes:
        lock: Held during each transaction; whoever uses the raw connection takes it too.
        head: The head as it is sealed outside the database.
        clock: The vault's clock.
    """

    def __init__(
        self, folder: Path, vault: bytes, *, database: Database, keys: Keys, head: Head, tail: tuple[int, bytes], clock: Clock
    ) -> None:
        """Go on from a head and the last entry of the log.

        Args:
            folder: The vault's folder.
            vault: The vault's id.
            database: The open database.
            keys: The vault's keys.
            head: The head as sealed; its device and incarnation write the next entries.
            tail: Number and hash of the last entry.
            clock: A clock that has seen the last entry.
        """
        self.lock = RLock()
        self.head = head
        self.clock = clock
        self._folder, self._vault, self._database, self._keys = folder, vault, database, keys
        self._seq, self._hash = tail
        self._basis = _basis(database.raw)
        self._depth = 0
        self._ops: list[tuple[int, bytes, bytes]] = []
        self._payloads: list[tuple[int, bytes, bytes, RecordId | None]] = []
        self._anchors: dict[str, bytes] = {}
        self._purge = False
        self._undone = False  # by SQLite itself, with outer blocks still open
        self._abandoned = False

    @property
    def lags(self) -> bool:
        """Whether the head does not know the newest entry: a crash came between commit and head."""
        return self.head.seq != self._seq

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self._depth > 0

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make what happens inside durable together, or not at all; an inner one undoes only itself.

        Raises:
            DiskFull: There is no space; nothing of the outermost transaction was kept.
            VaultDamaged: The database does not verify.
        """
        with self.lock, database_errors():
            self._check_not_undone()
            self.flush()
            saved = (self._seq, self._hash, dict(self._anchors), self._purge)
            inner = self._depth > 0
            name = f"level{self._depth}"
            self._run(f"SAVEPOINT {name}" if inner else "BEGIN IMMEDIATE")
            self._depth += 1
            sealed = None
            try:
                yield
                self._check_not_undone()
                self.flush()
                if inner:
                    self._run(f"RELEASE {name}")
                else:
                    sealed = self._commit()
            except BaseException:
                self._ops.clear()
                self._payloads.clear()
                self._seq, self._hash, self._anchors, self._purge = saved
                self._undo(name if inner else None)
                raise
            finally:
                self._depth -= 1
                self._undone = self._undone and inner
            if sealed is not None:
                head, prepared = sealed
                prepared.install()
                self.head = head
            if not inner and self._purge:
                self._purge = not self._purged()  # in vain while somebody reads, or on a full disk: the next commit tries again

    def append(
        self,
        op: Operation,
        record: RecordId | None,
        payload: object = None,
        *,
        field: str = "",
        version: bytes | None = None,
        replaces: Sequence[bytes] = (),
    ) -> tuple[int, bytes]:
        """Add an entry, inside a transaction.

        Args:
            op: What was done; a delete has no payload.
            record: The record; none for documents.
            payload: What the entry commits to.
            field: For an edit: the field's name.
            version: The version that it makes; a new one by default.
            replaces: The versions that it replaces.

        Returns:
            The entry's number, and the version's id.
        """
        if op == "delete":
            version, commitment = b"", b""
        else:
            version = version or new_version()
            data = dumps(payload)
            nonce, commitment = commit_to(data)
            self._payloads.append((self._seq + 1, nonce, data, record))
        at = self.clock.tick()
        entry = Entry(self._seq + 1, self._hash, self.head.incarnation, at, op, field, record, version, tuple(replaces), commitment)
        encoded = entry.encode()
        self._seq, self._hash = entry.seq, digest(encoded)
        self._ops.append((entry.seq, encoded, self._hash))
        return entry.seq, version

    def flush(self) -> None:
        """Bring the entries that were added into the database."""
        if self._ops:
            self._database.raw.executemany(_OP, self._ops)
            self._ops.clear()
        if self._payloads:
            self._database.raw.executemany(_PAYLOAD, self._payloads)
            self._payloads.clear()

    def set_anchor(self, name: str, data: bytes) -> None:
        """Keep bytes in the head: at once, or with the commit of the transaction that is open.

        Raises:
            DiskFull: There is no space; the old bytes stay.
            ValueError: The bytes are more than an anchor holds.
        """
        if len(data) > MAX_ANCHOR_BYTES:
            raise ValueError(f"an anchor holds at most {MAX_ANCHOR_BYTES} bytes")
        with self.lock:
            self._anchors[name] = data
            if not self._depth:
                self.write_head()

    def write_head(self, *, revision: int | None = None, first: Callable[[], None] | None = None) -> None:
        """Seal the newest state outside the database, outside a transaction.

        Args:
            revision: The revision of vault.json, where it changed.
            first: Called when the head is durable beside its place and before it takes it; where this fails, it never does.

        Raises:
            DiskFull: There is no space; the old head stays.
            ValueError: A transaction is open: its entries may never be, and a head must not lead.
        """
        with self.lock:
            if self._depth:
                raise ValueError("a transaction is open")
            head = self._next_head()
            if revision is not None:
                head = replace(head, revision=revision)
            try:
                prepared = prepare_head(self._folder, head, self._keys.root, self._vault)
                if first is not None:
                    _or_discard(first, prepared)
                prepared.install()
            finally:
                self._anchors.clear()
            self.head = head

    def abandon(self) -> None:
        """Commit nothing any more: this is a fork."""
        self._abandoned = True

    def purge_after_commit(self) -> None:
        """Once the open transaction is committed, leave nothing in the files of what it deleted; a crash only delays that."""
        write_meta(self._database.raw, UNSCRUBBED, b"\x01")
        self._purge = True

    def _purged(self) -> bool:
        try:
            return purge(self._database, self._folder, self._keys.database)
        except DiskFull:
            return False

    def _undo(self, savepoint: str | None) -> None:
        """Undo the inner transaction that began at a savepoint, or the outermost."""
        # An error such as a full disk makes SQLite undo the whole transaction by itself. What an outer block went on to
        # write would then be committed statement by statement, so from here on the outer blocks only fail.
        self._undone = not self._database.raw.in_transaction
        if not self._undone:
            for statement in (f"ROLLBACK TO {savepoint}", f"RELEASE {savepoint}") if savepoint else ("ROLLBACK",):
                self._run(statement)
        if savepoint is None:
            self._look_again()

    def _check_not_undone(self) -> None:
        if self._undone or self._abandoned:
            raise VaultUnwritable("an error inside the transaction undid all of it, or it is another process's")

    def _run(self, statement: str) -> None:
        self._database.raw.execute(statement)

    def _look_again(self) -> None:
        """Take the end of the log from the database: an interrupt may have come just after the commit."""
        with suppress(sqlcipher.Error):
            self._seq, self._hash = last_entry(self._database.raw, self._vault)
            self._basis = _basis(self._database.raw)

    def _next_head(self) -> Head:
        anchors = tuple(sorted({**dict(self.head.anchors), **self._anchors}.items()))
        generation = self.head.generation + 1
        return replace(self.head, generation=generation, basis=self._basis, seq=self._seq, hash=self._hash, anchors=anchors)

    def _commit(self) -> tuple[Head, Prepared] | None:
        """Commit, with the next head durable beside its place; give it back, or none where nothing is to be sealed."""
        if self._seq == self.head.seq and not self._anchors:
            self._run("COMMIT")
            return None
        head = replace(self._next_head(), basis=self.head.generation)
        # The database remembers which head was sealed before this commit, so an older head in its place is noticed; and
        # that keepmum made this commit, for the opening after a crash that kept the head from following.
        write_meta(self._database.raw, "head", head.basis.to_bytes(8, "big"))
        write_meta(self._database.raw, "tip", authenticate_tip(self._keys.root, self._vault, head))
        prepared = prepare_head(self._folder, head, self._keys.root, self._vault)
        _or_discard(lambda: self._run("COMMIT"), prepared)
        self._basis = head.basis
        self._anchors.clear()
        return head, prepared


def _or_discard(step: Callable[[], None], prepared: Prepared) -> None:
    try:
        step()
    except BaseException:
        prepared.discard()
        raise


def purge(database: Database, folder: Path, key: bytes) -> bool:
    """Leave nothing in the files of what was deleted; say whether that could be done.

    Raises:
        DiskFull: There is no space to do it in.
    """
    if not erase_log(database.raw):
        return False
    database.raw.execute("PRAGMA shrink_memory")  # a page in the cache would bring back what is overwritten in the file
    scrub(folder / DATABASE_NAME, key)
    write_meta(database.raw, UNSCRUBBED, b"")
    return erase_log(database.raw)


def erase_log(connection: Any) -> bool:  # noqa: ANN401  sqlcipher3 has no types
    """Fold the write-ahead log into the database and empty its file; say whether it is empty."""
    try:
        return not connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlcipher.OperationalError:
        return False


def last_entry(connection: Any, vault: bytes) -> tuple[int, bytes]:  # noqa: ANN401  sqlcipher3 has no types
    """Return number and hash of the newest entry; 0 and the vault's first hash for an empty log."""
    row = connection.execute("SELECT seq, hash FROM op ORDER BY seq DESC LIMIT 1").fetchone()
    return (int(row[0]), bytes(row[1])) if row is not None else (0, first_previous(vault))


def _basis(connection: Any) -> int:  # noqa: ANN401  sqlcipher3 has no types
    return int.from_bytes(read_meta(connection, "head") or b"", "big")
