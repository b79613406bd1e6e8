"""What a question asks for."""

import pytest

from keepmum.memory.words.terms import MAX_TERMS, english_share, terms


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
    ("dialogue", "speaking"),
    [
        ("Ana: the boiler is loud\nAssistant: since when?\nAna: Tuesday", ["ana"]),
        ("小林：我明天去游泳\n助手：好啊\n小林：有点紧张", ["小林"]),
        ("Ana: the boiler is loud", []),
        ("10:30 dentist\n11:30 boiler", []),
        ("the boiler\nand the shed", []),
    ],
)
def test_who_speaks_in_a_dialogue(dialogue, speaking):
    """Names before a colon at the beginning of lines are those of speakers, if two lines begin so; roles are nobody's names."""
    assert [term.word for term in terms(dialogue) if term.speaks] == speaking


def test_a_long_question_is_read_from_its_end():
    """A dialogue asks at its end: of more than can be read the end is kept."""
    assert words("kettle " + "tea " * 2000 + "\nand the plumber?") == ["tea", "plumber"]
    assert words(" ".join(f"word{n}" for n in range(8000)))[-1] == "word7999"


@pytest.mark.parametrize(("question", "share"), [("knee", 1), ("膝盖", 0), ("Mei 的膝盖", 0.5), ("2024", 0), ("", 0), ("5月", 0)])
def test_english_share(question, share):
    """The share counts letters; digits belong to every language."""
    assert english_share(question) == pytest.approx(share)
