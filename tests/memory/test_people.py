"""The people in the person's own world."""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import combinations, permutations, product
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keepmum.memory.formats.detect import read_path
from keepmum.memory.people.aliases import asides, fold, forms, parts, plain
from keepmum.memory.people.kin import kin, spoken_of
from keepmum.memory.people.person import Person, gather, is_phone, people
from keepmum.memory.people.senders import address_key, same_number
from keepmum.memory.record import Record


def _contact(text: str, ref: str | None = None) -> Record:
    return Record(text=text, kind="contact", source="contacts", ref=ref)


def _one(text: str, *speakers: str) -> Person:
    (person,) = people([_contact(text, "1")], speakers)
    return person


def test_everything_of_a_contact() -> None:
    """A contact's lines become one person: names in all forms, numbers, addresses and handles."""
    person = _one(
        "Mei Chen\nnick: Mimi\nphone: +65 8123 4567\nphone: 6123 4567\nemail: chen.mei@example.org\nhandle: @wchen\n"
        "address: 12 Bukit Road\norg: Clinic\nnote: phone: 999"
    )
    assert (person.key, person.name) == ("contact:1", "Mei Chen")
    assert {"Mei Chen", "Mei", "Chen", "Mr Chen", "Mrs Chen", "Dr Chen", "Mimi", "@wchen"} <= set(person.aliases)
    assert not {"Clinic", "chen.mei", "wchen"} & set(person.aliases)
    assert person.phones == ("+65 8123 4567", "6123 4567")
    assert (person.emails, person.handles, person.addresses) == (("chen.mei@example.org",), ("@wchen",), ("12 Bukit Road",))
    assert list(person.aliases) == sorted(person.aliases, key=lambda alias: (-len(alias), alias))


@pytest.mark.parametrize(
    ("name", "present", "absent"),
    [
        ("陈美玲", {"陈美玲", "美玲", "老陈", "小陈", "陈老师", "陈先生", "陈医生", "陈护士"}, {"陈", "美", "玲"}),
        ("陈美", {"陈美", "小陈"}, {"美"}),
        ("欧阳娜娜", {"欧阳娜娜", "娜娜", "欧阳女士"}, {"阳娜娜"}),
        ("妈妈", {"妈妈", "Mum", "Mom"}, {"妈"}),
        ("Mum", {"Mum", "Mom", "妈妈"}, set()),
        ("Dr Wei Chen", {"Wei Chen", "Wei", "Dr Chen"}, {"Dr"}),
        ("Mei Chen 陈美玲", {"Mei Chen", "Mei", "陈美玲", "美玲"}, set()),
        ("Mei Chen (美玲)", {"Mei Chen", "美玲"}, set()),
        ('Robert "Bob" Tan', {"Bob", "Robert Tan", "Robert"}, set()),
        ("Mei 🌸", {"Mei 🌸", "Mei"}, set()),
        ("Tan, Mei Ling", {"Mei", "Mei Tan"}, set()),
        ("J", set(), {"J"}),
        ("Wei L", {"Wei L", "Wei"}, {"L", "Mr L"}),
        ("Robert Tan", {"Bob", "Bob Tan", "Robbie"}, {"Bert"}),
        ("Melanie", {"Mel"}, {"Tan"}),
        ("师明", {"师先生"}, {"老师"}),
        ("施明", {"施总", "老施"}, {"施工"}),
        ("Wu Li", {"Wu Li", "Wu", "Mr Li"}, {"Li"}),
        ("O’Neil", {"O’Neil"}, set()),
    ],
)
def test_forms_of_a_name(name: str, present: set[str], absent: set[str]) -> None:
    """Latin and Chinese names, titles, nicknames and familiar forms; never one letter."""
    aliases = set(_one(f"{name}\nphone: 1").aliases)
    assert present <= aliases
    assert not absent & aliases


@pytest.mark.parametrize(
    ("line", "present"),
    [("relation: mother", "妈妈"), ("relation: elder brother", "哥哥"), ("nick: 老妈", "Mum"), ("relation: my dad", "Dad")],
)
def test_relatives(line: str, present: str) -> None:
    """A contact whose relation or nickname is a family word is called by the others of its kind too."""
    assert present in _one(f"Li Chen\n{line}").aliases


