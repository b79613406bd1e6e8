"""The commands that need no vault: models list, models check, demo."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from keepmum.app.cli.context import PLAIN, Call, command
from keepmum.app.status import FINDINGS

if TYPE_CHECKING:
    from keepmum.app.models import Model


def register(root: typer.Typer) -> None:
    """Add these commands to the root."""
    group = typer.Typer(help="The models on this device; keepmum never downloads one.", no_args_is_help=True, rich_markup_mode=None)
    command(group, "list", PLAIN)(_list)
    command(group, "check", PLAIN)(_check)
    root.add_typer(group, name="models")
    command(root, "demo", ())(_demo)


def _list(call: Call) -> None:
    """List the models that were found, without loading them."""
    from keepmum.app.models import list_models

    _show(call, list_models(call.config()))


def _check(call: Call) -> int | None:
    """Run each model once, and say what came of it."""
    from keepmum.app.models import check

    with call.screen.progress("running each model once"):
        models = check(call.config())
    _show(call, models)
    return None if all(model.fine for model in models) else FINDINGS


def _show(call: Call, models: tuple[Model, ...]) -> None:
    call.screen.data(
        [
            {
                "name": m.name,
                "purpose": m.purpose,
                "use": m.use,
                "source": m.source,
                "package": m.package,
                "version": m.version,
                "licence": m.licence,
                "path": str(m.path) if m.path else None,
                "bytes": m.bytes,
                "state": m.state,
                "hint": m.hint,
            }
            for m in models
        ]
    )
    rows = [
        (
            m.purpose,
            m.use,
            m.name,
            m.source or "named in the config",
            m.version or "",
            m.licence or "",
            f"{m.bytes / 1e6:.0f} MB",
            m.state,
            m.hint or m.path or "",
        )
        for m in models
    ]
    call.screen.table(("purpose", "what for", "model", "what it is", "version", "licence", "size", "state", "where, or what to do"), rows)


def _demo(
    call: Call,
    *,
    folder: Annotated[Path | None, typer.Option("--folder", metavar="PATH", help="Keep the demo's vault and files here.")] = None,
) -> int | None:
    """Show the whole path on an invented person's files. The demo's cloud runs on this machine."""
    from rich.console import Console

    from keepmum.app.demo.run import run

    del call  # the demo has a vault of its own
    return run(folder.expanduser() if folder else None, Console(file=sys.stdout)) or None
