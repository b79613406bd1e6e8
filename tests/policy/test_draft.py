"""Drafts: a part says where it comes from."""

from __future__ import annotations

import pytest
from tests.policy.fakes import CLOUD, draft

from keepmum.memory.record import RecordId
from keepmum.policy.draft import Draft, Part
from keepmum.policy.recipient import Purpose


def test_what_has_no_origin_is_refused() -> None:
    """A part of context, or one with a record, says its kind: otherwise a rule about calls would not see a call."""
    for arguments in (("x", "context"), ("x", "user", RecordId("r")), ("x", "user", None, "sms"), ("x", "assistant")):
        with pytest.raises(ValueError, match=r"kind|role"):
            Part(*arguments)  # type: ignore[arg-type]  # what must not be


def test_an_empty_draft_is_refused() -> None:
    """A draft has a part and a conversation."""
    with pytest.raises(ValueError, match="part"):
        Draft((), Purpose("answer"), CLOUD, "c")
    with pytest.raises(ValueError, match="conversation"):
        draft("Hi", conversation="")


def test_a_repr_shows_no_content() -> None:
    """A draft can be logged by accident."""
    what = draft(Part("Mei called", "context", None, "message", ("Mei",), "Mei's thread"), conversation="Mei")
    assert "Mei" not in repr(what)
