"""An honest backup opens at another path, as a new device; and a vault can be destroyed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from keepmum.memory.errors import NotAVault, VaultBusy, VaultDamaged, VaultExists, VaultMissing, VaultRolledBack, WrongPassphrase
from keepmum.memory.record import Record
from keepmum.memory.sealing.keys import RecoveryKit
from keepmum.memory.store.destroy import destroy
from keepmum.memory.store.head import read_head
from keepmum.memory.store.restore import restore
from keepmum.memory.vault import Vault

PASSPHRASE = "correct horse"


@pytest.fixture
def backup(vault: Vault, tmp_path: Path) -> Path:
    """A copy of a vault with one record, after which the vault went on."""
    vault.put([Record(text="one", ref="1")])
    vault.set_anchor("ledger", b"early")
    vault.close()
    copy = tmp_path / "backup"
    shutil.copytree(vault.path, copy)
    with Vault.open(vault.path, PASSPHRASE) as again:
        again.put([Record(text="two", ref="2")])
        again.set_anchor("ledger", b"late")
    return copy


def test_backup_opens_as_new_device(vault: Vault, backup: Path, tmp_path: Path, kit: RecoveryKit) -> None:
    """A whole copy opens by passphrase and by kit, as another device in the next incarnation, and goes on."""
    for number, way in enumerate(({"passphrase": PASSPHRASE}, {"kit": kit})):
        target = tmp_path / f"restored{number}.keep"
        with restore(backup, target, **way) as restored:
            assert [r.text for r in restored.records()] == ["one"]
            assert restored.id == vault.id
            assert restored.device != vault.device
            assert read_head(target, restored._opened.keys.root, restored.id).incarnation == 2
            assert restored.anchor("ledger") == b"early"
            assert restored.put([Record(text="two", ref="2")])[0].new
        with Vault.open(target, PASSPHRASE) as again:
            assert again.verify(deep=True).records == 2
        with restore(target, tmp_path / f"third{number}.keep", **way) as third:
            assert third.verify(deep=True).entries == 2


def test_backup_is_only_read(backup: Path, tmp_path: Path) -> None:
    """Restoring changes no byte of the backup, and its modes do not matter."""
    for path in backup.iterdir():
        path.chmod(0o644)
    backup.chmod(0o755)
    before = {path.name: path.read_bytes() for path in backup.iterdir()}
    restore(backup, tmp_path / "new.keep", PASSPHRASE).close()
    assert {path.name: path.read_bytes() for path in backup.iterdir()} == before
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "new.keep").iterdir()} == {0o600}


def test_database_older_than_head(vault: Vault, backup: Path, tmp_path: Path) -> None:
    """A database put back alone does not open, but restores: at the copy's state, without the anchors of the later one."""
    shutil.copyfile(backup / "vault.db", vault.path / "vault.db")
    with pytest.raises(VaultRolledBack):
        Vault.open(vault.path, PASSPHRASE)
    with restore(vault.path, tmp_path / "new.keep", PASSPHRASE) as restored:
        assert [r.text for r in restored.records()] == ["one"]
        assert restored.anchor("ledger") is None
        restored.verify(deep=True)


def test_copy_of_a_running_vault(vault: Vault, tmp_path: Path) -> None:
    """A copy with its write-ahead log, as a snapshot of the disk gives it, restores with all that was committed."""
    vault.put([Record(text="in the log only")])
    shutil.copytree(vault.path, tmp_path / "snapshot")
    with restore(tmp_path / "snapshot", tmp_path / "new.keep", PASSPHRASE) as restored:
        assert [r.text for r in restored.records()] == ["in the log only"]


def test_damaged_backup(backup: Path, tmp_path: Path) -> None:
    """A backup with a changed page is refused, and nothing is left at the target."""
    data = bytearray((backup / "vault.db").read_bytes())
    data[-2000] ^= 1
    (backup / "vault.db").write_bytes(data)
    with pytest.raises(VaultDamaged):
        restore(backup, tmp_path / "new.keep", PASSPHRASE)
    assert not [path for path in tmp_path.iterdir() if "new.keep" in path.name]


def test_restore_refuses(vault: Vault, backup: Path, tmp_path: Path) -> None:
    """No restore over something, from nothing, with a wrong passphrase, or from a vault that is open now."""
    with pytest.raises(VaultExists):
        restore(backup, vault.path, PASSPHRASE)
    with pytest.raises(VaultMissing):
        restore(tmp_path / "none", tmp_path / "new.keep", PASSPHRASE)
    with pytest.raises(WrongPassphrase):
        restore(backup, tmp_path / "new.keep", "wrong")
    with Vault.open(vault.path, PASSPHRASE), pytest.raises(VaultBusy):
        restore(vault.path, tmp_path / "new.keep", PASSPHRASE)
    assert not (tmp_path / "new.keep").exists()


def test_destroy(vault: Vault, tmp_path: Path) -> None:
    """Destroying removes the vault's files, slots overwritten first, and no other file."""
    json_again = tmp_path / "hard link"
    vault.close()
    os.link(vault.path / "vault.json", json_again)
    before = json_again.read_bytes()
    (vault.path / "mine.txt").write_text("keep")
    destroy(vault.path)
    assert [path.name for path in vault.path.iterdir()] == ["mine.txt"]
    after = json_again.read_bytes()
    assert len(after) == len(before)
    assert b"slots" not in after


def test_destroy_whole_folder(vault: Vault) -> None:
    """The folder goes too where nothing else is in it; a damaged vault can be destroyed."""
    vault.close()
    (vault.path / "vault.db").write_bytes(b"damaged")
    destroy(vault.path)
    assert not vault.path.exists()


def test_destroy_behind_a_link(vault: Vault, tmp_path: Path) -> None:
    """Destroying by a link removes the files and the folder that it leads to."""
    vault.close()
    (tmp_path / "link.keep").symlink_to(vault.path)
    destroy(tmp_path / "link.keep")
    assert not vault.path.exists()


def test_destroy_refuses(vault: Vault, tmp_path: Path) -> None:
    """An open vault, another folder and nothing are left as they are."""
    with pytest.raises(VaultBusy):
        destroy(vault.path)
    assert (vault.path / "vault.json").exists()
    with pytest.raises(VaultMissing):
        destroy(tmp_path / "none")
    (tmp_path / "photos").mkdir()
    with pytest.raises(NotAVault):
        destroy(tmp_path / "photos")
