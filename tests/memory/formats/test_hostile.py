"""Files that are made to hurt: too long, too many, nested. Records, problems or an `ImportFailed`, in bounded time and memory."""

from __future__ import annotations

import io
import os
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from keepmum.memory.errors import ImportFailed, OversizedExport, UnknownFormat, WrongEncoding
from keepmum.memory.formats import detect, text
from keepmum.memory.formats.detect import read_path
from keepmum.memory.formats.interface import Item, Problem
from keepmum.memory.record import MAX_NAMES, MAX_TEXT, Record

HEAD = "20/01/24, 09:00 - Mei: hi\n"
CARD = "BEGIN:VCARD\nVERSION:3.0\nFN:Mei\n{}\nEND:VCARD\n"
LONG = ("x" * 50 + "\n") * 40_000  # two million characters over many lines
CUE = "WEBVTT\n\n00:01.000 --> 00:02.000\n"


def _items(path: Path) -> list[Item]:
    return list(read_path(path))


def _records(path: Path) -> list[Record]:
    return [item for item in _items(path) if isinstance(item, Record)]


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("long message.txt", f"{HEAD}20/01/24, 09:01 - Mei: {LONG}{HEAD}", 2),
        ("long caption.txt", f"{HEAD}20/01/24, 09:01 - Mei: a.jpg (file attached)\n{LONG}{HEAD}", 2),
        ("long cue.vtt", f"{CUE}{LONG}\n00:03.000 --> 00:04.000\nhi\n", 1),
    ],
)
def test_a_text_of_two_million_characters(write, name: str, content: str, kept: int) -> None:
    """One message or cue too long for a record is a problem by its line, and the rest is kept."""
    items = _items(write(name, content))
    assert sum(isinstance(item, Record) for item in items) == kept
    assert any(isinstance(item, Problem) and "1000000 characters" in item.reason and item.line for item in items)


def test_a_memo_of_two_megabytes(write) -> None:
    """A long memo becomes many records of one thread, and no word of it is lost."""
    words = [f"word{number}" for number in range(200_000)]
    lines = (" ".join(words[at : at + 5_000]) for at in range(0, len(words), 5_000))
    records = _records(write("memo.md", "\n".join(lines)))
    assert [word for record in records for word in record.text.removeprefix("memo\n\n").split()] == words
    assert max(len(record.text) for record in records) <= 4_000


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("chat.txt", f"{HEAD}20/01/24, 09:01 - Mei: {'x' * 2_000_000}\n"),
        ("memo.md", "x" * 2_000_000),
        ("call.vtt", CUE + "<v A>hi" * 200_000),
    ],
)
def test_a_line_of_two_million_characters(write, name: str, content: str) -> None:
    """A line that long is no person's: the file is refused, by line."""
    with pytest.raises(OversizedExport) as caught:
        _items(write(name, content))
    assert caught.value.line is not None


@pytest.mark.parametrize(
    "lines",
    [
        "\n".join(f"TEL:+65 8123 {number:06d}" for number in range(100_000)),
        "NOTE:" + "a\n " * 100_000 + "a",
        "NOTE:" + r"a\n" * 100_000,
        "NICKNAME:" + ",".join(f"n{number}" for number in range(20_000)),
        "NICKNAME:" + "," * 1_000_000,
        "CATEGORIES:" + ",".join(f"c{number}" for number in range(2_000)),
        "UID:" + "x" * 2_000_000,
        "N:" + ";" * 1_000_000,
        "NOTE;ENCODING=QUOTED-PRINTABLE:" + "=41=\n" * 100_000,
        "PHOTO;ENCODING=b:" + "AAAA\n" * 100_000,
    ],
    ids=["phones", "folds", "escapes", "nicknames", "commas", "tags", "uid", "name", "quoted-printable", "photo"],
)
def test_a_card_of_a_hundred_thousand_lines(write, lines: str) -> None:
    """One card is one record within the limits of a record, whatever is in it."""
    (record,) = _records(write("contacts.vcf", CARD.format(lines)))
    assert record.who == ("Mei",)
    assert len(record.text) <= MAX_TEXT
    assert len(record.tags) <= MAX_NAMES


