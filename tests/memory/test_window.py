"""What is embedded: turns, windows, and long texts in pieces."""

from itertools import chain, compress

import numpy as np
import sqlcipher3
from hypothesis import given, settings
from hypothesis import strategies as st

from keepmum.memory.meaning.window import MAX_PASSAGES, PASSAGE, pieces, turn_passages, window_passage, window_starts
from keepmum.memory.record import Query, Record
from keepmum.memory.store import catalogue
from keepmum.memory.words import bm25, lexical

_HOUR = 3600 * 1_000_000


def _catalogue(rows):
    """A catalogue of (thread, hours, kind, text) rows, numbered from 1."""
    conn = sqlcipher3.connect(":memory:", isolation_level=None)
    lexical.create(conn)
    conn.execute("CREATE TABLE record (n INTEGER PRIMARY KEY, thread, at_us, kind, who)")
    for n, (thread, hours, kind, text) in enumerate(rows, start=1):
        conn.execute("INSERT INTO record VALUES (?, ?, ?, ?, '[\"Mei\"]')", (n, thread, int(hours * _HOUR), kind))
        lexical.add(conn, n, Record(text=text))
    loaded = catalogue.load(conn)
    conn.close()
    return loaded


def test_sessions():
    """A session ends with its thread, after four hours of silence, and around whatever was not spoken."""
    records = _catalogue(
        [
            ("b", 0, "message", "one"),
            ("a", 0, "message", "two"),
            ("a", 3, "message", "three"),
            ("a", 9, "message", "four"),
            ("m", 0, "memo", "five"),
            ("m", 0.1, "memo", "six"),
        ]
    )
    assert records.n.tolist() == [2, 3, 4, 1, 5, 6]
    assert records.session.tolist() == [0, 0, 1, 2, 3, 4]
    assert records.places(np.array([1, 6, 7, 99])).tolist() == [3, 5, -1, -1]


def test_an_empty_catalogue():
    """No records make an empty catalogue, with empty masks and sizes."""
    records = _catalogue([])
    assert len(records) == 0
    assert records.mask(Query("x")) is None
    assert len(bm25.measure(records).session) == 0


def test_windows_look_back_inside_their_session():
    """A window begins two turns earlier and never before its session."""
    records = _catalogue([("a", hour, "message", "x") for hour in (0, 1, 2, 3, 20, 21)])
    assert window_starts(bm25.measure(records)).tolist() == [0, 0, 0, 1, 4, 4]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.integers(0, 12), st.sampled_from(["tea", "tea tea", "milk", "tea milk sugar"])), max_size=14
    )
)
def test_bm25_at_all_sizes(rows):
    """The four scores equal BM25 of the texts that are joined by hand."""
    records = _catalogue([(thread, hour, "message", text) for thread, hour, text in rows])
    units = bm25.measure(records)
    words = [rows[n - 1][2].split() for n in records.n.tolist()]

    def posting(token):
        places = [place for place, text in enumerate(words) if token in text]
        return bm25.Posting(np.array(places, dtype=np.int64), np.array([words[place].count(token) for place in places], dtype=np.int64))

    def by_hand(texts):
        average = max(sum(map(len, texts)) / max(len(texts), 1), 1)
        scores = np.zeros(len(texts))
        for token in ("tea", "milk"):
            holding = sum(token in text for text in texts)
            for place, text in enumerate(texts):
                if count := text.count(token):
                    norm = bm25.K1 * (1 - bm25.B + bm25.B * len(text) / average)
                    scores[place] += np.log1p((len(texts) - holding + 0.5) / (holding + 0.5)) * count * (bm25.K1 + 1) / (count + norm)
        return scores

    def joined(reach):
        bounds = [(max(p - reach, units.first[p]), min(p + reach, units.last[p])) for p in range(len(words))]
        return [list(chain.from_iterable(words[first : last + 1])) for first, last in bounds]

    got = bm25.score(records, units, [posting("tea"), posting("milk"), posting("absent")])
    count = len(units.session)
    sessions = [list(chain.from_iterable(compress(words, records.session == number))) for number in range(count)]
    np.testing.assert_allclose(got.turn, by_hand(words), rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(got.near, by_hand(joined(1)), rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(got.wide, by_hand(joined(2)), rtol=1e-4, atol=1e-6)
    idf = {
        token: np.log1p((len(words) - held + 0.5) / (held + 0.5))
        for token in ("tea", "milk")
        if (held := sum(token in text for text in words))
    }
    near = [
        {token for text in words[max(p - 5, units.first[p]) : min(p + 5, units.last[p]) + 1] for token in text} for p in range(len(words))
    ]
    covered = [sum(mass for token, mass in idf.items() if token in said) / max(sum(idf.values()), 1e-9) for said in near]
    np.testing.assert_allclose(got.covered, covered, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(got.session, by_hand(sessions)[records.session] if rows else [], rtol=1e-4, atol=1e-6)


def test_a_name_counts_for_the_talk_and_not_for_the_turn():
    """A turn that only calls somebody says nothing of its own, unless the name is all that is asked."""
    records = _catalogue([("a", 0, "message", "thanks mei"), ("a", 1, "message", "the boiler")])
    units = bm25.measure(records)
    mei, boiler = (bm25.Posting(np.array([place]), np.array([1]), calls=place == 0) for place in (0, 1))
    both = bm25.score(records, units, [mei, boiler])
    assert both.turn[0] == 0 < both.turn[1]
    assert both.near[0] > 0
    assert bm25.score(records, units, [mei]).turn[0] > 0


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(alphabet="ab. \n，。", max_size=700), max_size=8).map("\n\n".join))
def test_pieces_lose_nothing(text):
    """The pieces of a text are short, not blank, and hold all its letters in order."""
    found = pieces(text)
    assert all(0 < len(piece.strip()) <= PASSAGE for piece in found)
    assert "".join("".join(found).split()) == "".join(text.split())


def test_a_book_is_cut_off():
    """A text longer than a chapter gives a bounded number of pieces, also without a space to cut at."""
    assert len(pieces("word " * 100_000)) == MAX_PASSAGES
    assert len(pieces("x" * 500_000)) == MAX_PASSAGES


def test_passages_name_the_speaker_and_their_sources():
    """Every line of a passage says who spoke; a window knows all records whose text is in it."""
    ana, mei = Record(text="And the boiler?", who=("Ana",)), Record(text="Friday", who=("Mei",))
    (alone,) = turn_passages(7, mei)
    assert (alone.kind, alone.sources, alone.text) == ("turn", (7,), "Mei: Friday")
    both = window_passage(7, [ana, mei], (3, 7))
    assert (both.n, both.kind, both.sources, both.text) == (7, "window", (3, 7), "Ana: And the boiler?\nMei: Friday")


def test_a_window_keeps_its_own_turn():
    """Long neighbours are cut, the turn itself is not."""
    long, own = Record(text="x" * 5000, who=("Ana",)), Record(text="y" * 800)
    text = window_passage(2, [long, long, own], (0, 1, 2)).text
    assert text.endswith("y" * 800)
    assert len(text) <= 2 * PASSAGE + 2


def test_a_record_without_text():
    """A record that holds only a file is embedded by the file's name."""
    (passage,) = turn_passages(1, Record(text=" ", attachments=("boiler-invoice.pdf",)))
    assert passage.text == "boiler-invoice.pdf"
