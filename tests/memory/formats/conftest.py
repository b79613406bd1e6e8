"""Files that are written for one test."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a file of a name and gives its path; strings become UTF-8, its date is 1 May 2024."""

    def _write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        at = datetime(2024, 5, 1, 12, tzinfo=UTC).timestamp()
        os.utime(path, (at, at))
        return path

    return _write
