"""Exports that are killed, that two processes want at once, and what they leave behind; the models' own rules are tested elsewhere."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest
from tests.memory.made_e5 import HIDDEN, made_weights

from keepmum.memory.errors import ModelMissing
from keepmum.memory.meaning import export, export_child
from keepmum.memory.meaning.multilingual import find_multilingual

SLOW = """
import os, sys, time
from pathlib import Path
from keepmum.memory.child import enter, serve

def slow(message):
    (Path(message["target"]) / "model.onnx").write_bytes(b"half")
    with open(os.environ["HOME"] + "/began", "a") as began:
        began.write("x")
    time.sleep(float(Path(message["source"]).read_text()))
    return {"cosine": 1.0}

enter()
serve(slow)
"""
EXPORT = (
    "import sys; from pathlib import Path; from keepmum.memory.meaning.export import export_in_child\n"
    "export_in_child('slow_export', Path(sys.argv[1]), Path(sys.argv[2]), 0.5)"
)


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A child module that writes half a model and then takes as many seconds as its source says."""
    (tmp_path / "slow_export.py").write_text(SLOW)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "source").write_text("1")
    return tmp_path / "source"


def _started(source: Path, target: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", EXPORT, str(source), str(target)], env=dict(os.environ))


def _wait_for(path: Path) -> None:
    until = time.monotonic() + 30
    while not path.exists():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_kill_leaves_no_model(source: Path, tmp_path: Path) -> None:
    """Killed in the middle of an export there is no model, the next one makes it, and later the half one is swept away."""
    source.write_text("30")
    target = tmp_path / "cache" / "identity"
    with _started(source, target) as process:
        _wait_for(tmp_path / "began")
        process.send_signal(signal.SIGKILL)
    assert not target.exists()
    (half,) = (tmp_path / "cache").iterdir()
    source.write_text("0")
    export.export_in_child("slow_export", source, target, 0.5)
    assert target.is_dir()
    assert half.is_dir()  # it is so young that it may be another process's, where the drive has no locks
    os.utime(half, (0, 0))
    export.export_in_child("slow_export", source, target.with_name("other"), 0.5)
    assert sorted(each.name for each in target.parent.iterdir()) == ["identity", "other"]


def test_two_processes_export_once(source: Path, tmp_path: Path) -> None:
    """Of two that want the same model one makes it, and the other waits and finds it."""
    target = tmp_path / "cache" / "identity"
    with _started(source, target) as one, _started(source, target) as other:
        assert (one.wait(60), other.wait(60)) == (0, 0)
    assert (tmp_path / "began").read_text() == "x"
    assert [each.name for each in target.parent.iterdir()] == ["identity"]


def test_threads_load_one_model_at_once(tmp_path: Path) -> None:
    """Four threads that find no model export it once, and all of them load it."""
    weights, found = tmp_path / "weights.bin", []
    weights.write_bytes(made_weights())
    threads = [threading.Thread(target=lambda: found.append(find_multilingual(weights, tmp_path / "cache").dim)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [HIDDEN] * 4
    assert len(list((tmp_path / "cache").iterdir())) == 1


def test_an_unwritable_cache_is_a_missing_model(source: Path, tmp_path: Path) -> None:
    """A cache folder that cannot be made, or in whose place there is a file, is an error of keepmum's own."""
    (tmp_path / "file").write_text("")
    for target in (tmp_path / "file" / "models" / "identity", tmp_path / "file" / "identity"):
        with pytest.raises(ModelMissing):
            export.export_in_child("slow_export", source, target, 0.5)


def test_the_place_of_temporary_files_is_given_back(tmp_path: Path) -> None:
    """An export that fails leaves the process's own temporary folder as it was."""
    before = tempfile.tempdir
    with pytest.raises(ValueError, match="source and target"):
        export_child.export({})
    with pytest.raises(export.ModelBroken):
        export_child.export({"source": str(tmp_path / "none"), "target": str(tmp_path)})
    assert tempfile.tempdir == before
    assert list(tmp_path.iterdir()) == []
