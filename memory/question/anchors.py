"""Times that a question counts from something that happened: "the week before the wedding", 手术前一天.

When the wedding was is read from the records: each that has its words votes for the day that it names nearest to them, and a
day that no other comes near is it. Pure: the records are given.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from keepmum.memory.finding.corrections import sounds_corrective
from keepmum.memory.question.alternatives import form_tokens
from keepmum.memory.question.mentioned import vote
from keepmum.memory.record import Record
from keepmum.memory.when import Period, narrowed, periods

FEWEST = 2  # votes for a day: one record that says it in so many words, or two that have it somewhere
MOST_TRIED = 12  # readings of one question: each looks at up to a hundred and more records
CLEARLY = 1.5  # times as many as the next day, a day beside it left out

_NUMBERS = {word: number for number, word in enumerate(re.findall(r"\w+", "one two three four five six seven eight nine ten"), 1)}
_NUMBERS |= {"a": 1, "the": 1, "a couple of": 2, "a few": 3, "several": 3, "两": 2, "兩": 2, "几": 3, "幾": 3}
_NUMBERS |= {character: number for number, character in enumerate("一二三四五六七八九十", 1)}
_DAYS = {"week": 7, "weekend": 7, "fortnight": 14, "month": 30, "year": 365, "月": 30, "年": 365} | dict.fromkeys(
    ("周", "週", "星期", "礼拜", "禮拜", "周末", "週末"), 7
)  # days in a unit that is longer than one
_WHOSE = r"(?:the|my|our|his|her|their|your|this|that|\w+['’]s) "
_WHAT = r"(?P<what>[a-z][\w'’-]*(?: [a-z][\w'’-]*){0,2})"
_UNIT = r"(?P<unit>day|night|morning|afternoon|evening|week|weekend|fortnight|month|year)s?"
_ENGLISH = (
    re.compile(
        r"\b(?:(?P<count>a couple of|a few|several|two|three|four|five|six|seven|eight|nine|ten|\d{1,2}|a|one|the) )?"
        rf"{_UNIT} (?:just |right |immediately )?(?P<side>before|after|of|following|preceding|leading up to|running up to|prior to) "
        rf"(?:{_WHOSE})?{_WHAT}",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?P<side>just before|right after|shortly after|shortly before|before|after|since|until|during|around|"
        rf"at the time of) {_WHOSE}{_WHAT}",
        re.IGNORECASE,
    ),
)
_ENDS_WHAT = frozenset(
    re.findall(
        r"\w+",
        "did do does was were is are has had have who what when where which why how and or but in on at by with for from to about "
        "than that i we he she they you it so if said say tell told there",
    )
)
_NO_EVENT = frozenset(
    re.findall(
        r"\w+",
        "of the a an my our end start beginning middle rest time times day days week weeks weekend month year night morning evening "
        "last next first",
    )
)
_COUNT_CHINESE = r"[一二两兩三四五六七八九十几幾]|\d{1,2}"
_UNIT_CHINESE = r"天|日|晚|夜|[个個]?(?:周末|週末|周|週|星期|礼拜|禮拜|月)|年"
_CHINESE = re.compile(
    rf"的?[之以]?(?P<side>前|后|後)的?(?:那|这|這|头|頭)?(?P<count>{_COUNT_CHINESE})(?P<unit>{_UNIT_CHINESE})"
    rf"|的?[之以]?(?P<beside>前|后|後)的?那(?P<whole>{_UNIT_CHINESE})"
    r"|的?(?P<later>(?:之|以)?[后後]?的?第[二三四五六七八九十]天)"
    r"|的?(?P<same>(?:那|当|當)(?:天|日|晚|夜))"
    rf"|的?(?P<about>(?:那|当|當)(?:{_UNIT_CHINESE}|几天|幾天|阵子|陣子|段时间|段時間)|[之以]?前[后後]|期间|期間)"
    r"|的?(?P<near>前夕|前夜|[之以]?(?:前|后|後))(?![面天年来來台边邊半悔续續任妻夫往些门門院排])"
)
_HAN_BEFORE = re.compile(r"[\u4e00-\u9fff]{2,8}$")
_NO_EVENT_CHINESE = re.compile(
    r"[的了在是]|什么|甚么|时候|時候|[我你他她它咱]们?$|[我你他她它咱]們$|大家|自己|[谁誰哪这這那几幾]|今天|昨天|明天|以[前后後]|之[前后後]"
)
_AROUND_DAYS = 3  # "around the wedding": so many days on each side
_NEAR_DAYS = 14  # so long before or after, where only "before" or "after" is said
_DAY = timedelta(days=1)
_PUT_OFF = timedelta(days=60)

Tell = Callable[[frozenset[str]], Iterable[Record]]
"""Gives the records that have all of some tokens."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A time that counts from something.

    Attributes:
        begin: Its first character.
        end: The character after its last.
        at: Where what it counts from begins.
        what: What it counts from, as written.
        since: Days from that day to where the time begins; none for open.
        until: Days to where it ends; none for open.
        is_measured: Whether it says how long: "the week before" does, "before" does not.
    """

    begin: int
    end: int
    at: int
    what: str = field(repr=False)
    since: int | None
    until: int | None
    is_measured: bool

    @property
    def tokens(self) -> frozenset[str]:
        """What to look up for it: the words that a record must have to tell of it."""
        return form_tokens(self.what)

    def covers(self, begin: int, end: int) -> bool:
        """Say whether a part of the text overlaps it."""
        return self.begin < end and begin < self.end


def with_anchors(text: str, plain: Sequence[Period], people: Sequence[tuple[int, int]], now: datetime, tell: Tell) -> tuple[Period, ...]:
    """Add the time that a text counts from something, and leave out the plain ones that are a part of its words.

    Args:
        text: The question, as written.
        plain: The periods that it names without the records.
        people: Where it names somebody, as begin and end: nothing counts from a person.
        now: When it is asked, with a time zone.
        tell: Gives the records that have all of some tokens.

    Returns:
        The periods in order of place.
    """
    wrong: set[Period] = set()
    unknown: set[str] = set()  # what no day was found for
    for anchor in islice(anchors(text), MOST_TRIED):
        end = anchor.at + len(anchor.what)
        if any(begin <= anchor.at and end <= stop for begin, stop in people) or anchor.what in unknown:
            continue
        period: Period | None
        if any(each.begin <= anchor.at and end <= each.end for each in plain):
            period = _from_named(anchor, plain, now)
        else:
            told = list(tell(anchor.tokens))
            period = resolve(anchor, told, now)
            if told and anchor.is_measured:  # "the week" of a wedding of an unknown day is not this week
                wrong.update(each for each in plain if anchor.covers(each.begin, each.end))
            if period is None:
                unknown.add(anchor.what)
        if period is not None:
            return narrowed(text, (*(each for each in plain if not anchor.covers(each.begin, each.end)), period))
    return tuple(each for each in plain if each not in wrong)


def anchors(text: str) -> Iterator[Anchor]:
    """Yield the times in a question that count from something; of one whose end is not clear each reading, the longest first.

    Args:
        text: The question, as written.
    """
    for pattern in _ENGLISH:
        for match in pattern.finditer(text):
            yield from _english(match)
    for match in _CHINESE.finditer(text):
        yield from _chinese(text, match)


def _english(match: re.Match[str]) -> Iterator[Anchor]:
    groups = match.groupdict()
    side, unit, count = match["side"].casefold(), (groups.get("unit") or "").casefold(), (groups.get("count") or "").casefold()
    words = match["what"].split(" ")
    until_end = next((place for place, word in enumerate(words) if word.casefold() in _ENDS_WHAT), len(words))
    if words[0].casefold() in {"end", "start", "beginning", "middle", "rest"} or (side == "of" and count not in {"", "the"}):
        return
    since, until = _english_days(side, unit, count)
    for many in range(until_end, 0, -1):
        if words[many - 1].casefold() not in _NO_EVENT:
            what = " ".join(words[:many])
            begin = match.start("what")
            yield Anchor(match.start(), begin + len(what), begin, what, since, until, bool(unit))


def _english_days(side: str, unit: str, count: str) -> tuple[int | None, int | None]:
    """Return where a time begins and ends, in days from the day it counts from."""
    if side == "since":
        return 0, None
    if side == "until":
        return None, 1
    if side == "of":
        return _about(_DAYS.get(unit, 1))
    way = -1 if side in {"before", "just before", "shortly before", "preceding", "leading up to", "running up to", "prior to"} else 1
    if unit:
        days = _DAYS.get(unit, 1) * (int(count) if count.isdecimal() else _NUMBERS.get(count, 1))
        # "two weeks before" is a time about then, "the week before" all of it, up to the day itself.
        return (
            _beside(way, days) if count in {"", "the"} or "leading" in side else (way * days - _AROUND_DAYS, way * days + _AROUND_DAYS + 1)
        )
    if side in {"during", "around", "at the time of"}:
        return -_AROUND_DAYS, _AROUND_DAYS + 1
    return _beside(way, _NEAR_DAYS)


def _chinese(text: str, match: re.Match[str]) -> Iterator[Anchor]:
    before = _HAN_BEFORE.search(text[max(match.start() - 8, 0) : match.start()])
    if before is None:
        return
    since, until = _chinese_days(match)
    whole = before[0]
    for many in range(min(len(whole), 4), 1, -1):
        what = whole[-many:]
        if not _NO_EVENT_CHINESE.search(what):
            at = match.start() - many
            yield Anchor(at, match.end(), at, what, since, until, match["near"] is None)


def _chinese_days(match: re.Match[str]) -> tuple[int, int]:
    """Return where a time begins and ends, in days from the day it counts from."""
    side, unit = match["side"] or match["beside"] or match["near"] or "", (match["unit"] or match["whole"] or "").lstrip("个個")
    way = -1 if "前" in side else 1
    if match["near"]:
        return _beside(way, 1 if side in {"前夕", "前夜"} else _NEAR_DAYS)
    if match["later"]:
        day = _NUMBERS[match["later"][-2]] - 1
        return day, day + 1
    if match["same"]:
        return 0, 1
    if match["about"]:
        return _about(_DAYS.get(match["about"][1:].lstrip("个個"), 2 * _AROUND_DAYS + 1))
    count = match["count"] or "一"
    return _beside(way, _DAYS.get(unit, 1) * (int(count) if count.isdecimal() else _NUMBERS[count]))


def _beside(way: int, days: int) -> tuple[int, int]:
    return (-days, 1) if way < 0 else (0, days + 1)


def _about(days: int) -> tuple[int, int]:
    """Return a stretch of so many days with the day in its middle."""
    return (0, 1) if days == 1 else (-(days // 2), days // 2 + 1)


def _from_named(anchor: Anchor, plain: Sequence[Period], now: datetime) -> Period | None:
    """Count from a time: "the month after Easter"; none where that is read as a whole already, or nothing is to be counted."""
    if not anchor.is_measured or any(each.begin <= anchor.begin and anchor.end <= each.end for each in plain):
        return None
    named = next((each for each in periods(anchor.what, now) if (each.begin, each.end) == (0, len(anchor.what))), None)
    if named is None or named.since is None or named.until is None:
        return None
    return _shifted(anchor, named.since, named.until - _DAY)


def resolve(anchor: Anchor, told: Iterable[Record], now: datetime) -> Period | None:
    """Say which time an anchor means.

    Args:
        anchor: The anchor.
        told: Records that have the words of what it counts from.
        now: When it is asked, with a time zone.

    Returns:
        The period; none where the records name no day clearly.
    """
    votes: defaultdict[date, float] = defaultdict(float)
    for record in sorted(told, key=lambda each: each.at):
        if record.kind == "event":
            votes[record.at.date()] += 3
        voted = vote(record, anchor.what)
        if voted is not None:
            if sounds_corrective(record):  # it was put off: what was said before counts half
                votes.update({day: count / 2 for day, count in votes.items() if abs(day - voted.day) <= _PUT_OFF})
            # Who asks their memory asks about what was, if the records know that too.
            votes[voted.day] += voted.strength if voted.day <= now.date() else voted.strength / 2
    day = _elected(votes)
    if day is None:
        return None
    start = datetime.combine(day, time(), tzinfo=now.tzinfo or UTC)
    return _shifted(anchor, start, start)


def _shifted(anchor: Anchor, first: datetime, last: datetime) -> Period:
    """Count from the first day of something to what comes before it, and from its last to what comes after."""
    since = None if anchor.since is None else (first if anchor.since < 0 else last) + anchor.since * _DAY
    until = None if anchor.until is None else (last if anchor.until > 1 else first) + anchor.until * _DAY
    return Period(anchor.begin, anchor.end, since, until)


def _elected(votes: Mapping[date, float]) -> date | None:
    if not votes:
        return None
    day = max(votes, key=lambda each: votes[each])
    rival = max((more for other, more in votes.items() if abs(other - day) > _DAY), default=0.0)
    return day if votes[day] >= FEWEST and votes[day] >= CLEARLY * rival else None
