"""The many ways in which a made-up person's name, numbers and addresses are written; angle quotes hold what has to be hidden."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from random import Random

from tests.policy.made_people import CULTURES, ORDINARY, TRADITIONAL, MadePerson, flat

_ALIKE = str.maketrans("aeiopcyx", "аеіорсух")
_APART = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_FULL = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def latin_names(who: MadePerson, random: Random) -> Iterator[tuple[str, str]]:
    """Yield (label, form) for the ways in which a name in Latin letters stands in a sentence."""
    given, family, name = who.given, who.family, who.name
    yield "whole", name
    yield "family first", f"{family} {given}"
    yield "comma", f"{family}, {given}"
    yield "initial", f"{given[0]}. {family}"
    yield "initial", f"{given[0]} {family}"
    yield "initial last", f"{family} {given[0]}."
    yield "initial last", f"{family}, {given[0]}."
    yield "given", given
    yield "family", family
    yield "nickname", who.nickname
    title = random.choice(
        ["Mr", "Mrs", "Ms.", "Dr", "Prof.", "Miss", "Mr.", "Herr", "Frau", "Señora", "Madame", "Auntie", "Uncle", "Coach"]
    )
    yield "title", f"{title} ‹{family}›"
    yield "title given", f"{random.choice(['Auntie', 'Uncle', 'Coach', 'Miss'])} ‹{given}›"
    if who.culture != "ambiguous":
        yield "small", name.lower()
    yield "capitals", name.upper()
    if who.culture != "ambiguous":
        yield "small comma", f"{family}, {given}".lower()
        if given.lower() not in ORDINARY:
            yield "small given", given.lower()
        if family.lower() not in ORDINARY:
            yield "small family", family.lower()
        yield "small possessive", f"‹{given.lower()}›'s"
    yield "possessive", f"‹{given}›'s"
    yield "possessive", f"‹{family}›’s"
    if not family.endswith("s") and who.culture != "ambiguous":
        yield "plural", f"‹{family}›s"
        yield "plural possessive", f"‹{family}›s'"
    for ending in CULTURES[who.culture][2].split():
        yield "inflected", f"‹{given}›{ending}" if ending[0] in "'s" else given + ending
        yield "inflected", f"‹{family}›{ending}" if ending[0] in "'s" else family + ending
    if who.culture in {"czech", "polish", "russian"} and given.endswith("a"):
        yield from (("inflected vowel", given[:-1] + ending) for ending in ("y", "ou", "u", "ie"))
    if family.endswith("nen"):
        yield from (("inflected stem", family[:-3] + ending) for ending in ("sen", "selle", "sta"))
    yield from _drawn(who)


def _drawn(who: MadePerson) -> Iterator[tuple[str, str]]:
    """Yield the ways that change how a name looks, and handles."""
    given, family, name = who.given, who.family, who.name
    yield "spaced letters", " ".join(given + family) if len(given) > 2 else " ".join(given) + " " + " ".join(family)
    yield "spaced letters", "   ".join(" ".join(part) for part in (given, family))
    yield "dotted letters", ".".join(given + family)
    yield "full width", name.translate(_FULL)
    yield "look-alike", name.lower().translate(_ALIKE)
    yield "zero width", "\u200b".join(name)
    yield "soft hyphen", name[:2] + "\u00ad" + name[2:]
    yield "line break", f"{given}\n{family}"
    yield "quoted break", f"{given}\n> {family}"
    yield "hyphened break", f"{given} {family[:3]}-\n{family[3:]}" if len(family) > 5 else f"{given}\n{family}"
    yield (
        "no accents",
        unicodedata.normalize("NFKD", name.replace("ł", "l").replace("Ł", "L").replace("ı", "i").replace("ß", "ss"))
        .encode("ascii", "ignore")
        .decode(),
    )
    yield "transliterated", name.translate(_APART)
    yield "decomposed", unicodedata.normalize("NFD", name)
    yield "bold", f"*{given}* _{family}_"
    yield "run together", flat(name)
    yield "handle made", f"@{flat(given)[0]}{flat(family)}"
    yield "handle", who.handle
    yield "handle bare", who.handle[1:]
    yield "hyphened", f"{given}-{family}"
    yield "middle initial", f"{given} J. {family}"
    if given == "Katherine":
        yield from (("diminutive", short) for short in ("Kate", "Kate " + family, "‹kate›'s"))
    if given == "Robert":
        yield from (("diminutive", short) for short in ("Bobby", "Rob " + family))
    if "-" in family:
        yield from (("half of a double name", half) for half in family.split("-") if who.culture == "english")


def chinese_names(who: MadePerson, random: Random) -> Iterator[tuple[str, str]]:
    """Yield (label, form) for the ways in which a Chinese name stands in a sentence; nothing for who has none."""
    family, given = who.chinese
    if not family:
        return
    yield "Chinese", family + given
    yield "Chinese", family + given
    if len(given) == 2:
        yield "Chinese given", given
    if len(family) == 1:
        yield "老", f"老{family}"
        yield "小", f"小{family}"
    for title in random.sample(
        [
            "总",
            "医生",
            "先生",
            "女士",
            "老师",
            "工",
            "哥",
            "姐",
            "阿姨",
            "局长",
            "教授",
            "律师",
            "太太",
            "院长",
            "队长",
            "师傅",
            "董",
            "同学",
        ],
        6,
    ):
        yield "titled", f"‹{family}›{title}"
    yield "阿", f"阿{given[-1]}"
    yield "familiar", f"‹{given[-1]}›" + random.choice("哥姐")
    yield "Latin with title", f"‹{who.family}›{random.choice(['总', '老师', '姐', '医生'])}"
    yield "Chinese spaced", f"{family} {given}"
    yield "Chinese dotted", f"{family}·{given}"
    yield "Chinese zero width", f"{family}\u200b{given}"
    yield "Chinese line break", f"{family}\n{given}"
    yield "traditional", (family + given).translate(TRADITIONAL)


def phones(who: MadePerson, random: Random) -> Iterator[tuple[str, str]]:
    """Yield (label, form) for the ways in which a phone number stands."""
    phone = random.choice(who.phones)
    digits = re.sub("[^0-9]", "", phone)
    bare = re.sub(r"^(?:44|49|358|90|86|1|0)", "", digits) if phone.startswith("+") else digits.removeprefix("0")
    yield "phone", phone
    yield "phone digits", digits
    yield "phone bare", bare
    yield "phone trunk", f"0{bare}"
    yield "phone 00", f"0044{bare}"
    for mark in (" ", "-", ".", "/"):
        yield "phone groups", mark.join([bare[:3], bare[3:6], bare[6:]])
    yield "phone pairs", " ".join(bare[at : at + 2] for at in range(0, len(bare), 2))
    yield "phone singles", " ".join(bare)
    yield "phone brackets", f"({bare[:3]}) {bare[3:]}"
    yield "phone full width", phone.translate(_FULL)
    yield "phone zero width", "\u200b".join(bare)
    yield "phone keycaps", "".join(f"{digit}\ufe0f\u20e3" for digit in bare)
    yield "phone line break", f"{bare[:5]}\n{bare[5:]}"
    spoken = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    yield "phone spoken", " ".join(spoken[int(digit)] for digit in bare)
    yield "phone spoken", re.sub(r"zero", "oh", ", ".join(spoken[int(digit)] for digit in bare))
    yield "phone spoken Chinese", "".join("零幺二三四五六七八九"[int(digit)] for digit in bare)


def emails(who: MadePerson) -> Iterator[tuple[str, str]]:
    """Yield (label, form) for the ways in which an e-mail address stands."""
    local, _, domain = who.email.partition("@")
    yield "mail", who.email
    yield "mail capitals", who.email.upper()
    yield "mail brackets", f"<{who.email}>"
    yield "mail spelled", f"{local} at {domain.replace('.', ' dot ')}"
    yield "mail spelled", f"{local}[at]{domain.replace('.', '[dot]')}"
    yield "mail spaced", f"{local} @ {domain}"
    yield "mail tagged", f"{local}+shop@{domain}"
    yield "mail local part", local


def addresses(who: MadePerson) -> Iterator[tuple[str, str]]:
    """Yield (label, form) for the ways in which a postal address stands, whole and in pieces."""
    if who.chinese_address:
        city, district, road, house, flat = who.chinese_address
        yield "address", who.address
        yield "address", f"{district}{road}{house}{flat}"
        yield "address", f"{road}{house}"
        yield "address", f"{road}{house}{flat}"
        yield "address spaced", f"{city} {district} {road} {house} {flat}"
        yield "road", road
        return
    name, long, short = who.street
    yield "address", who.address
    yield "address small", who.address.lower()
    yield "address capitals", who.address.upper()
    yield "address lines", who.address.replace(", ", "\n")
    yield "address spaces", who.address.replace(", ", " ")
    yield "street short", f"{who.house} {name} {short}"
    yield "street short", f"{who.house} {name} {short}., {who.town}"
    yield "street small", f"{who.house} {name} {short}".lower()
    yield "street comma", f"{who.house}, {name} {long}"
    yield "street", f"{name} {long}"
    yield "town", who.town
    yield "town small", who.town.lower()
    yield "town code", f"{who.town} {who.code}"
    yield "code", who.code
    yield "code without space", who.code.replace(" ", "")
    yield "code small", who.code.lower()
