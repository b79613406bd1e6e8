"""Scanning what begins with a number: 2024年, 3月5号, 2024-03-05, 两个半月, 80年代; hours are in `chinese_scan_clocks`."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from keepmum.memory.times.calendar import on
from keepmum.memory.times.chinese_atoms import (
    AmountAtom,
    Atom,
    CenturyAtom,
    DayAtom,
    DecadeAtom,
    HolidayAtom,
    MonthAtom,
    NumberAtom,
    QuarterAtom,
    YearAtom,
)
from keepmum.memory.times.chinese_numbers import NUMERALS, read_number
from keepmum.memory.times.chinese_words import (
    HOUR,
    NOT_AFTER_DAY,
    NOT_AFTER_MONTH,
    NOT_AFTER_NUMBERED,
    NOT_AFTER_ONE,
    NOT_AFTER_SKY,
    NOT_AFTER_YEAR,
)

Made = tuple[Atom, ...] | None  # None: another rule may read it; (): it is no time, go on behind it
Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], Made]]

STARTS = "0123456789" + NUMERALS
_PIVOT = 50  # years of two digits below it are of this century
_DURATION_BEFORE = "了近整这共用花第有满约去每又足干住待等学好要"  # 干了十年, 近20年
_YEARS_LATER = re.compile(
    "(?:之|以)?[前后](?!期)|来|间|[之以]?内|多|半|左右|工龄|经验|老|没|未|才|不|的(?:时间|经验|感情|友谊|交情|朋友|老|历史)|了"
)
COUNTERS = "个块元人次岁斤米件位名条只本张台辆套瓶杯盒包份口句步倍成字集章页遍趟顿番%.:/日号点时年月周天分秒刻年百千万亿多余来几"


def several(word: str) -> bool:
    """Whether digits in a row are no number but several to choose from: 两三天 is two or three.

    Args:
        word: The numerals.
    """
    return len(word) > 1 and not word.isascii() and not set(word) & set("十百千廿卅")


def _whole(match: re.Match[str], name: str) -> int | None:
    word = match[name]
    return None if word is None else read_number(word)


def _full_date(match: re.Match[str]) -> Made:
    numbers = [int(match[name]) for name in ("a", "b", "c")]
    first, middle, last = numbers
    if len(match["a"]) == 4:
        year, month, day = first, middle, last
    else:
        year = last if last > 99 else last + (2000 if last < _PIVOT else 1900)
        day, month = (first, middle) if middle <= 12 else (middle, first)
    begin, end = match.span()
    if not on(year, month, day):
        return ()
    return YearAtom(begin, begin, year), MonthAtom(begin, begin, month), DayAtom(begin, end, day)


def _year_month(match: re.Match[str]) -> Made:
    year, month = (match["a"], match["b"]) if match["a"] else (match["d"], match["c"])
    begin, end = match.span()
    if not 1 <= int(month) <= 12:
        return None
    return YearAtom(begin, begin, int(year)), MonthAtom(begin, end, int(month))


def _month_day(match: re.Match[str]) -> Made:
    month, day = int(match["a"]), int(match["b"])
    if not on(2000, month, day):
        return None
    begin, end = match.span()
    return MonthAtom(begin, begin, month), DayAtom(begin, end, day)


def _year(match: re.Match[str]) -> Made:
    word, (begin, end) = match["n"], match.span()
    number = read_number(word)
    if number is None:
        return None
    if len(word) == 4 and (word.isascii() or not set(word) & set("十百千")):
        return (YearAtom(begin, end, number),) if number else None
    if "千" in word and 1000 <= number <= 2999 and number % 1000:
        return (YearAtom(begin, end, number),)
    if len(word) != 2 or set(word) & set("十百千两廿卅"):
        return None
    if not word.isascii() and word[0] not in "零〇" and number // 10 + 1 == number % 10 and number // 10 != 2:
        return None  # 七八年 is seven or eight years
    before, rest = match.string[begin - 1 : begin], match.string[end : end + 4]
    later = _YEARS_LATER.match(rest)
    if later and (word.isascii() or later.group() not in {"没", "未", "才", "不", "了"}):
        return None  # 20年前 is twenty years ago
    if word.isascii() and (before and before in _DURATION_BEFORE):
        return None
    if word.isascii() and 9 < number <= 12 and not re.match(r"\s?(?:[0-9一二三四五六七八九十]|的?[春夏秋冬第上下]|[初底末])", rest):
        return None
    return (YearAtom(begin, end, number + (2000 if number < _PIVOT else 1900)),)


def _bare_year(match: re.Match[str]) -> Made:
    begin, end = match.span()
    return (YearAtom(begin, end, int(match.group())),)


def _month(match: re.Match[str]) -> Made:
    begin, end = match.span()
    lunar = {"正": 1, "腊": 12, "冬": 11}.get(match["m"])
    month = lunar or _whole(match, "m")
    if month is None or not 1 <= month <= 12:
        return None
    if match["d"] is None:
        return (MonthAtom(begin, end, month, lunar is not None),)
    day = _whole(match, "d")
    if day is None or not 1 <= day <= 31:
        return (MonthAtom(begin, match.end("m") + 1, month, lunar is not None),)
    return MonthAtom(begin, match.start("d"), month, lunar is not None), DayAtom(match.start("d"), end, day)


def _day(match: re.Match[str]) -> Made:
    day = _whole(match, "n")
    if day is None or not 1 <= day <= 31:
        return None
    return (DayAtom(*match.span(), day),)


def _amount(match: re.Match[str]) -> Made:
    unit, half = match["unit"], bool(match["half"] or match["tail"])
    number = 0 if match["n"] == "半" else _whole(match, "n")
    if number is None or number > 9999:
        return ()
    if several(match["n"]):
        return ()
    half = half or match["n"] == "半"
    begin, end = match.span()
    if unit == "年":
        return (AmountAtom(begin, end, "year", months=12 * number + 6 * half),)
    if unit == "季度" and number in {1, 2, 3, 4} and "个" not in match.group():
        return (QuarterAtom(begin, end, number),)
    if unit == "季度":
        return (AmountAtom(begin, end, "quarter", months=3 * number),)
    if unit == "月":
        return (AmountAtom(begin, end, "month", months=number, days=15 * half),)
    if unit in {"周", "星期", "礼拜"}:
        return (AmountAtom(begin, end, "week", days=7 * number + 3 * half),)
    if unit in {"天", "日"}:
        return (AmountAtom(begin, end, "day", days=number, seconds=12 * HOUR * half),)
    if unit in {"小时", "钟头"}:
        return (AmountAtom(begin, end, "hour", seconds=HOUR * number + HOUR // 2 * half),)
    if unit == "刻钟":
        return (AmountAtom(begin, end, "minute", seconds=900 * number),)
    size = 60 if unit.startswith("分") else 1
    return (AmountAtom(begin, end, "minute" if size == 60 else "second", seconds=size * number + size // 2 * half),)


def _century(match: re.Match[str]) -> Made:
    number = _whole(match, "n")
    return (CenturyAtom(*match.span(), 100 * (number - 1)),) if number and 2 <= number <= 99 else ()


def _decade(match: re.Match[str]) -> Made:
    number = _whole(match, "n")
    if number is None or number % 10 or (number > 99 and not 1000 <= number <= 2990):
        return ()
    return (DecadeAtom(*match.span(), number),)


def _day_name(match: re.Match[str]) -> Made:
    return (
        HolidayAtom(*match.span(), {"六一": "儿童节", "十一": "国庆", "五一": "劳动节", "七一": "建党节", "八一": "建军节"}[match["n"]]),
    )


def _number(match: re.Match[str]) -> Made:
    number = None if several(match.group()) else read_number(match.group())
    return (NumberAtom(*match.span(), number),) if number is not None and number <= 31 else ()


def _nothing(_: re.Match[str]) -> Made:
    return ()


_NUMBER = rf"(?:[0-9]{{1,4}}|[{NUMERALS}]{{1,8}})"
_DIGIT = "一二三四五六七八九"

Pattern = tuple[str, Callable[[re.Match[str]], Made]]


def _dates() -> tuple[Pattern, ...]:
    start, stop = r"(?<![0-9.:/\-])", r"(?![0-9]|[./\-][0-9])"
    return (
        (r"(?<![0-9.:/])(?P<a>[0-9]{4})\s?(?P<sep>[-/.])\s?(?P<b>[0-9]{1,2})\s?(?P=sep)\s?(?P<c>[0-9]{1,2})(?![0-9])", _full_date),
        (r"(?<![0-9.:/])(?P<a>[0-9]{1,2})(?P<sep>[-/.])(?P<b>[0-9]{1,2})(?P=sep)(?P<c>[0-9]{4}|[0-9]{2})(?![0-9.])", _full_date),
        (
            (
                rf"(?<![0-9.:/])(?:(?P<a>(?:1[5-9]|20)[0-9]{{2}})(?:\s?[-/]\s?|\.(?=[01][0-9]))(?P<b>1[0-2]|0?[1-9])(?!\s?[年到月:点])"
                rf"|(?P<c>1[0-2]|0?[1-9])\s?/\s?(?P<d>(?:1[5-9]|20)[0-9]{{2}})){stop}"
            ),
            _year_month,
        ),
        (rf"{start}(?P<a>[01]?[0-9])/(?P<b>[0-3]?[0-9]){stop}", _month_day),
        (rf"(?<![0-9.])(?P<n>{_NUMBER})\s?年代(?:[初末]|中?期|前期|后期)?", _decade),
        (rf"(?<![0-9.])(?P<n>{_NUMBER})\s?世纪", _century),
        (rf"(?<![0-9.])(?P<n>[0-9]{{4}}|[0-9]{{2}}|[{NUMERALS}]{{2,8}})\s?年{NOT_AFTER_YEAR}(?!代)", _year),
        (rf"(?<![0-9.])(?P<n>[{_DIGIT}]|[0-9]+)周[年岁]", _nothing),
        (
            (
                rf"(?<![0-9.])(?P<m>[0-9]{{1,2}}|[{_DIGIT}十]{{1,2}}|[正腊])\s?月份?{NOT_AFTER_MONTH}"
                rf"(?:\s?(?P<d>[0-9]{{1,2}}|一(?![{NUMERALS}]){NOT_AFTER_ONE}|[{_DIGIT}十廿卅]{{1,3}})(?![{NUMERALS}0-9]|\s?[{COUNTERS}]))?"
            ),
            _month,
        ),
        (
            rf"(?<![月0-9{NUMERALS}])(?P<n>[{_DIGIT}两十])(?P<half>)(?P<unit>日)(?P<tail>)(?=[之以]?[前后])",
            _amount,
        ),  # 三日前; 15日前 is before the 15th
        (rf"(?<![0-9.])(?P<n>[0-9]{{1,2}}|[{_DIGIT}十廿卅]{{1,3}})\s?日{NOT_AFTER_DAY}(?![之以]?内)", _day),
        (rf"(?<![0-9.])(?P<n>[0-9]{{1,2}}|[{_DIGIT}十廿卅]{{1,3}})\s?号{NOT_AFTER_NUMBERED}", _day),
    )


def _amounts() -> tuple[Pattern, ...]:
    span = r"(?:年|个?半?月|个?季度|周|个?星期|个?礼拜|天|日|个?半?小时|个?半?钟头|分钟|秒钟?)"
    return (
        (rf"(?<![0-9.几数多])(?P<n>{_NUMBER}|半)(?P<half>)\s?(?P<unit>年)(?P<tail>半(?!年|个|天))?{NOT_AFTER_YEAR}(?!代)", _amount),
        (rf"(?<![0-9.几数多])(?P<n>{_NUMBER}|半)\s?个(?P<half>半)?(?P<unit>月|季度|星期|礼拜|小时|钟头)(?P<tail>半)?", _amount),
        (
            rf"(?<![0-9.几数多])(?P<n>{_NUMBER}|半)(?P<half>)\s?(?P<unit>季度|周(?![年岁刊长边围])|星期|礼拜|天{NOT_AFTER_SKY}|日(?=[之以]?内)|小时|钟头|刻钟|分钟|秒钟?)(?P<tail>半)?",
            _amount,
        ),
        (rf"(?<![0-9.几数多])(?P<n>{_NUMBER}|半)\s?(?:来|多|几)?个?{span}", _nothing),
    )


def _bare() -> tuple[Pattern, ...]:
    around = "(?:那[几一两]?天|期间|假期|长假|黄金周|小长假|放假|前后|以后|之后|以前|之前|的时候|时|节|去|回|出)"
    behind = r"\s?(?:[春夏秋冬][天季]|[上下]半年|[0-9一二三四五六七八九十]{1,2}月|春节|国庆|中秋|端午|元旦|五一|清明|年?[初底])"
    return (
        (
            rf"(?:^|(?<=[\s,。;!?:、(从自在于到至与和]))(?:19|20)[0-9]{{2}}(?=\s?[到至~与和\-]\s?(?:19|20)[0-9]{{2}}(?![0-9])|[之以]?[前后](?!面)|以来|\s*$|\s?[,。;!?]|{behind})",
            _bare_year,
        ),
        (r"(?<=[从自到至与和~\-])\s?(?:19|20)[0-9]{2}(?![0-9A-Za-z.\-/:%]|\s?[个块元人次名米字多余万千百])", _bare_year),
        (rf"(?<![0-9{NUMERALS}第])(?P<n>[五六]一)(?![{NUMERALS[2:]}0-9](?!起|直|定)|路|班|中|组)", _day_name),
        (rf"(?<![0-9{NUMERALS}第])(?P<n>[十七八]一)(?={around})", _day_name),
        (rf"(?<=[年次个])(?P<n>十一)(?![{NUMERALS}0-9月日号点个块元人次岁天周年])", _day_name),
        (rf"[0-9]{{1,2}}(?![0-9.,])|[{NUMERALS}]{{1,3}}(?![{NUMERALS}])", _number),
        (rf"[0-9]+(?:[.,][0-9]+)*|[{NUMERALS}]+|半(?!夜)", _nothing),
    )


@lru_cache(maxsize=1)
def number_rules() -> tuple[tuple[str, Rule], ...]:
    """Return the rules for what begins with a number, the first that fits wins.

    Returns:
        What it can begin with, its pattern and what makes atoms of a match; None from it lets the next rule try.
    """
    more = {_amount: "半", _nothing: "半", _month: "正腊"}
    rules = (*_dates(), *_amounts(), *_bare())
    return tuple((STARTS + more.get(make, ""), (re.compile(pattern), make)) for pattern, make in rules)
