"""The phone numbers of the person's own world, in any grouping, with any prefix, in digits or said aloud."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from keepmum.policy.detectors.fold import fold

_RUN = re.compile(r"[+(]{0,2}[0-9](?:[^0-9A-Za-z\u4e00-\u9fff]{0,4}[0-9]){0,40}")  # digits, whatever people write between them
_DIGITS = re.compile(r"[0-9]{4,}")
_PREFIX = re.compile(r"[+(]{0,2}[0-9]{1,5}[() \-]{0,3}(?:[0-9][() \-]{0,2})?\Z")  # of a country or a trunk, before a number that is known
_TAIL = 7  # the last digits of a number that are the same with and without country and trunk prefixes
_EXTENSION = re.compile(r"\s*(?:ext\.?|extension|x|#|转|分机|durchwahl)\s*[0-9]{1,6}\s*$", re.IGNORECASE)
_ONES = {
    word: str(digit)
    for digit, said in enumerate(
        ("zero oh o nought null", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    )
    for word in said.split()
}
_TIMES = {"double": 2, "triple": 3, "treble": 3}
_HAN_DIGITS = {
    char: str(digit)
    for digit, chars in enumerate(("零〇", "一幺壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for char in chars
}
_SPOKEN = re.compile(
    rf"(?<![A-Za-z])(?:(?:{'|'.join((*_TIMES, *_ONES))}|[0-9])(?:[^\w\n]{{1,3}}|(?![A-Za-z0-9]))){{5,40}}|[{''.join(_HAN_DIGITS)}]{{5,40}}",
    re.IGNORECASE,
)
_SAID = re.compile(
    rf"(?:(?:({'|'.join(_TIMES)})[^\w\n]{{1,3}})?({'|'.join(_ONES)}|[0-9])(?![A-Za-z])|([{''.join(_HAN_DIGITS)}]))", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Number:
    """A known number in a text.

    Attributes:
        start: First character.
        end: One past the last.
        subject: Whose it is, and which.
    """

    start: int
    end: int
    subject: str = field(repr=False)


class Numbers:
    """Known numbers, found by their last digits."""

    def __init__(self) -> None:
        """Begin with none."""
        self._long: dict[str, list[tuple[str, str]]] = {}
        self._short: dict[str, str] = {}

    def add(self, phone: str, subject: str) -> None:
        """Remember a number by its last digits, or whole where it is short; an extension is no part of it."""
        digits = re.sub(r"[^0-9]", "", _EXTENSION.sub("", fold(phone).text))
        if len(digits) >= _TAIL:
            self._long.setdefault(digits[-_TAIL:], []).append((digits, f"{subject}/phone/{digits[-9:]}"))
        elif len(digits) >= 4:
            self._short[digits] = f"{subject}/phone/{digits}"

    def find(self, text: str) -> Iterator[Number]:
        """Yield the known numbers in a folded text, overlapping or not, in linear time."""
        if not self._long and not self._short:
            return
        for run in _RUN.finditer(text):
            places = [run.start() + at for at, char in enumerate(run[0]) if "0" <= char <= "9"]
            digits = "".join(text[place] for place in places)
            if digits in self._short:
                yield Number(run.start(), run.end(), self._short[digits])
            for group in _DIGITS.finditer(text, run.start(), run.end()):
                if group[0] in self._short:
                    yield Number(group.start(), group.end(), self._short[group[0]])
            for first, last, subject in self._tails(digits):
                prefix = _PREFIX.search(text, run.start(), places[first])
                begin = run.start() if first == 0 else prefix.start() if prefix else places[first]
                yield Number(begin, places[last] + 1, subject)
        for run in _SPOKEN.finditer(text):
            yield from self._said(run)

    def _tails(self, digits: str) -> Iterator[tuple[int, int, str]]:
        """Yield the first and the last digit of each known number among ``digits``, with its subject."""
        for first in range(len(digits) - _TAIL + 1):
            for whole, subject in self._long.get(digits[first : first + _TAIL], ()):
                common = 0
                while common < first and common < len(whole) - _TAIL and digits[first - 1 - common] == whole[-_TAIL - 1 - common]:
                    common += 1
                yield first - common, first + _TAIL - 1, subject

    def _said(self, run: re.Match[str]) -> Iterator[Number]:
        """Yield the known numbers in digits that are said aloud: "oh double seven", 幺三八."""
        digits: list[str] = []
        places: list[tuple[int, int]] = []
        for said in _SAID.finditer(run[0]):
            word = (said[2] or "").lower()
            digit = _HAN_DIGITS[said[3]] if said[3] else _ONES.get(word, word)
            times = _TIMES.get((said[1] or "").lower(), 1)
            digits += [digit] * times
            places += [(run.start() + said.start(), run.start() + said.end())] * times
        yield from self._placed("".join(digits), places)

    def _placed(self, digits: str, places: Sequence[tuple[int, int]]) -> Iterator[Number]:
        if digits in self._short:
            yield Number(places[0][0], places[-1][1], self._short[digits])
        for first, last, subject in self._tails(digits):
            start = 0 if first <= 5 else first  # a country's and a trunk's prefix
            yield Number(places[start][0], places[last][1], subject)
