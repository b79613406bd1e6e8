"""Reads CC-CEDICT, the free Chinese-English dictionary, as translations that a word index can look up.

A line is ``傳統 传统 [chuan2 tong3] /tradition/traditional/convention/`` (https://cc-cedict.org/wiki/format:syntax). A gloss of up to
three words is kept as what is looked up in English; explanations, cross-references and surnames are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from keepmum.memory.words.terms import is_stop
from keepmum.memory.words.tokens import fold, runs, stem

MOST_WORDS = 3  # of a gloss; more explain the word, and are not what one would write

_LINE = re.compile(r"(\S+) (\S+) \[[^\]]*\] /(.+)/\s*")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_REMARK = re.compile(
    r"CL:|(?:old |erhua |Japanese |euphemistic )?variant of|see |surname |Chinese surname|abbr\. |used |also written|also pr|Taiwan pr|"
    r"pr\. |equivalent|same as|\((?:old|archaic)\)"
)
_LEAD = re.compile(r"(?:to be |to |a |an |the |one's )+")


@dataclass(frozen=True, slots=True)
class Gloss:
    """One translation.

    Attributes:
        word: The English, as the dictionary writes it, without asides.
        tokens: Its words as the index spells them, without those that only build a sentence; rising.
        place: Which gloss of its entry it is, from 0: the first are the commonest meanings.
    """

    word: str
    tokens: tuple[str, ...]
    place: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of the dictionary.

    Attributes:
        spellings: In traditional and in simplified characters; one where they are the same.
        glosses: Its translations; at least one.
    """

    spellings: tuple[str, ...]
    glosses: tuple[Gloss, ...]


def entries(lines: Iterable[str]) -> Iterator[Entry]:
    """Read a dictionary; lines that are none of its entries are passed over.

    Args:
        lines: The lines of the file.

    Yields:
        Entries that have a translation, in the file's order.
    """
    for line in lines:
        match = None if line.startswith("#") else _LINE.fullmatch(line)
        if match is None:
            continue
        glosses = tuple(_glosses(match[3]))
        if glosses:
            yield Entry(tuple(dict.fromkeys((fold(match[2]), fold(match[1])))), glosses)


def _glosses(text: str) -> Iterator[Gloss]:
    for place, gloss in enumerate(text.split("/")):
        if _REMARK.match(gloss):
            continue
        for part in _ASIDE.sub("", gloss).split(";"):
            word = _LEAD.sub("", part.strip(), count=1).strip(" .!?,") if _LEAD.match(part.strip()) else part.strip(" .!?,")
            words = [run for run, paired in runs(fold(word)) if not paired]
            tokens = tuple(sorted({stem(each) for each in words if not is_stop(each)}))
            if tokens and len(words) <= MOST_WORDS:
                yield Gloss(" ".join(word.split()), tokens, place)
