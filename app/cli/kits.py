"""The recovery kit at the command line: recovery show, new, test; and handing a new kit to the person."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from keepmum.app.cli.context import Call, answer, command
from keepmum.app.errors import NotConfirmed, UsageError
from keepmum.app.render import note

if TYPE_CHECKING:
    from keepmum.memory.sealing.keys import RecoveryKit

_TRIES = 3


def register(root: typer.Typer) -> None:
    """Add these commands to the root."""
    group = typer.Typer(help="The recovery kit, for a lost passphrase.", no_args_is_help=True, rich_markup_mode=None)
    command(group, "show")(_show)
    command(group, "new")(_new)
    command(group, "test")(_test)
    root.add_typer(group, name="recovery")


def _show(call: Call) -> None:
    """Show the public name of the kit that opens this vault. The kit itself is nowhere in it."""
    with call.keep() as keep:
        recipient = keep.vault.recovery_recipient()
    call.screen.data({"recipient": recipient})
    call.screen.line(recipient or "this vault has no recovery kit")


def _new(
    call: Call,
    *,
    file: Annotated[Path | None, typer.Argument(help="Write the kit to this new file, in place of showing it.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not have the kit's last group typed; only with a FILE.")] = False,
) -> None:
    """Make a new recovery kit. The old one opens only copies made before."""
    from keepmum.memory.sealing.keys import RecoveryKit

    with call.keep() as keep:
        kit = RecoveryKit.generate()
        hand_over(kit, file, yes=yes)
        try:
            if not yes:
                confirm_kit(kit)
            keep.vault.set_recovery(kit)
        except BaseException:
            if file is not None and keep.vault.recovery_recipient() != kit.recipient:
                file.expanduser().unlink(missing_ok=True)  # we made it above: it would open nothing
            raise
    call.screen.data({"recipient": kit.recipient, "file": str(file) if file else None})
    call.screen.line(f"the recovery kit is now {kit.recipient}")


def _test(call: Call, *, file: Annotated[Path, typer.Argument(help="The recovery kit.")]) -> None:
    """Try whether a kit opens this vault. Nothing is changed."""
    from keepmum.app.keep import Keep
    from keepmum.memory.sealing.keys import RecoveryKit

    kit = RecoveryKit.read(file.expanduser())
    with Keep.open(call.vault, None, kit=kit):
        pass
    call.screen.data({"recipient": kit.recipient, "opens": True})
    call.screen.line("the kit opens this vault")


def hand_over(kit: RecoveryKit, file: Path | None, *, yes: bool) -> None:
    """Write a new kit to a file, or show it to the person at the terminal.

    Raises:
        UsageError: There is neither a file nor a terminal, or nobody would look at what is shown.
        VaultExists: The file is there already.
    """
    if file is not None:
        kit.write(file.expanduser())
        note(f"The recovery kit is in {file}. Move it to a place that is not on this machine: whoever has it can open the vault.")
        return
    if yes or not sys.stderr.isatty():
        raise UsageError("a recovery kit needs a file (--kit FILE) or a terminal to be shown at")
    note(f"Your recovery kit. Write it down and keep it away from this machine: whoever has it can open the vault.\n\n  {kit.identity}\n")


def confirm_kit(kit: RecoveryKit) -> None:
    """Have the person type the kit's last group, which proves that they have it before them.

    Raises:
        NotConfirmed: They did not, in three tries.
    """
    for _ in range(_TRIES):
        given = answer(f"Type the last {len(kit.check)} characters of the recovery kit: ")
        if given.strip().upper() == kit.check.upper():
            return
        if not given:
            break
        note("That is not how the kit ends.")
    raise NotConfirmed("the recovery kit was not confirmed; nothing was changed")
