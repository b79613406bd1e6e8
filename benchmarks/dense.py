"""From how many vectors on Chroma is faster than the exact scan: both as `keepmum.memory.retrieve` uses them.

    python benchmarks/dense.py [--sizes 10000 50000 100000]

The vectors are synthetic: 384 numbers, in clusters, like those of short messages. One index grows through the sizes.
A tenth: the exact scan under a filter that leaves 10 %.
Chroma's time is the round trip to its process with the exact cosines of its candidates; recall is against the scan. Each time
is the median of five passes over the questions, in milliseconds a question: on the clock / CPU. The CPU of Chroma's own
process is not in it.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import time
from datetime import UTC, datetime

import numpy as np
import timing

from keepmum.memory.catalogue import Catalogue, Mask
from keepmum.memory.chroma import ChromaIndex
from keepmum.memory.dense import BLOCK, Block, DenseIndex, Rows
from keepmum.memory.view import CANDIDATES

DIM = 384
CLUSTERS = 500
QUERIES = 60


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


def main() -> None:
    """Run, and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 50_000, 100_000], help="numbers of vectors, rising")
    sizes = parser.parse_args().sizes
    rows, questions = clustered(max(sizes)), clustered(QUERIES, seed=2)
    print(f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {platform.machine()}")
    print(f"{QUERIES} questions, median of {timing.PASSES} passes; {CANDIDATES} candidates from Chroma\n")
    print(f"{'vectors':>9} {'built in s':>11} {'exact ms/CPU':>15} {'a tenth ms/CPU':>15} {'Chroma ms/CPU':>15} {'recall@10':>10}")
    with ChromaIndex(DIM) as chroma:
        built = 0.0
        for size in sizes:
            numbers = np.arange(1, size + 1)
            blocks = tuple(
                Block(numbers[at : at + BLOCK], numbers[at : at + BLOCK], rows[at : min(at + BLOCK, size)]) for at in range(0, size, BLOCK)
            )
            index = DenseIndex("synthetic", DIM)
            index.hold("turn", blocks)
            records = catalogue(size)
            before = time.perf_counter()
            chroma.follow({"turn": blocks})
            if not chroma.wait():
                raise SystemExit("the Chroma process died")
            built += time.perf_counter() - before

            def through(question: Rows, index: DenseIndex = index, records: Catalogue = records) -> Rows:
                ids = chroma.nearest("turn", question, CANDIDATES)
                if ids is None:
                    raise SystemExit("the Chroma process died")
                return index.cosines_of("turn", ids, question, records)

            def exact(question: Rows, index: DenseIndex = index, records: Catalogue = records) -> Rows:
                return index.cosines("turn", question, records)

            allowed = np.random.default_rng(3).random(size) < 0.1

            def filtered(question: Rows, index: DenseIndex = index, records: Catalogue = records, allowed: Mask = allowed) -> Rows:
                return index.cosines("turn", question, records, allowed)

            shares = [len(set(np.argsort(-exact(each))[:10]) & set(np.argsort(-through(each))[:10])) / 10 for each in questions]
            times = [timing.a_question(timing.passes(ask, list(questions)), QUERIES) for ask in (exact, filtered, through)]
            shown = " ".join(f"{f'{wall:.2f} / {cpu:.2f}':>15}" for wall, cpu in times)
            print(f"{size:9} {built:11.1f} {shown} {statistics.mean(shares):10.3f}", flush=True)


if __name__ == "__main__":
    main()
