"""The first line of a chat message: where its date and time stand, in every form that WhatsApp writes them.

Android writes ``20/01/19, 11:23 - Mei: text``, iOS ``[2019/1/20 下午11:23:05] Mei: text``; order, separators, clock and
day-period words follow the phone's language. Which number is the day is not decided here: see `chat_date`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import time

MARKS = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
"""Characters that only steer the direction of writing; exports sprinkle them."""

_SPACE = "[ \u00a0\u202f\u2009]"
_MORNING = ("上午", "早上", "凌晨", "清晨", "午前", "오전", "am")
_AFTERNOON = ("下午", "晚上", "傍晚", "午後", "오후", "pm")
_NOON = "中午"
_WORDS = "|".join((*_MORNING[:-1], *_AFTERNOON[:-1], _NOON))
_LETTERS = rf"[AaPp]\.?{_SPACE}?[Mm]\.?"
# Every repetition is bounded and the match is anchored: constant time, whatever the line holds.
_HEADER = re.compile(
    rf"[{MARKS}]{{0,4}}(?P<open>\[)?"
    rf"(?P<a>\d{{1,4}})(?P<sep>[./-]|年|\. )(?P<b>\d{{1,2}})(?:[./-]|月|\. )(?P<c>\d{{1,4}})[日.]?"
    rf"(?:,|،)?{_SPACE}{{0,2}}(?:(?:à|às|at|um|alle|kl\.?|klo|u){_SPACE})?"
    rf"(?P<before>{_WORDS}|{_LETTERS})?{_SPACE}?"
    r"(?P<h>\d{1,2})[:.](?P<m>\d{2})(?:[:.](?P<s>\d{2}))?"
    rf"(?:{_SPACE}?(?P<after>{_WORDS}|{_LETTERS}))?"
    rf"(?P<close>\]{_SPACE}?|{_SPACE}[-\u2013]{_SPACE})"
)


@dataclass(frozen=True, slots=True)
class Header:
    """The date and time at the start of a message.

    Attributes:
        numbers: The date's three numbers, in the order in which they stand.
        width: The number of digits of each.
        clock: The time of day.
        form: What is alike in all headers of one export: brackets, separator, seconds, year first.
        american: Whether the clock has AM or PM in capitals and the numbers are not padded, as in the United States.
        rest: What follows: the sender and the text, or what the app itself says.
    """

    numbers: tuple[int, int, int]
    width: tuple[int, int, int]
    clock: time
    form: tuple[bool, str, bool, bool]
    american: bool
    rest: str = field(repr=False)


def header(line: str) -> Header | None:
    """Return the header at the start of ``line``; none if it is the continuation of a message."""
    found = _HEADER.match(line)
    if found is None or (found["open"] is None) != (found["close"][0] != "]"):
        return None
    words = found["before"] or found["after"] or ""
    clock = _clock(int(found["h"]), int(found["m"]), int(found["s"] or 0), words)
    if clock is None:
        return None
    texts = (found["a"], found["b"], found["c"])
    width = (len(texts[0]), len(texts[1]), len(texts[2]))
    if 3 in width or width.count(4) > 1:
        return None
    form = (found["open"] is not None, found["sep"], found["s"] is not None, width[0] == 4)
    american = words in {"AM", "PM"} and width[2] == 2
    return Header((int(texts[0]), int(texts[1]), int(texts[2])), width, clock, form, american, line[found.end() :])


def _clock(hour: int, minute: int, second: int, words: str) -> time | None:
    word = "".join(letter for letter in words.lower() if letter.isalpha())
    if word in _MORNING and hour <= 12:
        hour %= 12
    elif word in _AFTERNOON and hour <= 12:
        hour = hour % 12 + 12
    elif word == _NOON and hour < 10:  # 中午1:30 is half past one
        hour += 12
    try:
        return time(hour, minute, second)
    except ValueError:
        return None
