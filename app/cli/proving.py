"""The commands that prove what left: audit verify, checkpoint, prove, export."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from keepmum.app.cli.context import Call, command
from keepmum.app.cli.files import text_in, write_result
from keepmum.app.errors import UsageError
from keepmum.app.plainly import counted
from keepmum.app.render import note
from keepmum.policy.errors import LedgerBroken

if TYPE_CHECKING:
    from keepmum.app.keep import Keep
    from keepmum.policy.proving.check import LedgerVerification
    from keepmum.policy.proving.entry import Entry


def register(group: typer.Typer) -> None:
    """Add these commands to the group of the auditor."""
    command(group, "verify")(_verify)
    command(group, "checkpoint")(_checkpoint)
    command(group, "prove")(_prove)
    command(group, "export")(_export)


def _verify(
    call: Call,
    *,
    against: Annotated[
        Path | None, typer.Option("--against", metavar="FILE", help="A checkpoint that was kept elsewhere: the ledger must go on from it.")
    ] = None,
) -> None:
    """Prove that the vault and the ledger are whole. A changed, cut, spliced or rolled-back one ends with an error of its own."""
    from keepmum.app.audit.words import entries_words

    carried = None if against is None else _Carried.read(against)
    with call.keep() as keep:
        seen = None if carried is None else carried.of(keep)
        with call.screen.progress("verifying"):
            vault = keep.vault.verify(deep=True)
            ledger = keep.ledger.verify() if seen is None else keep.ledger.verify_against(seen)
        checkpoint = keep.ledger.checkpoint()
    call.screen.data(
        {
            "vault": {"records": vault.records, "entries": vault.entries, "forgotten": vault.forgotten, "superseded": vault.superseded},
            "ledger": {
                "entries": ledger.size,
                "covered": ledger.covered,
                "perhaps_sent": list(ledger.perhaps_sent),
                "destroyed": list(ledger.destroyed),
                "checkpoint": checkpoint,
            },
        }
    )
    changes = f"{counted(vault.entries, 'change')} in one chain, {vault.forgotten:,} of them forgotten"
    call.screen.prose(f"vault: {counted(vault.records, 'record')}; {changes}: whole")
    call.screen.prose(f"ledger: {entries_words(ledger.size)}, {counted(len(ledger.destroyed), 'payload')} destroyed: whole")
    if against is not None:
        call.screen.prose(_covered(against.name, ledger))
    for index in ledger.perhaps_sent:
        call.screen.prose(f"entry {index} was perhaps sent: keepmum ended before it knew")
    call.screen.line("")
    call.screen.line(checkpoint.rstrip("\n"))
    note("Keep this checkpoint somewhere else: `keepmum audit verify --against FILE` shows later that nothing before it was changed.")


@dataclass(frozen=True, slots=True)
class _Carried:
    """A checkpoint that was kept elsewhere."""

    name: str
    text: str

    @classmethod
    def read(cls, file: Path) -> _Carried:
        """Return the one in a file.

        Raises:
            UsageError: There is none.
        """
        text = text_in(file)
        if not text.startswith("keepmum.local/ledger/") or "\n\n" not in text:
            raise UsageError(f"{file.name} holds no checkpoint", "It is what `keepmum audit checkpoint FILE` writes, or its QR code holds.")
        return cls(file.name, text)

    def of(self, keep: Keep) -> str:
        """Return its text.

        Raises:
            LedgerBroken: Another ledger gave it out.
        """
        if self.text.partition("\n")[0] != keep.ledger.checkpoint().partition("\n")[0]:
            error = LedgerBroken(f"the checkpoint in {self.name} is that of another ledger")
            error.hint = "Take one that this vault gave out: the first line of `keepmum audit checkpoint` names its ledger."
            raise error
        return self.text


def _covered(name: str, ledger: LedgerVerification) -> str:
    covered = ledger.covered or 0
    after = ledger.size - covered
    if not after:
        return f"the ledger goes on from the checkpoint in {name}, which covers all {covered} entries"
    covers = f"which covers the first {covered} entries" if covered else "which covers no entry"
    newer = f"{after} newer {'entry is' if after == 1 else 'entries are'} not covered: only a checkpoint made after them proves them"
    return f"the ledger goes on from the checkpoint in {name}, {covers}; {newer}"


def _checkpoint(
    call: Call,
    *,
    file: Annotated[
        Path | None, typer.Argument(help="Where to: a new file; .svg and .png hold a QR code, others the text [default: the screen].")
    ] = None,
    qr: Annotated[bool, typer.Option("--qr", help="Show a QR code, to be taken with a phone.")] = False,
) -> None:
    """Give out the signed checkpoint, to be kept elsewhere. It proves later that nothing before it was changed."""
    with call.keep() as keep:
        keep.ledger.verify()  # what is carried elsewhere vouches for all that came before it
        signed, key = keep.ledger.checkpoint(), keep.ledger.public_key()
    if file is not None:
        write_result(file, _picture(signed, file.suffix.lower()) or signed.encode())
    call.screen.data({"checkpoint": signed, "key": key, "file": None if file is None else str(file)})
    if qr and not call.screen.json:
        from keepmum.app.audit.qr import at_terminal

        code = at_terminal(signed)
        if call.screen.drawn and len(code.split("\n")[0]) > shutil.get_terminal_size().columns:
            note("This window is too narrow for the QR code: widen it, or write a picture: keepmum audit checkpoint FILE.svg")
        else:
            typer.echo(code)
    if file is None:
        call.screen.line(signed.rstrip("\n"))
        note(f"The key that checks it: {key}")
    else:
        call.screen.line(f"{file.name} holds the checkpoint; carry it elsewhere")


def _picture(signed: str, kind: str) -> bytes | None:
    """Return a checkpoint as a picture; none where the file's kind is none of a picture."""
    if kind not in {".svg", ".png"}:
        return None
    from keepmum.app.audit.qr import as_png, as_svg

    return as_svg(signed) if kind == ".svg" else as_png(signed)


