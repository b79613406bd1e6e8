"""Decide anew, under another policy, over what was decided before: from the records of decisions, which hold no text.

Budgets add up over the replayed requests as they would have; grants are left out, so what asks is shown as asking. A name that neither
the vault nor the policy of that day knew is found only where a detector found it. Threads match in any capitals.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from keepmum.policy.draft import Draft, Part
from keepmum.policy.recipient import Purpose, Recipient
from keepmum.policy.rules.budget import Spending, Used
from keepmum.policy.rules.decide import Decision, failed, judge
from keepmum.policy.rules.decisions import Ids, PartRecord, Record, SpanRecord
from keepmum.policy.rules.match import Context
from keepmum.policy.rules.policy import Policy, Rule
from keepmum.policy.rules.rule import MINOR
from keepmum.policy.span import Span
from keepmum.policy.world import Known, named

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST = 0xE000  # private use: a character that stands for a value
_VALUES = 6_400


@dataclass(frozen=True, slots=True)
class Change:
    """A decision that would have been another.

    Attributes:
        record: What was decided then.
        old: What the one policy says.
        new: What the other says.
    """

    record: Record
    old: Decision
    new: Decision


@dataclass(frozen=True, slots=True)
class Someone:
    """A person of whom only a hash is known; a `keepmum.policy.world.Known`."""

    key: str
    name: str = field(repr=False)
    aliases: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


class Replay:
    """One policy, and what would have gone out under it so far."""

    def __init__(self, policy: Policy, people: Sequence[Known], key: bytes) -> None:
        """Replay ``policy`` for a vault.

        Args:
            policy: The policy.
            people: The vault's people, by whom the names in its rules are understood.
            key: The vault's key for hashing people.
        """
        self._policy = _hashed(policy, people, Ids(people, key))
        self._digest = policy.digest
        hashes = {name for rule in self._policy.rules for name in (*rule.about, *rule.not_about)} - {MINOR}
        self._people = [Someone(name, name) for name in sorted(hashes)]
        self._days: dict[str, dict[int, Spending]] = {}

    def decide(self, record: Record) -> Decision:
        """Return what the policy says of a recorded draft; records come in order of time."""
        parts = tuple(_part(part) for part in record.parts)
        draft = Draft(parts, Purpose(record.purpose), Recipient(record.recipient, record.url, record.model), "replay")
        days = self._days.setdefault(record.recipient, {})
        today = (record.at - _EPOCH).days
        mentions = tuple(frozenset(part.mentions) for part in record.parts)
        try:
            spans = tuple(tuple(_span(span) for span in part.spans) for part in record.parts)
            context = Context(self._policy, draft, spans, self._people, Used(today, dict(days)), mentions)
            decision = judge(context, (), self._digest)
        except Exception as error:  # noqa: BLE001  as in `decide`: what cannot be decided stays
            return failed(error, draft, self._digest)
        if decision.spending is not None and decision.lets_out(confirmed=record.confirmed):
            days[today] = days.get(today, Spending()).plus(decision.spending)
        return decision


def differences(records: Iterable[Record], old: Replay, new: Replay) -> list[Change]:
    """Return the decisions that two policies see differently, in order of time: another effect, or another form of something."""
    changes = []
    for record in sorted(records, key=lambda each: (each.at, each.id)):
        one, other = old.decide(record), new.decide(record)
        if one.effect != other.effect or (one.effect != "block" and one.forms != other.forms):
            changes.append(Change(record, one, other))
    return changes


def _hashed(policy: Policy, people: Sequence[Known], ids: Ids) -> Policy:
    """Return a policy whose rules name hashes in the place of people and threads."""

    def hashes(names: tuple[str, ...]) -> tuple[str, ...]:
        keys, words = named([name for name in names if name != MINOR], people)
        found = {ids.of_key(key) for key in keys} | {ids.of_word(word) for word in words}
        return (*sorted(found), *([MINOR] if MINOR in names else []))

    def changed(rule: Rule) -> Rule:
        threads = tuple(dict.fromkeys(ids.of_thread(thread) for thread in rule.threads))
        about = hashes(rule.about) if rule.about else ()
        return replace(rule, threads=threads, about=about, not_about=hashes(rule.not_about) if rule.not_about else ())

    return replace(policy, rules=tuple(changed(rule) for rule in policy.rules))


def _span(span: SpanRecord) -> Span:
    return Span(span.start, span.end, span.category, span.score, span.detectors, span.subject)


def _part(part: PartRecord) -> Part:
    """Return a part of the same shape, in which equal values are equal."""
    pieces = []
    at = 0
    for span in part.spans:
        pieces += [" " * (span.start - at), chr(_FIRST + span.value % _VALUES) * (span.end - span.start)]
        at = span.end
    text = "".join(pieces) + " " * (part.size - at)
    return Part(text, part.role, None, part.kind, part.who, part.thread)
