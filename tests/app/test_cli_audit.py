"""The auditor's commands: what left in numbers and bytes, proofs for others, the doctor, the page."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.app import servers
from tests.app.conftest import PASSPHRASE, furnish_vault

from keepmum.app.keep import Keep
from keepmum.app.status import FINDINGS

TOOL = Path(__file__).parents[2] / "tools" / "verify_ledger.py"


@pytest.fixture(scope="module")
def asked(_first_home: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A vault from which two requests left and one was refused."""
    home = type(_first_home)(tmp_path_factory.mktemp("asked"))
    shutil.copytree(_first_home.folder, home.folder, dirs_exist_ok=True)
    with servers.serving() as server:
        home.ok("cloud", "add", "near", server.url("good"), "small")
        home.ok("policy", "init", "--to", "near")
        home.ok("ask", "What does Dr Quillfeather say about the knee?", "--to", "near")
        home.ok("cloud", "test", "near")
        assert home.run("ask", "the knee", "--to", "near", "--purpose", "advertise", "--yes").exit == 53
    return home


def at_terminal(home: Any, *args: object, columns: int = 80) -> str:
    """Return what a command shows at a terminal of this width."""
    command = [sys.executable, "-c", "from keepmum.app.cli import main; main()", "--vault", str(home.vault)]
    command += ["--passphrase-file", str(home.write("passphrase-pty", "correct horse battery staple")), *map(str, args)]
    ours, theirs = pty.openpty()
    environment = os.environ | {"COLUMNS": str(columns), "TERM": "xterm-256color"}
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=theirs, stderr=subprocess.DEVNULL, env=environment) as child:
        os.close(theirs)
        shown = b"".join(_read(ours))
        assert child.wait() in {0, FINDINGS}
    os.close(ours)
    return shown.decode()


def _read(descriptor: int) -> Iterator[bytes]:
    while True:
        try:
            data = os.read(descriptor, 65536)
        except OSError:  # the other end was closed
            return
        if not data:
            return
        yield data


def test_what_was_sent_is_shown_byte_by_byte(asked: Any) -> None:
    """`audit sent` has the exact bytes with every masked place marked; by the outcome's number too; raw for other programs."""
    found = asked.ok("audit", "sent", "0")
    assert found["marks"]
    body = found["sent"].encode()
    assert found["bytes"] == len(body)
    for mark in found["marks"]:
        piece = body[mark["start"] : mark["end"]].decode()
        assert piece.startswith("[") == (mark["form"] == "placeholder")
    assert "Quillfeather" not in found["sent"]
    assert asked.ok("audit", "sent", "1") == found
    assert "under my-notes; answered" in asked.run("audit", "sent", "0").out
    assert "sent to near, and answered" in at_terminal(asked, "audit", "show", 0)
    assert "{{[PERSON_1]|person placeholder by " in asked.run("audit", "sent", "0").out
    assert asked.run("audit", "sent", "0", "--raw").out == found["sent"]
    assert asked.run("audit", "sent", "99").exit == 2


def test_json_is_as_documented(asked: Any) -> None:
    """Every key that the auditor's commands write stands in the table of docs/cli.md, in the row of its command."""
    page = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8").split("## JSON results")[1].split("\n## ")[0]
    for path, args in {"sent": ("0",), "summary": (), "verify": (), "checkpoint": (), "doctor": ()}.items():
        row = next(line for line in page.splitlines() if line.startswith(f"| `audit {path}`"))
        found = asked.ok("audit", path, *args)
        documents = found if isinstance(found, list) else [found, found.get("total", {}), *found.get("marks", [])]
        assert {key for document in documents for key in document} <= set(re.findall(r"`(\w+)`", row)), path


def test_what_was_sent_is_coloured_at_a_terminal(asked: Any) -> None:
    """Masked places are green at a terminal, and a table says what they are."""
    shown = at_terminal(asked, "audit", "sent", 0)
    assert "\x1b[1;30;42m[PERSON_1]" in shown
    assert "found by" in shown


def test_what_was_refused_was_not_sent(asked: Any) -> None:
    """A refusal has no bytes, and says where its reasons are."""
    refused = [entry["index"] for entry in asked.ok("audit", "show") if entry["type"] == "refusal"]
    assert refused == [4]
    done = asked.run("audit", "sent", 4)
    assert (done.exit, "audit show 4" in done.err) == (2, True)


