"""Where the ledger lies: documents of the vault, in one transaction with each other.

ledger.leaf/000000000042          the leaf's bytes
ledger.root/000000000043          the root of the tree of 43 entries
ledger.checkpoint/newest          the signed note of the whole tree
ledger.tree/frontier              CBOR [size, [hash, ...]]
ledger.key/ed25519, /conversation 32 random bytes each

Payloads lie apart: `keepmum.policy.proving.payloads`.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import TYPE_CHECKING

import cbor2

from keepmum.policy.errors import LedgerBroken
from keepmum.policy.proving.entry import Entry, decode, document_name
from keepmum.policy.proving.merkle import Frontier

if TYPE_CHECKING:
    from keepmum.memory.vault import Vault

_LEAF, _ROOT = "ledger.leaf", "ledger.root"
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

    @staticmethod
    def documents(index: int, leaf: bytes, *, frontier: Frontier, note: str) -> list[tuple[str, str, bytes]]:
        """Return the documents of the vault that add one entry to the tree."""
        return [
            (_LEAF, document_name(index), leaf),
            (_TREE, "frontier", _edge(frontier)),
            (_ROOT, document_name(frontier.size), frontier.root),
            (_NOTE, "newest", note.encode()),
        ]

    def leaves(self) -> Iterator[bytes]:
        """Yield the leaves in order.

        Raises:
            LedgerBroken: One is missing, or one stands where none can be.
        """
        for index, (name, leaf) in enumerate(self._vault.documents(_LEAF)):
            if name != document_name(index):
                raise LedgerBroken("an entry is missing or was put in between", index)
            yield leaf

    def entry(self, index: int) -> Entry:
        """Return one entry.

        Raises:
            ValueError: There is none.
            LedgerBroken: It cannot be read, or is not at its place.
        """
        leaf = self._vault.document(_LEAF, document_name(index)) if index >= 0 else None
        if leaf is None:
            raise ValueError("there is no such entry")
        return read_entry(index, leaf)

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
        while (leaf := self._vault.document(_LEAF, document_name(index))) is not None:
            yield read_entry(index, leaf)
            index += 1

    def root(self, size: int) -> bytes | None:
        """Return the root that was written with the tree of ``size`` entries; none if it is missing."""
        return self._vault.document(_ROOT, document_name(size))

    def note(self) -> str:
        """Return the newest checkpoint.

        Raises:
            LedgerBroken: There is none.
        """
        data = self._vault.document(_NOTE, "newest")
        if data is None:
            raise LedgerBroken("the newest checkpoint is missing")
        return data.decode("utf-8", "replace")

    def roots(self) -> Iterator[tuple[str, bytes]]:
        """Yield the size of every tree, as a name, and its root, in order."""
        return self._vault.documents(_ROOT)

    def notes(self) -> list[str]:
        """Return the names of the checkpoints: "newest", or none where there is no entry."""
        return self._vault.document_keys(_NOTE)


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
