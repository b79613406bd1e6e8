"""The documentation says what is there: every command, option, error and config key, and nothing that is not."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from keepmum.app.cli import app
from keepmum.app.config import keys
from keepmum.app.status import TABLE

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
CLI = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")


def _commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


FRONT = get_command(app)
COMMANDS = dict(_commands(FRONT))
GROUPS = {path.split()[0] for path in COMMANDS if " " in path}


def _sections(text: str) -> dict[str, str]:
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _options(command: Any) -> set[str]:
    return {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts) if option.startswith("-")} | {
        "--help"
    }


def _arguments(command: Any) -> set[str]:
    return {parameter.metavar or parameter.name.upper() for parameter in command.params if parameter.param_type_name == "argument"}


SHARED = _options(FRONT)


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_is_documented_with_all_its_options(path: str) -> None:
    """Each command has its own section in docs/cli.md, which names each of its arguments and options."""
    section = _sections(CLI)[f"keepmum {path}"]
    command = COMMANDS[path]
    described = set(re.findall(r"`(--[a-z-]+)[ `]", section))
    assert _options(command) - SHARED <= described
    assert all(f"`{argument}`" in section for argument in _arguments(command))
    assert (command.help or "").strip().split("\n")[0] in section.replace("\n", " ")


def test_shared_options_are_documented_once() -> None:
    """The options that every command has are in a section of their own."""
    section = _sections(CLI)["Shared options"]
    assert set(re.findall(r"^\| `(--[a-z-]+)[ `]", section, flags=re.MULTILINE)) == SHARED


def test_every_json_result_is_documented() -> None:
    """Each command that has --json has a row that says what the document holds."""
    rows = re.findall(r"^\| (`[a-z`, ]+`) \|", _sections(CLI)["JSON results"], flags=re.MULTILINE)
    described = {path for row in rows for path in re.findall(r"`([^`]+)`", row)}
    assert described == {path for path, command in COMMANDS.items() if "--json" in _options(command)}


def test_no_section_describes_what_is_not_there() -> None:
    """Every section about a command names one that exists, and every option in its table is one of its own."""
    for title, section in _sections(CLI).items():
        if title.startswith("keepmum "):
            command = COMMANDS[title.removeprefix("keepmum ")]
            for row in re.findall(r"^\| (`-.+?`) \|", section, flags=re.MULTILINE):
                assert set(re.findall(r"--[a-z-]+", row)) <= _options(command), (title, row)


def _called(words: list[str]) -> str:
    """Return the path of the command in a line that starts with ``keepmum``; fails where there is none."""
    rest = [word for word in words[1:] if not word.startswith("-")]
    path = " ".join(rest[:2]) if rest and rest[0] in GROUPS else rest[0]
    assert path in COMMANDS, f"no command {path!r}"
    options = {word.split("=")[0] for word in words[1:] if word.startswith("--")}
    assert options <= _options(COMMANDS[path]) | SHARED, f"{path} has no {options - _options(COMMANDS[path]) - SHARED}"
    return path


def _examples(text: str) -> Iterator[list[str]]:
    """Yield each call of keepmum in the shell examples, as words."""
    for block in re.findall(r"^```(?:sh|bash|console)\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE):
        for line in block.replace("\\\n", " ").splitlines():
            lexer = shlex.shlex(line.removeprefix("$ "), posix=True, punctuation_chars="|&;<>()")
            lexer.whitespace_split = True
            words: list[str] = []
            for word in [*lexer, ";"]:
                if set(word) <= set("|&;<>()"):
                    if words[:1] == ["keepmum"]:
                        yield words
                    words = []
                elif words or "=" not in word:
                    words.append(word.removeprefix(".venv/bin/"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_shell_examples_call_what_exists(page: Path) -> None:
    """Every call of keepmum in an example names a command and options that exist."""
    for words in _examples(page.read_text(encoding="utf-8")):
        if words[1:] and not {"--help", "--version"} & set(words):
            _called(words)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_in_the_prose_exist(page: Path) -> None:
    """A command named inside a sentence is one that exists."""
    for call in re.findall(r"`keepmum ([a-z][^`\n]*)`", page.read_text(encoding="utf-8")):
        words = call.replace("…", "").replace("'", "").replace('"', "").split()
        if words[0] not in GROUPS or len(words) > 1:
            _called(["keepmum", *words])
        assert words[0] in GROUPS or words[0] in COMMANDS


@pytest.mark.parametrize("kind", sorted(TABLE, key=lambda kind: kind.__name__))
def test_hints_name_commands_that_exist(kind: type[Any]) -> None:
    """A hint sends nobody to a command or an option that is not there."""
    for call in re.findall(r"`keepmum ([a-z][^`]*)`", kind.hint):
        _called(["keepmum", *call.split()])
    for option in re.findall(r"`?(--[a-z-]+)", re.sub(r"`keepmum [^`]*`", "", kind.hint)):
        assert option in SHARED or any(option in _options(command) for command in COMMANDS.values()), option


def test_the_table_of_errors_is_the_one_in_the_program() -> None:
    """docs/errors.md has exactly the rows of app/status.py, with the hint that the program gives."""
    rows = re.findall(
        r"^\| `(\w+)` \| `([\w-]+)` \| (\d+) \| (\d+) \| .+? \| (.+) \|$",
        (ROOT / "docs" / "errors.md").read_text(encoding="utf-8"),
        flags=re.MULTILINE,
    )
    documented = {name: (code, int(number), int(http), hint) for name, code, number, http, hint in rows}
    assert documented == {kind.__name__: (status.code, status.exit, status.http.value, kind.hint) for kind, status in TABLE.items()}


def test_every_config_key_is_documented() -> None:
    """docs/config.md has a row for every key that the config file may have, and for no other."""
    text = (ROOT / "docs" / "config.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z_.]+)` \|", text, flags=re.MULTILINE)) == set(keys())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_inside_the_repository_lead_somewhere(page: Path) -> None:
    """A link to a file of the repository names one that is there."""
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
