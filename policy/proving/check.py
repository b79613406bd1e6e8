"""Compute a ledger's tree anew and hold it against everything that was said about it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from keepmum.policy.errors import LedgerBroken
from keepmum.policy.proving import checkpoint as notes
from keepmum.policy.proving.checkpoint import Checkpoint
from keepmum.policy.proving.entry import Entry, document_name
from keepmum.policy.proving.merkle import EMPTY_ROOT, Frontier, fold, grow, leaf_hash
from keepmum.policy.proving.payloads import Payloads
from keepmum.policy.proving.store import LedgerStore, read_entry


@dataclass(frozen=True, slots=True)
class LedgerVerification:
    """A ledger that is whole.

    Attributes:
        size: How many entries it has.
        root: The root of its tree.
        origin: Its name in checkpoints.
        perhaps_sent: Indices of intents without an outcome.
        destroyed: Indices of entries whose payload was destroyed, as forgetting and expiry do; their proofs are whole.
        covered: How many entries the checkpoint has seen that it was held against; none where it was held against none.
    """

    size: int
    root: bytes
    origin: str
    perhaps_sent: tuple[int, ...] = ()
    destroyed: tuple[int, ...] = ()
    covered: int | None = None


def check(store: LedgerStore, payloads: Payloads, origin: str, anchor: bytes | None, seen: Checkpoint | None = None) -> LedgerVerification:
    """Return what a whole ledger holds.

    Args:
        store: Where it lies.
        payloads: What its entries commit to.
        origin: The name that its checkpoints must have.
        anchor: Size and root as sealed outside the database; none where nothing was sealed yet.
        seen: What a checkpoint that was carried elsewhere says; none where there is none.

    Raises:
        LedgerBroken: Something does not fit; `index` names the first entry where that is known.
    """
    walked = _walk(store, payloads, read_anchor(anchor), seen)
    frontier, sealed = walked.frontier, read_anchor(anchor)
    if frontier.size < sealed.size:
        raise LedgerBroken(f"the last {sealed.size - frontier.size} entries are missing", frontier.size)
    if seen is not None and frontier.size < seen.size:
        raise LedgerBroken("the checkpoint has seen more than this ledger has", frontier.size)
    if store.frontier() != frontier:
        raise LedgerBroken("the tree's edge is not that of the entries")
    if walked.strays or store.notes() != (["newest"] if frontier.size else []):
        raise LedgerBroken("there are payloads or roots without an entry, or roots are missing", frontier.size)
    if frontier.size:
        _check_signature(store, Checkpoint(origin, frontier.size, frontier.root), sealed)
    if walked.fault is not None:
        raise walked.fault
    covered = None if seen is None else seen.size
    return LedgerVerification(frontier.size, frontier.root, origin, walked.waiting(), tuple(walked.destroyed), covered)


@dataclass(slots=True)
class _Walked:
    """What was seen on the way from the first entry to the last."""

    frontier: Frontier = field(default_factory=Frontier)
    open: dict[int, str] = field(default_factory=dict)  # intents without an outcome, with their decision
    destroyed: list[int] = field(default_factory=list)
    strays: bool = False
    fault: LedgerBroken | None = None  # the first entry that fits the tree and nothing else

    def pair(self, entry: Entry) -> None:
        """See that an outcome has its intent."""
        if entry.type == "intent":
            self.open[entry.index] = entry.decision
        elif entry.type == "outcome":
            decision = self.open.pop(entry.intent, None) if entry.intent is not None else None
            if decision != entry.decision:
                self.fault = self.fault or LedgerBroken("the outcome has no intent", entry.index)

    def open_payload(self, payloads: Payloads, entry: Entry, data: bytes) -> None:
        """See that a payload is the one that its entry commits to."""
        try:
            if payloads.check(entry, data) is None:
                self.destroyed.append(entry.index)
        except LedgerBroken as fault:
            self.fault = self.fault or fault

    def waiting(self) -> tuple[int, ...]:
        """Return the intents without an outcome."""
        return tuple(self.open)


def _walk(store: LedgerStore, payloads: Payloads, sealed: Anchor, seen: Checkpoint | None) -> _Walked:
    """Go over leaves, roots and payloads together, each read once and in order."""
    walked = _Walked()
    roots, bodies = store.roots(), payloads.all()
    hashes: list[bytes] = []
    size, body = 0, next(bodies, None)
    if seen is not None and not seen.size and seen.root != EMPTY_ROOT:
        raise LedgerBroken("the entries are not those that the checkpoint has seen")
    for index, leaf in enumerate(store.leaves()):
        entry = read_entry(index, leaf)
        grow(hashes, index, leaf_hash(leaf))
        size, root = index + 1, fold(hashes)
        if next(roots, None) != (document_name(size), root):
            raise LedgerBroken("the entry, or one before it, is not the one that was written", index)
        if size == sealed.size and root != sealed.root:
            raise LedgerBroken("the entries are not those of the vault's sealed head")
        if seen is not None and size == seen.size and root != seen.root:
            raise LedgerBroken("the entries are not those that the checkpoint has seen")
        walked.pair(entry)
        if body is not None and body[0] == document_name(index):
            walked.open_payload(payloads, entry, body[1])
            body = next(bodies, None)
        else:
            walked.destroyed.append(index)
    walked.frontier = Frontier(size, tuple(hashes))
    walked.strays = body is not None or next(roots, None) is not None
    return walked


def _check_signature(store: LedgerStore, newest: Checkpoint, sealed: Anchor) -> None:
    """See that the newest checkpoint is signed by the key that the vault's head names."""
    if not store.has_key():
        raise LedgerBroken("the key that signs the checkpoints is missing")
    key = Ed25519PrivateKey.from_private_bytes(store.secret("ed25519"))
    if sealed.key not in {b"", _digest(key.public_key())}:
        raise LedgerBroken("the checkpoints are signed by another key than that of the vault's sealed head")
    if store.note() != notes.sign(newest, key):  # Ed25519 signs one text in one way only
        raise LedgerBroken("the newest checkpoint is not that of the entries")


@dataclass(frozen=True, slots=True)
class Anchor:
    """What the vault's head has sealed of the ledger, outside the database.

    Attributes:
        size: How many entries.
        root: The root of their tree.
        key: The SHA-256 of the public key that signs; empty where nothing was sealed yet.
    """

    size: int
    root: bytes
    key: bytes


def write_anchor(frontier: Frontier, key: Ed25519PublicKey) -> bytes:
    """Return the bytes for the vault's head: CBOR [size, root, SHA-256 of the public key]."""
    return cbor2.dumps([frontier.size, frontier.root, _digest(key)], canonical=True)


def read_anchor(anchor: bytes | None) -> Anchor:
    """Return what the vault's head has sealed; the empty tree where that is nothing.

    Raises:
        LedgerBroken: It cannot be read.
    """
    if anchor is None:
        return Anchor(0, EMPTY_ROOT, b"")
    try:
        size, root, key = cbor2.loads(anchor)
        return Anchor(int(size), bytes(root), bytes(key))
    except (cbor2.CBORDecodeError, TypeError, ValueError):
        raise LedgerBroken("what the vault's sealed head says of the ledger cannot be read") from None


def _digest(key: Ed25519PublicKey) -> bytes:
    return hashlib.sha256(key.public_bytes_raw()).digest()
