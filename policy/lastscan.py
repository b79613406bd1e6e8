"""The last look at the bytes before they leave: nothing that should be masked, nobody of the person's world, no secret.

It knows nothing of how they were made. It does not look for ordinary words that are names too ("May", "Will"): whether
such a word means somebody is for the detectors, which see the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from keepmum.policy.category import Category
from keepmum.policy.detectors.secrets import SecretsDetector
from keepmum.policy.detectors.spellings import houses, places
from keepmum.policy.detectors.words import is_common, is_name_too
from keepmum.policy.draft import Draft
from keepmum.policy.masking.leaves import leaves
from keepmum.policy.masking.tokens import find_tokens
from keepmum.policy.rules.decide import Decision
from keepmum.policy.rules.policy import Form, Policy, Rule
from keepmum.policy.wire import contents
from keepmum.policy.world import Known, fold, stands_in

_LEAST_DIGITS = 6  # a shorter number stands in many texts by chance
_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])\W{1,4}(?=[0-9])")
_YEAR = re.compile("[0-9]{4}")
_WIDE = re.compile("[\u2e80-\u9fff\U00020000-\U0003ffff]")
_GAP = "\n" * 5  # no word and no number is read over it
_OWN: Mapping[Category, tuple[Category, ...]] = {
    Category.PERSON: (Category.PERSON,),
    Category.EMAIL: (Category.EMAIL,),
    Category.PHONE: (Category.PHONE,),
    Category.ADDRESS: (Category.ADDRESS,),
    Category.PLACE: (Category.PLACE, Category.ADDRESS),
}
"""What is known of people, and what may hold it where that leaves in clear: a town is part of an address."""


def last_scan(body: bytes, draft: Draft, decision: Decision, policy: Policy, people: Sequence[Known]) -> str | None:
    """Return why these bytes must not leave, without quoting them; none if nothing was found.

    What the decision leaves as it is may hold a name that it masks: a person in a URL that is kept. That is found too, and the
    reason says which category must get another form.

    Args:
        body: The encoded request.
        draft: What it was made from.
        decision: The form of each span of the draft, and the rules by which it leaves.
        policy: Its forms say which parts of a person's data may leave in clear.
        people: The vault's people.

    Raises:
        ValueError: The body is no request.
    """
    texts = [_without_tokens(text) for text in contents(body)]
    secrets = SecretsDetector()
    if any(True for text in texts for _ in secrets.find(text)):
        return "the last scan found something like a secret in what would leave"
    folded = [fold(text) for text in texts]
    masked: dict[Category, set[str]] = {}
    kept: dict[Category, set[str]] = {}
    for category, original, form in _originals(draft, decision):
        (kept if form is Form.KEEP else masked).setdefault(category, set()).add(original)
    in_clear = set().union(*kept.values())
    for category, originals in masked.items():
        words = list(filter(_telling, originals - in_clear))
        excused = kept.get(Category.ADDRESS, set()) if category is Category.PLACE else set()
        if _any_stands_in(words, _without(folded, excused)):
            return _reason("what is masked elsewhere", words, folded, kept)
    for category, values in _world(_masked_by(policy, decision), people).items():
        words = list(filter(_telling, values))
        excused = set().union(*(kept.get(own, set()) for own in _OWN[category]))
        if _any_known(words, _without(folded, excused)):
            return _reason("somebody of your own world", words, folded, kept)
    return None


def _reason(what: str, words: Sequence[str], texts: Sequence[str], kept: Mapping[Category, AbstractSet[str]]) -> str:
    """Return the sentence that refuses; with what to do, where it is the policy's own wish that what holds the words leaves in clear."""
    if not kept or _any_known(words, _without(texts, frozenset().union(*kept.values()))):
        return f"the last scan found {what} in clear in what would leave"
    holders = [category for category, originals in kept.items() if _any_known(words, sorted(originals))]
    said = ", ".join(f'"{category}"' for category in sorted(holders or kept))
    return f'the last scan found {what} in what the policy lets leave as it is ({said}): give that another form than "keep"'


