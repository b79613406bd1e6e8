"""The English texts that the tagger learns from."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

import pytest
from training.english import PEOPLE, EnglishScene
from training.english_people import PERSON_FIELDS
from training.english_spelled import plural, spelled, spoken_code, spoken_mail, with_vowel
from training.english_texts import articled, text, texts
from training.english_things import PLAIN, THINGS
from training.labelled import ANY, CATEGORIES, Labelled, Unit
from training.lists import lists
from training.names import cultures, pick
from training.template import KINDS, Choice, Node, slots, templates

PROSE = ("chat", "mail", "memo", "call", "prompt", "post")
PRONOUNS = {"he", "him", "his", "himself", "He", "His"}


@cache
def _made() -> tuple[Labelled, ...]:
    return tuple(texts(7, 900))


def _literals(nodes: tuple[Node, ...]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, str):
            yield node
        elif isinstance(node, Choice):
            for option in node.options:
                yield from _literals(option)
                yield "|"
        else:
            yield "|"


@pytest.mark.parametrize("kind", KINDS)
def test_templates(kind: str) -> None:
    """Every template parses, every slot is known, and there are enough; at least one in nine has nothing personal."""
    known = templates("en", kind)
    assert len(known) >= 80
    assert sum(all(slot.startswith("=") for slot in slots(template)) for template in known) >= len(known) / 9
    for slot in sorted({slot for template in known for slot in slots(template)}):
        filled, category = EnglishScene(random.Random(1)).fill(slot)
        assert filled, slot
        assert filled == filled.strip(), slot
        assert category in {*CATEGORIES, ANY, ""}, slot
        assert bool(category) != (slot.startswith("=") or slot.split(".")[-1] in PRONOUNS), slot


@pytest.mark.parametrize("kind", PROSE)
def test_nothing_personal_is_literal(kind: str) -> None:
    """No template of prose holds a sum, year, day, long number or address of mail outside a slot: it would teach that they are harmless."""
    months = "|".join(lists("lists_en.txt")["monthword"])
    for template in templates("en", kind):
        words = "".join(_literals(template))
        assert not re.search(rf"\d{{5}}|\w@\w|[£$€]\s?\d|\b(?:19|20)\d\d\b|\b\d\d?(?:st|nd|rd|th)? (?:{months})", words)


@pytest.mark.parametrize("kind", PROSE)
def test_no_literal_person(kind: str) -> None:
    """No template of prose holds one of our names outside a slot, but for those that are words too."""
    words_too = {word.capitalize() for word in lists("lists_en.txt")["word"]}
    words_too |= {"Son", "Long", "Field", "Love", "Day", "Autumn", "Rosemary", "Heather", "Street", "Grant", "King", "Rice"}
    names = {name for one in cultures() for group in (one.women, one.men, one.families) for name in group} - words_too
    found = {word for template in templates("en", kind) for word in re.findall(r"\b[A-Z][a-z]{2,}\b", "".join(_literals(template)))}
    assert not found & names


def test_all_slots() -> None:
    """Every field of a person, every thing and every list can be written."""
    rng = random.Random(2)
    known = [*(f"p.{field}" for field in PERSON_FIELDS), *THINGS, *(f"={name}" for name in PLAIN)]
    for slot in known:
        for _ in range(15):
            filled, _ = EnglishScene(rng).fill(slot)
            assert filled, slot
            assert filled == filled.strip(), slot


def test_texts_build() -> None:
    """Nine hundred texts build, with every unit in its place, no slot left, and all kinds equally often."""
    made = _made()
    assert {kind: sum(each.kind == kind for each in made) for kind in KINDS} == dict.fromkeys(KINDS, 100)
    assert not [each for each in made if re.search(r"\{(?:[pqruvws]\d?\.|=[a-z])", each.text)]
    assert all(each.language == "en" and each.text.strip() for each in made)
    assert 0.1 < sum(not each.units for each in made) / len(made) < 0.4
    assert {unit.category for each in made for unit in each.units} == {*CATEGORIES, ANY}


def test_same_seed() -> None:
    """The same seed gives the same texts, another seed others."""
    assert list(texts(3, 40)) == list(texts(3, 40))
    assert list(texts(3, 40)) != list(texts(4, 40))
    assert list(islice(texts(7, 5000), 30)) == list(_made()[:30])


def test_one_text_one_person() -> None:
    """What is said of a person stays the same in a text; a relative has the same family name and address."""
    for seed in range(40):
        scene = EnglishScene(random.Random(seed))
        for slot in ("p.full", "p.age", "o.company", "d.day", "n.case_spoken"):
            assert scene.fill(slot) == scene.fill(slot)
        assert scene.fill("r.family") == scene.fill("p.family")
        assert scene.fill("r.address") == scene.fill("p.address")
        assert [scene.fill(f"p.{word}")[0] for word in ("He", "His")] == [scene.fill(f"p.{word}")[0].title() for word in ("he", "his")]


@pytest.mark.parametrize("slot", ["p.nothing", "o.nothing", "=nothing", "y.day", "o.bank_spoken", "n.spoken"])
def test_unknown_slots(slot: str) -> None:
    """A slot that does not exist is an error."""
    with pytest.raises(ValueError, match="there is no"):
        EnglishScene(random.Random(1)).fill(slot)


def test_kinds_of_slots_are_told_apart() -> None:
    """No letter stands for a person and for a thing."""
    assert not set(PEOPLE) & {slot[0] for slot in THINGS}


def test_children_and_those_who_work() -> None:
    """Who has an age is grown up; a child is younger than 18, and its age and birth agree."""
    for seed in range(60):
        rng = random.Random(seed)
        assert int(EnglishScene(rng).fill("p.age")[0]) >= 18
        scene = EnglishScene(rng)
        child = scene.fill("p.child_age")
        assert child == scene.fill("p.age")
        assert int(child[0]) < 18
        assert int(scene.fill("p.birth_iso")[0][:4]) == 2026 - int(child[0])


def test_calls_are_as_recognised() -> None:
    """Calls have no capitals."""
    assert all(text("call", random.Random(seed)).text.islower() for seed in range(20))


@pytest.mark.parametrize(
    ("words", "an"),
    [
        ("archivist", True),
        ("Uber driver", True),
        ("HR manager", True),
        ("8", True),
        ("18", True),
        ("81", True),
        ("IT lead", True),
        ("11", True),
        ("midwife", False),
        ("university porter", False),
        ("European", False),
        ("Ukrainian", False),
        ("GP", False),
        ("1", False),
        ("118", False),
        ("Roma", False),
    ],
)
def test_articles(words: str, *, an: bool) -> None:
    """It is "an" before what is said with a vowel first, and "a" before the rest."""
    assert with_vowel(words) is an


def test_articles_in_a_text() -> None:
    """An article before a job is put right, that of other words is left, and the units move with the letters."""
    before = Labelled(
        "A archivist and a cook, plan a Anna", (Unit(2, 11, "job"), Unit(18, 22, "job"), Unit(31, 35, "person")), "en", "chat"
    )
    after = articled(before)
    assert after.text == "An archivist and a cook, plan a Anna"
    assert [after.text[unit.start : unit.end] for unit in after.units] == ["archivist", "cook", "Anna"]


def test_spelled() -> None:
    """A spelled name has the letters of the name, with "double" for two of one."""
    for seed in range(60):
        said = spelled("O'Keller", random.Random(seed)).lower().replace("double l", "ll")
        assert "".join(filter(str.isalpha, said)) == "okeller"


def test_read_out() -> None:
    """Addresses of mail and numbers are read out without figures or marks."""
    rng = random.Random(5)
    assert spoken_mail("anne.keller_b@mail.example", rng) == "anne dot keller underscore b at mail dot example"
    for code in ("36244/06", "ORD-120934", "1Z99X11200", "2019-CV-0007"):
        assert re.fullmatch(r"(?:[A-Za-z]+ ?)+", spoken_code(code, rng))
    assert spoken_code("AB/4", rng) == "A B slash four"
    assert [plural(name) for name in ("Keller", "James", "Marsh", "Nagy")] == ["Kellers", "Jameses", "Marshes", "Nagys"]


def test_names() -> None:
    """There are over thirty cultures, and in most some names are in no list; each begins with a letter and has no space at its ends."""
    assert len(cultures()) >= 30
    rng, with_new = random.Random(8), 0
    for culture in cultures():
        made = {pick(culture.families, rng) for _ in range(60)}
        with_new += bool(made - set(culture.families))
        assert all(name[0].isalpha() and name == name.strip() for name in made)
    assert with_new > len(cultures()) * 0.8
