"""From bytes on a disk to lines of text, within limits and without guessing an encoding."""

from __future__ import annotations

import codecs
import contextlib
import stat
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from keepmum.memory.errors import FileUnreadable, OversizedExport, WrongEncoding
from keepmum.memory.formats.interface import FIRST_YEAR, LAST_YEAR, Problem
from keepmum.memory.record import MAX_TEXT

MAX_BYTES = 64 * 1024 * 1024  # of one text file; a chat of 40,000 messages is about 5 MiB
MAX_LINE = MAX_TEXT  # characters; a longer line is no line that a person wrote
MAX_LINES = 2_000_000  # of one text file: a line costs some 60 bytes of memory, however short it is

_MARKS = (  # the longest first: a UTF-32 mark begins with a UTF-16 one
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text.

    Attributes:
        lines: Its lines, without their ends; line 1 is the first.
        cut: Says that the file ends inside a character, where it does.
    """

    lines: list[str] = field(repr=False)
    cut: Problem | None = None


def load(path: Path, limit: int = MAX_BYTES) -> bytes:
    """Return the file's bytes.

    Raises:
        FileUnreadable: There is no readable file at this path.
        OversizedExport: It has more than ``limit`` bytes.
    """
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except (OSError, ValueError):  # ValueError: a NUL in the name
        raise FileUnreadable("there is no file here that can be read", path) from None
    if len(data) > limit:
        raise OversizedExport(f"the file is larger than {limit // 1024**2} MiB", path)
    return data


def modified(path: Path, zone: tzinfo | None) -> datetime:
    """Return when the file was last changed; the start of 1970 where the disk does not say or says nonsense."""
    moment = datetime(1970, 1, 1, tzinfo=UTC)
    with contextlib.suppress(OSError, OverflowError, ValueError):
        stated = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        moment = stated if FIRST_YEAR < stated.year < LAST_YEAR else moment
    return moment.astimezone(zone)


def readable(name: str) -> str:
    """Return a file's name as text: bytes in it that are no UTF-8 (PEP 383) become U+FFFD, because no record can keep them."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def is_plain_file(path: Path) -> bool:
    """Say whether the path is a regular file, and no pipe or device that could block for ever."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except (OSError, ValueError):
        return False


def encoding_of(data: bytes) -> tuple[str, int]:
    """Return the encoding that the byte order mark names, and the mark's length; UTF-8 and 0 without one."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name, len(mark)
    return "utf-8", 0


def decode(data: bytes, path: Path) -> Text:
    """Return the text of ``data``: UTF-8, or what its byte order mark says.

    A file that was cut inside its last character keeps all that is whole.

    Args:
        data: The file's bytes.
        path: The file, for messages only.

    Raises:
        WrongEncoding: The bytes are not text in that encoding, or hold a NUL.
        OversizedExport: A line has more than 1,000,000 characters, or there are more than 2,000,000 lines.
    """
    encoding, start = encoding_of(data)
    cut = False
    try:
        text = data[start:].decode(encoding)
    except UnicodeDecodeError as error:
        text = data[start : start + error.start].decode(encoding)
        if not _is_begun(data[start + error.start :], encoding):
            raise WrongEncoding(f"the bytes here are no {encoding} text", path, _count(text)) from None
        cut = True
    if "\0" in text:
        raise WrongEncoding("a NUL byte stands here: this is no text", path, _count(text[: text.index("\0")]))
    check_lines(text, path)
    lines = split(text)
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_LINE:
            raise OversizedExport(f"a line has more than {MAX_LINE} characters", path, number)
    return Text(lines, Problem(path.name, len(lines), "the file ends inside a character: the end is missing") if cut else None)


def check_lines(text: str, path: Path) -> None:
    """Refuse a text of too many lines, before it is cut into them.

    Raises:
        OversizedExport: There are more than 2,000,000.
    """
    if max(text.count("\n"), text.count("\r")) >= MAX_LINES:
        raise OversizedExport(f"the file has more than {MAX_LINES} lines", path)


def split(text: str) -> list[str]:
    """Return the lines of ``text``; they end with LF or CR LF, and with a lone CR only where the text has no LF at all."""
    text = text.replace("\r\n", "\n")
    if "\n" not in text:
        text = text.replace("\r", "\n")
    return text.split("\n")


def is_blank(text: Text) -> bool:
    """Say whether there is nothing but white space."""
    return not any(line.strip() for line in text.lines)


def _count(before: str) -> int:
    """Return the number of the line that follows on ``before``."""
    return len(split(before))


def _is_begun(rest: bytes, encoding: str) -> bool:
    """Say whether ``rest`` is the beginning of one character."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        return decoder.decode(rest) == ""  # no character yet, and no error: it waits for more
    except UnicodeDecodeError:
        return False
