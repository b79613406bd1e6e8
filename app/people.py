"""The people of a memory, and what the person decides about them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING

from keepmum.app.errors import UsageError
from keepmum.memory.errors import AmbiguousPerson, UnknownPerson

if TYPE_CHECKING:
    from keepmum.memory.people.decisions import Decision, Someone, What
    from keepmum.memory.people.person import Person
    from keepmum.memory.people.rollcall import RollCall
    from keepmum.memory.people.roster import Roster
    from keepmum.memory.record import RecordId
    from keepmum.memory.vault import Vault

_RELATIONS = "`keepmum people relations` lists the words. Any name of your own can be an alias: `keepmum people alias`."
_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32
_CODE = re.compile(rf"p-[{_DIGITS}]{{6}}")


@dataclass(frozen=True, slots=True)
class Rivals:
    """What the words for a relation mean where several people are it.

    Attributes:
        count: How many people are it; 0 where it is this person alone.
        either: The words that mean any of them.
        theirs: The words that mean only somebody else, who bears them as a name.
    """

    count: int
    either: tuple[str, ...] = field(repr=False)
    theirs: tuple[str, ...] = field(repr=False)


class AddressBook:
    """Everybody whom the memory knows. Where a method takes a name, it also takes a number, an address, a key or a code."""

    def __init__(self, vault: Vault) -> None:
        """Keep what is decided in ``vault``; what is forgotten there is forgotten here too."""
        from keepmum.memory.people.decisions import DecisionLog

        self._vault = vault
        self._log = DecisionLog(vault)
        vault.on_forget(self._forget)

    @cached_property
    def roll_call(self) -> RollCall:
        """Reads the table of all people, and keeps it up to date, for search too."""
        from keepmum.memory.people.rollcall import RollCall

        return RollCall(self._vault, self._log)

    def roster(self) -> Roster:
        """Return the table of all people as it is now: every form under which they can stand in a text."""
        return self.roll_call.read()

    def all(self) -> tuple[Person, ...]:
        """Return everybody, sorted by key."""
        return self.roster().people

    def find(self, name: str) -> Person:
        """Return the one person whom a name means. A whole name goes before an alias that others have too.

        Raises:
            UnknownPerson: Nobody is called so.
            AmbiguousPerson: Several are.
        """
        roster = self.roster()
        if _CODE.fullmatch(name):
            now = {key: roster.person(key) for key in roster.known_keys() if self.code(key) == name}  # one who was merged keeps the code
            found = list({person.key: person for person in now.values() if person is not None}.values())
        elif (known := roster.person(name)) is not None:
            found = [known]
        else:
            keys = roster.keys_of(name)
            found = [person for person in roster.people if person.key in keys]
            bearers = [person for person in found if _same(person.name, name)]
            found = bearers if len(bearers) == 1 else found
        if not found:
            raise UnknownPerson("nobody is called so")
        if len(found) > 1:
            raise AmbiguousPerson(tuple(sorted(self.code(person.key) for person in found)))
        return found[0]

    def code(self, key: str) -> str:
        """Return a short code for a person, for this vault alone: it can stand in place of the name and tells nothing."""
        number = int.from_bytes(blake2b(key.encode(), key=self._vault.id, digest_size=4).digest())
        return "p-" + "".join(_DIGITS[number >> 5 * place & 31] for place in reversed(range(6)))

    def counts(self) -> dict[str, int]:
        """Return how many records each person wrote or spoke, by key."""
        from keepmum.memory.people.roster import speaking, taking_part

        return self.roster().counted(speaking(taking_part(self._vault)))

    def shared(self, person: Person) -> tuple[str, ...]:
        """Return the person's names that can mean somebody else too."""
        roster = self.roster()
        return tuple(alias for alias in person.aliases if len(roster.keys_of(alias)) > 1)

    def merge(self, one: str, other: str) -> Person:
        """Decide that two people are one; the first one's name and key stay. It holds for what is imported later too.

        Raises:
            UnknownPerson, AmbiguousPerson: A name means nobody, or several.
            UsageError: They are one already.
        """
        first, second = self.find(one), self.find(other)
        if first.key == second.key:
            raise UsageError("these are one person already")
        return self._decide("merge", first, other=second)

    def split(self, name: str, word: str) -> Person:
        """Decide that a name, number or address of somebody is another person's; returns who has it now.

        A form that only one of those has who were merged into this person parts that one from the others: a name, a number,
        an address, a handle, or the code from before the merge.

        Raises:
            UnknownPerson, AmbiguousPerson: The name means nobody, or several; or the person is not called ``word``.
            UsageError: It is the name under which keepmum knows the person, or there is no word.
        """
        merged = self.roster().merged(self.find(name).key)
        word = next((piece.name for piece in merged if self.code(piece.key) == word), word)
        person = self._called(name, word)
        self._decide("split", person, word)
        roster = self.roster()
        parted = [each for piece in merged if (each := roster.person(piece.key)) is not None and each.key != person.key]
        if parted:
            return parted[0]
        others = roster.keys_of(word) - {person.key}
        found = roster.person(next(iter(others))) if len(others) == 1 else None
        return found or person

    def alias(self, name: str, word: str) -> Person:
        """Decide that somebody has another name, number or address. One that is somebody else's too means either of them.

        Raises:
            UnknownPerson, AmbiguousPerson: The name means nobody, or several.
            UsageError: The word is too short or too long for a name, or the person has it already.
        """
        from keepmum.memory.people.aliases import is_alias
        from keepmum.memory.people.senders import is_phone

        person = self.find(name)
        if not word.strip():
            raise UsageError("there is no name, number or address; nothing was changed")
        if not (is_alias(word.strip()) or is_phone(word)):
            raise UsageError("a name has two characters at least, a letter among them")
        if self._has(person, word):
            raise UsageError("the person is called so already")
        return self._decide("alias", person, word)

    def unalias(self, name: str, word: str) -> Person:
        """Decide that somebody is not called so.

        Raises:
            UnknownPerson, AmbiguousPerson: The name means nobody, or several; or the person is not called ``word``.
            UsageError: It is the name under which keepmum knows the person.
        """
        return self._decide("unalias", self._called(name, word), word)

    def relation(self, name: str, word: str) -> Person:
        """Decide what somebody is to the owner: "mother" makes them Mum, Mom and 妈妈, "landlord" my landlord, "me" the owner.

        Raises:
            UnknownPerson, AmbiguousPerson: The name means nobody, or several.
            UsageError: There is no word, or keepmum does not know it, or it fits many people; or somebody is the owner already.
        """
        person = self.find(name)
        self._check_relation(person, word)
        return self._decide("relation", person, word)

    def rivals(self, person: Person, word: str) -> Rivals:
        """Return who else is what a person is to the owner, and what the words for it mean now.

        Args:
            person: The person.
            word: What they are to the owner.
        """
        from keepmum.memory.people.kin import kin, spoken_of

        roster = self.roster()
        meaning = {form: roster.keys_of(form) for form in dict.fromkeys((*kin(word), *spoken_of(word)))}
        either = {form: keys for form, keys in meaning.items() if person.key in keys and len(keys) > 1}
        theirs = tuple(form for form, keys in meaning.items() if keys and person.key not in keys)
        return Rivals(len(frozenset().union(*either.values())), tuple(either), theirs)

    def undo(self, number: int | None = None) -> tuple[Decision, ...]:
        """Take back a decision, by its number, or the last one; the names in it are deleted.

        Returns:
            What holds no longer: first this one, then later ones about somebody who was there only because of it.

        Raises:
            NoSuchDecision: There is none that holds.
        """
        from keepmum.memory.people.unnaming import undo

        return undo(self._vault, self._log, number)

    def history(self) -> tuple[Decision, ...]:
        """Return everything that was decided, in order; what holds no longer is there without its names."""
        return self._log.read().history

    def _forget(self, record: RecordId, artefacts: Sequence[str]) -> Sequence[str]:
        from keepmum.memory.people.unnaming import unnaming

        return unnaming(self._vault, self._log)(record, tuple(artefacts))

    def _check_relation(self, person: Person, word: str) -> None:
        """Refuse a word that would mean nobody, and a second owner."""
        from keepmum.memory.people.kin import fits_many, is_owner, is_relation, near_relations

        if not word.strip():
            raise UsageError("there is no word for what they are to you", _RELATIONS)
        if is_owner(word):
            owners = [self.code(each.key) for each in self.roster().people if each.key in self.roster().owner]
            own = self.code(person.key)
            if own in owners:
                raise UsageError("this is you already")
            if owners:
                hint = f"If both are you, `keepmum people merge {owners[0]} {own}` makes them one."
                raise UsageError(f"{owners[0]} is you already, and nobody is two; nothing was changed", hint)
        elif fits_many(word):
            raise UsageError("many people are this to you, so it tells of nobody who they are; nothing was changed", _RELATIONS)
        elif not is_relation(word):
            near = near_relations(word)
            meant = f"; perhaps {' or '.join(near)}" if near else ""
            raise UsageError(f"keepmum does not know this word for a relation{meant}; nothing was changed", _RELATIONS)

    def _called(self, name: str, word: str) -> Person:
        from keepmum.memory.people.senders import sender

        person = self.find(name)
        if not word.strip():
            raise UsageError("there is no name, number or address; nothing was changed")
        if not self._has(person, word):
            raise UnknownPerson("the person is not called so; nothing was changed")
        who = sender(word)
        if who is not None and who.key == person.key:
            raise UsageError("it is the name under which keepmum knows the person; nothing was changed")
        return person

    def _has(self, person: Person, word: str) -> bool:
        return person.key in self.roster().keys_of(word)

    def _decide(self, what: What, person: Person, word: str = "", *, other: Person | None = None) -> Person:
        from keepmum.memory.people.decisions import Decision

        try:
            decision = Decision(what, _someone(person), None if other is None else _someone(other), " ".join(word.split()))
        except ValueError as error:
            raise UsageError(str(error)) from None
        self._log.add(decision)
        return self.roster().person(person.key) or person


def _someone(person: Person) -> Someone:
    from keepmum.memory.people.decisions import Someone

    return Someone(person.key, next(iter((*filter(None, (person.name,)), *person.phones, *person.emails, *person.handles)), ""))


def _same(one: str, other: str) -> bool:
    from keepmum.memory.people.naming import compared

    return compared(one) == compared(other)
