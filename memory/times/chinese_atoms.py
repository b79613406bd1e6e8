"""The smallest parts of Chinese time expressions, as the scanner gives them and the rules put them together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal

Unit = Literal["century", "year", "quarter", "month", "week", "weekend", "day", "hour", "minute", "second"]


class Role(Enum):
    """What a small word does to the times beside it."""

    FROM = "从"
    TO = "到"
    AND = "和"
    BETWEEN = "之间"
    OF = "的"
    BEFORE = "之前"
    AFTER = "之后"
    UNTIL = "及之前"
    SINCE = "及之后"
    STARTING = "开始"
    DEADLINE = "截止到"
    ABOUT = "大约"
    AROUND = "左右"
    EVERY = "每"
    PAST = "近"
    FUTURE = "未来"
    LEFT = "还剩"
    SHORT_OF = "差"
    LUNAR = "农历"
    LAST_TIME = "上次"
    THIS_TIME = "这次"
    NEXT_TIME = "下次"
    DAYS_ROUND = "那几天"


@dataclass(frozen=True, slots=True)
class Atom:
    """A part with its place in the text, half-open, in characters."""

    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class WordAtom(Atom):
    """A small word."""

    role: Role


@dataclass(frozen=True, slots=True)
class NumberAtom(Atom):
    """A number whose unit stands elsewhere, as the first in 四到六点."""

    number: int


@dataclass(frozen=True, slots=True)
class YearAtom(Atom):
    """A year that was named: 2024年, 24年, 康熙三年."""

    year: int


@dataclass(frozen=True, slots=True)
class MonthAtom(Atom):
    """A month: 3月, 正月."""

    month: int
    lunar: bool = False


@dataclass(frozen=True, slots=True)
class DayAtom(Atom):
    """A day of the month: 3号, 初五."""

    day: int
    lunar: bool = False


@dataclass(frozen=True, slots=True)
class WeekdayAtom(Atom):
    """A day of the week (0 is Monday), with the weeks it lies away from this one where that was said: 上上周三."""

    weekday: int
    shift: int | None = None


@dataclass(frozen=True, slots=True)
class DayWordAtom(Atom):
    """A day told from today: 昨天."""

    shift: int


@dataclass(frozen=True, slots=True)
class RelativeAtom(Atom):
    """A period told from the present one: 上周, 下个月, 去年."""

    unit: Unit
    shift: int


@dataclass(frozen=True, slots=True)
class HalfAtom(Atom):
    """The first or second half of a year, month or week: 上半年."""

    unit: Unit
    second: bool


@dataclass(frozen=True, slots=True)
class QuarterAtom(Atom):
    """A quarter of a year, from 1."""

    quarter: int


@dataclass(frozen=True, slots=True)
class SeasonAtom(Atom):
    """A season: 0 is spring, 3 winter; 4 the summer holidays, 5 the winter holidays."""

    season: int


@dataclass(frozen=True, slots=True)
class CenturyAtom(Atom):
    """A century by its first year: 20世纪 is 1900."""

    first: int


@dataclass(frozen=True, slots=True)
class DecadeAtom(Atom):
    """A decade by its first year within the century (80年代), or from year 0 (1980年代)."""

    first: int


@dataclass(frozen=True, slots=True)
class EdgeAtom(Atom):
    """A part of a period, from its beginning to its end: 月初, 年底, 上旬. `unit` is the period where the word names it."""

    third: int
    unit: Unit | None


@dataclass(frozen=True, slots=True)
class HolidayAtom(Atom):
    """A holiday by the name that `chinese_holidays` knows."""

    name: str


@dataclass(frozen=True, slots=True)
class PartAtom(Atom):
    """A part of the day by the name that `chinese_words` knows: 下午."""

    name: str


@dataclass(frozen=True, slots=True)
class ClockAtom(Atom):
    """A time of day as said; `half` is "am" or "pm" where it stood beside it, and `weak` what may be no time: 一点."""

    hour: int
    minute: int = 0
    second: int = 0
    half: str = ""
    weak: bool = False


@dataclass(frozen=True, slots=True)
class AmountAtom(Atom):
    """A length of time: 三天, 两个半月. Halves of months are days, of years months."""

    unit: Unit
    months: int = 0
    days: int = 0
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class OrdinalAtom(Atom):
    """One of several (from 1; -1 is the last): 第三个月, 最后一个星期一."""

    nth: int
    unit: Unit
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class FewAtom(Atom):
    """The first or last few: 前10天, 最后4个月."""

    number: int
    unit: Unit
    last: bool


@dataclass(frozen=True, slots=True)
class NowAtom(Atom):
    """The present moment, or the one just gone: 现在, 刚才."""

    gone: bool


@dataclass(frozen=True, slots=True)
class VagueAtom(Atom):
    """Days not counted, in days from today, half-open: 前几天 is -7 to 0, 几个月前 -270 to -60."""

    since: int
    until: int
