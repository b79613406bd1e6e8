"""Scanning what begins with a word: 昨天, 上上周三, 下个月, 去年, 春节, 最后一个星期一, 康熙三年."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from keepmum.memory.times.chinese_atoms import (
    CenturyAtom,
    DayAtom,
    DayWordAtom,
    FewAtom,
    HalfAtom,
    HolidayAtom,
    MonthAtom,
    OrdinalAtom,
    QuarterAtom,
    RelativeAtom,
    Unit,
    WeekdayAtom,
    YearAtom,
)
from keepmum.memory.times.chinese_holidays import HOLIDAYS
from keepmum.memory.times.chinese_numbers import NUMERALS, read_number
from keepmum.memory.times.chinese_scan_numbers import Made, Rule
from keepmum.memory.times.chinese_words import (
    DAY_WORDS,
    ERAS,
    NOT_AFTER_DAY,
    NOT_AFTER_ONE,
    NOT_AFTER_SKY,
    NOT_AFTER_YEAR,
    WEEKDAYS,
    YEAR_WORDS,
)

_UNITS: dict[str, Unit] = {
    "年": "year",
    "年度": "year",
    "季度": "quarter",
    "月": "month",
    "周": "week",
    "星期": "week",
    "礼拜": "week",
    "周末": "weekend",
    "天": "day",
    "日": "day",
    "小时": "hour",
    "钟头": "hour",
    "分钟": "minute",
    "世纪": "century",
}
NOT_TURN = "(?<![早晚路线网身手车床头地海天山桌世日])"  # 晚上周五 is no 上周五, 日本周刊 no 本周


def any_of(words: Iterable[str]) -> str:
    """Write words as one pattern, the longest first.

    Args:
        words: The words.

    Returns:
        Alternatives for a regular expression.
    """
    return "|".join(sorted(words, key=len, reverse=True))


def first_characters(words: Iterable[str]) -> str:
    """Return what the words begin with.

    Args:
        words: The words.

    Returns:
        The characters, each once.
    """
    return "".join(sorted({word[0] for word in words}))


def _shift(word: str) -> int:
    if word[0] == "大":
        return -2  # 大上周 is 上上周
    return {"上": -1, "下": 1}.get(word[0], 0) * len(word)


def _relative(match: re.Match[str]) -> Made:
    return (RelativeAtom(*match.span(), _UNITS[match["unit"]], _shift(match["rel"])),)


def _relative_century(match: re.Match[str]) -> Made:
    return (CenturyAtom(*match.span(), _shift(match["rel"])),)


def _relative_weekday(match: re.Match[str]) -> Made:
    return (WeekdayAtom(*match.span(), WEEKDAYS[match["wd"]], _shift(match["rel"])),)


def _weekday(match: re.Match[str]) -> Made:
    return (WeekdayAtom(*match.span(), WEEKDAYS[match["wd"]]),)


def _weekend(match: re.Match[str]) -> Made:
    return (RelativeAtom(*match.span(), "weekend", 0),)


def _day_word(match: re.Match[str]) -> Made:
    return (DayWordAtom(*match.span(), DAY_WORDS[match.group()]),)


def _year_word(match: re.Match[str]) -> Made:
    return (RelativeAtom(*match.span(), "year", YEAR_WORDS[match.group()]),)


def _half(match: re.Match[str]) -> Made:
    return (HalfAtom(*match.span(), _UNITS[match["unit"]], match["which"] in "下后"),)


def _ordinal(match: re.Match[str]) -> Made:
    number, (begin, end) = read_number(match["n"]), match.span()
    if not number or number > 366:
        return ()
    if match["wd"]:
        return (OrdinalAtom(begin, end, number, "week", WEEKDAYS[match["wd"]]),)
    unit = _UNITS[match["unit"]]
    return (QuarterAtom(begin, end, number),) if unit == "quarter" and number <= 4 else (OrdinalAtom(begin, end, number, unit),)


def _last(match: re.Match[str]) -> Made:
    number, (begin, end) = read_number(match["n"] or "一"), match.span()
    if not number or number > 999:
        return ()
    if match["wd"]:
        return (OrdinalAtom(begin, end, -1, "week", WEEKDAYS[match["wd"]]),) if number == 1 else ()
    unit = _UNITS[match["unit"]]
    return (OrdinalAtom(begin, end, -1, unit),) if number == 1 else (FewAtom(begin, end, number, unit, last=True),)


def _few(match: re.Match[str]) -> Made:
    number = read_number(match["n"])
    if number == 1 and match["unit"] in {"天", "日"}:
        return ()  # 前一天 is the day before another one
    return (FewAtom(*match.span(), number, _UNITS[match["unit"]], last=match["which"] == "后"),) if number and number <= 999 else ()


def _era(match: re.Match[str]) -> Made:
    number = 1 if match["n"] == "元" else read_number(match["n"])
    return (YearAtom(*match.span(), ERAS[match["era"]] + number - 1),) if number and number < 200 else ()


def _new_year_day(match: re.Match[str]) -> Made:
    begin, end = match.span()
    return MonthAtom(begin, begin, 1, lunar=True), DayAtom(begin, end, read_number(match["d"]) or 1, lunar=True)


def _lunar_day(match: re.Match[str]) -> Made:
    day = read_number(match.group().removeprefix("初"))
    return (DayAtom(*match.span(), day, lunar=True),) if day else ()


def _winter_month(match: re.Match[str]) -> Made:
    return (MonthAtom(*match.span(), 11, lunar=True),)


def _holiday(match: re.Match[str]) -> Made:
    return (HolidayAtom(*match.span(), match.group()),)


def _nothing(_: re.Match[str]) -> Made:
    return ()


@lru_cache(maxsize=1)
def word_rules() -> tuple[tuple[str, Rule], ...]:
    """Return the rules for what begins with a word, the first that fits wins.

    Returns:
        What the word can begin with, its pattern and what makes atoms of a match; None from it lets the next rule try.
    """
    num = rf"(?:[0-9]{{1,3}}|[{NUMERALS}]{{1,4}})"
    week = r"(?:周|星期|礼拜)"
    weekday = rf"(?P<wd>一{NOT_AFTER_ONE}|[二三四五六](?![次遍趟])|日{NOT_AFTER_DAY}|天{NOT_AFTER_SKY}|[1-7](?![0-9]))"
    units = "季度|月|周|星期|礼拜|天|日|年|小时|钟头|分钟"
    turn = rf"{NOT_TURN}(?P<rel>大?上{{1,4}}|下{{1,4}}|这|本)(?<!一下)一?个?\s?"
    sky = "(?!气|空(?!闲)|性|黑|亮)"
    plain_days = [word for word in DAY_WORDS if not word.endswith("日")]
    formal_days = [word for word in DAY_WORDS if word.endswith("日")]
    rules = (
        ("第", rf"第\s?(?P<n>{num})\s?个?(?:{week}{weekday}|(?P<unit>{units})(?!线|周年|级))", _ordinal),
        ("第", rf"第\s?{num}[^,。\s]?", _nothing),
        ("最", rf"最[后末](?:的)?\s?(?P<n>{num})?\s?个?(?:{week}{weekday}|(?P<unit>{units}))", _last),
        (
            "前后头",
            rf"(?<![之以目提])(?P<which>[前后头])\s?(?P<n>{num})\s?(?:个(?=月|季|星|礼|小|钟))?(?P<unit>{units})(?<![^个]月)(?![前后])",
            _few,
        ),
        ("上下前后", r"(?P<which>[上下前后])半个?(?P<unit>年|月|周|星期)(?!级)", _half),
        ("大上下这本", rf"{turn}{week}的?{weekday}", _relative_weekday),
        ("大上下这本", rf"{turn}世纪", _relative_century),
        (
            "大上下这本",
            rf"{turn}(?P<unit>周末|季度|月(?!亮|球|饼)|周(?![岁年刊期围长])|星期|礼拜|年度?{NOT_AFTER_YEAR}|小时|钟头|分钟)",
            _relative,
        ),
        ("周星礼", rf"{week}{weekday}", _weekday),
        ("周", "周末(?!愉快|快乐)", _weekend),
        (first_characters(YEAR_WORDS), rf"(?<![如过文之三两几])(?:{any_of(YEAR_WORDS)}){NOT_AFTER_YEAR}", _year_word),
        (first_characters(plain_days), rf"(?<![然之以此目提文空清聪])(?:{any_of(plain_days)}){sky}", _day_word),
        (first_characters(formal_days), rf"(?<![之以])(?:{any_of(formal_days)})(?!本|头条)", _day_word),
        (first_characters(ERAS), rf"(?P<era>{any_of(ERAS)})(?P<n>元|{num})年", _era),
        ("大", "大年初(?P<d>[一二三四五六七八九十])", _new_year_day),
        ("初廿", "初[一二三四五六七八九十]|廿[一二三四五六七八九]", _lunar_day),
        ("冬", "冬月", _winter_month),
        (first_characters(HOLIDAYS), rf"(?:{any_of(HOLIDAYS)})(?!节?(?:快乐|愉快|安康)|上河图)", _holiday),
    )
    return tuple((starts, (re.compile(pattern), make)) for starts, pattern, make in rules)
