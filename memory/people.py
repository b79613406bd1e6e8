"""The people in a person's own world: out of their contacts and out of who speaks in their chats and calls.

Pure: records in, people out. The contact records are those of `formats.vcard`, whose lines are read back here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from keepmum.memory.aliases import fold, forms, is_alias, kin, plain
from keepmum.memory.formats.vcard import LINES
from keepmum.memory.record import Record

_PHONE = re.compile(r"\+?[\d\s()./\u00a0\u2011-]{5,30}")
_NOBODY = frozenset(
    ("me", "you", "i", "myself", "unknown", "unknown speaker", "system", "whatsapp", "我", "你", "您", "api", "user", "assistant")
)
_LABEL = re.compile(r"(?:speaker|participant|caller|guest|说话人|发言人)[\s_-]?(?:\d{1,3}|[a-z])?", re.IGNORECASE)
_RELATED = re.compile(r"(?P<name>.{1,200}?)(?: \([^()]{0,60}\))?")
_TAIL = 8  # last digits of a phone number that must agree: they leave out country and trunk codes


@dataclass(frozen=True, slots=True)
class Person:
    """One person, with everything that means them.

    Attributes:
        key: Stable from one run to the next: from the contact's ref, or from the folded name.
        name: The name to show; empty for somebody who is known only by a number or an address.
        aliases: Every form of the name that can stand in a text, as written; longest first. Two people can share one.
        phones: Numbers as written.
        emails: Addresses as written.
        handles: Names on other services, as written.
        addresses: Postal addresses, one line each.
    """

    key: str = field(repr=False)
    name: str = field(repr=False)
    aliases: tuple[str, ...] = field(default=(), repr=False)
    phones: tuple[str, ...] = field(default=(), repr=False)
    emails: tuple[str, ...] = field(default=(), repr=False)
    handles: tuple[str, ...] = field(default=(), repr=False)
    addresses: tuple[str, ...] = field(default=(), repr=False)


@dataclass(slots=True)
class _Draft:
    """A person in the making."""

    key: str = field(repr=False)
    name: str = field(repr=False)
    aliases: dict[str, None] = field(default_factory=dict, repr=False)  # an ordered set
    phones: dict[str, None] = field(default_factory=dict, repr=False)
    emails: dict[str, None] = field(default_factory=dict, repr=False)
    handles: dict[str, None] = field(default_factory=dict, repr=False)
    addresses: dict[str, None] = field(default_factory=dict, repr=False)
    names: set[str] = field(default_factory=set, repr=False)  # folded; by these a speaker is recognised

    def called(self, names: Iterable[str], *, known: bool = True) -> None:
        """Add forms of the name; ``known`` ones also recognise a speaker."""
        for name in names:
            shown = " ".join(name.split())
            if is_alias(shown):
                self.aliases.setdefault(shown)
                if known:
                    self.names.add(fold(shown))

    def done(self) -> Person:
        """Return the finished person."""
        aliases = tuple(sorted(self.aliases, key=lambda alias: (-len(alias), alias)))
        return Person(self.key, self.name, aliases, tuple(self.phones), tuple(self.emails), tuple(self.handles), tuple(self.addresses))


def people(records: Iterable[Record], speakers: Iterable[str]) -> tuple[Person, ...]:
    """Return everybody known, sorted by key.

    A speaker who matches the name, or the number, of exactly one contact is that contact. One who matches several stays
    with all of them: their shared name is an alias of each already. Any other speaker is a person of their own.

    Args:
        records: Any records; those of kind "contact" are read.
        speakers: The names that stand before messages and cues; "me", "Speaker 2" and the like are nobody.
    """
    drafts: dict[str, _Draft] = {}
    related: dict[str, str] = {}
    for record in records:
        if record.kind == "contact" and record.text.strip():
            draft = _contact(record, related)
            drafts.setdefault(draft.key, draft)
    _attach([*related.values(), *speakers], drafts)
    return tuple(drafts[key].done() for key in sorted(drafts))


def is_phone(name: str) -> bool:
    """Say whether a name is only a phone number."""
    return _PHONE.fullmatch(name.strip()) is not None and len(_digits(name)) >= 5


def _contact(record: Record, related: dict[str, str]) -> _Draft:
    """Return the person that a contact record describes; who is related to them goes into ``related``."""
    name, fields = _read(record.text)
    key = f"contact:{record.ref}" if record.ref else f"contact:{fold(record.text)}"
    named = not is_phone(name) and "@" not in name  # a card without a name begins with its number or address
    draft = _Draft(key, name if named else "")
    is_company = name in fields["org"]
    if named:
        given, family = (next(iter(fields[key]), "") for key in ("given", "family"))
        draft.called([name, plain(name)] if is_company else forms(name, given, family))
    for nick in (*fields["nick"], *fields["phonetic"]):
        draft.called(forms(nick))
    for word in (*fields["relation"], *fields["nick"], name):
        draft.called(kin(word))
    draft.phones |= dict.fromkeys(fields["phone"])
    draft.emails |= dict.fromkeys(fields["email"])
    draft.handles |= dict.fromkeys(fields["handle"])
    draft.called(fields["handle"], known=False)
    draft.addresses |= dict.fromkeys(fields["address"])
    for line in fields["related"]:
        found = _RELATED.fullmatch(line)
        if found is not None:
            related.setdefault(fold(found["name"]), found["name"])
    return draft


def _read(text: str) -> tuple[str, defaultdict[str, list[str]]]:
    """Return the name and the "key: value" lines of a contact's text."""
    lines = text.split("\n")
    fields: defaultdict[str, list[str]] = defaultdict(list)
    for line in lines[1:]:
        key, colon, value = line.partition(":")
        if colon and key in LINES and value.strip():
            fields[key].append(value.strip())
    return lines[0].strip(), fields


def _attach(speakers: Iterable[str], drafts: dict[str, _Draft]) -> None:
    """Give each speaker to the contact that they are, or make a person of them."""
    by_name: defaultdict[str, set[str]] = defaultdict(set)
    by_phone: defaultdict[str, set[str]] = defaultdict(set)
    for key, draft in drafts.items():
        for name in draft.names:
            by_name[name].add(key)
        for phone in draft.phones:
            by_phone[_digits(phone)[-_TAIL:]].add(key)
    for speaker in sorted({" ".join(name.split()) for name in speakers}):
        folded = fold(plain(speaker)) or fold(speaker)
        if not speaker or folded in _NOBODY or _LABEL.fullmatch(folded):
            continue
        if is_phone(speaker):
            if not by_phone[_digits(speaker)[-_TAIL:]]:
                key = f"phone:{_digits(speaker)}"
                drafts.setdefault(key, _Draft(key, "")).phones.setdefault(speaker)
            continue
        owners = by_name.get(fold(speaker)) or by_name.get(folded) or set()
        if len(owners) == 1:
            drafts[next(iter(owners))].called(_written(speaker))
        elif not owners:
            key = f"name:{folded}"
            drafts.setdefault(key, _Draft(key, speaker)).called(forms(speaker))


def _written(speaker: str) -> Sequence[str]:
    return (speaker, plain(speaker))


def _digits(phone: str) -> str:
    return "".join(letter for letter in phone if letter.isdecimal())
