"""The catalogue follows the vault by what changed, and is then the one that reading everything gives."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
import sqlcipher3
from hypothesis import given, settings
from hypothesis import strategies as st

from keepmum.memory.record import Record
from keepmum.memory.store import catalogue
from keepmum.memory.store.catalogue import Catalogue
from keepmum.memory.store.rows import to_row
from keepmum.memory.words import lexical

START = datetime(2025, 1, 1, tzinfo=UTC)
CHANGES = st.lists(
    st.tuples(
        st.integers(1, 12),  # the row
        st.booleans(),  # whether it is removed
        st.integers(0, 30),  # hours
        st.sampled_from(["", "a", "b", "é", "咪"]),
        st.sampled_from([(), ("Mei",), ("Tom", "Mei")]),
        st.sampled_from(["message", "memo", "call"]),
        st.integers(0, 200),  # words
    ),
    max_size=30,
)


def _columns(records: Catalogue) -> list[object]:
    arrays = (records.n, records.at_us, records.kind, records.session, records.length)
    names = [(records.threads[t], records.people[w]) for t, w in zip(records.thread, records.who, strict=True)]
    return [*(array.tolist() for array in arrays), names, np.flatnonzero(records.place >= 0).tolist()]


@settings(max_examples=60, deadline=None)
@given(st.lists(CHANGES, max_size=4), st.sampled_from([0, 32]))
def test_following_is_reading_anew(rounds, few):
    """After any adds, changes and removals, in any order, following what changed gives what loading everything gives."""
    conn = sqlcipher3.connect(":memory:", isolation_level=None)
    lexical.create(conn)
    conn.execute("CREATE TABLE record (n INTEGER PRIMARY KEY, thread, at_us, kind, who)")
    followed, held = catalogue.load(conn), {}
    for changes in rounds:
        for n, removed, hours, thread, who, kind, words in changes:
            if n in held:
                lexical.remove(conn, n, held.pop(n))
                conn.execute("DELETE FROM record WHERE n = ?", (n,))
            if not removed:
                held[n] = Record(text="word " * words, at=START + timedelta(hours=hours), thread=thread, who=who, kind=kind)
                row = {**to_row(held[n]), "n": n}
                conn.execute("INSERT INTO record VALUES (:n, :thread, :at_us, :kind, :who)", row)
                lexical.add(conn, n, held[n])
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(catalogue, "_FEW", few)
            followed = catalogue.follow(conn, followed, {change[0] for change in changes})
        assert _columns(followed) == _columns(catalogue.load(conn))
        assert followed.places(followed.n).tolist() == list(range(len(followed)))
    conn.close()
