"""What is written small and says who somebody is: names that are introduced, given names, words that no dictionary knows, and jobs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from keepmum.policy.category import Category
from keepmum.policy.detectors.agree import GUESS
from keepmum.policy.detectors.capitals import LATIN, bare
from keepmum.policy.detectors.fold import letters
from keepmum.policy.detectors.words import is_common, is_known, is_name_too, words
from keepmum.policy.span import Span

# After these a small word is a name, unless it is a known word.
_INTRODUCED = re.compile(
    r"(?<![A-Za-z])(?:my name is|names?[']?s?:?|i am called|this is|call me|called|named|signed|love from|from|"
    r"regards|cheers|thanks|dear|hi|hey|hello|"
    r"(?:mr|mrs|ms|miss|dr|prof|auntie|aunty|aunt|uncle|cousin)\.?|my (?:son|daughter|brother|sister|husband|"
    r"wife|friend|boss|colleague|neighbour|neighbor|"
    r"mum|mom|dad|mother|father|boyfriend|girlfriend|partner|cousin|aunt|uncle|niece|nephew|teacher|doctor|"
    r"dentist|landlord|flatmate|roommate|grandson|"
    r"granddaughter)),? {1,8}([a-z][a-z'\-]{1,30})(?![A-Za-z@.])",
    re.IGNORECASE,
)
_MORE_WORD = re.compile(rf" ([{LATIN}][{LATIN}'\-]{{1,30}})(?![{LATIN}@]|\.[A-Za-z])")
# "larkfield", "rowanbank": no ordinary word, and it ends like the name of a house or a village
_VILLAGE = re.compile(
    r"[a-z]{3,12}(?:field|bank|water|wood|bridge|burgh|mouth|worth|brook|dale|church|castle|kirk|hurst|combe|shire|thorpe|wick|"
    r"brough|caster|chester|haven)"
)
_SMALL = re.compile(rf"(?<![{LATIN}0-9_@.\-/])[a-z]{{2,20}}(?![{LATIN}0-9_@]|\.[a-z])")
_LETTERS = "a-z\u00df-\u00f6\u00f8-\u00ff\u0101-\u024f"
_WORD = re.compile(rf"(?<![^\s(\"“‘,;:])[{_LETTERS}]{{4,20}}(?=(?:'s)?[,.;:!?)\"”’]{{0,3}}(?:\s|\Z))")
_LINE = re.compile(r"[^\n]+")
_FOREIGN = 0.2  # the share of unknown words from which on a line is not English
_FEW = 3  # unknown words in a line that say nothing of its language
_TYPO = 6  # letters from which on a word that is one slip away from a common one is taken for a slip
_LEAST_PART = 3
# what else is a word, or is looked for by others
_LISTS = ("dictionary_small", "brands", "things", "particles", "titles", "places", "groups", "given_names", "given_too", "public_words")
_KIN = (
    "mum|mom|mother|dad|father|sister|brother|son|daughter|wife|husband|partner|girlfriend|boyfriend|friend|uncle|aunt|auntie|cousin|neighbou?r|"
    "grandfather|grandmother|grandad|grandma|boss|niece|nephew|flatmate|roommate|landlord|fianc[eé]e?|applicant|claimant|defendant|plaintiff|"
    "patient|client|tenant|candidate|witness|victim|suspect|man|woman"
)
_AN = re.compile(r" an? [a-z]")  # before every job
_PRAISE = (
    "good|great|bad|nice|real|true|big|best|better|lovely|brilliant|terrible|fantastic|amazing|excellent|awful|fine|poor|worse|such|very|really|"
    "natural|total"
)
_AT_PLACE = re.compile(r"(?<![A-Za-z])(?:in|near|to|from|at|around|across|via|outside|towards)[ ]\Z")


def small_names(text: str, detector: str) -> Iterator[Span]:
    """Yield the names in ``text`` that have no capital.

    Args:
        text: A folded text.
        detector: The name for the spans.
    """
    yield from _introduced(text, detector)
    yield from _given(text, detector)
    for line in _LINE.finditer(text):
        yield from _unknown(text, line.start(), line.end(), detector)
    for match in _jobs().finditer(text) if _AN.search(text) else ():
        yield Span(*match.span(match.lastgroup or 0), Category.OTHER, 0.5, (detector,))


@lru_cache(maxsize=1)
def _jobs() -> re.Pattern[str]:
    """Return what finds the job of somebody: "he was a primary school teacher", "worked as a nurse", not "you are a teacher"."""
    jobs = words("roles") - words("vague_roles")
    some, sure = ("|".join(sorted(each, key=len, reverse=True)) for each in (jobs, jobs - words("machine_roles")))
    adjective = rf"(?:(?!(?:{_PRAISE}) )[a-z][a-z\-]{{2,20}} ){{0,2}}"
    being = r"(?:is|was|am|became|becomes|has been|had been|used to be)(?: (?:also|now|currently|still|once|previously|formerly))? an? "
    working = (
        r"(?<![\w'])(?:work(?:s|ed|ing)?|employed|practi[cs](?:es|ed|ing)|serv(?:es|ed|ing)|train(?:ed|ing)|job|qualified|career|retired)"
    )
    known = rf"(?<![\w'])(?:(?i:i|he|she|who|{_KIN}),? {being}|(?i:i|he|she)'[sm] an? |(?i:{_KIN}), an? )"
    other = r"(?<![\w'])(?!(?i:you|this|that|there|it|here|what|which|each|every|one|such)\b)[^\W\d_]{2,20},? "
    return re.compile(
        rf"(?:{known}|{working}(?: [a-z]{{1,20}}){{0,3}}? as an? )(?P<it>{adjective}(?:{some}))(?!\w)"
        rf"|{other}{being}(?P<that>{adjective}(?:{sure}))(?!\w)"
    )


def _introduced(text: str, detector: str) -> Iterator[Span]:
    """Yield unknown words after those that introduce a name: "my name is", "my sister"."""
    for match in _INTRODUCED.finditer(text):
        word = bare(match[1].lower())
        if is_common(word) or word in words("brands") or word in words("titles"):
            continue
        start, end = match.start(1), match.start(1) + len(word)
        more = _MORE_WORD.match(text, end)
        if more and not is_common(bare(more[1].lower())):
            end = more.start(1) + len(bare(more[1].lower()))
        yield Span(start, end, Category.PERSON, 0.5, (detector,))


def _given(text: str, detector: str) -> Iterator[Span]:
    """Yield given names, with the unknown word behind them, and what ends like the name of a village."""
    for match in _SMALL.finditer(text):
        if _VILLAGE.fullmatch(match[0]) and not is_common(match[0]):
            yield Span(match.start(), match.end(), Category.PLACE, GUESS, (detector,))
        given = match[0] in words("given_names")
        if given or match[0] in words("given_too"):
            end = match.end()
            more = _MORE_WORD.match(text, end)
            if more and len(bare(more[1])) > 2 and not is_common(bare(more[1].lower())) and more[1].lower() not in words("brands"):
                end = more.start(1) + len(bare(more[1].lower()))  # "mark pinto", "gregory barros"
            if given or end > match.end():
                yield Span(match.start(), end, Category.PERSON, 0.5, (detector,))


def _unknown(text: str, start: int, end: int, detector: str) -> Iterator[Span]:
    """Yield the words of one line that are in no dictionary, unless there are so many that the line is in another language."""
    found = list(_WORD.finditer(text, start, end))
    strange = [match for match in found if not _is_word(match[0])]
    if len(strange) > max(_FEW, _FOREIGN * len(found)):
        return
    for match in strange:
        if not _is_slip(match[0]):
            place = _AT_PLACE.search(text, max(0, match.start() - 10), match.start())
            yield Span(match.start(), match.end(), Category.PLACE if place else Category.PERSON, GUESS, (detector,))


def _is_word(word: str) -> bool:
    """Return whether a small word is English, or two words in one."""
    plain = word if word.isascii() else letters(word)
    if is_known(plain) or is_name_too(plain) or any(plain in words(name) for name in _LISTS):
        return True
    cuts = range(_LEAST_PART, len(plain) - _LEAST_PART + 1)
    return any(is_common(plain[:cut]) and is_common(plain[cut:]) for cut in cuts)


def _is_slip(word: str) -> bool:
    """Return whether a long word is a common one with a letter too many, too few, or two in the wrong order."""
    if len(word) < _TYPO or word in words("given_names"):
        return False
    common = words("harmless_en")
    for at in range(1, len(word)):
        left, right = word[:at], word[at:]
        if left + right[1:] in common or left + right[1:2] + right[:1] + right[2:] in common:
            return True
        if any(left + letter + right in common for letter in "aeioulmnprst"):
            return True
    return False
