"""Words before or behind an expression that open one side of it: "before 2010", "since last week", "by Friday", "2012 or later"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from keepmum.memory.times.english_line import Line
from keepmum.memory.times.english_nodes import Clock, Day, Hours, Moment, Said, Span, Stretch
from keepmum.memory.times.value import Modifier

# Phrase: what it says. "after" leaves the expression itself out, "since" and "until" take it in.
PHRASES: tuple[tuple[str, Modifier], ...] = (
    ("on or before", "until"),
    ("before or on", "until"),
    ("before or in", "until"),
    ("before or at", "until"),
    ("in or before", "until"),
    ("on or earlier than", "until"),
    ("earlier than or on", "until"),
    ("earlier than or in", "until"),
    ("on or after", "since"),
    ("after or on", "since"),
    ("after or in", "since"),
    ("in or after", "since"),
    ("later than or in", "since"),
    ("later than or on", "since"),
    ("on or later than", "since"),
    ("as early as", "since"),
    ("as late as", "until"),
    ("no later than", "before"),
    ("not later than", "before"),
    ("no earlier than", "since"),
    ("not earlier than", "since"),
    ("earlier than", "before"),
    ("sooner than", "before"),
    ("older than", "before"),
    ("prior to", "before"),
    ("later than", "after"),
    ("newer than", "after"),
    ("starting from", "since"),
    ("starting on", "since"),
    ("starting with", "since"),
    ("starting in", "since"),
    ("starting at", "since"),
    ("starting", "since"),
    ("beginning on", "since"),
    ("beginning in", "since"),
    ("beginning from", "since"),
    ("beginning", "since"),
    ("ever since", "since"),
    ("since", "since"),
    ("before", "before"),
    ("until", "before"),
    ("till", "before"),
    ("by", "before"),
    ("after", "after"),
    ("around", "approx"),
    ("circa", "approx"),
    ("> =", "since"),
    ("< =", "until"),
    (">", "after"),
    ("<", "before"),
)
_FIRST = frozenset(phrase.split()[0] for phrase, _ in PHRASES)


@dataclass(frozen=True, slots=True)
class Side:
    """A word that opens a side.

    Attributes:
        modifier: What it says.
        after: The place after it.
        word: Its first word.
    """

    modifier: Modifier
    after: int
    word: str


def side(line: Line, at: int) -> Side | None:
    """Read such words before an expression."""
    if line.words[at] not in _FIRST or (line.words[at] == "<" and line.words[at + 1] == ">"):
        return None
    if line.words[at] in {"<", ">"}:
        marked = line.glued(at + 2) and line.words[at + 1] != "=" and not line.words[at + 2].isalnum()
        if line.glued(at) or marked:
            return None  # a tag or an arrow
    for phrase, modifier in PHRASES:
        words = phrase.split()
        if line.match(at, *words):
            return Side(modifier, at + len(words), words[0])
    return None


def behind(line: Line, at: int) -> Side | None:
    """Read such words behind an expression: "2012 or later"."""
    here = line.skip(at, "or", "and")
    if here == at:
        return None
    word = line.words[here]
    if line.words[here + 1].isalnum() and line.words[here + 1] not in {"that", "this", "and", "or", "please", "we", "i"}:
        return None
    if word in {"later", "after", "onwards", "onward"}:
        return Side("since", here + 1, word)
    return Side("until", here + 1, word) if word in {"before", "earlier"} else None


def changed(sided: Side, node: Said) -> Said | None:
    """Return an expression with a side opened, or None where the word does not open it."""
    modifier = sided.modifier
    if modifier == "approx":
        return node
    if isinstance(node, Day):
        if not node.options:
            return node
        held = sided.word in {"by", "until", "till"}  # people mean with that day, a calendar without
        meant = tuple((None, each + timedelta(days=1)) for each in node.options) if held else ()
        return Span(tuple(_open(each, each, modifier) for each in node.options), point=False, meant=meant)
    if isinstance(node, Span):
        return _span(node, modifier)
    if isinstance(node, Clock):
        return Hours(tuple(_hours(each, each, modifier) for each in node.times()))
    if isinstance(node, Hours):
        return Hours(tuple(_hours(start, end, modifier) for start, end in node.options if start and end))
    if isinstance(node, Moment):
        return Stretch(tuple(_moments(each, each, modifier) for each in node.options))
    if isinstance(node, Stretch):
        return Stretch(tuple(_moments(start, end, modifier) for start, end in node.options if start and end))
    return None


def _span(node: Span, modifier: Modifier) -> Span | None:
    late = node.late and modifier == "before"
    options = tuple(_open(end if late else start, end, modifier) for start, end in node.options if start and end)
    meant = tuple(each for each in node.meant)
    return Span(options, point=False, meant=meant) if options or meant or not node.options else None


def _open(start: date, end: date, modifier: Modifier) -> tuple[date | None, date | None]:
    return {"before": (None, start), "until": (None, end), "after": (end, None), "since": (start, None)}.get(modifier, (start, end))


def _hours(start: time, end: time, modifier: Modifier) -> tuple[time | None, time | None]:
    return {"before": (None, start), "until": (None, end), "after": (end, None), "since": (start, None)}.get(modifier, (start, end))


def _moments(start: datetime, end: datetime, modifier: Modifier) -> tuple[datetime | None, datetime | None]:
    return {"before": (None, start), "until": (None, end), "after": (end, None), "since": (start, None)}.get(modifier, (start, end))
