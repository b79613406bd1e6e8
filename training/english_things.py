"""Sums, numbers, secrets and other things of invented English texts: the slots that belong to nobody."""

from __future__ import annotations

import random
import string

from training import english_dates as dates
from training.english_numbers import digits, spoken
from training.english_places import ORGANISATIONS, PLACES, Filler, family, of
from training.labelled import ANY
from training.lists import lists

LISTS = "lists_en.txt"
_LETTERS = string.ascii_letters + string.digits


def _pattern(*patterns: str) -> Filler:
    return lambda rng: digits(rng.choice(patterns), rng)


def _some(letters: str, count: int, rng: random.Random) -> str:
    return "".join(rng.choice(letters) for _ in range(count))


def _sum(rng: random.Random) -> str:
    words = lists(LISTS)
    amount = rng.choice((rng.randint(20, 990), rng.randint(100, 9900), rng.randint(1000, 250_000)))
    small, sign = rng.choice(("", "", f".{rng.randint(0, 99):02}")), rng.choice("££$$$€")
    plain = (f"{sign}{amount:,}{small}", f"{sign}{amount}{small}", f"{sign}{max(1, amount // 1000)}k")
    return rng.choice((*plain, f"{amount:,} {rng.choice(words['currency'])}", f"{rng.choice(words['currencysign'])} {amount:,}{small}"))


def _small(rng: random.Random) -> str:
    amount = rng.randint(3, 90)
    return rng.choice((f"£{amount}", f"${amount}.{rng.randint(0, 99):02}", f"{amount} quid", f"{amount} bucks", f"€{amount}"))


def _words(rng: random.Random) -> str:
    number = rng.choice((rng.randint(2, 99), rng.randint(1, 9) * 100, rng.randint(1, 90) * 1000, rng.randint(100, 999)))
    return f"{spoken(number)} {rng.choice(('pounds', 'dollars', 'euros', 'quid', 'rupees'))}"


def _salary(rng: random.Random) -> str:
    return f"{rng.choice('£$€')}{rng.randint(18, 140)},{rng.choice(('000', '500', '250'))}"


def _weight(rng: random.Random) -> str:
    kilos, pounds = rng.randint(45, 120), rng.randint(100, 260)
    return rng.choice((f"{kilos} kg", f"{kilos}kg", f"{pounds} lbs", f"{rng.randint(7, 18)} stone {rng.randint(1, 13)}"))


def _sentence(rng: random.Random) -> str:
    years, months = rng.randint(2, 15), rng.randint(2, 11)
    return rng.choice((f"{spoken(years)} years and {spoken(months)} months", f"{years} years", f"{months} months"))


def _share(rng: random.Random) -> str:
    return rng.choice((f"{rng.randint(2, 60)}%", f"{rng.randint(2, 60)} per cent", f"{rng.randint(100, 9000)} shares"))


def _password(rng: random.Random) -> str:
    words = lists(LISTS)
    word, boat = rng.choice(words["companyword"] + words["pet"]), rng.choice(words["boat"]).replace(" ", "").lower()
    mixed = "x" + _some(f"{_LETTERS}!?#$%", rng.randint(7, 13), rng)
    return rng.choice(
        (
            f"{word}{rng.randint(1, 9999)}",
            f"{word}!{rng.randint(10, 99)}",
            digits("@&&&&-&&&&-##&", rng),
            f"{boat}_{rng.randint(1, 99)}",
            mixed,
        )
    )


def _key(rng: random.Random) -> str:
    return rng.choice((*lists(LISTS)["keystart"], "")) + _some(_LETTERS, rng.randint(20, 40), rng)


def _ip(rng: random.Random) -> str:
    return ".".join(str(rng.randint(1, 254)) for _ in range(4))


def _mac(rng: random.Random) -> str:
    return ":".join(f"{rng.randint(0, 255):02x}" for _ in range(6))


def _host(rng: random.Random) -> str:
    return f"{family(rng).lower()}-{rng.choice(('laptop', 'pc', 'nas', 'desktop'))}.{rng.choice(('local', 'lan', 'home'))}"


def _file(rng: random.Random) -> str:
    name = family(rng)
    return rng.choice((f"{name}_CV.pdf", f"CV_{name}_2025.docx", f"{name.lower()}-scan.jpg", f"{name}s-MacBook", f"invoice_{name}.xlsx"))


