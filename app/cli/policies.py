"""The commands for the policy: init, check, show, edit, load. The policy in force lies in the vault, never in clear on disk."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from keepmum.app.cli.context import PLAIN, Call, answer, command
from keepmum.app.cli.editor import edit
from keepmum.app.errors import UsageError
from keepmum.app.render import note
from keepmum.policy.errors import PolicyMissing, PolicySyntaxError

if TYPE_CHECKING:
    from keepmum.app.keep import Keep

_LONGEST = 1 << 20  # bytes: no policy is that long
_File = Annotated[Path, typer.Argument(help='The policy as TOML; "-" reads it from stdin.')]


def register(root: typer.Typer) -> None:
    """Add these commands to the root."""
    group = typer.Typer(help="What may leave this device, to whom, for what, in which form.", no_args_is_help=True, rich_markup_mode=None)
    command(group, "init")(_init)
    command(group, "check", PLAIN)(_check)
    command(group, "show")(_show)
    command(group, "edit")(_edit)
    command(group, "load")(_load)
    root.add_typer(group, name="policy")


def _init(
    call: Call,
    *,
    recipients: Annotated[
        list[str] | None, typer.Option("--to", metavar="RECIPIENT", help="Let this recipient be asked; may be repeated.")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace the policy that is in force.")] = False,
) -> None:
    """Put a first policy in force and show it. Without --to, it lets nothing out."""
    from keepmum.policy.starting import default_text

    with call.keep() as keep:
        if keep.policy_text() is not None and not replace:
            raise UsageError("there is a policy already; pass --replace to replace it, or use `keepmum policy edit`")
        for name in recipients or ():
            keep.recipients.get(name)
        text = default_text(tuple(recipients or ()))
        keep.load_policy(text)
    _put_out(call, text)


def _check(call: Call, *, file: _File) -> None:
    """Check a policy file without a vault. Nothing is changed."""
    from keepmum.policy.load import load

    policy = load(_read(file))
    call.screen.data({"valid": True, "rules": len(policy.rules)})
    call.screen.line(f"{len(policy.rules)} rule(s), valid")


def _show(call: Call) -> None:
    """Show the policy in force."""
    with call.keep() as keep:
        text = keep.policy_text()
    if text is None:
        raise PolicyMissing("the vault has no policy, so nothing may leave")
    _put_out(call, text)


def _edit(call: Call) -> None:
    """Change the policy in $EDITOR. It lies on a memory file system meanwhile, and comes into force when it is valid."""
    with call.keep() as keep:
        before = keep.policy_text()
        if before is None:
            raise PolicyMissing("the vault has no policy to change")
        after = _edited(keep, before)
    call.screen.data({"changed": after != before})
    call.screen.line("the policy was changed" if after != before else "the policy is as it was")


def _edited(keep: Keep, before: str) -> str:
    text = before
    while True:
        text = edit(text, "policy.toml")
        if text == before:
            return text
        try:
            keep.load_policy(text)
        except PolicySyntaxError as error:
            note(f"error: {error}")
            if answer("Edit it again? [Y/n] ").casefold() not in {"y", "yes"}:
                raise
        else:
            return text


def _load(call: Call, *, file: _File) -> None:
    """Put a policy file in force."""
    text = _read(file)
    with call.keep() as keep:
        keep.load_policy(text)
    call.screen.data({"loaded": True})
    call.screen.line("the policy is in force")


def _put_out(call: Call, text: str) -> None:
    call.screen.data({"policy": text})
    call.screen.line(text.rstrip("\n"))


def _read(file: Path) -> str:
    try:
        if str(file) == "-":
            data = sys.stdin.buffer.read(_LONGEST + 1)
        else:
            with file.expanduser().open("rb") as stream:
                data = stream.read(_LONGEST + 1)
        if len(data) > _LONGEST:
            raise UsageError(f"{file.name} is too long for a policy")
        return data.decode()
    except UnicodeDecodeError:
        raise UsageError(f"{file.name} is no UTF-8 text") from None
    except OSError:
        raise UsageError(f"{file.name} cannot be read") from None
