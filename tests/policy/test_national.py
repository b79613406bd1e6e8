"""Identity numbers of many countries are masked whole, in the ways people write them, with right and wrong check digits."""

from __future__ import annotations

from random import Random

import pytest

from keepmum.policy.category import Category
from keepmum.policy.detectors.shapes import ShapesDetector

DETECTOR = ShapesDetector()

# Country: a word that stands before the number there, and ways of writing published examples, or numbers made for this test.
NUMBERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "China": ("身份证号码", ("11010519491231002X", "110105 19491231 002X", "440308199901012222")),
    "China, old": ("身份证", ("110105491231002", "130503670401001")),
    "China, credit code": ("统一社会信用代码", ("91110000600037341L", "91330106MA2CFLDG4R")),
    "Hong Kong": ("HKID", ("A123456(3)", "Z683365(5)", "AB987654(3)")),
    "Taiwan": ("ID card", ("A123456789", "B234567890")),
    "United States, SSN": ("social security number is", ("536-90-4399", "536 90 4399", "536.90.4399", "536904399")),
    "United States, ITIN": ("ITIN", ("912-90-3456", "912903456")),
    "United Kingdom, NINO": ("NI number", ("HH207073B", "HH 20 70 73 B", "hh 207073 b", "HH-20-70-73-B")),
    "United Kingdom, NHS": ("NHS number", ("943 476 5870", "943-476-5870", "9434765870")),
    "United Kingdom, licence": ("driving licence", ("MORGA657054SM9IJ", "MORGA657054SM9IJ 35")),
    "Germany": ("Steuer-ID", ("36 574 261 809", "36574261809", "36/574/261/809")),
    "Germany, card": ("Personalausweis", ("L01X00T47", "T220001293")),
    "France": ("numéro de sécurité sociale", ("2 95 10 99 126 111 93", "295109912611193", "1 84 12 2A 451 089 46")),
    "Spain, DNI": ("DNI", ("54362315K", "54362315-K", "54.362.315-K", "54362315k")),
    "Spain, NIE": ("NIE", ("X2482300W", "X-2482300-W", "Y1234567X")),
    "Italy": ("codice fiscale", ("RCCMNL83S18D969H", "RCC MNL 83S18 D969H", "rccmnl83s18d969h")),
    "Netherlands": ("BSN", ("111222333", "1112.22.333", "111 222 333")),
    "Belgium": ("rijksregisternummer", ("85.07.30-033.28", "85073003328", "85.07.30 033 28")),
    "Poland": ("PESEL", ("44051401359", "440514 01359")),
    "Brazil": ("CPF", ("390.533.447-05", "39053344705", "390.533.447/05")),
    "India, Aadhaar": ("Aadhaar", ("2341 2341 2346", "234123412346", "2341-2341-2346")),
    "India, PAN": ("PAN", ("ACUPA7085R", "acupa7085r", "ACUPA 7085 R")),
    "Singapore": ("NRIC", ("S1234567D", "T0112345J", "s1234567d")),
    "Korea": ("RRN", ("971013-9019902", "971013 1019902", "9710139019902")),
    "Japan": ("my number", ("6214 9832 0257", "621498320257", "6214-9832-0257")),
    "Sweden": ("personnummer", ("880320-0016", "19880320-0016", "880320+0016", "8803200016")),
    "Finland": ("henkilötunnus", ("131052-308T", "010101A905L")),
    "Denmark": ("CPR", ("211062-5629", "2110625629")),
    "Norway": ("fødselsnummer", ("151086 95088", "15108695088")),
    "Canada": ("SIN", ("123-456-782", "123 456 782", "123456782")),
    "Australia": ("TFN", ("123 456 782", "123456782")),
    "Switzerland": ("AHV", ("756.9217.0769.85", "7569217076985", "756 9217 0769 85")),
    "Ireland": ("PPS number", ("1234567FA", "6433435F")),
    "Portugal": ("NIF", ("501964843", "501 964 843")),
    "Czechia": ("rodné číslo", ("710319/2745", "7103192745")),
    "Russia": ("SNILS", ("112-233-445 95", "11223344595")),
    "Turkey": ("TC kimlik", ("17291716060",)),
    "Mexico": ("CURP", ("BOXW310820HNERXN09", "GODE561231GR8")),
    "Chile": ("RUT", ("12.531.909-2", "12531909-2", "12.531.909-k")),
    "Argentina": ("CUIT", ("20-05536168-2", "20055361682")),
    "Pakistan": ("CNIC", ("34201-0891231-8", "3420108912318")),
    "Malaysia": ("MyKad", ("770305-02-1234", "770305021234")),
    "Thailand": ("Thai ID", ("1-2345-45678-78-1", "1234545678781")),
    "South Africa": ("ID number", ("7503305044089",)),
    "passports": ("passport number", ("E12345678", "123456789", "C01X00T47", "K1234567", "AB1234567", "P<GBR1234567", "12AB34567")),
    "driving licences": ("driver's license", ("D1234567", "D123-4567-8901", "S530-4600-8123", "12345678", "F25592150094")),
}
FRAMES = ("my {} {}", "{}: {}", "{} {} is on the form", "{} is {}.", "you need the {} ({}) for it", "{}={}", "是{}：{}吧")
BARE_FRAMES = ("{}", "it is {} ok", "用{}登记", '"{}",', "({})")


