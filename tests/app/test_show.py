"""Hits at a terminal: in their talk, with the words marked, corrected where they were corrected, and harmless."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from keepmum.app.lines import Signs
from keepmum.app.render import Line, Screen
from keepmum.app.show import View, lines_of, show_hits
from keepmum.memory.record import Hit, Kind, Record, RecordId

UNICODE = Signs.of(io.TextIOWrapper(io.BytesIO(), "utf-8"))
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
AT = NOW - timedelta(days=1, minutes=30)


def turn(number: int, text: str, who: str = "Mei", thread: str = "Family", kind: Kind = "message") -> Record:
    """Return a record; a higher number is later."""
    return Record(text, kind, AT + timedelta(minutes=number), (who,) if who else (), thread, id=RecordId(f"{number:026}"))


def view(words: str = "", width: int = 80, **how: object) -> View:
    """Return how hits are shown."""
    return replace(View(tuple(words.split()), NOW.astimezone(), width, UNICODE), **how)  # type: ignore[arg-type]  any of its fields


def plain(lines: list[Line]) -> list[str]:
    """Return lines as text."""
    return ["".join(text for text, _ in line) for line in lines]


def test_a_hit_stands_in_its_talk() -> None:
    """The thread and the time stand above, the turns around it are dim, its words are marked, its id and reasons stand below."""
    before, record, after = turn(1, "how is she", "Sam"), turn(2, "the dentist said Tuesday"), turn(3, "good", "Sam")
    hit = Hit(record, 1, ("words: dentist", "meaning: rank 1"), (before, after), words=("dentist",))
    lines = list(lines_of([hit], view("dentist")))
    assert plain(lines) == [
        "Family · yesterday 09:02",
        "    Sam: how is she",
        "1 ▌ Mei: the dentist said Tuesday",
        "    Sam: good",
        f"    {record.id} · matches dentist · closest in meaning",
    ]
    assert [text for text, style in lines[2] if "black on yellow" in style] == ["dentist"]
    assert {style for line in (lines[1], lines[3]) for text, style in line if text.strip()} == {"dim"}


def test_context_is_as_wide_as_asked_for() -> None:
    """The nearest turns are shown first; none where none are wanted."""
    turns = [turn(n, f"turn {n}") for n in range(5)]
    hit = Hit(turns[2], 1, (), (*turns[:2], *turns[3:]))
    shown = {n: [line for line in plain(list(lines_of([hit], view(context=n)))) if "turn" in line] for n in range(3)}
    assert [len(lines) for lines in shown.values()] == [1, 3, 5]
    assert shown[1][0] == "    Mei: turn 1"


def test_hits_of_one_talk_are_shown_together() -> None:
    """No turn is shown twice; a talk stands where its best hit stood, its turns in order of time, each hit with its number."""
    turns = [turn(n, f"turn {n}") for n in range(4)]
    other = turn(9, "elsewhere", thread="Work")
    hits = [
        Hit(turns[2], 3, ("meaning: rank 1",), (turns[1], turns[3])),
        Hit(other, 2),
        Hit(turns[1], 1, ("conversation",), (turns[0], turns[2])),
    ]
    assert plain(list(lines_of(hits, view()))) == [
        "Family · yesterday 09:02",
        "    Mei: turn 0",
        "3 ▌ Mei: turn 1",
        "1 ▌ Mei: turn 2",
        "    Mei: turn 3",
        f"    1: {turns[2].id} · closest in meaning",
        f"    3: {turns[1].id} · from the same conversation",
        "",
        "Work · yesterday 09:09",
        "2 ▌ Mei: elsewhere",
        f"    {other.id}",
    ]


def test_a_correction_stands_right_below() -> None:
    """A later turn that corrects the hit is said to, with its time and speaker, and is not shown again as context."""
    record, later = turn(1, "dinner at 3"), turn(2, "no, make it 4", "Sam")
    shown = plain(list(lines_of([Hit(record, 1, ("meaning: rank 2",), (later,), corrections=(later,))], view())))
    assert shown[1:] == [
        "1 ▌ Mei: dinner at 3",
        "  ▌ ↳ later corrected, yesterday 09:02:",
        "  ▌   Sam: no, make it 4",
        f"    {record.id} · close in meaning",
    ]


def test_copies_are_counted_and_named() -> None:
    """Records much like the hit are one line: how many, and where and when the first of them are."""
    copies = tuple(turn(n, "happy new year", thread=f"T{n}") for n in range(2, 7))
    shown = plain(list(lines_of([Hit(turn(1, "happy new year"), 1, ("words: year",), copies=copies)], view(width=200))))
    assert shown[-1] == "    also: 5 more like this, in T2, yesterday 09:02; T3, yesterday 09:03; T4, yesterday 09:04; and 2 more"


@pytest.mark.parametrize(
    ("record", "heading", "first"),
    [
        (turn(1, "hello", thread=""), "Mei · yesterday 09:01", "1 ▌ Mei: hello"),
        (turn(1, "hello", "", ""), "message · yesterday 09:01", "1 ▌ hello"),
        (replace(turn(1, "hello", "", "memos", "memo"), at=AT.replace(hour=0, minute=0)), "memos · yesterday", "1 ▌ hello"),
        (turn(1, "hello", "Mei", "Garden", "memo"), "Garden · memo by Mei · yesterday 09:01", "1 ▌ hello"),
        (turn(1, "Mei\nphone: 1", "Mei", "contacts", "contact"), "contacts", "1 ▌ Mei"),
        (turn(1, "hello", "Mei", "Monday", "call"), "Monday · call · yesterday 09:01", "1 ▌ Mei: hello"),
        (
            replace(turn(1, "Dinner", "", "Work", "event"), ends=AT + timedelta(hours=1)),
            "Work · event · yesterday 09:01-10:00",
            "1 ▌ Dinner",
        ),
    ],
)
def test_each_kind_has_its_heading(record: Record, heading: str, first: str) -> None:
    """What was said begins with its speaker, what was written does not; a kind is named where the thread does not say it."""
    assert plain(list(lines_of([Hit(record, 1)], view())))[:2] == [heading, first]


def test_a_heading_fits_its_line() -> None:
    """How long ago it was goes first, then the thread's name is cut."""
    record = replace(turn(1, "x", "Mei", "the garden and the house", "memo"), at=NOW - timedelta(days=900, hours=2))
    shown = {width: plain(list(lines_of([Hit(record, 1)], view(width=width))))[0] for width in (90, 70, 50)}
    assert shown == {
        90: "the garden and the house · memo by Mei · 16 September 2023, 07:30 · 2 years ago",
        70: "the garden and the house · memo by Mei · 16 September 2023, 07:30",
        50: "the gard… · memo by Mei · 16 September 2023, 07:30",
    }


