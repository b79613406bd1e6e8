"""A text as words and marks, with a cursor's questions: what stands here, does it touch what stands before."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import TypeVar, cast

from keepmum.memory.times.english_nodes import Node

AHEAD = 24  # empty words behind the last, so that a rule may look ahead without asking for the end
_WORD = re.compile(r"[0-9]+|[A-Za-z]+(?:['’](?:t|clock)\b)?|(?<=[A-Za-z0-9])['’]s\b|[^\sA-Za-z0-9]")


class Line:
    """The words of a text, numbered from 0.

    Attributes:
        words: The words in small letters; digits and letters are apart even where they touch, and each other mark is one.
        raw: The words as written.
        begins: First character of each.
        ends: Character after each.
        now: The moment that "today" is seen from, without a zone.
        day_first: Whether 5/3 is 5 March.
        effort: How often a rule was tried.
        memo: What each rule found, by word and rule, kept so that no rule reads a place twice.
    """

    __slots__ = ("_opened", "begins", "day_first", "effort", "ends", "memo", "now", "raw", "words")

    def __init__(self, text: str, offset: int, now: datetime, *, day_first: bool) -> None:
        """Split a text.

        Args:
            text: The text, or a piece of one.
            offset: Where the piece begins in its text.
            now: The moment that "today" is seen from, without a zone.
            day_first: Whether 5/3 is 5 March.
        """
        found = list(_WORD.finditer(text))
        self.raw = [match.group().replace("’", "'") for match in found] + [""] * AHEAD
        self.words = [word.lower() for word in self.raw]
        self.begins = [match.start() + offset for match in found]
        self.ends = [match.end() + offset for match in found]
        self.now = now
        self.day_first = day_first
        self.memo: dict[int, dict[str, tuple[Node, int] | None]] = {}
        self._opened: set[int] = set()
        self.effort = 0

    def __len__(self) -> int:
        """Return how many words there are."""
        return len(self.begins)

    def glued(self, at: int) -> bool:
        """Whether a word touches the one before it."""
        return 0 < at < len(self.begins) and self.begins[at] == self.ends[at - 1]

    def number(self, at: int, digits: int = 2) -> int | None:
        """Return the number written at a word in at most so many digits, or None."""
        word = self.words[at]
        return int(word) if word.isascii() and word.isdecimal() and len(word) <= digits else None

    def inside_number(self, at: int) -> bool:
        """Whether the digits here go on from marks or letters that touch them on the left, as the 5 in "4.5", "$5" or "A5"."""
        if not self.glued(at) or at in self._opened:
            return False
        before = self.words[at - 1]
        if before in {"$", "€", "£", "#", "+"} or before.isalnum():
            return True
        return before in {".", ",", "/", "-", ":"} and self.glued(at - 1) and self.words[at - 2].isdecimal()

    def open(self, at: int) -> None:
        """Say that the digits here begin something new: a mark of a range stands before them."""
        if at not in self._opened:
            self._opened.add(at)
            self.memo.pop(at, None)

    def skip(self, at: int, *words: str) -> int:
        """Return the place after one of these words, or the same place where none of them stands there."""
        return at + 1 if self.words[at] in words else at

    def match(self, at: int, *phrase: str) -> bool:
        """Whether this phrase stands here."""
        return self.words[at : at + len(phrase)] == list(phrase)

    def capital(self, at: int) -> bool:
        """Whether a word is written with a capital first and small letters after it."""
        return self.raw[at][:1].isupper() and not self.raw[at][1:2].isupper()


Kind = TypeVar("Kind", bound=Node)


def remembered(rule: Callable[[Line, int], tuple[Kind, int] | None]) -> Callable[[Line, int], tuple[Kind, int] | None]:
    """Wrap a rule, which reads one kind of expression at a word, so that it reads no place of a line twice."""
    name = rule.__qualname__

    @wraps(rule)
    def once(line: Line, at: int) -> tuple[Kind, int] | None:
        here = line.memo.setdefault(at, {})
        if name not in here:
            line.effort += 1
            here[name] = rule(line, at)
        return cast("tuple[Kind, int] | None", here[name])  # what a rule found comes back under its own name

    return once


def longest(line: Line, at: int, *rules: Callable[[Line, int], tuple[Kind, int] | None]) -> tuple[Kind, int] | None:
    """Return what the rule found that read furthest; the first of those that read equally far."""
    best: tuple[Kind, int] | None = None
    for rule in rules:
        found = rule(line, at)
        if found and (best is None or found[1] > best[1]):
            best = found
    return best
