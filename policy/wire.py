"""The bytes of a request and of its reply: OpenAI-compatible chat completions, as JSON."""

from __future__ import annotations

import json
from typing import Any

from keepmum.policy.errors import UnreadableReply
from keepmum.policy.masking.leaves import leaves
from keepmum.policy.masking.redact import Redaction
from keepmum.policy.recipient import Recipient


def encode(redaction: Redaction, recipient: Recipient) -> bytes:
    """Return the body of the request: only the recipient's model and the redacted texts are in it.

    The texts of role "system" come first, as one message; all others follow in their order, as one message of the user.
    """
    system = [text for text, role in zip(redaction.texts, redaction.roles, strict=True) if role == "system"]
    user = [text for text, role in zip(redaction.texts, redaction.roles, strict=True) if role != "system"]
    messages = [{"role": role, "content": "\n\n".join(texts)} for role, texts in (("system", system), ("user", user)) if texts]
    body = {"model": recipient.model, "messages": messages, "stream": False}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def contents(body: bytes) -> list[str]:
    """Return every text in an encoded request that was not fixed when the recipient was declared, keys of objects included.

    A text with JSON, escapes or a URL in it is there twice: as it stands, and as a reader reads it.

    Raises:
        ValueError: The body is no JSON object.
    """
    fields = json.loads(body)
    if not isinstance(fields, dict):
        raise ValueError("a request is a JSON object")  # noqa: TRY004  not the caller's type but the bytes' content
    found: list[str] = []
    waiting: list[Any] = [{key: value for key, value in fields.items() if key != "model"}]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            found.append(value)
            layout = leaves(value)
            if not layout.is_plain:
                found.append(layout.text())
        elif isinstance(value, dict):
            waiting += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            waiting += value
    return found


def decode(body: bytes) -> str:
    """Return the text of the reply's first choice.

    Args:
        body: Hostile bytes.

    Raises:
        UnreadableReply: They are no chat completion with a text in it.
    """
    try:
        fields = json.loads(body.decode())
        content = fields["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        raise UnreadableReply("the reply is not the JSON of a chat completion") from None
    if not isinstance(content, str):
        raise UnreadableReply("the reply has no text")
    return content.encode("utf-8", "replace").decode()  # half a surrogate pair can stand in JSON, and in no file