def test_destroyed_bytes_say_why(asked: Any, home: Any) -> None:
    """Forgotten with a record or over their time: each is said, with what still proves them; and `prove` still does."""
    shutil.copytree(asked.folder, home.folder, dirs_exist_ok=True)
    home.ok("forget", home.ok("search", "knee Quillfeather")[0]["record"]["id"], "--yes")
    forgotten = home.run("audit", "sent", "0")
    assert (forgotten.exit, forgotten.out) == (2, "")
    assert "a record that was in them was forgotten, or somebody removed them" in " ".join(forgotten.err.split())
    assert "audit prove 0" in forgotten.err
    assert "forgotten" in home.run("audit", "show", "0").out
    assert home.run("audit", "sent", "2").exit == 0
    with Keep.open(home.vault, PASSPHRASE) as keep:
        keep.ledger.expire(0, datetime.now(UTC) + timedelta(days=1))
    for args in (("sent", "2"), ("prove", "2", "--with-content")):
        over = home.run("audit", *args)
        assert (over.exit, '"payloads_days"' in over.err, "audit prove 2" in over.err) == (2, True, True)
    assert home.ok("audit", "prove", "2")["index"] == 2
    assert home.run("audit", "verify").exit == 0


def test_a_ledger_that_is_broken_elsewhere_can_be_looked_at(asked: Any, home: Any) -> None:
    """An entry and its bytes are shown though a later one is gone; `verify` says which."""
    shutil.copytree(asked.folder, home.folder, dirs_exist_ok=True)
    with Keep.open(home.vault, PASSPHRASE) as keep:
        keep.vault.delete_document("ledger.leaf", "000000000003")
    assert home.ok("audit", "sent", "0")["entry"] == 0
    assert "sent to near" in at_terminal(home, "audit", "show", 0)
    done = home.run("audit", "verify")
    assert (done.exit, "entry 3" in done.err) == (54, True)


def test_the_summary_is_for_people_and_programs(asked: Any) -> None:
    """Numbers by recipient, week and category; a chart at a terminal; a time that leaves everything out leaves nothing."""
    found = asked.ok("audit", "summary")
    assert found["total"]["requests"] == sum(week["requests"] for week in found["weeks"]) >= 2
    assert found["recipients"][0]["name"] == "near"
    assert asked.run("audit", "summary").out.startswith("total\t\t")
    assert asked.ok("audit", "summary", "--until", "2001-01-01")["total"]["requests"] == 0
    assert "requests by week" in at_terminal(asked, "audit", "summary")


def test_the_table_has_a_row_a_request(asked: Any) -> None:
    """`audit show` lists each request once, with how it ended; --json lists each entry."""
    entries = asked.ok("audit", "show")
    rows = asked.run("audit", "show").out.splitlines()
    assert len(rows) == sum(entry["type"] != "outcome" for entry in entries)
    assert [row.split("\t")[2:4] for row in rows] == [["answered", "near"], ["answered", "near"], ["refused", "near"]]


def test_an_entry_is_proved_to_others(asked: Any, tmp_path: Path) -> None:
    """`audit prove` and `audit export` make files that the verifier believes, and that never overwrite anything."""
    early = asked.write("early", asked.run("audit", "show", "--checkpoint").out)
    key = asked.ok("audit", "checkpoint")["key"]
    proof, bundle, shown = tmp_path / "proof.json", tmp_path / "bundle.json", tmp_path / "shown.json"
    assert set(asked.ok("audit", "prove", "1", proof)) == {"file", "entry", "size"}
    assert set(asked.ok("audit", "prove", "0", shown, "--with-content")) == {"file", "entry", "size"}
    assert set(asked.ok("audit", "export", bundle, "--no-content", "--against", early)) == {"file", "entries"}
    for file in (proof, bundle, shown):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        done = subprocess.run([sys.executable, "-I", TOOL, file, "--key", key], capture_output=True, text=True, check=False, cwd="/")
        assert (done.returncode, done.stderr) == (0, "")
    assert "payload" in json.loads(shown.read_text())
    assert asked.ok("audit", "prove", "1") == json.loads(proof.read_text())
    assert asked.run("audit", "export", bundle, "--no-content").exit == 12
    assert asked.run("audit", "export", tmp_path / "x").exit == 2
    assert asked.run("audit", "prove", "99").exit == 2
    assert asked.run("audit", "prove", "0", tmp_path / "none" / "x").exit == 2


def test_a_checkpoint_is_carried_elsewhere(asked: Any, tmp_path: Path) -> None:
    """It goes to the screen or to a new file, and later `audit verify --against` says what it covers."""
    carried = tmp_path / "checkpoint"
    signed = asked.ok("audit", "checkpoint", carried)["checkpoint"]
    assert carried.read_text() == signed
    assert signed in asked.run("audit", "checkpoint").out + "\n"
    entries = asked.ok("audit", "verify", "--against", carried)["ledger"]
    assert entries["covered"] == entries["entries"]
    assert "covers all" in asked.run("audit", "verify", "--against", carried).out


