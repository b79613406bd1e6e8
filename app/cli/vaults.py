"""The commands for the vault as a whole: init, stats, export, restore, passphrase, destroy."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from keepmum.app.cli.context import NEW_VAULT, PLAIN, VAULT, Call, answer, asked, command
from keepmum.app.cli.kits import confirm_kit, hand_over
from keepmum.app.cli.secret import Secret
from keepmum.app.errors import NotConfirmed, UsageError
from keepmum.app.render import Json, note
from keepmum.memory.errors import VaultExists, VaultMissing

_CHARTED = frozenset({"records", "kinds", "threads", "bytes"})  # what a terminal shows above the rest
_SHORT = 12  # characters of a passphrase
_Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
_NewFd = Annotated[
    int | None, typer.Option("--new-passphrase-fd", metavar="N", help="Read the new passphrase from this open file descriptor.")
]
_NewFile = Annotated[
    Path | None, typer.Option("--new-passphrase-file", metavar="FILE", help="Read the new passphrase from a file that only you can read.")
]


def register(root: typer.Typer) -> None:
    """Add these commands to the root."""
    command(root, "init", NEW_VAULT)(_init)
    command(root, "stats")(_stats)
    command(root, "export")(_export)
    command(root, "restore", tuple(name for name in VAULT if name != "vault"))(_restore)
    command(root, "passphrase")(_passphrase)
    command(root, "destroy", (*PLAIN, "vault"))(_destroy)


def _init(
    call: Call,
    *,
    kit_file: Annotated[
        Path | None, typer.Option("--kit", metavar="FILE", help="Write the recovery kit to this new file, in place of showing it.")
    ] = None,
    no_recovery: Annotated[
        bool, typer.Option("--no-recovery", help="Make no recovery kit: a lost passphrase is then a lost memory.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not have the kit's last group typed; only with --kit.")] = False,
) -> None:
    """Make a new vault, and a recovery kit for a lost passphrase."""
    from keepmum.app.keep import Keep
    from keepmum.memory.sealing.keys import RecoveryKit

    kit_file = kit_file or call.kit
    if no_recovery and kit_file is not None:
        raise UsageError("give --kit or --no-recovery, not both")
    if os.path.lexists(call.vault):
        raise VaultExists(f"something is at {call.vault} already; nothing was changed")
    config = call.config()
    passphrase = _advised(replace(call.passphrase, what="new passphrase").read(twice=True))
    kit = None if no_recovery else RecoveryKit.generate()
    if kit is not None:
        hand_over(kit, kit_file, yes=yes)
    try:
        if kit is not None and not yes:
            confirm_kit(kit)
        keep = Keep.create(call.vault, passphrase, recovery=kit, config=config)
    except BaseException:
        if kit_file is not None:
            kit_file.expanduser().unlink(missing_ok=True)  # we made it above: it would open nothing
        raise
    with keep:
        vault = keep.vault.id.hex()
    call.screen.data({"vault": str(call.vault), "id": vault, "recovery": kit.recipient if kit else None})
    call.screen.line(f"made {call.vault}")
    if kit is None:
        note("This vault has no recovery kit: the passphrase is the only way in. `keepmum recovery new` makes a kit.")


def _advised(passphrase: str) -> str:
    """Return the passphrase; of a short one, say what it means."""
    if len(passphrase) < _SHORT:
        note("This passphrase is short: whoever has the folder can try many. Five words picked by chance are out of reach.")
    return passphrase


def _stats(call: Call) -> None:
    """Show what the vault holds, and which ways lead into it."""
    from keepmum.app.overview import by_person, show_stats

    with call.keep() as keep:
        stats = keep.stats()
        people = by_person(keep.address_book.roster(), stats.by_person)
        shown: dict[str, Json] = {
            "records": stats.records,
            "kinds": dict(stats.kinds),
            "threads": stats.threads,
            "versions": stats.versions,
            "entries": stats.entries,
            "documents": stats.documents,
            "vectors": stats.vectors,
            "slots": list(stats.slots),
            "schema": stats.schema,
            "bytes": stats.bytes,
            "recipients": [recipient.name for recipient in keep.recipients.all()],
            "policy": keep.policy_text() is not None,
        }
    counts = {"by_month": stats.by_month, "by_person": people, "by_thread": stats.by_thread}
    call.screen.data(shown | {name: [{"name": each, "count": count} for each, count in rows] for name, rows in counts.items()})
    facts = shown if not call.screen.drawn else {name: value for name, value in shown.items() if name not in _CHARTED}
    show_stats(call.screen, stats, people, [(name, _words(value, grouped=call.screen.drawn)) for name, value in facts.items()])
    if "recovery" not in stats.slots:
        note("This vault has no recovery kit: the passphrase is the only way in. `keepmum recovery new` makes a kit.")


def _words(value: Json, *, grouped: bool) -> str:
    """Return a fact in words; a person reads the digits of a number in groups, a program in a pipe reads them as they are."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {_words(item, grouped=grouped)}" for name, item in value.items()) or "none"
    if isinstance(value, list):
        return ", ".join(_words(item, grouped=grouped) for item in value) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) and grouped else "none" if value is None else str(value)


