"""From the story's people to a vCard 3.0 file (RFC 2426), as a phone exports its contacts."""

from __future__ import annotations

from collections.abc import Iterator

from keepmum.app.demo.script import STORY

_WIDTH = 75  # octets of a line, without its end (RFC 2426, section 2.6)


def contacts() -> str:
    """Return all contacts of the story as one file."""
    blocks = (STORY / "contacts.txt").read_text(encoding="utf-8").strip().split("\n\n")
    return "".join(f"{folded}\r\n" for block in blocks for line in _card(block.split("\n")) for folded in _fold(line))


def _card(rows: list[str]) -> Iterator[str]:
    yield "BEGIN:VCARD"
    yield "VERSION:3.0"
    for row in rows:
        key, _, value = row.partition(": ")
        parts = [_escape(part) for part in value.split("|")]
        if key == "N":
            yield f"N:{parts[0].strip()};{parts[1].strip()};;;"
        elif key == "NICK":
            yield f"NICKNAME:{','.join(_escape(nick) for nick in value.split(', '))}"
        elif key == "TEL":
            yield f"TEL;TYPE=CELL:{value}"
        elif key == "EMAIL":
            yield f"EMAIL;TYPE=INTERNET:{value}"
        elif key == "ADR":
            street, city, code, country = parts
            yield f"ADR;TYPE=HOME:;;{street};{city};;{code};{country}"
        elif key == "REL":
            yield f"X-RELATION:{parts[0]}"
        else:  # FN, ORG, BDAY, NOTE
            yield f"{key}:{parts[0]}"
    yield "REV:2025-12-30T10:00:00Z"
    yield "END:VCARD"


def _escape(value: str) -> str:
    return value.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")


def _fold(line: str) -> Iterator[str]:
    """Yield a long line in pieces of at most 75 octets, never inside a character; all but the first begin with a space."""
    piece = ""
    for letter in line:
        if len((piece + letter).encode()) > _WIDTH:
            yield piece
            piece = " "
        piece += letter
    yield piece
