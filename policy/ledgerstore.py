"""Where the ledger lies: documents of the vault, in one transaction with each other.

ledger.leaf/000000000042          the leaf's bytes
ledger.payload/000000000042       CBOR [nonce, payload]; not there once it was destroyed
ledger.checkpoint/000000000043    the signed note of the tree of 43 entries
ledger.tree/frontier              CBOR [size, [hash, ...]]
ledger.key/ed25519, /conversation 32 random bytes each
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import TYPE_CHECKING

import cbor2

from keepmum.policy.entry import Entry, commit, decode
from keepmum.policy.errors import LedgerBroken
from keepmum.policy.merkle import Frontier

if TYPE_CHECKING:
    from keepmum.memory.vault import Vault

_LEAF, _PAYLOAD, _ROOT = "ledger.leaf", "ledger.payload", "ledger.root"
_NOTE, _TREE, _KEY = "ledger.checkpoint", "ledger.tree", "ledger.key"


class LedgerStore:
    """The documents of one ledger. It checks form, not truth."""

    ANCHOR = "ledger"  # in the vault's head: CBOR [size, root]

    def __init__(self, vault: Vault) -> None:
        """Read and write in ``vault``."""
        self._vault = vault

    def secret(self, name: str) -> bytes:
        """Return a key of 32 bytes, made when it is first asked for."""
        key = self._vault.document(_KEY, name)
        if key is None:
            key = secrets.token_bytes(32)
            self._vault.put_document(_KEY, name, key)
        return key

    def has_key(self) -> bool:
        """Return whether there is a signing key."""
        return self._vault.document(_KEY, "ed25519") is not None

    def size(self) -> int:
        """Return how many entries the tree's edge says there are."""
        return self.frontier().size

    def frontier(self) -> Frontier:
        """Return the tree's edge.

        Raises:
            LedgerBroken: It cannot be read.
        """
        data = self._vault.document(_TREE, "frontier")
        if data is None:
            return Frontier()
        try:
            size, hashes = cbor2.loads(data)
            frontier = Frontier(size, tuple(hashes))
        except (cbor2.CBORDecodeError, TypeError, ValueError):
            raise LedgerBroken("the tree's edge cannot be read") from None
        if _edge(frontier) != data:  # one meaning has one encoding: nothing rides along
            raise LedgerBroken("the tree's edge is not written as it should be")
        return frontier

    def append(self, entry: Entry, leaf: bytes, *, nonce: bytes, payload: bytes, frontier: Frontier, note: str) -> None:
        """Write one entry with all that belongs to it; inside a transaction."""
        put = self._vault.put_document
        put(_LEAF, _name(entry.index), leaf)
        put(_PAYLOAD, _name(entry.index), _sealed(nonce, payload))
        put(_TREE, "frontier", _edge(frontier))
        put(_ROOT, _name(frontier.size), frontier.root)
        put(_NOTE, "newest", note.encode())

    def destroy(self, index: int) -> bool:
        """Destroy an entry's nonce and payload; returns whether they were there."""
        if self._vault.document(_PAYLOAD, _name(index)) is None:
            return False
        self._vault.delete_document(_PAYLOAD, _name(index))
        return True

    def leaves(self) -> Iterator[bytes]:
        """Yield the leaves in order.

        Raises:
            LedgerBroken: One is missing, or one stands where none can be.
        """
        for index, name in enumerate(self._vault.document_keys(_LEAF)):
            if name != _name(index):
                raise LedgerBroken("an entry is missing or was put in between", index)
            leaf = self._vault.document(_LEAF, name)
            if leaf is None:
                raise LedgerBroken("an entry is missing", index)
            yield leaf

    def entries(self) -> list[Entry]:
        """Return the entries in order.

        Raises:
            LedgerBroken: One is missing, cannot be read, or is not at its place.
        """
        return [read_entry(index, leaf) for index, leaf in enumerate(self.leaves())]

    def entries_from(self, index: int) -> Iterator[Entry]:
        """Yield the entries from ``index`` on, in order.

        Raises:
            LedgerBroken: One cannot be read, or is not at its place.
        """
        while (leaf := self._vault.document(_LEAF, _name(index))) is not None:
            yield read_entry(index, leaf)
            index += 1

    def payload(self, entry: Entry) -> bytes | None:
        """Return an entry's payload; none if it was destroyed.

        Raises:
            LedgerBroken: It is not the one that the entry commits to.
        """
        data = self._vault.document(_PAYLOAD, _name(entry.index))
        if data is None:
            return None
        try:
            nonce, payload = cbor2.loads(data)
            whole = commit(nonce, payload) == entry.commitment and _sealed(nonce, payload) == data
        except (cbor2.CBORDecodeError, TypeError, ValueError):
            whole = False
        if not whole:
            raise LedgerBroken("the payload is not the one that was recorded", entry.index)
        return bytes(payload)

    def root(self, size: int) -> bytes | None:
        """Return the root that was written with the tree of ``size`` entries; none if it is missing."""
        return self._vault.document(_ROOT, _name(size))

    def note(self) -> str:
        """Return the newest checkpoint.

        Raises:
            LedgerBroken: There is none.
        """
        data = self._vault.document(_NOTE, "newest")
        if data is None:
            raise LedgerBroken("the newest checkpoint is missing")
        return data.decode("utf-8", "replace")

    def strays(self, size: int) -> bool:
        """Return whether there is a payload, root or checkpoint that belongs to no entry of a ledger of ``size`` entries."""
        payloads = {_name(index) for index in range(size)}
        roots = {_name(index + 1) for index in range(size)}
        keys = self._vault.document_keys
        return bool(set(keys(_PAYLOAD)) - payloads or set(keys(_ROOT)) ^ roots or set(keys(_NOTE)) ^ ({"newest"} if size else set()))


def read_entry(index: int, leaf: bytes) -> Entry:
    """Return the entry in a leaf that stands at ``index``.

    Raises:
        LedgerBroken: There is none, or it belongs to another place.
    """
    try:
        entry = decode(leaf)
    except ValueError:
        raise LedgerBroken("the entry cannot be read", index) from None
    if entry.index != index:
        raise LedgerBroken("the entry belongs to another place", index)
    return entry


def _edge(frontier: Frontier) -> bytes:
    return cbor2.dumps([frontier.size, list(frontier.hashes)], canonical=True)


def _sealed(nonce: bytes, payload: bytes) -> bytes:
    return cbor2.dumps([nonce, payload], canonical=True)


def _name(index: int) -> str:
    return f"{index:012d}"
