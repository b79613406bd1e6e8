"""Runs of words that stand in records are found whatever their case and punctuation, and nothing else is."""

from __future__ import annotations

import pytest

from keepmum.memory.finding.quoted import SIGNS, WORDS, Quoted, quotations
from keepmum.memory.record import Record
from keepmum.memory.vault import Vault

ENGLISH = "The surgeon said that Mum's left knee will be done on the ninth of March, in the morning."
CHINESE = "医生说，妈妈的左膝三月九号早上做手术，请不要告诉别人。"


def held(vault: Vault, text: str) -> set[str]:
    quoted = Quoted(vault)
    return {record.text for quotation in quotations(text) for record in quoted.holding(quotation)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("so: THE SURGEON SAID, that mum's left knee will be done!", {ENGLISH}),
        ("left knee will be done on the ninth", {ENGLISH}),
        ("left knee will be done on the tenth", set()),  # seven in a row are too few
        ("knee left will be done on the ninth of", set()),
        ("妈妈的左膝三月九号，早上做手术", {CHINESE}),
        ("医生说妈妈的左膝三月九号早上", {CHINESE}),
        ("妈妈的左膝三月十号早上做手术", set()),
        ("他说 left knee will be done on 医生说", set()),
        ("", set()),
    ],
)
def test_runs(vault: Vault, text: str, expected: set[str]) -> None:
    """A run is found without regard to case and punctuation; a shorter one, or one in another order, is not."""
    vault.put([Record(ENGLISH), Record(CHINESE), Record("nothing of that"), Record("the left knee is fine, done on a ninth of March")])
    assert held(vault, text) == expected


def test_every_window_is_a_run() -> None:
    """A text of n words has n - 7 runs of words, and one of n signs n - 11 of signs, over commas too."""
    assert len(list(quotations(" ".join(f"w{n}" for n in range(20))))) == 20 - WORDS + 1
    assert list(quotations("一二三四五六七，八九十百千万")) == ["一二三四五六七八九十百千", "二三四五六七八九十百千万"]
    assert all(len(run) == SIGNS for run in quotations(CHINESE))


def test_what_is_forgotten_is_not_held(vault: Vault) -> None:
    """A record that was forgotten or edited away is no longer found."""
    one, two = vault.put([Record(ENGLISH), Record(ENGLISH + " Twice.")])
    vault.forget(one.record.id)
    vault.edit(two.record.id, text="something else")
    assert held(vault, ENGLISH) == set()
