"""Making a vault's folder: under another name beside its place, complete before anybody sees it under its own."""

from __future__ import annotations

import errno
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from keepmum.memory.errors import KeepmumError, VaultExists, VaultUnwritable
from keepmum.memory.store.files import check_private, disk_errors, sync_folder
from keepmum.memory.store.lock import Lock

_FILES = frozenset(
    {
        "vault.json",
        "vault.json.new",
        "vault.head",
        "vault.head.new",
        "vault.scrub",
        "vault.scrub.new",
        "vault.db",
        "vault.db-wal",
        "vault.db-journal",
        "vault.db-shm",
        "lock",
    }
)
_FRESH_S = 60  # between making a folder and locking it lies less than a moment


@contextmanager
def making(folder: Path) -> Iterator[tuple[Path, Lock]]:
    """Give a temporary folder to fill, and its place at the end of the block; what failed leaves nothing behind.

    What a killed making of the same vault left is cleared away first: after a restore it may be a whole copy.

    Args:
        folder: The place; nothing may be there.

    Yields:
        The temporary folder, and its lock, which is held and goes with it to its place.

    Raises:
        VaultExists: Something is at the place, or came there meanwhile.
        DiskFull: There is no space.
    """
    with disk_errors():
        try:
            folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except FileExistsError:
            raise VaultUnwritable(f"{folder.parent.name} is no folder") from None
        _clear_away(folder)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))  # mode 0700
    lock: Lock | None = None
    try:
        lock = Lock(made)
        yield made, lock
        _put_in_place(made, folder)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        if lock is not None:
            lock.release()
        raise


def _put_in_place(made: Path, folder: Path) -> None:
    if os.path.lexists(folder):  # rename would quietly replace an empty folder
        raise VaultExists(f"{folder.name} is there already")
    with disk_errors():
        try:
            made.rename(folder)
        except OSError as error:
            if error.errno not in {errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR}:
                raise
            raise VaultExists(f"{folder.name} came there meanwhile") from None
        sync_folder(folder.parent)


def _clear_away(folder: Path) -> None:
    """Remove the temporary folders of earlier makings of this vault that nobody holds any more."""
    pattern = re.compile(rf"\.{re.escape(folder.name)}-[a-z0-9_]{{8}}")  # as mkdtemp makes them
    for entry in os.scandir(folder.parent):
        if pattern.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False):
            with suppress(OSError, KeepmumError):  # not ours, held, or not empty: it stays
                _remove(Path(entry.path))


def _remove(made: Path) -> None:
    check_private(made)
    names = {entry.name for entry in os.scandir(made)}
    if not names <= _FILES or (not names and time.time() - made.stat().st_mtime < _FRESH_S):
        return
    if names:
        with Lock(made):
            for name in names | {"lock"}:
                (made / name).unlink(missing_ok=True)
    made.rmdir()
