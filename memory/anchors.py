"""Times that a question counts from something that happened: "the week before the wedding", 手术前一天.

When the wedding was is read from the records: of those that have its words, each day that they name has a vote, and a day
that no other comes near is it. Pure: the records are given.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from keepmum.memory.alternatives import form_tokens
from keepmum.memory.mentioned import READ
from keepmum.memory.record import Record
from keepmum.memory.times.value import TimeValue
from keepmum.memory.when import Period, find

FEWEST = 2  # votes for a day
CLEARLY = 1.5  # times as many as the next day, a day beside it left out

_NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "a couple of": 2, "a few": 3} | {
    "一": 1,
    "两": 2,
    "兩": 2,
    "二": 2,
    "三": 3,
    "四": 4,
    "几": 3,
    "幾": 3,
}
_DAYS = {"day": 1, "night": 1, "morning": 1, "evening": 1, "week": 7, "weekend": 7, "month": 30} | {
    "天": 1,
    "晚": 1,
    "周": 7,
    "週": 7,
    "星期": 7,
    "礼拜": 7,
    "禮拜": 7,
    "个月": 30,
    "個月": 30,
}
_WHAT = (
    r"(?:the|my|our|his|her|their|\w+'s|\w+’s) (?P<what>[a-z][\w'’-]*(?: [a-z][\w'’-]*){0,2}?)"
    r"(?=$|[?.!,;]| (?:did|do|does|was|were|is|are|has|had|who|what|when|where|which|and|in|on|at)\b)"
)
_ENGLISH = (
    re.compile(
        r"\b(?:the )?(?P<count>a couple of|a few|two|three|four|a|one)? ?(?P<unit>day|night|morning|evening|week|weekend|month)s? "
        rf"(?P<side>before|after) {_WHAT}",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?P<side>just before|right after|shortly after|shortly before|before|after|since|until|during|on the day of|around|"
        rf"at the time of) {_WHAT}",
        re.IGNORECASE,
    ),
)
_CHINESE = re.compile(
    r"(?P<what>[\u4e00-\u9fff]{2,4}?)的?(?:"
    r"(?P<side>前|后|後)(?P<count>[一两兩二三四几幾])[个個]?(?P<unit>天|晚|周|週|星期|礼拜|禮拜|个月|個月)"
    r"|(?P<near>前夕|那天|当天|當天|那几天|那幾天|那阵子|期间|期間|之前|以前|之后|之後|以后|以後))"
)
_AROUND = {"before": -1, "just before": -1, "shortly before": -1, "前夕": -1, "之前": -1, "以前": -1, "until": -2} | {
    "after": 1,
    "right after": 1,
    "shortly after": 1,
    "之后": 1,
    "之後": 1,
    "以后": 1,
    "以後": 1,
    "since": 2,
}
_NEAR = timedelta(days=14)  # so long before or after, where only "before" or "after" is said
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A time that counts from something.

    Attributes:
        begin: Its first character.
        end: The character after its last.
        what: What it counts from, as written.
        since: Days from that day to where the time begins; none for open.
        until: Days to where it ends; none for open.
    """

    begin: int
    end: int
    what: str
    since: int | None
    until: int | None

    @property
    def tokens(self) -> frozenset[str]:
        """What to look up for it: the words that a record must have to tell of it."""
        return form_tokens(self.what)


def anchors(text: str) -> tuple[Anchor, ...]:
    """Find the times in a question that count from something; at most one.

    Args:
        text: The question, as written.
    """
    for pattern in _ENGLISH:
        match = pattern.search(text)
        if match:
            groups = match.groupdict()
            count = groups.get("count")
            days = _DAYS[groups["unit"].casefold()] * _NUMBERS[(count or "a").casefold()] if groups.get("unit") else 0
            return (_anchor(match, match["side"].casefold(), days, counted=count is not None),)
    match = _CHINESE.search(text)
    if match is None:
        return ()
    days = _DAYS[match["unit"]] * _NUMBERS[match["count"]] if match["unit"] else 0
    return (_anchor(match, {"前": "before", "后": "after", "後": "after", None: match["near"]}[match["side"]], days, counted=False),)


def _anchor(match: re.Match[str], side: str, days: int, *, counted: bool) -> Anchor:
    way = _AROUND.get(side, 0)
    since: int | None
    until: int | None
    if way == 0:
        since, until = -3, 4
    elif days and counted:  # "two weeks before" is a time about then
        since, until = way * days - 3, way * days + 4
    elif days:  # "the week before" is all of it, up to the day itself
        since, until = (-days, 1) if way < 0 else (0, days + 1)
    else:
        since, until = {-1: (-_NEAR.days, 1), 1: (0, _NEAR.days), 2: (0, None), -2: (None, 1)}[way]
    return Anchor(match.start(), match.end(), match["what"], since, until)


def resolve(anchor: Anchor, told: Iterable[Record], now: datetime) -> Period | None:
    """Say which time an anchor means.

    Args:
        anchor: The anchor.
        told: Records that have the words of what it counts from.
        now: When it is asked, with a time zone.

    Returns:
        The period; none where the records name no day clearly.
    """
    votes: Counter[date] = Counter()
    for record in told:
        if record.kind == "event":
            votes[record.at.date()] += 3
        votes.update(_days(record))
    day = _elected(votes)
    if day is None:
        return None
    start = datetime.combine(day, time(), tzinfo=now.tzinfo or UTC)
    return Period(
        anchor.begin,
        anchor.end,
        None if anchor.since is None else start + anchor.since * _DAY,
        None if anchor.until is None else start + anchor.until * _DAY,
    )


def _days(record: Record) -> set[date]:
    """Return the days that a record's text names, each read as the one that comes: people tell what is ahead."""
    found: set[date] = set()
    for expression in find(record.text[:READ], record.at.replace(tzinfo=None)):
        days = [named for named in map(_day, expression.values) if named is not None]
        ahead = [day for day in days if day >= record.at.date()]
        if days:
            found.add(min(ahead) if ahead else max(days))
    return found


def _day(value: TimeValue) -> date | None:
    """Return the day that a reading names; none for more than a day, and for an hour of no day."""
    point = value.value if value.value is not None else value.start
    if isinstance(value.start, datetime) and (not isinstance(value.end, datetime) or value.end - value.start > _DAY):
        return None
    if isinstance(point, datetime):
        return point.date()
    return point if isinstance(point, date) and value.type == "date" else None


def _elected(votes: Counter[date]) -> date | None:
    if not votes:
        return None
    (day, count), *others = votes.most_common()
    rival = max((more for other, more in others if abs(other - day) > _DAY), default=0)
    return day if count >= FEWEST and count >= CLEARLY * rival else None
