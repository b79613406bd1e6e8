"""Reading the multilingual model's file, whatever is in it."""

import contextlib
import struct

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.memory.made_e5 import HIDDEN, INNER, PIECES, made_weights

from keepmum.memory.errors import ModelBroken
from keepmum.memory.meaning.e5_float import FloatModel
from keepmum.memory.meaning.e5_weights import read_weights


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("made") / "weights.bin"
    path.write_bytes(made_weights())
    return path


def test_reading(made):
    """A matrix is its numbers of 4 bits less 8 by their blocks' scales: the low halves of 16 bytes, then the high ones."""
    weights = read_weights(made)
    assert weights.sizes.hidden == HIDDEN
    assert weights.vocabulary.pieces == PIECES
    _, _, data = weights.tensors["l1.fo.w"]
    row = 5 * (INNER // 32) * 18
    (scale,) = struct.unpack("<e", data[row : row + 2])
    packed = data[row + 2 : row + 18]
    expected = [scale * ((byte & 15) - 8) for byte in packed] + [scale * ((byte >> 4) - 8) for byte in packed]
    np.testing.assert_allclose(weights.matrix("l1.fo.w", HIDDEN, INNER).floats()[5, :32], expected, rtol=1e-6)
    with pytest.raises(ModelBroken):
        weights.matrix("l1.fo.w", INNER, INNER)
    with pytest.raises(ModelBroken):
        weights.matrix("l1.fo.b", 1, HIDDEN)
    for name, size in (("l1.fo.w", HIDDEN * INNER), ("l2.fo.b", HIDDEN), ("l1.fo.b", INNER)):
        with pytest.raises(ModelBroken):
            weights.vectors(name, size)


@pytest.mark.parametrize(
    "changed",
    [
        *({"version": 2}, {"hidden": 0}, {"hidden": 1 << 30}, {"layers": -1}, {"heads": 7}, {"inner": 100}, {"words": 5}),
        *({"words": 1 << 30}, {"positions": 0}, {"epsilon": float("nan")}, {"epsilon": 2.0}, {"block": 16}),
    ],
    ids=str,
)
def test_sizes_out_of_range(tmp_path, changed):
    """A head whose sizes cannot be is ModelBroken before anything is made of that size."""
    (tmp_path / "w.bin").write_bytes(made_weights(**changed))
    with pytest.raises(ModelBroken):
        read_weights(tmp_path / "w.bin")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_a_corrupt_file(made, tmp_path, data):
    """A file that is cut, or has any four bytes changed, is read or is ModelBroken; nothing else is ever raised."""
    content = bytearray(made.read_bytes())
    if data.draw(st.booleans(), label="cut"):
        del content[data.draw(st.integers(0, len(content) - 1)) :]
    else:
        structure = content.index(b"l1.oln.b") + 40  # most of the file is weights, of which any is right
        place = data.draw(st.integers(0, structure))
        content[place : place + 4] = data.draw(st.binary(min_size=4, max_size=4))
    path = tmp_path / "w.bin"
    path.write_bytes(content)
    with contextlib.suppress(ModelBroken):
        FloatModel(read_weights(path))


def test_no_file(tmp_path):
    """A folder in the file's place, and no file at all, are refused."""
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(ModelBroken):
            read_weights(path)
