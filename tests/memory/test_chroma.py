"""Chroma as an index in a child process."""

import os
import signal
import tempfile
from pathlib import Path

import numpy as np
import pytest

from keepmum.memory.vectors.chroma import Block, ChromaIndex

DIM = 32


def _block(first, count):
    rows = np.random.default_rng(first).standard_normal((count, DIM)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    numbers = np.arange(first, first + count)
    return Block(numbers, rows)


def _exact(blocks, question, count):
    ids, rows = np.concatenate([block.ids for block in blocks]), np.concatenate([block.rows for block in blocks])
    return ids[np.argsort(-(rows @ question))[:count]]


@pytest.fixture
def index():
    with ChromaIndex(DIM) as opened:
        yield opened


def test_nearest_and_changes(index):
    """The nearest vectors are those of the exact scan, after additions and removals too, each collection for itself."""
    assert index.nearest("turn", np.ones(DIM, dtype=np.float32), 3) is None  # nothing to ask yet
    first, second = _block(1, 300), _block(301, 200)
    index.follow({"turn": (first,), "window": (second,)})
    assert index.wait(60)
    question = second.rows[7]
    assert index.nearest("turn", question, 5).tolist() == _exact([first], question, 5).tolist()
    assert index.nearest("window", question, 1).tolist() == [308]
    smaller = Block(second.ids[8:], second.rows[8:])
    index.follow({"turn": (first, second), "window": (smaller,)})
    assert index.wait(60)
    assert index.nearest("turn", question, 5).tolist() == _exact([first, second], question, 5).tolist()
    assert index.nearest("window", question, 5).tolist() == _exact([smaller], question, 5).tolist()
    assert len(index.nearest("window", question, 10_000)) == 192


def test_behind_the_database(index):
    """An index that is behind what it was told to follow gives no answer."""
    index.follow({"turn": (_block(1, 50),)})
    assert index.wait(60)
    question = np.ones(DIM, dtype=np.float32)
    assert index.nearest("turn", question, 3) is not None
    index.follow({"turn": (_block(1, 50), _block(51, 3000))})
    assert index.nearest("turn", question, 3) is None
    assert index.wait(60)
    assert len(index.nearest("turn", question, 3)) == 3


def test_a_killed_child_is_no_failure(index):
    """When the process dies the index gives no answer, now and later; nothing is raised."""
    index.follow({"turn": (_block(1, 50),)})
    assert index.wait(60)
    os.kill(index._child.pid, signal.SIGKILL)
    question = np.ones(DIM, dtype=np.float32)
    assert index.nearest("turn", question, 3) is None
    index.follow({"turn": (_block(1, 60),)})
    assert not index.wait(10)
    assert index.nearest("turn", question, 3) is None


def test_nothing_is_written(index):
    """The child makes no file of Chroma's in the temporary folder."""
    before = set(Path(tempfile.gettempdir()).glob("*chroma*"))
    index.follow({"turn": (_block(1, 200),)})
    assert index.wait(60)
    assert set(Path(tempfile.gettempdir()).glob("*chroma*")) == before


def test_close_ends_the_child():
    """Closing kills the process, also while it is being fed, and may be done twice."""
    index = ChromaIndex(DIM)
    index.follow({"turn": (_block(1, 20_000),)})
    index.close()
    index.close()
    assert not index.wait(30)
    assert index._child is None
