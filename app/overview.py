"""What a vault holds: a sentence and small charts at a terminal, rows of numbers in a pipe."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from keepmum.app.chart import bars, columns, periods
from keepmum.app.lines import Signs, broken
from keepmum.app.plainly import counted
from keepmum.app.render import Line, Screen, visible
from keepmum.memory.results import Counts, Stats

if TYPE_CHECKING:
    from keepmum.memory.people.roster import Roster

_MOST_NAMES = 8  # bars of one chart; the names beyond are counted
_WIDEST = 100  # cells
_INDENT = "  "
_NAME = 12  # cells for the name of a fact


def by_person(roster: Roster, spoken: Counts) -> Counts:
    """Put the spellings of one person together; a name that several people have stays as it is written.

    Args:
        roster: The people.
        spoken: Speakers as the records spell them, and how many records each has.

    Returns:
        The people by their names, the most first.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for name, number in spoken:
        key = next(iter(roster.counted({name: number})), "")
        person = roster.person(key)
        counts[key or name, (person.name if person else "") or name] += number
    return tuple(sorted(((name, number) for (_, name), number in counts.items()), key=lambda each: (-each[1], each[0])))


def show_stats(screen: Screen, stats: Stats, people: Counts, facts: Sequence[tuple[str, str]]) -> None:
    """Write the counts, where a person reads: at a terminal as charts, in a pipe as rows of numbers.

    Args:
        screen: Where to.
        stats: The counts.
        people: Everybody with the number of their records, the most first.
        facts: What else to say of the vault, each with its name.
    """
    if screen.drawn:
        width = shutil.get_terminal_size().columns
        screen.styled(charts(stats, people, width, Signs.of(sys.stdout)))
        screen.styled(_section("the vault", [line for name, fact in facts for line in _fact(name, visible(fact), width)], width=width))
        return
    screen.table((), [(name, fact) for name, fact in facts])
    for what, counts in (("kind", stats.kinds), ("month", stats.by_month), ("person", people), ("thread", stats.by_thread)):
        screen.table((), [(what, name, count) for name, count in counts])


def charts(stats: Stats, people: Counts, width: int, signs: Signs) -> Iterator[Line]:
    """Yield the lines of the charts.

    Args:
        stats: The counts.
        people: Everybody with the number of their records, the most first.
        width: Cells in a line.
        signs: What charts are drawn of.
    """
    whole = f"{counted(stats.records, 'record')} in {counted(stats.threads, 'thread')}, {size(stats.bytes)} on the disk"
    for line in broken(whole, width):
        yield [(whole[line.start : line.end], "bold")]
    room = min(width, _WIDEST) - len(_INDENT)
    yield from _section("by kind", bars(sorted(stats.kinds, key=lambda kind: -kind[1]), room, signs), width=width)
    shown = periods(stats.by_month, room)
    if shown:
        most = max(shown, key=lambda period: period.count)
        left_out = sum(count for _, count in stats.by_month) - sum(period.count for period in shown)
        about = f"at most {most.count:,}, in {most.name}{f'; {left_out:,} before {shown[0].name}' if left_out else ''}"
        yield from _section(f"by {shown[0].unit}", columns(shown, signs), about, width=width)
    for title, counts in (("by person", people), ("by thread", stats.by_thread)):
        rows = [(" ".join(visible(name).split()), count) for name, count in counts[:_MOST_NAMES]]
        more = len(counts) - len(rows)
        yield from _section(title, bars(rows, room, signs), f"and {more:,} more" if more else "", width=width)


def size(count: int) -> str:
    """Return a number of bytes as a person reads it."""
    amount = float(count)
    for unit in ("bytes", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "bytes" or amount >= 100 else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"


def _section(title: str, chart: Sequence[Line], about: str = "", *, width: int) -> Iterator[Line]:
    """Yield a chart below its title; nothing where there is none. What is said about it has lines of its own where it is long."""
    if not chart:
        return
    yield []
    beside = cell_len(title) + cell_len(about) + 2 <= width
    yield [(title, "bold"), (f"  {about}" if about and beside else "", "dim")]
    for line in broken(about, width - len(_INDENT)) if about and not beside else ():
        yield [(_INDENT + about[line.start : line.end], "dim")]
    for drawn in chart:
        yield [(_INDENT, ""), *drawn]


def _fact(name: str, fact: str, width: int) -> Iterator[Line]:
    """Yield the lines of a fact beside its name."""
    for n, line in enumerate(broken(fact, max(1, width - len(_INDENT) - _NAME))):
        yield [(f"{'' if n else name:<{_NAME}}{fact[line.start : line.end]}", "")]
