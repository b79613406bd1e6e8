"""Bad input gets a clear error with a hint and an exit code of its own, and nothing is lost: the vault opens and verifies after."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.app.conftest import PASSPHRASE, Done, Home, furnish, furnish_vault
from tests.app.servers import Server, serving

from keepmum.app.models import language_model_path
from keepmum.memory.vault import Vault

QUESTION = "What does Dr Quillfeather say about the knee?"
RECORDS = 3
KEEPMUM = [sys.executable, "-c", "from keepmum.app.cli import main; main()"]
CHAT = "".join(f"[{12 + n}/06/2026, 09:30:00] Mei Lin: 我们星期{n}去湖边\n" for n in range(4))


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return furnish_vault(tmp_path_factory.mktemp("home"))


@pytest.fixture
def home(first: Home, tmp_path: Path) -> Home:
    """A folder with a vault of three records, of its own."""
    shutil.copytree(first.folder, tmp_path, dirs_exist_ok=True)
    return furnish(tmp_path)


def told(done: Done, code: str, exit_code: int) -> None:
    """Check that a command ended with this error and said what to do."""
    assert (done.exit, done.out) == (exit_code, ""), done.err
    error = json.loads(done.err.splitlines()[-1])
    assert (error["error"], error["exit"]) == (code, exit_code)
    assert error["message"].strip()
    assert len(error["hint"]) > 10
    assert "Traceback" not in done.err
    assert "Quillfeather" not in done.err


def whole(home: Home, records: int = RECORDS) -> Any:
    """Check that the vault opens, verifies and has all its records; return what `audit verify` said."""
    verified = home.ok("audit", "verify")
    assert verified["vault"]["records"] == records
    assert home.ok("search", "dentist")[0]["record"]["text"] == "Dentist said Tuesday 3pm"
    return verified


# -- the vault ---------------------------------------------------------------------------------------------------------


def test_a_wrong_passphrase(home: Home) -> None:
    """Exit 18, whether a command reads or writes; nothing is written."""
    home.write("passphrase", "correct horse battery stable\n")
    for args in (("stats",), ("add", "x"), ("forget", "x", "--yes"), ("passphrase", "--new-passphrase-file", home.write("new", "y\n"))):
        told(home.run("--json", *args), "wrong-passphrase", 18)
    furnish(home.folder)
    whole(home)


def _as_file(home: Home) -> None:
    home.vault.rename(home.folder / "aside")
    home.vault.write_text("Dear diary")
    home.vault.chmod(0o600)


def _as_other_folder(home: Home) -> None:
    home.vault.rename(home.folder / "aside")
    home.vault.mkdir(mode=0o700)
    (home.vault / "photo.jpg").write_bytes(b"\xff\xd8")


def _as_plain_database(home: Home) -> None:
    shutil.copytree(home.vault, home.folder / "aside")
    file = home.vault / "vault.db"
    file.unlink()
    with contextlib.closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE record (text)")
        database.commit()
    file.chmod(0o600)


def _as_later_format(home: Home) -> None:
    shutil.copytree(home.vault, home.folder / "aside")
    header = json.loads((home.vault / "vault.json").read_text())
    (home.vault / "vault.json").write_text(json.dumps(header | {"version": header["version"] + 1}))


def _as_later_schema(home: Home) -> None:
    shutil.copytree(home.vault, home.folder / "aside")
    with Vault.open(home.vault, PASSPHRASE) as vault, vault.lock:
        (version,) = vault.connection().execute("PRAGMA user_version").fetchone()
        vault.connection().execute(f"PRAGMA user_version = {version + 1}")


def _files(path: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in ([path] if path.is_file() else sorted(path.rglob("*"))) if file.name != "lock"}


@pytest.mark.parametrize(
    ("harm", "code", "exit_code"),
    [
        (_as_file, "not-a-vault", 15),
        (_as_other_folder, "not-a-vault", 15),
        (_as_plain_database, "plaintext-database", 16),
        (_as_later_format, "newer-vault", 17),
        (_as_later_schema, "newer-vault", 17),
    ],
)
def test_what_is_no_vault_of_ours_is_left_alone(home: Home, harm: Callable[[Home], None], code: str, exit_code: int) -> None:
    """A file, a folder, a plain database or a later version in the vault's place: said, not changed; put right, all is there."""
    harm(home)
    before = _files(home.vault)
    for args in (("stats",), ("add", "x"), ("import", home.write("note.md", "buy a lamp"))):
        told(home.run("--json", *args), code, exit_code)
    assert _files(home.vault) == before
    home.vault.rename(home.folder / "wrong")
    (home.folder / "aside").rename(home.vault)
    whole(home)


