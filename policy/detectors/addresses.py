"""Shapes of postal addresses, in English and some other European languages, and which pieces of one belong together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from keepmum.policy.category import Category
from keepmum.policy.detectors.agree import GUESS
from keepmum.policy.detectors.memory import NAMES
from keepmum.policy.detectors.pattern import END, START, shape
from keepmum.policy.detectors.words import is_common, is_name_too, words
from keepmum.policy.span import Span

_KIND = (
    "street|st|road|rd|lane|ln|avenue|ave|av|drive|dr|court|ct|close|crescent|cres|place|pl|square|sq|"
    "terrace|terr|ter|boulevard|blvd|way|"
    "grove|gardens|gdns|hill|mews|row|walk|parade|parkway|pkwy|highway|hwy|circle|cir|trail|trl|alley|quay|"
    "wharf|rise|vale|view|green|park|"
    "plaza|loop|turnpike|pike|expressway|crossing|embankment|esplanade|causeway|bypass|motorway|freeway"
)
_LETTER = "A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff"
_UPPER = "A-Z" + "".join(chr(code) for code in range(0xC0, 0x530) if chr(code).isupper())
_WORD = rf"[{_LETTER}0-9][{_LETTER}0-9'.\-]{{0,30}}+"
_CAPITAL = rf"(?-i:[{_UPPER}][{_LETTER}'.\-]{{0,30}}+)"
_UNIT = (
    r"(?:(?:flat|apartment|apt\.?|unit|suite|ste\.?|room|rm\.?|floor|building|bldg\.?|block|house|number|"
    r"no\.?|#) ?(?:[0-9]{1,5}[A-Za-z]?|[A-Za-z]-?[0-9]{0,4})(?![0-9A-Za-z])[, \n]{1,3})"
)
_UK = r"(?:[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2})"
_TAIL = (
    rf"(?:[,\n ]{{1,3}}(?:(?:flat|apartment|apt\.?|unit|suite|ste\.?|room|rm\.?|floor|po box|#) ?#? ?[0-9A-Za-z\-]{{1,6}}|{_UK}|"
    r"(?-i:[A-Z]{2}),? [0-9]{5}(?:-[0-9]{4})?|[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9]|(?:[A-Z]{1,"
    r"2}-)?[0-9]{4,6}(?:-[0-9]{4})?(?![0-9])|"
    rf"[0-9]{{4}} ?[A-Z]{{2}}(?![A-Za-z])|{_CAPITAL}(?: {_CAPITAL}){{0,3}}(?=[,\n]| (?-i:[0-9A-Z])|\Z|\.))){{0,6}}"
)


_COURT_OF = re.compile(r" (?:of|in|for|judges?|rules?|order)(?![A-Za-z])")


def _street(match: re.Match[str]) -> float:
    """Refuse "2 minutes down the road" and "1 way": a street's name has no such words unless it is written with capitals."""
    name = match["name"].split()
    if not name:
        return 0.0
    small = [word for word in name if word.lower().strip(".,") in words("not_street") and word.islower()]
    if small and (small[0] == name[0] or not any(word[0].isupper() for word in name)):
        return 0.0
    capital = all(word[0].isupper() or word.lower() in {"of", "the", "de", "la"} for word in name)
    kind = match["kind"]
    if not capital and (
        len(kind) <= 3
        or kind.lower()
        in {"way", "place", "view", "row", "green", "rise", "walk", "park", "drive", "close", "circle", "court", "loop", "trail"}
    ):
        return 0.0
    return 0.9 if capital else 0.6


def _named(match: re.Match[str]) -> float:
    """Refuse "District Court" and "Public Way": a street without a number needs a kind that only streets have, or a name."""
    name = match["name"].lower().split()
    if match["kind"] == "Court" and (_COURT_OF.match(match.string, match.end("kind")) or any(_is_court_word(word) for word in name)):
        return 0.0
    if match["kind"] in {
        "Street",
        "St",
        "Road",
        "Rd",
        "Lane",
        "Avenue",
        "Ave",
        "Crescent",
        "Terrace",
        "Boulevard",
        "Blvd",
        "Mews",
        "Grove",
    }:
        return 0.8
    return 0.8 if any(not is_common(word) or is_name_too(word) for word in name) else 0.0


def _is_court_word(word: str) -> bool:
    """Return whether a word before "Court" makes it a court of law."""
    return word in words("public_words") or word in words("places")


