"""The commands for people: who is who, decided by the person."""

from __future__ import annotations

from typing import Any

import pytest
from tests.app.conftest import PASSPHRASE

from keepmum.app.keep import Keep
from keepmum.memory.formats.detect import read_path
from keepmum.memory.record import Record
from keepmum.memory.vault import Vault

CARDS = """BEGIN:VCARD
VERSION:3.0
UID:1
FN:陈美
NICKNAME:Mei Chen
TEL:+65 9123 4567
TEL:+65 6222 1111
END:VCARD
BEGIN:VCARD
VERSION:3.0
UID:2
FN:Mei Tan
EMAIL:tan@example.org
ADR:;;1 Road;Town;;;
END:VCARD
BEGIN:VCARD
VERSION:3.0
UID:3
FN:Wei Chen
END:VCARD
"""


@pytest.fixture
def people(home: Any) -> Any:
    """A vault with three contacts and their messages, beside those of Mum and 妈妈."""
    with Vault.open(home.vault, PASSPHRASE) as vault:
        vault.put(item for item in read_path(home.write("contacts.vcf", CARDS)) if isinstance(item, Record))
        vault.put(Record("hello there", kind="message", who=(who,)) for who in ("Mei Chen", "+65 91234567", "Mimi", "Mimi", "Mimi"))
    return home


def _called(home: Any, name: str) -> str:
    return str(home.ok("people", "show", name)["name"])


def test_everybody_is_listed(people: Any) -> None:
    """Who spoke most comes first, with the names that do not follow from the first one, the numbers and the records."""
    rows = [line.split("\t") for line in people.run("people").out.splitlines()]
    assert [row[1:] for row in rows] == [
        ["Mimi", "", "0", "3"],
        ["Mum", "妈妈, Mom, Mummy, Mommy, …", "0", "2"],
        ["陈美", "Mei Chen", "2", "2"],
        ["Mei Tan", "", "0", "0"],
        ["Wei Chen", "", "0", "0"],
    ]
    assert all(row[0].startswith("p-") and len(row[0]) == 8 for row in rows)
    assert people.run("people", "list").out == people.run("people").out
    assert [person["name"] for person in people.ok("people")] == [row[1] for row in rows]
    assert [person["records"] for person in people.ok("people", "list")] == [3, 2, 2, 0, 0]


def test_one_person_by_any_name(people: Any) -> None:
    """A name, alias, number, address, key or code shows the person with all that is known; a whole name goes before an alias."""
    code = people.ok("people", "show", "Mei Chen")["code"]
    for name in ("陈美", "Mei Chen", "mei chen", "9123 4567", "contact:1", code):
        assert people.ok("people", "show", name)["key"] == "contact:1"
    assert people.ok("people", "show", "tan@example.org")["name"] == "Mei Tan"
    shown = people.run("people", "show", "Mei Tan").out
    assert all(word in shown for word in ("Mei Tan", "tan@example.org", "1 Road", "called, as others are: Mei\n", "14 forms that follow"))


def test_a_shared_name_is_not_guessed(people: Any) -> None:
    """Several people of one name are an error of its own: it names their codes, which work, and nobody's name."""
    done = people.run("people", "show", "Mei")
    assert done.exit == 27
    assert "2 people are called so: p-" in done.err
    assert not [word for word in ("Mei", "Tan", "陈美") if word in done.err.replace("people show CODE", "")]
    codes = [word.strip(",") for word in done.err.split() if word.startswith("p-")]
    assert {_called(people, code) for code in codes} == {"陈美", "Mei Tan"}
    done = people.run("people", "merge", "Mei Chen", "Nobody Here")
    assert done.exit == 26
    assert "Nobody" not in done.err
    assert people.run("--json", "people", "show", "p-000000").data["error"] == "unknown-person"


def test_two_are_one_and_two_again(people: Any) -> None:
    """A merge joins names and records, survives another import, and is undone."""
    merged = people.ok("people", "merge", "陈美", "Mimi")
    assert (merged["name"], merged["records"]) == ("陈美", 5)
    people.ok("import", people.write("more.vcf", CARDS.replace("FN:Wei Chen", "FN:Zoe Lim")), "--no-index")
    people.ok("add", "hello again", "--kind", "message", "--who", "~Mimi 🌸")
    assert people.ok("people", "show", "mimi")["records"] == 6
    assert people.run("people", "merge", "Mimi", "Mei Chen").exit == 2
    assert people.ok("people", "undo") == {"number": 1, "what": "merge", "undone": True, "with_it": []}
    assert people.ok("people", "show", "Mimi")["records"] == 4
    assert people.run("people", "undo").exit == 28


