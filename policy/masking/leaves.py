r"""The decoded leaves of a text, and the way back: what stands in JSON, in URLs, in HTML and in strings of code as a reader would read it.

A name may be written `\u9648\u4f1f`, `%E9%99%88`, `&#38472;` or `Hi\nWei`. Detectors look at the decoded text too (`Decoded`), and what is
masked is written so that the whole stays what it was: JSON stays valid JSON, also JSON inside a string of JSON, and a URL stays a URL.
"""

from __future__ import annotations

import html
import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from keepmum.policy.masking.jsonstrings import MAX_DEPTH, escaped
from keepmum.policy.span import Detector, Span

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"|-?[0-9]+(?:\.[0-9]+)?(?:[eE][+\-]?[0-9]+)?')
_JSON_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.", re.DOTALL)
_ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\[nrt\"'/]|\\\\"
    r"|(?:%[0-9A-Fa-f]{2})+|&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});|(?<=[\w%])\+(?=[\w%])|\"\""
)
_RUN = r"[^\s\"'<>\\]"  # what a URL may be made of; each pattern begins where a run of it does, so that time stays linear
_URL = re.compile(
    rf"(?<![A-Za-z0-9+.\-])[A-Za-z][A-Za-z0-9+.\-]{{1,15}}+://{_RUN}{{1,4096}}+"
    rf"|(?<!{_RUN})(?:[^\s\"'<>\\%]|%(?![0-9A-Fa-f]{{2}})){{0,4096}}+%[0-9A-Fa-f]{{2}}{_RUN}{{0,4096}}+"
)
_FIELD = r"[\w.\-%\[\]+]{1,256}+=[^\s&=\"'<>\\]{0,4096}+"
_FORM = re.compile(rf"(?<![\w.\-%\[\]+]){_FIELD}(?:&{_FIELD})+")
_SIMPLE = {"+": " ", "\\'": "'", '""': '"'}  # a space in a form, a quote in a string of code, a quote in a cell of CSV
_HALF = re.compile("[\ud800-\udfff]")  # half of a pair is no character
_ENCODED = re.compile(r"[\\%&+]|\"\"")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A stretch of text that can be read by itself.

    Attributes:
        text: What it says.
        places: Where in the whole each character begins, and where the last ends.
        plain: What it says as far as the strings of JSON around it are read, and nothing else: what is put back in its place.
        plain_places: Where each character of `plain` begins, and where the last ends.
        depth: How many strings of JSON it lies in.
        literal: Whether it is a number of JSON, which stands without quotes.
        urls: Where in the whole URLs and forms lie.
    """

    text: str = field(repr=False)
    places: Sequence[int] = field(repr=False)
    plain: str = field(repr=False)
    plain_places: Sequence[int] = field(repr=False)
    depth: int = 0
    literal: bool = False
    urls: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """``whole[start:end]`` becomes `text`."""

    start: int
    end: int
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Layout:
    """A text and its leaves, in order.

    Attributes:
        whole: The text as it stands.
        leaves: What can be read in it. Of a text without structure it is the text itself.
        starts: Where each leaf begins in the whole.
        read_at: Where each leaf begins in `text`.
    """

    whole: str = field(repr=False)
    leaves: tuple[Leaf, ...]
    starts: tuple[int, ...]
    read_at: tuple[int, ...]

    @property
    def is_plain(self) -> bool:
        """Whether the text says what it seems to say."""
        return len(self.leaves) == 1 and self.leaves[0].text == self.whole

    def text(self) -> str:
        """Return all leaves, one below the other."""
        return "\n".join(leaf.text for leaf in self.leaves)

    def back(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield where ``text()[start:end]`` stands in the whole; more than one stretch where it goes over the edge of a leaf."""
        number = max(bisect_right(self.read_at, start) - 1, 0)
        while number < len(self.leaves) and self.read_at[number] < end:
            leaf, at = self.leaves[number], self.read_at[number]
            left, right = max(start - at, 0), min(end - at, len(leaf.text))
            if left < right:
                last = leaf.places[right - 1]
                yield leaf.places[left], leaf.places[bisect_right(leaf.places, last)]  # behind all that one escape says
            number += 1

    def read(self, start: int, end: int) -> tuple[str, str]:
        """Return what ``whole[start:end]`` says as far as JSON around it is read, and what it says when all is."""
        plain, text = [], []
        for leaf in self._touched(start, end):
            plain.append(_within(leaf.plain, leaf.plain_places, start, end))
            text.append(_within(leaf.text, leaf.places, start, end))
        return ("".join(plain), "".join(text)) if plain else (self.whole[start:end],) * 2

    def edits(self, start: int, end: int, written: str, bare: str) -> Iterator[Edit]:
        """Yield what must change so that ``written`` stands in the place of ``whole[start:end]`` and the whole stays valid.

        Args:
            start: The first character.
            end: One past the last.
            written: What is put there.
            bare: The same without brackets, for a URL.
        """
        for leaf in self._touched(start, end):
            if leaf.literal:
                yield Edit(leaf.places[0], leaf.places[-1], escaped(json.dumps(written, ensure_ascii=False), leaf.depth))
                continue
            left, right = _snapped(leaf.text, leaf.places, start, end)
            if left >= right:
                continue
            inside = any(first < left < last or (first == left and right < last) for first, last in leaf.urls)
            text = quote(bare, safe="") if inside else written
            yield Edit(left, right, escaped(text, leaf.depth))

    def _touched(self, start: int, end: int) -> Iterator[Leaf]:
        """Yield the leaves that a stretch of the whole touches."""
        number = max(bisect_right(self.starts, start) - 1, 0)
        while number < len(self.leaves) and self.starts[number] < end:
            if start < self.leaves[number].places[-1]:
                yield self.leaves[number]
            number += 1


