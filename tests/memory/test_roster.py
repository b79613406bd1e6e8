"""The table of people: every form with who it can mean, and names found in texts."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keepmum.memory.people.decisions import Decision, DecisionLog, Decisions, Someone
from keepmum.memory.people.naming import Names
from keepmum.memory.people.rollcall import RollCall
from keepmum.memory.people.roster import ME, Roster, load_roster, speaking, taking_part
from keepmum.memory.record import Record
from keepmum.memory.vault import Vault


def card(text: str, ref: str) -> Record:
    return Record(text=text, kind="contact", source="contacts", ref=ref, who=(text.partition("\n")[0],))


def roster(*cards: str, speakers: Sequence[str] = (), decisions: Sequence[Decision] = ()) -> Roster:
    """Make a roster of contacts with the keys contact:0, contact:1 and so on."""
    return Roster.of([card(text, str(number)) for number, text in enumerate(cards)], speakers, Decisions(tuple(decisions)))


def named(made: Roster, text: str) -> list[tuple[str, set[str]]]:
    """Find people, each as the words that name them and the ends of the keys."""
    return [(text[mention.begin : mention.end], {key.rpartition(":")[2] for key in mention.keys}) for mention in made.find(text)]


WORLD = (
    "Mei Chen\nnick: Mimi\nphone: +65 9123 4567\nemail: mei@example.org\nhandle: @wchen\naddress: 1 Road",
    "Mei Tan",
    "妈妈",
    "José O’Brien",
    "陈美玲",
    "Will Hart",
    "Dr Anna-Lena Vogt",
    "Tom Reed\nrelation: landlord",
    "May Lim",
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("what did Mei Chen say", [("Mei Chen", {"0"})]),
        ("what did MEI  CHEN’s friend say", [("MEI  CHEN", {"0"})]),
        ("did mei call?", [("mei", {"0", "1"})]),
        ("Mei Tan and Mimi", [("Mei Tan", {"1"}), ("Mimi", {"0"})]),
        ("Meiers chenille", []),
        ("给Mei打电话", [("Mei", {"0", "1"})]),
        ("Mum's knee, 妈妈的膝盖", [("Mum", {"2"}), ("妈妈", {"2"})]),
        ("my mum", [("my mum", {"2"})]),
        ("her mum, Nora's Mum, their mom, 他妈妈, 她的妈妈", []),
        ("我妈说什么", [("我妈", {"2"})]),
        ("jose o'brien", [("jose o'brien", {"3"})]),
        ("Jose\u0301", [("Jose\u0301", {"3"})]),
        ("美玲和陈美玲", [("美玲", {"4"}), ("陈美玲", {"4"})]),
        ("call 9123-4567 or +65 9123 4567, not +1 415 9123 4567", [("9123-4567", {"0"}), ("+65 9123 4567", {"0"})]),
        ("mail mei@example.org or @wchen", [("mei@example.org", {"0"}), ("wchen", {"0"})]),
        ("Dr. Vogt, anna lena vogt", [("Dr. Vogt", {"6"}), ("anna lena vogt", {"6"})]),
        ("Will you come? It will rain.", []),
        ("Will said so. Ask Will. What did will say?", [("Will", {"5"}), ("Will", {"5"}), ("will", {"5"})]),
        ("in May, on 3 May, May 2025, since may", []),
        ("What did May say? Ask may.", [("May", {"8"}), ("may", {"8"})]),
        ("my landlord, your landlord", [("my landlord", {"7"})]),
        ("ｍｅｉ ｃｈｅｎ", [("ｍｅｉ ｃｈｅｎ", {"0"})]),
        ("", []),
    ],
)
def test_names_in_a_text(text: str, found: list[tuple[str, set[str]]]) -> None:
    """Longest first, whole words in Latin, anywhere in Chinese; any capitals, accents, hyphens; others' mothers are not ours."""
    assert named(roster(*WORLD), text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("callum brodie salt dough", ["callum brodie"]),
        ("what did Callum Brodie cook with salt", ["Callum Brodie", "salt"]),  # "with" a person, perhaps
        ("did callum brodie eat the salt", ["callum brodie"]),
        ("callum brodie Salt", ["callum brodie", "Salt"]),
        ("callum brodie and priya", ["callum brodie", "priya"]),
        ("callum brodie priya zopf", ["callum brodie", "priya", "zopf"]),
        ("callum brodie called, callum came late", ["callum brodie", "callum"]),
        ("callum brodie 和 salt 吃饭", ["callum brodie", "salt"]),
        ("callum cooked salt", ["callum", "salt"]),
        ("mr brodie cooked salt", ["mr brodie", "salt"]),
    ],
)
def test_a_part_of_a_name_beside_a_full_name(text: str, found: list[str]) -> None:
    """Beside a full name a word in small letters is another's family name only where a name would stand; an only name is always one."""
    made = roster("Callum Brodie", "Anna Salt", "Priya", "Zoe Lim\nnick: Zopf")
    assert [words for words, _ in named(made, text)] == found


