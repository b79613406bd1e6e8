"""The last look at the bytes before they leave: nothing that should be masked, nobody of the person's world, no secret.

It knows nothing of how they were made. It does not look for ordinary words that are names too ("May", "Will"): whether
such a word means somebody is for the detectors, which see the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from keepmum.policy.category import Category
from keepmum.policy.detectors.secrets import SecretsDetector
from keepmum.policy.detectors.spellings import houses, places
from keepmum.policy.detectors.words import is_common, is_name_too
from keepmum.policy.draft import Draft
from keepmum.policy.masking.tokens import find_tokens
from keepmum.policy.rules.decide import Decision
from keepmum.policy.rules.policy import Form, Policy
from keepmum.policy.wire import contents
from keepmum.policy.world import Known, fold, stands_in

_LEAST_DIGITS = 6  # a shorter number stands in many texts by chance
_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])\W{1,4}(?=[0-9])")
_YEAR = re.compile("[0-9]{4}")
_WIDE = re.compile("[\u2e80-\u9fff\U00020000-\U0003ffff]")


def last_scan(body: bytes, draft: Draft, decision: Decision, policy: Policy, people: Sequence[Known]) -> str | None:
    """Return why these bytes must not leave, without quoting them; none if nothing was found.

    Args:
        body: The encoded request.
        draft: What it was made from.
        decision: The form of each span of the draft.
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
    kept = {fold(original) for original in _originals(draft, decision, keep=True)}
    masked = {fold(original) for original in _originals(draft, decision, keep=False)} - kept
    if any(stands_in(word, text) for word in masked if _telling(word) for text in folded):
        return "the last scan found in clear what is masked elsewhere in what would leave"
    known = {fold(word) for word in _world(policy, people)} - kept
    numbers = [_BETWEEN_DIGITS.sub("", text) for text in folded]
    if any(_stands_somewhere(word, folded, numbers) for word in known if _telling(word)):
        return "the last scan found somebody of your own world in what would leave"
    return None


def _without_tokens(text: str) -> str:
    pieces: list[str] = []
    at = 0
    for token in find_tokens(text):
        pieces += [text[at : token.start], "\n\n"]  # nothing is read over the place of a token
        at = token.end
    return "".join(pieces) + text[at:]


def _originals(draft: Draft, decision: Decision, *, keep: bool) -> Iterator[str]:
    """Yield the texts of all spans that are kept, or masked; a birthday without its year is any day elsewhere."""
    for part, forms in zip(draft.parts, decision.forms, strict=True):
        for span, form in forms:
            original = part.text[span.start : span.end]
            if (form is Form.KEEP) is keep and (keep or span.category is not Category.AGE or _YEAR.search(original)):
                yield original


def _world(policy: Policy, people: Sequence[Known]) -> Iterator[str]:
    """Yield all that is known of people, in the categories that the policy masks."""
    for person in people:
        for category, values in (
            (Category.PERSON, (person.name, *person.aliases, *(handle.lstrip("@") for handle in person.handles))),
            (Category.EMAIL, person.emails),
            (Category.PHONE, person.phones),
            (Category.ADDRESS, tuple(form for address in person.addresses for form in houses(address))),
            (Category.PLACE, tuple(piece for address in person.addresses for piece in places(address))),
        ):
            if policy.form(category) is not Form.KEEP:
                yield from values


def _telling(word: str) -> bool:
    """Return whether finding a word says something: not a short number, a single letter, or an ordinary word."""
    if word.isascii() and not any(character.isalpha() for character in word):
        return sum(character.isdigit() for character in word) >= _LEAST_DIGITS
    if len(word) < 2:
        return False
    return bool(_WIDE.search(word)) or not (is_common(word) or is_name_too(word))


def _stands_somewhere(word: str, texts: Sequence[str], numbers: Sequence[str]) -> bool:
    if any(map(partial(stands_in, word), texts)):
        return True
    digits = re.sub(r"[^0-9]", "", word)
    if len(digits) < _LEAST_DIGITS or any(character.isalpha() for character in word):
        return False
    tail = digits[-9:]  # with or without the country's prefix
    return any(tail in text for text in numbers)
