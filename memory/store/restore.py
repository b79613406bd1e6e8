"""Opening an honest backup: at another path, as a new device, from the state that the copy holds.

`Vault.open` refuses a database that is older than what was sealed, because it cannot tell a backup from an attack. Here
the person says that it is a backup. Everything else is still checked, down to the last row.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from keepmum.memory.clock import DEVICE_BYTES
from keepmum.memory.errors import VaultBusy, VaultExists, VaultMissing
from keepmum.memory.sealing.header import Header, read_header
from keepmum.memory.sealing.keys import Keys, RecoveryKit
from keepmum.memory.store.database import Database, check_file, database_errors
from keepmum.memory.store.files import FILE_MODE, disk_errors
from keepmum.memory.store.freshness import check_tip
from keepmum.memory.store.head import Head, authenticate_tip, prepare_head, read_head
from keepmum.memory.store.journal import last_entry
from keepmum.memory.store.making import making
from keepmum.memory.store.meta import read_meta, write_meta
from keepmum.memory.store.migrations import migrate
from keepmum.memory.store.opening import open_with
from keepmum.memory.store.scrub import finish
from keepmum.memory.store.verify import verify
from keepmum.memory.vault import Vault

_FILES = ("vault.json", "vault.db", "vault.db-wal", "vault.scrub", "vault.head")


def restore(backup: Path, target: Path, passphrase: str | None = None, *, kit: RecoveryKit | None = None) -> Vault:
    """Copy a backup to another path and open it there as a new device.

    The backup is only read; its modes do not matter, for many drives have none. Where its database is older than its
    head, the anchors in the head are dropped: they speak of a later state.

    Args:
        backup: A copy of a vault's folder.
        target: Where the vault shall be; nothing may be there.
        passphrase: One of the two ways in, as of the backup's time.
        kit: The other; it is used where both are given.

    Returns:
        The open vault at the new path.

    Raises:
        VaultExists: Something is at the target already.
        VaultMissing, NotAVault, PlaintextDatabase, NewerVault: The backup is not what this version can open.
        VaultBusy: The backup is a vault that is open now.
        WrongPassphrase, WrongRecoveryKit, WeakParameters: No slot opens.
        VaultDamaged: The backup is not whole.
        DiskFull: There is no space; nothing is left behind.
    """
    backup, target = Path(backup).absolute(), Path(target).absolute()
    if os.path.lexists(target):
        raise VaultExists(f"{target.name} is there already")
    if not backup.is_dir():
        raise VaultMissing(f"there is no vault at {backup.name}")
    header = read_header(backup)
    check_file(backup)
    keys = header.open(passphrase, kit)
    with making(target) as (made, lock):
        with _still(backup):
            _copy(backup, made)
        _renew(made, header, keys)
    try:
        return Vault(open_with(target, lock, header, keys))
    except BaseException:
        lock.release()
        raise


@contextmanager
def _still(backup: Path) -> Iterator[None]:
    """Make sure that nobody writes to the backup meanwhile; a lock file is not made there, it may be read-only."""
    try:
        descriptor = os.open(backup / "lock", os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        yield
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise VaultBusy(f"{backup.name} is open now") from None
    finally:
        os.close(descriptor)


def _copy(backup: Path, made: Path) -> None:
    for name in _FILES:
        source = backup / name
        if source.is_file():
            with disk_errors(), source.open("rb") as old, _new_file(made / name) as new:
                shutil.copyfileobj(old, new, 1024 * 1024)
                new.flush()
                os.fsync(new.fileno())


def _new_file(path: Path) -> Any:  # noqa: ANN401  a binary file
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb")


def _renew(made: Path, header: Header, keys: Keys) -> None:
    """Check the copy and make it a new device's."""
    old = read_head(made, keys.root, header.vault)
    finish(check_file(made), keys.database)
    database = Database(check_file(made), keys.database)
    try:
        with database_errors():
            migrate(database.raw)
            seq, last = last_entry(database.raw, header.vault)
            reached = seq >= old.seq
            if seq != old.seq:
                check_tip(database.raw, header.vault, keys.root)
            verify(database.raw, header.vault, old if reached else replace(old, seq=seq, hash=last), deep=True)
            head = _next_head(database.raw, header, old, (seq, last), keep_anchors=reached)
            database.raw.execute("BEGIN IMMEDIATE")
            write_meta(database.raw, "device", head.device)
            write_meta(database.raw, "incarnation", head.incarnation.to_bytes(8, "big"))
            write_meta(database.raw, "head", head.basis.to_bytes(8, "big"))
            write_meta(database.raw, "tip", authenticate_tip(keys.root, header.vault, head))
            database.raw.execute("COMMIT")
    finally:
        database.close()
    prepare_head(made, head, keys.root, header.vault).install()


def _next_head(connection: Any, header: Header, old: Head, tail: tuple[int, bytes], *, keep_anchors: bool) -> Head:  # noqa: ANN401  sqlcipher3 has no types
    known = [int.from_bytes(read_meta(connection, name) or b"", "big") for name in ("head", "incarnation")]
    return Head(
        generation=max(old.generation, known[0]) + 1,
        basis=max(old.generation, known[0]) + 1,
        device=secrets.token_bytes(DEVICE_BYTES),
        incarnation=max(old.incarnation, known[1]) + 1,
        seq=tail[0],
        hash=tail[1],
        revision=header.revision,
        anchors=old.anchors if keep_anchors else (),
    )
