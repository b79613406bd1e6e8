"""A text, and what is personal in it by docs/labelling.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

ANY = "any"
"""A unit that counts neither way."""

CATEGORIES = (
    "person",
    "address",
    "place",
    "organisation",
    "date",
    "age",
    "amount",
    "group",
    "job",
    "email",
    "phone",
    "url",
    "id_number",
    "account",
    "secret",
    "other",
)
"""What the tagger tells apart; `ip`, `card`, `iban` and `plate` of the guide are `url` and `account` here, as their shape says the rest."""


@dataclass(frozen=True, slots=True, order=True)
class Unit:
    """``text[start:end]`` is of a category of `CATEGORIES`, or `ANY`."""

    start: int
    end: int
    category: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with its units, in order and without overlaps.

    Attributes:
        text: The text.
        units: What is personal in it.
        language: "en" or "zh".
        kind: A kind of docs/labelling.md, such as "chat".
    """

    text: str = field(repr=False)
    units: tuple[Unit, ...] = field(repr=False)
    language: str
    kind: str

    def __post_init__(self) -> None:
        """See that the units lie in the text.

        Raises:
            ValueError: One is empty, outside, out of order, of no category, or begins or ends with a space.
        """
        last = 0
        for unit in self.units:
            inside = self.text[unit.start : unit.end]
            if unit.start < last or unit.end > len(self.text) or not inside or inside != inside.strip():
                raise ValueError(f"a unit of category {unit.category} does not lie in its text as it should")
            if unit.category != ANY and unit.category not in CATEGORIES:
                raise ValueError(f"{unit.category} is no category")
            last = unit.end

    def edited(self, edits: Iterable[tuple[int, int, str]]) -> Labelled:
        """Return the text after some replacements; a unit keeps what is in it, whatever it becomes.

        Args:
            edits: Start, end and replacement of each, in order and without overlaps. One that crosses the border of a unit moves
                the border: what is replaced belongs to the unit then. A unit that becomes empty is gone.
        """
        pieces: list[str] = []
        moves: list[tuple[int, int, int, int]] = []  # old start, old end, new start, new end
        at = length = 0
        for start, end, new in edits:
            if start < at:
                raise ValueError("edits come in order and do not overlap")
            pieces += [self.text[at:start], new]
            length += start - at
            moves.append((start, end, length, length + len(new)))
            length += len(new)
            at = end
        pieces.append(self.text[at:])
        text = "".join(pieces)
        units: list[Unit] = []
        for unit in self.units:
            start, end = _moved(unit.start, moves, last=False), _moved(unit.end, moves, last=True)
            start = max(start, units[-1].end if units else 0)  # one edit may cross the borders of two units: the first has it
            inside = text[start:end]
            start += len(inside) - len(inside.lstrip())
            end -= len(inside) - len(inside.rstrip())
            if start < end:
                units.append(Unit(start, end, unit.category))
        return Labelled(text, tuple(units), self.language, self.kind)


def _moved(place: int, moves: Sequence[tuple[int, int, int, int]], *, last: bool) -> int:
    """Return where a place of the old text is in the new one; inside a replacement: its start, or its end for the end of a unit."""
    shift = 0
    for start, end, new_start, new_end in moves:
        if place < start or (place == start and (last or end > start)):
            break
        if place < end:
            return new_end if last else new_start
        shift = new_end - end
    return place + shift


def joined(parts: Sequence[Labelled], separator: str) -> Labelled:
    """Return several texts as one, with something between them; language and kind are those of the first.

    Raises:
        ValueError: There is none.
    """
    if not parts:
        raise ValueError("there is nothing to join")
    text, units = "", []
    for number, part in enumerate(parts):
        text += separator if number else ""
        units += [Unit(len(text) + unit.start, len(text) + unit.end, unit.category) for unit in part.units]
        text += part.text
    return Labelled(text, tuple(units), parts[0].language, parts[0].kind)
