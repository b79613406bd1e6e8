"""Passphrases come from a terminal, a descriptor or a private file, and from nowhere else."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from keepmum.app.cli.secret import Secret
from keepmum.app.errors import UsageError
from keepmum.memory.errors import UnsafePermissions


def _descriptor(data: bytes) -> int:
    reading, writing = os.pipe()
    os.write(writing, data)
    os.close(writing)
    return reading


def _file(folder: Path, data: bytes, mode: int = 0o600) -> Path:
    file = folder / "secret"
    file.write_bytes(data)
    file.chmod(mode)
    return file


@pytest.mark.parametrize("data", [b"open sesame", b"open sesame\n", b"open sesame\r\n"])
def test_one_line_break_at_the_end_is_not_part_of_it(tmp_path: Path, data: bytes) -> None:
    """What an editor or `echo` adds is taken away; the rest is the secret, blanks and all."""
    assert Secret("passphrase", "--passphrase", descriptor=_descriptor(data)).read() == "open sesame"
    assert Secret("passphrase", "--passphrase", file=_file(tmp_path, data)).read() == "open sesame"
    assert Secret("passphrase", "--passphrase", descriptor=_descriptor(b"  a \n")).read() == "  a "


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o644, 0o610])
def test_a_file_that_others_can_touch_is_refused(tmp_path: Path, mode: int) -> None:
    """A secret that other users may read, or may have written, is not used."""
    with pytest.raises(UnsafePermissions):
        Secret("passphrase", "--passphrase", file=_file(tmp_path, b"x", mode)).read()


@pytest.mark.parametrize("data", [b"", b"\n", b"one\ntwo", b"\xff\xfe", b"x" * 70_000])
def test_what_is_no_secret_is_refused(tmp_path: Path, data: bytes) -> None:
    """Nothing, two lines, other bytes than text, or a file named by mistake: each is an error that shows no content."""
    for secret in (
        Secret("passphrase", "--passphrase", file=_file(tmp_path, data)),
        Secret("passphrase", "--passphrase", descriptor=_pipe_of(data)),
    ):
        with pytest.raises(UsageError) as told:
            secret.read()
        assert "two" not in str(told.value)


def _pipe_of(data: bytes) -> int:
    """Return a descriptor that gives these bytes, however many."""
    reading, writing = os.pipe()
    if len(data) < 60_000:
        os.write(writing, data)
        os.close(writing)
        return reading
    os.close(reading)
    os.close(writing)
    file = os.memfd_create("secret")
    os.write(file, data)
    os.lseek(file, 0, os.SEEK_SET)
    return file


def test_two_sources_are_one_too_many(tmp_path: Path) -> None:
    """A descriptor and a file together leave open which one was meant."""
    with pytest.raises(UsageError):
        Secret("passphrase", "--passphrase", descriptor=0, file=_file(tmp_path, b"x")).read()


def test_a_descriptor_that_is_not_open_is_said() -> None:
    """A number that is no open descriptor is the caller's mistake, not a fault of ours."""
    with pytest.raises(UsageError):
        Secret("passphrase", "--passphrase", descriptor=987).read()


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    """A file that is not there is named without its folder."""
    with pytest.raises(UsageError) as told:
        Secret("passphrase", "--passphrase", file=tmp_path / "nothing").read()
    assert str(tmp_path) not in str(told.value)
    with pytest.raises(UsageError):
        Secret("passphrase", "--passphrase", file=tmp_path).read()


_TYPED = (
    "import os, sys; os.setsid(); os.close(os.open(sys.argv[1], os.O_RDWR))\n"  # the first terminal that a session opens is its own
    "from keepmum.app.cli.secret import Secret\n"
    "from keepmum.memory.errors import KeepmumError\n"
    "try: text = Secret('passphrase', '--passphrase').read(twice=True)\n"
    "except KeepmumError as error: text = type(error).__name__\n"
    "print('got ' + text)"
)


def _type_at_terminal(lines: list[bytes]) -> tuple[str, bytes]:
    """Run a prompt at a real terminal; return what it printed elsewhere, and all that the terminal showed."""
    ours, theirs = pty.openpty()
    with subprocess.Popen([sys.executable, "-c", _TYPED, os.ttyname(theirs)], stdout=subprocess.PIPE, stdin=theirs) as process:
        shown = b""
        for line in lines:
            while not shown.endswith(b": "):
                shown += os.read(ours, 1024)
            os.write(ours, line + b"\n")
            shown += b"|"
        out = process.communicate(timeout=20)[0].decode()
    os.close(theirs)
    try:
        while chunk := os.read(ours, 1024):
            shown += chunk
    except OSError:  # the terminal has no other end any more
        pass
    os.close(ours)
    return out.strip(), shown


def test_a_typed_passphrase_is_not_shown() -> None:
    """At a terminal a new passphrase is typed twice, and neither time does the terminal show it."""
    out, shown = _type_at_terminal([b"correct horse", b"correct horse"])
    assert out == "got correct horse"
    assert b"horse" not in shown
    assert shown.count(b"Passphrase") == 2


def test_two_typed_passphrases_must_agree() -> None:
    """A slip in one of the two is noticed before a vault is made with it."""
    assert _type_at_terminal([b"correct horse", b"correct hoarse"])[0] == "got NotConfirmed"


def test_without_a_terminal_nothing_is_asked() -> None:
    """In a script without a source there is an error, not a prompt that waits, and never an echoed passphrase from stdin."""
    code = "from keepmum.app.cli.secret import Secret; Secret('passphrase', '--passphrase').read()"
    done = subprocess.run(
        [sys.executable, "-c", code], input=b"from stdin\n", capture_output=True, start_new_session=True, check=False, timeout=20
    )
    assert b"UsageError" in done.stderr
    assert b"--passphrase-fd" in done.stderr
