"""Shapes: what is told by how it is written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.policy.hostile import growth

from keepmum.policy.category import Category
from keepmum.policy.detectors.numbers import chinese_id, luhn
from keepmum.policy.detectors.shapes import ShapesDetector

DETECTOR = ShapesDetector()


def found(text: str, category: Category | None = None) -> list[str]:
    return [text[span.start : span.end] for span in DETECTOR.find(text) if category in {None, span.category}]


@pytest.mark.parametrize(
    ("text", "value", "category"),
    [
        ("write to mei.lin+home@mail.example.org, please", "mei.lin+home@mail.example.org", Category.EMAIL),
        ("邮箱是mei@example.cn谢谢", "mei@example.cn", Category.EMAIL),
        ("ｍｅｉ＠ｅｘａｍｐｌｅ．ｃｏｍ", "ｍｅｉ＠ｅｘａｍｐｌｅ．ｃｏｍ", Category.EMAIL),
        ("mei (at) example (dot) com", "mei (at) example (dot) com", Category.EMAIL),
        ("see https://example.org/a?name=mei#x.", "https://example.org/a?name=mei#x", Category.URL),
        ("it is on photos.example.com/album/7 now", "photos.example.com/album/7", Category.URL),
        ("网址www.example.cn/mei看看", "www.example.cn/mei", Category.URL),
        ("from 192.168.1.44:8080 today", "192.168.1.44:8080", Category.IP),
        ("host 2001:db8::8a2e:370:7334 is up", "2001:db8::8a2e:370:7334", Category.IP),
        ("mac 00:1B:44:11:3A:B7", "00:1B:44:11:3A:B7", Category.IP),
        ("at 51.4545, -2.5879 by the door", "51.4545, -2.5879", Category.PLACE),
        ("ask @wchen88 on there", "@wchen88", Category.PERSON),
        ("call 07700 900123 tonight", "07700 900123", Category.PHONE),
        ("call +44 (0)20 7946 0958", "+44 (0)20 7946 0958", Category.PHONE),
        ("(415) 555-0132 is mine", "(415) 555-0132", Category.PHONE),
        ("电话13812345678打不通", "13812345678", Category.PHONE),
        ("手机１３８１２３４５６７８", "１３８１２３４５６７８", Category.PHONE),
        ("on 828-635-2307x09667 today", "828-635-2307x09667", Category.PHONE),
        ("办公室010-62345678转", "010-62345678", Category.PHONE),
        ("card 4111 1111 1111 1111 please", "4111 1111 1111 1111", Category.CARD),
        ("card 4111 1111 1111 1112 mistyped", "4111 1111 1111 1112", Category.CARD),
        ("GB82 WEST 1234 5698 7654 32", "GB82 WEST 1234 5698 7654 32", Category.IBAN),
        ("GB83 WEST 1234 5698 7654 32 is wrong", "GB83 WEST 1234 5698 7654 32", Category.IBAN),
        ("sort code 12-34-56", "12-34-56", Category.ACCOUNT),
        ("ssn 078-05-1120 ok", "078-05-1120", Category.ID_NUMBER),
        ("my NINO is QQ 12 34 56 C", "QQ 12 34 56 C", Category.ID_NUMBER),
        ("身份证110101199003071234吧", "110101199003071234", Category.ID_NUMBER),
        ("身份证号是11010119900307123X。", "11010119900307123X", Category.ID_NUMBER),
        ("passport number: E12345678", "E12345678", Category.ID_NUMBER),
        ("DNI 12345678Z", "12345678Z", Category.ID_NUMBER),
        ("CPF 123.456.789-09", "123.456.789-09", Category.ID_NUMBER),
        ("车牌京A12345在楼下", "京A12345", Category.PLATE),
        ("是沪F·XRMQA。", "沪F·XRMQA", Category.PLATE),
        ("打151 1994 5789找我", "151 1994 5789", Category.PHONE),
        ("在湖北省成都市高新区学院路66号", "湖北省成都市高新区学院路66号", Category.ADDRESS),
        ("沪A·D12345是我的车", "沪A·D12345", Category.PLATE),
        ("parked BD51 SMR outside", "BD51 SMR", Category.PLATE),
        ("Flat 3, 12 Rose Lane, BS6 5TT", "Flat 3, 12 Rose Lane, BS6 5TT", Category.ADDRESS),
        ("we live at 12 rose lane now", "12 rose lane", Category.ADDRESS),
        ("1600 Maple Avenue, Apt 4B, Springfield, IL 62704", "1600 Maple Avenue, Apt 4B, Springfield, IL 62704", Category.ADDRESS),
        ("12 rue de la Paix, 75002 Paris", "12 rue de la Paix, 75002 Paris", Category.ADDRESS),
        ("Lindenstraße 12, 10969 Berlin", "Lindenstraße 12, 10969 Berlin", Category.ADDRESS),
        ("P.O. Box 1234", "P.O. Box 1234", Category.ADDRESS),
        ("住浙江省杭州市西湖区文三路12号3栋201室。", "浙江省杭州市西湖区文三路12号3栋201室", Category.ADDRESS),
        ("我在建国路88号", "建国路88号", Category.ADDRESS),
        ("5号楼2单元301室", "5号楼2单元301室", Category.ADDRESS),
        ("case no. 18403/91 was", "18403/91", Category.ACCOUNT),
        ("order #AB-12345 is late", "AB-12345", Category.ACCOUNT),
        ("booking reference XK4J2P", "XK4J2P", Category.ACCOUNT),
        ("订单号20240512ABC", "20240512ABC", Category.ACCOUNT),
        ("微信号mei_lin88", "mei_lin88", Category.ACCOUNT),
        ("尾号4321的卡", "4321", Category.ACCOUNT),
        ("on 2024-05-12 at", "2024-05-12", Category.DATE),
        ("on the 5th of May 2024", "5th of May 2024", Category.DATE),
        ("二零二四年五月三号见", "二零二四年五月三号", Category.DATE),
        ("下周三见", "下周三", Category.DATE),
        ("on 14 and 27 July 2019 we", "14 and 27 July 2019", Category.DATE),
        ("30 May, 10 July and 17 October 2019", "30 May, 10 July and 17 October 2019", Category.DATE),
        ("from 5 May 2006 to 24 October 2008", "5 May 2006 to 24 October 2008", Category.DATE),
        ("July and December 2015", "July and December 2015", Category.DATE),
        ("in 2014, 2015 and 2017 too", "2014, 2015 and 2017", Category.DATE),
        ("May 3 and 4, 2020", "May 3 and 4, 2020", Category.DATE),
        ("at 3:45 pm sharp", "3:45 pm", Category.TIME),
        ("下午三点半见", "下午三点半", Category.TIME),
        ("it cost £1,250.50", "£1,250.50", Category.AMOUNT),
        ("about 20 quid", "20 quid", Category.AMOUNT),
        ("he owes 100,000 Turkish liras (TRY) to me", "100,000 Turkish liras (TRY)", Category.AMOUNT),
        ("it was PLN 552.21 [approx. EUR 138]", "PLN 552.21 [approx. EUR 138]", Category.AMOUNT),
        ("a fine of 80 DEM", "80 DEM", Category.AMOUNT),
        ("five hundred euros", "five hundred euros", Category.AMOUNT),
        ("4,393 pounds sterling (GBP)", "4,393 pounds sterling (GBP)", Category.AMOUNT),
        ("还我500块", "500块", Category.AMOUNT),
        ("¥3000", "¥3000", Category.AMOUNT),
        ("she is 45 years old", "45 years old", Category.AGE),
        ("今年36岁", "今年36岁", Category.AGE),
    ],
)
def test_shape(text: str, value: str, category: Category) -> None:
    """Each shape is found whole, with its category, also beside Chinese and in full-width letters."""
    assert value in found(text, category)


@pytest.mark.parametrize(
    "text",
    [
        "see you then",
        "5 minutes down the road",
        "it is a one way street",
        "she was right, I think",
        "we won 3 to 2",
        "24/7 and 50/50",
        "e.g. this one",
        "I have 3 cats",
        "一块儿去吧",
        "有一点累",
        "请列出三点",
        "the Leeds District Court said",
        "we try all 3 of them",
        "the Halvorn Court of Appeal",
    ],
)
def test_nothing(text: str) -> None:
    """Ordinary sentences hold no shape."""
    assert found(text) == []


def test_check_digits_raise_the_score_only() -> None:
    """A wrong check digit lowers the score and never unmasks: people mistype."""
    right = {span.score for span in DETECTOR.find("4111 1111 1111 1111") if span.category is Category.CARD}
    wrong = {span.score for span in DETECTOR.find("4111 1111 1111 1112") if span.category is Category.CARD}
    assert max(right) > max(wrong) > 0


def test_check_digits() -> None:
    """Luhn and GB 11643 agree with published examples."""
    assert luhn("79927398713")
    assert not luhn("79927398710")
    assert chinese_id("11010519491231002X")
    assert not chinese_id("110105194912310021")


@pytest.mark.parametrize(
    "piece", ["1 and ", "1 May, ", "May 1, ", "2014, ", "May and ", "EUR 1 (", "1 euro (EUR ", "five hundred ", "Kestrel Court ", "三点"]
)
def test_time_is_linear(piece: str) -> None:
    """Four times the text takes about four times as long, whatever the text."""
    assert growth(DETECTOR.find, piece, 12_000) < 9


@given(
    st.integers(min_value=10**8, max_value=10**9 - 1),
    st.sampled_from(["", "我的号码", "tel:", "x "]),
    st.sampled_from(["", "谢谢", "!", " y"]),
)
@settings(max_examples=60, deadline=None)
def test_chinese_mobile_anywhere(rest: int, before: str, after: str) -> None:
    """A Chinese mobile number is found beside any neighbour."""
    number = f"13{rest}"
    assert number in found(f"{before}{number}{after}")


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_text(text: str) -> None:
    """Every span lies in the text, whatever the text."""
    assert all(0 <= span.start < span.end <= len(text) for span in DETECTOR.find(text))