def test_a_relative_s_own_people() -> None:
    """Somebody named only as a contact's relative is a person, without the word that says which."""
    found = people([_contact("Li Chen\nrelated: Bob Tan (spouse)", "1")], [])
    assert [(person.key, person.name) for person in found] == [("contact:1", "Li Chen"), ("name:bob tan", "Bob Tan")]


def test_given_and_family_as_the_card_says() -> None:
    """The card's own parts decide where the shown name does not show them."""
    aliases = _one("Mum\ngiven: Li Hua\nfamily: Chen").aliases
    assert {"Li Hua Chen", "Li Hua", "Li", "Mrs Chen", "Mum", "妈妈"} <= set(aliases)


def test_two_of_one_name() -> None:
    """Two contacts of one name stay two people, share the alias, and a speaker of that name becomes no third."""
    first, second = people([_contact("Wei Chen\nphone: 1", "a"), _contact("Wei Chen\nphone: 2", "b")], ["Wei Chen", "Wei"])
    assert (first.key, second.key) == ("contact:a", "contact:b")
    assert "Wei" in first.aliases
    assert first.aliases == second.aliases
    assert first.phones != second.phones


def test_speakers() -> None:
    """A speaker who is a contact attaches to it, as written; others are people of their own; labels and pronouns are nobody."""
    found = people(
        [_contact("Mei Chen\nphone: +65 8123 4567", "1")],
        ["Mei Chen 🌸", "mei chen", "Ah Huat", "me", "You", "我", "Speaker 2", "SPEAKER_00", "", "8123-4567"],
    )
    assert [person.key for person in found] == ["contact:1", "name:ah huat"]
    assert "Mei Chen 🌸" in found[0].aliases


@pytest.mark.parametrize(
    ("contacts", "speakers", "keys"),
    [
        (["Mei Chen"], ["~Mei 🌸"], ["contact:0"]),
        (["Mei Chen"], ["Mei Chen", "~Mei 🌸"], ["contact:0", "name:mei"]),
        (["Mei Chen"], ["Mei Tan"], ["contact:0", "name:mei tan"]),
        (["Mei Chen"], ["Mei Tan", "Mei"], ["contact:0", "name:mei tan"]),
        (["Mei Chen", "Mei Tan"], ["Mei"], ["contact:0", "contact:1"]),
        (["Robert Tan"], ["Bob"], ["contact:0", "name:bob"]),
        ([], ["Mei Chen", "Mei"], ["name:mei", "name:mei chen"]),
        ([], ["Mei Chen", "Mei Tan", "Mei"], ["name:mei", "name:mei chen", "name:mei tan"]),
        (["陈美玲"], ["美玲", "小陈"], ["contact:0"]),
        (["陈美玲"], ["陈美玲", "小陈"], ["contact:0", "name:小陈"]),
    ],
)
def test_a_first_name_alone_makes_nobody_one(contacts: list[str], speakers: list[str], keys: list[str]) -> None:
    """A first name is the only contact's who bears it and speaks under no other; two who speak, or two who bear it, stay apart."""
    found = people([_contact(text, str(number)) for number, text in enumerate(contacts)], speakers)
    assert [person.key for person in found] == keys


@pytest.mark.parametrize(
    ("card", "speaker"),
    [
        ("陈美\nphone: +65 9123 4567", "+65 9123 4567"),
        ("陈美\nphone: +65 9123 4567", "9123 4567"),
        ("陈美\nphone: 1\nphone: 9123 4567", "+65 9123-4567"),
        ("陈美\nnick: Mei Chen", "Mei Chen"),
        ("陈美\nphonetic: Chen\nphonetic: Mei", "Mei Chen"),
        ("陈美\nphonetic: Mei Chen", "~Mei Chen 🌸"),
        ("陈美\nnick: Mimi", "mimi"),
        ("Mei Chen (陈美)", "陈美"),
        ("Mei Chen\nnick: 陈美", "陈美 Mei Chen"),
        ("Mei Chen\nemail: Mei@Example.org", "mei@example.org"),
        ("Mei Chen\nemail: mei@example.org", "M. Chen <MEI@example.org>"),
        ("Mei Chen\nemail: other@example.org", '"Mei Chen" <mei@example.org>'),
        ("Mei Chen\nhandle: @wchen", "@WChen"),
        ("Tan, Mei Ling", "Mei Ling Tan"),
        ("Mum ❤️", "妈妈"),
        ("My Mum", "老妈"),
        ("Li Chen\nrelation: mother", "Mom"),
        ("外婆", "Grandma"),
    ],
)
def test_one_person_in_several_guises(card: str, speaker: str) -> None:
    """A number, an address, a handle, a nickname, the name in another script or a relation word show that a speaker is a contact."""
    assert [person.key for person in people([_contact(card, "1")], [speaker])] == ["contact:1"]


