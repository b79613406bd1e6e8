"""Texts to vectors on this device: onnxruntime and tokenizers, and nothing else at run time."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from keepmum.memory.errors import ModelBroken

BATCH_TOKENS = 384  # padding included: what a run touches fits in a core's own cache. 32 texts at a time took 1.2 to 1.7 times as long
MAX_TOKENS = 256  # what the model was trained for
MAX_CHARACTERS = 4096  # no text of 256 tokens that a person writes is longer

Role = Literal["query", "passage"]
"""What a text is: a question, or what may answer it. Some models want them marked; to others they are the same."""


class Embedder(Protocol):
    """Turns texts into points whose nearness is nearness of meaning.

    Attributes:
        model: Identity: vectors of different identities are never compared.
        dim: Numbers in a vector.
        paired_scripts: Whether it understands Chinese, Japanese and Korean; where not, its signal is turned down for them.
    """

    model: str
    dim: int
    paired_scripts: bool

    def embed(self, texts: Sequence[str], *, role: Role = "passage") -> NDArray[np.float32]:
        """Embed texts.

        Args:
            texts: Any texts; the first tokens of each count, as many as the model reads.
            role: What the texts are.

        Returns:
            Shape (len(texts), dim); rows of length 1.
        """
        ...

    def pieces(self, word: str) -> int:
        """Count the pieces into which the model cuts a folded word: few for one that it knows, one a letter or two for a key mash."""
        ...


_SILENT = "ORT_DISABLE_TELEMETRY"


def import_onnxruntime() -> Any:  # noqa: ANN401  onnxruntime has no types
    """Import onnxruntime with its telemetry off.

    From 1.29 on the official builds for Linux write a device id and a queue of events under the home folder, look up
    Microsoft's collector and send the model's name and hashes there. The switch is read once, while the library is loaded:
    its own `disable_telemetry_events` comes too late for the files (measured). It is called too, for a library that the
    host application loaded before.
    """
    before = os.environ.get(_SILENT)
    if "onnxruntime" not in sys.modules:
        os.environ[_SILENT] = "1"
    try:
        import onnxruntime
    finally:
        if before is not None:
            os.environ[_SILENT] = before
        else:
            os.environ.pop(_SILENT, None)
    onnxruntime.disable_telemetry_events()
    return onnxruntime


class OnnxSession:
    """An exported graph that takes tokens and gives vectors: see `keepmum.memory.meaning.export`.

    The graph holds the pooling and the normalisation too. One thread by default: a search must not take the machine,
    and two threads spin against each other when something else runs. No text is written anywhere.

    Attributes:
        dim: Numbers in a vector.
    """

    def __init__(self, path: Path, *, threads: int = 1) -> None:
        """Load the graph.

        Args:
            path: The file.
            threads: Threads inside one run.

        Raises:
            ModelBroken: The file is missing or does not load.
        """
        onnxruntime = import_onnxruntime()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 4  # fatal only: a warning may quote an input
        try:
            self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
            self._inputs = [given.name for given in self._session.get_inputs()]
            self.dim = int(self._session.get_outputs()[0].shape[-1])
        except Exception as error:  # bare exceptions of its own; and no size where the graph is another's
            raise ModelBroken("the embedding model does not load") from error

    def run(self, texts: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """Embed texts that are cut into tokens, in batches of like length.

        Args:
            texts: The numbers of each one's tokens, at least one.

        Returns:
            Shape (len(texts), dim); rows of length 1.

        Raises:
            ModelBroken: The model fails on an input; it is not the model that was exported.
        """
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        rows = np.empty((len(texts), self.dim), dtype=np.float32)
        batch: list[int] = []
        for place in order:
            if batch and (len(batch) + 1) * len(texts[place]) > BATCH_TOKENS:
                rows[batch] = self._run([texts[each] for each in batch])
                batch = []
            batch.append(place)
        if batch:
            rows[batch] = self._run([texts[each] for each in batch])
        return rows

    def _run(self, texts: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        shape = len(texts), max(len(tokens) for tokens in texts)
        feed = {name: np.zeros(shape, dtype=np.int64) for name in self._inputs}
        for row, tokens in enumerate(texts):
            feed["input_ids"][row, : len(tokens)] = tokens
            feed["attention_mask"][row, : len(tokens)] = 1
        try:
            (vectors,) = self._session.run(None, feed)
        except Exception:  # noqa: BLE001  onnxruntime raises its own, whose text may quote the input
            raise ModelBroken("the embedding model fails on an input") from None
        rows: NDArray[np.float32] = np.asarray(vectors, dtype=np.float32)
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
        return rows


class OnnxEmbedder:
    """A sentence-transformers model that was exported to ONNX: see `keepmum.memory.meaning.export`. Both roles are the same to it."""

    paired_scripts = False

    def __init__(self, folder: Path, model: str, *, threads: int = 1) -> None:
        """Load the model.

        Args:
            folder: Where `model.onnx` and `tokenizer.json` are.
            model: The identity of the exported model.
            threads: Threads inside one run of the model.

        Raises:
            ModelBroken: A file is missing or does not load.
        """
        from tokenizers import Tokenizer

        self.model = model
        self._session = OnnxSession(folder / "model.onnx", threads=threads)
        self.dim = self._session.dim
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # it raises bare exceptions
            raise ModelBroken("the embedding model's tokenizer does not load") from error
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)

    def embed(self, texts: Sequence[str], *, role: Role = "passage") -> NDArray[np.float32]:  # noqa: ARG002  of the Protocol
        """Embed texts.

        Args:
            texts: Any texts; the first 256 tokens of each count.
            role: What the texts are; it makes no difference.

        Returns:
            Shape (len(texts), dim); rows of length 1.

        Raises:
            ModelBroken: The model fails on an input; it is not the model that was exported.
        """
        return self._session.run([self._tokenizer.encode(text[:MAX_CHARACTERS]).ids for text in texts])

    def pieces(self, word: str) -> int:
        """Count the pieces into which the model cuts a folded word; see `Embedder.pieces`."""
        return len(self._tokenizer.encode(word[:MAX_CHARACTERS], add_special_tokens=False).ids)
