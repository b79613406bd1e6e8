"""Zip exports: only the chats are read, and no path is used."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

from keepmum.memory.errors import ImportFailed, OversizedExport, TruncatedExport, UnknownFormat
from keepmum.memory.formats import archive
from keepmum.memory.formats.interface import ReadOptions
from keepmum.memory.formats.whatsapp import WhatsApp
from keepmum.memory.record import Record

CHAT = b"13/01/24, 09:00 - Mei: hi\n13/01/24, 09:01 - Ann: hello\n"


def _zip(*entries: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as file:
        for name, data in entries:
            file.writestr(name, data)
    return held.getvalue()


def _threads(path: Path) -> list[str]:
    return list(dict.fromkeys(item.thread for item in WhatsApp().read(path, ReadOptions()) if isinstance(item, Record)))


@pytest.mark.parametrize(
    ("name", "inside", "thread"),
    [
        ("WhatsApp Chat - Mei.zip", "_chat.txt", "Mei"),
        ("export.zip", "WhatsApp Chat with Mei.txt", "Mei"),
        ("与Mei的WhatsApp聊天.zip", "_chat.txt", "Mei"),
        ("export.zip", "_chat.txt", "Ann, Mei"),
        ("export.zip", "../../../etc/_chat.txt", "Ann, Mei"),
        ("export.zip", "C:\\Windows\\_chat.txt", "Ann, Mei"),
    ],
)
def test_names(write, name: str, inside: str, thread: str) -> None:
    """The chat takes its own file's name, else the archive's, else its people's; folders inside mean nothing."""
    path = write(name, _zip((inside, CHAT), ("IMG-1.jpg", b"\xff\xd8"), ("notes.txt", b"no chat")))
    assert _threads(path) == [thread]
    assert sorted(p.name for p in path.parent.iterdir()) == [name]


def test_several_chats(write) -> None:
    """An archive of several chats gives them all."""
    path = write("all.zip", _zip(("WhatsApp Chat with Mei.txt", CHAT), ("WhatsApp Chat with Bob.txt", CHAT)))
    assert _threads(path) == ["Mei", "Bob"]


def _lying(size: int) -> bytes:
    """Return an archive whose table of contents gives its chat another inflated size."""
    data = bytearray(_zip(("_chat.txt", CHAT)))
    at = data.rfind(b"PK\x01\x02")
    struct.pack_into("<L", data, at + 24, size)
    return bytes(data)


def _encrypted() -> bytes:
    data = bytearray(_zip(("_chat.txt", CHAT)))
    at = data.rfind(b"PK\x01\x02")
    data[at + 8] |= 1
    data[6] |= 1
    return bytes(data)


def _unknown_method() -> bytes:
    data = bytearray(_zip(("_chat.txt", CHAT)))
    at = data.rfind(b"PK\x01\x02")
    data[at + 10] = data[8] = 77
    return bytes(data)


def _nul() -> bytes:
    return _zip(("_chat.txtX.jpg", CHAT)).replace(b"_chat.txtX.jpg", b"_chat.txt\0.jpg")


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (_zip(("IMG.jpg", b"x")), UnknownFormat),
        (_zip(("__MACOSX/._chat.txt", CHAT)), UnknownFormat),
        (_nul(), UnknownFormat),
        (_encrypted(), UnknownFormat),
        (_unknown_method(), UnknownFormat),
        (_zip(("_chat.txt", CHAT))[:-30], TruncatedExport),
        (_zip(("_chat.txt", CHAT))[:40], TruncatedExport),
        (_zip(("_chat.txt", CHAT), method=zipfile.ZIP_STORED).replace(b"hello", b"hullo"), TruncatedExport),
        (_lying(200 * 1024**2), OversizedExport),
        (_lying(10), TruncatedExport),
        (_zip(("_chat.txt", b"0" * (2 * 1024**2))), OversizedExport),
    ],
)
def test_bad_archives(write, data: bytes, error: type[ImportFailed]) -> None:
    """A cut, encrypted, lying or exploding archive, and one without a chat, each have their own error."""
    with pytest.raises(error) as caught:
        _threads(write("WhatsApp Chat - Mei.zip", data))
    assert type(caught.value) is error


def test_too_many_entries(write, monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive of more entries than the limit is refused; so is a table of contents too large to be read at once."""
    path = write("a.zip", _zip(("_chat.txt", CHAT), ("b", b""), ("c", b"")))
    monkeypatch.setattr(archive, "MAX_ENTRIES", 2)
    with pytest.raises(OversizedExport):
        list(archive.chats(path))
    monkeypatch.setattr(archive, "MAX_DIRECTORY", 10)
    with pytest.raises(OversizedExport):
        list(archive.chats(path))
