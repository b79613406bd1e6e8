"""Joins a date, a time and a part of the day that stand side by side: "next Friday at 3", "tomorrow morning", "5 to 6pm on Monday"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from keepmum.memory.times.english_hours import hours, loose_hours
from keepmum.memory.times.english_lengths import ago
from keepmum.memory.times.english_line import Line, remembered
from keepmum.memory.times.english_months import relative
from keepmum.memory.times.english_nodes import NOON, Clock, Day, Hours, Moment, Said, Stretch
from keepmum.memory.times.english_numbers import year
from keepmum.memory.times.english_spans import day
from keepmum.memory.times.english_times import DAY_END, EARLY, LATE, bare_hour, clock, cut_part, meridiem, part, part_alone
from keepmum.memory.times.english_words import AFTER_DAY, DEICTIC, PARTS, ZONES

JOINTS = frozenset({"at", "@", "on", "in", "of", "around", "about", "for", "from", "the", "by", "approximately", "circa", "~", ",", "'s"})
EXACTLY = frozenset({"sharp", "exactly"})
JOINTS_READ = 3
PIECES = 4
SIDES = {"before": -1, "by": -1, "until": -1, "till": -1, "after": 1, "since": 1, "from": 1}
BARE_LEADS = frozenset({"at", "@", "around", "before", "after", "until", "till", "by", "since", "about"})
HALVES = {False: Hours(((time(8), time(12)),), pm=False), True: Hours(((time(12), time(16)),), pm=True)}


@dataclass(frozen=True, slots=True)
class Pieces:
    """What was read so far: at most one of each."""

    day: Day | None = None
    clock: Clock | None = None
    hours: Hours | None = None
    part: Hours | None = None


def _night_before(line: Line, at: int) -> tuple[Pieces, int] | None:
    """Read "the night before last"."""
    here = line.skip(at, "the")
    if not line.match(here, "night", "before", "last"):
        return None
    return Pieces(Day((line.now.date() - timedelta(days=2),), adverb=True), part=_night()), here + 3


def this_part(line: Line, at: int) -> tuple[Pieces, int] | None:
    """Read "tonight", "this morning", "last night", "late this afternoon"."""
    today = line.now.date()
    if line.words[at] in {"tonight", "tonite"}:
        return Pieces(Day((today,), adverb=True), part=_night()), at + 1
    if line.words[at] == "2" and line.glued(at + 1) and line.words[at + 1] in {"nite", "night"}:
        return Pieces(Day((today,), adverb=True), part=_night()), at + 2
    earlier = _night_before(line, at)
    if earlier:
        return earlier
    cut = line.words[at] in EARLY | LATE
    here = line.skip(at + 1, "in", "-") if cut else at
    seen = relative(line, here)
    word = line.words[seen[1]] if seen else ""
    if not seen or word not in PARTS or word.endswith("s"):
        return None
    early, late = line.words[at] in EARLY, line.words[at] in LATE
    spoken = cut_part(word, early=early, late=late)
    return Pieces(Day((today + timedelta(days=seen[0]),), adverb=True), part=spoken), seen[1] + 1


def _night() -> Hours:
    return Hours(((time(20), DAY_END),), pm=True, night=True)


def _date(line: Line, at: int) -> tuple[Day, int] | None:
    away = ago(line, at)
    found = day(line, at)
    if away and isinstance(away[0], Day) and (found is None or away[1] > found[1]):
        return away[0], away[1]
    return found


def _next(line: Line, at: int, got: Pieces, *, joint: str) -> tuple[Pieces, int] | None:
    """Read one more piece."""
    best: tuple[Pieces, int] | None = None
    tries: list[tuple[Pieces, int]] = []
    timed = got.clock or got.hours
    if not timed and (found := hours(line, at) or (loose_hours(line, at) if got.day or _day_follows(line, at) else None)):
        tries.append((replace(got, hours=found[0]), found[1]))
    if not timed and (moment := clock(line, at) or _bare(line, at, got, joint)):
        tries.append((replace(got, clock=moment[0]), moment[1]))
    if not got.day and joint != "for" and (dated := _date(line, at)):
        tries.append((replace(got, day=dated[0]), dated[1]))
    if not got.day and not got.part and (spoken := this_part(line, at)):
        tries.append((replace(got, day=spoken[0].day, part=spoken[0].part), spoken[1]))
    if not got.part and (named := part(line, at)):
        tries.append((replace(got, part=named[0]), named[1]))
    if got.day and not got.part and not timed and (half := meridiem(line, at)) and not line.glued(at):
        tries.append((replace(got, part=HALVES[half[0]]), half[1]))
    for each in tries:
        if best is None or each[1] > best[1]:
            best = each
    return best


def _day_follows(line: Line, at: int) -> bool:
    """Whether a date stands right behind a bare range of hours: "6-8 next Monday", and not "6-8 May"."""
    found = loose_hours(line, at)
    if not found:
        return False
    dated = day(line, line.skip(found[1], "on", ",", "of"))
    return bool(dated) and bool(
        dated
        and (
            dated[0].adverb
            or (dated[0].shape and dated[0].shape.weekday is not None)
            or relative(line, found[1])
            or line.words[found[1]] in {"on", "of"}
        )
    )


def _bare(line: Line, at: int, got: Pieces, joint: str) -> tuple[Clock, int] | None:
    found = bare_hour(line, at)
    if not found:
        return None
    behind = part(line, line.skip(found[1], ",")) if line.words[found[1]] in {"in", "at", ",", "this"} else None
    if behind and line.words[behind[1] - 1] in PARTS and (line.words[found[1]] != "," or this_part(line, found[1] + 1)):
        return replace(found[0], firm=True), found[1]
    before = line.words[at - 1] if at else ""
    led = joint in {"at", "@", "around"} or before in {"at", "@"} or (before == "for" and line.words[found[1]] in DEICTIC)
    alone = line.words[at] != "one" or line.words[found[1]] not in {"with", "for", "of"}  # "at one with the world"
    free = (
        not line.words[found[1]].isalpha()
        or (line.words[found[1]] in AFTER_DAY and alone)
        or _date(line, line.skip(found[1], "on")) is not None
    )
    if line.words[found[1]] in {"-", "%", "/", "."} and line.glued(found[1] + 1):
        free = False
    if not free:
        return None
    if led or (before in BARE_LEADS and not got.day and not (before == "by" and line.words[at].isalpha()) and found[0].half):
        return found
    return found if got.day and got.day.adverb and not joint and not line.words[at].isdecimal() else None


def _more(line: Line, at: int, got: Pieces) -> tuple[Pieces, int] | None:
    """Read one more piece behind up to three joining words."""
    here, joint = _zone(line, at) if got.clock or got.hours else at, ""
    for _ in range(JOINTS_READ + 1):
        found = _next(line, here, got, joint=joint)
        if found and _fits(line, at, here, got, found[0]):
            moment = found[0].clock
            iso = joint == "t" and moment is not None and not got.clock
            return (replace(found[0], clock=Clock(moment.at)), line.skip(found[1], "z")) if iso and moment else found
        word = line.words[here]
        tight = word == "t" and line.glued(here) and line.glued(here + 1)
        if tight:
            line.open(here + 1)  # ISO 8601: 2024-03-05T10:00
        dash = word in {"-", "(", "|"} and got.day and not got.clock and here == at
        if word not in JOINTS | EXACTLY and not tight and not dash:
            return None
        joint = word if word not in {"the", ","} else joint
        here += 1
    return None


def _zone(line: Line, at: int) -> int:
    """Return the place after the name of a time zone; times are read as local."""
    if line.words[at] not in ZONES:
        return at
    return line.skip(line.skip(at + 1, "standard", "daylight"), "time", "timezone")


def _fits(line: Line, at: int, here: int, got: Pieces, new: Pieces) -> bool:
    """Whether a piece found behind joining words belongs here: a dash joins only a date and a full time."""
    between = line.words[at:here]
    if "-" in between or "(" in between:
        return bool(new.clock and new.clock.firm and not got.clock)
    if "," in between and new.day and not got.day and got.part and not got.clock:
        return new.day.adverb or relative(line, here) is not None or "on" in between
    return not ("for" in between and new.day is not got.day)


@remembered
def joined(line: Line, at: int) -> tuple[Said, int] | None:
    """Read dates and times that belong together, and what they are together."""
    found = _next(line, at, Pieces(), joint="")
    if not found:
        return None
    for _ in range(PIECES - 1):
        more = _more(line, found[1], found[0])
        if not more:
            break
        found = more
    got, end = _year_behind(line, *found)
    sided = _sided(line, got, end)
    if sided:
        return sided
    if got.part and not (got.day or got.clock or got.hours):
        return part_alone(line, at)
    said = _together(got)
    if isinstance(said, Clock) and not said.firm and not _lone_hour(line, at, end):
        return None
    return (said, end) if said else None


def _year_behind(line: Line, got: Pieces, at: int) -> tuple[Pieces, int]:
    """Read the year that stands behind the time: "Oct 26 15:50:06 2016"."""
    shape = got.day.shape if got.day else None
    found = year(line, at) if got.clock and shape and shape.year is None and shape.month and shape.day else None
    if not found or not shape:
        return got, at
    dated = replace(shape, year=found[0])
    return replace(got, day=Day(dated.options(line.now), dated)), found[1]


def _lone_hour(line: Line, at: int, end: int) -> bool:
    before = line.words[at - 1] if at else ""
    if before == "by" and line.words[at].isalpha():
        return False  # "louder by ten"
    if line.words[end] in {"or", "and"} and before not in {"at", "@"}:
        return False  # "about 10 or 12 places"
    return before in BARE_LEADS and (not line.words[end].isalnum() or line.words[end] in AFTER_DAY)


def _sided(line: Line, got: Pieces, at: int) -> tuple[Stretch, int] | None:
    """Read "tomorrow before 5pm"."""
    side = SIDES.get(line.words[at])
    if not side or not got.day or got.clock or got.hours or line.words[at] == "from":
        return None
    found = joined_clock(line, at + 1)
    if not found or _date(line, at + 1):
        return None
    moments = _moments(got.day, found[0])
    return Stretch(tuple((None, each) if side < 0 else (each, None) for each in moments)), found[1]


def joined_clock(line: Line, at: int) -> tuple[Clock, int] | None:
    """Read a time with the part of the day behind it."""
    found = clock(line, at) or bare_hour(line, at)
    if not found:
        return None
    behind = part(line, found[1])
    if behind and behind[0].pm is not None:
        return found[0].in_half(pm=behind[0].pm, night=behind[0].night), behind[1]
    free = found[0].firm or not line.words[found[1]].isalnum()
    return found if free else None


def _moments(day_: Day, clock_: Clock) -> tuple[datetime, ...]:
    return tuple(datetime.combine(each, at) for each in day_.options for at in clock_.times())


def _together(got: Pieces) -> Said | None:
    moment = got.clock
    if moment and got.part and got.part.pm is not None:
        moment = replace(moment.in_half(pm=got.part.pm, night=got.part.night), firm=True)
    span = got.hours
    if span and got.part and got.part.pm is not None:
        span = _in_half(span, pm=got.part.pm)
    if got.day is None:
        return moment or span or got.part
    if moment:
        return Moment(_moments(got.day, moment))
    if span or got.part:
        return stretches(got.day, span or got.part or Hours(()))
    return got.day


def _in_half(span: Hours, *, pm: bool) -> Hours:
    kept = tuple(option for option in span.options if option[0] and (option[0].hour >= NOON) == pm)
    return Hours(kept or span.options)


def stretches(day_: Day, span: Hours) -> Stretch:
    """Return a range of hours on each day; where one reading ends on its own day, one that runs past midnight is not meant."""
    options = [option for option in span.options if option[0] and option[1] and option[0] < option[1]] or list(span.options)
    return Stretch(tuple(_stretch(each, start or time(), end or DAY_END) for each in day_.options for start, end in options))


def _stretch(on: date, start: time, end: time) -> tuple[datetime, datetime]:
    return datetime.combine(on, start), datetime.combine(on + timedelta(days=end <= start), end)
