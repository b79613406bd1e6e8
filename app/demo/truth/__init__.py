"""What is true of the demo's files: all that is private in them, and questions with their answers.

It was written beside the story, by hand, and is read by nothing that detects or answers: a scan for leaks that used what was
found could never find what was missed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keepmum.policy.category import Category

_FOLDER = Path(__file__).parent
_NAMES = frozenset({Category.PERSON, Category.ORGANISATION, Category.EMAIL})
_ADDRESSES = frozenset({Category.ADDRESS, Category.PLACE, Category.URL, Category.IP})
_NUMBERS = frozenset({Category.PHONE, Category.CARD, Category.IBAN, Category.ID_NUMBER, Category.ACCOUNT, Category.PLATE, Category.SECRET})


@dataclass(frozen=True, slots=True)
class Private:
    """One person or thing that is private.

    Attributes:
        category: What it is.
        forms: Every way in which the files write it, the fullest first.
    """

    category: Category
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gold:
    """One record that holds a part of an answer.

    Attributes:
        thread: The record's thread.
        text: Words that stand in its text.
        at: Its minute in the owner's local time, as ``2025-03-04 18:20``; empty where thread and words suffice.
    """

    thread: str
    text: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question about the files.

    Attributes:
        id: A short name.
        text: The question.
        answer: What is true.
        gold: The records that hold it.
        purpose: What the answer is for, as `ask` takes it.
    """

    id: str
    text: str
    answer: str
    gold: tuple[Gold, ...]
    purpose: str = "answer"


@dataclass(frozen=True, slots=True)
class Truth:
    """All that is known of the demo's files.

    Attributes:
        names: People, organisations and e-mail addresses.
        numbers: Phones, cards, accounts, bookings, identity numbers, number plates, codes and passwords.
        addresses: Addresses, also those of the web and the network, and the places of a private life.
        others: Amounts, dates of birth and health: the leak scan leaves them out.
        questions: 20 questions whose answers stand in no single record.
        device: A question that one memo answers.
        cloud: A harder one, for which a model off the device would be asked.
        harmless: Words and numbers that look private and are not, in lower case.
    """

    names: tuple[Private, ...]
    numbers: tuple[Private, ...]
    addresses: tuple[Private, ...]
    others: tuple[Private, ...]
    questions: tuple[Question, ...]
    device: Question
    cloud: Question
    harmless: frozenset[str]

    @property
    def leaks(self) -> tuple[str, ...]:
        """Every form of every name, number and address: none may be read off the device. The longest first."""
        forms = {form for private in (*self.names, *self.numbers, *self.addresses) for form in private.forms}
        return tuple(sorted(forms, key=lambda form: (-len(form), form)))


def load_truth() -> Truth:
    """Read what is true of the demo's files."""
    table = tomllib.loads((_FOLDER / "private.toml").read_text(encoding="utf-8"))
    rows = tuple(Private(Category(key), tuple(forms)) for key, group in table.items() for forms in group)
    asked = tomllib.loads((_FOLDER / "questions.toml").read_text(encoding="utf-8"))
    known = _NAMES | _NUMBERS | _ADDRESSES
    return Truth(
        names=_of(rows, _NAMES),
        numbers=_of(rows, _NUMBERS),
        addresses=_of(rows, _ADDRESSES),
        others=_of(rows, frozenset(Category) - known),
        questions=tuple(_question(item) for item in asked["question"]),
        device=_question(asked["device"]),
        cloud=_question(asked["cloud"]),
        harmless=frozenset((_FOLDER / "harmless.txt").read_text(encoding="utf-8").split()),
    )


def _of(rows: Iterable[Private], categories: frozenset[Category]) -> tuple[Private, ...]:
    return tuple(row for row in rows if row.category in categories)


def _question(item: dict[str, Any]) -> Question:
    return Question(**{**item, "gold": tuple(Gold(**gold) for gold in item["gold"])})
