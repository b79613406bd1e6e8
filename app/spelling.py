"""The bytes as which a word can stand in a file, and whether bytes that look like it are really the word."""

from __future__ import annotations

import base64
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus, unquote_to_bytes

CHANCE = 6  # bytes: shorter bytes stand in 10 MB of random ones often enough to matter, for a thousand words in 10 spellings
_UTF16_LEAST = 4  # bytes: one character's two stand everywhere
_HEX_LEAST = 8  # digits: the same bound inside text that is hex itself, such as a digest
_BASE64_LEAST = 6  # characters: the same inside text that is base64 itself, such as a sealed key
_BESIDE = 8  # characters of context on each side of a short spelling
_ALONE = 14  # bytes (of UTF-16: units) of text on one side that are enough by themselves: as unlikely in random bytes
_READABLE = 15 / 16  # share of them that must be text: 16 random bytes reach it once in some 100,000 tries
CONTEXT = 32  # bytes on each side of a match that `counts` looks at, at most
_BROKEN = "".join(map(chr, range(0xDC80, 0xDD00)))  # what surrogateescape makes of bytes that are no UTF-8
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
# A letter at the end of an escape, as in "\\nMei" or "%20Mei", is no part of the word after it.
_ESCAPE_BEFORE = re.compile(rb"(?:\\[nrtbf]|\\u[0-9a-fA-F]{4}|%[0-9a-fA-F]{2})\Z")
_BASE64_BEFORE = re.compile(rb"(?:[A-Za-z0-9+/_-]{4})*\Z")
_BASE64_AFTER = re.compile(rb"[A-Za-z0-9+/_-]*")
# Characters of base64 that depend on the unknown bytes before the word, by how many those are (RFC 4648, section 4).
_SKIP = (0, 2, 3)


@dataclass(frozen=True, slots=True)
class Needle:
    """Bytes to look for.

    Attributes:
        bytes: The bytes.
        kind: The encoding that made them, as in `Finding.kind`.
        word: Its place in the caller's list.
        text: The word itself; empty for a raw blob.
        phase: For base64, how many bytes of the word's first group of three come before it.
    """

    bytes: bytes = field(repr=False)
    kind: str
    word: int
    text: str = field(default="", repr=False)
    phase: int = 0


def spellings(word: str, index: int, *, ignore_case: bool = False) -> Iterator[Needle]:
    """Yield every spelling of a word: UTF-8, UTF-16, base64 in 3 phases, hex, JSON escapes and URL escapes.

    Words of fewer than 5 bytes have no base64 spelling here and words of fewer than 4 bytes no hex one: so few characters
    stand in any key or digest by chance.
    """
    seen: set[tuple[bytes, str]] = set()
    for form in sorted(_forms(word, ignore_case=ignore_case)):
        for needle in _spell(form, index):
            if (needle.bytes, needle.kind) not in seen:
                seen.add((needle.bytes, needle.kind))
                yield needle


def _forms(word: str, *, ignore_case: bool) -> set[str]:
    cases = {word, word.lower(), word.upper()} if ignore_case else {word}
    return {unicodedata.normalize(form, case) for case in cases for form in ("NFC", "NFD")} | cases


