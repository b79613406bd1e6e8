"""What a policy goes by that is not in its text: counts of what went out, the grants that were given, and the time.

policy.clock/latest           the latest time that was ever seen, in milliseconds since 1970
policy.key/pieces             32 random bytes: hashes people and pieces of data, so that the counts hold no text
policy.used/cloud/000000020783  CBOR of what went to the recipient "cloud" on one day (days since 1970, UTC)
policy.grant/3f9c2a6e         CBOR of one grant

Time never runs backwards here: a clock that is put back neither refills a budget nor revives a grant. A clock that is put forward
does what the days would have done.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

import cbor2

from keepmum.memory.errors import VaultDamaged
from keepmum.policy.draft import Draft
from keepmum.policy.errors import NoSuchGrant
from keepmum.policy.proving.entry import Entry
from keepmum.policy.rules.budget import MAX_DAYS, QUASI_DAYS, Spending, Used
from keepmum.policy.rules.decision import Before, Decision, Grant
from keepmum.policy.rules.decisions import Decisions, record_of
from keepmum.policy.rules.policy import Policy
from keepmum.policy.rules.rule import Confirm
from keepmum.policy.world import Known

if TYPE_CHECKING:
    from keepmum.memory.vault import Vault

_CLOCK, _KEY, _USED, _GRANT = "policy.clock", "policy.key", "policy.used", "policy.grant"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_MS = 86_400_000


class Scope(StrEnum):
    """For how long the person's word holds: this request, until the end of their day, or until they take it back."""

    ONCE = "once"
    TODAY = "today"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Standing:
    """What went before a draft, as it was read; `Counts.spend` sees whether it still is so.

    Attributes:
        before: What the policy goes by.
        seen: The bytes of today's counts, as they were read.
    """

    before: Before
    seen: bytes | None = field(default=None, repr=False)


class Counting(Protocol):
    """What the gate needs of counts."""

    def standing(self, draft: Draft, policy: Policy) -> Standing:
        """Return what went to the draft's recipient before, as far as a policy asks for it, and the grants that hold."""
        ...

    def spend(self, draft: Draft, decision: Decision, standing: Standing, scope: Scope = Scope.ONCE) -> bool:
        """Count a draft that is about to leave; returns whether it was counted."""
        ...

    def record(self, entry: Entry, draft: Draft, decision: Decision, policy: Policy, people: Sequence[Known] = ()) -> None:
        """Keep the record of a decision."""
        ...


class Uncounted:
    """Counts nothing: where there is no vault, and no policy with budgets, limits over a day, or grants."""

    def standing(self, draft: Draft, policy: Policy) -> Standing:
        """Return that nothing went before."""
        del draft, policy
        return Standing(Before())

    def spend(self, draft: Draft, decision: Decision, standing: Standing, scope: Scope = Scope.ONCE) -> bool:
        """Count nothing."""
        del draft, decision, standing, scope
        return True

    def record(self, entry: Entry, draft: Draft, decision: Decision, policy: Policy, people: Sequence[Known] = ()) -> None:
        """Keep nothing."""
        del entry, draft, decision, policy, people


UNCOUNTED = Uncounted()
"""Counts nothing."""


