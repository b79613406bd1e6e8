"""Scanning times of day that begin with a number: 三点一刻, 12:30, 8pm, 15时20分."""

from __future__ import annotations

import re
from functools import lru_cache

from keepmum.memory.times.chinese_atoms import ClockAtom
from keepmum.memory.times.chinese_numbers import NUMERALS, read_number
from keepmum.memory.times.chinese_scan_numbers import COUNTERS, STARTS, Made, Rule, several
from keepmum.memory.times.chinese_words import NOT_AFTER_CLOCK, NOT_AFTER_HOUR

_POINTS_BEFORE = tuple("这那几有第说提讲谈充分以下如")  # 说三点: three points, not three o'clock
_MORE_BEFORE = tuple("早快好大小多高")  # 早两点


def _colon_clock(match: re.Match[str]) -> Made:
    half = (match["half"] or "").lower()[:1]
    if match["h"].startswith("0") and len(match["h"]) == 2:
        half = half or "a"  # 08:30 is written by who counts 24 hours
    return (ClockAtom(*match.span(), int(match["h"]), int(match["m"] or 0), int(match["s"] or 0), half and half + "m"),)


def _clock(match: re.Match[str]) -> Made:
    hour = read_number(match["h"])
    if hour is None or hour > 24 or several(match["h"]):
        return None
    minute = second = 0
    if match["half"]:
        minute = 30
    elif match["quarter"]:
        minute = 15 * (read_number(match["quarter"]) or 0)
    else:
        minute = read_number(match["m"] or match["bare"] or "") or 0
        second = read_number(match["s"] or "") or 0
    if minute > 59 or second > 59:
        return None
    before = match.string[match.start() - 1 : match.start()]
    if match["h"] == "一" and match["unit"] == "时" and match.end() == match.end("unit"):
        return ()  # 一时: for a while
    bare = match["unit"] == "点" and match.end() == match.end("unit")
    weak = bare and (match["h"] == "一" or before in _POINTS_BEFORE or (match["h"] == "两" and before in _MORE_BEFORE))
    return (ClockAtom(*match.span(), hour, minute, second, weak=weak),)


@lru_cache(maxsize=1)
def clock_rules() -> tuple[tuple[str, Rule], ...]:
    """Return the rules for times of day, the first that fits wins.

    Returns:
        What it can begin with, its pattern and what makes atoms of a match; None from it lets the next rule try.
    """
    digit = "一二三四五六七八九"
    minute = rf"[0-5]?[0-9]|[{NUMERALS}]{{1,3}}"
    half = r"(?:\s?(?P<half>(?i:[ap]\.?\s?m(?![a-z])\.?)))"
    hour = rf"(?<![0-9.])(?P<h>[0-9]{{1,2}}|[零〇两{digit}十]{{1,3}})\s?(?P<unit>点钟|点整|点{NOT_AFTER_CLOCK}|时整?{NOT_AFTER_HOUR})"
    part = r"(?P<half>过?半(?!年|个|天|月|小时|价|斤|分))|(?P<quarter>[一两二三1-3])\s?刻钟?"
    exact = rf"[过又]?(?P<m>{minute})\s?分钟?(?![之前后钱数])(?:(?P<s>{minute})\s?秒钟?)?"
    bare = rf"过?(?P<bare>[0-5][0-9]|[零〇][{digit}]|[二三四五]?十[{digit}]?)(?![{NUMERALS}0-9]|\s?[{COUNTERS}])"
    rules = (
        (rf"(?<![0-9:])(?P<h>[01]?[0-9]|2[0-4]):(?P<m>[0-5][0-9])(?::(?P<s>[0-5][0-9]))?(?![0-9:]){half}?", _colon_clock),
        (rf"(?<![0-9.:])(?P<h>1[0-2]|0?[0-9])(?P<m>)(?P<s>){half}", _colon_clock),
        (rf"{hour}(?:\s?(?:{part}|{exact}|{bare}))?", _clock),
    )
    return tuple((STARTS, (re.compile(pattern), make)) for pattern, make in rules)
