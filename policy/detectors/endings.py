"""Endings that a grammar puts on names: plural and cases, German, Slavic, Baltic, Finnish, Hungarian, Turkish, Latin.

No tables of paradigms: a long name with up to three more letters is that name, unless the word is an ordinary one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from keepmum.policy.detectors.reading import HAN
from keepmum.policy.detectors.words import is_common, words

_LONGEST = 6  # letters after a name that are looked at
_ANY = 3  # letters after a long name that may be anything
_LONG = 5  # letters of a long name; only with a capital
_KNOWN = frozenset(
    [
        "s",
        "es",
        "en",
        "ens",
        "n",
        "e",
        "er",
        "a",
        "u",
        "y",
        "i",
        "o",
        "om",
        "em",
        "ov",
        "ova",
        "ovi",
        "owi",
        "ovy",
        "ove",
        "ovo",
        "ou",
        "ovou",
        "ovych",
        "ovim",
        "ii",
        "ie",
        "iu",
        "in",
        "ina",
        "iny",
        "im",
        "am",
        "ami",
        "ach",
        "ech",
        "emi",
        "ym",
        "ych",
        "ovka",
        "lla",
        "lle",
        "sta",
        "ssa",
        "lta",
        "ksi",
        "na",
        "tta",
        "ta",
        "t",
        "an",
        "on",
        "ia",
        "nak",
        "nek",
        "val",
        "vel",
        "hoz",
        "hez",
        "ban",
        "ben",
        "ra",
        "re",
        "rol",
        "tol",
        "et",
        "ot",
        "nin",
        "nun",
        "un",
        "yi",
        "yu",
        "da",
        "de",
        "dan",
        "den",
        "te",
        "tan",
        "ten",
        "ya",
        "ye",
        "la",
        "le",
        "us",
        "um",
        "ae",
        "as",
        "is",
        "os",
        "ius",
        "czka",
        "ek",
        "ka",
        "ko",
        "kow",
        "ske",
        "ski",
    ]
) | frozenset(
    ["у", "ом", "ой", "ы", "и", "ю", "я", "ым", "ами", "ов", "ову", "ем", "eм", "oм", "oй", "ob", "oby"]
)  # the last as `letters` folds them
_AFTER_STEM = frozenset(
    [
        "y",
        "u",
        "ou",
        "o",
        "e",
        "ie",
        "i",
        "in",
        "iny",
        "inu",
        "ii",
        "iu",
        "em",
        "ej",
        "iej",
        "ach",
        "om",
        "ami",
        "a",
        "am",
        "ę",
        "ovi",
        "owi",
        "ova",
        "oy",
        "ow",
        "ow",
        "cie",
        "ce",
        "sie",
        "ze",
        "dze",
        "je",
        "ju",
        "ja",
        "yi",
        "oi",
    ]
) | frozenset({"ы", "у", "oй", "и", "ю", "eй", "я", "ei", "oю", "юю"})
_FINAL = frozenset("aeiouy") | frozenset("ыуэюяьйи")
_FLEETING = re.compile(r"^(.{2,}[^aeiouy])[eo]([lkcrnt])$")
_STRONG = re.compile(r"(kk|pp|tt)([aeiouy])$")
_AFTER_S = frozenset(
    ["en", "ella", "elle", "elta", "essa", "esta", "een", "ena", "et", "ia", "illa", "ille", "iin", "ta", "eksi", "'in"]
)  # Virtanen, Virtasella
_WORD = re.compile(rf"[^\W\d_{HAN}]{{0,7}}")


def rest_of_word(low: str, at: int) -> str:
    """Return the letters that follow in a word, up to one more than any ending has."""
    rest = _WORD.match(low, at)
    return rest[0] if rest is not None else ""


def stems(name: str) -> Iterator[str]:
    """Yield what is left of a name, compared, where an ending takes the place of its last letters: "Ann" of Anna, "Virtas" of Virtanen."""
    if len(name) < 4 or " " in name:
        return
    if name.endswith("nen"):
        yield name[:-3] + "s"
    if name.endswith(("us", "os", "as", "is")) and len(name) >= 5:
        yield name[:-2]
    if name[-1] in _FINAL:
        yield name[:-1]
    if fleeting := _FLEETING.match(name):
        yield fleeting[1] + fleeting[2]
    if strong := _STRONG.search(name):
        yield name[: strong.start()] + strong[1][0] + strong[2]


def inflected(name: str, rest: str, *, capital: bool, is_stem: bool) -> bool:
    """Return whether a name, or a stem of one, with more letters is the name in another case.

    Args:
        name: What matched, as compared.
        rest: The letters after it, to the end of the word, as compared.
        capital: Whether the word begins with a capital.
        is_stem: Whether letters of the name were taken off.
    """
    if not rest or len(rest) > _LONGEST:
        return False
    word = name + rest
    if is_common(word) or (not capital and len(name) < 4):
        return False
    if is_stem:
        return len(name) >= (3 if capital else 4) and (rest in _AFTER_STEM or (name.endswith("s") and rest in _AFTER_S))
    if rest in _KNOWN:
        return len(name) >= (3 if capital else 4)
    return capital and len(name) >= _LONG and len(rest) <= _ANY


def is_other_name(word: str) -> bool:
    """Return whether an inflected form is a given name of its own, so that it may be somebody else: "Martina" beside Martin."""
    return word in words("given_names")
