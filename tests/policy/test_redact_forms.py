"""Redacting in every form: what leaves, what comes back, and that a form which is not safe becomes a token."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.policy.fakes import Known, draft

from keepmum.policy.category import Category
from keepmum.policy.draft import Part
from keepmum.policy.masking.forms.dates import offset, shift
from keepmum.policy.masking.redact import Redaction, redact
from keepmum.policy.masking.restore import restore
from keepmum.policy.masking.tokens import TokenMap
from keepmum.policy.rules.decide import Decision
from keepmum.policy.rules.rule import Form
from keepmum.policy.span import Span

C = Category
SEED = TokenMap(seed=b"the secret of this conversation")


def done(
    text: str, *found: tuple[str, Category, Form] | tuple[str, Category, Form, str], known: TokenMap = SEED, people: tuple[Known, ...] = ()
) -> Redaction:
    """Return a text redacted where the words of ``found`` stand, each once and in order."""
    spans: list[tuple[Span, Form]] = []
    at = 0
    for word, category, form, *subject in found:
        start = text.index(word, at)
        at = start + len(word)
        spans.append((Span(start, at, category, subject="".join(subject)), form))
    return redact(draft(text), Decision("permit", (), (), (tuple(spans),), ""), known, people)


def test_drop() -> None:
    """What is dropped leaves nothing, and no double space; it does not come back."""
    left = done("Ask Mei now, Mei! (Mei)", ("Mei", C.PERSON, Form.DROP), ("Mei", C.PERSON, Form.DROP), ("Mei", C.PERSON, Form.DROP))
    assert left.texts == ("Ask now,! ()",)
    assert left.tokens.tokens == ()
    assert done("Mei said", ("Mei", C.PERSON, Form.DROP)).texts == ("said",)


def test_surrogate() -> None:
    """One person has one surrogate under all names; it stands in no text, and it comes back."""
    left = done(
        "Mei Chen and Mei met Bo",
        ("Mei Chen", C.PERSON, Form.SURROGATE, "p1"),
        ("Mei", C.PERSON, Form.SURROGATE, "p1"),
        ("Bo", C.PERSON, Form.SURROGATE),
    )
    (first, second) = left.tokens.tokens
    assert left.texts == (f"{first.written} and {first.written} met {second.written}",)
    assert len(first.written.split()) == 2
    assert restore(f"Dear {first.written}, {second.written} is well.", left.tokens).text == "Dear Mei Chen, Bo is well."
    assert restore("[PERSON_1]", left.tokens) == restore("[PERSON_1]", TokenMap(reserved=frozenset()))


def test_a_surrogate_stays_in_its_conversation() -> None:
    """In the next request it is the same; another conversation has another; the map knows nothing of the rest."""
    first = done("Mei Chen", ("Mei Chen", C.PERSON, Form.SURROGATE))
    again = done("mei chen too", ("mei chen", C.PERSON, Form.SURROGATE), known=first.tokens)
    assert again.texts[0] == f"{first.texts[0]} too"
    others = {done("Mei Chen", ("Mei Chen", C.PERSON, Form.SURROGATE), known=TokenMap(seed=bytes([seed]))).texts for seed in range(30)}
    assert len(others) > 20


def test_a_surrogate_is_nobody() -> None:
    """It is no word of the draft, of what lies beside it, or of somebody who is known."""
    word = done("Mei Chen", ("Mei Chen", C.PERSON, Form.SURROGATE)).texts[0]
    given, family = word.split()
    for met in (word, given, family.upper(), f"({word})"):
        assert done(f"Mei Chen {met}", ("Mei Chen", C.PERSON, Form.SURROGATE)).texts[0] != f"{word} {met}"
    what = draft("Mei Chen")
    beside = type(what)(what.parts, what.purpose, what.recipient, what.conversation, (Part(f"for {given}", "user"),))
    decision = Decision("permit", (), (), (((Span(0, 8, C.PERSON), Form.SURROGATE),),), "")
    assert given not in redact(beside, decision, SEED).texts[0]
    people = (Known("p1", f"{given} Brandt", (f"Anna {family}",)),)
    left = done("Mei Chen", ("Mei Chen", C.PERSON, Form.SURROGATE), people=people).texts[0]
    assert not {given, family} & set(left.split())


def test_a_number_is_nobodys() -> None:
    """A made-up number is no number of the draft or of somebody who is known, however its digits are grouped."""
    made = done("+44 20 7946 0018", ("+44 20 7946 0018", C.PHONE, Form.SURROGATE)).texts[0]
    national = f"0{made[4:].replace(' ', '-')}"
    people = (Known("p1", "Anna", phones=(national,)),)
    assert done("+44 20 7946 0018", ("+44 20 7946 0018", C.PHONE, Form.SURROGATE), people=people).texts[0] != made
    assert made not in done(f"+44 20 7946 0018 or {national}", ("+44 20 7946 0018", C.PHONE, Form.SURROGATE)).texts[0]


def test_a_surrogate_that_is_met_later_is_given_up() -> None:
    """Where the person writes of somebody who is really called so, the old surrogate means nobody any more."""
    first = done("Mei Chen", ("Mei Chen", C.PERSON, Form.SURROGATE))
    second = done(f"Mei Chen met {first.texts[0]}", ("Mei Chen", C.PERSON, Form.SURROGATE), known=first.tokens)
    assert second.texts[0].endswith(f" met {first.texts[0]}")
    assert not second.texts[0].startswith(first.texts[0])
    assert restore(first.texts[0], second.tokens).text == first.texts[0]
    assert "PERSON_1" in second.tokens.reserved


@pytest.mark.parametrize(
    ("word", "category"),
    [
        ("07700 900123", C.PHONE),
        ("wei@x.example", C.EMAIL),
        ("12 Rose Lane, Bristol", C.ADDRESS),
        ("4242 4242 4242 4242", C.CARD),
        ("DE89 3704 0044", C.IBAN),
        ("10.0.0.7", C.IP),
        ("Acme", C.ORGANISATION),
        ("陈伟", C.PERSON),
        ("Bristol", C.PLACE),
    ],
)
def test_surrogates_of_all_kinds_come_back(word: str, category: Category) -> None:
    """What left as a surrogate comes back as it was."""
    left = done(f"it is {word} then", (word, category, Form.SURROGATE))
    assert word not in left.texts[0]
    assert "[" not in left.texts[0]
    assert restore(left.texts[0], left.tokens).text == f"it is {word} then"


def test_shift() -> None:
    """Dates of one subject move together and come back where they are exactly the ones that were sent."""
    left = done(
        "born 12 March 2024, 2024-03-19 and 2024-03-26; Tuesday",
        ("12 March 2024", C.AGE, Form.SHIFT),
        ("2024-03-19", C.DATE, Form.SHIFT),
        ("2024-03-26", C.DATE, Form.SHIFT),
        ("Tuesday", C.DATE, Form.SHIFT),
    )
    assert "March 2024" not in left.texts[0]
    assert "2024-03" not in left.texts[0]
    assert left.texts[0].endswith("; [DATE_3]")
    assert restore(left.texts[0], left.tokens).text == "born 12 March 2024, 2024-03-19 and 2024-03-26; Tuesday"
    assert restore("a week later, 1999-01-01", left.tokens).text == "a week later, 1999-01-01"


def test_shifted_lists_come_back_whole_and_each_alone() -> None:
    """Dates that share a month keep what lies between them; a reply may name them together or one of them."""
    text = "ill on 14 and 27 July 2019, well on 3 August 2019"
    left = done(text, ("14 and 27 July 2019", C.DATE, Form.SHIFT), ("3 August 2019", C.DATE, Form.SHIFT))
    days = offset(SEED.seed, "")
    first, second, third = (shift(day, days) for day in ("14 July 2019", "27 July 2019", "3 August 2019"))
    assert left.texts == (f"ill on {first} and {second}, well on {third}",)
    assert restore(left.texts[0], left.tokens).text == text
    assert restore(f"From {second} to {third}.", left.tokens).text == "From 27 July 2019 to 3 August 2019."
    again = done("27 July 2019 and 14 and 27 July 2019", ("27 July 2019", C.DATE, Form.SHIFT), ("14 and 27 July 2019", C.DATE, Form.SHIFT))
    assert again.texts == (f"{second} and {first} and {second}",)
    assert restore(f"{second}; {first}", again.tokens).text == "27 July 2019; 14 July 2019"


def test_a_list_that_would_meet_another_date_becomes_a_token() -> None:
    """Where one of the moved dates stands in the text as itself, it could not be told apart when it comes back."""
    second = shift("27 July 2019", offset(SEED.seed, ""))
    left = done(f"14 and 27 July 2019, but {second}", ("14 and 27 July 2019", C.DATE, Form.SHIFT))
    assert left.texts == (f"[DATE_1], but {second}",)


def test_dates_of_two_subjects_move_apart() -> None:
    """Nothing that one subject's dates tell says how another's moved."""
    left = done("2024-03-12 2024-03-12", ("2024-03-12", C.DATE, Form.SHIFT, "p1"), ("2024-03-12", C.DATE, Form.SHIFT))
    assert len(set(left.texts[0].split())) == 2 or left.texts[0].count(left.texts[0].split()[0]) == 2


def test_no_seed_no_shift() -> None:
    """Without a secret of the conversation a date becomes a token: anybody could move it back."""
    assert done("2024-03-12", ("2024-03-12", C.DATE, Form.SHIFT), known=TokenMap()).texts == ("[DATE_1]",)


def test_band_and_generalise() -> None:
    """Sums, ages and places leave more coarsely and do not come back; the rest of the text stays."""
    left = done(
        "Mum, 43, of 12 Rose Lane, Bristol BS6 5TT owes £1,240",
        ("43", C.AGE, Form.GENERALISE),
        ("12 Rose Lane, Bristol BS6 5TT", C.ADDRESS, Form.GENERALISE),
        ("£1,240", C.AMOUNT, Form.BAND),
    )
    assert left.texts == ("Mum, 40s, of Bristol owes £1,000-2,000",)
    assert left.tokens.tokens == ()


def test_round_sums_beside_each_other() -> None:
    """The end of a band is a round sum and says nothing of another; one with a word or many digits is not written where it is masked."""
    short = done("£1,000 and £1,240", ("£1,000", C.AMOUNT, Form.BAND), ("£1,240", C.AMOUNT, Form.BAND))
    assert short.texts == ("£500-2,000 and £1,000-2,000",)
    words = done("2000 dollars, 1240 dollars", ("2000 dollars", C.AMOUNT, Form.BAND), ("1240 dollars", C.AMOUNT, Form.BAND))
    assert words.texts == ("1000-5000 dollars, [AMOUNT_1]",)


def test_what_a_form_cannot_do_is_a_token() -> None:
    """A form for another kind, a value that cannot be told, and a result that says what is masked elsewhere."""
    for form in (Form.SURROGATE, Form.SHIFT, Form.BAND, Form.GENERALISE, Form.BLOCK, Form.PLACEHOLDER):
        assert done("asthma", ("asthma", C.HEALTH, form)).texts == ("[HEALTH_1]",)
    text = "12 Rose Lane, Bristol is in Bristol"
    assert done(text, ("12 Rose Lane, Bristol", C.ADDRESS, Form.GENERALISE), ("Bristol", C.PLACE, Form.PLACEHOLDER)).texts == (
        "[ADDRESS_1] is in [PLACE_1]",
    )
    people = (Known("p1", "Anna", addresses=("3 Hill Road, Bristol",)),)
    assert done("12 Rose Lane, Bristol", ("12 Rose Lane, Bristol", C.ADDRESS, Form.GENERALISE), people=people).texts == ("[ADDRESS_1]",)


@pytest.mark.parametrize("form", [form for form in Form if form is not Form.KEEP])
def test_a_secret_is_a_token(form: Form) -> None:
    """A secret has no other form, whatever is asked for."""
    assert done("pin 1234", ("1234", C.SECRET, form)).texts == ("pin [SECRET_1]",)


def test_token_and_surrogate_side_by_side() -> None:
    """Where the policy changed meanwhile, a person has a token and a surrogate, and both come back."""
    first = done("Mei", ("Mei", C.PERSON, Form.PLACEHOLDER, "p1"))
    second = done("Mei", ("Mei", C.PERSON, Form.SURROGATE, "p1"), known=first.tokens)
    assert restore(f"[PERSON_1] {second.texts[0]}", second.tokens).text == "Mei Mei"


_FORM = st.sampled_from(list(Form))
_PIECE = st.sampled_from(
    [
        ("Mei Chen", C.PERSON),
        ("陈伟", C.PERSON),
        ("Anna", C.PERSON),
        ("07700 900123", C.PHONE),
        ("a@x.example", C.EMAIL),
        ("12 March 2024", C.DATE),
        ("2024-05-01", C.DATE),
        ("£1,240", C.AMOUNT),
        ("43", C.AGE),
        ("12 Rose Lane, Bristol", C.ADDRESS),
        ("x9-secret", C.SECRET),
        (" and ", None),
        ("，", None),
        (". ", None),
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(_PIECE, _FORM), max_size=12), st.binary(min_size=1, max_size=4))
def test_any_mixture_comes_back(pieces: list[tuple[tuple[str, Category | None], Form]], seed: bytes) -> None:
    """Whatever the forms: nothing that is masked leaves, and all that has a token, a surrogate or a moved date comes back exactly."""
    text, expected = "", ""
    spans: list[tuple[Span, Form]] = []
    for (word, category), form in pieces:
        text += " "
        if category is not None and form not in {Form.DROP, Form.BAND, Form.GENERALISE}:
            spans.append((Span(len(text), len(text) + len(word), category), form))
            text += word
    expected = text
    masked = {text[span.start : span.end] for span, form in spans if form is not Form.KEEP}
    kept = {text[span.start : span.end] for span, form in spans if form is Form.KEEP}
    left = redact(draft(text), Decision("permit", (), (), (tuple(spans),), ""), TokenMap(seed=seed))
    assert not [word for word in masked - kept if word in left.texts[0] and word != "43"]
    assert restore(left.texts[0], left.tokens).text == expected
    assert not any(word in repr(left) + repr(left.tokens) for word in masked if len(word) > 2)
