"""What the person decided about people: replayed on what is imported, undone, and forgotten with the people."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.memory.test_forget import clear_pages
from tests.memory.test_roster import card

from keepmum.memory.errors import NoSuchDecision, VaultDamaged
from keepmum.memory.people.decisions import NONE, Decision, DecisionLog, Decisions, Someone, What
from keepmum.memory.people.roster import Roster, load_roster
from keepmum.memory.people.unnaming import unnaming
from keepmum.memory.record import Record
from keepmum.memory.vault import Vault

MEI = Someone("contact:0", "Mei Chen")
TAN = Someone("contact:1", "Mei Tan")
MIMI = Someone("name:mimi", "Mimi")
NUMBER = Someone("phone:6580001111", "+65 8000 1111")
CARDS = ("Mei Chen\nphone: 9123 4567", "Mei Tan")
SPEAKERS = ("Mimi", "+65 8000 1111", "Mei Chen", "Mei")


def decided(*decisions: Decision, cards: Sequence[str] = CARDS, speakers: Sequence[str] = SPEAKERS) -> Roster:
    return Roster.of([card(text, str(number)) for number, text in enumerate(cards)], speakers, Decisions(decisions))


def keys(made: Roster) -> list[str]:
    return [person.key for person in made.people]


def test_two_people_are_one() -> None:
    """A merge joins names and numbers under the first one's key and name; merges of merged people join all of them."""
    made = decided(Decision("merge", MEI, MIMI), Decision("merge", NUMBER, MIMI))
    assert keys(made) == ["contact:1", "phone:6580001111"]
    joined = made.people[1]
    assert joined.name == "Mei Chen"
    assert {"Mimi", "Mei Chen"} <= set(joined.aliases)
    assert joined.phones == ("+65 8000 1111", "9123 4567")
    assert made.current("contact:0") == made.current("name:mimi") == "phone:6580001111"
    assert decided(Decision("merge", MEI, MIMI), Decision("merge", MIMI, MEI)).person("contact:0") == decided(
        Decision("merge", MEI, MIMI)
    ).person("contact:0")


def test_a_merge_survives_what_is_imported_later() -> None:
    """It holds for new cards and speakers, for a card under a new id, and for a speaker who turns out to be a contact."""
    merge = Decision("merge", MEI, MIMI)
    assert decided(merge, cards=("Mei Chen\nphone: 1\nnote: new", "Bo"), speakers=("Zoe", "~Mimi 🌸")).keys_of("Mimi") == {"contact:0"}
    moved = Roster.of([card("Mei Chen", "new id")], ["Mimi"], Decisions((merge,)))
    assert moved.keys_of("Mimi") == {"contact:new id"}
    now_a_contact = decided(merge, cards=("Mei Chen", "Mimi Lim\nnick: Mimi"), speakers=("Mimi",))
    assert keys(now_a_contact) == ["contact:0"]
    by_address = Decision("merge", MEI, Someone("email:bo@x.org", "bo@x.org"))
    assert decided(by_address, cards=("Mei Chen", "Bo\nemail: bo@x.org"), speakers=("bo@x.org",)).keys_of("Bo") == {"contact:0"}
    by_number = Decision("merge", MEI, NUMBER)
    assert decided(by_number, cards=("Mei Chen", "Bo\nphone: 8000 1111")).keys_of("Bo") == {"contact:0"}


def test_decisions_about_nobody_change_nothing() -> None:
    """Whose people are not there, or could be several, is left out; what is not about them holds."""
    ghost = Someone("contact:x", "Ghost")
    several = Someone("contact:x", "Mei")
    plain = decided()
    for decision in (
        Decision("merge", MEI, ghost),
        Decision("merge", ghost, MEI),
        Decision("split", ghost, word="Mei"),
        Decision("alias", several, word="X Y"),
        Decision("relation", ghost, word="mother"),
    ):
        assert decided(decision).people == plain.people
        assert decided(decision, Decision("alias", TAN, word="Tantan")).keys_of("Tantan") == {"contact:1"}


