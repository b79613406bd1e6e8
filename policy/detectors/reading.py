r"""A text as a person's own world is looked for in it: escapes read, marks without width dropped, letters compared, separators joined.

A name hides in ``%E9%99%88``, ``\u9648``, ``&#x9648;``, ``=E9=99=88``, in ``Wei<b>Chen</b>``. Every reading
knows the way back: each of its characters has a place in the text as given, and an escape is one place however long it is.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from keepmum.policy.detectors.fold import fold, letters

_HEX = "[0-9A-Fa-f]"
_ESCAPE = re.compile(
    rf"(?:%{_HEX}{{2}})+|%u{_HEX}{{4}}|(?:\\{{1,4}}x{_HEX}{{2}})+|(?:\\{{1,4}}u{_HEX}{{4}})+|\\{{1,4}}u\{{{_HEX}{{1,6}}\}}|\\{{1,4}}U{_HEX}{{8}}"
    rf"|&#[xX]{_HEX}{{1,6}};?|&#[0-9]{{1,7}};?|&[A-Za-z][A-Za-z0-9]{{1,30}};|\\{{1,4}}[nrtbf/\"']"
)
_QUOTED = re.compile(r"(?:=[0-9A-F]{2})+|=\r?\n")  # quoted-printable, as mail has it
_IS_QUOTED = re.compile(r"=\r?\n|(?:=[0-9A-F]{2}){2}")
_MAY_BE_ESCAPED = re.compile(r"[%\\&]")
_UNIT = re.compile(rf"(?:%u|\\{{1,4}}u|\\{{1,4}}U|\\{{1,4}}x|%|=)\{{?({_HEX}{{2,8}})\}}?")
_PAIR = re.compile(rf"\\{{1,4}}u([dD][89abAB]{_HEX}{{2}})\\{{1,4}}u([dD][c-fC-F]{_HEX}{{2}})|\\{{1,4}}u({_HEX}{{4}})")
_CUT = re.compile(r"(?<=[^\W\d_])-\r?\n[ \t>]{0,8}(?=[^\W\d_])|</?[A-Za-z][^<>]{0,200}>")  # a hyphen at a line's end, a tag
_BETWEEN = re.compile(r"[\W_]+")
_DROPPED = re.compile(r"[\s_.'+\u00b7\-*~|>]+")  # what is nothing beside a character of a script without spaces
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7a3"
"""The scripts that write no spaces between words, as ranges of a regular expression."""
_HAN_CHARACTER = re.compile(rf"[{HAN}]")
_ROUNDS = 3  # an escape in an escape in an escape
_ONE = rf"[^\W_{HAN}]"
_SINGLE = re.compile(rf"(?<!{_ONE}){_ONE}(?:(?:[^\w\n]{{1,4}}|_){_ONE}){{2,}}(?!{_ONE})")  # "W e i", "W.e.i", "W_e_i"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a text.

    Attributes:
        text: The text as read, in its own capitals.
        low: What is compared: small letters without accents, one space between words, none beside Chinese.
        at: For each character of `low`, its place in `text`.
        starts: For each character of `text`, where it begins in the text as given; none where nothing moved.
        ends: Where it ends.
    """

    text: str = field(repr=False)
    low: str = field(repr=False)
    at: Sequence[int] = field(repr=False)
    starts: Sequence[int] | None = field(default=None, repr=False)
    ends: Sequence[int] | None = field(default=None, repr=False)

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Return where ``self.text[start:end]`` lies in the text as given."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


@dataclass(frozen=True, slots=True)
class _Layer:
    """A text with the way back of each character; no places where nothing moved."""

    text: str
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def over(self, text: str, starts: Sequence[int], ends: Sequence[int]) -> _Layer:
        """Return the layer of ``text``, which was made from this one's."""
        if self.starts is None or self.ends is None:
            return _Layer(text, starts, ends)
        return _Layer(text, [self.starts[start] for start in starts], [self.ends[end - 1] for end in ends])


def readings(text: str) -> list[Reading]:
    """Return each way to read a text that differs from the others, the plain one first.

    Args:
        text: Any text. The time is linear in it.
    """
    plain = _folded(_Layer(text))
    found = [_compared(plain)]
    for decoded in _decoded(text):
        plain = _folded(decoded)
        found.append(_compared(plain))
    whole = _without(plain, _CUT)
    if whole is not plain:
        found.append(_compared(whole))
    return found


def _decoded(text: str) -> Iterator[_Layer]:
    """Yield a text with its escapes read, where it has any: bytes that are no UTF-8 as the two encodings that were usual before."""
    ways = [(_ESCAPE, legacy) for legacy in ("latin-1", "gb18030") if _MAY_BE_ESCAPED.search(text)]
    if "=" in text and _IS_QUOTED.search(text):
        ways.append((_QUOTED, "latin-1"))
    seen = ""
    for pattern, legacy in ways:
        layer = _Layer(text)
        for _ in range(_ROUNDS):
            further = _unescaped(layer, pattern, legacy)
            if further is layer:
                break
            layer = further
        if layer.starts is not None and layer.text != seen:
            seen = layer.text
            yield layer


