"""Capitals that name nobody."""

from __future__ import annotations

import pytest
from tests.policy.hostile import growth

from keepmum.policy.detectors.safelist import SafeListDetector

DETECTOR = SafeListDetector()


def found(text: str) -> list[str]:
    return [text[span.start : span.end] for span in DETECTOR.find(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Act as a Senior Software Engineer and review this",
        "she became Head of Growth there",
        "explain Data Science and Machine Learning to me",
        "I ordered a Blue Ceramic Teapot yesterday",
        "what caused the French Revolution?",
        "write it in British English",
        "Rephrase this sentence",
        "The METHODS AND RESULTS follow",
        "we use AuthContext() and raise ParseError here",
        "it is in the Price column",
        "How've you been? It'd be nice. Must've been late",
        "an MSc, a PhD and a KPI in SQL",
        "meet on Tuesday Morning then",
    ],
)
def test_left(text: str) -> None:
    """Jobs, subjects, one thing of many, states and culture, headings, code and short forms are left."""
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("I met Ma and Bo there, then Ma Lin", "Ma Lin"),
        ("she joined Social Explorer in spring", "Social Explorer"),
        ("we asked Director Halvorn Brekke", "Halvorn Brekke"),
        ("THE HOUSE OF HALVORN", "HALVORN"),
        ("the Bakers and the Baker family", "Baker"),
        ("I wrote to Brightwater yesterday", "Brightwater"),
        ("by Mr W.L. Weh, who won", "Mr W.L. Weh"),
        ("said Mr I. Brekke", "Mr I. Brekke"),
        ("the Kestrel Workers' Party met", "Kestrel Workers' Party"),
        ("we flew to Jordan and Turkey", "Turkey"),
        ("the Halvorn Institute (HI) closed", "HI"),
        ("the Halvorn Court (Halvornske domsret i Aalvik) closed", "Halvornske domsret i Aalvik"),
        ("Farrow said no", "Farrow"),
    ],
)
def test_still_taken(text: str, name: str) -> None:
    """What could name somebody beside such words is taken, with initials, and with its short form or translation in brackets."""
    assert any(name in each for each in found(text))


@pytest.mark.parametrize(
    "piece", ["Kestrel (", "Kestrel (A) ", "A. ", "Kestrel' ", "AuthContext", "French ", "a Blue ", "Head of ", "CASE OF "]
)
def test_time_is_linear(piece: str) -> None:
    """Four times the text takes about four times as long, whatever the text."""
    assert growth(DETECTOR.find, piece, 12_000) < 9
