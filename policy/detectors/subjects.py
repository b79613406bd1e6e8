"""Capitals that name nobody: headings, jobs, subjects, states and their culture, names in a program."""

from __future__ import annotations

import re
from collections.abc import Sequence

from keepmum.policy.detectors.capitals import Word
from keepmum.policy.detectors.words import is_known, words

LANGUAGES = frozenset(
    [
        "english",
        "chinese",
        "mandarin",
        "cantonese",
        "french",
        "german",
        "spanish",
        "italian",
        "portuguese",
        "japanese",
        "korean",
        "arabic",
        "hindi",
        "russian",
        "latin",
        "dutch",
    ]
)
"""Names of peoples that are languages first."""
_ONE_OF_MANY = re.compile(r"(?<![A-Za-z])(?:an?|another|every|each)[ ]\Z", re.IGNORECASE)
_NEXT = re.compile(r" ([A-Za-z]{3,20})(?![A-Za-z])")
_CODE_BEFORE = re.compile(r"[.\[(<=:/$@`{_]\Z|(?:class|import|new|extends|raise|throws?|def|function|interface|return|const|let|var)[ ]\Z")
_CODE_AFTER = re.compile(r"[(\[=<_{;`]|\.[a-z_]|: ?[A-Za-z\[(]+ ?=")
_CODE_ENDS = re.compile(
    r"(?:Error|Exception|Context|Reader|Writer|Component|Handler|Factory|Service|Controller|Provider|Request|Response|I[dD]s?)\Z"
)
_HUMP = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def is_heading(run: Sequence[Word]) -> bool:
    """Return whether a run of several words is in capitals only, so that they say nothing: "RESULTS AND DISCUSSION"."""
    long = [word for word in run if len(word.low) > 1]
    return len(long) > 1 and any(word.shouted for word in long) and all(word.shouted or not word.capital or word.opens for word in long)


def is_subject(text: str, run: Sequence[Word], names: Sequence[Word]) -> bool:
    """Return whether ordinary words in capitals name a job, a field of study or one thing of many, and so nobody.

    Args:
        text: A folded text.
        run: A run of words with capitals.
        names: Those of the run that could name something; at least one.
    """
    if any(word.low in words("roles") for word in run) or any(says_no_more(text, run, at) for at in range(len(run))):
        return True
    if any(word.low in words("organisation_words") for word in names):
        return False
    return names[-1].low in words("fields") or _is_one_of_many(text, names[0].start)


def is_thing(text: str, run: Sequence[Word]) -> bool:
    """Return whether a run is of words of the dictionary only and stands after "a": "a Blue Ceramic Teapot"."""
    return _is_one_of_many(text, run[0].start) and all(is_known(word.low) and word.low not in words("given_names") for word in run)


def says_no_more(text: str, run: Sequence[Word], at: int) -> bool:
    """Return whether the name of a people means a state or its culture: "the French Revolution", "Turkish coffee", "British English"."""
    if not _is_people(run[at]):
        return bool(at) and run[at].low in words("after_people") and _is_people(run[at - 1])
    if at and run[at].low in words("after_people") and _is_people(run[at - 1]):
        return True  # "British English"
    after = run[at + 1].low if at + 1 < len(run) else ""
    if not after and (more := _NEXT.match(text, run[at].end)):
        after = more[1].lower()
    return after in words("after_people")


def _is_people(word: Word) -> bool:
    return word.low in words("groups") or word.low in LANGUAGES


def is_identifier(text: str, word: Word) -> bool:
    """Return whether a word with humps is a name in a program: "AuthContext", "reader.DictReader("."""
    written = text[word.start : word.end]
    if word.shouted or not word.inner or not all(is_known(part.lower()) or len(part) < 3 for part in _HUMP.findall(written)):
        return False
    before = text[max(0, word.start - 12) : word.start]
    return bool(_CODE_ENDS.search(written) or _CODE_BEFORE.search(before) or _CODE_AFTER.match(text, word.end))


def _is_one_of_many(text: str, start: int) -> bool:
    return bool(_ONE_OF_MANY.search(text, max(0, start - 10), start))
