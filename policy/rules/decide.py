"""Decide whether a draft may leave, and in which form each piece of personal data. Values in, a value out.

For every part of the draft, in this order:

1. a rule that forbids and matches: the draft is blocked;
2. no rule that permits or asks and covers the part wholly: blocked;
3. a category whose form is "block" stands in it: blocked;
4. a rule that asks matches, or one that covers it wants a word: the person is asked, unless they gave their word before.

Then a budget that the draft would break blocks it. A rule that forbids or asks matches when *anything* in the part fits its
conditions; a rule covers a part only when *everything* in it does. So a doubt always falls on the careful side. What goes wrong in
here blocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from keepmum.policy.draft import Draft
from keepmum.policy.rules.amounts import pieces_of
from keepmum.policy.rules.budget import Spending, exceeded
from keepmum.policy.rules.decision import Before, Decision, Effect, Grant, Try
from keepmum.policy.rules.match import Context, broken_limit, most_pieces, unmet
from keepmum.policy.rules.policy import Form, Policy, Rule, Verdict
from keepmum.policy.rules.rule import Confirm, strictest
from keepmum.policy.rules.terms import is_addressed
from keepmum.policy.span import Span
from keepmum.policy.world import Known

__all__ = ["NOTHING_BEFORE", "Before", "Decision", "Effect", "decide", "failed", "judge", "nothing"]

NOTHING_BEFORE = Before()
"""What went before where nobody counts: nothing, and no word was given."""

_Forms = tuple[tuple[tuple[Span, Form], ...], ...]


def decide(
    policy: Policy, draft: Draft, spans: Sequence[Sequence[Span]], people: Sequence[Known] = (), before: Before = NOTHING_BEFORE
) -> Decision:
    """Return what ``policy`` says about ``draft``.

    Args:
        policy: The policy in force.
        draft: What would leave.
        spans: What was found in each part: in order, none overlapping.
        people: The vault's people, so that a name in `about` also means its aliases.
        before: What went to the recipient before, and the grants that hold.
    """
    digest = ""
    try:
        digest = policy.digest
        if before.damaged:
            return nothing(before.damaged, draft, digest)
        return judge(Context(policy, draft, tuple(tuple(found) for found in spans), people, before.used), before.grants, digest)
    except Exception as error:  # noqa: BLE001  a policy that cannot be applied must not permit, whatever went wrong
        return failed(error, draft, digest)


def failed(error: Exception, draft: Draft, digest: str) -> Decision:
    """Return the block for a check that broke. The error's text is left out: it may quote the draft."""
    return nothing(f"the check itself failed ({type(error).__name__})", draft, digest)


def nothing(reason: str, draft: Draft, digest: str) -> Decision:
    """Return the block of a draft that was not looked at."""
    return Decision("block", (), (reason,), tuple(() for _ in draft.parts), digest)


@dataclass(slots=True)
class _Said:
    """What was found so far: a sentence for each rule, by its id, and what is missing."""

    forbidding: dict[str, str] = field(default_factory=dict)
    asking: dict[str, str] = field(default_factory=dict)
    permitting: dict[str, str] = field(default_factory=dict)
    missing: dict[str, None] = field(default_factory=dict)
    first: set[str] = field(default_factory=set)
    covering: set[str] = field(default_factory=set)
    dry: dict[str, None] = field(default_factory=dict)


def judge(context: Context, grants: Sequence[Grant], digest: str) -> Decision:
    """Return what the policy of ``context`` says of its draft; what goes wrong is raised.

    Args:
        context: Policy, draft, spans, people, and what went before.
        grants: Those that hold now; those of another policy, recipient or purpose do not count.
        digest: The policy's digest.
    """
    policy, draft = context.policy, context.draft
    limits = {rule.id: broken_limit(rule, context) for rule in policy.rules}
    tries = tuple(_try(rule, context, limits[rule.id]) for rule in policy.rules)
    granted = {g.rule: g for g in grants if (g.policy_digest, g.recipient, g.purpose) == (digest, draft.recipient.name, draft.purpose)}
    said = _Said()
    if context.terms.model and context.terms.model != draft.recipient.model:
        said.missing[f'the policy was written for another model of "{draft.recipient.name}"'] = None
    for part in range(len(draft.parts)):
        _judge_part(context, part, tries, granted, said)
        if not any(t.covers(part) and not t.dry_run for t in tries) and not _is_forbidden(tries, part):
            said.missing[_uncovered(context, part, tries, limits)] = None
    forms = tuple(_forms(context, part, tries) for part in range(len(draft.parts)))
    spending = _spending(context, forms, said)
    for budget in policy.budgets if not (said.forbidding or said.missing) else ():
        if is_addressed(budget.to, draft.recipient, context.terms) and (over := exceeded(budget, context.used, spending)):
            said.forbidding[budget.id] = f'budget "{budget.id}" is used up ({over}): {budget.why}'
    return _decision(said, tries, forms, digest, spending)


