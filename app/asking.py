"""Answer a question: on the device, or through the gate by a recipient."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeAlias

from keepmum.app.draft import draft
from keepmum.app.sources import VaultSources
from keepmum.memory.record import Query, RecordId
from keepmum.policy.errors import PolicyMissing, PolicySyntaxError
from keepmum.policy.recipient import Purpose
from keepmum.policy.wire import encode

if TYPE_CHECKING:
    from keepmum.app.config import Config
    from keepmum.app.finding import Finder
    from keepmum.app.local import LocalModel
    from keepmum.app.recipients import Recipients
    from keepmum.memory.people.person import Person
    from keepmum.memory.vault import Vault
    from keepmum.policy.draft import Draft
    from keepmum.policy.gate import Escalation
    from keepmum.policy.masking.redact import Redaction
    from keepmum.policy.proving.ledger import Ledger
    from keepmum.policy.recipient import Recipient
    from keepmum.policy.rules.decide import Decision
    from keepmum.policy.rules.policy import Policy
    from keepmum.policy.rules.standing import Scope
    from keepmum.policy.span import Detector

_CONTEXT_HITS = 8  # records that go with a question: small models lose the thread beyond a few thousand tokens
_POLICY = "policy"  # the namespace of the policy in force


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, and what it rests on.

    Attributes:
        text: The answer, or the sentence that says there is none.
        citations: The records that it rests on; of a recipient's answer, those that went with the question.
        route: Who answered: "device" or a recipient's name.
        abstained: Whether there was no answer to give.
        escalation: What was sent and what came back, where a recipient was asked.
    """

    text: str = field(repr=False)
    citations: tuple[RecordId, ...]
    route: str
    abstained: bool = False
    escalation: Escalation | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What would leave; nothing was sent and nothing recorded.

    Attributes:
        draft: What it was made from: the task, the records that may leave in some form, the question.
        decision: What the policy says, and every span with its form.
        redaction: The parts as they would leave.
        left_out: Records that would have helped and stay on the device whatever their form.
        reasons: Why they stay, each reason once.
    """

    draft: Draft
    decision: Decision
    redaction: Redaction
    left_out: int = 0
    reasons: tuple[str, ...] = field(default=(), repr=False)


def policy_text(vault: Vault) -> str | None:
    """Return the policy in force as TOML; none where there is none.

    Raises:
        PolicySyntaxError: What is there is no text.
    """
    data = vault.document(_POLICY, "current")
    try:
        return None if data is None else data.decode()
    except UnicodeDecodeError:
        raise PolicySyntaxError("the policy in force is no UTF-8 text") from None


def policy_in_force(vault: Vault) -> Policy:
    """Return the policy in force.

    Raises:
        PolicyMissing: There is none, so nothing may leave.
        PolicySyntaxError: It cannot be read, so nothing may leave.
    """
    from keepmum.policy.rules.load import load

    text = policy_text(vault)
    if text is None:
        raise PolicyMissing("the vault has no policy, so nothing may leave")
    return load(text)


Confirm: TypeAlias = "Callable[[Preview], bool | Scope]"
"""Asks the person, who was shown what would leave: no, yes, or for how long they agree."""


@dataclass(frozen=True, slots=True)
class _Rules:
    """What decides over one question, read once: a change of the policy or the people meanwhile is for the next."""

    policy: Policy
    detectors: tuple[Detector, ...]
    people: tuple[Person, ...]


class Asker:
    """Asks the model on the device, or a recipient as far as the policy permits."""

    def __init__(self, vault: Vault, config: Config, finder: Finder, recipients: Recipients, ledger: Ledger) -> None:
        """Ask about ``vault``; what is sent goes into ``ledger``."""
        from keepmum.policy.masking.conversation import Conversations
        from keepmum.policy.rules.standing import Counts

        self._vault = vault
        self._config = config
        self._finder = finder
        self._recipients = recipients
        self._ledger = ledger
        self._conversations = Conversations(vault)
        self._counts = Counts(vault)
        self._local: LocalModel | None = None
        self._detectors: tuple[object, tuple[Detector, ...]] | None = None  # with the people and things that they know

    def here(self, question: str) -> Answer:
        """Answer on the device: from the records, checked against them, or not at all."""
        from keepmum.app.tasks.answer import answer

        answered = answer(question, self._finder.search(Query(question, _CONTEXT_HITS)), self._language_model())
        return Answer(answered.text, answered.citations, route="device", abstained=answered.abstained)

    def preview(self, text: str, *, to: str, purpose: str, conversation: str | None) -> Preview:
        """Say what would leave; nothing is sent and nothing is recorded."""
        recipient = self._recipients.get(to)
        return self._preview(self._rules(), text, recipient, purpose, conversation)

    def there(self, text: str, *, to: str, purpose: str, conversation: str | None, confirm: Confirm | None) -> Answer:
        """Ask a recipient through the gate."""
        from keepmum.app.cloud import HttpTransport
        from keepmum.policy.gate import escalate
        from keepmum.policy.rules.decide import nothing
        from keepmum.policy.rules.standing import Scope

        recipient = self._recipients.get(to)
        try:
            rules = self._rules()
        except Exception as error:
            exchange = conversation or secrets.token_hex(8)
            asked = draft(text, [], recipient=recipient, purpose=Purpose(purpose), conversation=exchange)
            self._ledger.refuse(asked, nothing(f"the policy or a detector cannot be read ({type(error).__name__})", asked, ""))
            raise
        shown = self._preview(rules, text, recipient, purpose, conversation)
        transport = HttpTransport(recipient, self._recipients.key_for(recipient), timeout_s=self._config.cloud_timeout_s)
        word = shown.decision.effect == "ask" and confirm is not None and confirm(shown)
        confirmed = word is True or isinstance(word, Scope)  # any other answer, such as "no", is none
        self._expire(rules.policy)
        try:
            escalation = escalate(
                shown.draft,
                rules.policy,
                rules.detectors,
                transport,
                self._ledger,
                self._conversations,
                confirmed=confirmed,
                agreed=encode(shown.redaction, recipient) if confirmed else None,
                known_world=rules.people,
                sources=VaultSources(self._vault),
                counts=self._counts,
                scope=word if isinstance(word, Scope) else Scope.ONCE,
            )
        finally:
            if conversation is None:  # nobody can go on with it, and what its tokens stand for is of no more use
                self._conversations.end(shown.draft)
        cited = tuple(part.record for part in shown.draft.parts if part.record is not None)
        return Answer(escalation.answer, cited, route=to, escalation=escalation)

    def close(self) -> None:
        """End the language model's process."""
        if self._local is not None:
            self._local.close()
            self._local = None

    def _expire(self, policy: Policy) -> None:
        """Destroy what the ledger keeps beyond the days that the policy names, and the records of those decisions."""
        if policy.payloads_days is not None:
            now = datetime.now(UTC)
            if self._ledger.expire(policy.payloads_days, now):
                self._counts.decisions.expire(policy.payloads_days, now)

    def _rules(self) -> _Rules:
        from keepmum.memory.people.roster import contacts
        from keepmum.policy import default_detectors
        from keepmum.policy.detectors.adviser import running
        from keepmum.policy.world import things_of

        policy, people = policy_in_force(self._vault), self._finder.people()
        world = people, things_of(contacts(self._vault))
        if self._detectors is None or self._detectors[0] != world:  # to build them takes a second for 2,000 people
            self._detectors = world, default_detectors(*world)
        return _Rules(policy, running(self._detectors[1], policy.asked_for, self._config.embedding_cache), people)

    def _preview(self, rules: _Rules, text: str, recipient: Recipient, purpose: str, conversation: str | None) -> Preview:
        from keepmum.policy import gate
        from keepmum.policy.narrow import narrow

        hits = self._finder.search(Query(text, _CONTEXT_HITS)) if purpose != "test" else []
        exchange = conversation or secrets.token_hex(8)
        written = draft(text, hits, recipient=recipient, purpose=Purpose(purpose), conversation=exchange)
        narrowed = narrow(written, rules.policy, rules.detectors, self._conversations.tokens(written), rules.people)
        shown = gate.preview(
            narrowed.draft,
            rules.policy,
            rules.detectors,
            self._conversations,
            known_world=rules.people,
            sources=VaultSources(self._vault),
            counts=self._counts,
        )
        return Preview(shown.draft, shown.decision, shown.redaction, narrowed.left_out, narrowed.reasons)

    def _language_model(self) -> LocalModel | None:
        from keepmum.app.local import LocalModel
        from keepmum.app.models import language_model_path

        if self._local is None:
            path = language_model_path(self._config.local_model)
            if path is None:
                return None  # the answer task then quotes the best records
            self._local = LocalModel(
                path,
                threads=self._config.local_threads,
                context=self._config.local_context,
                timeout_s=self._config.local_timeout_s,
            )
        return self._local
