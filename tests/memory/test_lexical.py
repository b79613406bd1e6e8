"""The word index inside the database."""

import random

import pytest
import sqlcipher3
from hypothesis import given, settings
from hypothesis import strategies as st

from keepmum.memory.record import Record
from keepmum.memory.words import lexical
from keepmum.memory.words.tokens import index_tokens


@pytest.fixture
def conn():
    connection = sqlcipher3.connect(":memory:", isolation_level=None)
    lexical.create(connection)
    lexical.attach(connection)
    yield connection
    connection.close()


def _found(conn, token, *, prefix=False):
    numbers, counts = lexical.postings(conn, token, prefix=prefix)
    return dict(zip(numbers.tolist(), counts.tolist(), strict=True))


def _shadow_bytes(conn):
    """All bytes of all tables that FTS5 keeps."""
    tables = [name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE name LIKE 'lexical_%'")]
    cells = (cell for table in tables for row in conn.execute(f"SELECT * FROM {table}") for cell in row)
    return b"\0".join(cell if isinstance(cell, bytes) else str(cell).encode() for cell in cells)


def test_postings(conn):
    """A token's posting list names each record once, with how often the token occurs."""
    lexical.add(conn, 3, Record(text="tea and more tea, then TEA"))
    lexical.add(conn, 7, Record(text="no coffee, tea", tags=("breakfast",), attachments=("menu.pdf",)))
    assert _found(conn, "tea") == {3: 3, 7: 1}
    assert _found(conn, "breakfast") == {7: 1}
    assert _found(conn, "menu") == {7: 1}
    assert _found(conn, "absent") == {}
    assert lexical.document_count(conn, "tea") == 2
    assert lexical.document_count(conn, "absent") == 0


def test_one_chinese_character(conn):
    """A single character is found wherever it stands in a run: first, inside, last, alone."""
    for n, text in enumerate(("妈妈来了", "问妈", "看妈去", "妈", "爸爸"), start=1):
        lexical.add(conn, n, Record(text=text))
    assert _found(conn, "妈", prefix=True) == {1: 2, 2: 1, 3: 1, 4: 1}


def test_lengths(conn):
    """A record's length is its count of tokens, also past what one byte holds."""
    texts = {1: "one two three", 2: "妈妈来了", 5: "word " * 200, 9: "w " * 20_000}
    for n, text in texts.items():
        lexical.add(conn, n, Record(text=text))
    numbers, counts = lexical.lengths(conn)
    assert dict(zip(numbers.tolist(), counts.tolist(), strict=True)) == {1: 3, 2: 4, 5: 200, 9: 20_000}


def test_deleted_words_are_gone_from_every_table(conn):
    """After a record's removal none of its own words is in any byte of FTS5's tables; the control shows that they were."""
    rng = random.Random(1)
    words = ["".join(rng.choices("bcdfghjklmnpqrtvwxz", k=9)) for _ in range(60)]
    for n in range(1, 301):
        lexical.add(conn, n, Record(text="common " + " ".join(rng.choices(words[:50], k=8))))
    secret = Record(text=" ".join(words[50:]) + " 秘密花园")
    lexical.add(conn, 500, secret)
    for n in range(501, 800):
        lexical.add(conn, n, Record(text="common " + " ".join(rng.choices(words[:50], k=8))))
    before = _shadow_bytes(conn)
    # FTS5 keeps a sorted list and leaves out what a word shares with the one before it: its tail is there.
    assert sum(word[3:].encode() in before for word in words[50:]) == 10
    lexical.remove(conn, 500, secret)
    after = _shadow_bytes(conn)
    assert [word for word in words[50:] if word[3:].encode() in after] == []
    assert "密花".encode() not in after
    assert _found(conn, "common") == dict.fromkeys([*range(1, 301), *range(501, 800)], 1)


def test_rebuild(conn):
    """A rebuilt index holds what the records say, whatever it held before, and names the rules that it was made by."""
    lexical.add(conn, 1, Record(text="made by older rules"))
    lexical.rebuild(conn, [(2, Record(text="made anew")), (3, Record(text="made too"))])
    assert _found(conn, "mad") == {2: 1, 3: 1}
    assert _found(conn, "older") == {}
    assert b"older" not in _shadow_bytes(conn)
    assert "/" in lexical.version()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["add", "remove"]), st.integers(1, 6), st.text(alphabet="ab 茶水cé", max_size=12)), max_size=25))
def test_index_equals_records(steps):
    """After any adds and removals the index holds exactly the tokens of the records that are there."""
    conn = sqlcipher3.connect(":memory:", isolation_level=None)
    lexical.create(conn)
    lexical.attach(conn)
    kept = {}
    for step, n, text in steps:
        if n in kept:
            lexical.remove(conn, n, kept.pop(n))
        if step == "add":
            kept[n] = Record(text=text)
            lexical.add(conn, n, kept[n])
    expected = sorted((token, n, place) for n, record in kept.items() for place, token in enumerate(index_tokens(record.text)))
    found = sorted(conn.execute("SELECT term, doc, offset FROM temp.lexical_posting").fetchall())
    assert found == expected
    conn.execute("INSERT INTO lexical(lexical) VALUES ('integrity-check')")
    conn.close()
