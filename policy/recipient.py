"""To whom something goes, and what for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_LONGEST_URL = 2000
_LONGEST_MODEL = 200


class Purpose(str):
    """What a request is for, such as "answer" or "draft_reply": 1 to 32 small letters, digits, "_" and "-"."""

    __slots__ = ()

    def __new__(cls, value: str) -> Self:
        """Check the name.

        Raises:
            ValueError: The name has other characters or is too long.
        """
        if not _NAME.fullmatch(value):
            raise ValueError("a purpose is 1 to 32 small letters, digits, '_' and '-', a letter first")
        return super().__new__(cls, value)


@dataclass(frozen=True, slots=True)
class Recipient:
    """A party outside this device that may be asked. Its address is fixed when it is declared.

    Attributes:
        name: How policies and people call it: 1 to 32 small letters, digits, "_" and "-".
        url: The base URL of an OpenAI-compatible server, such as ``https://api.example.org/v1``.
        model: The model that is asked for.
    """

    name: str
    url: str
    model: str

    def __post_init__(self) -> None:
        """Check the name; the transport checks the URL.

        Raises:
            ValueError: The name has other characters, is too long, or is "device", which is no recipient.
        """
        if not _NAME.fullmatch(self.name) or self.name == "device":
            raise ValueError("a recipient's name is 1 to 32 small letters, digits, '_' and '-', a letter first, and not 'device'")

    @classmethod
    def declared(cls, name: str, url: str, model: str) -> Self:
        """Return a recipient that a person declares: what a screen or a request could choke on is refused, too.

        What a vault or a ledger already holds is read as it is, so that it can still be listed, removed and replayed.

        Raises:
            ValueError: As above; or the model has a character that is not printable or is over 200 characters, or the URL is over 2,000.
        """
        if not model.isprintable() or len(model) > _LONGEST_MODEL:
            raise ValueError(f"a model's name is at most {_LONGEST_MODEL} printable characters")
        if len(url) > _LONGEST_URL:
            raise ValueError(f"a recipient's URL is at most {_LONGEST_URL:,} characters")
        return cls(name, url, model)
