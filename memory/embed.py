"""Texts to vectors on this device: onnxruntime and tokenizers, and nothing else at run time."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from keepmum.memory.errors import ModelBroken

BATCH = 32  # texts; of like length, so that little is padded
MAX_TOKENS = 256  # what the model was trained for
MAX_CHARACTERS = 4096  # no text of 256 tokens that a person writes is longer


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

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed texts.

        Args:
            texts: Any texts; the first 256 tokens of each count.

        Returns:
            Shape (len(texts), dim); rows of length 1.
        """
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


class OnnxEmbedder:
    """A sentence-transformers model that was exported to ONNX: see `keepmum.memory.export`.

    The graph holds the pooling and the normalisation too. One thread by default: a search must not take the machine,
    and two threads spin against each other when something else runs. No text is written anywhere.
    """

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

        onnxruntime = import_onnxruntime()
        self.model = model
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 4  # fatal only: a warning may quote an input
        try:
            self._session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # both libraries raise bare exceptions of their own
            raise ModelBroken("the embedding model does not load") from error
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._inputs = [given.name for given in self._session.get_inputs()]
        self.dim = int(self._session.get_outputs()[0].shape[-1])

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed texts, in batches of like length.

        Args:
            texts: Any texts; the first 256 tokens of each count.

        Returns:
            Shape (len(texts), dim); rows of length 1.

        Raises:
            ModelBroken: The model fails on an input; it is not the model that was exported.
        """
        encodings = [self._tokenizer.encode(text[:MAX_CHARACTERS]) for text in texts]
        order = sorted(range(len(texts)), key=lambda place: len(encodings[place].ids))
        rows = np.empty((len(texts), self.dim), dtype=np.float32)
        for start in range(0, len(order), BATCH):
            places = order[start : start + BATCH]
            rows[places] = self._run([encodings[place] for place in places])
        return rows

    def _run(self, encodings: Sequence[Any]) -> NDArray[np.float32]:
        width = max(len(encoding.ids) for encoding in encodings)
        feed = {name: np.zeros((len(encodings), width), dtype=np.int64) for name in self._inputs}
        for row, encoding in enumerate(encodings):
            taken = len(encoding.ids)
            for name, values in (
                ("input_ids", encoding.ids),
                ("attention_mask", encoding.attention_mask),
                ("token_type_ids", encoding.type_ids),
            ):
                if name in feed:
                    feed[name][row, :taken] = values
        try:
            (vectors,) = self._session.run(None, feed)
        except Exception:  # noqa: BLE001  onnxruntime raises its own, whose text may quote the input
            raise ModelBroken("the embedding model fails on an input") from None
        rows: NDArray[np.float32] = np.asarray(vectors, dtype=np.float32)
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
        return rows
