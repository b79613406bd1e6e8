"""Files that a command makes for the person: new, theirs alone, whole or not there."""

from __future__ import annotations

import os
import stat
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
        error = VaultExists(f"{file.name} is there already; nothing was written")
        error.hint = "Name another file: what is there is never replaced."
        raise error from None
    except FileNotFoundError:
        raise UsageError(f"the folder of {file.name} is not there") from None


def text_in(file: Path) -> str:
    """Return the text of a file that the person named.

    Raises:
        UsageError: It cannot be read, would be waited for, or is no UTF-8.
    """
    refuse_waiting(file)
    try:
        return file.expanduser().read_text(encoding="utf-8-sig")  # some editors begin a file with a byte order mark
    except UnicodeDecodeError:
        raise UsageError(f"{file.name} is no UTF-8 text") from None
    except (OSError, ValueError) as error:
        raise unreadable(file, error) from None


def refuse_waiting(file: Path) -> None:
    """Refuse a named pipe, socket or device, which might never end; what the shell hands over as /dev/stdin or /dev/fd/N is read.

    Raises:
        UsageError: It is one of them.
    """
    named = file.expanduser()
    if named.parent == Path("/dev/fd") or named == Path("/dev/stdin"):
        return
    try:
        mode = named.stat().st_mode
    except (OSError, ValueError):
        return  # reading it gives the reason
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise UsageError(f"{file.name} is a pipe, a socket or a device: only regular files are read")


def unreadable(file: Path, error: OSError | ValueError) -> UsageError:
    """Return the error of a file that the person named and that cannot be read, with the system's reason."""
    reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else "no file can have this name"
    return UsageError(f"{file.name or 'the file'} cannot be read: {reason}")