def _without_tokens(text: str) -> str:
    pieces: list[str] = []
    at = 0
    for token in find_tokens(text):
        pieces += [text[at : token.start], "\n\n"]  # nothing is read over the place of a token
        at = token.end
    return "".join(pieces) + text[at:]


def _originals(draft: Draft, decision: Decision) -> Iterator[tuple[Category, str, Form]]:
    """Yield what each span says, as it stands and as a reader reads it, with its form; a birthday without its year is any day elsewhere."""
    for part, forms in zip(draft.parts, decision.forms, strict=True):
        layout = leaves(part.text) if forms else None
        for span, form in forms:
            original = part.text[span.start : span.end]
            if form is not Form.KEEP and span.category is Category.AGE and not _YEAR.search(original):
                continue
            read = original if layout is None or layout.is_plain else layout.read(span.start, span.end)[1]
            yield from ((span.category, fold(each), form) for each in {original, read} if fold(each))


def _without(texts: Sequence[str], words: AbstractSet[str]) -> Sequence[str]:
    """Return folded texts with a gap in the place of each of the folded ``words`` that stands in them as a word of its own."""
    return [_with_gaps(text, sorted(place for word in words for place in _standing(word, text))) for text in texts] if words else texts


def _standing(word: str, text: str) -> Iterator[tuple[int, int]]:
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if stands_in(word, text[max(at - 1, 0) : end + 1]):
            yield at, end
        at = text.find(word, end)


def _with_gaps(text: str, places: Iterable[tuple[int, int]]) -> str:
    pieces: list[str] = []
    at = 0
    for start, end in places:
        pieces += [text[at:start], _GAP] if start >= at else []
        at = max(at, end)
    return "".join(pieces) + text[at:]


def _masked_by(policy: Policy, decision: Decision) -> Callable[[Category], bool]:
    """Return what says whether a category is masked by the policy, or by one of the rules by which the request leaves."""
    rules: list[Rule | None] = [rule for rule in policy.rules if rule.id in decision.rules]
    return lambda category: any(policy.form(category, rule) is not Form.KEEP for rule in rules or [None])


def _world(is_masked: Callable[[Category], bool], people: Sequence[Known]) -> dict[Category, set[str]]:
    """Return all that is known of people, folded, in the categories that are masked."""
    found: dict[Category, set[str]] = {category: set() for category in _OWN if is_masked(category)}
    for person in people:
        for category, values in (
            (Category.PERSON, (person.name, *person.aliases, *(handle.lstrip("@") for handle in person.handles))),
            (Category.EMAIL, person.emails),
            (Category.PHONE, person.phones),
            (Category.ADDRESS, tuple(form for address in person.addresses for form in houses(address))),
            (Category.PLACE, tuple(piece for address in person.addresses for piece in places(address))),
        ):
            if category in found:
                found[category].update(map(fold, values))
    return found


def _telling(word: str) -> bool:
    """Return whether finding a word says something: not a short number, a single letter, or an ordinary word."""
    if word.isascii() and not any(character.isalpha() for character in word):
        return sum(character.isdigit() for character in word) >= _LEAST_DIGITS
    if len(word) < 2:
        return False
    return bool(_WIDE.search(word)) or not (is_common(word) or is_name_too(word))


def _any_stands_in(words: Iterable[str], texts: Sequence[str]) -> bool:
    return any(stands_in(word, text) for word in words for text in texts)


def _any_known(words: Sequence[str], texts: Sequence[str]) -> bool:
    """Return whether one of ``words`` stands in a text; of a number it is enough that its digits do, with anything between them."""
    numbers = [_BETWEEN_DIGITS.sub("", text) for text in texts]
    return _any_stands_in(words, texts) or any(_ends_in(word, numbers) for word in words)


def _ends_in(word: str, numbers: Sequence[str]) -> bool:
    digits = re.sub(r"[^0-9]", "", word)
    if len(digits) < _LEAST_DIGITS or any(character.isalpha() for character in word):
        return False
    tail = digits[-9:]  # with or without the country's prefix
    return any(tail in text for text in numbers)
