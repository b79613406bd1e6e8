"""`audit verify` passes on what keepmum wrote, and fails after every way of rewriting the past that the threat model names."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cbor2
import pytest
from tests.app.conftest import invoke
from tests.app.servers import serving

import keepmum
from keepmum.app.status import TABLE
from keepmum.memory.errors import VaultDamaged, VaultRolledBack
from keepmum.memory.sealing.keys import FLOOR
from keepmum.memory.vault import Vault
from keepmum.policy.errors import LedgerBroken
from keepmum.policy.recipient import Recipient
from keepmum.policy.rules.load import default_text

PASSPHRASE = "a passphrase for tests"
NOTICED = {TABLE[error].exit for error in (VaultDamaged, VaultRolledBack, LedgerBroken)}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A vault with two requests in its ledger, and a copy of the same vault after the first."""
    folder = tmp_path_factory.mktemp("audit")
    vault, older = folder / "me.keep", folder / "older.keep"
    Vault.create(vault, PASSPHRASE, cost=FLOOR).close()
    with serving() as server:
        with keepmum.Keep.open(vault, PASSPHRASE) as keep:
            keep.add_recipient(Recipient("cloud", server.url("good"), "large"))
            keep.load_policy(default_text(["cloud"]))
            keep.ask("what is the best soup", to="cloud")
        shutil.copytree(vault, older)
        with keepmum.Keep.open(vault, PASSPHRASE) as keep:
            keep.ask("what is the best bread", to="cloud")
    return vault, older


@pytest.fixture
def vault(made: tuple[Path, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(made[0], tmp_path / "me.keep"))


def _verify(vault: Path) -> int:
    secret = vault.parent / "passphrase"
    secret.write_text(PASSPHRASE)
    secret.chmod(0o600)
    return invoke("audit", "verify", "--vault", vault, "--passphrase-file", secret).exit_code


def _pages(file: Path) -> list[bytes]:
    data = file.read_bytes()
    return [data[start : start + 4096] for start in range(0, len(data), 4096)]


def _by_sql(vault: Path, change: Callable[[Any], None]) -> None:
    """Change rows with the database's key in hand, as malware could that never had the passphrase."""
    with Vault.open(vault, PASSPHRASE) as opened:
        connection = opened.connection()
        connection.execute("BEGIN IMMEDIATE")
        change(connection)
        connection.execute("COMMIT")


def _leaf_edited_in_the_file(vault: Path, older: Path) -> None:
    pages, before = _pages(vault / "vault.db"), _pages(older / "vault.db")
    changed = next(n for n, page in enumerate(pages) if n and (n >= len(before) or page != before[n]))
    pages[changed] = pages[changed][:100] + bytes([pages[changed][100] ^ 1]) + pages[changed][101:]
    (vault / "vault.db").write_bytes(b"".join(pages))


def _end_cut_from_the_file(vault: Path, older: Path) -> None:
    (vault / "vault.db").write_bytes(b"".join(_pages(vault / "vault.db")[:-1]))


def _pages_spliced_into_the_file(vault: Path, older: Path) -> None:
    pages, before = _pages(vault / "vault.db"), _pages(older / "vault.db")
    changed = [n for n, page in enumerate(pages) if n and n < len(before) and page != before[n]]
    for n in changed[::2]:
        pages[n] = before[n]
    (vault / "vault.db").write_bytes(b"".join(pages))


def _database_put_back(vault: Path, older: Path) -> None:
    for name in ("vault.db", "vault.db-wal", "vault.db-shm"):
        (vault / name).unlink(missing_ok=True)
        if (older / name).exists():
            shutil.copy(older / name, vault / name)


def _leaf_edited_by_sql(vault: Path, older: Path) -> None:
    def change(connection: Any) -> None:
        key, data = connection.execute("SELECT key, bytes FROM documents WHERE namespace = 'ledger.leaf' ORDER BY key LIMIT 1").fetchone()
        leaf = cbor2.loads(data) | {"bytes": 1}
        connection.execute(
            "UPDATE documents SET bytes = ? WHERE namespace = 'ledger.leaf' AND key = ?", (cbor2.dumps(leaf, canonical=True), key)
        )

    _by_sql(vault, change)


def _end_cut_by_sql(vault: Path, older: Path) -> None:
    def change(connection: Any) -> None:
        (last,) = connection.execute("SELECT max(key) FROM documents WHERE namespace = 'ledger.leaf'").fetchone()
        connection.execute("DELETE FROM documents WHERE namespace LIKE 'ledger.%' AND key = ?", (last,))

    _by_sql(vault, change)


def _leaf_spliced_by_sql(vault: Path, older: Path) -> None:
    def change(connection: Any) -> None:
        keys = [row[0] for row in connection.execute("SELECT key FROM documents WHERE namespace = 'ledger.leaf' ORDER BY key").fetchall()]
        new = str(int(keys[-1]) + 1).zfill(len(keys[-1]))
        columns = "namespace, ?, bytes, version, seq"
        connection.execute(
            f"INSERT INTO documents SELECT {columns} FROM documents WHERE namespace LIKE 'ledger.%' AND key = ?", (new, keys[0])
        )

    _by_sql(vault, change)


def test_a_whole_ledger_verifies(vault: Path) -> None:
    """What keepmum wrote and nobody changed verifies."""
    assert _verify(vault) == 0


@pytest.mark.parametrize(
    "tamper",
    [
        _leaf_edited_in_the_file,
        _end_cut_from_the_file,
        _pages_spliced_into_the_file,
        _database_put_back,
        _leaf_edited_by_sql,
        _end_cut_by_sql,
        _leaf_spliced_by_sql,
    ],
    ids=lambda tamper: tamper.__name__.strip("_"),
)
def test_a_rewritten_past_is_noticed(made: tuple[Path, Path], vault: Path, tamper: Callable[[Path, Path], None]) -> None:
    """The command ends with the error's own exit code, and says it in words."""
    before = (vault / "vault.db").read_bytes()
    tamper(vault, made[1])
    assert (vault / "vault.db").read_bytes() != before
    assert _verify(vault) in NOTICED
