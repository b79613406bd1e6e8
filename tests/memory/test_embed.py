"""The embedding model: found in its package, exported once, run without torch."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from keepmum.memory.errors import ModelBroken, ModelMissing
from keepmum.memory.meaning import export
from keepmum.memory.meaning.embed import OnnxEmbedder
from keepmum.memory.meaning.export import find_embedder, model_identity, packaged_folder

NEAR = (
    ("Mum's knee hurts on the stairs", "My mother has pain in her leg when she climbs steps"),
    ("Book the train to Lyon", "rail tickets to France"),
)


@pytest.fixture(scope="module")
def temporary(tmp_path_factory):
    """The folder for temporary files while the model is exported."""
    return tmp_path_factory.mktemp("temporary")


@pytest.fixture(scope="module")
def cache(tmp_path_factory, temporary):
    """A cache that holds the real model, exported for these tests."""
    folder = tmp_path_factory.mktemp("models")
    try:
        packaged_folder()
    except ModelMissing:
        pytest.skip("the package that carries the model is not installed")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TMPDIR", str(temporary))
        find_embedder(None, folder)
    return folder


@pytest.fixture(scope="module")
def embedder(cache):
    return find_embedder(None, cache)


def test_exported_once(cache, monkeypatch):
    """The second time no process is started, the folder is this user's alone, and nothing half-made lies beside it."""

    def forbidden(*arguments, **more):
        raise AssertionError("a child was started")

    monkeypatch.setattr(export, "Child", forbidden)
    assert find_embedder(None, cache).model == model_identity(packaged_folder())
    (folder,) = cache.iterdir()
    assert sorted(file.name for file in folder.iterdir()) == ["model.onnx", "tokenizer.json"]
    assert folder.stat().st_mode & 0o077 == 0
    assert all(file.stat().st_mode & 0o077 == 0 for file in folder.iterdir())


def test_nothing_is_left_among_temporary_files(cache, temporary):
    """The exporter's own temporary files went with it: torch makes a folder for compiled code, and never removes it."""
    assert list(temporary.iterdir()) == []


def test_meaning(embedder):
    """Rows have length 1, and texts of like meaning are nearer than others."""
    rows = embedder.embed([text for pair in NEAR for text in pair])
    assert rows.shape == (4, embedder.dim) == (4, 384)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    likeness = rows @ rows.T
    assert min(likeness[0, 1], likeness[2, 3]) > max(likeness[0, 2], likeness[0, 3], likeness[1, 2], likeness[1, 3]) + 0.2


def test_order_and_batches(embedder):
    """Each text gets its own row whatever lies beside it: the order is kept over batches, and int8 moves a row only a little."""
    texts = [f"note {number} " + "about the garden " * (number % 9) for number in range(70)]
    together = embedder.embed(texts)
    for place in (0, 33, 69):
        alone = embedder.embed([texts[place]])[0]
        assert together[place] @ alone > 0.97
        assert int(np.argmax(together @ alone)) == place


def test_any_text(embedder):
    """No text, an empty one, Chinese, half an emoji sequence, a control character and a million letters all give finite rows."""
    assert embedder.embed([]).shape == (0, 384)
    rows = embedder.embed(["", "妈妈", "👩‍", "\0\x1b", "x" * 1_000_000, "word " * 200_000])
    assert np.isfinite(rows).all()


def test_no_torch_at_run_time(cache):
    """Loading the exported model and embedding imports neither torch nor transformers."""
    code = (
        "import sys; from pathlib import Path; from keepmum.memory.meaning.export import find_embedder\n"
        "find_embedder(None, Path(sys.argv[1])).embed(['hello'])\n"
        "print(sorted({'torch', 'transformers', 'sentence_transformers', 'chromadb'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(cache)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


QUIET = """
import os, sys
from pathlib import Path
from keepmum.memory.meaning.embed import OnnxEmbedder
OnnxEmbedder(Path(sys.argv[1]), "m").embed(["a"])
assert "ORT_DISABLE_TELEMETRY" not in os.environ
"""


def test_onnxruntime_writes_no_telemetry(cache, tmp_path):
    """Loading the model leaves no device id and no queue of events; the library's own rule for CI does not hide them."""
    (folder,) = cache.iterdir()
    env = {name: value for name, value in os.environ.items() if not name.startswith(("ORT_", "CI", "GITHUB", "XDG_"))}
    places = {"HOME": str(tmp_path), "TMPDIR": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([sys.executable, "-c", QUIET, str(folder)], env=env | places, check=True)
    assert not list(tmp_path.rglob("*"))


def test_a_cut_model_is_exported_again(cache, tmp_path, monkeypatch):
    """A cached model that does not load is dropped and made anew from its source."""
    broken = tmp_path / model_identity(packaged_folder())
    shutil.copytree(cache / broken.name, broken)
    (broken / "model.onnx").write_bytes((broken / "model.onnx").read_bytes()[:1000])
    remade = []
    monkeypatch.setattr(export, "_export", lambda source, target: remade.append(shutil.copytree(cache / target.name, target)))
    assert find_embedder(None, tmp_path).dim == 384
    assert remade == [broken]


def test_missing_models(tmp_path, monkeypatch):
    """A folder without a model, one without safetensors, and an absent package are all ModelMissing."""
    with pytest.raises(ModelMissing):
        find_embedder(tmp_path, tmp_path / "cache")
    (tmp_path / "modules.json").write_text("[]")
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelMissing):
        find_embedder(tmp_path, tmp_path / "cache")
    monkeypatch.setattr(export, "PACKAGE", "no_such_package_here")
    with pytest.raises(ModelMissing):
        packaged_folder()


def test_a_broken_source(tmp_path):
    """Weights that are none are ModelBroken, and nothing stays in the cache."""
    source, cache = tmp_path / "source", tmp_path / "cache"
    source.mkdir()
    for name in ("modules.json", "tokenizer.json", "model.safetensors"):
        (source / name).write_bytes(b"not a model")
    with pytest.raises(ModelBroken):
        find_embedder(source, cache)
    assert list(cache.iterdir()) == []


def test_a_broken_file_is_model_broken(tmp_path):
    """A file that is no ONNX model raises ModelBroken, whose text holds no path."""
    (tmp_path / "model.onnx").write_bytes(b"nonsense")
    with pytest.raises(ModelBroken) as caught:
        OnnxEmbedder(tmp_path, "m")
    assert str(tmp_path) not in str(caught.value)


def test_identity_follows_the_weights(tmp_path):
    """One changed byte of the weights gives another identity; the folder's place does not."""
    names = []
    for folder, weights in (("a", b"1"), ("b", b"1"), ("c", b"2")):
        Path(tmp_path / folder).mkdir()
        (tmp_path / folder / "model.safetensors").write_bytes(weights)
        names.append(model_identity(tmp_path / folder))
    assert names[0] == names[1] != names[2]
