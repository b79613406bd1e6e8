"""From bytes to lines."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keepmum.memory.errors import FileUnreadable, OversizedExport, WrongEncoding
from keepmum.memory.formats import text

HERE = Path("chat.txt")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_every_byte_order_mark(encoding: str) -> None:
    """A byte order mark decides the encoding, and is no part of the text."""
    assert text.decode("妈妈 🌸\r\nhi".encode(encoding), HERE).lines == ["妈妈 🌸", "hi"]


@pytest.mark.parametrize(("encoding", "kept"), [("utf-8", "one\n妈"), ("utf-16", "one\n妈"), ("utf-32", "one\n妈")])
def test_cut_inside_a_character(encoding: str, kept: str) -> None:
    """A file that ends inside a character keeps what is whole and names the line."""
    found = text.decode("one\n妈🌸".encode(encoding)[:-1], HERE)
    assert "\n".join(found.lines) == kept
    assert found.cut is not None
    assert (found.cut.name, found.cut.line) == ("chat.txt", 2)


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=30), st.integers(0, 120))
def test_any_cut_keeps_a_prefix(written: str, at: int) -> None:
    """Wherever UTF-8 is cut, what is read is a beginning of what was written."""
    found = text.decode(b"\xef\xbb\xbf" + written.encode()[:at], HERE)
    assert written.startswith("\n".join(found.lines))


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"ok\n\xff\xfe not text at all", 2),
        (b"ok\nok\ncaf\xe9 au lait", 3),
        (b"a\n\0b", 2),
        ("é".encode("latin-1") * 9, 1),
        (b"ok\n\xe5\xa6", None),
    ],
)
def test_bytes_that_are_no_text(data: bytes, line: int | None) -> None:
    """Bytes that are no UTF-8 and no beginning of it are refused, by line."""
    if line is None:
        assert text.decode(data, HERE).cut is not None
        return
    with pytest.raises(WrongEncoding) as caught:
        text.decode(data, HERE)
    assert caught.value.line == line


def test_line_ends() -> None:
    """LF and CR LF end lines; a lone CR does only where there is no LF; other separators stay in the text."""
    assert text.split("a\r\nb\nc") == ["a", "b", "c"]
    assert text.split("a\rb\rc") == ["a", "b", "c"]
    assert text.split("a\rb\nc\u2028d\x0be") == ["a\rb", "c\u2028d\x0be"]


def test_a_line_too_long() -> None:
    """A line of more than a million characters is refused, by line."""
    with pytest.raises(OversizedExport) as caught:
        text.decode(b"ok\n" + b"x" * (text.MAX_LINE + 1), HERE)
    assert caught.value.line == 2


def test_a_file_too_large(tmp_path: Path) -> None:
    """A file of 200 MiB (here one of holes) is refused after its first 64 MiB."""
    path = tmp_path / "chat.txt"
    with path.open("wb") as file:
        file.truncate(200 * 1024**2)
    with pytest.raises(OversizedExport):
        text.load(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """A missing file, a folder and a name with a NUL are no readable files."""
    for path in (tmp_path / "none.txt", tmp_path, tmp_path / "a\0b"):
        assert not text.is_plain_file(path)
        with pytest.raises(FileUnreadable):
            text.load(path)


def test_a_date_that_the_disk_does_not_know(tmp_path: Path) -> None:
    """Where the disk has no date the start of 1970 stands, with a zone."""
    assert text.modified(tmp_path / "none", UTC) == datetime(1970, 1, 1, tzinfo=UTC)
    (tmp_path / "late").touch()
    os.utime(tmp_path / "late", (250_000_000_000, 250_000_000_000))  # the year 9892
    assert text.modified(tmp_path / "late", UTC) == datetime(1970, 1, 1, tzinfo=UTC)
