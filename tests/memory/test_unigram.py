"""Cutting texts into the pieces of a vocabulary."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.memory.made_e5 import LETTERS, PIECES, SPECIAL, made_weights

from keepmum.memory.errors import ModelBroken
from keepmum.memory.meaning import unigram
from keepmum.memory.meaning.e5_weights import Vocabulary, read_weights


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("made") / "weights.bin"
    path.write_bytes(made_weights())
    return path


def test_tokens_are_the_likeliest(made):
    """Of all ways to cut a word, the one whose scores add up to most is found."""
    vocabulary = read_weights(made).vocabulary
    cutter = unigram.Unigram(vocabulary)
    known = {piece: (number, float(vocabulary.scores[number])) for number, piece in enumerate(PIECES) if piece not in SPECIAL}

    def best(word):
        if not word:
            return 0.0, []
        ways = [known[word[:size]] + best(word[size:]) for size in range(1, len(word) + 1) if word[:size] in known]
        return max((score + rest, [number, *numbers]) for number, score, rest, numbers in ways)

    for word in ("then", "there", "妈妈膝盖", "query:", "other"):
        assert cutter.encode(word, 99) == [0, *best("▁" + word)[1], 2]


@settings(max_examples=40, deadline=None)
@given(text=st.text(alphabet=st.sampled_from(LETTERS + " \n\tＡé①～Ω🙂<s>/"), max_size=40))
def test_tokens_as_another_program_cuts_them(text):
    """The tokenizers package, given the same vocabulary, cuts any text in the same way."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    scores = np.where(np.arange(len(PIECES)) < len(SPECIAL), 0, -3 - np.arange(len(PIECES)) / 7.3).astype(np.float32)
    ours = unigram.Unigram(Vocabulary(PIECES, scores, 0, 2, 3))
    plain = [(piece if number >= len(SPECIAL) else f"\ue001{number}", float(scores[number])) for number, piece in enumerate(PIECES)]
    theirs = Tokenizer(models.Unigram(plain, unk_id=3, byte_fallback=False))
    theirs.normalizer = normalizers.Sequence(
        [
            normalizers.Replace("～", "\ue000"),
            normalizers.NFKC(),
            normalizers.Replace("\ue000", "～"),
            normalizers.Replace(Regex(r"\s+"), " "),
        ]
    )
    theirs.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace("▁", "always")])
    assert ours.encode(text, 999)[1:-1] == theirs.encode(text).ids


def test_odd_texts(made):
    """Marks of the model's own are text like any other, control characters vanish, and a long text is cut at the limit."""
    cutter = unigram.Unigram(read_weights(made).vocabulary)
    assert cutter.encode("", 9) == cutter.encode(" \u200b\t", 9) == cutter.encode("\0\x1b", 9) == [0, 2]
    assert not {0, 1, 2} & set(cutter.encode("</s><pad><s>", 99)[1:-1])
    assert cutter.encode("the\x00n", 9) == cutter.encode("then", 9)
    assert cutter.encode("☃☄★ ☃", 9) == [0, PIECES.index("▁"), 3, PIECES.index("▁"), 3, 2]
    assert len(cutter.encode("a b " * 1000, 20)) == 20
    assert cutter.encode("a b", 2) == [0, 2]


def test_a_broken_vocabulary(tmp_path, made):
    """What `save` wrote, `load` reads; anything else is ModelBroken."""
    path = tmp_path / "vocabulary.npz"
    vocabulary = read_weights(made).vocabulary
    unigram.save(vocabulary, path)
    loaded = unigram.load(path)
    assert (loaded.pieces, loaded.begin, loaded.end, loaded.unknown) == (PIECES, 0, 2, 3)
    np.testing.assert_array_equal(loaded.scores, vocabulary.scores)
    whole = path.read_bytes()
    for content in (b"", b"nonsense", whole[:300], whole[:-40]):
        path.write_bytes(content)
        with pytest.raises(ModelBroken):
            unigram.load(path)
    unigram.save(dataclasses.replace(vocabulary, unknown=999), path)
    with pytest.raises(ModelBroken):
        unigram.load(path)
