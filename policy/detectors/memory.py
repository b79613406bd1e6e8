"""Found once, masked everywhere: values that one detector saw are found wherever they recur, names also by their parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from keepmum.policy.category import Category
from keepmum.policy.detectors.phrases import Phrases
from keepmum.policy.detectors.words import is_common, is_name_too, words
from keepmum.policy.span import Span

NAMES = frozenset({Category.PERSON, Category.PLACE, Category.ORGANISATION})
"""The categories of what has a name."""

_FORGOTTEN = frozenset({Category.DATE, Category.TIME, Category.AMOUNT, Category.AGE})  # their shape alone finds each of them again
_LONGEST = 256  # characters; what is longer does not recur word for word
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_HAN_NAME = re.compile(r"[\u4e00-\u9fff]{3,4}")


@dataclass(frozen=True, slots=True)
class Found:
    """A value that was found.

    Attributes:
        value: The text.
        category: What it is.
        subject: Whom it means, as in `Span.subject`; empty for the text itself.
    """

    value: str = field(repr=False)
    category: Category
    subject: str = field(default="", repr=False)


def found_in(text: str, spans: Iterable[Span]) -> list[Found]:
    """Return the values of ``spans`` that are worth remembering, in order."""
    kept = (span for span in spans if span.category not in _FORGOTTEN and span.end - span.start <= _LONGEST)
    found = (Found(text[span.start : span.end], span.category, span.subject) for span in kept)
    return [each for each in found if not _is_said_of_many(each)]


def _is_said_of_many(found: Found) -> bool:
    """Return whether a value is a people or a job, which the next place where it stands says of somebody else."""
    if found.category is Category.GROUP:
        return found.value.lower() in words("groups")
    return found.category is Category.OTHER and found.value.isascii()


def parts(value: str) -> Iterator[str]:
    """Yield the parts by which a name may recur: its uncommon words, and a Chinese given name."""
    found = _WORD.findall(value)
    for part in found:
        low = part.lower()
        if len(part) >= 2 and len(found) > 1 and (not is_common(low) or is_name_too(low)) and low not in words("particles"):
            yield part
    if _HAN_NAME.fullmatch(value):
        given = value[-2:]
        if given not in words("harmless_zh"):
            yield given


class MemoryDetector:
    """Finds values that were found before, in this text or earlier in the conversation."""

    name = "memory"

    def __init__(self, found: Iterable[Found]) -> None:
        """Take what was found; a part that belongs to several values stands for itself."""
        whole = {value.value: value for value in found if len(value.value.strip()) >= 2}
        pieces: dict[str, set[Found]] = {}
        for value in whole.values():
            if value.category in NAMES:
                for part in parts(value.value):
                    if part not in whole:
                        pieces.setdefault(part, set()).add(value)
        entries = [(value.value, value) for value in whole.values()]
        for part, owners in pieces.items():
            owner = next(iter(owners)) if len(owners) == 1 else None
            category = owner.category if owner else min(value.category for value in owners)
            entries.append((part, Found(part, category, (owner.subject or owner.value) if owner else "")))
        self._phrases = Phrases(entries)

    def find(self, text: str) -> Iterator[Span]:
        """Yield each place where a known value stands."""
        for match in self._phrases.find(text):
            best: Sequence[Found] = match.value
            subjects = {value.subject for value in best}
            first = best[0]
            here = text[match.start : match.end]
            if first.category in NAMES and here.islower() and (is_common(here) or is_name_too(here)):
                continue  # "Mark" was a name; "mark" is a verb until something says otherwise
            yield Span(match.start, match.end, first.category, 0.9, (self.name,), subjects.pop() if len(subjects) == 1 else "")
