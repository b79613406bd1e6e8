"""The person's own world: everyone in the vault, in any spelling."""

from __future__ import annotations

import json
from random import Random
from urllib.parse import quote

import pytest

from keepmum.memory.people.person import Person
from keepmum.policy.category import Category
from keepmum.policy.detectors.people import PeopleDetector
from keepmum.policy.span import Span

MEI = Person(
    key="p-mei",
    name="Mei Lin Okafor",
    aliases=("Mei Lin Okafor", "Mei Lin", "Mei", "Mimi", "林美"),
    phones=("+44 7700 900123",),
    emails=("mei.lin@example.org",),
    handles=("@meimei88",),
    addresses=("12 Rose Lane, Bristol BS6 5TT",),
)
WEI = Person(key="p-wei", name="Wei Chen", aliases=("Wei Chen", "Wei", "Mr Chen", "陈伟", "老陈"), phones=("138 1234 5678", "4471"))
WILL = Person(key="p-will", name="Will Mark", aliases=("Will",))
MAY = Person(key="p-may", name="May", aliases=("May",))
SAM_A = Person(key="p-sam-a", name="Sam Adeyemi", aliases=("Sam Adeyemi", "Sam"))
SAM_B = Person(key="p-sam-b", name="Sam Kowalski", aliases=("Sam Kowalski", "Sam"))
JOSE = Person(key="p-jose", name="José O'Brien", aliases=("José O'Brien", "José"))
DETECTOR = PeopleDetector([MEI, WEI, WILL, MAY, SAM_A, SAM_B, JOSE])


def spans(text: str) -> list[Span]:
    return sorted(DETECTOR.find(text))


def subjects(text: str) -> set[str]:
    return {span.subject for span in spans(text)}


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("tell mei i am late", "p-mei"),
        ("MEI LIN said so", "p-mei"),
        ("Mei's knee", "p-mei"),
        ("Mei’s knee", "p-mei"),
        ("the meis came", "p-mei"),
        ("mei_lin and mei-lin", "p-mei"),
        ("https://example.org/meilin/photo", "p-mei"),
        ("?who=Mei%20Lin&x=1", "p-mei"),
        ("Ｍｅｉ Ｌｉｎ", "p-mei"),
        ("M\u200bei was here", "p-mei"),
        ("Меi was here", "p-mei"),  # the first two letters are Cyrillic
        ("昨天林美说", "p-mei"),
        ("write to @meimei88", "p-mei"),
        (json.dumps({"name": "林美"}), "p-mei"),
        (f"?who={quote('林美')}", "p-mei"),
        ("我和老陈去了", "p-wei"),
        ("Mr Chen rang", "p-wei"),
        ("Mr. Chen rang", "p-wei"),
        ("jose is here", "p-jose"),
        ("Jose\u0301 is here", "p-jose"),
        ("obrien? JOSE OBRIEN!", "p-jose"),
        ("José O’Brien", "p-jose"),
        ("Will said no", "p-will"),
        ("ask will about it", "p-will"),
        ("will's car", "p-will"),
        ("and May said yes", "p-may"),
    ],
)
def test_found(text: str, subject: str) -> None:
    """A person is found in any case, spelling, script and inflection, in URLs and JSON, and all forms have one subject."""
    assert subject in subjects(text)


@pytest.mark.parametrize(
    "text", ["weird meiosis", "the owei", "I will go", "Will you come?", "in May 2024", "mark my words", "meis1", "you may sit"]
)
def test_not_found(text: str) -> None:
    """A name inside a word is none, and an ordinary word needs a capital or something that says it is a name."""
    assert spans(text) == []


@pytest.mark.parametrize(
    "text",
    ["07700900123", "07700 900 123", "+44 (0)7700 900123", "tel:+447700900123", "0044 7700-900-123", "０７７００ ９００１２３"],
)
def test_phone(text: str) -> None:
    """A known number is found in any grouping and with any prefix."""
    assert {(span.category, span.subject) for span in spans(f"call {text} now")} == {(Category.PHONE, "p-mei/phone/700900123")}
    covered = min(span.start for span in spans(text)), max(span.end for span in spans(text))
    assert text[slice(*covered)].lstrip("tel:+") == text.lstrip("tel:+")


