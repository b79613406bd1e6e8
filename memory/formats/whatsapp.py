"""WhatsApp's "export chat": a text file, or a zip with one in it, in the words of the phone's language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from keepmum.memory.errors import EmptyExport, UnknownFormat
from keepmum.memory.formats import archive, text
from keepmum.memory.formats.chat_body import Senders, body, clean_name, is_app_text
from keepmum.memory.formats.chat_date import find_order, moment
from keepmum.memory.formats.chat_line import MARKS, Header, header
from keepmum.memory.formats.interface import DateOrder, Item, Problem, ReadOptions, Skipped, digest, in_zone
from keepmum.memory.record import MAX_TEXT, Record

_THREAD_NAMES = (  # how exports are called; the name of the chat is what is left
    re.compile(r"WhatsApp Chat (?:with|-) (?P<name>.{1,200})", re.IGNORECASE),
    re.compile(
        r"(?:Chat de WhatsApp con|Conversa do WhatsApp com|Discussion WhatsApp avec|WhatsApp-Chat mit|Chat WhatsApp con)"
        r" (?P<name>.{1,200})",
        re.IGNORECASE,
    ),
    re.compile(r"[与與和](?P<name>.{1,200}?) ?的 ?WhatsApp ?(?:聊天记录|聊天記錄|聊天|对话|對話)", re.IGNORECASE),
    re.compile(r"WhatsApp ?[与與和-] ?(?P<name>.{1,200}?) ?的?(?:聊天记录|聊天記錄|聊天|对话|對話)", re.IGNORECASE),
)
_COPY = re.compile(r" ?\(\d{1,3}\)$")  # "WhatsApp Chat with Mei (2)": the browser's, not the chat's
_SUFFIXES = frozenset({".txt", ".zip"})


@dataclass(slots=True)
class _Message:
    """One header and the lines below it."""

    line: int
    header: Header
    lines: list[str] = field(repr=False)


class WhatsApp:
    """Reads WhatsApp exports: ``.txt``, and ``.zip`` without touching the media in it."""

    name = "whatsapp"

    def recognises(self, path: Path, head: bytes) -> bool:
        """Say whether the file is a chat: a zip with the right ending, or a text whose first line is a message."""
        if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            return path.suffix.lower() == ".zip"
        encoding, start = text.encoding_of(head)
        lines = text.split(head[start:].decode(encoding, "replace"))
        first = next((line for line in lines if line.strip(MARKS + " \t")), "")
        return path.suffix.lower() in _SUFFIXES and (
            header(first) is not None or (bool(first) and thread_of(path.stem) != "" and any(map(header, lines)))
        )

    def read(self, path: Path, options: ReadOptions) -> Iterator[Item]:
        """Yield the chat's messages, and what was skipped or wrong.

        Raises:
            ImportFailed: The file is empty, no text, cut (a zip), too large, or no chat.
        """
        with path.open("rb") as file:
            packed = file.read(2) == b"PK"
        if not packed:
            yield from read_chat(
                text.decode(text.load(path), path),
                path,
                thread_of(text.readable(path.stem)) or thread_of(text.readable(path.parent.name)),
                options,
            )
            return
        for chat in archive.chats(path):
            named = thread_of(text.readable(chat.name.rsplit(".", 1)[0])) or thread_of(text.readable(path.stem))
            yield from read_chat(text.decode(chat.data, path), path, named, options)


def thread_of(stem: str) -> str:
    """Return the chat's name out of the name of its export; empty if that names none."""
    stem = _COPY.sub("", stem.strip(MARKS + " "))
    for form in _THREAD_NAMES:
        found = form.fullmatch(stem)
        if found is not None:
            return clean_name(found["name"])
    return ""


def read_chat(content: text.Text, path: Path, thread: str, options: ReadOptions) -> Iterator[Item]:
    """Yield what is in the text of one chat.

    Args:
        content: The chat.
        path: The file it came from, for messages only.
        thread: The chat's name; empty to name it after the people in it.
        options: What the person knows.

    Raises:
        EmptyExport: There is nothing in it.
        UnknownFormat: No line of it is a message.
    """
    if text.is_blank(content):
        raise EmptyExport("there is nothing in this file", path)
    messages, strays = _messages(content.lines)
    if not messages:
        raise UnknownFormat("no line of this file is a WhatsApp message", path)
    order = find_order((message.header for message in messages), options.date_order)
    if order.guessed:
        yield Problem(
            path.name, messages[0].line, f"nothing tells the day from the month: read as {order.name}; say otherwise with the date order"
        )
    if strays:
        yield Problem(path.name, strays[0], "text stands before the first message: it was not kept")
    yield from _records(messages, order.name, path, thread, options)
    if content.cut is not None:
        yield content.cut


