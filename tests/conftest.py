"""Properties are checked on the same seeded sample by `make test` everywhere, and on fresh ones by `make soak`."""

from __future__ import annotations

import pytest
from hypothesis import settings

settings.register_profile("sample", derandomize=True, deadline=None)
settings.register_profile("soak", deadline=None, print_blob=True)


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("sample" if config.getoption("markexpr") == "not soak" else "soak")