def _prove(
    call: Call,
    *,
    index: Annotated[int, typer.Argument(min=0, help="The entry, as `audit show` counts them.")],
    file: Annotated[Path | None, typer.Argument(help="Where to: a new file [default: the screen].")] = None,
    with_content: Annotated[bool, typer.Option("--with-content", help="Show in it, too, what was sent or came back.")] = False,
) -> None:
    """Prove to others that an entry is in the ledger. The file holds its leaf, the proof and the checkpoint."""
    with call.keep() as keep:
        proofs = keep.ledger.proofs()
        if index >= len(proofs.leaves):
            raise UsageError(f"the ledger has {len(proofs.leaves)} entries, counted from 0")
        payload = keep.ledger.opened(index) if with_content else None
        if with_content and payload is None:
            raise destroyed(keep, keep.ledger.entry(index))
        proof = proofs.entry_text(index, payload)
    _give_out(call, proof, file, {"entry": index, "size": len(proofs.leaves)})


def _export(
    call: Call,
    *,
    file: Annotated[Path, typer.Argument(help="The bundle: a new file.")],
    no_content: Annotated[bool, typer.Option("--no-content", help="Needed: it says that no text is in the bundle.")] = False,
    against: Annotated[
        list[Path] | None,
        typer.Option("--against", metavar="FILE", help="Prove, too, that it goes on from this checkpoint; may be repeated."),
    ] = None,
) -> None:
    """Write a bundle by which others can check the ledger. It has all of its leaves, and no content."""
    if not no_content:
        raise UsageError("a bundle never holds content: pass --no-content to say that this is what you want")
    carried = [_Carried.read(file) for file in against or ()]
    with call.keep() as keep:
        proofs = keep.ledger.proofs([each.of(keep) for each in carried])
    _give_out(call, proofs.bundle_text(), file, {"entries": len(proofs.leaves)})


def destroyed(keep: Keep, entry: Entry) -> UsageError:
    """Return the error that says why the bytes of an entry are not here, and what there still is of it."""
    from keepmum.app.audit.words import destroyed_words
    from keepmum.policy.proving.payloads import Payloads

    why = destroyed_words(entry, Payloads(keep.vault).days())
    hint = f"The entry and its proof stay: `keepmum audit show {entry.index}`, `keepmum audit prove {entry.index}`."
    return UsageError(f"the bytes are destroyed: {why}", hint)


def _give_out(call: Call, text: str, file: Path | None, about: dict[str, int]) -> None:
    """Write a proof to a file, or to the screen as it is."""
    if file is None:
        typer.echo(text, nl=False)  # it is JSON, whoever reads it
        return
    write_result(file, text.encode())
    call.screen.data({"file": str(file), **about})
    call.screen.prose(f"{file.name} can be checked without keepmum: python tools/verify_ledger.py {file.name}")
    note("It names recipients, hosts, models, purposes, rules and times. Tell whoever checks it your public key by another way.")
