"""The command line: each command parses, calls `Keep`, and shows what came back.

Importing this module imports no store, model or network package; commands import what they need when they run.
"""

from __future__ import annotations

import io
import os
import resource
import sys

import typer

from keepmum.app.cli import audits, clouds, kits, machine, people, policies, questions, records, vaults
from keepmum.app.cli.context import root_options
from keepmum.app.cli.fault import Front

app = typer.Typer(
    name="keepmum",
    cls=Front,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # they show the values of variables
    rich_markup_mode=None,
)
root_options(app)
for _part in (vaults, records, people, questions, policies, clouds, kits, audits, machine):
    _part.register(app)


def main() -> None:
    """Run the command line and end the process with an exit code of app/status.py."""
    os.umask(0o077)  # whatever a command writes is for this person alone
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard))  # a core dump would hold the key and the texts
    _open_closed()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a locale without Chinese shows escapes and does not fail
    app(prog_name="keepmum")


def _open_closed() -> None:
    """Give a standard stream that was closed before we began somewhere to go, or a file of the vault would get its number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8"))  # the lowest free number: its own