def test_a_name_of_somebody_else() -> None:
    """A split makes a person of a name or number, who then has the sender of that name; where others have it, they keep it."""
    made = decided(Decision("split", MEI, word="Mei"), Decision("split", TAN, word="mei"), speakers=("Mei Chen", "Mei", "~Mei 🌸"))
    assert keys(made) == ["contact:0", "contact:1", "name:mei"]
    assert made.keys_of("Mei") == made.keys_of("~Mei 🌸") == {"name:mei"}
    assert "Mei Chen" in made.people[0].aliases
    assert decided(Decision("split", MEI, word="Mei")).keys_of("Mei") == {"contact:1"}
    number = decided(Decision("split", MEI, word="+65 9123 4567"))
    assert number.people[0].phones == ()
    assert number.keys_of("9123 4567") == {"phone:6591234567"}


def test_a_split_parts_who_was_merged() -> None:
    """A split by the name or number of a merged person gives all that is theirs back; later aliases stay with the first."""
    plain = decided()
    for name, someone in (("Mimi", MIMI), ("8000-1111", NUMBER), ("Mei Tan", TAN)):
        assert decided(Decision("merge", MEI, someone), Decision("split", MEI, word=name)).people == plain.people
    made = decided(Decision("merge", MEI, MIMI), Decision("alias", MEI, word="Xiaomei"), Decision("split", MEI, word="Mei Chen"))
    assert made.keys_of("Xiaomei") == made.keys_of("Mimi") == {"name:mimi"}
    assert made.keys_of("Mei Chen") == {"contact:0"}


@pytest.mark.parametrize("form", ["Mei Tan", "Tanny", "Ms Tan", "8555 1234", "+65 8555 1234", "TAN@example.org", "@tanny"])
def test_a_split_takes_any_form_of_one_of_them(form: str) -> None:
    """Any name, number, address or handle that only one of the later ones has parts that one, with all that is theirs."""
    cards = ("Mei Chen\nphone: 9123 4567", "Mei Tan\nnick: Tanny\nphone: 8555 1234\nemail: tan@example.org\nhandle: @tanny")
    merged = Decision("merge", MEI, TAN)
    assert [someone.name for someone in decided(merged, cards=cards).merged("contact:0")] == ["Mei Tan"]
    parted = decided(merged, Decision("split", MEI, word=form), cards=cards)
    assert parted.merged("contact:0") == ()
    assert {"contact:0", "contact:1"} <= set(keys(parted)) <= parted.known_keys()
    tan, chen = parted.person("contact:1"), parted.person("contact:0")
    assert tan is not None
    assert chen is not None
    assert (tan.phones, tan.emails) == (("8555 1234",), ("tan@example.org",))
    assert (chen.phones, chen.emails) == (("9123 4567",), ())


def test_a_split_by_a_form_of_both_parts_nobody() -> None:
    """A form that several of those merged have, or the first one alone, is only taken away."""
    merged = Decision("merge", MEI, TAN)
    for form in ("Mei", "9123 4567"):
        assert [someone.key for someone in decided(merged, Decision("split", MEI, word=form)).merged("contact:0")] == ["contact:1"]


def test_parting_who_was_made_by_a_split() -> None:
    """Somebody who was split off, merged into another and parted again is as after the first split."""
    off = Decision("split", MEI, word="Mei"), Decision("split", TAN, word="Mei")
    made = Someone("name:mei", "Mei")
    back = decided(*off, Decision("merge", TAN, made), Decision("split", TAN, word="9123 4567"), Decision("split", TAN, word="Mei"))
    assert back.keys_of("Mei") == {"name:mei"}
    assert keys(back) == keys(decided(*off)) == ["contact:0", "contact:1", "name:mei", "name:mimi", "phone:6580001111"]


def test_a_merge_brings_back_what_a_split_took() -> None:
    """Who was split off and is merged again is this person under that name."""
    made = decided(
        Decision("split", MEI, word="Mei"),
        Decision("split", TAN, word="Mei"),
        Decision("merge", MEI, Someone("name:mei", "Mei")),
    )
    assert made.keys_of("Mei") == {"contact:0"}


