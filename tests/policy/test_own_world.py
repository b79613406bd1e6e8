"""Three hundred made-up people, in every way in which texts of ten kinds name them: nothing of them stands."""

from __future__ import annotations

import time
from pathlib import Path
from random import Random

import pytest
from tests.policy.made_people import crowd
from tests.policy.made_texts import texts

from keepmum.memory.people.person import people
from keepmum.memory.record import Record
from keepmum.policy.category import Category
from keepmum.policy.detectors.people import PeopleDetector
from keepmum.policy.world import things_of

ORDINARY = (Path(__file__).parent / "ordinary.txt").read_text(encoding="utf-8").splitlines()
GIVEN = ["Will", "May", "Grace", "Rose", "Mark", "Hope", "Bill", "Faith", "Joy", "Frank", "An", "Bo", "Li", "Ma"]
FAMILY = ["Price", "Young", "Banks", "Cook", "Winters", "Stone", "Marsh", "Rivers", "Long", "Best", "Sun", "He", "Li", "Price"]


def detector(*cards: Record) -> PeopleDetector:
    return PeopleDetector(people(cards, ()), things_of(cards))


def ambiguous() -> PeopleDetector:
    """Return a detector of people whose names are ordinary words."""
    english = (Record(f"{one} {two}\ngiven: {one}\nfamily: {two}", kind="contact", ref=one) for one, two in zip(GIVEN, FAMILY, strict=True))
    return detector(*english, *(Record(name, kind="contact", ref=name) for name in ("王文", "安安", "李安", "文静")))


AMBIGUOUS = ambiguous()
SHARED = {
    "nickname",
    "address",
    "address small",
    "address capitals",
    "address lines",
    "address spaces",
    "street",
    "street short",
    "street small",
}
SHARED |= {"street", "street comma", "town", "town small", "town code", "code", "code small", "code without space"}
"""What strangers have in common with the known people, or may have."""


def standing(count: int, sample: int | None = None) -> list[str]:
    """Return the texts in which something of one of ``count`` people is not hidden; of a sample of their texts, or of all."""
    made, random = crowd(count), Random(5)
    known = detector(*(person.card(number) for number, person in enumerate(made)))
    left = []
    for person in made:
        every = list(texts(person, random))
        for text in every if sample is None else random.sample(every, sample):
            hidden = {at for span in known.find(text.text) for at in range(span.start, span.end)}
            if text.missing(hidden):
                left.append(f"{text.kind}, {text.what}: {text.text}")
    return left


def test_a_sample_of_the_world() -> None:
    """Names, numbers and addresses are hidden in chat, mail, URLs, JSON, code, tables, HTML and file names, in every spelling."""
    assert standing(60, sample=60) == []


@pytest.mark.soak
def test_the_whole_world() -> None:
    """The same for 300 people and every text."""
    assert standing(300) == []


def test_ordinary_words_stay() -> None:
    """Of 230 sentences that hold somebody's name as an ordinary word, at most 2 in 100 lose it."""
    assert sum(any(True for _ in AMBIGUOUS.find(line)) for line in ORDINARY) <= len(ORDINARY) // 50


@pytest.mark.parametrize(
    "text",
    [
        "ask will about it",
        "tell may i said hi",
        "will said no",
        "will, are you there",
        "are you coming, rose?",
        "thanks mark",
        "lunch with grace",
        "will and frank best",
        "grace has left",
        "i saw bill yesterday",
        "my friend hope rang",
        "mr long called",
        "is will coming",
        "Will came late",
        "May said yes",
        "I told Mark",
        "Rose, please call",
        "and then Joy left",
        "Best rang back",
        "Mr Best is here",
        "will's car",
        "@frank",
        '{"name": "will"}',
        "from: rose",
        "/users/mark/",
        "bill asked me",
        "so rose told me",
        "because may left",
        "王文和我",
        "跟安说",
        "问一下安安",
        "who's grace",
        "give it to will",
        "hope texted me",
    ],
)
def test_an_ordinary_word_that_is_somebody(text: str) -> None:
    """A known person's name is hidden where it is spoken to or of, says something, owns something, or stands in a field for names."""
    assert any(span.category is Category.PERSON for span in AMBIGUOUS.find(text))


def test_everything_says_whose_it_is() -> None:
    """Each name, number and address of one person carries that person's key; a name of two says that it is shared."""
    known = detector(
        Record(
            "Wei Chen\nnick: 陈伟\nphone: 138 1234 5678\nemail: wei@example.org\naddress: 12 Rose Lane, Wexmouth", kind="contact", ref="a"
        ),
        Record("Wei Okafor", kind="contact", ref="b"),
    )
    for text in ("Chen, Wei", "陈总", "老陈", "阿伟", "@wchen", "W. Chen", "weiChen", "13812345678", "wei@example.org", "12 rose ln"):
        assert {span.subject.partition("/")[0] for span in known.find(text)} >= {"contact:a"}, text
    assert {span.subject for span in known.find("ask Wei")} == {"shared:wei"}


def test_an_employer_is_found() -> None:
    """Where a contact works is part of the person's own world."""
    card = Record("Mei Okafor\norg: Kestrel Analytics, Sales", kind="contact", ref="m")
    found = list(detector(card).find("she left kestrel analytics in June"))
    assert [(span.category, span.subject) for span in found] == [(Category.ORGANISATION, "organisation/kestrel analytics")]


def test_strangers_are_left() -> None:
    """Names of strangers from elsewhere lose little to the known people: fewer than 3 in 100 texts."""
    random = Random(3)
    known = [person for person in crowd(120) if person.culture in {"english", "german", "finnish", "chinese", "spanish"}]
    found = detector(*(person.card(number) for number, person in enumerate(known)))
    touched = [
        any(True for _ in found.find(text.text))
        for person in crowd(96)
        if person.culture in {"indian", "arabic", "turkish"}
        for text in random.sample([text for text in texts(person, random) if text.what not in SHARED], 60)
    ]
    assert sum(touched) <= 0.03 * len(touched)


@pytest.mark.parametrize(
    "unit", ["will and ", "%E9%99%88", "\\u9648", "&eacute;", "a b ", "one ", "一", "Will J. ", "katherine@a.", "=E9", "<a "]
)
def test_linear(unit: str) -> None:
    """A hostile text of twice the length takes about twice the time."""

    def seconds(length: int) -> float:
        text = (unit * (length // len(unit) + 1))[:length]
        begin = time.process_time()
        list(AMBIGUOUS.find(text))
        return time.process_time() - begin

    assert min(seconds(40_000) for _ in range(3)) < 4 * min(seconds(20_000) for _ in range(3)) + 0.02
