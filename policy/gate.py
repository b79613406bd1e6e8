"""The gate: the only way out. Its order is the security argument, so it fits on one screen.

detect → decide → redact → encode → last scan of the bytes → intent durable → send → outcome durable → decode → restore
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from keepmum.memory.errors import KeepmumError
from keepmum.policy.draft import Draft
from keepmum.policy.errors import PolicyDenied
from keepmum.policy.masking.conversation import Conversations
from keepmum.policy.masking.redact import Redaction
from keepmum.policy.masking.restore import restore
from keepmum.policy.prepare import prepare
from keepmum.policy.proving.ledger import Ledger
from keepmum.policy.proving.marks import marks_of
from keepmum.policy.quoting import Sources
from keepmum.policy.rules.decide import Decision
from keepmum.policy.rules.policy import Policy
from keepmum.policy.rules.standing import UNCOUNTED, Counting, Scope
from keepmum.policy.span import Detector
from keepmum.policy.wire import decode
from keepmum.policy.world import Known


class Transport(Protocol):
    """Sends bytes to one recipient. It decides nothing."""

    def send(self, body: bytes) -> bytes:
        """Return the bytes of the reply.

        Raises:
            KeepmumError: It failed, in a way that is known to be final.
        """
        ...


@dataclass(frozen=True, slots=True)
class Preview:
    """What would leave; nothing was sent and nothing recorded.

    Attributes:
        draft: What it was made from.
        decision: What the policy says.
        redaction: The parts as they would leave; where nothing may leave, as they would look.
    """

    draft: Draft
    decision: Decision
    redaction: Redaction


@dataclass(frozen=True, slots=True)
class Escalation:
    """What was sent and what came back.

    Attributes:
        decision: What the policy said.
        redaction: The parts as they left.
        sent: The bytes that left.
        entry: The index of the intent in the ledger; the outcome follows it.
        answer: The reply's text with the originals back in it.
        unknown: What looked like a token in the reply and is not ours.
        withheld: How many tokens were not restored because they stand where an address may be.
    """

    decision: Decision
    redaction: Redaction
    sent: bytes = field(repr=False)
    entry: int
    answer: str = field(repr=False)
    unknown: tuple[str, ...] = ()
    withheld: int = 0


def preview(
    draft: Draft,
    policy: Policy,
    detectors: Sequence[Detector],
    conversations: Conversations,
    *,
    known_world: Sequence[Known] = (),
    sources: Sources | None = None,
    counts: Counting = UNCOUNTED,
) -> Preview:
    """Return what `escalate` would send, without sending or recording anything."""
    before = counts.standing(draft, policy).before
    prepared = prepare(draft, policy, detectors, conversations.tokens(draft), known_world, sources=sources, before=before)
    return Preview(draft, prepared.decision, prepared.redaction)


def escalate(  # noqa: PLR0917  the line that the draft runs along, in its order
    draft: Draft,
    policy: Policy,
    detectors: Sequence[Detector],
    transport: Transport,
    ledger: Ledger,
    conversations: Conversations,
    *,
    confirmed: bool = False,
    agreed: bytes | None = None,
    known_world: Sequence[Known] = (),
    sources: Sources | None = None,
    counts: Counting = UNCOUNTED,
    scope: Scope = Scope.ONCE,
) -> Escalation:
    """Ask the draft's recipient, letting out only what the policy permits.

    Args:
        draft: What should leave.
        policy: The policy in force.
        detectors: What looks for personal data; those that the policy names must be among them.
        transport: Sends to the draft's recipient.
        ledger: Where it is recorded.
        conversations: What the tokens stand for.
        confirmed: Whether the person gave their word for this draft.
        agreed: The bytes that they were shown; anything else stays here. None where nobody was asked.
        known_world: The vault's people; nobody of them may stand in the bytes.
        sources: The vault's records; what is forbidden of them may not be quoted in the bytes.
        counts: What went to the recipient before; this request is counted with it.
        scope: For how long the person's word holds.

    Raises:
        PolicyDenied: Nothing was sent; the refusal and its reasons are in the ledger.
        LedgerBroken: Nothing was sent: there is no whole ledger to record it in.
        KeepmumError: The transport failed, or the reply has no text; the ledger says so.
    """
    with conversations.turn:
        standing = counts.standing(draft, policy)
        known = conversations.tokens(draft)
        prepared = prepare(draft, policy, detectors, known, known_world, sources=sources, before=standing.before)
        decision = prepared.decision
        if agreed is not None and prepared.body != agreed:
            decision = decision.blocked("what would leave has changed since it was shown")
        if decision.lets_out(confirmed=confirmed) and not counts.spend(draft, decision, standing, scope):
            decision = decision.blocked("another request was counted, or a grant revoked, meanwhile")
        if not decision.lets_out(confirmed=confirmed):
            counts.record(ledger.refuse(draft, decision, confirmed=confirmed), draft, decision, policy, known_world)
            raise PolicyDenied(decision)
        tokens = prepared.redaction.tokens
        conversations.keep(draft, tokens)
    marks = marks_of(draft, decision, prepared.redaction, prepared.body)
    cost = 0 if decision.spending is None else decision.spending.cost
    intent = ledger.intent(draft, decision, prepared.body, confirmed=confirmed, marks=marks, cost=cost)  # durable before the socket opens
    counts.record(intent.entry, draft, decision, policy, known_world)
    try:
        reply = transport.send(prepared.body)
    except KeepmumError as error:  # anything else leaves the intent alone in the ledger, which reads "perhaps sent"
        ledger.outcome(intent, error=error)
        raise
    ledger.outcome(intent, reply)  # durable before hostile text is parsed
    restored = restore(decode(reply), tokens)
    conversations.reserve(draft, restored.unknown)  # so that no token of ours is ever mistaken for an invented one
    return Escalation(decision, prepared.redaction, prepared.body, intent.entry.index, restored.text, restored.unknown, restored.withheld)
