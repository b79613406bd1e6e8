"""The record of each decision: what was in the draft by kind, size and hash, how each rule came out, and the form of each span.

policy.decision/9f1c2ab34d5e6f70  CBOR of one record, by the decision's id in the ledger

A record holds no text, name or thread: people and threads are hashed with a key of this vault, values are numbered. It is enough to
explain the decision in words, and to decide anew under another policy (`keepmum.policy.rules.replay`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import cbor2

from keepmum.memory.errors import VaultDamaged
from keepmum.policy.category import Category, Level
from keepmum.policy.draft import Draft, Role
from keepmum.policy.rules.amounts import hashed
from keepmum.policy.rules.decision import Decision, Try
from keepmum.policy.rules.policy import Form, Policy, Verdict
from keepmum.policy.span import Span
from keepmum.policy.world import Known, fold, stands_in

if TYPE_CHECKING:
    from keepmum.memory.vault import Vault

_NAMESPACE = "policy.decision"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SHARED = "shared:"
_VERSION = 2  # 1 does not say which detectors looked


@dataclass(frozen=True, slots=True)
class SpanRecord:
    """One span of a decided draft.

    Attributes:
        start: Its first character in its part.
        end: One past its last.
        category: What it is.
        score: How sure the detectors were.
        detectors: Which found it.
        subject: Whom it means, hashed; empty for nobody.
        value: A number that equal values of one draft share.
        level: How harmful the policy holds it to be.
        form: In which form it leaves.
        rules: The rules by which it would leave.
    """

    start: int
    end: int
    category: Category
    score: float
    detectors: tuple[str, ...]
    subject: str
    value: int
    level: Level
    form: Form
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PartRecord:
    """One part of a decided draft.

    Attributes:
        role: Its role.
        kind: The kind of its record; none for what was typed.
        size: Its length in characters.
        who: The people in its record, hashed.
        thread: Its thread, hashed; empty for none.
        mentions: People whose names stand in its text, and names that the policy has, hashed.
        spans: What was found in it.
    """

    role: Role
    kind: str | None
    size: int
    who: tuple[str, ...]
    thread: str
    mentions: tuple[str, ...]
    spans: tuple[SpanRecord, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """One decision, as it can be explained and replayed.

    Attributes:
        id: The id that its entries in the ledger have.
        at: When it was made.
        recipient: The recipient's name.
        url: Its address.
        model: Its model.
        purpose: What for.
        policy_digest: Which policy decided.
        effect: What it said.
        confirmed: Whether the person gave their word.
        rules: The rules and budgets that decided.
        reasons: Why, in words.
        dry: What rules that are only tried out would have said.
        tries: How each rule came out.
        parts: The parts.
        detectors: Names of the detectors that looked at it; empty in a record of version 1, which does not say.
        absent: Names of those that the policy asked for and that were not on this device.
        version: Of the form in which it was kept.
    """

    id: str
    at: datetime
    recipient: str
    url: str
    model: str
    purpose: str
    policy_digest: str
    effect: str
    confirmed: bool
    rules: tuple[str, ...]
    reasons: tuple[str, ...] = field(repr=False)
    dry: tuple[str, ...]
    tries: tuple[Try, ...]
    parts: tuple[PartRecord, ...]
    detectors: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    version: int = _VERSION


def record_of(draft: Draft, decision: Decision, policy: Policy, people: Sequence[Known], key: bytes) -> Record:
    """Return the record of a decision; its id, time and whether the person agreed are filled in when it is kept.

    Args:
        draft: What was decided over.
        decision: What was decided.
        policy: The policy that decided.
        people: The vault's people.
        key: Hashes people and threads.
    """
    ids = Ids(people, key)
    ruled = sorted({name for rule in policy.rules for name in (*rule.about, *rule.not_about)})
    parts = []
    numbers: dict[tuple[Category, str], int] = {}
    for index, (part, forms) in enumerate(zip(draft.parts, decision.forms, strict=True)):
        covering = tuple(tried.rule for tried in decision.tries if tried.covers(index) and not tried.dry_run)
        spans = []
        for span, form in forms:
            text = part.text[span.start : span.end]
            value = numbers.setdefault((span.category, fold(text)), len(numbers))
            seen = (span.start, span.end, span.category, span.score, span.detectors, ids.of_span(span, text), value)
            spans.append(SpanRecord(*seen, policy.level(span.category), form, covering))
        who = tuple(ids.of_name(name) for name in part.who)
        thread = ids.of_thread(part.thread) if part.thread else ""
        parts.append(PartRecord(part.role, part.kind, len(part.text), who, thread, ids.mentioned(part.text, ruled), tuple(spans)))
    to = draft.recipient
    return Record(
        *("", _EPOCH, to.name, to.url, to.model, str(draft.purpose), decision.policy_digest),
        *(decision.effect, False, decision.rules, decision.reasons, decision.dry, decision.tries, tuple(parts)),
        *(decision.detectors, decision.absent),
    )


class Ids:
    """Hashes of people, names and threads: the same for one person by any name that only they have."""

    def __init__(self, people: Sequence[Known], key: bytes) -> None:
        """Hash with a vault's key."""
        self._key = key
        self._people = people
        self.keys = {person.key for person in people}
        owners: dict[str, set[str]] = {}
        for person in people:
            for name in (person.name, *person.aliases, *person.handles):
                owners.setdefault(fold(name), set()).add(person.key)
        self._own = {name: next(iter(found)) for name, found in owners.items() if name and len(found) == 1}
        self._words = [word for word in owners if word]

    def of_key(self, key: str) -> str:
        """Return the hash of a person's key."""
        return hashed(self._key, "person", key)

    def of_name(self, name: str) -> str:
        """Return the hash of a name: that of its only owner, or its own."""
        word = fold(name)
        return self.of_key(self._own[word]) if word in self._own else self.of_word(word)

    def of_word(self, word: str) -> str:
        """Return the hash of a folded name."""
        return hashed(self._key, "name", word)

    def of_thread(self, thread: str) -> str:
        """Return the hash of a thread, in any capitals and spacing."""
        return hashed(self._key, "thread", fold(thread))

    def of_span(self, span: Span, text: str) -> str:
        """Return the hash of whom a span means, in the form that `Span.subject` has."""
        first, slash, _ = span.subject.partition("/")
        if first in self.keys:
            return self.of_key(first) + ("/" if slash else "")
        if span.subject.startswith(_SHARED):
            return _SHARED + self.of_word(fold(span.subject.removeprefix(_SHARED)))
        return self.of_name(text) if span.category is Category.PERSON else ""

    def mentioned(self, text: str, names: Iterable[str]) -> tuple[str, ...]:
        """Return the hashes of all names of people, and of these names, that stand in a text."""
        folded = fold(text)
        words = [*self._words, *(word for name in names if (word := fold(name)))]
        return tuple(sorted({self.of_word(word) for word in words if stands_in(word, folded)}))


