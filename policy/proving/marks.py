"""Where the masked places stand in the bytes that were sent, so that an auditor sees what each was and why it looks as it does.

Nothing of the text is in a mark: places, a category, a form, the names of detectors. The marks lie in the sealed payload, and the
leaf commits to them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import cbor2

from keepmum.policy.draft import Draft
from keepmum.policy.masking.redact import Redaction
from keepmum.policy.rules.decide import Decision
from keepmum.policy.rules.rule import Form
from keepmum.policy.span import Span

_BEGINS = b'"content":"'  # stands in no text: a quote is escaped there
_BETWEEN = b"\\n\\n"  # between two parts of one message


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
    """Return where the spans of a decision stand in the encoded request.

    Args:
        draft: What it was made from.
        decision: Its spans and their forms.
        redaction: The parts as they leave, and where each span stands in them.
        body: The JSON that `keepmum.policy.wire.encode` made of them: texts of role "system" first, then all others in order.

    Raises:
        ValueError: The bytes are not those of this redaction.
    """
    marks: list[Mark] = []
    parts = zip(draft.parts, decision.forms, redaction.texts, redaction.places, strict=True)
    at, before = 0, None
    for part, forms, text, places in sorted(parts, key=lambda each: each[0].role != "system"):
        same = (part.role == "system") is before
        at = at + len(_BETWEEN) if same else body.index(_BEGINS, at) + len(_BEGINS)
        before, written = part.role == "system", _escaped(text)
        if not body.startswith(written, at):
            raise ValueError("these bytes are not those of this redaction")
        marks += _in_part(at, text, forms, places)
        at += len(written)
    return tuple(marks)


def _in_part(at: int, text: str, forms: Iterable[tuple[Span, Form]], places: Iterable[tuple[int, int]]) -> Iterator[Mark]:
    """Yield the marks of one part, whose text begins at byte ``at``."""
    done = 0
    for (span, form), (first, last) in zip(forms, places, strict=True):
        start = at + len(_escaped(text[done:first]))
        at, done = start + len(_escaped(text[first:last])), last
        yield Mark(start, at, span.category.value, form.value, tuple(sorted(span.detectors)))


def _escaped(text: str) -> bytes:
    """Return a text as it stands between the quotes of the encoded request; each character is escaped by itself."""
    return json.dumps(text, ensure_ascii=False)[1:-1].encode()
