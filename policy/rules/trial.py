"""Run the tests that a policy carries. What they give is made into a draft, and decided over like any other; nothing is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from keepmum.policy.category import Category
from keepmum.policy.detectors.adviser import running
from keepmum.policy.detectors.detect import default_detectors, detect_all
from keepmum.policy.draft import Draft, Part
from keepmum.policy.errors import PolicySyntaxError
from keepmum.policy.recipient import Purpose, Recipient
from keepmum.policy.rules.budget import Spending, Used
from keepmum.policy.rules.case import Case
from keepmum.policy.rules.decide import Before, Decision, decide, nothing
from keepmum.policy.rules.policy import TYPED, Policy
from keepmum.policy.rules.terms import Kind
from keepmum.policy.span import Detector, Span
from keepmum.policy.world import Known, named

_FILLER = " ·"  # stands for text in which nothing is found


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one case came out.

    Attributes:
        case: The case.
        decision: What was decided.
        passed: Whether that was expected.
    """

    case: Case
    decision: Decision
    passed: bool

    def brief(self) -> str:
        """Return in words what was expected and what was decided, without the reasons: the words of a policy name people."""
        expected = self.case.expect + (f' by "{self.case.rule}"' if self.case.rule else "")
        by = f" by {', '.join(self.decision.rules)}" if self.decision.rules else ""
        return f"expected {expected}, decided {self.decision.effect}{by}"

    def sentence(self) -> str:
        """Return in words what was expected, what was decided, and why."""
        return f"{self.brief()}: {'; '.join(self.decision.reasons)}"


def run_cases(policy: Policy, people: Sequence[Known] = (), detectors: Sequence[Detector] | None = None) -> tuple[Outcome, ...]:
    """Return how each case of ``policy`` comes out.

    Args:
        policy: The policy.
        people: The vault's people, by whom a name also means its aliases; without them each name stands for itself.
        detectors: What looks at the texts of cases; those that keepmum runs by default where none are given.
    """
    judging: Sequence[Detector] = ()
    if any(case.text for case in policy.cases):
        found = running(default_detectors(), policy.detectors) if detectors is None else detectors
        judging = [detector for detector in found if detector.name in policy.detectors]
    return tuple(_run(policy, case, people, judging) for case in policy.cases)


def check_cases(policy: Policy, people: Sequence[Known] = (), detectors: Sequence[Detector] | None = None) -> None:
    """See that every case of ``policy`` passes.

    Raises:
        PolicySyntaxError: One does not; the error names its line.
    """
    for outcome in run_cases(policy, people, detectors):
        if not outcome.passed:
            raise PolicySyntaxError(f"this case fails: {outcome.brief()}; `keepmum policy test FILE` says why", outcome.case.line or None)


def _run(policy: Policy, case: Case, people: Sequence[Known], detectors: Sequence[Detector]) -> Outcome:
    missing = sorted(set(policy.detectors) - {detector.name for detector in detectors}) if case.text else []
    draft, spans = _given(policy, case, people, [] if missing else detectors)
    if missing:
        return Outcome(case, nothing(f"the detector {missing[0]} is missing", draft, policy.digest), passed=False)
    first = decide(policy, draft, spans, people)
    before = Before()
    if case.before:
        before = Before(_used(policy, draft, first, case.before))
    decision = decide(policy, draft, spans, people, before) if case.before else first
    ruled = not case.rule or case.rule in decision.rules
    return Outcome(case, decision, passed=decision.effect == case.expect and ruled)


def _used(policy: Policy, draft: Draft, decision: Decision, times: int) -> Used:
    """Return what would have gone out if as many requests of this size had been let out before, today."""
    chars = sum(len(part.text) for part in draft.parts)
    rules = {rule.id: times for rule in policy.rules}
    pieces = {} if decision.spending is None else decision.spending.pieces
    cost = policy.terms(draft.recipient.name).price(chars)
    return Used(0, {0: Spending(times, chars * times, cost * times, rules, pieces)})


def _given(policy: Policy, case: Case, people: Sequence[Known], detectors: Sequence[Detector]) -> tuple[Draft, list[list[Span]]]:
    """Return the draft of a case, and what was found in it."""
    terms = policy.terms(case.to)
    address = "http://localhost/v1" if terms.kind is Kind.DEVICE else "https://recipient.invalid/v1"
    made = [_part(case, kind, people) for kind in case.kinds]
    parts = [part for part, _ in made]
    spans = [found for _, found in made]
    if case.text and detectors:
        spans = _merged(spans, detect_all([part.text for part in parts], detectors))
    short = case.chars - sum(len(part.text) for part in parts)
    if short > 0:
        last = parts[-1]
        parts[-1] = Part(last.text + (_FILLER * short)[:short], last.role, None, last.kind, last.who, last.thread)
    draft = Draft(tuple(parts), Purpose(case.purpose), Recipient(case.to, address, terms.model), "case")
    return draft, spans


def _merged(own: Sequence[Sequence[Span]], found: Sequence[Sequence[Span]]) -> list[list[Span]]:
    """Return the spans of names that a case gives together with what was found, none overlapping."""
    merged = []
    for mine, others in zip(own, found, strict=True):
        free = [span for span in others if not any(span.start < m.end and m.start < span.end for m in mine)]
        merged.append(sorted([*mine, *free]))
    return merged


def _part(case: Case, kind: str, people: Sequence[Known]) -> tuple[Part, list[Span]]:
    """Return one part of a case and what the case says is found in it: a name each, and a word for each category."""
    text = case.text
    spans: list[Span] = []
    if kind == TYPED:
        for name in case.about:
            text = f"{text} {name}" if text else name
            spans.append(Span(len(text) - len(name), len(text), Category.PERSON, 1.0, ("case",), _key(name, people)))
    for category in case.classes:
        text = f"{text} {category.value}" if text else category.value
        spans.append(Span(len(text) - len(category.value), len(text), category, 1.0, ("case",)))
    if kind == TYPED:
        return Part(text or _FILLER, "user"), spans
    return Part(text or _FILLER, "context", None, kind, case.about, case.thread), spans


def _key(name: str, people: Sequence[Known]) -> str:
    """Return the key of the only person whom a name means, if there is one."""
    keys, _ = named([name], people)
    return next(iter(keys)) if len(keys) == 1 else ""
