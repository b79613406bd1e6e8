r"""A shape: one regular expression, what it means, and how to look at a match before believing it.

Every repetition in a shape is bounded or possessive, and every shape starts where a run starts, so that time grows with the length of the
text and not faster. Edges are ASCII look-arounds, because ``\b`` sees no edge between a Chinese character and a digit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from keepmum.policy.category import Category
from keepmum.policy.span import Span

START = r"(?<![0-9A-Za-z_])"  # no ASCII letter or digit before
END = r"(?![0-9A-Za-z_])"
HAN = "\u4e00-\u9fff"
HAN_NUMBER = "0-9一二三四五六七八九十百千零〇两"

_DIGIT = re.compile("[0-9]")


@dataclass(slots=True, eq=False)
class Shape:
    """One shape; its expression is compiled when a text is first searched, which spares a program that searches none.

    Attributes:
        category: What a match is.
        written: The expression. Where the group ``it`` exists, that group is the span; else the whole match.
        flags: The flags of `re`.
        score: How sure a match is, above 0 and at most 1; never a reason not to mask.
        digits: Whether a match holds a digit, so that a text without one need not be searched.
        han: Whether a match holds a character outside of ASCII, so that a text without one need not be searched.
        check: Says how sure one match is; 0 where it is certainly something else.
    """

    category: Category
    written: str
    flags: int
    score: float = 0.9
    digits: bool = True
    han: bool = False
    check: Callable[[re.Match[str]], float] | None = None
    _compiled: re.Pattern[str] | None = field(default=None, repr=False)

    @property
    def pattern(self) -> re.Pattern[str]:
        """The compiled expression; two threads that both are the first get the same one."""
        compiled = self._compiled
        if compiled is None:
            self._compiled = compiled = re.compile(self.written, self.flags)
        return compiled


def shape(
    category: Category,
    pattern: str,
    *,
    score: float = 0.9,
    digits: bool = True,
    han: bool = False,
    case: bool = False,
    check: Callable[[re.Match[str]], float] | None = None,
) -> Shape:
    """Return a shape; ``case`` says that capitals and small letters differ in ``pattern``."""
    return Shape(category, pattern, re.ASCII | (0 if case else re.IGNORECASE), score, digits, han, check)


def scan(shapes: Iterable[Shape], text: str, detector: str) -> Iterator[Span]:
    """Yield the matches of ``shapes`` in ``text``, without the white space and punctuation at their ends."""
    has_digit, ascii_only = bool(_DIGIT.search(text)), text.isascii()
    for each in shapes:
        if (each.digits and not has_digit) or (each.han and ascii_only):
            continue
        pattern = each.pattern
        for match in pattern.finditer(text):
            score = each.check(match) if each.check else each.score
            if score <= 0:
                continue
            start, end = match.span("it") if "it" in pattern.groupindex else match.span()
            while end > start and text[end - 1] in " \t\n\r,;:":
                end -= 1
            while end > start and text[start] in " \t\n\r,;:":
                start += 1
            if end > start:
                yield Span(start, end, each.category, score, (detector,))
