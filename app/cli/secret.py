"""Where passphrases and API keys come from: the terminal, a file descriptor or a private file.

Never the command line, which every process on the machine can read, and never the environment, which children inherit.
"""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

from keepmum.app.errors import NotConfirmed, UsageError
from keepmum.memory.errors import UnsafePermissions

_LONGEST = 64 * 1024  # bytes: more is a file that was named by mistake
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class Secret:
    """Where one secret is to be had.

    Attributes:
        what: How the person calls it, such as "passphrase".
        option: The option that names its source, without "-fd" and "-file".
        descriptor: An open file descriptor to read to its end; none for another source.
        file: A file that nobody else can read; none for another source.
    """

    what: str
    option: str
    descriptor: int | None = None
    file: Path | None = None

    @property
    def given(self) -> bool:
        """Whether an option names the source."""
        return self.descriptor is not None or self.file is not None

    def read(self, *, twice: bool = False) -> str:
        """Return the secret.

        Args:
            twice: At a terminal, have it typed twice, because it is new.

        Raises:
            UsageError: Two sources or none, or the source holds no secret.
            UnsafePermissions: Other users can read the file.
            NotConfirmed: The two typed ones differ.
        """
        if self.descriptor is not None and self.file is not None:
            raise UsageError(f"give {self.option}-fd or {self.option}-file, not both")
        if self.descriptor is not None:
            return self._checked(_read_descriptor(self.descriptor, self.option))
        if self.file is not None:
            return self._checked(_read_file(self.file, self.what, self.option))
        return self._typed(twice=twice)

    def _typed(self, *, twice: bool) -> str:
        if not has_terminal():
            raise UsageError(f"there is no terminal to type the {self.what} at; give {self.option}-fd N or {self.option}-file FILE")
        from getpass import getpass

        first = getpass(f"{self.what.capitalize()}: ")
        if twice and getpass(f"{self.what.capitalize()} again: ") != first:
            raise NotConfirmed(f"the two {self.what}s differ")
        return self._checked(first.encode("utf-8", "surrogateescape"))

    def _checked(self, data: bytes) -> str:
        """Return the secret without the line break that ends it."""
        if len(data) > _LONGEST:
            raise UsageError(f"the {self.what} is longer than {_LONGEST} bytes")
        try:
            text = data.decode()
        except UnicodeDecodeError:
            raise UsageError(f"the {self.what} is no UTF-8 text") from None
        text = text.removesuffix("\n").removesuffix("\r")
        if not text:
            raise UsageError(f"the {self.what} is empty")
        if "\n" in text:
            raise UsageError(f"the {self.what} has more than one line")
        return text


def has_terminal() -> bool:
    """Say whether a person sits at a terminal that can be asked without echo."""
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return sys.stdin is not None


def _read_descriptor(number: int, option: str) -> bytes:
    try:
        with os.fdopen(number, "rb", closefd=number > 2) as stream:
            return stream.read(_LONGEST + 1)
    except (OSError, ValueError):  # a negative number is a ValueError
        raise UsageError(f"{option}-fd: file descriptor {number} is not open for reading") from None


def _read_file(path: Path, what: str, option: str) -> bytes:
    try:
        with path.expanduser().open("rb") as stream:
            if os.fstat(stream.fileno()).st_mode & _OTHERS:
                raise UnsafePermissions(f"other users can read or write {path.name}, which holds the {what}")
            return stream.read(_LONGEST + 1)
    except OSError:  # the path is not repeated: it may be the secret itself, typed in the wrong place
        raise UsageError(f"{option}-file names no file that can be read; it takes a path, never the {what} itself") from None