def _export(
    call: Call,
    *,
    file: Annotated[Path, typer.Argument(help="The archive: a new file.")],
    to: Annotated[
        str | None, typer.Option("--to", metavar="AGE1...", help="Encrypt to this age recipient [default: the vault's recovery kit].")
    ] = None,
    archive_fd: Annotated[
        int | None, typer.Option("--archive-passphrase-fd", metavar="N", help="Encrypt with a passphrase from this descriptor.")
    ] = None,
    archive_file: Annotated[
        Path | None, typer.Option("--archive-passphrase-file", metavar="FILE", help="Encrypt with a passphrase from this private file.")
    ] = None,
) -> None:
    """Write every record to one age-encrypted file. It holds JSON lines, and any age program can open it."""
    secret = Secret("archive's passphrase", "--archive-passphrase", archive_fd, archive_file)
    if to is not None and secret.given:
        raise UsageError("give --to or a passphrase for the archive, not both")
    with call.keep() as keep:
        passphrase = secret.read() if secret.given else None
        recipient = to if passphrase is None else None
        if passphrase is None and recipient is None:
            recipient = keep.vault.recovery_recipient()
            if recipient is None:
                raise UsageError("the vault has no recovery kit; give --to or --archive-passphrase-file for the archive")
        with asked():
            count = keep.export(file, passphrase=passphrase, recipient=recipient)
    call.screen.data({"file": str(file), "records": count, "recipient": recipient})
    call.screen.line(f"{count} records in {file}")
    opens = "its passphrase" if recipient is None else f"the identity of {recipient}" if to else "the recovery kit"
    note(f"It opens with {opens}, in any age program.")


def _restore(
    call: Call,
    *,
    backup: Annotated[Path, typer.Argument(help="The copy of a vault's folder; it stays as it is.")],
    new: Annotated[Path, typer.Argument(help="Where the vault is to be: a folder that does not exist yet.")],
) -> None:
    """Open an honest backup as a new device, at another path."""
    from keepmum.memory.store.restore import restore

    backup, new = backup.expanduser(), new.expanduser()
    if os.path.lexists(new):
        raise VaultExists(f"something is at {new} already; nothing was changed")
    passphrase, kit = call.key(backup)
    with restore(backup, new, passphrase, kit=kit) as vault:
        count = vault.count()
    call.screen.data({"vault": str(new), "records": count})
    call.screen.line(f"restored {count} records to {new}")


def _passphrase(call: Call, *, new_passphrase_fd: _NewFd = None, new_passphrase_file: _NewFile = None) -> None:
    """Change the passphrase. Copies of the vault made before still open with the old one."""
    new = Secret("new passphrase", "--new-passphrase", new_passphrase_fd, new_passphrase_file)
    with call.keep() as keep:
        keep.vault.change_passphrase(_advised(new.read(twice=True)))
    call.screen.data({"vault": str(call.vault), "changed": True})
    call.screen.line("the passphrase is changed")
    note("Copies made before this still open with the old passphrase.")


def _destroy(call: Call, *, yes: _Yes = False) -> None:
    """Destroy the vault: its keys first, then its files. Needs no passphrase."""
    from keepmum.memory.store.destroy import destroy

    if not os.path.lexists(call.vault):
        raise VaultMissing(f"there is no vault at {call.vault}")
    if not yes and answer(f"Type the folder's name, {call.vault.name}, to destroy it and all that is in it: ") != call.vault.name:
        raise NotConfirmed("not confirmed; nothing was destroyed")
    destroy(call.vault)
    call.screen.data({"vault": str(call.vault), "destroyed": True})
    call.screen.line(f"destroyed {call.vault}")
    note("Copies and backups made elsewhere are not touched, and the disk may keep old blocks until it reuses them.")
