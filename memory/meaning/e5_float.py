"""The multilingual model computed with plain floats, slowly: what the exported graph is scaled by and checked against.

A transformer encoder as BERT has it (Devlin et al. 2019): normalised after each part, exact GELU, mean of all tokens.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from keepmum.memory.meaning.e5_weights import Blocks, Floats, Weights

PARTS = ("q", "k", "v", "ao", "fi", "fo")
"""The matrices of a layer: queries, keys, values, what attention puts out, into and out of the feed-forward part."""

Norm = tuple[Floats, Floats]
"""Scale and shift."""

_ERF = (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)  # Abramowitz and Stegun 7.1.26: within 1.5e-7
_ERF_P = 0.3275911


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer.

    Attributes:
        matrices: By the names in `PARTS`, shape (numbers in, numbers out).
        biases: By the same names, shape (numbers out,).
        norms: Behind attention, then behind the feed-forward part.
    """

    matrices: dict[str, Floats] = field(repr=False)
    biases: dict[str, Floats] = field(repr=False)
    norms: tuple[Norm, Norm] = field(repr=False)


class FloatModel:
    """The model, unpacked.

    Attributes:
        sizes: Its shape.
        table: The row of each token.
        places: The row of each position, that of the kind of text added; shape (positions, hidden).
        norm: Behind the sum of both.
        layers: Its layers.
    """

    def __init__(self, weights: Weights) -> None:
        """Unpack.

        Args:
            weights: The model, as its file has it.

        Raises:
            ModelBroken: Something is missing, or has another size.
        """
        sizes = self.sizes = weights.sizes
        self.table = weights.matrix("emb.word", sizes.words, sizes.hidden)
        kind = weights.vectors("emb.type", sizes.kinds, sizes.hidden)[0]
        self.places = weights.vectors("emb.pos", sizes.positions, sizes.hidden) + kind
        self.norm = _norm(weights, "emb.ln")
        self.layers = tuple(_layer(weights, number) for number in range(sizes.layers))

    def run(self, tokens: Sequence[int]) -> tuple[Floats, dict[str, Floats]]:
        """Embed one text.

        Args:
            tokens: Its tokens, no more than the model has positions.

        Returns:
            The vector, of length 1, and by ``layer.part`` the greatest amount of each number that went into the matrix.
        """
        peaks: dict[str, Floats] = {}
        rows = Blocks(self.table.numbers[list(tokens)], self.table.scales[list(tokens)]).floats()
        state = self._normed(rows + self.places[: len(tokens)], self.norm)
        for number, layer in enumerate(self.layers):

            def through(given: Floats, part: str, number: int = number, layer: Layer = layer) -> Floats:
                peaks[f"{number}.{part}"] = np.abs(given).max(axis=0)
                return np.asarray(given @ layer.matrices[part] + layer.biases[part], dtype=np.float32)

            attended = self._attention(through(state, "q"), through(state, "k"), through(state, "v"))
            state = self._normed(through(attended, "ao") + state, layer.norms[0])
            state = self._normed(through(_gelu(through(state, "fi")), "fo") + state, layer.norms[1])
        mean = state.mean(axis=0)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-12), dtype=np.float32), peaks

    def _attention(self, query: Floats, key: Floats, value: Floats) -> Floats:
        def split(rows: Floats) -> Floats:
            return rows.reshape(len(rows), self.sizes.heads, -1).transpose(1, 0, 2)

        scores = split(query) @ split(key).transpose(0, 2, 1) / math.sqrt(self.sizes.hidden // self.sizes.heads)
        shares = np.exp(scores - scores.max(axis=2, keepdims=True))
        shares /= shares.sum(axis=2, keepdims=True)
        return np.asarray((shares @ split(value)).transpose(1, 0, 2).reshape(query.shape), dtype=np.float32)

    def _normed(self, rows: Floats, norm: Norm) -> Floats:
        centred = rows - rows.mean(axis=1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=1, keepdims=True) + self.sizes.epsilon)
        return np.asarray(centred / spread * norm[0] + norm[1], dtype=np.float32)


def _layer(weights: Weights, number: int) -> Layer:
    sizes = weights.sizes
    shapes = dict.fromkeys(PARTS, (sizes.hidden, sizes.hidden)) | {"fi": (sizes.inner, sizes.hidden), "fo": (sizes.hidden, sizes.inner)}
    matrices = {part: weights.matrix(f"l{number}.{part}.w", *shapes[part]).floats().T.copy() for part in PARTS}
    biases = {part: weights.vectors(f"l{number}.{part}.b", shapes[part][0]) for part in PARTS}
    return Layer(matrices, biases, (_norm(weights, f"l{number}.aln"), _norm(weights, f"l{number}.oln")))


def _norm(weights: Weights, name: str) -> Norm:
    return weights.vectors(f"{name}.w", weights.sizes.hidden), weights.vectors(f"{name}.b", weights.sizes.hidden)


def _gelu(rows: Floats) -> Floats:
    amount = np.abs(rows) / math.sqrt(2)
    near = 1 / (1 + _ERF_P * amount)
    erf = 1 - near * np.polyval(_ERF[::-1], near) * np.exp(-(amount**2))
    return np.asarray(rows * (1 + np.sign(rows) * erf) / 2, dtype=np.float32)
