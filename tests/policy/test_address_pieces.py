"""Addresses in lines: each line is one span, no letter of one stays, and each comes back as it was."""

from __future__ import annotations

import pytest
from tests.policy.fakes import draft

from keepmum.memory.people.person import Person
from keepmum.policy.category import Category
from keepmum.policy.detectors.addresses import by_line
from keepmum.policy.detectors.detect import default_detectors, detect, detect_all, resolve
from keepmum.policy.masking.redact import redact
from keepmum.policy.masking.restore import restore
from keepmum.policy.masking.tokens import TokenMap
from keepmum.policy.rules.decide import Decision
from keepmum.policy.rules.policy import Form
from keepmum.policy.span import Span

RULES = tuple(detector for detector in default_detectors() if detector.name != "ner")
BLOCKS = (
    "17 Quarrel Lane\nBrenholm\nBS6 5TT",
    "17 Quarrel Lane,\r\nBrenholm,\r\nBS6 5TT",
    "Flat 3\n12 Rose Street\nApt. 9\nBrenholm\nCanada 80428",
    "> 12 Rose Street\n> Apt. 9\n> Brenholm\n> Canada 80428",
    "Unit 12 Box 34\nAPO AA 12345",
)


def kinds(text: str) -> list[tuple[str, Category]]:
    return [(text[span.start : span.end], span.category) for span in detect(text, RULES)]


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("frame", ["{}", "It goes to:\n{}\nThanks", "Anna Keller\n{}\n"])
def test_no_letter_of_an_address_is_left(frame: str, block: str) -> None:
    """No span crosses a line, and between the lines only white space, commas and quoting stay."""
    text = frame.replace("{}", block)
    start = text.index(block)
    spans = detect(text, RULES)
    assert all("\n" not in text[span.start : span.end] and "\r" not in text[span.start : span.end] for span in spans)
    left = "".join(char for at, char in enumerate(text) if not any(span.start <= at < span.end for span in spans))
    assert not any(char.isalnum() for char in left[start : len(left) - (len(text) - start - len(block))].strip("> \n,"))


def test_lines_of_one_address() -> None:
    """Each line has a token of its own, the same wherever the block or the line stands again, and all come back exactly."""
    text = "Anna Keller\n17 Quarrel Lane\nBrenholm\nBS6 5TT\n\nSent to 17 Quarrel Lane today"
    what = draft(text)
    spans = detect(text, RULES)
    done = redact(what, Decision("permit", (), (), (tuple((span, Form.PLACEHOLDER) for span in spans),), ""), TokenMap())
    assert done.texts[0] == "[PERSON_1]\n[ADDRESS_1]\n[ADDRESS_2]\n[ADDRESS_3]\n\nSent to [ADDRESS_1] today"
    assert restore(done.texts[0], done.tokens).text == text


def test_a_line_is_found_again() -> None:
    """A line of an address is masked in a later turn too, and the street is what it was."""
    _, later = detect_all(["It is:\n17 Quarrel Lane\nBrenholm\nBS6 5TT", "so brenholm then"], RULES)
    assert len(later) == 1


def test_one_line_is_one_address() -> None:
    """In running text the town and the post code belong to their address."""
    assert kinds("the parcel from 12 Rose Lane, Bristol BS6 5TT came") == [("12 Rose Lane, Bristol BS6 5TT", Category.ADDRESS)]


def test_a_known_address_stays_whole() -> None:
    """An address that the vault knows is one thing with one subject, in one line or in three."""
    person = Person(key="p", name="Anna Keller", addresses=("12 Rose Lane, Bristol BS6 5TT",))
    detectors = default_detectors([person])
    for text in ("12 Rose Lane, Bristol BS6 5TT", "12 Rose Lane\nBristol\nBS6 5TT"):
        assert [(span.start, span.end, bool(span.subject)) for span in detect(text, detectors)] == [(0, len(text), True)]
    span = Span(0, 20, Category.ADDRESS, 0.9, ("people",), "p/address")
    assert by_line("12 Rose Lane\nBristol", [span]) == [span]


def test_a_number_at_a_line_is_not_the_next_lines() -> None:
    """A phone in the line after an address is a phone."""
    found = dict(kinds("12 Rose Street\nBrenholm BS6 5TT\n07700 900123"))
    assert found["07700 900123"] is Category.PHONE


def test_lines_say_what_a_name_is() -> None:
    """What no list knows is a town between two lines of an address, and a firm between a person and one."""
    found = dict(kinds("Anna Keller\nZentrixa\n>12 Rose Street\n>Montzenau\n>Canada 80428"))
    assert found["Zentrixa"] is Category.ORGANISATION
    assert found["Montzenau"] is Category.PLACE


def test_a_name_and_its_number() -> None:
    """A number that counts as an address makes one of the name beside it, a known person's apart."""
    text = "Gumpenthal 44"
    number = Span(11, 13, Category.ADDRESS, 0.6, ("ner",))
    assert [span.category for span in resolve(text, [Span(0, 10, Category.PERSON, 0.4, ("safelist",)), number])] == [Category.ADDRESS]
    assert len(resolve(text, [Span(0, 10, Category.PERSON, 1.0, ("people",), "p"), number])) == 2


def test_a_flat_is_no_part_of_a_name() -> None:
    """A name ends before "Apt. 7"."""
    assert dict(kinds("Anna Kelleris Apt. 7, 12 Rose Street"))["Anna Kelleris"] is Category.PERSON


def test_a_town_that_is_a_name() -> None:
    """Where somebody lives is a place, also where a person may be called so."""
    assert kinds("she lives in Charlotte") == [("Charlotte", Category.PLACE)]
    assert kinds("Charlotte said no") == [("Charlotte", Category.PERSON)]
