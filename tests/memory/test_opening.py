"""Opening a vault: everything that can be wrong with a folder."""

from __future__ import annotations

import gc
import sqlite3
import stat
from pathlib import Path

import pytest

from keepmum.memory.errors import (
    NewerVault,
    NotAVault,
    PlaintextDatabase,
    UnsafePermissions,
    VaultBusy,
    VaultDamaged,
    VaultExists,
    VaultMissing,
)
from keepmum.memory.record import Record
from keepmum.memory.sealing.keys import FLOOR
from keepmum.memory.vault import Vault

PASSPHRASE = "correct horse"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_modes(vault: Vault) -> None:
    """The folder is 0700 and each file in it 0600, whatever the umask; so they stay while it is used."""
    vault.put([Record(text="x")])
    assert stat.S_IMODE(vault.path.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in vault.path.iterdir()} == {0o600}


@pytest.mark.parametrize("name", [".", "vault.json", "vault.db", "vault.head", "lock"])
@pytest.mark.parametrize("mode", [0o040, 0o004, 0o020])
def test_others_can_reach_it(vault: Vault, name: str, mode: int) -> None:
    """A folder, or a file in it, that gives any right to others is refused."""
    vault.close()
    path = vault.path / name
    path.chmod(path.stat().st_mode | mode)
    with pytest.raises(UnsafePermissions):
        Vault.open(vault.path, PASSPHRASE)


def test_something_is_there(folder: Path) -> None:
    """A vault is never made over a file, a folder (even an empty one) or a dangling link."""
    folder.mkdir()
    with pytest.raises(VaultExists):
        Vault.create(folder, PASSPHRASE, cost=FLOOR)
    folder.rmdir()
    folder.symlink_to("nowhere")
    with pytest.raises(VaultExists):
        Vault.create(folder, PASSPHRASE, cost=FLOOR)


def test_nothing_is_there(folder: Path) -> None:
    """Opening never makes anything."""
    with pytest.raises(VaultMissing):
        Vault.open(folder, PASSPHRASE)
    assert list(folder.parent.iterdir()) == []


@pytest.mark.parametrize("content", [None, b"", b"not json", b"[]", b'{"format": "other"}', b"[" * 100_000])
def test_no_vault(folder: Path, content: bytes | None) -> None:
    """A folder without a vault.json of ours is no vault, and no file is made in it."""
    folder.mkdir(mode=0o700)
    if content is not None:
        (folder / "vault.json").write_bytes(content)
        (folder / "vault.json").chmod(0o600)
    before = names(folder)
    with pytest.raises(NotAVault):
        Vault.open(folder, PASSPHRASE)
    assert names(folder) == before


def test_a_file_is_no_vault(folder: Path) -> None:
    """A file in the folder's place is no vault."""
    folder.write_bytes(b"x")
    folder.chmod(0o600)
    with pytest.raises(NotAVault):
        Vault.open(folder, PASSPHRASE)


def test_plain_database(vault: Vault) -> None:
    """A plain SQLite file in the database's place is refused, and stays as it is."""
    vault.close()
    path = vault.path / "vault.db"
    path.unlink()
    plain = sqlite3.connect(path)
    plain.execute("CREATE TABLE record (text)")
    plain.close()
    path.chmod(0o600)
    before = path.read_bytes()
    with pytest.raises(PlaintextDatabase):
        Vault.open(vault.path, PASSPHRASE)
    assert path.read_bytes() == before


def test_database_gone_or_empty(vault: Vault) -> None:
    """A missing database is not made anew, and an empty one is not filled."""
    vault.close()
    path = vault.path / "vault.db"
    path.unlink()
    with pytest.raises(NotAVault):
        Vault.open(vault.path, PASSPHRASE)
    path.touch(mode=0o600)
    with pytest.raises(VaultDamaged):
        Vault.open(vault.path, PASSPHRASE)
    assert path.stat().st_size == 0


def test_link_in_the_folder(vault: Vault, tmp_path: Path) -> None:
    """A link where a file should be is refused."""
    vault.close()
    path = vault.path / "vault.db"
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NotAVault):
        Vault.open(vault.path, PASSPHRASE)


def test_newer_format(vault: Vault) -> None:
    """A vault.json of a later version is left untouched."""
    vault.close()
    path = vault.path / "vault.json"
    path.write_text(path.read_text().replace('"version": 1', '"version": 2'))
    with pytest.raises(NewerVault):
        Vault.open(vault.path, PASSPHRASE)


def test_newer_schema(vault: Vault) -> None:
    """A database with steps of a later version is left untouched."""
    vault.connection().execute("PRAGMA user_version = 99")
    vault.close()
    with pytest.raises(NewerVault):
        Vault.open(vault.path, PASSPHRASE)


def test_open_twice(vault: Vault) -> None:
    """A second opener is told that the vault is busy, and can open it afterwards."""
    with pytest.raises(VaultBusy):
        Vault.open(vault.path, PASSPHRASE)
    vault.close()
    Vault.open(vault.path, PASSPHRASE).close()


# --- a full disk --------------------------------------------------------------------------------------------------------


def test_a_vault_that_was_dropped(vault: Vault) -> None:
    """A vault that nobody closed and nobody has any more does not keep itself locked, and has lost nothing."""
    vault.close()
    dropped = Vault.open(vault.path, PASSPHRASE)
    dropped.put([Record(text="x")])
    del dropped
    for _ in range(2):  # SQLAlchemy hands the connection back in the first round, and it ends in the second
        gc.collect()
    with Vault.open(vault.path, PASSPHRASE) as opened:
        assert opened.count() == 1
        opened.verify(deep=True)
