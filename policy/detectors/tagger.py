"""Runs a small token classifier on this device: for each word of a text, how likely it is to be of some categories.

A BERT of 6 layers in ONNX, with WordPiece (Devlin et al., 2019). Long texts are read in overlapping windows; what a word is counts
from the window in which it has the most text around it. Time grows with the length of the text and not faster: windows without a
word in Latin letters are not read at all, as the model knows no other script.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from keepmum.memory.errors import ModelBroken
from keepmum.memory.meaning.embed import import_onnxruntime
from keepmum.policy.category import Category

WINDOW = 160  # word pieces read at once; 64, 160 and 480 find the same, and long ones cost more memory
OVERLAP = 32  # word pieces that two windows share, so that each word has 16 on both sides in one of them
READ = re.compile(r"[A-Za-z\u00c0-\u024f]{2}")
"""What a text must hold to be read: a word in Latin letters."""

_UNBROKEN = re.compile(r"[A-Za-z0-9+/=_\-]{256,}")  # base64 and the like: no name could be told in it, and every piece of it costs time
_LONE = re.compile("[\ud800-\udfff]")  # half a character, which no tokenizer takes
_FOLDER_FILES = ("config.json", "tokenizer.json", "onnx/model_q4.onnx")

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Tag:
    """What one word may be.

    Attributes:
        start: Its first character.
        end: One past its last.
        likelihoods: For each of the tagger's categories, 0 to 1.
    """

    start: int
    end: int
    likelihoods: tuple[float, ...]


class Tagger:
    """A loaded model. It may be asked from many threads at once."""

    def __init__(self, folder: Path, categories: Mapping[str, Category]) -> None:
        """Load the model.

        Args:
            folder: Where `config.json`, `tokenizer.json` and `onnx/model_q4.onnx` are.
            categories: Which of the model's labels mean which category; the others count as ordinary words.

        Raises:
            ModelBroken: A file is missing or does not load, or the model has other labels.
        """
        config, tokenizer, model = (folder / name for name in _FOLDER_FILES)
        onnxruntime = import_onnxruntime()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4  # fatal only: a warning may quote an input
        try:
            labels = json.loads(config.read_text(encoding="utf-8"))["id2label"]
            names = [str(labels[str(at)]) for at in range(len(labels))]
            self._tokenizer = Tokenizer.from_file(str(tokenizer))
            self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
            self._inputs = [given.name for given in self._session.get_inputs()]
        except Exception as error:  # bare exceptions of their own
            raise ModelBroken("the small NER does not load") from error
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        first, last = self._tokenizer.token_to_id("[CLS]"), self._tokenizer.token_to_id("[SEP]")
        if first is None or last is None or {name.partition("-")[2] for name in names} < set(categories):
            raise ModelBroken("the small NER is another model")
        self._ends: tuple[int, int] = first, last
        self.categories = tuple(dict.fromkeys(categories.values()))
        """The categories whose likelihoods a tag holds, in this order."""
        self._fold: Floats = np.zeros((len(names), len(self.categories)), dtype=np.float32)
        for row, name in enumerate(names):
            if category := categories.get(name.partition("-")[2]):
                self._fold[row, self.categories.index(category)] = 1

    def tags(self, text: str) -> list[Tag]:
        """Return a tag for each word that was read; a punctuation mark is a word too.

        Args:
            text: Any text.

        Raises:
            ModelBroken: The model fails on an input, or does not answer as such a model does.
        """
        if not READ.search(text):
            return []
        readable = _UNBROKEN.sub(lambda run: " " * len(run[0]), _LONE.sub("\ufffd", text))
        encoded = self._tokenizer.encode(readable, add_special_tokens=False)
        numbers, places, words = encoded.ids, encoded.offsets, encoded.word_ids
        likelihoods: Floats = np.zeros((len(numbers), len(self.categories)), dtype=np.float32)
        around = np.full(len(numbers), -1)  # pieces between a piece and the nearer cut of the window that it counts from
        for start, end in _windows(words):
            if not READ.search(text, places[start][0], places[end - 1][1]):
                continue
            read = self._read(numbers[start:end])
            at = np.arange(start, end)
            before, behind = at - start, end - 1 - at
            far = len(numbers)  # nothing is cut off at the text's own ends
            room = np.minimum(before + far * (start == 0), behind + far * (end == far))
            better = room > around[start:end]
            likelihoods[start:end][better] = read[better]
            around[start:end][better] = room[better]
        return _by_word(words, places, likelihoods)

    def _read(self, numbers: Sequence[int]) -> Floats:
        """Return the likelihoods of the pieces of one window, shape (pieces, categories)."""
        shape = (1, len(numbers) + 2)
        feed = {name: np.zeros(shape, dtype=np.int64) for name in self._inputs}
        feed["input_ids"][0] = [self._ends[0], *numbers, self._ends[1]]
        feed["attention_mask"][0] = 1
        try:
            (raw,) = self._session.run(None, feed)
        except Exception:  # noqa: BLE001  onnxruntime raises its own, whose text may quote the input
            raise ModelBroken("the small NER fails on an input") from None
        scores: Floats = np.asarray(raw, dtype=np.float32)
        if scores.shape != (*shape, len(self._fold)) or not np.isfinite(scores).all():
            raise ModelBroken("the small NER does not answer as one")
        powers = np.exp(scores[0, 1:-1] - scores[0, 1:-1].max(axis=1, keepdims=True))
        folded: Floats = (powers / powers.sum(axis=1, keepdims=True)) @ self._fold
        return folded


def _windows(words: Sequence[int | None]) -> Iterator[tuple[int, int]]:
    """Yield the first piece of each window and the one past its last; a word is cut only where it is longer than `OVERLAP`."""
    start = 0
    while start < len(words):
        end = min(start + WINDOW, len(words))
        if end < len(words):
            end = _between_words(words, end)
        yield start, end
        if end == len(words):
            return
        start = _between_words(words, end - OVERLAP)


def _between_words(words: Sequence[int | None], at: int) -> int:
    """Return the first piece of the word in which the piece ``at`` is, or ``at`` where that is too far back."""
    first = at
    while first > at - OVERLAP and words[first] == words[first - 1]:
        first -= 1
    return first if words[first] != words[first - 1] else at


def _by_word(words: Sequence[int | None], places: Sequence[tuple[int, int]], likelihoods: Floats) -> list[Tag]:
    """Join the pieces of each word; what a word is likely to be is the mean of them."""
    tags: list[Tag] = []
    start = 0
    for end in range(1, len(words) + 1):
        if end == len(words) or words[end] != words[start]:
            mean = likelihoods[start:end].mean(axis=0)
            tags.append(Tag(places[start][0], places[end - 1][1], tuple(mean.tolist())))
            start = end
    return tags
