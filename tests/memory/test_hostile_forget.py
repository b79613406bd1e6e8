"""Forgetting against what is hostile: a running indexer, blocks of codes, Chroma; nothing of it in any table, page or structure."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from tests.memory.fakes import HashingEmbedder
from tests.memory.test_forget import clear_pages
from tests.memory.test_kill_index import word

from keepmum.memory.finding.retrieve import Retriever
from keepmum.memory.finding.view import View
from keepmum.memory.record import Query, Record
from keepmum.memory.sealing.keys import FLOOR
from keepmum.memory.vault import Vault
from keepmum.memory.vectors import codes, packed
from keepmum.memory.vectors.background import Indexer

START = datetime(2025, 1, 1, tzinfo=UTC)
WAIT_S = 60


def _record(place: int) -> Record:
    return Record(
        text=f"{word(f'w{place}')} said so",
        kind="message",
        at=START + timedelta(minutes=place),
        who=(f"Name{word(f'n{place}')}", "me"),
        thread=f"talk{place // 4}",
        tags=(word(f"g{place}"),),
        ref=word(f"r{place}"),
    )


def _words(place: int, record: Record) -> list[bytes]:
    return [str(record.id).encode(), *(word(f"{kind}{place}").encode() for kind in "wngr")]


def _vectors(vault: Vault, record: Record) -> list[bytes]:
    """Return each vector that a record's text is in, and its code."""
    rows = (
        vault.connection()
        .execute(
            "SELECT data FROM vector WHERE id IN (SELECT vector_id FROM vector_source JOIN record USING (n) WHERE record.id = ?)",
            (record.id,),
        )
        .fetchall()
    )
    data = [bytes(row[0]) for row in rows]
    return data + [codes.encode(np.frombuffer(each, "<f2").astype(np.float32)[None]).tobytes() for each in data]


def _tables(vault: Vault) -> bytes:
    """Return every value of every table that can be read as one, the shadow tables of the word index among them."""
    found: list[bytes] = []
    connection = vault.connection()
    for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        for row in connection.execute(f'SELECT * FROM "{table}"').fetchall():
            found += [value if isinstance(value, bytes) else str(value).encode() for value in row]
    return b"\n".join(found)


def _until(ready: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + WAIT_S
    while not ready():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


@pytest.mark.parametrize("chroma_from", [0, 30])
def test_forgetting_beside_a_running_indexer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chroma_from: int) -> None:
    """While vectors are made, what is forgotten goes from hits, tables, blocks, pages and the rows in memory, and does not come back."""
    monkeypatch.setattr(packed, "BLOCK", 16)
    dice, forgotten, left = random.Random(4), {}, []
    with Vault.create(tmp_path / "v", "passphrase", cost=FLOOR) as vault:
        key = vault._opened.keys.database
        with Retriever(vault, HashingEmbedder(), chroma_from=chroma_from) as retriever:
            retriever.view = View(vault, HashingEmbedder(), chroma_from=chroma_from, exact_to=20)
            there = [put.record for put in vault.put([_record(place) for place in range(80)])]
            retriever.index()
            retriever.search(Query("said so"))
            assert all(chroma.wait(WAIT_S) for chroma in retriever.view._chroma.values())
            assert vault.connection().execute("SELECT count(*) FROM vector_block").fetchone()[0]
            with Indexer(retriever.view, look_s=0.01) as indexer:
                for _ in range(6):
                    there += [put.record for put in vault.put([_record(len(there) + more) for more in range(10)])]
                    time.sleep(dice.random() * 0.05)
                    alive = [place for place in range(len(there)) if place not in forgotten]
                    for place in {*dice.sample(alive, 3), len(there) - 1}:
                        with vault.lock:
                            left += _vectors(vault, there[place])
                            vault.forget(there[place].id)
                        forgotten[place] = there[place]
                _until(lambda: indexer.progress().state == "idle" and not retriever.pending(), "the indexer is at its end")
            _until(lambda: not any(index.lacking(1) for index in retriever.view._indexes.values()), "the rows are in memory")
            gone = {record.id for record in forgotten.values()}
            for place in forgotten:
                for text in (word(f"w{place}"), f"from:Name{word(f'n{place}')}", word(f"g{place}"), f"in:talk{place // 4}"):
                    for hit in retriever.search(Query(text, limit=200)):
                        assert not gone & {each.id for each in (hit.record, *hit.context, *hit.copies)}
            for chroma in retriever.view._chroma.values():
                assert chroma.wait(WAIT_S)
                held = np.concatenate(list(chroma._held.values()))
                known = [number for (number,) in vault.connection().execute("SELECT id FROM vector")]
                assert set(held.tolist()) == set(known)
            words = [each for place, record in forgotten.items() for each in _words(place, record)]
            tables, pages = _tables(vault), clear_pages(vault.path, key)
            assert left
            assert not [each for each in (*words, *left) if each in tables]
            assert not [each for each in words if each in pages]
            for index in retriever.view._indexes.values():
                for columns in index._columns.values():
                    assert columns.rows is not None
                    rows = columns.rows[columns.alive].astype("<f2").tobytes()
                    assert not [each for each in left if len(each) == 2 * index.dim and each in rows]
    assert not [each for each in words if each in clear_pages(tmp_path / "v", key)]
