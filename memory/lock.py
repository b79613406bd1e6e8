"""One exclusive lock a vault: the operating system drops it when the process ends, however it ends."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from keepmum.memory.errors import VaultBusy
from keepmum.memory.files import FILE_MODE, disk_errors


class Lock:
    """An exclusive `flock` on the file `lock` in the vault's folder, held from the start until `release`."""

    def __init__(self, folder: Path) -> None:
        """Take the lock, without waiting.

        Raises:
            VaultBusy: Another process, or another object in this one, holds it.
        """
        with disk_errors():
            # not inheritable (PEP 446): a child process cannot keep the vault locked after its parent's end
            self._descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, FILE_MODE)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._descriptor)
            raise VaultBusy(f"{folder.name} is open in another process") from None

    def release(self) -> None:
        """Give the lock back; a second call does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __enter__(self) -> Self:
        """Return the held lock."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Give the lock back."""
        self.release()