@pytest.mark.parametrize("name", ["", "vault.db", "vault.json", "vault.head"])
def test_what_others_can_read_is_refused(home: Home, name: str) -> None:
    """A vault's folder or file that other users can read is not opened until its rights are taken away; the hint says how."""
    path = home.vault / name
    private = path.stat().st_mode
    path.chmod(private | 0o044)
    done = home.run("--json", "stats")
    told(done, "unsafe-permissions", 14)
    assert "chmod" in done.data["hint"]
    path.chmod(private)
    whole(home)


# -- exports -----------------------------------------------------------------------------------------------------------


def _cut_zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("WhatsApp Chat with Mei Lin.txt", CHAT * 50)
    return stream.getvalue()[:-40]


@pytest.mark.parametrize(
    ("name", "content", "code", "exit_code"),
    [
        ("WhatsApp Chat with Mei Lin.txt", b"", "empty-export", 32),
        ("WhatsApp Chat with Mei Lin.zip", _cut_zip(), "truncated-export", 34),
        ("contacts.vcf", "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:美林\r\n".encode(), "truncated-export", 34),
        ("WhatsApp Chat with Mei Lin.txt", CHAT.encode("gbk") * 20, "wrong-encoding", 33),
        ("picture.heic", bytes(range(256)) * 8, "unknown-format", 31),
        ("nothing.vtt", b"WEBVTT\n\n", "empty-export", 32),
    ],
    ids=["empty", "cut zip", "cut card", "wrong encoding", "unknown", "no record"],
)
def test_an_export_that_cannot_be_read(home: Home, name: str, content: bytes, code: str, exit_code: int) -> None:
    """Each has its own exit code; what came in before it stays, and the right file can be brought in after."""
    good = home.write("lamp.md", "buy a lamp")
    told(home.run("--json", "import", good, home.write(name, content)), code, exit_code)
    whole(home, RECORDS + 1)
    home.ok("import", home.write("WhatsApp Chat with Mei Lin.txt", CHAT))
    whole(home, RECORDS + 5)


def test_a_chat_that_ends_inside_a_character(home: Home) -> None:
    """A text file that was cut in a character brings in its whole lines, and the place of the cut is named."""
    file = home.write("WhatsApp Chat with Mei Lin.txt", CHAT.rstrip("\n").encode()[:-1])
    done = home.run("import", file)
    assert done.exit == 0, done.err
    assert "Mei Lin.txt:4:" in done.err
    assert whole(home, home.ok("stats")["records"])["vault"]["records"] >= RECORDS + 3


def test_an_export_that_is_not_there(home: Home) -> None:
    """A path where nothing is has the code of a file that cannot be read, and no passphrase is asked for."""
    told(home.run("--json", "import", home.folder / "nothing.txt", opens=False), "file-unreadable", 36)
    whole(home)


# -- the policy --------------------------------------------------------------------------------------------------------

RULE = '\n[[rule]]\nid = "a"\neffect = "permit"\nto = ["*"]\nfor = ["*"]\nwhy = "x"\n'


@pytest.mark.parametrize(
    "text",
    [
        'schema = 1\ndetectors = ["shapes"]\nfrobnicate = 2\n' + RULE,
        'schema = 1\ndetectors = ["shapes"]\n' + RULE + 'frobnicate = "x"\n',
        'schema = 1\ndetectors = ["shapes"]\n',
        "schema = 1\ndetectors = []\n" + RULE,
        "schema = 1\n" + RULE,
    ],
    ids=["unknown key", "unknown key of a rule", "no rule", "no detector", "detectors not named"],
)
def test_a_text_that_is_no_policy(home: Home, text: str) -> None:
    """Exit 52, and the policy in force stays in force, to the letter."""
    before = home.ok("policy", "init")["policy"]
    told(home.run("--json", "policy", "load", home.write("policy.toml", text)), "policy-syntax", 52)
    assert home.ok("policy", "show")["policy"] == before
    whole(home)


# -- models on this device ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"I am a letter", b"GGUF" + b"\xff" * 200], ids=["empty", "text", "broken"])
def test_a_broken_model_file(home: Home, content: bytes) -> None:
    """A file that is no model, or only begins like one, ends the answer with exit 42; searching still works."""
    model = home.write("broken.gguf", content)
    home.write("config.toml", f'[embedding]\nmodel = "{home.folder}/none"\n[local]\nmodel = "{model}"\n')
    told(home.run("--json", "ask", QUESTION), "model-broken", 42)
    whole(home)


