"""The language model on this device: llama.cpp, always in a process of its own (`keepmum.app.local_child`).

A default build of it dies with SIGSEGV on some virtual machines, and a model file is code's next of kin: neither may happen
in the process that holds the vault's key. The model is a weak witness: what it writes is checked by whoever asks it.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Literal, Protocol, Self

from keepmum.memory.child import Child
from keepmum.memory.errors import ModelCrashed, ModelError, ModelMissing

_MODULE = "keepmum.app.local_child"
_SEED = 0  # greedy and seeded: the same question gives the same answer


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of what the model is given.

    Attributes:
        role: Who speaks.
        text: What is said. It cannot end its own turn: a model's control marks in it are broken up.
    """

    role: Literal["system", "user", "assistant"]
    text: str = field(repr=False)


class LanguageModel(Protocol):
    """What a task needs of a language model."""

    def complete(self, messages: Sequence[Message], *, schema: str | None = None, max_tokens: int = 256) -> str:
        """Return the model's text; see `LocalModel.complete`."""
        ...


class LocalModel:
    """A GGUF file, loaded at the first question and kept in its process between questions.

    After a crash or a timeout the next question starts a new process.
    """

    def __init__(self, path: Path, *, threads: int = 1, context: int = 2048, timeout_s: float = 120.0) -> None:
        """Name the model; nothing is loaded yet.

        Args:
            path: A GGUF file.
            threads: Threads of the computation. More than there are idle cores makes it many times slower.
            context: Tokens that question and answer may have together.
            timeout_s: Seconds that loading may take, and one answer.
        """
        self._path = path
        self._threads = threads
        self._context = context
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._child: Child | None = None

    def complete(self, messages: Sequence[Message], *, schema: str | None = None, max_tokens: int = 256) -> str:
        """Return the model's answer, greedily decoded.

        Args:
            messages: The turns, oldest first.
            schema: A JSON schema that the answer is forced into; none for free text. It bounds the form, not the truth, and an
                answer cut at ``max_tokens`` does not fit it: parse and check.
            max_tokens: The longest answer, in tokens.

        Raises:
            ModelMissing: There is no such file.
            ModelBroken: It is no GGUF file, or does not load.
            ModelCrashed: Its process died, by SIGSEGV for example; this process is unharmed.
            ModelTimeout: There was no answer in time; its process was killed.
            ValueError: The turns and ``max_tokens`` together are longer than the model's context.
        """
        request = {
            "op": "complete",
            "messages": [{"role": message.role, "content": _harmless(message.text)} for message in messages],
            "schema": schema,
            "max_tokens": max_tokens,
            "seed": _SEED,
        }
        match self._ask(request):
            case {"text": str(text)}:
                return text
            case {"overflow": True}:
                raise ValueError(f"question and answer are longer than the model's context of {self._context} tokens")
        raise ModelCrashed("the language model's process answered out of order")

    def count(self, text: str) -> int:
        """Return how many of the model's tokens ``text`` has.

        Raises:
            ModelError: As for `complete`.
        """
        match self._ask({"op": "count", "text": text}):
            case int(number):
                return number
        raise ModelCrashed("the language model's process answered out of order")

    def close(self) -> None:
        """End the model's process. May be called twice; a later question starts a new one."""
        child, self._child = self._child, None
        if child is not None:
            child.close()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close."""
        self.close()

    def _ask(self, request: object) -> object:
        return self._running().call(request)

    def _running(self) -> Child:
        """Return the process with the model loaded; start one where there is none."""
        with self._lock:
            if self._child is not None and self._child.alive:
                return self._child
            self.close()
            if not self._path.is_file():
                raise ModelMissing(f"there is no model file {self._path.name}")
            child = Child(_MODULE, timeout_s=self._timeout_s)
            try:
                child.call({"op": "open", "path": str(self._path.absolute()), "threads": self._threads, "context": self._context})
            except ModelError:
                child.close()
                raise
            self._child = child
            return child


def _harmless(text: str) -> str:
    """Break up the marks, such as ``<|im_end|>``, by which a chat's text could pretend to be another speaker's turn."""
    return text.replace("<|", "< |").replace("|>", "| >").replace("[INST]", "[ INST]").replace("<s>", "< s>").replace("</s>", "< /s>")
