"""The commands by which something can leave, with a real server at the other end, and those that prove what did."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from tests.app import servers

from keepmum.app.cli.editor import memory_folder
from keepmum.memory.vault import Vault

QUESTION = "What does Dr Quillfeather say about the knee?"
needs_memory = pytest.mark.skipif(memory_folder() is None, reason="this machine mounts no memory file system")


@pytest.fixture
def server() -> Iterator[Any]:
    with servers.serving() as running:
        yield running


@pytest.fixture
def cloud(home: Any, server: Any) -> Any:
    """A home whose policy lets a recipient on this machine be asked."""
    home.ok("cloud", "add", "near", server.url("good"), "small")
    home.ok("policy", "init", "--to", "near")
    return home


def test_without_a_policy_nothing_leaves(home: Any, server: Any) -> None:
    """A vault without a policy shows none, previews nothing and sends nothing."""
    home.ok("cloud", "add", "near", server.url("good"), "small")
    for command in (("policy", "show"), ("preview", QUESTION, "--to", "near"), ("ask", QUESTION, "--to", "near", "--yes")):
        assert home.run(*command).exit == 51
    assert server.received == []


def test_recipients_are_declared_listed_and_removed(home: Any, server: Any) -> None:
    """A recipient has a fixed address; its key comes from a private file and is shown by nothing."""
    key = home.write("key", "sk-zebrawood-7731\n")
    done = home.run("--json", "cloud", "add", "near", server.url("good"), "small", "--key-file", key)
    assert done.data == {"name": "near", "url": server.url("good"), "model": "small", "has_key": True}
    assert home.run("cloud", "add", "near", server.url("good"), "small").exit == 2
    home.ok("cloud", "add", "near", server.url("good"), "large", "--replace")
    listed = home.run("--json", "cloud", "list")
    assert listed.data == [{"name": "near", "url": server.url("good"), "model": "large", "has_key": False}]
    home.ok("cloud", "remove", "near")
    assert home.run("cloud", "remove", "near").exit == 61
    assert home.run("ask", "x", "--to", "near").exit in {51, 61}
    assert "zebrawood" not in done.out + done.err + listed.out


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("Near", "https://x.example/v1"),
        ("device", "https://x.example/v1"),
        ("near", "http://x.example/v1"),
        ("near", "ftp://x"),
        ("near", "x"),
    ],
)
def test_a_recipient_that_cannot_be_is_2(home: Any, name: str, url: str) -> None:
    """A name with other characters, "device", and an address that is not https (or http on this machine) are refused."""
    assert home.run("cloud", "add", name, url, "small").exit == 2
    assert home.ok("cloud", "list") == []


def test_a_key_that_others_can_read_is_refused(home: Any, server: Any) -> None:
    """An API key in a file that other users can read is not taken."""
    assert home.run("cloud", "add", "near", server.url("good"), "small", "--key-file", home.write("key", "sk-1", 0o644)).exit == 14
    for key in ("two words", "schlüssel"):
        assert home.run("cloud", "add", "near", server.url("good"), "small", "--key-file", home.write("key", key)).exit == 2


def test_a_first_policy_is_shown_and_not_replaced_by_accident(home: Any) -> None:
    """`policy init` puts a policy in force and shows it; a second one needs --replace."""
    text = home.ok("policy", "init")["policy"]
    assert home.ok("policy", "show")["policy"] == text
    assert home.run("policy", "show").out.strip() == text.strip()
    assert home.run("policy", "init").exit == 2
    assert home.ok("policy", "init", "--replace")["policy"] == text
    assert home.run("policy", "init", "--replace", "--to", "nobody").exit == 61


@pytest.mark.parametrize(
    "text",
    [
        "schema = 1\nfrobnicate = 2\n",
        'schema = 1\ndetectors = ["shapes"]\n',
        'schema = 1\ndetectors = []\n[[rule]]\nid = "a"\neffect = "permit"\nto = ["*"]\nfor = ["*"]\nwhy = "x"\n',
        "not toml at all",
        "",
    ],
    ids=["unknown key", "no rule", "no detector", "no toml", "empty"],
)
def test_a_text_that_is_no_policy_changes_nothing(home: Any, text: str) -> None:
    """An unknown key, no rule, no detector or no TOML: exit 52, and the policy in force stays."""
    before = home.ok("policy", "init")["policy"]
    file = home.write("policy.toml", text)
    for command in ("check", "load"):
        done = home.run("--json", "policy", command, file)
        assert (done.exit, done.data["error"]) == (52, "policy-syntax")
    assert home.ok("policy", "show")["policy"] == before


def test_a_policy_is_loaded_from_a_file_or_stdin(home: Any) -> None:
    """`policy check` needs no vault; `policy load` takes a file, or "-" for stdin."""
    text = home.ok("policy", "init")["policy"] + "# mine\n"
    file = home.write("policy.toml", text)
    assert home.run("policy", "check", file, "--json", opens=False).exit == 0
    home.ok("policy", "load", file)
    assert home.ok("policy", "show")["policy"] == text
    home.ok("policy", "load", "-", input=text + "# again\n")
    assert home.ok("policy", "show")["policy"].endswith("# again\n")
    assert home.run("policy", "load", home.folder / "none").exit == 2
    assert home.run("policy", "check", home.write("latin", b"\xe9")).exit == 2


@needs_memory
def test_a_policy_is_edited_until_it_is_one(home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change comes into force when it is valid; an invalid one can be edited again or given up."""
    before = home.ok("policy", "init")["policy"]
    editor = home.write("editor", '#!/bin/sh\nif grep -q broken "$1"; then sed -i /broken/d "$1"; else echo "$LINE" >> "$1"; fi\n', 0o700)
    monkeypatch.setenv("VISUAL", str(editor))
    monkeypatch.setenv("LINE", "# a comment")
    assert home.ok("policy", "edit") == {"changed": True}
    monkeypatch.setenv("LINE", "broken = 1")
    assert home.run("policy", "edit", input="n\n").exit == 52
    assert home.ok("policy", "show")["policy"] == before + "# a comment\n"
    monkeypatch.setenv("VISUAL", "true")
    assert home.ok("policy", "edit") == {"changed": False}
    monkeypatch.setenv("VISUAL", str(editor))
    again = home.run("policy", "edit", input="y\n")
    assert (again.exit, again.out) == (0, "the policy is as it was\n"), again.err


