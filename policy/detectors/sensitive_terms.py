"""The sensitive terms as one automaton, and a text in the form in which they are compared.

A compared text is the folded text in small letters, its English words stemmed and one space apart, its Chinese run together and in
simplified characters. So "diagnosed" meets "diagnosis" as far as a light stemmer goes, and a term may be written over a line's end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from importlib.resources import files

import ahocorasick

from keepmum.memory.words.tokens import stem
from keepmum.policy.category import Category

CATEGORIES: tuple[Category, ...] = (
    Category.HEALTH,
    Category.RELIGION,
    Category.SEXUALITY,
    Category.POLITICS,
    Category.UNION,
    Category.MONEY,
    Category.MINOR,
    Category.WHEREABOUTS,
)
"""What names do not show: the categories of this detector."""


class Role(IntEnum):
    """What a term says of the sentence that it stands in. The words are those of the lists' headings."""

    SAYS = 0
    PERSON = 1
    HINT = 2
    CUE = 3
    MODIFIER = 4
    NOT = 5
    WHO = 6
    IMPLIED = 7
    PUBLIC = 8
    GENERAL = 9


@dataclass(frozen=True, slots=True)
class Hit:
    """One term in a text.

    Attributes:
        start: First character, in the folded text.
        end: One past the last.
        role: What the term says.
        category: What it is about; `Category.OTHER` for words that every category shares.
    """

    start: int
    end: int
    role: Role
    category: Category


@dataclass(frozen=True, slots=True)
class Compared:
    """A text in the form in which terms are compared.

    Attributes:
        low: The folded text in small letters.
        text: Words and Chinese characters; commas and sentence ends as "," and a line's end.
        starts: For each character of `text` where what it stands for begins in the folded text; a word's letters all have the word's.
        ends: The same for the end.
        sentences: Where sentences end in the folded text.
    """

    low: str = field(repr=False)
    text: str = field(repr=False)
    starts: list[int] = field(repr=False)
    ends: list[int] = field(repr=False)
    sentences: list[int] = field(repr=False)


_DATA = files("keepmum.policy.detectors") / "data"
_TOKEN = re.compile(r"([a-z0-9]+(?:'[a-z]+)*)|([\u3400-\u9fff]+)|([!?;\n。…]+|\.(?![0-9a-z]))|([,:、()])")
_OWN = frozenset({"her", "mum", "dad", "mat", "gran"})
_OWNERS = ("my ", "your ", "his ", "her ", "our ", "their ")
_ANY = ("", *_OWNERS, "the ", "a ", "any ")


@lru_cache(maxsize=8192)
def _word(word: str) -> str:
    """Return one word without possessive, apostrophes and endings."""
    bare = word.removesuffix("'s").removesuffix("'ll").replace("'", "")  # "I'll" is not "ill"
    short = stem(bare)
    other = len(short) < 3 or short in _OWN or (bare.endswith("ly") and len(short) < 5)
    return bare if other else short  # "weed" is not "we", "here" is not "her", and "reply" is not "rep"


def simplified(text: str) -> str:
    """Return Chinese in simplified characters, as far as the lists need it; as long as it was."""
    return text if text.isascii() else text.translate(_simple())


@lru_cache(maxsize=1)
def _simple() -> dict[int, str]:
    lines = (_DATA / "sensitive_traditional.txt").read_text(encoding="utf-8").splitlines()
    pairs = (pair for line in lines if not line.startswith("#") for pair in line.split())
    return {ord(pair[0]): pair[1] for pair in pairs}


def compared(low: str) -> Compared:
    """Return ``low``, which is folded, simplified and in small letters, in the form in which terms are compared."""
    out: list[str] = [" "]
    starts, ends, sentences = [0], [0], []
    spaced = True
    for token in _TOKEN.finditer(low):
        start, end = token.span()
        if han := token[2]:
            out.append(han)
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
            spaced = False
            continue
        if token[3]:
            sentences.append(end)
        word = _word(token[1]) if token[1] else "\n" if token[3] else ","
        piece = f"{word} " if spaced else f" {word} "
        out.append(piece)
        starts.extend([start] * len(piece))
        ends.extend([end] * len(piece))
        spaced = True
    sentences.append(len(low))
    return Compared(low, "".join(out), starts, ends, sentences)


def _forms(term: str) -> Iterator[str]:
    """Yield what a line's term stands for: "~" written out."""
    if "~ " not in term:
        yield term
        return
    before, after = term.split("~ ", 1)
    for owner in _ANY if before else _OWNERS:
        yield from _forms(before + owner + after)


def _compiled(form: str) -> str:
    """Return one term in the form in which it is compared; with no space at an edge where any beginning or ending will do."""
    ends_open, starts_open = form.endswith("*"), form.startswith("*")
    bare = form.strip("*").strip()
    if ends_open and not form.endswith(" *"):
        *first, last = bare.split(" ")
        head = compared(" ".join(first)).text if first else " "
        return f"{head}{last}"
    if starts_open:
        return stem(f"aaaa{bare}")[4:] + " "
    key = compared(bare).text
    return key[1:] if "\u3400" <= key[1:2] <= "\u9fff" else key


def _ending(form: str) -> str:
    """Return the ending that a text's own words must have where a term is written with it: "drinking" is not "drinks"."""
    if "*" in form:
        return ""
    if "ing" in form:
        return "ing"
    return next((ending for ending in ("ed", "s", "i") if form.endswith(ending) and " " not in form and len(form) > 3), "")


def _terms(name: str) -> Iterator[tuple[str, Role]]:
    """Yield the terms of one list with their roles."""
    role = Role.SAYS
    for line in (_DATA / f"sensitive_{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            role = Role[line.strip("[]").upper()]
        elif not line.startswith("#"):
            yield from ((form, role) for term in line.split(",") if term.strip() for form in _forms(term.strip()))


class Terms:
    """All lists as one automaton (Aho and Corasick 1975)."""

    def __init__(self) -> None:
        """Read the lists."""
        found: dict[str, dict[tuple[Role, Category, str], None]] = {}
        for category in (*CATEGORIES, Category.OTHER):
            for form, role in _terms("common" if category is Category.OTHER else category):
                key = _compiled(form)
                if len(key.strip()) >= 1:
                    found.setdefault(key, {})[role, category, _ending(form)] = None
        self._automaton = ahocorasick.Automaton()
        for key, values in found.items():
            lead = len(key) - len(key.lstrip(" "))
            tail = len(key) - len(key.rstrip(" "))
            self._automaton.add_word(key, (len(key), lead, tail, tuple(values)))
        self._automaton.make_automaton()

    def find(self, text: Compared) -> Iterator[Hit]:
        """Yield every term in ``text``, overlapping or not, in the order of their ends."""
        low, starts, ends = text.low, text.starts, text.ends
        for last, (length, lead, tail, values) in self._automaton.iter(text.text):
            start, end = starts[last - length + 1 + lead], ends[last - tail]
            for role, category, ending in values:
                if not ending or (ending in low[start:end] if ending == "ing" else low[start:end].endswith(ending)):
                    yield Hit(start, end, role, category)


@lru_cache(maxsize=1)
def terms() -> Terms:
    """Return the lists, read once."""
    return Terms()
