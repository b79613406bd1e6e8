"""`kill -9` at random moments of an import: nothing that was acknowledged is lost, and nothing is half there."""

from __future__ import annotations

import contextlib
import random
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from keepmum.memory.errors import VaultMissing
from keepmum.memory.sealing.keys import FLOOR, RecoveryKit
from keepmum.memory.vault import Vault

PASSPHRASE = "correct horse"

# Imports batches for ever, forgetting and editing on the way; says on the pipe what was acknowledged.
CHILD = """
import itertools, sys
from pathlib import Path
from keepmum.memory.record import Record
from keepmum.memory.vault import Vault

with Vault.open(Path(sys.argv[1]), "correct horse") as vault:
    print("open", flush=True)
    start = int(sys.argv[2])
    for batch in itertools.count():
        places = [f"{start}-{batch}-{n}" for n in range(25)]
        puts = vault.put([Record(text=f"turn {place} of it", who=("Mei",), thread="t", source="s", ref=place) for place in places])
        print("put", *(put.record.id for put in puts), flush=True)
        if batch % 3 == 1:
            vault.edit(puts[0].record.id, text=f"edited {batch}")
            print("edited", puts[0].record.id, batch, flush=True)
        if batch % 3 == 2:
            print("forgetting", puts[1].record.id, flush=True)
            vault.forget(puts[1].record.id)
            print("forgotten", puts[1].record.id, flush=True)
        vault.put_document("ledger", str(batch % 5), bytes(batch % 50))
        vault.set_anchor("ledger", str(batch).encode())
"""


def run_and_kill(folder: Path, start: int, rng: random.Random) -> list[list[str]]:
    """Start an import, kill it at a random moment, and return the lines that it acknowledged."""
    with subprocess.Popen([sys.executable, "-c", CHILD, str(folder), str(start)], stdout=subprocess.PIPE) as child:
        assert select.select([child.stdout], [], [], 60)[0]
        time.sleep(rng.uniform(0.0, 0.5))
        child.kill()
        lines = child.stdout.read().decode()
    return [line.split() for line in lines.splitlines(keepends=True) if line.endswith("\n")]


def check(vault: Vault, kept: set[str], edited: dict[str, str], gone: set[str]) -> None:
    """Everything acknowledged is there, all tables agree, and the word index finds each record."""
    found = vault.verify(deep=True)
    ids = {str(record.id) for record in vault.records()}
    assert kept <= ids
    assert not gone & ids
    for record, text in edited.items():
        assert any(version.text == text for version in vault.versions(record))
    connection = vault.connection()
    assert connection.execute("SELECT count(*) FROM lexical_docsize").fetchone()[0] == found.records == len(ids)


def kill_rounds(folder: Path, kit: RecoveryKit, tmp_path: Path, rounds: int) -> None:
    rng = random.Random(rounds)
    kept: set[str] = set()
    gone: set[str] = set()
    edited: dict[str, str] = {}
    Vault.create(folder, PASSPHRASE, recovery=kit, cost=FLOOR).close()
    for number in range(rounds):
        for word, *rest in run_and_kill(folder, number, rng):
            if word == "put":
                kept |= set(rest)
            elif word == "edited":
                edited[rest[0]] = f"edited {rest[1]}"
            elif word == "forgetting":  # from here on it may be gone
                kept -= set(rest)
            elif word == "forgotten":
                gone |= set(rest)
        copy = tmp_path / f"home{number}" / "me.keep"
        copy.parent.mkdir()
        shutil.copytree(folder, copy)  # as it lies there after the kill, with its write-ahead log
        with Vault.open(folder, PASSPHRASE) as vault:
            check(vault, kept, edited, gone)
        for way in ({"kit": kit}, {"passphrase": PASSPHRASE}):
            with Vault.open(copy, **way) as vault:
                check(vault, kept, edited, gone)
        shutil.rmtree(copy)
    assert len(kept) > 25
    print(f"{rounds} kills, {len(kept)} acknowledged records, 0 lost")


def test_kill_during_import(folder: Path, kit: RecoveryKit, tmp_path: Path) -> None:
    """After each kill the vault and a copy of it open by both ways, and hold all that was acknowledged."""
    kill_rounds(folder, kit, tmp_path, 3)


@pytest.mark.soak
def test_kill_during_import_soak(folder: Path, kit: RecoveryKit, tmp_path: Path) -> None:
    """The same, twenty times."""
    kill_rounds(folder, kit, tmp_path, 20)


CREATE = """
import sys
from pathlib import Path
from keepmum.memory.sealing.keys import FLOOR
from keepmum.memory.vault import Vault
print("go", flush=True)
Vault.create(Path(sys.argv[1]), "correct horse", cost=FLOOR).close()
print("made", flush=True)
"""


def test_kill_during_creation(tmp_path: Path) -> None:
    """A creation that is killed leaves a whole vault or none at the path, never a part."""
    rng = random.Random(5)
    for number in range(4):
        folder = tmp_path / f"{number}.keep"
        with subprocess.Popen([sys.executable, "-c", CREATE, str(folder)], stdout=subprocess.PIPE) as child:
            child.stdout.readline()
            time.sleep(rng.uniform(0.0, 0.15))
            child.kill()
            acknowledged = child.stdout.read() != b""
        with contextlib.suppress(VaultMissing):
            with Vault.open(folder, PASSPHRASE) as vault:
                vault.verify(deep=True)
            continue
        assert not acknowledged
        assert not folder.exists()
