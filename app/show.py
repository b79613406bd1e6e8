"""How hits look at a terminal: conversations with the hits in them, words highlighted, dates and reasons in plain words.

Hits that stand close together in one thread are one block, so that no turn is shown twice. Everything but
`show_hits` is pure: lines of pieces of text, each with a style.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time

from rich.cells import cell_len

from keepmum.app.lines import ALL, Signs, broken, fitted, stretch
from keepmum.app.plainly import ago, said
from keepmum.app.render import Line, Piece, Screen, content, visible
from keepmum.app.why import plainly
from keepmum.memory.record import Hit, Record, RecordId
from keepmum.memory.words.marks import Span, marks, question_words

_NARROWEST = 20  # cells
_WIDEST = 100  # cells; longer lines are hard to read
_MOST_LINES = 4  # of a hit, unless all of it is wanted
_MOST_NAME = 30  # cells of a speaker's name
_MOST_TITLE = 30  # cells of a thread's name that are worth more than how long ago it was
_LEAST_TITLE = 8  # cells
_MOST_COPIES = 3  # named; the others are counted
_SPOKEN = frozenset({"message", "call", "email"})  # kinds whose lines begin with who said them
_UNDATED = frozenset({"contact"})  # kinds whose time is only that of a file
_MARKED = "bold black on yellow"


@dataclass(frozen=True, slots=True)
class View:
    """How much is shown, and for whom.

    Attributes:
        words: The question's words, to be marked.
        now: The time now.
        width: Cells in a line.
        signs: What is drawn beside the words.
        context: Turns on each side of a hit.
        whole: Whether long records are shown to their end.
        detail: Whether scores and the raw reasons are shown too.
    """

    words: tuple[str, ...] = field(repr=False)
    now: datetime
    width: int
    signs: Signs
    context: int = 1
    whole: bool = False
    detail: bool = False


@dataclass(slots=True)
class _Block:
    """Hits of one talk, with the turns around them."""

    hits: dict[RecordId, tuple[int, Hit]] = field(default_factory=dict)  # with the place of each among all
    records: dict[RecordId, Record] = field(default_factory=dict)

    def take(self, place: int, hit: Hit, around: Sequence[Record]) -> None:
        self.hits[hit.record.id] = (place, hit)
        self.records |= {record.id: record for record in (*around, hit.record)}

    def ordered(self) -> list[Record]:
        """Return the records in the order in which they were said."""
        return sorted(self.records.values(), key=lambda record: (record.at, record.id))


def _blocks(hits: Sequence[Hit], context: int) -> list[_Block]:
    """Put hits together whose turns meet; a block stands where its best hit stood.

    Args:
        hits: The hits, best first.
        context: Turns on each side of a hit that are shown.
    """
    done: list[_Block] = []
    for place, hit in enumerate(hits, 1):
        around = _around(hit, context)
        ids = {hit.record.id, *(record.id for record in around)}
        home = next((block for block in done if ids & block.records.keys()), None)
        if home is None:
            home = _Block()
            done.append(home)
        home.take(place, hit, around)
    return done


def lines_of(hits: Sequence[Hit], view: View) -> Iterator[Line]:
    """Yield the lines that show hits, best first."""
    digits = len(str(len(hits)))
    for number, block in enumerate(_blocks(hits, view.context)):
        if number:
            yield []
        yield from _block(block, view, digits)


def show_hits(screen: Screen, hits: Sequence[Hit], question: str, *, context: int, whole: bool, why: bool) -> None:
    """Write hits, where a person reads: at a terminal as talks with the words marked, in a pipe as one line each.

    Args:
        screen: Where to.
        hits: The hits, best first.
        question: What was asked.
        context: Turns on each side of a hit, at a terminal.
        whole: Whether long records are shown to their end, at a terminal; in a pipe they always are.
        why: Whether the reasons are shown as the ranking has them, with the score at a terminal.
    """
    if screen.drawn:
        width = min(max(_NARROWEST, shutil.get_terminal_size().columns), _WIDEST)
        view = View(question_words(question), datetime.now(UTC), width, Signs.of(sys.stdout), context, whole=whole, detail=why)
        screen.styled(lines_of(hits, view))
    else:
        reasons = [("why", ["; ".join(hit.why) for hit in hits])] if why else []
        screen.records([hit.record for hit in hits], *reasons)


def _around(hit: Hit, context: int) -> list[Record]:
    """Return the turns shown around a hit: the nearest ones before and after it."""
    own = _order(hit.record)
    corrections = {record.id for record in hit.corrections}
    before = [record for record in hit.context if _order(record) < own]
    after = [record for record in hit.context if _order(record) >= own]
    near = [*before[len(before) - min(context, len(before)) :], *after[:context]]
    return [record for record in near if record.id not in corrections]


def _order(record: Record) -> tuple[datetime, str]:
    return record.at, record.id


def _block(block: _Block, view: View, digits: int) -> Iterator[Line]:
    margin = " " * (digits + 3)
    first = min(block.hits.values(), key=lambda numbered: numbered[0])[1]
    yield from _heading(first.record, view)
    for record in block.ordered():
        place, hit = block.hits.get(record.id, (0, None))
        if hit is None:
            yield from _set(record, view, view.words, most=1, first=margin, rest=margin, style="dim")
            continue
        bar = f" {view.signs.bar} "
        number = f"{place:>{digits}}"
        words = tuple(dict.fromkeys((*view.words, *hit.words)))
        most = ALL if view.whole else _MOST_LINES
        yield from _set(record, view, words, most=most, first=number + bar, rest=" " * digits + bar, style="")
        for correction in hit.corrections:
            yield from _correction(correction, view, " " * digits + bar)
    for place, hit in sorted(block.hits.values(), key=lambda numbered: numbered[0]):
        for text in _footer(hit, view, place if len(block.hits) > 1 else 0):
            yield from _flowed(text, view, margin)


def _heading(record: Record, view: View) -> Iterator[Line]:
    """Yield what stands above a block: the thread, what it is, when it was. Where that is too long, how long ago goes first.

    At a very narrow terminal the thread has a line of its own.
    """
    title = _safe(record.thread or record.speaker or record.kind)
    after: list[Piece] = []
    if record.kind != "message" and record.kind not in title.casefold():  # "Call with Tang" says it already
        by = "" if record.kind in _SPOKEN | _UNDATED or record.speaker in {"", record.thread} else f" by {_safe(record.speaker)}"
        after.append((fitted(f"{record.kind}{by}", _MOST_TITLE, view.signs), ""))
    if record.kind not in _UNDATED:
        after += [(_when(record, view), "green"), (ago(record.at, view.now), "dim")]
    dot = f" {view.signs.dot} "
    room = view.width - sum(cell_len(text) + cell_len(dot) for text, _ in after if text)
    if after and room < min(cell_len(title), _MOST_TITLE):
        *after, _ = after
        room = view.width - sum(cell_len(text) + cell_len(dot) for text, _ in after)
    if room < min(cell_len(title), _LEAST_TITLE):
        yield [(fitted(title, view.width, view.signs), "bold")]
        for text, style in after:
            for part in broken(text, view.width - 2):
                yield [(f"  {text[part.start : part.end]}", style)]
        return
    line: list[Piece] = [(fitted(title, room, view.signs), "bold")]
    for text, style in after:
        line += [(dot, "dim"), (text, style)] if text else []
    yield line


def _set(record: Record, view: View, words: tuple[str, ...], *, most: int, first: str, rest: str, style: str) -> Iterator[Line]:
    """Yield a record's lines: who said it, then its text with the words marked.

    Args:
        record: The record.
        view: How it is shown.
        words: The words to mark.
        most: Lines at most; the text is one line where it is 1.
        first: What stands before the first line.
        rest: What stands before every other one.
        style: The style of the whole.
    """
    text = visible(content(record)).replace("\t", " ").strip()
    text = " ".join(text.split()) if most == 1 else text
    name = (
        f"{fitted(_safe(record.speaker), min(_MOST_NAME, view.width // 2), view.signs)}: "
        if record.speaker and record.kind in _SPOKEN
        else ""
    )
    found = marks(text, words)
    taken = cell_len(name)
    room = view.width - cell_len(rest) - 2 * cell_len(f"{view.signs.cut} ")
    part = stretch(text, found, room - taken, most) if most == 1 else stretch(text, found, room, most, taken)
    lines = [_marked(text, line, found, style) for line in part.lines] or [[]]
    if part.cuts[0] and name and most > 1:  # these lines were broken as if no name stood before them
        lines.insert(0, [(name.rstrip(), style or "bold")])
    else:
        lines[0] = [(name, style or "bold"), (f"{view.signs.cut} " if part.cuts[0] else "", "dim"), *lines[0]]
    after = part.cuts[len(part.cuts) - len(lines) :]
    for n, (line, cut) in enumerate(zip(lines, after, strict=True)):
        yield [(rest if n else first, f"{style} cyan" if style else "bold cyan"), *line, (f" {view.signs.cut}" if cut else "", "dim")]


def _marked(text: str, line: Span, found: Sequence[Span], style: str) -> Line:
    """Return a line of a text with the words in it marked."""
    pieces: list[Piece] = []
    at = line.start
    for mark in found:
        start, end = max(mark.start, at), min(mark.end, line.end)
        if start < end:
            pieces += [(text[at:start], style), (text[start:end], f"{style} underline" if style else _MARKED)]
            at = end
    return [piece for piece in (*pieces, (text[at : line.end], style)) if piece[0]]


def _correction(record: Record, view: View, rest: str) -> Iterator[Line]:
    """Yield the lines of a later turn that corrects the hit above."""
    inner = f"{rest}{' ' * (cell_len(view.signs.turn) + 1)}"
    said_so = f"later corrected, {_when(record, view)}:"
    for n, line in enumerate(broken(said_so, view.width - cell_len(inner))):
        before = inner if n else f"{rest}{view.signs.turn} "
        yield [(before[: len(rest)], "bold cyan"), (before[len(rest) :] + said_so[line.start : line.end], "bold magenta")]
    yield from _set(record, view, view.words, most=_MOST_LINES, first=inner, rest=inner, style="")


def _footer(hit: Hit, view: View, place: int) -> Iterator[str]:
    """Yield what is said below a block of a hit in it: its id and its reasons, its copies, and the details.

    Args:
        hit: The hit.
        view: How it is shown.
        place: Its place among all hits, where it has to be told from others of its block; 0 otherwise.
    """
    dot = f" {view.signs.dot} "
    yield _safe(f"{f'{place}: ' if place else ''}{dot.join((hit.record.id, *plainly(hit)))}")
    if hit.copies:
        named = hit.copies[:_MOST_COPIES]
        places = [f"{_safe(copy.thread or copy.speaker or copy.kind)}, {_when(copy, view)}" for copy in named]
        more = f"; and {len(hit.copies) - _MOST_COPIES} more" if len(hit.copies) > _MOST_COPIES else ""
        yield f"also: {len(hit.copies)} more like this, in {'; '.join(places)}{more}"
    if view.detail:
        yield _safe(f"score {hit.score:.3f}: {'; '.join(hit.why)}")


def _when(record: Record, view: View) -> str:
    """Return when a record happened. Midnight to the second is a memo's way to say that only the day is known."""
    known = record.kind in _SPOKEN or record.at.time() != time.min
    return said(record.at, view.now, record.ends if record.kind == "event" else None, clock=known)


def _flowed(text: str, view: View, margin: str) -> Iterator[Line]:
    """Yield dim lines of a text, broken between words."""
    for line in broken(text, view.width - cell_len(margin)):
        yield [(margin + text[line.start : line.end], "dim")]


def _safe(text: str) -> str:
    """Return a text as one line that a terminal shows and does not obey."""
    return " ".join(visible(text).split())
