"""Detection as a whole: every detector, one clean list."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.policy.fakes import rules
from tests.policy.hostile import PIECES, growth

from keepmum.memory.people.person import Person
from keepmum.policy import default_detectors, detect, detect_all
from keepmum.policy.category import LEVELS, Category
from keepmum.policy.detectors.detect import PRIORITY, resolve
from keepmum.policy.detectors.fold import fold, letters
from keepmum.policy.span import Span

MEI = Person(key="p-mei", name="Mei Okafor", aliases=("Mei Okafor", "Mei", "林美"), phones=("07700 900123",))
DETECTORS = rules([MEI])


class Broken:
    """A detector that fails."""

    name = "broken"

    def find(self, text: str) -> Iterable[Span]:
        raise RuntimeError("out of order")


class Fixed:
    """A detector that returns the same spans for every text."""

    name = "fixed"

    def __init__(self, *spans: Span) -> None:
        self.spans = spans

    def find(self, text: str) -> Iterable[Span]:
        return self.spans


def test_no_detector() -> None:
    """No detector is no answer."""
    with pytest.raises(ValueError, match="at least one"):
        detect("text", [])


def test_broken_detector() -> None:
    """A detector that fails fails the whole: it is never taken for one that found nothing."""
    with pytest.raises(RuntimeError):
        detect("text", [*DETECTORS, Broken()])


def test_span_outside() -> None:
    """A span outside of the text is refused."""
    with pytest.raises(ValueError, match="outside"):
        detect("text", [Fixed(Span(0, 5, Category.OTHER))])


def test_widest_union() -> None:
    """Overlapping spans become one with all their detectors, the highest score and the first category of the order."""
    spans = [Span(0, 4, Category.PERSON, 0.5, ("b",)), Span(3, 8, Category.SECRET, 0.4, ("a",)), Span(9, 10, Category.DATE, 1.0, ("c",))]
    assert resolve("0123456789", spans) == [Span(0, 8, Category.SECRET, 0.5, ("a", "b")), Span(9, 10, Category.DATE, 1.0, ("c",))]


def test_priority_is_complete() -> None:
    """Every category has its place in the order, secrets first."""
    assert sorted(PRIORITY) == sorted(Category)
    assert PRIORITY[0] is Category.SECRET


def test_names_of_detectors() -> None:
    """A span says which detectors found it, sorted."""
    (span,) = [span for span in detect("ring Mei now", DETECTORS) if span.category is Category.PERSON]
    assert span.detectors == ("people", "safelist")
    assert span.subject == "p-mei"


def test_subject_of_another() -> None:
    """A known given name in somebody else's full name does not make them one person; a title does not part them."""
    (other,) = detect("ring Mei Thornbury now", DETECTORS)
    assert other.subject == ""
    (same,) = detect("ring Mrs Mei Okafor now", DETECTORS)
    assert same.subject == "p-mei"


@pytest.mark.parametrize("text", ["[PERSON_1] met ⟦PLACE_2⟧", "Anna[PERSON_1]Berg", "[SECRET_12]"])
def test_tokens_are_not_cut(text: str) -> None:
    """A token that stands in the text is left, or masked as a whole."""
    for span in detect(text, DETECTORS):
        inside = text[span.start : span.end]
        assert inside.count("[") == inside.count("]")
        assert inside.count("⟦") == inside.count("⟧")
        assert "PERSON" not in inside or "[PERSON_1]" in inside


def test_no_token_by_another_word() -> None:
    """Brackets do not make a token of a name."""
    assert [span.category for span in detect("[MEI_1]", DETECTORS)] == [Category.PERSON]


def test_a_post_code_belongs_to_its_address() -> None:
    """A bare number that an address holds is no account, and an account beside an address stays one."""
    spans = detect("9 Rowan Lane\nBrenholm\nCanada 80428", DETECTORS)
    assert {span.category for span in spans} == {Category.ADDRESS}
    spans = detect("my zip code is 49865, account number 40118827", DETECTORS)
    assert [span.category for span in spans] == [Category.ADDRESS, Category.ACCOUNT]


def test_memory_over_texts() -> None:
    """What is found in one text of a conversation is masked in all."""
    first, second = detect_all(["Zorbina Kallio rang", "then kallio left"], DETECTORS)
    assert [(span.start, span.end) for span in first] == [(0, 14)]
    assert [(span.start, span.end) for span in second] == [(5, 11)]
    assert [span.detectors for span in detect_all(["Zorbina Hawthorn rang", "then hawthorn left"], DETECTORS)[1]] == [("memory",)]


def test_chat() -> None:
    """One ordinary message, whole."""
    text = "Mei's flat is 12 Rose Lane, BS6 5TT, call 07700 900123 before 5pm, door code 7719. 林美说好"
    kinds = {text[span.start : span.end]: span.category for span in detect(text, DETECTORS)}
    assert kinds == {
        "Mei": Category.PERSON,
        "12 Rose Lane, BS6 5TT": Category.ADDRESS,
        "07700 900123": Category.PHONE,
        "5pm": Category.TIME,
        "door code 7719": Category.SECRET,
        "林美": Category.PERSON,
    }


