"""Memory: found once, masked everywhere."""

from __future__ import annotations

from keepmum.policy.category import Category
from keepmum.policy.detectors.memory import Found, MemoryDetector, found_in
from keepmum.policy.span import Span


def hidden(detector: MemoryDetector, text: str) -> list[tuple[str, str]]:
    return [(text[span.start : span.end], span.subject) for span in sorted(detector.find(text))]


def test_whole_values_recur() -> None:
    """A value is found again in any case, as a whole word."""
    detector = MemoryDetector([Found("Zorbex", Category.ORGANISATION)])
    assert [value for value, _ in hidden(detector, "zorbex, ZORBEX and zorbexian")] == ["zorbex", "ZORBEX"]


def test_parts_of_names() -> None:
    """A name is found by each of its parts, which then mean the whole; small words and common words are no parts."""
    detector = MemoryDetector([Found("Anna van der Bergh", Category.PERSON)])
    assert hidden(detector, "then anna, or Bergh, der van") == [("anna", "Anna van der Bergh"), ("Bergh", "Anna van der Bergh")]


def test_part_of_two_people() -> None:
    """A part that two people have is masked and means neither."""
    detector = MemoryDetector([Found("Anna Bergh", Category.PERSON), Found("Otto Bergh", Category.PERSON)])
    assert hidden(detector, "Bergh") == [("Bergh", "")]


def test_subject_is_kept() -> None:
    """The subject of the value goes on to where it recurs."""
    detector = MemoryDetector([Found("Anna Bergh", Category.PERSON, "p-1")])
    assert hidden(detector, "bergh") == [("bergh", "p-1")]


def test_chinese_given_name() -> None:
    """A Chinese name of three characters is found by its given name too."""
    detector = MemoryDetector([Found("陈伟明", Category.PERSON)])
    assert hidden(detector, "伟明说") == [("伟明", "陈伟明")]


def test_common_word_stays() -> None:
    """A name that is a word as well is found again only with a capital."""
    detector = MemoryDetector([Found("Rose", Category.PERSON)])
    assert [value for value, _ in hidden(detector, "Rose rose early")] == ["Rose"]


def test_found_in() -> None:
    """Dates, times, sums and ages are not remembered: their shape finds each of them."""
    text = "Zorbex on Monday"
    spans = [Span(0, 6, Category.ORGANISATION), Span(10, 16, Category.DATE)]
    assert [found.value for found in found_in(text, spans)] == ["Zorbex"]


def test_nothing_found() -> None:
    """Without values nothing is found."""
    assert hidden(MemoryDetector([]), "anything") == []


def test_repr_is_silent() -> None:
    """What was found does not show in a repr."""
    assert "Zorbex" not in repr(Found("Zorbex", Category.PERSON))
