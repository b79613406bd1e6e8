"""Memos: Markdown or plain text, one file one memo, with its date where people write it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from keepmum.memory.errors import EmptyExport
from keepmum.memory.formats import text
from keepmum.memory.formats.dates import Stamp, find_stamp
from keepmum.memory.formats.interface import Item, Problem, ReadOptions, digest, in_zone
from keepmum.memory.record import MAX_NAMES, Record

LONG = 4000  # characters; a longer memo is split

_SUFFIXES = frozenset({".md", ".markdown", ".txt", ".text"})
_KEY = re.compile(r"(?P<key>[A-Za-z][\w-]{0,40})\s{0,4}:\s{0,4}(?P<value>.*)")
_TAG = re.compile(r"(?<![\w#/&])#(?P<tag>[^\W\d_][\w/-]{0,63})")
_COLOUR = re.compile(r"[0-9a-fA-F]{6}|[0-9a-fA-F]{3}")
_NO_TITLE = re.compile(r"(?:memo|note|notes|untitled|new|doc|document|text|备忘录|笔记|便签|无标题)?[\s_.-]{0,4}\d{0,6}", re.IGNORECASE)
_DATE_KEYS = ("date", "created", "created_at", "日期")
_MAX_FRONT = 200  # lines of front matter


@dataclass(slots=True)
class _Front:
    """What stands between the two lines of dashes at a memo's start."""

    title: str = field(default="", repr=False)
    date: str = field(default="", repr=False)
    tags: list[str] = field(default_factory=list, repr=False)


class Memo:
    """Reads memos: ``.md`` and ``.txt``."""

    name = "memo"

    def recognises(self, path: Path, head: bytes) -> bool:
        """Say whether the name ends as a memo's does; what is in it is asked by the other readers first. A recovery kit is no memo."""
        return path.suffix.lower() in _SUFFIXES and not _is_identity(head)

    def read(self, path: Path, options: ReadOptions) -> Iterator[Item]:
        """Yield one record, or several that share a thread if the memo has more than 4,000 characters.

        Raises:
            ImportFailed: The file is empty, no text, or too large.
        """
        content = text.decode(text.load(path), path)
        if text.is_blank(content):
            raise EmptyExport("there is nothing in this file", path)
        front, lines = _front(content.lines)
        body = "\n".join(lines).strip("\n")
        title = _title(front, path, lines)
        whole = f"{title}\n\n{body}".strip("\n") if title else body
        if not whole.strip():
            raise EmptyExport("there is nothing in this file but its header", path)
        at, problem = _date(front, path, lines, options)
        if problem is not None:
            yield problem
        tags = tuple(sorted({tag for tag in (*front.tags, *_tags(body)) if tag})[:MAX_NAMES])
        ref = digest(whole)
        pieces = pack(whole)
        for number, piece in enumerate(pieces, 1):
            yield Record(
                text=piece,
                kind="memo",
                at=at,
                thread=options.folder or "memos",
                source=Memo.name,
                ref=ref if len(pieces) == 1 else f"{ref}-{number}",
                tags=tags,
            )
        if content.cut is not None:
            yield content.cut


def _is_identity(head: bytes) -> bool:
    """Say whether a file holds an age identity and nothing else, as a recovery kit does: it must not lie in what it opens."""
    lines = [line for line in head.splitlines() if line.strip() and not line.startswith(b"#")]
    return bool(lines) and all(line.startswith(b"AGE-SECRET-KEY-") for line in lines)


