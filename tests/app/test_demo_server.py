"""The demo's cloud is honest: it writes down every byte, and a real model chooses among the labels that it received."""

from __future__ import annotations

import json
import re
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from keepmum.app.cloud import HttpTransport
from keepmum.app.demo.server import LABEL, schema
from keepmum.app.errors import CloudFailed
from keepmum.app.models import language_model_path
from keepmum.policy.recipient import Recipient


@dataclass(frozen=True, slots=True)
class Running:
    """A server in another process."""

    port: int
    log: Path

    def send(self, body: object, timeout_s: float = 60) -> str:
        transport = HttpTransport(Recipient("cloud", f"http://127.0.0.1:{self.port}/v1", "small"), "sk-demo", timeout_s=timeout_s)
        reply = json.loads(transport.send(json.dumps(body, ensure_ascii=False).encode()))
        assert reply["object"] == "chat.completion"
        return str(reply["choices"][0]["message"]["content"])

    def raw(self, data: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            connection.sendall(data)
            reply = b""
            while part := connection.recv(65536):
                reply += part
        return reply


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    if language_model_path() is None:
        pytest.skip("no language model is installed")
    log = tmp_path_factory.mktemp("demo") / "received.bin"
    command = [
        sys.executable,
        "-P",
        "-m",
        "keepmum.app.demo.server",
        "--port",
        "0",
        "--log",
        str(log),
        "--context",
        "512",
        "--until-stdin-ends",
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        yield Running(int(process.stdout.readline()), log)
        process.stdin.close()
        assert process.wait(10) == 0


def ask(text: str) -> dict[str, object]:
    return {"model": "small", "messages": [{"role": "system", "content": "Answer."}, {"role": "user", "content": text}]}


def test_answer_is_made_of_the_labels_that_came(server: Running) -> None:
    """Each line of the reply is a field and one of the prompt's own labels, or "unknown"."""
    prompt = "[DATE_1] [PERSON_1]: lunch with [PERSON_2] at [PLACE_1]. 字 [AMOUNT_1]\n\nWho has lunch where?"
    lines = dict(line.split(": ") for line in server.send(ask(prompt)).splitlines())
    assert set(lines) == {"who", "where", "when", "what"}
    assert set(lines.values()) <= {found[0] for found in LABEL.finditer(prompt)} | {"unknown"}


def test_without_labels_it_abstains(server: Running) -> None:
    """A prompt with no label leaves the model one choice."""
    assert server.send(ask("What is the capital of France?")) == "answer: unknown"


def test_every_byte_is_in_the_file(server: Running) -> None:
    """Request line, headers and body are in the file as they came, of good requests and bad ones; only its owner may read it."""
    server.send(ask("字 [PERSON_1] marker-one"))
    server.raw(b"BREW /pot HTTP/1.0\r\nX-Marker: two\r\n\r\n")
    server.raw(b"\xff\xfe marker-three\r\n\r\n")
    received = server.log.read_bytes()
    assert re.search(rb"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:\d+\r\n", received)
    assert "字 [PERSON_1] marker-one".encode() in received
    assert b"Authorization: Bearer sk-demo\r\n" in received
    assert b"BREW /pot HTTP/1.0\r\nX-Marker: two\r\n\r\n" in received
    assert b"\xff\xfe marker-three" in received
    assert stat.S_IMODE(server.log.stat().st_mode) == 0o600


def test_long_prompt_still_gets_an_answer(server: Running) -> None:
    """What does not fit the model's context is cut from the front, and the answer keeps its form."""
    notes = "".join(f"[DATE_{n}] [PERSON_{n}]: {'we talked about the garden and the rain. ' * 30}\n" for n in range(1, 10))
    body = ask(f"{notes}\nWho was it?")
    assert re.fullmatch(r"who: (\[PERSON_\d\]|unknown)\nwhen: (\[DATE_\d\]|unknown)", server.send(body))


@pytest.mark.parametrize(
    "body", [{}, [], {"messages": []}, {"messages": [{"role": "user"}]}, {"messages": [{"role": "boss", "content": "x"}]}, 7]
)
def test_bad_request_is_an_error(server: Running, body: object) -> None:
    """What is no chat completion request gets status 400, and the server lives."""
    with pytest.raises(CloudFailed) as caught:
        server.send(body)
    assert caught.value.status == 400


def test_other_paths_and_long_bodies(server: Running) -> None:
    """Other paths get 404, and a body past the limit or without a length 413."""
    assert b" 404 " in server.raw(b"POST /v1/embeddings HTTP/1.0\r\nContent-Length: 0\r\n\r\n").split(b"\r\n")[0]
    for length in (b"9999999999", b"-1", b"x"):
        head = b"POST /v1/chat/completions HTTP/1.0\r\nContent-Length: " + length + b"\r\n\r\n"
        assert b" 413 " in server.raw(head).split(b"\r\n")[0]


def test_schema_sorts_labels_into_fields() -> None:
    """People are "who", places "where", times "when", everything else "what"; each label once, in order of first appearance."""
    fields = json.loads(schema("[TIME_2] [ID_NUMBER_1] [PERSON_3] [PERSON_1] [PERSON_3] ⟦ADDRESS_1⟧ [not_1] [PERSON_]"))["properties"]
    assert {name: field["enum"] for name, field in fields.items()} == {
        "who": ["[PERSON_3]", "[PERSON_1]", "unknown"],
        "where": ["⟦ADDRESS_1⟧", "unknown"],
        "when": ["[TIME_2]", "unknown"],
        "what": ["[ID_NUMBER_1]", "unknown"],
    }