def test_another_name() -> None:
    """An alias is found, and takes over who is known under it alone; a name that another has too stays ambiguous."""
    made = decided(
        Decision("alias", MEI, word="Mimi"), Decision("alias", MEI, word="8000 1111"), Decision("alias", TAN, word="mm@example.org")
    )
    assert made.keys_of("Mimi") == made.keys_of("+65 8000 1111") == {"contact:0"}
    assert keys(made) == ["contact:0", "contact:1"]
    assert made.people[1].emails == ("mm@example.org",)
    assert decided(Decision("alias", TAN, word="Mei Chen")).keys_of("Mei Chen") == {"contact:0", "contact:1"}
    assert decided(Decision("alias", TAN, word="Speaker 2")).keys_of("Mei Tan") == {"contact:1"}
    assert decided(Decision("alias", TAN, word="@tan")).people[1].handles == ("@tan",)
    both = decided(Decision("alias", MEI, word="Momo"), Decision("alias", TAN, word="Momo"))
    assert both.keys_of("Momo") == {"contact:0", "contact:1"}


def test_no_name_of_theirs() -> None:
    """What somebody is not called is gone, whatever the card says, until it is given back; who speaks under it stays somebody."""
    gone = Decision("unalias", MEI, word="Mei")
    assert decided(gone).keys_of("Mei") == {"contact:1"}
    assert decided(gone, Decision("alias", MEI, word="Mei")).keys_of("Mei") == {"contact:0", "contact:1"}
    assert decided(Decision("alias", MEI, word="Momo"), Decision("unalias", MEI, word="momo")).people == decided().people
    assert decided(gone, cards=("Mei Chen",), speakers=("Mei",)).keys_of("Mei") == {"name:mei"}
    assert decided(gone, cards=("Mei Chen",), speakers=()).keys_of("Mei") == frozenset()
    assert decided(Decision("unalias", MEI, word="9123-4567")).people[0].phones == ()
    assert decided(Decision("unalias", MEI, word="Mei Chen"), speakers=()).people[0].name != "Mei Chen"


def test_relations() -> None:
    """A relation brings the words for it in both languages; one that is nobody's word is the owner's way to speak of them."""
    mother = decided(Decision("relation", MEI, word="mother"))
    assert mother.keys_of("Mum") == mother.keys_of("妈妈") == mother.keys_of("my mother") == {"contact:0"}
    landlord = decided(Decision("relation", MEI, word="landlord"))
    assert [mention.keys for mention in landlord.find("what did my landlord say")] == [{"contact:0"}]
    taken = decided(Decision("relation", MEI, word="mother"), cards=("Mei Chen", "Mum"))
    assert taken.keys_of("Mum") == {"contact:1"}
    assert taken.keys_of("妈妈") == {"contact:0", "contact:1"}
    said = decided(Decision("relation", MEI, word="Mum"), cards=("Mei Chen", "Mum"))
    assert said.keys_of("Mum") == {"contact:0", "contact:1"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"what": "marry", "who": MEI, "word": "x"},
        {"what": "alias", "who": MEI},
        {"what": "alias", "who": None, "word": "x"},
        {"what": "alias", "who": MEI, "word": "x" * 201},
        {"what": "merge", "who": MEI},
        {"what": "merge", "who": MEI, "other": TAN, "word": "x"},
        {"what": "alias", "who": MEI, "other": TAN, "word": "x"},
        {"what": "alias", "who": MEI, "word": "x", "state": "perhaps"},
    ],
)
def test_what_says_nothing_is_no_decision(wrong: dict[str, Any]) -> None:
    """A decision of an unknown kind, about nobody, or without its word is refused."""
    with pytest.raises(ValueError, match="decision"):
        Decision(**wrong)


