"""Invented names of many cultures, each in the same sentences: whether a redactor finds some people's names less often than others'.

The names are in benchmarks/cultures.txt. One of which a part came to stand in the list that the training texts are made of is left
out, so that no name was learned; Chinese characters are no such parts. Each name stands in each sentence, alone in its text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from training.labelled import Labelled, Unit
from training.lists import DATA

NAMES = Path(__file__).with_name("cultures.txt")
EACH = 60  # names of a culture
CHARACTERS = "汉字"
"""The culture whose names are in Chinese characters."""

FRAMES = {
    "en": (
        "Could you forward this to {} before lunch?",
        "{} said the meeting had been moved again.",
        "I spoke with {} about it this morning, and nothing was decided.",
        "The parcel was signed for by {}.",
        "thanks for waiting, i have put {} down for the afternoon slot",
        "My neighbour {} borrowed the ladder and never brought it back.",
        "From: {}\nSubject: your question about the invoice",
        "According to {}, nobody had read the report.",
        "It was {}'s idea to repaint the hallway.",
        "lol {} still owes me for the tickets",
    ),
    "zh": (
        "麻烦你午饭前把这个转给{}。",
        "{}说会议又改时间了。",
        "今天早上我跟{}谈过这件事，没有结果。",
        "包裹是{}签收的。",
        "不好意思久等了，已经帮{}约好下午的号",
        "邻居{}借走了梯子，一直没还。",
        "发件人：{}\n主题：关于发票的问题",
        "按{}的说法，谁也没看过那份报告。",
        "重新刷走廊是{}的主意。",
        "哈哈{}还欠我票钱呢",
    ),
}


@dataclass(frozen=True, slots=True)
class Culture:
    """Names of one culture.

    Attributes:
        name: Such as "turkish".
        language: Of the sentences that they stand in.
        people: Whole names, each once.
    """

    name: str
    language: str
    people: tuple[str, ...] = field(repr=False)


def cultures(each: int = EACH, path: Path = NAMES, trained: Path = DATA / "names.txt") -> list[Culture]:
    """Return the cultures with their names.

    Args:
        each: How many names of a culture there are at most.
        path: The names.
        trained: The list whose names are left out.
    """
    known = set(trained.read_text(encoding="utf-8").split())
    lines = (line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    return [_culture(line, each, known) for line in lines]


def _culture(line: str, each: int, known: set[str]) -> Culture:
    head, _, rest = line.partition(": ")
    given, families = ([name for name in part.strip().split(", ") if name not in known] for part in rest.split("|"))
    name = head.removesuffix("*")
    glue = "" if name == CHARACTERS else " "
    # Each given name with one family name, then with the next: no two alike.
    pairs = ((one, families[(number + turn) % len(families)]) for turn in range(len(families)) for number, one in enumerate(given))
    people = tuple(glue.join(pair[::-1] if head.endswith("*") else pair) for pair in islice(pairs, each))
    return Culture(name, "zh" if name == CHARACTERS else "en", people)


def sentences(culture: Culture) -> list[Labelled]:
    """Return each name in each sentence."""
    return [_sentence(frame, person, culture.language) for person in culture.people for frame in FRAMES[culture.language]]


def _sentence(frame: str, person: str, language: str) -> Labelled:
    start = frame.index("{}")
    return Labelled(frame.format(person), (Unit(start, start + len(person), "person"),), language, "chat")
