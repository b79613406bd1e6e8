"""Whom a name in a policy means: the people of the vault, as far as the policy layer needs to know them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from keepmum.memory.record import Record
from keepmum.policy.category import Category

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff]")
_SPACE = re.compile(r"\s+")
_LEAST = 3  # characters of a name of something


class Known(Protocol):
    """A person as the memory knows them; `keepmum.memory.people.person.Person` is one."""

    @property
    def key(self) -> str:
        """The key that stands in `Span.subject`."""
        ...

    @property
    def name(self) -> str:
        """The name by which they are shown."""
        ...

    @property
    def aliases(self) -> tuple[str, ...]:
        """Every other name."""
        ...

    @property
    def phones(self) -> tuple[str, ...]:
        """Phone numbers, in any form."""
        ...

    @property
    def emails(self) -> tuple[str, ...]:
        """E-mail addresses."""
        ...

    @property
    def handles(self) -> tuple[str, ...]:
        """Names on services, with or without "@"."""
        ...

    @property
    def addresses(self) -> tuple[str, ...]:
        """Postal addresses."""
        ...


@dataclass(frozen=True, slots=True)
class Thing:
    """Something of the person's world that is nobody: where somebody works, a project, a place.

    Attributes:
        name: As written.
        category: What it is.
    """

    name: str = field(repr=False)
    category: Category

    @property
    def subject(self) -> str:
        """The key that stands in `Span.subject`."""
        return f"{self.category}/{fold(self.name)}"


def things_of(records: Iterable[Record]) -> tuple[Thing, ...]:
    """Return the employers that contacts name, each once, in order; other records are not read.

    Args:
        records: Any records; those of kind "contact" are read.
    """
    found: dict[Thing, None] = {}
    for record in records:
        if record.kind == "contact":
            for line in record.text.split("\n")[1:]:
                key, _, value = line.partition(": ")
                names = (part.strip() for part in value.split(", ")) if key == "org" else ()
                found |= dict.fromkeys(Thing(name, Category.ORGANISATION) for name in names if len(fold(name)) >= _LEAST)
    return tuple(found)


def fold(text: str) -> str:
    """Return ``text`` for comparing: compatibility forms joined (Unicode NFKC), without case, invisible characters and double spaces."""
    plain = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", plain.casefold())).strip()


def stands_in(word: str, text: str) -> bool:
    """Return whether folded ``word`` stands in folded ``text`` and is no part of a longer word.

    A side of the word that is no Latin letter or digit needs no border: Chinese writes none.
    """
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if not (_joins(text[at - 1 : at], word[:1]) or _joins(word[-1:], text[end : end + 1])):
            return True
        at = text.find(word, at + 1)
    return False


def _joins(left: str, right: str) -> bool:
    """Return whether two neighbours belong to one word."""
    return _runs_on(left) and _runs_on(right)


def _runs_on(character: str) -> bool:
    """Return whether a character is of a script that puts borders between words."""
    return character.isalnum() and not "\u2e80" <= character <= "\u9fff" and not "\U00020000" <= character <= "\U0003ffff"


def named(names: Iterable[str], people: Sequence[Known]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the keys of the people whom ``names`` mean, and all their names, folded.

    A name that nobody in the vault has stands for itself.
    """
    wanted = {fold(name) for name in names}
    keys: set[str] = set()
    words = set(wanted)
    for person in people:
        own = {fold(alias) for alias in (person.name, *person.aliases, *person.handles)} - {""}
        if person.key in names or own & wanted:
            keys.add(person.key)
            words |= own
    return frozenset(keys), frozenset(words)
