"""A vault for the command line: made once with a cheap key derivation, copied for each test that wants its own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer import testing
from typer.main import get_command
from typer.testing import Result

from keepmum.app.cli import app
from keepmum.memory.record import Record
from keepmum.memory.sealing import slots
from keepmum.memory.sealing.keys import FLOOR, RecoveryKit
from keepmum.memory.vault import Vault

PASSPHRASE = "correct horse battery staple"


@dataclass(frozen=True)
class Done:
    """What one command did."""

    exit: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """What it wrote as JSON, on stdout or, for an error, on stderr."""
        return json.loads(self.out or self.err)


_command = cache(get_command)
_stretch = cache(slots.stretch)


def invoke(*args: object, input: str | None = None) -> Result:  # noqa: A002 - the runner's own word
    """Run the command line in this process, which does once what is the same each time.

    The runner would make the hundred commands for each run, and a copy of a vault has the passphrase, salt and cost of the first.
    """
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(testing, "_get_command", _command)
        patched.setattr(slots, "stretch", _stretch)
        return testing.CliRunner().invoke(app, [str(word) for word in args], input=input)


@dataclass(frozen=True)
class Home:
    """A folder with a vault, the files that open it, and a config that names no model."""

    folder: Path

    @property
    def vault(self) -> Path:
        return self.folder / "me.keep"

    @property
    def kit(self) -> Path:
        return self.folder / "kit.txt"

    def write(self, name: str, text: str | bytes, mode: int = 0o600) -> Path:
        """Write a file that only its owner can read, and return its path."""
        file = self.folder / name
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        file.chmod(mode)
        return file

    def run(self, *args: object, input: str | None = None, opens: bool = True) -> Done:  # noqa: A002 - the runner's own word
        """Run a command with the vault named and, unless it opens none, the passphrase at hand."""
        shared = ["--vault", self.vault, "--config", self.folder / "config.toml"]
        key = ["--passphrase-file", self.folder / "passphrase"] if opens else []
        result = invoke(*shared, *key, *args, input=input)
        return Done(result.exit_code, result.stdout, result.stderr)

    def ok(self, *args: object, input: str | None = None) -> Any:  # noqa: A002 - as above
        """Run a command that must work, with --json, and return what it said."""
        done = self.run("--json", *args, input=input)
        assert done.exit == 0, done.err
        return done.data


def furnish(folder: Path) -> Home:
    """Make a home of a folder: the passphrase's file, and a config that names models which are not there."""
    home = Home(folder)
    home.write("passphrase", PASSPHRASE + "\n")
    home.write("config.toml", f'[embedding]\nmodel = "{folder}/no-model"\n[local]\nmodel = "{folder}/no-model.gguf"\n')
    return home


@pytest.fixture
def empty_home(tmp_path: Path) -> Home:
    """A folder without a vault."""
    return furnish(tmp_path)


def furnish_vault(folder: Path) -> Home:
    """Make a home with a vault of three records, which opens cheaply."""
    home = furnish(folder)
    kit = RecoveryKit.generate()
    kit.write(home.kit)
    with Vault.create(home.vault, PASSPHRASE, recovery=kit, cost=FLOOR) as vault:
        at = datetime(2026, 5, 31, 15, 0, tzinfo=UTC)
        vault.put(
            [
                Record("Dentist said Tuesday 3pm", at=at, who=("me",), thread="memos", ref="memo-17"),
                Record("My knee is much better, says Dr Quillfeather", kind="message", at=at, who=("Mum",), thread="Mum"),
                Record("王医生说下周二复查膝盖", kind="message", at=at, who=("妈妈",), thread="家"),
            ]
        )
    return home


@pytest.fixture(scope="session")
def _first_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return furnish_vault(tmp_path_factory.mktemp("home"))


@pytest.fixture
def home(tmp_path: Path, _first_home: Home) -> Home:
    """A folder with a vault of three records, of its own."""
    shutil.copytree(_first_home.folder, tmp_path, dirs_exist_ok=True)
    return furnish(tmp_path)


@pytest.fixture
def found(home: Home) -> Callable[[str], str]:
    """Return a search for the id of the one record that holds a word."""

    def search(word: str) -> str:
        return str(home.ok("search", word)[0]["record"]["id"])

    return search
