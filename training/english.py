"""The people and things of one invented English text: what its template's slots are filled with."""

from __future__ import annotations

import random

from training.english_people import PERSON_FIELDS, Person
from training.english_spelled import spoken_code
from training.english_things import PLAIN, THINGS
from training.lists import lists

LISTS = "lists_en.txt"
PEOPLE = "pqruvws"
_SPOKEN = "_spoken"  # behind a number: the same, as it is read out


class EnglishScene:
    """Fills slots; the same name of a slot means the same person or thing."""

    def __init__(self, rng: random.Random) -> None:
        """Make everything by ``rng``, when it is first asked for."""
        self._rng = rng
        self._people: dict[str, Person] = {}
        self._said: dict[str, str] = {}

    def fill(self, slot: str) -> tuple[str, str]:
        """Return what stands in a slot, and its category; none where it is not personal.

        Raises:
            ValueError: There is no such slot.
        """
        if slot.startswith("="):
            return self._plain(slot[1:]), ""
        name, _, field = slot.partition(".")
        if name[0] in PEOPLE:
            return self._person(name, field)
        read_out = name[0] == "n" and field.endswith(_SPOKEN)
        key = f"{name[0]}.{field.removesuffix(_SPOKEN) if read_out else field}"
        if key not in THINGS:
            raise ValueError(f"there is no slot {slot}")
        category, maker = THINGS[key]
        if slot not in self._said:
            self._said[slot] = spoken_code(self.fill(slot.removesuffix(_SPOKEN))[0], self._rng) if read_out else maker(self._rng)
        return self._said[slot], category

    def _plain(self, name: str) -> str:
        if name in PLAIN:
            return PLAIN[name](self._rng)
        if name not in lists(LISTS):
            raise ValueError(f"there is no slot ={name}")
        return self._rng.choice(lists(LISTS)[name])

    def _person(self, name: str, field: str) -> tuple[str, str]:
        if name not in self._people:
            kin = self._people.get("p") if name == "r" else None
            self._people[name] = Person(self._rng, kin=kin)
        if field not in PERSON_FIELDS:
            raise ValueError(f"there is no slot {name}.{field}")
        return self._people[name].said(field), PERSON_FIELDS[field]
