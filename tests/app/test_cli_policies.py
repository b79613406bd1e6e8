"""The commands that make, test and explain a policy, over a vault and a recipient on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cbor2
import pytest
from tests.app import servers
from tests.app.conftest import PASSPHRASE

from keepmum.app.keep import Keep

QUESTION = "how is the knee"


@pytest.fixture
def server() -> Iterator[servers.Server]:
    with servers.serving() as serving:
        yield serving


@pytest.fixture
def cloud(home: Any, server: Any) -> Any:
    """A home whose policy lets a recipient on this machine be asked."""
    home.ok("cloud", "add", "near", server.url("good"), "small-1")
    home.ok("policy", "init", "--to", "near")
    return home


def asking(home: Any) -> str:
    """Put a policy in force that asks; returns its text."""
    text: str = home.ok("policy", "show")["policy"].replace('"permit"', '"ask"')
    home.ok("policy", "load", home.write("policy.toml", text))
    return text


@pytest.mark.parametrize("starting", ["strict", "balanced", "family"])
def test_a_starting_policy_comes_into_force_and_passes_its_tests(cloud: Any, starting: str) -> None:
    """`policy init --starting` puts it in force; `policy test` runs its cases with the people of the vault."""
    text = cloud.ok("policy", "init", "--starting", starting, "--to", "near", "--replace")["policy"]
    assert text.startswith(f"# {starting.upper()}")
    cases = cloud.ok("policy", "test")
    assert len(cases) >= 25
    assert all(case["passed"] for case in cases)
    assert cloud.run("policy", "test").out == f"{len(cases)} cases, 0 of them fail\n"
    checked = cloud.run("--json", "policy", "check", cloud.write("policy.toml", text), opens=False).data
    assert (checked["valid"], checked["cases"]) == (True, len(cases))
    assert cloud.run("policy", "init", "--starting", "none", "--replace").exit == 2


def test_a_policy_whose_cases_fail_does_not_come_into_force(cloud: Any) -> None:
    """`load` and `check` refuse it with the line of the case; `test` says what was expected and why it was decided otherwise."""
    before = cloud.ok("policy", "show")["policy"]
    text = before + '\n[[case]]\ngiven = { to = "near", for = "answer" }\nexpect = "block"\n'
    file = cloud.write("policy.toml", text)
    line = len(before.splitlines()) + 2
    for command in ("load", "check"):
        done = cloud.run("--json", "policy", command, file)
        assert (done.exit, done.data["error"]) == (52, "policy-syntax")
        assert f"line {line}: this case fails" in done.data["message"]
    assert cloud.ok("policy", "show")["policy"] == before
    done = cloud.run("policy", "test", file)
    assert done.exit == 1
    assert f"line {line}: expected block, decided permit by my-notes" in done.out
    assert cloud.run("policy", "test", file, "--json").data[-1]["passed"] is False


def test_a_file_that_cannot_be_read_says_why(cloud: Any) -> None:
    """Not there, a folder, too long, no text: each has its reason; a byte order mark before the text is no fault."""
    cloud.write("long.toml", b"#" * (2 << 20))
    cloud.write("bytes.toml", b"\xff")
    for name, said in (("none.toml", "No such file"), ("me.keep", "Is a directory"), ("long.toml", "too long"), ("bytes.toml", "UTF-8")):
        for command in ("check", "load", "test"):
            done = cloud.run("policy", command, cloud.folder / name)
            assert (done.exit, said in done.err) == (2, True)
    text = cloud.ok("policy", "show")["policy"]
    assert cloud.run("policy", "check", cloud.write("marked.toml", b"\xef\xbb\xbf" + text.encode())).exit == 0


@pytest.mark.parametrize("broken", [b"\xff", b"x = 1"])
def test_a_policy_that_cannot_be_read_can_be_replaced(cloud: Any, broken: bytes) -> None:
    """Where the policy in force cannot be read nothing leaves, grants are still listed, and another one can be put in its place."""
    with Keep.open(cloud.vault, PASSPHRASE) as keep:
        keep.vault.put_document("policy", "current", broken)
        keep.vault.put_document("policy.grant", "3f9c2a6e", cbor2.dumps(["my-notes", "near", "answer", "", 0, None]))
    assert cloud.run("ask", QUESTION, "--to", "near").exit == 52
    assert [grant["holds"] for grant in cloud.ok("policy", "grants")] == [False]
    assert cloud.run("policy", "revoke", "3f9c2a6e").exit == 0
    assert cloud.run("policy", "init", "--to", "near").exit in {2, 52}
    assert cloud.run("policy", "init", "--to", "near", "--replace").exit == 0
    assert cloud.run("ask", QUESTION, "--to", "near").exit == 0


def test_a_policy_without_cases_says_so(cloud: Any) -> None:
    """No case is no failure, and is said."""
    text = cloud.ok("policy", "show")["policy"].split("[[case]]")[0]
    assert cloud.run("policy", "test", cloud.write("policy.toml", text)).out == "the policy carries no case\n"


def test_why_shows_what_is_found_and_records_nothing(cloud: Any, server: Any) -> None:
    """For a text and a recipient: the decision, and each span with class, level, form and detectors; nothing is sent or kept."""
    found = cloud.ok("policy", "why", "Ring me on +44 7700 900123, the password is Tr0ub4dor&3xyz", "--to", "near")
    assert found["effect"] == "block"
    assert {span["category"]: span["form"] for span in found["spans"]} == {"phone": "placeholder", "secret": "block"}
    assert {span["level"] for span in found["spans"]} == {"personal", "secret"}
    done = cloud.run("policy", "why", "Ring me on +44 7700 900123", "--to", "near")
    assert "permit: rule" in done.out
    assert "+44 7700 900123\tphone\tpersonal\tplaceholder\tshapes" in done.out
    assert "nothing personal" in cloud.run("policy", "why", "-", "--to", "near", input="what is a good soup").out
    assert cloud.ok("policy", "why", "hello", "--to", "stranger")["effect"] == "block"
    assert cloud.run("policy", "why", "hello", "--to", "No Name").exit == 2
    assert cloud.ok("audit", "show") == []
    assert server.received == []


def test_why_says_what_the_last_look_would_find(cloud: Any, server: Any) -> None:
    """A known name in a URL that the policy keeps blocks, in `why` as in `ask`; the reason names what to change, and not the name."""
    cloud.ok("import", cloud.write("people.vcf", "BEGIN:VCARD\nVERSION:3.0\nFN:Zuzana Kralova\nORG:Brackwater Pumps\nEND:VCARD\n"))
    text = cloud.ok("policy", "show")["policy"].replace("[forms]", '[forms]\nurl = "keep"', 1)
    assert 'url = "keep"' in text
    cloud.ok("policy", "load", cloud.write("policy.toml", text))
    url = "https://photos.example/zuzana-kralova"
    found = cloud.ok("policy", "why", f"what is on {url}", "--to", "near")
    assert found["effect"] == "block"
    assert '("url"): give that another form than "keep"' in found["reasons"][-1]
    done = cloud.run("ask", f"what is on {url}", "--to", "near")
    assert done.exit == 53
    assert '"url"' in done.err
    assert "zuzana" not in done.err.lower()
    assert server.received == []
    spans = cloud.ok("policy", "why", "what does brackwater pumps sell", "--to", "near")["spans"]
    assert [span["category"] for span in spans] == ["organisation"]


def test_why_says_which_detector_is_missing(cloud: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a detector that the policy names is not there, nothing would leave."""
    from keepmum.policy.detectors import detect

    whole = detect.default_detectors
    monkeypatch.setattr(detect, "default_detectors", lambda *world: [d for d in whole(*world) if d.name != "shapes"])
    assert cloud.ok("policy", "why", "hello", "--to", "near")["reasons"] == ["the detector shapes is missing"]


