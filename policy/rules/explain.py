"""Put the record of a decision in plain words: what was decided, by which rule, and why each other rule did not apply."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from keepmum.policy.rules.decision import Try
from keepmum.policy.rules.decisions import PartRecord, Record
from keepmum.policy.rules.policy import Form, Verdict

_EFFECTS = {"permit": "it was let out", "ask": "it was for you to say", "block": "it stayed on this device"}
_CONDITIONS = {
    "to": "it is for other recipients",
    "for": "it is for other purposes",
    "from": "it is about other kinds of records",
    "threads": "it is about other threads",
    "about": "it is about other people",
    "not_about": "it is not about these people",
    "classes": "it is about other classes of data",
    "level": "what was found is beyond its level, or below",
    "forms": "it keeps a class of data that was found",
    "limits": "a limit of it was reached",
}


def explain(record: Record) -> list[str]:
    """Return the record of a decision as lines for a person; there is no text of the request in them."""
    lines = [
        f'{record.at:%Y-%m-%d %H:%M} UTC, to "{record.recipient}" for "{record.purpose}": {_EFFECTS[record.effect]}'
        + (", and you agreed" if record.effect == "ask" and record.confirmed else ""),
        f"policy {record.policy_digest[:16]}, decision {record.id}",
    ]
    lines += ["", "why:"] + [f"  {reason}" for reason in record.reasons]
    lines += _looked(record)
    if record.dry:
        lines += ["", "tried out only:"] + [f"  {said}" for said in record.dry]
    lines += ["", "what was in it:"]
    for number, part in enumerate(record.parts, 1):
        lines += [f"  {number}. {_what(part)}", *(f"     {line}" for line in _found(part))]
    lines += ["", "each rule:"] + [f"  {line}" for tried in record.tries for line in _rule(tried)]
    return lines


def _looked(record: Record) -> list[str]:
    """Say which detectors looked at the request, and which were to and are not on this device."""
    if record.version == 1:
        return []
    lines = ["", f"looked at by: {', '.join(record.detectors) or 'nobody, for the check did not come so far'}"]
    if record.absent:
        lines.append(f"not there to look at it: {', '.join(record.absent)}")
    return lines


def _what(part: PartRecord) -> str:
    whose = f"a {part.kind}" if part.kind else {"system": "the task", "user": "what you typed"}.get(part.role, part.role)
    people = f", {len(part.who)} people in it" if len(part.who) > 1 else ", one person in it" if part.who else ""
    return f"{whose}, {part.size} characters{people}"


def _found(part: PartRecord) -> Iterator[str]:
    for span in part.spans:
        rules = f" by {', '.join(span.rules)}" if span.rules else ""
        found = f"found by {', '.join(span.detectors) or 'nobody'} ({span.score:.2f})"
        leaves = f"leaves as {span.form.value}" if span.form is not Form.BLOCK else "stays"
        yield f"characters {span.start} to {span.end}: {span.category.value} ({span.level.name.lower()}), {leaves}{rules}; {found}"


def _rule(tried: Try) -> Iterator[str]:
    """Yield how one rule came out, parts with the same result together."""
    outcomes = tried.strict if tried.effect is Verdict.PERMIT else tried.loose
    name = f"{tried.rule} ({tried.effect.value}{', tried out only' if tried.dry_run else ''})"
    for condition, parts in sorted(Counter(outcomes).items()):
        where = "all of it" if parts == len(outcomes) else f"{parts} of {len(outcomes)} parts"
        if condition:
            yield f'{name} says nothing of {where}: {_CONDITIONS.get(condition, condition)} ("{condition}")'
        else:
            yield f"{name} applies to {where}"