def test_every_form_with_who_it_can_mean() -> None:
    """All forms are there as written, sorted, each with everybody whom it can mean; "my landlord" is nobody's name."""
    made = roster(*WORLD, speakers=["+65 8000 0000"])
    forms = dict(made.forms())
    assert forms["Mei"] == {"contact:0", "contact:1"}
    assert forms["Mei Chen"] == forms["mei@example.org"] == forms["+65 9123 4567"] == forms["1 Road"] == {"contact:0"}
    assert forms["+65 8000 0000"] == {"phone:6580000000"}
    assert "my landlord" not in forms
    assert list(forms) == sorted(forms)
    assert all(set(made.names_of(person.key)) <= set(forms) for person in made.people)


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("Mei Chen", {"contact:0"}),
        ("~Mei Chen 🌸", {"contact:0"}),
        ("Mei", {"contact:0", "contact:1"}),
        ("9123 4567", {"contact:0"}),
        ("M <MEI@example.org>", {"contact:0"}),
        ("@wchen", {"contact:0"}),
        ("Mom", {"contact:2"}),
        ("陈美玲", {"contact:4"}),
        ("me", {ME}),
        ("我", {ME}),
        ("Speaker 2", set()),
        ("Zoe", set()),
        ("", set()),
    ],
)
def test_whom_a_sender_means(name: str, keys: set[str]) -> None:
    """A speaker as written, a number or an address means the same people as in a text; "me" means the owner."""
    assert roster(*WORLD, speakers=["Mei Chen"]).keys_of(name) == keys


def test_the_owner() -> None:
    """The owner's own card, and a speaker of that name, are the owner too."""
    for made in (
        roster("Sam Lee\nnote: me", speakers=["Sam Lee", "me"]),
        roster("Sam Lee", speakers=["Sam Lee"], decisions=[Decision("relation", Someone("contact:0", "Sam Lee"), word="me")]),
    ):
        assert made.owner == {ME, "contact:0"} == made.keys_of("me")
        assert made.keys_of("Sam Lee") == {"contact:0"}


def test_people_by_key() -> None:
    """A key finds its person, also the key that they had before a merge; an unknown key finds nobody."""
    made = roster("Mei Chen", "Bo Tan", decisions=[Decision("merge", Someone("contact:0", "Mei Chen"), Someone("contact:1", "Bo Tan"))])
    assert made.person("contact:1") == made.person("contact:0") == made.people[0]
    assert made.current("contact:1") == "contact:0"
    assert made.person("contact:9") is made.current("contact:9") is None
    assert made.names_of("contact:9") == ()
    assert {"Bo Tan", "Mei Chen"} <= set(made.names_of("contact:1"))


def test_nobody() -> None:
    """An empty vault knows nobody, and finds nobody."""
    made = roster()
    assert (made.people, made.forms(), made.find("Mei +65 9123 4567"), made.keys_of("Mei")) == ((), (), (), frozenset())


@given(st.lists(st.text(max_size=12), max_size=6), st.text(max_size=60))
def test_mentions_lie_in_the_text(names: list[str], text: str) -> None:
    """Whatever the names and the text: mentions are not empty, in order, apart from each other, and inside the text."""
    found = Names((name, str(number)) for number, name in enumerate(names)).find(text + "".join(names))
    ends = [0, *(mention.end for mention in found)]
    assert all(end <= mention.begin < mention.end for end, mention in zip(ends, found, strict=False))
    assert ends[-1] <= len(text + "".join(names))
    assert all(mention.keys for mention in found)


def test_a_sign_that_stands_for_letters() -> None:
    """A name that ends inside a sign for several letters, such as ㍿ for 株式会社, covers the sign."""
    (found,) = Names([("株式", "1")]).find("㍿")
    assert (found.begin, found.end) == (0, 1)


def test_a_name_is_found_as_it_is_written() -> None:
    """Every form of everybody, by itself, is a text that names them; but for postal addresses and everyday words."""
    made = roster(*WORLD)
    for person in made.people:
        for form in {*person.aliases, *person.phones, *person.emails} - {"Will", "May"}:
            assert any(person.key in mention.keys for mention in made.find(f"x, {form}.")), form