class Counts:
    """The counts and grants of one vault.

    Attributes:
        decisions: The records of what was decided.
    """

    def __init__(self, vault: Vault, *, now_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000) -> None:
        """Keep them in ``vault``.

        Args:
            vault: The open vault.
            now_ms: The wall clock, in milliseconds since 1970.
        """
        self.decisions = Decisions(vault)
        self._vault = vault
        self._now_ms = now_ms

    def standing(self, draft: Draft, policy: Policy) -> Standing:
        """Return what went to the draft's recipient before, and the grants that hold; counts that cannot be read let nothing out."""
        try:
            with self._vault.lock:
                return self._standing(draft.recipient.name, reach(policy))
        except VaultDamaged as error:
            return Standing(Before(damaged=str(error)))

    def _standing(self, name: str, days: int) -> Standing:
        now = self._now()
        today = now // _DAY_MS
        grants = [grant for grant in self.grants() if grant.recipient == name]
        holding = tuple(grant for grant in grants if _holds(grant, now))
        if len(holding) < len(grants) and now > self._latest():
            self._vault.put_document(_CLOCK, "latest", str(now).encode())  # that a grant has ended is not forgotten
        found = {day: self._vault.document(_USED, _document(name, day)) for day in range(today - days + 1, today + 1)}
        used = {day: _read_spending(data) for day, data in found.items() if data is not None}
        return Standing(Before(Used(today, used, self.key()), holding), found[today])

    def spend(self, draft: Draft, decision: Decision, standing: Standing, scope: Scope = Scope.ONCE) -> bool:
        """Count a draft that is about to leave, and keep the person's word where it holds for longer; durable when this returns.

        Args:
            draft: What is about to leave.
            decision: What the policy said; its `spending` is what is counted.
            standing: What it was decided by.
            scope: For how long the person's word holds, where the decision asks for it.

        Returns:
            Whether it was counted: not where another was counted or a grant revoked meanwhile, for then it must be decided anew.

        Raises:
            ValueError: The decision lets nothing out.
            VaultDamaged: What is kept cannot be read.
        """
        if decision.spending is None:
            raise ValueError("only what may leave is counted")
        name, used = draft.recipient.name, standing.before.used
        with self._vault.transaction():
            now = self._now()
            today = now // _DAY_MS
            seen = self._vault.document(_USED, _document(name, today))
            revoked = {grant.id for grant in standing.before.grants} - set(self._vault.document_keys(_GRANT))
            if today != used.today or seen != standing.seen or revoked:
                return False
            self._vault.put_document(_CLOCK, "latest", str(now).encode())
            spent = Spending() if seen is None else _read_spending(seen)
            self._vault.put_document(_USED, _document(name, today), _write_spending(spent.plus(decision.spending)))
            self._forget_before(name, today - MAX_DAYS)
            for rule in decision.asking:
                lasting = Scope.ALWAYS if rule in decision.first else scope
                if lasting is not Scope.ONCE:
                    self._grant(rule, draft, decision.policy_digest, now, None if lasting is Scope.ALWAYS else _midnight(now))
        return True

    def record(self, entry: Entry, draft: Draft, decision: Decision, policy: Policy, people: Sequence[Known] = ()) -> None:
        """Keep the record of a decision under the id that it has in the ledger, so that it can be explained and replayed.

        Args:
            entry: What the ledger wrote of it: the intent or the refusal.
            draft: What was decided over.
            decision: What was decided.
            policy: The policy that decided.
            people: The vault's people.
        """
        made = record_of(draft, decision, policy, people, self.key())
        self.decisions.keep(entry.decision, entry.at, made, confirmed=entry.confirmed)

    def key(self) -> bytes:
        """Return the key that hashes people and pieces, made when it is first asked for."""
        with self._vault.transaction():
            key = self._vault.document(_KEY, "pieces")
            if key is None:
                key = secrets.token_bytes(32)
                self._vault.put_document(_KEY, "pieces", key)
            return key

    def grants(self) -> tuple[Grant, ...]:
        """Return all grants, those that have ended too, oldest first.

        Raises:
            VaultDamaged: One cannot be read.
        """
        with self._vault.lock:
            found = [_read_grant(id_, data) for id_, data in self._vault.documents(_GRANT)]
        return tuple(sorted(found, key=lambda grant: (grant.at, grant.id)))

    def holding(self) -> frozenset[str]:
        """Return the ids of the grants that have not ended."""
        now = self._now()
        return frozenset(grant.id for grant in self.grants() if _holds(grant, now))

    def revoke(self, id_: str) -> Grant:
        """Take a grant back, and return it.

        Raises:
            NoSuchGrant: There is none of this name.
        """
        with self._vault.transaction():
            data = self._vault.document(_GRANT, id_)
            if data is None:
                raise NoSuchGrant("no grant has this name")
            self._vault.delete_document(_GRANT, id_)
        return _read_grant(id_, data)

    def _grant(self, rule: str, draft: Draft, digest: str, now: int, until: int | None) -> None:
        row = [rule, draft.recipient.name, str(draft.purpose), digest, now, until]
        self._vault.put_document(_GRANT, secrets.token_hex(4), cbor2.dumps(row, canonical=True))

    def _now(self) -> int:
        """Return the time, in milliseconds since 1970: never earlier than the latest that was seen."""
        return max(self._now_ms(), self._latest())

    def _latest(self) -> int:
        latest = self._vault.document(_CLOCK, "latest")
        if latest is not None and not latest.isdigit():
            raise VaultDamaged("the time of the last request cannot be read")
        return 0 if latest is None else int(latest)

    def _forget_before(self, name: str, day: int) -> None:
        """Destroy the counts of days that no budget reaches any more."""
        for key in self._vault.document_keys(_USED):
            whose, _, which = key.rpartition("/")
            if whose == name and int(which) < day:
                self._vault.delete_document(_USED, key)


def reach(policy: Policy) -> int:
    """Return how many days, today included, a policy looks back."""
    windows = [budget.days for budget in policy.budgets]
    if any(rule.confirm is Confirm.OVER for rule in policy.rules):
        windows.append(QUASI_DAYS)
    return max(windows, default=1)


def _document(recipient: str, day: int) -> str:
    return f"{recipient}/{day:012d}"


def _holds(grant: Grant, now_ms: int) -> bool:
    now = _EPOCH + timedelta(milliseconds=now_ms)
    return grant.at <= now and (grant.until is None or now < grant.until)


def _midnight(now_ms: int) -> int:
    """Return the end of the person's day, in milliseconds: the next midnight of this machine's time zone."""
    here = (_EPOCH + timedelta(milliseconds=now_ms)).astimezone()
    end = (here.replace(tzinfo=None) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return round(end.timestamp() * 1000)


def _write_spending(spent: Spending) -> bytes:
    pieces = {who: sorted(found) for who, found in spent.pieces.items()}
    return cbor2.dumps([spent.requests, spent.chars, spent.cost, dict(spent.rules), pieces], canonical=True)


def _read_spending(data: bytes) -> Spending:
    try:
        requests, chars, cost, rules, pieces = cbor2.loads(data)
        return Spending(requests, chars, cost, rules, {who: frozenset(found) for who, found in pieces.items()})
    except (cbor2.CBORDecodeError, TypeError, ValueError, AttributeError):
        raise VaultDamaged("the counts of what went to a recipient cannot be read") from None


def _read_grant(id_: str, data: bytes) -> Grant:
    try:
        rule, recipient, purpose, digest, at, until = cbor2.loads(data)
        ends = None if until is None else _EPOCH + timedelta(milliseconds=until)
        return Grant(id_, rule, recipient, purpose, digest, _EPOCH + timedelta(milliseconds=at), ends)
    except (cbor2.CBORDecodeError, TypeError, ValueError, OverflowError):
        raise VaultDamaged("a grant cannot be read") from None
