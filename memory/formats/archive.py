"""The chats inside a zip export. Nothing is ever unpacked to a disk, and no path in the archive is used."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from keepmum.memory.errors import ImportFailed, OversizedExport, TruncatedExport, UnknownFormat
from keepmum.memory.formats.text import MAX_BYTES

MAX_ENTRIES = 100_000
MAX_INFLATED = 512 * 1024 * 1024  # bytes of all chats together
MAX_RATIO = 200  # inflated to packed; text packs about 4 : 1
MAX_DIRECTORY = 32 * 1024 * 1024  # bytes of the table of contents, which is read at once
SMALL = 1024 * 1024  # bytes; below this the ratio does not matter

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, struct.error, OSError, ValueError, OverflowError, IndexError, KeyError)


@dataclass(frozen=True, slots=True)
class Chat:
    """The text of one chat in an archive.

    Attributes:
        name: The file's own name, without any folder.
        data: Its bytes.
    """

    name: str = field(repr=False)
    data: bytes = field(repr=False)


def is_chat_name(name: str) -> bool:
    """Say whether a file of this name is the text of a chat: ``_chat.txt``, or a ``.txt`` with "WhatsApp" in its name."""
    lowered = name.lower()
    return lowered == "_chat.txt" or (lowered.endswith(".txt") and "whatsapp" in lowered and not lowered.startswith("."))


def chats(path: Path) -> Iterator[Chat]:
    """Yield every chat in the archive, one at a time.

    Raises:
        UnknownFormat: There is no chat in it, or it is encrypted, or packed in an unknown way.
        TruncatedExport: It ends in the middle, or its bytes do not match their checksum.
        OversizedExport: It is past a limit: 100,000 entries, 64 MiB of one chat, 512 MiB of all, 200 times its packed size.
    """
    try:
        _check_directory(path)
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES:
                raise OversizedExport(f"the archive has more than {MAX_ENTRIES} entries", path)
            wanted = [entry for entry in entries if "\0" not in entry.orig_filename and is_chat_name(_last(entry.orig_filename))]
            if not wanted:
                raise UnknownFormat("there is no WhatsApp chat in this archive", path)
            left = MAX_INFLATED
            for entry in wanted:
                data = _inflate(archive, entry, path, min(left, MAX_BYTES))
                left -= len(data)
                yield Chat(_last(entry.orig_filename), data)
    except ImportFailed:
        raise
    except RuntimeError:
        raise UnknownFormat("the archive is encrypted, or packed in a way that keepmum does not read", path) from None
    except _BROKEN:
        raise TruncatedExport("the archive is cut or damaged", path) from None


def _last(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1]


def _check_directory(path: Path) -> None:
    """Refuse a table of contents that is too large, before anything reads it (APPNOTE 6.3.10, section 4.3.16)."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 65_557))  # the end record and the longest comment
        tail = file.read(65_557)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22:
        raise TruncatedExport("the archive has no end: it was cut", path)
    (length,) = struct.unpack_from("<L", tail, at + 12)
    if length > MAX_DIRECTORY:
        raise OversizedExport("the archive's table of contents is too large", path)


def _inflate(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path, limit: int) -> bytes:
    if entry.file_size > limit:
        raise OversizedExport("a chat in the archive is too large", path)
    if entry.file_size > SMALL and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        raise OversizedExport(f"a chat in the archive unpacks to more than {MAX_RATIO} times its size", path)
    with archive.open(entry) as file:
        return file.read()  # never more than the table of contents says; a lie fails the checksum