@given(st.text(alphabet=st.sampled_from("Mei Oka王明 12./@[PERSON_1]\u200be\u0301é—１"), max_size=120))
@settings(max_examples=80, deadline=None)
def test_clean_list(text: str) -> None:
    """The list is sorted, without overlaps, and inside the text; and the same text gives the same list."""
    spans = detect(text, DETECTORS)
    assert spans == detect(text, DETECTORS)
    assert all(span.end <= len(text) and span.detectors == tuple(sorted(set(span.detectors))) for span in spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_known_person_between_anything(before: str, after: str) -> None:
    """A known name is masked whatever stands before and behind it, as long as it is a word."""
    text = f"{before} Mei Okafor {after}"
    start = len(before) + 1
    assert any(span.start <= start and start + 10 <= span.end for span in detect(text, DETECTORS))


@given(st.text(max_size=100))
@settings(max_examples=100, deadline=None)
def test_fold_knows_the_way_back(text: str) -> None:
    """Folding keeps one place for each character, in order, and a further folding changes nothing."""
    folded = fold(text)
    assert folded.places is None or (len(folded.places) == len(folded.text) + 1 and list(folded.places) == sorted(folded.places))
    assert fold(folded.text).text == folded.text
    assert len(letters(text)) == len(text)


def test_import_is_light() -> None:
    """`import keepmum.policy` loads no detector."""
    heavy = ("keepmum.policy.detectors", "phonenumbers", "stdnum")
    code = f"import sys, keepmum.policy; print([n for n in sys.modules if n.startswith({heavy})])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


@pytest.mark.parametrize("piece", PIECES[::7])
def test_linear(piece: str) -> None:
    """Time grows with the length of a hostile text, not with its square."""
    assert growth(lambda text: detect(text, DETECTORS), piece, 4_000) < 10


@pytest.mark.soak
@pytest.mark.parametrize("piece", PIECES)
def test_linear_long(piece: str) -> None:
    """The same for each detector and for hostile texts of 50,000 characters."""
    for detector in DETECTORS:
        assert growth(detector.find, piece, 12_500) < 9
    assert growth(lambda text: detect(text, DETECTORS), piece, 12_500) < 9


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("he was sentenced to three years and nine months in the end", "three years and nine months"),
        ("they gave her 14 years' imprisonment", "14 years"),
        ("jailed for life", "life"),
        ("a two-year prison sentence", "two-year"),
    ],
)
def test_prison_terms(text: str, term: str) -> None:
    """How long somebody was sentenced to is masked; other lengths of time are not."""
    assert [text[span.start : span.end] for span in detect(text, DETECTORS) if span.category is Category.OTHER] == [term]
    assert not detect("it took three years and nine months", DETECTORS)


def test_a_job_is_not_remembered() -> None:
    """That somebody is a nurse does not mask the next nurse."""
    assert detect_all(["she was a nurse", "ask the nurse"], DETECTORS)[1] == []


@pytest.mark.parametrize("text", ["aged sixty three", "eighteen years of age", "at the age of thirty-nine"])
def test_ages_in_words(text: str) -> None:
    """Ages said in words are ages."""
    assert [span.category for span in detect(text, DETECTORS)] == [Category.AGE]


def test_a_maiden_name_is_a_name() -> None:
    """A maiden name is somebody's name; only the mother's, which a bank asks for, is a secret."""
    assert [span.category for span in detect("her maiden name is Kowalska", DETECTORS)] == [Category.PERSON]
    assert [span.category for span in detect("mother's maiden name: Kowalska", DETECTORS)] == [Category.SECRET]


def test_the_whole_name_of_an_organisation() -> None:
    """What follows "of" and "for" with a capital belongs to an organisation's name."""
    text = "yesterday somebody from the Brenholm College of General Studies wrote another letter about money"
    assert [text[span.start : span.end] for span in detect(text, DETECTORS)] == ["Brenholm College of General Studies"]


def test_overlaps_never_get_a_lower_level() -> None:
    """The order of categories for overlapping finds goes from the highest level down: a date makes no sentence about health public."""
    levels = [LEVELS[category] for category in PRIORITY]
    assert levels == sorted(levels, reverse=True)
    assert set(PRIORITY) == set(Category)


@pytest.mark.parametrize(
    "said", ["14/15 July 2019", "14. bis 27. July", "2019-07-14/2019-07-27", "2019-07-14 to 2019-07-27", "2019年7月14日至27日"]
)
def test_a_range_of_dates_is_one_span(said: str) -> None:
    """No part of a range of dates is left beside it."""
    text = f"x {said} x"
    assert [(span.start, span.end) for span in detect(text, default_detectors())] == [(2, 2 + len(said))]
