"""The benchmarks run, say how they measure, and ask nothing of a machine without the data."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.timing import PASSES, Spent, a_question, passes

FOLDER = Path(__file__).resolve().parent.parent / "benchmarks"


def _run(name: str, *arguments: str, data: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key != "KEEPMUM_DATA"}
    environment |= {} if data is None else {"KEEPMUM_DATA": data}
    return subprocess.run([sys.executable, FOLDER / name, *arguments], capture_output=True, text=True, check=False, env=environment)


@pytest.mark.parametrize("data", [None, "", "/nowhere"])
def test_without_data(data: str | None) -> None:
    """A benchmark without its data ends with a hint and exit 0, and prints no table."""
    done = _run("locomo.py", data=data)
    assert (done.returncode, done.stdout) == (0, "")
    assert "KEEPMUM_DATA" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("name", ["locomo.py", "dense.py", "tokens.py"])
def test_each_says_what_it_measures(name: str) -> None:
    """`--help` tells what a benchmark is about, and runs nothing."""
    done = _run(name, "--help")
    assert done.returncode == 0, done.stderr
    assert len(done.stdout) > 200


def test_the_scan_and_chroma_are_compared() -> None:
    """The vectors' benchmark runs without any data and shows each time on the clock with the CPU's beside it."""
    done = _run("dense.py", "--sizes", "500")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].count(" / ") == 3
    assert "median of 5 passes" in done.stdout


def test_all_benchmarks_are_run() -> None:
    """`make bench` runs every file that is a benchmark."""
    listed = (FOLDER / "run.py").read_text(encoding="utf-8")
    programs = {path.name for path in FOLDER.glob("*.py") if "__main__" in path.read_text(encoding="utf-8")} - {"run.py"}
    assert all(f'"{name}"' in listed for name in programs)


def test_five_passes() -> None:
    """Every question is asked in each of five passes."""
    asked: list[int] = []
    spent = passes(asked.append, [1, 2])
    assert asked == [1, 2] * PASSES
    assert len(spent) == PASSES == 5
    assert all(one.wall_s >= 0 and one.cpu_s >= 0 for one in spent)


def test_the_median_is_told() -> None:
    """A pass that something else disturbed does not count."""
    spent = [Spent(1.0, 0.1), Spent(2.0, 0.2), Spent(3.0, 0.3), Spent(100.0, 0.4), Spent(200.0, 9.0)]
    assert a_question(spent, 1000) == (3.0, 0.3)
    assert Spent(1.0, 2.0) + Spent(0.5, 0.25) == Spent(1.5, 2.25)
