"""Nothing that a person told keepmum can be read on the disk; and the search that says so can find it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from tests.app.servers import serving
from tests.leaks.canaries import NOT_STORED, canaries, words
from tests.leaks.driver import PASSPHRASE

from keepmum.app.errors import UsageError
from keepmum.app.scan import scan
from keepmum.memory.vault import Vault

ROOT = Path(__file__).resolve().parents[2]
DRIVER = Path(__file__).with_name("driver.py")
SHARED = [Path(p) for p in ("/tmp", "/var/tmp", "/dev/shm") if Path(p).is_dir()]


def _environment(sandbox: Path) -> dict[str, str]:
    """Send every place that a program may write to into the sandbox; keep the exported model, which is no data."""
    env = {name: value for name, value in os.environ.items() if name != "CI"}  # libraries that report home are silent there
    cache = env.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    for name in ("HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"):
        place = sandbox / name.lower()
        place.mkdir(exist_ok=True)
        env[name] = str(place)
    return env | {"XDG_CACHE_HOME": cache, "PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault that was used for everything, killed in the middle of an import, and opened again."""
    sandbox, imports = tmp_path_factory.mktemp("sandbox"), tmp_path_factory.mktemp("files") / "imports"
    reply = json.dumps({"choices": [{"message": {"role": "assistant", "content": " ".join(words("answer"))}}]}).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(reply)}\r\n\r\n".encode()
    with serving() as server:
        server.replies["v1"] = lambda connection: connection.sendall(head + reply)
        first = [sys.executable, str(DRIVER), str(sandbox), "first", str(imports), str(server.port)]
        with subprocess.Popen(first, env=_environment(sandbox), cwd=sandbox, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            line = process.stdout.readline()
            assert line == b"ready\n", process.stderr.read().decode()
            time.sleep(0.3)
            process.send_signal(signal.SIGKILL)
    again = subprocess.run(
        [sys.executable, str(DRIVER), str(sandbox), "second"], env=_environment(sandbox), cwd=sandbox, capture_output=True, check=False
    )
    assert again.returncode == 0, again.stderr.decode()
    return sandbox


def _vector_bytes(vault: Path) -> list[bytes]:
    """Return the head of each vector as the bytes of its float32, float16 and int8 forms: 32 bytes are past any chance."""
    blobs = []
    with Vault.open(vault, PASSPHRASE) as opened, opened.lock:
        rows = opened.connection().execute("SELECT data FROM vector").fetchall()
    assert rows
    for (data,) in rows:
        half = np.frombuffer(data, dtype="<f2")
        full = half.astype("<f4")
        scaled = np.round(full / np.abs(full).max() * 127).astype(np.int8)
        blobs += [half.tobytes()[:32], full.tobytes()[:32], scaled.tobytes()[:32]]
    return blobs


def test_nothing_is_readable(used: Path) -> None:
    """No canary, in any spelling, and no vector stands in any file that keepmum or its children wrote."""
    every = [canary.word for canary in canaries()]
    assert len(every) == 64
    blobs = _vector_bytes(used / "me.keep")
    assert scan([used], every, blobs=blobs, ignore_case=True) == []


def test_no_other_file_is_written(used: Path) -> None:
    """Outside the vault's folder nothing is left: no cache, no log, no id or queue of a library that would report home."""
    vault = used / "me.keep"
    assert [path for path in used.rglob("*") if not path.is_dir() and not path.is_relative_to(vault)] == []
    assert sorted(path.name for path in vault.iterdir()) == ["lock", "vault.db", "vault.head", "vault.json"]


def test_the_shared_folders_are_clean(used: Path) -> None:
    """Nothing is left in the folders that all programs share, outside the test runner's own."""
    every = [canary.word for canary in canaries()]
    since = (used / "me.keep" / "vault.json").stat().st_mtime - 60
    names = [path for folder in SHARED for path in folder.iterdir()]
    for path in names:
        with contextlib.suppress(OSError, UsageError):  # another program's file may go while it is looked at
            if path.is_file() and not path.is_symlink() and path.stat().st_mtime >= since:
                assert scan([path], every) == []


def test_the_scan_finds_what_a_plain_database_would_show(used: Path, tmp_path: Path) -> None:
    """The control: the same rows in plain SQLite show every canary of a kind that is stored, and no query."""
    plain = sqlite3.connect(tmp_path / "plain.db")
    with Vault.open(used / "me.keep", PASSPHRASE) as vault, vault.lock:
        source = vault.connection()
        tables = source.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'sqlite_%'"
        )
        for name, sql in tables.fetchall():
            plain.execute(sql)
            rows = source.execute(f'SELECT * FROM "{name}"').fetchall()
            if rows:
                plain.executemany(f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(rows[0]))})', rows)
    plain.commit()
    plain.close()
    every = [canary.word for canary in canaries()]
    found = {every[hit.word] for hit in scan([tmp_path], every, ignore_case=True)}
    on_the_device = words("prompt")[0]  # a question to the device is stored nowhere, like a query
    for kind in ("text", "name", "tag", "file"):  # what was sent and answered is sealed in there once more, under keys of days
        assert set(words(kind)) <= found, kind
    assert not {on_the_device, *(word for kind in NOT_STORED for word in words(kind))} & found
    vectors = scan([tmp_path / "plain.db"], [], blobs=_vector_bytes(used / "me.keep"))
    assert vectors
