"""What the tagger reads at once."""

from __future__ import annotations

import pytest
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
from training.base import CASES, Base, cases
from training.labelled import ANY, CATEGORIES, Labelled, Unit
from training.learn import STRIDE, UNCOUNTED, WINDOW, Window, windows

PIECES = ("[CLS]", "[SEP]", "[UNK]", "ann", "##elie", "##se", "lives", "in", "rome", "with", "ben", ".", "dr")
TEXT = "Anneliese lives in Rome with Dr Ben."
UNITS = (Unit(0, 9, "person"), Unit(19, 23, "place"), Unit(29, 31, ANY), Unit(32, 35, "person"))


@pytest.fixture(scope="module")
def base() -> Base:
    """Return what cuts texts into pieces of a small vocabulary; there is no network."""
    tokenizer = Tokenizer(models.WordPiece({piece: at for at, piece in enumerate(PIECES)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return Base(None, tokenizer, (0, 1))


def _windows(base: Base, text: str, units: tuple[Unit, ...] = ()) -> list[Window]:
    return list(windows(base, Labelled(text, units, "en", "chat")))


def test_labels_at_the_right_pieces(base: Base) -> None:
    """Each piece of a unit has its category, the ends and what is `any` count neither way, and the rest is not personal."""
    (window,) = _windows(base, TEXT, UNITS)
    person, place = 1 + CATEGORIES.index("person"), 1 + CATEGORIES.index("place")
    assert [PIECES[piece] for piece in window.pieces] == [
        *("[CLS]", "ann", "##elie", "##se", "lives", "in", "rome", "with", "dr", "ben", ".", "[SEP]")
    ]
    assert window.labels == (UNCOUNTED, *[person] * 3, 0, 0, place, 0, UNCOUNTED, person, 0, UNCOUNTED)
    assert window.cases == (0, 2, 2, 2, 1, 1, 2, 1, 2, 2, 0, 0)


def test_part_of_a_piece(base: Base) -> None:
    """A piece of which only a part is personal is personal."""
    (window,) = _windows(base, "Rome", (Unit(1, 3, "place"),))
    assert window.labels[1] == 1 + CATEGORIES.index("place")


@pytest.mark.parametrize("length", [0, 1, WINDOW - 1, WINDOW, WINDOW + 1, WINDOW + STRIDE, WINDOW + STRIDE + 1, 1000])
def test_every_piece_is_in_a_window(base: Base, length: int) -> None:
    """Long texts are cut with an overlap; every piece is in some window, in order, and no window is too long or says nothing new."""
    found = _windows(base, " ".join(("ben", "lives", "rome")[at % 3] for at in range(length)))
    seen: dict[int, int] = {}
    for number, window in enumerate(found):
        inside = window.pieces[1:-1]
        assert len(inside) <= WINDOW
        assert len(window.pieces) == len(window.cases) == len(window.labels)
        assert (window.pieces[0], window.pieces[-1]) == (0, 1)
        new = {number * STRIDE + at: piece for at, piece in enumerate(inside)}
        assert all(seen.get(place, piece) == piece for place, piece in new.items())
        assert set(new) - set(seen) or not length
        seen |= new
    assert sorted(seen) == list(range(length))


def test_a_unit_over_a_cut(base: Base) -> None:
    """What is personal is so in each of the windows that it lies in."""
    words = ["lives"] * 300
    words[200] = "Ben"
    text = " ".join(words)
    at = text.index("Ben")
    first, second = _windows(base, text, (Unit(at, at + 3, "person"),))
    assert first.labels[1 + 200] == second.labels[1 + 200 - STRIDE] == 1 + CATEGORIES.index("person")


def test_nothing_is_shown(base: Base) -> None:
    """What is printed of a window is not what is in it."""
    assert repr(_windows(base, TEXT, UNITS)[0]) == "Window()"


def test_cases() -> None:
    """No word, small letters, a capital first, all capitals; a piece that takes the space before it has the word's case."""
    text = "ann Ben USA I 42 ß"
    assert cases(text, [(0, 3), (4, 7), (8, 11), (12, 13), (14, 16), (17, 18)]) == [1, 2, 3, 2, 0, 1]
    assert cases(text, [(0, 3), (3, 7), (7, 9), (9, 11), (13, 16)]) == [1, 2, 3, 3, 0]
    assert max(cases(text, [(at, at + 1) for at in range(len(text))])) < CASES
