"""One thing has one category and one token in a conversation."""

from __future__ import annotations

import pytest
from tests.policy.fakes import draft, note, rules

from keepmum.memory.people.person import Person
from keepmum.policy import detect_all
from keepmum.policy.category import Category
from keepmum.policy.masking.tokens import TokenMap
from keepmum.policy.prepare import prepare
from keepmum.policy.rules.load import default_text, load
from keepmum.policy.span import Span

POLICY = load(default_text(["cloud"]))
ANNA = Person(key="p1", name="Anneliese Brandt", aliases=("Anneliese",), addresses=("Wrenfold, 3 Loch Road, Helmsdale",))


def categories(texts: list[str], word: str, *people: Person) -> set[Category]:
    found: set[Category] = set()
    for text, spans in zip(texts, detect_all(texts, rules(people)), strict=True):
        found |= {span.category for span in spans if text[span.start : span.end].lower() == word.lower()}
    return found


@pytest.mark.parametrize(
    ("texts", "word", "category"),
    [
        (["Wrenfold was cold", "we met at Wrenfold"], "Wrenfold", Category.PLACE),
        (["WRENFOLD!", "she lives in Wrenfold"], "wrenfold", Category.PLACE),
        (["Kestrelworks wrote", "she works at Kestrelworks"], "Kestrelworks", Category.ORGANISATION),
        (["talked to Abiola", "at Abiola", "Abiola said no"], "Abiola", Category.PERSON),
        (["Kestrelworks rang", "Contact: Bo\norg: Kestrelworks\nphone: 1"], "Kestrelworks", Category.ORGANISATION),
        (["Osterbo only has the gold ones", "Osterbo House, at 2"], "Osterbo", Category.PLACE),
    ],
)
def test_one_category(texts: list[str], word: str, category: Category) -> None:
    """The place where something says what a name names decides for all places, the contact lines and the words beside it first."""
    assert categories(texts, word) == {category}


def test_the_vault_decides() -> None:
    """What the vault's people and their addresses say of a word beats what a sentence seems to say."""
    assert categories(["talked to Wrenfold", "Wrenfold"], "Wrenfold", ANNA) == {Category.PLACE}
    assert categories(["works at Anneliese", "in Anneliese"], "Anneliese", ANNA) == {Category.PERSON}


def test_one_token() -> None:
    """One name in several parts leaves as one token, its parts too."""
    texts = ("Wrenfold is cold.", "we met at Wrenfold", "Osterbo House?", "Osterbo only has gold")
    prepared = prepare(draft(*(note(text) for text in texts)), POLICY, rules(), TokenMap())
    assert prepared.redaction.texts == ("[PLACE_1] is cold.", "we met at [PLACE_1]", "[PLACE_2]?", "[PLACE_2] only has gold")


def test_one_token_over_turns() -> None:
    """A name keeps its token in the next turn of a conversation, whatever the sentence there seems to say."""
    first = prepare(draft("we met at Wrenfold"), POLICY, rules(), TokenMap())
    second = prepare(draft("Wrenfold said no"), POLICY, rules(), first.redaction.tokens)
    assert second.redaction.texts == ("[PLACE_1] said no",)


@pytest.mark.parametrize(
    ("text", "name", "category"),
    [
        ("the Osterbo airport bus", "Osterbo", Category.PLACE),
        ("Osterbo House was full", "Osterbo House", Category.PLACE),
        ("Loch Osterbo is deep", "Loch Osterbo", Category.PLACE),
        ("at Osterbo hospital", "Osterbo", Category.ORGANISATION),
        ("Osterbo Surgery called", "Osterbo Surgery", Category.HEALTH),
        ("met Sarah Park there", "Sarah Park", Category.PERSON),
        ("wrote to Osterbo", "Osterbo", Category.PERSON),
        ("Osterbo told me", "Osterbo", Category.PERSON),
        ("went to Osterbo", "Osterbo", Category.PLACE),
        ("the Leeds Bradford bus", "Leeds Bradford", Category.PLACE),
    ],
)
def test_context(text: str, name: str, category: Category) -> None:
    """The words of a name and those beside it say what it names."""
    assert categories([text], name) == {category}


@pytest.mark.parametrize(
    "text",
    [
        "birthday: 1990-04-12",
        "her birthday is 12 April 1990",
        "born on 12/04/1990 in Leeds",
        "DOB 12.04.1990",
        "she was born in April 1990",
        "12 April is Mum's birthday",
        "born in '58",
        "生日是1990年4月12日",
        "4月12日是妈妈生日",
        "1958年出生的",
        "生日：农历八月初三",
    ],
)
def test_births(text: str) -> None:
    """A date of birth is an age, and the starting policy, which keeps dates, masks it."""
    prepared = prepare(draft(text), POLICY, rules(), TokenMap())
    assert "[AGE_1]" in prepared.redaction.texts[0]
    assert not any(digit in prepared.redaction.texts[0].replace("AGE_1", "") for digit in ("1990", "12", "58", "八月"))


@pytest.mark.parametrize(
    "text",
    [
        "the party is on 12 April 2025",
        "see you in June",
        "April is busy, May too",
        "call on Saturday, it's her birthday week",
        "4月12日开会",
    ],
)
def test_dates(text: str) -> None:
    """Another date stays a date, and so does a day of the week."""
    assert prepare(draft(text), POLICY, rules(), TokenMap()).redaction.texts[0] == text


@pytest.mark.parametrize("text", ["April said no", "June's mum came", "April Jones is here", "met Mrs June there"])
def test_months_as_names(text: str) -> None:
    """A month that somebody is called by is a name where the words beside it say so."""
    assert "PERSON_1" in prepare(draft(text), POLICY, rules(), TokenMap()).redaction.texts[0]


def test_birth_everywhere() -> None:
    """A whole date that is a date of birth in one part is one in the others too."""
    texts = ["12 April 1990", "her birthday is 12 April 1990"]
    assert categories(texts, "12 April 1990") == {Category.AGE}


def test_a_birthday_blocks_no_other_day() -> None:
    """The day of a birthday is masked where it is one, and stays a day in another sentence and year."""
    prepared = prepare(draft(note("her birthday is 4 June"), note("see you on 4 June 2025")), POLICY, rules(), TokenMap())
    assert prepared.decision.effect == "permit"
    assert prepared.redaction.texts == ("her birthday is [AGE_1]", "see you on 4 June 2025")


def test_nothing_is_lost() -> None:
    """Agreeing on categories moves no edge."""
    texts = ["Wrenfold and Osterbo", "at Wrenfold with Anneliese", "Osterbo House"]
    spans: list[list[Span]] = detect_all(texts, rules([ANNA]))
    assert [[text[s.start : s.end] for s in found] for text, found in zip(texts, spans, strict=True)] == [
        ["Wrenfold", "Osterbo"],
        ["Wrenfold", "Anneliese"],
        ["Osterbo House"],
    ]
