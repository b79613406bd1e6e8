"""Filters typed into a question are taken out of it; whatever is no filter stays."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from keepmum.memory.operators import typed_filters

MARCH = (datetime(2025, 3, 1, tzinfo=UTC), datetime(2025, 4, 1, tzinfo=UTC))


def _period(text: str) -> tuple[datetime, datetime] | None:
    return MARCH if text.casefold() == "march" else None


def test_filters_leave_the_question() -> None:
    """Person, thread and kind are read, in any capitals and in quotes, and the words are left."""
    typed = typed_filters('From:"Mei Chen" with:Wei knee in:Family kind:call KIND:messages', _period)
    assert typed.text == "knee"
    assert (typed.speaker, typed.taking_part, typed.thread) == ("Mei Chen", "Wei", "Family")
    assert typed.kinds == {"call", "message"}


def test_since_and_after_before_and_until() -> None:
    """A "since March" begins with it and "after March" when it is over; "before" ends where it begins, "until" with its end."""
    assert typed_filters("since:march x", _period).since == MARCH[0]
    assert typed_filters("after:march x", _period).since == MARCH[1]
    assert typed_filters("before:march x", _period).until == MARCH[0]
    assert typed_filters("until:march x", _period).until == MARCH[1]


def test_what_is_no_filter_stays() -> None:
    """Links, notes to oneself, unknown kinds and times that are none are words of the question."""
    for text in ("https://example.org/in:here", "note: call mum", "kind:thing", "since:whenever", "a from: b", "before:"):
        typed = typed_filters(text, _period)
        assert typed.text == text
        assert typed.kinds is None
        assert typed.since is None


@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    """No text fails, and one without a colon comes back as it is."""
    typed = typed_filters(text, _period)
    if ":" not in text:
        assert typed.text == text
