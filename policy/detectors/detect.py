"""Run every detector over a text and make one clean list of what they found."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from keepmum.policy.category import Category
from keepmum.policy.detectors.addresses import by_line, whole_addresses
from keepmum.policy.detectors.agree import GUESS, agree
from keepmum.policy.detectors.memory import NAMES, MemoryDetector, found_in
from keepmum.policy.detectors.ner import find_ner
from keepmum.policy.detectors.people import PeopleDetector
from keepmum.policy.detectors.safelist import SafeListDetector
from keepmum.policy.detectors.secrets import SecretsDetector
from keepmum.policy.detectors.sensitive import SensitiveDetector
from keepmum.policy.detectors.shapes import ShapesDetector
from keepmum.policy.detectors.words import is_common, is_name_too, words
from keepmum.policy.span import Detector, Span

if TYPE_CHECKING:
    from keepmum.policy.world import Known, Thing

PRIORITY: tuple[Category, ...] = (
    Category.SECRET,
    Category.CARD,
    Category.IBAN,
    Category.ID_NUMBER,
    Category.ACCOUNT,
    Category.HEALTH,
    Category.RELIGION,
    Category.SEXUALITY,
    Category.POLITICS,
    Category.UNION,
    Category.MONEY,
    Category.MINOR,
    Category.WHEREABOUTS,
    Category.GROUP,
    Category.EMAIL,
    Category.URL,
    Category.IP,
    Category.PHONE,
    Category.PLATE,
    Category.ADDRESS,
    Category.PERSON,
    Category.ORGANISATION,
    Category.PLACE,
    Category.AMOUNT,
    Category.AGE,
    Category.OTHER,
    Category.DATE,
    Category.TIME,
)
"""Which category a stretch of text gets when detectors disagree: the first of these, so never one of a lower level than another's."""

_RANK = {category: rank for rank, category in enumerate(PRIORITY)}
_BARE = 0.6  # the highest score of a number of which only its form says that it is one
_FEW = 4  # characters of a number that is rather of a house than of an account
_SURE = 0.7  # above it, what a rule says of a thing's kind counts and not what the small model says
_CROWD = 64  # spans in one union above which no subject is looked for: a bound keeps hostile text linear
_TOKEN = re.compile(rf"[\[⟦](?:{'|'.join(category.upper() for category in Category)})_[0-9]{{1,4}}[\]⟧]")


def default_detectors(people: Iterable[Known] = (), things: Iterable[Thing] = ()) -> tuple[Detector, ...]:
    """Return the detectors that keepmum runs unless a policy names others; the small model is among them where it is installed.

    Args:
        people: The vault's own people; they are found in any spelling of their aliases.
        things: What else is the person's own, such as employers.

    Raises:
        ModelBroken: The small model's package is there, and the model is not in it.
    """
    rules = (SecretsDetector(), ShapesDetector(), PeopleDetector(people, things), SensitiveDetector(), SafeListDetector())
    model = find_ner()
    return rules if model is None else (*rules, model)


def detect(text: str, detectors: Sequence[Detector]) -> list[Span]:
    """Return what is personal in ``text``.

    Args:
        text: Any text.
        detectors: At least one. What one of them raises is raised here: a detector that failed has not found nothing.

    Returns:
        Spans in order, none overlapping. What was found once is in it wherever it recurs.

    Raises:
        ValueError: There is no detector, or one of them returned a span outside of the text.
    """
    return detect_all([text], detectors)[0]


def detect_all(texts: Sequence[str], detectors: Sequence[Detector]) -> list[list[Span]]:
    """Return what is personal in each of ``texts``, which are one conversation: what is found in one is masked in all.

    Raises:
        ValueError: There is no detector, or one of them returned a span outside of its text.
    """
    if not detectors:
        raise ValueError("detection needs at least one detector")
    raw = [_run(text, detectors) for text in texts]
    first = [resolve(text, spans) for text, spans in zip(texts, raw, strict=True)]
    memory = MemoryDetector(value for text, spans in zip(texts, first, strict=True) for value in found_in(text, spans))
    found = [resolve(text, [*spans, *_new(memory.find(text), spans)]) for text, spans in zip(texts, first, strict=True)]
    return agree(texts, found)


def _new(remembered: Iterable[Span], known: Sequence[Span]) -> Iterable[Span]:
    """Yield those of ``remembered`` that do not lie wholly in one of ``known``, which are in order and do not overlap."""
    starts = [span.start for span in known]
    for span in remembered:
        at = bisect_right(starts, span.start) - 1
        if at < 0 or known[at].end < span.end:
            yield span


def _run(text: str, detectors: Sequence[Detector]) -> list[Span]:
    """Return all raw spans, each with its detector's name."""
    spans: list[Span] = []
    for detector in detectors:
        for span in detector.find(text):
            if span.end > len(text):
                raise ValueError(f"detector {detector.name} returned a span outside of the text")
            names = span.detectors or (detector.name,)
            spans.append(Span(span.start, span.end, span.category, span.score, names, span.subject))
    return spans