def test_a_call_of_a_thousand_speakers(write) -> None:
    """Where more people speak than a turn can name, each turn names its speaker alone."""
    cues = "".join(f"00:01.000 --> 00:02.000\nS{number}: hi\n\n" for number in range(MAX_NAMES + 500))
    records = _records(write("2024-01-20 call.vtt", f"WEBVTT\n\n{cues}"))
    assert [record.who for record in records] == [(f"S{number}",) for number in range(MAX_NAMES + 500)]


@pytest.mark.parametrize("name", ["chat.txt", "memo.md", "call.vtt", "contacts.vcf"])
@pytest.mark.parametrize("end", ["\n", "\r"])
def test_more_lines_than_a_person_writes(write, monkeypatch: pytest.MonkeyPatch, name: str, end: str) -> None:
    """A text of too many lines is refused before it is cut into them."""
    monkeypatch.setattr(text, "MAX_LINES", 1000)
    body = {"chat.txt": HEAD.rstrip(), "memo.md": "dear diary", "call.vtt": "WEBVTT", "contacts.vcf": "BEGIN:VCARD"}[name]
    with pytest.raises(OversizedExport):
        _items(write(name, body + end * 1001))


@pytest.mark.soak
def test_a_transcript_of_a_million_cues(write) -> None:
    """It is refused, and takes less memory than thirty times its size."""
    path = write("call.vtt", "WEBVTT\n\n" + "00:01.000 --> 00:02.000\nhi\n\n" * 1_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(OversizedExport):
            _items(path)
        assert tracemalloc.get_traced_memory()[1] < 30 * path.stat().st_size
    finally:
        tracemalloc.stop()


def test_many_problems_are_counted(write, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first problems of a file are told one by one, the others as a number; the records among them are all kept."""
    monkeypatch.setattr(detect, "MAX_PROBLEMS", 10)
    items = _items(write("chat.txt", HEAD + "31/02/24, 09:00 - Mei: hi\n" * 50 + "21/01/24, 09:00 - Mei: bye\n"))
    problems = [item.reason for item in items if isinstance(item, Problem)]
    assert len(problems) == 11
    assert problems[-1] == "40 more problems in this file"
    assert sum(isinstance(item, Record) for item in items) == 2


def _zip(*entries: tuple[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in entries:
            file.writestr(name, data)
    return held.getvalue()


INNER = _zip(("_chat.txt", HEAD.encode()))


@pytest.mark.parametrize(
    ("entries", "error"),
    [
        ((("inner.zip", INNER),), UnknownFormat),
        ((("_chat.txt", INNER),), WrongEncoding),
        ((("_chat.txt", _zip(("_chat.txt", b"0" * 10_000_000))),), WrongEncoding),
        ((("inner.zip", INNER), ("_chat.txt", HEAD.encode())), None),
    ],
)
def test_a_zip_in_a_zip(write, entries: tuple[tuple[str, bytes], ...], error: type[ImportFailed] | None) -> None:
    """An archive inside an archive is never opened: it is media, or no text."""
    path = write("WhatsApp Chat - Mei.zip", _zip(*entries))
    if error is None:
        assert len(_records(path)) == 1
        return
    with pytest.raises(error):
        _items(path)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (b"2024-01-20 \xff\xfe.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nhi\n"),
        (b"diary \xff.md", "met Mei"),
        (b"WhatsApp Chat with M\xe9i.txt", HEAD),
        (b"\xff.vcf", CARD.format("TEL:1")),
    ],
)
def test_names_that_are_no_text(tmp_path: Path, name: bytes, content: str) -> None:
    """A file, and a folder, whose name is no UTF-8 is read; what is no text in the name becomes U+FFFD in the record."""
    folder = os.fsencode(tmp_path) + b"/fold\xe9r"
    os.mkdir(folder)  # noqa: PTH102 - a name of bytes
    path = Path(os.fsdecode(os.path.join(folder, name)))  # noqa: PTH118 - as above
    path.write_text(content, encoding="utf-8")
    for given in (path, path.parent):
        (record,) = _records(given)
        assert record.ref
        assert (record.thread + record.text).encode()
