"""Documents of other layers: many at once are read and written as one by one."""

from __future__ import annotations

import pytest

from keepmum.memory.vault import Vault


def test_a_namespace_is_read_in_order(vault: Vault) -> None:
    """All documents of a namespace come sorted by key, over more than one page, and none of another."""
    vault.put_documents([("a", f"{n:05d}", b"%d" % n) for n in range(1203)])
    vault.put_documents([("b", "x", b"y"), ("a", "陈", b"z")])
    found = list(vault.documents("a"))
    assert [key for key, _ in found] == [*(f"{n:05d}" for n in range(1203)), "陈"] == vault.document_keys("a")
    assert found[7] == ("00007", b"7")
    assert list(vault.documents("none")) == []


def test_many_are_kept_together(vault: Vault) -> None:
    """New and replaced documents become durable together or not at all, and the vault verifies."""
    vault.put_documents([("a", "1", b"x"), ("a", "2", b"y")])
    with pytest.raises(TypeError), vault.transaction():
        vault.put_documents([("a", "1", b"new"), ("a", "3", "no bytes")])  # type: ignore[list-item]  # what is being tested
    assert dict(vault.documents("a")) == {"1": b"x", "2": b"y"}
    vault.put_documents([("a", "1", b"new"), ("a", "3", b"z")])
    assert dict(vault.documents("a")) == {"1": b"new", "2": b"y", "3": b"z"}
    vault.verify(deep=True)
    vault.put_documents([])
    assert vault.document("a", "1") == b"new"


def test_reading_while_something_changes(vault: Vault) -> None:
    """What is destroyed on the way is not read again, and nothing comes twice."""
    vault.put_documents([("a", f"{n:05d}", b"x") for n in range(700)])
    seen = []
    for key, _ in vault.documents("a"):
        seen.append(key)
        if key == "00000":
            vault.delete_document("a", "00650")
    assert len(seen) == len(set(seen)) == 699
