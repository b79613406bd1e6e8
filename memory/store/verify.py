"""Checking a whole vault: the chain of the op log, and whether the tables say what the log says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from keepmum.memory.errors import VaultDamaged
from keepmum.memory.record import Record, RecordId
from keepmum.memory.results import Verification
from keepmum.memory.store.freshness import check_link
from keepmum.memory.store.head import Head
from keepmum.memory.store.oplog import Entry, decode, digest, first_previous, loads
from keepmum.memory.store.records import apply
from keepmum.memory.store.rows import from_row, to_row
from keepmum.memory.words import lexical

_CHUNK = 2_000  # entries read at a time


@dataclass(slots=True)
class _Replay:
    """What the log alone says the vault holds."""

    records: dict[RecordId, tuple[bytes, Record]] = field(default_factory=dict, repr=False)
    documents: dict[bytes, tuple[str, str, bytes]] = field(default_factory=dict, repr=False)
    bare: dict[bytes, RecordId | None] = field(default_factory=dict)  # versions whose payload is gone, not yet explained
    forgotten: dict[RecordId, int] = field(default_factory=dict)  # entries without payload, by record
    deleted: set[RecordId] = field(default_factory=set)
    superseded: int = 0


def verify(connection: Any, vault: bytes, head: Head, *, deep: bool) -> Verification:  # noqa: ANN401  sqlcipher3 has no types
    """Walk the op log, and where `deep` compare every table with it.

    Args:
        connection: The raw connection, under the vault's lock.
        vault: The vault's id.
        head: The head as it is sealed outside.
        deep: Whether to replay the payloads, and to check pages, word index and vectors.

    Raises:
        VaultDamaged: Something is not as the log says.
    """
    replay = _Replay()
    expected, place = first_previous(vault), 0
    for seq, encoded, sealed, nonce, payload, payload_record in _rows(connection):
        place += 1
        entry = decode(encoded)
        check_link(entry, place, seq, expected)
        expected = digest(encoded)
        if sealed != expected:
            raise VaultDamaged("an entry of the op log was changed")
        if place == head.seq and expected != head.hash:
            raise VaultDamaged("the op log is not the one that was sealed")
        _take(replay, entry, nonce, payload, payload_record, deep=deep)
    if place < head.seq:
        raise VaultDamaged("entries of the op log are missing")
    if replay.bare or replay.forgotten.keys() - replay.deleted:
        raise VaultDamaged("the content of an entry is missing, and nobody forgot it")
    if deep:
        _compare(connection, replay)
    (records,) = connection.execute("SELECT count(*) FROM record").fetchone()
    return Verification(place, sum(replay.forgotten.values()), records, replay.superseded)


def _rows(connection: Any) -> Iterator[tuple[int, bytes, bytes, bytes | None, bytes | None, str | None]]:  # noqa: ANN401  sqlcipher3 has no types
    last = -1
    while True:
        rows = connection.execute(
            "SELECT op.seq, entry, hash, nonce, payload, record_id FROM op LEFT JOIN payload USING (seq)"
            " WHERE op.seq > ? ORDER BY op.seq LIMIT ?",
            (last, _CHUNK),
        ).fetchall()
        if not rows:
            break
        last = rows[-1][0]
        yield from rows
    if connection.execute("SELECT 1 FROM payload WHERE seq NOT IN (SELECT seq FROM op) LIMIT 1").fetchone():
        raise VaultDamaged("a payload belongs to no entry of the op log")


def _take(replay: _Replay, entry: Entry, nonce: bytes | None, payload: bytes | None, payload_record: str | None, *, deep: bool) -> None:
    """Follow one entry."""
    if entry.op == "delete":
        if payload is not None:
            raise VaultDamaged("an entry of the op log has content that it does not commit to")
        _delete(replay, entry)
        return
    if entry.op == "document":
        for version in entry.replaces:
            _supersede(replay, version)
    if payload is None or nonce is None:
        if entry.record is not None:
            replay.forgotten[entry.record] = replay.forgotten.get(entry.record, 0) + 1
            replay.records.pop(entry.record, None)
        else:
            replay.bare[entry.version] = None
        return
    if digest(nonce + payload) != entry.commitment or payload_record != entry.record:
        raise VaultDamaged("the content of an entry was changed")
    if deep:
        _apply(replay, entry, loads(payload))
    elif entry.op == "document":
        replay.documents[entry.version] = ("", "", b"")


def _delete(replay: _Replay, entry: Entry) -> None:
    if entry.record is None:
        for version in entry.replaces:
            _supersede(replay, version)
        return
    if replay.records.pop(entry.record, None) is not None:
        raise VaultDamaged("the content of a forgotten record is still there")
    replay.deleted.add(entry.record)


def _supersede(replay: _Replay, version: bytes) -> None:
    if version not in replay.bare:
        raise VaultDamaged("the content of a replaced document is still there")
    del replay.bare[version]
    replay.superseded += 1


def _apply(replay: _Replay, entry: Entry, payload: Any) -> None:  # noqa: ANN401  decoded from the database
    if entry.record is None:
        try:
            namespace, key, content = payload
        except (TypeError, ValueError):
            raise VaultDamaged("a payload of the op log does not follow its format") from None
        replay.documents[entry.version] = (namespace, key, content)
        return
    before = replay.records.get(entry.record)
    after = apply(before[1] if before is not None else None, entry.op, entry.name, entry.record, payload)
    if after is None:
        raise VaultDamaged("an entry of the op log changes a record that is not there")
    replay.records[entry.record] = (entry.version, after)


def _compare(connection: Any, replay: _Replay) -> None:  # noqa: ANN401  sqlcipher3 has no types
    if connection.execute("PRAGMA cipher_integrity_check").fetchall():
        raise VaultDamaged("a page of the database was changed")
    if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
        raise VaultDamaged("the database is not consistent")
    _compare_records(connection, replay)
    found = {
        bytes(version): (namespace, key, digest(data))
        for namespace, key, data, version in connection.execute("SELECT namespace, key, bytes, version FROM documents")
    }
    if found != replay.documents:
        raise VaultDamaged("the documents are not what the op log says")
    _compare_indexes(connection)
    _compare_words(connection, (record for _, record in replay.records.values()))


def _compare_records(connection: Any, replay: _Replay) -> None:  # noqa: ANN401  sqlcipher3 has no types
    cursor = connection.execute("SELECT * FROM record")
    names = [column[0] for column in cursor.description]
    left = dict(replay.records)
    for values in cursor:
        row = dict(zip(names, values, strict=True))
        version, record = left.pop(RecordId(row["id"]), (b"", None))
        same = record is not None and row["version"] == version and to_row(from_row(row)) == to_row(record)
        if not same or {name: row[name] for name in to_row(from_row(row))} != to_row(from_row(row)):
            raise VaultDamaged("a record is not what the op log says")
    if left:
        raise VaultDamaged("a record is missing that the op log knows")
    origins = {(row[0], row[1]): row[2] for row in connection.execute("SELECT source, ref, record_id FROM origin")}
    expected = {(record.source, record.ref): record_id for record_id, (_, record) in replay.records.items() if record.ref is not None}
    if origins != expected:
        raise VaultDamaged("the origins of records are not what the op log says")


_DISAGREEMENTS = (
    ("the word index and the records disagree", "SELECT n FROM record EXCEPT SELECT id FROM lexical_docsize"),
    ("the word index and the records disagree", "SELECT id FROM lexical_docsize EXCEPT SELECT n FROM record"),
    ("a vector belongs to no record", "SELECT n FROM vector EXCEPT SELECT n FROM record"),
    ("a vector belongs to no record", "SELECT n FROM vector_source EXCEPT SELECT n FROM record"),
    ("a vector has no source", "SELECT id FROM vector EXCEPT SELECT vector_id FROM vector_source"),
    ("a source belongs to no vector", "SELECT vector_id FROM vector_source EXCEPT SELECT id FROM vector"),
    ("a link belongs to no record", "SELECT record_id FROM derived EXCEPT SELECT id FROM record"),
)


def _compare_indexes(connection: Any) -> None:  # noqa: ANN401  sqlcipher3 has no types
    for problem, question in _DISAGREEMENTS:
        if connection.execute(f"{question} LIMIT 1").fetchone():
            raise VaultDamaged(problem)
    connection.execute("INSERT INTO lexical(lexical) VALUES ('integrity-check')")


_WORDS = ("SELECT term, doc, offset FROM temp.lexical_posting", "SELECT id, sz FROM lexical_docsize ORDER BY id")


def _compare_words(connection: Any, records: Iterable[Record]) -> None:  # noqa: ANN401  sqlcipher3 has no types
    """Index all records anew, in memory, and compare every occurrence of every word with the stored index."""
    numbers = dict(connection.execute("SELECT id, n FROM record"))
    fresh = sqlcipher.connect(":memory:", isolation_level=None)
    try:
        lexical.create(fresh)
        for record in records:
            lexical.add(fresh, numbers[record.id], record)
        for each in (connection, fresh):
            lexical.attach(each)
        for question in _WORDS:  # both are walked in the index's own order
            for stored, made in zip_longest(connection.execute(question), fresh.execute(question)):
                if stored != made:
                    raise VaultDamaged("the word index does not hold the words of the records")
        for term in fresh.execute("SELECT term FROM temp.lexical_term"):  # walking finds what seeking might miss
            if connection.execute("SELECT 1 FROM temp.lexical_term WHERE term = ?", term).fetchone() is None:
                raise VaultDamaged("the word index does not find a word that it holds")
    finally:
        fresh.close()
