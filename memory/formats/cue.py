"""The cues of a transcript: WebVTT (W3C) and SubRip, with who speaks in each."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_CLOCK = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
# Anchored, and every repetition bounded or the last thing: linear time.
_TIMING = re.compile(rf"\s{{0,8}}{_CLOCK}\s{{0,8}}-->\s{{0,8}}{_CLOCK}(?:\s.*)?", re.ASCII | re.DOTALL)
_VOICE = re.compile(r"<v(?:\.[^\s<>.]{1,40}){0,8}\s+(?P<name>[^<>]{1,200})>")
_TAG = re.compile(r"</?(?:[cibuv]|ruby|rt|lang|font)(?:[.\s][^<>]*)?>|<[\d:.]{5,16}>|\{\\[^{}]{0,40}\}", re.IGNORECASE)
_SPEAKER = re.compile(r"(?:>> ?|- )?\[?(?P<name>[^\W\d_][^:：\[\]<>\n]{0,39})\]?\s?[:：]\s{0,4}(?P<text>\S.*)", re.DOTALL)
_NO_SPEAKER = frozenset(
    (
        "note",
        "warning",
        "ps",
        "p.s.",
        "http",
        "https",
        "question",
        "answer",
        "example",
        "update",
        "re",
        "todo",
        "tip",
        "caution",
        "注意",
        "例如",
    )
)
_HEADER_BLOCKS = ("NOTE", "STYLE", "REGION")


@dataclass(frozen=True, slots=True)
class Cue:
    """What one person says in one stretch of time.

    Attributes:
        line: The line of its timing, counted from 1.
        start_ms: When it begins, in milliseconds from the start.
        end_ms: When it ends; none where that is before its beginning.
        speaker: Who speaks; empty where nobody is named.
        text: What is said, without tags.
    """

    line: int
    start_ms: int
    end_ms: int | None
    speaker: str = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class BadCue:
    """A part of a transcript that is no cue.

    Attributes:
        line: The line, counted from 1.
        reason: What is wrong.
    """

    line: int
    reason: str


def is_timing(line: str) -> bool:
    """Say whether the line is a cue's timing."""
    return _TIMING.fullmatch(line) is not None


def notes(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a WebVTT file's header and of its notes: where dates stand."""
    inside = True  # the header lasts to the first blank line
    for line in lines:
        if "-->" in line or not line.strip():
            inside = False
        elif line.startswith("NOTE"):
            inside = True
        if inside:
            yield line


def cues(lines: Sequence[str]) -> Iterator[Cue | BadCue]:
    """Yield the cues of a WebVTT or SubRip file, and where something is none."""
    number, count = 0, len(lines)
    vtt = bool(lines) and lines[0].lstrip("\ufeff").startswith("WEBVTT")
    if vtt:
        number = _block_end(lines, 0)
    while number < count:
        line = lines[number]
        if not line.strip():
            number += 1
        elif vtt and line.startswith(_HEADER_BLOCKS) and "-->" not in line:
            number = _block_end(lines, number)
        elif "-->" in line:
            end = _cue_end(lines, number + 1)
            yield from _cue(number + 1, line, lines[number + 1 : end])
            number = end
        elif number + 1 < count and "-->" in lines[number + 1]:
            number += 1  # an identifier
        else:
            yield BadCue(number + 1, "a cue without a time was not kept")
            number = _block_end(lines, number)


def _block_end(lines: Sequence[str], number: int) -> int:
    """Return the index of the blank line or timing that ends the block at ``number``."""
    while number < len(lines) and lines[number].strip() and "-->" not in lines[number]:
        number += 1
    return number


def _cue_end(lines: Sequence[str], number: int) -> int:
    """Return the index after a cue's text; a number right before a timing is the next cue's identifier."""
    end = _block_end(lines, number)
    if end < len(lines) and "-->" in lines[end] and end > number and lines[end - 1].strip().isdecimal():
        return end - 1
    return end


def _cue(line: int, timing: str, texts: Sequence[str]) -> Iterator[Cue | BadCue]:
    found = _TIMING.fullmatch(timing)
    if found is None:
        yield BadCue(line, "this is no time that a cue can have: the cue was not kept")
        return
    start, end = _milliseconds(found.groups()[:4]), _milliseconds(found.groups()[4:])
    if end < start:
        yield BadCue(line, "the cue ends before it begins: its end was not kept")
    for speaker, said in _voices(_joined(texts)):
        if said:
            yield Cue(line, start, end if end >= start else None, speaker, said)


def _milliseconds(parts: Sequence[str | None]) -> int:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    return ((int(hours) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(fraction.ljust(3, "0"))


def _joined(texts: Sequence[str]) -> str:
    """Return a cue's lines as one: line breaks only fit the screen, except where each line is another person's."""
    shown = [text.strip() for text in texts if text.strip()]
    whole = ""
    for text in shown:
        if not whole:
            whole = text
        elif text.startswith(("- ", "– ", ">> ", "<v")):
            whole += "\n" + text
        else:
            whole += ("" if ord(whole[-1]) > 0x2E80 and ord(text[0]) > 0x2E80 else " ") + text
    return whole


def _voices(text: str) -> Iterator[tuple[str, str]]:
    """Yield each speaker of a cue with what they say."""
    at = 0
    speaker = ""
    for found in _VOICE.finditer(text):
        said = _plain(text[at : found.start()])
        if said:
            yield speaker, said
        speaker, at = _plain(found["name"]), found.end()
    said = _plain(text[at:])
    if speaker:
        yield speaker, said
    else:
        yield spoken_by(said)


def _plain(text: str) -> str:
    return html.unescape(_TAG.sub("", text)).replace("\0", "").strip()


def spoken_by(said: str) -> tuple[str, str]:
    """Return the speaker that stands before a colon, and the rest; an empty speaker where none does.

    A speaker is at most four words that all begin with a capital, or at most eight Chinese characters, or "speaker 1".
    """
    found = _SPEAKER.fullmatch(said)
    if found is None:
        return "", said
    name = found["name"].strip()
    words = name.split()
    if name.lower() in _NO_SPEAKER or len(words) > 4 or found["text"].startswith("//"):
        return "", said
    chinese = all(ord(letter) > 0x2E80 for letter in name)
    if chinese and len(name) <= 8:
        return name, found["text"]
    if not chinese and all(word[0].isupper() or word[0] in "('\"" or word[0].isdecimal() or ord(word[0]) > 0x2E80 for word in words):
        return name, found["text"]
    return (name, found["text"]) if words[0].lower() == "speaker" and len(words) == 2 else ("", said)
