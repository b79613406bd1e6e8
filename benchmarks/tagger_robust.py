"""A labelled text as somebody hasty, an old machine or a recogniser would have written it; its units move with it.

Each transformation is an own one, is general, and gives the same text for the same seed. JSON and code keep their punctuation, as
nothing else would be left of them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator

from benchmarks.tagger_spoken import is_han, recognised, without_punctuation
from training.labelled import Labelled

Edit = tuple[int, int, str]

TYPO_EVERY = 8  # words
_WORD = re.compile(r"[A-Za-zÀ-ɏ]+")  # of letters that have neighbours on a keyboard
_RUN = re.compile(r"[^\W_]+")
_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_HAN_APART = 4  # Chinese characters from one that is not seen to the next

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_ALIKE = dict(
    zip(
        "aceopxyisjhkmtvABCEHIKMNOPTXYZ",
        "асеорхуіѕјһкмтνΑΒСЕΗІΚМΝОΡТΧΥΖ",
        strict=True,
    )
)
# Characters that are often typed for one another: they sound alike.
_SOUND_ALIKE = "在再 的得 做作 那哪 他她 张章 王汪 李里 陈程 刘流 周州 吴无 林琳 杨扬 徐许 孙损 马码 高搞 明名 小晓 红洪 华花 芳方 军君 平萍 强墙 住祝 叫教 姓性 是事 以已 园圆 路陆 市是 号好"  # noqa: E501  pairs
_SOUNDS = {pair[at]: pair[1 - at] for pair in _SOUND_ALIKE.split() for at in (0, 1)}


def _chars(item: Labelled, change: Callable[[int, str], str]) -> Labelled:
    """Return the text with each character replaced; one at a time, so that no unit's border is crossed."""
    edits = ((at, at + 1, change(at, char)) for at, char in enumerate(item.text))
    return item.edited([edit for edit in edits if edit[2] != item.text[edit[0]]])


def upper(item: Labelled, _rng: random.Random) -> Labelled:
    """Return the text in capitals."""
    return _chars(item, lambda _at, char: char.upper())


def lower(item: Labelled, _rng: random.Random) -> Labelled:
    """Return the text in small letters."""
    return _chars(item, lambda _at, char: char.lower())


def title(item: Labelled, _rng: random.Random) -> Labelled:
    """Return the text with a capital at the beginning of each word, and small letters else."""
    goes_on = re.compile(r"[0-9A-Za-zÀ-ɏ]['’]?\Z")
    return _chars(item, lambda at, char: char.lower() if goes_on.search(item.text, max(0, at - 2), at) else char.title())


def _borders(item: Labelled) -> set[int]:
    return {border for unit in item.units for border in (unit.start, unit.end)}


def typos(item: Labelled, rng: random.Random) -> Labelled:
    """Return the text with a slip in one of eight words: two letters swapped, one left out, doubled, or the key beside it."""
    words = [(match.start(), match.end()) for match in _WORD.finditer(item.text) if match.end() - match.start() > 2]
    words += [(at, at + 1) for at, char in enumerate(item.text) if is_han(char)][::2]  # a Chinese word has about two characters
    words.sort()
    borders, edits = _borders(item), list[Edit]()
    for first in range(0, len(words), TYPO_EVERY):
        block = words[first : first + TYPO_EVERY]
        place = rng.randrange(TYPO_EVERY)
        if place < len(block):
            start, end = block[place]
            edits.append(_slip(item.text, start, end, rng, borders) if end - start > 1 else _chinese_slip(item.text, start, rng))
    return item.edited(edits)


def _slip(text: str, start: int, end: int, rng: random.Random, borders: set[int]) -> Edit:
    at = rng.randrange(start, end - 1)
    char = text[at]
    kind = rng.choice(("swap", "drop", "double", "key"))
    if kind == "swap" and at + 1 not in borders and char != text[at + 1]:
        return at, at + 2, text[at + 1] + char
    if kind == "drop" and not {at, at + 1} <= borders:  # a unit of one letter would be gone
        return at, at + 1, ""
    row = next((row for row in _ROWS if char.lower() in row), "")
    if kind == "key" and row:
        place = row.index(char.lower())
        near = rng.choice([row[beside] for beside in (place - 1, place + 1) if 0 <= beside < len(row)])
        return at, at + 1, near.upper() if char.isupper() else near
    return at, at + 1, char * 2


def _chinese_slip(text: str, at: int, rng: random.Random) -> Edit:
    return at, at + 1, _SOUNDS.get(text[at]) or (text[at] * 2 if rng.random() < 1 / 2 else rng.choice(list(_SOUNDS)))


def unseen(item: Labelled, rng: random.Random) -> Labelled:
    """Return the text with a character of no width inside each word."""

    def edits() -> Iterator[Edit]:
        for match in _RUN.finditer(item.text):
            start, end = match.span()
            if any(is_han(char) for char in match[0]):
                places: Iterable[int] = range(start + 1, end, _HAN_APART)
            else:
                places = [rng.randrange(start + 1, end)] if end - start > 1 else []
            for place in places:
                yield place, place, rng.choice(_UNSEEN)

    return item.edited(edits())


def alike(item: Labelled, rng: random.Random) -> Labelled:
    """Return the text with one letter of each Latin word written as a Cyrillic or Greek one that looks like it."""

    def edits() -> Iterator[Edit]:
        for match in _WORD.finditer(item.text):
            places = [at for at in range(*match.span()) if item.text[at] in _ALIKE]
            if places:
                at = rng.choice(places)
                yield at, at + 1, _ALIKE[item.text[at]]

    return item.edited(edits())


def spaced(item: Labelled, _rng: random.Random) -> Labelled:
    """Return the text with the letters of people's names apart: "A n n a"."""
    text = item.text
    names = (unit for unit in item.units if unit.category == "person")
    gaps = (at for unit in names for at in range(unit.start + 1, unit.end) if text[at - 1].isalnum() and text[at].isalnum())
    return item.edited([(at, at, " ") for at in gaps])


def broken(item: Labelled, rng: random.Random) -> Labelled:
    """Return the text with a line break in each unit that has room for one: at a space, or between two Chinese characters."""
    edits: list[Edit] = []
    for unit in item.units:
        inner = range(unit.start + 1, unit.end)
        places = [(at, at + 1, "\n") for at in inner if item.text[at] == " "]
        places = places or [(at, at, "\n") for at in inner if is_han(item.text[at - 1]) and is_han(item.text[at])]
        if places:
            edits.append(rng.choice(places))
    return item.edited(edits)


TRANSFORMATIONS: dict[str, Callable[[Labelled, random.Random], Labelled]] = {
    "upper case": upper,
    "lower case": lower,
    "title case": title,
    "typos": typos,
    "no punctuation": without_punctuation,
    "recogniser text": recognised,
    "zero width": unseen,
    "homoglyphs": alike,
    "spaced names": spaced,
    "line breaks": broken,
}


def transformed(name: str, items: Iterable[Labelled]) -> list[Labelled]:
    """Return each text under a transformation of `TRANSFORMATIONS`; the same ones each time."""
    change = TRANSFORMATIONS[name]
    return [change(item, random.Random(f"{name} {number}")) for number, item in enumerate(items)]  # noqa: S311  nothing secret is drawn
