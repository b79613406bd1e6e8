r"""Templates: texts with alternatives and slots, from which many texts are made.

    <hi|hey|> {p.given}, it's {q.given} from {o.company}. Can we meet {=relative} at {=clock}<?|??>

`<a|b|c>` is one of several, chosen at random; they may be nested, and one may be empty. `{p.given}` is a slot: who or what is `p` is
the same in all of a text. A slot that begins with `=` is filled with something that is not personal, and is not labelled. A backslash
before one of ``< > | { } \`` takes it literally, so that JSON and code can be written.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from training.labelled import Labelled, Unit

KINDS = ("chat", "mail", "memo", "call", "prompt", "post", "form", "json", "code")
TEMPLATES = Path(__file__).parent / "templates"

_SLOT = re.compile(r"=?[a-z]+[0-9]?(?:\.[A-Za-z_]+)?")


class Scene(Protocol):
    """The people and things of one text."""

    def fill(self, slot: str) -> tuple[str, str]:
        """Return what stands in a slot, and its category; none where it is not personal.

        Raises:
            ValueError: There is no such slot.
        """
        ...


@dataclass(frozen=True, slots=True)
class Slot:
    """A place to be filled."""

    name: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several sequences."""

    options: tuple[tuple[str | Slot | Choice, ...], ...]


Node = str | Slot | Choice


def parse(template: str) -> tuple[Node, ...]:
    """Return the parts of a template.

    Raises:
        ValueError: A bracket is not closed, or a slot has no proper name.
    """
    nodes, rest = _sequence(template, 0, depth=0)
    if rest != len(template):
        raise ValueError(f"a bracket closes at {rest} that was not opened")
    return nodes


@cache
def templates(language: str, kind: str) -> tuple[tuple[Node, ...], ...]:
    """Return the templates of one kind of text in "en" or "zh"."""
    written = (TEMPLATES / f"{language}_{kind}.txt").read_text(encoding="utf-8")
    return tuple(parse(each.strip("\n")) for each in written.split("\n--\n") if each.strip("\n- "))


def slots(nodes: tuple[Node, ...]) -> Iterator[str]:
    """Yield the names of all slots."""
    for node in nodes:
        if isinstance(node, Slot):
            yield node.name
        elif isinstance(node, Choice):
            for option in node.options:
                yield from slots(option)


def expand(nodes: tuple[Node, ...], scene: Scene, rng: random.Random, *, language: str, kind: str) -> Labelled:
    """Return one text of a template."""
    text, units = "", []
    for piece, category in _written(nodes, scene, rng):
        if category:
            units.append(Unit(len(text), len(text) + len(piece), category))
        text += piece
    return Labelled(text, tuple(units), language, kind)


def _written(nodes: tuple[Node, ...], scene: Scene, rng: random.Random) -> Iterator[tuple[str, str]]:
    """Yield the pieces of one text, each with its category."""
    for node in nodes:
        if isinstance(node, Choice):
            yield from _written(rng.choice(node.options), scene, rng)
        else:
            yield (node, "") if isinstance(node, str) else scene.fill(node.name)


def _sequence(template: str, at: int, *, depth: int) -> tuple[tuple[Node, ...], int]:
    nodes: list[Node] = []
    literal = ""
    while at < len(template):
        char = template[at]
        if char == "\\" and at + 1 < len(template) and template[at + 1] in "<>|{}\\":
            literal, at = literal + template[at + 1], at + 2
        elif char == "<":
            nodes += [literal] if literal else []
            literal = ""
            choice, at = _choice(template, at + 1, depth=depth)
            nodes.append(choice)
        elif char in "|>" and depth:
            break
        elif char == "{":
            end = template.find("}", at)
            name = template[at + 1 : end] if end >= 0 else ""
            if not _SLOT.fullmatch(name):
                raise ValueError(f"there is no slot at {at}")
            nodes += [literal, Slot(name)] if literal else [Slot(name)]
            literal, at = "", end + 1
        else:
            literal, at = literal + char, at + 1
    return (*nodes, literal) if literal else tuple(nodes), at


def _choice(template: str, at: int, *, depth: int) -> tuple[Choice, int]:
    options: list[tuple[Node, ...]] = []
    while True:
        option, at = _sequence(template, at, depth=depth + 1)
        options.append(option)
        if at >= len(template):
            raise ValueError("a bracket is not closed")
        at += 1
        if template[at - 1] == ">":
            return Choice(tuple(options)), at
