"""The commands of the auditor: audit show, verify, scan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from keepmum.app.cli.context import Call, asked, command
from keepmum.app.errors import UsageError
from keepmum.app.render import Json, note, when
from keepmum.app.status import FINDINGS

if TYPE_CHECKING:
    from keepmum.app.keep import Keep
    from keepmum.policy.entry import Entry

_LEAST = 4  # bytes: shorter words out of a vault are not looked for; most of them are in any text
_PIECE = 24  # characters of a record's text that are looked for together


def register(root: typer.Typer) -> None:
    """Add these commands to the root."""
    group = typer.Typer(
        help="What left this device, and what the disk shows.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    command(group, "show")(_show)
    command(group, "verify")(_verify)
    command(group, "scan")(_scan)
    root.add_typer(group, name="audit")


def _show(
    call: Call,
    *,
    index: Annotated[int | None, typer.Argument(min=0, help="One entry, with every byte that was sent.")] = None,
    checkpoint: Annotated[bool, typer.Option("--checkpoint", help="Only the signed checkpoint, to be kept elsewhere.")] = False,
) -> None:
    """Show the ledger: what was sent, to whom, and what was refused."""
    with call.keep() as keep:
        if checkpoint:
            signed = keep.ledger.checkpoint()
            call.screen.data({"checkpoint": signed})
            call.screen.line(signed.rstrip("\n"))
            return
        entries = list(keep.ledger.entries())
        if index is not None and index >= len(entries):
            raise UsageError(f"the ledger has {len(entries)} entries, counted from 0")
        payload = keep.ledger.payload(index) if index is not None else None
    if index is None:
        call.screen.data([_entry_json(entry) for entry in entries])
        call.screen.table(("entry", "when", "what", "to", "for", "masked", "bytes", "rules"), [_entry_row(entry) for entry in entries])
        if not entries:
            note("nothing was sent or refused so far")
        return
    shown = _entry_json(entries[index])
    call.screen.table(("field", "value"), [(name, _words(value)) for name, value in shown.items()])
    call.screen.line("")
    text = None if payload is None else payload.decode("utf-8", "backslashreplace")
    call.screen.line("(destroyed: a record that was in it was forgotten)" if text is None else text)
    call.screen.data(shown | {"payload": text})


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


def _entry_row(entry: Entry) -> tuple[object, ...]:
    what = f"{entry.error or entry.status} (of {entry.intent})" if entry.type == "outcome" else entry.type
    masked = sum(count for _, form, count in entry.counts if form != "keep")
    size = entry.bytes_in if entry.type == "outcome" else entry.bytes_out
    return entry.index, when(entry.at.astimezone()), what, entry.recipient, entry.purpose, masked, size, ", ".join(entry.rules)


def _verify(
    call: Call,
    *,
    against: Annotated[
        Path | None, typer.Option("--against", metavar="FILE", help="A checkpoint that was kept elsewhere: the ledger must go on from it.")
    ] = None,
) -> None:
    """Prove that the vault and the ledger are whole. A changed, cut, spliced or rolled-back one ends with an error of its own."""
    seen = None if against is None else _text_in(against)
    with call.keep() as keep:
        with call.screen.progress("verifying"):
            vault = keep.vault.verify(deep=True)
            ledger = keep.ledger.verify() if seen is None else keep.ledger.verify_against(seen)
        checkpoint = keep.ledger.checkpoint()
    call.screen.data(
        {
            "vault": {"records": vault.records, "entries": vault.entries, "forgotten": vault.forgotten, "superseded": vault.superseded},
            "ledger": {
                "entries": ledger.size,
                "perhaps_sent": list(ledger.perhaps_sent),
                "destroyed": list(ledger.destroyed),
                "checkpoint": checkpoint,
            },
        }
    )
    call.screen.prose(f"vault: {vault.records} records; {vault.entries} changes in one chain, {vault.forgotten} of them forgotten: whole")
    call.screen.prose(f"ledger: {ledger.size} entries, {len(ledger.destroyed)} payloads destroyed: whole")
    if against is not None:
        call.screen.prose(f"the ledger goes on from the checkpoint in {against.name}")
    for index in ledger.perhaps_sent:
        call.screen.prose(f"entry {index} was perhaps sent: keepmum ended before it knew")
    call.screen.line("")
    call.screen.line(checkpoint.rstrip("\n"))
    note("Keep this checkpoint somewhere else: `keepmum audit verify --against FILE` shows later that nothing before it was changed.")


def _scan(
    call: Call,
    *,
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH...", help="Files and folders to look in [default: the vault's folder].")
    ] = None,
    words_file: Annotated[
        Path | None, typer.Option("--words-file", metavar="FILE", help="What to look for, a word or phrase a line.")
    ] = None,
    from_vault: Annotated[
        bool, typer.Option("--from-vault", help="Look for what is in the vault: names, threads, tags, numbers, texts.")
    ] = False,
    whole_words: Annotated[bool, typer.Option("--whole-words", help='Leave out parts of longer words, such as "Ann" in "Anna".')] = False,
    ignore_case: Annotated[bool, typer.Option("--ignore-case", help="Look for small letters and capitals too.")] = False,
    show_words: Annotated[
        bool, typer.Option("--show-words", help="Show which word was found; otherwise only its number in the list.")
    ] = False,
) -> int | None:
    """Look for words that can be read on the disk. Every common encoding is tried; exit 1 if there are any."""
    from keepmum.app.scan import LIMIT, scan

    if (words_file is None) == (not from_vault):
        raise UsageError("give --words-file FILE or --from-vault, one of the two")
    if words_file is not None:
        words = _words_in(words_file)
    else:
        with call.keep() as keep:
            words = words_of(keep)
    with call.screen.progress("scanning"), asked():
        found = scan([path.expanduser() for path in paths or [call.vault]], words, whole_words=whole_words, ignore_case=ignore_case)
    rows: list[tuple[str, int, str, int | str]] = [(str(f.path), f.offset, f.kind, words[f.word] if show_words else f.word) for f in found]
    call.screen.data([{"path": path, "offset": offset, "kind": kind, "word": word} for path, offset, kind, word in rows])
    call.screen.table(("file", "byte", "written as", "word"), rows)
    note(f"{len(found):,}{' or more' if len(found) >= LIMIT else ''} places in which one of {len(words):,} words can be read")
    return FINDINGS if found else None


def words_of(keep: Keep) -> list[str]:
    """Return what of a vault must not be readable anywhere: names, threads, tags, contact data, and its texts in pieces.

    A text is looked for in pieces of `_PIECE` characters, so that a page that holds a part of it is found too.
    """
    words: dict[str, None] = {}
    for person in keep.people():
        words |= dict.fromkeys((person.name, *person.aliases, *person.phones, *person.emails, *person.handles, *person.addresses))
    for record in keep.vault.records():
        words |= dict.fromkeys((record.thread, *record.who, *record.tags, *record.attachments, record.ref or ""))
        for line in record.text.splitlines():
            words |= dict.fromkeys(line[start : start + _PIECE] for start in range(0, max(1, len(line) - _PIECE // 2), _PIECE))
    return [word for word in words if len(word.strip().encode()) >= _LEAST]


def _text_in(file: Path) -> str:
    try:
        return file.expanduser().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{file.name} cannot be read as UTF-8 text") from None


def _words_in(file: Path) -> list[str]:
    words = list(dict.fromkeys(line.strip() for line in _text_in(file).splitlines() if line.strip()))
    if not words:
        raise UsageError(f"{file.name} holds no word to look for")
    return words