def _messages(lines: Sequence[str]) -> tuple[list[_Message], list[int]]:
    """Return the messages, and the numbers of lines before the first one.

    All headers of an export have one form, so a line of another form is part of a text, whatever it looks like.
    """
    messages: list[_Message] = []
    strays: list[int] = []
    last = len(lines) - 1 if lines and not lines[-1] else len(lines)  # the end of the last line begins no new one
    for number, line in enumerate(lines[:last], 1):
        head = header(line)
        if head is not None and (not messages or head.form == messages[0].header.form):
            messages.append(_Message(number, head, [head.rest]))
        elif messages:
            messages[-1].lines.append(line)
        elif line.strip(MARKS + " \t"):
            strays.append(number)
    return messages, strays


def _dated(messages: Sequence[_Message], order: DateOrder, path: Path) -> Iterator[tuple[_Message, datetime] | Problem]:
    """Yield each message with its local time; one whose date does not exist is given back to the message before it."""
    held: tuple[_Message, datetime] | None = None
    for message in messages:
        at = moment(message.header, order)
        if at is not None:
            if held is not None:
                yield held
            held = (message, at)
        elif held is not None:
            yield Problem(path.name, message.line, "there is no such date: the line was kept as part of the message before it")
            held[0].lines.extend(message.lines)
        else:
            yield Problem(path.name, message.line, "there is no such date, and no message before it: the line was not kept")
    if held is not None:
        yield held


def _records(messages: Sequence[_Message], order: DateOrder, path: Path, thread: str, options: ReadOptions) -> Iterator[Item]:
    senders = Senders(message.header.rest for message in messages)
    people, app = _cast(messages, senders, thread)
    thread = thread or _named_after(people, options.me)
    seen: Counter[str] = Counter()
    for dated in _dated(messages, order, path):
        if isinstance(dated, Problem):
            yield dated
            continue
        message, at = dated
        parted = senders.part("\n".join(message.lines))
        if parted is None or (app and parted[0] == app) or is_app_text(parted[1]):
            yield Skipped(path.name, message.line, "the app itself says this")
            continue
        sender, content = parted[0], body(parted[1])
        if content.deleted:
            yield Skipped(path.name, message.line, "the message was deleted by its sender")
        elif len(content.text) > MAX_TEXT:
            yield Problem(path.name, message.line, f"the message has more than {MAX_TEXT} characters: it was not kept")
        else:
            same = digest(thread, at.isoformat(timespec="minutes"), sender, content.text)
            seen[same] += 1
            others = tuple(name for name in people if name != sender) if len(people) == 2 else ()
            yield Record(
                text=content.text,
                kind="message",
                at=in_zone(at, options.zone),
                who=(sender, *others),
                thread=thread,
                source=WhatsApp.name,
                ref=f"{same}-{seen[same]}",
                attachments=content.attachments,
            )


def _cast(messages: Sequence[_Message], senders: Senders, thread: str) -> tuple[tuple[str, ...], str]:
    """Return the people who wrote, in the order of their first message, and the name under which the app speaks; empty for none.

    On iOS the app speaks under the group's own name, with a mark of direction before each text.
    """
    marked: dict[str, bool] = {}
    for message in messages:
        parted = senders.part(message.header.rest)
        if parted is not None and not is_app_text(parted[1]):
            marked[parted[0]] = marked.get(parted[0], True) and parted[1].startswith(MARKS[0])
    app = thread if marked.get(thread) and len(marked) > 2 else ""
    return tuple(name for name in marked if not app or name != app), app


def _named_after(people: Sequence[str], me: str | None) -> str:
    others = [name for name in people if me is None or name.casefold() != me.casefold()]
    shown = sorted(others or people)
    return ", ".join(shown[:5]) + (" …" if len(shown) > 5 else "")
