"""`kill -9` while vectors are made, records forgotten and passphrases changed: records, words and vectors agree afterwards."""

from __future__ import annotations

import hashlib
import os
import random
import select
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from tests.memory.fakes import HashingEmbedder
from tests.memory.test_forget import clear_pages

from keepmum.memory.errors import WrongPassphrase
from keepmum.memory.finding.retrieve import Retriever
from keepmum.memory.record import Query
from keepmum.memory.sealing.keys import FLOOR, RecoveryKit
from keepmum.memory.vault import Vault
from keepmum.memory.vectors import packed
from keepmum.memory.vectors.dense import KINDS

ROOT = Path(__file__).resolve().parents[2]

# Imports, indexes, forgets and changes the passphrase for ever; says on the pipe what is about to be done and what was done.
CHILD = """
import itertools, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tests.memory.fakes import HashingEmbedder
from tests.memory.test_kill_index import word
from keepmum.memory.vectors import packed
from keepmum.memory.record import Record
from keepmum.memory.finding.retrieve import Retriever
from keepmum.memory.vault import Vault
from keepmum.memory.finding.view import View

packed.BLOCK = 16

def say(*words):
    print(*words, flush=True)

folder, passphrase, start = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
with Vault.open(folder, passphrase) as vault, Retriever(vault, HashingEmbedder(dim=16)) as retriever:
    retriever.view = View(vault, HashingEmbedder(dim=16), exact_to=20)  # codes in blocks from the second batch on
    say("open")
    for batch in itertools.count():
        at = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(days=start, hours=batch)
        places = [f"{start}-{batch}-{n}" for n in range(12)]
        times = [at + timedelta(minutes=n) for n in range(12)]
        turns = [Record(text=f"{word(p)} said so", kind="message", at=t, thread="t", ref=p) for p, t in zip(places, times)]
        puts = vault.put(turns)
        for put, place in zip(puts, places):
            say("put", put.record.id, word(place))
        retriever.index()
        if batch % 2:
            say("forgetting", puts[5].record.id)
            vault.forget(puts[5].record.id)
            say("forgotten", puts[5].record.id)
        if batch % 3 == 2:
            say("changing", f"{start}.{batch}")
            vault.change_passphrase(f"{start}.{batch}")
            say("changed", f"{start}.{batch}")
"""


def word(place: str) -> str:
    """A word that shares no beginning with others: the word index stores beginnings once."""
    return "".join(chr(ord("a") + byte % 26) for byte in hashlib.sha256(place.encode()).digest()[:16])


@dataclass
class Told:
    """What the children said, in all rounds."""

    kept: dict[str, str] = field(default_factory=dict)  # acknowledged and not forgotten: record to word
    gone: dict[str, str] = field(default_factory=dict)
    passphrases: list[str] = field(default_factory=lambda: ["first"])  # the one in force, or the two that may be
    changes: int = 0
    blocks: int = 0  # of codes, seen after kills

    def hear(self, line: list[str], words: dict[str, str]) -> None:
        match line:
            case ["put", record, text]:
                self.kept[record] = words[record] = text
            case ["forgetting", record]:
                del self.kept[record]
            case ["forgotten", record]:
                self.gone[record] = words[record]
            case ["changing", passphrase]:
                self.passphrases.append(passphrase)
            case ["changed", passphrase]:
                self.passphrases = [passphrase]
                self.changes += 1


def run_and_kill(folder: Path, told: Told, start: int, rng: random.Random) -> None:
    words: dict[str, str] = {}
    arguments = [sys.executable, "-c", CHILD, str(folder), told.passphrases[-1], str(start)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT)}) as child:
        assert select.select([child.stdout], [], [], 60)[0]
        time.sleep(rng.uniform(0.0, 1.2))
        child.kill()
        said = child.stdout.read().decode()
    for line in said.splitlines(keepends=True):
        if line.endswith("\n"):
            told.hear(line.split(), words)


