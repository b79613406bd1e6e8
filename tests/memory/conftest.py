"""Vaults for the tests of `memory`: real ones, with the cheapest passphrase that keepmum accepts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from keepmum.memory.sealing.keys import FLOOR, RecoveryKit
from keepmum.memory.vault import Vault

PASSPHRASE = "correct horse"


@pytest.fixture(scope="session")
def kit() -> RecoveryKit:
    return RecoveryKit.generate()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "me.keep"


@pytest.fixture
def vault(folder: Path, kit: RecoveryKit) -> Iterator[Vault]:
    with Vault.create(folder, PASSPHRASE, recovery=kit, cost=FLOOR) as opened:
        yield opened