def test_a_preview_shows_what_would_leave_and_sends_nothing(cloud: Any, server: Any) -> None:
    """The preview has the masked texts and the reasons, for people and programs; the server hears nothing, nor the ledger."""
    shown = cloud.ok("preview", QUESTION, "--to", "near")
    assert shown["effect"] == "permit"
    assert shown["rules"]
    texts = " ".join(part["text"] for part in shown["parts"])
    assert "Quillfeather" not in texts
    assert any(span["category"] == "person" and span["form"] == "placeholder" for part in shown["parts"] for span in part["spans"])
    lines = cloud.run("preview", QUESTION, "--to", "near").out
    assert lines.startswith("permit: ")
    assert "Quillfeather" not in lines
    assert "not anonymity" in lines
    why = cloud.run("preview", QUESTION, "--to", "near", "--why").out.removeprefix(lines)
    assert any("Quillfeather\tperson\tplaceholder\t" in row for row in why.splitlines())
    assert server.received == []
    assert cloud.ok("audit", "show") == []


def test_a_question_leaves_masked_and_is_in_the_ledger(cloud: Any, server: Any) -> None:
    """What the server got is what the ledger has, and no name was in it; the answer says who gave it."""
    answer = cloud.ok("ask", QUESTION, "--to", "near")
    assert (answer["text"], answer["route"]) == ("yes", "near")
    sent = server.received[0].split(b"\r\n\r\n", 1)[1]
    assert "Quillfeather" not in sent.decode()
    entries = cloud.ok("audit", "show")
    assert [entry["type"] for entry in entries] == ["intent", "outcome"]
    assert cloud.ok("audit", "show", "0")["payload"] == sent.decode()
    assert "Quillfeather" not in cloud.run("audit", "show").out
    verified = cloud.ok("audit", "verify")
    assert verified["ledger"]["entries"] == 2
    assert cloud.ok("audit", "show", "--checkpoint")["checkpoint"] == verified["ledger"]["checkpoint"]
    assert cloud.run("audit", "show", "2").exit == 2