def _small_street(match: re.Match[str]) -> float:
    """Refuse "on the road" and "in another lane"."""
    name = match["name"].lower().removeprefix("the ").split()
    return 0.0 if not name or any(word in words("not_street") for word in name) else 0.5


def _block(match: re.Match[str]) -> float:
    """Refuse "1 CARE 4": shouting is no name of a street."""
    return 0.0 if match[0].isupper() and match[0].isascii() and len(match[0]) < 16 else 0.7


ADDRESSES = (
    # Flat 3, 12 Rose Lane, Bristol BS6 5TT
    shape(
        Category.ADDRESS,
        START + rf"{_UNIT}{{0,2}}(?:[0-9]{{1,6}}(?:[A-Za-z](?![A-Za-z]))?(?:[\-/][0-9]{{1,5}}[A-Za-z]?)?),? "
        rf"(?P<name>(?:{_WORD} ){{1,4}}?)(?P<kind>{_KIND})\b\.?(?: (?:north|south|east|west|[NSEW]|NE|NW|SE|SW)\b)?{_TAIL}",
        check=_street,
    ),
    # Rose Lane, without a number: capitals say that it is a name
    shape(
        Category.ADDRESS,
        rf"(?<![A-Za-z])(?P<name>(?:{_CAPITAL} ){{1,3}})(?P<kind>Street|St|Road|Rd|Lane|Avenue|Ave|Drive|Crescent|"
        r"Terrace|Boulevard|Blvd|Close|Court|Square|"
        rf"Gardens|Mews|Grove|Highway|Parkway|Way|Place|Plaza|Quay|Embankment)(?![A-Za-z]){_TAIL}",
        case=True,
        digits=False,
        check=_named,
    ),
    shape(
        Category.ADDRESS,
        START + rf"{_UNIT}{{1,2}}{_CAPITAL}(?: {_CAPITAL}){{0,3}}{_TAIL}",
        score=0.7,
        check=lambda m: 0.7 if re.search("[0-9]", m[0]) else 0.0,
    ),
    shape(Category.ADDRESS, START + r"(?:p\.? ?o\.? box|postfach|bp|apartado) [0-9]{1,8}" + _TAIL),
    # Continental: the kind of street first, the number last
    shape(
        Category.ADDRESS,
        START + r"(?:[0-9]{1,5}[a-z]?,? )?(?:rue|avenue|boulevard|place|chemin|impasse|allée|quai|calle|avenida|avda|"
        r"paseo|plaza|carrer|via|viale|piazza|corso|"
        rf"largo|rua|travessa|praça|ulica|ul\.|al\.|os\.) (?:(?:de|du|des|del|della|di|da|do|dos|la|le|les|los|las|l'|d'|el) ?){{0,3}}"
        rf"(?-i:{_CAPITAL})(?: (?:de |la |del |di |du )?(?-i:{_CAPITAL})){{0,3}}(?:,? (?:n[°º.]? ?)?[0-9]{{1,5}}[a-z]?(?![0-9]))?{_TAIL}",
        digits=False,
        score=0.8,
    ),
    shape(
        Category.ADDRESS,
        START + rf"[A-Z\u00c0-\u00de][{_LETTER}\-]{{1,30}}(?:straße|strasse|str\.|weg|gasse|platz|allee|ring|damm|ufer|"
        r"straat|laan|plein|gracht|kade|dijk|gatan|vägen|"
        rf"gata|veien|gade|vej|katu|tie|utca|út) [0-9]{{1,4}} ?[a-zA-Z]?(?![A-Za-z0-9]){_TAIL}",
    ),
    shape(
        Category.ADDRESS,
        START + r"(?:[0-9]{1,5}[a-z]?,? )?(?:rue|calle|ul\.|ulica|avenida|avda|rua|strada|piazza|viale|chemin|[0-9]{1,"
        rf"5}} via) (?:[{_LETTER}'.\-]{{1,24}} ){{1,4}}?[0-9]{{1,5}}[a-z]?" + END + _TAIL,
        score=0.7,
    ),
    # A number, a name, a number; a unit by itself; an army post office
    shape(
        Category.ADDRESS,
        START + rf"[0-9]{{1,4}}[a-z]?,? {_CAPITAL}(?: (?:{_CAPITAL}|de|la|der|van|del|di|da|y|u\.)){{0,4}} [0-9]{{1,"
        rf"5}}[a-z]?(?![0-9:/%A-Za-z]|[.,][0-9]){_TAIL}",
        check=_block,
    ),
    shape(Category.ADDRESS, START + r"(?:flat|apartment|apt\.?|unit|suite|ste\.) ?#? ?[0-9]{1,5}[a-z]?" + END + _TAIL, score=0.7),
    shape(
        Category.ADDRESS,
        START
        + rf"(?:PSC|CMR|Unit|USS|USNV|USNS|USCGC) [0-9{_LETTER}]{{2,12}}(?:,? Box [0-9]{{1,6}})?[,\n ]{{1,3}}"
        + r"(?:APO|FPO|DPO) (?:AA|AE|AP) [0-9]{5}"
        + END,
    ),
    # "lives on corporation st": written small, without a number
    shape(
        Category.ADDRESS,
        r"(?<![A-Za-z])(?:on|at|in|off|near|from|to|behind|opposite) (?P<it>(?P<name>(?:[a-z][a-z'\-]{1,30} ){1,2}?)"
        r"(?P<kind>street|st|road|rd|lane|ln|avenue|ave|crescent|cres|terrace|boulevard|blvd|mews))(?![A-Za-z'])",
        digits=False,
        score=0.5,
        check=_small_street,
    ),
    # Post codes by themselves
    shape(Category.ADDRESS, START + r"eircode[ :]{1,3}(?:is )?(?P<it>[A-Z][0-9][0-9W] ?[0-9A-Z]{4})" + END),
    shape(Category.ADDRESS, START + r"[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][ABD-HJLNP-UW-Z]{2}" + END, score=0.8),
    shape(Category.ADDRESS, START + r"[A-Z][0-9][A-Z][ \-]?[0-9][A-Z][0-9]" + END, score=0.8),
    shape(Category.ADDRESS, START + r"[A-Z]{2},? [0-9]{5}(?:-[0-9]{4})?" + END, case=True, score=0.8),
    shape(Category.ADDRESS, START + r"[0-9]{5}-[0-9]{4}" + END, score=0.7),
    shape(Category.ADDRESS, START + r"[0-9]{5}-[0-9]{3}" + END, score=0.7),
    shape(
        Category.ADDRESS,
        START + r"(?:zip ?code|zip|post ?code|postal code|邮编|邮政编码)[ :是为]{0,4}(?:is )?(?P<it>(?=[A-Z]{0,"
        r"3}[0-9])[0-9A-Z][0-9A-Z\-]{2,8}(?: [0-9][0-9A-Z]{2})?)" + END,
    ),
    shape(
        Category.ADDRESS,
        r"(?:^|[,\n])[ \t]{0,4}[0-9]{4,5} (?-i:[A-Z\u00c0-\u00de][a-z\u00df-\u00ff]{2,30})(?: "
        r"(?-i:[A-Z\u00c0-\u00de][a-z\u00df-\u00ff]{2,30})){0,2}",
        score=0.5,
    ),
)
"""Street addresses and post codes."""

