"""Small stand-ins that keep to the real Protocols, for tests that do not need the real model."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from keepmum.memory.tokens import index_tokens


class HashingEmbedder:
    """A deterministic `keepmum.memory.embed.Embedder`: texts that share words lie near each other."""

    def __init__(self, model: str = "hashing-1", dim: int = 64, *, paired_scripts: bool = False) -> None:
        self.model = model
        self.dim = dim
        self.paired_scripts = paired_scripts
        self.calls: list[list[str]] = []

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.calls.append(list(texts))
        rows = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in enumerate(texts):
            for token in index_tokens(text):
                seed = int.from_bytes(hashlib.sha256(token.encode()).digest()[:8], "big")
                rows[row] += np.random.default_rng(seed).standard_normal(self.dim)
        rows[:, 0] += 1e-3  # a text without words is a point too
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)