def test_kept_undone_and_read_again(vault: Vault) -> None:
    """Decisions are numbered and come back as they were; the last, or one by number, is undone, once, and leaves no name."""
    log = DecisionLog(vault)
    assert log.read() == NONE
    kept = [
        log.add(Decision("merge", MEI, MIMI)),
        log.add(Decision("alias", TAN, word="Tantan")),
        log.add(Decision("alias", MEI, word="M M")),
    ]
    assert [decision.number for decision in kept] == [1, 2, 3]
    assert log.read().history == tuple(kept)
    assert log.end() == kept[2]
    assert log.end(1) == kept[0]
    assert log.read().in_force() == (kept[1],)
    assert [(past.what, past.who, past.word, past.state) for past in log.read().history[::2]] == [
        ("merge", None, "", "undone"),
        ("alias", None, "", "undone"),
    ]
    for number in (1, 4):
        with pytest.raises(NoSuchDecision, match="of this number"):
            log.end(number)
    assert log.add(Decision("alias", MEI, word="Meimei")).number == 4
    log.end()
    log.end()
    with pytest.raises(NoSuchDecision, match="no decision about people holds"):
        log.end()


def test_undoing_in_the_middle(vault: Vault) -> None:
    """What was decided before and after an undone decision holds as if that one had never been."""
    vault.put([card("Mei Chen", "0"), card("Mei Tan", "1"), Record("x", kind="message", who=("Mimi",))])
    log = DecisionLog(vault)
    plain = load_roster(vault).people
    log.add(Decision("merge", MEI, MIMI))
    log.add(Decision("alias", MIMI, word="Momo"))
    assert load_roster(vault).keys_of("Momo") == {"contact:0"}
    log.end(1)
    assert load_roster(vault).keys_of("Momo") == {"name:mimi"}
    log.end(2)
    assert load_roster(vault).people == plain


def test_many_decisions() -> None:
    """A thousand merges, or names taken from people, take little longer than the people alone: the time rises with no square."""
    cards = tuple(f"Person{each} Family{each}\nphone: +65{each + 10**7}" for each in range(1_001))
    someone = [Someone(f"contact:{each}", f"Person{each} Family{each}") for each in range(1_001)]
    usual = _cpu(cards)
    merges = [Decision("merge", someone[0], other) for other in someone[1:]]
    splits = [Decision("split", other, word="Person0") for other in someone[1:500]]
    assert _within(2 * usual + 0.3, cards, *merges)
    assert _within(2 * usual + 0.3, cards, *(Decision("merge", other, one) for one, other in pairwise(someone)))
    taken = (Decision("unalias", someone[0], word=f"Family{each}") for each in range(1, 500))
    assert _within(2 * usual + 1, cards, *splits, *merges, *taken)


def _within(limit: float, cards: Sequence[str], *decisions: Decision) -> bool:
    """Say whether it takes less CPU time than a limit; where not, look again: another process may have taken the cache."""
    return any(_cpu(cards, *decisions) < limit for _ in range(2))


def _cpu(cards: Sequence[str], *decisions: Decision) -> float:
    begun = time.process_time()
    decided(*decisions, cards=cards)
    return time.process_time() - begun


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"what": "alias"}', b'{"at": 1, "people": [1], "what": "alias", "word": "", "state": ""}']
)
def test_a_damaged_decision_is_named(vault: Vault, data: bytes) -> None:
    """Bytes that are no decision are an error, not a person less."""
    vault.put_document("people", "00000001", data)
    with pytest.raises(VaultDamaged):
        DecisionLog(vault).read()


def test_nothing_private_in_a_repr() -> None:
    """Neither people nor words of a decision show in its repr."""
    shown = repr(Decisions((Decision("merge", MEI, MIMI), Decision("alias", TAN, word="Tantan"))))
    assert not [word for word in ("Mei", "mimi", "Tantan", "contact") if word in shown]


NAME, NICK, OTHER = "Quillfeatheria Zanzibar", "Vergissmeinnichtchen", "Quokkamarkenzeichen"


