"""One thing, one category, one subject: what stands in several places of a conversation means the same in all of them.

A detector sees one place at a time: "at Rowanbank" is a place to it and "Rowanbank" alone is anybody's name. Here the best
known of all places decides for the others. Nothing is added and nothing is taken away.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from keepmum.policy.category import Category
from keepmum.policy.detectors.memory import NAMES, parts
from keepmum.policy.detectors.phrases import key
from keepmum.policy.span import Span

GUESS = 0.4
"""The score of a name of which nothing says what it names; what is scored higher decides for it."""

_AGREEING = NAMES | {Category.ADDRESS, Category.AGE, Category.DATE}
_WHOLE_DATE = re.compile(r"(?:19|20)[0-9]{2}")  # "4 June" may be a birthday here and any day there; with the year it is one day
_LONGEST = 128  # characters; what is longer does not stand twice


@dataclass(slots=True)
class _Thing:
    """All that a conversation says of one surface."""

    value: str = field(repr=False)
    category: Category
    strength: tuple[bool, bool, float, bool]
    subjects: set[str] = field(default_factory=set, repr=False)


def agree(texts: Sequence[str], found: Sequence[Sequence[Span]]) -> list[list[Span]]:
    """Return the spans of each text with the category and the subject that the whole conversation gives them.

    Args:
        texts: The texts of one conversation.
        found: The spans in each, in order, none overlapping.
    """
    things: dict[str, _Thing] = {}
    for text, spans in zip(texts, found, strict=True):
        for span in spans:
            surface = _surface(text, span)
            if not surface:
                continue
            thing = things.setdefault(surface, _Thing(text[span.start : span.end], span.category, _strength(span)))
            if _strength(span) > thing.strength:
                thing.category, thing.strength = span.category, _strength(span)
            if span.subject:
                thing.subjects.add(span.subject)
    wholes = _wholes(things.values())
    return [[_agreed(span, _surface(text, span), things, wholes) for span in spans] for text, spans in zip(texts, found, strict=True)]


def _surface(text: str, span: Span) -> str:
    """Return the form in which two spans are the same thing; empty for what needs no agreement."""
    if span.category not in _AGREEING or span.end - span.start > _LONGEST:
        return ""
    written = text[span.start : span.end]
    if span.category in {Category.AGE, Category.DATE} and not _WHOLE_DATE.search(written):
        return ""
    return key(written)


def _strength(span: Span) -> tuple[bool, bool, float, bool]:
    """Return how much a span says of what its text is; the greater decides."""
    return "people" in span.detectors, "memory" in span.detectors, span.score, span.category is Category.AGE


def _wholes(things: Iterable[_Thing]) -> dict[str, _Thing]:
    """Return the one longer name to which each part belongs, where its category is more than a guess."""
    owners: defaultdict[str, list[_Thing]] = defaultdict(list)
    for thing in things:
        if thing.category in NAMES and thing.strength[2] > GUESS:
            for part in dict.fromkeys(key(part) for part in parts(thing.value)):
                owners[part].append(thing)
    return {part: same[0] for part, same in owners.items() if len(same) == 1}


def _agreed(span: Span, surface: str, things: dict[str, _Thing], wholes: dict[str, _Thing]) -> Span:
    thing = things.get(surface)
    if thing is None:
        return span
    if thing.strength <= (False, False, GUESS, True) and (whole := wholes.get(surface)):
        return replace(span, category=whole.category, subject=span.subject or next(iter(sorted(whole.subjects)), whole.value))
    subject = span.subject or (next(iter(thing.subjects)) if len(thing.subjects) == 1 else "")
    return replace(span, category=thing.category, subject=subject)
