"""The sets of docs/labelling.md, and how a redactor is scored on them: the same code for every redactor.

A unit is found when every letter and digit of it lies under a mask; one without any, when all of it does. Precision is by letters
and digits: of those that are masked, the share that lies in units. What lies in a unit marked `any` is counted nowhere, neither as
a unit nor as masked. The share that is masked is of all characters, whatever they are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from benchmarks.redaction_sets import Rates
from training.labelled import ANY, Labelled, Unit

TESTS = Path(__file__).resolve().parent.parent / "tests" / "policy"
SETS = {"dev": TESTS / "tagger_dev.jsonl", "test": TESTS / "tagger_test.jsonl"}
LANGUAGES = ("en", "zh")
SAME = {"ip": "url", "card": "account", "iban": "account", "plate": "account"}
"""Categories of the guide that the tagger does not tell apart."""

Key = TypeVar("Key", bound=Hashable)

_NONE = Rates(0, 0, 0)


class Mask(Protocol):
    """``text[start:end]`` is masked."""

    @property
    def start(self) -> int:
        """The first character."""
        ...

    @property
    def end(self) -> int:
        """One past the last character."""
        ...


@dataclass(frozen=True, slots=True)
class Figures:
    """What a redactor does on some texts.

    Attributes:
        texts: How many there are.
        units: Units found, and how many there are.
        letters: Masked letters and digits that lie in units, and how many are masked; its recall is by letters and digits too.
        masked: Characters under a mask.
        characters: All characters.
    """

    texts: int = 0
    units: Rates = _NONE
    letters: Rates = _NONE
    masked: int = 0
    characters: int = 0

    def __add__(self, other: Figures) -> Figures:
        """Return the figures of both."""
        return Figures(
            self.texts + other.texts,
            added((self.units, other.units)),
            added((self.letters, other.letters)),
            self.masked + other.masked,
            self.characters + other.characters,
        )

    @property
    def share(self) -> float:
        """The share of all characters that is masked."""
        return self.masked / self.characters if self.characters else 0.0


def added(rates: Iterable[Rates]) -> Rates:
    """Return the hits, the said and the gold of all together."""
    hits = said = gold = 0
    for each in rates:
        hits, said, gold = hits + each.hits, said + each.said, gold + each.gold
    return Rates(hits, said, gold)


def read(path: Path) -> list[Labelled]:
    """Read a set.

    Raises:
        ValueError: A unit does not lie in its text, or is of no category of the guide.
    """
    return [_labelled(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _labelled(line: Mapping[str, Any]) -> Labelled:
    units = tuple(Unit(start, end, SAME.get(category, category)) for start, end, category in line["units"])
    return Labelled(line["text"], units, line["lang"], line["kind"])


def found(item: Labelled, masks: Iterable[Mask]) -> Iterator[tuple[Unit, bool]]:
    """Yield each unit of a text but those that count neither way, and whether it is found."""
    under = _places(masks)
    for unit in item.units:
        if unit.category != ANY:
            whole = range(unit.start, unit.end)
            letters = [at for at in whole if item.text[at].isalnum()]
            yield unit, under.issuperset(letters or whole)


def figures(item: Labelled, masks: Sequence[Mask]) -> Figures:
    """Score what was masked in a text."""
    under = _places(masks)
    units = [is_found for _, is_found in found(item, masks)]
    aside = _places(unit for unit in item.units if unit.category == ANY)
    right = _places(unit for unit in item.units if unit.category != ANY)
    letters = {at for at, char in enumerate(item.text) if char.isalnum()} - aside
    return Figures(
        1,
        Rates(sum(units), sum(units), len(units)),
        Rates(len(letters & under & right), len(letters & under), len(letters & right)),
        len(under),
        len(item.text),
    )


def _places(stretches: Iterable[Mask]) -> set[int]:
    return set().union(*(range(each.start, each.end) for each in stretches))


def grouped(items: Sequence[Labelled], masks: Sequence[Sequence[Mask]], key: Callable[[Labelled], Key]) -> dict[Key, Figures]:
    """Return the figures of the texts of each group, in the order of the groups' names."""
    groups: dict[Key, Figures] = {}
    for item, each in zip(items, masks, strict=True):
        groups[key(item)] = groups.get(key(item), Figures()) + figures(item, each)
    return dict(sorted(groups.items(), key=str))


def by_category(items: Sequence[Labelled], masks: Sequence[Sequence[Mask]]) -> dict[str, Rates]:
    """Return how many units of each category are found, and how many there are."""
    groups: dict[str, Rates] = {}
    for item, each in zip(items, masks, strict=True):
        for unit, is_found in found(item, each):
            groups[unit.category] = added((groups.get(unit.category, _NONE), Rates(is_found, is_found, 1)))
    return dict(sorted(groups.items()))