def resolve(text: str, spans: Iterable[Span]) -> list[Span]:
    """Join overlapping spans to their union, so that nothing that any detector found stays readable.

    Tokens such as ``[PERSON_1]`` that stand in the text are never cut: a span inside one is dropped unless it is somebody's number, and
    a span across its edge grows to hold the whole.

    Args:
        text: The text in which the spans lie.
        spans: In any order, overlapping or not.

    Returns:
        Spans in order, none overlapping.
    """
    spans = by_line(text, spans)
    tokens = [match.span() for match in _TOKEN.finditer(text)]
    ordered = sorted(_around_tokens(text, spans, tokens) if tokens else spans)
    joined: list[Span] = []
    group: list[Span] = []
    end = 0
    for span in ordered:
        if group and span.start >= end:
            joined.append(_union(text, group))
            group = []
        end = max(end, span.end) if group else span.end
        group.append(span)
    if group:
        joined.append(_union(text, group))
    return whole_addresses(text, joined)


def _is_number(text: str, span: Span) -> bool:
    """Return whether a span is a number that somebody's data or a secret is: "[PERSON_4821]" may hide a PIN."""
    told = "people" in span.detectors or span.category is Category.SECRET
    return told and sum(char.isdigit() for char in text[span.start : span.end]) >= 4


def _around_tokens(text: str, spans: Iterable[Span], tokens: Sequence[tuple[int, int]]) -> Iterable[Span]:
    """Yield the spans so that none cuts a token; spans and tokens are each walked once, in order."""
    at = 0
    for span in sorted(spans):
        while at < len(tokens) and tokens[at][1] <= span.start:
            at += 1
        start, end, seen = span.start, span.end, at
        inside = False
        while seen < len(tokens) and tokens[seen][0] < span.end:
            left, right = tokens[seen]
            inside = inside or (left <= span.start and span.end <= right and not _is_number(text, span))
            start, end = min(start, left), max(end, right)
            seen += 1
        if not inside:
            yield Span(start, end, span.category, span.score, span.detectors, span.subject)


def _is_plain(rest: str) -> bool:
    """Return whether the rest of a union beside a known name says nothing of who it is."""
    return all(word in words("titles") or (is_common(word) and not is_name_too(word)) for word in re.findall(r"[^\W\d_]{2,}", rest.lower()))


def _telling(span: Span, start: int, end: int) -> tuple[bool, bool, float, int]:
    """Return how much a span says of what is named from ``start`` to ``end``; the greater decides."""
    whole = span.start == start and span.end == end and span.score > GUESS
    return whole, "people" in span.detectors or "memory" in span.detectors, span.score, -_RANK[span.category]


def _told(group: Sequence[Span]) -> Sequence[Span]:
    """Return ``group`` without what an address of it tells better: the bare numbers in it, and that it is where somebody is."""
    addresses = [span for span in group if span.category is Category.ADDRESS]
    if not addresses or len(group) > _CROWD:
        return group
    return [span for span in group if not any(_is_of(span, known) for known in addresses)]


def _is_of(span: Span, address: Span) -> bool:
    """Return whether a span says of an address only what the address says itself."""
    if span.category is Category.ACCOUNT:
        within = address.start <= span.start and span.end <= address.end
        return within and (span.score <= _BARE or span.end - span.start <= _FEW)
    shared = min(span.end, address.end) - max(span.start, address.start)
    return span.category in {Category.WHEREABOUTS, Category.MINOR} and 2 * shared >= span.end - span.start


def _by_rules(group: Sequence[Span]) -> Sequence[Span]:
    """Return those of ``group`` that a rule found, where one of them is sure: then a model does not know better what it is."""
    ruled = [span for span in group if span.detectors != ("ner",)]
    return ruled if any(span.score > _SURE for span in ruled) else group


def _union(text: str, group: Sequence[Span]) -> Span:
    """Return one span for all of ``group``, which overlap."""
    start, end = min(span.start for span in group), max(span.end for span in group)
    telling = _by_rules(_told(group))
    category = min((span.category for span in telling), key=_RANK.__getitem__)
    if category in NAMES:  # which of the names it is says the widest that is more than a guess, then the best known
        named = [span for span in telling if span.category in NAMES]
        category = max(named, key=lambda span: _telling(span, start, end)).category
    # A subject counts only where nothing but titles and ordinary words is beside it: "Mei" in "Mei Thompson" may be another Mei.
    own = [span for span in group if span.subject and span.category is category] if len(group) <= _CROWD else []
    subjects = {span.subject for span in own if _is_plain(text[start : span.start]) and _is_plain(text[span.end : end])}
    return Span(
        start,
        end,
        category,
        max(span.score for span in group),
        tuple(sorted({name for span in group for name in span.detectors})),
        subjects.pop() if len(subjects) == 1 else "",
    )
