r"""A shape: one regular expression, what it means, and how to look at a match before believing it.

Every repetition in a shape is bounded or possessive, and every shape starts where a run starts, so that time grows with the length of the
text and not faster. Edges are ASCII look-arounds, because ``\b`` sees no edge between a Chinese character and a digit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from keepmum.policy.category import Category
from keepmum.policy.span import Span

START = r"(?<![0-9A-Za-z_])"  # no ASCII letter or digit before
END = r"(?![0-9A-Za-z_])"
HAN = "\u4e00-\u9fff"
HAN_NUMBER = "0-9一二三四五六七八九十百千零〇两"

_DIGIT = re.compile("[0-9]")


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape.

    Attributes:
        category: What a match is.
        pattern: Where the group ``it`` exists, that group is the span; else the whole match.
        score: How sure a match is, above 0 and at most 1; never a reason not to mask.
        digits: Whether a match holds a digit, so that a text without one need not be searched.
        check: Says how sure one match is; 0 where it is certainly something else.
    """

    category: Category
    pattern: re.Pattern[str]
    score: float = 0.9
    digits: bool = True
    check: Callable[[re.Match[str]], float] | None = None


def shape(
    category: Category,
    pattern: str,
    *,
    score: float = 0.9,
    digits: bool = True,
    case: bool = False,
    check: Callable[[re.Match[str]], float] | None = None,
) -> Shape:
    """Return a shape; ``case`` says that capitals and small letters differ in ``pattern``."""
    return Shape(category, re.compile(pattern, re.ASCII | (0 if case else re.IGNORECASE)), score, digits, check)


def scan(shapes: Iterable[Shape], text: str, detector: str) -> Iterator[Span]:
    """Yield the matches of ``shapes`` in ``text``, without the white space and punctuation at their ends."""
    has_digit = bool(_DIGIT.search(text))
    for each in shapes:
        if each.digits and not has_digit:
            continue
        for match in each.pattern.finditer(text):
            score = each.check(match) if each.check else each.score
            if score <= 0:
                continue
            start, end = match.span("it") if "it" in each.pattern.groupindex else match.span()
            while end > start and text[end - 1] in " \t\n\r,;:":
                end -= 1
            while end > start and text[start] in " \t\n\r,;:":
                start += 1
            if end > start:
                yield Span(start, end, each.category, score, (detector,))
