"""The word lists: what is known to be harmless, and which of those words are names as well."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

_SOUND = re.compile(
    r"(?:w+a*)?(?:[ha]{2,40}|[he]{2,40}|[hi]{3,40}|[ho]{3,40}|[lo]{3,40})|m{2,20}|z{2,20}|[uh]{2,9}|[oh]{2,20}|[aw]{3,20}|hmm{1,20}"
)
_ENDINGS = ("s", "es", "ed", "d", "ing", "ly", "er", "r", "y", "ness", "ful", "less", "en")
_INFLECTED = (
    ("ies", ("y",)),
    ("ied", ("y",)),
    ("ier", ("y",)),
    ("iest", ("y",)),
    ("s", ("", "e")),
    ("ed", ("", "e")),
    ("ing", ("", "e")),
    ("er", ("", "e")),
    ("est", ("", "e")),
    ("ly", ("",)),
)
_DOUBLING = frozenset({"ed", "ing", "er", "est"})
_DRAWN = re.compile(r"([a-z])\1{2,40}")
_DATA = files("keepmum.policy.detectors") / "data"


@lru_cache(maxsize=64)  # more than there are lists
def words(name: str) -> frozenset[str]:
    """Return the words of one list; lines that begin with ``#`` say where it comes from.

    Args:
        name: The file in ``data/`` without its ending, such as "harmless_en".
    """
    lines = (_DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def is_common(word: str) -> bool:
    """Return whether ``word`` (small letters) is an ordinary English word, also in an inflected form.

    Args:
        word: One word in small letters, without a possessive.
    """
    common = words("harmless_en")
    if word in common or word in words("chat_en") or _SOUND.fullmatch(word):
        return True
    if (squeezed := _DRAWN.sub(r"\1", word)) != word and (squeezed in common or squeezed in words("chat_en")):
        return True  # "soooo", "heyyy"
    if len(word) < 5 or word in words("given_names"):
        return False
    for ending, also in (
        ("s", ""),
        ("es", ""),
        ("ed", "e"),
        ("ing", "e"),
        ("ly", ""),
        ("er", "e"),
        ("ness", ""),
        ("less", ""),
        ("n't", ""),
    ):
        if word.endswith(ending):
            stem = word[: -len(ending)]
            if len(stem) >= 4 and (stem in common or (also and stem + also in common)):
                return True
    return False


def is_known(word: str) -> bool:
    """Return whether ``word`` (small letters, also inflected) is in the dictionary, so that it names nobody where it is written small.

    Wider than `is_common`: "farrow" and "cooper" are surnames with a capital and words without.
    """
    rare = words("dictionary_en")
    if word in rare or is_common(word):
        return True
    if len(word) < 5:
        return False
    for ending, mores in _INFLECTED:
        if word.endswith(ending) and len(stem := word[: -len(ending)]) > 2:
            stems = [stem + more for more in mores]
            if stem[-1] == stem[-2] and ending in _DOUBLING:
                stems.append(stem[:-1])  # "chatted"
            if any(each in rare or is_common(each) for each in stems):
                return True
    return False


def is_everyday(word: str) -> bool:
    """Return whether ``word`` is so ordinary that, written small, it does not mean a person of that name.

    Stricter than `is_common`: the list holds a few stems that are no words, and those have no inflected form beside them.
    """
    common = words("harmless_en")
    if is_name_too(word) or word in words("chat_en"):
        return True
    return is_common(word) and (len(word) < 4 or word not in common or any(word + ending in common for ending in _ENDINGS))


def is_name_too(word: str) -> bool:
    """Return whether ``word`` (small letters) is an ordinary word that is also a given name or a surname."""
    return word in words("names_too")
