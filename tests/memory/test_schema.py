"""The tables as classes are the tables as made by the migrations."""

from __future__ import annotations

import pytest
import sqlmodel

from keepmum.memory.store.schema import VaultTable
from keepmum.memory.vault import Vault


def test_classes_and_migrations_agree(vault: Vault) -> None:
    """Each class has exactly the columns, types and keys that the migrations make, and no table is without a class."""
    connection = vault.connection()
    made = {
        name
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'lexical%'"
        )
    }
    assert made == set(VaultTable.metadata.tables)
    kinds = {"INTEGER": "INTEGER", "VARCHAR": "TEXT", "BLOB": "BLOB"}
    for name, table in VaultTable.metadata.tables.items():
        columns = {row[1]: (row[2], bool(row[3]) or bool(row[5]), row[5] > 0) for row in connection.execute(f"PRAGMA table_info({name})")}
        expected = {c.name: (kinds[str(c.type)], not c.nullable, c.primary_key) for c in table.columns}
        assert columns == expected, name


def test_shares_nothing_with_an_application() -> None:
    """The vault's tables are not in the metadata that an application's own SQLModel classes use."""
    assert not set(VaultTable.metadata.tables) & set(sqlmodel.SQLModel.metadata.tables)


@pytest.mark.parametrize(
    ("pragma", "expected"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("secure_delete", 1),
        ("temp_store", 2),
        ("foreign_keys", 1),
        ("trusted_schema", 0),
        ("cipher_use_hmac", "1"),
        ("cipher_page_size", "4096"),
        ("cipher_plaintext_header_size", "0"),
        ("locking_mode", "exclusive"),
    ],
)
def test_pragmas(vault: Vault, pragma: str, expected: object) -> None:
    """What the promises stand on is set on the connection that is used."""
    assert vault.connection().execute(f"PRAGMA {pragma}").fetchone()[0] == expected


def test_no_plain_file(vault: Vault) -> None:
    """No file of the vault begins as plain SQLite, and the key is in no repr of the engine."""
    assert not any(path.read_bytes().startswith(b"SQLite format 3") for path in vault.path.iterdir())
    database = vault._opened.database
    shown = repr(database.sql) + repr(database.sql.engine) + repr(database.sql.engine.url)
    assert vault._opened.keys.database.hex() not in shown
