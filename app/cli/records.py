"""The commands that keep, show and forget: import, index, add, edit, tag, untag, thread, forget; search has a module of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from keepmum.app.cli.context import Call, asked, command, confirm, moment, typed
from keepmum.app.cli.searching import search
from keepmum.app.errors import UsageError
from keepmum.app.plainly import counted
from keepmum.app.render import content, note, plain, record_json, short, when
from keepmum.memory.errors import FileUnreadable
from keepmum.memory.record import Kind, Record

if TYPE_CHECKING:
    from keepmum.app.importing import ImportReport

_Kind = Annotated[Kind | None, typer.Option("--kind", help="What it is.")]
_At = Annotated[str | None, typer.Option("--at", metavar="TIME", help="When it happened, as in 2026-05-31T15:00+08:00.")]
_Ends = Annotated[str | None, typer.Option("--ends", metavar="TIME", help="When it ended.")]
_Who = Annotated[list[str] | None, typer.Option("--who", metavar="NAME", help="Who is in it, the speaker first; may be repeated.")]
_Thread = Annotated[str | None, typer.Option("--thread", metavar="NAME", help="The chat, call or notebook that it belongs to.")]
_ReplyTo = Annotated[str | None, typer.Option("--reply-to", metavar="REF", help="The ref of the record that it answers.")]
_Tags = Annotated[list[str], typer.Argument(metavar="TAG...", help="The labels.")]
_Id = Annotated[str, typer.Argument(metavar="ID", help="The record's id, from `keepmum search`.")]
_Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def register(root: typer.Typer) -> None:
    """Add these commands to the root."""
    for name, function in _COMMANDS.items():
        command(root, name)(function)


def _import(
    call: Call,
    *,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files, or folders with files in them.")],
    zone: Annotated[
        str | None, typer.Option("--zone", metavar="ZONE", help="Time zone of times that name none, as in Asia/Shanghai.")
    ] = None,
    date_order: Annotated[
        Literal["dmy", "mdy", "ymd"] | None, typer.Option("--date-order", help="Order of day and month, where a file leaves it open.")
    ] = None,
    me: Annotated[str | None, typer.Option("--me", metavar="NAME", help="Your own name in the chats.")] = None,
    index: Annotated[bool, typer.Option("--index/--no-index", help="Make the vectors for search by meaning now.")] = True,
) -> None:
    """Bring in chats, calls, memos and contacts. What is there already is not doubled."""
    where = _zone(zone)
    for path in paths:
        if not path.expanduser().exists():
            raise FileUnreadable("there is no such file or folder", path)
    files: list[dict[str, Any]] = []
    vectors = 0
    with call.keep() as keep:
        for path in paths:
            with call.screen.progress(f"importing {path.name}") as progress:
                report = keep.import_path(path, progress=progress, zone=where, date_order=date_order, me=me)
            problems = [{"file": problem.name, "line": problem.line, "reason": problem.reason} for problem in report.problems]
            files.append(
                {
                    "path": str(path),
                    "added": report.added,
                    "updated": report.updated,
                    "duplicates": report.duplicates,
                    "skipped": report.skipped,
                    "left_out": [{"reason": reason, "count": count} for reason, count in report.left_out],
                    "problems": problems,
                }
            )
            call.screen.prose(f"{path.name}: {_came_of(report)}")
            for problem in report.problems:
                note(f"{problem.name}:{problem.line}: {problem.reason}" if problem.line else f"{problem.name}: {problem.reason}")
        if index:
            vectors = _index_now(call, keep)
    call.screen.data({"files": plain(files), "vectors": vectors})


def _index(call: Call) -> None:
    """Make every vector that search by meaning still lacks."""
    with call.keep() as keep, _indexing(call) as progress:
        made = keep.index(progress)
    call.screen.line(f"{counted(made, 'vector', grouped=call.screen.drawn)} made")
    call.screen.data({"vectors": made})


def _add(
    call: Call,
    *,
    text: Annotated[str | None, typer.Argument(help='What to keep; "-" or nothing reads it from stdin.')] = None,
    kind: _Kind = None,
    at: _At = None,
    ends: _Ends = None,
    who: _Who = None,
    thread: _Thread = None,
    tags: Annotated[list[str] | None, typer.Option("--tag", metavar="TAG", help="A label; may be repeated.")] = None,
    ref: Annotated[str | None, typer.Option("--ref", help="Your own id for it; adding the same again is then noticed.")] = None,
    reply_to: _ReplyTo = None,
) -> None:
    """Keep one record."""
    _check_tags(tags or ())
    with asked():
        record = Record(
            text=typed(text, "text"),
            kind=kind or "memo",
            at=moment(at, "--at") or datetime.now(UTC).astimezone(),
            ends=moment(ends, "--ends"),
            who=tuple(who or ()),
            thread=thread or "",
            tags=tuple(tags or ()),
            ref=ref,
            reply_to=reply_to,
        )
    with call.keep() as keep:
        added = keep.add([record])[0]
    call.screen.line(added)
    call.screen.data({"id": added})


def _edit(
    call: Call,
    *,
    record: _Id,
    text: Annotated[str | None, typer.Option("--text", help='The new text; "-" reads it from stdin.')] = None,
    kind: _Kind = None,
    at: _At = None,
    ends: _Ends = None,
    who: _Who = None,
    thread: _Thread = None,
    reply_to: _ReplyTo = None,
) -> None:
    """Change a record; the old version stays until it is forgotten."""
    given: dict[str, Any] = {
        "text": None if text is None else typed(text, "text"),
        "kind": kind,
        "at": moment(at, "--at"),
        "ends": moment(ends, "--ends"),
        "who": tuple(name for name in who if name) if who else None,
        "thread": thread,
        "reply_to": reply_to,
    }
    fields = {name: value for name, value in given.items() if value is not None}
    if not fields:
        raise UsageError("name at least one field to change")
    with call.keep() as keep:
        with asked():
            replace(keep.get(record), **fields)
        _show_record(call, keep.edit(record, **fields))


def _tag(call: Call, *, record: _Id, tags: _Tags) -> None:
    """Put labels on a record."""
    _check_tags(tags)
    with call.keep() as keep:
        changed = [keep.tag(record, tag) for tag in tags][-1]
        _show_record(call, changed)


def _untag(call: Call, *, record: _Id, tags: _Tags) -> None:
    """Take labels off a record."""
    _check_tags(tags)
    with call.keep() as keep:
        changed = [keep.untag(record, tag) for tag in tags][-1]
        _show_record(call, changed)


def _thread(call: Call, *, name: Annotated[str | None, typer.Argument(help="The thread; none lists all of them.")] = None) -> None:
    """Show a thread in order of time, or list the threads."""
    with call.keep() as keep:
        if name is None:
            threads = keep.vault.threads()
            call.screen.data([{"name": t.name, "count": t.count, "first": plain(t.first), "last": plain(t.last)} for t in threads])
            call.screen.table(
                ("thread", "records", "first", "last"),
                [(t.name, t.count, when(t.first.astimezone()), when(t.last.astimezone())) for t in threads],
            )
            return
        records = keep.thread(name)
    if not records:
        raise UsageError("there is no thread of this name; `keepmum thread` lists them")
    call.screen.data([record_json(record) for record in records])
    call.screen.records(records)


def _forget(
    call: Call, *, records: Annotated[list[str], typer.Argument(metavar="ID...", help="The records' ids.")], yes: _Yes = False
) -> None:
    """Purge records. With each go its versions, its vectors and all that was derived from it on this device."""
    with call.keep() as keep:
        found = [keep.get(record) for record in records]
        if not yes:
            for record in found:
                note(f"{record.id}  {when(record.at)}  {record.speaker}: {short(content(record))}")
        confirm(f"Purge {counted(len(records), 'record')}? This cannot be undone.", yes=yes)
        receipts = [keep.forget(record) for record in records]
    call.screen.data(
        [{"record": r.record, "level": r.level, "destroyed": list(r.destroyed), "kept": list(r.kept), "at": plain(r.at)} for r in receipts]
    )
    for receipt in receipts:
        call.screen.line(f"{receipt.record}: {receipt.level}")
        for thing in receipt.destroyed:
            call.screen.prose(f"  destroyed: {thing}")
        for thing in receipt.kept:
            call.screen.prose(f"  kept: {thing}")


_COMMANDS: dict[str, Callable[..., int | None]] = {
    "import": _import,
    "index": _index,
    "add": _add,
    "edit": _edit,
    "tag": _tag,
    "untag": _untag,
    "search": search,
    "thread": _thread,
    "forget": _forget,
}


def _came_of(report: ImportReport) -> str:
    """Return in words what became of a file."""
    updated = f"{report.updated} updated, " if report.updated else ""
    why = "; ".join(f"{count} because {reason}" for reason, count in report.left_out)
    skipped = f", {report.skipped} left out ({why})" if report.skipped else ""
    return f"{report.added} added, {updated}{report.duplicates} there already{skipped}"


def _index_now(call: Call, keep: Any) -> int:  # noqa: ANN401 - a Keep, whose module is heavy
    from keepmum.memory.errors import ModelMissing

    with _indexing(call) as progress:
        try:
            return int(keep.index(progress))
        except ModelMissing as missing:
            note(f"search by words only: {missing}. {missing.hint}")
            return 0


def _indexing(call: Call) -> AbstractContextManager[Callable[[int, int | None], None] | None]:
    return call.screen.progress("indexing", first="preparing the model; the first time takes half a minute")


def _check_tags(tags: Iterable[str]) -> None:
    if not all(tag.strip() for tag in tags):
        raise UsageError("a tag is empty")


def _show_record(call: Call, record: Record) -> None:
    call.screen.data(record_json(record))
    call.screen.records([record], ("tags", [", ".join(record.tags)]))


def _zone(name: str | None) -> tzinfo | None:
    from zoneinfo import ZoneInfo

    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise UsageError(f"there is no time zone {name}") from None
