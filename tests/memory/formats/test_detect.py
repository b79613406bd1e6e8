"""From a path to records."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from keepmum.memory.errors import EmptyExport, FileUnreadable, ImportFailed, OversizedExport, UnknownFormat, WrongEncoding
from keepmum.memory.formats import detect
from keepmum.memory.formats.detect import read_path, reader_for
from keepmum.memory.formats.interface import Problem, Skipped
from keepmum.memory.record import Record

CHAT = "13/01/24, 09:00 - Mei: hi\n"
CARD = "BEGIN:VCARD\nFN:Mei\nEND:VCARD\n"
VTT = "WEBVTT\n\n00:00.000 --> 00:01.000\nhi\n"
SRT = "1\n00:00:00,000 --> 00:00:01,000\nhi\n"


@pytest.mark.parametrize(
    ("name", "content", "reader"),
    [
        ("anything.txt", CHAT, "whatsapp"),
        ("a.txt", "\ufeff\n" + CHAT, "whatsapp"),
        ("a.txt", CHAT.encode("utf-16"), "whatsapp"),
        ("a.md", CHAT, "memo"),
        ("a.zip", b"PK\x03\x04 and more", "whatsapp"),
        ("a.vcf", CARD, "contacts"),
        ("a.txt", CARD, "contacts"),
        ("a.VTT", VTT, "transcript"),
        ("a.txt", VTT, "transcript"),
        ("a.srt", SRT, "transcript"),
        ("a.txt", SRT, "transcript"),
        ("a.txt", "dear diary", "memo"),
        ("a.markdown", "dear diary", "memo"),
        ("a.txt", "met Mei on 13/01/24, 09:00 - she was late", "memo"),
    ],
)
def test_which_reader(write, name: str, content: str | bytes, reader: str) -> None:
    """What a file holds decides before how it is called; any other text is a memo."""
    assert reader_for(write(name, content)).name == reader


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("a.jpg", b"\xff\xd8\xff\xe0", UnknownFormat),
        ("a.docx", b"PK\x03\x04 and more", UnknownFormat),
        ("a.json", b"{}", UnknownFormat),
        ("a", b"text", UnknownFormat),
        ("a.txt", b"", EmptyExport),
        ("a.txt", b"\x00\x01\x02\xff", WrongEncoding),
        ("a.vtt", b"WEBVTT\n", EmptyExport),
        ("a.srt", b"words\n", EmptyExport),
        ("a.txt", b"13/01/24, 09:00 - Messages and calls are end-to-end encrypted.\n", EmptyExport),
    ],
)
def test_bad_files(write, name: str, content: bytes, error: type[ImportFailed]) -> None:
    """Binary and foreign files are unknown, and a file that yields no record is empty."""
    with pytest.raises(error) as caught:
        list(read_path(write(name, content)))
    assert type(caught.value) is error


def test_no_file(tmp_path: Path) -> None:
    """What is missing, or could block for ever, is not opened."""
    os.mkfifo(tmp_path / "pipe.txt")
    for path in (tmp_path / "none.txt", tmp_path / "pipe.txt", Path("/dev/zero")):
        with pytest.raises(FileUnreadable):
            list(read_path(path))


def test_a_folder(write, tmp_path: Path) -> None:
    """Files come in the order of names; hidden ones and links are left out, bad ones named; memos take their folder's name."""
    write("in/b.md", "a memo")
    write("in/Trips/plan.md", "to the sea")
    write("in/a.vcf", CARD)
    write("in/WhatsApp Chat with Mei.txt", CHAT)
    write("in/bad.txt", b"caf\xe9 au lait")
    write("in/photo.jpg", b"\xff\xd8")
    write("in/.hidden.md", "secret")
    write("in/.git/x.md", "secret")
    write("out/c.md", "elsewhere")
    (tmp_path / "in" / "link.md").symlink_to(tmp_path / "out" / "c.md")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    items = list(read_path(tmp_path / "in"))
    assert [(item.kind, item.thread) for item in items if isinstance(item, Record)] == [
        ("memo", "Trips"),
        ("message", "Mei"),
        ("contact", "contacts"),
        ("memo", "in"),
    ]
    assert [(item.name, item.line) for item in items if isinstance(item, Problem)] == [("bad.txt", 1)]
    assert [item.name for item in items if isinstance(item, Skipped)] == ["photo.jpg"]


def test_an_empty_folder(tmp_path: Path) -> None:
    """A folder without a record is empty, as a file is."""
    with pytest.raises(EmptyExport):
        list(read_path(tmp_path))


def test_a_folder_of_problems(write, tmp_path: Path) -> None:
    """A folder in which everything is wrong tells each problem; a file in which everything is tells the first in its error."""
    write("a.txt", b"caf\xe9 au lait")
    write("b.srt", b"words\n")
    assert [(item.name, item.line) for item in read_path(tmp_path) if isinstance(item, Problem)] == [("a.txt", 1), ("b.srt", 1)]
    with pytest.raises(EmptyExport, match="without a time") as caught:
        list(read_path(tmp_path / "b.srt"))
    assert caught.value.line == 1


def test_a_deep_folder(write, tmp_path: Path) -> None:
    """Folders deeper than the limit are a problem, not a crash."""
    write("/".join("a" * 70) + "/x.md", "far down")
    write("b.md", "here")
    items = list(read_path(tmp_path))
    assert [type(item) for item in items] == [Problem, Record]


def test_too_many_files(write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of more files than the limit is refused."""
    for number in range(3):
        write(f"{number}.md", "a memo")
    monkeypatch.setattr(detect, "MAX_FILES", 2)
    with pytest.raises(OversizedExport):
        list(read_path(tmp_path))


def test_nothing_private_in_a_repr(write) -> None:
    """Neither problems nor skips show a file's name when they are printed by accident."""
    items = list(read_path(write("WhatsApp Chat with Mei.txt", "03/04/24, 09:00 - You were added\n03/04/24, 09:00 - Mei: hi\n")))
    assert len(items) == 3
    assert "Mei" not in repr(items)


def test_a_recovery_kit_is_no_memo(write, tmp_path: Path) -> None:
    """A kit beside other files is left out: it must not lie in the vault that it opens. A memo that quotes one is a memo."""
    key = "AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ"
    kit = write("kit.txt", f"# keepmum recovery kit\n# public name: age1qqq\n{key}\n")
    write("memo.txt", f"the key is\n{key}\n")
    with pytest.raises(UnknownFormat):
        reader_for(kit)
    items = list(read_path(tmp_path))
    assert [type(item) for item in items] == [Skipped, Record]
    assert key not in repr(items)
