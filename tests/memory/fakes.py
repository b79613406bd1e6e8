"""A small stand-in that keeps to the real Protocol, and the one step that many tests begin with."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from keepmum.memory.meaning.embed import Role
from keepmum.memory.record import Record, RecordId
from keepmum.memory.vault import Vault
from keepmum.memory.words.tokens import index_tokens


class HashingEmbedder:
    """A deterministic `keepmum.memory.meaning.embed.Embedder`: texts that share words lie near each other."""

    def __init__(self, model: str = "hashing-1", dim: int = 64, *, paired_scripts: bool = False) -> None:
        self.model = model
        self.dim = dim
        self.paired_scripts = paired_scripts
        self.calls: list[list[str]] = []

    def embed(self, texts: Sequence[str], *, role: Role = "passage") -> NDArray[np.float32]:
        self.calls.append(list(texts))
        rows = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in enumerate(texts):
            for token in index_tokens(text):
                seed = int.from_bytes(hashlib.sha256(token.encode()).digest()[:8], "big")
                rows[row] += np.random.default_rng(seed).standard_normal(self.dim)
        rows[:, 0] += 1e-3  # a text without words is a point too
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def pieces(self, word: str) -> int:
        return 1 if set(word) & set("aeiouy") or not word.isascii() else len(word)


def only(vault: Vault, record: Record) -> RecordId:
    """Put one record that is new, and return its id."""
    (put,) = vault.put([record])
    assert put.new
    assert put.record.id
    return put.record.id
