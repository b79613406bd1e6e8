"""Filters typed into a question are taken out of it; whatever is no filter stays."""

from __future__ import annotations

from datetime import UTC, datetime
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keepmum.memory.question.interpret import read_filters
from keepmum.memory.question.operators import typed_filters

MARCH = (datetime(2025, 3, 1, tzinfo=UTC), datetime(2025, 4, 1, tzinfo=UTC))


def _period(text: str) -> tuple[datetime, datetime] | None:
    return MARCH if text.casefold() == "march" else None


def test_filters_leave_the_question() -> None:
    """Person, thread and kind are read, in any capitals and in quotes, and the words are left."""
    typed = typed_filters('From:"Mei Chen" with:Wei knee in:Family kind:call KIND:messages', _period)
    assert typed.text == "knee"
    assert (typed.speakers, typed.taking_part, typed.threads) == (("Mei Chen",), ("Wei",), ("Family",))
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


def test_several_of_one_filter() -> None:
    """People, threads and kinds that are typed again are further ones; of several times the narrowest holds."""

    def period(text: str) -> tuple[datetime, datetime]:
        month = int(text)
        return datetime(2025, month, 1, tzinfo=UTC), datetime(2025, month + 1, 1, tzinfo=UTC)

    typed = typed_filters("from:ana from:mei x from:ana with:wei with:bo in:a in:b kind:memo kind:call", period)
    assert typed.text == "x"
    assert (typed.speakers, typed.taking_part, typed.threads) == (("ana", "mei"), ("wei", "bo"), ("a", "b"))
    assert typed.kinds == {"memo", "call"}
    for text in ("since:3 since:5 after:2 until:9 before:8 until:10", "until:10 after:2 before:8 since:5 until:9 since:3"):
        typed = typed_filters(text, period)
        assert (typed.since, typed.until) == (datetime(2025, 5, 1, tzinfo=UTC), datetime(2025, 8, 1, tzinfo=UTC))


def test_a_time_without_the_side_that_is_asked_for_is_no_filter() -> None:
    """A "since" of what has no beginning and an "until" of what has no end stay words, instead of being taken and doing nothing."""
    for text, span in (("since:x", (None, MARCH[1])), ("before:x", (None, MARCH[1])), ("until:x", (MARCH[0], None))):
        typed = typed_filters(text, lambda _, span=span: span)  # type: ignore[misc]  # the span of this round
        assert (typed.text, typed.since, typed.until) == (text, None, None)


@pytest.mark.parametrize("value", ["from:a{}", "since:may{}", "kind:a{}", 'in:"a {}"', 'since:"may' + " may" * 60 + ' {}"'])
def test_no_more_than_fifty_filters_are_read(value: str) -> None:
    """Of ten thousand different ones the first 50 are read, in well under half a second; the others stay words, and that is said."""
    asked: list[str] = []
    now = datetime(2025, 6, 18, tzinfo=UTC)
    text = " ".join(value.format(place) for place in range(10_000)) + " where is the key"

    def period(words: str) -> tuple[datetime | None, datetime | None]:
        asked.append(words)
        return MARCH

    typed = typed_filters(text, period)
    assert len(asked) <= 50
    assert len(typed.speakers) + len(typed.threads) + len(asked) in {0, 50}
    assert typed.too_many
    assert typed.text.endswith(value.format(9_999) + " where is the key")
    began = process_time()
    read_filters(text, now)
    assert process_time() - began < 0.5
    same = typed_filters("from:ana " * 10_000 + "where is the key", period)
    assert (same.text, same.speakers, same.too_many) == ("where is the key", ("ana",), False)


@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    """No text fails, and one without a colon comes back as it is."""
    typed = typed_filters(text, _period)
    if ":" not in text:
        assert typed.text == text
