"""The op log: one entry for each change, chained by hashes, in the transaction of the change itself.

An entry is deterministic CBOR (RFC 8949 §4.2) and holds nothing that a person wrote: random ids, times, and a
commitment SHA-256(nonce ‖ payload). Nonce and payload lie in another table and go together when something is
forgotten; the chain stays whole.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Any, Literal

import cbor2

from keepmum.memory.clock import Timestamp
from keepmum.memory.errors import VaultDamaged
from keepmum.memory.ids import from_bytes, to_bytes
from keepmum.memory.record import RecordId

Operation = Literal["put", "edit", "tag", "untag", "delete", "document"]
OPERATIONS = frozenset({"put", "edit", "tag", "untag", "delete", "document"})
FORMAT = 1
NONCE_BYTES = 32
HASH_BYTES = 32
VERSION_BYTES = 16


@dataclass(frozen=True, slots=True)
class Entry:
    """One change.

    Attributes:
        seq: Its number, from 1, without gaps.
        previous: SHA-256 of the entry before it.
        incarnation: Which life of this history wrote it.
        at: When, and on which device.
        op: What was done.
        name: For an edit: the field's name; else empty.
        record: The record; none for documents.
        version: The id of the version that it makes, 16 random bytes; a delete makes none and has an empty one.
        replaces: The versions that it replaces.
        commitment: SHA-256(nonce ‖ payload); empty for a delete, which has no payload.
    """

    seq: int
    previous: bytes
    incarnation: int
    at: Timestamp
    op: Operation
    name: str
    record: RecordId | None
    version: bytes
    replaces: tuple[bytes, ...]
    commitment: bytes = field(repr=False)

    def encode(self) -> bytes:
        """Return the entry's bytes: a CBOR array in the order of docs/vault-format.md."""
        return dumps(
            [
                FORMAT,
                self.at.device,
                self.incarnation,
                self.seq,
                self.previous,
                [self.at.wall_ms, self.at.counter],
                self.op,
                self.name,
                to_bytes(self.record) if self.record is not None else None,
                self.version,
                list(self.replaces),
                self.commitment,
            ]
        )


def dumps(value: object) -> bytes:
    """Encode as deterministic CBOR."""
    return cbor2.dumps(value, canonical=True)


def loads(data: bytes) -> Any:  # noqa: ANN401  the caller checks what it is
    """Decode CBOR from inside the database.

    Raises:
        VaultDamaged: It is no CBOR.
    """
    try:
        return cbor2.loads(data)
    except (cbor2.CBORDecodeError, ValueError, TypeError):
        raise VaultDamaged("a value in the database does not follow its format") from None


def decode(data: bytes) -> Entry:
    """Read an entry.

    Raises:
        VaultDamaged: The bytes are not what `Entry.encode` makes.
    """
    parts = loads(data)
    try:
        _, device, incarnation, seq, previous, (wall_ms, counter), op, name, record, version, replaces, commitment = parts
        at = Timestamp(wall_ms, counter, device)
        made = from_bytes(record) if record is not None else None
        entry = Entry(seq, previous, incarnation, at, op, name, made, version, tuple(replaces), commitment)
        whole = parts[0] == FORMAT and op in OPERATIONS and entry.encode() == data
    except (TypeError, ValueError, AttributeError):
        whole = False
    if not whole:
        raise VaultDamaged("an entry of the op log does not follow its format")
    return entry


def digest(data: bytes) -> bytes:
    """Return SHA-256 of bytes."""
    return hashlib.sha256(data).digest()


def first_previous(vault: bytes) -> bytes:
    """Return what the first entry of a vault names as the entry before it."""
    return digest(b"keepmum/v1/log" + vault)


def commit_to(payload: bytes) -> tuple[bytes, bytes]:
    """Commit to a payload.

    Returns:
        A fresh nonce, and SHA-256(nonce ‖ payload).
    """
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce, digest(nonce + payload)


def new_version() -> bytes:
    """Make the id of a version."""
    return secrets.token_bytes(VERSION_BYTES)