def test_a_missing_model(home: Home) -> None:
    """A model that is not there: exit 41 for an answer and for vectors."""
    told(home.run("--json", "ask", QUESTION), "model-missing", 41)
    told(home.run("--json", "index"), "model-missing", 41)
    whole(home)


def _shared(home: Home, vault: Path) -> list[str]:
    named = {"--vault": vault, "--config": home.folder / "config.toml", "--passphrase-file": home.folder / "passphrase"}
    return [*(str(word) for option in named.items() for word in option), "--json"]


def _children(pid: int) -> Iterator[int]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has ended
            if int(stat.read_text().rpartition(")")[2].split()[1]) == pid:
                yield int(stat.parent.name)


def _signalled(home: Home, number: signal.Signals, timeout_s: int) -> tuple[Done, int]:
    """Ask the real model in a real process, and send that of the model a signal while it answers; return also its id."""
    model = language_model_path()
    if model is None or not Path("/proc/self/task").exists():
        pytest.skip("needs the language model, and Linux")
    home.write("config.toml", f'[embedding]\nmodel = "{home.folder}/none"\n[local]\nmodel = "{model}"\ntimeout_s = {timeout_s}\n')
    command = [*KEEPMUM, *_shared(home, home.vault), "ask", QUESTION]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as asking:
        child = 0
        while asking.poll() is None and not child:
            for one in _children(asking.pid):
                with contextlib.suppress(OSError):  # it has ended
                    resident = int(Path(f"/proc/{one}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
                    child = one if resident > model.stat().st_size else 0  # it computes with the model
            time.sleep(0.005)
        assert child, asking.communicate()
        os.kill(child, number)
        out, err = asking.communicate(timeout=60)
    return Done(asking.returncode, out, err), child


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGKILL], ids=lambda number: number.name)
def test_a_model_that_crashes_takes_only_itself_along(home: Home, number: signal.Signals) -> None:
    """A SIGSEGV or SIGKILL in the model's process is exit 43 and no more."""
    done, _ = _signalled(home, number, 60)
    told(done, "model-crashed", 43)
    furnish(home.folder)
    whole(home)


def test_a_model_that_hangs_is_ended(home: Home) -> None:
    """A model's process that stops is killed at the time limit: exit 44, and no process is left behind."""
    done, child = _signalled(home, signal.SIGSTOP, 3)
    told(done, "model-timeout", 44)
    assert not Path(f"/proc/{child}").exists()
    furnish(home.folder)
    whole(home)


# -- a cloud -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def cloud(home: Home) -> Home:
    """A home that waits a second for a recipient, which its policy lets be asked."""
    furnished = (home.folder / "config.toml").read_text()
    home.write("config.toml", furnished + "[cloud]\ntimeout_s = 1\n")
    home.ok("cloud", "add", "near", "https://cloud.example/v1", "small", "--key-file", home.write("key", "sk-zebrawood-7731\n"))
    home.ok("policy", "init", "--to", "near")
    return home


def _pointed(cloud: Home, url: str) -> None:
    cloud.ok("cloud", "add", "near", url, "small", "--key-file", cloud.folder / "key", "--replace")


@pytest.mark.parametrize(
    ("behaviour", "code", "exit_code"),
    [
        ("silent", "cloud-timeout", 63),
        ("trickle", "cloud-timeout", 63),
        ("401", "cloud-unauthorized", 64),
        ("429", "cloud-rate-limited", 65),
        ("500", "cloud-failed", 66),
        ("redirect", "cloud-redirected", 67),
        ("half", "cloud-bad-reply", 68),
        ("half-chunked", "cloud-bad-reply", 68),
        ("no-text", "unreadable-reply", 55),
    ],
)
def test_a_cloud_that_fails(cloud: Home, server: Server, behaviour: str, code: str, exit_code: int) -> None:
    """Each failure has its own exit code; one request was made, the ledger has its intent and outcome, and it verifies."""
    server.replies["no-text"] = lambda connection: connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n{"choices": null}')
    _pointed(cloud, server.url(behaviour))
    done = cloud.run("--json", "ask", QUESTION, "--to", "near")
    told(done, code, exit_code)
    assert "zebrawood" not in done.err
    assert "SECRET" not in done.err
    assert len(server.received) == 1
    _recorded(cloud, sent=server.received[0].split(b"\r\n\r\n", 1)[1])


