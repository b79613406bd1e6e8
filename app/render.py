"""What a command shows: a table or lines for a person, JSON for a program; and how records and hits look in both.

Text in the vault was written by others. A terminal obeys escape sequences inside what it shows, so every control character
and every invisible character that reorders text is made visible before it reaches one.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TextIO

from keepmum.memory.record import Hit, Record

# The controls that reorder or hide text (UAX 9, UAX 31), beside the control characters themselves.
_UNSEEN = frozenset("\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")
Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


def visible(text: str) -> str:
    """Return ``text`` with control characters as escapes, so that a terminal shows them and obeys none. Line breaks stay."""
    if text.isprintable():
        return text
    return "".join(
        repr(character)[1:-1]
        if character != "\n" and (character in _UNSEEN or not (character.isprintable() or character == "\t"))
        else character
        for character in text
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
            unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
            _write(json.dumps(value, ensure_ascii=not unicode, indent=2))

    def line(self, text: str = "") -> None:
        """Write a line, where a person reads."""
        if not self.json:
            _write(visible(text))

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Write a table, where a person reads: drawn for a terminal, tab-separated for a pipe."""
        if self.json:
            return
        cells = [[visible(str(cell)) for cell in row] for row in rows]
        if not sys.stdout.isatty():
            for row in cells:
                _write("\t".join(cell.replace("\n", " ").replace("\t", " ") for cell in row))
            return
        from rich import box
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        drawn = Table(*columns, box=box.SIMPLE_HEAD, pad_edge=False)
        for row in cells:
            drawn.add_row(*map(Text, row))
        Console().print(drawn)

    @contextmanager
    def progress(self, label: str) -> Iterator[Callable[[int, int | None], None] | None]:
        """Yield what long work calls with the work done and the whole: a bar on stderr, where a person watches it."""
        if self.json or not sys.stderr.isatty():
            yield None
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(label, total=None)
            yield lambda done, whole: bar.update(task, completed=done, total=whole)


def note(text: str) -> None:
    """Write a line to stderr: what a person should know and a program need not."""
    _write(visible(text), sys.stderr)


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
    """Return all of a hit, its context by ids."""
    return {
        "record": record_json(hit.record),
        "score": hit.score,
        "why": list(hit.why),
        "context": [record.id for record in hit.context],
    }


def record_row(record: Record) -> tuple[str, ...]:
    """Return a record as one row of `RECORD_COLUMNS`."""
    return record.id or "", when(record.at), record.thread, record.speaker, record.text


RECORD_COLUMNS = "id", "when", "thread", "who", "text"


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