@pytest.mark.parametrize("width", [24, 32, 40])
@pytest.mark.parametrize("thread", ["the garden and the house of our neighbours", "顾家大院的邻居们和亲戚们", "Mei"])
def test_a_narrow_terminal_is_not_overrun(width: int, thread: str) -> None:
    """Where the thread and the time do not fit one line they have one each; only an id, which stays whole, is wider than the line."""
    record = replace(
        turn(1, "the knee is better 膝盖好多了，下周二复查", "Bartholomew Featherstonehaugh", thread), at=NOW - timedelta(days=500)
    )
    later = replace(turn(2, "no, on Wednesday"), at=NOW - timedelta(days=499))
    hit = Hit(record, 1, ("words: knee", "meaning: rank 1"), (turn(0, "how is she " * 9),), copies=(later,), corrections=(later,))
    shown = plain(list(lines_of([hit], view("knee", width=width, detail=True))))
    assert [line for line in shown if cell_len(line) > width and record.id not in line] == []
    assert "20 October 2024" in " ".join(" ".join(shown).split())
    assert shown[0].startswith(thread[:4] if len(thread) > 3 else "Mei")


def test_a_long_record_is_shown_where_its_words_are() -> None:
    """Of a long text the lines with the words are shown and it says where something was left out; `whole` shows all."""
    text = "\n".join([f"line {n}" for n in range(40)] + ["call the dentist"])
    memo, said = turn(1, text, "", "memos", "memo"), turn(2, text)
    for record, first in ((memo, "1 ▌ … line 37"), (said, "1 ▌ Mei: …")):
        shown = plain(list(lines_of([Hit(record, 1, words=("dentist",))], view())))
        assert shown[1] == first
        assert shown[-2] == "  ▌ call the dentist"
        assert len(shown) <= 7
        assert len(plain(list(lines_of([Hit(record, 1)], view(whole=True))))) == 43


