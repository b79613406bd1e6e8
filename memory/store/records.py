"""The records of an open vault: put, change and read them. `keepmum.memory.vault.Vault` is the door to it.

All functions run under the vault's lock; those that write, inside a transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, select, tuple_
from sqlalchemy.engine import RowMapping

from keepmum.memory.errors import NoSuchRecord
from keepmum.memory.ids import RecordIds
from keepmum.memory.record import EDITABLE, Record, RecordId
from keepmum.memory.results import Put, Thread
from keepmum.memory.store.database import Database
from keepmum.memory.store.journal import Journal
from keepmum.memory.store.oplog import decode, loads
from keepmum.memory.store.rows import field_value, from_put_payload, from_row, moment, put_payload, to_row, with_field
from keepmum.memory.store.schema import OpRow, OriginRow, PayloadRow, RecordRow, table
from keepmum.memory.store.touched import Touched
from keepmum.memory.words import lexical

_RECORD = table(RecordRow)
_ORIGIN = table(OriginRow)
_OP = table(OpRow)
_PAYLOAD = table(PayloadRow)
_CHUNK = 400  # values in one IN (…): SQLite's old limit is 999


class Records:
    """The records of one open vault.

    Attributes:
        touched: Which of them changed.
    """

    def __init__(self, database: Database, journal: Journal) -> None:
        """Work on a database, through a journal."""
        self._database, self._journal = database, journal
        self._ids = RecordIds()
        self.touched = Touched()

    def put(self, records: Sequence[Record]) -> list[Put]:
        """Add records that are not there yet, by source and ref; in the order given."""
        known = self._known(records)
        rows: list[dict[str, Any]] = []
        origins: list[dict[str, Any]] = []
        puts: list[Put] = []
        n = self._last_n()
        for given in records:
            place = (given.source, given.ref)
            if given.ref is not None and place in known:
                puts.append(Put(known[place], new=False))
                continue
            wall_ms = self._journal.clock.tick().wall_ms
            record = replace(given, id=self._ids.make(wall_ms), added_at=moment(wall_ms * 1000))
            _, version = self._journal.append("put", record.id, put_payload(record))
            n += 1
            rows.append({"n": n, "version": version, **to_row(record)})
            if record.ref is not None:
                known[record.source, record.ref] = record
                origins.append({"source": record.source, "ref": record.ref, "record_id": record.id})
            lexical.add(self._database.raw, n, record)
            puts.append(Put(record, new=True))
        if rows:
            self._database.sql.execute(_RECORD.insert(), rows)
            self.touched.note(row["n"] for row in rows)
        if origins:
            self._database.sql.execute(_ORIGIN.insert(), origins)
        return puts

    def _known(self, records: Sequence[Record]) -> dict[tuple[str, str | None], Record]:
        places = list({(record.source, record.ref) for record in records if record.ref is not None})
        known: dict[tuple[str, str | None], Record] = {}
        joined = select(_RECORD, _ORIGIN.c.source.label("from_source"), _ORIGIN.c.ref.label("from_ref")).join(
            _ORIGIN, _RECORD.c.id == _ORIGIN.c.record_id
        )
        for start in range(0, len(places), _CHUNK):
            found = joined.where(tuple_(_ORIGIN.c.source, _ORIGIN.c.ref).in_(places[start : start + _CHUNK]))
            for row in self._database.sql.execute(found).mappings():
                known[row["from_source"], row["from_ref"]] = from_row(_plain(row))
        return known

    def _last_n(self) -> int:
        row = self._database.raw.execute("SELECT seq FROM sqlite_sequence WHERE name = 'record'").fetchone()
        return int(row[0]) if row is not None else 0

    def row(self, record: str) -> tuple[int, bytes, Record]:
        """Return a record's row number, version and content.

        Raises:
            NoSuchRecord: There is none.
        """
        row = self._database.sql.execute(select(_RECORD).where(_RECORD.c.id == record)).mappings().first()
        if row is None:
            raise NoSuchRecord("no record has this id")
        return row["n"], row["version"], from_row(_plain(row))

    def edit(self, record: RecordId, fields: dict[str, Any]) -> Record:
        """Change fields: one new version, one entry of the log for each field that differs."""
        if not fields.keys() <= EDITABLE:
            raise ValueError(f"only these can be edited: {', '.join(sorted(EDITABLE))}")
        n, version, old = self.row(record)
        new = replace(old, **fields)
        changed = [name for name in sorted(fields) if field_value(new, name) != field_value(old, name)]
        if not changed:
            return old
        made: bytes | None = None
        for name in changed:
            _, made = self._journal.append("edit", record, field_value(new, name), field=name, version=made, replaces=[version])
        self._rewrite(n, made, old, new)
        drop_vectors(self._database.raw, n)
        return new

    def tag(self, record: RecordId, tag: str, *, add: bool) -> Record:
        """Add a tag or take it away; nothing happens where that is so already."""
        if not tag:
            raise ValueError("the tag is empty")
        n, version, old = self.row(record)
        if (tag in old.tags) == add:
            return old
        new = replace(old, tags=(*old.tags, tag) if add else tuple(kept for kept in old.tags if kept != tag))
        _, made = self._journal.append("tag" if add else "untag", record, tag, replaces=[version])
        self._rewrite(n, made, old, new)
        if not old.text.strip():
            drop_vectors(self._database.raw, n)  # a record without text is embedded by its tags
        return new

    def _rewrite(self, n: int, version: bytes | None, old: Record, new: Record) -> None:
        self._database.sql.execute(_RECORD.update().where(_RECORD.c.n == bindparam("row")), {"row": n, "version": version, **to_row(new)})
        lexical.remove(self._database.raw, n, old)
        lexical.add(self._database.raw, n, new)
        self.touched.note([n])

    def versions(self, record: RecordId) -> list[Record]:
        """Return every version, oldest first, from the log."""
        self.row(record)
        found = select(_OP.c.entry, _PAYLOAD.c.payload).join(_PAYLOAD, _OP.c.seq == _PAYLOAD.c.seq)
        made: dict[bytes, Record] = {}
        newest: Record | None = None
        for encoded, payload in self._database.sql.execute(found.where(_PAYLOAD.c.record_id == record).order_by(_OP.c.seq)):
            entry = decode(encoded)
            newest = apply(newest, entry.op, entry.name, record, loads(payload))
            if newest is not None:
                made[entry.version] = newest
        return list(made.values())

    def origins(self, record: RecordId) -> list[tuple[str, str]]:
        """Return every source and ref that a record came from, sorted."""
        self.row(record)
        found = select(_ORIGIN.c.source, _ORIGIN.c.ref).where(_ORIGIN.c.record_id == record).order_by(_ORIGIN.c.source, _ORIGIN.c.ref)
        return [(source, ref) for source, ref in self._database.sql.execute(found)]

    def page(
        self,
        after: tuple[int, int],
        size: int,
        *,
        kinds: Iterable[str] | None,
        thread: str | None,
        since_us: int | None,
        until_us: int | None,
    ) -> list[tuple[int, int, Record]]:
        """Return the next records by time, with the place to go on from."""
        found = select(_RECORD).where(tuple_(_RECORD.c.at_us, _RECORD.c.n) > after)
        if kinds is not None:
            found = found.where(_RECORD.c.kind.in_(sorted(kinds)))
        if thread is not None:
            found = found.where(_RECORD.c.thread == thread)
        if since_us is not None:
            found = found.where(_RECORD.c.at_us >= since_us)
        if until_us is not None:
            found = found.where(_RECORD.c.at_us < until_us)
        rows = self._database.sql.execute(found.order_by(_RECORD.c.at_us, _RECORD.c.n).limit(size)).mappings()
        return [(row["at_us"], row["n"], from_row(_plain(row))) for row in rows]

    def threads(self) -> list[Thread]:
        """Return every thread with a name, sorted by it."""
        found = self._database.raw.execute(
            "SELECT thread, count(*), min(at_us), max(at_us) FROM record WHERE thread <> '' GROUP BY thread ORDER BY thread"
        ).fetchall()
        return [Thread(name, count, moment(first), moment(last)) for name, count, first, last in found]

    def speakers(self) -> list[str]:
        """Return everybody who spoke or wrote, sorted."""
        found = self._database.raw.execute("SELECT DISTINCT speaker FROM record WHERE speaker <> '' ORDER BY speaker").fetchall()
        return [name for (name,) in found]


def _plain(row: RowMapping) -> dict[str, Any]:
    return {str(name): value for name, value in row.items()}


def apply(record: Record | None, op: str, field: str, record_id: RecordId, payload: Any) -> Record | None:  # noqa: ANN401  decoded from the database
    """Replay one entry of the log over a record; what has no record to change changes nothing."""
    if op == "put":
        return from_put_payload(payload, record_id)
    if record is None:
        return None
    if op == "edit":
        return with_field(record, field, payload)
    if op == "tag":
        return with_field(record, "tags", [*record.tags, payload])
    return with_field(record, "tags", [kept for kept in record.tags if kept != payload])


def drop_vectors(connection: Any, n: int) -> int:  # noqa: ANN401  sqlcipher3 has no types
    """Delete every vector that a record's text is in, and say how many there were."""
    found = connection.execute("SELECT vector_id FROM vector_source WHERE n = ? UNION SELECT id FROM vector WHERE n = ?", (n, n)).fetchall()
    connection.executemany("DELETE FROM vector WHERE id = ?", found)
    connection.executemany("DELETE FROM vector_source WHERE vector_id = ?", found)
    return len(found)
