"""From how many vectors on codes are faster than the exact scan, and Chroma faster than both: all as `keepmum.memory.finding.view` does.

    python benchmarks/dense.py [--sizes 10000 50000 100000]

The vectors are synthetic: 384 numbers, in clusters, like those of short messages. One index grows through the sizes.
Exact: all vectors. A tenth: codes, under a filter that leaves 10 %. Codes: two stages of bits name candidates. Chroma: the round
trip to its process, which names them. Candidates are then compared exactly; recall is against the exact scan. Each time is the
median of five passes over the questions, in milliseconds a question: on the clock / CPU. The CPU of Chroma's own process is not
in it.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
import sqlcipher3
import timing

from keepmum.memory.meaning.window import Passage
from keepmum.memory.store.catalogue import Catalogue
from keepmum.memory.store.migrations import MIGRATIONS
from keepmum.memory.vectors.chroma import Block, ChromaIndex
from keepmum.memory.vectors.dense import CANDIDATES, DenseIndex, Rows
from keepmum.memory.vectors.packed import store
from keepmum.memory.words.lexical import Connection

DIM = 384
CLUSTERS = 500
QUERIES = 60
MODEL = "synthetic"


def clustered(count: int, seed: int = 1) -> Rows:
    """Make unit vectors around common centres."""
    rng = np.random.default_rng(seed)
    centres = np.random.default_rng(0).standard_normal((CLUSTERS, DIM))
    rows = (centres[rng.integers(0, CLUSTERS, count)] + 0.9 * rng.standard_normal((count, DIM))).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


def catalogue(count: int) -> Catalogue:
    """Make a catalogue of that many records, each found by the vector of its number."""
    zeros = np.zeros(count, dtype=np.int64)
    numbers = np.arange(1, count + 1)
    return Catalogue(numbers, zeros, zeros, zeros, zeros, zeros, zeros, np.arange(-1, count), ("",), ((),))


def database() -> Connection:
    """Make an empty vault's tables in memory."""
    conn: Connection = sqlcipher3.connect(":memory:", isolation_level=None)
    for step in MIGRATIONS:
        step(conn)
    return conn


def ways(index: DenseIndex, scan: DenseIndex, chroma: ChromaIndex, size: int) -> tuple[Callable[[Rows], Rows], ...]:
    """Give the four ways to compare a question, in the order of the table."""
    records, allowed = catalogue(size), np.random.default_rng(3).random(size) < 0.1

    def through(question: Rows) -> Rows:
        ids = chroma.nearest("turn", question, CANDIDATES)
        if ids is None:
            raise SystemExit("the Chroma process died")
        return index.cosines("turn", question, records, named=ids)

    return (
        lambda question: scan.cosines("turn", question, records),
        lambda question: index.cosines("turn", question, records, allowed),
        lambda question: index.cosines("turn", question, records),
        through,
    )


def shared(exact: Rows, found: Rows) -> float:
    """Return the share of the ten nearest that another way finds; who is as near as the tenth counts."""
    tenth = np.sort(exact)[-10]
    return float((exact[np.argsort(-found)[:10]] >= tenth - 1e-6).sum()) / 10


def main() -> None:
    """Run, and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 50_000, 100_000], help="numbers of vectors, rising")
    sizes = parser.parse_args().sizes
    rows, questions = clustered(max(sizes)), list(clustered(QUERIES, seed=2))
    print(f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {platform.machine()}")
    print(f"{QUERIES} questions, median of {timing.PASSES} passes; {CANDIDATES} candidates\n")
    heads = ("exact ms/CPU", "a tenth ms/CPU", "codes ms/CPU", "Chroma ms/CPU")
    print(f"{'vectors':>9} {'Chroma built in s':>18} {' '.join(f'{head:>15}' for head in heads)} {'recall@10':>18}")
    conn, done, built = database(), 0, 0.0
    with ChromaIndex(DIM) as chroma:
        for size in sizes:
            store(conn, MODEL, [Passage(n, "turn", (n,), "") for n in range(done + 1, size + 1)], rows[done:size])
            done = size
            scan, index = DenseIndex(MODEL, DIM, exact_to=size, rows_bytes=2**40), DenseIndex(MODEL, DIM, exact_to=0, rows_bytes=2**40)
            for each in (scan, index):
                each.refresh(conn)
            before = time.perf_counter()
            chroma.follow({"turn": (Block(index.columns("turn").ids, index.columns("turn").rows),)})
            if not chroma.wait():
                raise SystemExit("the Chroma process died")
            built += time.perf_counter() - before
            asks = ways(index, scan, chroma, size)
            shares = [statistics.mean(shared(asks[0](each), asks[way](each)) for each in questions) for way in (2, 3)]
            times = [timing.a_question(timing.passes(ask, questions), QUERIES) for ask in asks]
            shown = " ".join(f"{f'{wall:.2f} / {cpu:.2f}':>15}" for wall, cpu in times)
            print(f"{size:9} {built:18.1f} {shown} {' and '.join(f'{share:.3f}' for share in shares):>18}", flush=True)


if __name__ == "__main__":
    main()
