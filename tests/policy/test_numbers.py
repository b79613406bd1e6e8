"""Numbers in code, logs and ordinary prompts: what they are not, and that an unsure one is masked all the same."""

from __future__ import annotations

import pytest

from keepmum.policy.category import Category
from keepmum.policy.detectors.gated import Gated, scan_gated
from keepmum.policy.detectors.pattern import shape
from keepmum.policy.detectors.shapes import ShapesDetector

DETECTOR = ShapesDetector()
TELLING = {Category.PHONE, Category.CARD, Category.IBAN, Category.ID_NUMBER, Category.PLATE}


@pytest.mark.parametrize(
    "text",
    [
        '{"created": 1716000000, "updated": 1716000000123}',
        "exp: 1716003600",
        "timestamp=1716000000.123",
        "commit 308f1880aa41c2b7b3a4c8e6c6d2d2c1f0e9d8c7",
        "version 10.0.19045.3803",
        "build 20240512",
        "ISBN 978-0-13-468599-1",
        "isbn: 9780134685991",
        "it costs $1,299.99 or 1299.99 EUR",
        "see line 12345 of main.py",
        "listening on port 54321",
        "pid 28471 exited",
        "RFC 2104 and ISO8859-15",
        "0.09999999999999995 is not 0.1",
        "pi is 3.141592653589793",
        "OID 1.3.6.1.5.5.7.3.1",
        "MAX = 999999999999999999",
        'if char not in "0123456789":',
        "resized to 1920x1080",
        "chapter 4, pages 120-135",
        "we won 21-19, 18-21, 21-17",
    ],
)
def test_no_phone(text: str) -> None:
    """Times, hashes, versions, prices, books, lines and fractions are no phones, cards or identity numbers."""
    assert [text[span.start : span.end] for span in DETECTOR.find(text) if span.category in TELLING] == []


@pytest.mark.parametrize("number", ["4718293", "83920174", "839201746", "8392017465", "83920174651", "839201746512", "8392017465123"])
@pytest.mark.parametrize("frame", ["{}", "it is {} I think", "x={}", "号码{}"])
def test_unsure(number: str, frame: str) -> None:
    """A number of seven digits or more that nothing explains is masked."""
    text = frame.format(number)
    assert any(text[span.start : span.end] == number for span in DETECTOR.find(text))


def test_time_in_seconds_is_a_time() -> None:
    """What is left of a log's time is still found, as a time."""
    assert [span.category for span in DETECTOR.find("created: 1716000000")] == [Category.TIME]


def test_gated() -> None:
    """A group is looked at only where a text has its stem, its digits and its script; then all of it is."""
    one = shape(Category.OTHER, "x[0-9]+", digits=False)
    for group, text, found in (
        (Gated((one,)), "x1", 1),
        (Gated((one,), stems=("pin",)), "x1", 0),
        (Gated((one,), stems=("pin",)), "PIN x1", 1),
        (Gated((one,), digits=3), "x12", 0),
        (Gated((one,), digits=3), "x123", 1),
        (Gated((one,), han=True), "x1", 0),
        (Gated((one,), han=True), "王x1", 1),
    ):
        assert len(list(scan_gated([group], text, "shapes"))) == found, (group, text)
