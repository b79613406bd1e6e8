"""One entry of the ledger, and the bytes of its leaf: counts and commitments, never content.

The commitment is SHA-256(nonce || payload) with 32 random bytes as nonce (docs/ledger.md). Nonce and payload lie apart; when
they are destroyed the leaf, and every proof over it, stays whole.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, get_args

import cbor2

from keepmum.policy.decide import Decision

EntryType = Literal["intent", "outcome", "refusal"]
Status = Literal["", "answered", "failed"]
_TYPES: frozenset[str] = frozenset(get_args(EntryType))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_VERSION = 1

Count = tuple[str, str, int]
"""Category, form, and how many spans of the two."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the gate did once.

    Attributes:
        index: Its place in the ledger, counted from 0.
        type: "intent" before something is sent, "outcome" after, "refusal" where nothing was sent.
        at: The wall clock's time, UTC, in milliseconds.
        decision: A random id that the entries of one decision share.
        conversation: A keyed hash of conversation and recipient: tells which entries belong together, and nothing else.
        recipient: The recipient's name.
        host: The host that it has.
        model: The model that was asked for.
        purpose: What for.
        policy_digest: The policy in force.
        rules: The ids of the rules that decided.
        counts: How many spans of each category were found, by form.
        bytes_out: How many bytes were to leave; 0 for a refusal.
        confirmed: Whether the person gave their word.
        software: Name and version of what wrote the entry.
        commitment: To the payload: the bytes sent, the bytes received, or the reasons of a refusal.
        intent: For an outcome, the index of its intent.
        status: For an outcome, how it ended.
        error: For an outcome that failed, the name of the error.
        bytes_in: For an outcome, how many bytes came back.
    """

    index: int
    type: EntryType
    at: datetime
    decision: str
    conversation: bytes
    recipient: str
    host: str
    model: str
    purpose: str
    policy_digest: str
    rules: tuple[str, ...]
    counts: tuple[Count, ...]
    bytes_out: int
    confirmed: bool
    software: str
    commitment: bytes
    intent: int | None = None
    status: Status = ""
    error: str = ""
    bytes_in: int = 0

    def encode(self) -> bytes:
        """Return the leaf: one map in deterministic CBOR (RFC 8949, 4.2)."""
        fields: dict[str, Any] = {
            "v": _VERSION,
            "seq": self.index,
            "type": self.type,
            "at_ms": round((self.at - _EPOCH) / timedelta(milliseconds=1)),
            "decision": self.decision,
            "conversation": self.conversation,
            "recipient": self.recipient,
            "host": self.host,
            "model": self.model,
            "purpose": self.purpose,
            "policy": self.policy_digest,
            "rules": list(self.rules),
            "counts": [list(count) for count in self.counts],
            "bytes_out": self.bytes_out,
            "confirmed": self.confirmed,
            "software": self.software,
            "commitment": self.commitment,
        }
        if self.type == "outcome":
            fields |= {"intent": self.intent, "status": self.status, "error": self.error, "bytes_in": self.bytes_in}
        return cbor2.dumps(fields, canonical=True)


def decode(leaf: bytes) -> Entry:
    """Return the entry that ``leaf`` holds.

    Raises:
        ValueError: It holds none, or is not encoded as `Entry.encode` does it.
    """
    try:
        fields = cbor2.loads(leaf)
        entry = Entry(
            index=fields["seq"],
            type=fields["type"],
            at=_EPOCH + timedelta(milliseconds=fields["at_ms"]),
            decision=fields["decision"],
            conversation=fields["conversation"],
            recipient=fields["recipient"],
            host=fields["host"],
            model=fields["model"],
            purpose=fields["purpose"],
            policy_digest=fields["policy"],
            rules=tuple(fields["rules"]),
            counts=tuple((category, form, count) for category, form, count in fields["counts"]),
            bytes_out=fields["bytes_out"],
            confirmed=fields["confirmed"],
            software=fields["software"],
            commitment=fields["commitment"],
            intent=fields.get("intent"),
            status=fields.get("status", ""),
            error=fields.get("error", ""),
            bytes_in=fields.get("bytes_in", 0),
        )
        whole = entry.type in _TYPES and entry.encode() == leaf
    except (cbor2.CBORDecodeError, cbor2.CBOREncodeError, LookupError, TypeError, ValueError, OverflowError, AttributeError):
        whole = False
    if not whole:
        raise ValueError("this is no entry of a ledger")
    return entry


def counts_of(decision: Decision) -> tuple[Count, ...]:
    """Return how many spans of each category and form a decision holds, sorted."""
    counted = Counter((span.category.value, form.value) for forms in decision.forms for span, form in forms)
    return tuple((category, form, count) for (category, form), count in sorted(counted.items()))


def commit(nonce: bytes, payload: bytes) -> bytes:
    """Return the commitment to ``payload``; without the nonce nobody can try payloads against it."""
    return hashlib.sha256(nonce + payload).digest()
