"""The properties of vCards of all versions (vCard 2.1; RFC 2426; RFC 6350): unfolded, decoded, unescaped."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_HEAD = re.compile(
    r'(?:(?P<group>[\w.-]{1,40})\.)?(?P<name>[A-Za-z0-9-]{1,60})(?P<parameters>(?:;(?:[^":;]|"[^"]{0,500}"){0,500}){0,30})\s{0,2}:',
    re.ASCII,
)
_HEAD_LENGTH = 2000  # characters in which a property's name and parameters must end
_BARE_ENCODINGS = frozenset({"QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT"})
_CHARSET = re.compile(  # of people's languages; Python knows others, such as "idna" and "unicode_escape", that are no place for a name
    r"utf-?8|utf-?16(?:le|be)?|(?:us-)?ascii|iso[-_]?8859-\d{1,2}|latin-?1|(?:windows-|cp)(?:125\d|932|936|949|950|874)"
    r"|gb2312|gbk|gb18030|big5(?:-hkscs)?|shift[_-]jis|euc-(?:jp|kr)|iso-2022-(?:jp|kr)|koi8-[ru]|macintosh",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


class _NotText(Exception):
    """Bytes do not fit their character set."""


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no property, or one whose bytes do not fit.

    Attributes:
        line: The line, counted from 1.
        undecodable: Whether its bytes are not text in the character set that it names (UTF-8 where it names none).
    """

    line: int
    undecodable: bool


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a card.

    Attributes:
        line: The line on which it begins, counted from 1.
        name: Its name in capitals, without group.
        group: What stands before the dot ("item1"); empty without.
        kinds: The values of its TYPE parameters in lower case, bare parameters of version 2.1 among them.
        value: Its value, decoded, with its escapes.
    """

    line: int
    name: str = field(repr=False)  # of a broken line anything can be the name
    group: str = field(repr=False)
    kinds: tuple[str, ...] = field(repr=False)
    value: str = field(repr=False)

    @property
    def text(self) -> str:
        """The value as one text."""
        return unescape(self.value)

    @property
    def parts(self) -> tuple[str, ...]:
        """The value cut at its semicolons, as in N, ADR and ORG."""
        return tuple(unescape(part).strip() for part in cut(self.value, ";"))


def unescape(value: str) -> str:
    r"""Return a value without its backslashes; ``\n`` becomes a line break."""
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).strip()


def cut(value: str, separator: str) -> list[str]:
    """Split at separators that no backslash stands before."""
    parts: list[str] = []
    held: list[str] = []
    escaped = False
    for letter in value:
        if letter == separator and not escaped:
            parts.append("".join(held))
            held = []
        else:
            held.append(letter)
        escaped = letter == "\\" and not escaped
    return [*parts, "".join(held)]


def properties(lines: Sequence[str]) -> Iterator[Property | BadLine]:
    """Yield the properties in ``lines``, and the lines that are none.

    Args:
        lines: A file's lines; bytes that are no UTF-8 stand in them as surrogates (PEP 383).
    """
    number, count = 0, len(lines)
    while number < count:
        first = number
        line = lines[number].rstrip("\r")
        number += 1
        if not line.strip():
            continue
        head = _HEAD.match(line[:_HEAD_LENGTH])
        if head is None or _is_escaped(head[0]):
            yield BadLine(first + 1, undecodable=False)
            continue
        parameters = [part.strip().strip('"') for part in head["parameters"].split(";")[1:]]
        upper = [part.upper() for part in parameters]
        encoding = next((part.rpartition("=")[2] for part in upper if part.startswith("ENCODING=") or part in _BARE_ENCODINGS), "")
        values = [line[head.end() :]]
        while number < count and lines[number][:1] in {" ", "\t"} and lines[number].strip():
            values.append(lines[number].rstrip("\r")[1:])
            number += 1
        if encoding == "QUOTED-PRINTABLE":
            while values[-1].endswith("=") and number < count:
                values[-1] = values[-1][:-1]
                values.append(lines[number].rstrip("\r"))
                number += 1
        elif encoding in {"BASE64", "B"}:  # a picture, a sound or a key: 2.1 folds it without a space, up to a blank line
            while number < count and lines[number].strip() and _HEAD.match(lines[number][:_HEAD_LENGTH]) is None:
                number += 1
        try:
            yield _property(first + 1, head, parameters, encoding, "".join(values))
        except _NotText:
            yield BadLine(first + 1, undecodable=True)


def _property(line: int, head: re.Match[str], parameters: list[str], encoding: str, value: str) -> Property:
    kinds: list[str] = []
    charset = "utf-8"
    for parameter in parameters:
        key, equals, setting = parameter.partition("=")
        if not equals:
            kinds.append(parameter.lower())
        elif key.upper() == "TYPE":
            kinds += setting.strip('"').lower().split(",")
        elif key.upper() == "CHARSET":
            charset = setting.strip('"')
    if encoding in {"BASE64", "B"}:
        value = ""
    elif encoding == "QUOTED-PRINTABLE":
        value = _decoded(quopri.decodestring(value.encode("utf-8", "surrogateescape")), charset)
    elif _is_escaped(value):
        value = _decoded(value.encode("utf-8", "surrogateescape"), charset)
    return Property(line, head["name"].upper(), (head["group"] or "").lower(), tuple(kind.strip() for kind in kinds if kind.strip()), value)


def _is_escaped(text: str) -> bool:
    """Say whether bytes that are no UTF-8 stand in the text."""
    return any("\udc80" <= letter <= "\udcff" for letter in text)


def _decoded(data: bytes, charset: str) -> str:
    if _CHARSET.fullmatch(charset) is None:
        raise _NotText
    try:
        return data.decode(charset).replace("\0", "")
    except (LookupError, ValueError):  # ValueError: the bytes do not fit
        raise _NotText from None
