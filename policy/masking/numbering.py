"""Which token or surrogate stands for which subject or value, inside one conversation.

Numbers count the order of first appearance, for each category, and go on from what the conversation already knows. A number that stands
in the text in something like a token is skipped, so that restoring never meets a stranger.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from keepmum.policy.category import Category
from keepmum.policy.masking.alike import written_key
from keepmum.policy.masking.tokens import MAX_NUMBER, Token, TokenMap
from keepmum.policy.span import Span
from keepmum.policy.world import fold

Way = Literal["token", "surrogate", "shift"]
"""How something is put in a value's place; one person may have a token and a surrogate where the policy changed meanwhile."""

_NUMBERS = frozenset({Category.PHONE, Category.CARD, Category.IBAN, Category.ID_NUMBER})  # people group their digits as they like


class Numbering:
    """Gives each subject or value its token."""

    def __init__(self, known: TokenMap) -> None:
        """Go on from ``known``."""
        self._known = known
        self._tokens: list[_Open] = []
        self._by_subject: dict[tuple[Way, Category, str], _Open] = {}
        self._by_value: dict[tuple[Way, Category, str], list[_Open]] = {}
        self._taken = set(known.reserved)
        self._written: set[str] = set()
        self._last: Counter[Category] = Counter()
        for token in known.tokens:
            self._note(_Open(token.name, token.category, token.original, token.written), token.subjects, token.values)

    def find(self, way: Way, span: Span, value: str) -> str | None:
        """Return what was given to a span's subject or value before: a name for a token, else what is written; none if nothing."""
        token = self._find(way, span.category, span.subject, _value(span.category, value))
        if token is None:
            return None
        self._join(token, [span.subject] if span.subject and way != "shift" else [], [_value(span.category, value)])
        return token.written or token.name

    def name(self, span: Span, original: str, value: str) -> str:
        """Return the name of the token for a span; a new one where none fits."""
        return self.find("token", span, value) or self.add(span, original, value)

    def add(self, span: Span, original: str, value: str, written: str = "", *, alone: bool = False) -> str:
        """Give a span a new token, or what is ``written`` in its place, and return the name.

        Args:
            span: What was found.
            original: Its text as it comes back.
            value: Its text as a reader reads it.
            written: A surrogate or a shifted date; empty for a token.
            alone: Whether it means this value only and not all of the subject's: a shifted date does.
        """
        token = _Open(self._next(span.category), span.category, original, written)
        self._note(token, (), ())
        self._join(token, [span.subject] if span.subject and not alone else [], [_value(span.category, value)])
        return token.name

    def is_written(self, text: str) -> bool:
        """Return whether ``text`` was written in the place of something already, or reads like it."""
        return written_key(text) in self._written

    def tokens(self) -> TokenMap:
        """Return all that was given out."""
        rows = (Token(t.name, t.category, t.original, tuple(t.subjects), tuple(t.values), t.written) for t in self._tokens)
        return TokenMap(tuple(rows), self._known.reserved, self._known.seed)

    def _find(self, way: Way, category: Category, subject: str, value: str) -> _Open | None:
        if subject and way != "shift":
            found = self._by_subject.get((way, category, subject))
            if found is not None:
                return found
            # A part of a name has the whole name as its subject where nobody knows more.
            for form in (_value(category, subject), value):
                same = [token for token in self._by_value.get((way, category, form), ()) if not token.subjects]
                if same:
                    return same[0]
            return None
        found = self._by_subject.get((way, category, value))
        if found is not None:
            return found
        same = self._by_value.get((way, category, value), [])
        return same[0] if len(same) == 1 else next((token for token in same if not token.subjects), None)

    def _next(self, category: Category) -> str:
        number = self._last[category] + 1
        while f"{category.name}_{number}" in self._taken:
            number += 1
        if number > MAX_NUMBER:
            raise ValueError("there are more tokens than numbers")
        self._last[category] = number
        return f"{category.name}_{number}"

    def _note(self, token: _Open, subjects: tuple[str, ...], values: tuple[str, ...]) -> None:
        self._tokens.append(token)
        if token.written:
            self._written.add(written_key(token.written))
        self._taken.add(token.name)
        self._join(token, subjects, values)

    def _join(self, token: _Open, subjects: list[str] | tuple[str, ...], values: list[str] | tuple[str, ...]) -> None:
        for subject in subjects:
            token.subjects.setdefault(subject)
            self._by_subject.setdefault((token.way, token.category, subject), token)
        for value in values:
            token.values.setdefault(value)
            same = self._by_value.setdefault((token.way, token.category, value), [])
            if token not in same:
                same.append(token)


@dataclass(slots=True, eq=False)
class _Open:
    """A token while more of its forms may come."""

    name: str
    category: Category
    original: str = field(repr=False)
    written: str = field(default="", repr=False)
    subjects: dict[str, None] = field(default_factory=dict, repr=False)
    values: dict[str, None] = field(default_factory=dict, repr=False)

    @property
    def way(self) -> Way:
        """How it is put in its value's place."""
        if not self.written:
            return "token"
        return "shift" if self.category in {Category.DATE, Category.AGE} else "surrogate"


def _value(category: Category, text: str) -> str:
    """Return the form in which two texts of a category are the same."""
    folded = fold(text)
    if category in _NUMBERS:
        plain = "".join(character for character in folded if character.isalnum())
        return plain or folded
    return folded
