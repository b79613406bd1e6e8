"""The commands that prove what left: audit verify, checkpoint, prove, export."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from keepmum.app.cli.context import Call, command
from keepmum.app.cli.files import text_in, write_result
from keepmum.app.errors import UsageError
from keepmum.app.render import note

if TYPE_CHECKING:
    from keepmum.policy.proving.check import LedgerVerification


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
    seen = None if against is None else text_in(against)
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
                "covered": ledger.covered,
                "perhaps_sent": list(ledger.perhaps_sent),
                "destroyed": list(ledger.destroyed),
                "checkpoint": checkpoint,
            },
        }
    )
    call.screen.prose(f"vault: {vault.records} records; {vault.entries} changes in one chain, {vault.forgotten} of them forgotten: whole")
    call.screen.prose(f"ledger: {ledger.size} entries, {len(ledger.destroyed)} payloads destroyed: whole")
    if against is not None:
        call.screen.prose(_covered(against.name, ledger))
    for index in ledger.perhaps_sent:
        call.screen.prose(f"entry {index} was perhaps sent: keepmum ended before it knew")
    call.screen.line("")
    call.screen.line(checkpoint.rstrip("\n"))
    note("Keep this checkpoint somewhere else: `keepmum audit verify --against FILE` shows later that nothing before it was changed.")


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
            raise UsageError("the bytes are destroyed: their time was over, or a record that was in them was forgotten")
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
    with call.keep() as keep:
        proofs = keep.ledger.proofs([text_in(seen) for seen in against or ()])
    _give_out(call, proofs.bundle_text(), file, {"entries": len(proofs.leaves)})


def _give_out(call: Call, text: str, file: Path | None, about: dict[str, int]) -> None:
    """Write a proof to a file, or to the screen as it is."""
    if file is None:
        typer.echo(text, nl=False)  # it is JSON, whoever reads it
        return
    write_result(file, text.encode())
    call.screen.data({"file": str(file), **about})
    call.screen.prose(f"{file.name} can be checked without keepmum: python tools/verify_ledger.py {file.name}")
    note("It names recipients, hosts, models, purposes, rules and times. Tell whoever checks it your public key by another way.")
