"""The commands that look at this machine: audit scan, doctor."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from keepmum.app.cli.context import Call, asked, command
from keepmum.app.cli.files import text_in
from keepmum.app.errors import UsageError
from keepmum.app.plainly import counted
from keepmum.app.render import note
from keepmum.app.status import FINDINGS

if TYPE_CHECKING:
    from keepmum.app.audit.findings import Finding
    from keepmum.app.keep import Keep

_LEAST = 4  # bytes: shorter words out of a vault are not looked for; most of them are in any text
_PIECE = 24  # characters of a record's text that are looked for together


def register(group: typer.Typer) -> None:
    """Add these commands to the group of the auditor."""
    command(group, "scan")(_scan)
    command(group, "doctor")(_doctor)


def _doctor(
    call: Call,
    *,
    unlock: Annotated[bool, typer.Option("--unlock", help="Open the vault, and look at policy and ledger too.")] = False,
) -> int | None:
    """Look at what keepmum's promises rest on. Rights, keystore, swap, core dumps, models, policy, ledger; nothing is changed."""
    from keepmum.app.audit.doctor import unopened, with_key, without_key

    findings = without_key(call.vault, call.config())
    if unlock or call.passphrase.given or call.kit is not None:
        with call.keep() as keep:
            findings += with_key(keep)
    else:
        findings += unopened()
    call.screen.data([{"what": f.what, "status": f.status, "found": f.found, "hint": f.hint} for f in findings])
    _show_findings(call, findings)
    return FINDINGS if any(finding.status == "bad" for finding in findings) else None


def _show_findings(call: Call, findings: Sequence[Finding]) -> None:
    if not call.screen.drawn:
        call.screen.table((), [(f.status, f.what, f.found, f.hint) for f in findings])
        return
    from keepmum.app.audit.overview import finding_lines

    call.screen.styled(finding_lines(findings, shutil.get_terminal_size().columns))


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
    places = f"{LIMIT:,} places or more" if len(found) >= LIMIT else counted(len(found), "place")
    note(f"{places} found in which a word can be read; looked for {counted(len(words), 'word')}")
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


def _words_in(file: Path) -> list[str]:
    words = list(dict.fromkeys(line.strip() for line in text_in(file).splitlines() if line.strip()))
    if not words:
        raise UsageError(f"{file.name} holds no word to look for")
    return words
