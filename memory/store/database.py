"""Opening the encrypted database: one connection, its pragmas set and asserted, plain SQLite refused."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy
import sqlalchemy.exc
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.pool import StaticPool
from sqlmodel import create_engine

from keepmum.memory.errors import DiskFull, NotAVault, PlaintextDatabase, VaultBusy, VaultDamaged, VaultError
from keepmum.memory.store.files import FILE_MODE, disk_errors

NAME = "vault.db"
PLAIN_MAGIC = b"SQLite format 3\x00"

# What is set, how it is read back, and what must be read. The order matters: the key comes first, WAL after the locking mode.
_PRAGMAS = (
    ("cipher_page_size", None, "4096"),
    ("cipher_use_hmac", None, "1"),  # each page carries HMAC-SHA512
    ("cipher_plaintext_header_size", None, "0"),
    ("temp_store", "MEMORY", 2),  # no temporary files
    ("cache_size", "-65536", -65536),  # KiB of decrypted pages: 100,000 records' word index stays in memory
    ("secure_delete", "ON", 1),  # freed bytes are overwritten
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
    ("foreign_keys", "ON", 1),
    ("locking_mode", "EXCLUSIVE", "exclusive"),  # one process a vault, so the index of the WAL stays in memory
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", 2),  # a commit that returned survives a power cut
)


@contextmanager
def database_errors() -> Iterator[None]:
    """Turn errors of SQLCipher and SQLAlchemy into keepmum's own; none of their messages gets out.

    Raises:
        DiskFull: There is no space.
        VaultBusy: Another program holds the database.
        VaultDamaged: A page does not verify, or the file cannot be read.
    """
    try:
        yield
    except (sqlcipher.Error, sqlalchemy.exc.DBAPIError) as error:
        failure = keepmum_error(error)
        if failure is None:
            raise
        raise failure from None


def keepmum_error(error: Exception) -> VaultError | None:
    """Say what an error of the database means; none where it can only be a mistake in keepmum's own code."""
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, sqlcipher.IntegrityError | sqlcipher.ProgrammingError | sqlcipher.InterfaceError):
        return None
    reason = str(cause)
    if "full" in reason:
        return DiskFull("the disk is full")
    if "disk I/O" in reason:  # what SQLite says of a quota; no changed page is reported like this (measured)
        return DiskFull("the disk is full, over its quota, or failing")
    if "locked" in reason:
        return VaultBusy("another program holds the database")
    return VaultDamaged("the database does not verify or cannot be read")


class Database:
    """The open database: one connection, seen both raw and by SQLAlchemy.

    Transactions are begun and ended on the raw connection only (`keepmum.memory.store.journal`); SQLAlchemy never commits.

    Attributes:
        raw: The DB-API connection of sqlcipher3.
        sql: The SQLAlchemy connection over it.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        """Open a database, or make it where the file is empty.

        Args:
            path: The file; it exists.
            key: 32 bytes; SQLCipher's raw key, without a key derivation of its own.

        Raises:
            PlaintextDatabase: The library has no cipher, or a pragma does not hold.
            VaultDamaged: The key does not fit, or the file was changed.
        """

        def connect() -> Any:  # noqa: ANN401  sqlcipher3 has no types
            return _connect(path, key)

        # The key never gets into a URL, and parameters never into a message. StaticPool: there is one connection.
        engine = create_engine("sqlite://", module=sqlcipher, creator=connect, poolclass=StaticPool, hide_parameters=True)
        with database_errors():
            self.sql = engine.connect()
        self.raw: Any = self.sql.connection.driver_connection
        self._engine = engine

    def close(self) -> None:
        """Fold the write-ahead log into the file and close; an error on the way changes nothing that was acknowledged."""
        try:
            if self.raw.in_transaction:
                self.raw.execute("ROLLBACK")
            self.raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except sqlcipher.Error:
            pass  # the next opening recovers from the log
        finally:
            self.sql.close()
            self._engine.dispose()


def _connect(path: Path, key: bytes) -> Any:  # noqa: ANN401  sqlcipher3 has no types
    connection = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")  # it would write to the host's stderr
        connection.execute(f"""PRAGMA key = "x'{key.hex()}'" """)
        with database_errors():
            _set_pragmas(connection)
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _set_pragmas(connection: Any) -> None:  # noqa: ANN401  sqlcipher3 has no types
    """Set every pragma and read it back."""
    if connection.execute("PRAGMA cipher_version").fetchone() is None:
        raise PlaintextDatabase("this SQLite library has no cipher")
    for name, value, expected in _PRAGMAS:
        if value is not None:
            connection.execute(f"PRAGMA {name} = {value}").fetchall()
        if connection.execute(f"PRAGMA {name}").fetchone()[0] != expected:
            raise PlaintextDatabase(f"the pragma {name} does not hold")


def make_file(folder: Path) -> Path:
    """Make an empty database file that only this user can reach; SQLite gives the same rights to its log."""
    path = folder / NAME
    with disk_errors():
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE))
    return path


def check_file(folder: Path) -> Path:
    """Look at the database file before it is opened.

    Returns:
        Its path.

    Raises:
        NotAVault: It is not there.
        PlaintextDatabase: It is plain SQLite.
        VaultDamaged: It is empty; opening would quietly make a new database.
    """
    path = folder / NAME
    try:
        with path.open("rb") as file:
            head = file.read(len(PLAIN_MAGIC))
    except OSError:
        raise NotAVault("vault.db is not there, or cannot be read") from None
    if head == PLAIN_MAGIC:
        raise PlaintextDatabase("vault.db is plain SQLite")
    if not head:
        raise VaultDamaged("vault.db is empty")
    return path
