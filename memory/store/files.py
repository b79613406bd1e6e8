"""Writing small files so that they are whole or not there, and keeping other users out of them."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from keepmum.memory.errors import DiskFull, NotAVault, UnsafePermissions, VaultMissing, VaultUnwritable

FILE_MODE = 0o600
FOLDER_MODE = 0o700
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_REFUSED = frozenset(
    {errno.EACCES, errno.EPERM, errno.EROFS, errno.EIO, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP}
    | {errno.ENOLCK, errno.EOPNOTSUPP}  # a network drive without locks
)


@contextmanager
def disk_errors() -> Iterator[None]:
    """Turn what the operating system says of a disk into keepmum's own errors.

    Raises:
        DiskFull: The disk, or the user's share of it, is full.
        VaultUnwritable: It does not let this user write there, or it fails.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFull("the disk is full") from None
        if error.errno not in _REFUSED:
            raise
        raise VaultUnwritable(f"the vault's place cannot be written ({os.strerror(error.errno or 0)})") from None


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Prepared:
    """New content of a file, durable beside it under another name, waiting to take its place."""

    def __init__(self, path: Path, data: bytes) -> None:
        """Write the content to `NAME.new` and wait until the disk has it.

        Raises:
            DiskFull: There is no space; nothing is left behind.
        """
        self._path = path
        self._new = path.with_name(path.name + ".new")
        try:
            with disk_errors():
                descriptor = os.open(self._new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, FILE_MODE)
                with os.fdopen(descriptor, "wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
        except BaseException:
            self.discard()
            raise

    def install(self) -> None:
        """Put the content in its place, durably; a reader sees the old bytes or the new, never a part."""
        with disk_errors():
            self._new.replace(self._path)
            sync_folder(self._path.parent)

    def discard(self) -> None:
        """Drop the content; the old stays."""
        self._new.unlink(missing_ok=True)


def write_atomically(path: Path, data: bytes) -> None:
    """Replace a file's content, durably and as a whole.

    Raises:
        DiskFull: There is no space; the old content stays.
    """
    Prepared(path, data).install()


def write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet, durably and for this user only; where that fails, nothing is left.

    Raises:
        FileExistsError: Something is there.
        FileNotFoundError: Its folder is not there.
        DiskFull, VaultUnwritable: The disk does not take it.
    """
    with disk_errors():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, FILE_MODE)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def check_private(folder: Path) -> None:
    """Refuse a vault folder that other users can reach, or that holds anything but plain files.

    Raises:
        VaultMissing: There is nothing at the path, or it cannot be entered.
        NotAVault: It is no folder, or it holds a link where a file should be.
        UnsafePermissions: The folder or a file in it gives rights to others, or belongs to another user.
    """
    try:
        about = folder.stat()
        entries = list(os.scandir(folder)) if stat.S_ISDIR(about.st_mode) else []
    except FileNotFoundError:
        raise VaultMissing(f"there is no vault at {folder.name}") from None
    except OSError:  # no right to enter, a file where a folder should be, a link that leads to itself
        raise VaultMissing(f"{folder.name} cannot be entered") from None
    if not stat.S_ISDIR(about.st_mode):
        raise NotAVault(f"{folder.name} is no folder")
    _check_rights(folder.name, about)
    for entry in entries:
        if entry.name.startswith("vault.") or entry.name == "lock":
            if not entry.is_file(follow_symlinks=False):
                raise NotAVault(f"{entry.name} is no plain file")
            _check_rights(entry.name, entry.stat(follow_symlinks=False))


def _check_rights(name: str, about: os.stat_result) -> None:
    if about.st_mode & _OTHERS:
        raise UnsafePermissions(f"{name} can be reached by other users")
    if about.st_uid not in {os.geteuid(), 0} and os.geteuid() != 0:  # root reaches everything anyway
        raise UnsafePermissions(f"{name} belongs to another user")


def read_small(path: Path, limit: int) -> bytes:
    """Read a file that must be small.

    Args:
        path: The file.
        limit: The most bytes that it may have.

    Raises:
        NotAVault: It is not there, or larger.
    """
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError:
        raise NotAVault(f"{path.name} is not there, or cannot be read") from None
    if len(data) > limit:
        raise NotAVault(f"{path.name} is too large")
    return data
