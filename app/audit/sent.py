"""The bytes that left, as an auditor reads them: each place that was found personal is marked with what it is and how it left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from keepmum.app.render import Line, Piece, visible
from keepmum.policy.proving.marks import Mark

_MASKED, _KEPT, _DROPPED = "bold black on green", "bold black on yellow", "bold white on red"
_ESCAPED_BREAK = "\\n"  # as it stands in JSON: two characters


def lines_of(body: bytes, marks: Sequence[Mark]) -> Iterator[Line]:
    """Yield the lines that show a request at a terminal: exactly its bytes, but that a line ends after each escaped line break.

    What left masked is green, what left as it is yellow, what was dropped red.
    """
    line: list[Piece] = []
    for text, mark in pieces(body, marks):
        first, *rest = text.replace(_ESCAPED_BREAK, f"{_ESCAPED_BREAK}\n").split("\n")
        line.append((visible(first), _style(mark)))
        for more in rest:
            yield line
            line = [(visible(more), _style(mark))]
    yield line


def bracketed(body: bytes, marks: Sequence[Mark]) -> str:
    """Return a request with each marked place in double brackets: ``{{[PERSON_1]|person placeholder by people}}``."""
    return "".join(text if mark is None else f"{{{{{text}|{said(mark)}}}}}" for text, mark in pieces(body, marks))


def pieces(body: bytes, marks: Sequence[Mark]) -> Iterator[tuple[str, Mark | None]]:
    """Yield the text of the bytes in order, in pieces: each marked place with its mark, and what lies between them."""
    at = 0
    for mark in sorted(marks):
        if mark.start > at:
            yield _text(body[at : mark.start]), None
        yield _text(body[mark.start : mark.end]), mark
        at = mark.end
    if at < len(body):
        yield _text(body[at:]), None


def legend(marks: Sequence[Mark]) -> list[tuple[str, str, str, int]]:
    """Return what was marked, the most frequent first: category, form, who found it, how often."""
    counted = Counter((mark.category, mark.form, ", ".join(mark.detectors)) for mark in marks)
    return [(*what, count) for what, count in sorted(counted.items(), key=lambda each: (-each[1], each[0]))]


def said(mark: Mark) -> str:
    """Return what a mark says, without its place."""
    return f"{mark.category} {mark.form}{' by ' + '+'.join(mark.detectors) if mark.detectors else ''}"


def _style(mark: Mark | None) -> str:
    if mark is None:
        return ""
    return _DROPPED if mark.start == mark.end else _KEPT if mark.form == "keep" else _MASKED


def _text(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace")