class Decisions:
    """The records of one vault."""

    def __init__(self, vault: Vault) -> None:
        """Keep them in ``vault``."""
        self._vault = vault

    def keep(self, id_: str, at: datetime, record: Record, *, confirmed: bool = False) -> None:
        """Keep a record under the id that the ledger gave the decision."""
        self._vault.put_document(_NAMESPACE, id_, _encoded(at, record, confirmed=confirmed))

    def get(self, id_: str) -> Record | None:
        """Return the record of a decision; none where there is none, or it was destroyed with its payload.

        Raises:
            VaultDamaged: It cannot be read.
        """
        data = self._vault.document(_NAMESPACE, id_)
        return None if data is None else _decoded(id_, data)

    def all(self) -> Iterator[Record]:
        """Yield all records, in no order.

        Raises:
            VaultDamaged: One cannot be read.
        """
        for id_, data in self._vault.documents(_NAMESPACE):
            yield _decoded(id_, data)

    def expire(self, days: int, now: datetime) -> int:
        """Destroy the records of decisions made more than ``days`` whole days (UTC) ago; returns how many."""
        first = now.astimezone(UTC).date() - timedelta(days=days)
        with self._vault.transaction():
            old = [record.id for record in self.all() if record.at.date() < first]
            for id_ in old:
                self._vault.delete_document(_NAMESPACE, id_)
        return len(old)


def _encoded(at: datetime, record: Record, *, confirmed: bool) -> bytes:
    r = record
    parts = [[p.role, p.kind, p.size, list(p.who), p.thread, list(p.mentions), [_row(span) for span in p.spans]] for p in r.parts]
    tries = [[t.rule, t.effect.value, t.dry_run, list(t.loose), list(t.strict)] for t in r.tries]
    at_ms = round((at - _EPOCH) / timedelta(milliseconds=1))
    head = [_VERSION, at_ms, r.recipient, r.url, r.model, r.purpose, r.policy_digest, r.effect, confirmed]
    looked = [list(r.detectors), list(r.absent)]
    return cbor2.dumps([*head, list(r.rules), list(r.reasons), list(r.dry), tries, parts, *looked], canonical=True)


def _row(s: SpanRecord) -> list[Any]:
    head = [s.start, s.end, s.category.value, s.score, list(s.detectors), s.subject, s.value]
    return [*head, s.level.value, s.form.value, list(s.rules)]


def _decoded(id_: str, data: bytes) -> Record:
    try:
        version, *row = cbor2.loads(data)
        looked = [row.pop(), row.pop()] if version == _VERSION else [(), ()]
        at_ms, recipient, url, model, purpose, digest, effect, confirmed, rules, reasons, dry, tries, parts = row
        at = _EPOCH + timedelta(milliseconds=at_ms)
        tried = tuple(Try(rule, Verdict(said), dry_run, tuple(loose), tuple(strict)) for rule, said, dry_run, loose, strict in tries)
        made = tuple(
            PartRecord(role, kind, size, tuple(who), thread, tuple(mentions), tuple(_read_span(*row) for row in rows))
            for role, kind, size, who, thread, mentions, rows in parts
        )
        head = (id_, at, recipient, url, model, purpose, digest, effect, confirmed)
        absent, detectors = (tuple(map(str, names)) for names in looked)
        record = Record(*head, tuple(rules), tuple(reasons), tuple(dry), tried, made, detectors, absent, version)
    except (cbor2.CBORDecodeError, TypeError, ValueError, OverflowError, IndexError):
        version, record = None, None
    if record is None or version not in {1, _VERSION}:
        raise VaultDamaged("the record of a decision cannot be read")
    return record


def _read_span(
    *row: Any,  # noqa: ANN401  the columns of _row
) -> SpanRecord:
    start, end, category, score, detectors, subject, value, level, form, rules = row
    return SpanRecord(start, end, Category(category), score, tuple(detectors), subject, value, Level(level), Form(form), tuple(rules))
