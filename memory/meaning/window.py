"""What is embedded: each turn with its speaker, and each turn with what was said just before it.

A turn such as "yes, on Tuesday" means nothing alone. Its window, the two turns before it and itself, each with the
speaker's name, does. A window looks back only: a new message never makes an older window stale.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from keepmum.memory.record import Record
from keepmum.memory.store.catalogue import Ints
from keepmum.memory.words.bm25 import Units

REACH = 2  # turns before a turn in its window; measured better than one on each side, and never stale
PASSAGE = 900  # characters; about the 256 tokens that the model reads
MAX_PASSAGES = 64  # of one record: a longer text than a chapter is found by its words

VectorKind = Literal["turn", "window"]
_BREAK = re.compile(r"\n\s*\n|(?<=[.!?。！？])\s+|\n")


@dataclass(frozen=True, slots=True)
class Passage:
    """One text to embed.

    Attributes:
        n: The row number of the record that is found by it.
        kind: Whether it is of the turn itself or of its window.
        sources: The row numbers of all records whose text is in it, rising; when one goes, the vector goes.
        text: The text.
    """

    n: int
    kind: VectorKind
    sources: tuple[int, ...]
    text: str = field(repr=False)


def window_starts(units: Units) -> Ints:
    """Give for each position the first position of its window.

    Where it is the position itself, the window would be the turn again, and none is made.
    """
    return np.maximum(np.arange(len(units.first)) - REACH, units.first)


def turn_passages(n: int, record: Record) -> Iterator[Passage]:
    """Split a record into the texts to embed for itself: one for a turn, several for a long memo.

    Args:
        n: Its row number.
        record: The record.

    Yields:
        Passages; a record without text is embedded by the names of its attachments or its tags.
    """
    for piece in pieces(record.text) or pieces(", ".join(record.attachments or record.tags)):
        yield Passage(n, "turn", (n,), _spoken(record.speaker, piece))


def window_passage(n: int, records: list[Record], sources: tuple[int, ...]) -> Passage:
    """Join the turns of a window, each with its speaker.

    Args:
        n: The row number of the last turn, which is the one found.
        records: The turns in order of time.
        sources: Their row numbers, rising.

    Returns:
        The passage. The last turn is kept whole up to a passage's size, and the others get what is left.
    """
    lines = [_spoken(record.speaker, record.text[:PASSAGE]) for record in records]
    room = PASSAGE * 2 - len(lines[-1])
    for place in range(len(lines) - 2, -1, -1):
        lines[place] = lines[place][: max(room, 0)]
        room -= len(lines[place])
    return Passage(n, "window", sources, "\n".join(line for line in lines if line))


def pieces(text: str) -> list[str]:
    """Cut a text at paragraphs and sentences into pieces that the model can read whole.

    Args:
        text: Any text.

    Returns:
        Pieces of at most `PASSAGE` characters, at most `MAX_PASSAGES`; none of them blank.
    """
    if len(text) <= PASSAGE:
        return [text] if text.strip() else []
    found: list[str] = []
    current = ""
    for sentence in _BREAK.split(text):
        for start in range(0, len(sentence), PASSAGE):
            part = sentence[start : start + PASSAGE].strip()
            if current and len(current) + len(part) + 1 > PASSAGE:
                found.append(current)
                current = part
            elif part:
                current = f"{current} {part}" if current else part
        if len(found) >= MAX_PASSAGES:
            return found[:MAX_PASSAGES]
    return [*found, current] if current else found


def _spoken(speaker: str, text: str) -> str:
    return f"{speaker}: {text}" if speaker else text