def test_explain_names_each_rule(cloud: Any) -> None:
    """An entry of the ledger is explained by its number or its decision, in words and as JSON, without a word of the request."""
    cloud.ok("ask", QUESTION, "--to", "near")
    entry = cloud.ok("audit", "show")[0]
    by_number, by_id = cloud.ok("policy", "explain", "0"), cloud.ok("policy", "explain", entry["decision"])
    assert by_number == by_id
    assert cloud.ok("policy", "explain", "1") == by_number  # the outcome is of the same decision
    assert (by_number["effect"], by_number["rules"]) == ("permit", ["my-notes"])
    assert {tried["rule"] for tried in by_number["tries"]} >= {"my-notes", "my-tests", "calls-stay"}
    said = cloud.run("policy", "explain", "0").out
    assert "it was let out" in said
    assert 'my-tests (permit) says nothing of all of it: it is for other purposes ("for")' in said
    assert "Quillfeather" not in said
    assert "knee" not in said


def test_a_refusal_is_explained_too(cloud: Any) -> None:
    """What stayed has its record as well."""
    assert cloud.run("ask", QUESTION, "--to", "near", "--purpose", "advertise").exit == 53
    assert cloud.ok("policy", "explain", "0")["effect"] == "block"
    done = cloud.run("--json", "policy", "explain", "7")
    assert (done.exit, done.data["error"]) == (57, "decision-missing")


