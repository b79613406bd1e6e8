"""A lifetime of messages of any size: the English NUS SMS corpus, told again with other words, in conversations over eight years."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.parsers import expat

import data

ARCHIVE = "nus-sms/smsCorpus_en_xml_2015.03.09_all.zip"
SEED = 20_251_125
BEGAN = datetime(2017, 1, 1, tzinfo=UTC)
SPAN = timedelta(days=8 * 365)
_LOST = 0.08  # of the words of a message that is told again, left out …
_OTHER = 0.16  # … or, up to here, another word of the corpus


@dataclass(frozen=True, slots=True)
class Message:
    """One message.

    Attributes:
        ref: Its number, from 1.
        text: What it says.
        person: Who sent it; each person is one thread.
        at: When.
    """

    ref: int
    text: str
    person: str
    at: datetime

    @property
    def spoken(self) -> str:
        """The text with its speaker, as it is embedded."""
        return f"{self.person}: {self.text}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: some words of a message, with the person and the month of it for the filtered search."""

    text: str
    person: str
    since: datetime
    until: datetime


def original() -> list[tuple[str, str]]:
    """Read the corpus: texts with a number for each sender. It declares no entities, and none would be followed."""
    found: list[tuple[str, str]] = []
    people: dict[str, str] = {}
    inside: list[str] = []
    values = {"text": "", "userID": ""}

    def start(name: str, _: dict[str, str]) -> None:
        if name in values:
            inside[:] = [""]

    def characters(text: str) -> None:
        if inside:
            inside.append(text)

    def end(name: str) -> None:
        if name in values:
            values[name] = "".join(inside)
            inside.clear()
        elif name == "message" and values["text"].strip():
            found.append((values["text"], people.setdefault(values["userID"], f"Person {len(people) + 1}")))

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.CharacterDataHandler, parser.EndElementHandler = start, characters, end
    with zipfile.ZipFile(Path(data.find(ARCHIVE))) as archive, archive.open(archive.namelist()[0]) as file:
        parser.ParseFile(file)
    return found


def messages(size: int) -> Iterator[Message]:
    """Tell messages, in order of time; the first round as they are, each later one with words lost and changed.

    Args:
        size: How many.

    Yields:
        Messages in conversations: two to twelve of one person, a minute apart.
    """
    rng = random.Random(SEED)  # noqa: S311  the same messages in every run
    corpus = original()
    by_person: dict[str, list[str]] = {}
    for text, person in corpus:
        by_person.setdefault(person, []).append(text)
    words = [word for text, _ in corpus[::10] for word in text.split()]
    talks = size // 6 + 1  # on average a talk has seven messages: the last ones are not reached
    told = number = 0
    while told < size:
        parts = [(person, texts[at : at + 12]) for person, texts in by_person.items() for at in range(0, len(texts), 12)]
        pieces = [
            (person, part[start : start + step])
            for person, part in parts
            for step in [rng.randint(2, 12)]
            for start in range(0, len(part), step)
        ]
        rng.shuffle(pieces)
        again = number > 0
        for person, texts in pieces:
            begins = BEGAN + SPAN * (number / talks)
            number += 1
            for place, text in enumerate(texts):
                if told == size:
                    return
                told += 1
                yield Message(told, _varied(text, words, rng) if again else text, person, begins + timedelta(minutes=place))


def _varied(text: str, words: list[str], rng: random.Random) -> str:
    draws = [(word, rng.random()) for word in text.split()]
    return " ".join(rng.choice(words) if draw < _OTHER else word for word, draw in draws if draw >= _LOST) or text


def questions(told: list[Message], count: int) -> list[Asked]:
    """Make questions of three to seven words of one message each."""
    rng = random.Random(SEED + 1)  # noqa: S311  the same questions in every run
    asked: list[Asked] = []
    while len(asked) < count:
        message = rng.choice(told)
        words = message.text.split()
        if len(words) >= 4:
            since = message.at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
            until = (since + timedelta(days=32)).replace(day=1)
            asked.append(Asked(" ".join(rng.sample(words, min(len(words), rng.randint(3, 7)))), message.person, since, until))
    return asked
