r"""How Chinese fillers are written: sections of a data file whose entries may refer to other sections.

A section begins with ``= name``; its entries are parted by spaces and line ends (``~`` stands for a space), or by semicolons and line ends
where its name ends with ``;``. In an entry ``{road}`` is an entry of that section, ``#`` a digit (``\#`` the sign), ``[1-31]`` a number,
``[2:1-12]`` one of two digits, ``[c1-99]`` one in Chinese (三十四), ``[C1-99]`` in capitals (叁拾肆), ``[d1960-2020]`` one read digit by
digit (一九六〇). ``5*`` before an entry makes it five times as likely.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from functools import cache
from itertools import accumulate

from training.lists import DATA

FILES = ("words_zh.txt", "places_zh.txt", "things_zh.txt", "harmless_zh.txt", "sentences_zh.txt", "vocabulary_zh.txt")
PLAIN_FILES = FILES[3:]
"""Their sections are fillers that are not personal: their names get a ``=`` in front."""

_PART = re.compile(r"\{(=?[a-z_.]+)\}|\[([cCd]?)(?:(\d):)?(\d+)-(\d+)\]|(\\?#)")
_WEIGHT = re.compile(r"(\d{1,2})\*")
_TWO = re.compile(r"(?<![一二三四五六七八九十百千零〇初])二(?=[千万点块])")  # it is 两 there
_DIGITS = "零一二三四五六七八九"
_CAPITALS = str.maketrans("零一二三四五六七八九十百千两", "零壹贰叁肆伍陆柒捌玖拾佰仟贰")

Section = tuple[tuple[str, ...], tuple[int, ...]]


@cache
def sections() -> dict[str, Section]:
    """Return all sections: their entries, and the sums of the weights up to each."""
    entries: dict[str, list[str]] = {}
    for file in FILES:
        name, mark = "", None
        for line in (DATA / file).read_text(encoding="utf-8").splitlines():
            if line.startswith("= "):
                name, mark = line[2:].rstrip(";"), ";" if line.endswith(";") else None
                name = f"={name}" if file in PLAIN_FILES else name
            elif name and not line.startswith("# "):
                words = [word.strip() for word in line.split(mark)]
                entries.setdefault(name, []).extend(word if mark else word.replace("~", " ") for word in words if word)
    return {name: _weighed(words) for name, words in entries.items()}


def _weighed(words: list[str]) -> Section:
    weights = [int(found[1]) if (found := _WEIGHT.match(word)) else 1 for word in words]
    return tuple(_WEIGHT.sub("", word, count=1) if _WEIGHT.match(word) else word for word in words), tuple(accumulate(weights))


def write(section: str, rng: random.Random, given: Mapping[str, str] | None = None) -> str:
    """Return one entry of a section, written out.

    Args:
        section: Its name.
        rng: What chooses.
        given: What stands for some sections in this text, such as the city.

    Raises:
        ValueError: There is no such section.
    """
    if section not in sections():
        raise ValueError(f"there is no section {section}")
    words, sums = sections()[section]
    return filled(rng.choices(words, cum_weights=sums)[0], rng, given)


def filled(entry: str, rng: random.Random, given: Mapping[str, str] | None = None) -> str:
    """Return an entry written out."""

    def part(found: re.Match[str]) -> str:
        name, style, width, low, high, mark = found.groups()
        if name:
            return given[name] if given and name in given else write(name, rng, given)
        if mark:
            return str(rng.randrange(10)) if mark == "#" else "#"
        return _number(rng.randint(int(low), int(high)), style, int(width or 0))

    return _TWO.sub("两", _PART.sub(part, entry))


def _number(number: int, style: str, width: int) -> str:
    if style == "c":
        return chinese(number)
    if style == "C":
        return capitals(number)
    if style == "d":
        return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))
    return str(number).zfill(width)


def chinese(number: int) -> str:
    """Return a number below a hundred million in Chinese, as it is said: 三十四, 两千零五, 一万二千."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        return ("两" if high == 2 else chinese(high)) + "万" + ("" if not low else "零" * (low < 1000) + chinese(low))
    said, left, gap = "", number, False
    for unit, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, left = divmod(left, unit)
        if digit:
            said += ("零" if gap and said else "") + ("" if digit == 1 and unit == 10 and not said else _DIGITS[digit]) + word
        gap = not digit
    return ("两" + said[1:] if said.startswith(("二千", "二百")) else said) or "零"


def capitals(number: int) -> str:
    """Return a number as it is written on a receipt: 叁仟伍佰."""
    said = chinese(number)
    return ("一" + said if said.startswith("十") else said).translate(_CAPITALS)
