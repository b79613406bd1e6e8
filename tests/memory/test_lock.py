"""One exclusive lock a vault."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from keepmum.memory.errors import VaultBusy
from keepmum.memory.store.lock import Lock

HOLD = """
import sys
from pathlib import Path
from keepmum.memory.store.lock import Lock
lock = Lock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""
GRANDCHILD = """
import subprocess, sys
from pathlib import Path
from keepmum.memory.store.lock import Lock
lock = Lock(Path(sys.argv[1]))
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(30)"], stdout=subprocess.DEVNULL, close_fds=False)
print(child.pid, flush=True)
sys.stdin.read()
"""


def start(code: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", code, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_other_process(tmp_path: Path) -> None:
    """While another process holds the lock it is busy; when that process is killed it is free."""
    with start(HOLD, tmp_path) as other:
        assert other.stdout.readline() == "held\n"
        with pytest.raises(VaultBusy):
            Lock(tmp_path)
        other.kill()
        other.wait()
        Lock(tmp_path).release()


def test_children_do_not_hold_it(tmp_path: Path) -> None:
    """A child that outlives its parent does not keep the vault locked, even where descriptors are passed on."""
    with start(GRANDCHILD, tmp_path) as other:
        child = int(other.stdout.readline())
        other.kill()
        other.wait()
        try:
            Lock(tmp_path).release()
        finally:
            os.kill(child, signal.SIGKILL)


def test_same_process(tmp_path: Path) -> None:
    """A second lock in the same process is busy too; releasing twice is nothing."""
    with Lock(tmp_path) as lock:
        with pytest.raises(VaultBusy):
            Lock(tmp_path)
        lock.release()
        lock.release()
        Lock(tmp_path).release()
    assert (tmp_path / "lock").stat().st_mode & 0o777 == 0o600
