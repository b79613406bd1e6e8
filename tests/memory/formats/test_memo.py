"""Memos."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keepmum.memory.errors import EmptyExport, ImportFailed, WrongEncoding
from keepmum.memory.formats.interface import Item, Problem, ReadOptions
from keepmum.memory.formats.memo import LONG, Memo, pack
from keepmum.memory.record import Record

DISK = datetime(2024, 5, 1, 12, tzinfo=UTC)
DAY = datetime(2025, 3, 4, tzinfo=UTC)


def _read(path: Path, folder: str = "") -> list[Item]:
    return list(Memo().read(path, ReadOptions(zone=UTC, folder=folder)))


def _only(path: Path) -> Record:
    (record,) = _read(path)
    assert isinstance(record, Record)
    return record


def test_front_matter(write) -> None:
    """Title, date and tags come out of the front matter, which is no part of the text; tags in the text are found too."""
    path = write(
        "x.md",
        "\ufeff---\r\ntitle: \"Knee clinic\"\r\ndate: 2025-03-04 14:30\r\ntags:\r\n  - health\r\n  - '#mum'\r\nauthor: me\r\n---\r\n\r\n"
        "Ask about stairs #follow-up #膝盖 #ff0000 a#b\r\n",
    )
    record = _only(path)
    assert record.text == "Knee clinic\n\nAsk about stairs #follow-up #膝盖 #ff0000 a#b"
    assert record.at == datetime(2025, 3, 4, 14, 30, tzinfo=UTC)
    assert record.tags == ("follow-up", "health", "mum", "膝盖")
    assert (record.kind, record.thread, record.source, record.who) == ("memo", "memos", "memo", ())


@pytest.mark.parametrize("tags", ["tags: [a, 'b']", "tags: a, b", "tags: [a]\ntags: b", "标签：a, b"])
def test_tags(write, tags: str) -> None:
    """Tags may stand in brackets, with commas, or on lines of their own."""
    assert _only(write("x.md", f"---\n{tags}\n---\nhello\n")).tags == ("a", "b")


@pytest.mark.parametrize(
    ("name", "content", "text", "at"),
    [
        ("Dentist.txt", "Tuesday 3pm", "Dentist\n\nTuesday 3pm", DISK),
        ("memo-17.txt", "Dentist", "Dentist", DISK),
        ("备忘录 3.txt", "牙医", "牙医", DISK),
        ("2025-03-04.md", "Dentist", "Dentist", DAY),
        ("2025-03-04 Dentist.md", "at 3", "Dentist\n\nat 3", DAY),
        ("20250304_1430_dentist.md", "at 3", "dentist\n\nat 3", DAY.replace(hour=14, minute=30)),
        ("a.md", "# 4 March 2025\n\nat 3", "# 4 March 2025\n\nat 3", DAY),
        ("note.txt", "Tue, 4 March 2025\nat 3", "Tue, 4 March 2025\nat 3", DAY),
        ("note.txt", "2025年3月4日\n三点", "2025年3月4日\n三点", DAY),
        ("note.txt", "we met on 2025-03-04", "we met on 2025-03-04", DISK),
        ("Dentist.md", "# Dentist\nat 3", "# Dentist\nat 3", DISK),
        ("Any.md", "# Dentist\nat 3", "# Dentist\nat 3", DISK),
        ("note.md", "---\nnot closed", "---\nnot closed", DISK),
    ],
)
def test_title_and_date(write, name: str, content: str, text: str, at: datetime) -> None:
    """The date stands in the name or in the first line, else the disk's is taken; a name that says something is the title."""
    record = _only(write(name, content))
    assert (record.text, record.at) == (text, at)


def test_a_date_that_is_none(write) -> None:
    """A date in the front matter that cannot be read is a problem, and the next best date is taken."""
    problem, record = _read(write("2025-03-04.md", "---\ndate: soon\n---\nhello"))
    assert isinstance(problem, Problem)
    assert isinstance(record, Record)
    assert record.at == DAY


def test_a_long_memo(write) -> None:
    """A memo of more than 4,000 characters becomes several records of one thread and date, cut at its headings."""
    sections = [f"## Part {number}\n\n" + "word " * 500 for number in range(4)]
    items = _read(write("2025-03-04 Plan.md", "# Plan\n\n" + "\n\n".join(sections)), folder="Trips")
    records = [item for item in items if isinstance(item, Record)]
    assert len(records) == 4
    assert all(record.text.split("\n")[-3].startswith("## Part") for record in records)
    assert {(record.thread, record.at) for record in records} == {("Trips", DAY)}
    assert len({record.ref for record in records}) == 4


@settings(deadline=None)
@given(st.text(st.sampled_from("ab \n#。中"), max_size=200), st.integers(8, 40))
def test_nothing_is_lost(text: str, limit: int) -> None:
    """However a text is split, only white space is lost, and no piece is over the limit."""
    pieces = pack(text, limit)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(len(piece) <= limit for piece in pieces)


def test_a_memo_without_a_break(write) -> None:
    """A long text without any break is cut all the same."""
    records = _read(write("note.txt", "x" * (LONG * 2 + 1)))
    assert [len(record.text) for record in records if isinstance(record, Record)] == [LONG, LONG, 1]


def test_refs(write) -> None:
    """The same memo in another folder is the same; a changed one is another."""
    refs = [_only(write(name, text)).ref for name, text in (("a/note.md", "one"), ("b/note.md", "one"), ("a/note.md", "two"))]
    assert refs[0] == refs[1] != refs[2]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", EmptyExport),
        (b"\n \n", EmptyExport),
        (b"---\ndate: 2025-03-04\n---\n", EmptyExport),
        (b"caf\xe9 au lait", WrongEncoding),
        (b"\0\1\2", WrongEncoding),
    ],
)
def test_bad_files(write, content: bytes, error: type[ImportFailed]) -> None:
    """An empty memo and one in another encoding have their own error."""
    with pytest.raises(error):
        _read(write("note.md", content))


def test_a_cut_memo(write) -> None:
    """A memo cut inside a character keeps the rest, and a problem names the line."""
    record, problem = _read(write("note.md", "one\n膝盖".encode()[:-1]))
    assert isinstance(record, Record)
    assert record.text == "one\n膝"
    assert isinstance(problem, Problem)
    assert problem.line == 2


@pytest.mark.parametrize("hostile", ["#" * 50_000, "#a" * 25_000, "\n" * 50_000 + "a", "---\n" * 12_000 + "a", "2025-" * 10_000])
def test_hostile_texts(write, hostile: str) -> None:
    """A memo of 50,000 characters made to be slow is read as any other."""
    assert _read(write("note.md", hostile))
