"""The Merkle tree of RFC 9162, section 2.1 (the same as RFC 6962's): hashes, roots, proofs. Pure.

    MTH({})   = SHA-256()
    MTH({d0}) = SHA-256(0x00 || d0)
    MTH(D[n]) = SHA-256(0x01 || MTH(D[0:k]) || MTH(D[k:n])),  k the largest power of two smaller than n

A tree that only grows is kept as its frontier: the roots of the perfect subtrees from left to right, largest first, one for
each bit of the size that is set. Appending costs as many hashes as there are bits that change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256().digest()


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf that holds ``data``."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """The right edge of a tree: all that is needed to append to it and to know its root.

    Attributes:
        size: How many leaves the tree has.
        hashes: The roots of its perfect subtrees, largest first; one for each bit of `size` that is set.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        """Refuse hashes that do not fit the size.

        Raises:
            ValueError: Their number or length is wrong.
        """
        if self.size < 0 or len(self.hashes) != self.size.bit_count() or any(len(h) != HASH_BYTES for h in self.hashes):
            raise ValueError("a frontier has one hash of 32 bytes for each bit of its size")

    def append(self, leaf: bytes) -> Frontier:
        """Return the frontier with one more leaf, given the leaf's hash."""
        hashes = list(self.hashes)
        grow(hashes, self.size, leaf)
        return Frontier(self.size + 1, tuple(hashes))

    @property
    def root(self) -> bytes:
        """The root of the tree."""
        return fold(self.hashes)


def grow(hashes: list[bytes], size: int, leaf: bytes) -> None:
    """Add a leaf hash to the right edge of a tree, in place; for those who add many."""
    node = leaf
    while size & 1:
        node = node_hash(hashes.pop(), node)
        size >>= 1
    hashes.append(node)


def fold(hashes: Sequence[bytes]) -> bytes:
    """Return the root of a tree, given its right edge."""
    if not hashes:
        return EMPTY_ROOT
    node = hashes[-1]
    for n in range(len(hashes) - 2, -1, -1):
        node = node_hash(hashes[n], node)
    return node


def root(leaves: Iterable[bytes]) -> bytes:
    """Return the root of a tree, given the hashes of its leaves."""
    hashes: list[bytes] = []
    for size, leaf in enumerate(leaves):
        grow(hashes, size, leaf)
    return fold(hashes)


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the proof that leaf ``index`` is in the tree (RFC 9162, 2.1.3.1), given the hashes of all leaves.

    Raises:
        ValueError: There is no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise ValueError("there is no such leaf")
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*inclusion_proof(leaves[:split], index), root(leaves[split:])]
    return [*inclusion_proof(leaves[split:], index - split), root(leaves[:split])]


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """Return the proof that the tree's first ``old_size`` leaves were not changed (RFC 9162, 2.1.4.1).

    Raises:
        ValueError: The old size is not from 1 to the tree's.
    """
    if not 0 < old_size <= len(leaves):
        raise ValueError("the old size is from 1 to the size of the tree")
    return _subproof(leaves, old_size, whole=True)


def _subproof(leaves: Sequence[bytes], old_size: int, *, whole: bool) -> list[bytes]:
    if old_size == len(leaves):
        return [] if whole else [root(leaves)]
    split = _split(len(leaves))
    if old_size <= split:
        return [*_subproof(leaves[:split], old_size, whole=whole), root(leaves[split:])]
    return [*_subproof(leaves[split:], old_size - split, whole=False), root(leaves[:split])]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected_root: bytes) -> bool:
    """Return whether ``proof`` shows that a leaf hash stands at ``index`` in the tree of this size and root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, last, running = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            running = node_hash(step, running)
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            running = node_hash(running, step)
        node >>= 1
        last >>= 1
    return last == 0 and running == expected_root


def verify_consistency(old_size: int, new_size: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Return whether ``proof`` shows that the old tree is the beginning of the new one (RFC 9162, 2.1.4.2)."""
    if not 0 < old_size <= new_size:
        return False
    if old_size == new_size:
        return not proof and old_root == new_root
    path = [old_root, *proof] if old_size & (old_size - 1) == 0 else list(proof)
    if not path:
        return False
    node, last = old_size - 1, new_size - 1
    while node & 1:
        node >>= 1
        last >>= 1
    old = new = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            old = node_hash(step, old)
            new = node_hash(step, new)
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            new = node_hash(new, step)
        node >>= 1
        last >>= 1
    return last == 0 and old == old_root and new == new_root


def _split(size: int) -> int:
    """Return the largest power of two smaller than ``size``, which is at least 2."""
    return 1 << ((size - 1).bit_length() - 1)