def test_somebody_else_s_name(people: Any) -> None:
    """A split shows who has the name now; a name that the person does not have, or is known by, is refused."""
    assert people.ok("people", "split", "陈美", "+65 9123 4567")["key"] == "phone:6591234567"
    assert people.ok("people", "show", "+65 9123 4567")["records"] == 1
    people.ok("people", "unalias", "陈美", "Mei")
    assert _called(people, "Mei") == "Mei Tan"
    assert people.run("people", "split", "陈美", "Zoe").exit == 26
    assert people.run("people", "split", "Mimi", "Mimi").exit == 2


def test_other_names_and_relations(people: Any) -> None:
    """An alias and a relation are found afterwards; a name that is too short, or theirs already, is refused; a shared one is said."""
    assert people.run("people", "alias", "Mei Tan", "Tantan").err == ""
    assert _called(people, "tantan") == "Mei Tan"
    assert people.run("people", "alias", "Mei Tan", "Tantan").exit == 2
    assert people.run("people", "alias", "Mei Tan", "x").exit == 2
    assert people.run("people", "alias", "Mei Tan", "y" * 300).exit == 2
    done = people.run("people", "alias", "Wei Chen", "Tantan")
    assert done.exit == 0
    assert "either of them" in done.err
    assert people.run("people", "show", "Tantan").exit == 27
    people.ok("people", "relation", "Wei Chen", "landlord")
    assert _called(people, "my landlord") == "Wei Chen"
    people.ok("people", "relation", "Wei Chen", "外婆")
    assert _called(people, "Grandma") == "Wei Chen"
    assert people.run("people", "relation", "Wei Chen", " ").exit == 2


def test_what_was_decided(people: Any) -> None:
    """The history says in words what holds, and of what holds no longer only that it was."""
    assert "nothing was decided" in people.run("people", "history").err
    people.ok("people", "merge", "陈美", "Mimi")
    people.ok("people", "alias", "Mei Tan", "Tantan")
    people.ok("people", "relation", "Wei Chen", "landlord")
    people.ok("people", "split", "陈美", "Mimi")
    people.ok("people", "unalias", "Mei Tan", "Tan")
    people.ok("people", "undo", "2")
    rows = [line.split("\t") for line in people.run("people", "history").out.splitlines()]
    assert [(row[0], *row[2:]) for row in rows] == [
        ("1", "陈美 and Mimi are one", "in force"),
        ("2", "alias", "undone"),
        ("3", "Wei Chen is my landlord", "in force"),
        ("4", "陈美 is not Mimi: that is somebody else", "in force"),
        ("5", "Mei Tan is not called Tan", "in force"),
    ]
    history = people.ok("people", "history")
    assert history[1] == {"number": 2, "at": history[1]["at"], "what": "alias", "people": [], "word": "", "state": "undone"}
    assert (history[0]["people"], history[2]["word"]) == (["陈美", "Mimi"], "landlord")
    undone = people.run("people", "undo")
    assert undone.out == "decision 5 is undone: Mei Tan is not called Tan\n"


def test_there_is_one_owner(people: Any) -> None:
    """Whoever is "me" already is not joined by a second: that is refused, with the codes to merge; merged they are one, and it is said."""
    mimi, wei = (people.ok("people", "show", name)["code"] for name in ("Mimi", "Wei Chen"))
    assert people.ok("people", "relation", "Mimi", "me")["owner"] is True
    for word in ("me", "本人"):
        done = people.run("people", "relation", "Wei Chen", word)
        assert done.exit == 2
        assert f"`keepmum people merge {mimi} {wei}`" in done.err
        assert "Wei Chen" not in done.err
    assert people.ok("people", "show", "Wei Chen")["owner"] is False
    assert "this is you already" in people.run("people", "relation", "Mimi", "myself").err
    assert people.run("people", "history").out.split("\t")[2] == "Mimi is you"
    merged = people.ok("people", "merge", mimi, wei)
    assert (merged["name"], merged["owner"]) == ("Mimi", True)


def test_a_second_mother_is_said(people: Any) -> None:
    """Where somebody else is the same already, stderr names the words that now mean either, and those that do not; they are ambiguous."""
    assert people.run("people", "relation", "Mei Tan", "mother").err.startswith("2 people are this to you now: by itself, ")
    assert people.run("people", "show", "Mummy").exit == 27
    assert people.run("people", "relation", "Wei Chen", "landlord").err == ""
    said = people.run("people", "relation", "Mei Tan", "房东").err
    assert '"my landlord"' in said
    assert people.run("people", "show", "my landlord").exit == 27
    assert people.run("people", "show", "my landlord").out == ""


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("banana", "does not know this word for a relation; nothing"),
        ("mothre", "perhaps mother;"),
        ("朋友", "many people are this"),
        ("friend", "many people are this"),
        ("", "there is no word"),
    ],
)
def test_a_word_that_is_no_relation_is_refused(people: Any, word: str, said: str) -> None:
    """A relation that keepmum does not know, that fits many, or is empty changes nothing; the hint says where the words are."""
    done = people.run("people", "relation", "Wei Chen", word)
    assert done.exit == 2
    assert said in done.err
    assert "`keepmum people relations` lists the words" in done.err
    assert people.ok("people", "history") == []


