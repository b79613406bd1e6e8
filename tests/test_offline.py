"""Import, search and preview need no network: they run with sockets disabled, and where there is no network at all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import socket, sys
from pathlib import Path

class NoSocket(socket.socket):
    def __init__(self, *args, **kwargs):
        raise AssertionError("a socket was opened")

socket.socket = NoSocket
socket.create_connection = socket.getaddrinfo = NoSocket

import keepmum
from keepmum.memory.sealing.keys import FLOOR
from keepmum.memory.vault import Vault
from keepmum.policy.rules.load import default_text
from keepmum.policy.recipient import Recipient

folder = Path(sys.argv[1])
Vault.create(folder / "me.keep", "a passphrase", cost=FLOOR).close()
with keepmum.Keep.open(folder / "me.keep", "a passphrase") as keep:
    report = keep.import_path(folder / "files", date_order="dmy")
    assert report.added == 4, report
    assert keep.index() > 0
    assert keep.search("who repaired the boiler")[0].record.speaker == "Mei Chen"
    keep.add_recipient(Recipient("cloud", "https://cloud.example.org/v1", "large"))
    keep.load_policy(default_text(["cloud"]))
    preview = keep.preview("ask Mei about the boiler", to="cloud")
    assert preview.decision.effect == "permit"
    assert not any("Mei" in text for text in preview.redaction.texts)
print("done")
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
    (files / "2025-03-15 lunch.md").write_text("# Lunch\n\nLunch with Mei on Friday at one.\n")
    (tmp_path / "script.py").write_text(SCRIPT)
    return tmp_path


def test_no_socket(folder: Path) -> None:
    """With every way to open a socket disabled in the process, import, search and preview work."""
    done = subprocess.run([sys.executable, folder / "script.py", folder], capture_output=True, text=True, check=False)
    assert done.stdout == "done\n", done.stderr


def test_no_network(folder: Path) -> None:
    """In a network namespace without any interface, children included, they work too."""
    namespace = ["unshare", "--net", "--map-root-user"]
    if subprocess.run([*namespace, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody make a network namespace")
    done = subprocess.run([*namespace, sys.executable, folder / "script.py", folder], capture_output=True, text=True, check=False)
    assert done.stdout == "done\n", done.stderr
