"""A real vault for the tests of `policy`, made once with the cheapest passphrase that keepmum accepts, and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from keepmum.memory.sealing import slots
from keepmum.memory.sealing.keys import FLOOR
from keepmum.memory.vault import Vault

PASSPHRASE = "correct horse"
_stretch = cache(slots.stretch)


@pytest.fixture(scope="session")
def _first_vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("policy") / "me.keep"
    Vault.create(folder, PASSPHRASE, cost=FLOOR).close()
    return folder


@pytest.fixture
def vault(tmp_path: Path, _first_vault: Path) -> Iterator[Vault]:
    folder = shutil.copytree(_first_vault, tmp_path / "me.keep")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(slots, "stretch", _stretch)  # a copy has the passphrase, salt and cost of the first
        opened = Vault.open(folder, PASSPHRASE)
    with opened:
        yield opened
