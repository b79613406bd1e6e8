"""The commands that say why: policy explain, why, diff; and those for the person's word: policy grants, revoke."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from keepmum.app.cli.context import Call, asked, command, typed
from keepmum.app.cli.files import refuse_waiting, unreadable
from keepmum.app.errors import UsageError
from keepmum.app.plainly import counted
from keepmum.app.render import Json, note, when

if TYPE_CHECKING:
    from keepmum.app.policies import Why
    from keepmum.policy.rules.decision import Grant
    from keepmum.policy.rules.decisions import Record
    from keepmum.policy.rules.replay import Change

_LONGEST = 1 << 20  # bytes: no policy is that long
_CURRENT = "current"  # in place of a file: the policy in force
_Which = Annotated[str, typer.Argument(help='A policy as TOML; "current" is the one in force.')]


def register(group: typer.Typer) -> None:
    """Add these commands to those for the policy."""
    command(group, "explain")(_explain)
    command(group, "why")(_why)
    command(group, "diff")(_diff)
    command(group, "grants")(_grants)
    command(group, "revoke")(_revoke)


def read_policy(file: Path) -> str:
    """Return the text of a policy's file; "-" is stdin.

    Raises:
        UsageError: It cannot be read, is too long, or is no UTF-8.
    """
    try:
        if str(file) == "-":
            data = sys.stdin.buffer.read(_LONGEST + 1)
        else:
            refuse_waiting(file)
            with file.expanduser().open("rb") as stream:
                data = stream.read(_LONGEST + 1)
        if len(data) > _LONGEST:
            raise UsageError(f"{file.name} is too long for a policy")
        return data.decode("utf-8-sig")  # some editors begin a file with a byte order mark
    except UnicodeDecodeError:
        raise UsageError(f"{file.name} is no UTF-8 text") from None
    except (OSError, ValueError) as error:
        raise unreadable(file, error) from None


def _explain(
    call: Call,
    *,
    decision: Annotated[str, typer.Argument(help="An entry's number in the ledger, or the id of its decision.")],
) -> None:
    """Say why something was let out or kept. Each rule is named, and what the request held."""
    from keepmum.policy.rules.explain import explain

    with call.keep() as keep:
        record = keep.policies.decision(decision)
    call.screen.data(_record_json(record))
    for line in explain(record):
        call.screen.prose(line)


def _why(
    call: Call,
    *,
    text: Annotated[str | None, typer.Argument(help='The text; "-" or nothing reads it from stdin.')] = None,
    to: Annotated[str, typer.Option("--to", metavar="RECIPIENT", help="Who would get it.")],
    purpose: Annotated[str, typer.Option("--purpose", metavar="NAME", help="What it would be for.")] = "answer",
) -> None:
    """Show what is found in a text and how it would leave. Nothing is sent or recorded."""
    words = typed(text, "text")
    with call.keep() as keep, asked():
        found = keep.policies.why(words, to=to, purpose=purpose)
    decision = found.decision
    call.screen.data(
        {
            "effect": decision.effect,
            "rules": list(decision.rules),
            "reasons": list(decision.reasons),
            "would": list(decision.dry),
            "detectors": list(decision.detectors),
            "absent": list(decision.absent),
            "spans": _spans_json(found),
        }
    )
    call.screen.prose(f"{decision.effect}: {'; '.join(decision.reasons)}")
    for said in decision.dry:
        call.screen.prose(said)
    if decision.absent:
        call.screen.prose(f"not there to look at it: {', '.join(decision.absent)}")
    columns = ("in the text", "category", "level", "leaves as", "found by", "score")
    call.screen.table(columns, [_span_row(found, place) for place in range(len(decision.forms[0]))])
    if not decision.forms[0]:
        call.screen.line("nothing personal was found in it")


def _diff(call: Call, *, old: _Which, new: _Which) -> None:
    """Show what two policies decide otherwise. What was decided so far is replayed under both."""
    texts = [None if name == _CURRENT else read_policy(Path(name)) for name in (old, new)]
    with call.keep() as keep:
        compared = keep.policies.compare(*texts)
    call.screen.data(
        {"replayed": compared.replayed, "lost": compared.lost, "changes": [_change_json(change) for change in compared.changes]}
    )
    rows = [
        (when(c.record.at.astimezone()), c.record.recipient, c.record.purpose, c.record.effect, c.old.effect, c.new.effect, _why_new(c))
        for c in compared.changes
    ]
    call.screen.table(("when", "to", "for", "was", "old", "new", "why"), rows)
    call.screen.line(f"{counted(compared.replayed, 'decision')} replayed, {len(compared.changes)} would have been another")
    if compared.lost:
        note(f"{counted(compared.lost, 'decision')} of the ledger cannot be replayed: the record was destroyed, or is of an older keepmum")


def _grants(call: Call) -> None:
    """List what you agreed to beyond one request. Whether it still holds stands beside it."""
    with call.keep() as keep:
        found = keep.policies.grants()
    call.screen.data([_grant_json(grant, holds=holds) for grant, holds in found])
    rows = []
    for g, holds in found:
        until = "you revoke it" if g.until is None else when(g.until.astimezone())
        rows.append((g.id, g.rule, g.recipient, g.purpose, when(g.at.astimezone()), until, "yes" if holds else "no"))
    call.screen.table(("grant", "rule", "to", "for", "given", "until", "holds"), rows)
    if not found:
        note("nothing was agreed to beyond one request")


def _revoke(call: Call, *, grant: Annotated[str, typer.Argument(help="The grant, as `policy grants` names it.")]) -> None:
    """Take a grant back: its rule asks again. What went out under it stays in the ledger."""
    with call.keep() as keep:
        revoked = keep.policies.revoke(grant)
    call.screen.data({"grant": revoked.id, "rule": revoked.rule, "revoked": True})
    call.screen.line(f'rule "{revoked.rule}" asks again')


def _span_row(found: Why, place: int) -> tuple[str, ...]:
    span, form = found.decision.forms[0][place]
    level = found.policy.level(span.category).name.lower()
    piece = found.text[span.start : span.end]
    return (piece, span.category.value, level, form.value, ", ".join(span.detectors), f"{span.score:.2f}")


def _spans_json(found: Why) -> list[Json]:
    return [
        {
            "start": span.start,
            "end": span.end,
            "category": span.category.value,
            "level": found.policy.level(span.category).name.lower(),
            "form": form.value,
            "detectors": list(span.detectors),
            "score": span.score,
        }
        for span, form in found.decision.forms[0]
    ]


def _record_json(record: Record) -> Json:
    return {
        "decision": record.id,
        "at": record.at.isoformat(),
        "to": record.recipient,
        "purpose": record.purpose,
        "policy_digest": record.policy_digest,
        "effect": record.effect,
        "confirmed": record.confirmed,
        "rules": list(record.rules),
        "reasons": list(record.reasons),
        "would": list(record.dry),
        "detectors": list(record.detectors),
        "absent": list(record.absent),
        "tries": [
            {"rule": t.rule, "effect": t.effect.value, "dry_run": t.dry_run, "anything": list(t.loose), "everything": list(t.strict)}
            for t in record.tries
        ],
        "parts": [
            {
                "role": part.role,
                "kind": part.kind,
                "size": part.size,
                "people": len(part.who),
                "spans": [
                    {
                        "start": span.start,
                        "end": span.end,
                        "category": span.category.value,
                        "level": span.level.name.lower(),
                        "form": span.form.value,
                        "detectors": list(span.detectors),
                        "score": span.score,
                        "rules": list(span.rules),
                    }
                    for span in part.spans
                ],
            }
            for part in record.parts
        ],
    }


def _change_json(change: Change) -> Json:
    return {
        "decision": change.record.id,
        "at": change.record.at.isoformat(),
        "to": change.record.recipient,
        "purpose": change.record.purpose,
        "was": change.record.effect,
        "old": change.old.effect,
        "new": change.new.effect,
        "reasons": list(change.new.reasons),
    }


def _why_new(change: Change) -> str:
    if change.old.effect != change.new.effect:
        return "; ".join(change.new.reasons)
    return "something in it would leave in another form"


def _grant_json(grant: Grant, *, holds: bool) -> Json:
    return {
        "grant": grant.id,
        "rule": grant.rule,
        "to": grant.recipient,
        "purpose": grant.purpose,
        "policy_digest": grant.policy_digest,
        "at": grant.at.isoformat(),
        "until": None if grant.until is None else grant.until.isoformat(),
        "holds": holds,
    }
