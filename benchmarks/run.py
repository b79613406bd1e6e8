"""Run every benchmark, one after the other; each prints its own table. `make bench` calls this."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ORDER = (
    *(
        "retrieval.py",
        "questions.py",
        "across.py",
        "when.py",
        "redaction.py",
        "sensitive.py",
        "tagger.py",
        "ledger.py",
        "dense.py",
        "scale.py",
    ),
    "tokens.py",
)


def main() -> int:
    """Run them in order; return the first exit code that is not 0."""
    for name in ORDER:
        print(f"\n== {name}", flush=True)
        code = subprocess.run([sys.executable, str(HERE / name)], check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
