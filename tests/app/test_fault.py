"""At the command line nothing is a traceback: every end has a message without content, a hint and an exit code."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time

import pytest
import typer

from keepmum.app.cli.fault import DEBUG, ended
from keepmum.app.status import BROKEN_PIPE, INTERNAL, INTERRUPTED, TABLE, status_of
from keepmum.memory.errors import DiskFull, ImportFailed, KeepmumError
from keepmum.policy.errors import PolicyDenied

CANARY = "zebrawood-canary-7731"


def _raise(error: BaseException) -> None:
    raise error


def _made(kind: type[KeepmumError]) -> KeepmumError:
    if issubclass(kind, ImportFailed):
        return kind("it is cut", "chat.txt", 7)
    if kind is PolicyDenied:
        error = PolicyDenied.__new__(PolicyDenied)
        KeepmumError.__init__(error, "no rule permits this")
        return error
    if kind.__name__ == "ConfigError":
        from pathlib import Path

        return kind("unknown key", Path("config.toml"))  # type: ignore[call-arg] # ConfigError takes the file too
    return kind("something is wrong")


@pytest.mark.parametrize("kind", sorted(TABLE, key=lambda kind: kind.__name__))
def test_every_error_is_told_with_its_hint_and_code(kind: type[KeepmumError], capsys: pytest.CaptureFixture[str]) -> None:
    """Each class of the table ends with its exit code, its message and its hint, on stderr, for people and for programs."""
    error = _made(kind)
    status = status_of(kind)
    assert ended(lambda: _raise(error), as_json=False) == status.exit
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err == f"error: {error}\nhint: {kind.hint}\n"
    assert ended(lambda: _raise(error), as_json=True) == status.exit
    told = json.loads(capsys.readouterr().err)
    assert told == {"error": status.code, "message": str(error), "hint": kind.hint, "exit": status.exit}


def test_a_fault_of_ours_shows_no_content(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """An unexpected exception is told by place and type; its message, which may quote a record, is shown by nothing."""
    for debug in ("0", "1"):
        monkeypatch.setenv(DEBUG, debug)
        assert ended(lambda: _raise(KeyError(CANARY)), as_json=False) == INTERNAL
        shown = capsys.readouterr().err
        assert "KeyError" in shown
        assert CANARY not in shown
        assert ("Traceback" in shown or "File " in shown) == (debug == "1")


def test_a_full_disk_is_told_as_one(capsys: pytest.CaptureFixture[str]) -> None:
    """No space left, wherever it was met, ends with the exit code of a full disk."""
    for number in (errno.ENOSPC, errno.EDQUOT):
        assert ended(lambda: _raise(OSError(number, "x")), as_json=False) == status_of(DiskFull).exit  # noqa: B023 - called at once
    assert "disk is full" in capsys.readouterr().err


def test_a_path_that_cannot_be_used_is_the_persons_to_correct(capsys: pytest.CaptureFixture[str]) -> None:
    """What the system says of a path is a usage error; the path, which may hold a name, is not repeated."""
    for error in (FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError, FileExistsError):
        number = {FileNotFoundError: errno.ENOENT, NotADirectoryError: errno.ENOTDIR, IsADirectoryError: errno.EISDIR}.get(
            error, errno.EACCES
        )
        assert ended(lambda: _raise(error(number, "x", f"/home/{CANARY}")), as_json=False) == 2  # noqa: B023 - called at once
    assert CANARY not in capsys.readouterr().err
    assert ended(lambda: _raise(OSError(errno.EIO, "x")), as_json=False) == INTERNAL


def test_ends_that_are_no_errors(capsys: pytest.CaptureFixture[str]) -> None:
    """Ctrl-C is 130, a command's own number is its own, and nothing at all is 0."""
    assert ended(lambda: _raise(KeyboardInterrupt()), as_json=False) == INTERRUPTED
    assert ended(lambda: _raise(typer.Exit(5)), as_json=False) == 5
    assert ended(lambda: 1, as_json=False) == 1
    assert ended(lambda: None, as_json=False) == 0
    assert "Traceback" not in capsys.readouterr().err


def _started(code: str, **more: object) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)  # type: ignore[call-overload] # the options that a test adds


def test_a_reader_that_goes_away_is_met_in_silence() -> None:
    """When the other end of the pipe closes, the process ends with 141 and says nothing."""
    code = (
        "import sys\nfrom keepmum.app.cli.fault import ended\n"
        "def run():\n  sys.stdin.read()\n  for _ in range(9999): sys.stdout.write('x' * 99)\n"
        "sys.exit(ended(run, as_json=False))"
    )
    process = _started(code, stdin=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdin is not None
    assert process.stderr is not None
    process.stdout.close()
    process.stdin.close()
    assert process.wait(20) == BROKEN_PIPE
    with process.stderr as errors:
        assert errors.read() == ""


def test_help_into_a_closed_pipe_is_silent_too() -> None:
    """Also what the parser itself writes may find nobody who reads it."""
    reading, writing = os.pipe()
    os.close(reading)
    code = "from keepmum.app.cli import main; import sys; sys.argv = ['keepmum', '--help']; main()"
    ended_ = subprocess.run([sys.executable, "-c", code], stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (ended_.returncode, ended_.stderr) == (BROKEN_PIPE, b"")


def test_ctrl_c_ends_a_command_quietly() -> None:
    """A signal in the middle of a command is 130, without a traceback."""
    code = (
        "import signal, sys, time\nfrom keepmum.app.cli import app\nfrom keepmum.app.cli.context import PLAIN, command\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)  # a run in the background inherits that it is ignored\n"
        "def wait(call):\n  print('ready', flush=True)\n  time.sleep(30)\n"
        "command(app, 'wait', PLAIN)(wait)\nsys.argv = ['keepmum', 'wait']\napp()"
    )
    process = _started(code)
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == INTERRUPTED
    with process.stdout, process.stderr as errors:
        assert "Traceback" not in errors.read()
