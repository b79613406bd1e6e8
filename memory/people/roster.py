"""The table of people that policy and retrieval read: every form under which somebody can stand in a text, with who it can mean.

`load_roster` reads it from a vault. `Roster.find` says where a text names somebody and who that can be, `Roster.keys_of` who a
sender is, `Roster.forms` what to protect people by.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from keepmum.memory.people.deciding import Decided
from keepmum.memory.people.decisions import NONE, DecisionLog, Decisions, Someone
from keepmum.memory.people.kin import OWNER
from keepmum.memory.people.naming import PARENTS, Mention, Names, compared, is_named
from keepmum.memory.people.person import Person, gather
from keepmum.memory.people.senders import sender
from keepmum.memory.record import Record, RecordId

if TYPE_CHECKING:
    from keepmum.memory.vault import Vault

__all__ = ["ME", "Mention", "Roster", "load_roster"]

ME = "me"
"""The key of the person whose memory it is: they write their own records under this name."""

_NOT_READ = datetime(1970, 1, 1, tzinfo=UTC)


class Roster:
    """Everybody in a vault, as decided by the person. It does not change; a new one is made when the vault does.

    Attributes:
        people: Sorted by key.
        owner: The keys that mean the person whose memory it is: `ME`, and those of their own cards.
        present: The keys of those whom contacts or records show; others are there only because a decision made them.
    """

    def __init__(self, decided: Decided) -> None:
        """Index the people; `of` and `load_roster` are the way in."""
        self.people = decided.people
        self.owner = decided.owners | {ME}
        self.present = decided.present
        self._decided = decided
        self._by_key = {person.key: person for person in decided.people}

    @classmethod
    def of(cls, contacts: Iterable[Record], speakers: Iterable[str], decisions: Decisions = NONE) -> Roster:
        """Make a roster.

        Args:
            contacts: Any records; those of kind "contact" are read.
            speakers: The names that stand before messages and cues, as written.
            decisions: What the person decided.
        """
        return cls(Decided(gather(contacts, speakers), decisions))

    def person(self, key: str) -> Person | None:
        """Return who has this key, or had it before they were merged into somebody; none where nobody has."""
        return self._by_key.get(self._decided.keys.get(key, key))

    def forms(self) -> tuple[tuple[str, frozenset[str]], ...]:
        """Return every form under which somebody can stand in a text, as written, with the keys it can mean; sorted by form.

        Names, aliases, numbers, e-mail addresses, handles and postal addresses. Several keys: it means one of these people.
        """
        return self._forms

    @cached_property
    def _forms(self) -> tuple[tuple[str, frozenset[str]], ...]:
        keys: dict[str, set[str]] = {}
        for person in self.people:
            for form in (*names_of(person), *person.addresses):
                keys.setdefault(form, set()).add(person.key)
        return tuple((form, frozenset(keys[form])) for form in sorted(keys))

    @cached_property
    def _names(self) -> Names:
        forms = ((form, person.key) for person in self.people for form in (*names_of(person), *person.spoken))
        return Names(each for form, key in forms for each in ((form, key), (PARENTS.get(form, form), key)))

    def find(self, text: str) -> tuple[Mention, ...]:
        """Say where a text names somebody, in the order of the text; of overlapping names the longest.

        Latin names are whole words in any capitals, with or without 's; Chinese ones stand anywhere. Words for the owner
        ("I", 我) are left out. So are everyday words beside somebody's full name: of "callum brodie salt dough" Anna Salt is none.

        Args:
            text: As the owner wrote it, such as a question: "my landlord" is theirs.
        """
        found = self._names.find(text)
        named = frozenset(key for each in found for key in each.keys if self._is_full(text[each.begin : each.end], key))
        if not named:
            return found
        return tuple(each for each in found if each.keys & named or not self._is_by_chance(text, each))

    def _is_full(self, written: str, key: str) -> bool:
        """Say whether a name of several words is the one under which somebody is known."""
        return " " in written and compared(written) == compared(self._by_key[key].name)

    def _is_by_chance(self, text: str, mention: Mention) -> bool:
        """Say whether a word in small letters is only a part of somebody's longer name, and stands where no name would."""
        word = text[mention.begin : mention.end]
        names = (compared(self._by_key[key].name).split() for key in mention.keys)
        is_part = word.islower() and all(len(name) > 1 and compared(word) in name for name in names)
        return is_part and not is_named(text, mention.begin, mention.end)

    def keys_of(self, name: str) -> frozenset[str]:
        """Return whom a name means: a speaker as they stand in `Record.who`, an alias, a number, an address.

        Returns:
            The keys of everybody it can mean; none where nobody is called so. "me" means the owner.
        """
        if compared(name) in OWNER:
            return self.owner
        who = sender(name)
        if who is None:
            return frozenset()
        numbers, names = self._names.by_number, self._names.by_name
        found = [key for phone in who.phones for key in numbers(phone)] or [key for address in who.addresses for key in names(address)]
        return frozenset(found or names(who.shown) or (key for form in who.names for key in names(form)))

    def names_of(self, key: str) -> tuple[str, ...]:
        """Return every form under which a person can stand in `Record.who` or in a text; empty for nobody."""
        person = self.person(key)
        return names_of(person) if person is not None else ()

    def counted(self, said: Mapping[str, int]) -> dict[str, int]:
        """Return how many records each person wrote or spoke, by key; a speaker who can be several people counts for none.

        Args:
            said: The number of records of each speaker, as `speaking` returns it.
        """
        counts: dict[str, int] = {}
        for name, number in said.items():
            who = sender(name)
            own = self.current(who.key) if who is not None else None  # somebody who is known by this name alone
            keys = frozenset({own}) if own is not None else self.keys_of(name)
            if len(keys) == 1:
                (key,) = keys
                counts[key] = counts.get(key, 0) + number
        return counts

    def current(self, key: str) -> str | None:
        """Return the key of who has this key, or had it before a merge; none where nobody has."""
        person = self.person(key)
        return person.key if person is not None else None

    def known_keys(self) -> frozenset[str]:
        """Return every key that is or ever was somebody's; `person` takes each."""
        return frozenset(self._decided.keys)

    def merged(self, key: str) -> tuple[Someone, ...]:
        """Return those who were merged into a person: the key that each had, and a name or number."""
        return self._decided.merged(key)

    def find_decided(self, someone: Someone) -> str | None:
        """Return the key of whom a decision is about; none where they are not there, or several could be meant."""
        return self._decided.find(someone)

    def shows(self, word: str) -> bool:
        """Say whether contacts or records show a name, number or address, whatever was decided about it."""
        return self._decided.shows(word)

    def renewed(self, someone: Someone) -> Someone:
        """Return whom a decision is about, under a key and a name that they have in the vault as it is now."""
        return self._decided.renewed(someone)


