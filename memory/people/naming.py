"""Names found in a text, in one pass over it (Aho and Corasick 1975)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from keepmum.memory.people.kin import CALLED
from keepmum.memory.people.senders import is_phone, same_number, tail

_CLUSTER = re.compile(r".[\u0300-\u036f\ufe00-\ufe0f]*", re.DOTALL)  # a character with its marks
_BETWEEN = re.compile(  # what may stand between the words of a name, of which only a title's or an initial's dot
    r"(?:[\s\-_\u2010-\u2015\u00b7\u30fb]|"
    r"(?:(?<=\bmr)|(?<=\bms)|(?<=\bdr)|(?<=\bst)|(?<=\bmrs)|(?<=\bmdm)|(?<=\bprof)|(?<=\b[a-z]))\.)+"
)
_NUMBER = re.compile(r"(?<!\w)\+?\(?\d(?:[\s()./\u00a0\u2011-]{0,3}\d){4,24}(?!\w)")
_HAN = "\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_AFTER_HAN = re.compile(rf"[{_HAN}]\s{{0,2}}\Z")
_JOINED = re.compile(rf"[^\W_{_HAN}]")  # a letter or digit of a script that puts spaces between words

# Names that are everyday words as well. In small letters, or where a sentence begins, what is around them decides.
_WORDS = frozenset(
    re.findall(
        r"\w+",
        "will may mark hope grace joy faith rose art bill sue pat rob drew jack june april august summer dawn eve ray guy gene dale "
        "rich grant chase frank ernest victor max dean earl lane miles page reed rusty sandy skip wade ward warren dick don ken "
        "sunny holly ivy lily daisy violet ruby pearl amber crystal angel destiny honey iris jade olive penny robin star price "
        "young long song king day love little small rice cook baker park field hill ford bell wood stone white black brown green "
        "chuck dot win herb nick cliff rod pip buddy ginger melody harmony "
        "gray an he you so do to my bo ping dong gong fang wan wang tang sun yen yang chin can hung mo ha she shi",
    )
)
_NAMED_AFTER = re.compile(
    r"(?:^|\W)(?:did|does|has|had|is|was|with|from|to|by|about|for|tell|told|ask|asked|met|meet|see|saw|call|called|text|texted|and|or|"
    r"when|where|what|why|how|dear|hi|hey|mr|mrs|ms|miss|dr|uncle|auntie|aunt|cousin)[ ,]{1,3}$"
)
_MONTHS = frozenset({"may", "june", "april", "august"})
_MONTH_BEFORE = re.compile(r"(?:\b(?:in|since|until|till|during|next|last|this|early|mid|late|through)|\d(?:st|nd|rd|th)?)[ ,-]{1,3}\Z")
_MONTH_AFTER = re.compile(r"[ ,]{1,3}\d")
_SOMEBODY_S = re.compile(r"(?:\b(?:his|her|their|your)|\w['\u2019]s|\ws['\u2019])\s{1,3}\Z|[他她它你您][们們]?的?\Z", re.IGNORECASE)
PARENTS = {"妈妈": "妈", "媽媽": "媽", "爸爸": "爸"}
"""Names of which one sign is a whole name too, where it is no part of another word."""
_PARENT = frozenset(PARENTS.values())
_PART_BEFORE = frozenset("大小姑姨舅干乾后後继繼奶他她它你您岳老阿妈媽爸")
_PART_AFTER = re.compile("[妈媽爸祖咪]|的(?![\u2e80-\u9fff])")
_WORD_AFTER = re.compile(r"^\W{0,4}(?:i|you|we|he|she|it|they|the|a|an|my|our|your|this|that|there|be|not|also|have|need|soon|all)\b")


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody named in a text.

    Attributes:
        begin: The first character, in the text as written.
        end: One past the last.
        keys: The people it can mean; several where they share the name.
    """

    begin: int
    end: int
    keys: frozenset[str] = field(repr=False)


