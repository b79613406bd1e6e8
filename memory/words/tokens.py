"""Words as the index sees them: folded, lightly stemmed English; Chinese, Japanese and Korean as pairs of characters.

Python does this and not SQLite, for three reasons: no C tokenizer has to be loaded into an encrypted database, the
same function serves the index and the query, and a change of it is a change of one file. What comes out is made of
letters, digits and marks only, so that FTS5's own `ascii` tokenizer splits it at the spaces and nowhere else.

A run of Chinese ``妈妈来了`` becomes ``妈妈 妈来 来了 了``: every pair, then the last character alone. Every character then
begins exactly one token, so a query of one character is a search for a prefix, a run counts as many tokens as it has
characters, and the index holds no more than one token a character.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

MAX_WORD = 40  # characters; a longer run is a key or an attachment in base 64, and is kept by its beginning

_SEPARATOR, _WORD, _PAIRED = 0, 1, 2
_POSSESSIVE = re.compile(r"['’]s\b")
_INNER_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_LATIN_MARKS = re.compile("[\u0300-\u036f]")
_PAIRED_RANGES = (
    (0x1100, 0x11FF),  # Hangul letters
    (0x2E80, 0x2FDF),  # radicals
    (0x3005, 0x3007),  # marks of repetition, zero
    (0x3040, 0x30FF),  # kana
    (0x31F0, 0x31FF),  # more kana
    (0x3400, 0x4DBF),  # Han, extension A
    (0x4E00, 0x9FFF),  # Han
    (0xAC00, 0xD7AF),  # Hangul
    (0xF900, 0xFAFF),  # Han, compatibility
    (0x20000, 0x3FFFF),  # Han, the further extensions
)

PAIRED_TOKENS = ("\u2e80", "\ua000")  # between these lie the tokens of Chinese and Japanese, but for the rarest characters


@lru_cache(maxsize=8192)
def _character_class(character: str) -> int:
    code = ord(character)
    if code >= 0x1100 and any(low <= code <= high for low, high in _PAIRED_RANGES):
        return _PAIRED
    if character.isalnum() or unicodedata.category(character).startswith("M"):
        return _WORD
    return _SEPARATOR


def fold(text: str) -> str:
    """Make spellings equal that a person takes for equal: width, case, Latin accents, apostrophes.

    Args:
        text: Any text.

    Returns:
        The text in lower case, compatibility-composed (Unicode NFKC), without possessive 's and Latin accents.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        text = unicodedata.normalize("NFC", _LATIN_MARKS.sub("", unicodedata.normalize("NFD", text)))
    text = text.casefold()
    return _INNER_APOSTROPHE.sub("", _POSSESSIVE.sub("", text)) if "'" in text or "’" in text else text


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """Split a folded text where its words end and where its script changes.

    Args:
        text: A text that went through `fold`.

    Yields:
        Each run of letters and digits, and whether it is of a script that is indexed in pairs.
    """
    if text.isascii():
        for match in _ASCII_WORD.finditer(text):
            yield match.group(), False
        return
    start, current = 0, _SEPARATOR
    for place, character in enumerate(text):
        kind = _character_class(character)
        if kind != current:
            if current != _SEPARATOR:
                yield text[start:place], current == _PAIRED
            start, current = place, kind
    if current != _SEPARATOR:
        yield text[start:], current == _PAIRED


def index_tokens(text: str) -> Iterator[str]:
    """Give the tokens under which a text is found.

    Args:
        text: A record's text, as written.

    Yields:
        Stemmed words, and for each run of Chinese its pairs and its last character, in order of the text.
    """
    for run, paired in runs(fold(text)):
        if paired:
            for place in range(len(run) - 1):
                yield run[place : place + 2]
            yield run[-1]
        else:
            yield stem(run[:MAX_WORD])


_VOWELS = frozenset("aeiouy")
_KEPT = frozenset(
    ["news", "thing", "lens", "bring", "king", "ring", "sing", "spring", "string", "wing", "swing", "during", "this", "his", "was", "has"]
)
_IRREGULAR = {"children": "child", "men": "man", "women": "woman", "feet": "foot", "teeth": "tooth", "went": "go", "gone": "go"}


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Take the commonest English endings off, so that "painted", "painting" and "paints" meet.

    A light stemmer after Porter's first steps ("An algorithm for suffix stripping", 1980): plural, past, progressive
    and adverb. Words of other scripts, short words and anything with a digit come back as they are.

    Args:
        word: One folded word.

    Returns:
        Its stem; never empty.
    """
    if len(word) < 4 or not word.isascii() or not word.isalpha() or word in _KEPT:
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    word = _without_plural(word)
    for ending in ("ingly", "edly", "ing", "ed", "ly"):
        if word.endswith(ending):
            body = word[: -len(ending)]
            if len(body) >= 2 and not _VOWELS.isdisjoint(body):
                word = _mended(body) if ending != "ly" else body
            break
    if word.endswith("y") and len(word) > 3 and word[-2] not in _VOWELS:
        word = word[:-1] + "i"
    elif word.endswith("e") and len(word) > 3:
        word = word[:-1]
    return word


def _without_plural(word: str) -> str:
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith("ies"):
        return word[:-3] + "y" if len(word) > 4 else word[:-1]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _mended(body: str) -> str:
    """Undo what an ending does to the letters before it: "runn" to "run", "hop" stays."""
    if body[-1] == body[-2] and body[-1] not in "lsz" and body[-1] not in _VOWELS:
        return body[:-1]
    return body
