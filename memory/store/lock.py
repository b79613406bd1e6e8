"""One exclusive lock a vault: the operating system drops it when the process ends, however it ends."""

from __future__ import annotations

import fcntl
import os
import weakref
from pathlib import Path
from types import TracebackType
from typing import Self

from keepmum.memory.errors import VaultBusy
from keepmum.memory.store.files import FILE_MODE, disk_errors


class Lock:
    """An exclusive `flock` on the file `lock` in the vault's folder, held from the start until `release`."""

    def __init__(self, folder: Path) -> None:
        """Take the lock, without waiting.

        Raises:
            VaultBusy: Another process, or another object in this one, holds it.
            VaultUnwritable: The file cannot be made, or the drive has no locks.
        """
        with disk_errors():
            # not inheritable (PEP 446): a child process cannot keep the vault locked after its parent's end
            descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, FILE_MODE)
        self._close = weakref.finalize(self, os.close, descriptor)  # at `release`, or when nobody has this lock any more
        try:
            with disk_errors():
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.release()
            raise VaultBusy(f"{folder.name} is open in another process") from None
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """Give the lock back; a second call does nothing."""
        self._close()

    def __enter__(self) -> Self:
        """Return the held lock."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Give the lock back."""
        self.release()
