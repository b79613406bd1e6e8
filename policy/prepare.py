"""Make a draft into the bytes that would leave, or into the reason why none may. Nothing is sent and nothing is written here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from keepmum.policy.detectors.detect import detect_all
from keepmum.policy.detectors.memory import Found, MemoryDetector
from keepmum.policy.draft import Draft, Part
from keepmum.policy.lastscan import last_scan
from keepmum.policy.masking.leaves import Decoded
from keepmum.policy.masking.redact import Redaction, redact
from keepmum.policy.masking.tokens import TokenMap
from keepmum.policy.quoting import Sources, quotes
from keepmum.policy.rules.decide import NOTHING_BEFORE, Before, Decision, decide, failed, nothing
from keepmum.policy.rules.policy import Policy
from keepmum.policy.span import Detector, Span
from keepmum.policy.wire import contents, encode
from keepmum.policy.world import Known

MAX_CHARACTERS = 200_000  # of one draft: more is no question, and every detector reads all of it


@dataclass(frozen=True, slots=True)
class Prepared:
    """What would leave, and what the policy says about it.

    Attributes:
        decision: After the last scan: what it found is in it.
        redaction: The parts as they would leave; where the check itself failed, each is empty.
        body: The bytes; empty where nothing may leave.
    """

    decision: Decision
    redaction: Redaction
    body: bytes = field(default=b"", repr=False)


def prepare(
    draft: Draft,
    policy: Policy,
    detectors: Sequence[Detector],
    known: TokenMap,
    people: Sequence[Known] = (),
    *,
    sources: Sources | None = None,
    before: Before = NOTHING_BEFORE,
) -> Prepared:
    """Detect, decide, redact, encode, and look at the bytes once more. Whatever goes wrong on the way blocks.

    Args:
        draft: What should leave.
        policy: The policy in force.
        detectors: All that the policy names must be among them; others may be too.
        known: The tokens of the conversation so far.
        people: The vault's people.
        sources: The vault's records, to be looked up where something quotes them; none where there is no vault.
        before: What went to the recipient before, and the grants that hold.
    """
    digest = ""
    absent: tuple[str, ...] = ()
    try:
        digest = policy.digest
        names = tuple(sorted({detector.name for detector in detectors}))
        absent = tuple(sorted(policy.asked_for - {*names}))
        missing = sorted({*policy.detectors} & {*absent})
        if missing:
            return _blocked(draft, replace(nothing(f"the detector {missing[0]} is missing", draft, digest), absent=absent))
        if too_long(draft):
            said = f"it is too long: at most {MAX_CHARACTERS:,} characters are looked at, and nothing leaves that was not"
            return _blocked(draft, replace(nothing(said, draft, digest), absent=absent))
        decision = decide(policy, draft, find(draft, detectors, known), people, before)
        decision = replace(decision, detectors=names, absent=absent)
        redaction = redact(draft, decision, known, people)
        if decision.effect == "block":
            return Prepared(decision, redaction)
        body = encode(redaction, draft.recipient)
        found = last_scan(body, draft, decision, policy, people)
        if found is None and sources is not None:
            may_leave = partial(_may_leave, draft, policy, detectors, people)
            found = "the last scan found words of a record that stays here" if quotes(_said(draft, body), sources, may_leave) else None
    except Exception as error:  # noqa: BLE001  a check that cannot be made must not let anything out, whatever went wrong
        return _blocked(draft, replace(failed(error, draft, digest), absent=absent))
    return Prepared(decision, redaction, body) if found is None else Prepared(decision.blocked(found), redaction)


def too_long(draft: Draft) -> bool:
    """Return whether a draft, with what lies beside it, has more characters than are looked at."""
    return sum(len(part.text) for part in (*draft.parts, *draft.beside)) > MAX_CHARACTERS


def find(draft: Draft, detectors: Sequence[Detector], known: TokenMap) -> list[list[Span]]:
    """Return what is personal in each part: what was found in one part, beside them, or earlier in the conversation, is found in all.

    Raises:
        ValueError: There is no detector, the draft is too long, or a detector does not keep to its text.
    """
    texts = [part.text for part in (*draft.parts, *draft.beside)]
    if too_long(draft):
        raise ValueError(f"a draft has at most {MAX_CHARACTERS} characters")
    if not detectors:
        raise ValueError("detection needs at least one detector")
    earlier = [Found(token.original, token.category, token.subjects[0] if token.subjects else "") for token in known.tokens]
    memory = [MemoryDetector(earlier)] if earlier else []
    return detect_all(texts, [*map(Decoded, detectors), *memory])[: len(draft.parts)]


def _said(draft: Draft, body: bytes) -> list[str]:
    """Return what would leave, and what was typed as it was before anything in it was masked: a name would end a run of words."""
    return [*contents(body), *(part.text for part in draft.parts if part.record is None)]


def _may_leave(draft: Draft, policy: Policy, detectors: Sequence[Detector], people: Sequence[Known], part: Part) -> bool:
    alone = replace(draft, parts=(part,), beside=())
    return decide(policy, alone, find(alone, detectors, TokenMap()), people).effect != "block"


def _blocked(draft: Draft, decision: Decision) -> Prepared:
    roles = tuple(part.role for part in draft.parts)
    return Prepared(decision, Redaction(tuple("" for _ in roles), roles, TokenMap()))
