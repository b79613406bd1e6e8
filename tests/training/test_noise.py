"""What happens to texts in life; labels move with the letters."""

from __future__ import annotations

import random

import pytest
from training.english_texts import texts
from training.labelled import Labelled, Unit
from training.noise import NOISES, Noise, bare, broken, lower, noisy, recognised, slips, title, upper

MADE = tuple(texts(11, 63))


def _letters(text: Labelled) -> list[str]:
    """Return the letters and digits of each unit, however they are cased."""
    said = [text.text[unit.start : unit.end].upper().casefold() for unit in text.units]
    return ["".join(filter(str.isalnum, each)) for each in said]


@pytest.mark.parametrize("noise", [lower, upper, title, bare, recognised, broken])
def test_units_keep_their_letters(noise: Noise) -> None:
    """A unit has the same letters and digits afterwards, and its category."""
    rng = random.Random(1)
    for text in MADE:
        after = noise(text, rng)
        assert _letters(after) == _letters(text)
        assert [unit.category for unit in after.units] == [unit.category for unit in text.units]


def test_letters_that_grow() -> None:
    """Letters that are two in the other case do not push units aside."""
    text = Labelled("Straße: İpek Weiß!", (Unit(8, 12, "person"), Unit(13, 17, "person")), "en", "chat")
    assert [upper(text, random.Random(1)).text[unit.start : unit.end] for unit in upper(text, random.Random(1)).units] == ["İPEK", "WEISS"]
    assert _letters(lower(text, random.Random(1))) == _letters(text)


def test_what_each_does() -> None:
    """Each noise does what it is called."""
    text, rng = Labelled("Hi Anna, it's Ben. Ok?", (Unit(3, 7, "person"), Unit(14, 17, "person")), "en", "chat"), random.Random(1)
    assert lower(text, rng).text == "hi anna, it's ben. ok?"
    assert title(text, rng).text == "Hi Anna, It's Ben. Ok?"
    assert bare(text, rng).text == "Hi Anna it's Ben Ok"
    assert recognised(text, rng).text == "hi anna it's ben ok"
    assert any("\n" in broken(text, random.Random(seed)).text for seed in range(20))


def test_slips() -> None:
    """Slips change a few letters and lose no unit."""
    rng = random.Random(2)
    changed = 0
    for text in MADE:
        after = slips(text, rng)
        assert len(after.units) == len(text.units)
        assert abs(len(after.text) - len(text.text)) <= len(text.text) / 8
        changed += after.text != text.text
    assert changed > len(MADE) / 2


def test_shares() -> None:
    """About as many texts stay as they are as the shares say, and the same seed does the same."""
    rng, text = random.Random(3), Labelled("Dear Anneliese, where Will You Be tomorrow? Yours, Bartholomew", (), "en", "mail")
    kept = sum(noisy(text, rng) == text for _ in range(800)) / 800
    assert kept == pytest.approx(1 - sum(share for _, share in NOISES), abs=0.12)
    assert noisy(text, random.Random(4)) == noisy(text, random.Random(4))
