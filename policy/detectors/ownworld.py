"""All that a vault knows of its people, as one automaton: each form that can stand in a text, with whose it is."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import NamedTuple

import ahocorasick

from keepmum.memory.people.aliases import parts
from keepmum.policy.category import Category
from keepmum.policy.detectors import calling
from keepmum.policy.detectors.endings import stems
from keepmum.policy.detectors.ownnumbers import Numbers
from keepmum.policy.detectors.reading import compared, is_han
from keepmum.policy.detectors.spellings import houses, places
from keepmum.policy.detectors.words import is_everyday, words
from keepmum.policy.world import Known, Thing


class Kind(NamedTuple):
    """How a form is to be read.

    Attributes:
        category: What it is.
        common: Whether it is an ordinary word as well.
        needs_capital: Whether it counts only with a single capital at one of its edges.
        inflects: Whether a grammar may put endings on it.
        is_stem: Whether it counts only with an ending.
        is_given: Whether a person is called so alone.
    """

    category: Category
    common: bool = False  # it is an ordinary word as well
    needs_capital: bool = False
    inflects: bool = False
    is_stem: bool = False
    is_given: bool = True


class Entry(NamedTuple):
    """One way in which something of the person's world can stand in a text, and whose it is."""

    kind: Kind
    subjects: frozenset[str]


_NAME = Kind(Category.PERSON)
STEM = Kind(Category.PERSON, inflects=True, is_stem=True)
_EMAIL = Kind(Category.EMAIL)
_HOUSE = Kind(Category.ADDRESS)


class World:
    """The people of a vault and their things, ready to be looked for.

    Attributes:
        automaton: Each form, compared, with its length and its entries.
        is_empty: Whether there is nothing in it.
        numbers: The phone numbers.
        characters: Names of one Chinese character, with the keys of whose they are.
    """

    def __init__(self, people: Iterable[Known], things: Iterable[Thing]) -> None:
        """Take all forms of people and things."""
        self._forms: dict[str, dict[Kind, str | set[str]]] = {}
        self.numbers = Numbers()
        self.characters: dict[str, set[str]] = {}
        for person in people:
            self._add_names(person)
            self._add_addresses(person)
            for phone in person.phones:
                self.numbers.add(phone, person.key)
        for thing in things:
            for form in {compared(thing.name), compared(thing.name).replace(" ", "")}:
                self._add(form, Kind(thing.category, common=_is_ordinary(form)), thing.subject)
        self.automaton = ahocorasick.Automaton()
        for form, kinds in self._forms.items():
            self.automaton.add_word(
                form,
                (len(form), tuple(Entry(kind, frozenset((keys,) if isinstance(keys, str) else keys)) for kind, keys in kinds.items())),
            )
        if self._forms:
            self.automaton.make_automaton()
        self.is_empty = not self._forms
        self._forms.clear()

    def _add(self, form: str, kind: Kind, subject: str) -> None:
        if len(form) >= 2:
            kinds = self._forms.setdefault(form, {})
            known = kinds.setdefault(kind, subject)
            if isinstance(known, set):
                known.add(subject)
            elif known != subject:
                kinds[kind] = {known, subject}

    def _add_names(self, person: Known) -> None:
        """Take every form of a person's names, handles and e-mail addresses."""
        family = compared(parts(person.name)[1])
        for form in calling.forms(person.name, person.aliases):
            low = form.text
            common = form.is_weak or (form.is_part and _is_ordinary(low))
            kind = Kind(Category.PERSON, common, form.needs_capital, form.inflects, is_given=low != family)
            self._add(low, kind, person.key)
            if form.inflects:
                for stem in stems(low):
                    self._add(stem, STEM, person.key)
        for character in calling.single_characters((person.name, *person.aliases)):
            self.characters.setdefault(character, set()).add(person.key)
        for handle in person.handles:
            low = compared(handle)
            for written in {low, low.replace(" ", "")}:
                self._add(written, Kind(Category.PERSON, _is_ordinary(written)), person.key)
        for email in person.emails:
            local, _, domain = email.partition("@")
            subject = f"{person.key}/{Category.EMAIL}/{compared(email)}"
            whole = compared(email)
            for written in (whole, whole.replace(" ", ""), compared(f"{local} at {domain.replace('.', ' dot ')}")):
                self._add(written, _EMAIL, subject)
            if own := calling.local_part(email):
                for written in {own, own.replace(" ", "")}:
                    self._add(written, _NAME, person.key)

    def _add_addresses(self, person: Known) -> None:
        """Take a person's postal addresses, whole and in pieces."""
        for address in person.addresses:
            subject = f"{person.key}/{Category.ADDRESS}/{compared(address)}"
            for low in dict.fromkeys(compared(form) for form in houses(address)):
                self._add(low, _HOUSE, subject)
                if " " in low and len(low) >= 6:
                    self._add(low.replace(" ", ""), _HOUSE, subject)
            for low in dict.fromkeys(compared(piece) for piece in places(address)):
                kind = Kind(Category.PLACE, _is_ordinary(low))
                self._add(low, kind, "")
                if " " in low and len(low) >= 5:
                    self._add(low.replace(" ", ""), kind, "")


def whose(subjects: AbstractSet[str], written: str) -> str:
    """Return the subject of what may be one of ``subjects``."""
    return next(iter(subjects)) if len(subjects) == 1 else f"shared:{compared(written)}"


@lru_cache(maxsize=8192)
def _is_ordinary(low: str) -> bool:
    """Return whether a name, compared, is an ordinary word as well, or too short to tell."""
    if is_han(low[:1] or " "):
        return low in words("harmless_zh")
    if low.endswith("er") and low not in words("harmless_en"):
        return False  # "lister" would be a word if somebody said so
    return len(low) <= 2 or (is_everyday(low) and low not in words("given_names"))
