"""Numbers that stand for somebody, as they are written in Chinese texts."""

from __future__ import annotations

import random
from datetime import date

from training.chinese_grammar import filled, write

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
_SPOKEN = {"plain": "零一二三四五六七八九", "radio": "洞幺两三四五六拐八勾", "phone": "零幺二三四五六七八九"}


def identity(rng: random.Random, born: date, *, woman: bool) -> str:
    """Return a number of an identity card (GB 11643-1999); one in four has a wrong check digit, and some are starred or spaced."""
    order = rng.randrange(1, 500) * 2 - (0 if woman else 1)
    body = f"{write('id_area', rng)}{born:%Y%m%d}{order:03d}"
    check = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True)) % 11]
    number = body + (check if rng.random() < 0.75 else rng.choice("0123456789Xx"))
    manner = rng.random()
    if manner < 0.08:
        return f"{number[:6]} {number[6:14]} {number[14:]}"
    if manner < 0.13:
        return f"{number[:6]}{'*' * 8}{number[14:]}"
    return f"{number[:6]}-{number[6:14]}-{number[14:]}" if manner < 0.15 else number


def mobile(rng: random.Random) -> str:
    """Return the eleven digits of a mobile phone."""
    return write("mobile_start", rng) + "".join(rng.choice("0123456789") for _ in range(8))


def phone(rng: random.Random, digits: str) -> str:
    """Return a mobile number as people write it, or now and then another number."""
    manner = rng.random()
    if manner < 0.42:
        return digits
    if manner < 0.78:
        first, middle, last = digits[:3], digits[3:7], digits[7:]
        return filled(write("phone_written", rng, {"a": first, "b": middle, "c": last}), rng)
    return write("phone_other", rng)


def spoken(rng: random.Random, digits: str) -> str:
    """Return digits read aloud: 幺三八, with pauses or without."""
    said = [_SPOKEN[rng.choice(("plain", "phone", "phone", "phone", "radio"))][int(digit)] for digit in digits]
    if rng.random() < 0.8:  # one speaker keeps to one manner
        table = _SPOKEN[rng.choice(("phone", "phone", "plain", "radio"))]
        said = [table[int(digit)] for digit in digits]
    gap = rng.choice(("", "", " ", "，", "、", "…"))
    return gap.join("".join(said[start:end]) for start, end in ((0, 3), (3, 7), (7, 11)) if said[start:end])


def bank_card(rng: random.Random) -> str:
    """Return a number of a bank card with its check digit (ISO/IEC 7812-1), in groups of four or not."""
    body = write("card_start", rng)
    body += "".join(rng.choice("0123456789") for _ in range(rng.choice((15, 18, 18)) - len(body)))
    total = sum(sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(reversed(body)))
    number = body + str(-total % 10)
    if rng.random() < 0.45:
        return rng.choice((" ", " ", "-")).join(number[at : at + 4] for at in range(0, len(number), 4))
    return number
