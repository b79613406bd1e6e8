"""What names do not show: health, faith, sexuality, politics, unions, money worries, children, whereabouts.

A term counts for what it says by itself, for a person that is spoken of beside it, for a cue beside it, and against it where the sentence
is about the world in general. An idiom takes a term away from this detector, never a span from another one.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from keepmum.policy.category import Category
from keepmum.policy.detectors.fold import fold, letters
from keepmum.policy.detectors.sensitive_shapes import named_ages, shapes
from keepmum.policy.detectors.sensitive_terms import CATEGORIES, Hit, Role, compared, simplified, terms
from keepmum.policy.detectors.words import is_common, is_name_too, words
from keepmum.policy.span import Span

_BASE = {Role.SAYS: 3.0, Role.PERSON: 1.5, Role.HINT: 0.5}
_WHO, _BEFORE, _NAME, _IMPLIED, _CUE = 1.5, 1.0, 1.0, 1.0, 1.0
_PUBLIC, _GENERAL = -2.0, -1.5
_ENOUGH = 2.5
_REACH = {Role.WHO: 100, Role.CUE: 45, Role.IMPLIED: 60, Role.PUBLIC: 80, Role.GENERAL: 60}  # characters; a third of it in Chinese
_CLOSE = 24  # within this many characters a person outweighs half of what is public
_CAPITAL = re.compile(r"(?<![^\W_])[A-Z][a-z]{2,30}(?![^\W_])")
_HAN = re.compile(r"[\u3400-\u9fff]")
_GAP = re.compile(
    r"(?:[ \-/'\"&]|\b(?:and|or|of|for|with|in|on|the|a|an|my|his|her|your|our|their|to|at|by|about|s|as|more|new|"
    r"is|was|been|got|has|had|so|very|still|again|all|from|after)\b){0,12}|"
    r"[的了和与及、在是有过着 ]{0,2}"
)
_DROPPED = re.compile(  # how a sentence begins that leaves its "I" away
    r"[^a-z0-9]{0,4}(?:just|been|got|had|booked|took|started|feeling|felt|still|finally|going|taking|stopped|found|need|can't|cant|couldn't|"
    r"have|having|trying|waiting|seeing|saw|tested|diagnosed|stuck|sitting|living|quit|told|thinking|planning|giving|gave|lost|back)\b"
)
_CLAUSE = re.compile(r"[^,.!?;:\n。、]{0,60}")
_WORD_END = re.compile(r"\s+\S*\Z")


@dataclass(slots=True)
class _Places:
    """Where words of one role stand, for asking whether one is near."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def add(self, start: int, end: int) -> None:
        """Take one in; they come in any order until `sort`."""
        self.starts.append(start)
        self.ends.append(end)

    def sort(self) -> None:
        """Put both in order."""
        self.starts.sort()
        self.ends.sort()

    def within(self, low: int, high: int) -> bool:
        """Return whether one begins from ``low`` up to, not at, ``high``."""
        at = bisect_left(self.starts, low)
        return at < len(self.starts) and self.starts[at] < high

    def beside(self, low: int, start: int, end: int, high: int) -> bool:
        """Return whether one stands between ``low`` and ``start``, or between ``end`` and ``high``."""
        at = bisect_left(self.ends, low + 1)
        return (at < len(self.ends) and self.ends[at] <= start) or self.within(end, high)


@dataclass(slots=True)
class _Reading:
    """Everything known about one text before its terms are weighed."""

    low: str
    sentences: list[int]
    terms: list[Hit] = field(default_factory=list)
    modifiers: list[Hit] = field(default_factory=list)
    beside: dict[tuple[Role, Category], _Places] = field(default_factory=dict)
    names: _Places = field(default_factory=_Places)
    cancelled: dict[Category, list[tuple[int, int]]] = field(default_factory=dict)

    def places(self, role: Role, category: Category = Category.OTHER) -> _Places:
        """Return where words of a role stand."""
        return self.beside.setdefault((role, category), _Places())

    def take(self, hits: Iterable[Hit]) -> None:
        """Sort the hits by what they say."""
        for hit in hits:
            if hit.role in _BASE:
                self.terms.append(hit)
            elif hit.role is Role.NOT:
                self.cancelled.setdefault(hit.category, []).append((hit.start, hit.end))
            elif hit.role is Role.MODIFIER:
                self.modifiers.append(hit)
            else:
                self.places(hit.role, hit.category).add(hit.start, hit.end)

    def ready(self) -> None:
        """Put everything in order."""
        for places in self.beside.values():
            places.sort()
        self.names.sort()
        self.cancelled = {category: _joined(spans) for category, spans in self.cancelled.items()}


