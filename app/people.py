"""The people of a memory, and what the person decides about them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING

from keepmum.app.errors import UsageError
from keepmum.memory.errors import AmbiguousPerson, UnknownPerson

if TYPE_CHECKING:
    from keepmum.memory.decisions import Decision, Someone, What
    from keepmum.memory.people import Person
    from keepmum.memory.record import RecordId
    from keepmum.memory.rollcall import RollCall
    from keepmum.memory.roster import Roster
    from keepmum.memory.vault import Vault

_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32
_CODE = re.compile(rf"p-[{_DIGITS}]{{6}}")


class AddressBook:
    """Everybody whom the memory knows. Where a method takes a name, it also takes a number, an address, a key or a code."""

    def __init__(self, vault: Vault) -> None:
        """Keep what is decided in ``vault``; what is forgotten there is forgotten here too."""
        from keepmum.memory.decisions import DecisionLog

        self._vault = vault
        self._log = DecisionLog(vault)
        vault.on_forget(self._forget)

    @cached_property
    def roll_call(self) -> RollCall:
        """Reads the table of all people, and keeps it up to date, for search too."""
        from keepmum.memory.rollcall import RollCall

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
            found = [person for person in roster.people if self.code(person.key) == name]
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
        from keepmum.memory.roster import speaking, taking_part

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

        Raises:
            UnknownPerson, AmbiguousPerson: The name means nobody, or several; or the person is not called ``word``.
            UsageError: It is the name under which keepmum knows the person.
        """
        person = self._called(name, word)
        self._decide("split", person, word)
        roster = self.roster()
        others = roster.keys_of(word) - {person.key}
        found = roster.person(next(iter(others))) if len(others) == 1 else None
        return found or person

    def alias(self, name: str, word: str) -> Person:
        """Decide that somebody has another name, number or address. One that is somebody else's too means either of them.

        Raises:
            UnknownPerson, AmbiguousPerson: The name means nobody, or several.
            UsageError: The word is too short or too long for a name, or the person has it already.
        """
        from keepmum.memory.aliases import is_alias
        from keepmum.memory.senders import is_phone

        person = self.find(name)
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
            UsageError: There is no word, or it is too long.
        """
        return self._decide("relation", self.find(name), word)

    def undo(self, number: int | None = None) -> Decision:
        """Take back a decision, by its number, or the last one; the names in it are deleted.

        Raises:
            NoSuchDecision: There is none that holds.
        """
        return self._log.end(number)

    def history(self) -> tuple[Decision, ...]:
        """Return everything that was decided, in order; what holds no longer is there without its names."""
        return self._log.read().history

    def _forget(self, record: RecordId, artefacts: Sequence[str]) -> Sequence[str]:
        from keepmum.memory.unnaming import unnaming

        return unnaming(self._vault, self._log)(record, tuple(artefacts))

    def _called(self, name: str, word: str) -> Person:
        from keepmum.memory.senders import sender

        person = self.find(name)
        if not self._has(person, word):
            raise UnknownPerson("the person is not called so; nothing was changed")
        who = sender(word)
        if who is not None and who.key == person.key:
            raise UsageError("it is the name under which keepmum knows the person; nothing was changed")
        return person

    def _has(self, person: Person, word: str) -> bool:
        return person.key in self.roster().keys_of(word)

    def _decide(self, what: What, person: Person, word: str = "", *, other: Person | None = None) -> Person:
        from keepmum.memory.decisions import Decision

        try:
            decision = Decision(what, _someone(person), None if other is None else _someone(other), " ".join(word.split()))
        except ValueError as error:
            raise UsageError(str(error)) from None
        self._log.add(decision)
        return self.roster().person(person.key) or person


def _someone(person: Person) -> Someone:
    from keepmum.memory.decisions import Someone

    return Someone(person.key, next(iter((*filter(None, (person.name,)), *person.phones, *person.emails, *person.handles)), ""))


def _same(one: str, other: str) -> bool:
    from keepmum.memory.naming import compared

    return compared(one) == compared(other)
