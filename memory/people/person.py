"""The people in a person's own world: out of their contacts and out of who speaks in their chats and calls.

Pure: records in, people out. Two cards, or a card and a speaker, are one person where a whole name, a number, an address or
a handle says so. A first name that two people share never makes them one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from keepmum.memory.people.aliases import familiar, fold, is_alias, plain, spelled
from keepmum.memory.people.cards import Card, one_person, read_card, ways
from keepmum.memory.people.kin import exact, kin, only_one, spoken_of
from keepmum.memory.people.senders import Sender, address_key, digits, is_phone, same_number, sender, tail
from keepmum.memory.record import Record

__all__ = ["Draft", "Person", "World", "gather", "is_phone", "people"]


@dataclass(frozen=True, slots=True)
class Person:
    """One person, with everything that means them.

    Attributes:
        key: Stable from one run to the next: from the contact's ref, or from the folded name, number or address.
        name: The name to show; empty for somebody who is known only by a number or an address.
        aliases: Every form of the name that can stand in a text, as written; longest first. Two people can share one.
        phones: Numbers as written.
        emails: Addresses as written.
        handles: Names on other services, as written.
        addresses: Postal addresses, one line each.
        spoken: How the owner alone speaks of them, such as "my landlord": in another's mouth it means somebody else.
    """

    key: str = field(repr=False)
    name: str = field(repr=False)
    aliases: tuple[str, ...] = field(default=(), repr=False)
    phones: tuple[str, ...] = field(default=(), repr=False)
    emails: tuple[str, ...] = field(default=(), repr=False)
    handles: tuple[str, ...] = field(default=(), repr=False)
    addresses: tuple[str, ...] = field(default=(), repr=False)
    spoken: tuple[str, ...] = field(default=(), repr=False)


@dataclass(slots=True)
class Draft:
    """A person in the making. The dicts are ordered sets.

    Attributes:
        key: The person's key.
        name: The name to show.
        aliases: Forms of the name, as written.
        related: Words for their relation to the owner that follow from another word; they yield to who bears them as a name.
        phones: Numbers as written.
        emails: Addresses as written.
        handles: Names on other services, as written.
        addresses: Postal addresses.
        spoken: How the owner alone speaks of them.
        whole: Whole names, folded: a speaker of such a name is this person.
        short: Given names and the like, folded: others may bear them too.
        is_owner: Whether this is the person whose memory it is.
    """

    key: str = field(repr=False)
    name: str = field(repr=False)
    aliases: dict[str, None] = field(default_factory=dict, repr=False)
    related: dict[str, None] = field(default_factory=dict, repr=False)
    phones: dict[str, None] = field(default_factory=dict, repr=False)
    emails: dict[str, None] = field(default_factory=dict, repr=False)
    handles: dict[str, None] = field(default_factory=dict, repr=False)
    addresses: dict[str, None] = field(default_factory=dict, repr=False)
    spoken: dict[str, None] = field(default_factory=dict, repr=False)
    whole: set[str] = field(default_factory=set, repr=False)
    short: set[str] = field(default_factory=set, repr=False)
    is_owner: bool = False

    def called(self, forms: Iterable[tuple[str, bool]]) -> None:
        """Add forms of the name, each with whether it is a whole name."""
        for form, is_whole in forms:
            shown = " ".join(form.split())
            if (is_whole or shown not in self.aliases) and is_alias(shown):
                self.aliases[shown] = None
                (self.whole if is_whole else self.short).add(fold(shown))

    def label(self) -> str:
        """Return the name, or else a number or an address."""
        return self.name or next(iter((*self.phones, *self.emails, *self.handles)), "")

    def take(self, other: Draft) -> None:
        """Be the other person too."""
        self.name = self.name or other.name
        self.aliases |= other.aliases
        self.related |= other.related
        self.phones |= other.phones
        self.emails |= other.emails
        self.handles |= other.handles
        self.addresses |= other.addresses
        self.spoken |= other.spoken
        self.whole |= other.whole
        self.short |= other.short
        self.is_owner = self.is_owner or other.is_owner

    def done(self, taken: frozenset[str] = frozenset()) -> Person:
        """Return the finished person.

        Args:
            taken: Relation words, folded, that somebody else bears as a name.
        """
        called = self.aliases | {word: None for word in self.related if fold(word) not in taken or fold(word) in self.whole}
        aliases = tuple(sorted(called, key=lambda alias: (-len(alias), alias)))
        numbers = (tuple(self.phones), tuple(self.emails), tuple(self.handles), tuple(self.addresses))
        return Person(self.key, self.name, aliases, *numbers, tuple(self.spoken))


class World:
    """Everybody, before the person's own decisions, and by what a name or number finds them.

    Attributes:
        drafts: The people by key.
        same: The keys of cards that are another card's person, with that person's key.
        speaking: The keys that speakers would have by their names alone.
    """

    def __init__(self) -> None:
        """Begin with nobody."""
        self.drafts: dict[str, Draft] = {}
        self.same: dict[str, str] = {}
        self.speaking: set[str] = set()
        self._whole: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._short: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._related: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._whole_numbers: defaultdict[str, dict[str, None]] = defaultdict(dict)  # by all digits, with a country code
        self._ends: defaultdict[str, dict[str, None]] = defaultdict(dict)  # the same, by the last digits
        self._bare_numbers: defaultdict[str, dict[str, None]] = defaultdict(dict)  # by the last digits, without one
        self._addresses: defaultdict[str, dict[str, None]] = defaultdict(dict)

    def add(self, draft: Draft) -> None:
        """Take in a person, or what is new about one who is in."""
        self.drafts[draft.key] = draft
        for index, names in ((self._whole, draft.whole), (self._short, draft.short)):
            for name in names:
                index[name].setdefault(draft.key)
        for word in draft.related:
            self._related[fold(word)].setdefault(draft.key)
        for phone in draft.phones:
            if phone.lstrip().startswith("+"):
                self._whole_numbers[digits(phone)].setdefault(draft.key)
                self._ends[tail(phone)].setdefault(draft.key)
            else:
                self._bare_numbers[tail(phone)].setdefault(draft.key)
        for address in (*draft.emails, *draft.handles):
            self._addresses[address_key(address)].setdefault(draft.key)

    def by_name(self, name: str) -> list[str]:
        """Return whose whole name this is; where it is nobody's, whose relation word."""
        folded = fold(name)
        return list(self._whole.get(folded) or self._related.get(folded) or ())

    def by_short_name(self, name: str) -> list[str]:
        """Return everybody who can be called so, by a given name too."""
        folded = fold(name)
        return list({**self._whole.get(folded, {}), **self._short.get(folded, {}), **self._related.get(folded, {})})

    def by_number(self, phone: str) -> list[str]:
        """Return who has this number, written in whichever way, as `same_number` compares them."""
        bare, is_whole = self._bare_numbers.get(tail(phone), {}), phone.lstrip().startswith("+")
        return list(bare | (self._whole_numbers.get(digits(phone), {}) if is_whole else self._ends.get(tail(phone), {})))

    def by_address(self, address: str) -> list[str]:
        """Return who has this e-mail address or handle."""
        return list(self._addresses.get(address_key(address), ()))

    def finished(self) -> tuple[Person, ...]:
        """Return everybody, sorted by key."""
        return finished(self.drafts.values())


