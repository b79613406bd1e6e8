"""The sealed head: it may lag by one commit, it never leads."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from keepmum.memory.errors import DiskFull, VaultDamaged, VaultRolledBack
from keepmum.memory.record import Record
from keepmum.memory.sealing import header
from keepmum.memory.sealing.box import seal, unseal
from keepmum.memory.sealing.keys import FLOOR, Keys
from keepmum.memory.store import journal
from keepmum.memory.store.files import Prepared
from keepmum.memory.store.head import MAGIC, MAX_ANCHOR_BYTES, read_head
from keepmum.memory.store.restore import restore
from keepmum.memory.vault import Vault

PASSPHRASE = "correct horse"
VECTORS = Path(__file__).parent.parent / "vectors"


def sealed(vault: Vault) -> tuple[int, int]:
    head = read_head(vault.path, vault._opened.keys.root, vault.id)
    return head.generation, head.seq


def test_head_follows_each_commit(vault: Vault) -> None:
    """After each call the head on the disk names the newest entry."""
    for n in range(1, 4):
        vault.put([Record(text="x")])
        assert sealed(vault)[1] == n


def test_a_transaction_seals_once(vault: Vault) -> None:
    """Inside a transaction the head stays; at its end it is written once."""
    before = sealed(vault)
    with vault.transaction():
        vault.put([Record(text="a")])
        vault.put([Record(text="b")])
        assert sealed(vault) == before
    assert sealed(vault) == (before[0] + 1, 2)


def test_anchor(vault: Vault) -> None:
    """An anchor is on the disk when `set_anchor` returns, and inside a transaction when the block ends, not before."""
    vault.set_anchor("ledger", b"one")
    assert read_head(vault.path, vault._opened.keys.root, vault.id).anchor("ledger") == b"one"
    with vault.transaction():
        vault.set_anchor("ledger", b"two")
        assert vault.anchor("ledger") == b"one"
    assert vault.anchor("ledger") == b"two"
    assert read_head(vault.path, vault._opened.keys.root, vault.id).anchor("ledger") == b"two"
    vault.close()
    with Vault.open(vault.path, PASSPHRASE) as opened:
        assert opened.anchor("ledger") == b"two"
        assert opened.anchor("other") is None
        with pytest.raises(ValueError, match="at most"):
            opened.set_anchor("big", bytes(MAX_ANCHOR_BYTES + 1))


def test_crash_between_commit_and_head(vault: Vault) -> None:
    """A head that lags by the commit that a crash interrupted is accepted, and caught up."""
    vault.put([Record(text="a")])
    before = (vault.path / "vault.head").read_bytes()
    vault.put([Record(text=str(n)) for n in range(30)])
    vault.close()
    (vault.path / "vault.head").write_bytes(before)
    with Vault.open(vault.path, PASSPHRASE) as opened:
        assert opened.count() == 31
        assert sealed(opened)[1] == 31
        opened.verify(deep=True)


def test_entries_added_by_who_has_only_the_database_key(vault: Vault) -> None:
    """A database that is one good commit ahead of the head is refused where that commit was not made with the root key."""
    vault.put([Record(text="a")])
    before = (vault.path / "vault.head").read_bytes()
    writer = vault._opened.journal
    writer._keys = Keys(root=bytes(32), database=writer._keys.database)
    vault.put([Record(text="planted")])  # chained, with its words; only the proof of the tip is made with another key
    vault.verify(deep=True)
    vault.close()
    (vault.path / "vault.head").write_bytes(before)
    with pytest.raises(VaultDamaged, match="not written by keepmum"):
        Vault.open(vault.path, PASSPHRASE)
    with pytest.raises(VaultDamaged, match="not written by keepmum"):
        restore(vault.path, vault.path.with_name("restored.keep"), PASSPHRASE)


@pytest.mark.parametrize("step", ["prepare_head", "write_atomically"])
def test_a_passphrase_change_without_space(vault: Vault, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """A change of the passphrase that fails leaves the old one in force, on the disk and in the next change."""

    def fail(*arguments: object) -> None:
        raise DiskFull("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(journal if step == "prepare_head" else header, step, fail)
        with pytest.raises(DiskFull):
            vault.change_passphrase("new")
    assert not list(vault.path.glob("*.new"))
    vault.put([Record(text="a")])
    vault.close()
    with Vault.open(vault.path, PASSPHRASE) as opened:
        opened.change_passphrase("newer")
    Vault.open(vault.path, "newer").close()


def test_crash_before_commit(vault: Vault) -> None:
    """A next head that was prepared for a commit that never came is dropped."""
    vault.put([Record(text="a")])
    vault.close()
    (vault.path / "vault.head.new").write_bytes(b"half a head")
    os.chmod(vault.path / "vault.head.new", 0o600)  # noqa: PTH101  short
    with Vault.open(vault.path, PASSPHRASE) as opened:
        assert opened.count() == 1
    assert not list(vault.path.glob("*.new"))


def test_older_head_is_noticed(vault: Vault) -> None:
    """A head older than the one commit that may lag is refused: it could hide what anchors know."""
    vault.put([Record(text="a")])
    before = (vault.path / "vault.head").read_bytes()
    vault.put([Record(text="b")])
    vault.put([Record(text="c")])
    vault.close()
    (vault.path / "vault.head").write_bytes(before)
    with pytest.raises(VaultRolledBack):
        Vault.open(vault.path, PASSPHRASE)


def test_head_gone(vault: Vault) -> None:
    """A vault without its head is damaged."""
    vault.close()
    (vault.path / "vault.head").unlink()
    with pytest.raises(VaultDamaged):
        Vault.open(vault.path, PASSPHRASE)


def test_every_byte_of_the_head_counts(vault: Vault) -> None:
    """No byte of vault.head can be changed, cut or added."""
    vault.put([Record(text="a")])
    vault.close()
    path = vault.path / "vault.head"
    good = path.read_bytes()
    for place in range(0, len(good), 11):
        changed = bytearray(good)
        changed[place] ^= 1
        path.write_bytes(changed)
        with pytest.raises(VaultDamaged):
            Vault.open(vault.path, PASSPHRASE)
    for other in (good[:-1], good + b"x", b""):
        path.write_bytes(other)
        with pytest.raises(VaultDamaged):
            Vault.open(vault.path, PASSPHRASE)
    path.write_bytes(good)
    Vault.open(vault.path, PASSPHRASE).close()


def test_head_of_another_vault(vault: Vault, tmp_path: Path) -> None:
    """The head of another vault does not open here."""
    with Vault.create(tmp_path / "other.keep", PASSPHRASE, cost=FLOOR) as other:
        pass
    vault.close()
    (vault.path / "vault.head").write_bytes((other.path / "vault.head").read_bytes())
    with pytest.raises(VaultDamaged):
        Vault.open(vault.path, PASSPHRASE)


def test_box_vectors() -> None:
    """The frozen boxes of docs/vault-format.md open, and are made again byte for byte from their salts."""
    for vector in json.loads((VECTORS / "box.json").read_text()):
        secret, label, context, clear, box = (bytes.fromhex(vector[name]) for name in ("secret", "label", "context", "clear", "box"))
        assert unseal(secret, label, box, context) == clear
        assert seal(secret, label, clear, context, salt=box[:32]) == box
    assert MAGIC == b"keepmum head 1\n"


def test_crash_after_a_commit_of_an_anchor_only(vault: Vault) -> None:
    """A crash between the commit of an anchor without other changes and its head leaves a vault that goes on."""
    vault.put([Record(text="a")])
    before = (vault.path / "vault.head").read_bytes()
    with vault.transaction():
        vault.set_anchor("ledger", b"lost")
    vault.close()
    (vault.path / "vault.head").write_bytes(before)
    with Vault.open(vault.path, PASSPHRASE) as opened:
        assert opened.anchor("ledger") is None
        opened.set_anchor("ledger", b"new")
    with Vault.open(vault.path, PASSPHRASE) as opened:
        assert opened.anchor("ledger") == b"new"
        opened.put([Record(text="b")])
    Vault.open(vault.path, PASSPHRASE).close()


def test_database_older_by_an_anchor_only(vault: Vault) -> None:
    """A database put back to before a commit that changed nothing but an anchor is noticed too."""
    vault.put([Record(text="a")])
    vault.close()
    before = (vault.path / "vault.db").read_bytes()
    with Vault.open(vault.path, PASSPHRASE) as opened, opened.transaction():
        opened.set_anchor("ledger", b"later")
    (vault.path / "vault.db").write_bytes(before)
    with pytest.raises(VaultRolledBack):
        Vault.open(vault.path, PASSPHRASE)


def test_head_that_cannot_take_its_place(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the rename after a commit fails, the call fails, the commit stays, and the vault goes on and opens again."""

    def fail(self: Prepared) -> None:
        raise DiskFull("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(Prepared, "install", fail)
        with pytest.raises(DiskFull):
            vault.put([Record(text="a", ref="1")])
    assert not vault.put([Record(text="a", ref="1")])[0].new
    vault.put([Record(text="b")])
    vault.close()
    with Vault.open(vault.path, PASSPHRASE) as opened:
        assert opened.verify(deep=True).records == 2


def test_head_never_leads(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """The head takes its place only after the database has committed, and was durable beside it before."""
    order: list[str] = []
    connection = vault.connection()
    install = Prepared.install

    def watch(self: Prepared) -> None:
        order.append("in transaction" if connection.in_transaction else "committed")
        assert (vault.path / "vault.head.new").stat().st_size > 0
        install(self)

    monkeypatch.setattr(Prepared, "install", watch)
    vault.put([Record(text="a")])
    with vault.transaction():
        vault.set_anchor("x", b"y")
    assert order == ["committed", "committed"]
