"""The adviser's own part: one row of weights for each category over the vectors of an embedding model, read from a file of some kilobytes.

`training/adviser.py` makes the file from sentences that were written for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from keepmum.memory.errors import ModelBroken
from keepmum.policy.category import Category

FILE = "adviser.npz"  # in the package's data


@dataclass(frozen=True, slots=True)
class Head:
    """A multinomial logistic regression.

    Attributes:
        model: The identity of the embedding model that it was made for.
        categories: What the first rows stand for; the last row stands for nothing sensitive.
        weights: Shape (categories + 1, numbers in a vector).
        bias: Shape (categories + 1,).
    """

    model: str
    categories: tuple[Category, ...]
    weights: NDArray[np.float32] = field(repr=False)
    bias: NDArray[np.float32] = field(repr=False)

    def likelihoods(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return how likely each text tells something of each category.

        Args:
            vectors: Shape (texts, numbers in a vector).

        Returns:
            Shape (texts, categories), 0 to 1; what is missing to 1 in a row is the likelihood of nothing.

        Raises:
            ModelBroken: The vectors are of another length, or are no numbers: the model is not the one that this was made for.
        """
        if vectors.ndim != 2 or vectors.shape[1] != self.weights.shape[1] or not np.isfinite(vectors).all():
            raise ModelBroken("the adviser's embedding model gives other vectors than it should")
        said = vectors @ self.weights.T + self.bias
        said = np.exp(said - said.max(axis=1, keepdims=True))
        likely: NDArray[np.float32] = (said / said.sum(axis=1, keepdims=True))[:, :-1]
        return likely


def read_head() -> Head:
    """Return what lies in the package.

    Raises:
        ModelBroken: The file is missing or is none.
    """
    try:
        with (files("keepmum.policy.detectors") / "data" / FILE).open("rb") as file, np.load(file, allow_pickle=False) as data:
            return _head(data)
    except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile):
        raise ModelBroken("the adviser's weights cannot be read") from None


def _head(data: Any) -> Head:  # noqa: ANN401  numpy's archive has no type
    weights = data["weights"].astype(np.float32)
    bias = data["bias"].astype(np.float32)
    categories = tuple(Category(str(name)) for name in data["categories"])
    if weights.shape[0] != len(categories) + 1 or bias.shape != weights.shape[:1]:
        raise ValueError("the shapes do not fit")
    return Head(str(data["model"]), categories, weights, bias)
