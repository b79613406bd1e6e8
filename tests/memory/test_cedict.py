"""A dictionary's lines become translations that the index can look up."""

from hypothesis import given
from hypothesis import strategies as st
from tests.memory.made_dictionary import LINES

from keepmum.memory.words.cedict import MOST_WORDS, entries


def read(word):
    """The translations of a word, with their places."""
    return {
        gloss.word: (gloss.tokens, gloss.place)
        for entry in entries(LINES.splitlines())
        if word in entry.spellings
        for gloss in entry.glosses
    }


def test_glosses():
    """The small words before a gloss, asides and counters go; the place says how common a meaning is; a semicolon parts two."""
    assert read("饼干") == {"biscuit": (("biscuit",), 0), "cracker": (("cracker",), 1), "cookie": (("cooki",), 2)}
    assert read("面试")["interview"] == (("interview",), 2)
    assert read("猫") == {"cat": (("cat",), 0), "hide oneself": (("hid", "oneself"), 1), "modem": (("modem",), 2)}
    assert read("保险") == {
        "insurance": (("insuranc",), 0),
        "insure": (("insur",), 1),
        "safe": (("saf",), 1),
        "reliable": (("reliabl",), 2),
    }


def test_both_spellings():
    """A word is found as it is written in traditional and in simplified characters."""
    assert read("餅乾") == read("饼干")
    assert [entry.spellings for entry in entries(LINES.splitlines()) if "利率" in entry.spellings] == [("利率",)]


def test_what_is_left_out():
    """Comments, lines that are no entries, surnames, long explanations and words that only build a sentence are no translations."""
    assert not read("陈")
    assert list(read("这")) == ["these"]
    assert all(1 <= len(gloss.word.split()) <= MOST_WORDS for entry in entries(LINES.splitlines()) for gloss in entry.glosses)


@given(st.lists(st.text(), max_size=5))
def test_any_text(lines):
    """Whatever a file holds, it is read or passed over."""
    for entry in entries(lines):
        assert entry.glosses
        assert all(gloss.tokens for gloss in entry.glosses)
