"""Decide what may leave, and prove what left.

from keepmum.policy import default_detectors, detect

spans = detect("Call Mei on 07700 900123", default_detectors())
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keepmum.policy.detectors.detect import default_detectors, detect, detect_all

__all__ = ["default_detectors", "detect", "detect_all"]


def __getattr__(name: str) -> object:
    """Load a public name when it is first asked for (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module 'keepmum.policy' has no attribute {name!r}")
    return getattr(import_module("keepmum.policy.detectors.detect"), name)


def __dir__() -> list[str]:
    """Return the public names."""
    return __all__
