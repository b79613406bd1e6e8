"""The errors of the policy layer.

KeepmumError
├─ PolicyError
│   ├─ PolicyMissing        the vault has no policy: nothing may leave
│   ├─ PolicySyntaxError    .line: the policy's text does not say what it should
│   ├─ PolicyDenied         .decision: the policy said no, nothing was sent
│   ├─ NoSuchGrant          no grant has this name
│   └─ DecisionMissing      no decision has this id, or its record was destroyed
├─ LedgerBroken             .index: the record of what left does not verify
└─ UnreadableReply          what came back is no answer
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepmum.memory.errors import KeepmumError

if TYPE_CHECKING:
    from keepmum.policy.rules.decide import Decision


class PolicyError(KeepmumError):
    """Base of what can go wrong with a policy; never raised itself."""


class PolicyMissing(PolicyError):
    """The vault has no policy, so nothing may leave."""

    hint = "Make one with `keepmum policy init`, read it, and change what you do not want."


class PolicySyntaxError(PolicyError):
    """The policy's text is not a policy; the one in force stays in force.

    Attributes:
        line: The line, counted from 1, where there is one.
    """

    hint = "Correct what is named; docs/policy.md lists every key."

    def __init__(self, reason: str, line: int | None = None) -> None:
        """Say what is wrong, and where."""
        self.line = line
        super().__init__(f"line {line}: {reason}" if line is not None else reason)


class PolicyDenied(PolicyError):
    """The policy said no. Nothing was sent, and the refusal is in the ledger.

    Attributes:
        decision: Why: the rules that decided, and their reasons.
    """

    hint = "`keepmum audit show` has the refusal, `keepmum policy explain N` each rule of it; `keepmum policy edit` changes the policy."

    def __init__(self, decision: Decision) -> None:
        """Refuse because of ``decision``."""
        self.decision = decision
        super().__init__("the policy lets nothing of this leave: " + "; ".join(decision.reasons))


class NoSuchGrant(PolicyError):
    """No grant has this name: it was taken back, or there never was one."""

    hint = "List the grants with `keepmum policy grants`."


class DecisionMissing(PolicyError):
    """There is no record of a decision of this id, or it was destroyed with the payloads of its day."""

    hint = "`keepmum audit show` lists the ledger; give an entry's number or its decision."


class LedgerBroken(KeepmumError):
    """The record of what left the device does not verify.

    Attributes:
        index: The first entry, counted from 0, that does not fit; none where the whole does not.
    """

    hint = "Something changed the ledger outside keepmum; keep the folder as it is and compare it with a copy."

    def __init__(self, reason: str, index: int | None = None) -> None:
        """Say what does not fit, and where."""
        self.index = index
        super().__init__(f"entry {index}: {reason}" if index is not None else reason)


class UnreadableReply(KeepmumError):
    """The reply is not the JSON of a chat completion; it is in the ledger as it came."""

    hint = "See what came back with `keepmum audit show`; check that the address is an OpenAI-compatible endpoint."
