"""What docs/cli.md says about the JSON of each command is what the command writes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from tests.app import servers

from keepmum.policy.rules.starting import default_text

_PAGE = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8").split("## JSON results")[1].split("\n## ")[0]
_KEYS = {
    path: set(re.findall(r"`(\w+)`", re.sub(r"\([^()]*\)", "", document)))
    for paths, document in re.findall(r"^\| (`.+?`) \| (.+) \|$", _PAGE, flags=re.MULTILINE)
    for path in re.findall(r"`([^`]+)`", paths)
}
_RECORD = set(re.findall(r"`(\w+)`", _PAGE.split("A record is")[1].split("\n")[0]))


def _keys(document: Any) -> set[str]:
    """Return the keys of a document, or those of the entries of a list."""
    return set(document[0] if isinstance(document, list) else document)


def test_records_are_as_documented(home: Any) -> None:
    """Every command that shows records or hits shows all of each."""
    record = home.ok("add", "a new thing", "--thread", "t")["id"]
    assert _keys(home.ok("edit", record, "--text", "another thing")) == _RECORD
    assert _keys(home.ok("tag", record, "x")) == _keys(home.ok("untag", record, "x")) == _RECORD
    assert _keys(home.ok("thread", "t")) == _RECORD
    assert _keys(home.ok("thread")) == _KEYS["thread"]
    hits = home.ok("search", "another")
    assert (_keys(hits), _keys(hits[0]["record"])) == (_KEYS["search"], _RECORD)
    assert _keys(home.ok("forget", record, "--yes")) == _KEYS["forget"]


def test_the_vaults_commands_are_as_documented(home: Any) -> None:
    """The commands for the vault as a whole write the keys that the page names."""
    new = home.write("new", "another passphrase\n")
    for path, args in {
        "stats": (),
        "export": (home.folder / "memory.age",),
        "recovery show": (),
        "recovery test": (home.kit,),
        "recovery new": (home.folder / "new-kit.txt", "--yes"),
        "import": (home.write("note.md", "The plumber is called Marlow"),),
        "add": ("x",),
        "models list": (),
        "restore": (home.vault, home.folder / "restored.keep"),
        "passphrase": ("--new-passphrase-file", new),
    }.items():
        assert _keys(home.ok(*path.split(), *args)) == _KEYS[path], path
    assert _keys(home.ok("destroy", "--vault", home.folder / "restored.keep", "--yes")) == _KEYS["destroy"]
    assert _keys(home.ok("init", "--vault", home.folder / "second.keep", "--no-recovery")) == _KEYS["init"]


def test_the_commands_that_let_out_are_as_documented(home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands for recipients, policy, questions and audit write the keys that the page names."""
    monkeypatch.setenv("VISUAL", "true")
    with servers.serving() as server:
        policy = home.write("policy.toml", default_text(("near",)))
        leak = home.write("leak.txt", "say Quillfeather here")
        words = home.write("words.txt", "Quillfeather\n")
        for path, args in {
            "cloud add": ("near", server.url("good"), "small"),
            "cloud list": (),
            "policy init": ("--to", "near"),
            "policy show": (),
            "policy check": (policy,),
            "policy load": (policy,),
            "cloud test": ("near",),
            "preview": ("knee", "--to", "near"),
            "ask": ("knee", "--to", "near"),
            "audit verify": (),
            "cloud remove": ("near",),
        }.items():
            assert _keys(home.ok(*path.split(), *args)) == _KEYS[path], path
        assert {"index", "type", "at", "payload"} <= _keys(home.ok("audit", "show", "0"))
        assert _keys(home.run("--json", "audit", "scan", leak, "--words-file", words).data) == _KEYS["audit scan"]
