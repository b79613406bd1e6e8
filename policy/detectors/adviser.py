"""The adviser: what is sensitive by what a sentence means, also where no word of it is in a list.

The multilingual embedding model, which is on the device for search, reads each sentence; a small classifier (`adviser_head`) says what it
tells of. It marks the clause of the sentence that says so most, or the whole sentence. It may only ever add spans, and it
reads one sentence at a time: what two of them say together it does not see.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import lru_cache, partial
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from keepmum.memory.errors import ModelBroken, ModelMissing
from keepmum.policy.category import Category
from keepmum.policy.detectors.fold import fold
from keepmum.policy.detectors.shapes import ShapesDetector
from keepmum.policy.span import Detector, Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from keepmum.memory.meaning.embed import Embedder
    from keepmum.policy.detectors.adviser_head import Head

ENOUGH = 0.8  # how likely a sentence must be of one category; see docs/adr/0009-adviser.md for what other values give
CLAUSE = 0.5  # how likely a clause of it must be by itself, for the others to be left
_REMEMBERED = 4096  # sentences
_LONGEST = 300  # characters that are read as one sentence
_LEAST = 6  # letters below which nothing is said; a Chinese sign counts for two
_BREAK = re.compile(r"(?<=[.!?…])[\s\"')\]]+|(?<=[。！？；])|[\n\r]+")
_PAUSE = re.compile(r"(?<=[,;:])\s+|(?<=[，；：、])|\s+[-–—]+\s+|\s+(?=(?:but|so|because|since|although|and then)\s)")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LETTER = re.compile(r"[^\W\d_]")
# Left out of a sentence: what overlaps becomes one span, and a number that is to come back keeps a token of its own.
_NUMBERS = frozenset(
    {Category.CARD, Category.IBAN, Category.ID_NUMBER, Category.ACCOUNT, Category.EMAIL, Category.URL}
    | {Category.IP, Category.PHONE, Category.PLATE}
)
_PROBE = ("She has to start chemotherapy next week.", "我欠了一大笔债，还不起了。", "The printer is out of paper.", "会议改到三点了。")
_PROBE_SAYS = (Category.HEALTH, Category.MONEY, None, None)

Stretch = tuple[int, int]


class AdviserDetector:
    """Finds sentences that tell something sensitive by what they mean; the model is loaded at the first text."""

    name = "adviser"

    def __init__(self, load: Callable[[], Embedder], *, enough: float = ENOUGH) -> None:
        """Remember how to load the model.

        Args:
            load: Returns the multilingual embedding model.
            enough: How likely a sentence must be of one category, 0 to 1.
        """
        self._load = load
        self._enough = enough
        self._lock = threading.Lock()
        self._reader: tuple[Embedder, Head] | None = None
        self._read: dict[bytes, NDArray[np.float32]] = {}  # likelihoods by a hash of what was read; replaced whole, never changed

    def find(self, text: str) -> Iterator[Span]:
        """Yield the clauses of a text that tell something sensitive.

        Args:
            text: Any text.

        Raises:
            ModelError: The model does not load or does not work; nobody may take that for a text that tells nothing.
        """
        folded = fold(text)
        yield from folded.back(self._spans(folded.text))

    def _spans(self, text: str) -> Iterator[Span]:
        sentences = [(start, end) for start, end in parts(text) if _weighs(text[start:end]) >= _LEAST]
        if not sentences:
            return
        likely = self._likely(text, sentences)
        categories = self._loaded()[1].categories
        numbers: list[Stretch] | None = None
        for (start, end), row in zip(sentences, likely, strict=True):
            best = int(row.argmax())
            if row[best] < self._enough:
                continue
            if numbers is None:
                numbers = sorted((span.start, span.end) for span in ShapesDetector().find(text) if span.category in _NUMBERS)
            for left, right in self._said(text, start, end, best):
                for piece in _without(left, right, numbers):
                    if _LETTER.search(text, *piece):
                        yield Span(*piece, categories[best], float(min(1.0, row[best])), (self.name,))

    def _said(self, text: str, start: int, end: int, category: int) -> Sequence[Stretch]:
        """Return the clauses of a sentence that say it by themselves, or the whole sentence where none does."""
        pieces = clauses(text, start, end)
        if len(pieces) < 2:
            return [(start, end)]
        rows = self._likely(text, pieces)
        return [piece for piece, row in zip(pieces, rows, strict=True) if row[category] >= CLAUSE] or [(start, end)]

    def _likely(self, text: str, stretches: Sequence[Stretch]) -> list[NDArray[np.float32]]:
        """Return the likelihoods of each stretch; what was read a moment ago is not read again: a draft is looked at several times."""
        embedder, head = self._loaded()
        said = [text[start:end] for start, end in stretches]
        keys = [blake2b(each.encode("utf-8", "surrogatepass"), digest_size=16).digest() for each in said]
        known = self._read
        new = {key: each for key, each in zip(keys, said, strict=True) if key not in known}
        if new:
            rows = head.likelihoods(embedder.embed(list(new.values()), role="query"))
            known = known | dict(zip(new, rows, strict=True))
            self._read = known if len(known) <= _REMEMBERED else {}
        return [known[key] for key in keys]

    def _loaded(self) -> tuple[Embedder, Head]:
        """Return model and classifier; the first caller loads and probes them, the others wait."""
        with self._lock:
            if self._reader is None:
                from keepmum.policy.detectors.adviser_head import read_head

                head = read_head()
                embedder = self._load()
                if embedder.model != head.model:
                    raise ModelBroken("the adviser was made for another version of the multilingual embedding model")
                _probe(embedder, head)
                self._reader = embedder, head
            return self._reader


def find_adviser(cache: Path | None = None) -> AdviserDetector | None:
    """Return the adviser, the same one each time; none where the package of the multilingual embedding model is not installed.

    Args:
        cache: Where exported models are kept; none for the user's own cache folder.
    """
    from keepmum.memory.meaning.multilingual import packaged_weights

    try:
        packaged_weights()
    except ModelMissing:
        return None
    return _only(cache)


def running(found: Sequence[Detector], asked_for: Collection[str], cache: Path | None = None) -> tuple[Detector, ...]:
    """Return those detectors that are asked for; the adviser is among them where it is asked for and on this device.

    Args:
        found: What there is beside the adviser.
        asked_for: Names of detectors, such as a policy's `asked_for`. A name that is not in the result is of one that is absent.
        cache: As for `find_adviser`.
    """
    adviser = find_adviser(cache) if AdviserDetector.name in asked_for else None
    return tuple(each for each in (*found, adviser) if each is not None and each.name in asked_for)


@lru_cache(maxsize=2)
def _only(cache: Path | None) -> AdviserDetector:
    from keepmum.memory.meaning.multilingual import find_multilingual

    return AdviserDetector(partial(find_multilingual, cache=cache))


def _probe(embedder: Embedder, head: Head) -> None:
    """Ask about sentences of which the answer is known: on some processors small integers give noise.

    Raises:
        ModelBroken: An answer is another.
    """
    for row, says in zip(head.likelihoods(embedder.embed(_PROBE, role="query")), _PROBE_SAYS, strict=True):
        best = int(row.argmax())
        found = head.categories[best] if row[best] >= 0.5 else None
        if found is not says:
            raise ModelBroken("the adviser gives noise on this machine")


def parts(text: str) -> list[Stretch]:
    """Return where the sentences of a text lie, without the space around them; none is longer than 300 characters."""
    return _cut(text, 0, len(text), _BREAK)


def clauses(text: str, start: int, end: int) -> list[Stretch]:
    """Return where the clauses of a sentence lie; one of few letters belongs to the one before it."""
    joined: list[Stretch] = []
    for left, right in _cut(text, start, end, _PAUSE):
        if joined and (_weighs(text[left:right]) < 2 * _LEAST or _weighs(text[slice(*joined[-1])]) < 2 * _LEAST):
            joined[-1] = joined[-1][0], right
        else:
            joined.append((left, right))
    return joined


def _cut(text: str, start: int, end: int, at: re.Pattern[str]) -> list[Stretch]:
    found: list[Stretch] = []
    last = start
    for gap in [*at.finditer(text, start, end), None]:
        left, right = (gap.start(), gap.end()) if gap else (end, end)
        while left - last > _LONGEST:
            space = text.rfind(" ", last + _LONGEST // 2, last + _LONGEST)
            found.append((last, space if space > 0 else last + _LONGEST))
            last = found[-1][1]
        found.append((last, left))
        last = right
    return [trimmed for each in found if (trimmed := _trimmed(text, *each)) is not None]


def _trimmed(text: str, start: int, end: int) -> Stretch | None:
    said = text[start:end]
    start += len(said) - len(said.lstrip())
    return (start, start + len(said.strip())) if said.strip() else None


def _weighs(said: str) -> int:
    return len(_LETTER.findall(said)) + len(_HAN.findall(said))


def _without(start: int, end: int, numbers: Sequence[Stretch]) -> Iterator[Stretch]:
    """Yield what is left of a stretch without what lies in it."""
    for left, right in numbers:
        if right <= start or left >= end:
            continue
        if left > start:
            yield start, left
        start = max(start, right)
    if start < end:
        yield start, end
