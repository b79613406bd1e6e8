"""What a terminal is given shows text and obeys none of it."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from keepmum.app.render import Screen, content, hit_json, plain, record_json, record_row, visible, wrapped
from keepmum.memory.record import FIELDS, Hit, Record, RecordId


@given(st.text())
@settings(max_examples=200)
def test_no_control_character_reaches_the_terminal(text: str) -> None:
    """Whatever a message holds, what is shown has no control, no escape, nothing that reorders; line breaks alone stay."""
    shown = visible(text)
    assert all(character.isprintable() or character in "\n\t" for character in shown if character != "\u200d")
    assert not set(shown) & set("\u202e\u2066\u200b\ufeff")


def test_an_escape_sequence_is_seen_and_not_obeyed() -> None:
    """A message that would clear the screen or change the title is shown as what it is; ordinary text stays as it is."""
    assert visible("\x1b[2J\x1b]0;gone\x07 hi") == "\\x1b[2J\\x1b]0;gone\\x07 hi"
    assert visible("王医生 said: naïve…\nnext 👍") == "王医生 said: naïve…\nnext 👍"


def test_what_joins_emoji_stays_and_joins_nothing_else() -> None:
    """A family or a woman who shrugs is one sign; the same character between letters, at an end or after another is shown."""
    for joined in ("👨\u200d👩\u200d👧", "🤷🏽\u200d♀\ufe0f", "❤\ufe0f\u200d🔥"):
        assert visible(joined) == joined
    for hidden in ("a\u200db", "\u200d👧", "👧\u200d", "👧\u200d\u200d👧", "👧\u200d\u202e"):
        assert "\u200d" not in visible(hidden).replace("👧\u200d👧", "")


def test_a_pipe_gets_one_line_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    """In a pipe a row is a line with tabs, whatever line breaks and tabs its texts have."""
    Screen().table(("a", "b"), [("one\ntwo", "x\ty"), ("[bold]", 3)])
    assert capsys.readouterr().out == "one two\tx y\n[bold]\t3\n"


class Terminal(io.StringIO):
    """A stream that a person looks at."""

    def isatty(self) -> bool:
        return True


def looked_at(monkeypatch: pytest.MonkeyPatch, width: int = 60) -> Terminal:
    """Make stdout a terminal."""
    stream = Terminal()
    monkeypatch.setattr("sys.stdout", stream)
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("TERM", "dumb")
    return stream


def test_a_terminal_gets_records_that_can_be_read_and_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    """At a narrow terminal the id stands whole on its own line and the text is broken between words, Chinese at any character."""
    terminal = looked_at(monkeypatch)
    at = datetime(2026, 5, 31, 15, tzinfo=UTC)
    text = "seven words are in this short line " * 3 + "王医生说下周二复查膝盖" * 6
    record = Record(text, at=at, who=("Mum",), thread="家", id=RecordId("0" * 26))
    Screen().records([record], ("why", ["words: knee"]))
    first, *lines = terminal.getvalue().splitlines()
    assert first == f"{'0' * 26}  2026-05-31 15:00  家 · Mum"
    assert lines.pop() == "    why: words: knee"
    assert all(line.startswith("    ") and cell_len(line) <= 60 for line in lines)
    assert "".join("".join(lines).split()) == "".join(record.text.split())


def test_a_table_cuts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """At a narrow terminal long cells are broken, and every character is there; short ones stay whole; no rows are no table."""
    terminal = looked_at(monkeypatch)
    path = "/somewhere/" + "deep/" * 12 + "model.gguf"
    Screen().table(("entry", "when", "path"), [(7, "2026-05-31 15:00", path)])
    shown = terminal.getvalue()
    assert path in "".join(shown.split("2026-05-31 15:00")[1].split())
    assert "…" not in shown
    Screen().table(("a",), [])
    assert terminal.getvalue() == shown


ROWS = [("p-9n5h5q", "Callum Brodie", "卡姆, 卡勒姆", 12), ("p-8n7kej", "何淑芬", "Shufen He, Mum, 妈妈, Mom", 0)]


@pytest.mark.parametrize("width", [24, 30, 40, 50, 60, 80])
def test_a_table_breaks_no_word(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    """Names are broken between words alone; where the columns do not fit beside each other, a row's cells stand below each other."""
    terminal = looked_at(monkeypatch, width)
    Screen().table(("code", "name", "also called", "records"), ROWS)
    shown = terminal.getvalue()
    assert all(cell_len(line) <= width for line in shown.splitlines())
    assert all(word in shown for row in ROWS for cell in row for word in str(cell).split())
    assert ("also called: " in shown) == (width < 40)