def pack(whole: str, limit: int = LONG) -> list[str]:
    """Split a text at headings, else between paragraphs, else between lines, else between words, into pieces of at most ``limit``.

    Only white space between pieces is lost.
    """
    if len(whole) <= limit:
        return [whole]
    pieces: list[str] = []
    held = ""
    for block in _blocks(whole, limit):
        if held and (len(held) + len(block) > limit or (block.startswith("#") and len(held) > limit // 4)):
            pieces.append(held)
            held = ""
        held += block
    pieces.append(held)
    return [piece.strip("\n") for piece in pieces if piece.strip()]


def _blocks(whole: str, limit: int) -> Iterator[str]:
    """Yield paragraphs with the blank lines after them; what is too long is cut at a line's end, a space, or anywhere."""
    for paragraph in re.split(r"(?<=\n\n)(?=[^\n])|(?<=\n)(?=#{1,6} )", whole):
        start = 0
        while len(paragraph) - start > limit:
            end = max(paragraph.rfind("\n", start, start + limit), paragraph.rfind("。", start, start + limit)) + 1
            if end <= start:
                end = paragraph.rfind(" ", start, start + limit) + 1
            if end <= start:
                end = start + limit
            yield paragraph[start:end]
            start = end
        yield paragraph[start:]


def _front(lines: list[str]) -> tuple[_Front, list[str]]:
    """Return the front matter and the lines below it; only title, date and tags are understood."""
    front = _Front()
    if lines[0].strip() != "---":
        return front, lines
    end = next((number for number, line in enumerate(lines[1:_MAX_FRONT], 1) if line.strip() in {"---", "..."}), None)
    if end is None:
        return front, lines
    key = ""
    for line in lines[1:end]:
        if key == "tags" and line.lstrip().startswith("- "):
            front.tags.append(_bare(line.lstrip()[2:]).lstrip("#"))
            continue
        found = _KEY.fullmatch(line.rstrip()) or re.fullmatch(r"(?P<key>日期|标题|标签)[:：]\s{0,4}(?P<value>.*)", line.rstrip())
        key = {"标题": "title", "标签": "tags"}.get(found["key"], found["key"].lower()) if found else ""
        value = _bare(found["value"]) if found else ""
        if key == "title":
            front.title = value
        elif key in _DATE_KEYS and not front.date:
            front.date = value
        elif key in {"tags", "tag"}:
            key = "tags"
            front.tags += [_bare(tag).lstrip("#") for tag in value.strip("[]").split(",") if tag.strip()]
    return front, lines[end + 1 :]


def _bare(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _title(front: _Front, path: Path, lines: list[str]) -> str:
    """Return the memo's name if its text does not begin with it: from the front matter, else the file's."""
    first = next((line for line in lines if line.strip()), "").lstrip("# ").strip()
    title = front.title
    if not title:
        if any(line.startswith("# ") for line in lines[:5]):
            return ""
        stem = text.readable(path.stem)
        stamp = find_stamp(stem)
        if stamp is not None:
            stem = (stem[: stamp.start] + " " + stem[stamp.end :]).strip("_ -.")
        stem = stem.replace("_", " ")
        title = "" if _NO_TITLE.fullmatch(stem.strip()) else stem.strip()
    return "" if title.casefold() == first.casefold() else title


def _date(front: _Front, path: Path, lines: list[str], options: ReadOptions) -> tuple[datetime, Problem | None]:
    """Return when the memo was written: front matter, file name, a date as first line, else when the file was changed."""
    if front.date:
        stamp = find_stamp(front.date)
        if stamp is not None and stamp.start == 0:
            return in_zone(stamp.moment, options.zone), None
    problem = Problem(path.name, None, "the date in the front matter is none that keepmum reads") if front.date else None
    stamp = find_stamp(path.stem) or _date_line(lines)
    if stamp is not None:
        return in_zone(stamp.moment, options.zone), problem
    return text.modified(path, options.zone), problem


def _date_line(lines: list[str]) -> Stamp | None:
    """Return the date that stands at the beginning of the first line."""
    first = next((line for line in lines if line.strip()), "").lstrip("# ").strip()[:200]
    stamp = find_stamp(first)
    weekday = r"(?:date:|日期[:：])?\s{0,3}(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?)?\s{0,3}"
    return stamp if stamp is not None and re.fullmatch(weekday, first[: stamp.start], re.IGNORECASE) else None


def _tags(body: str) -> Iterator[str]:
    for found in _TAG.finditer(body):
        if not _COLOUR.fullmatch(found["tag"]):
            yield found["tag"].rstrip("/-")
