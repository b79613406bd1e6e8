"""Transactions that end badly: what indexes believe, what SQLite undoes by itself, what cannot be closed."""

from __future__ import annotations

import pytest
from tests.memory.fakes import only

from keepmum.memory.errors import VaultUnwritable
from keepmum.memory.finding.retrieve import Retriever
from keepmum.memory.record import Query, Record
from keepmum.memory.store import touched
from keepmum.memory.vault import Vault

PASSPHRASE = "correct horse"


def test_transaction_is_all_or_nothing(vault: Vault) -> None:
    """What raises out of a transaction leaves no trace: no record, document, word, entry or anchor."""
    only(vault, Record(text="before"))
    before = (vault.stats().entries, vault.anchor("ledger"))
    with pytest.raises(KeyError), vault.transaction():  # noqa: PT012  the block is the transaction
        vault.put([Record(text="inside", ref="1")])
        vault.put_document("a", "b", b"c")
        vault.set_anchor("ledger", b"new")
        raise KeyError
    assert (vault.stats().entries, vault.anchor("ledger")) == before
    assert vault.put([Record(text="inside", ref="1")])[0].new
    vault.verify(deep=True)


def test_inner_transaction_undoes_only_itself(vault: Vault) -> None:
    """An inner block that raises is undone; the outer one goes on and commits the rest, with the chain whole."""
    with vault.transaction():
        vault.put([Record(text="outer")])
        with pytest.raises(KeyError), vault.transaction():  # noqa: PT012  the block is the transaction
            vault.put([Record(text="inner")])
            vault.set_anchor("x", b"inner")
            raise KeyError
        vault.put([Record(text="outer too")])
    assert [r.text for r in vault.records()] == ["outer", "outer too"]
    assert vault.anchor("x") is None
    assert vault.verify(deep=True).entries == 2


def test_interrupt_just_after_the_commit(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C between the commit and its bookkeeping leaves what was committed, and a vault that goes on."""
    journal = vault._opened.journal
    commit = journal._commit

    def interrupted() -> None:
        commit()
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(journal, "_commit", interrupted)
        with pytest.raises(KeyboardInterrupt):
            vault.put([Record(text="a")])
    vault.put([Record(text="b")])
    vault.verify(deep=True)
    vault.close()
    with Vault.open(vault.path, PASSPHRASE) as opened:
        assert [r.text for r in opened.records()] == ["a", "b"]


@pytest.mark.parametrize("inner", [False, True])
def test_an_index_that_read_what_was_undone(vault: Vault, inner: bool) -> None:  # noqa: FBT001  a parameter of the test
    """A search inside a transaction sees its records; after it was undone, no search does."""
    vault.put([Record(text="dentist on Monday")])
    with Retriever(vault, None) as retriever, vault.transaction():
        with pytest.raises(KeyError), vault.transaction():  # noqa: PT012  the block is the transaction
            vault.put([Record(text="dentist on Friday")])
            assert len(retriever.search(Query("dentist"))) == 2
            raise KeyError
        if inner:
            assert len(retriever.search(Query("dentist"))) == 1
        vault.put([Record(text="garden")])
        assert [hit.record.text for hit in retriever.search(Query("dentist"))] == ["dentist on Monday"]


def test_undone_changes_raise_the_generation(vault: Vault) -> None:
    """Undoing a change of records is a change; undoing anything else is none."""
    seen = vault.generation
    with pytest.raises(KeyError), vault.transaction():  # noqa: PT012  the block is the transaction
        vault.put([Record(text="x")])
        raise KeyError
    assert vault.generation > seen + 1
    assert vault.touched(seen) is None
    seen = vault.generation
    with pytest.raises(KeyError), vault.transaction():  # noqa: PT012  the block is the transaction
        vault.put_document("a", "b", b"c")
        raise KeyError
    assert vault.generation == seen


def test_touched(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """The vault says which rows changed, until they are too many to remember."""
    first, second = (put.record.id for put in vault.put([Record(text="one"), Record(text="two", ref="2")]))
    start = vault.generation
    assert vault.touched(0) == {1, 2}
    assert vault.touched(start) == frozenset()
    vault.edit(first, text="one, edited")
    vault.forget(second)
    assert vault.touched(start) == {1, 2}
    before = vault.generation
    vault.put([Record(text="x") for _ in range(20)])
    assert vault.touched(before) == frozenset(range(3, 23))  # one run of rows
    monkeypatch.setattr(touched, "LIMIT", 3)
    vault.tag(first, "a")
    assert vault.touched(start) is None
    assert vault.touched(vault.generation) == frozenset()


def test_what_sqlite_undid_by_itself(vault: Vault) -> None:
    """Where an error made SQLite undo everything, an outer block that goes on cannot commit a part."""
    with pytest.raises(VaultUnwritable), vault.transaction():  # noqa: PT012  the block is the transaction
        vault.put([Record(text="one")])
        with pytest.raises(KeyError), vault.transaction():  # noqa: PT012  the block is the transaction
            vault.put([Record(text="two")])
            vault.connection().execute("ROLLBACK")  # as SQLite does on a full disk
            raise KeyError
        with pytest.raises(VaultUnwritable):
            vault.put([Record(text="three")])
    assert vault.count() == 0
    vault.put([Record(text="four")])
    vault.verify(deep=True)
    vault.close()
    with Vault.open(vault.path, PASSPHRASE) as opened:
        assert [record.text for record in opened.records()] == ["four"]


def test_close_inside_a_transaction(vault: Vault) -> None:
    """A vault cannot be closed from inside its own transaction; the transaction goes on."""
    with vault.transaction():
        vault.put([Record(text="one")])
        with pytest.raises(ValueError, match="transaction"):
            vault.close()
    assert vault.count() == 1
