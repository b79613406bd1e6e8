"""The word lists of `training/data`: sections that begin with ``= name``, entries parted by semicolons."""

from __future__ import annotations

from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


@cache
def lists(name: str) -> dict[str, tuple[str, ...]]:
    """Return the sections of a file of `training/data`, by their names."""
    found: dict[str, tuple[str, ...]] = {}
    section = ""
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("= "):
            section = line.removeprefix("= ").strip()
        elif section and line and not line.startswith("#"):
            found[section] = found.get(section, ()) + tuple(word.strip() for word in line.split(";") if word.strip())
    return found