def single_letters(reading: Reading) -> Iterator[tuple[str, list[int]]]:
    """Yield each run of letters that stand apart, joined and small, with the place of each in `Reading.text`."""
    for run in _SINGLE.finditer(reading.text):
        places = [run.start() + at for at, char in enumerate(run[0]) if char.isalnum()]
        yield letters("".join(reading.text[place] for place in places)), places


@lru_cache(maxsize=16384)
def compared(phrase: str) -> str:
    """Return the form in which a phrase is looked for in `Reading.low`."""
    if phrase.isascii():
        return " ".join(part for part in _BETWEEN.split(phrase.lower()) if part)
    return _compared(_folded(_Layer(phrase))).low.strip()


def is_han(char: str) -> bool:
    """Return whether a character is of a script that writes no spaces between words."""
    return bool(_HAN_CHARACTER.match(char))


def _compared(layer: _Layer) -> Reading:
    """Return the reading of a folded layer."""
    low = letters(layer.text)
    kept: list[str] = []
    at: list[int] = []
    here = 0
    for gap in _BETWEEN.finditer(low):
        start, end = gap.span()
        beside = not low.isascii() and ((start > 0 and is_han(low[start - 1])) or (end < len(low) and is_han(low[end])))
        apart = "" if beside and _DROPPED.fullmatch(gap[0]) else " "
        kept += (low[here:start], apart)
        at.extend(range(here, start + len(apart)))
        here = end
    kept.append(low[here:])
    at.extend(range(here, len(low)))
    return Reading(layer.text, "".join(kept), at, layer.starts, layer.ends)


def _folded(layer: _Layer) -> _Layer:
    """Return a layer without marks of no width, in ASCII where that means the same."""
    folded = fold(layer.text)
    if folded.places is None:
        return layer if folded.text is layer.text else _Layer(folded.text, layer.starts, layer.ends)
    return layer.over(folded.text, folded.places[:-1], folded.places[1:])  # what has no width belongs to what stands before it


def _without(layer: _Layer, pattern: re.Pattern[str]) -> _Layer:
    """Return a layer without what a pattern matches; the same layer where it matches nothing."""
    cuts = [cut.span() for cut in pattern.finditer(layer.text)]
    if not cuts:
        return layer
    edges = [(0, 0), *cuts, (len(layer.text), len(layer.text))]
    places = [place for (_, start), (end, _) in pairwise(edges) for place in range(start, end)]
    return layer.over("".join(layer.text[place] for place in places), places, [place + 1 for place in places])


def _unescaped(layer: _Layer, pattern: re.Pattern[str], legacy: str) -> _Layer:
    """Return a layer with its escapes read; the same layer where there are none."""
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    here = 0
    for escape in pattern.finditer(layer.text):
        chars.append(layer.text[here : escape.start()])
        starts.extend(range(here, escape.start()))
        ends.extend(range(here + 1, escape.start() + 1))
        for char, start, end in _read(escape, legacy):
            chars.append(char)
            starts.extend([start] * len(char))
            ends.extend([end] * len(char))
        here = escape.end()
    if not here:
        return layer
    chars.append(layer.text[here:])
    starts.extend(range(here, len(layer.text)))
    ends.extend(range(here + 1, len(layer.text) + 1))
    return layer.over("".join(chars), starts, ends)


def _read(escape: re.Match[str], legacy: str) -> Iterator[tuple[str, int, int]]:
    """Yield the characters that an escape stands for, each with its place."""
    written, start = escape[0], escape.start()
    if written[0] == "&":
        yield html.unescape(written if written.endswith(";") else written + ";"), start, escape.end()
    elif written[0] == "=" and written[1] in "\r\n":
        return  # a soft break of quoted-printable
    elif written[-1] in "nrtbf/\"'" and written[0] == "\\" and "x" not in written and "u" not in written.lower():
        yield " ", start, escape.end()
    elif written[0] == "\\" and written.lstrip("\\")[0] == "u" and "{" not in written:
        for unit in _PAIR.finditer(written):
            code = int(unit[3], 16) if unit[3] else 0x10000 + ((int(unit[1], 16) - 0xD800) << 10) + int(unit[2], 16) - 0xDC00
            yield chr(code), start + unit.start(), start + unit.end()
    elif written[:2] == "%u" or written.lstrip("\\")[0] in "uU":
        unit = next(_UNIT.finditer(written))
        yield chr(min(int(unit[1], 16), 0x10FFFF)), start, escape.end()
    else:
        yield from _bytes(written, start, legacy)


def _bytes(written: str, start: int, legacy: str) -> Iterator[tuple[str, int, int]]:
    """Yield the characters of escaped bytes: of UTF-8, else of the legacy encoding, else of Latin-1."""
    units = list(_UNIT.finditer(written))
    data = bytes(int(unit[1][:2], 16) for unit in units)
    for encoding in ("utf-8", legacy, "latin-1"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        at = 0
        for char in text:
            size = len(char.encode(encoding))
            yield char, start + units[at].start(), start + units[min(at + size, len(units)) - 1].end()
            at += size
        return
