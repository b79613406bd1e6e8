"""The people of a memory: what forgetting and undoing leave of what was decided about them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, suppress
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keepmum.app.errors import UsageError
from keepmum.app.people import AddressBook, Rivals
from keepmum.memory.errors import AmbiguousPerson, NoSuchDecision, UnknownPerson
from keepmum.memory.record import Record, RecordId
from keepmum.memory.sealing.keys import FLOOR
from keepmum.memory.vault import Vault


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    folder: Path = tmp_path_factory.mktemp("people") / "v"
    with Vault.create(folder, "passphrase", cost=FLOOR) as opened:
        yield opened


@pytest.fixture(scope="module")
def book(vault: Vault) -> AddressBook:
    return AddressBook(vault)


def _card(text: str, ref: str | None) -> Record:
    return Record(text, kind="contact", source="contacts", ref=ref)


def _said(*who: str) -> Record:
    return Record("hello", kind="message", who=who)


RECORDS = (
    _card("Aquila Quill\nnick: Pennino\nphone: 9100 0001", "1"),
    _card("Aquila Quill\nphone: +65 9100 0001\nemail: vireo@example.org", "2"),
    _card("Borealis Yew\nnick: Zopf\nhandle: @wryneck", None),
    _card("9200 0002\nphone: 9200 0002\nemail: dunnock@example.org", "4"),
    _said("Aquila"),
    _said("Aquila"),
    _said("Zopf", "Borealis Yew"),
    _said("Crex Ouzel <dunnock@example.org>"),
    _said("+65 9300 0003"),
    _said("Ouzel", "9300 0003"),
    _said("Mimi"),
    _said(),
)
GIVEN = ("Tansy", "Ulmus Vetch", "Woad", "9400 0004", "xylem@example.org", "@yarrow", "mother")
NAMES = (
    *("Aquila Quill", "Aquila", "Quill", "Ms Quill", "Pennino", "Borealis Yew", "Yew", "Zopf", "@wryneck", "Crex Ouzel", "Ouzel", "Mimi"),
    *("9100 0001", "9200 0002", "+65 9300 0003", "vireo@example.org", "dunnock@example.org", *GIVEN),
)
_NO_NAMES = {"65", "+65", "ms", "mother", "example.org"}
GIVEN_WORDS = {word for name in GIVEN for word in name.casefold().replace("@", " ").split()} - _NO_NAMES
PRIVATE = {word for name in NAMES for word in name.casefold().replace("@", " ").split()} - _NO_NAMES
TOLD = PRIVATE - GIVEN_WORDS  # those that stand in records


def _words_of(records: Any) -> str:
    return " ".join(chain.from_iterable((record.text, *record.who) for record in records)).casefold()


def _documents(vault: Vault) -> str:
    rows = vault.connection().execute("SELECT bytes FROM documents WHERE namespace = 'people'").fetchall()
    kept = [json.loads(bytes(data)) for (data,) in rows]
    return " ".join(str((decision["people"], decision["word"])) for decision in kept).casefold()


_NAME = st.sampled_from(NAMES)
_STEP = st.one_of(
    st.tuples(st.just("merge"), _NAME, _NAME),
    st.tuples(st.sampled_from(["split", "unalias"]), _NAME, _NAME),
    st.tuples(st.just("alias"), _NAME, st.sampled_from(GIVEN)),
    st.tuples(st.just("relation"), _NAME, st.sampled_from(["mother", "landlord", "me"])),
    st.tuples(st.just("undo"), st.integers(1, 8), st.none()),
    st.tuples(st.just("forget"), st.integers(0, len(RECORDS) - 1), st.none()),
    st.tuples(st.just("put"), st.integers(0, len(RECORDS) - 1), st.none()),
    st.tuples(st.just("call"), st.integers(4, len(RECORDS) - 1), st.sampled_from(["Mimi", "Crex Ouzel", "Aquila Quill"])),
)


class _History:
    """A vault to which things happen; `run` does one of them, as far as it can be done."""

    def __init__(self, vault: Vault, book: AddressBook) -> None:
        self.vault, self.book = vault, book
        self.ids: dict[int, RecordId] = {}
        for number in range(len(RECORDS)):
            self.put(number)

    def put(self, number: int) -> None:
        if number not in self.ids:
            self.ids[number] = self.vault.put([RECORDS[number]])[0].record.id

    def run(self, what: str, one: Any, other: Any) -> None:
        if what == "put":
            self.put(one)
        elif what == "call" and one in self.ids:
            self.vault.edit(self.ids[one], who=(other,))
        elif what == "forget" and one in self.ids:
            self.vault.forget(self.ids.pop(one))
        elif what == "undo":
            with suppress(NoSuchDecision):
                self.book.undo(one)
        elif what not in {"forget", "call"}:
            with suppress(UnknownPerson, AmbiguousPerson, UsageError):
                getattr(self.book, what)(one, other)

    def close(self) -> None:
        """Leave nothing to the next one."""
        for record in self.ids.values():
            self.vault.forget(record)
        for key in self.vault.document_keys("people"):
            self.vault.delete_document("people", key)

    def known(self) -> str:
        """Return what stands in the records that are left, and in their older versions."""
        return _words_of(version for record in self.ids.values() for version in self.vault.versions(record))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(_STEP, max_size=14), st.permutations(range(len(RECORDS))))
def test_no_decision_keeps_a_gone_name(vault: Vault, book: AddressBook, steps: list[tuple[str, Any, Any]], order: list[int]) -> None:
    """Whatever was decided, undone, edited and forgotten, in whichever order: a name out of records goes with the last record of it.

    And once all records are forgotten, no document and no list of people holds any name, one that the person gave included.
    """
    with closing(_History(vault, book)) as history:
        for step in (*steps, *(("forget", number, None) for number in order)):
            history.run(*step)
            known, kept = history.known(), _documents(vault)
            for word in TOLD:
                assert word not in kept or word in known, (step, word)
        assert book.all() == ()
        assert not [word for word in PRIVATE if word in _documents(vault)]


def test_undoing_who_was_made(vault: Vault, book: AddressBook) -> None:
    """Who is there only because of a split goes when the split is undone, with what was decided about them later."""
    (put,) = vault.put([_said("Mei Chen")])
    book.alias("Mei Chen", "Pampeliska")
    book.split("Mei Chen", "Pampeliska")
    book.alias("Pampeliska", "Zuzka Novak")
    book.merge("Mei Chen", "Zuzka Novak")
    split = book.history()[-3].number
    assert book.history()[-3].what == "split"
    assert [decision.what for decision in book.undo(split)] == ["split", "alias", "merge"]
    assert [decision.what for decision in book.history() if decision.state == "in force"] == ["alias"]
    assert "zuzka" not in _documents(vault)
    vault.forget(put.record.id)
    assert "pampeliska" not in _documents(vault)


def test_a_name_that_was_given_and_taken_goes_with_whose_it_is(vault: Vault, book: AddressBook) -> None:
    """An alias that turned out to be another's name goes with the other's last record, although the first person stays."""
    staying, going = (put.record.id for put in vault.put([_said("Mei Chen"), _said("Zuzka")]))
    book.alias("Mei Chen", "Zuzka")
    book.split("Mei Chen", "Zuzka")
    assert vault.forget(going).destroyed.count("2 decisions about people") == 1
    assert "zuzka" not in _documents(vault)
    vault.forget(staying)


def test_a_name_of_one_card_of_two_goes_with_the_card(vault: Vault, book: AddressBook) -> None:
    """That a nickname is not theirs goes with the one card that says it, although another card of theirs stays."""
    cards = _card("Mei Chen\nphone: 9100 0001\nnick: Zuzka", "1"), _card("Mei Chen\nphone: 9100 0001", "2")
    one, other = (put.record.id for put in vault.put(cards))
    book.split("Mei Chen", "Zuzka")
    vault.forget(one)
    assert "zuzka" not in _documents(vault)
    vault.forget(other)


def test_who_stays_is_called_by_what_is_left(vault: Vault, book: AddressBook) -> None:
    """Where a decision calls somebody by a name that only a forgotten record had, it calls them by what they still have."""
    card, mail = (put.record.id for put in vault.put([_card("a@x.org\nemail: a@x.org", "9"), _said("Zuzka <a@x.org>")]))
    book.alias("a@x.org", "Momo")
    assert "zuzka" in _documents(vault)
    vault.forget(mail)
    assert "zuzka" not in _documents(vault)
    assert book.find("Momo").key == "contact:9"
    vault.forget(card)


def test_nothing_private_in_a_repr() -> None:
    """Words of the person's own do not show in a repr."""
    assert "Mum" not in repr(Rivals(2, ("Mum",), ("Mum",)))
