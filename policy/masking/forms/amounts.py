"""Write a sum of money as the band in which it lies: "£1,240" as "£1,000-2,000", in the same currency and language."""

from __future__ import annotations

import re
from decimal import Decimal

_STEPS = (1, 2, 5, 10)  # of each power of ten: a band is at least twice as wide as it begins
_NUMBER = re.compile(r"[0-9]+(?:[., \u00a0\u202f'][0-9]+)*")
_HAN_SUM = re.compile(r"([一二三四五六七八九两])([十百千]?)(?=[万亿]|[元块圆美欧英日港人]|$)")
_HAN_DIGITS = "零一二三四五六七八九"
_HAN_POWERS = {"": 1, "十": 10, "百": 100, "千": 1000}
_GREATEST = Decimal(10) ** 15


def band(text: str) -> str | None:
    """Return the sum in ``text`` as a band; none where it does not hold exactly one number that can be told.

    A sum that is an end of a band lies inside a wider one, so that it does not stand there.

    Args:
        text: A sum and nothing else, such as "£1,240", "1.240,50 EUR", "3万元" or "三千块".
    """
    found = list(_NUMBER.finditer(text))
    if len(found) == 1:
        before, number, after = text[: found[0].start()], found[0][0], text[found[0].end() :]
        value, apart = _value(
            number, scaled=bool(re.match(r" ?(?:k|m|bn|mn|[a-z]+lion|thousand|hundred|[万亿千百])", after, re.IGNORECASE))
        )
    elif not found and (word := _HAN_SUM.search(text)):
        before, after, apart = text[: word.start()], text[word.end() :], ""
        value = Decimal((2 if word[1] == "两" else _HAN_DIGITS.index(word[1])) * _HAN_POWERS[word[2]])
    else:
        return None
    if value is None or not 1 <= value <= _GREATEST or re.search(r"[0-9一二三四五六七八九十百千零半]", before + after.lstrip("万亿千百 ")):
        return None
    low, high = _band(value)
    return f"{before}{_written(low, apart)}-{_written(high, apart)}{after}"


def _band(value: Decimal) -> tuple[int, int]:
    """Return the ends of the band of ``value``, which is at least 1."""
    power = 10 ** (len(str(int(value))) - 1)
    ends = [power // 2, *(step * power for step in _STEPS), 20 * power]
    if int(value) == value and int(value) in ends:
        at = ends.index(int(value))
        return ends[at - 1], ends[at + 1]
    low = max(end for end in ends if end < value)
    return low, ends[ends.index(low) + 1]


def _value(number: str, *, scaled: bool) -> tuple[Decimal | None, str]:
    """Return what a number means, and what parts its thousands; no value where it can be read in two ways."""
    marks = re.findall(r"[^0-9]", number)
    if not marks:
        return Decimal(number), ""
    last = marks[-1]
    groups = re.split(r"[^0-9]", number)
    decimal = last in ".," and (len(set(marks)) > 1 or (len(marks) == 1 and len(groups[-1]) != 3))
    thousands = groups[:-1] if decimal else groups
    inner = set(marks[:-1] if decimal else marks)
    grouped = len(thousands) == 1 or (1 <= len(thousands[0]) <= 3 and all(len(group) == 3 for group in thousands[1:]))
    if len(inner) > 1 or not grouped or (scaled and not decimal and last == "."):
        return None, ""
    apart = next(iter(inner), "")
    return Decimal("".join(thousands) + (f".{groups[-1]}" if decimal else "")), apart


def _written(value: int, apart: str) -> str:
    return f"{value:,}".replace(",", apart)