class Names:
    """The names and numbers of many people, ready to be found in texts."""

    def __init__(self, forms: Iterable[tuple[str, str]]) -> None:
        """Take every form with the key of a person; one form can come with several."""
        self._keys: dict[str, set[str]] = {}
        self._numbers: dict[str, list[tuple[str, str]]] = {}
        owners: dict[str, list[str]] = {}
        for form, key in forms:
            owners.setdefault(form, []).append(key)
        for form, keys in owners.items():
            if is_phone(form):
                self._numbers.setdefault(tail(form), []).extend((form, key) for key in keys)
            elif (name := compared(form)) != "":
                self._keys.setdefault(name, set()).update(keys)
        self._automaton: Any = None  # ahocorasick has no types

    def by_name(self, name: str) -> frozenset[str]:
        """Return who is called so."""
        return frozenset(self._keys.get(compared(name), ()))

    def by_number(self, phone: str) -> frozenset[str]:
        """Return who has this number."""
        return frozenset(key for known, key in self._numbers.get(tail(phone), ()) if same_number(phone, known))

    def find(self, text: str) -> tuple[Mention, ...]:
        """Return where somebody is named, in order; of overlapping places the longest, of equally long ones the first."""
        found = sorted((*self._named(text), *self._numbered(text)), key=lambda mention: (mention.begin - mention.end, mention.begin))
        covered = bytearray(len(text))
        kept = []
        for mention in found:
            if not any(covered[mention.begin : mention.end]):
                covered[mention.begin : mention.end] = b"\1" * (mention.end - mention.begin)
                kept.append(mention)
        return tuple(sorted(kept, key=lambda mention: mention.begin))

    def _named(self, text: str) -> Iterator[Mention]:
        if not self._keys:
            return
        if self._automaton is None:
            self._automaton = _automaton(self._keys)
        squeezed, places = _squeezed(text)
        for last, name in self._automaton.iter(squeezed):
            first = last - len(name) + 1
            if _runs_on(squeezed, first) or _runs_on(squeezed, last + 1):
                continue
            begin, end = places[first], max(places[last + 1], places[last] + 1)  # one sign can stand for several letters
            if name in _PARENT and (squeezed[first - 1 : first] in _PART_BEFORE or _PART_AFTER.match(squeezed, last + 1)):
                continue  # 姑妈, 他妈的
            if name in CALLED and _SOMEBODY_S.search(text, max(0, begin - 40), begin):
                continue  # "her Mum" is not the owner's
            if name not in _WORDS or _is_name(text, begin, end, is_month=name in _MONTHS):
                yield Mention(begin, end, frozenset(self._keys[name]))

    def _numbered(self, text: str) -> Iterator[Mention]:
        if self._numbers:
            for run in _NUMBER.finditer(text):
                keys = self.by_number(run[0])
                if keys:
                    yield Mention(run.start(), run.end(), keys)


def compared(name: str) -> str:
    """Return a name in the form in which names and texts are compared: without case, accents, hyphens and double spaces."""
    if name.isascii() and name.isalpha():
        return name.lower()
    return _BETWEEN.sub(" ", _simple(name)).strip(" .,@")


def _simple(text: str) -> str:
    """Return a text without case and accents, in compatibility forms (Unicode NFKC), with straight apostrophes."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.replace("\u2019", "'").replace("\u2018", "'").casefold())
    return unicodedata.normalize("NFKC", "".join(mark for mark in apart if unicodedata.category(mark) != "Mn")).casefold()


def is_named(text: str, begin: int, end: int) -> bool:
    """Say whether a word in small letters stands where a name would: after "and" or "with", before "'s", or beside Chinese."""
    return _is_name(text, begin, end, is_month=False) or _AFTER_HAN.search(text, max(0, begin - 3), begin) is not None


def _automaton(names: Iterable[str]) -> Any:  # noqa: ANN401  ahocorasick has no types
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for name in names:
        automaton.add_word(name, name)
    automaton.make_automaton()
    return automaton


def _squeezed(text: str) -> tuple[str, list[int]]:
    """Return a text in the form of `compared`, and for each of its characters, and for its end, the place in ``text``."""
    if text.isascii():
        simple, places = text.lower(), list(range(len(text) + 1))
    else:
        pieces = [(_simple(cluster[0]), cluster.start()) for cluster in _CLUSTER.finditer(text)]
        simple = "".join(piece for piece, _ in pieces)
        places = [start for piece, start in pieces for _ in piece] + [len(text)]
    kept: list[str] = []
    kept_places: list[int] = []
    at = 0
    for gap in _BETWEEN.finditer(simple):
        kept += [simple[at : gap.start()], " "]
        kept_places += places[at : gap.start() + 1]
        at = gap.end()
    return "".join((*kept, simple[at:])), kept_places + places[at:]


def _runs_on(text: str, at: int) -> bool:
    """Return whether the characters before and at a place belong to one word."""
    return 0 < at < len(text) and bool(_JOINED.match(text[at - 1]) and _JOINED.match(text[at]))


def _is_name(text: str, begin: int, end: int, *, is_month: bool) -> bool:
    """Return whether an everyday word stands for somebody here."""
    before, after = text[max(0, begin - 40) : begin].casefold(), text[end : end + 24].casefold()
    if is_month and (_MONTH_BEFORE.search(before) or _MONTH_AFTER.match(after)):
        return False
    if after.startswith(("'s", "\u2019s")) or _NAMED_AFTER.search(before):
        return not _WORD_AFTER.match(after) or text[begin].isupper()
    if not text[begin].isupper():
        return False
    return not (re.search(r"(?:^|[.!?\n])\W*$", before) and _WORD_AFTER.match(after))