def leaves(text: str) -> Layout:
    """Return the leaves of ``text``; one of all of it where it is not JSON, or where its JSON is broken. Takes linear time."""
    places = range(len(text) + 1)
    if not _ENCODED.search(text) and text.lstrip()[:1] not in {"{", "["}:
        urls = tuple(match.span() for match in _URL.finditer(text)) if "://" in text else ()
        return Layout(text, (Leaf(text, places, text, places, urls=urls),), (0,), (0,))
    found = tuple(_read(text, places, 0))
    ends = accumulate(len(leaf.text) + 1 for leaf in found)
    return Layout(text, found, tuple(leaf.places[0] for leaf in found), (0, *ends)[: len(found)])


def edited(text: str, edits: Sequence[Edit]) -> str:
    """Return ``text`` with all ``edits`` made, which are in order and do not overlap."""
    pieces: list[str] = []
    at = 0
    for edit in edits:
        pieces += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join(pieces) + text[at:]


def redact_json(value: Any, mask: Callable[[str], str], *, depth: int = MAX_DEPTH) -> Any:  # noqa: ANN401  a value of JSON
    """Return a value of JSON with every text in it masked: keys, numbers that are masked as texts, and JSON inside texts.

    Args:
        value: What `json.loads` returns: the arguments of a tool, metadata.
        mask: Returns a text as it may leave.
        depth: How many strings of JSON inside strings are opened.
    """
    if isinstance(value, str):
        inner = _json(value) if depth > 0 else None
        if inner is None:
            return mask(value)
        return json.dumps(redact_json(inner, mask, depth=depth - 1), ensure_ascii=False, separators=(",", ":"))
    if isinstance(value, dict):
        return {mask(str(key)): redact_json(item, mask, depth=depth) for key, item in value.items()}
    if isinstance(value, list):
        return [redact_json(item, mask, depth=depth) for item in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        masked = mask(str(value))
        return value if masked == str(value) else masked
    return value


class Decoded:
    """A detector that looks at the decoded leaves of a text too. It only ever adds spans."""

    def __init__(self, detector: Detector) -> None:
        """Look with ``detector``."""
        self._detector = detector

    @property
    def name(self) -> str:
        """The name of the detector that looks."""
        return self._detector.name

    def find(self, text: str) -> Iterator[Span]:
        """Yield what stands in the text as it is, and in its leaves."""
        yield from self._detector.find(text)
        layout = leaves(text)
        if not layout.is_plain:
            for span in self._detector.find(layout.text()):
                for start, end in layout.back(span.start, span.end):
                    yield replace(span, start=start, end=end)


def _json(text: str) -> dict[str, Any] | list[Any] | None:
    """Return the object or the list that a text is, or none."""
    if text.lstrip()[:1] not in {"{", "["}:
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict | list) else None


