"""The commands for the policy: init, check, show, edit, load, test; those that explain it are in `rulings`.

The policy in force lies in the vault, never in clear on disk.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from keepmum.app.cli import rulings
from keepmum.app.cli.context import PLAIN, Call, answer, command
from keepmum.app.cli.editor import edit
from keepmum.app.cli.rulings import read_policy
from keepmum.app.errors import UsageError
from keepmum.app.plainly import counted
from keepmum.app.render import note
from keepmum.app.status import FINDINGS
from keepmum.policy.errors import PolicyMissing, PolicySyntaxError
from keepmum.policy.rules.starting import Starting

if TYPE_CHECKING:
    from keepmum.app.keep import Keep

_File = Annotated[Path, typer.Argument(help='The policy as TOML; "-" reads it from stdin.')]


def register(root: typer.Typer) -> None:
    """Add these commands to the root."""
    group = typer.Typer(help="What may leave this device, to whom, for what, in which form.", no_args_is_help=True, rich_markup_mode=None)
    command(group, "init")(_init)
    command(group, "check", PLAIN)(_check)
    command(group, "show")(_show)
    command(group, "edit")(_edit)
    command(group, "load")(_load)
    command(group, "test")(_test)
    rulings.register(group)
    root.add_typer(group, name="policy")


def _init(
    call: Call,
    *,
    recipients: Annotated[
        list[str] | None, typer.Option("--to", metavar="RECIPIENT", help="Let this recipient be asked; may be repeated.")
    ] = None,
    starting: Annotated[Starting, typer.Option("--starting", help="Which policy to start from.")] = Starting.BALANCED,
    replace: Annotated[bool, typer.Option("--replace", help="Replace the policy that is in force.")] = False,
) -> None:
    """Put a first policy in force and show it. Without --to, it lets nothing out."""
    from keepmum.policy.rules.starting import default_text

    with call.keep() as keep:
        if not replace and keep.policy_text() is not None:
            raise UsageError("there is a policy already; pass --replace to replace it, or use `keepmum policy edit`")
        for name in recipients or ():
            keep.recipients.get(name)
        text = default_text(tuple(recipients or ()), starting)
        keep.load_policy(text)
    _put_out(call, text)


def _check(call: Call, *, file: _File) -> None:
    """Check a policy file and run its tests, without a vault. Nothing is changed."""
    from keepmum.policy.rules.load import load
    from keepmum.policy.rules.trial import check_cases

    policy = load(read_policy(file))
    check_cases(policy)
    call.screen.data({"valid": True, "rules": len(policy.rules), "cases": len(policy.cases)})
    call.screen.line(f"valid: {counted(len(policy.rules), 'rule')}, and {counted(len(policy.cases), 'case')} that pass")


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
    """Put a policy file in force. One whose own tests fail is refused."""
    text = read_policy(file)
    with call.keep() as keep:
        keep.load_policy(text)
    call.screen.data({"loaded": True})
    call.screen.line("the policy is in force")


def _test(
    call: Call,
    *,
    file: Annotated[Path | None, typer.Argument(help='The policy as TOML; "-" reads it from stdin. Without it, the one in force.')] = None,
) -> int | None:
    """Run a policy's own tests, with the people of this vault."""
    text = None if file is None else read_policy(file)
    with call.keep() as keep:
        outcomes = keep.policies.test(text)
    call.screen.data(
        [
            {
                "line": outcome.case.line,
                "expect": outcome.case.expect,
                "decided": outcome.decision.effect,
                "passed": outcome.passed,
                "reasons": list(outcome.decision.reasons),
            }
            for outcome in outcomes
        ]
    )
    failed = [outcome for outcome in outcomes if not outcome.passed]
    for outcome in failed:
        call.screen.line(f"line {outcome.case.line}: {outcome.sentence()}")
    call.screen.line(f"{counted(len(outcomes), 'case')}, {len(failed)} of them fail" if outcomes else "the policy carries no case")
    return FINDINGS if failed else None


def _put_out(call: Call, text: str) -> None:
    call.screen.data({"policy": text})
    call.screen.line(text.rstrip("\n"))