def people(records: Iterable[Record], speakers: Iterable[str]) -> tuple[Person, ...]:
    """Return everybody known, sorted by key; `keepmum.memory.people.roster` has them after the person's own decisions too.

    Args:
        records: Any records; those of kind "contact" are read.
        speakers: The names that stand before messages and cues; "me", "Speaker 2" and the like are nobody.
    """
    return gather(records, speakers).finished()


def finished(drafts: Iterable[Draft]) -> tuple[Person, ...]:
    """Return these people, sorted by key. A relation word that follows from another yields to who bears it as a name."""
    ready = sorted(drafts, key=lambda draft: draft.key)
    taken = frozenset(name for draft in ready for name in draft.whole if kin(name))
    return tuple(draft.done(taken) for draft in ready)


def gather(records: Iterable[Record], speakers: Iterable[str]) -> World:
    """Put contacts and speakers together into people.

    A speaker is the one contact, or other speaker, who has this number, address, handle or whole name; or the only person who
    can be called so at all, if that is a contact who speaks under no whole name. Where several fit and a contact is among
    them, the speaker is any of them: their shared name is an alias of each already. Any other speaker is a person of their own.

    Args:
        records: Any records; those of kind "contact" are read.
        speakers: As they stand in the records.
    """
    cards = [read_card(record) for record in records if record.kind == "contact" and record.text.strip()]
    world = World()
    _add_cards(world, cards)
    named = {name: sender(name) for card in cards for name in card.relatives}
    heard = {name: sender(name) for name in speakers}
    world.speaking = {who.key for who in heard.values() if who is not None}
    named |= heard
    somebody = sorted((who for who in named.values() if who is not None), key=lambda who: (who.rank, who.shown))
    speaking: set[str] = set()
    for who in somebody:
        _seat(world, who, speaking)
    return world


