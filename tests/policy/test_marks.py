"""Marks: each stands in the bytes exactly where the redaction put what it masked, and where that cannot be followed there is none."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.policy.fakes import CLOUD, draft, note

from keepmum.policy.category import Category
from keepmum.policy.draft import Draft, Part
from keepmum.policy.masking.forms.dates import offset, shift
from keepmum.policy.masking.redact import Redaction, redact
from keepmum.policy.masking.tokens import TokenMap
from keepmum.policy.proving.marks import Mark, marks_of, read_marks, write_marks
from keepmum.policy.rules.decide import Decision
from keepmum.policy.rules.policy import Form
from keepmum.policy.span import Span
from keepmum.policy.wire import encode


def decided(*parts: list[tuple[int, int, Category, Form]]) -> Decision:
    """Return a decision with these spans in each part, each found by "people"."""
    forms = tuple(tuple((Span(start, end, category, 1.0, ("people",)), form) for start, end, category, form in part) for part in parts)
    return Decision("permit", ("notes",), (), forms, "0" * 64)


def marked(what: Draft, decision: Decision, redaction: Redaction) -> list[tuple[str, str, str]]:
    body = encode(redaction, CLOUD)
    return [(body[mark.start : mark.end].decode(), mark.category, mark.form) for mark in marks_of(what, decision, redaction, body)]


def test_marks_stand_where_the_tokens_are() -> None:
    """Masked and kept places are found in the encoded request, across parts, escapes and other scripts."""
    what = draft(note('Mei said "no"\nto 陈伟 on Tuesday'), "ask Mei", Part("Answer Mei.", "system"))
    decision = decided(
        [(0, 3, Category.PERSON, Form.PLACEHOLDER), (17, 19, Category.PERSON, Form.PLACEHOLDER), (23, 30, Category.DATE, Form.KEEP)],
        [(4, 7, Category.PERSON, Form.PLACEHOLDER)],
        [(7, 10, Category.PERSON, Form.PLACEHOLDER)],
    )
    redaction = redact(what, decision, TokenMap())
    assert marked(what, decision, redaction) == [
        ("[PERSON_1]", "person", "placeholder"),
        ("[PERSON_1]", "person", "placeholder"),
        ("[PERSON_2]", "person", "placeholder"),
        ("Tuesday", "date", "keep"),
        ("[PERSON_1]", "person", "placeholder"),
    ]


def test_every_form_is_marked() -> None:
    """What stands in a place without being a token is marked whole, and where nothing stands the mark is empty."""
    what = draft("pay 12,400 by 14 March 2024 to Ann, 43, of Leeds")
    decision = decided(
        [
            (4, 10, Category.AMOUNT, Form.BAND),
            (14, 27, Category.DATE, Form.SHIFT),
            (31, 34, Category.PERSON, Form.DROP),
            (36, 38, Category.AGE, Form.GENERALISE),
            (43, 48, Category.PLACE, Form.PLACEHOLDER),
        ]
    )
    redaction = redact(what, decision, TokenMap(seed=b"s" * 32))
    found = marked(what, decision, redaction)
    assert [(text, form) for text, _, form in found if form != "shift"] == [
        ("10,000-20,000", "band"),
        ("", "drop"),
        ("40s", "generalise"),
        ("[PLACE_1]", "placeholder"),
    ]
    assert shift("14 March 2024", offset(b"s" * 32, "")) == found[1][0] != "14 March 2024"


@pytest.mark.parametrize("words", ["role", "user", "content", '"content":"', "x", ""])
def test_no_part_is_mistaken_for_the_bytes_around_it(words: str) -> None:
    """A part that says what the request's own JSON says, or what another part says, is found in its own place."""
    what = draft(words, f"{words} Ann", Part(words, "system"))
    decision = decided([], [(len(words) + 1, len(words) + 4, Category.PERSON, Form.KEEP)], [])
    redaction = redact(what, decision, TokenMap())
    body = encode(redaction, CLOUD)
    (mark,) = marks_of(what, decision, redaction, body)
    assert body[mark.start :] == b'Ann"}],"stream":false}'


def test_the_bytes_of_another_request_are_refused() -> None:
    """Marks that would not fit the bytes are an error, and so is a request that they cannot be counted in."""
    what = draft("say hello to Ann now")
    decision = decided([(13, 16, Category.PERSON, Form.PLACEHOLDER)])
    redaction = redact(what, decision, TokenMap())
    for body in (b"{}", encode(replace(redaction, texts=("something else",)), CLOUD)):
        with pytest.raises(ValueError, match="not"):
            marks_of(what, decision, redaction, body)


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=3, max_size=60), st.data())
def test_every_redaction_is_followed(text: str, data: st.DataObject) -> None:
    """Whatever the text and its spans, each span has its mark, and the bytes there are the token or the text itself."""
    text = text.encode("utf-8", "replace").decode()
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    spans = [(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False) if a < b]
    forms = [data.draw(st.sampled_from([Form.PLACEHOLDER, Form.KEEP])) for _ in spans]
    decision = decided([(a, b, Category.PERSON, form) for (a, b), form in zip(spans, forms, strict=True)])
    what = draft(text)
    found = marked(what, decision, redact(what, decision, TokenMap()))
    assert len(found) == len(spans)
    for (seen, _, form), (a, b) in zip(found, spans, strict=True):
        assert seen == json.dumps(text[a:b], ensure_ascii=False)[1:-1] if form == "keep" else seen.startswith("[PERSON_")


def test_marks_have_one_encoding() -> None:
    """What is written is read again; anything else is refused."""
    marks = (Mark(1, 5, "person", "placeholder", ("people", "safelist")), Mark(9, 9, "date", "drop"))
    data = write_marks(marks)
    assert read_marks(data) == marks
    for wrong in (data + b"\x00", b"\xff", b"\x81\x01", write_marks([replace(marks[0], detectors=())])[:-1]):
        with pytest.raises(ValueError, match="no marks"):
            read_marks(wrong)
