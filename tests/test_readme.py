"""The README's promises that a machine can check: its length, and that its program runs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

README = Path(__file__).resolve().parent.parent / "README.md"


def test_it_is_short() -> None:
    """A newcomer reads it to the end."""
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 150


def test_its_program_runs(tmp_path: Path) -> None:
    """The SDK's example runs as it stands, next to a chat of the name that it uses, and finds the dentist."""
    (tmp_path / "WhatsApp Chat with Mei.txt").write_text("13/03/2025, 10:00 - Mei: the boiler is repaired\n14/03/2025, 10:00 - Me: great\n")
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 1
    done = subprocess.run([sys.executable, "-W", "error", "-c", blocks[0]], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Dentist said Tuesday 3pm" in done.stdout