def test_the_vault_s_people(vault: Vault) -> None:
    """Contacts, whoever stands in records, and decisions of a vault become its roster; a contact by itself does not speak."""
    talk = [Record("hi", kind="message", who=("Mei", "Zoe")), Record("yo", kind="message", who=("Mei",)), Record("memo", who=("me",))]
    vault.put([card("Mei Chen\nphone: 1", "1"), *talk])
    said = speaking(taking_part(vault))
    assert said == {"Mei": 2, "me": 1}
    made = load_roster(vault)
    assert [person.key for person in made.people] == ["contact:1", "name:zoe"]
    assert made.counted(said) == {"contact:1": 2, ME: 1}
    DecisionLog(vault).add(Decision("split", Someone("contact:1", "Mei Chen"), word="Mei"))
    assert load_roster(vault).counted(said) == {"name:mei": 2, ME: 1}


def test_the_roll_is_called_anew_only_when_people_change(vault: Vault) -> None:
    """New messages of known people keep the roster; a new speaker, contact, decision, edit or forgetting makes it anew."""
    log = DecisionLog(vault)
    roll = RollCall(vault, log)
    assert roll.read().people == ()
    vault.put([card("Mei Chen", "1"), Record("hi", kind="message", who=("Bo",), ref="m", source="s")])
    first = roll.read()
    assert [person.key for person in first.people] == ["contact:1", "name:bo"]
    read = roll._source
    vault.put([Record("again", kind="message", who=("Bo",)), Record("a memo")])
    assert roll.read() is first
    assert roll._source is read
    with vault.transaction():
        vault.put([Record("x", kind="message", who=("Cy",))])
        assert [person.key for person in roll.read().people] == ["contact:1", "name:bo", "name:cy"]
    held = roll.read()
    (made,) = vault.put([Record("x", kind="message", who=("Di",))])
    assert roll.read().keys_of("Di")
    vault.edit(made.record.id, who=("Ed",))
    assert roll.read().keys_of("Ed")
    assert not roll.read().keys_of("Di")
    vault.forget(made.record.id)
    assert roll.read().people == held.people
    log.add(Decision("merge", Someone("contact:1", "Mei Chen"), Someone("name:bo", "Bo")))
    assert [person.key for person in roll.read().people] == ["contact:1", "name:cy"]
    last = roll.read()
    vault.edit(next(vault.records(kinds={"memo"})).id, text="another")
    assert roll.read() is last


def test_what_is_undone_is_not_remembered(vault: Vault) -> None:
    """Somebody who was read inside a transaction that failed is nobody afterwards."""
    roll = RollCall(vault, DecisionLog(vault))
    with pytest.raises(KeyError), vault.transaction():  # noqa: PT012  the transaction must fail after the reading
        vault.put([Record("x", kind="message", who=("Cy",))])
        assert roll.read().keys_of("Cy")
        raise KeyError
    assert not roll.read().keys_of("Cy")


def crowd(people: int) -> list[Record]:
    """Make that many contacts with names, numbers and addresses, the same at each call."""
    chance = random.Random(7)
    parts = ["ba", "ke", "lo", "mi", "nu", "ra", "se", "ti", "vo", "wa", "zen", "dor", "gal", "hin"]
    names = ["".join(chance.choices(parts, k=3)).title() for _ in range(2 * people)]
    return [
        card(f"{one} {two}\nphone: +65 {chance.randrange(10**7, 10**8)}\nemail: u{number}@example.org", str(number))
        for number, (one, two) in enumerate(zip(names[::2], names[1::2], strict=True))
    ]


@pytest.mark.soak
def test_a_question_takes_less_than_a_millisecond() -> None:
    """With 2,000 people known, finding those in a question takes less than 1 ms, and making the roster less than 0.6 s, of CPU."""
    cards = crowd(2_000)
    begun = time.process_time()
    made = Roster.of(cards, [record.who[0] for record in cards[:500]])
    assert time.process_time() - begun < 0.6  # 0.2 s on an idle machine
    made.find("first of all")
    begun = time.process_time()
    for record in cards[:200]:
        assert made.find(f"what did {record.who[0]} say about the dinner with Mum last week?")
    assert (time.process_time() - begun) / 200 < 0.001


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("妈说什么了", ["妈"]),
        ("我妈的膝盖怎么样", ["妈"]),
        ("问问妈", ["妈"]),
        ("妈妈说", ["妈妈"]),
        ("他妈的", []),
        ("妈的!", []),
        ("大妈说", []),
        ("姑妈来了", []),
        ("爸妈", []),
        ("妈祖庙", []),
    ],
)
def test_a_sign_that_is_a_whole_name(text: str, found: list[str]) -> None:
    """Of 妈 and 爸, which stand in many words, those count that stand alone."""
    names = Names([("妈妈", "mother"), ("妈", "mother"), ("爸", "father")])
    assert [text[mention.begin : mention.end] for mention in names.find(text)] == found
