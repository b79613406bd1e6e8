"""Chinese holidays: on which day, and how long people mean by them.

Holidays of the lunar calendar have two days here. The annotation scheme that `find` follows keeps their month and day as they are said
(中秋 is 08-15); a search needs the day on which they are held.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from keepmum.memory.times.calendar import easter, nth_weekday, on
from keepmum.memory.times.chinese_lunar import clear_and_bright, eve, lunar_date, midwinter


@dataclass(frozen=True, slots=True)
class Holiday:
    """One holiday.

    Attributes:
        said: The date of a year by the annotation scheme; None where that year has none.
        held: The date on which it is really held.
        before: The days before it that belong to it: 除夕 to 春节.
        after: The days after it that belong to it: the holidays of 国庆 are seven days.
    """

    said: Callable[[int], date | None]
    held: Callable[[int], date | None]
    before: int = 0
    after: int = 0


def _fixed(month: int, day: int, after: int = 0, before: int = 0) -> Holiday:
    def given(year: int) -> date | None:
        return on(year, month, day)

    return Holiday(given, given, before, after)


def _lunar(month: int, day: int, after: int = 0, before: int = 0) -> Holiday:
    return Holiday(lambda year: on(year, month, day), lambda year: lunar_date(year, month, day), before, after)


def _weekday(month: int, weekday: int, nth: int) -> Holiday:
    def given(year: int) -> date | None:
        start = on(year, month, 1)
        return start and nth_weekday(start, start + timedelta(days=28), weekday, nth)

    return Holiday(given, given)


def _easter(year: int) -> date | None:
    return easter(year) if 1583 <= year <= 9999 else None


def _last_eve(year: int) -> date | None:
    return eve(year - 1)


_NEW_YEAR = _lunar(1, 1, after=6, before=1)
_GIVEN: dict[str, Holiday] = {
    "元旦": _fixed(1, 1),
    "新年": _fixed(1, 1),
    "跨年": _fixed(12, 31),
    "情人节": _fixed(2, 14),
    "女生节": _fixed(3, 7),
    "妇女节": _fixed(3, 8),
    "植树节": _fixed(3, 12),
    "愚人节": _fixed(4, 1),
    "清明": Holiday(lambda year: on(year, 4, 4), clear_and_bright),
    "劳动节": _fixed(5, 1, after=4),
    "青年节": _fixed(5, 4),
    "儿童节": _fixed(6, 1),
    "建党节": _fixed(7, 1),
    "建军节": _fixed(8, 1),
    "教师节": _fixed(9, 10),
    "国庆": _fixed(10, 1, after=6),
    "万圣节": _fixed(10, 31),
    "光棍节": _fixed(11, 11),
    "平安夜": _fixed(12, 24),
    "圣诞": _fixed(12, 25),
    "双十一": _fixed(11, 11),
    "双十二": _fixed(12, 12),
    "双十": _fixed(10, 10),
    "母亲节": _weekday(5, 6, 2),
    "父亲节": _weekday(6, 6, 3),
    "感恩节": _weekday(11, 3, 4),
    "复活节": Holiday(_easter, _easter),
    "冬至": Holiday(lambda year: on(year, 12, 21), midwinter),
    "除夕": Holiday(lambda year: on(year, 12, 31), _last_eve),
    "大年三十": Holiday(lambda year: on(year, 1, 30), _last_eve),
    "小年": Holiday(lambda year: on(year, 12, 23), lambda year: lunar_date(year - 1, 12, 23)),
    "腊八": Holiday(lambda year: on(year, 12, 8), lambda year: lunar_date(year - 1, 12, 8)),
    "春节": _NEW_YEAR,
    "过年": _NEW_YEAR,
    "元宵": _lunar(1, 15),
    "龙抬头": _lunar(2, 2),
    "端午": _lunar(5, 5),
    "七夕": _lunar(7, 7),
    "中元节": _lunar(7, 15),
    "中秋": _lunar(8, 15),
    "重阳": _lunar(9, 9),
}
_OTHER_NAMES = {
    "元旦节": "元旦", "圣诞节": "圣诞", "国庆节": "国庆", "清明节": "清明", "端午节": "端午", "中秋节": "中秋",
    "重阳节": "重阳", "元宵节": "元宵", "七夕节": "七夕", "除夕夜": "除夕", "年三十": "大年三十", "大年夜": "大年三十",
    "双11": "双十一", "双12": "双十二", "三八节": "妇女节", "五一节": "劳动节", "六一节": "儿童节", "十一国庆": "国庆",
    "跨年夜": "跨年", "腊八节": "腊八", "万圣夜": "万圣节", "双十节": "双十", "新春": "春节",
}  # fmt: skip
HOLIDAYS: dict[str, Holiday] = _GIVEN | {name: _GIVEN[other] for name, other in _OTHER_NAMES.items()}
ONLY_SEARCHED = frozenset({"过年"})  # no holiday by name, yet a person who looks for it means one


def lunar_said(month: int, day: int) -> Callable[[int], date | None]:
    """Return the rule of the annotation scheme for a lunar date: its month and day, as said.

    Args:
        month: The lunar month.
        day: Its day.

    Returns:
        A rule from a year to a date.
    """
    return lambda year: on(year, month, day)


def lunar_held(month: int, day: int) -> Callable[[int], date | None]:
    """Return the true rule for a lunar date.

    Args:
        month: The lunar month.
        day: Its day.

    Returns:
        A rule from the lunar year to a date.
    """
    return lambda year: lunar_date(year, month, day)
