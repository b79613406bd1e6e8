"""The command line as a whole: quick, silent about secrets, the same manners in every command."""

from __future__ import annotations

import json
import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from keepmum.app.cli import app
from keepmum.memory.sealing.keys import RecoveryKit
from keepmum.memory.vault import Vault

_MAIN = "from keepmum.app.cli import main; main()"


def _commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, (*path, name))
        else:
            yield (*path, name), command


COMMANDS = dict(_commands(get_command(app)))


def _run(*args: str, **more: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-c", _MAIN, *args], capture_output=True, check=False, timeout=60, **more)


def test_every_command_of_the_list_is_there() -> None:
    """The commands that keepmum promises exist, each with a sentence that says what it does."""
    promised = (
        "init add edit tag untag import search ask preview forget thread stats export restore passphrase destroy demo"
        " recovery:show recovery:new recovery:test cloud:add cloud:test cloud:remove cloud:list"
        " policy:init policy:check policy:show policy:edit policy:load audit:show audit:verify audit:scan models:list models:check"
    )
    assert {tuple(name.split(":")) for name in promised.split()} <= set(COMMANDS)
    assert all((command.help or "").strip() for command in COMMANDS.values())


def test_the_lists_of_commands_are_whole_sentences() -> None:
    """In 80 columns no summary of a command is cut."""
    for group in ([], ["people"], ["cloud"], ["policy"], ["recovery"], ["audit"], ["models"]):
        done = _run(*group, "--help", env=os.environ | {"COLUMNS": "80"})
        assert not [line for line in done.stdout.decode().split("Commands:")[1].splitlines() if line.endswith("...")]


def test_every_command_speaks_to_programs() -> None:
    """Each command has --json, but the demo, which tells a story to a person."""
    without = {path for path, command in COMMANDS.items() if not any("--json" in p.opts for p in command.params)}
    assert without == {("demo",)}


def test_no_secret_is_an_argument_or_a_variable() -> None:
    """No argument or option takes a passphrase or a key itself, and none reads an environment variable."""
    for path, command in [*COMMANDS.items(), ((), get_command(app))]:
        for parameter in command.params:
            assert not getattr(parameter, "envvar", None), (path, parameter.name)
            if any(word in parameter.name for word in ("passphrase", "key", "secret", "kit")):
                assert parameter.name.endswith(("_fd", "_file")) or parameter.name == "kit", (path, parameter.name)


@pytest.mark.parametrize(
    "args",
    [
        *(["stats", "--passphrase", "hunter-zebra"], ["stats", "--passphrase=hunter-zebra"], ["stats", "--passphrase-fd", "hunter-zebra"]),
        *(["stats", "--passphrase-file", "hunter-zebra"], ["stats", "hunter-zebra"], ["cloud", "remove", "near", "hunter-zebra"]),
        *(["cloud", "add", "near", "https://x.example", "m", option, "hunter-zebra"] for option in ("--key", "--key-fd", "--key-file")),
        *(
            ["cloud", "add", "near", "https://x.example", "m", "hunter-zebra"],
            ["cloud", "add", "near", "https://me:hunter-zebra@x.example", "m"],
        ),
    ],
)
def test_a_secret_in_the_wrong_place_is_not_repeated(home: Any, args: list[str]) -> None:
    """A passphrase or key that was typed as an argument by mistake is refused, and no message has it."""
    for json_too in ((), ("--json",)):
        done = home.run(*json_too, *args, opens="--passphrase-file" not in args)
        assert done.exit == 2
        assert "zebra" not in done.out + done.err


def test_help_is_quick_and_loads_nothing_heavy() -> None:
    """`keepmum --help` takes less than half a second of CPU, and no store, model or network package is loaded for it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = _run("--help")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.5
    heavy = "sqlmodel sqlalchemy sqlcipher3 torch chromadb llama_cpp httpx onnxruntime numpy cryptography ahocorasick rich"
    code = f"import sys, keepmum.app.cli; print([name for name in {heavy.split()} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize(
    ("args", "exit_code"),
    [([], 2), (["serch"], 2), (["search", "--nonsense"], 2), (["search", "x", "--limit", "0"], 2), (["--version"], 0), (["cloud"], 2)],
)
def test_a_line_that_makes_no_sense_is_2(args: list[str], exit_code: int) -> None:
    """What the parser refuses ends with 2 and, but for a bare group, with one message and one hint."""
    done = _run(*args)
    assert done.returncode == exit_code
    assert b"Traceback" not in done.stderr
    as_json = _run(*args, "--json")
    if exit_code and len(args) > 1:
        assert json.loads(as_json.stderr)["exit"] == 2


@pytest.mark.parametrize(
    ("args", "message", "hint"),
    [
        (["search", "x", "--limit", "banana"], "--limit must be a whole number from 1 to 1,000", "search"),
        (["search", "x", "--limit", "0"], "--limit must be a whole number from 1 to 1,000", "search"),
        (["search", "x", "--limit", "-1"], "--limit must be a whole number from 1 to 1,000", "search"),
        (["search", "x", "--context", "9"], "--context must be a whole number from 0 to 2", "search"),
        (["people", "undo", "banana"], "NUMBER must be a whole number", "people undo"),
        (["audit", "show", "banana"], "INDEX must be a whole number of 0 or more", "audit show"),
        (["add", "x", "--kind", "banana"], "--kind must be one of message, memo, call, email, event, contact", "add"),
        (["search", "x", "--kind", "banana"], "--kind must be one of message, memo, call, email, event, contact", "search"),
        (["people", "split", "banana"], "NAME is missing", "people split"),
        (["tag"], "ID is missing", "tag"),
        (["search", "x", "banana"], "there is an argument too many", "search"),
        (["thread", "banana"], "there is no thread of this name; `keepmum thread` lists them", "thread"),
        (["people", "show", ""], "a person's name is empty", "people show"),
    ],
)
def test_a_mistake_is_told_in_plain_words(home: Any, args: list[str], message: str, hint: str) -> None:
    """What does not fit is said with the option's name and what would fit, without the value; the hint names this command's help."""
    done = home.run(*args)
    assert (done.exit, done.err) == (2, f"error: {message}\nhint: See `keepmum {hint} --help`.\n")
    assert json.loads(home.run("--json", *args).err)["hint"] == f"See `keepmum {hint} --help`."


def test_the_passphrase_may_come_by_a_descriptor(home: Any) -> None:
    """A real process opens the vault with a passphrase that only a pipe ever held."""
    reading, writing = os.pipe()
    os.write(writing, b"correct horse battery staple\n")
    os.close(writing)
    done = _run("stats", "--json", "--vault", str(home.vault), "--passphrase-fd", str(reading), pass_fds=(reading,))
    os.close(reading)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["records"] == 3


def test_the_vault_may_be_named_by_the_environment(home: Any) -> None:
    """A path is no secret: KEEPMUM_VAULT names the vault, and --vault, before or after the command, wins over it."""
    key = ["--passphrase-file", str(home.folder / "passphrase"), "--json"]
    environment = os.environ | {"KEEPMUM_VAULT": str(home.vault)}
    assert _run("stats", *key, env=environment).returncode == 0
    assert _run("stats", *key, "--vault", str(home.folder / "none"), env=environment).returncode == 11
    assert _run("--vault", str(home.folder / "none"), "stats", *key, env=environment).returncode == 11


def _plain_database(home: Any) -> None:
    (home.vault / "vault.db").unlink()
    with sqlite3.connect(home.vault / "vault.db") as database:
        database.execute("CREATE TABLE t (a)")
    database.close()
    (home.vault / "vault.db").chmod(0o600)


def _no_vault(home: Any) -> None:
    (home.vault / "vault.json").unlink()


def _later_version(home: Any) -> None:
    header = json.loads((home.vault / "vault.json").read_text())
    name = next(name for name in ("version", "format", "schema") if name in header)
    header[name] = 999 if isinstance(header[name], int) else "keepmum/999"
    (home.vault / "vault.json").write_text(json.dumps(header))


def _damage(home: Any) -> None:
    file = home.vault / "vault.db"
    data = bytearray(file.read_bytes())
    data[5000] ^= 1
    file.write_bytes(data)


@pytest.mark.parametrize(
    ("harm", "code", "exit_code"),
    [
        (lambda home: home.write("passphrase", "wrong\n"), "wrong-passphrase", 18),
        (lambda home: home.vault.rename(home.folder / "elsewhere"), "vault-missing", 11),
        (lambda home: home.vault.chmod(0o755), "unsafe-permissions", 14),
        (lambda home: (home.folder / "passphrase").chmod(0o644), "unsafe-permissions", 14),
        (_no_vault, "not-a-vault", 15),
        (_plain_database, "plaintext-database", 16),
        (_later_version, "newer-vault", 17),
        (_damage, "vault-damaged", 21),
        (lambda home: home.write("config.toml", "[nonsense]\nx = 1\n"), "config", 4),
    ],
)
def test_a_vault_that_does_not_open_says_why(home: Any, harm: Callable[[Any], object], code: str, exit_code: int) -> None:
    """Each thing that can be wrong with a vault has its own exit code and hint, and nothing of it is changed."""
    harm(home)
    done = home.run("--json", "stats")
    assert (done.data["error"], done.exit) == (code, exit_code)
    assert done.data["exit"] == exit_code
    assert done.data["hint"]
    assert str(home.folder) not in done.data["message"] or code == "vault-missing"


def test_a_second_opener_is_told_that_it_is_busy(home: Any) -> None:
    """While somebody has the vault open, a command ends with VaultBusy and waits for nothing."""
    with Vault.open(home.vault, "correct horse battery staple"):
        assert home.run("stats").exit == 13
    assert home.run("stats").exit == 0


def test_the_kit_opens_in_the_passphrases_place(home: Any) -> None:
    """--kit opens the vault; another kit does not, and kit and passphrase together are a mistake."""
    other = home.folder / "other.txt"
    RecoveryKit.generate().write(other)
    assert home.run("stats", "--kit", home.kit, opens=False).exit == 0
    assert home.run("stats", "--kit", other, opens=False).exit == 19
    assert home.run("stats", "--kit", home.kit).exit == 2


def test_without_terminal_or_source_nothing_is_asked(home: Any) -> None:
    """A script that names no source of the passphrase gets an error at once."""
    done = _run("stats", "--vault", str(home.vault), stdin=subprocess.DEVNULL, start_new_session=True)
    assert done.returncode == 2
    assert b"--passphrase-fd" in done.stderr


def test_models_are_listed_and_their_absence_is_a_finding(home: Any) -> None:
    """`models list` shows what was looked for; `models check` ends with 1 where a model does not run."""
    assert {model["purpose"] for model in home.ok("models", "list")} == {"embedding", "language", "multilingual", "dictionary", "ner"}
    done = home.run("--json", "models", "check")
    assert done.exit == 1
    states = {model["purpose"]: model["state"] for model in done.data}
    assert states["language"] == states["embedding"] == "missing"
    assert states["ner"] in {"ok", "missing"}


def test_a_core_dump_is_not_made_and_files_are_private(tmp_path: Path) -> None:
    """A process of the command line writes no core file, and what it makes is for its owner alone."""
    code = (
        "import os, resource, sys, typer; sys.argv = ['keepmum', '--version']\nfrom keepmum.app.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE)[0], oct(os.umask(0)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.splitlines()[-1] == "0 0o77"


def test_a_locale_without_chinese_shows_escapes(home: Any) -> None:
    """Where the terminal's encoding cannot show a text, it is shown as escapes; JSON stays whole JSON."""
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    key = ["--vault", str(home.vault), "--passphrase-file", str(home.folder / "passphrase"), "--config", str(home.folder / "config.toml")]
    lines = _run("search", "膝盖", *key, env=environment)
    assert lines.returncode == 0
    assert b"\\u533b" in lines.stdout
    assert "膝盖" in json.loads(_run("search", "膝盖", "--json", *key, env=environment).stdout)[0]["record"]["text"]
