"""What a contact record says: the lines that the reader of contacts wrote, read back."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from keepmum.memory.aliases import fold
from keepmum.memory.formats.vcard import LINES
from keepmum.memory.kin import OWNER
from keepmum.memory.record import Record
from keepmum.memory.senders import is_email, is_phone

_MOST = 200  # values of one kind on a card: a card with more would only make reading slow
_RELATED = re.compile(r"(?P<name>.{1,200}?)(?: \([^()]{0,60}\))?")


@dataclass(frozen=True, slots=True)
class Card:
    """One contact.

    Attributes:
        key: The person's key, from the card's own id.
        name: The name on it; empty where it has only a number or an address.
        given: The given name, where the card says it apart.
        family: The family name, likewise.
        nicks: Nicknames.
        phonetic: The name as it sounds, in one part or several.
        relations: What they are to the owner.
        phones: Numbers as written.
        emails: Addresses as written.
        handles: Names on other services, as written.
        addresses: Postal addresses, one line each.
        relatives: Names of people who are related to this one.
        is_company: Whether the name is an organisation's.
        is_owner: Whether it is the card of the person whose memory this is.
    """

    key: str = field(repr=False)
    name: str = field(repr=False)
    given: str = field(repr=False)
    family: str = field(repr=False)
    nicks: tuple[str, ...] = field(repr=False)
    phonetic: tuple[str, ...] = field(repr=False)
    relations: tuple[str, ...] = field(repr=False)
    phones: tuple[str, ...] = field(repr=False)
    emails: tuple[str, ...] = field(repr=False)
    handles: tuple[str, ...] = field(repr=False)
    addresses: tuple[str, ...] = field(repr=False)
    relatives: tuple[str, ...] = field(repr=False)
    is_company: bool
    is_owner: bool


def read_card(record: Record) -> Card:
    """Return what a record of kind "contact" says."""
    first, *rest = record.text.split("\n")
    name = first.strip()
    lines: defaultdict[str, list[str]] = defaultdict(list)
    for line in rest:
        key, colon, value = line.partition(":")
        if colon and key in LINES and value.strip() and len(lines[key]) < _MOST:
            lines[key].append(value.strip())
    found = (_RELATED.fullmatch(line) for line in lines["related"])
    return Card(
        key=f"contact:{record.ref}" if record.ref else f"contact:{fold(record.text)}",
        name="" if is_phone(name) or is_email(name) else name,  # a card without a name begins with its number or address
        given=next(iter(lines["given"]), ""),
        family=next(iter(lines["family"]), ""),
        nicks=tuple(lines["nick"]),
        phonetic=tuple(lines["phonetic"]),
        relations=tuple(lines["relation"]),
        phones=tuple(lines["phone"]),
        emails=tuple(lines["email"]),
        handles=tuple(lines["handle"]),
        addresses=tuple(lines["address"]),
        relatives=tuple(match["name"] for match in found if match is not None),
        is_company=name in lines["org"],
        is_owner=any(fold(word) in OWNER for word in (*lines["relation"], *lines["note"])),
    )
