"""The commands that answer: ask, and preview, which shows what would leave and sends nothing."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

from keepmum.app.cli.context import Call, answer, asked, command, typed
from keepmum.app.errors import NotConfirmed
from keepmum.app.plainly import counted
from keepmum.app.render import Json, Screen, content, note, plain, short, when
from keepmum.policy.errors import PolicyDenied

if TYPE_CHECKING:
    from keepmum.app.asking import Preview
    from keepmum.memory.record import Record
    from keepmum.policy.gate import Escalation

_Text = Annotated[str | None, typer.Argument(help='The question; "-" or nothing reads it from stdin.')]
_Purpose = Annotated[str, typer.Option("--purpose", metavar="NAME", help="What it is for; the policy decides by it.")]
_Conversation = Annotated[
    str | None, typer.Option("--conversation", metavar="NAME", help="The exchange that it belongs to; none starts a new one.")
]


def register(root: typer.Typer) -> None:
    """Add these commands to the root."""
    command(root, "ask")(_ask)
    command(root, "preview")(_preview)


def _ask(
    call: Call,
    *,
    question: _Text = None,
    to: Annotated[str, typer.Option("--to", metavar="RECIPIENT", help='Who answers: "device", or a recipient.')] = "device",
    purpose: _Purpose = "answer",
    conversation: _Conversation = None,
    yes: Annotated[bool, typer.Option("--yes", help="Where the policy asks, agree without being shown what leaves.")] = False,
) -> None:
    """Answer a question, on this device or by a recipient. A recipient gets what the policy permits."""
    from keepmum.policy.recipient import Purpose
    from keepmum.policy.rules.standing import Scope

    with asked():
        Purpose(purpose)
    text = typed(question, "question")

    refused: list[Preview] = []

    def agree(preview: Preview) -> bool | Scope:
        if yes:
            return True
        show_preview(Screen(), preview, to_stderr=True)
        note("Yes, this time; today, for what asks so until the day ends; always, until you revoke it; or no.")
        word = answer(f"Send this to {to}? [y/today/always/N] ").casefold()
        scope = {"y": Scope.ONCE, "yes": Scope.ONCE, "today": Scope.TODAY, "always": Scope.ALWAYS}.get(word)
        if scope is None:
            refused.append(preview)
        return scope or False

    with call.keep() as keep, call.screen.progress("looking for it and wording an answer") if to == "device" else nullcontext():
        try:
            answered = keep.ask(text, to=to, purpose=purpose, conversation=conversation, confirm=agree)
        except PolicyDenied:
            if refused:  # by the person, not by the policy; the ledger has it either way
                raise NotConfirmed("not confirmed; nothing was sent") from None
            raise
        cited = [keep.get(record) for record in answered.citations]
    call.screen.data(
        {
            "text": answered.text,
            "citations": list(answered.citations),
            "route": answered.route,
            "abstained": answered.abstained,
            "escalation": _escalation(answered.escalation),
        }
    )
    call.screen.prose(answered.text)
    for record in cited:
        call.screen.prose(f"  [{record.id}] {_where(record)}" + (f": {short(content(record))}" if answered.escalation else ""))
    if answered.escalation is not None:
        _note_reply(to, answered.escalation)


def _preview(
    call: Call,
    *,
    question: _Text = None,
    to: Annotated[str, typer.Option("--to", metavar="RECIPIENT", help="Who would be asked.")],
    purpose: _Purpose = "answer",
    conversation: _Conversation = None,
    why: Annotated[bool, typer.Option("--why", help="Show what was found in it, in clear, and which detectors found it.")] = False,
) -> None:
    """Show what would leave, and send nothing. It is masked as it would be, and the rule that decides is named."""
    from keepmum.policy.recipient import Purpose

    with asked():
        Purpose(purpose)
    text = typed(question, "question")
    with call.keep() as keep:
        preview = keep.preview(text, to=to, purpose=purpose, conversation=conversation)
    show_preview(call.screen, preview)
    if why:
        call.screen.table(("on this device", "category", "leaves as", "found by"), _found(preview))
    call.screen.data(_preview_json(preview))


def show_preview(screen: Screen, preview: Preview, *, to_stderr: bool = False) -> None:
    """Show a person what would leave and what in it is masked."""
    line = note if to_stderr else screen.prose
    decision = preview.decision
    line(f"{decision.effect}: {'; '.join(decision.reasons) or 'no rule says more'}")
    for part, text in zip(preview.draft.parts, preview.redaction.texts, strict=True):
        line(f"--- {part.role}{f' ({part.kind})' if part.kind else ''}")
        line(text)
    masked = _masked(preview)
    if preview.left_out:
        line(f"--- stays here: {counted(preview.left_out, 'record')}: {'; '.join(preview.reasons)}")
    line(f"--- masked: {', '.join(f'{count} {category}' for category, count in masked.items()) or 'nothing'}")
    if decision.absent:
        line(f"--- not there to look at it: {', '.join(decision.absent)}")
    line("Masking spans is not anonymity: what is left may still tell who it is about.")


def _found(preview: Preview) -> list[tuple[str, ...]]:
    """Return each thing that was found, once: its text, what it is, its form, and who found it."""
    rows = [
        (part.text[span.start : span.end], str(span.category), str(form), ", ".join(span.detectors))
        for part, forms in zip(preview.draft.parts, preview.decision.forms, strict=True)
        for span, form in forms
    ]
    return list(dict.fromkeys(rows))


def _masked(preview: Preview) -> dict[str, int]:
    counts: dict[str, int] = {}
    for forms in preview.decision.forms:
        for span, form in forms:
            if form != "keep":
                counts[str(span.category)] = counts.get(str(span.category), 0) + 1
    return counts


def _preview_json(preview: Preview) -> Json:
    parts = zip(preview.draft.parts, preview.redaction.texts, preview.decision.forms, strict=True)
    return {
        "effect": preview.decision.effect,
        "rules": plain(preview.decision.rules),
        "reasons": plain(preview.decision.reasons),
        "detectors": plain(preview.decision.detectors),
        "absent": plain(preview.decision.absent),
        "left_out": {"records": preview.left_out, "reasons": plain(preview.reasons)},
        "to": preview.draft.recipient.name,
        "purpose": str(preview.draft.purpose),
        "conversation": preview.draft.conversation,
        "parts": [
            {
                "role": part.role,
                "record": part.record,
                "kind": part.kind,
                "text": text,
                "spans": [
                    {
                        "start": span.start,
                        "end": span.end,
                        "category": str(span.category),
                        "form": str(form),
                        "detectors": plain(span.detectors),
                    }
                    for span, form in forms
                ],
            }
            for part, text, forms in parts
        ],
    }


def _escalation(escalation: Escalation | None) -> Json:
    if escalation is None:
        return None
    return {
        "entry": escalation.entry,
        "sent": escalation.sent.decode("utf-8", "backslashreplace"),
        "unknown": list(escalation.unknown),
        "withheld": escalation.withheld,
    }


def _note_reply(to: str, escalation: Escalation) -> None:
    note(f"{to} answered; `keepmum audit sent {escalation.entry}` shows what it was sent")
    if escalation.unknown:
        note(f"labels in the answer that stand for nothing that was sent: {len(escalation.unknown)}; {to} made them up")
    if escalation.withheld:
        note(
            f"where an address may be, {counted(escalation.withheld, 'label')} stayed as in the answer: an address would carry the name out"
        )


def _where(record: Record) -> str:
    return " · ".join(dict.fromkeys(filter(None, (when(record.at), record.thread, record.speaker))))
