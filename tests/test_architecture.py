"""The frame: who may import whom, and what importing keepmum may not do."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted(p for d in ("memory", "policy", "sync", "app") for p in (ROOT / d).rglob("*.py"))

WHOLE = frozenset({"formats", "times"})  # packages of many like files, told by their name alone

PROBE = """
import builtins, json, os, resource, socket, sys, threading
opened = []
real_open, real_os_open = builtins.open, os.open
def spy_open(file, mode="r", *args, **kwargs):
    if any(flag in mode for flag in "wax+"):
        opened.append(str(file))
    return real_open(file, mode, *args, **kwargs)
def spy_os_open(path, flags, *args, **kwargs):
    if flags & (os.O_WRONLY | os.O_RDWR):
        opened.append(str(path))
    return real_os_open(path, flags, *args, **kwargs)
builtins.open, os.open = spy_open, spy_os_open
sockets = []
class Spy(socket.socket):
    def __init__(self, *args, **kwargs):
        sockets.append(1)
        super().__init__(*args, **kwargs)
socket.socket = Spy
environment, threads = dict(os.environ), threading.active_count()
before = resource.getrusage(resource.RUSAGE_SELF)
import keepmum
after = resource.getrusage(resource.RUSAGE_SELF)
cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
print(json.dumps({
    "opened": opened, "sockets": len(sockets), "threads": threading.active_count() - threads,
    "environment": dict(os.environ) != environment, "cpu_s": cpu,
    "heavy": [name for name in ("sqlmodel", "torch", "chromadb", "llama_cpp", "onnxruntime", "sqlcipher3", "httpx") if name in sys.modules],
}))
"""


def test_import_does_nothing() -> None:
    """`import keepmum` writes no file, opens no socket, starts no thread, sets no variable and loads nothing heavy."""
    done = subprocess.run([sys.executable, "-B", "-c", PROBE], capture_output=True, text=True, check=True)
    seen = json.loads(done.stdout)
    assert seen["opened"] == []
    assert (seen["sockets"], seen["threads"], seen["environment"], seen["heavy"]) == (0, 0, False, [])


def test_one_import_name() -> None:
    """From anywhere but the repository's root a bare `import memory` fails: there is one copy of every class."""
    code = "import importlib.util as u; print([n for n in ('memory', 'policy', 'sync', 'app') if u.find_spec(n)])"
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True, cwd="/")
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_file_says_its_job(path: Path) -> None:
    """Each module opens with a docstring, and no code file grows past 350 lines."""
    text = path.read_text(encoding="utf-8")
    assert text.removeprefix("r").startswith('"""')
    assert text.count("\n") <= 350


@pytest.mark.parametrize("folder", ["memory", "policy", "app"])
def test_the_map_is_true(folder: str) -> None:
    """ARCHITECTURE.md names every module of a layer, in the section of that layer, and none that is not there."""
    page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    section = page.split(f"\n## {folder}/: ")[1].split("\n## ")[0]
    named = set(re.findall(r"`([a-z0-9_/]+(?:\.py|/))`", section))
    below = {path.name for path in (ROOT / folder).glob("*.py")} - {"__init__.py", "errors.py"}
    if folder != "app":
        below |= {f"{path.parent.name}/" for path in (ROOT / folder).glob("*/__init__.py")}
        below |= {path.name for path in (ROOT / folder).glob("*/*.py") if path.parent.name not in WHOLE} - {"__init__.py"}
    assert below - named == set()
    assert {name for name in named if not list((ROOT / folder).rglob(name.rstrip("/").rsplit("/", 1)[-1]))} == set()
