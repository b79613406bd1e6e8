"""Transcripts of calls."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keepmum.memory.errors import EmptyExport, ImportFailed, WrongEncoding
from keepmum.memory.formats.cue import BadCue, Cue, cues, spoken_by
from keepmum.memory.formats.interface import Item, Problem, ReadOptions
from keepmum.memory.formats.transcript import Transcript
from keepmum.memory.record import Record

VTT = """WEBVTT - a call
Recorded: 2025-03-04 14:30

STYLE
::cue { color: lime }

NOTE made by hand

intro
00:00:01.000 --> 00:00:03.500 align:start
<v Mei Chen>Mum&#39;s knee is <b>better</b> &amp; she walks</v>

00:04.000 --> 00:00:06.000
<v.loud Ann>Good
to hear</v>

00:00:07.000 --> 00:00:06.000
no one says this
"""


def _read(path: Path) -> list[Item]:
    return list(Transcript().read(path, ReadOptions(zone=UTC)))


def _records(items: list[Item]) -> list[Record]:
    return [item for item in items if isinstance(item, Record)]


def test_webvtt(write) -> None:
    """Cues become records of one thread: time from the start, speaker first, no tags, entities as characters."""
    items = _read(write("knee call.vtt", "\ufeff" + VTT))
    start = datetime(2025, 3, 4, 14, 30, tzinfo=UTC)
    assert [(r.at - start, r.ends and r.ends - start, r.who, r.text) for r in _records(items)] == [
        (timedelta(seconds=1), timedelta(seconds=3.5), ("Mei Chen", "Ann"), "Mum's knee is better & she walks"),
        (timedelta(seconds=4), timedelta(seconds=6), ("Ann", "Mei Chen"), "Good to hear"),
        (timedelta(seconds=7), None, (), "no one says this"),
    ]
    assert {(r.kind, r.thread, r.source) for r in _records(items)} == {("call", "Call knee call", "transcript")}
    assert [item.line for item in items if isinstance(item, Problem)] == [17]


def test_subrip(write) -> None:
    """SubRip with speakers before a colon; a cue of several lines is one text; a cue without a time is named by its line."""
    path = write(
        "call_20250304_0915.srt",
        "1\r\n00:00:01,000 --> 00:00:02,000\r\nMei: hello\r\nthere\r\n\r\n"
        "2\r\nlost words\r\n\r\n3\r\n0:0:3,5 --> 00:00:04.000\r\nand so on\r\n"
        "4\r\n00:00:05,000 --> 00:00:06,000\r\n妈妈：膝盖\r\n好点了\r\n\r\n5\r\n00:00:xx,000 --> 00:00:06,000\r\nlost too\r\n",
    )
    items = _read(path)
    assert [(r.at.strftime("%H:%M:%S.%f"), r.speaker, r.text) for r in _records(items)] == [
        ("09:15:01.000000", "Mei", "hello there"),
        ("09:15:03.500000", "", "and so on"),
        ("09:15:05.000000", "妈妈", "膝盖好点了"),
    ]
    assert [(item.line, "time" in item.reason) for item in items if isinstance(item, Problem)] == [(6, True), (18, True)]


@pytest.mark.parametrize(
    ("name", "head", "when"),
    [
        ("a.vtt", "WEBVTT\nDate: 2025-03-04\n", datetime(2025, 3, 4, tzinfo=UTC)),
        ("a.vtt", "WEBVTT\n\nNOTE\nRecorded at: 4 March 2025 14:30\n", datetime(2025, 3, 4, 14, 30, tzinfo=UTC)),
        ("a.vtt", "WEBVTT\n\nNOTE Date: 2025/03/04 15:44:03\n", datetime(2025, 3, 4, 15, 44, 3, tzinfo=UTC)),
        ("a.vtt", "WEBVTT\nStart time: 2025-03-04T14:30:00+08:00\n", datetime(2025, 3, 4, 6, 30, tzinfo=UTC)),
        ("2025-03-04 14-30 Mei.vtt", "WEBVTT\n", datetime(2025, 3, 4, 14, 30, tzinfo=UTC)),
        ("2025-03-04.vtt", "WEBVTT\nDate: 2020-01-01\n", datetime(2020, 1, 1, tzinfo=UTC)),
        ("Date 2 May.vtt", "WEBVTT\n", None),
    ],
)
def test_when_a_call_was(write, name: str, head: str, when: datetime | None) -> None:
    """The start is what the file says, else its name, else its date on the disk with a problem that says so."""
    items = _read(write(name, f"{head}\n00:00.000 --> 00:01.000\nhi Date: 1999-01-01\n"))
    assert _records(items)[0].at == (when or datetime(2024, 5, 1, 12, tzinfo=UTC))
    assert any(isinstance(item, Problem) for item in items) is (when is None)


def test_two_voices_in_a_cue(write) -> None:
    """A cue in which two people speak becomes two records."""
    items = _read(write("2025-03-04.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\n<v Mei>hi</v>\n<v Ann>hello</v>\n"))
    assert [(r.speaker, r.text) for r in _records(items)] == [("Mei", "hi"), ("Ann", "hello")]


@pytest.mark.parametrize(
    ("said", "speaker"),
    [
        ("Mei: hi", "Mei"),
        ("Dr Mei Chen: hi", "Dr Mei Chen"),
        ("SPEAKER_00: hi", "SPEAKER_00"),
        ("speaker 1: hi", "speaker 1"),
        (">> JOHN: hi", "JOHN"),
        ("[Mei]: hi", "Mei"),
        ("陈美：你好", "陈美"),
        ("Note: buy milk", ""),
        ("see this: a list", ""),
        ("http://example.org", ""),
        ("at 10:30 we", ""),
        ("The things I Would Really Like: sleep", ""),
    ],
)
def test_speakers_before_a_colon(said: str, speaker: str) -> None:
    """Names end at a colon; sentences, notes and addresses with a colon are no names."""
    assert spoken_by(said)[0] == speaker


def test_refs(write) -> None:
    """The ref is the same from any folder and any date on the disk; equal words at other times differ."""
    body = "WEBVTT\n\n00:00.000 --> 00:01.000\nyes\n\n00:02.000 --> 00:03.000\nyes\n\n00:02.000 --> 00:03.000\nyes\n"
    first, second = (_records(_read(write(f"{folder}/call.vtt", body))) for folder in "ab")
    assert [r.ref for r in first] == [r.ref for r in second]
    assert len({r.ref for r in first}) == 3


@pytest.mark.parametrize(
    ("content", "error", "line"),
    [
        (b"\n", EmptyExport, None),
        (b"WEBVTT\n\nNOTE nothing\n", EmptyExport, None),
        (b"", EmptyExport, None),
        (b"WEBVTT\n\n00:00.000 --> 00:01.000\nRen\xe9 hi\n", WrongEncoding, 4),
    ],
)
def test_bad_files(write, content: bytes, error: type[ImportFailed], line: int | None) -> None:
    """A transcript without a cue and one in another encoding have their own error."""
    with pytest.raises(error) as caught:
        _read(write("call.vtt", content))
    assert (type(caught.value), caught.value.line) == (error, line)


def test_only_bad_cues(write) -> None:
    """Text without any time gives problems and no record."""
    assert all(isinstance(item, Problem) for item in _read(write("call.srt", "words\n\nmore words\n")))


def test_a_cut_transcript(write) -> None:
    """A transcript cut inside a character keeps the rest; a cue of more than a million characters is a problem."""
    body = "00:01.000 --> 00:02.000\n" + ("y" * 999 + "\n") * 1001 + "\n00:03.000 --> 00:04.000\n膝盖"
    items = _read(write("2025-03-04.vtt", f"WEBVTT\n\n{body}".encode()[:-1]))
    assert [r.text for r in _records(items)] == ["膝"]
    assert [item.line for item in items if isinstance(item, Problem)] == [3, 1007]


def test_no_lines_at_all() -> None:
    """No line is no cue."""
    assert list(cues([])) == []
    assert list(cues(["", " "])) == []


def test_a_header_only(write) -> None:
    """A SubRip file of blank lines and nothing else is empty, not unknown."""
    with pytest.raises(EmptyExport):
        _read(write("call.srt", "\n\n"))


TEXT = st.text(st.characters(codec="utf-8", categories=["L", "N", "P"], exclude_characters="<>&:：{}[]-"), min_size=1, max_size=20)


@settings(deadline=None)
@given(turns=st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 10**5), TEXT), max_size=6), comma=st.booleans())
def test_round_trip(turns: list[tuple[int, int, str]], *, comma: bool) -> None:
    """What is written as WebVTT or SubRip is read back to the millisecond."""

    def clock(ms: int) -> str:
        seconds, fraction = divmod(ms, 1000)
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{',' if comma else '.'}{fraction:03}"

    lines = [] if comma else ["WEBVTT", ""]
    for number, (start, length, text) in enumerate(turns, 1):
        lines += [str(number), f"{clock(start)} --> {clock(start + length)}", f"<v Mei>{text}</v>", ""]
    found = list(cues(lines))
    assert not any(isinstance(cue, BadCue) for cue in found)
    assert [(cue.start_ms, cue.end_ms, cue.speaker, cue.text) for cue in found if isinstance(cue, Cue)] == [
        (start, start + length, "Mei", text) for start, length, text in turns
    ]


@pytest.mark.parametrize(
    "hostile", ["<" * 50_000, "<v " * 17_000, "{\\" * 25_000, "&" * 50_000, "A " * 25_000, "--> " * 12_000, "&#" * 25_000, "[" * 50_000]
)
def test_hostile_lines(hostile: str) -> None:
    """A text of 50,000 characters made to be slow is read as any other."""
    assert list(cues(["WEBVTT", "", "00:00.000 --> 00:01.000", hostile])) is not None
