"""One entry of the ledger, and the bytes of its leaf: counts and commitments, never content.

The commitment is SHA-256(nonce || payload) with 32 random bytes as nonce (docs/ledger.md). Nonce and payload lie apart; when
they are destroyed the leaf, and every proof over it, stays whole.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

import cbor2

from keepmum.policy.draft import Draft
from keepmum.policy.rules.decide import Decision

EntryType = Literal["intent", "outcome", "refusal"]
Status = Literal["", "answered", "failed"]
_TYPES: frozenset[str] = frozenset(get_args(EntryType))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
VERSION = 2
"""The version of a leaf that is written today; those of version 1 have neither `marks` nor `cost`."""

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
        version: The version of the leaf, 1 or 2.
        marks: To the marks of the payload (`keepmum.policy.proving.marks`); empty before version 2.
        cost: What the request was expected to cost, in millionths of the unit in which the policy states prices; 0 where none is stated.
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
    version: int = VERSION
    marks: bytes = b""
    cost: int = 0

    def encode(self) -> bytes:
        """Return the leaf: one map in deterministic CBOR (RFC 8949, 4.2.1)."""
        second, outcome = self.version > 1, self.type == "outcome"
        # The keys stand in the order that the encoding asks for, shorter ones first: sorting them anew took most of the time.
        fields: dict[str, Any] = {
            "v": self.version,
            "seq": self.index,
            **({"cost": self.cost} if second else {}),
            "host": self.host,
            "type": self.type,
            "at_ms": (self.at - _EPOCH) // _MILLISECOND,
            **({"error": self.error} if outcome else {}),
            **({"marks": self.marks} if second else {}),
            "model": self.model,
            "rules": list(self.rules),
            "counts": [list(count) for count in self.counts],
            **({"intent": self.intent} if outcome else {}),
            "policy": self.policy_digest,
            **({"status": self.status} if outcome else {}),
            "purpose": self.purpose,
            **({"bytes_in": self.bytes_in} if outcome else {}),
            "decision": self.decision,
            "software": self.software,
            "bytes_out": self.bytes_out,
            "confirmed": self.confirmed,
            "recipient": self.recipient,
            "commitment": self.commitment,
            "conversation": self.conversation,
        }
        return cbor2.dumps(fields)


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
            version=fields["v"],
            marks=fields.get("marks", b""),
            cost=fields.get("cost", 0),
        )
        whole = entry.type in _TYPES and entry.version in {1, VERSION} and entry.encode() == leaf
    except (
        cbor2.CBORDecodeError,
        cbor2.CBOREncodeError,
        LookupError,
        TypeError,
        ValueError,
        OverflowError,
        AttributeError,
        RecursionError,
    ):
        whole = False
    if not whole:
        raise ValueError("this is no entry of a ledger")
    return entry


def entry_of(
    type_: EntryType, draft: Draft, decision: Decision, *, at: datetime, key: bytes, software: str, bytes_out: int, confirmed: bool
) -> Entry:
    """Return an entry that says what was decided over a draft, without its place and its commitments.

    Args:
        type_: What the gate does.
        draft: What it is about.
        decision: What the policy said.
        at: Now.
        key: The vault's key for telling conversations apart.
        software: Name and version of what writes the entry.
        bytes_out: How many bytes are to leave.
        confirmed: Whether the person gave their word.
    """
    recipient = draft.recipient
    together = cbor2.dumps([recipient.name, draft.conversation], canonical=True)
    return Entry(
        index=0,
        type=type_,
        at=at,
        decision=secrets.token_hex(8),
        conversation=hmac.digest(key, together, "sha256")[:16],
        recipient=recipient.name,
        host=urlsplit(recipient.url).netloc.rpartition("@")[2],
        model=recipient.model,
        purpose=str(draft.purpose),
        policy_digest=decision.policy_digest,
        rules=decision.rules,
        counts=counts_of(decision),
        bytes_out=bytes_out,
        confirmed=confirmed,
        software=software,
        commitment=b"",
    )


def counts_of(decision: Decision) -> tuple[Count, ...]:
    """Return how many spans of each category and form a decision holds, sorted."""
    counted = Counter((span.category.value, form.value) for forms in decision.forms for span, form in forms)
    return tuple((category, form, count) for (category, form), count in sorted(counted.items()))


def commit(nonce: bytes, payload: bytes) -> bytes:
    """Return the commitment to ``payload``; without the nonce nobody can try payloads against it."""
    return hashlib.sha256(nonce + payload).digest()


def document_name(index: int) -> str:
    """Return the name that what belongs to an entry has among the vault's documents: names sort as indices do."""
    return f"{index:012d}"
