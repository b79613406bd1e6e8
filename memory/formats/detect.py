"""From a path to records: which reader, for a file or for a folder full of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from keepmum.memory.errors import EmptyExport, FileUnreadable, ImportFailed, OversizedExport, UnknownFormat
from keepmum.memory.formats.interface import Item, Problem, Reader, ReadOptions, Skipped
from keepmum.memory.formats.memo import Memo
from keepmum.memory.formats.text import is_plain_file, readable
from keepmum.memory.formats.transcript import Transcript
from keepmum.memory.formats.vcard import VCard
from keepmum.memory.formats.whatsapp import WhatsApp
from keepmum.memory.record import Record

HEAD = 64 * 1024  # bytes that a reader may look at to know its format
MAX_FILES = 100_000  # in one folder and those below it
MAX_DEPTH = 64  # folders in folders
MAX_PROBLEMS = 1_000  # that are told of one file; the others are counted

_READERS: tuple[Reader, ...] = (WhatsApp(), Transcript(), VCard(), Memo())  # the surest first; any text ending is a memo at last


def reader_for(path: Path) -> Reader:
    """Return the reader for this file, by what it holds and how it is called.

    Raises:
        UnknownFormat: No reader knows it.
        FileUnreadable: There is no such file, or it may not be read.
        EmptyExport: It has no bytes.
    """
    if not is_plain_file(path):
        raise FileUnreadable("there is no file here that can be read", path)
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError:
        raise FileUnreadable("there is no file here that can be read", path) from None
    if not head:
        raise EmptyExport("the file has no bytes", path)
    for reader in _READERS:
        if reader.recognises(path, head):
            return reader
    raise UnknownFormat("no reader knows this file", path)


def read_path(path: Path, options: ReadOptions | None = None) -> Iterator[Item]:
    """Yield what is in a file, or in all files of a folder and the folders in it, in the order of their names.

    In a folder, a file that cannot be read becomes a `Problem`, one of an unknown format a `Skipped`, and the others are read.
    Hidden files are left out without a word; links are not followed.

    Args:
        path: The file or folder.
        options: What the person knows about the files.

    Raises:
        UnknownFormat: No reader knows the file.
        EmptyExport: There is no record in it.
        WrongEncoding: Its bytes are no text.
        TruncatedExport: It ends in the middle.
        OversizedExport: It is past a limit.
    """
    options = options if options is not None else ReadOptions()
    is_folder = path.is_dir()
    records = 0
    first: Problem | None = None
    for item in _read_folder(path, options) if is_folder else _read_file(path, options):
        records += isinstance(item, Record)
        first = first if first is not None or not isinstance(item, Problem) else item
        yield item
    if not records and first is None:
        raise EmptyExport("there is no record in it", path)
    if first is not None and not records and not is_folder:  # a folder's problems are told one by one
        raise EmptyExport(f"there is no record in it; the first problem: {first.reason}", path, first.line)


def _read_file(path: Path, options: ReadOptions) -> Iterator[Item]:
    """Yield what is in one file; what a hostile file has to complain about stays short."""
    problems = 0
    for item in reader_for(path).read(path, options):
        problems += isinstance(item, Problem)
        if problems <= MAX_PROBLEMS or not isinstance(item, Problem):
            yield item
    if problems > MAX_PROBLEMS:
        yield Problem(path.name, None, f"{problems - MAX_PROBLEMS} more problems in this file")


def _read_folder(folder: Path, options: ReadOptions) -> Iterator[Item]:
    for count, path in enumerate(_files(folder), 1):
        if count > MAX_FILES:
            raise OversizedExport(f"the folder has more than {MAX_FILES} files", folder)
        if isinstance(path, Problem):
            yield path
            continue
        try:
            yield from _read_file(path, replace(options, folder=readable(path.parent.resolve().name)))
        except UnknownFormat as error:
            yield Skipped(path.name, error.line, "no reader knows this file")
        except ImportFailed as error:
            yield Problem(path.name, error.line, f"the file could not be read: {type(error).__name__}")


def _files(folder: Path) -> Iterator[Path | Problem]:
    """Yield the files below ``folder``, sorted, without following links; a folder too deep or unreadable is a problem."""
    waiting = [(folder, 0)]  # the next one last
    while waiting:
        path, depth = waiting.pop()
        if depth and not path.is_dir():
            yield path
            continue
        try:
            entries = sorted(path.iterdir(), reverse=True) if depth < MAX_DEPTH else None
        except OSError:
            entries = None
        if entries is None:
            yield Problem(path.name, None, f"the folder cannot be read, or lies deeper than {MAX_DEPTH}")
            continue
        waiting += [(entry, depth + 1) for entry in entries if not entry.name.startswith(".") and not entry.is_symlink()]
