"""The safe-list: what is written like a name and is not known to be harmless counts as one.

Philter's turn of thought (Norgeot et al., npj Digital Medicine 2020): not "mask what looks dangerous" but "let through what is known".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from keepmum.policy.category import Category
from keepmum.policy.detectors.capitals import Word, capital_runs, is_shouting, read_words
from keepmum.policy.detectors.chinese import chinese_names
from keepmum.policy.detectors.fold import fold
from keepmum.policy.detectors.kinds import is_person_by, kind_of
from keepmum.policy.detectors.phrases import Phrases
from keepmum.policy.detectors.small import small_names
from keepmum.policy.detectors.subjects import LANGUAGES, is_heading, is_identifier, is_subject, is_thing, says_no_more
from keepmum.policy.detectors.words import is_known, is_name_too, words
from keepmum.policy.span import Span

_ABBREVIATIONS = frozenset(
    {"us", "uk", "un", "eu", "usa", "uae", "pm", "am", "ps", "bc", "ad", "id", "dc", "po", "qa", "rsvp", "ip", "tv", "cv", "ok"}
)
_MONTHS = frozenset({"april", "august", "june", "march", "may"})  # those that are given names as well
_CALENDAR = frozenset(
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
)
_LANGUAGE_BEFORE = re.compile(
    r"\b(?:in|into|to|speaks?|speaking|learn(?:ing)?|from|fluent|translate|translation|language|understand|"
    r"read|write)[ ](?:\w{1,8} (?:and|or|to) )?$",
    re.IGNORECASE,
)

# Scripts in which nothing here tells a name from another word (Hebrew, Arabic, Indic, Thai, Lao, Tibetan, Myanmar, Georgian, Ethiopic,
# Khmer, Mongolian, kana with the kanji beside it, Hangul): whole runs of them count as names.
_UNREAD_LETTERS = (
    "\u0530-\u06ef\u06fa-\u0965\u0970-\u109f\u10a0-\u10ff\u1200-\u139f\u1780-\u18af\u1100-\u11ff\u3041-\u3096\u30a1-\u30fa\u30fc"
    "\u3131-\u318e\uac00-\ud7a3"
)
_UNREAD_LETTER = re.compile(f"[{_UNREAD_LETTERS}]")
_UNREAD = re.compile(
    rf"[\u4e00-\u9fff\u3005]{{0,12}}(?:[{_UNREAD_LETTERS}]+"
    rf"|(?<=[{_UNREAD_LETTERS}])[\u4e00-\u9fff\u3005 ,\u200c]{{1,12}}(?=[{_UNREAD_LETTERS}]))+"
)
_GLOSS = re.compile(r"(?:'s)? ?\((?P<it>[^()\n]{2,90})\)")
_SHORT_FORM = re.compile(r"[\"“]?(?:[A-Z][a-z0-9\-]{0,2}){2,6}[\"”]?")
_GLOSS_WORD = re.compile(r"[^\W\d_]+")
_OF_ITS_NAME = re.compile(r"(?: (?:of|for)(?: the)?(?: [A-Z][\w\-]{1,30}){1,4}){1,3}")  # "Leeds Court of General Jurisdiction"
_ARTICLE = re.compile(
    r"(?<![A-Za-z])(?:an?|the|this|that|each|every|any|some|per|no|as|in|columns?|rows?|pages?|steps?)[ ]\Z", re.IGNORECASE
)
_KIN = re.compile(r" (?:family|household|wedding|twins|kids|children|brothers|sisters|boys|girls|house|estate|residence)\b")
_DOUBLE = re.compile(r"[A-Z][a-z]{1,30}-[A-Z][a-z]{1,30}")


class SafeListDetector:
    """Finds names of people, places and organisations by how they are written, in Latin letters and in Chinese."""

    name = "safelist"

    def find(self, text: str) -> Iterator[Span]:
        """Yield every run of words that is written like a name."""
        folded = fold(text)
        yield from folded.back(self._find(folded.text))

    def _find(self, text: str) -> Iterator[Span]:
        found = list(read_words(text))
        shouting = is_shouting(found)
        for run in capital_runs(text, found):
            yield from self._name(text, run, shouting=shouting)
        yield from small_names(text, self.name)
        for place in _places().find(text):
            yield Span(place.start, place.end, Category.PLACE, 0.6, (self.name,))
        for start, end, category, score in chinese_names(text):
            yield Span(start, end, category, score, (self.name,))
        for unread in _UNREAD.finditer(text):
            if len(_UNREAD_LETTER.findall(unread[0])) > 1:  # one の stands in Chinese too
                yield Span(unread.start(), unread.end(), Category.OTHER, 0.3, (self.name,))

    def _name(self, text: str, run: Sequence[Word], *, shouting: bool) -> Iterator[Span]:
        """Yield the part of one run of capitalised words that is a name, if there is one."""
        shouting = shouting or is_heading(run)
        titled = run[0].low in words("titles") and len(run) > 1
        wanted = [self._wanted(text, run, at, titled=titled, shouting=shouting) for at in range(len(run))]
        if not any(wanted) or is_thing(text, run):
            yield from self._titles(text, run, shouting=shouting)
            return
        first, last = wanted.index(True), len(wanted) - 1 - wanted[::-1].index(True)
        while first > 0 and run[first - 1].low in words("titles"):
            first -= 1
        if not shouting:  # "Bank of Scotland", "Rose Williams": harmless words beside a name belong to it
            first -= self._reach(run[:first][::-1])
            last += self._reach(run[last + 1 :])
        while run[first].low in words("particles") and not run[first].capital:
            first += 1
        part = run[first : last + 1]
        category, score = kind_of(text, part)
        end = part[-1].end
        if category is Category.ORGANISATION and (rest := _OF_ITS_NAME.match(text, end)):
            end = rest.end()
        yield Span(part[0].start, end, category, score, (self.name,))
        if (gloss := _GLOSS.match(text, end)) and _is_gloss(gloss["it"]):
            yield Span(*gloss.span("it"), category, score, (self.name,))

    def _titles(self, text: str, run: Sequence[Word], *, shouting: bool) -> Iterator[Span]:
        """Yield ordinary words that capitals within a sentence make the name of something, such as "Social Explorer"."""
        idle = words("titles") | words("chat_en") | _CALENDAR
        names = [word for word in run if word.capital and not word.opens and not word.initial and word.low not in idle and not word.known]
        if shouting or len(names) < 2 or any(word.low.split("'")[0] == "i" or word.low in words("public_words") for word in names):
            return
        if is_subject(text, run, names):
            return
        yield Span(names[0].start, names[-1].end, kind_of(text, names)[0], 0.3, (self.name,))

    def _reach(self, beside: Sequence[Word]) -> int:
        """Return how many of the words ``beside`` a name, the nearest first, belong to it; "of the" counts where a capital follows."""
        taken = 0
        for at, word in enumerate(beside):
            if self._belongs(word):
                taken = at + 1
            elif word.capital:
                break
        return taken

    @staticmethod
    def _belongs(word: Word) -> bool:
        """Return whether a harmless word beside a name is taken into it."""
        if word.low in words("titles") or not word.capital or word.low.split("'")[0] == "i":
            return False
        kinds = ("names_too", "particles", "place_words", "organisation_words")
        return not word.opens or any(word.low in words(kind) for kind in kinds)

    @staticmethod
    def _wanted(text: str, run: Sequence[Word], at: int, *, titled: bool, shouting: bool) -> bool:
        """Return whether one word of a run must be masked by itself."""
        word = run[at]
        if not word.capital or word.low in words("titles"):
            return bool(word.initial and len(run) > 1)
        if word.initial and len(run) > 1 and all(other.initial for other in run):  # "J.P."
            return "".join(other.low for other in run) not in _ABBREVIATIONS and all(text[other.end - 1] == "." for other in run[:-1])
        if word.initial:
            return (
                len(run) > 1
                and (word.low != "i" or text[word.end - 1] == ".")
                and any(not other.harmless for other in run if other is not word)
            )
        if titled and at > 0 and run[at - 1].low in words("titles"):
            return True
        if says_no_more(text, run, at):
            return False
        if word.low in LANGUAGES:
            return not _LANGUAGE_BEFORE.search(text[max(0, word.start - 40) : word.start])
        if word.low in words("places_too") and not word.opens and not shouting:
            return True
        if word.low in _MONTHS:  # "April said no", but not "12 April"; beside another name it belongs to that name
            return is_person_by(text, word.end)
        if not word.harmless:
            if len(run) == 1 and word.opens and is_known(word.low) and not is_name_too(word.low) and not is_person_by(text, word.end):
                return False  # "Rephrase this"
            if is_identifier(text, word):
                return False
            return word.low not in words("particles") or len(run) > 1
        if not shouting and not word.opens and _DOUBLE.fullmatch(text, word.start, word.end) and any(map(is_name_too, word.low.split("-"))):
            return True  # "Brown-Weaver"
        if is_name_too(word.low) and not shouting:
            # "and Will said", "Rose Carter", but not "Will you" at the start of a sentence
            beside = [run[i] for i in (at - 1, at + 1) if 0 <= i < len(run) and run[i].capital]
            if not beside and _ARTICLE.search(text, max(0, word.start - 12), word.start) and not _KIN.match(text, word.end):
                return False  # "the Price", "in Autumn"
            if word.opens:
                return any(not other.harmless or is_name_too(other.low) for other in beside)
            return not beside or any(not other.harmless or is_name_too(other.low) for other in beside)
        return False


def _is_gloss(written: str) -> bool:
    """Return whether what stands in brackets after a name is the name once more: its short form, or in another language."""
    if _SHORT_FORM.fullmatch(written):
        return True
    found = _GLOSS_WORD.findall(written)
    return any(word[0].isupper() for word in found) and not any(is_known(word.lower()) for word in found if len(word) > 2)


@lru_cache(maxsize=1)
def _places() -> Phrases[bool]:
    """Return the known places; made once, when first needed."""
    return Phrases((place.replace("_", " "), True) for place in words("places"))
