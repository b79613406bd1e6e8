"""Tokens such as ``[PERSON_2]``: how one is written, how one is recognised in hostile text, and what each stands for.

A token is a category and a number. Numbers count the order of first appearance inside one conversation and start anew in
each, so nothing shows that PERSON_1 of two conversations is one person. A surrogate or a shifted date stands in the map too: it has
a name like a token, and what was written in its place instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from keepmum.policy.category import Category

OPEN, CLOSE = "[", "]"
"""The brackets of the tokens that keepmum writes. Chosen by measurement: docs/adr/."""

MAX_NUMBER = 999_999
MAX_RESERVED = 1_000  # names that replies may take; a hostile one could invent any number

_OPENING, _CLOSING = "[⟦【［", "]⟧】］"  # what models make of brackets; we read all of them whichever we write
_NAMES = "|".join(sorted((re.escape(category.name).replace("_", r"\\?_") for category in Category), key=len, reverse=True))
_CORE = rf"({_NAMES})\\?_([1-9][0-9]{{0,5}})(?![A-Za-z0-9_])"
_BRACKETED = rf"\\?[{re.escape(_OPENING)}][ \t]{{0,3}}[*`]{{0,2}}{_CORE}[*`]{{0,2}}[ \t]{{0,3}}\\?[{re.escape(_CLOSING)}]"
_TOKEN = re.compile(rf"{_BRACKETED}|(?<![A-Za-z0-9_]){_CORE}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """Something in a text that looks like a token, ours or not.

    Attributes:
        start: Its first character.
        end: One past its last.
        name: Its normal name, such as "PERSON_2".
    """

    start: int
    end: int
    name: str


def find_tokens(text: str) -> Iterator[Found]:
    """Yield all that looks like a token, in order, in linear time: in any of the usual brackets, in any case, or without brackets."""
    for match in _TOKEN.finditer(text):
        category, number = match[1] or match[3], match[2] or match[4]
        yield Found(match.start(), match.end(), f"{category.replace(chr(92), '').upper()}_{number}")


def write(name: str) -> str:
    """Return the token as it stands in a text that leaves."""
    return f"{OPEN}{name}{CLOSE}"


@dataclass(frozen=True, slots=True)
class Token:
    """One token and what it stands for.

    Attributes:
        name: Such as "PERSON_2".
        category: The kind of what it stands for.
        original: What is put back in its place: the form that appeared first.
        subjects: The keys of those whom it means.
        values: Every form in which that appeared, folded for comparing.
        written: What leaves in its place where that is no token: a surrogate or a shifted date.
    """

    name: str
    category: Category
    original: str = field(repr=False)
    subjects: tuple[str, ...] = field(default=(), repr=False)
    values: tuple[str, ...] = field(default=(), repr=False)
    written: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class TokenMap:
    """What the tokens of one conversation stand for. It is a secret: its repr shows no original.

    Attributes:
        tokens: In order of first appearance.
        reserved: Names that stand for nothing of ours and are never given out: look-alikes, and tokens of what was forgotten.
        seed: A secret of this conversation, from which surrogates and the shift of dates follow; empty where there is none, and then no
            date is shifted.
    """

    tokens: tuple[Token, ...] = ()
    reserved: frozenset[str] = frozenset()
    seed: bytes = field(default=b"", repr=False, compare=False)

    def original(self, name: str) -> str | None:
        """Return what ``name`` stands for, or none if it is not ours."""
        return next((token.original for token in self.tokens if token.name == name and not token.written), None)

    def reserve(self, names: Iterable[str], *, limit: int | None = None) -> TokenMap:
        """Return the map with ``names`` taken, as far as they are free.

        Args:
            names: Such as "PERSON_2".
            limit: How many names may be reserved in all; what is beyond it stays free.
        """
        mine = {token.name for token in self.tokens}
        added = [name for name in dict.fromkeys(names) if name not in mine and name not in self.reserved]
        room = len(added) if limit is None else max(0, limit - len(self.reserved))
        return replace(self, reserved=self.reserved | frozenset(added[:room]))

    def emptied(self) -> TokenMap:
        """Return a map that knows no original and no seed any more and gives none of its numbers out again."""
        return TokenMap((), self.reserved | {token.name for token in self.tokens})
