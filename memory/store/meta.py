"""Single values of the database: the table `meta`."""

from __future__ import annotations

from typing import Any


def write_meta(connection: Any, key: str, value: bytes) -> None:  # noqa: ANN401  sqlcipher3 has no types
    """Set a single value of the database."""
    connection.execute("INSERT INTO meta(key, value) VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value", (key, value))


def read_meta(connection: Any, key: str) -> bytes | None:  # noqa: ANN401  sqlcipher3 has no types
    """Read a single value of the database, or none."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return bytes(row[0]) if row is not None else None
