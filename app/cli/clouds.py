"""The commands for recipients: cloud add, test, remove, list."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from keepmum.app.cli.context import Call, asked, command
from keepmum.app.cli.secret import Secret
from keepmum.app.errors import UsageError
from keepmum.app.render import note

_Name = Annotated[str, typer.Argument(help="The recipient's name.")]


def register(root: typer.Typer) -> None:
    """Add these commands to the root."""
    group = typer.Typer(help="The cloud models that may be asked.", no_args_is_help=True, rich_markup_mode=None)
    command(group, "add")(_add)
    command(group, "test")(_test)
    command(group, "remove")(_remove)
    command(group, "list")(_list)
    root.add_typer(group, name="cloud")


def _add(
    call: Call,
    *,
    name: _Name,
    url: Annotated[str, typer.Argument(help="The base URL of an OpenAI-compatible server, as in https://api.example.org/v1.")],
    model: Annotated[str, typer.Argument(help="The model to ask for.")],
    key_file: Annotated[
        Path | None, typer.Option("--key-file", metavar="FILE", help="Read its API key from a file that only you can read.")
    ] = None,
    key_fd: Annotated[int | None, typer.Option("--key-fd", metavar="N", help="Read its API key from this open file descriptor.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace the recipient of this name, key and all.")] = False,
) -> None:
    """Declare a recipient. Its key lies in the vault; the policy still decides what may go to it."""
    from keepmum.policy.recipient import Recipient

    with asked():
        recipient = Recipient.declared(name, url, model)
    secret = Secret("API key", "--key", key_fd, key_file)
    key = secret.read() if secret.given else None
    if key is not None and not (key.isascii() and key.isprintable() and " " not in key):
        raise UsageError("an API key has only printable ASCII characters and no space")
    with call.keep() as keep:
        keep.add_recipient(recipient, key, replace=replace)
    call.screen.data({"name": name, "url": url, "model": model, "has_key": key is not None})
    call.screen.line(f"{name} is declared")
    note(f"Nothing may go to it until the policy permits it: `keepmum policy init --to {name}` or `keepmum policy edit`.")


def _test(call: Call, *, name: _Name) -> None:
    """Send one harmless word, to see that the recipient answers."""
    with call.keep() as keep:
        keep.test_recipient(name)
    call.screen.data({"name": name, "answers": True})
    call.screen.line(f"{name} answers; the ledger has it")


def _remove(call: Call, *, name: _Name) -> None:
    """Forget a recipient and its key. What went to it stays in the ledger."""
    with call.keep() as keep:
        keep.recipients.remove(name)
    call.screen.data({"name": name, "removed": True})
    call.screen.line(f"{name} is removed")


def _list(call: Call) -> None:
    """List the recipients; no key is shown."""
    with call.keep() as keep:
        found = [(r.name, r.url, r.model, keep.recipients.api_key(r.name) is not None) for r in keep.recipients.all()]
    call.screen.data([{"name": name, "url": url, "model": model, "has_key": key} for name, url, model, key in found])
    call.screen.table(("name", "url", "model", "key"), [(name, url, model, "yes" if key else "no") for name, url, model, key in found])
    if not found:
        note("no recipient is declared: nothing can be sent to anybody")
