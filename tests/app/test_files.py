"""Files that a person names are read without waiting for ever."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from keepmum.app.cli.files import text_in
from keepmum.app.errors import UsageError


def test_a_named_pipe_or_device_is_refused(tmp_path: Path) -> None:
    """Nobody may ever write to a named pipe, and a device may never end: neither is opened."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for file in (pipe, Path("/dev/zero")):
        with pytest.raises(UsageError, match="only regular files"):
            text_in(file)


def test_a_pipe_of_the_shell_is_read() -> None:
    """What the shell hands over as /dev/fd/N, as process substitution does, is read to its end."""
    reading, writing = os.pipe()
    os.write(writing, b"knee")
    os.close(writing)
    try:
        assert text_in(Path(f"/dev/fd/{reading}")) == "knee"
    finally:
        os.close(reading)


def test_the_command_refuses_what_no_recipient_has(home: Any) -> None:
    """`cloud add` ends with a usage error, and shows no control character."""
    done = home.run("cloud", "add", "near", "https://x.example/v1", "m\x1b[31m", opens=False)
    assert (done.exit, "\x1b" in done.err, "printable" in done.err) == (2, False, True)


def test_no_policy_is_waited_for(home: Any, tmp_path: Path) -> None:
    """`policy check` refuses a named pipe at once."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    done = home.run("policy", "check", str(pipe), opens=False)
    assert (done.exit, "only regular files" in done.err) == (2, True)
