"""The ledger's benchmark runs on a ledger that it made, and that ledger is a real one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "ledger.py"


def test_the_benchmark_runs() -> None:
    """It prints a row for each thing that it measures, clock and CPU; what it verifies is whole, so nothing raises."""
    done = subprocess.run([sys.executable, BENCHMARK, "--entries", "61", "--bytes", "50"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count(" / ") == 7
    assert done.stdout.startswith("61 entries")
