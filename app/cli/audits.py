"""The commands that show what left: audit show, sent, summary, report."""

from __future__ import annotations

import os
import shutil
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from keepmum.app.cli import inspecting, proving
from keepmum.app.cli.context import Call, command, moment
from keepmum.app.cli.files import write_result
from keepmum.app.errors import UsageError
from keepmum.app.render import Json, note, when
from keepmum.policy.errors import DecisionMissing, LedgerBroken

if TYPE_CHECKING:
    from keepmum.app.audit.summary import Request, Row, Summary
    from keepmum.app.keep import Keep
    from keepmum.policy.proving.entry import Entry

_Since = Annotated[str | None, typer.Option("--since", metavar="TIME", help="Only from this time on, as in 2026-05-31.")]
_Until = Annotated[str | None, typer.Option("--until", metavar="TIME", help="Only before this time.")]


_WIDE = 80  # cells: a digest and the name of its field have room in one line


def register(root: typer.Typer) -> None:
    """Add these commands to the root."""
    group = typer.Typer(help="What left this device, and what the disk shows.", no_args_is_help=True, rich_markup_mode=None)
    command(group, "show")(_show)
    command(group, "sent")(_sent)
    command(group, "summary")(_summary)
    command(group, "report")(_report)
    proving.register(group)
    inspecting.register(group)
    root.add_typer(group, name="audit")


def _show(
    call: Call,
    *,
    index: Annotated[int | None, typer.Argument(min=0, help="One entry, with every byte that was sent.")] = None,
    checkpoint: Annotated[bool, typer.Option("--checkpoint", help="Only the signed checkpoint, to be kept elsewhere.")] = False,
) -> None:
    """Show the ledger: what was sent, to whom, and what was refused."""
    from keepmum.app.audit.overview import request_lines
    from keepmum.app.audit.summary import requests_in

    with call.keep() as keep:
        if checkpoint:
            signed = keep.ledger.checkpoint()
            call.screen.data({"checkpoint": signed})
            call.screen.line(signed.rstrip("\n"))
            return
        if index is not None:
            _show_one(call, keep, index)
            return
        entries = keep.ledger.entries()
    call.screen.data([_entry_json(entry) for entry in entries])
    if call.screen.drawn:
        call.screen.styled(request_lines(requests_in(entries), shutil.get_terminal_size().columns))
    else:
        call.screen.table((), [_request_row(request) for request in requests_in(entries)])
    if not entries:
        note("nothing was sent or refused so far")


def _show_one(call: Call, keep: Keep, index: int) -> None:
    entry = entry_at(keep, index)
    payload = keep.ledger.payload(index)
    shown = _entry_json(entry)
    if call.screen.drawn:
        _say(call, entry, payload, _end(keep, entry))
    if call.screen.drawn and shutil.get_terminal_size().columns < _WIDE:
        for name, value in shown.items():
            call.screen.prose(f"{name}: {_words(value)}")
    else:
        call.screen.table(("field", "value"), [(name, _words(value)) for name, value in shown.items()])
    call.screen.line("")
    text = None if payload is None else payload.decode("utf-8", "backslashreplace")
    call.screen.line(f"({proving.destroyed(keep, entry)})" if text is None else text)
    call.screen.data(shown | {"payload": text})


def _absent(keep: Keep, entry: Entry) -> str:
    """Return the detectors that were asked for and not there; empty too where the record of the decision is not kept any more."""
    try:
        return ", ".join(keep.policies.decision(entry.decision).absent)
    except DecisionMissing:
        return ""


def _end(keep: Keep, entry: Entry) -> str:
    """Return how the request ended that an intent began; empty for another entry, and where the ledger is broken elsewhere."""
    from keepmum.app.audit.summary import requests_in

    try:
        return next((request.shown for request in requests_in(keep.ledger.entries()) if request.entry.index == entry.index), "")
    except LedgerBroken:  # what can be read is shown all the same; `audit verify` says what cannot
        return ""


def _say(call: Call, entry: Entry, payload: bytes | None, end: str) -> None:
    """Say in a sentence what an entry is, before its fields."""
    from keepmum.app.audit.words import reasons_words, sent_words

    seen = "its bytes are destroyed here" if payload is None else f"the exact bytes, marked: keepmum audit sent {entry.index}"
    said = {
        "intent": f"{sent_words(entry.recipient, end)}; {seen}",
        "outcome": f"how request {entry.intent} to {entry.recipient} ended, and what came back",
        "refusal": f"refused: nothing was sent to {entry.recipient}. Why: {reasons_words(payload)}",
    }
    call.screen.prose(f"entry {entry.index}, {when(entry.at.astimezone())}: {said[entry.type]}")
    call.screen.line("")


