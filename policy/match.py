"""Whether one rule matches one part of a draft: strictly for what permits, loosely for what forbids or asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from keepmum.policy.category import Category, Level
from keepmum.policy.draft import Draft
from keepmum.policy.policy import EVERYONE, TYPED, Policy, Rule, Verdict
from keepmum.policy.span import Span
from keepmum.policy.world import Known, fold, named, stands_in

DEFAULT_LEVEL = Level.SENSITIVE
"""The highest level that a rule lets leave masked when it names none; what is secret needs `level = "secret"` and its form."""

_SHARED = "shared:"  # how the people detector marks a name that several people have


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule is held against.

    Attributes:
        policy: The policy in force.
        draft: What would leave.
        spans: What was found in each part.
        people: The vault's people.
    """

    policy: Policy
    draft: Draft
    spans: tuple[tuple[Span, ...], ...]
    people: Sequence[Known] = ()

    def __post_init__(self) -> None:
        """Refuse spans that do not fit the draft.

        Raises:
            ValueError: Their number differs, or some lie outside of their part, overlap, or are out of order.
        """
        if len(self.spans) != len(self.draft.parts):
            raise ValueError("there must be one list of spans for each part")
        for part, found in zip(self.draft.parts, self.spans, strict=True):
            ends = [0, *(span.end for span in found)]
            if any(span.start < end for span, end in zip(found, ends, strict=False)) or ends[-1] > len(part.text):
                raise ValueError("spans must lie inside their part, in order, and must not overlap")

    def nearest(self, part: int) -> str:
        """Say how high the part reaches where a rule would cover it but for its level; else nothing."""
        for rule in self.policy.rules:
            if rule.effect is not Verdict.FORBID and _addressed(rule, self, part) and _classes_covered(rule, self, part):
                high = max((self.policy.level(span.category) for span in self.spans[part]), default=Level.PUBLIC)
                if high > _bound(rule):
                    return f': it holds what is {high.name.lower()}, and rule "{rule.id}" ends at {_bound(rule).name.lower()}'
        return ""


def touches(rule: Rule, context: Context, part: int) -> bool:
    """Return whether anything in the part fits all conditions of ``rule``."""
    found = context.spans[part]
    if not _addressed(rule, context, part):
        return False
    if rule.classes and not any(span.category in rule.classes for span in found):
        return False
    if rule.effect is Verdict.FORBID and rule.level is not None and not any(context.policy.level(s.category) >= rule.level for s in found):
        return False
    return not rule.about or _names_someone(rule, context, part)


def covers(rule: Rule, context: Context, part: int) -> bool:
    """Return whether everything in the part fits all conditions of ``rule``."""
    if not _addressed(rule, context, part) or not _classes_covered(rule, context, part):
        return False
    if any(context.policy.level(span.category) > _bound(rule) for span in context.spans[part]):
        return False
    return not rule.about or _names_nobody_else(rule, context, part)


def _bound(rule: Rule) -> Level:
    return DEFAULT_LEVEL if rule.level is None else rule.level


def _addressed(rule: Rule, context: Context, part: int) -> bool:
    """Return whether recipient, purpose, kind and thread fit."""
    draft, piece = context.draft, context.draft.parts[part]
    return (
        (EVERYONE in rule.to or draft.recipient.name in rule.to)
        and (EVERYONE in rule.purposes or str(draft.purpose) in rule.purposes)
        and (not rule.kinds or (piece.kind or TYPED) in rule.kinds)
        and (not rule.threads or _in_thread(rule, piece.thread))
    )


def _in_thread(rule: Rule, thread: str) -> bool:
    """Return whether a thread is one of the rule's; what forbids or asks does not depend on capitals and spaces."""
    return thread in rule.threads or (rule.effect is not Verdict.PERMIT and fold(thread) in map(fold, rule.threads))


def _classes_covered(rule: Rule, context: Context, part: int) -> bool:
    return not rule.classes or all(span.category in rule.classes for span in context.spans[part])


def _names_someone(rule: Rule, context: Context, part: int) -> bool:
    """Return whether one of the rule's people is in the part: takes part in it, is found in it, or is only named in its text."""
    keys, words = named(rule.about, context.people)
    piece = context.draft.parts[part]
    if any(fold(name) in words for name in piece.who):
        return True
    if any(_means(span, keys, words) for span in context.spans[part]):
        return True
    text = fold(piece.text)
    return any(stands_in(word, text) for word in words if word)


def _names_nobody_else(rule: Rule, context: Context, part: int) -> bool:
    """Return whether there is someone in the part, and everybody in it is one of the rule's people."""
    keys, words = named(rule.about, context.people)
    piece = context.draft.parts[part]
    people = [span for span in context.spans[part] if span.category is Category.PERSON]
    if not piece.who and not people:
        return False
    if any(fold(name) not in words for name in piece.who):
        return False
    return all(_means_only(span, piece.text, keys, words) for span in people)


def _means_only(span: Span, text: str, keys: frozenset[str], words: frozenset[str]) -> bool:
    """Return whether a span can mean nobody but the rule's people; a name that several share can."""
    return span.subject in keys or (not span.subject.startswith(_SHARED) and fold(text[span.start : span.end]) in words)


def _means(span: Span, keys: frozenset[str], words: frozenset[str]) -> bool:
    """Return whether a span may mean one of the people: by key, by a key's own data, or by a name that several share."""
    subject = span.subject
    if subject.startswith(_SHARED):
        return fold(subject.removeprefix(_SHARED)) in words
    return subject in keys or any(subject.startswith(f"{key}/") for key in keys)
