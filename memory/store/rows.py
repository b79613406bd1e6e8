"""A record as a row of its table, and as the payloads of its op log entries."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from keepmum.memory.errors import VaultDamaged
from keepmum.memory.record import Record, RecordId

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BARE_EPOCH = _EPOCH.replace(tzinfo=None)
_MICROSECOND = timedelta(microseconds=1)
_MINUTE = timedelta(minutes=1)
_TIMES = frozenset({"at", "ends"})
_LISTS = frozenset({"who", "tags", "attachments"})
PAYLOAD_FIELDS = ("text", "kind", "at", "who", "thread", "source", "ref", "tags", "ends", "reply_to", "attachments")


def microseconds(moment: datetime) -> int:
    """Turn an aware time into whole microseconds since 1970, UTC, without rounding."""
    return (moment - _EPOCH) // _MICROSECOND


def moment(us: int, zone: int = 0) -> datetime:
    """Turn microseconds since 1970 (UTC) and an offset in minutes back into an aware time."""
    offset = timedelta(minutes=zone)
    try:
        local = _BARE_EPOCH + timedelta(microseconds=us) + offset
    except OverflowError:  # a zone with seconds, at the very edge of the calendar
        return _EPOCH + timedelta(microseconds=us)
    return local.replace(tzinfo=timezone(offset) if zone else UTC)


def _zone(at: datetime) -> int:
    return (at.utcoffset() or timedelta(0)) // _MINUTE


def _list(items: tuple[str, ...]) -> str:
    return json.dumps(items, ensure_ascii=False, separators=(",", ":"))


def _listed(text: str) -> tuple[str, ...]:
    return () if text == "[]" else tuple(json.loads(text))  # most lists are empty, and a search reads fifty records


def to_row(record: Record) -> dict[str, Any]:
    """Return the values of the record's columns, without `n` and `version`.

    Args:
        record: A record with `id` and `added_at`.
    """
    return {
        "id": record.id,
        "text": record.text,
        "kind": record.kind,
        "at_us": microseconds(record.at),
        "at_zone": _zone(record.at),
        "ends_us": microseconds(record.ends) if record.ends is not None else None,
        "ends_zone": _zone(record.ends) if record.ends is not None else None,
        "who": _list(record.who),
        "speaker": record.speaker,
        "thread": record.thread,
        "tags": _list(record.tags),
        "reply_to": record.reply_to,
        "attachments": _list(record.attachments),
        "source": record.source,
        "ref": record.ref,
        "added_us": microseconds(record.added_at) if record.added_at is not None else None,
    }


def from_row(row: Mapping[str, Any]) -> Record:
    """Read a record from its columns.

    Raises:
        VaultDamaged: The columns hold no record.
    """
    try:
        return Record(
            text=row["text"],
            kind=row["kind"],
            at=moment(row["at_us"], row["at_zone"]),
            who=_listed(row["who"]),
            thread=row["thread"],
            source=row["source"],
            ref=row["ref"],
            tags=_listed(row["tags"]),
            ends=moment(row["ends_us"], row["ends_zone"]) if row["ends_us"] is not None else None,
            reply_to=row["reply_to"],
            attachments=_listed(row["attachments"]),
            id=RecordId(row["id"]),
            added_at=moment(row["added_us"]),
        )
    except (ValueError, TypeError, OverflowError):
        raise VaultDamaged("a row of the database holds no record") from None


def field_value(record: Record, name: str) -> Any:  # noqa: ANN401  a field has its own type
    """Return a field as the op log's payloads hold it: times as [microseconds, minutes of offset], names as lists."""
    value = getattr(record, name)
    if name in _TIMES:
        return [microseconds(value), _zone(value)] if value is not None else None
    return list(value) if name in _LISTS else value


def put_payload(record: Record) -> dict[str, Any]:
    """Return the payload of a put: every field, and when it was added."""
    payload = {name: field_value(record, name) for name in PAYLOAD_FIELDS}
    payload["added"] = microseconds(record.added_at) if record.added_at is not None else None
    return payload


def with_field(record: Record, name: str, value: Any) -> Record:  # noqa: ANN401  a field has its own type
    """Return the record with a field from a payload.

    Raises:
        VaultDamaged: The payload holds no such field.
    """
    try:
        return replace(record, **{name: _read(name, value)})
    except (ValueError, TypeError, OverflowError):
        raise VaultDamaged("a payload of the op log does not follow its format") from None


def from_put_payload(payload: Any, record: RecordId) -> Record:  # noqa: ANN401  decoded from the database
    """Read a record from the payload of its put.

    Raises:
        VaultDamaged: The payload holds no record.
    """
    try:
        fields = {name: _read(name, payload[name]) for name in PAYLOAD_FIELDS}
        return Record(**fields, id=record, added_at=moment(payload["added"]))
    except (KeyError, ValueError, TypeError, OverflowError):
        raise VaultDamaged("a payload of the op log does not follow its format") from None


def _read(name: str, value: Any) -> Any:  # noqa: ANN401  a field has its own type
    if name in _TIMES:
        return moment(*value) if value is not None else None
    return tuple(value) if name in _LISTS else value
