"""What was decided over one draft, and how each rule came out. It holds no text of the draft."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from keepmum.policy.rules.budget import Spending, Used
from keepmum.policy.rules.policy import Form, Verdict
from keepmum.policy.span import Span

Effect = Literal["permit", "ask", "block"]


@dataclass(frozen=True, slots=True)
class Grant:
    """The person's word for what a rule asks, beyond one request. It lifts no block and no rule that forbids.

    Attributes:
        id: Its name; revoking takes it.
        rule: The rule that asked.
        recipient: The recipient that it is for.
        purpose: What for.
        policy_digest: The policy under which it was given; under another it says nothing.
        at: When it was given.
        until: When it ends; none until it is revoked.
    """

    id: str
    rule: str
    recipient: str
    purpose: str
    policy_digest: str
    at: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """What went before a draft, as far as its policy asks for it.

    Attributes:
        used: What went to the recipient.
        grants: The grants that hold now.
        damaged: Why nothing of this can be read; empty where it can.
    """

    used: Used = field(default_factory=Used)
    grants: tuple[Grant, ...] = ()
    damaged: str = ""


@dataclass(frozen=True, slots=True)
class Try:
    """How one rule came out: for each part the first condition that did not hold, by its key; empty where all hold.

    Attributes:
        rule: Its id.
        effect: What it says.
        dry_run: Whether it only says what it would do.
        loose: Where it is enough that anything in the part fits, as for what forbids and asks; empty for a rule that permits.
        strict: Where everything in the part must fit, as for what permits and asks; empty for a rule that forbids.
    """

    rule: str
    effect: Verdict
    dry_run: bool
    loose: tuple[str, ...] = ()
    strict: tuple[str, ...] = ()

    def touches(self, part: int) -> bool:
        """Return whether anything in a part fits."""
        return bool(self.loose) and not self.loose[part]

    def covers(self, part: int) -> bool:
        """Return whether everything in a part fits."""
        return bool(self.strict) and not self.strict[part]


@dataclass(frozen=True, slots=True)
class Decision:
    """What the policy says about one draft. It holds no text of it.

    Attributes:
        effect: "permit", "ask" (only with the person's word), or "block".
        rules: The ids of the rules and budgets that decided, sorted.
        reasons: Sentences for the person: the rule and its `why`, or what is missing.
        forms: For each part, its spans in order with the form in which each leaves.
        policy_digest: Which policy decided.
        asking: Ids of rules that want the person's word, sorted.
        first: Those of them that want it only the first time.
        tries: How each rule came out.
        dry: What rules that are only tried out would have said.
        spending: What it adds to what went to the recipient, where it may leave.
        detectors: Names of the detectors that looked at the draft, sorted; empty where the check did not come so far.
        absent: Names of those that the policy asks for and that are not on this device, sorted.
    """

    effect: Effect
    rules: tuple[str, ...]
    reasons: tuple[str, ...]
    forms: tuple[tuple[tuple[Span, Form], ...], ...]
    policy_digest: str
    asking: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    tries: tuple[Try, ...] = ()
    dry: tuple[str, ...] = ()
    spending: Spending | None = None
    detectors: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()

    def lets_out(self, *, confirmed: bool) -> bool:
        """Return whether the draft may leave, given that the person has ``confirmed`` or not."""
        return self.effect == "permit" or (self.effect == "ask" and confirmed)

    def blocked(self, reason: str) -> Decision:
        """Return this decision with a block for one more reason."""
        return replace(self, effect="block", reasons=(*self.reasons, reason) if self.effect == "block" else (reason,), spending=None)