def test_details_are_shown_when_wanted() -> None:
    """With `detail` the score and the reasons stand there as the ranking has them."""
    assert (
        plain(list(lines_of([Hit(turn(1, "x"), 1.25, ("words: x", "conversation"))], view(detail=True))))[-1]
        == "    score 1.250: words: x; conversation"
    )


_TEXTS = st.text(st.sampled_from("ab 妈\n\t\x1b\u202e\x07，。"), max_size=200)


@given(_TEXTS, _TEXTS, _TEXTS, st.integers(60, 100), st.sampled_from(["message", "memo", "contact", "event", "call"]))
@settings(max_examples=100, deadline=None)
def test_whatever_others_wrote_is_harmless_and_fits(text: str, who: str, thread: str, width: int, kind: Kind) -> None:
    """No control or reordering character is shown, of a text, a name or a thread; each line is one line, as wide as it may be."""
    record = Record(text, kind, AT, (who,), thread, id=RecordId("0" * 26))
    hit = Hit(
        record,
        1,
        (f"speaker: {who}", f"thread: {thread}"),
        (replace(record, id=RecordId("1" * 26)),),
        words=("ab", "妈"),
        copies=(record,),
        corrections=(record,),
    )
    shown = plain(list(lines_of([hit], view("ab 妈", width, detail=True))))
    assert all(line.isprintable() for line in shown)
    assert all(cell_len(line) <= width or max(map(len, re.findall(r"[^ 妈，。]+", line))) > width // 3 for line in shown)


class Terminal(io.StringIO):
    """A stream that a person looks at."""

    encoding = "utf-8"  # type: ignore[assignment]  a text stream's own is read-only

    def isatty(self) -> bool:
        return True


def written(monkeypatch: pytest.MonkeyPatch, **environment: str) -> str:
    """Return what a terminal gets."""
    stream = Terminal()
    monkeypatch.setattr("sys.stdout", stream)
    for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"COLUMNS": "60", "TERM": "xterm", **environment}.items():
        monkeypatch.setenv(name, value)
    hit = Hit(turn(1, "the [bold]dentist[/]"), 1, ("words: dentist",), words=("dentist",))
    show_hits(Screen(), [hit], "which dentist", context=1, whole=False, why=False)
    return stream.getvalue()


def test_colours_are_for_terminals_that_want_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal gets colours, none with NO_COLOR, and no escape at all where it knows none; markup in a text is text."""
    colour = re.compile(r"\x1b\[[0-9;]*(?:3[0-7]|4[0-7])[0-9;]*m")
    assert colour.search(written(monkeypatch))
    assert not colour.search(written(monkeypatch, NO_COLOR="1"))
    dull = written(monkeypatch, TERM="dumb")
    assert "\x1b" not in dull
    assert "Mei: the [bold]dentist[/]" in dull


def test_a_pipe_gets_one_line_with_the_whole_text(capsys: pytest.CaptureFixture[str]) -> None:
    """In a pipe each hit is id, time, thread, speaker and the whole text, and with `why` the reasons as they are."""
    hits = [Hit(turn(1, "word " * 500), 1, ("words: word", "conversation"))]
    for why in (False, True):
        show_hits(Screen(), hits, "word", context=1, whole=False, why=why)
    first, second = capsys.readouterr().out.splitlines()
    assert first == f"{1:026}\t2026-03-03 09:01\tFamily\tMei\t{'word ' * 500}"
    assert second == f"{first}\twords: word; conversation"