def _sent(
    call: Call,
    *,
    index: Annotated[int, typer.Argument(min=0, help="The entry, as `audit show` counts them.")],
    raw: Annotated[bool, typer.Option("--raw", help="Only the bytes as they were sent, for another program.")] = False,
) -> None:
    """Show the exact bytes of a request. Each place that was found personal is marked with what it is."""
    from keepmum.app.audit import sent
    from keepmum.app.audit.words import category_words

    with call.keep() as keep:
        entry = entry_at(keep, index)
        if entry.intent is not None:
            entry = entry_at(keep, entry.intent)
        if entry.type == "refusal":
            raise UsageError(f"nothing was sent: `keepmum audit show {entry.index}` says why")
        payload = keep.ledger.opened(entry.index)
        if payload is None:
            raise proving.destroyed(keep, entry)
        end, absent = _end(keep, entry), _absent(keep, entry)
    if raw:
        sys.stdout.buffer.write(payload.body)
        return
    marks = payload.read_marks()
    text = payload.body.decode("utf-8", "backslashreplace")
    shown: list[Json] = [
        {"start": m.start, "end": m.end, "category": m.category, "form": m.form, "detectors": list(m.detectors)} for m in marks
    ]
    call.screen.data({"entry": entry.index, "sent": text, "bytes": len(payload.body), "marks": shown, "rules": list(entry.rules)})
    call.screen.prose(
        f"entry {entry.index}, {when(entry.at.astimezone())}: {len(payload.body):,} bytes"
        f" to {entry.recipient} ({entry.host}, {entry.model})"
        f" for {entry.purpose}, under {', '.join(entry.rules) or 'no rule'}{', confirmed by you' * entry.confirmed}"
        f"{f'; {end}' if end else ''}{f'; not there to look at it: {absent}' if absent else ''}"
    )
    call.screen.line("")
    if call.screen.drawn and not os.environ.get("NO_COLOR"):  # without colours no form could be told from another
        call.screen.styled(sent.lines_of(payload.body, marks))
    else:
        call.screen.line(sent.bracketed(payload.body, marks))
    call.screen.line("")
    if marks:
        call.screen.table(
            ("what", "how it left", "found by", "times"),
            [(*category_words(c, f).split(", ", 1), by, n) for c, f, by, n in sent.legend(marks)],
        )
    elif entry.counts:
        note("this entry is older than marks: `keepmum audit show` has what was masked in numbers")


def _summary(call: Call, *, since: _Since = None, until: _Until = None) -> None:
    """Show in numbers what left. By recipient, week, category and cost."""
    from keepmum.app.audit.overview import lines_of, rows_of
    from keepmum.app.lines import Signs

    with call.keep() as keep:
        summary = _summarised(keep, since, until)[1]
    call.screen.data(_summary_json(summary))
    if call.screen.drawn:
        call.screen.styled(lines_of(summary, shutil.get_terminal_size().columns, Signs.of(sys.stdout)))
    else:
        call.screen.table((), rows_of(summary))


def _report(
    call: Call,
    *,
    file: Annotated[Path, typer.Argument(help="The page: a new file.")],
    since: _Since = None,
    until: _Until = None,
) -> None:
    """Write a page with charts of what left. It has no content, and nothing from elsewhere."""
    from keepmum.app.audit.report import page

    with call.keep() as keep:
        requests, summary = _summarised(keep, since, until)
        checkpoint = keep.ledger.checkpoint()
    write_result(file, page(summary, requests, checkpoint, datetime.now().astimezone()).encode())
    call.screen.data({"file": str(file), "requests": len(requests)})
    call.screen.prose(f"{file.name}: {len(requests):,} requests. It names recipients, times and rules; whoever gets it sees these.")


def _summarised(keep: Keep, since: str | None, until: str | None) -> tuple[list[Request], Summary]:
    from keepmum.app.audit.summary import between, requests_in, summarise

    requests = between(requests_in(keep.ledger.entries()), moment(since, "--since"), moment(until, "--until"))
    return requests, summarise(requests)


def entry_at(keep: Keep, index: int) -> Entry:
    """Return an entry.

    Raises:
        UsageError: There is none at this place.
    """
    try:
        return keep.ledger.entry(index)
    except ValueError:
        raise UsageError(f"the ledger has {keep.ledger.size()} entries, counted from 0") from None


def _entry_json(entry: Entry) -> dict[str, Json]:
    shown: dict[str, Json] = {
        "index": entry.index,
        "type": entry.type,
        "at": entry.at.isoformat(),
        "decision": entry.decision,
        "conversation": entry.conversation.hex(),
        "recipient": entry.recipient,
        "host": entry.host,
        "model": entry.model,
        "purpose": entry.purpose,
        "policy_digest": entry.policy_digest,
        "rules": list(entry.rules),
        "counts": [{"category": category, "form": form, "count": count} for category, form, count in entry.counts],
        "bytes_out": entry.bytes_out,
        "cost": entry.cost,
        "confirmed": entry.confirmed,
        "software": entry.software,
        "commitment": entry.commitment.hex(),
    }
    if entry.type == "outcome":
        shown |= {"intent": entry.intent, "status": entry.status, "error": entry.error, "bytes_in": entry.bytes_in}
    return shown


def _words(value: Json) -> str:
    """Return one field of an entry as a person reads it."""
    if isinstance(value, list):
        return ", ".join(map(_words, value)) or "none"
    if isinstance(value, dict):  # of "counts", the one field with parts
        return f"{value['count']} {value['category']} {value['form']}"
    return ("no", "yes")[value] if isinstance(value, bool) else str(value)


def _request_row(request: Request) -> tuple[object, ...]:
    entry, rules = request.entry, ", ".join(request.entry.rules)
    masked = 0 if request.end == "refused" else request.masked  # what was masked in vain left in no form
    return entry.index, when(entry.at.astimezone()), request.shown, entry.recipient, entry.purpose, masked, entry.bytes_out, rules


def _row_json(row: Row) -> dict[str, Json]:
    return {
        "requests": row.requests,
        "refused": row.refused,
        "failed": row.failed,
        "perhaps_sent": row.perhaps,
        "bytes_out": row.bytes_out,
        "bytes_in": row.bytes_in,
        "masked": row.masked,
        "kept": row.kept,
        "cost": row.cost,
    }


def _summary_json(summary: Summary) -> dict[str, Json]:
    return {
        "first": summary.first.isoformat() if summary.first else None,
        "last": summary.last.isoformat() if summary.last else None,
        "total": _row_json(summary.total),
        "recipients": [{"name": name, **_row_json(row)} for name, row in summary.recipients],
        "weeks": [{"monday": week.isoformat(), "requests": number} for week, number in summary.weeks],
        "categories": [{"category": category, "form": form, "count": count} for category, form, count in summary.categories],
    }
