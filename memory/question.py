"""What a question asks for, read without a model: the words worth looking up, the people named, the language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from keepmum.memory.tokens import MAX_WORD, fold, runs, stem

MAX_CHARACTERS = 2_000  # of a question; the rest of a longer one is not read
MAX_TERMS = 48  # looked up for one question

_STOP = frozenset(
    re.findall(
        r"\w+",
        "a about am an and any are as at be been but by can could did do does doing done for from had has have having he her hers "
        "him his how i if in into is it its me my of on or our ours s say said she should so some t tell that the their them then "
        "there they this those to us was we were what when where which who whom whose why will with would you your yours",
    )
)
_ASKING = re.compile(
    "什么时候|什么|甚么|哪里|哪儿|哪个|哪些|哪天|怎么样|怎么|怎样|为什么|为何|多少|几点|是不是|有没有|是谁|谁|吗|呢|吧|的|了"
)
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "prof", "the", "and", "von", "van", "de", "group"})


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to look up in the index.

    Attributes:
        token: As the index spells it.
        prefix: Whether it stands for every token that begins with it (a single Chinese character).
        word: As the question spells it, folded.
    """

    token: str = field(repr=False)
    prefix: bool
    word: str = field(repr=False)


def terms(text: str) -> tuple[Term, ...]:
    """Give what to look up for a question, each once.

    Words that only build the question ("when", "did", 什么时候) are left out, unless nothing else is there.

    Args:
        text: The question, as written; only its first 2,000 characters are read.

    Returns:
        At most `MAX_TERMS` terms, in the question's order; none where it has no letter or digit.
    """
    folded = fold(text[:MAX_CHARACTERS])
    telling = [term for term in _all_terms(_ASKING.sub(" ", folded)) if term.word not in _STOP]
    found = telling or list(_all_terms(folded))
    return tuple({term.token: term for term in found}.values())[:MAX_TERMS]


def _all_terms(folded: str) -> Iterable[Term]:
    for run, paired in runs(folded):
        if not paired:
            yield Term(stem(run[:MAX_WORD]), prefix=False, word=run)
        elif len(run) == 1:
            yield Term(run, prefix=True, word=run)
        else:
            for place in range(len(run) - 1):
                yield Term(run[place : place + 2], prefix=False, word=run[place : place + 2])


def names_meant(text: str, names: Iterable[str]) -> frozenset[str]:
    """Say which people a question names, by whole name or by one of its parts.

    Args:
        text: The question, as written.
        names: Names of people, as the records spell them.

    Returns:
        Those of the names that occur; a shared first name means each of its bearers.
    """
    folded = fold(text[:MAX_CHARACTERS])
    words = {run for run, paired in runs(folded) if not paired}
    return frozenset(name for name in names if _is_named(fold(name), folded, words))


def _is_named(name: str, question: str, words: set[str]) -> bool:
    for run, paired in runs(name):
        if paired:
            # Three characters are a surname and a given name: people are called by the given name too.
            if len(run) >= 2 and (run in question or (len(run) == 3 and run[1:] in question)):
                return True
        elif len(run) >= 2 and run not in _STOP and run not in _TITLES and not run.isdigit() and run in words:
            return True
    return False


def english_share(text: str) -> float:
    """Measure how much of a text is in scripts that an English model can read.

    Args:
        text: The question, as written.

    Returns:
        The share of its letters that are not Chinese, Japanese or Korean; 0 where it has none at all.
    """
    paired = other = 0
    for run, is_pair in runs(fold(text[:MAX_CHARACTERS])):
        letters = sum(not character.isdigit() for character in run)
        paired, other = (paired + letters, other) if is_pair else (paired, other + letters)
    return other / (paired + other) if paired + other else 0.0
