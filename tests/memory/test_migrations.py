"""Numbered migrations, and the vaults of released versions."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from keepmum.memory.errors import NewerVault, NotAVault
from keepmum.memory.sealing.keys import RecoveryKit
from keepmum.memory.store import migrations
from keepmum.memory.store.migrations import MIGRATIONS, migrate, schema_version
from keepmum.memory.vault import Vault
from keepmum.memory.words.lexical import Connection

PASSPHRASE = "correct horse"
ASSETS = Path(__file__).parent.parent / "assets"


def add_table(connection: Connection) -> None:
    connection.execute("CREATE TABLE later (x)")


def fail(connection: Connection) -> None:
    connection.execute("CREATE TABLE half (x)")
    raise RuntimeError("broken")


def test_next_step_is_taken_once(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """A vault of the version before takes the steps that it lacks, once."""
    vault.close()
    monkeypatch.setattr(migrations, "MIGRATIONS", (*MIGRATIONS, add_table))
    for _ in range(2):
        with Vault.open(vault.path, PASSPHRASE) as opened:
            assert schema_version(opened.connection()) == len(MIGRATIONS) + 1
            opened.connection().execute("SELECT x FROM later")


def test_failed_step_leaves_the_old_schema(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps are taken all or none."""
    connection = vault.connection()
    monkeypatch.setattr(migrations, "MIGRATIONS", (*MIGRATIONS, add_table, fail))
    with pytest.raises(RuntimeError, match="broken"):
        migrate(connection)
    assert schema_version(connection) == len(MIGRATIONS)
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    assert not names & {"later", "half"}


def test_other_applications_database() -> None:
    """A database with a version but another application's id is left alone; a later schema too."""
    connection = sqlcipher.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA user_version = 1")
    with pytest.raises(NotAVault):
        migrate(connection)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    with pytest.raises(NewerVault):
        migrate(connection)
    connection.close()


FROZEN = sorted(ASSETS.glob("vault-*.keep"))


@pytest.mark.parametrize("frozen", FROZEN, ids=lambda path: path.name)
def test_vaults_of_every_release_open(frozen: Path, tmp_path: Path) -> None:
    """A vault of each released version opens by passphrase and by kit, holds what it held, and verifies."""
    expected = json.loads((frozen / "expected.json").read_text())
    folder = tmp_path / "old.keep"
    folder.mkdir(mode=0o700)
    for name in ("vault.json", "vault.db", "vault.head", "lock"):
        shutil.copyfile(frozen / name, folder / name)
        (folder / name).chmod(0o600)
    kit = RecoveryKit.read(frozen / "kit.txt")
    for way in ({"passphrase": expected["passphrase"]}, {"kit": kit}):
        with Vault.open(folder, **way) as opened:
            assert [[r.text, r.kind, r.at.isoformat(), list(r.who), list(r.tags)] for r in opened.records()] == expected["records"]
            assert [len(opened.versions(r.id)) for r in opened.records()] == expected["versions"]
            assert opened.document("policy", "current") == expected["document"].encode()
            assert opened.anchor("ledger") == expected["anchor"].encode()
            found = opened.verify(deep=True)
            assert [found.entries, found.forgotten, found.records, found.superseded] == expected["verification"]


def test_there_is_a_frozen_vault() -> None:
    """At least one vault is kept, so that the test above tests."""
    assert FROZEN