_LABEL = r"(?:^|(?<=\n))[ \t]{0,4}(?:[a-z]{1,8} )?"
CONTACT_LINES = (
    shape(
        Category.ORGANISATION,
        _LABEL + r"(?:org|organi[sz]ation|company|employer|单位|公司)[ ]?[:：][ \t]{0,3}(?P<it>[^\n:]{2,80})",
        digits=False,
        score=0.95,
    ),
    shape(Category.ADDRESS, _LABEL + r"(?:address|addr|住址|地址)[ ]?[:：][ \t]{0,3}(?P<it>[^\n]{4,200})", digits=False, score=0.95),
)
"""Lines of a contact, which say what stands in them."""

_BELIEVED = 0.6  # up to this score the place of a line in an address says better what a name names
_BREAK = re.compile(r"[\r\n]")
_LINE = re.compile(r"[^\s,](?:[^\r\n]*[^\s,])?")
_NEXT_LINE = re.compile(r"[^\w\n]{0,8}(?:\n[^\w\n]{0,8}){1,2}")
_GAP = re.compile(r"[\s,]{1,8}(?:[A-Z0-9\-]{2,9}[\s,]{1,3})?")
_HOUSE = re.compile(r"(?<![0-9A-Za-z.,:/\-])[0-9]{1,5}[A-Za-z]?,? (?=\Z)")
_BESIDE = re.compile(r",? {1,3}")
_NUMBER = re.compile(r"[0-9]{1,5}[A-Za-z]?(?: [0-9]{1,5}[A-Za-z]?)?")
_POST_CODE = re.compile(r"[, \n]{1,3}[0-9]{5,6}(?:-[0-9]{4})?(?![0-9A-Za-z]|[.,:/\-][0-9])")