@pytest.mark.parametrize(
    ("card", "speaker"),
    [
        ("Mei Chen\nphone: +65 9123 4567", "+1 415 9123 4567"),
        ("Mei Chen (Work)", "Work"),
        ("Mum", "Grandma"),
        ("Mei Chen\nemail: mei@example.org", "mei@example.com"),
        ("Mei Chen\norg: Clinic", "Clinic"),
    ],
)
def test_what_only_looks_alike(card: str, speaker: str) -> None:
    """Two country codes, two mail servers, a label in brackets, an employer: none of them makes two people one."""
    assert len(people([_contact(card, "1")], [speaker])) == 2


def test_speakers_without_a_card() -> None:
    """The same number, the same address and the words for one's mother are one speaker each; two grandmothers are two."""
    found = people([], ["+65 8123 4567", "81234567", "<a@x.org>", "A@X.org", "Bo <a@x.org>", "Me <m@x.org>", "Mum", "妈妈", "奶奶", "外婆"])
    assert [(person.key, person.name, person.phones, person.emails) for person in found] == [
        ("email:a@x.org", "Bo", (), ("a@x.org",)),
        ("name:mum", "Mum", (), ()),
        ("name:外婆", "外婆", (), ()),
        ("name:奶奶", "奶奶", (), ()),
        ("phone:6581234567", "", ("+65 8123 4567",), ()),
    ]


def test_the_exact_word_for_a_relation_counts() -> None:
    """English says less than Chinese: who is both "aunt" and 小姨 is nobody's 姑姑; who is only "aunt" may be."""
    assert {"小姨", "Auntie"} <= set(_one("何淑惠\nnick: 小姨\nrelation: aunt").aliases)
    assert not {"姑姑", "我姑姑"} & {
        *_one("何淑惠\nnick: 小姨\nrelation: aunt").aliases,
        *_one("何淑惠\nnick: 小姨\nrelation: aunt").spoken,
    }
    assert "姑姑" in _one("何淑惠\nrelation: aunt").aliases


def test_a_relation_word_is_first_whose_name_it_is() -> None:
    """Where one contact is called 外婆 and another Grandma, 外婆 means the first alone, and nobody else loses a word."""
    grandma, other = people([_contact("Grandma", "1"), _contact("外婆", "2")], [])
    assert "外婆" not in grandma.aliases
    assert {"奶奶", "姥姥"} <= set(grandma.aliases)
    assert {"外婆", "姥姥"} <= set(other.aliases)
    assert "奶奶" not in other.aliases


def test_two_cards_of_one_person() -> None:
    """Cards that share a whole name and a number are one person, with all that stands on both; a shared landline alone is none."""
    found = people(
        [
            _contact("Mei Chen\nphone: 9123 4567\nemail: a@x.org", "1"),
            _contact("Mei Chen\nphone: +65 9123 4567\nnick: Mimi", "2"),
            _contact("Bo Chen\nphone: 9123 4567", "3"),
        ],
        ["Mimi", "9123 4567"],
    )
    assert [person.key for person in found] == ["contact:1", "contact:3"]
    assert {"Mimi", "Mei Chen"} <= set(found[0].aliases)
    assert found[0].emails == ("a@x.org",)


def test_a_card_that_is_two_cards_persons_joins_them() -> None:
    """Cards are one person whatever the order in which they came in, under the first of their keys; each key leads there."""
    texts = {"a": "Mei Chen\nphone: +65 9111 1111", "b": "Mei Chen\nphone: 9111 1111\nemail: m@x.org", "c": "Mei Chen\nhandle: m@x.org"}
    for order in permutations(texts):
        world = gather([_contact(texts[ref], ref) for ref in order], [])
        assert list(world.drafts) == ["contact:a"]
        assert world.same == {"contact:b": "contact:a", "contact:c": "contact:a"}


