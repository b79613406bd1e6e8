"""Whether one rule matches one part of a draft: strictly for what permits, loosely for what forbids or asks.

`unmet` answers with the first condition that does not hold, so that a decision can be explained.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from keepmum.policy.category import Category, Level
from keepmum.policy.draft import Draft
from keepmum.policy.rules.amounts import pieces_of, subjects_of
from keepmum.policy.rules.budget import QUASI_DAYS, Used, joined
from keepmum.policy.rules.policy import EVERYONE, TYPED, Form, Policy, Rule, Verdict
from keepmum.policy.rules.rule import MINOR
from keepmum.policy.rules.terms import Terms, is_addressed
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
        used: What went to the recipient before.
        mentions: For each part, the names that stand in its text, folded, where the text itself is no longer there; none to look in it.
    """

    policy: Policy
    draft: Draft
    spans: tuple[tuple[Span, ...], ...]
    people: Sequence[Known] = ()
    used: Used = field(default_factory=Used)
    mentions: tuple[frozenset[str], ...] | None = None

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

    @property
    def terms(self) -> Terms:
        """What the policy says of the draft's recipient."""
        return self.policy.terms(self.draft.recipient.name)

    def highest(self, part: int) -> Level:
        """Return the highest level of what was found in a part."""
        return max((self.policy.level(span.category) for span in self.spans[part]), default=Level.PUBLIC)

    def bound(self, rule: Rule) -> Level:
        """Return the highest level that ``rule`` lets leave: its own, and no more than the recipient may get."""
        own = DEFAULT_LEVEL if rule.level is None else rule.level
        most = self.terms.max_level
        return own if most is None else min(own, most)

    def mentioned(self, words: frozenset[str], part: int) -> bool:
        """Return whether one of these folded words stands in the text of a part."""
        if self.mentions is not None:
            return bool(words & self.mentions[part])
        text = fold(self.draft.parts[part].text)
        return any(stands_in(word, text) for word in words if word)


def unmet(rule: Rule, context: Context, part: int, *, loosely: bool, limit: str = "") -> str:
    """Return the first condition of ``rule`` that does not hold for a part, by its key; empty where all hold.

    Args:
        rule: The rule.
        context: What it is held against.
        part: The part's number.
        loosely: Whether it is enough that *anything* in the part fits; else everything must.
        limit: The limit of the rule that the draft breaks, as `broken_limit` says.
    """
    draft, piece = context.draft, context.draft.parts[part]
    if not is_addressed(rule.to, draft.recipient, context.terms):
        return "to"
    if EVERYONE not in rule.purposes and str(draft.purpose) not in rule.purposes:
        return "for"
    if rule.kinds and (piece.kind or TYPED) not in rule.kinds:
        return "from"
    if rule.threads and not _in_thread(rule, piece.thread):
        return "threads"
    if loosely:
        return _unmet_loosely(rule, context, part)
    return _unmet_strictly(rule, context, part) or ("limits" if limit else "")


def broken_limit(rule: Rule, context: Context) -> str:
    """Return in words which limit of ``rule`` the whole draft breaks; empty where it breaks none."""
    limits, draft = rule.limits, context.draft
    if limits.chars is not None and sum(len(part.text) for part in draft.parts) > limits.chars:
        return f"{limits.chars} characters"
    if limits.subjects is not None and len(subjects_of(draft, context.spans, context.people)) > limits.subjects:
        return f"{limits.subjects} people"
    if limits.per_day is not None and context.used.within(1).rules.get(rule.id, 0) >= limits.per_day:
        return f"{limits.per_day} requests a day"
    if limits.quasi_per_subject is not None and most_pieces(rule, context, 0) > limits.quasi_per_subject:
        return f"{limits.quasi_per_subject} readable pieces of data about one person"
    return ""


def most_pieces(rule: Rule, context: Context, days: int = QUASI_DAYS) -> int:
    """Return how many readable pieces of data about any one person the recipient would have, by a rule's forms.

    Args:
        rule: Whose forms count.
        context: What would leave, and what went before.
        days: For how many days what went before is added; 0 for the draft alone.
    """
    forms = [[(span, context.policy.form(span.category, rule)) for span in found] for found in context.spans]
    new = pieces_of(context.draft, forms, context.people, context.used.key)
    before = context.used.within(days).pieces if days else {}
    together = joined(before, new)
    return max((len(together[who]) for who in new), default=0)


def _unmet_loosely(rule: Rule, context: Context, part: int) -> str:
    found = context.spans[part]
    if rule.classes and not any(span.category in rule.classes for span in found):
        return "classes"
    if rule.effect is Verdict.FORBID and rule.level is not None and not any(context.policy.level(s.category) >= rule.level for s in found):
        return "level"
    if rule.about and not _names_someone(rule.about, context, part):
        return "about"
    if rule.not_about and _names_nobody_else(rule.not_about, context, part):
        return "not_about"
    return ""


def _unmet_strictly(rule: Rule, context: Context, part: int) -> str:
    found = context.spans[part]
    if rule.classes and not all(span.category in rule.classes for span in found):
        return "classes"
    if rule.classes and rule.effect is Verdict.ASK and not found:  # asking about health is no reason to ask about the weather
        return "classes"
    if context.highest(part) > context.bound(rule):
        return "level"
    if rule.about and not _names_nobody_else(rule.about, context, part):
        return "about"
    if rule.not_about and _names_someone(rule.not_about, context, part):
        return "not_about"
    if any((span.category, Form.BLOCK) in rule.forms for span in found):
        return "forms"
    return ""


def _in_thread(rule: Rule, thread: str) -> bool:
    """Return whether a thread is one of the rule's; what forbids or asks does not depend on capitals and spaces."""
    return thread in rule.threads or (rule.effect is not Verdict.PERMIT and fold(thread) in map(fold, rule.threads))


def _names_someone(names: Sequence[str], context: Context, part: int) -> bool:
    """Return whether one of these people is in the part: takes part in it, is found in it, or is only named in its text."""
    keys, words = named(names, context.people)
    piece = context.draft.parts[part]
    if MINOR in names and any(span.category is Category.MINOR for span in context.spans[part]):
        return True
    if any(fold(name) in words for name in piece.who):
        return True
    if any(_means(span, keys, words) for span in context.spans[part]):
        return True
    return context.mentioned(words, part)


def _names_nobody_else(names: Sequence[str], context: Context, part: int) -> bool:
    """Return whether there is someone in the part, and everybody in it is one of these people."""
    keys, words = named(names, context.people)
    piece = context.draft.parts[part]
    people = [span for span in context.spans[part] if span.category is Category.PERSON]
    if not piece.who and not people:
        return False
    if any(fold(name) not in words for name in piece.who):
        return False
    return all(_means_only(span, piece.text, keys, words) for span in people)


def _means_only(span: Span, text: str, keys: frozenset[str], words: frozenset[str]) -> bool:
    """Return whether a span can mean nobody but these people; a name that several share can."""
    return span.subject in keys or (not span.subject.startswith(_SHARED) and fold(text[span.start : span.end]) in words)


def _means(span: Span, keys: frozenset[str], words: frozenset[str]) -> bool:
    """Return whether a span may mean one of the people: by key, by a key's own data, or by a name that several share."""
    subject = span.subject
    if subject.startswith(_SHARED):
        return fold(subject.removeprefix(_SHARED)) in words
    return subject in keys or any(subject.startswith(f"{key}/") for key in keys)
