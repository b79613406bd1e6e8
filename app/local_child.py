"""The process that runs the language model (llama.cpp). `keepmum.app.local` starts it; nothing else imports it.

Requests are maps with an ``op``: ``open`` (path, threads, context), ``complete`` (messages, schema or none, max_tokens, seed)
and ``count`` (text). The reply to ``complete`` is the text and how many tokens went in and came out.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from keepmum.memory.child import enter, serve
from keepmum.memory.errors import ModelBroken, ModelMissing

_MAGIC = b"GGUF"  # the first bytes of every file of the format, llama.cpp's docs/gguf.md
_MARKS = 8  # tokens around a turn in the usual chat templates


class _Model:
    """One loaded model."""

    def __init__(self) -> None:
        self._llama: Any = None

    def handle(self, message: object) -> object:
        """Answer one request."""
        match message:
            case {"op": "open", "path": str(path), "threads": int(threads), "context": int(context)}:
                return self._open(Path(path), threads, context)
            case {"op": "complete", "messages": list(messages), "max_tokens": int(tokens), "schema": schema, "seed": int(seed)}:
                return self._complete(messages, schema, tokens, seed)
            case {"op": "count", "text": str(text)}:
                return self._count(text)
        raise ValueError("unknown request")

    def _open(self, path: Path, threads: int, context: int) -> int:
        """Load the file; return its context in tokens."""
        try:
            with path.open("rb") as file:
                magic = file.read(len(_MAGIC))
        except OSError:
            raise ModelMissing(f"the model file {path.name} cannot be read") from None
        if magic != _MAGIC:
            raise ModelBroken(f"{path.name} is no GGUF file")
        import llama_cpp

        try:
            # Greedy and seeded: the same question gives the same answer.
            self._llama = llama_cpp.Llama(
                str(path), n_ctx=context, n_threads=threads, n_threads_batch=threads, n_gpu_layers=0, seed=0, verbose=False
            )
        except (ValueError, RuntimeError, OSError):
            raise ModelBroken(f"{path.name} does not load") from None
        return int(self._llama.n_ctx())

    def _count(self, text: str) -> int:
        return len(self._llama.tokenize(text.encode(), add_bos=False, special=False))

    def _complete(self, messages: list[Any], schema: str | None, max_tokens: int, seed: int) -> object:
        # {"type": "json_schema"} is silently ignored by this library; "json_object" with a schema is a grammar.
        # The turns' own marks cost some tokens each. An answer that has no room is refused here, not cut in the middle.
        needed = sum(self._count(str(message["content"])) + _MARKS for message in messages) + max_tokens
        if needed > self._llama.n_ctx():
            return {"overflow": True}
        form = {"type": "json_object", "schema": _parsed(schema)} if schema is not None else None
        try:
            self._llama.reset()  # what was asked before has no influence, not even in the last bit
            reply = self._llama.create_chat_completion(
                messages=messages, response_format=form, max_tokens=max_tokens, temperature=0.0, seed=seed
            )
        except ValueError as error:
            if "context window" in str(error):
                return {"overflow": True}
            raise
        usage = reply["usage"]
        text = reply["choices"][0]["message"]["content"] or ""
        return {"text": text, "prompt_tokens": usage["prompt_tokens"], "tokens": usage["completion_tokens"]}


def _parsed(schema: str) -> object:
    import json

    return json.loads(schema)


if __name__ == "__main__":
    enter()
    serve(_Model().handle)
