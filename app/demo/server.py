"""A small, honest OpenAI-compatible server for the demo: it stands for the cloud, on loopback, in a process of its own.

``python -m keepmum.app.demo.server --log FILE`` writes every byte that it receives to FILE, and its port to the standard
output. A real language model answers: it sees the prompt as it came, and its answer is bound to a JSON schema whose fields
are choices among the labels (``[PERSON_1]``) in that prompt. Nothing in a reply is written by hand but the fields' names.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import socket
import sys
import threading
import time
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO, Any

from keepmum.app.local import LocalModel, Message
from keepmum.app.models import language_model_path
from keepmum.memory.errors import ModelError

LABEL = re.compile(r"[\[⟦]([A-Z][A-Z_]{0,30})_[0-9]{1,6}[\]⟧]")
"""A label as keepmum writes it; the group is its category."""

_MOST_BODY = 1 << 20  # bytes
_MOST_CHOICES = 30  # labels in one field: a grammar of hundreds is slow
_MOST_TOKENS = 160  # of the answer
_CONTEXT = 1536  # tokens of question and answer: bounds the time of one answer to about ten seconds on one core
_TIMEOUT_S = 90.0  # for one answer
_UNKNOWN = "unknown"  # a choice of every field: the model may abstain
_FIELDS = {"PERSON": "who", "GROUP": "who", "PLACE": "where", "ADDRESS": "where", "ORGANISATION": "where", "DATE": "when", "TIME": "when"}


def schema(prompt: str) -> str:
    """Return the JSON schema of an answer to this prompt: who, where, when, what, each one of the prompt's own labels.

    Labels of other categories, such as amounts, go to "what". A prompt without labels has only the answer "unknown".
    """
    choices: dict[str, dict[str, None]] = {}
    for found in LABEL.finditer(prompt):
        choices.setdefault(_FIELDS.get(found[1], "what"), {})[found[0]] = None
    order: list[str] = [name for name in ("who", "where", "when", "what") if name in choices] or ["answer"]
    fields = {name: {"enum": [*list(choices.get(name, {}))[:_MOST_CHOICES], _UNKNOWN]} for name in order}
    return json.dumps({"type": "object", "properties": fields, "required": order, "additionalProperties": False}, ensure_ascii=False)


def complete(model: LocalModel, messages: Sequence[Message]) -> str:
    """Return the model's answer as text: its chosen labels, each with its field's name.

    Raises:
        ModelError: The model cannot answer.
        ValueError: What it wrote was cut before its end.
    """
    prompt = "\n".join(message.text for message in messages)
    form = schema(prompt)
    kept = list(messages)
    reply = None
    while reply is None:
        try:
            reply = model.complete(kept, schema=form, max_tokens=_MOST_TOKENS)
        except ValueError:  # longer than its context: the first half of the longest message goes, the question stands at the end
            place = max(range(len(kept)), key=lambda number: len(kept[number].text))
            kept[place] = Message(kept[place].role, kept[place].text[(len(kept[place].text) + 1) // 2 :])
    return "\n".join(f"{name}: {value}" for name, value in json.loads(reply).items())


class DemoServer(ThreadingHTTPServer):
    """Listens on 127.0.0.1 only and answers one request at a time."""

    daemon_threads = True

    def __init__(self, port: int, log: Path, model: LocalModel) -> None:
        """Bind the port and open the file.

        Args:
            port: The port; 0 for any that is free.
            log: Every received byte is appended to it. Made for this user only.
            model: Who answers.
        """
        self.model = model
        self.turn = threading.Lock()
        self.log = os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab", buffering=0)
        super().__init__(("127.0.0.1", port), _Exchange)

    def server_close(self) -> None:
        """Stop listening, and end the model."""
        super().server_close()
        self.log.close()
        self.model.close()


class _Recorder(io.RawIOBase):
    """Reads from a connection and writes what arrives to the file, before anything looks at it."""

    def __init__(self, connection: socket.socket, log: IO[bytes]) -> None:
        self._connection = connection
        self._log = log

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:  # noqa: ANN401 - the buffer protocol has no name in Python 3.11
        size = self._connection.recv_into(buffer)
        self._log.write(memoryview(buffer)[:size])
        return size


class _Exchange(BaseHTTPRequestHandler):
    """One request and its answer."""

    server: DemoServer
    server_version = "keepmum-demo"
    sys_version = ""
    timeout = 30  # seconds for a silent client

    def setup(self) -> None:
        super().setup()
        self.rfile.close()
        self.rfile = io.BufferedReader(_Recorder(self.connection, self.server.log))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the standard library's
        """Say nothing: the file has it all."""

    def do_POST(self) -> None:
        if not self.path.endswith("/chat/completions"):
            self._send(404, _problem("no such path"))
            return
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > _MOST_BODY:
            self._send(413, _problem("a body of at most 1 MiB with its length, please"))
            return
        try:
            messages, name = _parse(self.rfile.read(int(length)))
        except (ValueError, KeyError, TypeError, AttributeError):
            self._send(400, _problem("not a chat completion request"))
            return
        try:
            with self.server.turn:
                text = complete(self.server.model, messages)
        except (ModelError, ValueError) as error:
            self._send(500, _problem(type(error).__name__))
            return
        message = {"role": "assistant", "content": text}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        self._send(200, {"id": "demo", "object": "chat.completion", "created": int(time.time()), "model": name, "choices": [choice]})

    def _send(self, status: int, body: dict[str, Any]) -> None:
        data = json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def _problem(reason: str) -> dict[str, Any]:
    return {"error": {"message": reason}}


def _parse(body: bytes) -> tuple[list[Message], str]:
    request = json.loads(body)
    messages = []
    for message in request["messages"]:
        role, text = message["role"], message["content"]
        if role not in {"system", "user", "assistant"} or not isinstance(text, str):
            raise ValueError("a message has a role and a text")
        messages.append(Message(role, text))
    if not messages:
        raise ValueError("no message")
    return messages, str(request.get("model", ""))


def _end_with_stdin(server: DemoServer) -> None:
    sys.stdin.buffer.read()
    server.shutdown()


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until killed, or until the standard input ends where that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m keepmum.app.demo.server", description="The demo's cloud, on loopback.")
    parser.add_argument("--port", type=int, default=0, help="0 for any free one; it is printed")
    parser.add_argument("--log", type=Path, required=True, help="every received byte is appended to this file")
    parser.add_argument("--model", type=Path, default=None, help="a GGUF file; the packaged one by default")
    parser.add_argument("--context", type=int, default=_CONTEXT, help="tokens of question and answer")
    parser.add_argument("--until-stdin-ends", action="store_true", help="end with whoever holds the other end of the pipe")
    options = parser.parse_args(arguments)
    path = language_model_path(options.model)
    if path is None:
        sys.stderr.write("no language model is installed; `keepmum models check` says which package carries one\n")
        return 1
    with DemoServer(options.port, options.log, LocalModel(path, context=options.context, timeout_s=_TIMEOUT_S)) as server:
        sys.stdout.write(f"{server.server_port}\n")
        sys.stdout.flush()
        if options.until_stdin_ends:
            threading.Thread(target=_end_with_stdin, args=(server,), daemon=True).start()
        server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