def test_what_a_checkpoint_does_not_cover_is_said(asked: Any, home: Any, tmp_path: Path) -> None:
    """Entries that came after it are counted as not covered."""
    carried = home.write("none-yet", home.run("audit", "show", "--checkpoint").out)
    with servers.serving() as server:
        home.ok("cloud", "add", "near", server.url("good"), "small")
        home.ok("policy", "init", "--to", "near")
        home.ok("cloud", "test", "near")
        later = home.write("later", home.run("audit", "show", "--checkpoint").out)
        home.ok("cloud", "test", "near")
    assert "covers no entry; 4 newer entries are not covered" in home.run("audit", "verify", "--against", carried).out
    assert "covers the first 2 entries; 2 newer entries are not" in home.run("audit", "verify", "--against", later).out
    assert home.run("audit", "verify", "--against", asked.write("other", asked.run("audit", "show", "--checkpoint").out)).exit == 54


def test_what_is_no_checkpoint_is_the_persons_to_correct(asked: Any, tmp_path: Path) -> None:
    """A file that is not there, is none, or is of another ledger is told apart from a ledger that was changed."""
    for name, content, said in (("missing", None, "No such file"), ("text", "hello", "holds no checkpoint"), ("bytes", b"\xff", "UTF-8")):
        if content is not None:
            asked.write(name, content)
        done = asked.run("audit", "verify", "--against", asked.folder / name)
        assert (done.exit, said in done.err, "Something changed" in done.err) == (2, True, False)
        assert asked.run("audit", "export", tmp_path / name, "--no-content", "--against", asked.folder / name).exit == 2
    other = asked.write("others", furnish_vault(tmp_path).run("audit", "checkpoint").out)
    done = asked.run("audit", "verify", "--against", other)
    assert (done.exit, "another ledger" in done.err, "Something changed" in done.err) == (54, True, False)
    marked = asked.write("marked", b"\xef\xbb\xbf" + asked.run("audit", "checkpoint").out.encode())
    assert asked.run("audit", "verify", "--against", marked).exit == 0
    taken = asked.run("audit", "checkpoint", marked)
    assert (taken.exit, "never replaced" in taken.err) == (12, True)


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_changes_nothing(asked: Any, closed: str) -> None:
    """Whoever starts keepmum without a standard stream, as some schedulers do, gets the same exit code, and the vault stays whole."""
    for args in ("audit verify", "--json audit show"):
        command = f"{sys.executable} -c 'from keepmum.app.cli import main; main()' --vault {asked.vault}"
        command += f" --passphrase-file {asked.folder}/passphrase --config {asked.folder}/config.toml {args} {closed}"
        done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False)
        assert (done.returncode, "error" in done.stderr) == (0, False)
    assert asked.run("audit", "verify").exit == 0


def test_a_qr_code_holds_the_checkpoint(asked: Any, tmp_path: Path) -> None:
    """The picture is a file of its kind, and the screen shows blocks that fit 80 columns."""
    for kind, start in ((".svg", b"<?xml"), (".png", b"\x89PNG")):
        asked.ok("audit", "checkpoint", tmp_path / f"code{kind}")
        assert (tmp_path / f"code{kind}").read_bytes().startswith(start)
    code = [line for line in asked.run("audit", "checkpoint", "--qr").out.splitlines() if "█" in line]
    assert 25 < len(code) < 45
    assert max(map(len, code)) <= 80


def test_the_doctor_opens_nothing_unasked(asked: Any) -> None:
    """Without a passphrase the machine is looked at and the rest is skipped; with one, policy and ledger too."""
    locked = {f["what"]: f["status"] for f in asked.run("--json", "audit", "doctor", opens=False).data}
    assert {locked[what] for what in ("policy", "ledger", "payloads")} == {"skipped"}
    assert (locked["permissions"], locked["recovery"]) == ("ok", "ok")
    opened = {f["what"]: f for f in asked.ok("audit", "doctor")}
    assert (opened["policy"]["status"], opened["ledger"]["status"]) == ("ok", "ok")
    assert all(f["hint"] for f in opened.values() if f["status"] in {"warn", "bad"})
    assert "could be stronger" in at_terminal(asked, "audit", "doctor")


def test_the_doctor_finds_open_doors(home: Any) -> None:
    """A vault that others can enter ends it with 1, before anything is opened."""
    home.vault.chmod(0o755)
    done = home.run("--json", "audit", "doctor", opens=False)
    assert done.exit == FINDINGS
    assert [f["what"] for f in done.data if f["status"] == "bad"] == ["permissions"]
    home.vault.chmod(0o700)


def test_the_report_is_a_page_of_its_own(asked: Any, tmp_path: Path) -> None:
    """It holds charts, requests and the checkpoint; no word of what was sent; and it replaces nothing."""
    page = tmp_path / "report.html"
    assert set(asked.ok("audit", "report", page)) == {"file", "requests"}
    text = page.read_text(encoding="utf-8")
    assert text.count("<svg") == 3
    assert "Quillfeather" not in text
    assert "PERSON_1" not in text
    assert asked.ok("audit", "checkpoint")["checkpoint"].split("\n")[2] in text
    assert asked.run("audit", "report", page).exit == 12