def _read(text: str, places: Sequence[int], depth: int, *, literal: bool = False) -> Iterator[Leaf]:
    """Yield the leaves of a text that lies ``depth`` strings deep and whose characters begin at ``places``."""
    if depth < MAX_DEPTH and _json(text) is not None:
        for match in _STRING.finditer(text):
            if match[0][0] == '"':
                start, end = match.start() + 1, match.end() - 1
                if start < end:
                    inner, inner_places = _decoded(text[start:end], places[start : end + 1], _JSON_ESCAPE, _from_json)
                    yield from _read(inner, inner_places, depth + 1)
            else:
                yield from _read(match[0], places[match.start() : match.end() + 1], depth, literal=True)
        return
    urls = tuple((places[start], places[end]) for pattern in (_URL, _FORM) for start, end in _spans(pattern, text))
    decoded, decoded_places = _decoded(text, places, _ESCAPE, _from_any)
    yield Leaf(decoded, decoded_places, text, places, depth, literal, urls)


def _spans(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [match.span() for match in pattern.finditer(text)] if "://" in text or "%" in text or "=" in text else []


_Read = list[tuple[str, int]]
"""What an escape stands for: texts, each with how many characters of the escape it takes."""


def _decoded(text: str, places: Sequence[int], pattern: re.Pattern[str], decode: Callable[[str], _Read]) -> tuple[str, Sequence[int]]:
    """Return a text with its escapes read, and where each character begins."""
    pieces: list[str] = []
    kept: list[int] = []
    at = 0
    for match in pattern.finditer(text):
        pieces.append(text[at : match.start()])
        kept.extend(places[at : match.start()])
        at = match.start()
        for read, length in decode(match[0]):
            pieces.append(read)
            kept.extend([places[at]] * len(read))
            at += length
    pieces.append(text[at:])
    kept.extend(places[at:])
    return "".join(pieces), kept


def _from_json(escape: str) -> _Read:
    try:
        read = str(json.loads(f'"{escape}"'))
    except ValueError:
        return []
    return [] if _HALF.search(read) else [(read, len(escape))]


def _from_any(escape: str) -> _Read:
    """Return what an escape of JSON, of a URL, of HTML or of a string of code stands for; nothing where it is none."""
    if escape[0] == "%":
        try:
            return [(character, 3 * len(character.encode())) for character in unquote_to_bytes(escape).decode()]
        except UnicodeDecodeError:
            return []
    if escape[0] == "&":
        read = html.unescape(escape)
        return [] if read in {escape, ""} else [(read, len(escape))]
    if escape in _SIMPLE:
        return [(_SIMPLE[escape], len(escape))]
    if escape[1] == "x":
        return [(chr(int(f"0{escape[1:]}", 0)), len(escape))]
    return _from_json(escape)


def _snapped(text: str, places: Sequence[int], start: int, end: int) -> tuple[int, int]:
    """Return a stretch of the whole inside a leaf so that it cuts no escape: of one that says a letter it takes all, of others nothing."""
    first = max(bisect_right(places, start) - 1, 0)
    left, right = places[first], places[min(bisect_left(places, end), len(places) - 1)]
    if left < start and not text[first].isalnum():
        left = places[min(bisect_right(places, left), len(places) - 1)]
    last = bisect_left(places, end) - 1
    if right > end and last >= 0 and not text[last].isalnum():
        right = places[last]
    return left, right


def _within(text: str, places: Sequence[int], start: int, end: int) -> str:
    """Return the characters of a leaf that lie in a stretch of the whole."""
    left, right = _snapped(text, places, start, end)
    return text[bisect_left(places, left) : bisect_left(places, right)]
