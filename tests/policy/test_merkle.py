"""The tree: the reference vectors of RFC 6962 and RFC 9162, and what must hold for every tree."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keepmum.policy.proving import merkle

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "merkle.json").read_text(encoding="utf-8"))
LEAVES = [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in VECTORS["leaves"]]
ROOTS = [bytes.fromhex(root) for root in VECTORS["roots"]]


def hashes(proof: list[str]) -> list[bytes]:
    return [bytes.fromhex(step) for step in proof]


def some_leaves(size: int) -> list[bytes]:
    return [merkle.leaf_hash(number.to_bytes(4, "big")) for number in range(size)]


def test_roots_of_the_reference() -> None:
    """Every tree of the reference has the root of the reference, and so has the empty one."""
    assert merkle.root([]).hex() == VECTORS["empty_root"]
    assert [merkle.root(LEAVES[: size + 1]) for size in range(8)] == ROOTS


@pytest.mark.parametrize("case", VECTORS["inclusion"], ids=lambda c: f"{c['index']} of {c['size']}")
def test_inclusion_proofs_of_the_reference(case: dict[str, object]) -> None:
    """The proof is the reference's, it verifies, and with any step changed, left out or added it does not."""
    index, size, proof = int(str(case["index"])), int(str(case["size"])), hashes(case["proof"])  # type: ignore[arg-type]  # from JSON
    assert merkle.inclusion_proof(LEAVES[:size], index) == proof
    assert merkle.verify_inclusion(LEAVES[index], index, size, proof, ROOTS[size - 1])
    for step in range(len(proof)):
        wrong = [*proof]
        wrong[step] = bytes(32)
        assert not merkle.verify_inclusion(LEAVES[index], index, size, wrong, ROOTS[size - 1])
        assert not merkle.verify_inclusion(LEAVES[index], index, size, proof[:step], ROOTS[size - 1])
    assert not merkle.verify_inclusion(LEAVES[index], index, size, [*proof, bytes(32)], ROOTS[size - 1])
    assert not merkle.verify_inclusion(bytes(32), index, size, proof, ROOTS[size - 1])


@pytest.mark.parametrize("case", VECTORS["consistency"], ids=lambda c: f"{c['old']} to {c['new']}")
def test_consistency_proofs_of_the_reference(case: dict[str, object]) -> None:
    """The proof is the reference's, it verifies, and with any step changed, left out or added it does not."""
    old, new, proof = int(str(case["old"])), int(str(case["new"])), hashes(case["proof"])  # type: ignore[arg-type]  # from JSON
    assert merkle.consistency_proof(LEAVES[:new], old) == proof
    assert merkle.verify_consistency(old, new, proof, ROOTS[old - 1], ROOTS[new - 1])
    for step in range(len(proof)):
        wrong = [*proof]
        wrong[step] = bytes(32)
        assert not merkle.verify_consistency(old, new, wrong, ROOTS[old - 1], ROOTS[new - 1])
        assert not merkle.verify_consistency(old, new, proof[:step], ROOTS[old - 1], ROOTS[new - 1])
    assert not merkle.verify_consistency(old, new, [*proof, bytes(32)], ROOTS[old - 1], ROOTS[new - 1])
    assert not merkle.verify_consistency(old, new, proof, bytes(32), ROOTS[new - 1])
    assert not merkle.verify_consistency(old, new, proof, ROOTS[old - 1], bytes(32))


@settings(max_examples=60, deadline=None)
@given(st.data(), st.integers(1, 70))
def test_every_leaf_of_every_tree_has_a_proof(data: st.DataObject, size: int) -> None:
    """A proof made from any tree verifies for its own leaf, index and size, and for no other."""
    leaves = some_leaves(size)
    index = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion_proof(leaves, index)
    root = merkle.root(leaves)
    assert merkle.verify_inclusion(leaves[index], index, size, proof, root)
    other = data.draw(st.integers(0, size - 1))
    assert merkle.verify_inclusion(leaves[index], other, size, proof, root) == (other == index)
    assert not merkle.verify_inclusion(leaves[index], index + size, size, proof, root)


@settings(max_examples=60, deadline=None)
@given(st.data(), st.integers(1, 70))
def test_every_beginning_is_consistent(data: st.DataObject, size: int) -> None:
    """A proof made for any old size verifies, and fails as soon as one old leaf was another."""
    leaves = some_leaves(size)
    old = data.draw(st.integers(1, size))
    proof = merkle.consistency_proof(leaves, old)
    root = merkle.root(leaves)
    assert merkle.verify_consistency(old, size, proof, merkle.root(leaves[:old]), root)
    changed = [*leaves[:old]]
    changed[data.draw(st.integers(0, old - 1))] = bytes(32)
    assert not merkle.verify_consistency(old, size, proof, merkle.root(changed), root)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 300))
def test_the_frontier_is_enough(size: int) -> None:
    """Appending to the right edge alone gives the same root as the recursive definition."""

    def defined(leaves: list[bytes]) -> bytes:
        if len(leaves) <= 1:
            return leaves[0] if leaves else merkle.EMPTY_ROOT
        split = 1 << ((len(leaves) - 1).bit_length() - 1)
        return merkle.node_hash(defined(leaves[:split]), defined(leaves[split:]))

    frontier = merkle.Frontier()
    for leaf in some_leaves(size):
        frontier = frontier.append(leaf)
    assert frontier.root == defined(some_leaves(size))
    assert len(frontier.hashes) == size.bit_count()


def test_what_is_no_tree_is_refused() -> None:
    """A frontier whose hashes do not fit its size, and proofs of leaves that are not there, are the caller's mistake."""
    with pytest.raises(ValueError, match="frontier"):
        merkle.Frontier(3, (bytes(32),))
    with pytest.raises(ValueError, match="frontier"):
        merkle.Frontier(1, (b"short",))
    with pytest.raises(ValueError, match="no such leaf"):
        merkle.inclusion_proof(LEAVES, 8)
    with pytest.raises(ValueError, match="old size"):
        merkle.consistency_proof(LEAVES, 0)
    assert not merkle.verify_consistency(0, 8, [], merkle.EMPTY_ROOT, ROOTS[7])
    assert not merkle.verify_consistency(3, 8, [], ROOTS[2], ROOTS[7])
