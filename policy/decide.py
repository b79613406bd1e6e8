"""Decide whether a draft may leave, and in which form each piece of personal data. Values in, a value out.

For every part of the draft, in this order:

1. a rule that forbids and matches: the draft is blocked;
2. no rule that permits or asks and covers the part wholly: blocked;
3. a category whose form is "block" stands in it: blocked;
4. a rule that asks matches, or only such a rule covers it: the person is asked.

A rule that forbids or asks matches when *anything* in the part fits its conditions; a rule covers a part only when
*everything* in it does. So a doubt always falls on the careful side. What goes wrong in here blocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from keepmum.policy.draft import Draft
from keepmum.policy.match import Context, covers, touches
from keepmum.policy.policy import Form, Policy, Rule, Verdict
from keepmum.policy.span import Span
from keepmum.policy.world import Known

Effect = Literal["permit", "ask", "block"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What the policy says about one draft. It holds no text of it.

    Attributes:
        effect: "permit", "ask" (only with the person's word), or "block".
        rules: The ids of the rules that decided, sorted.
        reasons: Sentences for the person: the rule and its `why`, or what is missing.
        forms: For each part, its spans in order with the form in which each leaves.
        policy_digest: Which policy decided.
    """

    effect: Effect
    rules: tuple[str, ...]
    reasons: tuple[str, ...]
    forms: tuple[tuple[tuple[Span, Form], ...], ...]
    policy_digest: str

    def lets_out(self, *, confirmed: bool) -> bool:
        """Return whether the draft may leave, given that the person has ``confirmed`` or not."""
        return self.effect == "permit" or (self.effect == "ask" and confirmed)

    def blocked(self, reason: str) -> Decision:
        """Return this decision with a block for one more reason."""
        return replace(self, effect="block", reasons=(*self.reasons, reason) if self.effect == "block" else (reason,))


def decide(policy: Policy, draft: Draft, spans: Sequence[Sequence[Span]], people: Sequence[Known] = ()) -> Decision:
    """Return what ``policy`` says about ``draft``.

    Args:
        policy: The policy in force.
        draft: What would leave.
        spans: What was found in each part: in order, none overlapping.
        people: The vault's people, so that a name in `about` also means its aliases.
    """
    digest = ""
    try:
        digest = policy.digest
        return _decide(policy, draft, spans, people, digest)
    except Exception as error:  # noqa: BLE001  a policy that cannot be applied must not permit, whatever went wrong
        return failed(error, draft, digest)


def failed(error: Exception, draft: Draft, digest: str) -> Decision:
    """Return the block for a check that broke. The error's text is left out: it may quote the draft."""
    return nothing(f"the check itself failed ({type(error).__name__})", draft, digest)


def nothing(reason: str, draft: Draft, digest: str) -> Decision:
    """Return the block of a draft that was not looked at."""
    return Decision("block", (), (reason,), tuple(() for _ in draft.parts), digest)


@dataclass(slots=True)
class _Verdicts:
    """What was found so far: a sentence for each rule, by its id, and what is missing."""

    forbidding: dict[str, str] = field(default_factory=dict)
    asking: dict[str, str] = field(default_factory=dict)
    permitting: dict[str, str] = field(default_factory=dict)
    missing: dict[str, None] = field(default_factory=dict)


def _decide(policy: Policy, draft: Draft, spans: Sequence[Sequence[Span]], people: Sequence[Known], digest: str) -> Decision:
    context = Context(policy, draft, tuple(tuple(found) for found in spans), people)
    said = _Verdicts()
    for part in range(len(draft.parts)):
        _judge(context, part, said)
    forms = tuple(tuple((span, policy.form(span.category)) for span in found) for found in context.spans)
    if said.forbidding or said.missing:
        return Decision("block", tuple(sorted(said.forbidding)), (*said.forbidding.values(), *said.missing), forms, digest)
    if said.asking:
        return Decision("ask", tuple(sorted({**said.asking, **said.permitting})), tuple(said.asking.values()), forms, digest)
    return Decision("permit", tuple(sorted(said.permitting)), tuple(said.permitting.values()), forms, digest)


def _judge(context: Context, part: int, said: _Verdicts) -> None:
    """Add what the rules say of one part."""
    covered = forbidden = False
    for rule in context.policy.rules:
        if rule.effect is Verdict.FORBID:
            if touches(rule, context, part):
                said.forbidding[rule.id] = _sentence(rule)
                forbidden = True
            continue
        fits = covers(rule, context, part)
        covered = covered or fits
        if rule.effect is Verdict.ASK and (fits or touches(rule, context, part)):
            said.asking[rule.id] = _sentence(rule)
        elif fits:
            said.permitting[rule.id] = _sentence(rule)
    for category in sorted({span.category for span in context.spans[part] if context.policy.form(span.category) is Form.BLOCK}):
        said.missing[f'"{category}" stays on this device (form "block")'] = None
    if not (covered or forbidden):
        said.missing[_uncovered(context, part)] = None


def _sentence(rule: Rule) -> str:
    verb = {Verdict.FORBID: "forbids it", Verdict.ASK: "asks first", Verdict.PERMIT: "permits it"}[rule.effect]
    return f'rule "{rule.id}" {verb}: {rule.why}'


def _uncovered(context: Context, part: int) -> str:
    draft = context.draft
    kind = draft.parts[part].kind
    what = f"a {kind}" if kind else "what is typed"
    return f'no rule permits {what} to go to "{draft.recipient.name}" for "{draft.purpose}"' + context.nearest(part)
