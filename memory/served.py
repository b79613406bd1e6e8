"""The child's side of `keepmum.memory.child`: what a process does first, and how it answers.

A frame is four bytes of length, big-endian, and that many bytes of CBOR (RFC 8949). A request is any message; a reply is
``[ANSWER, "", value]``, ``[REFUSAL, error name, reason]`` or ``[FAILURE, exception name, ""]``, after which the process ends.
"""

from __future__ import annotations

import os
import queue
import signal
import struct
import sys
import threading
from collections.abc import Callable
from typing import NoReturn

import cbor2

from keepmum.memory import errors

MAX_FRAME = 256 * 1024 * 1024
"""Bytes that a frame may have: more than any batch of vectors that keepmum sends."""

HEADER = struct.Struct(">I")
"""The length of a frame."""

ANSWER, REFUSAL, FAILURE = 0, 1, 2
"""The first entry of a reply."""

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4  # prctl(2)

_frames: list[tuple[queue.SimpleQueue[bytes], int]] = []  # at most one entry: the requests, and where the replies go


def enter() -> None:
    """Make this process safe and bound to its parent; call it first, before anything heavy is imported.

    No core dumps, no reading of its memory by others, new files for this user only, a limit on memory where the parent set
    one, death with the parent. Whatever prints to the standard output from now on prints to nowhere: that pipe is for frames.
    """
    if _frames:
        return
    import resource

    parent, memory_bytes = int(sys.argv[1]), int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if memory_bytes:
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    os.umask(0o077)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent to handle
    if sys.platform == "linux":
        import ctypes

        prctl = ctypes.CDLL(None, use_errno=True).prctl
        prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
        prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    if os.getppid() != parent:  # it died before the kernel was told
        os._exit(0)
    requests, replies = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    arrived: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    # A thread reads, so that the end of input ends the process in the middle of a long computation too.
    threading.Thread(target=_read_requests, args=(requests, arrived), name="keepmum-requests", daemon=True).start()
    _frames.append((arrived, replies))


def serve(handle: Callable[[object], object]) -> NoReturn:
    """Answer every message with what ``handle`` returns, until the parent closes or dies.

    A `keepmum.memory.errors.ModelError` that ``handle`` raises is raised again in the parent, and the next message is
    awaited. Any other exception ends the process, and the parent raises `ModelCrashed`.
    """
    enter()
    arrived, replies = _frames[0]
    while True:
        message = cbor2.loads(arrived.get())
        try:
            reply = [ANSWER, "", handle(message)]
        except errors.ModelError as refusal:
            reply = [REFUSAL, type(refusal).__name__, str(refusal)]
        except BaseException as failure:  # noqa: BLE001 - whatever it is, its name is told and the process ends
            _write_frame(replies, [FAILURE, type(failure).__name__, ""])
            os._exit(1)
        _write_frame(replies, reply)


def _write_frame(descriptor: int, reply: list[object]) -> None:
    body = cbor2.dumps(reply)
    if len(body) > MAX_FRAME:
        body = cbor2.dumps([FAILURE, "OversizedReply", ""])
    view = memoryview(HEADER.pack(len(body)) + body)
    try:
        while view:
            view = view[os.write(descriptor, view) :]
    except BrokenPipeError:  # the parent is gone
        os._exit(0)


def _read_requests(descriptor: int, arrived: queue.SimpleQueue[bytes]) -> NoReturn:
    with os.fdopen(descriptor, "rb") as stream:
        while True:
            header = stream.read(HEADER.size)
            size = HEADER.unpack(header)[0] if len(header) == HEADER.size else 0
            body = stream.read(size)
            if not body or len(body) != size:  # the parent closed, or died
                os._exit(0)
            arrived.put(body)
