"""A real vault for the tests of `policy`, with the cheapest passphrase that keepmum accepts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from keepmum.memory.sealing.keys import FLOOR
from keepmum.memory.vault import Vault


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with Vault.create(tmp_path / "me.keep", "correct horse", cost=FLOOR) as opened:
        yield opened
