"""Records of hostile texts: the time to keep, find and forget them grows with their length, and no faster."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time

import pytest

from keepmum.memory.finding.retrieve import Retriever
from keepmum.memory.record import Query, Record
from keepmum.memory.sealing.keys import FLOOR
from keepmum.memory.vault import Vault

START = datetime(2025, 1, 1, tzinfo=UTC)
SEEDS = {
    "marks on a letter": "a" + "\u0301" * 50,
    "marks alone": "\u0301",
    "times": "last year may 去年五月 ",
    "corrections": "*word no, i meant sorry ",
    "one word": "a",
    "brackets": "((",
    "joiners": "👩\u200d",
    "directions": "\u202e",
    "nul": "a\0",
}


def _cost(folder: Path, text: str) -> float:
    """Return the CPU time of keeping, searching and forgetting some records with a text, in seconds."""
    turns = [
        Record(f"lantern {text}", "message", START, ("Mei", "me"), "t", ref="1"),
        Record(f"lantern {text}x", "message", START + timedelta(minutes=1), ("me", "Mei"), "t", ref="2"),
        Record(f"lantern {text}", "memo", START, ref="3"),
        Record("no, the lantern is red", "message", START + timedelta(minutes=2), ("Mei", "me"), "t", ref="4"),
    ]
    with Vault.create(folder, "passphrase", cost=FLOOR) as vault, Retriever(vault, None) as retriever:
        began = process_time()
        puts = vault.put(turns)
        for question in ("where is the lantern last may", f"{text[:100]} lantern", f"{text} lantern from:mei"):
            retriever.search(Query(question))
        assert len(retriever.search(Query("lantern", limit=100))) > 1
        vault.forget(puts[0].record.id)
        assert puts[0].record.id not in {hit.record.id for hit in retriever.search(Query("lantern", limit=100))}
        return process_time() - began


@pytest.mark.parametrize("seed", SEEDS.values(), ids=SEEDS)
def test_time_grows_with_the_text(tmp_path: Path, seed: str) -> None:
    """A text four times as long takes no more than some four times as long: measured with room to spare, in CPU time."""
    _cost(tmp_path / "first", "warm")
    limit = 10 * _cost(tmp_path / "short", (seed * 30_000)[:30_000]) + 0.1
    long = (_cost(tmp_path / name, (seed * 120_000)[:120_000]) for name in ("long", "again"))
    assert any(cost < limit for cost in long)  # another process may have taken the cache the first time
