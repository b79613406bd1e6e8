"""Chinese numerals: 二十一, 二〇二四, 两千零四, 廿三, and Arabic digits beside them."""

from __future__ import annotations

DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
NUMERALS = "零〇一二三四五六七八九十百千两廿卅"  # as a class of a pattern
_POWERS = {"十": 10, "百": 100, "千": 1000}
_TENS = {"廿": 20, "卅": 30}
_LONGEST = 8  # characters; no number of a date is longer


def read_number(word: str) -> int | None:
    """Read a number of a date or a time.

    Args:
        word: Arabic digits, or Chinese numerals in words (二十一) or digit by digit (二〇二四).

    Returns:
        The number, or None where the word is not one, such as 十十.
    """
    if not word or len(word) > _LONGEST:
        return None
    if word.isascii():
        return int(word) if word.isdecimal() else None
    if all(character in DIGITS for character in word):
        return int("".join(str(DIGITS[character]) for character in word))
    return _read_words(word)


def _read_words(word: str) -> int | None:
    total, pending, ceiling = 0, None, 10_000
    for character in word:
        if character in _TENS:
            if total or pending is not None:
                return None
            total, ceiling = _TENS[character], 10
        elif character in _POWERS:
            power = _POWERS[character]
            if power >= ceiling or pending == 0:
                return None
            total, pending, ceiling = total + (1 if pending is None else pending) * power, None, power
        elif character in DIGITS:
            if pending:
                return None
            pending = DIGITS[character]
        else:
            return None
    return total + (pending or 0)
