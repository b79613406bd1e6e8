"""Files that a command makes for the person: new, theirs alone, whole or not there."""

from __future__ import annotations

from pathlib import Path

from keepmum.app.errors import UsageError
from keepmum.memory.errors import VaultExists
from keepmum.memory.store.files import write_new


def write_result(file: Path, data: bytes) -> None:
    """Write a result to a new file that only this user can read.

    Raises:
        VaultExists: Something is there already; it stays as it is.
        UsageError: Its folder is not there.
        DiskFull, VaultUnwritable: The disk does not take it.
    """
    try:
        write_new(file.expanduser(), data)
    except FileExistsError:
        raise VaultExists(f"{file.name} is there already; nothing was written") from None
    except FileNotFoundError:
        raise UsageError(f"the folder of {file.name} is not there") from None


def text_in(file: Path) -> str:
    """Return the text of a file that the person named.

    Raises:
        UsageError: It cannot be read, or is no UTF-8.
    """
    try:
        return file.expanduser().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{file.name} cannot be read as UTF-8 text") from None
