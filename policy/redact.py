"""Put typed, numbered tokens in the place of what a decision masks.

Numbers count the order of first appearance over the parts, for each category, and go on from what the conversation already
knows. A number that stands in the text in something like a token is skipped, so that restoring never meets a stranger.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from keepmum.policy.category import Category
from keepmum.policy.decide import Decision
from keepmum.policy.draft import Draft, Role
from keepmum.policy.policy import Form
from keepmum.policy.span import Span
from keepmum.policy.tokens import MAX_NUMBER, Token, TokenMap, find_tokens, write
from keepmum.policy.world import fold

_NUMBERS = frozenset({Category.PHONE, Category.CARD, Category.IBAN, Category.ID_NUMBER})  # people group their digits as they like


@dataclass(frozen=True, slots=True)
class Redaction:
    """The parts as they would leave.

    Attributes:
        texts: The redacted text of each part.
        roles: The role of each part.
        tokens: What the tokens of the conversation stand for, those of this draft included.
    """

    texts: tuple[str, ...]
    roles: tuple[Role, ...]
    tokens: TokenMap = field(repr=False)


def redact(draft: Draft, decision: Decision, known: TokenMap) -> Redaction:
    """Return ``draft`` with a token for each span whose form is not "keep".

    Two spans of one category get one token when they have one subject, or no subject against it and one value without case.

    Args:
        draft: What would leave.
        decision: The forms of its spans; where it blocks, what would be masked is shown masked.
        known: The tokens of the conversation so far.
    """
    numbering = _Numbering(known.reserve(_look_alikes(draft, decision)))
    texts: list[str] = []
    for part, forms in zip(draft.parts, decision.forms, strict=True):
        pieces: list[str] = []
        at = 0
        for span, form in forms:
            if span.start < at or span.end > len(part.text):
                raise ValueError("spans must lie inside their part, in order, and must not overlap")
            if form is not Form.KEEP:
                pieces += [part.text[at : span.start], write(numbering.name(span, part.text[span.start : span.end]))]
                at = span.end
        texts.append("".join(pieces) + part.text[at:])
    return Redaction(tuple(texts), tuple(part.role for part in draft.parts), numbering.tokens())


def _look_alikes(draft: Draft, decision: Decision) -> Iterator[str]:
    """Yield the names of all that looks like a token in the texts, or will when the spans beside it are masked."""
    for part, forms in zip(draft.parts, decision.forms, strict=True):
        cut: list[str] = []
        at = 0
        for span, _ in forms:
            cut.append(part.text[at : span.start])
            at = span.end
        for text in (part.text, "\n".join([*cut, part.text[at:]])):
            yield from (found.name for found in find_tokens(text))


class _Numbering:
    """Gives each subject or value its token."""

    def __init__(self, known: TokenMap) -> None:
        self._reserved = known.reserved
        self._tokens: list[_Open] = []
        self._by_subject: dict[tuple[Category, str], _Open] = {}
        self._by_value: dict[tuple[Category, str], list[_Open]] = {}
        self._taken = set(known.reserved)
        self._last: Counter[Category] = Counter()
        for token in known.tokens:
            self._note(_Open(token.name, token.category, token.original), token.subjects, token.values)

    def name(self, span: Span, original: str) -> str:
        """Return the name of the token for a span; a new one where none fits."""
        value = _value(span.category, original)
        token = self._find(span.category, span.subject, value)
        if token is None:
            token = _Open(self._next(span.category), span.category, original)
            self._note(token, (), ())
        self._join(token, [span.subject] if span.subject else [], [value])
        return token.name

    def tokens(self) -> TokenMap:
        """Return all that was given out."""
        return TokenMap(
            tuple(Token(t.name, t.category, t.original, tuple(t.subjects), tuple(t.values)) for t in self._tokens), self._reserved
        )

    def _find(self, category: Category, subject: str, value: str) -> _Open | None:
        if subject:
            found = self._by_subject.get((category, subject))
            if found is not None:
                return found
            # A part of a name has the whole name as its subject where nobody knows more.
            for form in (_value(category, subject), value):
                same = [token for token in self._by_value.get((category, form), ()) if not token.subjects]
                if same:
                    return same[0]
            return None
        found = self._by_subject.get((category, value))
        if found is not None:
            return found
        same = self._by_value.get((category, value), [])
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
        self._taken.add(token.name)
        self._join(token, subjects, values)

    def _join(self, token: _Open, subjects: list[str] | tuple[str, ...], values: list[str] | tuple[str, ...]) -> None:
        for subject in subjects:
            token.subjects.setdefault(subject)
            self._by_subject.setdefault((token.category, subject), token)
        for value in values:
            token.values.setdefault(value)
            same = self._by_value.setdefault((token.category, value), [])
            if token not in same:
                same.append(token)


@dataclass(slots=True, eq=False)
class _Open:
    """A token while more of its forms may come."""

    name: str
    category: Category
    original: str = field(repr=False)
    subjects: dict[str, None] = field(default_factory=dict, repr=False)
    values: dict[str, None] = field(default_factory=dict, repr=False)


def _value(category: Category, text: str) -> str:
    """Return the form in which two texts of a category are the same."""
    folded = fold(text)
    if category in _NUMBERS:
        plain = "".join(character for character in folded if character.isalnum())
        return plain or folded
    return folded