class SensitiveDetector:
    """Finds what is sensitive about a person although it names nobody."""

    name = "sensitive"

    def find(self, text: str) -> Iterator[Span]:
        """Yield what the lists find; they are read at the first text."""
        folded = fold(text)
        low = simplified(letters(folded.text))
        form = compared(low)
        reading = _Reading(low, form.sentences)
        reading.take(terms().find(form))
        reading.take(shapes(low))
        reading.take(hit for name, hit in named_ages(folded.text) if _is_name(name) or is_name_too(name))
        if not reading.terms:
            return
        for match in _CAPITAL.finditer(folded.text):
            if _is_name(match[0].lower()):
                reading.names.add(*match.span())
        reading.ready()
        told = [(hit, score) for hit in reading.terms if not _is_other(hit, reading) and (score := _weight(hit, reading)) >= _ENOUGH]
        spans: list[Span] = []
        for category in CATEGORIES:
            own = [(hit, score) for hit, score in told if hit.category is category]
            if own:
                spans.extend(_spans(category, own, reading))
        yield from folded.back(spans)


@lru_cache(maxsize=4096)
def _is_name(word: str) -> bool:
    """Return whether a word that begins with a capital is likely somebody's name."""
    return word in words("given_names") or not is_common(word)


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans in order, those that lie within another left out."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or end > kept[-1][1]:
            kept.append((start, end))
    return kept


def _is_other(hit: Hit, reading: _Reading) -> bool:
    """Return whether an idiom overlaps the term, so that it means something else; one wholly inside a longer term does not count."""
    spans = reading.cancelled.get(hit.category)
    if not spans:
        return False
    at = bisect_right(spans, (hit.end - 1, len(reading.low) + 1)) - 1
    if at < 0 or spans[at][1] <= hit.start:
        return False
    start, end = spans[at]
    return not (hit.start <= start and end <= hit.end and (end - start) < (hit.end - hit.start))


def _weight(hit: Hit, reading: _Reading) -> float:
    """Return how sure it is that a term tells something of a person; `_ENOUGH` is enough."""
    index = bisect_right(reading.sentences, hit.start)
    index = min(index, len(reading.sentences) - 1)
    first, last = reading.sentences[index - 1] if index else 0, reading.sentences[index]
    less = 3 if _HAN.match(reading.low, hit.start) else 1

    def near(role: Role) -> bool:
        reach = _REACH[role] // less
        return reading.places(role).within(max(first, hit.start - reach), min(last, hit.end + reach))

    weight = _BASE[hit.role]
    who = near(Role.WHO)
    if who:
        weight += _WHO
    elif _DROPPED.match(reading.low, first):
        weight += _BEFORE
    elif reading.names.beside(max(first, hit.start - 100), hit.start, hit.end, min(last, hit.end + 100)):
        weight += _NAME
    elif index and reading.places(Role.WHO).within(max(0, first - 80), first):
        weight += _BEFORE
    reach = _REACH[Role.CUE] // less
    cues = reading.places(Role.CUE, hit.category)
    if cues.beside(max(first, hit.start - reach), hit.start, hit.end, min(last, hit.end + reach)):
        weight += _CUE
    if near(Role.IMPLIED):
        weight += _IMPLIED
    if near(Role.PUBLIC):
        close = who and reading.places(Role.WHO).within(max(first, hit.start - _CLOSE // less), min(last, hit.end + 8))
        weight += _PUBLIC / 2 if close else _PUBLIC
    if near(Role.GENERAL):
        weight += _GENERAL
    return weight


def _spans(category: Category, told: Sequence[tuple[Hit, float]], reading: _Reading) -> Iterator[Span]:
    """Yield one span for each run of terms of ``category`` with the words that belong to them."""
    parts = [(hit.start, hit.end, score) for hit, score in told]
    parts += [(hit.start, hit.end, 0.0) for hit in reading.modifiers if hit.category is category]
    parts.sort()
    start, end, best = parts[0]
    for left, right, score in parts[1:]:
        if left <= end or (left - end <= 24 and _GAP.fullmatch(reading.low, end, left)):
            end, best = max(end, right), max(best, score)
            continue
        if best:
            yield _span(category, start, end, best, reading.low)
        start, end, best = left, right, score
    if best:
        yield _span(category, start, end, best, reading.low)


def _span(category: Category, start: int, end: int, score: float, low: str) -> Span:
    """Return the span; whereabouts reach to the end of their clause, for there the place stands."""
    if category is Category.WHEREABOUTS and (clause := _CLAUSE.match(low, end)):
        rest = clause[0] if len(clause[0]) < 60 else _WORD_END.sub("", clause[0])
        end += len(rest.rstrip())
    return Span(start, end, category, min(1.0, 0.5 + score / 10), ("sensitive",))