def opened(folder: Path, told: Told) -> Vault:
    """Open by the passphrase in force; where a change was interrupted, by the one of the two that is."""
    for passphrase in reversed(told.passphrases):
        try:
            vault = Vault.open(folder, passphrase)
        except WrongPassphrase:
            continue
        told.passphrases = [passphrase]
        return vault
    raise AssertionError("no passphrase opens")


def vectors(vault: Vault) -> list[tuple[int, str, bytes, str]]:
    question = (
        "SELECT vector.n, kind, data, group_concat(source.n) FROM vector JOIN (SELECT * FROM vector_source ORDER BY vector_id, n) AS source"
        " ON vector.id = source.vector_id GROUP BY vector.id ORDER BY vector.n, kind"
    )
    return vault.connection().execute(question).fetchall()


def check_blocks(vault: Vault) -> int:
    """Each block holds exactly the vectors of its range, with their codes; say how many there are."""
    conn, dim = vault.connection(), 16
    for kind in KINDS:
        for span, part in packed.blocks(conn, "hashing-1", kind, dim):
            (true,) = packed.loose(conn, "hashing-1", kind, dim, span)
            for name in ("ids", "n", "sources", "codes"):
                np.testing.assert_array_equal(getattr(part, name), getattr(true, name))
    return int(conn.execute("SELECT count(*) FROM vector_block").fetchone()[0])


def check(vault: Vault, told: Told) -> None:
    """All tables agree; once indexed, the vectors are those that a vault without any would make."""
    told.blocks += check_blocks(vault)
    vault.verify(deep=True)
    held = {str(record.id) for record in vault.records()}
    assert told.kept.keys() <= held
    assert not told.gone.keys() & held
    with Retriever(vault, HashingEmbedder(dim=16)) as retriever:
        for record, text in list(told.kept.items())[-5:]:
            assert record in {str(hit.record.id) for hit in retriever.search(Query(text))}
        retriever.index()
        assert retriever.pending() == 0
    made = vectors(vault)
    with vault.transaction():
        for table in ("vector", "vector_source"):
            vault.connection().execute(f"DELETE FROM {table}")
    with Retriever(vault, HashingEmbedder(dim=16)) as retriever:
        retriever.index()
    assert vectors(vault) == made
    vault.verify(deep=True)


def kill_rounds(folder: Path, kit: RecoveryKit, rounds: int) -> Told:
    rng, told = random.Random(rounds), Told()
    Vault.create(folder, told.passphrases[0], recovery=kit, cost=FLOOR).close()
    for number in range(rounds):
        run_and_kill(folder, told, number, rng)
        copy = folder.with_name(f"copy{number}")
        shutil.copytree(folder, copy)
        with opened(folder, told) as vault:
            key = vault._opened.keys.database
            left = clear_pages(copy, key)  # as it lay there after the kill, with its write-ahead log
            assert not [text for text in told.gone.values() if text[4:].encode() in left]
            check(vault, told)
        with Vault.open(copy, kit=kit) as vault:
            vault.verify(deep=True)
            assert told.kept.keys() <= {str(record.id) for record in vault.records()}
        shutil.rmtree(copy)
    print(f"{rounds} kills, {len(told.kept)} kept, {len(told.gone)} forgotten, {told.changes} passphrases changed, 0 lost")
    return told


def test_kill_while_indexing(folder: Path, kit: RecoveryKit) -> None:
    """After each kill all acknowledged records are there, words and vectors are theirs, and nothing forgotten is on the disk."""
    assert kill_rounds(folder, kit, 3).kept


@pytest.mark.soak
def test_kill_while_indexing_soak(folder: Path, kit: RecoveryKit) -> None:
    """The same, twenty times; forgetting and changes of the passphrase were among it."""
    told = kill_rounds(folder, kit, 20)
    assert told.gone
    assert told.changes
    assert told.blocks