def _add_cards(world: World, cards: Sequence[Card]) -> None:
    """Take in the contacts. Cards that share a whole name and a number or address are one person, under the first key of theirs."""
    by_key = {card.key: card for card in reversed(cards)}  # of two with one key, the first
    drafts = [_drafted(by_key[key]) for key in sorted(by_key)]
    reached = [tuple(ways(draft.phones, draft.emails, draft.handles)) for draft in drafts]
    for first, *others in one_person([draft.whole for draft in drafts], reached):
        draft = drafts[first]
        for other in others:
            world.same[drafts[other].key] = draft.key
            draft.take(drafts[other])
        world.add(draft)


def _drafted(card: Card) -> Draft:
    draft = Draft(card.key, card.name, is_owner=card.is_owner)
    if card.name:
        if card.is_company:
            draft.called([(card.name, True), (plain(card.name), True)])
        else:
            draft.called(spelled(card.name, card.given, card.family))
            draft.aliases |= dict.fromkeys(familiar(card.name, card.given))
    for nick in card.nicks:
        draft.called(spelled(nick))
    draft.called(_sounds(card.phonetic))
    for word in exact((*card.nicks, card.name, *card.relations)):
        draft.related |= dict.fromkeys(kin(word))
        if word in card.relations or kin(word):
            draft.spoken |= dict.fromkeys(spoken_of(word))
    draft.phones |= dict.fromkeys(card.phones)
    draft.emails |= dict.fromkeys(card.emails)
    draft.handles |= dict.fromkeys(card.handles)
    draft.aliases |= dict.fromkeys(handle for handle in card.handles if is_alias(handle))
    draft.addresses |= dict.fromkeys(card.addresses)
    return draft


def _sounds(phonetic: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    """Yield a name as it sounds. A card spells it in parts, family name and given name, in either order."""
    for part in phonetic:
        for form, is_whole in spelled(part):
            yield form, is_whole and " " in form
    if len(phonetic) == 2:
        for one, other in (phonetic, phonetic[::-1]):
            yield f"{one} {other}", True


def _seat(world: World, who: Sender, speaking: set[str]) -> None:
    """Give a speaker to the person that they are, or make a person of them.

    Args:
        world: Everybody so far.
        who: The speaker.
        speaking: The keys of those who speak under a whole name; this one is added.
    """
    owners = [key for phone in who.phones for key in world.by_number(phone)]
    owners = owners or [key for address in who.addresses for key in world.by_address(address)]
    by_whole_name = not owners
    owners = owners or list(dict.fromkeys(key for name in who.names for key in world.by_name(name)))
    if not owners:
        by_whole_name = False
        owners = list(dict.fromkeys(key for name in who.names for key in world.by_short_name(name)))
        cards = [key for key in owners if key.startswith("contact:")]
        if not cards or (len(owners) == 1 and owners[0] in speaking):
            owners = []  # two who speak, and a first name that they share
    if not owners:
        draft = Draft(who.key, who.shown if who.names else "")
        draft.called(form for name in who.spelled for form in spelled(name))
        draft.aliases |= dict.fromkeys(form for name in who.spelled for form in familiar(name))
        for name in who.names:
            if only_one(name) is not None:
                draft.related |= dict.fromkeys(kin(name))
    elif len(set(owners)) == 1:
        draft = world.drafts[owners[0]]
        draft.name = draft.name or next(iter(who.spelled), "")
        draft.called((name, True) for name in (*who.spelled, *who.names))
    else:
        return
    if by_whole_name:
        speaking.add(draft.key)
    draft.phones |= {} if any(same_number(phone, known) for phone in who.phones for known in draft.phones) else dict.fromkeys(who.phones)
    known = {address_key(address) for address in draft.emails}
    draft.emails |= dict.fromkeys(address for address in who.addresses if "@" in address[1:] and address_key(address) not in known)
    world.add(draft)