_CARDS = st.lists(
    st.builds(
        lambda names, ways: "\n".join(("X", *(f"nick: {name}" for name in names), *ways)),
        st.sets(st.sampled_from(["Abel", "Bela", "Cato", "Dido"]), min_size=1, max_size=2),
        st.sets(
            st.sampled_from(
                [
                    *("phone: 9111 1111", "phone: +65 91111111", "phone: +1 9111 1111", "phone: +65 9222 2222", "phone: 9333 3333"),
                    *("email: a@x.org", "email: A@X.org", "handle: a@x.org", "handle: @b", "email: c@x.org"),
                ]
            ),
            max_size=3,
        ),
    ),
    max_size=7,
)


def _one_by_one(cards: Sequence[str]) -> set[frozenset[int]]:
    """Join cards as the rule says it, two groups at a time, until no two are one person."""
    groups = [_Group(frozenset([place]), *_lines(text)) for place, text in enumerate(cards)]
    while (pair := next((pair for pair in combinations(groups, 2) if _are_one(*pair)), None)) is not None:
        groups = [group for group in groups if group not in pair]
        groups.append(_Group(*(mine | theirs for mine, theirs in zip(*pair, strict=True))))
    return {group.places for group in groups}


class _Group(NamedTuple):
    places: frozenset[int]
    names: frozenset[str]
    ways: frozenset[str]


def _lines(text: str) -> tuple[frozenset[str], frozenset[str]]:
    lines = frozenset(text.split("\n")[1:])
    names = frozenset(line for line in lines if line.startswith("nick: "))
    return names, lines - names


def _are_one(one: _Group, other: _Group) -> bool:
    return bool(one.names & other.names) and any(_is_same(*pair) for pair in product(one.ways, other.ways))


def _is_same(one: str, other: str) -> bool:
    (kind, mine), (other_kind, theirs) = one.split(": "), other.split(": ")
    if "phone" in (kind, other_kind):
        return kind == other_kind and same_number(mine, theirs)
    return "email" in (kind, other_kind) and address_key(mine) == address_key(theirs)


@given(_CARDS, st.randoms(use_true_random=False))
def test_which_cards_are_one_person(cards: list[str], chance: Random) -> None:
    """Cards that share a whole name and a number or address are one person, and so are those who share them then; in any order."""
    records = [_contact(text, str(place)) for place, text in enumerate(cards)]
    same = gather(records, []).same
    led = [same.get(f"contact:{place}", f"contact:{place}") for place in range(len(cards))]
    assert {frozenset(place for place, root in enumerate(led) if root == one) for one in led} == _one_by_one(cards)
    found = people(records, ["Abel", "9111 1111", "a@x.org"])
    chance.shuffle(records)
    assert people(records, ["Abel", "9111 1111", "a@x.org"]) == found


def test_a_number_of_many() -> None:
    """Contacts who share a number, or its last digits, take no longer than others: the time does not rise with their square."""
    alone, one_number, one_end = (
        [_contact(f"Person{each} Family{each}\nphone: +{number(each)}", str(each)) for each in range(2_000)]
        for number in (lambda each: f"65{each + 10**7}", lambda _: "6591234567", lambda each: f"{each + 100}91234567")
    )
    usual = _cpu(alone)
    for records in (one_number, one_end):
        assert any(_cpu(records) < 3 * usual + 0.2 for _ in range(2))  # another process may have taken the cache the first time


def _cpu(records: list[Record]) -> float:
    begun = time.process_time()
    assert len(people(records, ["Zoe"])) == len(records) + 1
    return time.process_time() - begun


def test_words_of_the_owner_alone() -> None:
    """How the owner speaks of a relation is kept apart from names: in another's mouth "my mother" is another's mother."""
    person = _one("Li Chen\nrelation: mother\nrelation: friend")
    assert {"my mother", "my Mum", "我妈", "我妈妈"} <= set(person.spoken)
    assert not set(person.spoken) & set(person.aliases)
    assert "my friend" not in person.spoken
    assert spoken_of("my landlord") == ("my landlord", "我房东", "我的房东") == spoken_of("房东")
    assert spoken_of("beekeeper") == ("my beekeeper",)
    assert spoken_of("colleague") == ()


