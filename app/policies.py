"""The policy in force and what belongs to it: its tests, the grants, why something was decided, what another policy would have said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from keepmum.app.asking import policy_in_force, policy_text
from keepmum.policy.errors import DecisionMissing, PolicyMissing, PolicySyntaxError
from keepmum.policy.recipient import Purpose, Recipient

if TYPE_CHECKING:
    from pathlib import Path

    from keepmum.app.finding import Finder
    from keepmum.app.recipients import Recipients
    from keepmum.memory.vault import Vault
    from keepmum.policy.proving.ledger import Ledger
    from keepmum.policy.rules.decide import Decision
    from keepmum.policy.rules.decision import Grant
    from keepmum.policy.rules.decisions import Record
    from keepmum.policy.rules.policy import Policy
    from keepmum.policy.rules.replay import Change
    from keepmum.policy.rules.trial import Outcome

_POLICY = "policy"  # the namespace of the policy in force


@dataclass(frozen=True, slots=True)
class Why:
    """What would be found in a text, and decided over it.

    Attributes:
        text: The text.
        decision: The decision, with the form of each span.
        policy: The policy that decided.
    """

    text: str = field(repr=False)
    decision: Decision
    policy: Policy


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two policies differ over what was decided so far.

    Attributes:
        replayed: How many decisions could be replayed.
        lost: How many entries of the ledger have no record of their decision any more.
        changes: Those over which the two differ.
    """

    replayed: int
    lost: int
    changes: tuple[Change, ...]


class Policies:
    """The policy of one vault."""

    def __init__(self, vault: Vault, finder: Finder, recipients: Recipients, ledger: Ledger, cache: Path | None = None) -> None:
        """Keep it in ``vault``; ``cache`` is where exported models are, none for the user's cache folder."""
        from keepmum.policy.rules.standing import Counts

        self._vault, self._finder, self._recipients, self._ledger = vault, finder, recipients, ledger
        self._counts = Counts(vault)
        self._cache = cache

    def text(self) -> str | None:
        """Return the policy in force as TOML; none where there is none and nothing may leave."""
        return policy_text(self._vault)

    def load(self, text: str) -> None:
        """Put a policy in force.

        Raises:
            PolicySyntaxError: It is no policy, or one of its own tests fails; the one in force stays.
        """
        from keepmum.policy.rules.load import load
        from keepmum.policy.rules.trial import check_cases

        check_cases(load(text), self._finder.people())
        self._vault.put_document(_POLICY, "current", text.encode())

    def test(self, text: str | None = None) -> tuple[Outcome, ...]:
        """Return how the tests come out that a policy carries; by the names of this vault's people.

        Args:
            text: The policy; the one in force where none is given.

        Raises:
            PolicyMissing: None is given, and none is in force.
            PolicySyntaxError: It is no policy.
        """
        from keepmum.policy.rules.trial import run_cases

        return run_cases(self._read(text), self._finder.people())

    def grants(self) -> tuple[tuple[Grant, bool], ...]:
        """Return every grant, and whether it holds: it has not ended, and the policy that it was given under is in force."""
        try:
            digest: str | None = policy_in_force(self._vault).digest
        except (PolicyMissing, PolicySyntaxError):  # nothing leaves; what was agreed to can be seen and revoked all the same
            digest = None
        holding = self._counts.holding()
        return tuple((grant, grant.id in holding and grant.policy_digest == digest) for grant in self._counts.grants())

    def revoke(self, grant: str) -> Grant:
        """Take a grant back; what went out under it stays in the ledger.

        Raises:
            NoSuchGrant: There is none of this name.
        """
        return self._counts.revoke(grant)

    def decision(self, which: str) -> Record:
        """Return the record of a decision.

        Args:
            which: Its id, or the number of one of its entries in the ledger.

        Raises:
            DecisionMissing: There is none, or it was destroyed.
        """
        found = self._counts.decisions.get(which)
        if found is None and which.isdecimal() and int(which) < self._ledger.size():
            found = self._counts.decisions.get(self._ledger.entry(int(which)).decision)
        if found is None:
            raise DecisionMissing("there is no record of this decision")
        return found

    def why(self, text: str, *, to: str, purpose: str = "answer") -> Why:
        """Say what would be found in a typed text, and whether it might go to a recipient. Nothing is sent or recorded.

        Args:
            text: The text, alone: no record goes with it.
            to: A recipient's name; one that is not declared is a cloud.
            purpose: What it is for.

        Raises:
            PolicyMissing: There is no policy, so nothing may leave.
            ValueError: The recipient or purpose is no name, or the text is too long.
        """
        from keepmum.app.sources import VaultSources
        from keepmum.memory.people.roster import contacts
        from keepmum.policy import default_detectors
        from keepmum.policy.detectors.adviser import running
        from keepmum.policy.draft import Draft, Part
        from keepmum.policy.masking.tokens import TokenMap
        from keepmum.policy.prepare import MAX_CHARACTERS, prepare
        from keepmum.policy.world import things_of

        if len(text) > MAX_CHARACTERS:
            raise ValueError(f"the text has more than {MAX_CHARACTERS:,} characters")
        policy, people = policy_in_force(self._vault), self._finder.people()
        known = {recipient.name: recipient for recipient in self._recipients.all()}
        recipient = known.get(to) or Recipient(to, "", policy.terms(to).model)
        draft = Draft((Part(text, "user"),), Purpose(purpose), recipient, "why")
        detectors = running(default_detectors(people, things_of(contacts(self._vault))), policy.asked_for, self._cache)
        before = self._counts.standing(draft, policy).before
        prepared = prepare(draft, policy, detectors, TokenMap(), people, sources=VaultSources(self._vault), before=before)
        return Why(text, prepared.decision, policy)

    def compare(self, old: str | None, new: str | None) -> Comparison:
        """Return what would have been decided otherwise: the ledger's decisions, replayed under two policies.

        Args:
            old: The one policy as TOML; the one in force where none is given.
            new: The other.

        Raises:
            PolicyMissing: None is given, and none is in force.
            PolicySyntaxError: One is no policy.
        """
        from keepmum.policy.rules.replay import Replay, differences

        people, key = self._finder.people(), self._counts.key()
        records: Sequence[Record] = tuple(self._counts.decisions.all())
        known = {record.id for record in records}
        decided = {entry.decision for entry in self._ledger.entries()}
        replays = [Replay(self._read(text), people, key) for text in (old, new)]
        return Comparison(len(records), len(decided - known), tuple(differences(records, *replays)))

    def _read(self, text: str | None) -> Policy:
        from keepmum.policy.rules.load import load

        return policy_in_force(self._vault) if text is None else load(text)
