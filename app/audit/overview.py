"""How a summary and the doctor's findings look: at a terminal as sentences and small charts, in a pipe as rows of numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from keepmum.app.audit.findings import Finding
from keepmum.app.audit.summary import Request, Row, Summary
from keepmum.app.audit.words import category_words, counts_words, money, sentence
from keepmum.app.chart import bars
from keepmum.app.lines import Signs, broken
from keepmum.app.overview import size
from keepmum.app.plainly import counted, month
from keepmum.app.render import Line, visible, when

Rows = list[tuple[str, int]]
"""Names and numbers, as a chart shows them."""

_WIDEST = 100  # cells
_MOST_WEEKS, _MOST_CATEGORIES = 12, 10
_INDENT = "  "
_NARROW = 60  # cells: below, names have no room beside a bar
_LEAST = 24  # cells for a sentence beside a name
_ENDS = {"answered": "green", "failed": "bold red", "perhaps sent": "bold red", "refused": "yellow"}
_LOOKS = {"ok": ("ok", "green"), "warn": ("warn", "yellow"), "bad": ("BAD", "bold red"), "skipped": ("-", "dim")}


def lines_of(summary: Summary, width: int, signs: Signs) -> Iterator[Line]:
    """Yield the lines that show a summary at a terminal.

    Args:
        summary: The numbers.
        width: Cells in a line.
        signs: What bars are drawn of.
    """
    room = min(width, _WIDEST)
    yield from _text(sentence(summary, None), room, "bold")
    if summary.first is None:
        return
    yield []
    yield from _recipients(summary, room)
    weeks: Rows = [(f"{week.day} {month(week.month)[:3]} {week.year}", number) for week, number in summary.weeks]
    found: Rows = [(category_words(category, form), number) for category, form, number in summary.categories]
    more = len(weeks) - _MOST_WEEKS
    yield from _chart("requests by week, from Monday", _drawn(weeks[-_MOST_WEEKS:], room, signs), more, "earlier week")
    more = len(found) - _MOST_CATEGORIES
    yield from _chart("what was found in them, and how it left", _drawn(found[:_MOST_CATEGORIES], room, signs), more, "kind")


def _drawn(rows: Rows, room: int, signs: Signs) -> Sequence[Line]:
    """Return a chart of rows; on a narrow screen the numbers and the whole names, without bars."""
    if room >= _NARROW:
        return list(bars(rows, room - len(_INDENT), signs))
    wide = max((len(f"{number:,}") for _, number in rows), default=0)
    return [[(f"{number:>{wide},}  {visible(name)}", "")] for name, number in rows]


def request_lines(requests: Sequence[Request], width: int) -> Iterator[Line]:
    """Yield the lines that list requests at a terminal: number, time and end, then to whom and what for, then what was found in it.

    Args:
        requests: In the order of the ledger.
        width: Cells in a line.
    """
    room = min(width, _WIDEST)
    wide = max((len(str(request.entry.index)) for request in requests), default=0)
    margin = " " * (wide + 2)
    for request in requests:
        entry = request.entry
        begins, end = f"{entry.index:>{wide}}  {when(entry.at.astimezone())}  ", visible(request.shown)
        fits = cell_len(begins + end) <= room
        yield [(begins, ""), (end if fits else request.end, _ENDS[request.end])]
        if not fits:
            yield from _text(end, max(20, room - len(margin)), "", margin)
        under = f" · rule {', '.join(entry.rules)}" if entry.rules else ""
        sent = "nothing sent" if request.end == "refused" else f"{size(entry.bytes_out)} sent"
        yield from _text(visible(f"to {entry.recipient} for {entry.purpose}{under} · {sent}"), max(20, room - len(margin)), "", margin)
        if entry.counts and request.end != "refused":
            yield from _text(visible(counts_words(entry.counts)), max(20, room - len(margin)), "dim", margin)
    if any(request.end == "refused" for request in requests):
        yield []
        yield from _text("Why one was refused, and all else about it: keepmum audit show NUMBER", room, "dim")
    if any(request.end != "refused" for request in requests):
        yield from _text("The exact bytes of one that was sent: keepmum audit sent NUMBER", room, "dim")


def rows_of(summary: Summary) -> list[tuple[object, ...]]:
    """Return the rows that show a summary in a pipe: what, its name, the numbers."""
    rows: list[tuple[object, ...]] = [("total", "", *_numbers(summary.total))]
    rows += [("recipient", name, *_numbers(row)) for name, row in summary.recipients]
    rows += [("week", week.isoformat(), number) for week, number in summary.weeks]
    return rows + [("category", f"{category} {form}", number) for category, form, number in summary.categories]


def finding_lines(findings: Sequence[Finding], width: int) -> Iterator[Line]:
    """Yield the lines that show findings at a terminal: what is well in a line each, what is not with its hint below.

    Args:
        findings: In the order in which they are shown.
        width: Cells in a line.
    """
    room = min(width, _WIDEST)
    wide = max(cell_len(finding.what) for finding in findings) + 2
    below = room - wide - 6 < _LEAST  # on a narrow screen what was found stands below its name
    margin = " " * (6 if below else 6 + wide)
    for finding in findings:
        word, style = _LOOKS[finding.status]
        found = visible(finding.found)
        lines = [found[line.start : line.end] for line in broken(found, max(20, room - len(margin)))]
        yield [(f"{word:<6}", style), (finding.what if below else f"{finding.what:<{wide}}", ""), ("" if below else lines[0], "")]
        yield from ([(margin + line, "")] for line in lines[0 if below else 1 :])
        if finding.hint and finding.status in {"warn", "bad"}:
            yield from _text(visible(finding.hint), max(20, room - len(margin)), "dim", margin)
    warned, bad = (sum(finding.status == status for finding in findings) for status in ("warn", "bad"))
    yield []
    verdict = f"{counted(bad, 'promise')} not kept" if bad else "every promise is kept"
    yield [(f"{verdict}; {counted(warned, 'thing')} could be stronger", "bold red" if bad else "bold")]


def _recipients(summary: Summary, width: int) -> Iterator[Line]:
    """Yield a line for each recipient, and one for all together where there are several."""
    shown = list(summary.recipients) + ([("all", summary.total)] if len(summary.recipients) > 1 else [])
    heads = ("sent", "refused", "left", "came back", "masked", "as it is", "cost")
    table = [(visible(name), _cells(row)) for name, row in shown]
    count = len(heads) if summary.total.cost else len(heads) - 1
    sizes = [max(cell_len(text) for text in (heads[n], *(cells[n] for _, cells in table))) for n in range(count)]
    wide = max(cell_len(name) for name, _ in table)
    if wide + sum(sizes) + 2 * len(sizes) > width:
        for name, cells in table:
            yield [(name, "bold" if name == "all" else "")]
            said = ", ".join(
                f"{cell} {head}" if head != "cost" else f"cost {cell}" for head, cell in zip(heads[:count], cells, strict=False)
            )
            yield from _text(said, max(20, width - len(_INDENT)), "dim", _INDENT)
        return
    yield [(" " * wide + "".join(f"  {head:>{size}}" for head, size in zip(heads, sizes, strict=False)), "dim")]
    for name, cells in table:
        line = f"{name:<{wide}}" + "".join(f"  {cell:>{size}}" for cell, size in zip(cells, sizes, strict=False))
        yield [(line, "bold" if name == "all" else "")]


def _cells(row: Row) -> tuple[str, ...]:
    counts = (f"{row.requests:,}", f"{row.refused:,}", size(row.bytes_out), size(row.bytes_in), f"{row.masked:,}", f"{row.kept:,}")
    return (*counts, money(row.cost))


def _numbers(row: Row) -> tuple[int, ...]:
    return row.requests, row.refused, row.failed, row.perhaps, row.bytes_out, row.bytes_in, row.masked, row.kept, row.cost


def _chart(title: str, drawn: Sequence[Line], more: int, thing: str) -> Iterator[Line]:
    if not drawn:
        return
    yield []
    yield [(title, "bold"), (f"  and {counted(more, thing)} more" if more > 0 else "", "dim")]
    for line in drawn:
        yield [(_INDENT, ""), *line]


def _text(text: str, width: int, style: str = "", indent: str = "") -> Iterator[Line]:
    for line in broken(text, width):
        yield [(indent + text[line.start : line.end], style)]
