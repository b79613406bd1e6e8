"""Dates and times with all that belongs to them, also "now", "end of the day" and "later today"."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from keepmum.memory.times.english_joins import joined, stretches
from keepmum.memory.times.english_lengths import ago
from keepmum.memory.times.english_line import Line, longest, remembered
from keepmum.memory.times.english_nodes import Day, Moment, Said, Stretch
from keepmum.memory.times.english_spans import day
from keepmum.memory.times.english_times import DAY_END, EARLY, LATE, cut_part, part
from keepmum.memory.times.english_words import PARTS


@remembered
def part_of_day(line: Line, at: int) -> tuple[Moment | Stretch, int] | None:
    """Read "end of the day", "EOD", "end of tomorrow", "mid today", "later in today", "now"."""
    word = line.words[at]
    if word == "now" or (word == "right" and line.words[at + 1] == "now"):
        return Moment((line.now.replace(microsecond=0),)), at + 1 + (word == "right")
    if word == "asap" or line.match(at, "as", "soon", "as", "possible"):
        return Moment((line.now.replace(microsecond=0),)), at + (1 if word == "asap" else 4)
    here = line.skip(at, "the")
    word = line.words[here]
    if word == "eod":
        return _day_end(line, here + 1)
    if word == "end" and line.words[here + 1] == "of":
        inner = line.skip(here + 2, "the", "my", "this")
        if line.words[inner] in {"day", "today"}:
            return _day_end(line, inner + 1)
        found = day(line, inner)
        return (Moment(tuple(datetime.combine(each, DAY_END) for each in found[0].options)), found[1]) if found else None
    if word not in EARLY | LATE | {"mid"}:
        return None
    inner = line.skip(here + 1, "in", "-", "on")
    if line.match(inner, "the", "day"):
        inner += 2
    found = day(line, inner)
    if not found or not (found[0].adverb or (found[0].shape and found[0].shape.weekday is not None)):
        return None
    named = part(line, found[1])
    if named and line.words[found[1]] in PARTS and word != "mid":
        spoken = cut_part(line.words[found[1]], early=word in EARLY, late=word in LATE)
        return stretches(found[0], spoken), found[1] + 1
    return Stretch(tuple(_third(each, word) for each in found[0].options)), found[1]


def _day_end(line: Line, at: int) -> tuple[Moment, int]:
    """Return the last second of the day named behind, or of today."""
    behind = day(line, line.skip(at, "on"))
    named, after = behind or (Day((line.now.date(),)), at)
    return Moment(tuple(datetime.combine(each, DAY_END) for each in named.options)), after


def _third(on: date, word: str) -> tuple[datetime, datetime]:
    start = datetime.combine(on, time())
    first, last = (0, 12) if word in EARLY else (12, 24) if word in LATE else (10, 14)
    return start + timedelta(hours=first), start + timedelta(hours=last)


def said(line: Line, at: int) -> tuple[Said, int] | None:
    """Read a date or time with all that belongs to it, but no range from here to there."""
    return longest(line, at, part_of_day, joined, ago)
