"""The record of everything that the gate sent or refused: an RFC 9162 Merkle tree with a signed checkpoint.

An intent is durable before the socket opens, an outcome before hostile text is parsed; an intent without outcome reads
"perhaps sent". Size and root also stand in the vault's sealed head, outside the database, so a ledger that was cut, edited or
signed anew inside the database does not fit the head. docs/ledger.md has the bytes.

It proves what keepmum's gate recorded. Whoever has the vault's keys and all its files can make another history: that is
noticed only by a checkpoint that was carried elsewhere.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from keepmum.memory.errors import NoSuchRecord
from keepmum.memory.record import RecordId
from keepmum.policy.draft import Draft
from keepmum.policy.errors import LedgerBroken
from keepmum.policy.proving import checkpoint as notes
from keepmum.policy.proving.check import read_anchor, write_anchor
from keepmum.policy.proving.checkpoint import Checkpoint
from keepmum.policy.proving.entry import VERSION, Entry, EntryType, Status, commit, entry_of
from keepmum.policy.proving.expiry import expire
from keepmum.policy.proving.marks import Mark, write_marks
from keepmum.policy.proving.merkle import Frontier, leaf_hash
from keepmum.policy.proving.payloads import Payload
from keepmum.policy.proving.reading import WrittenLedger
from keepmum.policy.proving.store import LedgerStore
from keepmum.policy.rules.decide import Decision

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


class Ledger(WrittenLedger):
    """The ledger of one vault."""

    def __init__(self, vault: Vault, *, now_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000) -> None:
        """Keep it in ``vault``; payloads with words of a record go when that record is forgotten.

        Args:
            vault: The open vault.
            now_ms: The wall clock, in milliseconds since 1970.
        """
        super().__init__(vault)
        self._now_ms = now_ms
        vault.on_forget(self._forget)

    def refuse(self, draft: Draft, decision: Decision, *, confirmed: bool = False) -> Entry:
        """Record that ``decision`` kept ``draft`` on the device.

        Raises:
            LedgerBroken: The ledger does not fit the vault's head; nothing was written.
        """
        said = {"effect": decision.effect, "reasons": list(decision.reasons), "parts": [part.kind or part.role for part in draft.parts]}
        payload = json.dumps(said, ensure_ascii=False, sort_keys=True).encode()
        return self._append(self._entry("refusal", draft, decision, 0, confirmed=confirmed), payload, ())

    def intent(
        self, draft: Draft, decision: Decision, body: bytes, *, confirmed: bool = False, marks: Sequence[Mark] = (), cost: int = 0
    ) -> Intent:
        """Record, durably, that ``body`` is about to be sent. Returns what `outcome` needs.

        Args:
            draft: What it was made from.
            decision: What the policy said.
            body: The bytes.
            confirmed: Whether the person gave their word.
            marks: Where in the bytes something personal was found, as `keepmum.policy.proving.marks.marks_of` says.
            cost: What it is expected to cost, in millionths of the unit in which the policy states prices; 0 where none is stated.

        Raises:
            LedgerBroken: The ledger does not fit the vault's head; nothing was written and nothing may be sent.
            ValueError: A transaction is open: what it holds is not durable, and could be undone after the sending.
        """
        with self._vault.lock:
            if self._vault.connection().in_transaction:
                raise ValueError("nothing is sent inside a transaction: its intent could be undone")
        records = tuple(dict.fromkeys(part.record for part in draft.parts if part.record is not None))
        entry = replace(self._entry("intent", draft, decision, len(body), confirmed=confirmed), cost=cost)
        return Intent(self._append(entry, body, records, marks), records)

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
            version=VERSION,
            cost=0,
            error="" if error is None else type(error).__name__,
            bytes_in=len(reply),
        )
        with self._vault.transaction():
            self._see_waiting(sent)
            return self._append(entry, reply, intent.records)

    def expire(self, days: int, now: datetime) -> int:
        """Destroy the payloads of entries that were written more than ``days`` whole days (UTC) ago, and the keys of those days.

        Leaves and proofs stay whole; `verify` reports the entries as destroyed.

        Args:
            days: How long payloads are kept, 0 or more.
            now: The time now, with its zone.

        Returns:
            How many payloads were destroyed.

        Raises:
            ValueError: The days are negative, or the time has no zone.
            LedgerBroken: An entry cannot be read.
        """
        with self._vault.transaction():
            return expire(self._store, self._payloads, days, now)

    def _now(self) -> datetime:
        return _EPOCH + timedelta(milliseconds=self._now_ms())

    def _entry(self, type_: EntryType, draft: Draft, decision: Decision, bytes_out: int, *, confirmed: bool) -> Entry:
        now, key = self._now(), self._store.secret("conversation")
        return entry_of(type_, draft, decision, at=now, key=key, software=_software(), bytes_out=bytes_out, confirmed=confirmed)

    def _see_waiting(self, intent: Entry) -> None:
        """See that an intent is here and has no outcome: a second one would make the ledger break.

        Raises:
            ValueError: It is not, or it has one.
        """
        later = self._store.entries_from(intent.index)
        if next(later, None) != intent or any(entry.intent == intent.index for entry in later):
            raise ValueError("the intent is not of this ledger, or its outcome is known")

    def _append(self, entry: Entry, body: bytes, records: Iterable[RecordId], marks: Sequence[Mark] = ()) -> Entry:
        """Write one entry, its payload, the new checkpoint and the head's anchor together."""
        payload = Payload(secrets.token_bytes(32), body, write_marks(marks))
        with self._vault.transaction():
            frontier = self._whole_frontier()
            key = self._key()
            commitment, marked = commit(payload.nonce, body), commit(payload.nonce, payload.marks)
            entry = replace(entry, index=frontier.size, commitment=commitment, marks=marked)
            leaf = entry.encode()
            frontier = frontier.append(leaf_hash(leaf))
            note = notes.sign(Checkpoint(self._origin, frontier.size, frontier.root), key)
            tree = self._store.documents(entry.index, leaf, frontier=frontier, note=note)
            self._vault.put_documents([*tree, *self._payloads.documents(entry, payload)])
            for record in records:
                self._link(record, entry.index)
            self._vault.set_anchor(LedgerStore.ANCHOR, write_anchor(frontier, key.public_key()))
        return entry

    def _link(self, record: RecordId, index: int) -> None:
        """Have the payload forgotten with a record; at once if the record was forgotten while a recipient was asked."""
        try:
            self._vault.derive(record, f"{_PREFIX}{index}")
        except NoSuchRecord:
            self._payloads.destroy(index)

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
        gone = sum(self._payloads.destroy(index) for index in indices)
        return [f"{gone} ledger payload{'s' if gone > 1 else ''} (what was sent and what came back)"] if gone else []


@cache
def _software() -> str:
    return f"keepmum {version('keepmum')}"
