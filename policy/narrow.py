"""Leave out of a draft what the policy keeps on the device anyway, so that one forbidden note does not block the question.

It only ever takes context away. What remains goes through the gate like any other draft, and what is found in the notes that stay
is masked in it too: a call that stays says "Xandor", and the question asks for "xandor".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from keepmum.policy.decide import decide
from keepmum.policy.draft import Draft
from keepmum.policy.policy import Policy
from keepmum.policy.prepare import find
from keepmum.policy.span import Detector
from keepmum.policy.tokens import TokenMap
from keepmum.policy.world import Known


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A draft without what stays here.

    Attributes:
        draft: What is left of it.
        left_out: How many parts of context stay on the device.
        reasons: Why, each reason once.
    """

    draft: Draft
    left_out: int = 0
    reasons: tuple[str, ...] = ()


def narrow(
    draft: Draft, policy: Policy, detectors: Sequence[Detector], known: TokenMap | None = None, people: Sequence[Known] = ()
) -> Narrowed:
    """Return ``draft`` without each part of context that ``policy`` would block by itself.

    Where the check fails, the draft comes back as it is: the gate, which fails too, refuses it and writes down why.

    Args:
        draft: What should leave.
        policy: The policy in force.
        detectors: What looks for personal data.
        known: The tokens of the conversation so far.
        people: The vault's people.
    """
    try:
        spans = find(draft, detectors, known or TokenMap())
    except Exception:  # noqa: BLE001  whatever went wrong, it goes wrong in the gate again
        return Narrowed(draft)
    kept, beside = [], []
    reasons: dict[str, None] = {}
    for part, found in zip(draft.parts, spans, strict=True):
        decision = decide(policy, replace(draft, parts=(part,), beside=()), [found], people) if part.role == "context" else None
        if decision is None or decision.effect != "block":
            kept.append(part)
        else:
            beside.append(part)
            reasons |= dict.fromkeys(decision.reasons)
    if not kept:  # nothing but context, and all of it stays: the gate says why
        return Narrowed(draft)
    return Narrowed(replace(draft, parts=tuple(kept), beside=(*draft.beside, *beside)), len(beside), tuple(reasons))
