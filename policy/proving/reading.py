"""What can be read from a ledger, checked and given away. `keepmum.policy.proving.ledger.Ledger` adds what writes it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keepmum.policy.errors import LedgerBroken
from keepmum.policy.proving import checkpoint as notes
from keepmum.policy.proving.check import LedgerVerification, check
from keepmum.policy.proving.checkpoint import Checkpoint
from keepmum.policy.proving.entry import Entry
from keepmum.policy.proving.merkle import Frontier
from keepmum.policy.proving.payloads import Payload, Payloads
from keepmum.policy.proving.proof import Proofs
from keepmum.policy.proving.store import LedgerStore

if TYPE_CHECKING:
    from keepmum.memory.vault import Vault


class WrittenLedger:
    """The reading half of a ledger."""

    def __init__(self, vault: Vault) -> None:
        """Read the ledger of ``vault``, which is open."""
        self._vault = vault
        self._store = LedgerStore(vault)
        self._payloads = Payloads(vault)
        self._signing: tuple[bytes, Ed25519PrivateKey] | None = None
        self._origin = f"keepmum.local/ledger/{hashlib.sha256(vault.id).hexdigest()[:32]}"

    def size(self) -> int:
        """Return how many entries there are, as the tree's edge says."""
        return self._store.size()

    def entries(self) -> list[Entry]:
        """Return all entries in order, as they are written; `verify` tells whether they are true.

        Raises:
            LedgerBroken: One cannot be read.
        """
        return self._store.entries()

    def entry(self, index: int) -> Entry:
        """Return one entry.

        Raises:
            ValueError: There is no such entry.
            LedgerBroken: It cannot be read.
        """
        return self._store.entry(index)

    def opened(self, index: int) -> Payload | None:
        """Return what an entry commits to, with the nonce and the marks; none if it was destroyed.

        Raises:
            ValueError: There is no such entry.
            LedgerBroken: The payload is not the one that the entry commits to.
        """
        return self._payloads.get(self._store.entry(index))

    def payload(self, index: int) -> bytes | None:
        """Return the bytes that an entry commits to: sent, received, or the reasons of a refusal as JSON; none if destroyed.

        Raises:
            ValueError: There is no such entry.
            LedgerBroken: The payload is not the one that the entry commits to.
        """
        opened = self.opened(index)
        return None if opened is None else opened.body

    def perhaps_sent(self) -> list[Entry]:
        """Return the intents that have no outcome: keepmum ended before it knew."""
        entries = self.entries()
        ended = {entry.intent for entry in entries if entry.type == "outcome"}
        return [entry for entry in entries if entry.type == "intent" and entry.index not in ended]

    def verify(self) -> LedgerVerification:
        """Compute the whole tree anew and compare it with the signed checkpoints and the sealed head.

        Raises:
            LedgerBroken: An entry was edited, cut, spliced in or signed anew; `index` names the first that does not fit.
        """
        return self._check(None)

    def verify_against(self, note: str) -> LedgerVerification:
        """Verify the ledger, and that it goes on from a checkpoint that was carried elsewhere.

        Args:
            note: What `checkpoint` returned at an earlier time. What came after it is not covered by it: see `covered`.

        Raises:
            LedgerBroken: The ledger is not whole, or is not the one that the checkpoint saw.
        """
        return self._check(self._read(note))

    def checkpoint(self) -> str:
        """Return the newest checkpoint as a signed note; carry it elsewhere.

        Raises:
            LedgerBroken: There is none though there are entries.
        """
        size = self._store.size()
        return self._store.note() if size else notes.sign(Checkpoint(self._origin, 0, Frontier().root), self._key())

    def public_key(self) -> str:
        """Return the key that checks the checkpoints, as ``NAME+ID+KEY``; it is no secret."""
        return notes.verifier_key(self._origin, self._key().public_key())

    def proofs(self, seen: Sequence[str] = ()) -> Proofs:
        """Return what makes proofs over this ledger, after it was verified: for one entry, between two sizes, for all of it.

        Args:
            seen: Checkpoints that were carried elsewhere; what is proved goes on from each of them.

        Raises:
            LedgerBroken: The ledger is not whole, or is not the one that a checkpoint saw.
        """
        with self._vault.lock:
            before = [(note, self._read(note)) for note in seen]
            for _, checkpoint in before:
                self._check(checkpoint)
            if not before:
                self._check(None)
            return Proofs(tuple(self._store.leaves()), self.checkpoint(), self.public_key(), tuple((c.size, note) for note, c in before))

    def _check(self, seen: Checkpoint | None) -> LedgerVerification:
        with self._vault.lock:  # nothing is added while the tree is computed
            return check(self._store, self._payloads, self._origin, self._vault.anchor(LedgerStore.ANCHOR), seen)

    def _read(self, note: str) -> Checkpoint:
        """Return what a checkpoint of this ledger says.

        Raises:
            LedgerBroken: It is none, or one of another ledger.
        """
        seen = notes.read(note, self._key().public_key())
        if seen.origin != self._origin:
            raise LedgerBroken("the checkpoint is that of another ledger")
        return seen

    def _key(self) -> Ed25519PrivateKey:
        secret = self._store.secret("ed25519")
        if self._signing is None or self._signing[0] != secret:  # a key that was made in a transaction that was undone is no key
            self._signing = (secret, Ed25519PrivateKey.from_private_bytes(secret))
        return self._signing[1]