def test_a_number_is_not_shown_without_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """In rows that stand below each other the second cell has its heading where it is a number."""
    terminal = looked_at(monkeypatch, 24)
    Screen().table(("thread", "records", "last"), [("Callum Brodie", 224, "2025-12-29 20:22")])
    assert terminal.getvalue() == "Callum Brodie\n    records: 224\n    last: 2025-12-29\n    20:22\n"


def test_an_id_stays_whole_where_its_line_does_not_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    """At a narrow terminal a record's id has a line of its own, and what it is stands below it."""
    terminal = looked_at(monkeypatch, 32)
    Screen().records([Record("hi", at=datetime(2026, 5, 31, 15, tzinfo=UTC), who=("Mum",), thread="家", id=RecordId("0" * 26))])
    assert terminal.getvalue().splitlines() == ["0" * 26, "  2026-05-31 15:00  家 · Mum", "    hi"]


def test_what_is_copied_stays_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that is longer than a line is not broken by us, and in a pipe nothing is."""
    terminal = looked_at(monkeypatch)
    key = "AGE-SECRET-KEY-1" + "Q" * 58
    assert key in wrapped(f"Your recovery kit. Write it down and keep it away from this machine.\n\n  {key}\n", terminal).splitlines()[-1]
    assert wrapped("word " * 40, io.StringIO()) == "word " * 40


def test_a_program_gets_json_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    """With --json stdout is one document; lines and tables for people are left out."""
    screen = Screen(json=True)
    screen.line("for people")
    screen.table(("a",), [("for people",)])
    screen.data({"text": "王"})
    assert json.loads(capsys.readouterr().out) == {"text": "王"}
    with screen.progress("x") as progress:
        assert progress is None


def test_a_record_is_shown_whole() -> None:
    """The JSON of a record has every field of a record, as JSON can hold it."""
    record = Record("x", at=datetime(2026, 5, 31, tzinfo=UTC), who=("Mei",), tags=("b", "a"))
    shown = record_json(record)
    assert set(shown) == set(FIELDS)
    assert json.loads(json.dumps(shown))["tags"] == ["a", "b"]


def test_a_hit_is_shown_whole() -> None:
    """The JSON of a hit has its reasons, the places of its words, and whole the records around it, like it and correcting it."""
    record, other = Record("painted 妈妈", id=RecordId("0" * 26)), Record("no, papa", id=RecordId("1" * 26))
    shown = json.loads(
        json.dumps(hit_json(Hit(record, 1.5, ("words: x",), (other,), words=("painting", "妈妈"), copies=(other,), corrections=(other,))))
    )
    assert (shown["record"]["id"], shown["score"], shown["why"], shown["words"]) == (record.id, 1.5, ["words: x"], ["painting", "妈妈"])
    assert [record.text[start:end] for start, end in shown["marks"]] == ["painted", "妈妈"]
    assert shown["context"] == [other.id]
    assert shown["around"] == shown["copies"] == shown["corrections"] == [record_json(other)]


def test_objects_are_not_taken_apart() -> None:
    """A value that is no plain one is refused, so that no hidden field is shown by accident."""
    assert plain((b"\x01", datetime(2026, 1, 1, tzinfo=UTC), frozenset({"b", "a"}))) == ["01", "2026-01-01T00:00:00+00:00", ["a", "b"]]
    with pytest.raises(TypeError):
        plain(Record("x"))


def test_a_record_without_words_shows_what_is_attached() -> None:
    """A photo alone is a line with its name, and no empty one."""
    assert content(Record(text="", attachments=("photo.jpg", "video"))) == "[photo.jpg] [video]"
    assert content(Record(text="look", attachments=("photo.jpg",))) == "look"
    assert record_row(Record(text=" ", who=("Mei",), attachments=("image",)))[-1] == "[image]"
