"""A process that forks with a vault open: the fork cannot harm it, use it, or keep it locked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from keepmum.memory.record import Record
from keepmum.memory.sealing.keys import FLOOR
from keepmum.memory.vault import Vault

PASSPHRASE = "correct horse"

# The fork does what is given; then the parent acknowledges one more record and is killed.
PARENT = """
import os, signal, sys, time
from pathlib import Path
from keepmum.memory.record import Record
from keepmum.memory.vault import Vault

def fork(vault):
    if os.fork():
        os.wait()
        return
    %s
    sys.exit(0)

vault = Vault.open(Path(sys.argv[1]), "correct horse")
vault.put([Record(text="before")])
fork(vault)
vault.put([Record(text="after")])
os.kill(os.getpid(), signal.SIGKILL)
"""
ACTS = {
    "exits": "pass",
    "closes": "vault.close()",
    "lets go": "vault._opened = vault._records = vault._documents = None; del vault; import gc; gc.collect()",
    "goes on": "vault.put([Record(text='from the fork')])",
    "leaves a block": "vault.__exit__(None, None, None)",
}


@pytest.mark.parametrize("act", ACTS)
def test_a_fork_does_no_harm(folder: Path, act: str) -> None:
    """Whatever a fork does with its copy, what the parent acknowledges afterwards is there, and nothing else."""
    Vault.create(folder, PASSPHRASE, cost=FLOOR).close()
    done = subprocess.run([sys.executable, "-c", PARENT % ACTS[act], str(folder)], capture_output=True, text=True, check=False)
    assert done.returncode == -9, done.stderr
    assert ("the vault is closed" in done.stderr) == (act == "goes on")
    with Vault.open(folder, PASSPHRASE) as vault:
        assert [record.text for record in vault.records()] == ["before", "after"]
        vault.verify(deep=True)


IN_A_TRANSACTION = """
import os, sys
from pathlib import Path
from keepmum.memory.errors import VaultUnwritable
from keepmum.memory.record import Record
from keepmum.memory.vault import Vault

with Vault.open(Path(sys.argv[1]), "correct horse") as vault:
    try:
        with vault.transaction():
            vault.put([Record(text="one")])
            try:
                with vault.transaction():
                    child = os.fork()
                    if child:
                        assert os.waitpid(child, 0)[1] == 0
            except VaultUnwritable:
                assert not child
            # both leave the block here
    except VaultUnwritable:
        assert not child
        os._exit(0)
    assert child
    vault.put([Record(text="two")])
"""


def test_a_fork_does_not_commit(folder: Path) -> None:
    """A transaction that was open at the fork is the parent's to commit."""
    Vault.create(folder, PASSPHRASE, cost=FLOOR).close()
    subprocess.run([sys.executable, "-c", IN_A_TRANSACTION, str(folder)], check=True)
    with Vault.open(folder, PASSPHRASE) as vault:
        assert [record.text for record in vault.records()] == ["one", "two"]
        vault.verify(deep=True)


SURVIVOR = """
import os, sys, time
from pathlib import Path
from keepmum.memory.vault import Vault
vault = Vault.open(Path(sys.argv[1]), "correct horse")
if os.fork() == 0:
    print(os.getpid(), flush=True)
    time.sleep(60)
os._exit(0)
"""


def test_a_fork_that_lives_on_does_not_lock(folder: Path) -> None:
    """The vault can be opened while a fork of the process that had it open is still there."""
    Vault.create(folder, PASSPHRASE, cost=FLOOR).close()
    with subprocess.Popen([sys.executable, "-c", SURVIVOR, str(folder)], stdout=subprocess.PIPE, text=True) as parent:
        child = int(parent.stdout.readline())
        parent.wait()
        assert Path(f"/proc/{child}").exists() or sys.platform != "linux"
        with Vault.open(folder, PASSPHRASE) as vault:
            vault.put([Record(text="x")])
        subprocess.run(["kill", "-9", str(child)], check=True)
