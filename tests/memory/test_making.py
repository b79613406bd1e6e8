"""Folders in the making: complete before they have their name, and cleared away where a making was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from keepmum.memory.errors import VaultExists, VaultMissing, VaultUnwritable
from keepmum.memory.sealing.keys import FLOOR
from keepmum.memory.store.lock import Lock
from keepmum.memory.store.making import making
from keepmum.memory.store.restore import restore
from keepmum.memory.vault import Vault

PASSPHRASE = "correct horse"

MAKE = """
import sys, time
from pathlib import Path
from keepmum.memory.store.making import making
with making(Path(sys.argv[1])) as (made, lock):
    (made / "vault.db").write_bytes(b"a copy of everything")
    (made / "vault.db").chmod(0o600)
    print(made, flush=True)
    time.sleep(60)
"""


def start(folder: Path) -> tuple[subprocess.Popen[str], Path]:
    child = subprocess.Popen([sys.executable, "-c", MAKE, str(folder)], stdout=subprocess.PIPE, text=True)
    return child, Path(child.stdout.readline().strip())


def test_what_a_killed_making_left_is_cleared_away(folder: Path) -> None:
    """The next making of the same vault removes it; one that still runs, and one of another vault, are left alone."""
    killed, left = start(folder)
    other, others = start(folder.with_name("other.keep"))
    other.send_signal(signal.SIGKILL)
    killed.send_signal(signal.SIGKILL)
    running, held = start(folder)
    assert not left.exists()  # by the one that runs
    Vault.create(folder, PASSPHRASE, cost=FLOOR).close()
    assert (held / "vault.db").read_bytes() == b"a copy of everything"
    assert others.exists()
    for child in (killed, other, running):
        child.kill()
        child.wait()
        child.stdout.close()


def test_what_is_not_ours_stays(folder: Path, tmp_path: Path) -> None:
    """A folder with other files, open to others, fresh and empty, a link or of another pattern is not touched."""
    names = [".me.keep-abcdefgh", ".me.keep-abcdefgi", ".me.keep-abcdefgj", ".me.keep-more", ".me.keep-ABCDEFGH"]
    for name in names:
        (tmp_path / name).mkdir(mode=0o700)
    (tmp_path / names[0] / "letter.txt").write_text("mine")
    (tmp_path / names[1] / "vault.db").write_text("mine")
    (tmp_path / names[1]).chmod(0o755)
    for name in names[3:]:
        (tmp_path / name / "vault.db").write_text("mine")
    target = tmp_path / "target"
    target.mkdir(mode=0o700)
    (target / "vault.db").write_text("mine")
    (target / "vault.db").chmod(0o600)
    (tmp_path / ".me.keep-linklink").symlink_to(target)
    Vault.create(folder, PASSPHRASE, cost=FLOOR).close()
    assert all((tmp_path / name).exists() for name in names)
    assert (target / "vault.db").exists()
    assert (tmp_path / ".me.keep-linklink").is_symlink()


def test_an_old_empty_one_goes(folder: Path, tmp_path: Path) -> None:
    """What was killed before its lock was made is empty; it goes once it is too old to be in the making."""
    empty = tmp_path / ".me.keep-abcdefgh"
    empty.mkdir(mode=0o700)
    os.utime(empty, (time.time() - 120,) * 2)
    Vault.create(folder, PASSPHRASE, cost=FLOOR).close()
    assert not empty.exists()


def test_the_lock_goes_with_the_folder(folder: Path, tmp_path: Path) -> None:
    """There is no moment between making and opening in which another process could take the vault."""
    with making(folder) as (made, lock):
        assert made.parent == folder.parent
    with pytest.raises(VaultExists), making(folder):
        pass
    assert list(tmp_path.iterdir()) == [folder]
    lock.release()
    Lock(folder).release()


def test_places_where_no_vault_can_be(tmp_path: Path) -> None:
    """A file in the place of a folder, or a link that leads to itself, gives keepmum's own error, without the path in it."""
    (tmp_path / "file").write_text("x")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for place in ("file/me.keep", "loop/me.keep"):
        with pytest.raises(VaultUnwritable) as unwritable:
            Vault.create(tmp_path / place, PASSPHRASE, cost=FLOOR)
        with pytest.raises(VaultMissing) as missing:
            Vault.open(tmp_path / place, PASSPHRASE)
        for error in (unwritable, missing):
            assert str(tmp_path) not in str(error.value)
    with pytest.raises(VaultMissing):
        Vault.open(tmp_path / "loop", PASSPHRASE)


def test_a_vault_behind_a_link(folder: Path, tmp_path: Path) -> None:
    """A link to a vault's folder opens it, under the same lock; nothing is made in the place of a link."""
    Vault.create(folder, PASSPHRASE, cost=FLOOR).close()
    (tmp_path / "link.keep").symlink_to(folder)
    (tmp_path / "nowhere.keep").symlink_to(tmp_path / "nothing")
    with Vault.open(tmp_path / "link.keep", PASSPHRASE) as vault:
        assert vault.count() == 0
    for name in ("link.keep", "nowhere.keep"):
        with pytest.raises(VaultExists):
            Vault.create(tmp_path / name, PASSPHRASE, cost=FLOOR)
        with pytest.raises(VaultExists):
            restore(folder, tmp_path / name, PASSPHRASE)
