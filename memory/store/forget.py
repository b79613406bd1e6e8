"""Forgetting a record, at the level "purged": nothing of it is left in any file of this vault.

Deleted pages are overwritten (`secure_delete`), the word index deletes for good (FTS5 `secure-delete`), the payloads
that the op log commits to go with their nonces, and after the commit the write-ahead log is emptied and the files are
scrubbed. What cannot be reached is said in the receipt.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from keepmum.memory.record import Record, RecordId
from keepmum.memory.results import Receipt
from keepmum.memory.store.journal import Journal
from keepmum.memory.store.records import drop_vectors
from keepmum.memory.store.rows import moment
from keepmum.memory.words import lexical

__all__ = ["ForgetHook", "Receipt", "forget"]

ForgetHook = Callable[[RecordId, tuple[str, ...]], Sequence[str]]

KEPT = (
    "entries of the operation log: random ids, times and commitments, no content",
    "copies and exports made before, and what was sent to others: out of keepmum's reach",
)


def forget(
    connection: Any,  # noqa: ANN401  sqlcipher3 has no types
    journal: Journal,
    record: Record,
    *,
    n: int,
    version: bytes,
    hooks: Sequence[ForgetHook],
) -> Receipt:
    """Purge a record, inside a transaction.

    Args:
        connection: The raw connection.
        journal: The vault's journal.
        record: The record as stored.
        n: Its row number.
        version: Its newest version.
        hooks: What other layers do to forget what they made of it; each says what it destroyed.

    Returns:
        The receipt; true once the transaction is committed.

    Raises:
        ValueError: Something was made of it, and no hook is there.
    """
    if not record.id:
        raise ValueError("the record has no id")
    destroyed = ["the record: its text, names, tags and times"]
    artefacts = tuple(
        row[0] for row in connection.execute("SELECT artefact FROM derived WHERE record_id = ? ORDER BY artefact", (record.id,))
    )
    if artefacts and not hooks:
        raise ValueError("other layers made something of this record and are not there to destroy it: open the vault with keepmum.Keep")
    for hook in hooks:
        destroyed += hook(record.id, artefacts)
    journal.flush()
    payloads = connection.execute("DELETE FROM payload WHERE record_id = ?", (record.id,)).rowcount
    destroyed.append(f"{payloads} logged versions and changes of it")
    lexical.remove(connection, n, record)
    destroyed.append("its words in the index")
    vectors = drop_vectors(connection, n)
    if vectors:
        destroyed.append(f"{vectors} vectors made from it")
    connection.execute("DELETE FROM record WHERE n = ?", (n,))
    connection.execute("DELETE FROM origin WHERE record_id = ?", (record.id,))
    if connection.execute("DELETE FROM derived WHERE record_id = ?", (record.id,)).rowcount:
        destroyed.append("the links to what was made from it")
    journal.append("delete", record.id, replaces=[version])
    journal.purge_after_commit()
    return Receipt(record.id, "purged", tuple(destroyed), KEPT, moment(journal.clock.tick().wall_ms * 1000))