def test_a_policy_that_asks_is_answered_by_the_person(cloud: Any, server: Any) -> None:
    """Where the policy says "ask", what would leave is shown on stderr; only yes sends it."""
    text = cloud.ok("policy", "show")["policy"].replace('"permit"', '"ask"')
    cloud.ok("policy", "load", cloud.write("policy.toml", text))
    refused = cloud.run("ask", QUESTION, "--to", "near", input="n\n")
    assert refused.exit == 3
    assert refused.out == ""
    assert "Send this to near?" in refused.err
    assert server.received == []
    agreed = cloud.run("ask", QUESTION, "--to", "near", input="y\n")
    assert (agreed.exit, agreed.out.splitlines()[0]) == (0, "yes"), agreed.err
    assert cloud.run("ask", QUESTION, "--to", "near", "--yes").exit == 0
    assert len(server.received) == 2


def test_a_refused_question_reaches_nobody(cloud: Any, server: Any) -> None:
    """A purpose that no rule permits is denied: exit 53, nothing sent, and the refusal is in the ledger."""
    done = cloud.run("--json", "ask", QUESTION, "--to", "near", "--purpose", "advertise", "--yes")
    assert (done.exit, done.data["error"]) == (53, "policy-denied")
    assert server.received == []
    assert [entry["type"] for entry in cloud.ok("audit", "show")] == ["refusal"]
    assert cloud.run("ask", QUESTION, "--to", "near", "--purpose", "Not A Purpose").exit == 2


@pytest.mark.parametrize(
    ("behaviour", "exit_code"),
    [("401", 64), ("403", 64), ("429", 65), ("500", 66), ("503", 66), ("redirect", 67), ("half", 68), ("nonsense", 68), ("hang-up", 68)],
)
def test_a_cloud_that_fails_says_how(cloud: Any, server: Any, behaviour: str, exit_code: int) -> None:
    """Each way in which a recipient can fail has its own exit code; the ledger has the intent and how it ended."""
    cloud.ok("cloud", "add", "near", server.url(behaviour), "small", "--replace")
    done = cloud.run("--json", "ask", QUESTION, "--to", "near")
    assert (done.exit, done.data["exit"]) == (exit_code, exit_code)
    assert "SECRET" not in done.err
    assert [entry["type"] for entry in cloud.ok("audit", "show")] == ["intent", "outcome"]
    cloud.ok("audit", "verify")


def test_the_device_says_when_it_has_no_model(home: Any) -> None:
    """A config that names a model file which is not there ends an answer on the device with its own exit code."""
    assert home.run("ask", QUESTION).exit == 41


def test_a_scan_of_the_vault_finds_nothing_and_of_a_leak_everything(home: Any) -> None:
    """`audit scan --from-vault` is 0 on the vault itself, and 1 where a text of it lies readable; the words stay unsaid."""
    assert home.run("--json", "audit", "scan", "--from-vault").exit == 0
    leak = home.write("leak.log", "x" * 5000 + json.dumps("My knee is much better, says Dr Quillfeather"))
    done = home.run("--json", "audit", "scan", leak, "--from-vault")
    assert done.exit == 1
    assert all(finding["path"] == str(leak) and isinstance(finding["word"], int) for finding in done.data)
    assert "Quillfeather" not in done.out + done.err
    assert "knee" in home.run("audit", "scan", leak, "--from-vault", "--show-words").out


