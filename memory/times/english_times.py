"""Times of day: "3pm", "15:30", "half past seven", "noon", "in the early morning", "5 to 6pm"."""

from __future__ import annotations

from datetime import time

from keepmum.memory.times.english_line import Line, remembered
from keepmum.memory.times.english_nodes import NOON, Clock, Hours
from keepmum.memory.times.english_numbers import below_hundred
from keepmum.memory.times.english_words import AM, MEALS, MORNINGS, ONES, PARTS, PM

TO = frozenset({"to", "-", "–", "—", "till", "until", "til", "through", "thru", "~"})
PLACED = frozenset({"in", "during", "at", "by", "before", "after", "until", "till", "since", "through", "throughout", "over", "around"})
EARLY = frozenset({"early", "earlier"})
LATE = frozenset({"late", "later"})
LEADS = frozenset({"at", "@", "around", "about", "approximately", "by", "from", "until", "till", "before", "after", "between", "to", "for"})
DAY_END = time(23, 59, 59)


def meridiem(line: Line, at: int) -> tuple[bool, int] | None:
    """Read "am" or "pm" in its spellings; True is after noon."""
    at = line.skip(at, ".") if line.glued(at) and line.glued(at + 1) and line.words[at + 1] in {"am", "pm"} else at
    word = line.words[at]
    if word not in AM and word not in PM:
        return None
    pm = word in PM
    if len(word) == 2:
        return pm, at + 1
    here = line.skip(at + 1, ".")
    if (line.words[here] == "m" and not line.glued(here + 1)) or (line.words[here] == "m" and line.words[here + 1] == "."):
        dotted = line.words[here + 1] == "." and line.words[here - 1] == "."
        return pm, here + 1 + dotted
    return (pm, at + 1) if line.glued(at) and line.raw[at].islower() and not (line.glued(at + 1) and line.words[at + 1].isalnum()) else None


def _at(hour: int, minute: int, second: int, pm: bool | None) -> Clock | None:  # noqa: FBT001  three states, not a flag
    if hour == 24 and minute == second == 0:
        hour = 0
    if hour > 23 or minute > 59 or second > 59:
        return None
    if pm is None:
        return Clock(time(hour, minute, second), half=0 < hour <= NOON)
    if hour > NOON:
        return Clock(time(hour, minute, second))
    return Clock(time(hour % NOON + (NOON if pm else 0), minute, second))


@remembered
def clock(line: Line, at: int) -> tuple[Clock, int] | None:
    """Read a time of day that is written as one."""
    return _in_digits(line, at) or _past(line, at) or _named(line, at) or _in_words(line, at)


def _in_digits(line: Line, at: int) -> tuple[Clock, int] | None:
    hour = line.number(at, 4)
    if hour is None or line.inside_number(at):
        return None
    if len(line.words[at]) > 2:
        return _together(line, at)
    split = _minutes(line, at)
    if split and line.glued(split[2]) and (line.words[split[2]] in {":", "/"} or line.words[split[2]].isdecimal()):
        return None
    minute, second, here = split or (0, 0, at + 1)
    half = meridiem(line, here)
    if half and hour <= (23 if split else NOON):
        found = _at(hour, minute, second, half[0])
        return (found, half[1]) if found else None
    if split:
        found = _at(hour, minute, second, None)
        hangs = line.glued(here) and line.words[here].isalpha() and line.words[here] not in {"z", "h"}
        return (found, line.skip(here, "o'clock", "oclock")) if found and not hangs else None
    return _whole_hour(line, at, hour)


def _minutes(line: Line, at: int) -> tuple[int, int, int] | None:
    """Read the minutes and seconds behind an hour, and where they end."""
    here = at + 1
    mark, minute = line.words[here], line.number(here + 1)
    if minute is None or len(line.words[here + 1]) != 2 or not (line.glued(here + 1) or mark == ":"):
        return None
    pointed = mark == "." and line.glued(here) and (meridiem(line, here + 2) or _led(line, at))
    if not pointed and mark != ":" and not (mark == "h" and line.glued(here)):
        return None
    here += 2
    second = line.number(here + 1) if line.words[here] == ":" and line.glued(here) and len(line.words[here + 1]) == 2 else None
    if second is None:
        return minute, 0, here
    here += 2
    fraction = line.words[here] == "." and line.glued(here) and line.glued(here + 1) and line.words[here + 1].isdecimal()
    return minute, second, here + 2 * fraction


