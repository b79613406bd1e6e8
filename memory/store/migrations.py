"""The vault's schema, as numbered steps. A step that was released is never edited; a change is a new step.

The number of the last step that was taken is SQLite's `user_version`.
"""

from __future__ import annotations

from collections.abc import Callable

from keepmum.memory.errors import NewerVault, NotAVault
from keepmum.memory.words import lexical
from keepmum.memory.words.lexical import Connection

APPLICATION_ID = 0x6B6D756D  # "kmum"

_FIRST = (
    """CREATE TABLE record (
        n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, version BLOB NOT NULL, text TEXT NOT NULL, kind TEXT NOT NULL,
        at_us INTEGER NOT NULL, at_zone INTEGER NOT NULL, ends_us INTEGER, ends_zone INTEGER, who TEXT NOT NULL, speaker TEXT NOT NULL,
        thread TEXT NOT NULL, tags TEXT NOT NULL, reply_to TEXT, attachments TEXT NOT NULL, source TEXT NOT NULL, ref TEXT,
        added_us INTEGER NOT NULL)""",
    "CREATE INDEX record_by_time ON record (at_us, n)",
    "CREATE INDEX record_by_thread ON record (thread, at_us, n)",
    "CREATE TABLE origin (source TEXT NOT NULL, ref TEXT NOT NULL, record_id TEXT NOT NULL, PRIMARY KEY (source, ref)) WITHOUT ROWID",
    "CREATE INDEX origin_by_record ON origin (record_id)",
    "CREATE TABLE op (seq INTEGER PRIMARY KEY NOT NULL, entry BLOB NOT NULL, hash BLOB NOT NULL)",
    "CREATE TABLE payload (seq INTEGER PRIMARY KEY NOT NULL, nonce BLOB NOT NULL, payload BLOB NOT NULL, record_id TEXT)",
    "CREATE INDEX payload_by_record ON payload (record_id)",
    """CREATE TABLE documents (
        namespace TEXT NOT NULL, key TEXT NOT NULL, bytes BLOB NOT NULL, version BLOB NOT NULL, seq INTEGER NOT NULL,
        PRIMARY KEY (namespace, key))""",
    "CREATE TABLE derived (record_id TEXT NOT NULL, artefact TEXT NOT NULL, PRIMARY KEY (record_id, artefact)) WITHOUT ROWID",
    """CREATE TABLE vector (
        id INTEGER PRIMARY KEY AUTOINCREMENT, n INTEGER NOT NULL, kind TEXT NOT NULL, model TEXT NOT NULL, data BLOB NOT NULL)""",
    "CREATE INDEX vector_by_record ON vector (n)",
    "CREATE TABLE vector_source (n INTEGER NOT NULL, vector_id INTEGER NOT NULL, PRIMARY KEY (n, vector_id)) WITHOUT ROWID",
    "CREATE INDEX vector_source_by_vector ON vector_source (vector_id)",
    "CREATE TABLE meta (key TEXT PRIMARY KEY NOT NULL, value BLOB NOT NULL) WITHOUT ROWID",
    f"PRAGMA application_id = {APPLICATION_ID}",
)


def _first(connection: Connection) -> None:
    """Make all tables of version 0.1.0."""
    for statement in _FIRST:
        connection.execute(statement)
    lexical.create(connection)


_VECTOR_BLOCKS = (
    "CREATE TABLE vector_model (model TEXT PRIMARY KEY NOT NULL) WITHOUT ROWID",
    "INSERT INTO vector_model(model) SELECT DISTINCT model FROM vector",
    """CREATE TABLE vector_block (
        model TEXT NOT NULL, kind TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, ids BLOB NOT NULL, n BLOB NOT NULL,
        sources BLOB NOT NULL, codes BLOB NOT NULL, total BLOB NOT NULL, PRIMARY KEY (model, kind, first))""",
    "CREATE INDEX vector_by_kind ON vector (kind)",  # with the number, as every index has it: the vectors of a kind in a range
    # Whatever deletes a vector deletes the block that holds its code too. Blocks of one kind do not overlap.
    """CREATE TRIGGER vector_block_goes AFTER DELETE ON vector BEGIN
        DELETE FROM vector_block WHERE model = old.model AND kind = old.kind AND last >= old.id AND first = (
            SELECT max(first) FROM vector_block WHERE model = old.model AND kind = old.kind AND first <= old.id);
        END""",
)


def _vector_blocks(connection: Connection) -> None:
    """Keep the codes of many vectors together, and which models' vectors there are: see `keepmum.memory.vectors.packed`."""
    for statement in _VECTOR_BLOCKS:
        connection.execute(statement)


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (_first, _vector_blocks)


def migrate(connection: Connection) -> int:
    """Bring a database to the newest schema, in one transaction.

    Args:
        connection: An open connection, outside a transaction.

    Returns:
        The number of steps taken.

    Raises:
        NewerVault: The database has steps that this version of keepmum does not know; it is left untouched.
        NotAVault: The database opens, and is another application's.
    """
    version = schema_version(connection)
    if version > len(MIGRATIONS):
        raise NewerVault(f"the vault has schema {version}, this keepmum knows {len(MIGRATIONS)}")
    if version and connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise NotAVault("the database is another application's")
    if version == len(MIGRATIONS):
        return 0
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in MIGRATIONS[version:]:
            step(connection)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    return len(MIGRATIONS) - version


def schema_version(connection: Connection) -> int:
    """Return the number of the last step that was taken; 0 for an empty database."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
