"""Every way in which an address that is known may stand in a text, whole and in pieces, beyond what comparing already folds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from keepmum.policy.detectors.phrases import key

_STEPS = 12  # parts of a Chinese address that are looked at, from the province to the room
_LEAST = 3  # characters of a piece of an address that says something by itself
_SHORT = {
    "avenue": "ave",
    "boulevard": "blvd",
    "close": "cl",
    "court": "ct",
    "crescent": "cres",
    "drive": "dr",
    "gardens": "gdns",
    "grove": "gr",
    "lane": "ln",
    "place": "pl",
    "road": "rd",
    "square": "sq",
    "street": "st",
    "terrace": "terr",
}
_LONG = {short: long for long, short in _SHORT.items()}
_POST_CODE = re.compile(
    r"(?<![0-9A-Za-z])(?:[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}|[A-Z]{2} [0-9]{5}(?:-[0-9]{4})?|[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9]"
    r"|[0-9]{5,6}(?:-[0-9]{4})?|[0-9]{4} ?[A-Z]{2})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_HOUSE_NUMBER = re.compile(
    r"^(?:(?:flat|unit|apartment|apt\.?|no\.?|number|#) ?)?[0-9]{1,6}(?:[\-/][0-9]{1,5})?[a-z]?[ ,]{1,2}", re.IGNORECASE
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_HAN_STEP = re.compile(
    r"[^省市区县镇乡路街道巷弄村苑园厦号栋幢座楼]{1,12}(?:自治区|街道|大道|花园|家园|公寓|广场|[省市区县镇乡路街道巷弄村苑园厦号栋幢座楼])"
)
_HAN_ROAD = re.compile(r"[\u4e00-\u9fff]{2,10}(?:街道|大道|花园|家园|[路街巷弄村苑园厦])")


def houses(address: str) -> Iterator[str]:
    """Yield the forms of an address that name one house or street: the whole, each line of it that has a number, each street."""
    yield address
    yield re.sub(r"[,;]", " ", address)
    for line in _lines(address):
        if re.search(r"[0-9]", line) and re.search(r"[^\W\d_]", line) and len(key(line)) >= 6:
            yield line
        yield from _streets(line)
    if _HAN.search(address):
        yield from _chinese(address)


def places(address: str) -> Iterator[str]:
    """Yield the pieces of an address that others may share: the name of a house, a town, a post code."""
    for line in _lines(address):
        for code in _POST_CODE.finditer(line):
            yield code[0]
        rest = _HOUSE_NUMBER.sub("", _POST_CODE.sub("", line)).strip()
        if len(key(rest)) >= _LEAST and not re.search(r"[0-9]", rest) and not _HAN.search(rest) and not any(_streets(line)):
            yield rest


def _lines(address: str) -> Iterator[str]:
    for line in re.split(r"[,;\n]", address):
        if line.strip():
            yield line.strip()


def _streets(line: str) -> Iterator[str]:
    """Yield a line that ends with a kind of street in both its lengths, with the number of the house and without."""
    found = line.split()
    kind = found[-1].lower().rstrip(".") if len(found) > 1 else ""
    for other in {kind, _SHORT.get(kind, kind), _LONG.get(kind, kind)}:
        if kind in _SHORT or kind in _LONG:
            street = " ".join([*found[:-1], other])
            yield street
            if " " in (bare := _HOUSE_NUMBER.sub("", street)):
                yield bare


def _chinese(address: str) -> Iterator[str]:
    """Yield what is left of a Chinese address where province, city and district are left out, and its road."""
    steps = list(_HAN_STEP.finditer(re.sub(r"\s", "", address)))
    for first, step in enumerate(steps[:_STEPS]):
        for last in steps[first : _STEPS + 1]:
            piece = step.string[step.start() : last.end()]
            if len(piece) >= _LEAST and re.search("[0-9]", piece) and (first == 0 or last is not step):
                yield piece
        rest = step.string[step.start() :]
        if first and len(rest) >= _LEAST and re.search("[0-9]", rest):
            yield rest
    yield from (step[0] for step in steps if _HAN_ROAD.fullmatch(step[0]))
