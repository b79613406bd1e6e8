"""Compute a ledger's tree anew and hold it against everything that was said about it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from keepmum.policy import checkpoint as notes
from keepmum.policy.checkpoint import Checkpoint
from keepmum.policy.entry import Entry
from keepmum.policy.errors import LedgerBroken
from keepmum.policy.ledgerstore import LedgerStore, read_entry
from keepmum.policy.merkle import EMPTY_ROOT, Frontier, leaf_hash


@dataclass(frozen=True, slots=True)
class LedgerVerification:
    """A ledger that is whole.

    Attributes:
        size: How many entries it has.
        root: The root of its tree.
        origin: Its name in checkpoints.
        perhaps_sent: Indices of intents without an outcome.
        destroyed: Indices of entries whose payload was destroyed, as forgetting does; their proofs are whole.
    """

    size: int
    root: bytes
    origin: str
    perhaps_sent: tuple[int, ...] = ()
    destroyed: tuple[int, ...] = ()


def check(store: LedgerStore, origin: str, anchor: bytes | None) -> LedgerVerification:
    """Return what a whole ledger holds.

    Args:
        store: Where it lies.
        origin: The name that its checkpoints must have.
        anchor: Size and root as sealed outside the database; none where nothing was sealed yet.

    Raises:
        LedgerBroken: Something does not fit; `index` names the first entry where that is known.
    """
    sealed = read_anchor(anchor)
    frontier = Frontier()
    entries: list[Entry] = []
    for index, leaf in enumerate(store.leaves()):
        entry = read_entry(index, leaf)
        frontier = frontier.append(leaf_hash(leaf))
        if store.root(frontier.size) != frontier.root:
            raise LedgerBroken("the entry, or one before it, is not the one that was written", index)
        if frontier.size == sealed.size and frontier.root != sealed.root:
            raise LedgerBroken("the entries are not those of the vault's sealed head")
        entries.append(entry)
    if frontier.size < sealed.size:
        raise LedgerBroken(f"the last {sealed.size - frontier.size} entries are missing", frontier.size)
    if store.frontier() != frontier:
        raise LedgerBroken("the tree's edge is not that of the entries")
    if store.strays(frontier.size):
        raise LedgerBroken("there are payloads or roots without an entry, or roots are missing", frontier.size)
    if frontier.size:
        _check_signature(store, Checkpoint(origin, frontier.size, frontier.root), sealed)
    perhaps = _pairs(entries)
    destroyed = tuple(entry.index for entry in entries if store.payload(entry) is None)
    return LedgerVerification(frontier.size, frontier.root, origin, perhaps, destroyed)


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


def _pairs(entries: list[Entry]) -> tuple[int, ...]:
    """Return the intents without outcome, and see that each outcome has its intent."""
    waiting: dict[int, Entry] = {}
    for entry in entries:
        if entry.type == "intent":
            waiting[entry.index] = entry
        elif entry.type == "outcome":
            intent = waiting.pop(entry.intent, None) if entry.intent is not None else None
            if intent is None or intent.decision != entry.decision:
                raise LedgerBroken("the outcome has no intent", entry.index)
    return tuple(waiting)
