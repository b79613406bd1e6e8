"""The safe-list: written like a name and not known to be harmless."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keepmum.policy.category import Category
from keepmum.policy.detectors.safelist import SafeListDetector
from keepmum.policy.detectors.words import is_common, words

DETECTOR = SafeListDetector()


def found(text: str) -> dict[str, Category]:
    return {text[span.start : span.end]: span.category for span in DETECTOR.find(text)}


@pytest.mark.parametrize(
    ("text", "name", "category"),
    [
        ("I met Anneliese today", "Anneliese", Category.PERSON),
        ("Kwabena called", "Kwabena", Category.PERSON),
        ("with Anna van der Berg there", "Anna van der Berg", Category.PERSON),
        ("J. R. Obuya wrote", "J. R. Obuya", Category.PERSON),
        ("Mr O'Dowd and I", "Mr O'Dowd", Category.PERSON),
        ("Dr Patel says", "Dr Patel", Category.PERSON),
        ("Mrs White rang", "Mrs White", Category.PERSON),
        ("and Rose Carter came", "Rose Carter", Category.PERSON),
        ("Jean-Luc Moreau", "Jean-Luc Moreau", Category.PERSON),
        ("PLEASE CALL ME NOW ABIOLA", "ABIOLA", Category.PERSON),
        ("_Abiola_ is here", "Abiola", Category.PERSON),
        ("my name is sarita, hi", "sarita", Category.PERSON),
        ("tell gregory karlsson", "gregory karlsson", Category.PERSON),
        ("she lives in Wolverstone", "Wolverstone", Category.PLACE),
        ("off to london", "london", Category.PLACE),
        ("the Bank of Scotland", "Bank of Scotland", Category.ORGANISATION),
        ("Kestrel Labs Ltd", "Kestrel Labs Ltd", Category.ORGANISATION),
        ("she joined Social Explorer in spring", "Social Explorer", Category.ORGANISATION),
        ("he saw Brown-Weaver there", "Brown-Weaver", Category.PERSON),
        ("from Den Haag", "Den Haag", Category.PLACE),
        ("he is Welsh", "Welsh", Category.GROUP),
        ("我叫王小明，", "王小明", Category.PERSON),
        ("陈伟说", "陈伟", Category.PERSON),
        ("欧阳娜娜来了", "欧阳娜娜", Category.PERSON),
        ("老王来了", "老王", Category.PERSON),
        ("小李说", "小李", Category.PERSON),
        ("阿明在吗", "阿明", Category.PERSON),
        ("张阿姨给的", "张", Category.PERSON),
        ("刘总同意了", "刘", Category.PERSON),
        ("王老师好", "王", Category.PERSON),
        ("玛丽·居里", "玛丽·居里", Category.PERSON),
        ("去协和医院", "协和医院", Category.ORGANISATION),
        ("在南京大学", "南京大学", Category.ORGANISATION),
        ("我在北京", "北京", Category.PLACE),
    ],
)
def test_name(text: str, name: str, category: Category) -> None:
    """Names of people, places and organisations are found, in Latin letters and in Chinese."""
    assert found(text).get(name) is category


@pytest.mark.parametrize(
    "text",
    [
        "I was thinking about the project. Maybe we could meet?",
        "Thanks! See you on Monday in the office.",
        "Will you come? May I?",
        "My Mum said the Court was closed",
        "In English please",
        "I use WhatsApp on my iPhone",
        "Okayyy hahaha Yep Nope",
        "HELLO HOW ARE YOU TODAY",
        "then the Supreme Court said",
        "今天很高兴，周末方便吗",
        "黄色的，时间不多",
        "国王的王国",
        "一张票，这张照片",
        "马上到，谢谢",
        "老师好，小时候",
        "小区门口，超市旁边",
    ],
)
def test_harmless(text: str) -> None:
    """Ordinary words are left alone, capitals, surnames' characters and drawn-out chat or not."""
    assert found(text) == {}


def test_name_too_at_start() -> None:
    """A word that is a name too is left at the start of a sentence and taken within it."""
    assert "Grace" in found("then Grace left")
    assert found("Grace is a virtue") == {}


def test_lists_are_clean() -> None:
    """The harmless list holds no given name, and every list is in small letters."""
    harmless = words("harmless_en")
    assert len(harmless) > 15_000
    assert not harmless & words("given_names")
    for name in ("harmless_en", "chat_en", "names_too", "given_names", "particles", "titles", "brands"):
        assert all(word == word.lower() for word in words(name))


def test_inflections_are_common() -> None:
    """Inflected and drawn-out forms of common words are common."""
    assert all(map(is_common, ("kettles", "painted", "soooo", "hahahaha", "hmmmm", "kindly")))
    assert not any(map(is_common, ("kowalski", "abiola", "gregory")))


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_text(text: str) -> None:
    """Every span lies in the text, whatever the text."""
    assert all(0 <= span.start < span.end <= len(text) for span in DETECTOR.find(text))


@pytest.mark.parametrize(
    ("text", "name", "category"),
    [
        ("我在晨岚网络科技有限公司上班", "晨岚网络科技有限公司", Category.ORGANISATION),
        ("晨岚重工股份有限公司说", "晨岚重工股份有限公司", Category.ORGANISATION),
        ("小雯说她不来了", "小雯", Category.PERSON),
        ("昨天阿轩来了", "阿轩", Category.PERSON),
    ],
)
def test_chinese_firms_and_nicknames(text: str, name: str, category: Category) -> None:
    """A limited company is one name with its form, and 小 with what given names are made of is somebody."""
    assert found(text)[name] is category


@pytest.mark.parametrize("text", ["请问如何理解这句话", "他是一名工程师", "我左膝疼", "编程语言", "也许随地", "行李好麻烦"])
def test_chinese_words_that_end_like_a_surname(text: str) -> None:
    """The end of a word and a part of the body are nobody's name."""
    assert found(text) == {}
