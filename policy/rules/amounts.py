"""How much a draft tells: who is in it, and what a recipient could read about each of them.

Readable is what leaves in clear, shifted, as a band or generalised; a token tells nothing but its kind. A time of day tells nobody
who somebody is. What stands in a part is counted for everybody in that part, because who of them it is about is not known.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence

from keepmum.policy.category import Category
from keepmum.policy.draft import Draft, Part
from keepmum.policy.rules.rule import READABLE, Form
from keepmum.policy.span import Span
from keepmum.policy.world import Known, fold

_ME = "me"  # how the person stands in their own records
_SHARED = "shared:"


def subjects_of(draft: Draft, spans: Sequence[Sequence[Span]], people: Sequence[Known]) -> frozenset[str]:
    """Return who is in a draft: the key of each known person, and the folded name of each other; the person themselves left out."""
    own = _by_name(people)
    return frozenset().union(*(_in_part(part, found, own) for part, found in zip(draft.parts, spans, strict=True)))


def pieces_of(draft: Draft, forms: Sequence[Sequence[tuple[Span, Form]]], people: Sequence[Known], key: bytes) -> dict[str, frozenset[str]]:
    """Return the readable pieces of data about everybody in a draft; what concerns nobody who is named concerns the person.

    Args:
        draft: What would leave.
        forms: The spans of each part, with their forms.
        people: The vault's people.
        key: Hashes people and pieces.
    """
    own = _by_name(people)
    found: dict[str, set[str]] = {}
    for part, pairs in zip(draft.parts, forms, strict=True):
        values = {
            hashed(key, span.category, fold(part.text[span.start : span.end]))
            for span, form in pairs
            if form in READABLE and span.category is not Category.TIME
        }
        for who in _in_part(part, [span for span, _ in pairs], own) or {_ME}:
            found.setdefault(hashed(key, "subject", who), set()).update(values)
    return {who: frozenset(values) for who, values in found.items()}


def hashed(key: bytes, *words: str) -> str:
    """Return a keyed hash of some words: short enough to be kept by the thousand, and nobody's without the key."""
    return hmac.digest(key, "\0".join(words).encode("utf-8", "surrogatepass"), "sha256")[:9].hex()


def _in_part(part: Part, spans: Iterable[Span], own: dict[str, str]) -> frozenset[str]:
    names = {fold(name) for name in part.who} - {"", _ME}
    found = {own.get(name, name) for name in names}
    for span in spans:
        if span.subject.startswith(_SHARED):
            found.add(span.subject)
        elif span.category is Category.PERSON:
            name = fold(part.text[span.start : span.end])
            found.add(span.subject.split("/")[0] if span.subject else own.get(name, name))
        elif "/" in span.subject:
            found.add(span.subject.split("/")[0])
    return frozenset(found)


def _by_name(people: Sequence[Known]) -> dict[str, str]:
    """Return the key of everybody by each name that only they have."""
    keys: dict[str, set[str]] = {}
    for person in people:
        for name in (person.name, *person.aliases, *person.handles):
            keys.setdefault(fold(name), set()).add(person.key)
    return {name: next(iter(found)) for name, found in keys.items() if name and len(found) == 1}