def test_a_scan_takes_a_list_of_words(home: Any) -> None:
    """`audit scan --words-file` needs no passphrase; exactly one of the two sources of words is named."""
    words = home.write("words.txt", "zeppelin\n\nQuillfeather\n")
    leak = home.write("leak.log", b"say Quillfeathers here")
    assert home.run("audit", "scan", leak, "--words-file", words, opens=False).exit == 1
    assert home.run("audit", "scan", leak, "--words-file", words, "--whole-words", opens=False).exit == 0
    assert home.run("audit", "scan", leak).exit == 2
    assert home.run("audit", "scan", leak, "--words-file", words, "--from-vault").exit == 2
    assert home.run("audit", "scan", home.folder / "none", "--words-file", words).exit == 2
    assert home.run("audit", "scan", leak, "--words-file", home.write("empty", "\n")).exit == 2


def test_a_recipient_is_tried_through_the_gate(cloud: Any, server: Any) -> None:
    """`cloud test` sends one harmless sentence, under the rule for tests, and the ledger has it."""
    assert cloud.ok("cloud", "test", "near") == {"name": "near", "answers": True}
    assert len(server.received) == 1
    assert b"knee" not in server.received[0]
    assert [entry["purpose"] for entry in cloud.ok("audit", "show")] == ["test", "test"]


def test_a_changed_ledger_does_not_verify(cloud: Any) -> None:
    """A leaf changed by SQL, with the vault's key in hand, ends `audit verify` with an error of its own."""
    cloud.ok("ask", QUESTION, "--to", "near")
    with Vault.open(cloud.vault, "correct horse battery staple") as vault, vault.lock:
        leaf = vault.document("ledger.leaf", vault.document_keys("ledger.leaf")[0])
        assert leaf is not None
        changed = vault.connection().execute(
            "UPDATE documents SET bytes = ? WHERE namespace = 'ledger.leaf' AND bytes = ?", (leaf.replace(b"near", b"afar"), leaf)
        )
        assert changed.rowcount == 1
        vault.connection().commit()
    assert cloud.run("audit", "verify").exit in {21, 54}


def test_a_checkpoint_kept_elsewhere_is_gone_on_from(cloud: Any) -> None:
    """`audit verify --against` passes for a checkpoint of this ledger, and fails with 54 for one that saw another."""
    other = cloud.run("audit", "show", "--checkpoint").out
    cloud.ok("cloud", "test", "near")
    seen = cloud.write("checkpoint", cloud.run("audit", "show", "--checkpoint").out)
    cloud.ok("ask", QUESTION, "--to", "near")
    cloud.ok("audit", "verify", "--against", seen)
    assert "goes on from" in cloud.run("audit", "verify", "--against", seen).out
    cloud.ok("audit", "verify", "--against", cloud.write("empty", other))
    assert cloud.run("audit", "verify", "--against", cloud.write("forged", seen.read_text().replace("\n2\n", "\n1\n"))).exit == 54
    assert cloud.run("audit", "verify", "--against", cloud.folder / "none").exit == 2


def test_a_refused_person_is_in_the_ledger(cloud: Any) -> None:
    """What the person did not let go is recorded as a refusal, with the reasons in its payload."""
    text = cloud.ok("policy", "show")["policy"].replace('"permit"', '"ask"')
    cloud.ok("policy", "load", cloud.write("policy.toml", text))
    assert cloud.run("ask", QUESTION, "--to", "near", input="n\n").exit == 3
    shown = cloud.ok("audit", "show", "0")
    assert shown["type"] == "refusal"
    assert shown["payload"]


def test_what_was_forgotten_is_gone_from_the_ledger_and_it_still_verifies(cloud: Any) -> None:
    """After `forget` the payload that held the record's words is destroyed, and the proofs are whole."""
    answer = cloud.ok("ask", QUESTION, "--to", "near")
    receipts = cloud.ok("forget", *answer["citations"], "--yes")
    assert any("ledger" in thing for receipt in receipts for thing in receipt["destroyed"])
    assert cloud.ok("audit", "show", "0")["payload"] is None
    assert "destroyed" in cloud.run("audit", "show", "0").out
    assert cloud.ok("audit", "verify")["ledger"]["destroyed"] == [0, 1]
