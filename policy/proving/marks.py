"""Where the masked places stand in the bytes that were sent, so that an auditor sees what each was and why it looks as it does.

Nothing of the text is in a mark: places, a category, a form, the names of detectors. The marks lie in the sealed payload, and the
leaf commits to them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cbor2

from keepmum.policy.draft import Draft
from keepmum.policy.masking.redact import Redaction
from keepmum.policy.masking.tokens import find_tokens
from keepmum.policy.rules.decide import Decision


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """``body[start:end]`` stands where something personal was found.

    Attributes:
        start: First byte, counted from 0.
        end: One past the last byte; the same as `start` where it was dropped.
        category: What was found there.
        form: How it left: "placeholder", "keep" and so on.
        detectors: The names of those that found it, sorted.
    """

    start: int
    end: int
    category: str
    form: str
    detectors: tuple[str, ...] = ()


def write_marks(marks: Sequence[Mark]) -> bytes:
    """Return marks as deterministic CBOR: a list of [start, end, category, form, [detector, …]]."""
    return cbor2.dumps([[m.start, m.end, m.category, m.form, list(m.detectors)] for m in marks], canonical=True)


def read_marks(data: bytes) -> tuple[Mark, ...]:
    """Return the marks that `write_marks` wrote.

    Raises:
        ValueError: These are none.
    """
    try:
        marks = tuple(Mark(start, end, category, form, tuple(detectors)) for start, end, category, form, detectors in cbor2.loads(data))
        whole = write_marks(marks) == data
    except (cbor2.CBORDecodeError, cbor2.CBOREncodeError, TypeError, ValueError):
        whole = False
    if not whole:
        raise ValueError("these are no marks")
    return marks


def marks_of(draft: Draft, decision: Decision, redaction: Redaction, body: bytes) -> tuple[Mark, ...]:
    """Return where the spans of a decision stand in the encoded request; a part that cannot be followed has none.

    Args:
        draft: What it was made from.
        decision: Its spans and their forms.
        redaction: The parts as they leave.
        body: The JSON that `keepmum.policy.wire.encode` made of them: texts of role "system" first, then all others in order.
    """
    marks: list[Mark] = []
    at = 0
    parts = list(zip(draft.parts, decision.forms, redaction.texts, redaction.roles, strict=True))
    for part, forms, text, _ in sorted(parts, key=lambda one: one[3] != "system"):
        written = _escaped(text)
        start = body.find(written, at)
        if start < 0:
            continue
        at = start + len(written)
        wanted = [(span.start, span.end, form.value) for span, form in forms]
        for (span, form), (first, last) in zip(forms, _places(part.text, text, wanted), strict=False):  # marks end where it is lost
            begin = start + len(_escaped(text[:first]))
            end = begin + len(_escaped(text[first:last]))
            marks.append(Mark(begin, end, span.category.value, form.value, tuple(sorted(span.detectors))))
    return tuple(marks)


def _escaped(text: str) -> bytes:
    """Return a text as it stands between the quotes of the encoded request; each character is escaped by itself."""
    return json.dumps(text, ensure_ascii=False)[1:-1].encode("utf-8", "replace")


def _places(original: str, text: str, spans: Sequence[tuple[int, int, str]]) -> Iterator[tuple[int, int]]:
    """Yield where each span of the original stands in the redacted text, for as long as the text between them can be followed."""
    tokens = {found.start: found.end for found in find_tokens(text)}
    at = done = 0  # in the redacted text, in the original
    for number, (start, end, form) in enumerate(spans):
        between = original[done:start]
        if not text.startswith(between, at):
            return
        first = at + len(between)
        after = original[end : spans[number + 1][0]] if number + 1 < len(spans) else original[end:]
        last = _last(text, first, original[start:end] if form == "keep" else "", tokens.get(first), after, end=number + 1 == len(spans))
        if last is None:
            return
        yield first, last
        at, done = last, end


def _last(text: str, first: int, kept: str, token: int | None, after: str, *, end: bool) -> int | None:
    """Return where what stands in a span's place ends: kept as it was, a token, or all up to the text that follows it."""
    if kept:
        return first + len(kept) if text.startswith(kept, first) else None
    if token is not None:
        return token
    if end:
        return len(text) - len(after) if text.endswith(after) and len(text) - len(after) >= first else None
    found = text.find(after, first)
    return found if found >= 0 else None
