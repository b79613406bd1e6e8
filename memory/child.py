"""Runs code that can crash, hang or eat memory in a process of its own, and talks to it in frames.

Parent side: `Child`. Child side: `enter`, then `serve`; how the two talk is in `keepmum.memory.served`. A child is started
by exec, never by a fork of this process: an unlocked vault's key must not be in its memory. It gets no descriptor but its
two pipes, no environment but `environment`, and no secret on its command line. It makes no core dump and dies with its
parent: the kernel kills it (Linux), and it ends itself when its input ends.
"""

from __future__ import annotations

import os
import queue
import select
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Mapping
from types import TracebackType
from typing import Self

import cbor2

from keepmum.memory import errors
from keepmum.memory.errors import ModelCrashed, ModelTimeout
from keepmum.memory.served import ANSWER, FAILURE, HEADER, MAX_FRAME, enter, serve

__all__ = ["MAX_FRAME", "Child", "enter", "environment", "serve"]

_CHUNK = 1 << 16  # bytes, a pipe's own size
_GRACE_S = 5.0  # for the kernel to finish a process that is dead already

_ALLOWED = frozenset(
    {"PATH", "HOME", "LANG", "TMPDIR", "TZ", "XDG_CACHE_HOME", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"}
    | {"PYTHONPATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"}
)
_ALLOWED_BEGINNINGS = ("LC_", "OPENBLAS_")
_FIXED = {
    "OMP_NUM_THREADS": "1",  # spinning threads on a busy machine cost ten times the speed
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "ORT_DISABLE_TELEMETRY": "1",
    "PYTHONUTF8": "1",
}


def environment(parent: Mapping[str, str]) -> dict[str, str]:
    """Return what of the parent's environment a child may see, with what every child gets."""
    kept = {name: value for name, value in parent.items() if name in _ALLOWED or name.startswith(_ALLOWED_BEGINNINGS)}
    return kept | _FIXED


class Child:
    """A process that runs one module and answers one message at a time.

    It stays alive between calls. After a crash or a timeout it is dead for good: make a new one. Calls from several threads
    wait for each other.

    Attributes:
        pid: The process's id.
    """

    def __init__(self, module: str, *, timeout_s: float, memory_bytes: int | None = None) -> None:
        """Start ``python -P -m MODULE``, whose first act must be `enter`, and whose last `serve`.

        Args:
            module: The module to run, such as ``keepmum.app.local_child``.
            timeout_s: Seconds that one call may take, unless the call says otherwise.
            memory_bytes: The most address space that it may have; none for no limit.

        Raises:
            ModelCrashed: The process cannot be started.
        """
        self._module = module
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        child_in, self._to_child = os.pipe()
        self._from_child, child_out = os.pipe()
        arguments = [sys.executable, "-P", "-m", module, str(os.getpid()), str(memory_bytes or 0)]
        try:
            self._process, ended = _start(arguments, child_in, child_out)
        except OSError:
            os.close(self._to_child)
            os.close(self._from_child)
            raise ModelCrashed(f"the process of {module} does not start") from None
        finally:
            os.close(child_in)
            os.close(child_out)
        os.set_blocking(self._to_child, False)
        os.set_blocking(self._from_child, False)
        self.pid = self._process.pid
        # Runs at close, when the object is dropped, and at the interpreter's exit; whichever is first.
        self._end = weakref.finalize(self, _finish, self._process, ended, (self._to_child, self._from_child), os.getpid())

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._end.alive and self._process.poll() is None

    def call(self, message: object, timeout_s: float | None = None) -> object:
        """Send a message and return the reply; both are what CBOR can hold.

        What the child answers is not to be trusted: check its type.

        Args:
            message: What to send.
            timeout_s: Seconds that this call may take; none for the child's own limit.

        Raises:
            ModelCrashed: The process died, or it answered what is no frame.
            ModelTimeout: It did not answer in time, and was killed.
            ModelError: The child's own refusal, such as `ModelMissing`; the child lives on.
            ValueError: The message is longer than `MAX_FRAME`.
        """
        body = cbor2.dumps(message)
        if len(body) > MAX_FRAME:
            raise ValueError(f"a message may have at most {MAX_FRAME} bytes")
        limit_s = self._timeout_s if timeout_s is None else timeout_s
        deadline = time.monotonic() + limit_s
        with self._lock:
            if not self.alive:
                raise ModelCrashed(f"the process of {self._module} has ended")
            try:
                self._send(HEADER.pack(len(body)) + body, deadline)
                reply = self._reply(deadline)
            except TimeoutError:
                self._end()
                raise ModelTimeout(f"no answer from {self._module} in {limit_s:g} seconds") from None
            except BaseException:  # an interrupted exchange leaves half a frame in the pipe: the child is of no more use
                self._end()
                raise
        return self._open(reply)

    def close(self) -> None:
        """Kill the process; there is nothing in it worth keeping. May be called twice.

        A call that another thread is waiting for ends with `ModelCrashed`.
        """
        self._process.kill()
        with self._lock:  # the pipes may be closed only when nobody waits on them
            self._end()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close."""
        self.close()

    def _send(self, data: bytes, deadline: float) -> None:
        view = memoryview(data)
        while view:
            _wait(self._to_child, deadline, write=True)
            try:
                view = view[os.write(self._to_child, view[:_CHUNK]) :]
            except BlockingIOError:  # readiness is a hint, not a promise
                continue
            except BrokenPipeError:
                raise self._death() from None

    def _receive(self, size: int, deadline: float) -> bytes:
        data = bytearray()  # grows as bytes arrive: a length that lies costs nothing
        while len(data) < size:
            _wait(self._from_child, deadline, write=False)
            try:
                part = os.read(self._from_child, min(_CHUNK * 16, size - len(data)))
            except BlockingIOError:
                continue
            if not part:
                raise self._death()
            data += part
        return bytes(data)

    def _reply(self, deadline: float) -> list[object]:
        (size,) = HEADER.unpack(self._receive(HEADER.size, deadline))
        if size > MAX_FRAME:
            raise ModelCrashed(f"{self._module} answered more than {MAX_FRAME} bytes")
        try:
            reply = cbor2.loads(self._receive(size, deadline))
        except (cbor2.CBORDecodeError, ValueError, RecursionError):
            raise ModelCrashed(f"{self._module} answered what is no CBOR") from None
        if not isinstance(reply, list) or len(reply) != 3:
            raise ModelCrashed(f"{self._module} answered out of order")
        if reply[0] == FAILURE:
            raise ModelCrashed(f"the process of {self._module} failed: {str(reply[1])[:80]}")
        return reply

    def _open(self, reply: list[object]) -> object:
        kind, name, value = reply
        if kind == ANSWER:
            return value
        refusal = getattr(errors, str(name), None)
        if isinstance(refusal, type) and issubclass(refusal, errors.ModelError):
            raise refusal(str(value)[:500])
        raise ModelCrashed(f"{self._module} refused in an unknown way")

    def _death(self) -> ModelCrashed:
        """Return the error that says how the process ended."""
        try:
            code = self._process.wait(_GRACE_S)
        except subprocess.TimeoutExpired:  # it closed its pipes and lives: of no use either
            return ModelCrashed(f"the process of {self._module} closed its pipe")
        how = f"with code {code}" if code >= 0 else f"by {signal.Signals(-code).name}"
        return ModelCrashed(f"the process of {self._module} ended {how}")


def _start(arguments: list[str], child_in: int, child_out: int) -> tuple[subprocess.Popen[bytes], threading.Event]:
    """Start the process from a thread that lives as long as the child.

    The kernel's "signal at the parent's death" means the death of the *thread* that started the process (prctl(2)). A child
    started by a worker thread of the host application would be killed when that worker ends.
    """
    ended = threading.Event()
    outcome: queue.SimpleQueue[subprocess.Popen[bytes] | OSError] = queue.SimpleQueue()

    def run() -> None:
        try:
            process = subprocess.Popen(
                arguments, stdin=child_in, stdout=child_out, stderr=subprocess.DEVNULL, close_fds=True, env=environment(os.environ)
            )
        except OSError as error:
            outcome.put(error)
            return
        outcome.put(process)
        del process
        ended.wait()

    threading.Thread(target=run, name="keepmum-child", daemon=True).start()
    started = outcome.get()
    if isinstance(started, OSError):
        raise started
    return started, ended


def _finish(process: subprocess.Popen[bytes], ended: threading.Event, descriptors: tuple[int, ...], owner: int) -> None:
    for descriptor in descriptors:
        os.close(descriptor)
    if os.getpid() != owner:  # a fork of the host application has a copy of this, and the child is not its own
        process.returncode = 0
        return
    process.kill()  # safe: only this and _death wait for it, so its id is not another's yet
    process.wait()
    ended.set()


def _wait(descriptor: int, deadline: float, *, write: bool) -> None:
    poll = select.poll()  # not select(): a host application may have more than 1,024 descriptors open
    poll.register(descriptor, select.POLLOUT if write else select.POLLIN)
    left_ms = (deadline - time.monotonic()) * 1000
    if left_ms <= 0 or not poll.poll(left_ms):
        raise TimeoutError
