"""Write an age as its decade: "43" as "40s", "43岁" as "四十多岁", a date of birth as the decade of its year."""

from __future__ import annotations

import re

from keepmum.policy.masking.forms.dates import year_of

_UNITS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_PLURALS = ["twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"]
_HAN = "零一二三四五六七八九"
_OLDEST = 120
_MOST = 90  # the oldest are few: HIPAA's safe harbour ends here, 45 CFR 164.514(b)(2)
_DIGITS = re.compile(r"(?<![0-9.])([0-9]{1,3})(?![0-9.])")
_SMALL = re.compile(r"months?|weeks?|days?|个月", re.IGNORECASE)


def age(text: str) -> str | None:
    """Return the decade of the age, or of the year of birth, in ``text``; none where it cannot be told.

    Args:
        text: Such as "43", "43 years old", "forty-three years old", "今年四十三岁", "12 March 1980" or "1980年".
    """
    wide = not text.isascii()
    year = year_of(text)
    if year is not None:
        return f"{year // 10 * 10}年代" if wide else f"{year // 10 * 10}s"
    if _SMALL.search(text) or re.match(r"\D*['’][0-9]{2}$", text):
        return None
    years = _years(text)
    if years is None or not 0 < years <= _OLDEST:
        return None
    return _in_chinese(years) if wide else _in_english(years)


def _in_english(years: int) -> str:
    if years < 10:
        return "under 10"
    if years < 20:
        return "10s"
    return f"{years // 10 * 10}s" if years < _MOST else f"over {_MOST}"


def _in_chinese(years: int) -> str:
    if years < 10:
        return "不到十岁"
    if years < 20:
        return "十几岁"
    return f"{_HAN[years // 10]}十多岁" if years < _MOST else "九十岁以上"


def _years(text: str) -> int | None:
    """Return the only number in a text, in digits or in words."""
    digits = _DIGITS.findall(text)
    if digits or re.search("[0-9]", text):
        return int(digits[0]) if len(digits) == 1 and len(re.findall("[0-9]+", text)) == 1 else None
    han = re.findall("[一二三四五六七八九十]+", text)
    if han:
        tens, ten, ones = han[0].partition("十")
        if len(han) != 1 or len(tens) > 1 or len(ones) > 1 or (not ten and ones):
            return None
        whole = (10 * (_HAN.index(tens) if tens else 1) if ten else _HAN.index(tens)) + (_HAN.index(ones) if ones else 0)
        return whole or None
    words = re.findall("[a-z]+", text.lower())
    found = [number for word in words if (number := _word(word)) is not None]
    if len(found) == 2 and found[0] >= 20 and found[1] < 10:
        return sum(found)
    return found[0] if len(found) == 1 else None


def _word(word: str) -> int | None:
    for words, first, step in ((_UNITS, 1, 1), (_TEENS, 10, 1), (_TENS, 20, 10), (_PLURALS, 20, 10)):
        if word in words:
            return first + step * words.index(word)
    return None
