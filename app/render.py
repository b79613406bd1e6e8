"""What a command shows: a table or lines for a person, JSON for a program; and how records and hits look in both.

Text in the vault was written by others. A terminal obeys escape sequences inside what it shows, so every control character
and every invisible character that reorders text is made visible before it reaches one.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TextIO

from keepmum.memory.record import Hit, Record

_SHORT = 100  # characters of a text that is only named
# The controls that reorder or hide text (UAX 9, UAX 31), beside the control characters themselves.
_UNSEEN = frozenset("\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")
_EMOJI = "\u2600-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff"
_JOIN = re.compile(f"(?<=[\ufe0f{_EMOJI}])\u200d(?=[{_EMOJI}])")
Piece = tuple[str, str]
"""Some text, and its style as rich names it; empty for none."""
Line = Sequence[Piece]
Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


def visible(text: str) -> str:
    """Return ``text`` with control characters as escapes, so that a terminal shows them and obeys none. Line breaks stay.

    So does what joins two emoji to one, between emoji alone.
    """
    if text.isprintable():
        return text
    joins = {found.start() for found in _JOIN.finditer(text)}
    return "".join(
        repr(character)[1:-1]
        if character != "\n" and (character in _UNSEEN or not (character.isprintable() or character == "\t")) and place not in joins
        else character
        for place, character in enumerate(text)
    )


@dataclass(frozen=True, slots=True)
class Screen:
    """Where a command's result goes.

    Attributes:
        json: Whether a program reads it.
    """

    json: bool = False

    def data(self, value: Json) -> None:
        """Write one JSON document, where a program reads."""
        if self.json:
            _write(json.dumps(value, ensure_ascii=not is_utf8(sys.stdout), indent=2))

    def line(self, text: str = "") -> None:
        """Write a line, where a person reads."""
        if not self.json:
            _write(visible(text))

    def prose(self, text: str) -> None:
        """Write text, where a person reads, with its lines broken between words at a terminal."""
        if not self.json:
            _write(wrapped(visible(text), sys.stdout))

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Write a table, where a person reads: drawn for a terminal, tab-separated for a pipe. No rows are no table."""
        if self.json or not rows:
            return
        cells = [[visible(str(cell)) for cell in row] for row in rows]
        if not sys.stdout.isatty():
            for row in cells:
                _write("\t".join(cell.replace("\n", " ").replace("\t", " ") for cell in row))
            return
        from keepmum.app.lines import table_widths

        room = shutil.get_terminal_size().columns
        widths = table_widths([columns, *cells], room - 2 * (len(columns) - 1))
        if widths is None:
            self._stacked(columns, cells)
            return
        from rich import box
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        drawn = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
        for column, width, texts in zip(columns, widths, zip(*cells, strict=True), strict=True):
            drawn.add_column(column, width=width, overflow="fold", justify="right" if all(map(str.isdecimal, texts)) else "left")
        for row in cells:
            drawn.add_row(*map(Text, row))
        Console(width=room).print(drawn)

    def _stacked(self, columns: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
        """Write the rows of a table that is too wide one below the other: what they are of, then the other cells by their names."""
        for row in cells:
            bare = 1 if any(other[1].isdecimal() for other in cells if len(other) > 1) else 2  # a number alone says nothing
            _write(wrapped("  ".join(filter(None, row[:bare])), sys.stdout))
            for column, cell in zip(columns[bare:], row[bare:], strict=True):
                if cell:
                    _write(wrapped(f"{column}: {cell}", sys.stdout, indent=4))

    def records(self, records: Sequence[Record], *columns: tuple[str, Sequence[str]]) -> None:
        """Write records, where a person reads: at a terminal each as a line about it and its text below, in a pipe as one line.

        Args:
            records: The records, in order.
            columns: What else to say of them: a heading, and a text for each record.
        """
        if not sys.stdout.isatty():
            extra = [texts for _, texts in columns]
            self.table((), [(*record_row(record), *(texts[n] for texts in extra)) for n, record in enumerate(records)])
            return
        for n, record in enumerate(records):
            where = visible(" · ".join(dict.fromkeys(filter(None, (record.thread, record.speaker)))))
            about = f"{when(record.at)}  {where}".rstrip()
            if not self.json:
                whole = f"{record.id or ''}  {about}"
                fits = "\n" not in wrapped(whole, sys.stdout)
                _write(whole if fits else f"{record.id or ''}\n{wrapped(about, sys.stdout, indent=2)}")
            for text in (content(record), *(f"{heading}: {texts[n]}" for heading, texts in columns if texts[n])):
                if not self.json:
                    _write(wrapped(visible(text), sys.stdout, indent=4))

    @property
    def drawn(self) -> bool:
        """Whether a person looks at a terminal: results may have colours, and are broken to its width."""
        return not self.json and sys.stdout.isatty()

    def styled(self, lines: Iterable[Line]) -> None:
        """Write lines made of pieces of text that are safe to show (`visible`), with their styles, where a person reads."""
        if self.json:
            return
        from rich.console import Console
        from rich.text import Text

        console = Console(highlight=False)
        for line in lines:
            console.print(Text.assemble(*line), soft_wrap=True)

    @contextmanager
    def progress(self, label: str, first: str = "") -> Iterator[Callable[[int, int | None], None] | None]:
        """Yield what long work calls with the work done and the whole: a bar on stderr, where a person watches it.

        Args:
            label: What is being done.
            first: What is done before the first call, where that takes a while.
        """
        if self.json or not sys.stderr.isatty():
            yield None
            return
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = TextColumn("{task.description}", markup=False), BarColumn(), TextColumn("{task.fields[count]}"), TimeElapsedColumn()
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(visible(first or label), total=None, count="")

            def step(done: int, whole: int | None) -> None:
                count = f"{done:,}" if whole is None else f"{done:,}/{whole:,}"
                bar.update(task, completed=done, total=whole, count=count, description=visible(label))

            yield step


def is_utf8(stream: TextIO) -> bool:
    """Say whether a stream takes every character."""
    return (stream.encoding or "").lower().replace("-", "") == "utf8"


def note(text: str) -> None:
    """Write a line to stderr: what a person should know and a program need not."""
    _write(wrapped(visible(text), sys.stderr), sys.stderr)


def wrapped(text: str, stream: TextIO, indent: int = 0) -> str:
    """Return ``text`` with its lines broken between words and indented, if ``stream`` is a terminal; as it is otherwise.

    Wide characters count two columns. A word that is longer than a line, such as a key, stays whole for whoever copies it.
    """
    if not stream.isatty():
        return text
    from keepmum.app.lines import broken

    width = max(10, shutil.get_terminal_size().columns - indent)
    lines = (text[line.start : line.end] for line in broken(text, width))
    return "\n".join(" " * indent + line if line else "" for line in lines)


def content(record: Record) -> str:
    """Return what a record says, or what is attached to it where it says nothing: "[photo.jpg]"."""
    return record.text if record.text.strip() else " ".join(f"[{name}]" for name in record.attachments)


def short(text: str) -> str:
    """Return a text as one line, the end of a long one left out."""
    line = " ".join(text.split())
    return line if len(line) <= _SHORT else line[: _SHORT - 1] + "…"


def when(at: datetime) -> str:
    """Return a time as a person reads it, with its zone's offset left out."""
    return f"{at:%Y-%m-%d %H:%M}"


def record_json(record: Record) -> dict[str, Json]:
    """Return all of a record."""
    return {
        "id": record.id,
        "text": record.text,
        "kind": record.kind,
        "at": record.at.isoformat(),
        "ends": record.ends.isoformat() if record.ends else None,
        "who": list(record.who),
        "thread": record.thread,
        "tags": list(record.tags),
        "source": record.source,
        "ref": record.ref,
        "reply_to": record.reply_to,
        "attachments": list(record.attachments),
        "added_at": record.added_at.isoformat() if record.added_at else None,
    }


def hit_json(hit: Hit) -> dict[str, Json]:
    """Return all of a hit, with the places of its words in the record's text."""
    from keepmum.memory.words.marks import marks

    return {
        "record": record_json(hit.record),
        "score": hit.score,
        "why": list(hit.why),
        "words": list(hit.words),
        "marks": [[mark.start, mark.end] for mark in marks(hit.record.text, hit.words)],
        "context": [record.id for record in hit.context],
        "around": [record_json(record) for record in hit.context],
        "copies": [record_json(record) for record in hit.copies],
        "corrections": [record_json(record) for record in hit.corrections],
    }


def record_row(record: Record) -> tuple[str, ...]:
    """Return a record as one row: its id, when it happened, its thread, who spoke, the text."""
    return record.id, when(record.at), record.thread, record.speaker, content(record)


def _write(text: str, stream: TextIO | None = None) -> None:
    target = stream or sys.stdout
    target.write(text + "\n")
    target.flush()


def plain(value: Any) -> Json:  # noqa: ANN401 - anything that a result may hold
    """Return times, paths, bytes, names and sequences of them as JSON; anything else is a fault of the caller.

    Objects are not taken apart: a command names each field that it shows, so that none comes along by accident.

    Raises:
        TypeError: The value is none of these.
    """
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | frozenset | set):
        items = sorted(value, key=str) if isinstance(value, frozenset | set) else value
        return [plain(item) for item in items]
    raise TypeError(f"{type(value).__name__} is not shown as it is")
