"""The person's own world: the people of the vault, found by every name, number and address that the vault knows of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from keepmum.policy.category import Category
from keepmum.policy.detectors.fold import fold
from keepmum.policy.detectors.phrases import Match, Phrases, key
from keepmum.policy.detectors.spellings import houses, places, spellings
from keepmum.policy.detectors.words import is_common, is_everyday, words
from keepmum.policy.span import Span

if TYPE_CHECKING:
    from keepmum.memory.people.person import Person

_RUN = re.compile(r"[+(]{0,2}[0-9](?:[^0-9A-Za-z\u4e00-\u9fff]{0,4}[0-9]){0,40}")  # digits, whatever people write between them
_INSIDE = 8  # letters of a name that stands in the middle of a word by no chance: "superanneliese"
_DIGITS = re.compile(r"[0-9]{4,}")
_PREFIX = re.compile(r"[+(]{0,2}[0-9]{1,5}[() \-]{0,3}(?:[0-9][() \-]{0,2})?\Z")  # of a country or a trunk, before a number that is known
_TAIL = 7  # the last digits of a number that are the same with and without country and trunk prefixes

_CUE_BEFORE = re.compile(
    r"(?:^|[^\w])(?:ask|asked|tell|told|hi|hey|hello|dear|thanks|cheers|cc|met|mr|mrs|ms|miss|dr|prof|auntie|"
    r"aunt|uncle|cousin|love|named|"
    r"called|is|and|@)[ ,]{0,3}@?$",
    re.IGNORECASE,
)
_NOT_AFTER = re.compile(
    r"[ ]{1,3}(?:be|have|not|also|take|you|your|i|we|they|it|he|she|the|a|an|this|that|my|our|need|need)\b", re.IGNORECASE
)
_MONTH_BEFORE = re.compile(
    r"(?:\b(?:in|of|since|until|till|by|during|next|last|this|early|mid|late|from|to|through)|[0-9](?:st|nd|rd|th)?)[ ,-]{1,3}$",
    re.IGNORECASE,
)
_MONTH_AFTER = re.compile(r"[ ,]{1,3}(?:[0-9]|and\b|to\b|-)", re.IGNORECASE)
_SENTENCE_START = re.compile(r"(?:^|[.!?\n。！？][\"')\]]{0,2}\s{0,5}|^\W{1,5})$")
_POSSESSIVE = re.compile(r"['’]s\b")
_MODAL = frozenset(
    {"will", "may", "hope", "mark", "bill", "can", "grant", "chase", "pat", "drew", "rob", "sue", "art", "guy", "love", "price"}
)
_MONTHS = frozenset({"may", "april", "june", "august", "march", "january"})


@dataclass(frozen=True, slots=True)
class _Known:
    """One way in which a person can stand in a text."""

    subject: str = field(repr=False)
    category: Category
    common: str = field(default="", repr=False)  # the small word that this name is as well; empty for none


class PeopleDetector:
    """Finds the vault's people by their aliases, e-mail addresses, handles, addresses and phone numbers.

    An alias that belongs to several people is found too; its subject is ``shared:`` and the alias.
    """

    name = "people"

    def __init__(self, people: Iterable[Person]) -> None:
        """Build the automaton once; finding is linear in the text, however many people there are."""
        named: dict[str, set[str]] = {}
        entries: list[tuple[str, _Known]] = []
        self._phones: dict[str, list[tuple[str, str, str]]] = {}
        self._short: dict[str, str] = {}
        for person in people:
            for alias in {person.name, *person.aliases}:
                if len(key(alias)) >= 2:
                    named.setdefault(key(alias), set()).add(person.key)
                    entries.extend((form, _Known(key(alias), Category.PERSON)) for form in spellings(alias))
            for category, values in (
                (Category.EMAIL, person.emails),
                (Category.PERSON, person.handles),
                (Category.ADDRESS, person.addresses),
            ):
                for value in values:
                    subject = person.key if category is Category.PERSON else f"{person.key}/{category}/{key(value)}"
                    named.setdefault(f"={subject}", set()).add(subject)
                    forms = houses(value) if category is Category.ADDRESS else (value.lstrip("@"),)
                    entries.extend((form, _Known(f"={subject}", category)) for written in forms for form in spellings(written))
            for piece in {piece for address in person.addresses for piece in places(address)}:
                entries.extend((form, _Known("", Category.PLACE)) for form in spellings(piece))
            for phone in person.phones:
                self._add_phone(phone, person.key)
        self._subjects = {name: keys.pop() if len(keys) == 1 else f"shared:{name}" for name, keys in named.items()}
        self._phrases = Phrases(((form, self._checked(form, known)) for form, known in entries), inside=_INSIDE)

    def _checked(self, form: str, known: _Known) -> _Known:
        """Return ``known`` with its subject, and with the ordinary word that the name is as well."""
        low = key(form)
        may_be_word = known.category in {Category.PERSON, Category.PLACE} and is_everyday(low) and low not in words("given_names")
        return _Known(self._subjects.get(known.subject, ""), known.category, low if may_be_word else "")

    def _add_phone(self, phone: str, subject: str) -> None:
        """Remember a number by its last digits, or whole where it is short."""
        digits = re.sub(r"[^0-9]", "", fold(phone).text)
        if len(digits) >= _TAIL:
            self._phones.setdefault(digits[-_TAIL:], []).append((digits, subject, f"{subject}/phone/{digits[-9:]}"))
        elif len(digits) >= 4:
            self._short[digits] = f"{subject}/phone/{digits}"

    def find(self, text: str) -> Iterator[Span]:
        """Yield each place where one of the people stands."""
        for match in self._phrases.find(text):
            kept = [known for known in match.value if not known.common or self._is_name(text, match, known.common)]
            if kept:
                best = [known for known in kept if known.subject] or kept  # a town says less than somebody who is called like it
                subjects = sorted({known.subject for known in best})
                subject = subjects[0] if len(subjects) == 1 else "shared:" + key(text[match.start : match.end])
                yield Span(match.start, match.end, best[0].category, 1.0, (self.name,), subject)
        folded = fold(text)
        yield from folded.back(self._numbers(folded.text))

    @staticmethod
    def _is_name(text: str, match: Match[tuple[_Known, ...]], word: str) -> bool:
        """Return whether an ordinary word stands for a person here: by a capital, or by what is around it."""
        here = text[match.start : match.end]
        before, after = text[max(0, match.start - 40) : match.start], text[match.end : match.end + 24]
        if _POSSESSIVE.match(after):
            return True
        if here[0].islower():
            return bool(_CUE_BEFORE.search(before)) and not match.plural and not _NOT_AFTER.match(after)
        if match.plural:
            return not is_common(word + "s")
        if word in _MONTHS and (_MONTH_BEFORE.search(before) or _MONTH_AFTER.match(after)):
            return False
        return not (word in _MODAL and _SENTENCE_START.search(before) and _NOT_AFTER.match(after))

    def _numbers(self, text: str) -> Iterator[Span]:
        """Yield the known phone numbers in ``text``, in any grouping and with any prefix."""
        if not self._phones and not self._short:
            return
        for run in _RUN.finditer(text):
            places = [run.start() + at for at, char in enumerate(run[0]) if "0" <= char <= "9"]
            digits = "".join(text[place] for place in places)
            if digits in self._short:
                yield Span(run.start(), run.end(), Category.PHONE, 1.0, (self.name,), self._short[digits])
            for group in _DIGITS.finditer(text, run.start(), run.end()):
                if group[0] in self._short:
                    yield Span(group.start(), group.end(), Category.PHONE, 1.0, (self.name,), self._short[group[0]])
            for first in range(len(digits) - _TAIL + 1):
                for whole, _, subject in self._phones.get(digits[first : first + _TAIL], ()):
                    common = 0
                    while common < first and common < len(whole) - _TAIL and digits[first - 1 - common] == whole[-_TAIL - 1 - common]:
                        common += 1
                    start = first - common
                    prefix = _PREFIX.search(text, run.start(), places[start])
                    begin = run.start() if start == 0 else prefix.start() if prefix else places[start]
                    yield Span(begin, places[first + _TAIL - 1] + 1, Category.PHONE, 1.0, (self.name,), subject)
