"""Making a vault and opening one: the steps between a folder and an open, checked database."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from keepmum.memory.clock import DEVICE_BYTES, Clock
from keepmum.memory.errors import DiskFull, VaultExists
from keepmum.memory.sealing.box import KEY_BYTES
from keepmum.memory.sealing.header import NAME as HEADER_NAME
from keepmum.memory.sealing.header import VAULT_ID_BYTES, Header, read_header, seal_database_key
from keepmum.memory.sealing.keys import Cost, Keys, RecoveryKit, passphrase_bytes
from keepmum.memory.sealing.slots import seal_for_kit, seal_for_passphrase
from keepmum.memory.store.database import Database, check_file, database_errors, make_file
from keepmum.memory.store.files import check_private
from keepmum.memory.store.forks import keep_for_ever
from keepmum.memory.store.freshness import check_fresh
from keepmum.memory.store.head import NAME as HEAD_NAME
from keepmum.memory.store.head import Head, prepare_head, read_head
from keepmum.memory.store.journal import UNSCRUBBED, Journal, last_entry, purge
from keepmum.memory.store.lock import Lock
from keepmum.memory.store.making import making
from keepmum.memory.store.meta import read_meta, write_meta
from keepmum.memory.store.migrations import migrate
from keepmum.memory.store.oplog import decode, first_previous
from keepmum.memory.store.reindex import reindex
from keepmum.memory.store.scrub import finish


@dataclass(slots=True)
class Opened:
    """The parts of an open vault, which close together.

    Attributes:
        folder: The vault's folder.
        lock: Its exclusive lock.
        header: What vault.json says.
        keys: The keys.
        database: The open database.
        journal: Its op log and head.
    """

    folder: Path
    lock: Lock
    header: Header
    keys: Keys
    database: Database
    journal: Journal

    def close(self) -> None:
        """Close the database, then give the lock back."""
        try:
            self.database.close()
        finally:
            self.lock.release()

    def abandon(self) -> None:
        """Let go of the files in a fork, without a change to them: they are the parent's, and so is its lock."""
        keep_for_ever(self.database)
        self.journal.abandon()
        self.lock.release()  # the parent's own descriptor still holds it


def make_vault(folder: Path, passphrase: str, recovery: RecoveryKit | None, cost: Cost) -> Opened:
    """Make a vault and open it: in a temporary folder beside its place, which is then renamed.

    Args:
        folder: Where it shall be; nothing may be there.
        passphrase: Opens it.
        recovery: Opens it too.
        cost: What a guess at the passphrase shall cost.

    Raises:
        VaultExists: Something is there already.
        DiskFull: There is no space; nothing is left behind.
        WeakParameters: The cost is out of range.
        ValueError: The passphrase is empty.
    """
    passphrase_bytes(passphrase)
    if os.path.lexists(folder):
        raise VaultExists(f"{folder.name} is there already")
    with making(folder) as (made, lock):
        header, keys = _fill(made, passphrase, recovery, cost)
    try:
        return open_with(folder, lock, header, keys)
    except BaseException:
        lock.release()
        raise


def _fill(folder: Path, passphrase: str, recovery: RecoveryKit | None, cost: Cost) -> tuple[Header, Keys]:
    keys = Keys(root=secrets.token_bytes(KEY_BYTES), database=secrets.token_bytes(KEY_BYTES))
    vault, device = secrets.token_bytes(VAULT_ID_BYTES), secrets.token_bytes(DEVICE_BYTES)
    slots = [seal_for_passphrase(keys.root, vault, passphrase, cost)]
    if recovery is not None:
        slots.append(seal_for_kit(keys.root, vault, recovery))
    header = Header(vault, revision=1, epoch=1, database=seal_database_key(keys, vault, 1), slots=tuple(slots)).signed(keys.root)
    database = Database(make_file(folder), keys.database)
    try:
        with database_errors():
            migrate(database.raw)
            write_meta(database.raw, "head", (0).to_bytes(8, "big"))
            write_meta(database.raw, UNSCRUBBED, b"")
            write_meta(database.raw, "device", device)
            write_meta(database.raw, "incarnation", (1).to_bytes(8, "big"))
    finally:
        database.close()
    header.write(folder)
    prepare_head(folder, Head(1, 0, device, 1, 0, first_previous(vault), header.revision), keys.root, vault).install()
    return header, keys


def open_vault(folder: Path, passphrase: str | None, kit: RecoveryKit | None) -> Opened:
    """Open a vault.

    Args:
        folder: The vault's folder.
        passphrase: One of the two ways in.
        kit: The other; it is used where both are given.

    Raises:
        VaultMissing, NotAVault, PlaintextDatabase, NewerVault: The folder is not what this version can open.
        UnsafePermissions: Other users can reach it.
        VaultBusy: It is open elsewhere.
        WrongPassphrase, WrongRecoveryKit, WeakParameters: No slot opens.
        VaultDamaged, VaultRolledBack: It is not what was sealed last.
    """
    check_private(folder)
    read_header(folder)  # before the lock, which makes a file: another folder is left untouched
    check_file(folder)
    lock = Lock(folder)
    try:
        for name in (HEADER_NAME, HEAD_NAME):  # what a crash left half done
            (folder / f"{name}.new").unlink(missing_ok=True)
        header = read_header(folder)
        keys = header.open(passphrase, kit)
        return open_with(folder, lock, header, keys)
    except BaseException:
        lock.release()
        raise


def open_with(folder: Path, lock: Lock, header: Header, keys: Keys) -> Opened:
    """Open a vault whose lock is held and whose keys are known; the caller gives the lock back where this fails.

    Raises:
        VaultDamaged, VaultRolledBack, NewerVault, PlaintextDatabase: The database is not the one that was sealed last.
    """
    head = read_head(folder, keys.root, header.vault)
    finish(check_file(folder), keys.database)
    database = Database(check_file(folder), keys.database)
    try:
        with database_errors():
            migrate(database.raw)
            check_fresh(database.raw, header, head, keys.root)
            reindex(database.raw)
            if read_meta(database.raw, UNSCRUBBED) != b"":  # a crash, or an older keepmum, left in the files what was forgotten
                with suppress(DiskFull):  # then the next opening tries again
                    purge(database, folder, keys.database)
        journal = start_journal(folder, header, keys, database, head)
        if journal.lags or header.revision > head.revision:
            journal.write_head(revision=header.revision)
    except BaseException:
        database.close()
        raise
    return Opened(folder, lock, header, keys, database, journal)


def start_journal(folder: Path, header: Header, keys: Keys, database: Database, head: Head) -> Journal:
    """Go on with the log of a database that was checked."""
    with database_errors():
        tail = last_entry(database.raw, header.vault)
        clock = Clock(head.device)
        row = database.raw.execute("SELECT entry FROM op ORDER BY seq DESC LIMIT 1").fetchone()
        if row is not None:
            clock.observe(decode(bytes(row[0])).at)
    return Journal(folder, header.vault, database=database, keys=keys, head=head, tail=tail, clock=clock)


def reseal(opened: Opened, header: Header) -> None:
    """Replace vault.json by a next revision; the head is prepared before, and learns of it after, so that it never leads.

    Raises:
        DiskFull: There is no space; the old file stays.
        ValueError: A transaction is open.
    """
    if opened.journal.in_transaction:
        raise ValueError("a transaction is open")

    def replace_header() -> None:
        header.write(opened.folder)
        opened.header = header

    opened.journal.write_head(revision=header.revision, first=replace_header)