def by_line(text: str, spans: Iterable[Span]) -> list[Span]:
    """Return spans, an address that is written in lines as one span a line, so that its lines stay lines; a known person's stays whole.

    Args:
        text: The text in which they lie.
        spans: In any order; what is no address stays as it is.
    """
    if not _BREAK.search(text):
        return list(spans)
    parted: list[Span] = []
    for span in spans:
        if span.category is Category.ADDRESS and not span.subject and _BREAK.search(text, span.start, span.end):
            lines = _LINE.finditer(text, span.start, span.end)
            parted.extend(replace(span, start=line.start(), end=line.end()) for line in lines)
        else:
            parted.append(span)
    return parted


def whole_addresses(text: str, spans: Sequence[Span]) -> list[Span]:
    """Join an address with the town, the post code and the country that follow it in its line, so that it is one thing.

    Args:
        text: The text in which they lie.
        spans: In order, none overlapping.
    """
    joined: list[Span] = []
    for each in spans:
        last = joined[-1] if joined else None
        span = _with_numbers(text, each, last.end if last else 0)
        if last and (_goes_on(text, last, span) or (_is_house(text, last, span) and _BESIDE.fullmatch(text, last.end, span.start))):
            names = tuple(sorted({*last.detectors, *span.detectors}))
            joined[-1] = Span(last.start, span.end, Category.ADDRESS, max(last.score, span.score), names)
            continue
        joined.append(span)
    return _in_blocks(text, by_line(text, joined)) if _BREAK.search(text) else joined


def _goes_on(text: str, address: Span, span: Span) -> bool:
    """Return whether a span goes on with an address in its line; what stands between, such as a state's letters, is masked with it."""
    if address.category is not Category.ADDRESS or span.category not in {Category.ADDRESS, Category.PLACE}:
        return False
    gap = _GAP.fullmatch(text, address.end, span.start)
    return bool(gap) and ("\n" not in text[address.end : span.start] or bool(text[address.end : span.start].strip(" ,\n")))


def _is_house(text: str, first: Span, second: Span) -> bool:
    """Return whether one of two spans is a number that counts as an address, and the other the name of no known person."""
    name, number = (first, second) if second.category is Category.ADDRESS else (second, first)
    is_name = name.category in NAMES and name.score <= _BELIEVED and not name.subject
    return is_name and number.category is Category.ADDRESS and bool(_NUMBER.fullmatch(text, number.start, number.end))


def _with_numbers(text: str, span: Span, after: int) -> Span:
    """Return an address with the house number before it, and an address or a place with the post code behind it."""
    if span.category not in {Category.ADDRESS, Category.PLACE}:
        return span
    start, end, category = span.start, span.end, span.category
    if category is Category.ADDRESS and (house := _HOUSE.search(text, max(after, start - 10), start)):
        start = house.start()
    if code := _POST_CODE.match(text, end):
        end, category = code.end(), Category.ADDRESS
    return replace(span, start=start, end=end, category=category)


def _in_blocks(text: str, spans: list[Span]) -> list[Span]:
    """Let the lines around a line say what its name names: a town between two lines of an address, a firm between a person and one."""
    kept = list(spans)
    for at in range(1, len(spans) - 1):
        last, span, after = kept[at - 1], spans[at], spans[at + 1]
        if (
            span.category in {Category.PERSON, Category.ORGANISATION}
            and span.score <= _BELIEVED
            and after.category in {Category.ADDRESS, Category.PLACE}
            and _NEXT_LINE.fullmatch(text, last.end, span.start)
            and _NEXT_LINE.fullmatch(text, span.end, after.start)
        ):
            if last.category is Category.ADDRESS:
                kept[at] = replace(span, category=Category.PLACE, score=_BELIEVED)
            elif last.category is Category.PERSON and span.score <= GUESS:
                kept[at] = replace(span, category=Category.ORGANISATION, score=0.5)
    return kept
