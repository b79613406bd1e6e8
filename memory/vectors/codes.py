"""Vectors as 384 bits, one for the sign of each number: a million are compared with a question in 10 ms.

Two stages name the vectors that may be nearest; exact cosines of those are the caller's. First the Hamming distance to the
question's own bits (exclusive or, then the count of ones), over all. Then, for the best of them, the product of the question's
numbers with the signs: it keeps what the question's bits lose. Charikar, "Similarity estimation techniques from rounding
algorithms" (STOC 2002); the second stage is the asymmetric distance of Gordo et al., "Asymmetric distances for binary
embeddings" (PAMI 2014). `docs/adr/0002-retrieval.md` says how many candidates reach which recall.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint64]
"""Shape (words, vectors): word by word, so that each step of a scan runs over memory in order."""

Spots = NDArray[np.int64]

_FIRST_STAGE = 3_000  # vectors that go from the first stage to the second …
_FIRST_SHARE = 100  # … and one in so many of all, because more vectors crowd around any question
_ENOUGH = 0.75  # of those: the others are as far as many more, which would all go with them
_CHUNK = 65_536  # vectors scanned in one go: what is between stays in the processor's cache


def words(dim: int) -> int:
    """Return how many 64-bit words a vector of a size takes."""
    return -(-dim // 64)


def encode(rows: NDArray[np.floating]) -> Codes:
    """Keep the signs of vectors.

    Args:
        rows: Shape (count, dim).

    Returns:
        Shape (words(dim), count); bits that no number stands for are 0.
    """
    count, dim = rows.shape
    data = np.zeros((count, words(dim) * 8), dtype=np.uint8)
    data[:, : -(-dim // 8)] = np.packbits(rows > 0, axis=1, bitorder="little")
    return np.ascontiguousarray(data.view("<u8").T, dtype=np.uint64)


def distances(codes: Codes, code: Codes) -> NDArray[np.uint16]:
    """Count for each vector the bits in which it differs from a question.

    Args:
        codes: Shape (words, vectors).
        code: The question's, shape (words, 1).

    Returns:
        Shape (vectors,).
    """
    count = codes.shape[1]
    found = np.zeros(count, dtype=np.uint16)
    differing = np.empty(min(_CHUNK, count), dtype=np.uint64)
    ones = np.empty(len(differing), dtype=np.uint8)
    for start in range(0, count, _CHUNK):
        total = found[start : start + _CHUNK]
        size = len(total)
        for word, asked in zip(codes, code[:, 0], strict=True):
            np.bitwise_xor(word[start : start + size], asked, out=differing[:size])
            np.bitwise_count(differing[:size], out=ones[:size])
            total += ones[:size]
    return found


def nearest(codes: Codes, apart: NDArray[np.uint16], question: NDArray[np.float32], count: int, among: Spots | None = None) -> Spots:
    """Name the vectors that may be nearest to a question.

    Args:
        codes: Shape (words, vectors).
        apart: What `distances` gave, for all vectors or for those of `among`.
        question: Its vector, shape (dim,).
        count: How many, at most.
        among: Rising spots of the only vectors that matter; none for all.

    Returns:
        Spots of vectors, rising; at most `count`, and fewer only where fewer matter.
    """
    spots = _closest(apart, max(_FIRST_STAGE, 2 * count) + len(apart) // _FIRST_SHARE)
    if among is not None:
        spots = among[spots]
    if len(spots) <= count:
        return spots
    signed = products(codes, question, spots)
    return spots[np.sort(np.argpartition(-signed, count - 1)[:count])]


def products(codes: Codes, question: NDArray[np.float32], spots: Spots) -> NDArray[np.float32]:
    """Multiply a question with the signs of some vectors, by a table of what each byte of a code adds.

    Args:
        codes: Shape (words, vectors).
        question: Its vector, shape (dim,).
        spots: Spots of vectors.

    Returns:
        Shape (len(spots),); a bit that is 0 counts as -1.
    """
    size = codes.shape[0] * 8
    padded = np.zeros(size * 8, dtype=np.float32)
    padded[: len(question)] = question
    signs = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1, bitorder="little").astype(np.float32) * 2 - 1
    table = np.ascontiguousarray(padded.reshape(-1, 8) @ signs.T)  # 256 sums for each byte of a code
    added = np.zeros(len(spots), dtype=np.float32)
    # One byte of all codes at a time: half the time of one large table of places to look at.
    for word, eight in zip(codes, table.reshape(-1, 8, 256), strict=True):
        for byte, sums in zip(word.take(spots).astype("<u8", copy=False).view(np.uint8).reshape(-1, 8).T, eight, strict=True):
            added += sums.take(byte, mode="clip")  # a byte is never too high; "clip" only spares the check
    return added


def _closest(apart: NDArray[np.uint16], count: int) -> Spots:
    """Give the spots of the smallest distances, rising; a few more or less than `count` where the last distance is shared."""
    if len(apart) <= count:
        return np.arange(len(apart))
    last = np.partition(apart, count - 1)[count - 1]  # a fifth of the time of counting how many are how far
    nearer = apart < last
    return np.flatnonzero(nearer if np.count_nonzero(nearer) >= _ENOUGH * count else apart <= last)
