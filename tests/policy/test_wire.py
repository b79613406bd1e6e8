"""The bytes of a request hold the model and the redacted texts, and those of a reply are hostile."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.policy.fakes import CLOUD, completion

from keepmum.policy.errors import UnreadableReply
from keepmum.policy.masking.redact import Redaction
from keepmum.policy.masking.tokens import TokenMap
from keepmum.policy.wire import contents, decode, encode


def test_a_request_is_a_chat_completion() -> None:
    """System parts are the system message, all others the user's, in their order; nothing else is in the body."""
    redaction = Redaction(("Be brief.", "[PERSON_1]: hi", "“说话” \\ \n?"), ("system", "context", "user"), TokenMap())
    assert json.loads(encode(redaction, CLOUD)) == {
        "model": "large-1",
        "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "[PERSON_1]: hi\n\n“说话” \\ \n?"}],
        "stream": False,
    }
    assert json.loads(encode(Redaction(("Hi",), ("user",), TokenMap()), CLOUD))["messages"] == [{"role": "user", "content": "Hi"}]


def test_every_text_of_a_request_is_seen_by_the_last_scan() -> None:
    """Values and keys at any depth, decoded from their escapes; only the model's name is known already."""
    body = b'{"model": "m", "a": [{"b\\u0062": "c\\u00e9"}, 3, null, "d"]}'
    assert set(contents(body)) == {"a", "bb", "cé", "d"}
    with pytest.raises(ValueError, match="object"):
        contents(b"[]")


def test_the_last_scan_sees_what_a_reader_reads() -> None:
    """A text that holds JSON, a URL or escapes is seen as it stands and decoded."""
    text = json.dumps({"who": "陈伟", "n": 12})
    body = encode(Redaction((text, "see https://x.example/?q=Mei%20Chen"), ("user", "system"), TokenMap()), CLOUD)
    seen = contents(body)
    assert text in seen
    assert "who\n陈伟\nn\n12" in seen
    assert "see https://x.example/?q=Mei Chen" in seen


def test_a_reply_is_its_first_choice() -> None:
    """The text comes back as it is; half a surrogate pair, which no file can keep, is replaced."""
    assert decode(completion("Hello 你好")) == "Hello 你好"
    assert decode(b'{"choices": [{"message": {"content": "a\\ud800b"}}]}') == "a?b"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"choices": []}',
        b'{"choices": {}}',
        b'{"choices": [{"message": null}]}',
        b'{"choices": [{"message": {"content": null}}]}',
        b'{"choices": [{"message": {"content": ["x"]}}]}',
        b'{"choices": [{"message": {"content": "x"}}]',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"choices": [{"message": {"content": ' + b"1" * 5000 + b"}}]}",
    ],
)
def test_a_reply_without_a_text_is_an_error(body: bytes) -> None:
    """Whatever else the bytes are, it is one error with a hint, and none of them is in it."""
    with pytest.raises(UnreadableReply) as caught:
        decode(body)
    assert caught.value.hint
    assert caught.value.__cause__ is None


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=80) | st.text(max_size=40).map(lambda text: json.dumps({"choices": [{"message": text}]}).encode()))
def test_any_bytes_are_a_reply_or_an_error(body: bytes) -> None:
    """No bytes make the decoder fail in another way."""
    with contextlib.suppress(UnreadableReply):
        decode(body)
