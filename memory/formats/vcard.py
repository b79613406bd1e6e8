"""Contacts: vCard 2.1, 3.0 and 4.0. One card becomes one record, whose lines `people` reads back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from keepmum.memory.errors import EmptyExport, TruncatedExport, UnknownFormat, WrongEncoding
from keepmum.memory.formats import text
from keepmum.memory.formats.dates import find_stamp
from keepmum.memory.formats.interface import Item, Problem, ReadOptions, digest, in_zone
from keepmum.memory.formats.vcard_line import BadLine, Property, cut, properties, unescape
from keepmum.memory.record import MAX_NAMES, MAX_TEXT, Record

MAX_FIELD = 10_000  # characters of one line of a contact; a note may have many lines

_HANDLES = frozenset(
    (
        *("IMPP", "X-SOCIALPROFILE", "X-TWITTER", "X-SKYPE", "X-SKYPE-USERNAME", "X-WECHAT", "X-QQ", "X-AIM", "X-JABBER", "X-ICQ", "X-MSN"),
        *("X-TELEGRAM", "X-INSTAGRAM", "X-HANDLE", "X-GITHUB", "X-MASTODON", "X-FACEBOOK", "X-WEIBO", "X-LINE", "X-SIGNAL", "X-USERNAME"),
    )
)
_RELATED = frozenset({"RELATED", "X-ABRELATEDNAMES", "X-SPOUSE", "X-MANAGER", "X-ASSISTANT", "X-ANNIVERSARY-WITH"})
_BAD = (
    "this line is no property of a contact: it was not kept",
    "the bytes here are no text in their character set: the line was not kept",
)
_ME = frozenset({"me", "self", "myself", "owner", "我", "本人"})
_PLAIN = {
    "TEL": "phone",
    "EMAIL": "email",
    "TITLE": "title",
    "ROLE": "title",
    "BDAY": "birthday",
    "URL": "url",
    "X-RELATION": "relation",
    "X-RELATIONSHIP": "relation",
}


class VCard:
    """Reads ``.vcf``."""

    name = "contacts"

    def recognises(self, path: Path, head: bytes) -> bool:
        """Say whether the file begins with a card, or its name ends so."""
        encoding, start = text.encoding_of(head)
        begin = head[start : start + 200].decode(encoding, "replace").lstrip().upper()
        return path.suffix.lower() in {".vcf", ".vcard"} or begin.startswith("BEGIN:VCARD")

    def read(self, path: Path, options: ReadOptions) -> Iterator[Item]:
        """Yield one record of kind "contact" a card, and what was wrong.

        Raises:
            ImportFailed: The file is empty, no text in the encoding that it names, too large, cut in its only card, or holds no card.
        """
        card: list[Property] | None = None
        begun = first = undecodable = 0
        kept = False
        when = text.modified(path, options.zone)
        for item in properties(_lines(path)):
            if isinstance(item, BadLine):
                undecodable = undecodable or (item.line if item.undecodable else 0)
                if card is not None:
                    yield Problem(path.name, item.line, _BAD[item.undecodable])
            elif item.name == "BEGIN" and item.text.upper() == "VCARD":
                if card is not None:
                    yield Problem(path.name, begun, "the contact has no end: it was not kept")
                card, begun, first = [], item.line, first or item.line
            elif item.name == "END" and item.text.upper() == "VCARD" and card is not None:
                record = _record(card, when, options)
                card = None
                kept = kept or record is not None
                yield record if record is not None else Problem(path.name, begun, "the contact has nothing to name it by: it was not kept")
            elif card is not None:
                card.append(item)
        if not first:
            raise UnknownFormat("there is no contact in this file", path)
        if undecodable and not kept:
            raise WrongEncoding("the bytes here are no text in the character set that the contact names", path, undecodable)
        if card is not None and not kept:
            raise TruncatedExport("the file ends inside its only contact", path, begun)
        if card is not None:
            yield Problem(path.name, begun, "the file ends inside this contact: it was not kept")


def _lines(path: Path) -> Sequence[str]:
    """Return the file's lines; bytes that are no UTF-8 stay in them as surrogates, because each property may name its own set."""
    data = text.load(path)
    encoding, start = text.encoding_of(data)
    if not data[start:].strip():
        raise EmptyExport("there is nothing in this file", path)
    if encoding != "utf-8":
        return text.decode(data, path).lines
    if b"\0" in data:
        raise WrongEncoding("a NUL byte stands here: this is no text", path, data[: data.index(b"\0")].count(b"\n") + 1)
    content = data[start:].decode("utf-8", "surrogateescape")
    text.check_lines(content, path)
    return text.split(content)


