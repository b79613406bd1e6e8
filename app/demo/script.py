"""Reads the demo's story: plain text files in which each chat, memo and call was written by hand.

A chat file has a head (``title: …``, ``people: S=Siqi Gu; …``), days (``= 2025-01-05``) with lines (``08:12 S text``,
``!`` for what the app says, two spaces to go on), and banter (``~ 08:20``): small talk without a day, in which
``{a|b|c}`` is a choice. See `chats` for how days and choices are found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path

STORY = Path(__file__).parent / "story"
APP = "!"  # who speaks where the app itself does

_LINE = re.compile(r"(?P<clock>\d\d:\d\d) (?P<who>\S) (?P<text>.*)")


@dataclass(frozen=True, slots=True)
class Line:
    """One message of the story.

    Attributes:
        at: When it was sent, in the owner's local time.
        who: The sender's full name, or `APP`.
        text: What was written; ``@media`` and ``@deleted`` stand for what an export leaves out, ``@edited`` ends an edited text.
    """

    at: datetime
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Banter:
    """Small talk without a day.

    Attributes:
        clock: Around when on its day.
        turns: The names of the speakers and what they say, with choices in it.
    """

    clock: time
    turns: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Chat:
    """One chat of the story.

    Attributes:
        title: The chat's name.
        form: The phone whose export it becomes: "android" or "ios".
        lines: What was said, in its order.
        banter: Small talk to be spread over the year.
    """

    title: str
    form: str
    lines: tuple[Line, ...]
    banter: tuple[Banter, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One piece of a file that holds several: its head and its lines."""

    head: str
    body: tuple[str, ...]


def chat(name: str) -> Chat:
    """Return the chat in the story file ``name``.

    Raises:
        ValueError: A line of it has no meaning.
    """
    head: dict[str, str] = {}
    lines: list[Line] = []
    banter: list[Banter] = []
    people: dict[str, str] = {APP: APP}
    day: date | None = None
    for row in (STORY / name).read_text(encoding="utf-8").splitlines():
        if not row.strip():
            continue
        if row.startswith("= "):
            day = date.fromisoformat(row[2:])
        elif row.startswith("~ "):
            day = None
            banter.append(Banter(time.fromisoformat(row[2:]), ()))
        elif row.startswith("  "):
            lines[-1] = replace(lines[-1], text=f"{lines[-1].text}\n{row.strip()}")
        elif day is not None and (found := _LINE.fullmatch(row)) is not None:
            at = datetime.combine(day, time.fromisoformat(found["clock"]))
            lines.append(Line(at, people[found["who"]], found["text"]))
        elif banter:
            who, _, text = row.partition(" ")
            banter[-1] = replace(banter[-1], turns=(*banter[-1].turns, (people[who], text)))
        elif ": " in row:
            key, _, value = row.partition(": ")
            head[key] = value
            people |= _people(value) if key == "people" else {}
        else:
            raise ValueError(f"{name}: a line has no meaning: {row[:20]}")
    return Chat(head["title"], head["form"], tuple(lines), tuple(banter))


def pages(name: str) -> Iterator[Page]:
    """Yield the pieces of a story file, which stand between lines that begin with ``===``."""
    head = ""
    body: list[str] = []
    for row in (STORY / name).read_text(encoding="utf-8").splitlines():
        if row.startswith("=== "):
            if head:
                yield Page(head, tuple(body))
            head, body = row[4:], []
        else:
            body.append(row)


def _people(value: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in value.split("; "))
