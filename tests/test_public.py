"""The public surface: what it holds, and that every error can help the person."""

from __future__ import annotations

import importlib
import pkgutil

import keepmum
from keepmum.memory.errors import KeepmumError


def _modules() -> list[str]:
    return [m.name for m in pkgutil.walk_packages(keepmum.__path__, "keepmum.")]


def test_the_surface_is_written_down() -> None:
    """`__all__` is sorted, and every name in it loads."""
    assert keepmum.__all__ == sorted(keepmum.__all__)
    for name in keepmum.__all__:
        assert getattr(keepmum, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    """A name that is not public does not exist."""
    assert not hasattr(keepmum, "Manager")


def _errors(base: type[KeepmumError]) -> set[type[KeepmumError]]:
    return {base} | {e for child in base.__subclasses__() for e in _errors(child)}


def test_every_error_has_a_hint() -> None:
    """Every error below KeepmumError that can be raised says what the person can do next."""
    for name in _modules():
        importlib.import_module(name)
    for error in _errors(KeepmumError):
        doc = error.__doc__ or ""
        if "never raised itself" not in doc:
            assert error.hint != KeepmumError.hint, error
        assert doc, error
