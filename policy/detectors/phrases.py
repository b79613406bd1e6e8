"""Many known phrases found in one pass (Aho and Corasick 1975), with the care that names need at their edges."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import ahocorasick

from keepmum.policy.detectors.fold import fold, letters

T = TypeVar("T")

_BETWEEN = re.compile(r"(?:%20|[\s_.'+\u00b7\-])+")  # what may stand between the words of a name, also in URLs and file names
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7a3"
_HAN_CHARACTER = re.compile(rf"[{_HAN}]")
_JOINED = re.compile(rf"[^\W_{_HAN}]")  # a letter or digit of a script that puts spaces between words

_LEAST_IN_WORD = 4  # letters of a phrase that is found as a part of a word


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """One phrase in a text.

    Attributes:
        start: First character, in the text as given.
        end: One past the last.
        value: What the phrase stands for.
        plural: Whether an "s" follows that is part of the word in the text, not of the phrase.
    """

    start: int
    end: int
    value: T = field(repr=False)
    plural: bool = False


def key(phrase: str) -> str:
    """Return the form in which phrases and texts are compared."""
    return _squeeze(phrase)[0].strip()


def _squeeze(text: str) -> tuple[str, list[int]]:
    """Return the compared form of ``text`` and the place of each of its characters, and of its end, in ``text``."""
    folded = fold(text)
    low = letters(folded.text)
    kept: list[str] = []
    places: list[int] = []
    at = 0
    for gap in _BETWEEN.finditer(low):
        apart = " " if not (_is_han(low, gap.start() - 1) and _is_han(low, gap.end())) else ""  # Chinese has no spaces to keep
        kept += [low[at : gap.start()], apart]
        places.extend(range(at, gap.start() + len(apart)))
        at = gap.end()
    kept.append(low[at:])
    places.extend(range(at, len(low) + 1))
    if folded.places is not None:
        outer = folded.places
        places = [outer[place] for place in places]
    return "".join(kept), places


def _is_han(text: str, at: int) -> bool:
    return 0 <= at < len(text) and bool(_HAN_CHARACTER.match(text[at]))


def is_joined(char: str) -> bool:
    """Return whether ``char`` is a letter or digit of a script that writes words apart (so not Chinese, Japanese, Korean)."""
    return bool(_JOINED.fullmatch(char))


class Phrases(Generic[T]):
    """A set of phrases with a value each.

    A phrase in Latin letters is found only as whole words; a Chinese one anywhere.
    """

    def __init__(self, entries: Iterable[tuple[str, T]], *, inside: int = 0) -> None:
        """Take the phrases; of one phrase with several values all are kept.

        Args:
            entries: Each phrase with its value.
            inside: From how many characters a phrase is found in the middle of a word too; 0 for never.
        """
        self._inside = inside
        values: dict[str, list[T]] = {}
        for phrase, value in entries:
            compared = key(phrase)
            if len(compared) >= 2 and value not in values.setdefault(compared, []):
                values[compared].append(value)
        self._automaton = ahocorasick.Automaton()
        for compared, all_values in values.items():
            self._automaton.add_word(compared, (len(compared), tuple(all_values)))
        if values:
            self._automaton.make_automaton()
        self._empty = not values

    def find(self, text: str) -> Iterator[Match[tuple[T, ...]]]:
        """Yield every phrase in ``text``, overlapping or not, in the order of their ends."""
        if self._empty:
            return
        squeezed, places = _squeeze(text)
        end_of_all = len(squeezed)
        for last, (length, values) in self._automaton.iter(squeezed):
            start, end = last - length + 1, last + 1
            within = bool(self._inside) and length >= self._inside
            if not within and start and _runs_on(text, squeezed, start, places[start], length):
                continue
            plural = False
            if not within and end < end_of_all and _runs_on(text, squeezed, end, places[end], length):
                plural = squeezed[end] == "s" and not (end + 1 < end_of_all and is_joined(squeezed[end + 1]))
                if not plural or length < 3:
                    continue
            yield Match(places[start], places[last] + 1 if places[end] == places[last] + 1 else _end(text, places, last), values, plural)


def _end(text: str, places: list[int], last: int) -> int:
    """Return where the character at ``last`` ends in the text as given, with accents and marks that belong to it."""
    end = places[last] + 1
    while end < places[last + 1] and not fold(text[end]).text:
        end += 1
    return end


def _runs_on(text: str, squeezed: str, at: int, place: int, length: int) -> bool:
    """Return whether the word goes on over the edge before ``squeezed[at]``, which is ``text[place]``.

    Within a long name's word an edge is also where digits begin or a capital does: "anneliese92", "teamAnneliese".
    """
    left, right = squeezed[at - 1], squeezed[at]
    if not (is_joined(left) and is_joined(right)):
        return False
    if length < _LEAST_IN_WORD:
        return True
    return left.isdigit() == right.isdigit() and not (text[place].isupper() and text[place - 1].islower())