def names_of(person: Person) -> tuple[str, ...]:
    """Return every form under which a person can stand in anybody's text, but for postal addresses."""
    own = (person.name, *person.aliases, *person.phones, *person.emails, *person.handles)
    return tuple(dict.fromkeys(form for form in own if form))


def load_roster(vault: Vault, decisions: Decisions | None = None, *, without: Record | None = None) -> Roster:
    """Read the people of an open vault: its contacts, who stands in its records, and what the person decided.

    `keepmum.memory.people.rollcall` keeps a roster up to date for less.

    Args:
        vault: The vault.
        decisions: What the person decided; none to read it from the vault.
        without: A record that does not count, because it is about to go.

    Raises:
        VaultDamaged: A decision is not what keepmum writes.
    """
    with vault.lock:
        cards = [record for record in contacts(vault) if without is None or record.id != without.id]
        parties = taking_part(vault)
        if without is not None and without.kind != "contact" and parties.get(without.who) == 1:
            del parties[without.who]
        return Roster.of(cards, names_in(parties), DecisionLog(vault).read() if decisions is None else decisions)


def taking_part(vault: Vault) -> dict[tuple[str, ...], int]:
    """Return who is in records together, speaker first, as written, with the number of those records. Contacts are left out."""
    with vault.lock:
        rows = vault.connection().execute("SELECT who, count(*) FROM record WHERE kind <> 'contact' GROUP BY who")
        return {tuple(json.loads(who)): count for who, count in rows.fetchall()}


def names_in(parties: Iterable[tuple[str, ...]]) -> frozenset[str]:
    """Return every name that stands in records."""
    return frozenset(name for party in parties for name in party)


def speaking(parties: Mapping[tuple[str, ...], int]) -> dict[str, int]:
    """Return everybody who speaks, as written, with the number of their records.

    Args:
        parties: As `taking_part` returns them.
    """
    said: dict[str, int] = {}
    for party, number in parties.items():
        if party:
            said[party[0]] = said.get(party[0], 0) + number
    return said


def contacts(vault: Vault) -> list[Record]:
    """Return what people are made from of every contact, in the order in which they came in; their other columns are not read."""
    with vault.lock:
        rows = vault.connection().execute("SELECT id, text, ref FROM record WHERE kind = 'contact' ORDER BY n")
        return [Record(text, kind="contact", at=_NOT_READ, ref=ref, id=RecordId(record)) for record, text, ref in rows.fetchall()]
