"""Towns, companies, schools and other places and bodies of invented English texts."""

from __future__ import annotations

import random
from collections.abc import Callable

from training.lists import lists
from training.names import cultures, pick

LISTS = "lists_en.txt"

Filler = Callable[[random.Random], str]


def of(section: str) -> Filler:
    """Return what takes a word of a list."""
    return lambda rng: rng.choice(lists(LISTS)[section])


def family(rng: random.Random) -> str:
    """Return anybody's family name."""
    return pick(rng.choice(cultures()).families, rng)


def town(rng: random.Random) -> str:
    """Return a town, real or not."""
    words = lists(LISTS)
    if rng.random() < 0.55:
        return rng.choice(words["town"])
    made = rng.choice(words["townstart"]) + rng.choice(words["townend"])
    return f"{made} {rng.choice(words['townadd'])}" if rng.random() < 0.15 else made


def _made_place(rng: random.Random) -> str:
    words = lists(LISTS)
    return rng.choice(words["townstart"]) + rng.choice(words["townend"])


def company(rng: random.Random) -> str:
    """Return an invented company."""
    words = lists(LISTS)
    first = rng.choice((of("companyword"), of("companyword"), family, town))(rng)
    end, legal = rng.choice(words["companyend"]), rng.choice(words["companylegal"])
    brand = first + rng.choice(("soft", "ly", "ware", "Tech", "Works", "Net", "io"))
    forms = (f"{first} {end}", f"{first} {end} {legal}", f"{first} {legal}", f"{first} & {family(rng)}", brand)
    return rng.choices(forms, (55, 15, 10, 10, 10))[0]


def composed(firsts: tuple[Filler, ...], section: str) -> Filler:
    """Return what puts a word of a list behind a name."""
    return lambda rng: f"{rng.choice(firsts)(rng)} {rng.choice(lists(LISTS)[section])}"


def university(rng: random.Random) -> str:
    """Return an invented university."""
    place = town(rng)
    forms = (f"University of {place}", f"{place} University", f"{place} State", f"{place} Polytechnic", f"{place} Institute of Technology")
    return rng.choice((*forms, f"{of('saint')(rng)} College"))


_saint, _street = of("saint"), of("streetname")
school = composed((town, _saint, _street, _made_place), "schoolend")

ORGANISATIONS: dict[str, Filler] = {
    "company": company,
    "school": school,
    "clinic": composed((town, _saint, _street, family), "clinicend"),
    "bank": composed((of("companyword"), town, of("region")), "bankend"),
    "club": composed((town, _street, family, of("companyword")), "clubend"),
    "church": composed((_saint, town), "churchend"),
    "shop": composed((family, family, town, of("companyword"), _street), "shopend"),
    "authority": composed((town, town, of("region")), "authorityend"),
    "team": composed((town, _street, family, of("companyword")), "clubend"),
    "university": university,
}
PLACES: dict[str, Filler] = {
    "town": town,
    "village": town,
    "region": of("region"),
    "country": of("country"),
    "district": of("district"),
    "station": composed((town, _street), "stationend"),
    "venue": of("venue"),
    "hospital": composed((town, _saint, _street, family), "clinicend"),
    "street": composed((_street,), "streetend"),
    "landmark": of("landmark"),
}
