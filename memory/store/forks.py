"""A fork of a process that has a vault open must not touch it: in the fork it is closed.

A fork shares the open files. When it ends, or closes its copy of the vault, SQLite would take itself for the last user,
fold the write-ahead log into the database and delete it under the process that goes on writing to it: acknowledged
records were lost that way (measured). And as long as the fork lives, its copy of the lock would keep the vault locked.
"""

from __future__ import annotations

import ctypes
import os
import weakref
from functools import cache
from typing import Protocol


class Forked(Protocol):
    """Something that a fork must let go of."""

    def after_fork(self) -> None:
        """Let go, in the fork, before anything else runs there."""
        ...


_watched: weakref.WeakSet[Forked] = weakref.WeakSet()


def watch(thing: Forked) -> None:
    """Have something let go in every fork of this process, for as long as it lives."""
    _register()
    _watched.add(thing)


@cache
def _register() -> None:
    os.register_at_fork(after_in_child=_let_go)


def _let_go() -> None:
    for thing in list(_watched):
        thing.after_fork()


def keep_for_ever(thing: object) -> None:
    """Have an object never end, not even with the interpreter: its end would reach files that the parent uses."""
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(thing))
