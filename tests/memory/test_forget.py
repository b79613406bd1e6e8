"""Forgetting: a purged record is in no page, no word index, no log, no vector."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from tests.memory.fakes import HashingEmbedder

from keepmum.memory.errors import NoSuchRecord
from keepmum.memory.finding.retrieve import Retriever
from keepmum.memory.record import Record, RecordId
from keepmum.memory.sealing.keys import FLOOR
from keepmum.memory.store import journal
from keepmum.memory.vault import Vault

PASSPHRASE = "correct horse"
PAGE, RESERVE = 4096, 80
WORDS = ("zanzibarquokka", "vergissmeinnichtchen", "markenzeichenkolibri")


def clear_pages(folder: Path, key: bytes) -> bytes:
    """Decrypt every page of the database and of its write-ahead log, free ones too: what a thief with the key could read."""
    data = (folder / "vault.db").read_bytes()
    pages = [data[start : start + PAGE] for start in range(0, len(data), PAGE)]
    log = (folder / "vault.db-wal").read_bytes() if (folder / "vault.db-wal").exists() else b""
    pages += [
        log[start + 24 : start + 24 + PAGE] for start in range(32, len(log) - PAGE - 23, 24 + PAGE)
    ]  # a kill may leave a torn frame at the end
    clear = []
    for number, page in enumerate(pages):
        skip = 16 if page == pages[0] and number == 0 else 0  # the salt stands where SQLite's magic would
        vector = page[PAGE - RESERVE : PAGE - RESERVE + 16]
        decryptor = Cipher(algorithms.AES256(key), modes.CBC(vector)).decryptor()
        clear.append(decryptor.update(page[skip : PAGE - RESERVE]) + decryptor.finalize())
    return b"".join(clear)


def fill(vault: Vault) -> RecordId:
    """Put one record to forget among others, changed and with vectors and edges."""
    vault.put([Record(text=f"harmless words {n}", ref=str(n), source="x") for n in range(300)])
    record = vault.put([Record(text=f"{WORDS[0]} said so " * 300, who=("me",), tags=(WORDS[2],), source="s", ref=WORDS[1])])[0].record.id
    vault.put([Record(text=f"more words {n}", ref=f"b{n}", source="x") for n in range(300)])
    vault.edit(record, text=f"no, {WORDS[1]} did")
    vault.tag(record, "t")
    with vault.transaction():
        connection = vault.connection()
        (n,) = connection.execute("SELECT n FROM record WHERE id = ?", (record,)).fetchone()
        for number, sources in enumerate(((n,), (n - 1, n, n + 1), (n - 1,))):
            connection.execute(
                "INSERT INTO vector(id, n, kind, model, data) VALUES (?, ?, 'window', 'm', ?)", (number + 1, sources[0], WORDS[2].encode())
            )
            connection.executemany("INSERT INTO vector_source(n, vector_id) VALUES (?, ?)", [(source, number + 1) for source in sources])
        connection.execute("UPDATE vector SET data = x'00' WHERE id = 3")
    return record


def test_nothing_is_left_in_any_page(vault: Vault) -> None:
    """After forgetting no page of database or log holds a word of the record; before, the same scan finds each."""
    record = fill(vault)
    key = vault._opened.keys.database
    before = clear_pages(vault.path, key)
    assert all(word.encode() in before for word in WORDS)
    vault.forget(record)
    after = clear_pages(vault.path, key)
    assert not [word for word in WORDS if word.encode() in after]
    assert record.encode() not in after
    assert (vault.path / "vault.db-wal").stat().st_size == 0
    vault.close()
    assert not [word for word in WORDS if word.encode() in clear_pages(vault.path, key)]


def test_a_crash_before_the_log_is_emptied(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a crash came between the commit of a forgetting and its end, the next opening takes the rest from the disk."""
    record = fill(vault)
    key = vault._opened.keys.database
    monkeypatch.setattr(journal, "purge", lambda *_: False)
    vault.forget(record)
    copy = vault.path.with_name("killed.keep")
    shutil.copytree(vault.path, copy)
    assert WORDS[0].encode() in clear_pages(copy, key)
    with Vault.open(copy, PASSPHRASE):
        assert (copy / "vault.db-wal").stat().st_size == 0
        left = clear_pages(copy, key)
        assert not [word for word in WORDS if word.encode() in left]


def test_tags_that_were_embedded(vault: Vault) -> None:
    """A record without text is embedded by its tags: taking one away takes the vectors too."""
    (put,) = vault.put([Record(text="", tags=("boat", "lake"))])
    with Retriever(vault, HashingEmbedder()) as retriever:
        assert retriever.index() == 1
        vault.untag(put.record.id, "boat")
        assert vault.stats().vectors == 0
        assert retriever.index() == 1


