"""Tier g: what names do not show, in English and Chinese."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.policy.hostile import PIECES, growth

from keepmum.policy.category import LEVELS, Category, Level
from keepmum.policy.detectors.detect import detect
from keepmum.policy.detectors.sensitive import SensitiveDetector
from keepmum.policy.detectors.sensitive_terms import CATEGORIES, compared, simplified
from keepmum.policy.detectors.shapes import ShapesDetector

DETECTOR = SensitiveDetector()


def found(text: str) -> dict[str, Category]:
    return {text[span.start : span.end]: span.category for span in DETECTOR.find(text)}


@pytest.mark.parametrize(
    ("text", "words", "category"),
    [
        ("My sister was diagnosed with type 2 diabetes", "diagnosed with type 2 diabetes", Category.HEALTH),
        ("I'm on sertraline 50mg now", "sertraline 50mg", Category.HEALTH),
        ("DAD HAS PARKINSON'S", "PARKINSON'S", Category.HEALTH),
        ("she had a tonsillectomy", "tonsillectomy", Category.HEALTH),
        ("he takes certolizumab", "certolizumab", Category.HEALTH),
        ("my antidepresants make me sleepy", "antidepresants", Category.HEALTH),
        ("两年前他确诊了糖尿病", "确诊了糖尿病", Category.HEALTH),
        ("我媽有憂鬱症", "憂鬱症", Category.HEALTH),
        ("He converted to Islam in May", "converted to Islam", Category.RELIGION),
        ("她去年受洗了", "受洗", Category.RELIGION),
        ("My brother came out as gay", "came out as gay", Category.SEXUALITY),
        ("我哥跟家里出柜了", "出柜了", Category.SEXUALITY),
        ("Dad voted Tory again", "voted Tory", Category.POLITICS),
        ("他大三入党的", "入党", Category.POLITICS),
        ("I joined the union on Monday", "joined the union", Category.UNION),
        ("他是厂里的工会代表", "工会代表", Category.UNION),
        ("We're behind on the rent", "behind on the rent", Category.MONEY),
        ("他炒股亏光了", "亏光了", Category.MONEY),
        ("our 6-year-old son", "6-year-old son", Category.MINOR),
        ("Lily is 7 and scared of the dark", "7", Category.MINOR),
        ("Noah (9) needs a lift", "9", Category.MINOR),
        ("我女儿上三年级", "女儿上三年级", Category.MINOR),
        ("I'm home alone until Sunday", "home alone until Sunday", Category.WHEREABOUTS),
        ("备用钥匙在门垫下面", "备用钥匙在门垫下面", Category.WHEREABOUTS),
    ],
)
def test_what_is_said_of_a_person_is_found(text: str, words: str, category: Category) -> None:
    """The telling words are found with what belongs to them, in any capitals, inflected, misspelt, in either script."""
    assert any(words in span and one is category for span, one in found(text).items())


@pytest.mark.parametrize(
    "text",
    [
        "The market has been depressed all year",
        "I'm dying to see you",
        "That video went viral",
        "It was a stroke of luck",
        "My laptop has a virus",
        "What are the symptoms of diabetes?",
        "Depression is a common illness",
        "I'll be there",
        "The church on the corner was built in 1880",
        "Convert the file to PDF",
        "He lent me his bike",
        "It came out last year",
        "Trans fats are bad",
        "The election results will be announced tonight",
        "The party starts at nine",
        "The union of two sets",
        "The European Union agreed on tariffs",
        "SELECT a UNION ALL SELECT b",
        "Lightning strikes twice",
        "It won't break the bank",
        "I owe you one",
        "We have a lot of technical debt",
        "There's a minor bug in the login",
        "A 12-year-old whisky",
        "I'm at a loss for words",
        "累死了，今天开了八个会",
        "这个病毒视频太搞笑了",
        "糖尿病的症状有哪些",
        "下礼拜开会",
        "列车出轨造成延误",
        "买点党参炖汤",
        "空调罢工了",
        "我欠你一顿饭",
        "妈妈买了娃娃菜",
        "这个问题不存在",
        "",
        "。，！",
    ],
)
def test_idioms_and_the_world_at_large_are_left(text: str) -> None:
    """A word that means something else here, or that is said of nobody, is no span."""
    assert found(text) == {}


def test_a_person_makes_the_difference() -> None:
    """The same word is left where it is about anybody, and found where it is about somebody."""
    assert not found("Cancer is treatable")
    assert found("My uncle has cancer") == {"has cancer": Category.HEALTH}
    assert not found("Many people are depressed")
    assert "depressed" in found("Anneliese is depressed")


def test_spans_lie_in_the_text_as_given() -> None:
    """Zero-width characters, full-width letters and HTML escapes inside and before a term do not move its span."""
    text = "\u200bＩ have as\u200bth&shy;ma\u200b, so no cats"
    (span,) = DETECTOR.find(text)
    assert text[span.start : span.end].startswith("as\u200bth&shy;ma")


def test_every_category_is_sensitive() -> None:
    """No category of this tier is below sensitive."""
    assert all(LEVELS[category] is Level.SENSITIVE for category in CATEGORIES)


def test_a_child_s_age_is_a_minor_in_the_end() -> None:
    """Where the shapes see an age and this tier a child, the more harmful category is what counts."""
    (span,) = (span for span in detect("our 6-year-old is ill", [ShapesDetector(), DETECTOR]) if span.start == 4)
    assert span.category is Category.MINOR
    assert "sensitive" in span.detectors


def test_traditional_characters_are_compared_as_simplified() -> None:
    """Folding keeps the length, so that places stay."""
    assert simplified("癥狀") == "症状"
    assert len(simplified("憂鬱症患者")) == 5


def test_compared_text_has_a_place_for_each_character() -> None:
    """Each character of the compared text knows where it comes from."""
    form = compared("he's been diagnosed, 我病了. x")
    assert len(form.text) == len(form.starts) == len(form.ends)
    assert form.sentences == [24, 26] or form.sentences[-1] == len(form.low)


@given(st.text(alphabet=st.sampled_from("ab' .,\n我病确诊gay union1岁\u200bé[]"), max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_text_gives_spans_inside_it(text: str) -> None:
    """No text breaks the detector or gives a span outside of it."""
    assert all(span.start < span.end <= len(text) for span in DETECTOR.find(text))


@pytest.mark.parametrize(
    "piece",
    [
        *PIECES,
        "i have cancer ",
        "cancer ",
        "depressed, ",
        "我病了",
        "癌",
        "union ",
        "my ",
        "stage 4 ",
        "住在",
        "岁",
        "欠",
        "gets at 1 ",
        "owe a b ",
        "Lily is ",
    ],
)
def test_time_grows_with_the_length(piece: str) -> None:
    """Four times the text takes about four times as long, whatever is in it."""
    assert growth(DETECTOR.find, piece, 5_000) < 9


def test_threads_share_a_detector() -> None:
    """Eight threads that begin at once find the same."""
    texts = ["My uncle has cancer", "我加入了工会", "We're behind on the rent"] * 8
    detector = SensitiveDetector()
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda text: list(detector.find(text)), texts)) == [list(DETECTOR.find(text)) for text in texts]