def test_forgetting_somebody_forgets_what_was_decided(vault: Vault) -> None:
    """When the last card and the last record of somebody go, no page and no document holds their names; others' decisions stay."""
    log = DecisionLog(vault)
    vault.on_forget(unnaming(vault, log))
    told = [Record("hello", kind="message", who=who) for who in ((NAME,), ("Bo Lim", NICK), ("Bo Lim",))]
    ids = [put.record.id for put in vault.put([card(f"{NAME}\nphone: 9123 4567", "1"), card("Bo Lim", "2"), *told])]
    someone, bo = Someone("contact:1", NAME), Someone("contact:2", "Bo Lim")
    log.add(Decision("merge", someone, Someone(f"name:{NICK.casefold()}", NICK)))
    log.add(Decision("alias", someone, word=OTHER))
    log.add(Decision("split", someone, word="Quillfeatheria"))
    log.add(Decision("alias", Someone("name:quillfeatheria", "Quillfeatheria"), word=f"{OTHER}s"))
    log.add(Decision("alias", bo, word="Bobo"))
    key = vault._opened.keys.database
    assert OTHER.encode() in clear_pages(vault.path, key)
    destroyed = [said for record in (ids[0], ids[2], ids[3]) for said in vault.forget(record).destroyed if "decision" in said]
    assert destroyed == ["4 decisions about people"]
    pages = clear_pages(vault.path, key)
    for name in (NAME, NICK, OTHER):
        for written in (name, name.casefold(), name.split()[0], name.split()[0].casefold()):
            assert written.encode() not in pages, written
    assert [(past.what, past.state) for past in log.read().history] == [
        ("merge", "forgotten"),
        ("alias", "forgotten"),
        ("split", "forgotten"),
        ("alias", "forgotten"),
        ("alias", "in force"),
    ]
    assert load_roster(vault).keys_of("Bobo") == {"contact:2"}


def test_what_stays_when_only_a_part_goes(vault: Vault) -> None:
    """A card goes and its twin stays, or a record goes and the sender stays: what was decided about them stays too."""
    log = DecisionLog(vault)
    vault.on_forget(unnaming(vault, log))
    said = [Record("hello", kind="message", who=("Mimi",)) for _ in range(2)]
    ids = [put.record.id for put in vault.put([card("Mei Chen\nphone: 9123 4567", "0"), *said])]
    (nothing,) = vault.put([Record("before anything was decided", who=("Ed",))])
    vault.forget(nothing.record.id)
    log.add(Decision("merge", MEI, MIMI))
    ids += [put.record.id for put in vault.put([Record("a memo"), card("Zoe", "z")])]
    for harmless in (ids[1], ids[3], ids[4]):
        assert not [line for line in vault.forget(harmless).destroyed if "decision" in line]
    (twin,) = vault.put([card("Mei Chen\nphone: +65 9123 4567", "new id")])
    assert not [line for line in vault.forget(ids[0]).destroyed if "decision" in line]
    assert load_roster(vault).keys_of("Mimi") == {"contact:new id"}
    assert [line for line in vault.forget(twin.record.id).destroyed if "decision" in line]


def test_another_of_the_same_name_inherits_nothing(vault: Vault) -> None:
    """What was decided about a forgotten person does not pass to somebody else who is called the same."""
    log = DecisionLog(vault)
    vault.on_forget(unnaming(vault, log))
    (first, _) = vault.put([card("Mei Chen\nphone: 11111111", "0"), card("Mei Chen\nphone: 22222222", "1")])
    log.add(Decision("alias", MEI, word="Momo"))
    vault.forget(first.record.id)
    assert load_roster(vault).keys_of("Momo") == frozenset()


def test_a_name_that_is_not_theirs_goes_with_whose_it_was(vault: Vault) -> None:
    """That "Mei" is not Mei Chen holds a third person's name: it goes when the last record of that person goes."""
    log = DecisionLog(vault)
    vault.on_forget(unnaming(vault, log))
    ids = [put.record.id for put in vault.put([card("Mei Chen", "0"), Record("hello", kind="message", who=("Mei",))])]
    log.add(Decision("split", MEI, word="Mei"))
    assert load_roster(vault).keys_of("Mei") == {"name:mei"}
    vault.forget(ids[1])
    assert [past.state for past in log.read().history] == ["forgotten"]
    assert b"Mei" not in (vault.document("people", "00000001") or b"")


