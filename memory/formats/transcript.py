"""Transcripts of calls: WebVTT and SubRip. One cue becomes one record, all cues of a file one thread."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from keepmum.memory.errors import EmptyExport
from keepmum.memory.formats import text
from keepmum.memory.formats.cue import BadCue, Cue, cues, is_timing, notes
from keepmum.memory.formats.dates import find_stamp
from keepmum.memory.formats.interface import Item, Problem, ReadOptions, digest, in_zone
from keepmum.memory.record import MAX_TEXT, Record

_SUFFIXES = frozenset({".vtt", ".srt"})
_DATED = re.compile(
    r"(?:NOTE\s{1,4})?(?:X-)?(?:recorded(?: (?:at|on))?|recording date|date|start(?:ed)?(?: time)?|created|日期|录制时间|时间)"
    r"\s{0,4}[:=：]\s{0,4}(?P<when>.{1,80})",
    re.IGNORECASE,
)
_MOST_PEOPLE = 20  # in a call of more, a turn names its speaker alone: a thousand names on each turn find nobody
_LAST_MS = 10_000 * 3600 * 1000  # what four digits of hours can say


class Transcript:
    """Reads ``.vtt`` and ``.srt``, and files that hold the same under another text ending."""

    name = "transcript"

    def recognises(self, path: Path, head: bytes) -> bool:
        """Say whether the file begins as WebVTT or SubRip does, or its name ends so."""
        encoding, start = text.encoding_of(head)
        lines = text.split(head[start:].decode(encoding, "replace").lstrip())[:2]
        if path.suffix.lower() in _SUFFIXES or re.match(r"WEBVTT(?:\s|$)", lines[0]):
            return True
        return len(lines) == 2 and lines[0].strip().isdecimal() and is_timing(lines[1])

    def read(self, path: Path, options: ReadOptions) -> Iterator[Item]:
        """Yield the cues as records of kind "call", and what was wrong.

        Raises:
            ImportFailed: The file is empty, no text, too large, or has no cue.
        """
        content = text.decode(text.load(path), path)
        if text.is_blank(content):
            raise EmptyExport("there is nothing in this file", path)
        found = list(cues(content.lines))
        if not found:
            raise EmptyExport("there is no cue in this transcript", path)
        start, known = _start(content.lines, path, options)
        if not known and any(isinstance(cue, Cue) for cue in found):
            yield Problem(path.name, None, "the transcript does not say when it was made: the file's own date was taken")
        yield from _records(found, start, known=known, path=path)
        if content.cut is not None:
            yield content.cut


def _start(lines: Sequence[str], path: Path, options: ReadOptions) -> tuple[datetime, bool]:
    """Return when the call began, and whether the file or its name says so."""
    for line in notes(lines):
        stated = _DATED.match(line)
        stamp = find_stamp(stated["when"]) if stated else None
        if stamp is not None:
            return in_zone(stamp.moment, options.zone), True
    stamp = find_stamp(path.stem)
    if stamp is not None:
        return in_zone(stamp.moment, options.zone), True
    return text.modified(path, options.zone), False


def _records(found: Sequence[Cue | BadCue], start: datetime, *, known: bool, path: Path) -> Iterator[Item]:
    people = tuple(dict.fromkeys(cue.speaker for cue in found if isinstance(cue, Cue) and cue.speaker))
    people = people if len(people) <= _MOST_PEOPLE else ()
    stem = text.readable(path.stem)
    seen: Counter[str] = Counter()
    for cue in found:
        if isinstance(cue, BadCue):
            yield Problem(path.name, cue.line, cue.reason)
            continue
        if len(cue.text) > MAX_TEXT:
            yield Problem(path.name, cue.line, f"the cue has more than {MAX_TEXT} characters: it was not kept")
            continue
        same = digest(stem, start.astimezone(UTC).isoformat() if known else "", str(cue.start_ms), cue.speaker, cue.text)
        seen[same] += 1
        yield Record(
            text=cue.text,
            kind="call",
            at=_after(start, cue.start_ms),
            ends=_after(start, cue.end_ms) if cue.end_ms is not None else None,
            who=(cue.speaker, *(name for name in people if name != cue.speaker)) if cue.speaker else (),
            thread=f"Call {stem}",
            source=Transcript.name,
            ref=f"{same}-{seen[same]}",
        )


def _after(start: datetime, milliseconds: int) -> datetime:
    """Return the moment so long after ``start``, in the same zone; added in UTC, so that a change of the clock in a call is right."""
    return (start.astimezone(UTC) + timedelta(milliseconds=min(milliseconds, _LAST_MS))).astimezone(start.tzinfo)
