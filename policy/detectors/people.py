"""The person's own world: everybody in the vault and what is about them, found by every name, number and address that the vault knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter

from keepmum.policy.category import Category
from keepmum.policy.detectors.endings import inflected, is_other_name, rest_of_word
from keepmum.policy.detectors.namesake import is_beside, is_chinese_name_here, is_name_here, is_tag
from keepmum.policy.detectors.ownworld import STEM, Entry, World, whose
from keepmum.policy.detectors.phrases import is_joined
from keepmum.policy.detectors.reading import Reading, compared, is_han, readings, single_letters
from keepmum.policy.span import Span
from keepmum.policy.world import Known, Thing

_INSIDE = 8  # letters of a name that stands in the middle of a word by no chance: "superanneliese"
_EDGED = 3  # letters of a name whose edge in a word may be a capital or a digit: "userWei", "wei88"
_MIDDLE = re.compile(r"[ \t]{1,2}(?:[^\W\d_]\.?|[A-Z\u00c0-\u00de][^\W\d_]{1,20})(?:[ \t]{1,2}[^\W\d_]\.?)?[ \t]{1,2}")
_MAIL_AFTER = re.compile(
    r"(?:\+[\w.\-]{1,40})?\s?(?:@|[\[(]at[\])]| at )\s?[\w\-]{1,63}(?:(?:\.|[\[(]dot[\])]| dot )[\w\-]{1,63}){1,5}", re.IGNORECASE
)
_MAIL_BEFORE = re.compile(r"[\w.+\-]{1,40}\Z", re.ASCII)
_MAIL_REST = re.compile(r"[\w.+\-]{1,40}(?=@)", re.ASCII)
_PUNCTUATED = re.compile(r"[^\W_][\W_]+[^\W_]")


@dataclass(frozen=True, slots=True)
class _Hit:
    """A phrase in a reading: its edges there, and what it may be."""

    start: int
    end: int
    entries: tuple[Entry, ...] = field(repr=False)
    plural: bool = False


class PeopleDetector:
    """Finds the vault's people by all forms of their names, by their numbers and addresses, and what else is the person's own.

    An alias that belongs to several people is found too; its subject is ``shared:`` and the alias.
    """

    name = "people"

    def __init__(self, people: Iterable[Known], things: Iterable[Thing] = ()) -> None:
        """Build the automaton once; finding is linear in the text, however many people there are.

        Args:
            people: Everybody.
            things: What else is the person's own: employers, projects, places, accounts.
        """
        self._world = World(people, things)
        characters = "".join(self._world.characters)
        self._one = re.compile(f"[{characters}]") if characters else None

    def find(self, text: str) -> Iterator[Span]:
        """Yield each place where somebody or something of the person's world stands."""
        found: dict[Span, None] = {}
        for reading in readings(text):
            for span in self._read(reading):
                found[span] = None
        yield from found

    def _read(self, reading: Reading) -> Iterator[Span]:
        """Yield what stands in one reading, placed in the text as given."""
        spans = [*self._names(reading), *self._mails(reading)] if not self._world.is_empty else []
        spans += [
            Span(hit.start, hit.end, Category.PHONE, 1.0, (self.name,), hit.subject) for hit in self._world.numbers.find(reading.text)
        ]
        for span in spans:
            start, end = reading.back(span.start, span.end)
            yield Span(start, end, span.category, span.score, span.detectors, span.subject)

    def _names(self, reading: Reading) -> list[Span]:
        """Return all names and addresses in a reading; ordinary words only where they stand for somebody."""
        text = reading.text
        hits = list(self._hits(reading))
        sure: dict[tuple[int, int], list[Entry]] = {}
        doubtful: list[tuple[_Hit, list[Entry]]] = []
        for hit in hits:
            kept = [entry for entry in hit.entries if not entry.kind.common or self._is_name(text, hit, entry)]
            if kept:
                sure.setdefault((hit.start, hit.end), []).extend(kept)
            else:
                doubtful.append((hit, list(hit.entries)))
        begins, ends = {start for start, _ in sure}, {end for _, end in sure}
        for hit, entries in doubtful if sure else ():
            if not hit.plural and is_beside(text, hit.start, hit.end, begins, ends):
                sure.setdefault((hit.start, hit.end), []).extend(entries)
        spans = [self._span(text, start, end, entries) for (start, end), entries in sure.items()]
        perhaps = {(hit.start, hit.end): entries for hit, entries in doubtful if text[hit.start].isupper()}
        spans += self._joined(text, perhaps | sure, begins)
        spans += self._spelled_out(reading)
        if self._one is not None and not text.isascii():
            for one in self._one.finditer(text):
                if is_chinese_name_here(text, one.start(), one.end()):
                    spans.append(
                        Span(one.start(), one.end(), Category.PERSON, 0.8, (self.name,), whose(self._world.characters[one[0]], one[0]))
                    )
        return spans

    def _span(self, text: str, start: int, end: int, entries: Sequence[Entry]) -> Span:
        best = [entry for entry in entries if "" not in entry.subjects] or entries  # a town says less than somebody who is called like it
        subjects = best[0].subjects if len(best) == 1 else frozenset().union(*(entry.subjects for entry in best))
        subject = whose(subjects, text[start:end])
        if all(entry.kind.is_stem for entry in best) and is_other_name(compared(text[start:end])):
            subject = ""
        return Span(start, end, best[0].kind.category, 1.0, (self.name,), subject)

    def _joined(self, text: str, found: Mapping[tuple[int, int], Sequence[Entry]], sure: set[int]) -> Iterator[Span]:
        """Yield a given and a family name of one person with what stands between them: "Wei J. Chen"."""
        longest = {start: (end, entries) for (start, end), entries in sorted(found.items(), key=itemgetter(0))}
        people = (
            (start, end, [entry.subjects for entry in entries if entry.kind.category is Category.PERSON])
            for start, (end, entries) in longest.items()
        )
        for (start, left, owners), (right, end, others) in pairwise(people):
            if left < right <= left + 24 and (start in sure or right in sure) and _MIDDLE.fullmatch(text, left, right):
                both = frozenset().union(*owners) & frozenset().union(*others)
                if both:
                    yield Span(start, end, Category.PERSON, 0.9, (self.name,), whose(both, text[start:end]))

    def _mails(self, reading: Reading) -> Iterator[Span]:
        """Yield each e-mail address whose first part holds a name."""
        text = reading.text
        if "@" not in text and " at " not in text and "at]" not in text and "at)" not in text:
            return
        for hit in self._hits(reading):
            entry = hit.entries[0]
            if entry.kind.category is not Category.PERSON:
                continue
            rest = _MAIL_REST.match(text, hit.end)
            tail = _MAIL_AFTER.match(text, rest.end() if rest else hit.end)
            if tail:
                head = _MAIL_BEFORE.search(text, max(0, hit.start - 40), hit.start)
                start = head.start() if head and "@" in tail[0] else hit.start
                subject = f"{whose(entry.subjects, text[hit.start : hit.end])}/{Category.EMAIL}/{compared(text[start : tail.end()])}"
                yield Span(start, tail.end(), Category.EMAIL, 0.9, (self.name,), subject)

    def _spelled_out(self, reading: Reading) -> Iterator[Span]:
        """Yield names whose letters stand apart: "W e i", "W.e.i"."""
        for joined, at in single_letters(reading):
            for last, (length, entries) in self._world.automaton.iter(joined):
                first = last - length + 1
                kept = [entry for entry in entries if not entry.kind.is_stem and (not entry.kind.common or length == len(joined))]
                if kept and (length >= _EDGED or length == len(joined)):
                    yield self._span(reading.text, at[first], at[last] + 1, kept)

    def _hits(self, reading: Reading) -> Iterator[_Hit]:
        """Yield each phrase that stands as a word of its own, or as one in another case."""
        text, low, at = reading.text, reading.low, reading.at
        for last, (length, entries) in self._world.automaton.iter(low):
            start, end = at[last - length + 1], at[last] + 1
            is_within = length >= _INSIDE
            if not is_within and start and is_joined(text[start]) and is_joined(text[start - 1]) and not _is_edge(text, start, length):
                continue
            goes_on = end < len(text) and is_joined(text[end]) and is_joined(text[end - 1])
            whole = tuple(entry for entry in entries if not entry.kind.is_stem and _has_capital(text, start, end, entry))
            if not goes_on or _is_edge(text, end, length):
                if whole and not is_tag(text, start, end):
                    yield _Hit(start, end, whole)
                continue
            rest = rest_of_word(low, last + 1)
            if last + 1 + len(rest) < len(low) and low[last + 1 + len(rest)].isdigit():
                rest = ""  # "meis1" is a code
            if rest == "s" and whole and (length >= _EDGED or text[start].isupper()):
                yield _Hit(start, end, whole, plural=True)
                continue
            if is_within and whole:
                yield _Hit(start, end, whole)
            own = low[last - length + 1 : last + 1]
            capital = text[start].isupper()
            longer = tuple(
                entry
                for entry in entries
                if entry.kind.inflects
                and (capital or not entry.kind.common)
                and inflected(own, rest, capital=capital, is_stem=entry.kind.is_stem)
            )
            if longer:
                yield _Hit(start, at[last + len(rest)] + 1, tuple(_plain(entry) for entry in longer))

    @staticmethod
    def _is_name(text: str, hit: _Hit, entry: Entry) -> bool:
        """Return whether an ordinary word stands for a person here: by a capital, or by what is around it."""
        if " " not in (written := text[hit.start : hit.end]) and _PUNCTUATED.search(written):
            return True  # "stone_will"
        if is_han(text[hit.start]):
            return is_chinese_name_here(text, hit.start, hit.end)
        return is_name_here(text, hit.start, hit.end, plural=hit.plural, is_given=entry.kind.is_given)


def _plain(entry: Entry) -> Entry:
    """Return an entry that is no ordinary word: with an ending it is none."""
    return Entry(STEM, entry.subjects)


def _has_capital(text: str, start: int, end: int, entry: Entry) -> bool:
    """Return whether a form that needs a single capital at one of its edges has it there: "W Chen", "Chen W"."""
    if not entry.kind.needs_capital:
        return True
    return (text[start].isupper() and not is_joined(text[start + 1])) or (text[end - 1].isupper() and not is_joined(text[end - 2]))


def _is_edge(text: str, at: int, length: int) -> bool:
    """Return whether a word inside a longer one may begin or end here: at a digit or a capital, "userWei", "wei88"."""
    if length < _EDGED:
        return False
    left, right = text[at - 1], text[at]
    if left.isdigit() != right.isdigit():
        return True
    return right.isupper() and (left.islower() or text[at + 1 : at + 2].islower())
