"""A labelled text without its punctuation, and as a speech recogniser would have written it."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from training.english_numbers import spoken
from training.labelled import Labelled

WRITTEN = frozenset({"json", "code"})
"""Kinds of text of which nothing would be left without punctuation; nobody reads them out."""

_NUMBER = re.compile(r"[0-9]+(?:,[0-9]{3})+(?![0-9])|[0-9]+")
_HAN_DIGITS = "零一二三四五六七八九"
_SAID = {"@": "at", "&": "and", "%": "percent", "+": "plus"}
_HAN = re.compile(r"[\u3400-\u9fff]")
_YEARS = range(1900, 2100)


def is_han(char: str) -> bool:
    """Tell whether a character is a Chinese one."""
    return bool(_HAN.match(char))


def _is_mark(char: str) -> bool:
    return unicodedata.category(char)[0] == "P" and char != "_"


def _joins(text: str, at: int) -> bool:
    """Tell whether a mark holds a word or a number together: "don't", "3.50", "anne@example.org", but not a Chinese comma."""
    around = text[at - 1 : at] + text[at + 1 : at + 2]
    return len(around) == 2 and around.isalnum() and text[at] < "\u3000" and not any(map(is_han, around))


def without_punctuation(item: Labelled, _rng: random.Random) -> Labelled:
    """Return the text without the marks between its words."""
    if item.kind in WRITTEN:
        return item
    text = item.text
    return item.edited((at, at + 1, "") for at, char in enumerate(text) if _is_mark(char) and not _joins(text, at))


def recognised(item: Labelled, rng: random.Random) -> Labelled:
    """Return the text as a recogniser writes it: small letters, no marks, no lines, and numbers in words."""
    if item.kind in WRITTEN:
        return item
    plain = without_punctuation(item, rng)
    said = plain.edited(_said(plain))
    return said.edited((match.start(), match.end(), " ") for match in re.finditer(r"\s{2,}", said.text))


def _said(item: Labelled) -> Iterator[tuple[int, int, str]]:
    """Yield what becomes of each number, mark and capital; no edit crosses a unit's border."""
    text = item.text
    cuts = sorted({0, len(text), *(border for unit in item.units for border in (unit.start, unit.end))})
    for first, last in pairwise(cuts):
        at = first
        while at < last:
            number = _NUMBER.match(text, at, last)
            if number:
                yield at, number.end(), _apart(text, at, number.end(), _number(number[0], chinese=item.language == "zh"))
                at = number.end()
                continue
            new = _sign(text, at)
            if new != text[at]:
                yield at, at + 1, new
            at += 1


def _sign(text: str, at: int) -> str:
    """Return what a recogniser writes for a character that is no digit."""
    char = text[at]
    if char == "." and at + 1 < len(text) and text[at + 1].isalnum():
        return " point " if text[at + 1].isdigit() else " dot "
    if char in _SAID:
        return _apart(text, at, at + 1, _SAID[char])
    if char in "'’":
        return char
    if char.isspace() or _is_mark(char) or char == "_":
        return " "
    return "" if unicodedata.category(char)[0] == "S" else char.lower()


def _apart(text: str, start: int, end: int, said: str) -> str:
    """Return words with a space to the Latin letters, digits and signs beside them."""
    if is_han(said[0]):
        return said
    before, after = text[start - 1 : start], text[end : end + 1]
    return (" " if before and not before.isspace() else "") + said + (" " if after and not after.isspace() else "")


def _number(digits: str, *, chinese: bool) -> str:
    """Return a number in words: small ones, and those with commas, as numbers, years in two halves, all others digit by digit."""
    bare = digits.replace(",", "")
    value = int(bare)
    small = value < 100 and (len(bare) == 1 or bare[0] != "0")
    if chinese:
        return _chinese_small(value) if small else "".join(_HAN_DIGITS[int(digit)] for digit in bare)
    if small or ("," in digits and value < 1_000_000):
        return spoken(value)
    if len(bare) == 4 and value in _YEARS and value % 100 > 9:
        return f"{spoken(value // 100)} {spoken(value % 100)}"
    return " ".join(spoken(int(digit)) for digit in bare)


def _chinese_small(value: int) -> str:
    tens, rest = divmod(value, 10)
    return ("" if tens < 2 else _HAN_DIGITS[tens]) + ("十" if tens else "") + (_HAN_DIGITS[rest] if rest or not tens else "")
