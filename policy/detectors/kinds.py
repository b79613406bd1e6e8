"""What a capitalised name names: a person, a place or an organisation, by its own words and by those beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from keepmum.policy.category import Category
from keepmum.policy.detectors.agree import GUESS
from keepmum.policy.detectors.capitals import Word
from keepmum.policy.detectors.words import is_name_too, words

_AT_WORK = re.compile(
    r"\b(?:works? (?:at|for)|worked (?:at|for)|working (?:at|for)|joined|job (?:at|with)|employed by|stud(?:y|ies|ied|ying) at|"
    r"interview(?:ed)? (?:at|with)|offer from|contract with)[ ]$",
    re.IGNORECASE,
)
_AT_PLACE = re.compile(
    r"\b(?:in|near|visit(?:ed|ing)?|live(?:s|d)? in|based in|around|across|outside|reach(?:ed)?|leaving|left for|drove to|moved to|"
    r"back (?:in|to|from)|train (?:to|from)|bus (?:to|from)|flight (?:to|from)|trip to|(?:go|goes|going|went|get|got|come|came|fly|flew|"
    r"walk(?:ed)?|travel(?:led)?|over|up|down) to)[ ]$",
    re.IGNORECASE,
)
_LIVES_IN = re.compile(
    r"\b(?:liv(?:e|es|ed|ing) in|based in|born in|(?:moved?|moving|flight|train|trip|drove|flying) to)[ ]$",
    re.IGNORECASE,
)
_PERHAPS_PLACE = re.compile(r"\b(?:at|to|from|via)[ ]$", re.IGNORECASE)
_TO_PERSON = re.compile(
    r"\b(?:talk(?:s|ed|ing)?|speak(?:s|ing)?|spoke|said|says?|writ(?:e|es|ing)|wrote|g[ai]ve|giving|listen(?:s|ed)?|sen[dt]|show(?:s|ed)?|"
    r"explain(?:ed)?|married|engaged|close|thanks|next|sorry|belongs?|lent|love|message|text|call|email|letter|card|present|heard|news|"
    r"hi|wave[ds]?|look(?:s|ed|ing)?|laugh(?:s|ed|ing)?|shout(?:s|ed|ing)?|mad|angry|reply|replied|introduced?|happened|word)"
    r"(?: (?:it|them|that|this|him|her|one))? (?:to|from|at)[ ]$",
    re.IGNORECASE,
)
_PERSON_AFTER = re.compile(
    r"(?:'s (?:mum|mom|dad|wife|husband|son|daughter|sister|brother|birthday|phone|car|flat|room|knee|back|boss)\b"
    r"| (?:said|says|told|asked|thinks?|thought|wants?|wanted|rang|called|texted|wrote|reckons?|loves?|hates?|knows?|knew|sent|"
    r"and (?:I|me)|came|cried|laughed|promised|agreed|replied|wasn't|isn't|hasn't|doesn't|didn't|won't)\b)"
)
_PLACE_AFTER = re.compile(
    r" (?:airport|station|road|street|lane|avenue|house|cottage|farm|beach|park|bridge|harbour|castle|village|island|loch|bay|hill|"
    r"terrace|square|market square|town centre|city centre|pier|docks?|ferry)\b"
)
_UNIT_AFTER = re.compile(
    r" (?:hospital|infirmary|surgery|clinic|school|primary|academy|college|university|uni|church|bank|building society|hotel|pub|cafe|café|"
    r"restaurant|library|museum|theatre|pharmacy|dental|solicitors?|council|office)\b"
)
_FIRST = frozenset(["loch", "lake", "glen", "mount", "ben", "river", "isle", "port", "cape", "fort", "lough"])


def kind_of(text: str, part: Sequence[Word]) -> tuple[Category, float]:
    """Return what a name is and how sure that is: a score of `GUESS` where nothing says it.

    Args:
        text: A folded text.
        part: The words of the name.
    """
    if part[0].low not in words("titles") and _LIVES_IN.search(text, max(0, part[0].start - 32), part[0].start):
        return Category.PLACE, 0.65
    return _by_words(part) or _by_neighbours(text, part) or (Category.PERSON, GUESS)


def is_person_by(text: str, end: int) -> bool:
    """Return whether the words after ``text[:end]`` say that what ends there is somebody: "said", "'s mum"."""
    return bool(_PERSON_AFTER.match(text, end))


def _by_words(part: Sequence[Word]) -> tuple[Category, float] | None:
    """Return what the words of a name say."""
    lows = [word.low for word in part]
    if lows[0] in words("titles") and len(part) > 1:
        return Category.PERSON, 0.8
    if "_".join(lows) in words("places"):
        return Category.PLACE, 0.7
    if any(low in words("organisation_words") for low in lows):
        return Category.ORGANISATION, 0.7
    if _is_place(lows):
        return Category.PLACE, 0.7
    if "_".join(lows) in words("places") or (len(lows) > 1 and all(low in words("places") for low in lows)):
        return Category.PLACE, 0.6
    if any(low in words("given_names") for low in lows):
        return Category.PERSON, 0.6
    if len(lows) == 1 and lows[0] in words("places_too"):
        return Category.PLACE, 0.55
    if all(low in words("groups") for low in lows):
        return Category.GROUP, 0.6
    return None


def _is_place(lows: Sequence[str]) -> bool:
    """Return whether a word in a name calls it a place; "Sarah Park" and "Mr Hill" are people."""
    if len(lows) > 1 and (lows[0] in _FIRST or lows[-1] in words("place_words")):
        return not (lows[0] in words("given_names") and is_name_too(lows[-1]))
    return any(low in words("place_words") and not is_name_too(low) for low in lows)


def _by_neighbours(text: str, part: Sequence[Word]) -> tuple[Category, float] | None:
    """Return what the words beside a name say, the weakest last."""
    before, end = text[max(0, part[0].start - 32) : part[0].start], part[-1].end
    after = text[end : end + 24]
    if _UNIT_AFTER.match(after) or _AT_WORK.search(before):
        return Category.ORGANISATION, 0.6
    if _PLACE_AFTER.match(after):
        return Category.PLACE, 0.6
    if is_person_by(text, end) or _TO_PERSON.search(before):
        return Category.PERSON, 0.55
    if _AT_PLACE.search(before) and len(part) <= 2:
        return Category.PLACE, 0.55
    if len(part) == 1 and part[0].shouted and len(part[0].low) <= 5:
        return Category.ORGANISATION, 0.5
    if _PERHAPS_PLACE.search(before):
        return Category.PLACE, 0.45
    return None
