"""Start the demo's stand-in for a cloud: `keepmum.app.demo.server`, in a process of its own, on loopback."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from keepmum.app.errors import CloudUnreachable
from keepmum.memory.child import environment

_MODEL = "smollm2-135m-instruct"
_STOP_S = 10  # for a server that has been told to end


@contextmanager
def demo_cloud(log: Path) -> Iterator[tuple[str, str]]:
    """Run the server while the block lasts; yield its base URL and its model's name.

    Args:
        log: Every byte that the server receives is written here.

    Raises:
        CloudUnreachable: It does not start, because no language model is installed.
    """
    command = [sys.executable, "-P", "-m", "keepmum.app.demo.server", "--port", "0", "--log", str(log), "--until-stdin-ends"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=environment(os.environ)) as server:
        assert server.stdin is not None  # noqa: S101 - both are pipes; this is for the type checker
        assert server.stdout is not None  # noqa: S101
        try:
            port = server.stdout.readline().strip()
            if not port:
                raise CloudUnreachable("the demo's server does not start")
            yield f"http://127.0.0.1:{port.decode()}/v1", _MODEL
        finally:
            server.stdin.close()
            try:
                server.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                server.kill()
