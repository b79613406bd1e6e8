"""There is one way out, and what left by it is what the ledger says: seen in the code, and in a network of its own."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted(path for folder in ("memory", "policy", "sync", "app") for path in (ROOT / folder).rglob("*.py"))
DEMO = "app/demo/"  # plays the recipient, on this machine

# What opens a connection or starts a process, by the names under which Python has it; and the files that may say them.
WAYS = {
    "httpx": {"app/cloud.py"},
    "socket": {"app/cloud.py"},
    "subprocess": {"memory/child.py", "app/cli/editor.py"},
    "webbrowser": set[str](),
    "ctypes": {"memory/served.py", "memory/store/forks.py"},  # no core dumps, and die with the parent; keep an object for ever
    "multiprocessing": set[str](),
    "pty": set[str](),
}
CALLS = {
    "HttpTransport": {"app/asking.py", "app/recipients.py"},  # makes the way out; checks an address by making one
    "escalate": {"app/asking.py"},  # the gate
    "send": {"policy/gate.py"},  # goes it
    "system": set[str](),
    "popen": set[str](),
    "fork": set[str](),
    "posix_spawn": set[str](),
}


def _said(tree: ast.AST) -> tuple[set[str], set[str]]:
    """Return the modules that a file imports, and the last names of all that it calls."""
    modules: set[str] = set()
    calls: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules.add(node.module.split(".")[0])
        elif isinstance(node, ast.Call):
            calls.add(getattr(node.func, "attr", getattr(node.func, "id", "")))
    return modules, calls


def test_the_code_has_one_way_out() -> None:
    """Only the gate sends, only by the transport that the asker makes; nothing else opens a connection or starts a program."""
    found: dict[str, set[str]] = {name: set() for name in (*WAYS, *CALLS)}
    for path in SOURCES:
        where = str(path.relative_to(ROOT))
        if where.startswith(DEMO):
            continue
        modules, calls = _said(_without_types(ast.parse(path.read_text(encoding="utf-8"))))
        for name in (modules & WAYS.keys()) | (calls & CALLS.keys()):
            found[name].add(where)
    assert found == WAYS | CALLS


def _without_types(tree: ast.Module) -> ast.Module:
    """Take out what only a type checker reads."""

    class Without(ast.NodeTransformer):
        def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt]:
            if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
                return node.orelse
            return self.generic_visit(node)

    return ast.fix_missing_locations(Without().visit(tree))


SCRIPT = """
import fcntl, json, os, socket, struct, sys, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

def interface_up():
    # In this namespace there is only the loopback interface. It is brought up, and every address leads to it, so that each try to reach
    # an outside host is a packet here, and counted.
    with socket.socket() as plain:
        fcntl.ioctl(plain, 0x8914, struct.pack("16sh14x", b"lo", 0x41))
        device = b"lo\\0"
        keep = bytearray(device)
        import ctypes
        name = ctypes.create_string_buffer(device)
        nowhere = struct.pack("HH4s8x", socket.AF_INET, 0, bytes(4))
        entry = struct.pack("@L16s16s16sHhLPhPLLH", 0, nowhere, nowhere, nowhere, 1, 0, 0, 0, 0, ctypes.addressof(name), 0, 0, 0)
        fcntl.ioctl(plain, 0x890B, entry.ljust(120, b"\\0"))

def counted():
    lines = [line.split() for line in open("/proc/self/net/snmp")]
    found = {}
    for names, values in zip(lines[::2], lines[1::2]):
        found |= {names[0] + name: int(value) for name, value in zip(names[1:], values[1:])}
    return found["Tcp:ActiveOpens"], found["Udp:OutDatagrams"]

interface_up()
received = []

class Cloud(BaseHTTPRequestHandler):
    def do_POST(self):
        received.append(self.rfile.read(int(self.headers["Content-Length"])).hex())
        reply = json.dumps({"choices": [{"message": {"role": "assistant", "content": "A man called [PERSON_2]."}}]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, *_):
        pass

server = ThreadingHTTPServer(("127.0.0.1", 0), Cloud)
threading.Thread(target=server.serve_forever, daemon=True).start()

import keepmum
from keepmum.memory.sealing.keys import FLOOR
from keepmum.memory.vault import Vault
from keepmum.policy.errors import PolicyDenied
from keepmum.policy.rules.load import default_text
from keepmum.policy.recipient import Recipient

folder = Path(sys.argv[1])
Vault.create(folder / "me.keep", "a passphrase", cost=FLOOR).close()
with keepmum.Keep.open(folder / "me.keep", "a passphrase") as keep:
    keep.import_path(folder / "files", date_order="dmy")
    keep.index()
    keep.search("who repaired the boiler")
    keep.ask("who repaired the boiler?")
    keep.add_recipient(Recipient("cloud", f"http://127.0.0.1:{server.server_port}/v1", "large"))
    keep.load_policy(default_text(["cloud"]))
    keep.preview("ask Mei about the boiler", to="cloud")
    home = counted()
    for question in ("who repaired the boiler for Mei?", "what did Mei want for it?"):
        keep.ask(question, to="cloud", confirm=lambda preview: True)
    try:
        keep.ask("the wifi password is gT7#kkq902Lm", to="cloud", confirm=lambda preview: True)
        refused = False
    except PolicyDenied:
        refused = True
    out = counted()
    entries = keep.ledger.entries()
    sent = [keep.ledger.payload(entry.index).hex() for entry in entries if entry.type == "intent"]
with socket.socket() as control:
    control.setblocking(False)
    control.connect_ex(("203.0.113.7", 443))
print(json.dumps({"home": home, "out": out, "control": counted()[0] - out[0], "received": received, "sent": sent, "refused": refused,
                  "types": [entry.type for entry in entries]}), flush=True)
os._exit(0)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = tmp_path / "files"
    files.mkdir()
    (files / "WhatsApp Chat with Mei Chen.txt").write_text(
        "13/03/2025, 10:00 - Mei Chen: the boiler is repaired, a man called Tariq came\n"
        "13/03/2025, 10:05 - Ana: thanks, what do I owe you?\n"
        "14/03/2025, 09:00 - Mei Chen: nothing, buy me lunch\n"
    )
    (tmp_path / "script.py").write_text(SCRIPT)
    return tmp_path


def test_what_leaves_is_what_the_ledger_says(folder: Path) -> None:
    """In a network of its own, children included: no packet but two connections of the gate, whose bytes are those in the ledger."""
    namespace = ["unshare", "--net", "--map-root-user"]
    if subprocess.run([*namespace, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody make a network namespace")
    done = subprocess.run([*namespace, sys.executable, folder / "script.py", folder], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["home"] == [0, 0]
    assert seen["out"] == [2, 0]
    assert seen["control"] == 1  # such a try would have been seen
    assert seen["received"] == seen["sent"]
    assert len(seen["sent"]) == 2
    assert not any("Tariq" in bytes.fromhex(body).decode() for body in seen["received"])
    assert seen["refused"]
    assert seen["types"] == ["intent", "outcome", "intent", "outcome", "refusal"]
