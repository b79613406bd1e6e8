"""The forms: what each makes of a value, and that what it cannot do safely is left to a token."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import iban, luhn

from keepmum.policy.category import Category
from keepmum.policy.detectors.words import is_common
from keepmum.policy.masking.forms.ages import age
from keepmum.policy.masking.forms.amounts import band
from keepmum.policy.masking.forms.datelists import shift_list
from keepmum.policy.masking.forms.dates import offset, order_of, shift, year_of
from keepmum.policy.masking.forms.places import coarser
from keepmum.policy.masking.forms.pools import FAMILY, GIVEN, PINYIN_FAMILY, PINYIN_GIVEN
from keepmum.policy.masking.forms.surrogates import surrogates

C = Category
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("12 March 2024", "2 April 2024"),
        ("12th of March 2024", "2nd of April 2024"),
        ("Tuesday, 12 March 2024", "Tuesday, 2 April 2024"),
        ("Tuesday 12 March", "Tuesday 2 April"),
        ("March 12, 2024", "April 2, 2024"),
        ("Mar. 3rd", "Mar. 24th"),
        ("MARCH 5", "MARCH 26"),
        ("5 may 2024", "26 may 2024"),
        ("28 Dec 2024", "18 Jan 2025"),
        ("12-Mar-2024", "2-Apr-2024"),
        ("2024-03-12", "2024-04-02"),
        ("2024-3-1", "2024-3-22"),
        ("2024/03/12", "2024/04/02"),
        ("20240312T1030Z", "20240402T1030Z"),
        ("2024-03-12T10:30:00Z", "2024-04-02T10:30:00Z"),
        ("13/03/2024", "03/04/2024"),
        ("3/13/24", "4/3/24"),
        ("12.03.2024", "02.04.2024"),
        ("31.12.99", "21.01.00"),
        ("2024年3月12日", "2024年4月2日"),
        ("3月12号", "4月2号"),
        ("三月十二日", "四月二日"),
        ("二〇二四年十二月二十日", "二〇二五年一月十日"),
        ("二零二四年三月十日", "二零二四年三月三十一日"),
    ],
)
def test_a_date_moves_in_its_own_writing(text: str, moved: str) -> None:
    """Three weeks later, in the same language, order, case and padding; and back again."""
    assert shift(text, 21) == moved
    assert shift(moved, -21) == text or "." in text or "/" in text


@pytest.mark.parametrize(
    "text",
    [
        "Tuesday",
        "March",
        "March 2024",
        "2024",
        "12",
        "12th",
        "in March",
        "29 February",
        "28 February",
        "30 February 2024",
        "2023-02-29",
        "03/04/2024",
        "3-4-24",
        "next week",
        "农历三月初一",
        "3月",
        "2024年",
        "12日",
        "十二",
        "3月12",
        "下周二",
        "13/13/2024",
        "2024-13-01",
        "12 March 2024 at 10",
        "",
        "2 Marchember 2024",
        "三十三月二日",
    ],
)
def test_what_is_no_whole_date_is_not_moved(text: str) -> None:
    """A date that cannot be told becomes a token."""
    assert shift(text, 21) is None


def test_the_order_of_numbers_is_told_by_the_others() -> None:
    """Of "03/04/2024" the order is read as the other dates of the request have it; where they differ, it is not read."""
    assert order_of(["13/03/2024", "03/04/2024", "x"]) == "day"
    assert order_of(["3/13/2024"]) == "month"
    assert order_of(["13/03/2024", "3/13/2024"]) is None
    assert shift("03/04/2024", 7, "day") == "10/04/2024"
    assert shift("03/04/2024", 7, "month") == "03/11/2024"


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("14 and 27 July 2019", "4 August 2019 and 17 August 2019"),
        ("14th, 21st and 27th of July 2019", "4th of August 2019, 11th of August 2019 and 17th of August 2019"),
        ("14-27 July 2019", "4 August 2019 - 17 August 2019"),
        ("14 to 27 July", "4 August to 17 August"),
        ("28 June \u2013 3 July 2019", "19 July 2019 \u2013 24 July 2019"),
        ("28 December to 3 January 2020", "18 January 2020 to 24 January 2020"),
        ("14 July 2019 and 27 July 2020", "4 August 2019 and 17 August 2020"),
        ("July 14 and 27, 2019", "August 4, 2019 and August 17, 2019"),
        ("DEC 14 & 15, 2020", "JAN 4, 2021 & JAN 5, 2021"),
        ("Monday 15 and Tuesday 16 July 2024", "Monday 5 August 2024 and Tuesday 6 August 2024"),
    ],
)
def test_each_date_of_a_list_moves(text: str, moved: str) -> None:
    """Each is written whole, three weeks later, in its own order and case; what joins them stays."""
    found = shift_list(text, 21)
    assert found is not None
    assert found.written == moved
    assert [shift(before, 21) for before, _ in found.dates] == [after for _, after in found.dates]


@pytest.mark.parametrize(
    "text",
    [
        "14 July 2019",
        "14 and 27",
        "July and December 1995",
        "1999 and 2001",
        "28 December and 3 January 2020",
        "14 or 15 February",
        "30 and 31 June 2019",
        "14 July and August 3",
        "14, 2019 and 27 July",
        "14-27",
        ", ".join(["14 July 2019"] * 13),
        "",
    ],
)
def test_what_is_no_list_of_whole_dates_is_not_moved(text: str) -> None:
    """One date, dates without a month, dates whose year cannot be told, and dates that there are not become a token."""
    assert shift_list(text, 21) is None


_DAY = st.dates(date(1990, 1, 1), date(2050, 1, 1))


@settings(max_examples=200, deadline=None)
@given(_DAY, st.integers(1, 27), st.sampled_from([" and ", " to ", "-", " or ", ", "]), st.binary(min_size=1))
def test_intervals_in_a_list_are_kept(first: date, later: int, joint: str, seed: bytes) -> None:
    """Whatever a list leaves out, each of its dates moves by the same number of days."""
    second, days = first + timedelta(later), offset(seed, "")
    short = f"{first.day}" if (first.year, first.month) == (second.year, second.month) else f"{first.day} {MONTHS[first.month - 1]}"
    text = f"{short}{joint}{second.day} {MONTHS[second.month - 1]} {second.year}"
    found = shift_list(text, days)
    if found is None:  # "30 December, 2 January 2020" does not say whose year it is
        assert first.year != second.year
        assert joint not in {" to ", "-"}
        return
    as_read = [f"{day.day} {MONTHS[day.month - 1]} {day.year}" for day in (first + timedelta(days), second + timedelta(days))]
    assert [after for _, after in found.dates] == as_read
    assert found.written == (" - " if joint == "-" else joint).join(as_read)


_FORMATS = (
    lambda day: day.isoformat(),
    lambda day: f"{day.day} {MONTHS[day.month - 1]} {day.year}",
    lambda day: f"{MONTHS[day.month - 1]} {day.day}, {day.year}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: day.strftime("%d.%m.%Y"),
    lambda day: day.strftime("%Y%m%d"),
)


@settings(max_examples=300, deadline=None)
@given(_DAY, _DAY, st.sampled_from(_FORMATS), st.binary(min_size=1), st.text(max_size=3))
def test_intervals_and_weekdays_are_kept(first, second, form, seed: bytes, subject: str) -> None:
    """All dates of a subject move by one secret number of whole weeks, so what lies between them stays."""
    days = offset(seed, subject)
    assert days % 7 == 0
    assert 14 <= abs(days) <= 364
    assert shift(form(first), days) == form(first + timedelta(days))
    assert shift(form(second), days) == form(second + timedelta(days))


def test_offsets_differ() -> None:
    """Another conversation or another subject moves by another number, most of the time."""
    assert len({offset(bytes([number]), "") for number in range(100)}) > 50
    assert len({offset(b"x", str(number)) for number in range(100)}) > 50


@pytest.mark.parametrize(
    ("text", "wide"),
    [
        ("£1,240", "£1,000-2,000"),
        ("£1,000", "£500-2,000"),
        ("$1.2m", "$1-2m"),
        ("€ 1.240,50", "€ 1.000-2.000"),
        ("1 240 kr", "1 000-2 000 kr"),
        ("USD 12 000", "USD 10 000-20 000"),
        ("100 dollars", "50-200 dollars"),
        ("£950", "£500-1000"),
        ("$20k", "$10-50k"),
        ("7 euros", "5-10 euros"),
        ("1 pound", "0-2 pound"),
        ("3万元", "2-5万元"),
        ("三千块", "2000-5000块"),
        ("两百块", "100-500块"),
        ("5000元", "2000-10000元"),
        ("¥12.50", "¥10-20"),
        ("£1,240-1,500", None),
        ("$1.500 million", None),
        ("1.23.45 EUR", None),
        ("一万二千元", None),
        ("三块五", None),
        ("£0.50", None),
        ("€", None),
        ("a lot", None),
        ("£12,34,567", None),
        ("£1,240,", "£1,000-2,000,"),
    ],
)
def test_bands(text: str, wide: str | None) -> None:
    """A sum is the band in which it lies, in its own currency, language and way of parting thousands."""
    assert band(text) == wide


@settings(max_examples=300, deadline=None)
@given(st.integers(2, 10**14))
def test_a_band_holds_its_sum(value: int) -> None:
    """Every sum lies inside its band, is no end of it, and the band is at least half as wide as the sum."""
    low, high = (int(end.replace(",", "")) for end in str(band(f"£{value:,}")).removeprefix("£").split("-"))
    assert low < value < high
    assert high - low >= value / 2


@pytest.mark.parametrize(
    ("text", "wide"),
    [
        ("43", "40s"),
        ("43 years old", "40s"),
        ("43-year-old", "40s"),
        ("forty-three years old", "40s"),
        ("in her forties", "40s"),
        ("17", "10s"),
        ("seven years old", "under 10"),
        ("95", "over 90"),
        ("43岁", "四十多岁"),
        ("今年四十三岁", "四十多岁"),
        ("十五岁", "十几岁"),
        ("七岁", "不到十岁"),
        ("95岁", "九十岁以上"),
        ("12 March 1980", "1980s"),
        ("1980年3月", "1980年代"),
        ("b. 1980", "1980s"),
        ("18 months old", None),
        ("3个月大", None),
        ("'80", None),
        ("12/3/80", None),
        ("a hundred", None),
        ("43 or 44", None),
        ("一百零二岁", None),
        ("130", None),
        ("0", None),
        ("三十多岁", "三十多岁"),
        ("young", None),
        ("", None),
    ],
)
def test_ages(text: str, wide: str | None) -> None:
    """An age is its decade, a date of birth the decade of its year."""
    assert age(text) == wide


def test_years() -> None:
    """Only a year that stands there in full is one."""
    assert [year_of(text) for text in ("12 March 1980", "1980", "12/3/80", "12 March", "1980 or 1990")] == [1980, 1980, None, None, None]


@pytest.mark.parametrize(
    ("text", "wide"),
    [
        ("12 Rose Lane, Bristol BS6 5TT", "Bristol"),
        ("BS6 5TT", "BS"),
        ("bs65tt", "BS"),
        ("12 Nowhere Lane, BS6 5TT", "BS"),
        ("上海市静安区愚园路128弄7号402室", "上海市"),
        ("浙江省杭州市西湖区", "浙江省"),
        ("Springfield, IL 62704", "IL"),
        ("12 Main St, London", "London"),
        ("K1A 0B1", "K"),
        ("12345-6789", "123xx"),
        ("杭州市", None),
        ("愚园路128弄", None),
        ("Bristol", None),
        ("12 Rose Lane", None),
        ("5 Foo Road, Nowhereville", None),
        ("", None),
    ],
)
def test_places(text: str, wide: str | None) -> None:
    """A place is the coarser one that stands in it, or none."""
    assert coarser(text) == wide


def made(category: Category, original: str, count: int = 20, seed: bytes = b"seed") -> list[str]:
    return list(islice(surrogates(category, original, seed, original), count))


def test_surrogates_are_of_the_kind() -> None:
    """Each looks like what it stands for, and comes from a range that is nobody's."""
    assert all(name.isascii() and len(name.split()) == 2 for name in made(C.PERSON, "Anneliese Brandt"))
    assert all(len(name) == 3 and not name.isascii() for name in made(C.PERSON, "陈美玲"))
    assert all(len(name.split()) == 1 for name in made(C.PERSON, "Bo"))
    assert all(name.split()[-1] in PINYIN_FAMILY for name in made(C.PERSON, "Mei Chen"))
    assert all(number.startswith("07700 900") for number in made(C.PHONE, "020 7946 0018"))
    assert all(number.startswith("+44 7700 900") for number in made(C.PHONE, "+44 20 7946 0018"))
    assert all("-555-01" in number for number in made(C.PHONE, "(415) 555-2671"))
    assert all(number.startswith("138 0013 ") for number in made(C.PHONE, "13912345678"))
    assert all(address.endswith("@example.org") for address in made(C.EMAIL, "a@b.com"))
    assert all(address.startswith("https://example.org/") for address in made(C.URL, "www.x.com"))
    assert all(address.startswith(("192.0.2.", "198.51.100.", "203.0.113.")) for address in made(C.IP, "10.0.0.1"))
    assert all(address.startswith("2001:db8::") for address in made(C.IP, "fe80::1"))
    assert all(luhn.is_valid(card) and len(card) == 15 for card in made(C.CARD, "3782 822463 10006".replace(" ", "")))
    assert not any(iban.is_valid(number) for number in made(C.IBAN, "DE89 3704 0044 0532 0130 00"))
    assert all(number.startswith("DE00") for number in made(C.IBAN, "DE89370400440532013000"))
    assert all("," in address for address in made(C.ADDRESS, "12 Rose Lane, Bristol"))
    assert not any("," in address for address in made(C.ADDRESS, "12 Rose Lane"))
    assert all("路" in address for address in made(C.ADDRESS, "愚园路128弄"))
    assert all(name.isascii() for name in made(C.ORGANISATION, "Acme"))
    assert made(C.PLACE, "Bristol")


@pytest.mark.parametrize(
    ("category", "original"),
    [
        (C.SECRET, "x"),
        (C.HEALTH, "asthma"),
        (C.ID_NUMBER, "1"),
        (C.DATE, "1 May"),
        (C.PERSON, "محمد"),
        (C.PERSON, "陈伟 Mei"),
        (C.PLACE, "杭州"),
        (C.PERSON, "김민수"),
    ],
)
def test_some_have_no_surrogate(category: Category, original: str) -> None:
    """A kind or a script without a safe surrogate has none."""
    assert made(category, original) == []


def test_surrogates_tell_nothing_across_conversations() -> None:
    """One conversation gives one value the same ones; another gives others."""
    assert made(C.PERSON, "Mei Chen") == made(C.PERSON, "Mei Chen")
    assert len({made(C.PERSON, "Anna Berg", 1, bytes([seed]))[0] for seed in range(50)}) > 40


def test_made_up_names_are_no_words() -> None:
    """A part of a made-up name comes back too, so none of them is a word that a reply may have for itself."""
    assert not [name for names in (GIVEN, FAMILY, PINYIN_FAMILY, PINYIN_GIVEN) for name in names if is_common(name.lower())]
