"""Finds the evaluation data. It is under licences that forbid shipping it, so it lies outside the repository."""

from __future__ import annotations

import os
import sys
from pathlib import Path

VARIABLE = "KEEPMUM_DATA"


def find(relative: str) -> Path:
    """Return a file or folder of the evaluation data; end with a hint and exit code 0 where it is not there.

    Args:
        relative: Its path inside the folder that KEEPMUM_DATA names, such as "locomo/locomo_dev4.json".

    Raises:
        SystemExit: With code 0: a machine without the data has nothing to measure, and nothing is wrong with it.
    """
    root = os.environ.get(VARIABLE, "")
    path = Path(root) / relative
    if root and path.exists():
        return path
    print(f"no {relative} in the folder that {VARIABLE} names: set it to the evaluation data (see docs/benchmarks.md)", file=sys.stderr)
    raise SystemExit(0)
