"""Leave out of a draft what the policy keeps on the device anyway, so that one forbidden note does not block the question.

It only ever takes context away. What remains goes through the gate like any other draft, and what is found in the notes that stay
is masked in it too: a call that stays says "Xandor", and the question asks for "xandor".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from keepmum.policy.draft import Draft, Part
from keepmum.policy.masking.tokens import TokenMap
from keepmum.policy.prepare import find
from keepmum.policy.rules.decide import Decision, decide
from keepmum.policy.rules.policy import Policy
from keepmum.policy.span import Detector, Span
from keepmum.policy.world import Known

Piece = tuple[Part, Sequence[Span]]
"""One part, and what was found in it."""


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
    """Return ``draft`` without each part of context that ``policy`` would block by itself, and without what is beyond a limit.

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
    judge = partial(_judge, policy, draft, people)
    pairs = list(zip(draft.parts, spans, strict=True))
    kept: list[Piece] = []
    reasons: dict[str, None] = {}
    for piece in pairs:
        decision = judge([piece]) if piece[0].role == "context" else None
        if decision is None or decision.effect != "block":
            kept.append(piece)
        else:
            reasons |= dict.fromkeys(decision.reasons)
    if not kept:  # nothing but context, and all of it stays: the gate says why
        return Narrowed(draft)
    typed = [piece for piece in kept if piece[0].role != "context"]
    if len(typed) < len(kept) and typed and judge(typed).effect != "block":  # else the question itself stays: the gate says why
        while (decision := judge(kept)).effect == "block":  # each may leave, all together are beyond a limit: the last note goes first
            kept.remove(next(piece for piece in reversed(kept) if piece[0].role == "context"))
            reasons |= dict.fromkeys(decision.reasons)
    parts = tuple(part for part, _ in kept)
    beside = tuple(part for part in draft.parts if part not in parts)
    return Narrowed(replace(draft, parts=parts, beside=(*draft.beside, *beside)), len(beside), tuple(reasons))


def _judge(policy: Policy, draft: Draft, people: Sequence[Known], pieces: Sequence[Piece]) -> Decision:
    return decide(policy, replace(draft, parts=tuple(part for part, _ in pieces), beside=()), [found for _, found in pieces], people)
