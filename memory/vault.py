"""The vault: an encrypted, private store of records, open in one process at a time.

    with Vault.open(path, passphrase) as vault:
        vault.put([Record(text="Dentist said Tuesday 3pm")])

A call that returned is durable: it survives `kill -9` and a power cut. Calls may come from several threads; one at a
time is served.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from keepmum.memory.reading import OpenVault
from keepmum.memory.record import Record, RecordId
from keepmum.memory.results import Change, Put, Receipt, Stats, Thread, Verification
from keepmum.memory.sealing.keys import STANDARD, Cost, RecoveryKit
from keepmum.memory.sealing.slots import parse_phc
from keepmum.memory.store.forget import ForgetHook, forget
from keepmum.memory.store.opening import Opened, make_vault, open_vault, reseal

__all__ = ["Change", "ForgetHook", "Put", "Receipt", "Stats", "Thread", "Vault", "Verification"]


class Vault(OpenVault):
    """An open vault. Made by `create`, `open` or `keepmum.memory.store.restore.restore`; closed by `close` or a with-block."""

    def __init__(self, opened: Opened) -> None:
        """Wrap an open vault; the class methods are the way in."""
        super().__init__(opened)
        self._hooks: list[ForgetHook] = []

    @classmethod
    def create(cls, path: Path, passphrase: str, *, recovery: RecoveryKit | None = None, cost: Cost = STANDARD) -> Vault:
        """Make a new vault and open it.

        Args:
            path: A folder that does not exist yet.
            passphrase: Opens the vault; not empty. It is normalised (Unicode NFC) and kept nowhere.
            recovery: Opens the vault too. Without one the passphrase is the only way in.
            cost: What one guess at the passphrase costs.

        Raises:
            VaultExists: Something is there already.
            DiskFull: There is no space; nothing is left behind.
            WeakParameters: The cost is out of range.
            ValueError: The passphrase is empty.
        """
        return cls(make_vault(Path(path).absolute(), passphrase, recovery, cost))

    @classmethod
    def open(cls, path: Path, passphrase: str | None = None, *, kit: RecoveryKit | None = None) -> Vault:
        """Open a vault by its passphrase or its recovery kit.

        Raises:
            VaultMissing, NotAVault, PlaintextDatabase, NewerVault: There is nothing that this version can open.
            UnsafePermissions: Other users can reach the folder or a file in it.
            VaultBusy: It is open elsewhere.
            WrongPassphrase, WrongRecoveryKit, WeakParameters: No slot opens.
            VaultDamaged, VaultRolledBack: It is not what was sealed last.
            ValueError: Neither passphrase nor kit is given.
        """
        return cls(open_vault(Path(path).absolute(), passphrase, kit))

    def close(self) -> None:
        """Close the vault and give its lock back; a second call does nothing. Other threads' calls are waited for.

        Raises:
            ValueError: A transaction of this thread is open.
        """
        with self.lock:
            if self._opened is not None and self._opened.journal.in_transaction:
                raise ValueError("a transaction is open")
            opened, self._opened = self._opened, None
            if opened is not None:
                opened.close()

    def __enter__(self) -> Self:
        """Return the open vault."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the vault."""
        self.close()

    def put(self, records: Iterable[Record]) -> list[Put]:
        """Add records, in one transaction; those that the vault has already, by source and ref, are not added again.

        `id` and `added_at` are given anew. A record without a ref is always new. What was forgotten comes back when it
        is put again: the vault keeps no list of what it must not know.

        Returns:
            One result a record, in the order given.

        Raises:
            DiskFull: There is no space; nothing of this call was kept.
            TypeError: Something is no record; nothing of this call was kept.
        """
        batch = list(records)
        if not all(isinstance(record, Record) for record in batch):
            raise TypeError("put takes records")
        with self.transaction():
            return self._records.put(batch)

    def edit(self, record: RecordId, **fields: Any) -> Record:  # noqa: ANN401  the fields of Record
        """Change fields of a record; the version before stays in `versions`.

        Args:
            record: The record.
            fields: New values of fields among `keepmum.memory.record.EDITABLE`.

        Raises:
            NoSuchRecord: There is none.
            ValueError, TypeError: A field cannot be edited, or its value is none.
        """
        with self.transaction():
            return self._records.edit(record, fields)

    def tag(self, record: RecordId, tag: str) -> Record:
        """Give a record a label; nothing happens where it has it.

        Raises:
            NoSuchRecord: There is none.
            ValueError: The tag is empty.
        """
        with self.transaction():
            return self._records.tag(record, tag, add=True)

    def untag(self, record: RecordId, tag: str) -> Record:
        """Take a label away; nothing happens where there is none.

        Raises:
            NoSuchRecord: There is no such record.
            ValueError: The tag is empty.
        """
        with self.transaction():
            return self._records.tag(record, tag, add=False)

    def forget(self, record: RecordId) -> Receipt:
        """Purge a record: its text, versions, words, vectors and what other layers made of it.

        Returns:
            What was destroyed and what was kept.

        Raises:
            NoSuchRecord: There is none.
            ValueError: Another layer made something of it, and has no hook here: `keepmum.Keep` brings them.
        """
        with self.transaction():
            opened = self._alive()
            n, version, content = self._records.row(record)
            self._records.touched.note([n])
            return forget(opened.database.raw, opened.journal, content, n=n, version=version, hooks=self._hooks)

    def put_document(self, namespace: str, key: str, data: bytes) -> None:
        """Keep bytes for another layer, in place of those before."""
        self.put_documents([(namespace, key, data)])

    def put_documents(self, documents: Iterable[tuple[str, str, bytes]]) -> None:
        """Keep several documents at once, each a namespace, a key and bytes, in place of those before; no key twice."""
        with self.transaction():
            self._documents.put([(namespace, key, bytes(data)) for namespace, key, data in documents])

    def delete_document(self, namespace: str, key: str) -> None:
        """Destroy what is kept under a key; nothing happens where there is nothing."""
        with self.transaction():
            self._documents.delete(namespace, key)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make several calls one: all are durable at the end of the outermost block, or none is.

        Raises:
            DiskFull: There is no space; nothing was kept.
        """
        with self.lock:
            before = self.generation
            try:
                with self._alive().journal.transaction():
                    yield
            except BaseException:
                if self.generation != before:
                    self._records.touched.undo()
                raise

    def set_anchor(self, name: str, data: bytes) -> None:
        """Keep bytes in the sealed head, outside the database: at once, or with the commit of the open transaction.

        Args:
            name: Whose they are, such as "ledger".
            data: At most 64 KiB.
        """
        with self.lock:
            self._alive().journal.set_anchor(name, bytes(data))

    def derive(self, record: RecordId, artefact: str) -> None:
        """Note that something was made from a record, so that forgetting reaches it.

        Args:
            record: The record.
            artefact: What was made, in the words of who made it, such as "conversation/c1".

        Raises:
            NoSuchRecord: There is none.
        """
        with self.transaction():
            self._records.row(record)
            self._alive().database.raw.execute("INSERT OR IGNORE INTO derived(record_id, artefact) VALUES (?, ?)", (record, artefact))

    def on_forget(self, hook: ForgetHook) -> None:
        """Have something called inside each forgetting, with the record and what was derived from it.

        Args:
            hook: Destroys what its layer holds, and returns in words what that was.
        """
        self._hooks.append(hook)

    def change_passphrase(self, new: str) -> None:
        """Let another passphrase open the vault in place of the one before; older copies still open with the old one.

        Raises:
            ValueError: It is empty.
            DiskFull: There is no space; the old one stays.
        """
        with self.lock:
            opened = self._alive()
            costs = [parse_phc(slot.kdf)[0] for slot in opened.header.slots if slot.kind == "passphrase"]
            reseal(opened, opened.header.with_passphrase(opened.keys.root, new, costs[0] if costs else STANDARD))

    def set_recovery(self, kit: RecoveryKit) -> None:
        """Let a recovery kit open the vault in place of the one before; older copies still open with the old one.

        Raises:
            DiskFull: There is no space; the old one stays.
        """
        with self.lock:
            opened = self._alive()
            reseal(opened, opened.header.with_kit(opened.keys.root, kit))