def test_diff_replays_the_ledger(cloud: Any) -> None:
    """What would have been decided otherwise under another policy is shown; with the policy in force, nothing."""
    cloud.ok("ask", QUESTION, "--to", "near")
    cloud.ok("cloud", "test", "near")
    strict = cloud.write("strict.toml", cloud.ok("policy", "show")["policy"].replace('"message", "memo"', '"memo"'))
    same = cloud.ok("policy", "diff", "current", "current")
    assert (same["replayed"], same["lost"], same["changes"]) == (2, 0, [])
    (change,) = cloud.ok("policy", "diff", "current", strict)["changes"]
    assert (change["was"], change["old"], change["new"], change["purpose"]) == ("permit", "permit", "block", "answer")
    shown = cloud.run("policy", "diff", "current", strict)
    assert "2 decisions replayed, 1 would have been another" in shown.out
    assert "no rule permits a message" in shown.out
    forms = cloud.write("forms.toml", cloud.ok("policy", "show")["policy"].replace('date = "keep"', 'date = "placeholder"'))
    assert "another form" in cloud.run("policy", "diff", "current", forms).out
    assert cloud.run("policy", "diff", "current", cloud.folder / "none.toml").exit == 2


def test_what_has_no_record_is_counted_as_lost(cloud: Any) -> None:
    """Decisions whose record was destroyed cannot be replayed, and this is said."""
    from keepmum.memory.vault import Vault

    cloud.ok("cloud", "test", "near")
    with Vault.open(cloud.vault, "correct horse battery staple") as vault:
        (key,) = vault.document_keys("policy.decision")
        vault.delete_document("policy.decision", key)
    assert cloud.ok("policy", "diff", "current", "current")["lost"] == 1
    assert "cannot be replayed" in cloud.run("policy", "diff", "current", "current").err


@pytest.mark.parametrize(("word", "until"), [("today", True), ("always", False)])
def test_a_word_that_holds_for_longer(cloud: Any, server: Any, word: str, until: bool) -> None:  # noqa: FBT001  a parameter of the test
    """Agreed for today or always, the next question is not asked about; revoked, it is. Another policy ends it."""
    text = asking(cloud)
    assert cloud.run("policy", "grants").err == "nothing was agreed to beyond one request\n"
    agreed = cloud.run("ask", QUESTION, "--to", "near", input=f"{word}\n")
    assert agreed.exit == 0, agreed.err
    assert cloud.run("ask", QUESTION, "--to", "near").exit == 0
    assert len(server.received) == 2
    (grant,) = cloud.ok("policy", "grants")
    assert (grant["rule"], grant["to"], grant["purpose"], grant["holds"]) == ("my-notes", "near", "answer", True)
    assert bool(grant["until"]) is until
    assert grant["grant"] in cloud.run("policy", "grants").out
    cloud.ok("policy", "load", cloud.write("policy.toml", text.replace("100000", "90000").split("[[case]]")[0]))
    assert cloud.ok("policy", "grants")[0]["holds"] is False
    cloud.ok("policy", "load", cloud.write("policy.toml", text + "# only a comment\n"))
    assert cloud.ok("policy", "grants")[0]["holds"] is True
    assert cloud.ok("policy", "revoke", grant["grant"])["revoked"] is True
    assert cloud.run("ask", QUESTION, "--to", "near", input="n\n").exit == 3
    done = cloud.run("--json", "policy", "revoke", grant["grant"])
    assert (done.exit, done.data["error"]) == (56, "no-such-grant")


def test_a_plain_yes_is_for_once(cloud: Any) -> None:
    """Neither a typed yes nor --yes is kept."""
    asking(cloud)
    assert cloud.run("ask", QUESTION, "--to", "near", input="yes\n").exit == 0
    assert cloud.run("ask", QUESTION, "--to", "near", "--yes").exit == 0
    assert cloud.ok("policy", "grants") == []
    assert cloud.run("ask", QUESTION, "--to", "near", input="perhaps\n").exit == 3


def test_a_budget_holds_over_commands(cloud: Any, server: Any) -> None:
    """Counts lie in the vault: the next command, and the preview, go by them."""
    text = cloud.ok("policy", "show")["policy"].split("[[case]]")[0].replace("requests = 300", "requests = 1")
    cloud.ok("policy", "load", cloud.write("policy.toml", text))
    cloud.ok("ask", QUESTION, "--to", "near")
    assert cloud.ok("preview", QUESTION, "--to", "near")["effect"] == "block"
    done = cloud.run("ask", QUESTION, "--to", "near")
    assert done.exit == 53
    assert "used up" in done.err
    assert len(server.received) == 1


def test_payloads_go_when_the_policy_says_so(cloud: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """`payloads_days` destroys what was sent and the records of those decisions at the next request; the entries stay."""
    import time

    text = cloud.ok("policy", "show")["policy"].split("[[case]]")[0] + "\n[retention]\npayloads_days = 1\n"
    cloud.ok("policy", "load", cloud.write("policy.toml", text))
    real = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: real() - 5 * 86_400_000_000_000)
    cloud.ok("ask", QUESTION, "--to", "near")
    monkeypatch.setattr(time, "time_ns", real)
    assert cloud.ok("audit", "show", "0")["payload"]
    cloud.ok("cloud", "test", "near")
    assert cloud.ok("audit", "show", "0")["payload"] is None
    assert cloud.run("policy", "explain", "0").exit == 57
    assert cloud.ok("policy", "explain", "2")["purpose"] == "test"
    cloud.ok("audit", "verify")