def _spell(word: str, index: int) -> Iterator[Needle]:
    plain = word.encode()
    yield Needle(plain, "utf-8", index, word)
    for kind in ("utf-16-le", "utf-16-be"):
        if len(word.encode(kind)) >= _UTF16_LEAST:
            yield Needle(word.encode(kind), kind, index, word)
    for phase in range(3):
        coded = base64.b64encode(b"\0" * phase + plain)[_SKIP[phase] : (phase + len(plain)) * 8 // 6]
        if len(coded) >= _BASE64_LEAST:
            yield Needle(coded, "base64", index, word, phase)
            yield Needle(coded.translate(bytes.maketrans(b"+/", b"-_")), "base64", index, word, phase)  # RFC 4648, section 5
    if len(plain.hex()) >= _HEX_LEAST:
        yield Needle(plain.hex().encode(), "hex", index, word)
        yield Needle(plain.hex().upper().encode(), "hex", index, word)
    escaped = json.dumps(word)[1:-1]
    upper = _ESCAPE.sub(lambda match: "\\u" + match[1].upper(), escaped)
    for spelling in (escaped, upper, json.dumps(word, ensure_ascii=False)[1:-1]):
        if spelling.encode() != plain:
            yield Needle(spelling.encode(), "json", index, word)
    for spelling in (quote(word, safe=""), quote(word), quote_plus(word)):
        if spelling.encode() != plain:
            yield Needle(spelling.encode(), "url", index, word)
            yield Needle(re.sub("%..", lambda match: match[0].lower(), spelling).encode(), "url", index, word)


def counts(data: bytes, start: int, needle: Needle, *, whole_words: bool) -> bool:
    """Say whether the match at ``data[start:]`` counts: not there by chance and, where asked for, a whole word."""
    if needle.kind == "bytes":
        return True
    end = start + len(needle.bytes)
    if len(needle.bytes) < CHANCE and not _between_text(data, start, end, needle.kind):
        return False
    if not whole_words:
        return True
    before, after = _neighbours(data, start, end, needle)
    return not (_one_word(before, needle.text[0]) or _one_word(needle.text[-1], after))


def _between_text(data: bytes, start: int, end: int, kind: str) -> bool:
    """Say whether text lies around ``data[start:end]``: nearly all of both sides, or all of a longer stretch of one."""
    width = 2 if kind.startswith("utf-16") else 1
    before, after = data[max(0, start - _ALONE * width) : start], data[end : end + _ALONE * width]
    left, right = _decoded(before, kind), _decoded(after, kind)
    if len(before) == _ALONE * width and _all_text(left.lstrip(_BROKEN)) and len(left) - len(left.lstrip(_BROKEN)) <= 3:
        return True
    if len(after) == _ALONE * width and _all_text(right.rstrip(_BROKEN)) and len(right) - len(right.rstrip(_BROKEN)) <= 3:
        return True
    near = _decoded(before[-_BESIDE * width :], kind) + _decoded(after[: _BESIDE * width], kind)
    return sum(len(c.encode("utf-8", "surrogateescape")) for c in near if _is_text(c)) >= _READABLE * len(
        near.encode("utf-8", "surrogateescape")
    )


def _decoded(data: bytes, kind: str) -> str:
    if kind.startswith("utf-16"):
        return data[: len(data) // 2 * 2].decode(kind, "replace")
    return data.decode("utf-8", "surrogateescape")


def _all_text(text: str) -> bool:
    return all(map(_is_text, text))


def _is_text(character: str) -> bool:
    if character < "\x80":
        return " " <= character <= "~" or character in "\t\r\n"
    return (
        character.isalnum() or "\u2010" <= character <= "\u203a" or "\u3000" <= character <= "\u303f" or "\uff00" <= character <= "\uff65"
    )


def _neighbours(data: bytes, start: int, end: int, needle: Needle) -> tuple[str, str]:
    """Return the characters right before and after the match, decoded as the match is; empty where there is none."""
    before, after = data[max(0, start - CONTEXT) : start], data[end : end + CONTEXT]
    if needle.kind.startswith("utf-16"):
        left, right = before[len(before) % 2 :].decode(needle.kind, "replace"), after[: len(after) // 2 * 2].decode(needle.kind, "replace")
    elif needle.kind in ("utf-8", "json") and _ESCAPE_BEFORE.search(before) and not _letter_escaped(before):
        left, right = "", _unescape(after)
    elif needle.kind in ("utf-8", "json"):
        left, right = _unescape(before), _unescape(after)
    elif needle.kind == "base64":
        left, right = _around_base64(data, start, end, needle)
    else:
        if needle.kind == "hex":
            before, after = _hex(rb"(?:[0-9a-fA-F]{2})*\Z", before), _hex(rb"(?:[0-9a-fA-F]{2})*", after)
        else:
            before, after = unquote_to_bytes(before), unquote_to_bytes(after)
        left, right = before.decode("utf-8", "replace"), after.decode("utf-8", "replace")
    return left[-1:], right[:1]


def _letter_escaped(before: bytes) -> bool:
    return _in_word(_unescape(before)[-1:]) and before[-6:-4] == b"\\u"


def _unescape(data: bytes) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), data.decode("utf-8", "replace"))


def _hex(pattern: bytes, data: bytes) -> bytes:
    match = re.search(pattern, data)
    return bytes.fromhex(match[0].decode()) if match else b""


def _around_base64(data: bytes, start: int, end: int, needle: Needle) -> tuple[str, str]:
    """Decode the groups of four that hold the match and those beside it; the phase says where a group starts."""
    group = start - _SKIP[needle.phase]
    if group < 0:
        return "", ""
    before = _BASE64_BEFORE.search(data, max(0, group - CONTEXT // 4 * 4 + 8), group)
    first = before.start() if before else group
    after = _BASE64_AFTER.match(data, end, end + CONTEXT // 2)
    stop = after.end() if after else end
    coded = data[first : first + (stop - first) // 4 * 4].translate(bytes.maketrans(b"-_", b"+/"))
    rest = data[first + len(coded) : stop].translate(bytes.maketrans(b"-_", b"+/"))
    if len(rest) > 1:
        coded += rest + b"=" * (4 - len(rest))
    plain = base64.b64decode(coded)
    head = (group - first) // 4 * 3 + needle.phase
    return plain[:head].decode("utf-8", "replace"), plain[head + len(needle.text.encode()) :].decode("utf-8", "replace")


def _one_word(left: str, right: str) -> bool:
    """Say whether two neighbouring characters belong to one word; scripts without spaces have no such thing."""
    return bool(left and right) and _in_word(left) and _in_word(right)


def _in_word(character: str) -> bool:
    return character == "_" or (character.isalnum() and not "\u2e80" <= character <= "\ud7ff" and not "\uf900" <= character <= "\ufaff")