def standing(text: str, value: str, category: Category | None = None) -> str:
    """Return the letters and digits of ``value`` that detection leaves."""
    start = text.index(value)
    spans = [span for span in DETECTOR.find(text) if category in {None, span.category}]
    hidden = {at for span in spans for at in range(span.start, span.end)}
    return "".join(char for at, char in enumerate(value, start) if at not in hidden and char.isalnum())


def mistyped(value: str, rng: Random) -> str:
    """Return ``value`` with another last digit."""
    at = max(place for place, char in enumerate(value) if char.isdigit())
    return value[:at] + rng.choice([digit for digit in "0123456789" if digit != value[at]]) + value[at + 1 :]


@pytest.mark.parametrize("country", NUMBERS)
def test_after_its_word(country: str) -> None:
    """After the word for it, each number is masked whole as an identity number, mistyped ones too."""
    rng = Random(country)
    word, values = NUMBERS[country]
    for value in (*values, *(mistyped(value, rng) for value in values)):
        for frame in FRAMES:
            text = frame.format(word, value)
            assert not standing(text, value), text


@pytest.mark.parametrize("country", [each for each in NUMBERS if each not in {"passports", "driving licences"}])
def test_without_a_word(country: str) -> None:
    """Nearly all of them are masked with no word beside them too."""
    rng = Random(country)
    for value in NUMBERS[country][1]:
        for written in (value, mistyped(value, rng)):
            for frame in BARE_FRAMES:
                assert not standing(frame.format(written), written), frame.format(written)


def test_named_as_what_they_are() -> None:
    """After its word, nearly every number is an identity number and nothing else."""
    asked = [(f"my {word} is {value}", value) for word, values in NUMBERS.values() for value in values]
    other = [text for text, value in asked if standing(text, value, Category.ID_NUMBER)]
    assert len(other) <= 0.05 * len(asked), other


def test_check_digits_only_raise_the_score() -> None:
    """A right check digit is believed more; a wrong one is masked all the same."""
    for right, wrong in (("85.07.30-033.28", "85.07.30-033.29"), ("390.533.447-05", "390.533.447-06"), ("11010519491231002X",
    "110105194912310021")):  # fmt: skip
        scores = [max(span.score for span in DETECTOR.find(value) if span.category is Category.ID_NUMBER) for value in (right, wrong)]
        assert scores[0] > scores[1] > 0, right


@pytest.mark.parametrize(
    "text",
    [
        "the fin is sharp",
        "what a sin to leave it",
        "my pan is hot",
        "the visa took ages",
        "a permit is needed",
        "he is in 2nd place",
        "room 101 on floor 3",
        "version 1.2.3",
        "chapter 12, page 340",
        "rg and fd are fast tools",
    ],
)
def test_no_number(text: str) -> None:
    """Words that are also names of papers, and small numbers, are nothing."""
    assert not [span for span in DETECTOR.find(text) if span.category is Category.ID_NUMBER]
