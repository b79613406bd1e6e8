"""What every command shares: where the vault is, what opens it, and who reads the result."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from keepmum.app.cli.fault import help_of
from keepmum.app.cli.secret import Secret
from keepmum.app.errors import NotConfirmed, UsageError
from keepmum.app.render import Screen, note
from keepmum.memory.errors import VaultMissing

if TYPE_CHECKING:
    from keepmum.app.config import Config
    from keepmum.app.keep import Keep
    from keepmum.memory.sealing.keys import RecoveryKit

VAULT_VARIABLE = "KEEPMUM_VAULT"  # a path is no secret
DEFAULT_VAULT = Path("~/keepmum.keep")

_VAULT = Annotated[
    Path | None, typer.Option("--vault", metavar="PATH", help=f"The vault's folder [env: {VAULT_VARIABLE}; default: {DEFAULT_VAULT}].")
]
_FD = Annotated[int | None, typer.Option("--passphrase-fd", metavar="N", help="Read the passphrase from this open file descriptor.")]
_FILE = Annotated[
    Path | None, typer.Option("--passphrase-file", metavar="FILE", help="Read the passphrase from a file that only you can read.")
]
_KIT = Annotated[Path | None, typer.Option("--kit", metavar="FILE", help="Open the vault with this recovery kit, without the passphrase.")]
_CONFIG = Annotated[Path | None, typer.Option("--config", metavar="FILE", help="The config file [default: ~/.config/keepmum/config.toml].")]
_JSON = Annotated[bool, typer.Option("--json", help="Write the result, or the error, as JSON.")]

_OPTIONS: dict[str, tuple[Any, object]] = {
    "vault": (_VAULT, None),
    "passphrase_fd": (_FD, None),
    "passphrase_file": (_FILE, None),
    "kit": (_KIT, None),
    "config": (_CONFIG, None),
    "json": (_JSON, False),
}
VAULT = tuple(_OPTIONS)
"""The options of a command that opens the vault."""
NEW_VAULT = tuple(name for name in _OPTIONS if name != "kit")
"""The options of a command that makes one, where `--kit` means something else."""
PLAIN = ("config", "json")
"""The options of a command that opens none."""


@dataclass(frozen=True, slots=True)
class Call:
    """One command's share of the command line, as far as it is common to all.

    Attributes:
        screen: Where the result goes.
        vault: The vault's folder.
        passphrase: Where the passphrase is to be had.
        kit: The recovery kit's file; none to open by the passphrase.
        config_file: The config file; none for the person's own, if they have one.
    """

    screen: Screen
    vault: Path
    passphrase: Secret
    kit: Path | None = None
    config_file: Path | None = None

    def config(self) -> Config:
        """Return the settings.

        Raises:
            ConfigError: The file does not say what it should.
        """
        from keepmum.app.config import Config

        return Config.read(self.config_file)

    def key(self, vault: Path) -> tuple[str | None, RecoveryKit | None]:
        """Return what opens this vault: its passphrase or its recovery kit.

        Raises:
            UsageError: Both are named, or there is no terminal to ask at.
            VaultMissing: There is nothing at this path; said before anything is asked.
        """
        from keepmum.memory.sealing.keys import RecoveryKit

        if not os.path.lexists(vault):
            raise VaultMissing(f"there is no vault at {vault}")
        if self.kit is None:
            return self.passphrase.read(), None
        if self.passphrase.given:
            raise UsageError("give the passphrase or the recovery kit, not both")
        return None, RecoveryKit.read(self.kit.expanduser())

    @contextmanager
    def keep(self) -> Iterator[Keep]:
        """Open the memory for one command."""
        from keepmum.app.keep import Keep

        config = self.config()
        passphrase, kit = self.key(self.vault)
        with Keep.open(self.vault, passphrase, kit=kit, config=config) as keep:
            yield keep


def command(
    group: typer.Typer, name: str, options: tuple[str, ...] = VAULT
) -> Callable[[Callable[..., int | None]], Callable[..., int | None]]:
    """Register a command. Its function takes a `Call` first, then its own arguments; an int that it returns is the exit code.

    Args:
        group: Where it belongs.
        name: Its name.
        options: Which of the shared options it has besides its own.
    """

    def register(function: Callable[..., int | None]) -> Callable[..., int | None]:
        own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]

        @wraps(function)
        def run(context: typer.Context, **given: Any) -> int | None:  # noqa: ANN401 - whatever the command's own arguments are
            shared = dict(context.find_root().params) | {name: given.pop(name) for name in options if given.get(name)}
            arguments = {p.name: given[p.name] for p in own}
            with _named(context.command_path):
                _check_text(arguments.values())
                return function(_call(shared), **arguments)

        shared = [
            inspect.Parameter(option, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
            for option, (annotation, default) in _OPTIONS.items()
            if option in options
        ]
        first = inspect.Parameter("context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
        parameters = [first, *(p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own), *shared]
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined] # the attribute that inspect looks for
        run.__annotations__ = {p.name: p.annotation for p in parameters}
        del run.__wrapped__  # or Typer reads the annotations of what is wrapped
        group.command(name)(run)
        return function

    return register


def root_options(group: typer.Typer) -> None:
    """Give the root the shared options too, so that they may stand before the command."""

    @group.callback()
    def root(
        *,
        version: Annotated[bool, typer.Option("--version", is_eager=True, callback=_version, help="Show the version and leave.")] = False,
        vault: _VAULT = None,
        passphrase_fd: _FD = None,
        passphrase_file: _FILE = None,
        kit: _KIT = None,
        config: _CONFIG = None,
        json: _JSON = False,
    ) -> None:
        """Keep what you were told, and tell no one.

        An encrypted memory on this device, found and answered from on this device; what leaves it is decided by a policy and
        recorded in a ledger. docs/cli.md describes every command, docs/errors.md every exit code.
        """


@contextmanager
def _named(path: str) -> Iterator[None]:
    """Let a mistake that says no more name the command whose help describes it."""
    try:
        yield
    except UsageError as error:
        if error.hint == UsageError.hint:
            error.advise(help_of(path))
        raise


def _check_text(arguments: Iterable[object]) -> None:
    """Refuse bytes on the command line that are no text; a path may have any bytes."""
    for argument in arguments:
        for text in argument if isinstance(argument, list) else [argument]:
            if isinstance(text, str) and any("\ud800" <= character <= "\udfff" for character in text):
                raise UsageError("an argument is no UTF-8 text")


def _version(wanted: bool) -> None:  # noqa: FBT001 - Typer calls it so
    if wanted:
        from keepmum import __version__

        sys.stdout.write(f"keepmum {__version__}\n")
        raise typer.Exit


def _call(given: dict[str, Any]) -> Call:
    vault = given.get("vault") or os.environ.get(VAULT_VARIABLE) or DEFAULT_VAULT
    return Call(
        screen=Screen(json=bool(given.get("json"))),
        vault=Path(vault).expanduser(),
        passphrase=Secret("passphrase", "--passphrase", given.get("passphrase_fd"), given.get("passphrase_file")),
        kit=given.get("kit"),
        config_file=given.get("config"),
    )


@contextmanager
def asked() -> Iterator[None]:
    """Turn the refusal of a value that the person typed into a `UsageError`. Only ever around the making of that value."""
    try:
        yield
    except (ValueError, TypeError) as error:
        raise UsageError(str(error)) from None


def typed(text: str | None, what: str) -> str:
    """Return a text given as an argument; "-" or none reads it from stdin, where no other process sees it.

    Raises:
        UsageError: There is no text, or it is no UTF-8.
    """
    if text is None or text == "-":
        if sys.stdin.isatty():
            note(f"Type the {what}, then press Ctrl-D on a line of its own.")
        try:
            text = sys.stdin.buffer.read().decode().rstrip("\n")
        except UnicodeDecodeError:
            raise UsageError(f"the {what} on stdin is no UTF-8 text") from None
    if not text.strip():
        raise UsageError(f"there is no {what}: give it as an argument, or on stdin")
    return text


def moment(text: str | None, what: str) -> datetime | None:
    """Return a time as the person typed it, in this machine's time zone where it names none.

    Raises:
        UsageError: It is no time in the form of ISO 8601.
    """
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
        at = at if at.tzinfo else at.astimezone()
        at.astimezone(UTC)  # must be in the years 1 to 9999 there too
    except (ValueError, OverflowError):
        raise UsageError(f"{what} must be a time such as 2026-05-31 or 2026-05-31T15:00+08:00") from None
    return at


def answer(question: str) -> str:
    """Ask the person for one line, on stderr, so that stdout holds the result alone; empty at the end of the input."""
    sys.stderr.write(question)
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not sys.stdin.isatty():
        sys.stderr.write("\n")  # no terminal echoed the person's own line break
    return line.strip()


def confirm(question: str, *, yes: bool) -> None:
    """Have the person agree, unless they did so already with ``--yes``.

    Raises:
        NotConfirmed: They did not.
    """
    if not yes and answer(f"{question} [y/N] ").casefold() not in {"y", "yes"}:
        raise NotConfirmed("not confirmed; nothing was changed")
