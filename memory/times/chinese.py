"""Finding time expressions in Chinese text, simplified or traditional.

A text goes through four steps: `chinese_text` makes its spellings equal, `chinese_scan` cuts it into atoms, `chinese_expressions` and the
rules below it read them, and this module writes down what they mean. The meanings follow Microsoft's Recognizers-Text.
"""

from __future__ import annotations

from datetime import datetime, time

from keepmum.memory.times.chinese_expressions import Meant, expressions
from keepmum.memory.times.chinese_line import Days, Hours, Instants, Line, Node, Spans
from keepmum.memory.times.chinese_scan import chains
from keepmum.memory.times.chinese_text import plain
from keepmum.memory.times.chinese_words import DAY
from keepmum.memory.times.value import Point, TimeExpression, TimeValue, ValueType


def find_chinese(text: str, reference: datetime) -> tuple[TimeExpression, ...]:
    """Find the time expressions of a Chinese text.

    Args:
        text: Any text.
        reference: When it was written, local time; a zone is not looked at.

    Returns:
        The expressions in order of place, not overlapping, with all their readings. A length of time (三天) and what happens again and
        again (每周一) are none. Lunar dates keep the month and the day as they are said, as the annotation scheme has it.
    """
    now = reference.replace(tzinfo=None)
    found: list[TimeExpression] = []
    for atoms in chains(plain(text)):
        line = Line(atoms, now, search=False)
        found.extend(_written(line, meant) for meant in expressions(line))
    return tuple(found)


def _written(line: Line, meant: Meant) -> TimeExpression:
    begin, end = line.atoms[meant.start].begin, line.atoms[meant.stop - 1].end
    kind, values = _values(meant.node)
    if meant.modifier in {"before", "after", "since", "until"}:
        kind, values = _open(kind, values, meant)
    return TimeExpression(begin, end, kind, values or (TimeValue(kind),), meant.modifier)


def _values(node: Node) -> tuple[ValueType, tuple[TimeValue, ...]]:
    if isinstance(node, Days):
        return "date", tuple(TimeValue("date", day) for day in node.dates)
    if isinstance(node, Hours):
        if node.points:
            return "time", tuple(TimeValue("time", _time(point)) for point in node.points)
        return "timerange", tuple(TimeValue("timerange", start=_time(begin), end=_time(end)) for begin, end in node.ranges)
    if isinstance(node, Spans):
        kind: ValueType = "datetimerange" if node.of_moments else "daterange"
        return kind, tuple(TimeValue(kind, start=begin, end=end) for begin, end in node.ranges)
    moments = (node.at,) if isinstance(node, Instants) else node.readings()
    return "datetime", tuple(TimeValue("datetime", each) for each in moments)


def _time(seconds: int) -> time:
    seconds %= DAY
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60)


def _open(kind: ValueType, values: tuple[TimeValue, ...], meant: Meant) -> tuple[ValueType, tuple[TimeValue, ...]]:
    """Turn a time into what lies before or after it."""
    wide: dict[ValueType, ValueType] = {"date": "daterange", "time": "timerange", "datetime": "datetimerange"}
    kind = wide.get(kind, kind)
    found = []
    for value in values:
        start, end = (value.value, value.value) if value.value is not None else (value.start, value.end)
        edge: Point | None = end if meant.modifier in {"after", "until"} else start
        late = meant.modifier in {"after", "since"}
        found.append(TimeValue(kind, start=edge if late else None, end=None if late else edge))
    return kind, tuple(found)