_DATES: dict[str, Filler] = {
    "day": dates.day,
    "full": dates.full,
    "us": dates.american,
    "short": dates.short,
    "iso": dates.iso,
    "month": dates.month_of_year,
    "year": dates.year,
    "spoken": dates.said,
    "stamp": dates.stamp,
    "feast": dates.feast,
    "when": dates.exact,
}
_NUMBERS: dict[str, Filler] = {
    "case": _pattern(
        "#####/##",
        "%####/##",
        "#### EWCA ###",
        "@@-####-######",
        "####-CV-####",
        "HC/####/##",
        "%/####",
        "@@##C#####",
        "INC#######",
        "##-####",
    ),
    "order": _pattern("###-#######-#######", "#########", "ORD-######", "#%######", "@@########", "SO#####", "#######"),
    "booking": _pattern("@@@@@@", "@#@#@#", "@@####", "########", "@@@###", "BK-#####"),
    "ticket": _pattern("#######", "TKT-#####", "#%#####", "CAS-#######-@#@#", "INC-####", "REQ######"),
    "patient": _pattern("### ### ####", "MRN ########", "@######", "########", "NHS ### ### ####", "H######"),
    "parcel": _pattern("@@#########@@", "1Z###@##########", "############", "JD##############", "#### #### #### ####"),
    "policy": _pattern("@@@/#######", "POL-########", "@##-######-##", "##########", "HX######"),
    "invoice": _pattern("INV-####", "INV/####/###", "######", "#####-##", "@-#####"),
    "student": _pattern("s#######", "########", "@@######", "##-#####", "u#######"),
    "member": _pattern("######", "@######", "#### #### ####", "M-#####", "########"),
    "meter": _pattern("##########", "@##@ #####", "## ### ### ### ###", "E@######"),
    "device": _pattern("@@@@@@@@####", "@#@@@##@@##", "35 ###### ###### #", "SN-########"),
}
_SECRETS: dict[str, Filler] = {
    "password": _password,
    "pin": _pattern("####", "######", "####"),
    "code": _pattern("####", "####", "######", "#-#-#-#", "@###", "###-###"),
    "key": _key,
    "otp": _pattern("######", "######", "###-###", "### ###", "####"),
}
_SUMS: dict[str, Filler] = {"sum": _sum, "salary": _salary, "small": _small, "words": _words}
_QUANTITIES: dict[str, Filler] = {"weight": _weight, "sentence": _sentence, "share": _share}
_OTHERS: dict[str, Filler] = {**{name: of(name) for name in ("event", "pet", "boat", "thesis", "house")}, "file": _file}

_GROUPS = (
    ("o", "organisation", ORGANISATIONS),
    ("t", "place", PLACES),
    ("d", "date", _DATES),
    ("m", "amount", _SUMS),
    ("k", "amount", _QUANTITIES),
    ("n", "id_number", _NUMBERS),
    ("z", "secret", _SECRETS),
    ("x", "other", _OTHERS),
)
THINGS: dict[str, tuple[str, Filler]] = {
    **{f"{letter}.{name}": (category, maker) for letter, category, makers in _GROUPS for name, maker in makers.items()},
    "x.health": (ANY, of("disease")),
    "i.ip": ("url", _ip),
    "i.mac": ("id_number", _mac),
    "i.host": ("url", _host),
}
"""The labelled slots: category and maker."""


def _plain_stamp(rng: random.Random) -> str:
    return f"{rng.randint(2012, 2026)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}T{rng.randint(0, 23):02}:{rng.randint(0, 59):02}:07Z"


def _hash(rng: random.Random) -> str:
    return _some("0123456789abcdef", rng.choice((7, 8, 12, 32, 40)), rng)


def _uuid(rng: random.Random) -> str:
    return "-".join(_some("0123456789abcdef", count, rng) for count in (8, 4, 4, 4, 12))


PLAIN: dict[str, Filler] = {
    "stamp": _plain_stamp,
    "hash": _hash,
    "uuid": _uuid,
    "semver": _pattern("%.##.#", "v%.%.#", "%.#.#-rc%", "%#.%"),
    "month": of("monthword"),
    "job": of("jobgeneral"),
    "company": of("brand"),
    "hotline": _pattern("0800 ### ###", "999", "111"),
}
"""Slots of what is not personal and is no list of its own name."""