def _whole_hour(line: Line, at: int, hour: int) -> tuple[Clock, int] | None:
    word = line.words[at + 1]
    if word in {"o'clock", "oclock"} or line.match(at + 1, "o", "clock"):
        here = at + 2 + (word == "o")
        half = meridiem(line, here) if hour <= NOON else None
        found = _at(hour, 0, 0, half[0] if half else None)
        return (found, half[1] if half else here) if found else None
    if word == "ish" and line.glued(at + 1) and 1 <= hour <= 12:
        return Clock(time(hour), vague=True), at + 2
    if hour == 12 and word in {"noon", "midnight", "midday"}:
        return Clock(time(0 if word == "midnight" else 12)), at + 2
    return None


def _led(line: Line, at: int) -> bool:
    return at > 0 and (line.words[at - 1] in {"at", "@", "around", "before", "after", "between", "-"} or line.words[at - 1] in TO)


def _together(line: Line, at: int) -> tuple[Clock, int] | None:
    """Read "340pm" and, between marks of a range, "0730"."""
    word = line.words[at]
    hour, minute = int(word[:-2]), int(word[-2:])
    half = meridiem(line, at + 1)
    if half and line.glued(at + 1) and hour <= NOON:
        found = _at(hour, minute, 0, half[0])
        return (found, half[1]) if found else None
    if word[0] == "0" and len(word) == 4 and (_led(line, at) or line.words[at + 1] in TO):
        found = _at(hour, minute, 0, None)
        return (found, at + 1) if found else None
    return None


def _hour(line: Line, at: int) -> tuple[int, int] | None:
    number = line.number(at)
    if number is not None:
        return (number, at + 1) if number <= 23 and not line.inside_number(at) else None
    word = ONES.get(line.words[at])
    return (word, at + 1) if word and word <= 12 else None