def test_what_was_decided_about_nobody_goes_too(vault: Vault) -> None:
    """A decision whose people are not there any more, because an earlier one was undone, ends with the next who goes."""
    log = DecisionLog(vault)
    vault.on_forget(unnaming(vault, log))
    (put,) = vault.put([Record("hello", kind="message", who=("Mei Chen",))])
    log.add(Decision("split", Someone("name:mei chen", "Mei Chen"), word="Pampeliska"))
    log.add(Decision("alias", Someone("name:pampeliska", "Pampeliska"), word="Zuzka Novak"))
    log.end(1)
    vault.forget(put.record.id)
    assert [past.state for past in log.read().history] == ["undone", "forgotten"]


def test_a_decision_that_could_mean_several_waits(vault: Vault) -> None:
    """Where two are called as a decision says, it stays while others go, and ends when one of the two goes."""
    log = DecisionLog(vault)
    vault.on_forget(unnaming(vault, log))
    cards = card("Mei Chen\nphone: 1", "a"), card("Mei Chen\nphone: 2", "b"), card("Bo Lim", "c")
    ids = [put.record.id for put in vault.put(cards)]
    log.add(Decision("alias", Someone("contact:gone", "Mei Chen"), word="Momo"))
    vault.forget(ids[2])
    assert len(log.read().in_force()) == 1
    vault.forget(ids[0])
    assert log.read().in_force() == ()


def test_a_forgetting_that_fails_forgets_nothing(vault: Vault) -> None:
    """Where the forgetting is undone, the decisions are as they were."""
    log = DecisionLog(vault)
    vault.on_forget(unnaming(vault, log))
    (put,) = vault.put([card("Mei Chen", "0")])
    log.add(Decision("alias", MEI, word="Momo"))
    with pytest.raises(KeyError), vault.transaction():  # noqa: PT012  the transaction must fail after the forgetting
        vault.forget(put.record.id)
        raise KeyError
    assert load_roster(vault).keys_of("Momo") == {"contact:0"}


def test_documents_hold_what_the_history_shows(vault: Vault) -> None:
    """A decision's document is plain JSON with a fixed set of fields, so that an older one can be read for ever."""
    DecisionLog(vault).add(Decision("merge", MEI, MIMI))
    body = json.loads(vault.document("people", "00000001") or b"")
    assert sorted(body) == ["at", "people", "state", "what", "word"]
    assert body["people"] == [["contact:0", "Mei Chen"], ["name:mimi", "Mimi"]]


_SOMEBODY = st.sampled_from([MEI, TAN, MIMI, NUMBER, Someone("name:mei", "Mei"), Someone("gone", "Nobody At All")])
_WORDS = st.sampled_from(["Mei", "Mimi", "Mei Chen", "9123 4567", "+65 8000 1111", "Momo", "a@x.org", "@momo", "mother", "me", "🌸", "."])


def _decision(what: What, who: Someone, other: Someone, word: str) -> Decision:
    return Decision(what, who, other) if what == "merge" else Decision(what, who, word=word)


@given(
    st.lists(
        st.builds(_decision, st.sampled_from(["merge", "split", "alias", "unalias", "relation"]), _SOMEBODY, _SOMEBODY, _WORDS), max_size=7
    )
)
def test_whatever_is_decided(decisions: list[Decision]) -> None:
    """Any decisions in any order: keys stay unique and lead to somebody who is there, and undoing all of them brings back all."""
    made = decided(*decisions)
    assert len(set(keys(made))) == len(made.people)
    for key in ("contact:0", "contact:1", "name:mimi", "phone:6580001111"):
        assert made.current(key) in keys(made)
    assert decided(*(decision.ended("undone") for decision in decisions)).people == decided().people
    assert decided(*decisions).people == made.people
