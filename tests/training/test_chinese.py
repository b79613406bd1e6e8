"""The Chinese texts that the tagger learns from."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import date
from itertools import islice

import pytest
from training.chinese import PEOPLE, THINGS, ChineseScene, texts
from training.chinese_grammar import capitals, chinese, filled, sections, write
from training.chinese_names import characters, family_name, given_name
from training.chinese_numbers import bank_card, identity, spoken
from training.chinese_people import PERSON_FIELDS
from training.chinese_style import restyled
from training.labelled import ANY, CATEGORIES, Labelled, Unit
from training.template import KINDS, TEMPLATES, Choice, Node, slots, templates


@pytest.mark.parametrize("kind", KINDS)
def test_templates(kind: str) -> None:
    """Every template parses, every slot is known, and there are enough; at least one in seven has nothing personal."""
    known = templates("zh", kind)
    assert len(known) >= (35 if kind in {"form", "json", "code"} else 60)
    assert sum(all(slot.startswith("=") for slot in slots(template)) for template in known) >= len(known) / 7
    for slot in {slot for template in known for slot in slots(template)}:
        text, category = ChineseScene(random.Random(1)).fill(slot)
        assert text == text.strip()
        assert text
        assert (category in {*CATEGORIES, ANY}) or not category
        assert bool(category) != slot.startswith("=") or slot.split(".")[-1] in {"he", "him", "his", "himself"}


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_personal_is_literal(kind: str) -> None:
    """No template holds a long number or an address of mail outside a slot: it would teach that they are harmless."""
    for template in templates("zh", kind):
        words = "".join(_literals(template))
        assert not re.search(r"\d{5}|\w@\w|\d+[元万]|[12]\d{3}年", words)


def _literals(nodes: tuple[Node, ...]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, str):
            yield node
        elif isinstance(node, Choice):
            for option in node.options:
                yield from _literals(option)
        else:
            yield "|"


def test_all_fields_and_sections() -> None:
    """Every field of a person and every section can be written, without leaving a bracket of the grammar."""
    rng = random.Random(2)
    for field in PERSON_FIELDS:
        for _ in range(20):
            text, _ = ChineseScene(rng).fill(f"p.{field}")
            assert text == text.strip()
            assert text
            assert not set("{}") & set(text)
    for section in sections():
        if section.startswith("=") or (section[0] in THINGS and section[1:2] == "."):
            for _ in range(20):
                text = write(section, rng)
                assert text == text.strip()
                assert text
                assert "{" not in text


def test_texts_build() -> None:
    """Nine hundred texts build, with every unit in its place, no slot left, and all kinds equally often."""
    made = list(texts(7, 900))
    assert {kind: sum(text.kind == kind for text in made) for kind in KINDS} == dict.fromkeys(KINDS, 100)
    assert not [text for text in made if "{p." in text.text or "{=" in text.text or "{q." in text.text]
    assert all(text.language == "zh" and text.text.strip() for text in made)
    bare = sum(not text.units for text in made)
    assert 0.1 < bare / len(made) < 0.4


def test_same_seed() -> None:
    """The same seed gives the same texts, another seed others."""
    assert list(texts(3, 40)) == list(texts(3, 40))
    assert list(texts(3, 40)) != list(texts(4, 40))
    assert list(islice(texts(3, 1000), 10)) == list(texts(3, 10))


def test_one_text_one_person() -> None:
    """What is said of a person stays the same in a text; a relative has the same family name."""
    for seed in range(40):
        scene = ChineseScene(random.Random(seed))
        assert scene.fill("p.full") == scene.fill("p.full")
        assert scene.fill("o.company") == scene.fill("o.company")
        assert scene.fill("r.family") == scene.fill("p.family")


def test_unknown_slots() -> None:
    """A slot that does not exist is an error."""
    scene = ChineseScene(random.Random(1))
    for slot in ("p.nothing", "o.nothing", "=nothing", "y.day"):
        with pytest.raises(ValueError, match="there is no"):
            scene.fill(slot)


def test_kinds_of_slots_are_told_apart() -> None:
    """No letter stands for a person and for a thing."""
    assert not set(PEOPLE) & set(THINGS)
    assert all((TEMPLATES / f"zh_{kind}.txt").exists() for kind in KINDS)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "零"),
        (7, "七"),
        (10, "十"),
        (15, "十五"),
        (34, "三十四"),
        (105, "一百零五"),
        (200, "两百"),
        (2000, "两千"),
        (3050, "三千零五十"),
    ],
)
def test_numbers(number: int, said: str) -> None:
    """Numbers are written as they are said."""
    assert chinese(number) == said


def test_large_numbers() -> None:
    """Ten thousands are grouped, and receipts have capitals."""
    assert chinese(20_000) == "两万"
    assert chinese(120_500) == "十二万零五百"
    assert chinese(35_672) == "三万五千六百七十二"
    assert capitals(3500) == "叁仟伍佰"
    assert capitals(12) == "壹拾贰"


def test_two() -> None:
    """Two of something is 两: 两点, 两千; but 十二点 and 二〇二二."""
    rng = random.Random(4)
    assert [filled(entry, rng) for entry in ("[c2-2]点", "[c12-12]点", "[c2-2]千[c2-2]", "[d2022-2022]年")] == [
        "两点",
        "十二点",
        "两千二",
        "二〇二二年",
    ]


def test_check_digits() -> None:
    """Most numbers of identity cards, and all of bank cards, have the right check digit."""
    rng = random.Random(5)
    cards = ["".join(filter(str.isdigit, bank_card(rng))) for _ in range(50)]
    for card in cards:
        doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(card))]
        assert sum(sum(divmod(digit, 10)) for digit in doubled) % 10 == 0
    numbers = [identity(rng, date(1990, 5, 2), woman=True) for _ in range(200)]
    whole = [number for number in numbers if len(number) == 18 and "*" not in number]
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    right = [n for n in whole if "10X98765432"[sum(int(d) * w for d, w in zip(n, weights, strict=False)) % 11] == n[-1].upper()]
    assert len(right) / len(whole) > 0.6
    assert all(number[6:14] == "19900502" for number in whole)


def test_spoken_digits() -> None:
    """A number read aloud has no digit in figures."""
    assert not any(char.isascii() and char.isdigit() for seed in range(30) for char in spoken(random.Random(seed), "13812345678"))


def test_names() -> None:
    """There are many family names and characters, and a name has one to three characters."""
    assert len({name for name, _ in characters().families}) >= 220
    assert len({char for char, _, _ in characters().given}) >= 600
    rng = random.Random(8)
    names = {family_name(rng)[0] + given_name(rng, woman=bool(n % 2), old=n % 3 == 0)[0] for n in range(2000)}
    assert len(names) > 1700
    assert all(2 <= len(name) <= 4 for name in names)


def test_styles_keep_the_units() -> None:
    """However a text is rewritten, a unit stays where its words are."""
    text = Labelled("请问，陈建国在吗？我是于静，电话是13812345678。", (Unit(3, 6, "person"), Unit(11, 13, "person")), "zh", "call")
    seen = set()
    for seed in range(300):
        other = restyled(text, random.Random(seed))
        assert len(other.units) == 2
        first, second = (other.text[unit.start : unit.end] for unit in other.units)
        assert first[0] in "陈陳程"
        assert second[0] == "于"
        seen.add(other.text)
    assert len(seen) > 5
