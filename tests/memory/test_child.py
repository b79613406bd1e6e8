"""A child process can fail in any way without harm to its parent, knows no secret, and outlives nobody."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from keepmum.memory.child import MAX_FRAME, Child, environment
from keepmum.memory.errors import ModelBroken, ModelCrashed, ModelTimeout

_MODULE = "keepmum_test_child"
_SOURCE = """
from keepmum.memory.child import Child, enter, serve
enter()
print("noise on the standard output")
import os, resource, sys, time
from keepmum.memory.errors import ModelBroken

grandchildren = []

def handle(message):
    match message:
        case ["echo", value]: return value
        case "environment": return dict(os.environ)
        case "arguments": return sys.argv
        case "descriptors": return {
            name: os.readlink(path)
            for name in os.listdir("/proc/self/fd")
            if os.path.lexists(path := f"/proc/self/fd/{name}")
        }
        case "core": return list(resource.getrlimit(resource.RLIMIT_CORE))
        case "umask": return os.umask(0o077)
        case "allocate": return len(bytearray(1 << 30))
        case "segfault": os.kill(os.getpid(), 11)
        case "exit": os._exit(7)
        case "raise": raise RuntimeError("SECRET in a message")
        case "refuse": raise ModelBroken("the file does not load")
        case "hang": time.sleep(600)
        case "burn":
            while True: pass
        case "lie": os.write(_replies(), b"\\xff\\xff\\xff\\xff"); time.sleep(600)
        case "garbage": os.write(_replies(), b"\\x00\\x00\\x00\\x02\\xff\\xff"); time.sleep(600)
        case "half": os.write(_replies(), b"\\x00\\x00\\x00\\x09abc"); os._exit(0)
        case "start":
            grandchildren.append(Child("keepmum_test_child", timeout_s=30))
            return grandchildren[-1].pid

def _replies():
    from keepmum.memory import served
    return served._frames[0][1]

serve(handle)
"""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / f"{_MODULE}.py").write_text(_SOURCE)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return _MODULE


@pytest.fixture
def child(module: str) -> Iterator[Child]:
    with Child(module, timeout_s=30) as child:
        yield child


def runs(pid: int) -> bool:
    """Whether a process of this id lives; one that waits to be collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in {"Z", "X"}
    except FileNotFoundError:
        return False


def soon(condition: Callable[[], bool], limit_s: float = 10) -> bool:
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_answers_and_stays_alive(child: Child) -> None:
    """One process answers message after message, whatever CBOR can hold."""
    pid = child.pid
    for value in (None, 0, "字", b"\0\xff", [1, [2.5, {"a": b"b"}]], b"x" * 5_000_000):
        assert child.call(["echo", value]) == value
    assert child.pid == pid
    assert child.alive


def test_noise_is_no_frame(child: Child) -> None:
    """What a library prints to the standard output does not reach the frames."""
    assert child.call(["echo", "clean"]) == "clean"


def test_no_descriptor_is_inherited(module: str, tmp_path: Path) -> None:
    """The child has its two pipes and the null device, even where the parent left descriptors inheritable."""
    vault = tmp_path / "vault.db"
    vault.write_bytes(b"x")
    descriptor = os.open(vault, os.O_RDONLY)
    try:
        os.set_inheritable(descriptor, True)
        with Child(module, timeout_s=30) as child:
            found = child.call("descriptors")
    finally:
        os.close(descriptor)
    assert isinstance(found, dict)
    assert found
    kinds = sorted(target.split(":")[0] for target in found.values())
    assert set(kinds) <= {"pipe", "/dev/null"}
    assert kinds.count("pipe") == 2
    assert str(vault) not in found.values()


