"""Codes are found by the word near them, in digits and in words."""

from __future__ import annotations

import pytest
from tests.policy.hostile import growth

from keepmum.policy import default_detectors, detect
from keepmum.policy.category import Category

DETECTORS = default_detectors()


def secrets(text: str) -> list[str]:
    return [text[span.start : span.end] for span in detect(text, DETECTORS) if span.category is Category.SECRET]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("changed the alarm. it's 7162 now, old one is dead", "7162"),
        ("bank just sent me a code, is it you on the joint account? 604882", "604882"),
        ("door code for the 3rd floor is 4461#", "4461"),
        ("password for the telly is hunter2", "hunter2"),
        ("the telly password for both of us is now correcthorse9", "correcthorse9"),
        ("telly pw - Hunter!22", "Hunter!22"),
        ("the wifi at nan's is Sunflower42", "Sunflower42"),
        ("wifi network BTHub-22 key k3ttl3pot", "k3ttl3pot"),
        ("gate's 7719", "7719"),
        ("changed it to 4821-kettle", "4821-kettle"),
        ("keypad 7719#", "7719"),
        ("buzz 4460# then push", "4460"),
        ("the keybox outside is 7 7 1 9", "7 7 1 9"),
        ("use 4821 for the lockbox", "4821"),
        ("4821 opens the bike lock", "4821"),
        ("front door 4460, back door 4461", "4461"),
        ("the alarm thing? 2959", "2959"),
        ("the new alarm number is 2959", "2959"),
        ("the code\n4460", "4460"),
        ("her phone unlocks with 194712", "194712"),
        ("passcode to mum's phone (don't tell) 1947", "1947"),
        ("pin: four eight two one", "four eight two one"),
        ("my pin is double four six zero", "double four six zero"),
        ("the safe: left 12, right 34, left 56", "left 12, right 34"),
        ("开门是4460#", "4460"),
        ("门锁密码换了，现在是2959", "2959"),
        ("支付密码八五二零一三", "八五二零一三"),
        ("memorable word is Biscuit", "Biscuit"),
        ("enter 133369 to log in, expires in 10 minutes", "133369"),
        ("短信码3985", "3985"),
        ("登录码：110164", "110164"),
        ("动态口令 482913", "482913"),
        ("mother's maiden name for the bank: Kowalczyk", "Kowalczyk"),
        ("login: siqi / Tulip!2020", "Tulip!2020"),
        ("user siqi pass Tulip2020", "Tulip2020"),
        ("curl -u siqi:Tulip2020 https://x.example", "Tulip2020"),
    ],
)
def test_found(text: str, code: str) -> None:
    """A code near a word that calls it one is a secret, also over the end of a sentence."""
    assert any(code in found for found in secrets(text))


@pytest.mark.parametrize(
    "text",
    [
        "set the alarm for 0630",
        "the code review took 1500 lines",
        "a code of conduct from 2019",
        "sort of a code for friendship since 2012",
        "the door cost 1200 pounds",
        "the gate is 1200 wide",
        "I lost my pin badge in 2019",
        "room 2204 on the 3rd floor",
        "the alarm went off at 3am and 2000 people left",
        "in the combination of 2024 and 2025",
        "the lock was fitted in 2018",
        "we sold 4500 tickets at the door",
        "the gate closes at 1830",
        "the wifi is great",
        "he passed it on to 300 people",
        "my pass for year 10",
        "I'll change it to 10-14",
        "changed it to 12.30",
        "set it to 200ml",
        "the language code of RFC 1766",
        "the response code is 200",
        "your reservation confirmation number is NB 13579",
        "the code page is iso-8859-15",
    ],
)
def test_left(text: str) -> None:
    """Years, times and quantities beside such a word are no codes."""
    assert secrets(text) == []


@pytest.mark.parametrize("unit", ["code 1 ", "door is 1 ", "password for the ", "alarm it's ", "code ", "4460 "])
def test_linear(unit: str) -> None:
    """A text made of cue words takes time that grows with its length; the small NER, which has a test of its own, stands aside."""
    patterns = [each for each in DETECTORS if each.name != "ner"]
    detect("warm code 4460", patterns)
    assert growth(lambda text: detect(text, patterns), unit, 5_000) < 8