def test_a_cloud_that_is_down(cloud: Home) -> None:
    """A port where nobody listens: exit 62, and the ledger has what was to be sent."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    _pointed(cloud, f"http://127.0.0.1:{port}/v1")
    told(cloud.run("--json", "ask", QUESTION, "--to", "near"), "cloud-unreachable", 62)
    _recorded(cloud)


def _recorded(cloud: Home, sent: bytes | None = None) -> None:
    intent, outcome = cloud.ok("audit", "show")
    assert (intent["type"], outcome["type"], outcome["intent"]) == ("intent", "outcome", 0)
    payload = cloud.ok("audit", "show", "0")["payload"]
    assert "Quillfeather" not in payload
    assert sent is None or payload == sent.decode()
    ledger = whole(cloud)["ledger"]
    assert (ledger["entries"], ledger["perhaps_sent"]) == (2, [])


def test_invented_labels_stand_for_nothing(cloud: Home, server: Server) -> None:
    """Of a reply full of labels, ours come back as what they stand for; each invented one stays as it is, and is named."""
    invented = ["[PERSON_77]", "[PHONE_1]", "[EMAIL_3]", "[SECRET_1]", "[PERSON_0]"]

    def reply(connection: socket.socket) -> None:
        ours = sorted({f"[PERSON_{n}]" for n in range(1, 9) if f"[PERSON_{n}]".encode() in server.received[-1]})
        body = json.dumps({"choices": [{"message": {"role": "assistant", "content": " and ".join([*ours, *invented])}}]}).encode()
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    server.replies["inventive"] = reply
    _pointed(cloud, server.url("inventive"))
    answer = cloud.ok("ask", QUESTION, "--to", "near")
    assert "Quillfeather" in answer["text"]
    for label in invented:
        assert label in answer["text"]
    assert set(answer["escalation"]["unknown"]) >= {label.strip("[]") for label in invented if label != "[PERSON_0]"}
    done = cloud.run("ask", QUESTION, "--to", "near")
    assert "made them up" in done.err
    assert all(label in done.out for label in invented)
    assert whole(cloud)["ledger"]["entries"] == 4


# -- the disk ----------------------------------------------------------------------------------------------------------

FULL = """
import os, subprocess, sys
from pathlib import Path
shared, folder, disk = sys.argv[1].split("\\n"), Path(sys.argv[2]), Path(sys.argv[3])
def keepmum(*args):
    command = [sys.executable, "-c", "from keepmum.app.cli import main; main()", *shared, *args]
    return subprocess.run(command, capture_output=True, text=True)
subprocess.run(["cp", "-a", folder / "me.keep", disk / "me.keep"], check=True)
ballast = disk / "ballast"
space = os.statvfs(disk)
ballast.write_bytes(bytes(space.f_bavail * space.f_frsize - 250_000))
full = keepmum("import", "--no-index", str(folder / "many.txt"))
assert (full.returncode, full.stdout) == (23, ""), (full.returncode, full.stderr)
assert '"disk-full"' in full.stderr and "hint" in full.stderr, full.stderr
ballast.unlink()
for args in (("audit", "verify"), ("import", "--no-index", str(folder / "many.txt")), ("audit", "verify"), ("stats",)):
    done = keepmum(*args)
    assert done.returncode == 0, (args, done.stderr)
print(done.stdout)
"""


def test_a_full_disk(home: Home) -> None:
    """On a file system that fills up during an import: exit 23; with space again it verifies, and the same import completes."""
    lines = (f"[{1 + n % 28:02}/06/2026, 09:{n % 60:02}:00] Mei Lin: {n} {'we walked round the lake ' * 8}\n" for n in range(3000))
    home.write("WhatsApp Chat with Mei Lin.txt", "".join(lines)).rename(home.folder / "many.txt")
    disk = home.folder / "disk"
    disk.mkdir()
    mount = f"mount -t tmpfs -o size=16m tmpfs {disk}"
    if subprocess.run(["unshare", "-Urm", "sh", "-c", mount], capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine lets no user mount a small file system")
    shared = _shared(home, disk / "me.keep")
    script = ["sh", "-c", f'{mount} && exec "$@"', "sh", sys.executable, "-c", FULL, "\n".join(shared), home.folder, disk]
    done = subprocess.run(["unshare", "-Urm", *map(str, script)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["records"] == RECORDS + 3000


def test_one_command_at_a_time(home: Home) -> None:
    """While one command has the vault open, another ends at once with exit 13, and the vault stays whole."""
    with Vault.open(home.vault, PASSPHRASE):
        told(home.run("--json", "add", "x"), "vault-busy", 13)
    whole(home)
