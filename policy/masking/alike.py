"""Find in a hostile reply what is a token, what a model made of one, and what was written in place of one.

`keepmum.policy.masking.tokens` reads tokens as they are written. This goes further and is for replies, and for knowing which names
a text uses already: a lost number, a translated word, other brackets, a plural inside them. What a find means is decided by
`keepmum.policy.masking.meant`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from keepmum.policy.category import Category
from keepmum.policy.masking.categorywords import categories_of
from keepmum.policy.masking.tokens import Token
from keepmum.policy.world import fold

_OPENING, _CLOSING = "[⟦【［〔〖「『", "]⟧】］〕〗」』"
_NAMES = "|".join(sorted((re.escape(category.name).replace("_", r"\\?_") for category in Category), key=len, reverse=True))
_NUMBER = "[1-9１-９][0-9０-９]{0,5}"
_DIGITAL = frozenset({Category.PHONE, Category.CARD, Category.IBAN, Category.IP})  # people group their digits as they like
_JOINED = re.compile(r"[A-Za-z0-9_]")
_BEFORE = r"(?:(?<![A-Za-z0-9_])|(?<=\\[nrt]))"  # no letter of the same word; in JSON a line break is written with one
_GROUPED = r"[ ().\-]{0,3}"
_PLAIN_TAIL = re.compile(r"_?[0-9]{0,6}")
_BRACKETS = _OPENING + "\\{<＜"
_BREAKS = frozenset({"\\n", "\\r", "\\t"})
_LIKE_ASCII = str.maketrans("ıİſ\u212a", "iisk")  # letters that a pattern without case takes for these
_LONGEST = 80  # characters of a token in any form


@dataclass(frozen=True, slots=True)
class Alike:
    """Something in a text that may be a token of ours.

    Attributes:
        start: Its first character.
        end: One past its last.
        word: The word in it, small letters; empty where it is something written in a token's place.
        number: Its number; none where it is lost.
        exact: Whether it is a category's own name with its number, as keepmum writes it.
        shouted: Whether the word is a category's own name in capitals.
        tail: A plural or a possessive that stood inside the brackets.
        key: What was written in a token's place, as `written_key` makes it comparable.
    """

    start: int
    end: int
    word: str = ""
    number: int | None = None
    exact: bool = False
    shouted: bool = False
    tail: str = ""
    key: str = field(default="", repr=False)


def written_key(text: str) -> str:
    """Return the form in which two writings of one surrogate are the same: its letters and digits, without case."""
    return "".join(character for character in fold(text) if character.isalnum())


@cache
def _fixed() -> str:
    """Return the pattern of tokens in every form."""
    words = "|".join(sorted((re.escape(word).replace("_", r"(?:\\?_|[ \-])") for word in categories_of()), key=len, reverse=True))
    inner = rf"(?P<word>{words})(?:(?P<apart>\\?_|[ \t\-:：#.]{{0,2}})(?P<number>{_NUMBER})(?P<tail>['’]?s)?)?"
    loose = rf"\\?[{re.escape(_OPENING)}][ \t]{{0,3}}[*`]{{0,2}}{inner}[*`]{{0,2}}[ \t]{{0,3}}\\?[{re.escape(_CLOSING)}]"

    def strict(group: int) -> str:
        return rf"(?P<name{group}>{_NAMES})\\?_(?P<number{group}>[1-9][0-9]{{0,5}})(?![A-Za-z0-9_])"

    braces = rf"\{{\{{ ?{strict(1)} ?\}}\}}|\{{{strict(2)}\}}|<{strict(3)}>|＜{strict(4)}＞"
    return rf"{loose}|{braces}|{_BEFORE}{strict(5)}"


@cache
def _tokens_only() -> re.Pattern[str]:
    return re.compile(_fixed(), re.IGNORECASE)  # lazily: it takes milliseconds


class Finder:
    """Finds tokens in every form, and the texts that were written in place of tokens."""

    def __init__(self, tokens: Iterable[Token] = (), parts: Iterable[str] = ()) -> None:
        """Find what was written for ``tokens``, and ``parts`` of it."""
        written = {token.written: _pattern(token.written, token.category) for token in tokens if token.written}
        written |= {part: _pattern(part, Category.PERSON) for part in parts if part not in written}
        self._pattern = _tokens_only()
        self._first: frozenset[str] = frozenset()
        self._begins: tuple[str, ...] = ()
        self.reach = _LONGEST
        if written:
            literal = "|".join(written[text] for text in sorted(written, key=len, reverse=True))
            self._pattern = re.compile(rf"(?P<written>{literal})|{_fixed()}", re.IGNORECASE)
            self._begins = tuple({_run_together(text) for text in written})
            self._first = frozenset(text[0].casefold() for text in written) | {"+"}
            self.reach = max(_LONGEST, 4 * max(map(len, written)) + 8)

    def find(self, text: str, at: int) -> Alike | None:
        """Return the first find from ``at`` on; whether it is part of a longer word is seen by the character before."""
        match = self._pattern.search(text, at)
        if match is None:
            return None
        groups = match.groupdict()
        if groups.get("written") is not None:
            return Alike(match.start(), match.end(), key=written_key(match[0]))
        for group in range(1, 6):
            if groups[f"name{group}"] is not None:
                name = groups[f"name{group}"].replace("\\", "").translate(_LIKE_ASCII)
                return Alike(match.start(), match.end(), name.lower(), int(groups[f"number{group}"]), exact=True)
        word = groups["word"].replace("\\", "").translate(_LIKE_ASCII)
        word = word if word.lower() in categories_of() else re.sub("[ -]", "_", word)
        number = None if groups["number"] is None else int(groups["number"])
        own = word.upper() in Category.__members__
        exact = own and number is not None and (groups["apart"] or "").endswith("_")
        return Alike(match.start(), match.end(), word.lower(), number, exact, own and word.isupper(), groups["tail"] or "")

    def unsure_from(self, text: str, at: int) -> int:
        """Return the first place from ``at`` on where more text may still make a find; the end of the text where there is none."""
        place = max(at, len(text) - self.reach)
        while place < len(text):
            if self._may_begin(text, place):
                return place
            place += 1
        return len(text)

    def _may_begin(self, text: str, at: int) -> bool:
        """Return whether a find may begin at ``at`` that the text so far does not settle; errs towards yes."""
        first, tail = text[at], text[at:]
        if first in _BRACKETS:
            if self._pattern.match(text, at):
                return False
            rest = tail.lstrip(_BRACKETS + " \t*`").replace("\\", "").translate(_LIKE_ASCII).lower()
            return not rest or any(word.startswith(rest) or rest.startswith(word) for word in categories_of())
        letter = first.translate(_LIKE_ASCII)
        if letter.casefold() in self._first:
            plain = _run_together(tail)
            if not plain or any(begin.startswith(plain) for begin in self._begins):
                return True
        if not letter.isalpha() or (at and _JOINED.match(text, at - 1) and text[max(0, at - 2) : at] not in _BREAKS):
            return False
        spelled = tail.replace("\\", "").translate(_LIKE_ASCII).upper()
        return any(
            name.startswith(spelled) or (spelled.startswith(name) and _PLAIN_TAIL.fullmatch(spelled, len(name)))
            for name in Category.__members__
        )


def _run_together(text: str) -> str:
    """Return a text as prefixes of what was written are compared: letters and digits only."""
    return "".join(character for character in text.translate(_LIKE_ASCII).casefold() if character.isalnum())


def _pattern(written: str, category: Category) -> str:
    """Return the pattern of something written in a token's place: any white space between words, any grouping of digits."""
    if category in _DIGITAL:
        body = _GROUPED.join(re.escape(character) for character in written if character.isalnum())
        return rf"\+?{_BEFORE}{body}(?![A-Za-z0-9_])"
    words = list(map(re.escape, written.split()))
    body = r"[ \t\n\r\u00a0]{1,3}".join(words) if len(words) > 1 else rf"(?-i:{words[0]}|{words[0].upper()})"  # "Drew" is no "drew"
    before = _BEFORE if _JOINED.match(written[0]) else ""
    after = "(?![A-Za-z0-9_])" if _JOINED.match(written[-1]) else ""
    if category is Category.DATE:  # no part of a longer number
        before, after = rf"{_BEFORE}(?<![0-9][./\-])", r"(?![A-Za-z0-9_]|[./\-][0-9])"
    return f"{before}{body}{after}"