def test_the_words_for_relations_are_listed(empty_home: Any) -> None:
    """`people relations` needs no vault; each word that it lists is taken, in both languages and with "my"."""
    from keepmum.memory.people.kin import is_relation

    rows = [row["words"] for row in empty_home.ok("people", "relations")]
    assert {"me", "本人"} <= set(rows[0])
    assert any({"mother", "妈妈"} <= set(row) for row in rows)
    assert any({"landlord", "房东"} <= set(row) for row in rows)
    assert all(is_relation(word) and is_relation(f"My {word}") for row in rows[1:] for word in row)
    assert empty_home.run("people", "relations").out.splitlines()[0] == ", ".join(rows[0])


@pytest.mark.parametrize("form", ["Mei Tan", "mei tan", "tan@example.org", "+65 8000 1234", "80001234", "Tanny", "Ms Tan", "code"])
def test_whoever_was_merged_parts_by_any_form(people: Any, form: str) -> None:
    """A split takes any form that only one of those merged has, or the old code, which goes on meaning the person; all of them go along."""
    card = CARDS.replace("FN:Mei Tan", "FN:Mei Tan\nNICKNAME:Tanny\nTEL:+65 8000 1234")
    people.ok("import", people.write("more.vcf", card), "--no-index")
    code = people.ok("people", "show", "Mei Tan")["code"]
    people.ok("people", "merge", "Wei Chen", "Mei Tan")
    assert _called(people, code) == "Wei Chen"
    parted = people.ok("people", "split", "wei chen", code if form == "code" else form)
    assert (parted["name"], parted["code"], parted["emails"]) == ("Mei Tan", code, ["tan@example.org"])
    left = people.ok("people", "show", "Wei Chen")
    assert (left["emails"], left["phones"]) == ([], [])


@pytest.mark.parametrize(
    "args",
    [
        *(["show", ""], ["merge", "Mimi", " "], ["merge", "", "Mimi"], ["split", "Mimi", ""], ["alias", "Mimi", " "]),
        *(["unalias", "Mimi", ""], ["relation", "", "mother"]),
    ],
)
def test_an_empty_name_is_a_mistake(people: Any, args: list[str]) -> None:
    """A name or word of nothing but spaces is a mistake of the command line, said as such, and changes nothing."""
    done = people.run("--json", "people", *args)
    assert (done.exit, done.data["error"]) == (2, "usage")
    assert "empty" in done.err or "there is no name" in done.err


def test_nobody_yet(empty_home: Any) -> None:
    """An empty vault lists nobody and says what to do."""
    assert empty_home.run("init", "--no-recovery").exit == 0
    done = empty_home.run("people")
    assert (done.exit, done.out) == (0, "")
    assert "import" in done.err
    assert empty_home.ok("people") == []


def test_forgetting_says_what_it_took(people: Any) -> None:
    """Whoever forgets the last of somebody is told that what was decided about them went too."""
    ids = [people.ok("add", "bye", "--kind", "message", "--who", "Zoe Quark")["id"]]
    people.ok("people", "alias", "Zoe Quark", "Zozo")
    (receipt,) = people.ok("forget", *ids, "--yes")
    assert "1 decision about people" in receipt["destroyed"]
    assert people.run("people", "show", "Zozo").exit == 26
    assert people.ok("people", "history")[0]["state"] == "forgotten"


def test_the_policy_knows_what_was_decided(people: Any) -> None:
    """The people whom the policy protects are those after the person's decisions, from the next call on."""
    with Keep.open(people.vault, (people.folder / "passphrase").read_text().strip()) as keep:
        assert "Mimi" not in next(person for person in keep.people() if person.key == "contact:1").aliases
        keep.address_book.merge("陈美", "Mimi")
        assert "Mimi" in next(person for person in keep.people() if person.key == "contact:1").aliases
        assert dict(keep.address_book.roster().forms())["Mimi"] == {"contact:1"}


def test_undoing_says_what_goes_with_it(people: Any) -> None:
    """Undoing the split that made somebody names the later decisions about them, which are undone too."""
    people.ok("people", "alias", "Wei Chen", "Wawa")
    people.ok("people", "split", "Wei Chen", "Wawa")
    people.ok("people", "alias", "Wawa", "Zuzka Novak")
    done = people.run("people", "undo", "2")
    assert "decision 2 is undone: Wei Chen is not Wawa" in done.out
    assert "with it decision 3, about somebody who is there no longer: Wawa is also called Zuzka Novak" in done.out
    assert [row["state"] for row in people.ok("people", "history")] == ["in force", "undone", "undone"]
