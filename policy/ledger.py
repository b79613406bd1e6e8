"""The record of everything that the gate sent or refused: an RFC 9162 Merkle tree with a signed checkpoint.

An intent is durable before the socket opens, an outcome before hostile text is parsed; an intent without outcome reads
"perhaps sent". Size and root also stand in the vault's sealed head, outside the database, so a ledger that was cut, edited or
signed anew inside the database does not fit the head. docs/ledger.md has the bytes.

It proves what keepmum's gate recorded. Whoever has the vault's keys and all its files can make another history: that is
noticed only by a checkpoint that was carried elsewhere.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keepmum.memory.errors import NoSuchRecord
from keepmum.memory.record import RecordId
from keepmum.policy import checkpoint as notes
from keepmum.policy.checkpoint import Checkpoint
from keepmum.policy.decide import Decision
from keepmum.policy.draft import Draft
from keepmum.policy.entry import Entry, EntryType, Status, commit, counts_of
from keepmum.policy.errors import LedgerBroken
from keepmum.policy.ledgercheck import LedgerVerification, check, read_anchor, write_anchor
from keepmum.policy.ledgerstore import LedgerStore
from keepmum.policy.merkle import Frontier, consistency_proof, inclusion_proof, leaf_hash
from keepmum.policy.merkle import root as tree_root

if TYPE_CHECKING:
    from keepmum.memory.vault import Vault

_PREFIX = "ledger/"  # of the artefacts that a record's derived edges name
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Intent:
    """Something that is about to be sent; its outcome is still to come.

    Attributes:
        entry: What was written.
        records: The records whose words are in it.
    """

    entry: Entry
    records: tuple[RecordId, ...] = ()


class Ledger:
    """The ledger of one vault."""

    def __init__(self, vault: Vault, *, now_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000) -> None:
        """Keep it in ``vault``; payloads with words of a record go when that record is forgotten.

        Args:
            vault: The open vault.
            now_ms: The wall clock, in milliseconds since 1970.
        """
        self._vault = vault
        self._store = LedgerStore(vault)
        self._now_ms = now_ms
        self._origin = f"keepmum.local/ledger/{hashlib.sha256(vault.id).hexdigest()[:32]}"
        vault.on_forget(self._forget)

    def refuse(self, draft: Draft, decision: Decision, *, confirmed: bool = False) -> Entry:
        """Record that ``decision`` kept ``draft`` on the device.

        Raises:
            LedgerBroken: The ledger does not fit the vault's head; nothing was written.
        """
        said = {"effect": decision.effect, "reasons": list(decision.reasons), "parts": [part.kind or part.role for part in draft.parts]}
        payload = json.dumps(said, ensure_ascii=False, sort_keys=True).encode()
        return self._append(self._entry("refusal", draft, decision, 0, confirmed=confirmed), payload, ())

    def intent(self, draft: Draft, decision: Decision, body: bytes, *, confirmed: bool = False) -> Intent:
        """Record, durably, that ``body`` is about to be sent. Returns what `outcome` needs.

        Raises:
            LedgerBroken: The ledger does not fit the vault's head; nothing was written and nothing may be sent.
            ValueError: A transaction is open: what it holds is not durable, and could be undone after the sending.
        """
        with self._vault.lock:
            if self._vault.connection().in_transaction:
                raise ValueError("nothing is sent inside a transaction: its intent could be undone")
        records = tuple(dict.fromkeys(part.record for part in draft.parts if part.record is not None))
        entry = self._entry("intent", draft, decision, len(body), confirmed=confirmed)
        return Intent(self._append(entry, body, records), records)

    def outcome(self, intent: Intent, reply: bytes = b"", *, error: BaseException | None = None) -> Entry:
        """Record, durably, how ``intent`` ended.

        Args:
            intent: What was about to be sent.
            reply: The bytes that came back.
            error: What went wrong; only the name of its class is kept.

        Raises:
            LedgerBroken: The ledger does not fit the vault's head.
            ValueError: The intent is not of this ledger, or its outcome is known.
        """
        sent = intent.entry
        status: Status = "answered" if error is None else "failed"
        entry = replace(
            sent,
            type="outcome",
            at=self._now(),
            software=_software(),
            intent=sent.index,
            status=status,
            error="" if error is None else type(error).__name__,
            bytes_in=len(reply),
        )
        with self._vault.transaction():
            self._see_waiting(sent)
            return self._append(entry, reply, intent.records)

    def entries(self) -> list[Entry]:
        """Return all entries in order, as they are written; `verify` tells whether they are true.

        Raises:
            LedgerBroken: One cannot be read.
        """
        return self._store.entries()

    def payload(self, index: int) -> bytes | None:
        """Return the bytes that an entry commits to: sent, received, or the reasons of a refusal as JSON; none if destroyed.

        Raises:
            ValueError: There is no such entry.
            LedgerBroken: The payload is not the one that the entry commits to.
        """
        entries = self.entries()
        if not 0 <= index < len(entries):
            raise ValueError("there is no such entry")
        return self._store.payload(entries[index])

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
        return check(self._store, self._origin, self._vault.anchor(LedgerStore.ANCHOR))

    def verify_against(self, note: str) -> LedgerVerification:
        """Verify the ledger, and that it goes on from a checkpoint that was carried elsewhere.

        Args:
            note: What `checkpoint` returned at an earlier time. What came after it is not covered by it.

        Raises:
            LedgerBroken: The ledger is not whole, or is not the one that the checkpoint saw.
        """
        whole = self.verify()
        seen = notes.read(note, self._key().public_key())
        if seen.origin != self._origin or seen.size > whole.size:
            raise LedgerBroken("the checkpoint has seen more than this ledger has", whole.size)
        if tree_root(leaf_hash(leaf) for leaf in islice(self._store.leaves(), seen.size)) != seen.root:
            raise LedgerBroken("the entries are not those that the checkpoint has seen")
        return whole

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

    def prove_inclusion(self, index: int) -> list[bytes]:
        """Return the proof that an entry is in the tree of the newest checkpoint.

        Raises:
            ValueError: There is no such entry.
        """
        return inclusion_proof([leaf_hash(leaf) for leaf in self._store.leaves()], index)

    def prove_consistency(self, old_size: int) -> list[bytes]:
        """Return the proof that the tree of ``old_size`` entries is the beginning of the newest.

        Raises:
            ValueError: There was no tree of this size.
        """
        return consistency_proof([leaf_hash(leaf) for leaf in self._store.leaves()], old_size)

    def _now(self) -> datetime:
        return _EPOCH + timedelta(milliseconds=self._now_ms())

    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self._store.secret("ed25519"))

    def _entry(self, type_: EntryType, draft: Draft, decision: Decision, bytes_out: int, *, confirmed: bool) -> Entry:
        recipient = draft.recipient
        together = cbor2.dumps([recipient.name, draft.conversation], canonical=True)
        return Entry(
            index=0,
            type=type_,
            at=self._now(),
            decision=secrets.token_hex(8),
            conversation=hmac.digest(self._store.secret("conversation"), together, "sha256")[:16],
            recipient=recipient.name,
            host=urlsplit(recipient.url).netloc.rpartition("@")[2],
            model=recipient.model,
            purpose=str(draft.purpose),
            policy_digest=decision.policy_digest,
            rules=decision.rules,
            counts=counts_of(decision),
            bytes_out=bytes_out,
            confirmed=confirmed,
            software=_software(),
            commitment=b"",
        )

    def _see_waiting(self, intent: Entry) -> None:
        """See that an intent is here and has no outcome: a second one would make the ledger break.

        Raises:
            ValueError: It is not, or it has one.
        """
        later = self._store.entries_from(intent.index)
        if next(later, None) != intent or any(entry.intent == intent.index for entry in later):
            raise ValueError("the intent is not of this ledger, or its outcome is known")

    def _append(self, entry: Entry, payload: bytes, records: Iterable[RecordId]) -> Entry:
        """Write one entry, its payload, the new checkpoint and the head's anchor together."""
        nonce = secrets.token_bytes(32)
        with self._vault.transaction():
            frontier = self._whole_frontier()
            key = self._key()
            entry = replace(entry, index=frontier.size, commitment=commit(nonce, payload))
            leaf = entry.encode()
            frontier = frontier.append(leaf_hash(leaf))
            note = notes.sign(Checkpoint(self._origin, frontier.size, frontier.root), key)
            self._store.append(entry, leaf, nonce=nonce, payload=payload, frontier=frontier, note=note)
            for record in records:
                self._link(record, entry.index)
            self._vault.set_anchor(LedgerStore.ANCHOR, write_anchor(frontier, key.public_key()))
        return entry

    def _link(self, record: RecordId, index: int) -> None:
        """Have the payload forgotten with a record; at once if the record was forgotten while a recipient was asked."""
        try:
            self._vault.derive(record, f"{_PREFIX}{index}")
        except NoSuchRecord:
            self._store.destroy(index)

    def _whole_frontier(self) -> Frontier:
        """Return the tree's edge, if it fits the sealed head; nothing is added to a ledger that was tampered with.

        Raises:
            LedgerBroken: It does not fit.
        """
        frontier = self._store.frontier()
        anchor = self._vault.anchor(LedgerStore.ANCHOR)
        sealed = read_anchor(anchor)
        if (sealed.size, sealed.root) == (frontier.size, frontier.root):
            return frontier
        if sealed.size < frontier.size:  # a crash came between commit and head: the head lags, and the whole tree tells
            self.verify()
            return frontier
        raise LedgerBroken("the ledger does not fit the vault's sealed head", min(sealed.size, frontier.size))

    def _forget(self, record: RecordId, artefacts: tuple[str, ...]) -> Sequence[str]:
        """Destroy the payloads that hold words of ``record``; called inside the forgetting transaction."""
        del record  # its artefacts say it all
        indices = [int(artefact.removeprefix(_PREFIX)) for artefact in artefacts if artefact.startswith(_PREFIX)]
        gone = sum(self._store.destroy(index) for index in indices)
        return [f"{gone} ledger payload{'s' if gone > 1 else ''} (what was sent and what came back)"] if gone else []


def _software() -> str:
    return f"keepmum {version('keepmum')}"
