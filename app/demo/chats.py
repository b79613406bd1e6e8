"""From a chat of the story to the export that a phone writes of it: Android's text, or iOS's zip."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from keepmum.app.demo.chance import pick, vary
from keepmum.app.demo.script import APP, Banter, Chat, Line

_MARK = "\u200e"  # iOS writes this left-to-right mark before what is its own
_NOTES = {
    "@media": ("<Media omitted>", f"{_MARK}image omitted"),
    "@deleted": ("This message was deleted", f"{_MARK}This message was deleted."),
}
_EDITED = " @edited"
_FIRST_DAY = date(2025, 1, 6)
_DAYS = 355  # over which small talk is spread


def lines(chat: Chat) -> list[Line]:
    """Return all messages of a chat, its small talk on days of its own, by time."""
    taken = {line.at.date() for line in chat.lines}
    spread: list[Line] = list(chat.lines)
    step = _DAYS // max(len(chat.banter), 1)
    for number, banter in enumerate(chat.banter):
        day = _FIRST_DAY + timedelta(days=number * step + pick(step, chat.title, number, "day"))
        while day in taken:
            day += timedelta(days=1)
        taken.add(day)
        spread.extend(_said(banter, day, chat.title))
    return sorted(spread, key=lambda line: line.at)


def _said(banter: Banter, day: date, title: str) -> Iterator[Line]:
    at = datetime.combine(day, banter.clock) + timedelta(minutes=pick(40, title, day, "minute"))
    for number, (who, text) in enumerate(banter.turns):
        yield Line(at, who, vary(text, title, day, number))
        at += timedelta(minutes=pick(5, title, day, number, "gap"))


def android(said: Sequence[Line]) -> str:
    """Return the text that an Android phone set to British English exports: ``05/01/2025, 08:12 - Mei: text``."""
    rows: list[str] = []
    for line in said:
        text, stamp = _shown(line.text, 0), f"{line.at:%d/%m/%Y, %H:%M}"
        rows.append(f"{stamp} - {text}" if line.who == APP else f"{stamp} - {line.who}: {text}")
    return "\n".join(rows) + "\n"


def ios(said: Sequence[Line], title: str) -> str:
    """Return the text that an iPhone set to British English exports: ``[05/01/2025, 08:12:31] Mei: text``."""
    rows: list[str] = []
    last: datetime | None = None
    for number, line in enumerate(said):
        at = line.at + timedelta(seconds=pick(40, title, number))
        at = last = at if last is None else max(at, last + timedelta(seconds=2))
        text = _shown(line.text, 1)
        who = title if line.who == APP else line.who
        mark = _MARK if text.startswith(_MARK) else ""
        rows.append(f"{mark}[{at:%d/%m/%Y, %H:%M:%S}] {who}: {_MARK if line.who == APP else ''}{text}")
    return "\r\n".join(rows) + "\r\n"


def packed(text: str) -> bytes:
    """Return a zip with ``_chat.txt`` in it, stored without compression: the same bytes everywhere."""
    entry = zipfile.ZipInfo("_chat.txt", (2026, 1, 1, 9, 0, 0))
    entry.create_system = 3
    entry.external_attr = 0o600 << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as file:
        file.writestr(entry, text.encode())
    return buffer.getvalue()


def _shown(text: str, phone: int) -> str:
    """Return the text as a phone (0 Android, 1 iOS) shows it in an export."""
    if text in _NOTES:
        return _NOTES[text][phone]
    if text.endswith(_EDITED):
        return text.removesuffix(_EDITED) + (" <This message was edited>", f" {_MARK}<This message was edited>")[phone]
    return text
