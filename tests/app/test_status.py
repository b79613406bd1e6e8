"""The one table of errors: complete, unambiguous, and used for what has no row of its own."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest

import keepmum
from keepmum.app.status import BROKEN_PIPE, FINDINGS, INTERNAL, INTERRUPTED, OK, TABLE, Status, status_of
from keepmum.memory.errors import KeepmumError, WrongPassphrase


def _classes(base: type[KeepmumError]) -> Iterator[type[KeepmumError]]:
    yield base
    for derived in base.__subclasses__():
        yield from _classes(derived)


def _shipped() -> set[type[KeepmumError]]:
    """Return every error class of the package, wherever it is defined."""
    for module in pkgutil.walk_packages(keepmum.__path__, "keepmum."):
        importlib.import_module(module.name)
    return {kind for kind in _classes(KeepmumError) if kind.__module__.startswith("keepmum.")}


def test_every_error_has_a_row() -> None:
    """No error class of the package is without its own code, exit code and HTTP status."""
    assert _shipped() == set(TABLE)


def test_no_two_errors_look_alike() -> None:
    """A program can tell any two errors apart, by name and by exit code."""
    assert len({status.code for status in TABLE.values()}) == len(TABLE)
    assert len({status.exit for status in TABLE.values()}) == len(TABLE)


def test_exit_codes_keep_clear_of_what_else_ends_a_process() -> None:
    """No error has an exit code that a shell, a signal or a finding also has."""
    taken = {OK, FINDINGS, INTERNAL, INTERRUPTED, BROKEN_PIPE}
    assert all(2 <= status.exit <= 79 and status.exit not in taken for status in TABLE.values())


@pytest.mark.parametrize("kind", sorted(TABLE, key=lambda kind: kind.__name__))
def test_every_row_is_fit_for_programs(kind: type[KeepmumError]) -> None:
    """A code is small letters and dashes, a status is one of failure, and there is a hint."""
    status = TABLE[kind]
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", status.code)
    assert 400 <= status.http <= 599
    assert kind.hint.endswith((".", "`"))


def test_an_error_without_a_row_takes_its_base() -> None:
    """A class that somebody derives from one of ours ends with the exit code of its nearest base."""
    derived = type("Derived", (WrongPassphrase,), {})
    assert status_of(derived("x")) == TABLE[WrongPassphrase] == Status("wrong-passphrase", 18, TABLE[WrongPassphrase].http)
    assert status_of(KeepmumError) == TABLE[KeepmumError]
