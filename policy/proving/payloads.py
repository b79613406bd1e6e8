"""The payloads of the ledger: what was sent, what came back. Each lies apart from its leaf, sealed under the key of its day.

ledger.payload/000000000042    CBOR [day, iv, AES-256-GCM(key of the day, CBOR [nonce, payload, marks])]; not there once it was destroyed
ledger.payload_key/2026-11-25  32 random bytes; not there once the day's payloads have expired

A payload that was written before leaves of version 2 is CBOR [nonce, payload], with neither a key of its own nor marks.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import cbor2
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from keepmum.policy.errors import LedgerBroken
from keepmum.policy.proving.entry import Entry, commit, document_name
from keepmum.policy.proving.marks import Mark, read_marks

if TYPE_CHECKING:
    from keepmum.memory.vault import Vault

_PAYLOAD, _KEY = "ledger.payload", "ledger.payload_key"
_IV_BYTES = 12


@dataclass(frozen=True, slots=True)
class Payload:
    """What an entry commits to.

    Attributes:
        nonce: 32 random bytes; who has them can show what the payload was.
        body: The bytes sent, the bytes received, or the reasons of a refusal.
        marks: Where in the bytes sent something personal was found, in order, as `keepmum.policy.proving.marks.write_marks` writes it.
    """

    nonce: bytes = field(repr=False)
    body: bytes = field(repr=False)
    marks: bytes = field(default=b"\x80", repr=False)

    def read_marks(self) -> tuple[Mark, ...]:
        """Return the marks."""
        return read_marks(self.marks)


class Payloads:
    """The payloads of one ledger."""

    def __init__(self, vault: Vault) -> None:
        """Read and write in ``vault``."""
        self._vault = vault
        self._ciphers: dict[str, AESGCM | None] = {}  # of days that are done with, while all are read

    def documents(self, entry: Entry, payload: Payload) -> list[tuple[str, str, bytes]]:
        """Return the documents of the vault that hold the payload of an entry; the key of its day too, where it is the first."""
        day = entry.at.date().isoformat()
        key = self._vault.document(_KEY, day)
        made: list[tuple[str, str, bytes]] = []
        if key is None:
            key = secrets.token_bytes(32)
            made = [(_KEY, day, key)]
        iv = secrets.token_bytes(_IV_BYTES)
        inner = cbor2.dumps([payload.nonce, payload.body, payload.marks])
        sealed = AESGCM(key).encrypt(iv, inner, document_name(entry.index).encode())
        return [*made, (_PAYLOAD, document_name(entry.index), cbor2.dumps([day, iv, sealed]))]

    def get(self, entry: Entry) -> Payload | None:
        """Return the payload of an entry; none if it was destroyed.

        Raises:
            LedgerBroken: It is not the one that the entry commits to.
        """
        data = self._vault.document(_PAYLOAD, document_name(entry.index))
        self._ciphers.clear()
        return None if data is None else self.check(entry, data)

    def all(self) -> Iterator[tuple[str, bytes]]:
        """Yield the name and the sealed bytes of every payload, in order."""
        self._ciphers.clear()
        return self._vault.documents(_PAYLOAD)

    def check(self, entry: Entry, data: bytes) -> Payload | None:
        """Return the payload in sealed bytes; none where the key of its day was destroyed.

        Raises:
            LedgerBroken: It is not the one that the entry commits to.
        """
        try:
            parts = cbor2.loads(data)
            keyless = isinstance(parts, list) and len(parts) == 2
            payload = Payload(*parts) if keyless else self._opened(entry, *parts)
            if payload is None:
                return None
            whole = cbor2.dumps(parts) == data
            whole = whole and commit(payload.nonce, payload.body) == entry.commitment and keyless == (entry.version == 1)
            whole = whole and (entry.version == 1 or commit(payload.nonce, payload.marks) == entry.marks)
        except (cbor2.CBORDecodeError, cbor2.CBOREncodeError, InvalidTag, TypeError, ValueError, RecursionError):
            whole = False
        if not whole:
            raise LedgerBroken("the payload is not the one that was recorded", entry.index)
        return payload

    def destroy(self, index: int) -> bool:
        """Destroy an entry's nonce and payload; returns whether they were there."""
        if self._vault.document(_PAYLOAD, document_name(index)) is None:
            return False
        self._vault.delete_document(_PAYLOAD, document_name(index))
        return True

    def days(self) -> list[date]:
        """Return the days whose payloads have a key, in order."""
        return [date.fromisoformat(day) for day in self._vault.document_keys(_KEY)]

    def destroy_key(self, day: date) -> None:
        """Destroy the key of a day: nothing that was sealed under it can be read any more."""
        self._vault.delete_document(_KEY, day.isoformat())

    def indices(self) -> set[int]:
        """Return the indices of the payloads that are there."""
        return {int(key) for key in self._vault.document_keys(_PAYLOAD)}

    def keyless(self) -> bool:
        """Return whether there is a payload without a key of its own: those are the oldest, so one of them is the first."""
        first = next(self._vault.documents(_PAYLOAD), None)
        return first is not None and len(cbor2.loads(first[1])) == 2

    def _opened(self, entry: Entry, day: str, iv: bytes, sealed: bytes) -> Payload | None:
        if day != entry.at.date().isoformat():
            raise ValueError("a payload is sealed under the key of its entry's day")
        if day not in self._ciphers:
            key = self._vault.document(_KEY, day)
            self._ciphers[day] = None if key is None else AESGCM(key)
        cipher = self._ciphers[day]
        if cipher is None:
            return None
        inner = cipher.decrypt(iv, sealed, document_name(entry.index).encode())
        payload = Payload(*cbor2.loads(inner))
        if cbor2.dumps([payload.nonce, payload.body, payload.marks]) != inner:
            raise ValueError("a payload has one encoding")
        return payload
