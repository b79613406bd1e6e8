"""Redacting: typed tokens, numbered by first appearance, stable inside a conversation, new in each."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.policy.fakes import Words, draft

from keepmum.policy.category import Category
from keepmum.policy.draft import Draft, Part
from keepmum.policy.masking.redact import Redaction, redact
from keepmum.policy.masking.restore import restore
from keepmum.policy.masking.tokens import TokenMap, find_tokens
from keepmum.policy.rules.decide import Decision
from keepmum.policy.rules.policy import Form
from keepmum.policy.span import Span

P, E, N = Category.PERSON, Category.EMAIL, Category.PHONE
WORLD = Words(
    (("Mei Chen", P, "p1"), ("Mr Chen", P, "p1"), ("Wei", P, ""), ("Bo", P, ""), ("wei@x.example", E, ""), ("+44 7700 900123", N, ""))
)


def decision_for(what: Draft, words: Words = WORLD, form: Form = Form.PLACEHOLDER) -> Decision:
    forms = tuple(
        tuple((span, form) for span in sorted(words.find(part.text)) if not overlapped(words, part.text, span)) for part in what.parts
    )
    return Decision("permit", (), (), forms, "")


def overlapped(words: Words, text: str, span: Span) -> bool:
    others = [other for other in words.find(text) if other != span]
    return any(o.start <= span.start and span.end <= o.end and (o.end - o.start) > (span.end - span.start) for o in others)


def redacted(*texts: str, known: TokenMap | None = None, words: Words = WORLD) -> Redaction:
    what = draft(*texts)
    return redact(what, decision_for(what, words), known or TokenMap())


def test_numbers_in_order_of_first_appearance() -> None:
    """Each category counts from 1 over the parts in their order; one value has one token."""
    done = redacted("Wei and Bo: wei@x.example", "Bo, Wei, wei, +44 7700 900123")
    assert done.texts == ("[PERSON_1] and [PERSON_2]: [EMAIL_1]", "[PERSON_2], [PERSON_1], [PERSON_1], [PHONE_1]")


def test_one_subject_has_one_token() -> None:
    """All names of one person are one token, and it comes back in the form that appeared first."""
    done = redacted("Mr Chen is Mei Chen")
    assert done.texts == ("[PERSON_1] is [PERSON_1]",)
    assert restore("Ask [PERSON_1]", done.tokens).text == "Ask Mr Chen"


def test_two_people_of_one_name_have_two_tokens() -> None:
    """Two subjects are two tokens though they are written alike."""
    text = "Wei met Wei"
    spans = (Span(0, 3, P, subject="p1"), Span(8, 11, P, subject="p2"))
    decision = Decision("permit", (), (), (tuple((span, Form.PLACEHOLDER) for span in spans),), "")
    assert redact(draft(text), decision, TokenMap()).texts == ("[PERSON_1] met [PERSON_2]",)


def test_a_name_without_subject_joins_the_one_it_means() -> None:
    """A name that was found without a person is the token of the person who is called so, and the other way round."""
    text = "wei and Wei"
    for first, second in (("", "p1"), ("p1", "")):
        spans = (Span(0, 3, P, subject=first), Span(8, 11, P, subject=second))
        decision = Decision("permit", (), (), (tuple((span, Form.PLACEHOLDER) for span in spans),), "")
        assert redact(draft(text), decision, TokenMap()).texts == ("[PERSON_1] and [PERSON_1]",)


def test_phone_numbers_are_compared_by_their_digits() -> None:
    """Grouping does not make another number."""
    words = Words((("+44 7700 900123", N, ""), ("+447700900123", N, "")))
    assert redacted("+44 7700 900123 or +447700900123", words=words).texts == ("[PHONE_1] or [PHONE_1]",)


def test_a_conversation_goes_on() -> None:
    """In a later request of the conversation everybody keeps their token, and new ones go on counting."""
    first = redacted("Wei and Bo")
    second = redacted("Mei Chen and Bo", known=first.tokens)
    assert second.texts == ("[PERSON_3] and [PERSON_2]",)
    assert [token.name for token in second.tokens.tokens] == ["PERSON_1", "PERSON_2", "PERSON_3"]


def test_a_new_conversation_starts_anew() -> None:
    """Numbers say nothing across conversations."""
    assert redacted("Bo and Wei").texts == ("[PERSON_1] and [PERSON_2]",)
    assert redacted("Wei and Bo").texts == ("[PERSON_1] and [PERSON_2]",)


@pytest.mark.parametrize("alike", ["[PERSON_1]", "person_1", "⟦PERSON_1⟧", r"\[PERSON\_1\]", "[ Person_1 ]"])
def test_numbers_that_stand_in_the_text_are_skipped(alike: str) -> None:
    """What looks like a token in a note stays what it is, and is not taken for ours when it comes back."""
    done = redacted(f"Somebody wrote {alike} here", "Wei too")
    assert done.texts == (f"Somebody wrote {alike} here", "[PERSON_2] too")
    back = restore(f"{alike} and [PERSON_2]", done.tokens)
    assert (back.text, back.unknown) == (f"{alike} and Wei", ("PERSON_1",))


def test_what_is_kept_stays() -> None:
    """A span whose form is "keep" leaves as it is and has no token."""
    what = draft("Wei")
    done = redact(what, decision_for(what, form=Form.KEEP), TokenMap())
    assert (done.texts, done.tokens.tokens) == (("Wei",), ())


def test_spans_that_do_not_fit_are_refused() -> None:
    """Overlapping or unordered spans would cut a value in two: they are the caller's mistake."""
    for spans in ((Span(0, 3, P), Span(2, 4, P)), (Span(2, 4, P), Span(0, 1, P)), (Span(0, 9, P),)):
        decision = Decision("permit", (), (), (tuple((span, Form.PLACEHOLDER) for span in spans),), "")
        with pytest.raises(ValueError, match="spans"):
            redact(draft("Wei met"), decision, TokenMap())


