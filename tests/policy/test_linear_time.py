"""Each detector takes time that grows with the length of a text, not with its square, on texts made to be slow."""

# ruff: noqa: E501  the samples of a kind stand in one line

from __future__ import annotations

import time
from random import Random

import pytest

from keepmum.policy import default_detectors
from keepmum.policy.category import Category
from keepmum.policy.detectors.memory import Found, MemoryDetector
from keepmum.policy.span import Detector

REMEMBERED = [Found("Aa Rose", Category.PERSON), Found("+44 20 1111", Category.PHONE), Found("王东方", Category.PERSON)]
DETECTORS: dict[str, Detector] = {each.name: each for each in (*default_detectors(), MemoryDetector(REMEMBERED))}
SHORT = {"ner": 200}  # a network of neurons is linear too, but slow: less of each text is enough to see it
FLOOR = 0.003  # seconds; below it the clock says nothing


def _mixture(seed: int, alphabet: str) -> str:
    rng = Random(seed)
    return "".join(rng.choice(alphabet) for _ in range(997))


HOSTILE: dict[str, str] = {
    "digits": "1", "zeros": "0", "digits and spaces": "1 ", "digits and dashes": "1-", "digits and dots": "1.",
    "digits and slashes": "1/",
    "digits and commas": "1,", "groups of four": "4111 ", "phones": "+44 20 ", "brackets and digits": "(1) ",
    "e-mails without a host": "a@",
    "a long name before @": "a.b-c_d+", "at signs": "@", "round brackets": "(", "nested brackets": "([{<", "closing brackets": ")]}>",
    "quotes": '"', "small letters": "a", "capitals": "A", "capitals and digits": "A1", "hexadecimal": "deadbeef01", "base64": "aB3+/x9Q",
    "base64 lines": "aGVsbG8gd29ybGQgaGVsbG8gd29ybGQgaGVsbG8gd29ybGQgaGVsbG8gd29y\n", "dashes": "-", "spaces": " ", "tabs": "\t",
    "lines": "\n",
    "lines with returns": "\r\n", "URLs": "http://", "URLs with users": "http://a:b@", "hosts": "www.a.", "paths": "/a", "colons": ":",
    "addresses": "fe80:",
    "underscores": "_", "stars": "*", "percent": "%41", "entities": "&#", "province, city, district": "省市区", "roads": "路1号",
    "blocks": "3栋2单元",
    "Chinese": "王", "Chinese names of places": "东方红大道", "said digits": "幺三八", "said digits in groups": "幺三，", "Chinese numbers": "一百二十",
    "messengers": "微信号", "messengers and letters": "微信a", "cue words": "password is ", "cue words in Chinese": "密码是", "codes": "code ",
    "wi-fi": "wifi ",
    "papers": "passport number is ", "order numbers": "order no. ", "keys begun": "sk-",
    "private keys begun": "-----BEGIN PRIVATE KEY-----\n",
    "tokens of JSON": "eyJ", "tokens in parts": "eyJaaaa.", "words of a seed": "apple ", "numbered words": "1. apple ",
    "recovery codes": "ABCD-1234 ",
    "recovery lines": "recovery codes:\n1a2b-", "settings": "KEY=", "settings in lines": "API_KEY=\n", "streets": "12 rose ",
    "names": "Aa ", "initials": "J. ",
    "spelled": "a-", "months": "May ", "sums": "$1,", "ages": "aged ", "IBAN begun": "GB82 ", "Italian codes": "RSSMRA",
    "zero width": "a\u200b", "accents": "e\u0301",
    "mixture of marks": _mixture(1, "0:./-@a "), "mixture of letters": _mixture(2, "aA1-_ .\n"), "mixture of Chinese": _mixture(3,
    "省市区路号栋一二1在 ，"),
    "mixture of cues": " ".join(Random(4).choices(("code", "is", "pin", "1234", "pass", "the", "key", ":", "=", "wifi", "door", "to"),
    k=400)),
}  # fmt: skip
"""What is repeated to make a hostile text, by what it is meant to slow down."""


def seconds(detector: Detector, piece: str, length: int, runs: int) -> float:
    text = (piece * (length // len(piece) + 1))[:length]
    best = float("inf")
    for _ in range(runs):
        before = time.process_time()
        for _span in detector.find(text):
            pass
        best = min(best, time.process_time() - before)
    return best


def slow(detector: Detector, length: int) -> list[str]:
    """Return the hostile texts on which ``detector`` takes more than 8 times as long for 4 times as much, each with both times."""
    found = []
    detector.find("warm: call 07700 900123")
    for name, piece in HOSTILE.items():
        short, long = seconds(detector, piece, length, 2), seconds(detector, piece, 4 * length, 1)
        if long > 8 * max(short, FLOOR):
            long = min(long, seconds(detector, piece, 4 * length, 2))  # another process may have pushed in
        if long > 8 * max(short, FLOOR):
            found.append(f"{name}: {short:.3f} s, then {long:.3f} s")
    return found


@pytest.mark.parametrize("name", DETECTORS)
def test_linear(name: str) -> None:
    """Four times as much hostile text takes less than eight times as long."""
    assert slow(DETECTORS[name], SHORT.get(name, 1_000)) == []


@pytest.mark.soak
@pytest.mark.parametrize("name", DETECTORS)
def test_linear_at_fifty_thousand(name: str) -> None:
    """The same holds up to 50,000 characters, and none of them takes more than 25 seconds."""
    length = SHORT.get(name, 12_500)
    assert slow(DETECTORS[name], length) == []
