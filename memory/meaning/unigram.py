"""Cuts a text into the pieces of a vocabulary, so that their joint likelihood is highest.

Kudo, "Subword Regularization" (2018), as SentencePiece does it for XLM-RoBERTa and its descendants: Unicode NFKC, one kind
of space, which becomes a "▁" before each word, and Viterbi's search inside each word. In Python, for 250,000 pieces: the
`tokenizers` package builds a tree of them that takes 300 MB and two thirds of a second, a plain table takes a fifth of both.
Words are not remembered: they are the user's.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import numpy as np

from keepmum.memory.errors import ModelBroken
from keepmum.memory.meaning.e5_weights import Vocabulary

_SPACE = "▁"
_NOTHING = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]+")  # what SentencePiece's nmt_nfkc rules drop, and Unicode's keep
_SPACES = re.compile("[\\s\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]+")  # what they call a space
_KEPT = "～"  # a full-width tilde; NFKC would make it a narrow one
_KEEPER = "\ue000"  # for private use: it stands for the tilde meanwhile
_UNKNOWN_COST = 10.0  # how much less likely than the least likely piece a character without one is


class Unigram:
    """A tokenizer."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Prepare the table.

        Args:
            vocabulary: The pieces.
        """
        self._scores: list[float] = vocabulary.scores.tolist()
        # The logarithm of a likelihood is below 0. What has 0 is a mark of the model's own, such as "</s>", and not what somebody wrote.
        self._pieces = {piece: number for number, piece in enumerate(vocabulary.pieces) if self._scores[number] < 0}
        self._longest = max(map(len, self._pieces), default=1)
        self._unknown = vocabulary.unknown
        self._unknown_score = min(self._scores, default=0.0) - _UNKNOWN_COST
        self._ends = vocabulary.begin, vocabulary.end

    def encode(self, text: str, limit: int) -> list[int]:
        """Cut a text into tokens.

        Args:
            text: Any text.
            limit: The most tokens, the two at its ends included; at least 2. What is further behind is left out.

        Returns:
            Numbers of pieces, from the token that begins a text to the one that ends it.
        """
        begin, end = self._ends
        words = (_SPACE + word for word in normalised(text).split(" ") if word)
        found: list[int] = []
        for word in words:
            found += self._pieces_of(word)
            if len(found) >= limit - 2:
                break
        return [begin, *found[: limit - 2], end]

    def _pieces_of(self, word: str) -> tuple[int, ...]:
        """Find the likeliest pieces of a word; neighbouring characters without a piece are one unknown."""
        size = len(word)
        best = [0.0] + [-np.inf] * size
        came: list[tuple[int, int]] = [(0, self._unknown)] * (size + 1)  # for each end the start and the number of its last piece
        pieces, scores = self._pieces, self._scores
        for start in range(size):
            here = best[start]
            if here + self._unknown_score > best[start + 1]:
                best[start + 1], came[start + 1] = here + self._unknown_score, (start, self._unknown)
            for end in range(start + 1, min(start + self._longest, size) + 1):
                number = pieces.get(word[start:end])
                if number is not None and here + scores[number] > best[end]:
                    best[end], came[end] = here + scores[number], (start, number)
        found: list[int] = []
        place = size
        while place:
            place, number = came[place]
            if number != self._unknown or not found or found[-1] != number:
                found.append(number)
        return tuple(reversed(found))


def normalised(text: str) -> str:
    """Bring a text to the form that the vocabulary was made from: NFKC, no control characters, single spaces."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.replace(_KEPT, _KEEPER)).replace(_KEEPER, _KEPT)
    return _SPACES.sub(" ", _NOTHING.sub("", text)).strip(" ")


def save(vocabulary: Vocabulary, path: Path) -> None:
    """Write a vocabulary; `load` reads it many times faster than the model's own file."""
    lines = np.frombuffer("\n".join(vocabulary.pieces).encode(), dtype=np.uint8)
    special = np.array([vocabulary.begin, vocabulary.end, vocabulary.unknown], dtype=np.int64)
    with path.open("wb") as stream:
        np.savez(stream, lines=lines, scores=vocabulary.scores, special=special)


def load(path: Path) -> Vocabulary:
    """Read a vocabulary that `save` wrote.

    Args:
        path: The file.

    Raises:
        ModelBroken: It cannot be read, or it is not such a file.
    """
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            pieces = tuple(stored["lines"].tobytes().decode().split("\n"))
            scores = stored["scores"].astype(np.float32)
            begin, end, unknown = stored["special"].tolist()
    except Exception:  # noqa: BLE001  numpy, zipfile and zlib each raise their own
        raise ModelBroken("the multilingual model's vocabulary does not load") from None
    if scores.shape != (len(pieces),) or not all(0 <= token < len(pieces) for token in (begin, end, unknown)):
        raise ModelBroken("the multilingual model's vocabulary does not fit")
    return Vocabulary(pieces, scores, begin, end, unknown)