def test_a_repr_shows_no_original() -> None:
    """A redaction can be logged by accident."""
    assert "Wei" not in repr(redacted("Wei"))


_NAMES = ["Ann", "Bo", "Wei Chen", "陈伟", "李娜", "O'Neil", "Zoë", "x.y@z.example", "+44 20 7946 0018", "[PERSON_3]", "ß", "İzmir"]
_PIECES = st.sampled_from([*_NAMES, " ", " ", ", ", ". ", "\n", "said ", "，", "和", "'s ", "[", "]", "PERSON_2 ", "[EMAIL_1] ", "(", ") "])
_CATEGORIES = dict(zip(_NAMES, [P, P, P, P, P, P, P, E, N, Category.OTHER, P, Category.PLACE], strict=True))


def spans_in(text: str) -> list[Span]:
    """Return spans for every name that stands in the text, the longest first and none overlapping."""
    pattern = "|".join(re.escape(name) for name in sorted(_NAMES, key=len, reverse=True))
    return [Span(match.start(), match.end(), _CATEGORIES[match[0]]) for match in re.finditer(pattern, text)]


def redacted_by_spans(texts: Sequence[str]) -> Redaction:
    what = Draft(tuple(Part(text, "user") for text in texts), draft("x").purpose, draft("x").recipient, "c")
    forms = tuple(tuple((span, Form.PLACEHOLDER) for span in spans_in(text)) for text in texts)
    return redact(what, Decision("permit", (), (), forms, ""), TokenMap())


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(_PIECES, max_size=12).map("".join), min_size=1, max_size=4))
def test_coming_back_is_exact(texts: list[str]) -> None:
    """What was redacted and comes back unchanged is what it was, letter for letter; no masked value stands in what left."""
    done = redacted_by_spans(texts)
    for text, left in zip(texts, done.texts, strict=True):
        back = restore(left, done.tokens)
        if not back.withheld:
            assert back.text == text
        plain = left
        for found in sorted(find_tokens(left), key=lambda token: -token.start):
            plain = plain[: found.start] + "\n" + plain[found.end :]
        assert not any(text[span.start : span.end] in plain for span in spans_in(text) if len(text[span.start : span.end]) > 3)
    assert len({token.name for token in done.tokens.tokens}) == len(done.tokens.tokens)