def test_short_phone() -> None:
    """An extension of four digits is found by itself only."""
    assert subjects("ring 4471") == {"p-wei/phone/4471"}
    assert subjects("ring 94471") == set()


def test_email_and_address() -> None:
    """A known e-mail address and a known postal address are found, with a subject of their own."""
    text = "MEI.LIN@example.org, 12 rose lane bristol"
    assert {span.category for span in spans(text)} >= {Category.EMAIL, Category.ADDRESS}


def test_shared_alias() -> None:
    """A name that two people have is masked, and says that it is shared."""
    assert subjects("ask sam") == {"shared:sam"}
    assert "p-sam-a" in subjects("ask Sam Adeyemi")


def test_nobody() -> None:
    """Without people nothing is found."""
    assert list(PeopleDetector([]).find("Mei 07700 900123")) == []


def test_empty_name() -> None:
    """A person who is known only by a number has no name to find."""
    detector = PeopleDetector([Person(key="p", name="", phones=("07700 900456",))])
    assert [span.category for span in detector.find("it was 07700 900456")] == [Category.PHONE]


SYLLABLES = ("ka", "lo", "mi", "ven", "tor", "ash", "bri", "el", "zan", "du", "ri", "pha", "qu", "wen", "yar", "ko")
FRAMES = (
    "ask {} about it",
    "that was {}'s idea",
    "the {} thing",
    "跟{}说一下",
    "https://example.org/u/{}?a=1",
    '{{"to": "{}"}}',
    "({})",
    "*{}*",
    "_{}_",
)


def crowd(count: int) -> list[Person]:
    """Return ``count`` made-up people with English and Chinese names, numbers and addresses."""
    random = Random(7)

    def name() -> str:
        return "".join(random.sample(SYLLABLES, 3)).capitalize()

    people = []
    for at in range(count):
        given, family, chinese = name(), name(), random.choice("王李张刘陈") + "".join(random.sample("伟芳娜敏静丽", 2))
        people.append(
            Person(
                key=f"p-{at}",
                name=f"{given} {family}",
                aliases=(f"{given} {family}", given, family, chinese),
                phones=(f"07{random.randrange(10**8, 10**9)}",),
                emails=(f"{given}.{family}@example.org".lower(),),
                addresses=(f"{random.randrange(1, 99)} {name()} Lane, {name()}",),
            ),
        )
    return people


def check_world(count: int) -> None:
    """Check that every name, number and address of ``count`` people is covered wherever it stands."""
    people = crowd(count)
    detector = PeopleDetector(people)
    for person in people:
        values = [form for alias in person.aliases for form in (alias, alias.lower(), alias.upper(), quote(alias), json.dumps(alias)[1:-1])]
        values += [*person.phones, *person.emails, person.emails[0].upper(), *person.addresses, person.addresses[0].lower()]
        for value in values:
            for frame in FRAMES:
                text = frame.format(value)
                hidden = {at for span in detector.find(text) for at in range(span.start, span.end)}
                start = text.index(value)
                assert all(at in hidden for at in range(start, start + len(value)) if text[at].isalnum()), text


def test_world() -> None:
    """Every name, number and address of the vault's people is found, in chat, URLs, JSON and mixed scripts."""
    check_world(12)


@pytest.mark.soak
def test_whole_world() -> None:
    """The same for 300 people."""
    check_world(300)


@pytest.mark.parametrize("text", ["dial 4471, 22 times", "4471/22", "1: 4471", "ext4471#2"])
def test_a_short_number_among_others(text: str) -> None:
    """A short number that is known is found whatever other digits stand beside it."""
    assert any(text[span.start : span.end] == "4471" for span in spans(text))


def test_what_stands_before_a_number_stays() -> None:
    """The number of a line, or a price, before a known phone number is no part of it; a country's prefix is."""
    for text, found in (
        ("1. 07700 900123", "07700 900123"),
        ("£12, 07700 900123", "07700 900123"),
        ("+44 (0)7700 900123", "+44 (0)7700 900123"),
    ):
        assert {text[span.start : span.end] for span in spans(text) if span.category is Category.PHONE} == {found}
