"""What a question asks for, read without a model: the words worth looking up, the people named, the language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from keepmum.memory.words.tokens import MAX_WORD, fold, runs, stem

MAX_CHARACTERS = 2_000  # of a question that are read
MAX_TERMS = 120  # of a question are counted; the rarest of them are looked up

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
_SPEAKS = re.compile(r"^[^\S\n]*([^\n:]{1,40}):(?!\d)", re.MULTILINE)  # the beginning of a line of a dialogue, folded
_ROLES = frozenset(re.findall(r"\w+", "assistant user human ai bot system question answer context note q a 助手 助理 用户 系统"))


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to look up in the index.

    Attributes:
        token: As the index spells it.
        prefix: Whether it stands for every token that begins with it (a single Chinese character).
        word: As the question spells it, folded.
        speaks: Whether it is in the name of somebody who speaks in the question, which is a dialogue.
    """

    token: str = field(repr=False)
    prefix: bool
    word: str = field(repr=False)
    speaks: bool = False


def terms(text: str) -> tuple[Term, ...]:
    """Give what to look up for a question, each once.

    Words that only build the question ("when", "did", 什么时候) are left out, unless nothing else is there.

    Args:
        text: The question, as written; of a longer one only the last 2,000 characters are read: a dialogue asks at its end.

    Returns:
        At most `MAX_TERMS` terms, the last ones, in the question's order; none where it has no letter or digit.
    """
    folded = fold(part_read(text))
    telling = [term for term in _all_terms(_ASKING.sub(" ", folded)) if term.word not in _STOP]
    found = telling or list(_all_terms(folded))
    speaking = _speaking(folded)
    return tuple({term.token: replace(term, speaks=term.word in speaking) for term in found}.values())[-MAX_TERMS:]


def is_stop(word: str) -> bool:
    """Say whether a folded English word only builds a sentence."""
    return word in _STOP


def paired_runs(text: str) -> tuple[str, ...]:
    """Return the runs of Chinese, Japanese or Korean in a question, folded, without the words that only ask."""
    return tuple(run for run, paired in runs(_ASKING.sub(" ", fold(part_read(text)))) if paired)


def _speaking(folded: str) -> frozenset[str]:
    """Return the words of the names that stand before a colon where lines begin; none where fewer than two lines begin so."""
    names = _SPEAKS.findall(folded)
    words = frozenset(term.word for name in names for term in _all_terms(name))
    return words - _ROLES if len(names) > 1 else frozenset()


def part_read(text: str) -> str:
    """Return the part of a question that is read: its end, without a word that is cut in two."""
    if len(text) <= MAX_CHARACTERS:
        return text
    part = text[-MAX_CHARACTERS:]
    return part.partition(" ")[2] or part


def telling(found: Iterable[Term]) -> tuple[Term, ...]:
    """Leave out the terms that only build a question, even if nothing is left."""
    return tuple(term for term in found if term.word not in _STOP)


def _all_terms(folded: str) -> Iterable[Term]:
    for run, paired in runs(folded):
        if not paired:
            yield Term(stem(run[:MAX_WORD]), prefix=False, word=run)
        elif len(run) == 1:
            yield Term(run, prefix=True, word=run)
        else:
            for place in range(len(run) - 1):
                yield Term(run[place : place + 2], prefix=False, word=run[place : place + 2])


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
