"""What a question asks for."""

import pytest

from keepmum.memory.question import MAX_TERMS, english_share, names_meant, terms


def words(question):
    return [term.word for term in terms(question)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("When did Mum see the dentist?", ["mum", "see", "dentist"]),
        ("what is the", ["what", "is", "the"]),
        ("tea TEA teas", ["teas"]),
        ("妈妈什么时候来？", ["妈妈", "来"]),
        ("谁", ["谁"]),
        ("Mei的生日", ["mei", "生日"]),
        ("", []),
        ("?!", []),
    ],
)
def test_terms(question, expected):
    """Words that only build a question are left out unless nothing else is there; each token once."""
    assert words(question) == expected


def test_terms_are_bounded():
    """A question of 50 kB gives a bounded number of terms."""
    assert len(terms(" ".join(f"word{n}" for n in range(8000)))) == MAX_TERMS
    assert len(terms("".join(chr(0x4E00 + n) for n in range(15_000)))) == MAX_TERMS


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("what did mei say", {"Mei Lin"}),
        ("Mei's knee", {"Mei Lin"}),
        ("陈伟的电话", {"陈伟"}),
        ("小明到了吗", {"王小明"}),
        ("call Dr Adams", {"Dr Adams"}),
        ("call the dr", set()),
        ("will it rain", set()),
        ("meister", set()),
    ],
)
def test_names_meant(question, expected):
    """A person is named by the whole name or a telling part of it, as a whole word."""
    assert names_meant(question, ["Mei Lin", "陈伟", "王小明", "Dr Adams", "Will"]) == expected


@pytest.mark.parametrize(("question", "share"), [("knee", 1), ("膝盖", 0), ("Mei 的膝盖", 0.5), ("2024", 0), ("", 0), ("5月", 0)])
def test_english_share(question, share):
    """The share counts letters; digits belong to every language."""
    assert english_share(question) == pytest.approx(share)
