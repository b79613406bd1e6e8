"""One way of writing for many: full-width, zero-width, accents and look-alike letters are folded before anything is matched.

Two steps. `fold` keeps letters and case and is for every detector; `letters` goes further and is for comparing names. Both know the way
back, so that a span always lies in the text as it was given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from keepmum.policy.span import Span

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\u30fb" + "\u00b7\u2022\u2027"
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_DIGITS = (0x0660, 0x06F0, 0x0966, 0x09E6, 0x0E50, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6)  # where other scripts' ten digits begin

_PLAIN: dict[int, str] = {
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},  # the full-width forms of ASCII
    **{ord(char): " " for char in _SPACES},
    **{ord(char): "-" for char in _DASHES[:9]},
    **{ord(char): "\u00b7" for char in _DASHES[9:]},  # middle dots part the names of a foreign person in Chinese
    **{first + digit: str(digit) for first in _DIGITS for digit in range(10)},
    **dict.fromkeys(map(ord, "\u2018\u2019\u02bc\u2032\u201b"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e\u2033"), '"'),
}

# What has no width of its own: joiners, direction marks, soft hyphen, variation selectors, tags, and combining accents.
_UNSEEN = re.compile(
    r"(?i:&(?:shy|zwn?j|lrm|rlm|#0*173|#0*820[3-7]|#x0*(?:ad|200[b-f]));|<wbr ?/?>)|"  # the same, as HTML writes it
    "[\u00ad\u0300-\u036f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e007f]"
)

# Cyrillic and Greek letters that look like Latin ones (own selection), small letters.
_ALIKE = dict(zip("авеікмнорстухѕјԁһӏαβεικνορτυχ", "abeikmhopctyxsjdhlabeiknoptux", strict=True))


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and the way back.

    Attributes:
        text: What detectors match on.
        places: For each folded character, and for the end, its place in the text as given; none where nothing moved.
    """

    text: str = field(repr=False)
    places: tuple[int, ...] | None = field(default=None, repr=False)

    def back(self, spans: Iterable[Span]) -> Iterator[Span]:
        """Yield the spans as they lie in the text as given."""
        if self.places is None:
            yield from spans
            return
        for span in spans:
            yield replace(span, start=self.places[span.start], end=self.places[span.end])


def fold(text: str) -> Folded:
    """Fold full-width forms, spaces, dashes, quotes and digits to ASCII, and drop what has no width.

    Args:
        text: Any text.

    Returns:
        The folded text; characters that remain stand in their order.
    """
    if text.isascii() and "&" not in text and "<" not in text:
        return Folded(text)
    plain = text.translate(_PLAIN)
    if not _UNSEEN.search(plain):
        return Folded(plain)
    kept: list[str] = []
    places: list[int] = []
    at = 0
    for gap in _UNSEEN.finditer(plain):
        kept.append(plain[at : gap.start()])
        places.extend(range(at, gap.start()))
        at = gap.end()
    kept.append(plain[at:])
    places.extend(range(at, len(plain) + 1))
    return Folded("".join(kept), tuple(places))


@lru_cache(maxsize=4096)
def _letter(char: str) -> str:
    """Return one small letter without accent for ``char``; Latin look-alikes become Latin."""
    small = char.lower()
    if len(small) != 1:
        small = small[0]
    base = unicodedata.normalize("NFKD", small)[0].lower() if not "\uac00" <= small <= "\ud7a3" else small
    return _ALIKE.get(base, base)


def letters(text: str) -> str:
    """Return ``text`` for comparing names: small, without accents, look-alikes as Latin; as long as it was."""
    if text.isascii():
        return text.lower()
    return "".join(map(_letter, text))
