"""What the system sees of a vault at work: no network, no file outside its folder, no secret in a child's arguments."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECRET = "vergissmeinnichtchen"
WORK = f"""
import sys, time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tests.memory.fakes import HashingEmbedder
from keepmum.memory.vectors.background import Indexer
from keepmum.memory.people.decisions import DecisionLog
from keepmum.memory.sealing.keys import FLOOR
from keepmum.memory.record import Query, Record
from keepmum.memory.finding.retrieve import Retriever
from keepmum.memory.people.rollcall import RollCall
from keepmum.memory.vault import Vault

at = datetime(2025, 1, 1, tzinfo=UTC)
folder = Path(sys.argv[1]) / "v"
with Vault.create(folder, "{SECRET}", cost=FLOOR) as vault, Retriever(vault, HashingEmbedder(), chroma_from=10) as retriever:
    turns = [Record(f"{SECRET} {{n}}", "message", at + timedelta(minutes=n), ("{SECRET}", "me"), "t", ref=str(n)) for n in range(60)]
    puts = vault.put(turns)
    with Indexer(retriever.view, look_s=0.01) as indexer:
        while retriever.pending() or indexer.progress().state != "idle":
            time.sleep(0.02)
    retriever.search(Query("{SECRET} from:{SECRET} since:2024"))
    RollCall(vault, DecisionLog(vault)).read()
    for chroma in retriever.view._chroma.values():
        assert chroma.wait(60)
        for name in ("cmdline", "environ"):
            assert b"{SECRET}" not in Path(f"/proc/{{chroma._child.pid}}/{{name}}").read_bytes()
    assert retriever.view._chroma
    retriever.search(Query("{SECRET}"))
    vault.forget(puts[0].record.id)
    retriever.search(Query("{SECRET}"))
print("done")
"""
CALLS = "network,openat,open,creat,rename,renameat,renameat2,mkdir,mkdirat,link,linkat,symlink,symlinkat,memfd_create"
MAKES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|\b(?:creat|rename|renameat2?|mkdir|mkdirat|link|linkat|symlink|symlinkat)\(")
NET = re.compile(r"\b(?:socket|connect|bind|sendto|sendmsg|getaddrinfo)\(.*(?:AF_INET6?|sin6?_addr)")


def test_a_vault_at_work_touches_nothing_else(tmp_path: Path) -> None:
    """Importing, indexing beside searches, Chroma, people and forgetting open no network and write in the vault's folder alone."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("this machine has no strace")
    trace, folder = tmp_path / "trace", tmp_path / "work"
    folder.mkdir()
    done = subprocess.run(
        [strace, "-f", "-s", "300", "-o", trace, "-e", f"trace={CALLS}", sys.executable, "-B", "-c", WORK, folder],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    if done.returncode and "ptrace" in done.stderr:
        pytest.skip("this machine lets nobody trace")
    assert done.stdout == "done\n", done.stderr
    lines = trace.read_text(errors="replace").splitlines()
    assert not [line for line in lines if NET.search(line)]
    made = {path for line in lines if MAKES.search(line) and " = -1 " not in line for path in re.findall(r'"([^"]*)"', line)}
    assert made
    assert {path for path in made if not path.startswith((str(folder), "/proc/")) and path != "/dev/null"} == set()
    assert not [path for path in folder.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]
