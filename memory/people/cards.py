"""What a contact record says: the lines that the reader of contacts wrote, read back. And which contacts are one person."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from keepmum.memory.formats.vcard import LINES
from keepmum.memory.people.aliases import fold
from keepmum.memory.people.kin import OWNER
from keepmum.memory.people.senders import address_key, digits, is_email, is_phone, tail
from keepmum.memory.record import Record

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


@dataclass(frozen=True, slots=True)
class Way:
    """A number or address by which somebody is reached: another way is the same where it is found by what this one looks for.

    Attributes:
        finds: What it looks for.
        found_by: What it is found by.
    """

    finds: tuple[str, ...] = field(repr=False)
    found_by: tuple[str, ...] = field(repr=False)


def ways(phones: Iterable[str], emails: Iterable[str], handles: Iterable[str]) -> Iterator[Way]:
    """Yield the ways by which somebody is reached; two are the same both ways round, as `keepmum.memory.people.senders` compares them.

    A handle is another's address, and no other's handle: it is of one service, and does not say of which.
    """
    for phone in phones:
        end, whole = tail(phone), f"whole {digits(phone)}"
        if phone.lstrip().startswith("+"):
            yield Way((whole, f"bare {end}"), (whole, f"end {end}"))
        else:
            yield Way((f"bare {end}", f"end {end}"), (f"bare {end}",))
    for email in emails:
        yield Way((f"mail {address_key(email)}", f"handle {address_key(email)}"), (f"mail {address_key(email)}",))
    for handle in handles:
        yield Way((f"mail {address_key(handle)}",), (f"handle {address_key(handle)}",))


def one_person(names: Iterable[Iterable[str]], reached: Iterable[Iterable[Way]]) -> list[list[int]]:
    """Say which contacts are one person: those that share a whole name and a number or address, and then also what they share together.

    The order does not matter.

    Args:
        names: The whole names on each, as they are compared.
        reached: The ways to reach each; as many.

    Returns:
        The places of those of one person, rising; sorted by the first.
    """
    circles = _Circles([_Circle({place}, set(called), set(own)) for place, (called, own) in enumerate(zip(names, reached, strict=True))])
    return sorted(sorted(circle.members) for circle in circles.joined())


@dataclass(slots=True, eq=False)
class _Circle:
    """Contacts of one person.

    Attributes:
        members: Their places.
        names: Whole names that others may have too.
        ways: How they are reached.
        marks: By what these ways are found.
    """

    members: set[int]
    names: set[str] = field(repr=False)
    ways: set[Way] = field(repr=False)
    marks: set[str] = field(default_factory=set, repr=False)


class _Circles:
    """Contacts on the way to people. The smaller circle is always put into the larger, so that the time is near linear."""

    def __init__(self, circles: list[_Circle]) -> None:
        """Begin with each contact by itself."""
        self._of = dict(enumerate(circles))
        self._bearers: defaultdict[str, set[int]] = defaultdict(set)  # by name, one member of each circle
        for place, circle in self._of.items():
            circle.marks.update(mark for way in circle.ways for mark in way.found_by)
            for name in circle.names:
                self._bearers[name].add(place)
        self._open = dict.fromkeys(self._bearers)  # names whose bearers have to meet

    def joined(self) -> Iterable[_Circle]:
        """Return the circles of which no two are one person."""
        while self._open:
            name, _ = self._open.popitem()
            circles = list({id(self._of[place]): self._of[place] for place in self._bearers[name]}.values())
            self._bearers[name] = {next(iter(circle.members)) for circle in circles}
            if len(circles) > 1:
                self._meet(circles)
            else:
                circles[0].names.discard(name)  # nobody else has it
        return {id(circle): circle for circle in self._of.values()}.values()

    def _meet(self, circles: list[_Circle]) -> None:
        """Join those of one name who can be reached in the same way."""
        largest = max(circles, key=lambda circle: len(circle.ways))
        seen: defaultdict[str, list[_Circle]] = defaultdict(list)
        for circle in circles:
            for way in list(circle.ways) if circle is not largest else ():
                for mark in way.finds:
                    found = seen.pop(mark, [])
                    for other in (*found, *((largest,) if mark in largest.marks else ())):
                        self._join(circle, other)
                    if found:
                        seen[mark] = [circle]  # they are one now
                for mark in way.found_by:
                    seen[mark].append(circle)

    def _join(self, one: _Circle, other: _Circle) -> None:
        one, other = (self._of[next(iter(circle.members))] for circle in (one, other))
        if one is other:
            return
        small, large = sorted((one, other), key=lambda circle: len(circle.members) + len(circle.ways))
        large.members |= small.members
        large.names |= small.names
        large.ways |= small.ways
        large.marks |= small.marks
        self._of |= dict.fromkeys(small.members, large)
        self._open |= dict.fromkeys(large.names)
