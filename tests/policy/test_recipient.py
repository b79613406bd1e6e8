"""Who may be declared as a recipient."""

from __future__ import annotations

import pytest

from keepmum.policy.recipient import Recipient

_URL = "https://x.example/v1"


@pytest.mark.parametrize(
    ("url", "model"),
    [(_URL, "m\x1b[31m"), (_URL, "m\nn"), (_URL, "m" * 201), (_URL.ljust(2001, "a"), "m")],
    ids=["escape", "line", "model", "url"],
)
def test_what_is_declared_is_short_and_printable(url: str, model: str) -> None:
    """A model's name is printable and at most 200 characters, a URL at most 2,000."""
    with pytest.raises(ValueError, match="at most"):
        Recipient.declared("near", url, model)


def test_the_longest_are_declared() -> None:
    """The limits themselves are allowed."""
    assert Recipient.declared("near", _URL.ljust(2000, "a"), "m" * 200).model == "m" * 200