def test_no_secret_in_environment_or_arguments(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The child sees the names on the list and no other, and its command line holds only numbers."""
    monkeypatch.setenv("KEEPMUM_PASSPHRASE", "correct horse")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-123")
    monkeypatch.setenv("HTTPS_PROXY", "http://user:pass@proxy")
    with Child(module, timeout_s=30) as child:
        seen, arguments = child.call("environment"), child.call("arguments")
    assert isinstance(seen, dict)
    assert not {"KEEPMUM_PASSPHRASE", "OPENAI_API_KEY", "HTTPS_PROXY"} & set(seen)
    assert set(seen) <= set(environment(os.environ)) | {"LC_CTYPE"}
    assert isinstance(arguments, list)
    assert all(argument.isdigit() for argument in arguments[1:])


def test_environment_keeps_only_the_list() -> None:
    """A name that is not on the list is dropped, and threads and model hubs are switched off."""
    kept = environment(
        {"PATH": "/bin", "LC_ALL": "C", "OPENBLAS_CORETYPE": "X", "OMP_NUM_THREADS": "64", "AWS_SECRET": "s", "LD_PRELOAD": "x.so"}
    )
    assert {"PATH", "LC_ALL", "OPENBLAS_CORETYPE"} <= set(kept)
    assert not {"AWS_SECRET", "LD_PRELOAD"} & set(kept)
    assert kept["OMP_NUM_THREADS"] == "1"
    assert kept["HF_HUB_OFFLINE"] == "1"


def test_no_core_dump_and_private_files(child: Child) -> None:
    """A crash leaves no copy of its memory, and what the child writes is for this user only."""
    assert child.call("core") == [0, 0]
    assert child.call("umask") == 0o077


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux")
def test_memory_is_not_readable_by_others(child: Child) -> None:
    """The kernel takes the child for not dumpable: its files under /proc belong to root."""
    child.call(["echo", 1])
    assert Path(f"/proc/{child.pid}/environ").stat().st_uid == 0


def test_limit_on_memory(module: str) -> None:
    """A child that asks for more than its share fails; its parent does not."""
    with Child(module, timeout_s=30, memory_bytes=1 << 29) as child, pytest.raises(ModelCrashed, match="MemoryError"):
        child.call("allocate")


@pytest.mark.parametrize(("message", "said"), [("segfault", "SIGSEGV"), ("exit", "code 7"), ("raise", "RuntimeError")])
def test_crash_is_an_error(child: Child, message: str, said: str) -> None:
    """A child that dies gives `ModelCrashed` with the way it ended and nothing of what it said, then and at each later call."""
    with pytest.raises(ModelCrashed, match=said) as caught:
        child.call(message)
    assert "SECRET" not in str(caught.value)
    assert not child.alive
    with pytest.raises(ModelCrashed, match="has ended"):
        child.call(["echo", 1])


def test_refusal_is_the_same_error_and_the_child_lives(child: Child) -> None:
    """A `ModelError` of the child is raised in the parent as itself."""
    with pytest.raises(ModelBroken, match="does not load"):
        child.call("refuse")
    assert child.call(["echo", 1]) == 1


@pytest.mark.parametrize("message", ["hang", "burn"])
def test_timeout_kills(child: Child, message: str) -> None:
    """A child that gives no answer in time is dead when the error arrives."""
    start = time.monotonic()
    with pytest.raises(ModelTimeout):
        child.call(message, timeout_s=0.5)
    assert time.monotonic() - start < 5
    assert not runs(child.pid)


@pytest.mark.parametrize("message", ["lie", "garbage", "half"])
def test_hostile_frames_are_bounded(child: Child, message: str) -> None:
    """A length without end, bytes that are no CBOR and half a frame are errors, and the child is killed."""
    with pytest.raises(ModelCrashed):
        child.call(message)
    assert not runs(child.pid)


def test_too_long_a_message_is_the_callers_mistake(child: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is longer than a frame is not sent, and the child lives."""
    assert MAX_FRAME == 256 * 1024 * 1024
    monkeypatch.setattr("keepmum.memory.child.MAX_FRAME", 1000)
    with pytest.raises(ValueError, match="1000 bytes"):
        child.call(["echo", b"x" * 1000])
    assert child.call(["echo", 1]) == 1


def test_close_and_drop_kill(module: str) -> None:
    """A closed child is dead, and so is one that nobody holds any longer; closing twice is harmless."""
    child = Child(module, timeout_s=30)
    child.close()
    child.close()
    assert not runs(child.pid)
    dropped = Child(module, timeout_s=30)
    pid = dropped.pid
    assert runs(pid)
    del dropped
    assert soon(lambda: not runs(pid))


def test_close_ends_a_call_of_another_thread(child: Child) -> None:
    """Closing while a thread waits for an answer gives that thread an error at once."""
    caught: list[Exception] = []

    def wait() -> None:
        try:
            child.call("hang")
        except ModelCrashed as error:
            caught.append(error)

    thread = threading.Thread(target=wait)
    thread.start()
    time.sleep(0.3)
    child.close()
    thread.join(10)
    assert len(caught) == 1


def test_child_outlives_the_thread_that_made_it(module: str) -> None:
    """The kernel ties a child to the thread that started it; keepmum's lives on when the caller's thread ends."""
    made: list[Child] = []
    thread = threading.Thread(target=lambda: made.append(Child(module, timeout_s=30)))
    thread.start()
    thread.join()
    with made[0] as child:
        assert child.call(["echo", 1]) == 1
        time.sleep(0.3)
        assert child.call(["echo", 2]) == 2


def test_calls_of_many_threads_do_not_mix(child: Child) -> None:
    """Each thread gets the answer to its own message."""
    wrong: list[object] = []

    def ask(number: int) -> None:
        wrong.extend(answer for _ in range(20) if (answer := child.call(["echo", number])) != number)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_fork_of_the_host_does_not_end_it(module: str) -> None:
    """An application that forks and whose fork ends by the ordinary way leaves the child to its owner."""
    code = (
        "import os, sys; from keepmum.memory.child import Child; child = Child(sys.argv[1], timeout_s=30)\n"
        "if os.fork() == 0: sys.exit(0)\n"
        "os.wait(); print(child.call(['echo', 'alive']))"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code, module], capture_output=True, text=True, check=True)
    assert (done.stdout.strip(), done.stderr) == ("alive", "")


_PARENT = """
import sys
from keepmum.memory.child import Child
child = Child("keepmum_test_child", timeout_s=600)
print(child.pid, child.call("start"), flush=True)
child.call(sys.argv[1])
"""


@pytest.mark.parametrize("busy", ["hang", "burn"])
def test_dies_with_its_parent(module: str, busy: str) -> None:
    """After kill -9 of the parent, its child and its child's child are gone, idle or in the middle of a computation."""
    with subprocess.Popen([sys.executable, "-c", _PARENT, busy], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        family = [int(word) for word in parent.stdout.readline().split()]
        try:
            assert len(family) == 2
            assert all(runs(pid) for pid in family)
            parent.kill()
            parent.wait()
            assert soon(lambda: not any(runs(pid) for pid in family))
        finally:
            for pid in family:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


def test_cannot_start_is_an_error(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing interpreter or module is `ModelCrashed`, not an exception of subprocess, and leaves no descriptor open."""
    before = len(list(Path("/proc/self/fd").iterdir())) if sys.platform == "linux" else 0
    with Child("keepmum_no_such_module", timeout_s=30) as child, pytest.raises(ModelCrashed):
        child.call(1)
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    with pytest.raises(ModelCrashed, match="does not start"):
        Child(module, timeout_s=30)
    if sys.platform == "linux":
        assert len(list(Path("/proc/self/fd").iterdir())) == before
