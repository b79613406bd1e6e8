from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keepmum.memory.times.chinese_atoms import ClockAtom, DayAtom, MonthAtom, YearAtom
from keepmum.memory.times.chinese_holidays import HOLIDAYS
from keepmum.memory.times.chinese_lunar import FIRST_YEAR, LAST_YEAR, clear_and_bright, eve, lunar_date, midwinter
from keepmum.memory.times.chinese_numbers import read_number
from keepmum.memory.times.chinese_scan import chains
from keepmum.memory.times.chinese_text import plain


@given(st.text(max_size=60))
def test_plain_text_keeps_every_place(text):
    """Making spellings equal changes no length, so places stay what they are."""
    assert len(plain(text)) == len(text)
    assert plain(plain(text)) == plain(text)


def test_plain_text_knows_variants():
    """Traditional characters, full width and formal numerals become one spelling."""
    assert plain("後天１２：３０見") == "后天12:30见"
    assert plain("贰零贰肆年叁月") == "二零二四年三月"
    assert plain("大陆") == "大陆"


@pytest.mark.parametrize(
    ("word", "number"),
    [("二十一", 21), ("十", 10), ("一百零五", 105), ("两千零四", 2004), ("二〇二四", 2024), ("廿三", 23), ("三百六十五", 365), ("007", 7)],
)
def test_numerals_are_read(word, number):
    """Words and digits say the same number."""
    assert read_number(word) == number


@pytest.mark.parametrize("word", ["", "十十", "百千", "天", "一二十", "123456789", "十廿", "零十"])
def test_what_is_no_number_is_none(word):
    """Numerals in no order are no number."""
    assert read_number(word) is None


def test_lunar_months_have_29_or_30_days():
    """Twelve months and sometimes a leap month fill a year, and its new year lies between 21 January and 21 February."""
    for year in range(FIRST_YEAR, LAST_YEAR):
        start, following = lunar_date(year, 1, 1), lunar_date(year + 1, 1, 1)
        assert date(year, 1, 21) <= start <= date(year, 2, 21)
        assert (following - start).days in {353, 354, 355, 383, 384, 385}
        assert eve(year) == following - timedelta(days=1)
        firsts = [lunar_date(year, month, 1) for month in range(1, 13)]
        assert all((after - before).days in {29, 30, 58, 59, 60} for before, after in pairwise(firsts))


@pytest.mark.parametrize(
    ("year", "month", "day", "held"),
    [
        (2023, 8, 15, date(2023, 9, 29)),  # after the leap second month
        (2024, 1, 1, date(2024, 2, 10)),
        (2020, 5, 5, date(2020, 6, 25)),  # after the leap fourth month
        (1978, 8, 15, date(1978, 9, 17)),
        (1900, 1, 1, date(1900, 1, 31)),
        (2100, 9, 9, date(2100, 10, 12)),
    ],
)
def test_lunar_dates_are_those_of_the_almanac(year, month, day, held):
    """Known holidays are where the almanac has them."""
    assert lunar_date(year, month, day) == held


def test_outside_its_table_the_calendar_is_silent():
    """What is not known is None."""
    assert [lunar_date(1899, 1, 1), lunar_date(2101, 1, 1), lunar_date(2000, 13, 1), lunar_date(2000, 1, 31)] == [None] * 4
    assert clear_and_bright(1800) is None
    assert midwinter(2200) is None


def test_solar_terms_follow_the_sun():
    """清明 moves between the fourth and the sixth of April, midwinter around 22 December."""
    assert [clear_and_bright(year) for year in (1943, 2023, 2024)] == [date(1943, 4, 6), date(2023, 4, 5), date(2024, 4, 4)]
    assert [midwinter(year) for year in (2021, 2023)] == [date(2021, 12, 21), date(2023, 12, 22)]


@pytest.mark.parametrize("name", sorted(HOLIDAYS))
def test_each_holiday_has_a_day(name):
    """Every holiday is held once in each year of the table."""
    holiday = HOLIDAYS[name]
    for year in range(1950, 2090, 7):
        assert holiday.held(year).year in {year - 1, year, year + 1}
        assert holiday.said(year) is not None


def test_a_chain_is_what_stands_together():
    """Atoms with nothing but a space between them are one chain; any other word ends it."""
    (first, second) = chains("2024年 3月5号 我8点到")
    assert [type(atom) for atom in first] == [YearAtom, MonthAtom, DayAtom]
    assert isinstance(second[0], ClockAtom)
