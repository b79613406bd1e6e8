from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keepmum.memory.times.chinese_periods import chinese_periods

NOW = datetime(2024, 3, 20, 15, 0, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Wednesday

FIRST, LAST = datetime(2, 1, 1), datetime(9998, 12, 31)  # noqa: DTZ001  local time is read too


def told(text):
    return [(text[begin:end], _side(since), _side(until)) for begin, end, since, until in chinese_periods(text, NOW)]


def _side(side):
    return "" if side is None else side.strftime("%Y-%m-%d" if side.time() == datetime.min.time() else "%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("text", "words", "since", "until"),
    [
        ("周五吃了什么", "周五", "2024-03-15", "2024-03-16"),
        ("周三那次", "周三", "2024-03-13", "2024-03-14"),
        ("八月去了哪", "八月", "2023-08-01", "2023-09-01"),
        ("三月花了多少", "三月", "2024-03-01", "2024-04-01"),
        ("28号说过的话", "28号", "2024-02-28", "2024-02-29"),
        ("周末去了哪", "周末", "2024-03-16", "2024-03-18"),
        ("这个周末", "这个周末", "2024-03-23", "2024-03-25"),
        ("大上周", "大上周", "2024-03-04", "2024-03-11"),
        ("下周有什么安排", "下周", "2024-03-25", "2024-04-01"),
        ("明天的会", "明天", "2024-03-21", "2024-03-22"),
        ("12月31号晚上11点", "12月31号晚上11点", "2023-12-31 22:00", "2024-01-01"),
    ],
)
def test_the_last_reading_that_has_begun_is_meant(text, words, since, until):
    """Who asks looks back, unless the words say the future."""
    assert told(text) == [(words, since, until)]


@pytest.mark.parametrize(
    ("text", "words", "since", "until"),
    [
        ("三年前", "三年前", "2021-01-01", "2022-01-01"),
        ("两个月前", "两个月前", "2024-01-01", "2024-02-01"),
        ("两周前", "两周前", "2024-03-04", "2024-03-11"),
        ("五天前", "五天前", "2024-03-15", "2024-03-16"),
        ("半年前", "半年前", "2023-08-01", "2023-11-01"),
        ("三年前的春节", "三年前的春节", "2021-02-11", "2021-02-19"),
        ("前几天", "前几天", "2024-03-10", "2024-03-20"),
        ("两三天前", "两三天前", "2024-03-17", "2024-03-19"),
        ("近三年", "近三年", "2021-03-20", "2024-03-21"),
    ],
)
def test_what_is_told_in_units_is_a_unit_wide(text, words, since, until):
    """Three years ago is a year, five days ago a day."""
    assert told(text) == [(words, since, until)]


@pytest.mark.parametrize(
    ("text", "words", "since", "until"),
    [
        ("去年夏天", "去年夏天", "2023-06-01", "2023-09-01"),
        ("春天的时候", "春天", "2024-03-01", "2024-06-01"),
        ("冬天", "冬天", "2023-12-01", "2024-03-01"),
        ("22年秋天", "22年秋天", "2022-09-01", "2022-12-01"),
        ("去年暑假", "去年暑假", "2023-07-01", "2023-09-01"),
        ("上个月底", "上个月底", "2024-02-21", "2024-03-01"),
        ("月初", "月初", "2024-03-01", "2024-03-11"),
        ("年底", "年底", "2023-11-01", "2024-01-01"),
        ("去年年初", "去年年初", "2023-01-01", "2023-03-01"),
        ("三月上旬", "三月上旬", "2024-03-01", "2024-03-11"),
    ],
)
def test_seasons_and_edges_are_months_and_days(text, words, since, until):
    """Seasons are those of the northern half of the earth; a month has three thirds."""
    assert told(text) == [(words, since, until)]


@pytest.mark.parametrize(
    ("text", "words", "since", "until"),
    [
        ("去年中秋", "去年中秋", "2023-09-29", "2023-09-30"),
        ("农历八月十五", "农历八月十五", "2023-09-29", "2023-09-30"),
        ("大年初一", "大年初一", "2024-02-10", "2024-02-11"),
        ("除夕", "除夕", "2024-02-09", "2024-02-10"),
        ("2022年除夕", "2022年除夕", "2022-01-31", "2022-02-01"),
        ("腊月二十三", "腊月二十三", "2024-02-02", "2024-02-03"),
        ("过年的时候", "过年", "2024-02-09", "2024-02-17"),
        ("上次国庆", "上次国庆", "2023-10-01", "2023-10-08"),
        ("国庆那几天", "国庆那几天", "2023-10-01", "2023-10-08"),
        ("元宵节那天晚上", "元宵节那天晚上", "2024-02-24 17:00", "2024-02-25 04:00"),
        ("清明", "清明", "2023-04-05", "2023-04-06"),
        ("端午前后", "端午前后", "2023-06-19", "2023-06-26"),
    ],
)
def test_holidays_are_on_the_days_they_are_held(text, words, since, until):
    """A lunar date is where the lunisolar calendar has it, and a long holiday has all its days."""
    assert told(text) == [(words, since, until)]


@pytest.mark.parametrize(
    ("text", "words", "since", "until"),
    [
        ("昨晚", "昨晚", "2024-03-19 17:00", "2024-03-20 04:00"),
        ("昨晚八点半", "昨晚八点半", "2024-03-19 19:30", "2024-03-19 21:30"),
        ("昨天三点", "昨天三点", "2024-03-19 14:00", "2024-03-19 16:00"),
        ("3月5日到8日", "3月5日到8日", "2024-03-05", "2024-03-09"),
        ("去年3月到5月", "去年3月到5月", "2023-03-01", "2023-06-01"),
        ("2018年到2020年", "2018年到2020年", "2018-01-01", "2021-01-01"),
        ("去年到现在", "去年到现在", "2023-01-01", "2024-03-21"),
        ("5到7月", "5到7月", "2023-05-01", "2023-08-01"),
        ("三月到五月", "三月到五月", "2024-03-01", "2024-06-01"),
        ("90年代到2010年", "90年代到2010年", "1990-01-01", "2011-01-01"),
        ("6月2日及以前", "6月2日及以前", "", "2023-06-03"),
        ("刚才", "刚才", "2024-03-20 14:00", "2024-03-20 16:00"),
        ("2020年之前", "2020年之前", "", "2020-01-01"),
        ("去年以来", "去年以来", "2023-01-01", ""),
        ("上周之后", "上周之后", "2024-03-18", ""),
        ("9月3号左右", "9月3号左右", "2023-08-27", "2023-09-11"),
    ],
)
def test_a_period_is_as_wide_as_people_mean_it(text, words, since, until):
    """An evening goes on until late, an hour has an hour around it, a range has its last day."""
    assert told(text) == [(words, since, until)]


@pytest.mark.parametrize("text", ["下午三点", "晚上", "三天", "每周五", "那年夏天", "现在", "2月30日", "一点点"])
def test_what_names_no_period_is_none(text):
    """Times of day alone, lengths, habits and unknown years are no periods."""
    assert told(text) == []


def test_a_period_has_the_zone_of_the_question():
    """Sides are aware where the question is, and naive where it is not."""
    (_, _, since, _), = chinese_periods("昨天", NOW)  # fmt: skip
    assert since.tzinfo is NOW.tzinfo
    (_, _, since, _), = chinese_periods("昨天", NOW.replace(tzinfo=None))  # fmt: skip
    assert since.tzinfo is None


@settings(max_examples=200, deadline=None)
@given(
    st.text("年月日号点时周星期上下这前后今昨晚早半刻的到从之/-:.0123456789一二三四五十两初正农历春夏节国庆中秋几最近底", max_size=16),
    st.datetimes(FIRST, LAST),
)
def test_any_question_is_read_at_any_time(text, now):
    """No question fails, and a period that has two sides has them in order."""
    for begin, end, since, until in chinese_periods(text, now):
        assert 0 <= begin < end <= len(text)
        assert since is None or until is None or since <= until
        assert since or until


def test_yesterday_is_one_day():
    """A day has one midnight at each end."""
    (_, _, since, until), = chinese_periods("昨天", NOW)  # fmt: skip
    assert until - since == timedelta(days=1)