def test_vectors_with_its_text_go(vault: Vault) -> None:
    """Every vector that the record's text is in goes, windows of its neighbours too; others stay."""
    record = fill(vault)
    vault.forget(record)
    assert vault.connection().execute("SELECT id FROM vector").fetchall() == [(3,)]
    vault.verify(deep=True)


def test_edit_drops_vectors(vault: Vault) -> None:
    """Editing a record drops the vectors that hold its old text."""
    record = fill(vault)
    vault.edit(record, text="new")
    assert vault.connection().execute("SELECT id FROM vector").fetchall() == [(3,)]


def test_verify_says_forgotten(vault: Vault) -> None:
    """After forgetting the chain is whole, and `verify` counts what was forgotten."""
    record = fill(vault)
    assert vault.verify(deep=True).forgotten == 0
    receipt = vault.forget(record)
    found = vault.verify(deep=True)
    assert (found.forgotten, found.records, found.entries) == (3, 600, 604)
    assert (receipt.record, receipt.level) == (record, "purged")
    assert receipt.kept
    assert not [word for word in WORDS if word in repr(receipt)]
    with pytest.raises(NoSuchRecord):
        vault.get(record)
    vault.close()
    with Vault.open(vault.path, PASSPHRASE) as opened:
        assert opened.verify(deep=True) == found


def test_hooks(vault: Vault) -> None:
    """Hooks get the record and what was derived from it, inside the transaction; their words are in the receipt."""
    record = fill(vault)
    vault.derive(record, "conversation/c2")
    vault.derive(record, "conversation/c1")
    vault.derive(record, "conversation/c1")
    vault.put_document("conversation", "c1", b"x")
    seen = []

    def hook(forgotten: RecordId, artefacts: tuple[str, ...]) -> list[str]:
        seen.append((forgotten, artefacts))
        vault.delete_document("conversation", "c1")
        return ["a restore map"]

    vault.on_forget(hook)
    receipt = vault.forget(record)
    assert seen == [(record, ("conversation/c1", "conversation/c2"))]
    assert "a restore map" in receipt.destroyed
    assert vault.document("conversation", "c1") is None
    vault.verify(deep=True)


def test_nobody_is_there_to_forget(vault: Vault) -> None:
    """A record that others made something of is not forgotten behind their back: the link to it would be lost."""
    record = fill(vault)
    vault.derive(record, "conversation/c1")
    with pytest.raises(ValueError, match="other layers"):
        vault.forget(record)
    assert vault.get(record)
    vault.on_forget(lambda forgotten, artefacts: [])
    vault.forget(record)


def test_failing_hook_forgets_nothing(vault: Vault) -> None:
    """Where a hook fails, record, documents and log are as before."""
    record = fill(vault)
    before = vault.verify(deep=True)

    def hook(forgotten: RecordId, artefacts: tuple[str, ...]) -> list[str]:
        raise RuntimeError("no")

    vault.on_forget(hook)
    with pytest.raises(RuntimeError, match="no"):
        vault.forget(record)
    assert vault.verify(deep=True) == before
    assert vault.get(record).text.startswith("no, ")


def test_forgotten_comes_back_by_import(vault: Vault) -> None:
    """The vault keeps no list of what it must not know: the same source and ref can be put again, as a new record."""
    record = fill(vault)
    vault.forget(record)
    (put,) = vault.put([Record(text="again", source="s", ref=WORDS[1])])
    assert put.new
    assert put.record.id != record
    vault.verify(deep=True)


def test_replaced_document_leaves_no_bytes(vault: Vault) -> None:
    """A document that was replaced or deleted, then purged with a record, is in no page."""
    key = vault._opened.keys.database
    vault.put_document("a", "b", WORDS[0].encode() * 1000)
    vault.put_document("a", "b", b"")
    vault.put_document("a", WORDS[1], b"x")
    vault.delete_document("a", WORDS[1])
    vault.close()
    after = clear_pages(vault.path, key)
    assert not [word for word in WORDS if word.encode() in after]


def test_many(folder: Path) -> None:
    """Forgetting every second of many records leaves exactly the others, in all tables."""
    with Vault.create(folder, PASSPHRASE, cost=FLOOR) as vault:
        puts = vault.put([Record(text=f"word{n} common", ref=str(n)) for n in range(60)])
        with vault.transaction():
            for put in itertools.islice(puts, 0, None, 2):
                vault.forget(put.record.id)
        assert [r.text for r in vault.records()] == [f"word{n} common" for n in range(1, 60, 2)]
        assert vault.verify(deep=True).forgotten == 30
        assert (folder / "vault.db-wal").stat().st_size == 0
