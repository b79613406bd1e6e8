"""A lifetime of messages: keepmum beside Chroma's persistent client and a plain SQLite FTS5 table, in one run, on the same messages.

    KEEPMUM_DATA=… python benchmarks/scale.py [--sizes 10000 100000] [--embedded 10000] [--plot scale.svg]

The messages are those of the English NUS SMS corpus, told again with other words where more are wanted, in conversations with 343
people over eight years. Up to `--embedded` messages every text is embedded. For larger sizes the vectors of these are used again,
with small noise, because embedding a million texts takes hours: then the times are right, and what is found means nothing.
Questions are some words of one message; filtered, they ask for its sender and month too. Each system is built in one process and
asked in another. `open`: from the start of opening (for keepmum with the passphrase's standard cost, and loading the model) to the
first result. Times are milliseconds a question with the question's embedding, p50 / p95 on the clock, and the mean CPU of all its
processes. RSS: of the process with its children, after the questions. Ingest is without embedding; beside it for keepmum, where
texts were embedded, how many times the pure embedding it all took. The last line: p95 while an import runs in the same process.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import platform
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import data
import numpy as np
from chart import Line, line_chart
from corpus import ARCHIVE, Asked, Message, messages, questions
from rivals import SYSTEMS, Ask, Keepmum

from keepmum.memory.meaning.export import find_embedder

QUESTIONS = 200
IMPORTED = 20_000  # messages more, for searches beside an import


def rss_mb() -> float:
    """Return the memory of this process and its children, in MB."""
    mine = os.getpid()
    children = [int(pid) for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()]
    return sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in (mine, *children)) * resource.getpagesize() / 1e6


def cpu_s() -> float:
    """Return the CPU time of this process and of its living children, in seconds."""
    children = [pid for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()]
    ticks = [sum(map(int, Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13])) for pid in children]
    return time.process_time() + sum(ticks) / os.sysconf("SC_CLK_TCK")


def timed(ask: Ask, asked: list[Asked], *, filtered: bool) -> dict[str, float]:
    """Ask all questions, and return the times in milliseconds."""
    walls, before = [], cpu_s()
    for each in asked:
        start = time.perf_counter()
        ask(each, filtered)
        walls.append((time.perf_counter() - start) * 1000)
    return {"p50": float(np.median(walls)), "p95": float(np.quantile(walls, 0.95)), "cpu": (cpu_s() - before) * 1000 / len(asked)}


def child(name: str, step: str, folder: Path, size: int, *, embedded: bool) -> dict[str, Any]:
    """Do one step for one system, in a process of its own."""
    system = SYSTEMS[name]
    if step == "build":
        base = None if embedded and name == "keepmum" else np.load(folder / "base.npy")
        return system.build(folder, list(messages(size)), base)  # type: ignore[arg-type]  only keepmum embeds by itself
    asked: list[Asked] = pickle.loads((folder / "questions").read_bytes())  # noqa: S301  written by the parent a moment ago
    with ExitStack() as stack:
        before = time.perf_counter()
        ask, settle = system.opened(folder, stack)
        ask(asked[0], False)
        found: dict[str, Any] = {"open_s": time.perf_counter() - before}
        settle()
        for filtered in (False, True):
            ask(asked[1], filtered)
            found["filtered" if filtered else "plain"] = timed(ask, asked, filtered=filtered)
        found["rss"] = rss_mb()
        if isinstance(system, Keepmum):
            found["importing"] = beside_import(system, ask, asked, list(islice(messages(size + IMPORTED), size, None)))
    return found


def beside_import(system: Keepmum, ask: Ask, asked: list[Asked], more: list[Message]) -> dict[str, float]:
    """Ask while an import runs, with a breath between the questions as a person takes it."""
    thread, enough = system.importing(more)
    walls = []
    for each in asked:
        time.sleep(0.05)
        if not thread.is_alive():
            break
        start = time.perf_counter()
        ask(each, False)
        walls.append((time.perf_counter() - start) * 1000)
    enough.set()
    thread.join()
    return {"p50": float(np.median(walls)), "p95": float(np.quantile(walls, 0.95)), "searches": len(walls)}


def run(name: str, step: str, folder: Path, size: int, *, embedded: bool) -> dict[str, Any]:
    """Run a child, and return what it measured."""
    command = [sys.executable, str(Path(__file__).resolve()), "--child", name, step, str(folder), str(size), str(int(embedded))]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def compared(size: int, embedded: int) -> list[dict[str, Any]]:
    """Measure all systems at one size, and print a line for each."""
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        told = list(messages(size))
        np.save(folder / "base.npy", find_embedder().embed([message.spoken for message in told[:embedded]]))
        (folder / "questions").write_bytes(pickle.dumps(questions(told, QUESTIONS)))
        del told
        for name, system in SYSTEMS.items():
            before = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
            built = run(name, "build", folder, size, embedded=size <= embedded)
            disk = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) - before
            row = (
                run(name, "ask", folder, size, embedded=size <= embedded) | built | {"disk": disk / 1e6, "size": size, "name": system.name}
            )
            rows.append(row)
            print(line(row), flush=True)
            if "importing" in row:
                beside = (
                    f"p50 {row['importing']['p50']:.1f}, p95 {row['importing']['p95']:.1f} ms, {row['importing']['searches']:.0f} searches"
                )
                ratio = f", {row['importing']['p95'] / row['plain']['p95']:.2f} times the p95 without"
                rows[-1]["beside"] = f"{'':9} beside an import: {beside}{ratio}"
        print(rows[0]["beside"])
    return rows


def line(row: dict[str, Any]) -> str:
    """Format one line of the table."""
    ingest = f"{row['size'] / row['ingest_s']:,.0f}" + (f" ({row['embedding']:.2f})" if "embedding" in row else "")
    times = " ".join(f"{row[way]['p50']:>7.1f} / {row[way]['p95']:>6.1f} {row[way]['cpu']:>6.1f}" for way in ("plain", "filtered"))
    return f"{row['size']:9,} {row['name']:18} {ingest:>15} {row['open_s']:>7.2f} {times} {row['rss']:>7,.0f} {row['disk']:>8,.0f}"


def main() -> None:
    """Run, print one table, and draw it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[10_000, 100_000], help="numbers of messages; add 1000000 where hours are to spare"
    )
    parser.add_argument("--embedded", type=int, default=10_000, help="up to so many messages every text is embedded")
    parser.add_argument("--plot", type=Path, default=None, help="an SVG file to draw into")
    parser.add_argument("--child", nargs=5, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        name, step, folder, size, embedded = given.child
        print(json.dumps(child(name, step, Path(folder), int(size), embedded=embedded == "1")))
        return
    data.find(ARCHIVE)
    machine = f"{platform.machine()}, {os.cpu_count()} cores"
    print(f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {machine}; {QUESTIONS} questions")
    print(f"every text embedded up to {given.embedded:,} messages; in larger sizes their vectors are used again with noise\n")
    print(f"{'messages':>9} {'':18} {'ingest/s':>15} {'open s':>7} {'p50 / p95 ms, CPU':>23} {'filtered':>23} {'RSS MB':>7} {'disk MB':>8}")
    rows = [row for size in given.sizes for row in compared(size, given.embedded)]
    if given.plot is not None:
        lines = [
            Line(
                f"{system.name}{label}",
                tuple((row["size"], row[way]["p50"]) for row in rows if row["name"] == system.name),
                dashed=bool(label),
            )
            for system in SYSTEMS.values()
            for way, label in (("plain", ""), ("filtered", ", filtered"))
        ]
        given.plot.write_text(line_chart("A search, with the question's embedding", "messages", "p50, ms", lines), encoding="utf-8")


if __name__ == "__main__":
    main()