def test_numbers_are_no_names() -> None:
    """Somebody known only by number has a number and no name; so has a contact without a name."""
    found = people([_contact("+65 9999 0000\nphone: +65 9999 0000", "1")], ["+65 8123 4567", "+65 8123\u00a04567", "+65 9999 0000"])
    assert [(person.key, person.name, person.aliases, person.phones) for person in found] == [
        ("contact:1", "", (), ("+65 9999 0000",)),
        ("phone:6581234567", "", (), ("+65 8123 4567",)),
    ]
    assert not is_phone("Bus 12")
    assert not is_phone("1234")


def test_companies_have_no_given_name() -> None:
    """A card of a company has its name only."""
    assert _one("Airline Service\norg: Airline Service\nphone: 1").aliases == ("Airline Service",)
    assert _one("mei@example.org\nemail: mei@example.org").aliases == ()


def test_keys_are_stable() -> None:
    """The key is the card's ref, or the text of a card without one, whatever the order and however often."""
    records = [_contact("Mei Chen", "1"), _contact("Bob", None), _contact("Ann", "2"), _contact("Mei Chen\nphone: 1", "1")]
    assert people(records, ["Zoe", "zoe"]) == people([*records[:3], *records], ["zoe", "Zoe"])
    assert [person.key for person in people(records, ["Zoe"])] == ["contact:1", "contact:2", "contact:bob", "name:zoe"]


def test_other_records_are_no_people() -> None:
    """Only contact records are read."""
    assert people([Record(text="Mei Chen", kind="memo"), _contact(" ")], []) == ()


def test_from_a_card_to_a_person(tmp_path: Path) -> None:
    """What the reader of contacts writes is read back whole."""
    path = tmp_path / "a.vcf"
    path.write_text(
        "BEGIN:VCARD\nVERSION:3.0\nUID:7\nFN:Mum\nN:Chen;Li;;;\nNICKNAME:Ah Li\nTEL:+65 8123 4567\n"
        "EMAIL:li@example.org\nADR:;;1 Road;Town;;;\n"
        "X-RELATION:mother\nIMPP:skype:lichen\nNOTE:email: none\nEND:VCARD\n",
        encoding="utf-8",
    )
    (person,) = people([item for item in read_path(path) if isinstance(item, Record)], ["妈妈"])
    assert (person.key, person.name) == ("contact:7", "Mum")
    assert {"Mum", "Li", "Li Chen", "Ah Li", "Mom", "妈妈", "Mrs Chen"} <= set(person.aliases)
    assert (person.phones, person.emails, person.handles, person.addresses) == (
        ("+65 8123 4567",),
        ("li@example.org",),
        ("lichen",),
        ("1 Road, Town",),
    )


def test_nothing_private_in_a_repr() -> None:
    """A person's repr shows nothing of them."""
    assert repr(_one("Mei Chen\nphone: 81234567")) == "Person()"


@settings(deadline=None)
@given(st.lists(st.text(max_size=20), max_size=6), st.lists(st.text(max_size=20), max_size=6))
def test_anything(names: list[str], speakers: list[str]) -> None:
    """No name breaks anything: keys are unique, aliases are no blanks, and the order of speakers does not matter."""
    records = [_contact(name or "x", str(number)) for number, name in enumerate(names)] if all(n.isprintable() for n in names) else []
    found = people(records, speakers)
    assert len({person.key for person in found}) == len(found)
    assert all(alias.strip() == alias and len(alias) > 1 for person in found for alias in person.aliases)
    assert found == people(records, reversed(speakers))


def test_small_parts() -> None:
    """Folding, cleaning and cutting of names."""
    assert fold("  ＭＥＩ\u00a0 O’Neil ") == "mei o'neil"
    assert plain("~Mei 🌸 (work)") == "Mei"
    assert list(asides("Mei (work) [美玲]")) == ["美玲"]
    assert parts("诸葛亮") == ("亮", "诸葛")
    assert parts("Mei") == ("", "")
    assert kin("neighbour") == ()
    assert "阿陈" in set(forms("陈美玲"))