def _decision(said: _Said, tries: tuple[Try, ...], forms: _Forms, digest: str, spending: Spending) -> Decision:
    dry = tuple(said.dry)
    if said.forbidding or said.missing:
        reasons = (*said.forbidding.values(), *said.missing)
        return Decision("block", tuple(sorted(said.forbidding)), reasons, forms, digest, tries=tries, dry=dry)
    effect: Effect = "ask" if said.asking else "permit"
    rules = tuple(sorted({**said.asking, **said.permitting}))
    reasons = tuple((said.asking or said.permitting).values())
    asking, first = tuple(sorted(said.asking)), tuple(sorted(said.first & said.asking.keys()))
    return Decision(effect, rules, reasons, forms, digest, asking, first, tries, dry, spending)


def _try(rule: Rule, context: Context, limit: str) -> Try:
    parts = range(len(context.draft.parts))
    loose = tuple(unmet(rule, context, part, loosely=True) for part in parts) if rule.effect is not Verdict.PERMIT else ()
    strict = tuple(unmet(rule, context, part, loosely=False, limit=limit) for part in parts) if rule.effect is not Verdict.FORBID else ()
    return Try(rule.id, rule.effect, rule.dry_run, loose, strict)


def _judge_part(context: Context, part: int, tries: Sequence[Try], granted: dict[str, Grant], said: _Said) -> None:
    """Add what the rules say of one part."""
    for rule, tried in zip(context.policy.rules, tries, strict=True):
        if not (tried.touches(part) or tried.covers(part)):
            continue
        if rule.dry_run:
            said.dry[f'rule "{rule.id}", which is only tried out, would have said "{rule.effect}"'] = None
            continue
        if tried.covers(part):
            said.covering.add(rule.id)
        if rule.effect is Verdict.FORBID:
            said.forbidding[rule.id] = f'rule "{rule.id}" forbids it: {rule.why}'
        elif not _wants_word(rule, context):
            said.permitting[rule.id] = f'rule "{rule.id}" permits it: {rule.why}'
        elif (grant := granted.get(rule.id)) is not None:
            said.permitting[rule.id] = f'rule "{rule.id}" asks, and you agreed on {grant.at:%Y-%m-%d}: {rule.why}'
        else:
            said.asking[rule.id] = f'rule "{rule.id}" asks first: {rule.why}'
            if rule.confirm is Confirm.FIRST:
                said.first.add(rule.id)
    for category in sorted({span.category for span in context.spans[part] if context.policy.form(span.category) is Form.BLOCK}):
        said.missing[f'"{category}" stays on this device (form "block")'] = None


def _wants_word(rule: Rule, context: Context) -> bool:
    if rule.confirm is Confirm.OVER:
        return rule.effect is Verdict.ASK or most_pieces(rule, context) > rule.over
    return rule.effect is Verdict.ASK or rule.confirm is not Confirm.NEVER


def _is_forbidden(tries: Sequence[Try], part: int) -> bool:
    return any(t.effect is Verdict.FORBID and not t.dry_run and t.touches(part) for t in tries)


def _forms(context: Context, part: int, tries: Sequence[Try]) -> tuple[tuple[Span, Form], ...]:
    """Return the form of each span: the strictest of those of the rules that cover the part."""
    policy = context.policy
    covering = [rule for rule, tried in zip(policy.rules, tries, strict=True) if tried.covers(part) and not rule.dry_run]
    rules: Sequence[Rule | None] = covering or [None]
    return tuple((span, strictest(policy.form(span.category, rule) for rule in rules)) for span in context.spans[part])


def _spending(context: Context, forms: _Forms, said: _Said) -> Spending:
    chars = sum(len(part.text) for part in context.draft.parts)
    pieces = pieces_of(context.draft, forms, context.people, context.used.key)
    return Spending(1, chars, context.terms.price(chars), dict.fromkeys(sorted(said.covering), 1), pieces)


def _uncovered(context: Context, part: int, tries: Sequence[Try], limits: dict[str, str]) -> str:
    """Say that no rule permits a part, and where the nearest rule ends."""
    draft = context.draft
    kind = draft.parts[part].kind
    what = f"a {kind}" if kind else "what is typed"
    sentence = f'no rule permits {what} to go to "{draft.recipient.name}" for "{draft.purpose}"'
    for rule, tried in zip(context.policy.rules, tries, strict=True):
        if tried.dry_run or not tried.strict:
            continue
        if tried.strict[part] == "level":
            high, bound = context.highest(part).name.lower(), context.bound(rule).name.lower()
            return f'{sentence}: it holds what is {high}, and rule "{rule.id}" ends at {bound}'
        if tried.strict[part] == "limits":
            return f'{sentence}: rule "{rule.id}" ends at {limits[rule.id]}'
        if tried.strict[part] == "forms":
            return f'{sentence}: it holds what rule "{rule.id}" keeps here (form "block")'
    return sentence
