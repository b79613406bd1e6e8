"""A disk that fills up, and speed: what a person notices of the disk."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.memory.fakes import only

from keepmum.memory.errors import DiskFull
from keepmum.memory.record import Record
from keepmum.memory.vault import Vault

PASSPHRASE = "correct horse"


def test_database_full(vault: Vault) -> None:
    """Where SQLite has no page left, the call fails as `DiskFull`, nothing of it is kept, and all before is safe."""
    kept = only(vault, Record(text="kept"))
    connection = vault.connection()
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(DiskFull):
        vault.put([Record(text="x" * 900, ref=str(n)) for n in range(200)])
    connection.execute("PRAGMA max_page_count = 1000000")
    assert [r.id for r in vault.records()] == [kept]
    vault.verify(deep=True)
    assert all(put.new for put in vault.put([Record(text="x" * 900, ref=str(n)) for n in range(200)]))


def test_head_full(vault: Vault) -> None:
    """Where the head cannot be written, the transaction is undone before its commit, and the next one works."""
    kept = only(vault, Record(text="kept"))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        with pytest.raises(DiskFull), vault.transaction():  # noqa: PT012  the block is the transaction
            vault.put([Record(text="lost")])
            for name in "abcdef":
                vault.set_anchor(name, bytes(60_000))
            resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, hard))  # the database stays below, the head does not
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [r.id for r in vault.records()] == [kept]
    assert not list(vault.path.glob("*.new"))
    assert vault.anchor("a") is None
    only(vault, Record(text="after"))
    vault.verify(deep=True)


FULL = """
import sys
from pathlib import Path
from keepmum.memory.errors import DiskFull
from keepmum.memory.sealing.keys import FLOOR
from keepmum.memory.record import Record
from keepmum.memory.vault import Vault

folder = Path(sys.argv[1]) / "me.keep"
ballast = Path(sys.argv[1]) / "ballast"
acknowledged = 0
with Vault.create(folder, "correct horse", cost=FLOOR) as vault:
    ballast.write_bytes(bytes(200_000))
    try:
        while True:
            vault.put([Record(text="x" * 500, ref=str(acknowledged + n)) for n in range(20)])
            acknowledged += 20
    except DiskFull:
        pass
    ballast.unlink()
    vault.verify(deep=True)
    assert vault.count() == acknowledged > 0, (vault.count(), acknowledged)
    vault.put([Record(text="after")])
with Vault.open(folder, "correct horse") as vault:
    assert vault.count() == acknowledged + 1
    vault.verify(deep=True)
print("done")
"""


def test_real_full_disk(tmp_path: Path) -> None:
    """On a real file system of 2 MiB that fills up: `DiskFull`, every acknowledged record is there, and it goes on after."""
    mount = f"mount -t tmpfs -o size=2m tmpfs {tmp_path} && "
    can = subprocess.run(["unshare", "-Urm", "sh", "-c", mount + "true"], capture_output=True, check=False).returncode == 0
    if not can:
        pytest.skip("this machine lets no user mount a small file system")
    done = subprocess.run(
        ["unshare", "-Urm", "sh", "-c", mount + f'exec {sys.executable} -c "$0" {tmp_path}', FULL],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("done\n", "")


@pytest.mark.soak
def test_bulk_speed(vault: Vault) -> None:
    """Batches of 500 go in at 2,000 records a second or more, durable, with their words indexed."""
    began = time.perf_counter()
    for batch in range(40):
        vault.put(
            [Record(text=f"twelve words or so make a usual turn in a chat {batch} {n}", thread="t", ref=f"{batch}-{n}") for n in range(500)]
        )
    speed = 20_000 / (time.perf_counter() - began)
    print(f"{speed:.0f} records a second")
    assert speed > 2_000