def _record(card: Sequence[Property], modified: datetime, options: ReadOptions) -> Record | None:
    """Return the card as a record; none if nothing in it can name it."""
    labels = {item.group: item.text.removeprefix("_$!<").removesuffix(">!$_") for item in card if item.name == "X-ABLABEL" and item.group}
    fields = list(dict.fromkeys(line for item in card for line in _field(item, labels.get(item.group, ""))))
    full = next((_one_line(item.text) for item in card if item.name == "FN" and item.text), "")
    structured = next((item.parts for item in card if item.name == "N"), ())
    family, given, *more = (*(_one_line(part) for part in structured), "", "", "")[:5]
    name = full or _spelled(family, given, *more[:1]) or _first(fields, "nick", "org", "email", "phone")
    if not name:
        return None
    if given and family and name not in {f"{given} {family}", f"{family}{given}", f"{family} {given}"}:
        fields = [f"given: {given}", f"family: {family}", *fields]
    shown = "\n".join([name, *sorted(fields, key=_rank)])[:MAX_TEXT]
    uid = next((item.text for item in card if item.name == "UID" and item.text), "")
    revised = next((stamp for item in card if item.name == "REV" and (stamp := find_stamp(item.text)) is not None), None)
    return Record(
        text=shown,
        kind="contact",
        at=in_zone(revised.moment, options.zone) if revised is not None else modified,
        who=(name,),
        thread="contacts",
        source=VCard.name,
        ref=uid[:500] or digest(name, _first(fields, "phone", "email") or shown),
        tags=tuple(
            tag for item in card if item.name == "CATEGORIES" for part in cut(item.value, ",") if (tag := _one_line(unescape(part)))
        )[:MAX_NAMES],
    )


LINES = (
    "nick",
    "given",
    "family",
    "phonetic",
    "phone",
    "email",
    "handle",
    "address",
    "org",
    "title",
    "birthday",
    "relation",
    "related",
    "url",
    "note",
)
"""What the lines of a contact's text say, in their order; `keepmum.memory.people.person` reads them back."""


def _rank(line: str) -> int:
    return LINES.index(line.partition(":")[0])


def _first(fields: Sequence[str], *keys: str) -> str:
    return next((line.partition(": ")[2] for key in keys for line in fields if line.startswith(f"{key}: ")), "")


def _spelled(family: str, given: str, additional: str) -> str:
    if family and given and ord(family[0]) > 0x2E80 and ord(given[0]) > 0x2E80:
        return f"{family}{given}"
    return " ".join(part for part in (given, additional, family) if part)


def _one_line(value: str) -> str:
    return " ".join(value.split())[:MAX_FIELD]


def _field(item: Property, label: str) -> Iterator[str]:
    """Yield the lines that a property gives a contact: "key: value"."""
    value = _one_line(item.text)
    if item.name in _PLAIN and value:
        for scheme in ("tel:", "mailto:"):
            value = value[len(scheme) :] if value.lower().startswith(scheme) else value
        yield f"{_PLAIN[item.name]}: {value}"
    elif item.name == "NICKNAME":
        yield from (f"nick: {nick}" for part in cut(item.value, ",") if (nick := _one_line(unescape(part))))
    elif item.name in {"ADR", "X-SAMSUNGADR"}:
        address = ", ".join(_one_line(part) for part in item.parts if part)
        if address:
            yield f"address: {address}"
    elif item.name == "ORG":
        organisation = ", ".join(_one_line(part) for part in item.parts if part)
        if organisation:
            yield f"org: {organisation}"
    elif item.name in _HANDLES and value:
        yield f"handle: {_handle(value)}"
    elif item.name in _RELATED and value:
        yield from _relation(item, value, label)
    elif item.name.startswith("X-PHONETIC") and value:
        yield f"phonetic: {value}"
    elif item.name == "X-ANDROID-CUSTOM" and item.parts[0].endswith("/nickname") and len(item.parts) > 1 and item.parts[1]:
        yield f"nick: {_one_line(item.parts[1])}"
    elif item.name == "NOTE":
        yield from (f"note: {_one_line(line)}" for line in item.text.split("\n") if line.strip())


def _handle(value: str) -> str:
    """Return the name in an address such as "https://example.org/wchen" or "xmpp:wchen@example.org" as people write it."""
    if "://" in value:
        return "@" + value.rstrip("/").rpartition("/")[2].lstrip("@")
    scheme, colon, rest = value.partition(":")
    return rest if colon and scheme.isalpha() and rest else value


def _relation(item: Property, value: str, label: str) -> Iterator[str]:
    """Yield what the contact is to the owner ("relation: mother"), or who is what to the contact ("related: Bob (spouse)")."""
    kind = label or next((kind for kind in item.kinds if kind not in {"pref", "text", "uri"}), "") or item.name.removeprefix("X-").lower()
    if value.lower() in _ME:
        yield f"relation: {kind.lower()}"
    elif not value.lower().startswith(("urn:", "http:", "https:", "mailto:", "tel:", "data:")):
        yield f"related: {value} ({kind.lower()})"