def _past(line: Line, at: int) -> tuple[Clock, int] | None:
    """Read "half past seven", "a quarter to 8", "20 min past eight", "ten to three"."""
    here = line.skip(at, "a")
    if line.words[here] == "half":
        minutes, here = 30, here + 1
    elif line.words[here] == "quarter":
        minutes, here = 15, here + 1
    elif line.match(here, "three", "quarters"):
        minutes, here = 45, here + 2
    else:
        number = line.number(here)
        counted = (number, here + 1) if number is not None and not line.inside_number(here) else below_hundred(line, here)
        if not counted or not 0 < counted[0] < 60:
            return None
        minutes, here = counted
        spelled = line.words[here] in {"min", "mins", "minute", "minutes"}
        here += spelled
        if not spelled and (line.words[here] not in {"past", "to"} or minutes % 5):
            return None
        if (
            not spelled
            and line.words[here] == "to"
            and not (line.words[at].isalpha() and at and line.words[at - 1] in {"at", "until", "by", "till", "it's"})
        ):
            return None  # "ten to three people", "5 to 6pm"
    side = line.words[here]
    if minutes == 30 and line.words[here - 1] == "half" and here == at + 1 and _led(line, at) and (hour := _hour(line, here)):
        found = _at(hour[0], 30, 0, None)  # British: "at half seven"
        return (found, hour[1]) if found else None
    if side not in {"past", "to", "after", "before", "till", "of"} or (side in {"after", "before", "of"} and minutes not in {15, 30}):
        return None
    named = {"midnight": 0, "noon": NOON, "midday": NOON}.get(line.words[here + 1])
    if named is not None:
        total = (named * 60 + (minutes if side in {"past", "after"} else -minutes)) % (24 * 60)
        return Clock(time(total // 60, total % 60)), here + 2
    hour = _hour(line, here + 1)
    if not hour or hour[0] > 12:
        return None
    sign = 1 if side in {"past", "after"} else -1
    total = (hour[0] * 60 + sign * minutes) % (24 * 60)
    after = line.skip(hour[1], "o'clock", "oclock")
    half = meridiem(line, after)
    if half:
        total = ((hour[0] % 12 + 12 * half[0]) * 60 + sign * minutes) % (24 * 60)
        return Clock(time(total // 60, total % 60)), half[1]
    found = _at(total // 60, total % 60, 0, None)
    return (found, after) if found else None


def _named(line: Line, at: int) -> tuple[Clock, int] | None:
    word = line.words[at]
    if word in {"noon", "midday", "noonish", "midnight"} and not (line.glued(at) and line.words[at - 1].isalpha()):
        return Clock(time(0 if word == "midnight" else 12)), at + 1
    if word == "mid":
        here = line.skip(at + 1, "-")
        hours = {"night": 0, "morning": 10, "afternoon": 14, "day": 12}
        if line.words[here] in hours and not (
            line.words[here] in {"day", "night"} and here == at + 1 and line.words[at - 1 if at else 0] != "at"
        ):
            return Clock(time(hours[line.words[here]])), here + 1
    return None


def _in_words(line: Line, at: int) -> tuple[Clock, int] | None:
    """Read "seven o'clock", "five thirty pm", "ten forty five", "ten am"."""
    hour = ONES.get(line.words[at])
    if not hour or hour > NOON or (line.glued(at) and line.words[at - 1] == "-"):
        return None
    here = at + 1
    half = meridiem(line, here)
    if half:
        found = _at(hour, 0, 0, half[0])
        return (found, half[1]) if found else None
    if line.words[here] in {"o'clock", "oclock"}:
        half = meridiem(line, here + 1)
        found = _at(hour, 0, 0, half[0] if half else None)
        return (found, half[1] if half else here + 1) if found else None
    if line.words[here] in {"noon", "midnight"} and hour == NOON:
        return Clock(time(12 if line.words[here] == "noon" else 0)), here + 1
    if line.match(here, "o", "clock"):
        return Clock(time(hour % 24), half=True), here + 2
    minutes = below_hundred(line, line.skip(here, "-"))
    if line.words[here] in {"oh", "o"} and ONES.get(line.words[here + 1], 10) < 10:
        minutes = ONES[line.words[here + 1]], here + 2
    led = at > 0 and (line.words[at - 1] in LEADS or line.words[at - 1] in TO)
    if not minutes or minutes[0] > 59 or (minutes[0] < 10 and not led):
        return None
    half = meridiem(line, minutes[1])
    if not half and not led and line.words[minutes[1]].isalpha() and line.words[minutes[1]] not in PLACED | {"tomorrow", "today", "on"}:
        return None
    if line.words[minutes[1]] in {"hundred", "thousand"}:
        return None
    found = _at(hour, minutes[0], 0, half[0] if half else None)
    return (found, half[1] if half else minutes[1]) if found else None


@remembered
def bare_hour(line: Line, at: int) -> tuple[Clock, int] | None:
    """Read a number that only its neighbours make an hour: "at 5", "tomorrow three"."""
    hour = _hour(line, at)
    if not hour or (line.glued(hour[1]) and line.words[hour[1]] in {"%", "$", "/", ":"}):
        return None
    if line.glued(hour[1]) and (line.words[hour[1]].isalnum() or (line.glued(hour[1] + 1) and line.words[hour[1] + 1].isdecimal())):
        return None if line.words[hour[1]] != "-" else (Clock(time(hour[0]), half=0 < hour[0] <= NOON, firm=False), hour[1])
    return Clock(time(hour[0]), half=0 < hour[0] <= NOON, firm=False), hour[1]


@remembered
def part(line: Line, at: int) -> tuple[Hours, int] | None:
    """Read a part of the day: "in the morning", "late afternoon", "at night", "during business hours"."""
    here = line.skip(line.skip(at, "in", "during", "at", "over"), "the", "this")
    early = line.words[here] in EARLY
    late = line.words[here] in LATE
    inner = line.skip(here + 1, "-", "in") if early or late else here
    inner = line.skip(inner, "the", "this")
    word = line.words[inner]
    if line.match(inner, "business", "hours") or line.match(inner, "working", "hours"):
        return Hours(((time(8), time(18)),)), inner + 2
    if word not in PARTS:
        return None
    after = inner + 1
    if word in {"night", "day", "lunch", "dinner", "breakfast"} and line.words[line.skip(after, "-")] in {"time", "times"}:
        word, after = {"night": "nighttime", "lunch": "lunchtime", "dinner": "dinnertime"}.get(word, word), line.skip(after, "-") + 1
    if line.glued(inner) and line.words[inner - 1].isalpha():
        return None
    return cut_part(word, early=early, late=late), after


def cut_part(word: str, *, early: bool, late: bool) -> Hours:
    """Return a part of the day, or its first or second half.

    Args:
        word: Its name.
        early: Whether the first half is meant.
        late: Whether the second half is meant.
    """
    first, end = PARTS[word]
    if early:
        end = first + (end - first) // 2
    if late:
        first += (end - first) // 2
    pm = None if word in {"daytime", "nighttime"} else word not in MORNINGS
    return Hours(((time(first), time(end) if end < 24 else DAY_END),), pm=pm, night=word.startswith("night"))


def part_alone(line: Line, at: int) -> tuple[Hours, int] | None:
    """Read a part of the day that no date stands beside: "good morning" is none."""
    found = part(line, at)
    if not found:
        return None
    before = line.words[at - 1] if at else ""
    last = line.words[found[1] - 1]
    placed = (
        line.words[at] in {"in", "during", "at", "over"}
        or before in PLACED
        or (before == "the" and at > 1 and line.words[at - 2] in PLACED)
    )
    if last in MEALS:
        return found if before in {"before", "after", "until", "till", "by"} else None
    named = last in {"lunchtime", "dinnertime", "nighttime", "hours", "time"} or (line.words[at] in EARLY | LATE and not last.endswith("s"))
    return found if placed or named else None
