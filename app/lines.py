"""Lines of a terminal: breaking a text between words, and the stretch of a long text that is worth showing.

Widths are in cells: a Chinese character takes two. Everything is pure, and works with places in the text, so that what
is highlighted in the text can be found again in its lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TextIO

from rich.cells import cell_len, set_cell_size

from keepmum.app.render import is_utf8
from keepmum.memory.words.marks import Span

# A word with the space before it. Chinese breaks at any character, but not before a mark that closes something.
_CLOSING = "\u3001\u3002\uff0c\uff01\uff1f\uff1b\uff1a\uff09\u300d\u300f\u3011\u300b\u2026\u201d"
_WIDE = "\u2e80-\u9fff\uac00-\ud7af\uff00-\uff60"
_WORD = re.compile(rf"\s*[{_WIDE}][{_CLOSING},.;:!?)]*|\s*[^\s{_WIDE}]+[{_CLOSING}]*|\s+")

_LONG_WORD = 32  # cells; a word that is longer, such as a path or a digest, is broken in a table, and cut nowhere
_LONGEST = 400  # characters of one word
ALL = 1_000_000
"""So many lines are all of any text."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What is drawn beside the words.

    Attributes:
        bar: Before each line of a hit.
        dot: Between parts of a line.
        cut: Where something was left out.
        turn: Before a correction.
        across: A cell that fills from the left, for charts.
        upward: A cell that fills from below, for charts.
    """

    bar: str
    dot: str
    cut: str
    turn: str
    across: str
    upward: str

    @classmethod
    def of(cls, stream: TextIO) -> Signs:
        """Return the signs that a stream can show."""
        return _UNICODE if is_utf8(stream) else _ASCII


_UNICODE = Signs(bar="▌", dot="·", cut="…", turn="↳", across="▏▎▍▌▋▊▉█", upward="▁▂▃▄▅▆▇█")
_ASCII = Signs(bar="|", dot="-", cut="...", turn="->", across="#", upward="#")


@dataclass(frozen=True, slots=True)
class Stretch:
    """The lines of a text that are shown.

    Attributes:
        lines: Each line as a stretch of the text, in order; none is empty but in an empty text.
        cuts: For each line whether something was left out before it; one more, for the end of the text.
    """

    lines: tuple[Span, ...]
    cuts: tuple[bool, ...]


def table_widths(rows: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """Return how wide the columns of a table are: as their widest cells, or narrower, so that lines break only between words.

    The widest column gives way first. A word that is longer than `_LONG_WORD`, such as a path, may be broken.

    Args:
        rows: The cells, headings among them.
        room: Cells of the screen for all columns together.

    Returns:
        The width of each column; none where they do not fit.
    """
    columns = list(zip(*rows, strict=True))
    widths = [max(cell_len(line) for cell in column for line in (cell.split("\n") or [""])) for column in columns]
    least = [max(_least(cell) for cell in column) for column in columns]
    if sum(least) > room:
        return None
    while sum(widths) > room:
        at = max(range(len(widths)), key=lambda n: (widths[n] > least[n], widths[n]))
        widths[at] -= 1
    return widths


def _least(cell: str) -> int:
    """Return how narrow a cell can be: as its longest word; text without spaces, such as Chinese, is broken at a few characters."""
    words = (cell[span.start : span.end] for span in broken(cell, 0))
    return max((min(cell_len(word), _LONG_WORD) for word in words), default=0)


def fitted(text: str, width: int, signs: Signs) -> str:
    """Return a text in at most ``width`` cells, with a sign at the end where something of it was left out."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(0, width - cell_len(signs.cut))).rstrip() + signs.cut


def broken(text: str, width: int, first: int = 0) -> tuple[Span, ...]:
    """Break a text into lines, at its own line breaks and between words; spaces at a break are in neither line.

    A word that is longer than a line, such as a key, stays whole for whoever copies it.

    Args:
        text: Any text.
        width: Cells in a line.
        first: Cells of the first line that are taken already.
    """
    lines: list[Span] = []
    base, used = 0, first
    for paragraph in text.split("\n"):
        start = end = base
        for match in _WORD.finditer(paragraph):
            word = match.group()
            if word.isspace():
                continue
            if end > start and used + cell_len(word) > width:
                lines.append(Span(start, end))
                start, used, word = base + match.end() - len(word.lstrip()), 0, word.lstrip()
            used += cell_len(word)
            end = base + match.end()
        lines.append(Span(start, end))
        base, used = base + len(paragraph) + 1, 0
    return tuple(lines)


def stretch(text: str, marks: Sequence[Span], width: int, most: int, first: int = 0) -> Stretch:
    """Choose the lines of a text that are worth showing: all of a short one; of a long one those with the marked words.

    Empty lines are left out. Each different word counts once, so that words which stand far apart are all seen.

    Args:
        text: Any text.
        marks: What is marked in it, in order.
        width: Cells in a line.
        most: Lines at most; one more is shown where that is all.
        first: Cells of the text's first line that are taken already.
    """
    lines = [line for line in broken(text, width, first) if text[line.start : line.end].strip()]
    chosen = list(range(len(lines)))
    if len(lines) > most + (most > 1):
        chosen = sorted(_telling(_words_in(text, lines, marks), len(lines), most))
    shown = [_clipped(lines[n], width, most) for n in chosen]
    before = [n - last > 1 for n, last in zip(chosen, [-1, *chosen], strict=False)]
    clipped = [line.end < lines[n].end for n, line in zip(chosen, shown, strict=True)]
    left_out = [gap or cut for gap, cut in zip(before, [False, *clipped], strict=False)]
    end = bool(chosen) and (chosen[-1] < len(lines) - 1 or clipped[-1])
    return Stretch(tuple(shown), (*left_out, end))


def _clipped(line: Span, width: int, most: int) -> Span:
    """Return a line without the end of a word that is endless, such as a file in base 64."""
    longest = width if most == 1 else max(width, _LONGEST)
    return line if most >= ALL else Span(line.start, min(line.end, line.start + longest))


def _words_in(text: str, lines: Sequence[Span], marks: Sequence[Span]) -> dict[int, set[str]]:
    """Return the marked words of each line that has any."""
    found: dict[int, set[str]] = {}
    n = 0
    for mark in marks:
        while n < len(lines) and lines[n].end <= mark.start:
            n += 1
        if n < len(lines):
            found.setdefault(n, set()).add(text[mark.start : mark.end].casefold())
    return found


def _telling(words: dict[int, set[str]], count: int, most: int) -> set[int]:
    """Return the numbers of ``most`` lines out of ``count``: those with words that no other one has, then what is beside them."""
    seen: set[str] = set()
    picked: list[int] = []
    while words and len(picked) < most:
        best = max(words, key=lambda n: (len(words[n] - seen), -n))
        if not words[best] - seen:
            break
        picked.append(best)
        seen |= words[best]
    chosen = set(picked or [0])
    for away in range(1, most):
        beside = (near for n in picked or [0] for near in (n + away, n - away) if 0 <= near < count)
        for near in beside:
            if len(chosen) < most:
                chosen.add(near)
    return chosen
