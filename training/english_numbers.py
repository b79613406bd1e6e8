"""Numbers of invented English texts: digits by a pattern, and how people say them."""

from __future__ import annotations

import random
import string

_UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth", "twelve": "twelfth"}


def digits(pattern: str, rng: random.Random) -> str:
    """Return a pattern with ``#`` as a digit, ``%`` as a digit but 0, ``@`` as a capital, ``&`` as a small letter or digit."""
    makers = {
        "#": lambda: rng.choice(string.digits),
        "%": lambda: rng.choice(string.digits[1:]),
        "@": lambda: rng.choice(string.ascii_uppercase),
        "&": lambda: rng.choice(string.ascii_lowercase + string.digits),
    }
    return "".join(makers[char]() if char in makers else char for char in pattern)


def spoken(number: int) -> str:
    """Return a number below a million in words.

    Raises:
        ValueError: It is negative or larger.
    """
    if not 0 <= number < 1_000_000:
        raise ValueError("numbers are said from 0 to 999,999")
    if number < 20:
        return _UNITS[number]
    if number < 100:
        tens, rest = divmod(number, 10)
        return _TENS[tens - 2] + (f" {_UNITS[rest]}" if rest else "")
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        return f"{_UNITS[hundreds]} hundred" + (f" and {spoken(rest)}" if rest else "")
    thousands, rest = divmod(number, 1000)
    return f"{spoken(thousands)} thousand" + (f" {spoken(rest)}" if rest else "")


def ordinal(number: int) -> str:
    """Return the ordinal of a day of a month in words."""
    words = spoken(number).split()
    last = words[-1]
    words[-1] = _ORDINALS.get(last, last.removesuffix("y") + "ieth" if last.endswith("y") else f"{last}th")
    return " ".join(words)


def spoken_digits(number: str, rng: random.Random) -> str:
    """Return digits as they are read out: one by one, doubles together, nought as "oh" now and then."""
    nought = rng.choice(("oh", "zero", "nought"))
    words: list[str] = []
    only = [char for char in number if char.isdigit()]
    at = 0
    while at < len(only):
        word = nought if only[at] == "0" else _UNITS[int(only[at])]
        if at + 1 < len(only) and only[at + 1] == only[at] and rng.random() < 0.6:
            words.append(f"double {word}")
            at += 2
        else:
            words.append(word)
            at += 1
    return " ".join(words)
