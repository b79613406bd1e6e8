"""Numbers that name a person or a thing of theirs: phones, cards, bank accounts, identity papers, plates, order and case numbers.

A check digit only raises the score: people mistype, and a mistyped number is as private as a right one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from keepmum.policy.category import Category
from keepmum.policy.detectors.chinesenumbers import CHINESE_NUMBERS
from keepmum.policy.detectors.codes import SPOKEN, UNIT
from keepmum.policy.detectors.gated import Gated
from keepmum.policy.detectors.national import NATIONAL, PAPERS
from keepmum.policy.detectors.pattern import END, START, shape
from keepmum.policy.span import Span

_RUN = re.compile(
    r"(?<![0-9A-Za-z])[+(]{0,2}[0-9](?:(?: ?[()] ?-?| ?- ?| ?/ ?|\.|  ?)?[0-9]){4,"
    r"40}+(?:[Xx](?![0-9A-Za-z]))?(?: ?(?:x|ext\.?|extension|转|分机) ?[0-9]{1,6})?",
    re.ASCII,
)
_PHONE_CUE = re.compile(
    r"(?:phone|tel|mobile|mob|cell|call|ring|text|whatsapp|fax|dial|number is|电话|手机|号码|座机|打给|"
    r"拨)\W{0,4}(?:\w{1,6}\W{1,3}){0,3}$",
    re.IGNORECASE,
)
_CHINESE_ID = re.compile(r"[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]")
_GROUPS = re.compile(r"[0-9]{1,3}(?:[.][0-9]{3}){1,4}")  # 10.000.000: a quantity, where nothing says otherwise
_CARD = re.compile(r"[0-9]{13,19}|(?:[0-9]{4}[ \-]){2,4}[0-9]{1,7}|[0-9]{4}[ \-][0-9]{6}[ \-][0-9]{4,5}")
_EXTENSION = re.compile(r"x|ext|转|分机", re.IGNORECASE)
_YEARS = re.compile(r"(?:(?:19|20)[0-9]{2}[ \-/.]{1,3})+(?:19|20)?[0-9]{2}")
_REGIONS = ("GB", "US", "CN")


_QUANTITY = re.compile(  # a long fraction, an object identifier, one digit over and over, all ten of them
    r"[0-9]{1,3}\.[0-9]{9,}|(?=[0-9.]*(?<![0-9])[0-9]\.)[0-9]{1,6}(?:\.[0-9]{1,6}){4,}|([0-9])\1{11,}|0123456789"
)
_PUBLIC_BEFORE = re.compile(r"(?:isbn|issn|doi)[ :\-=(]{0,3}(?:1[03][ :]{1,2})?$|(?:\bversion|\bbuild|\bv)[ :=]{0,2}$", re.IGNORECASE)
_COUNTED_BEFORE = re.compile(
    r"(?<![A-Za-z])(?:lines?|ports?|pid|pages?|rfc|iso|iec|ieee|pep|bpo|chapter|error|errno|width|height|size|status|http|exit|max|min|"
    r"limit|"
    r"timeout|count|total|depth|length|offset|index|seed|epochs?|steps?|batch)[\"']?[ :=#_\-]{0,3}$",
    re.IGNORECASE,
)
_CLOCK_BEFORE = re.compile(
    r"(?:time|stamp|epoch|created|updated|modified|expires?|_at|date|exp|iat|nbf|ts|since|until)[\"']?\s{0,2}[:=(]\s{0,2}$", re.IGNORECASE
)
_CLOCK = re.compile(r"1[0-9]{9}(?:\.?[0-9]{3}(?:[0-9]{3}){0,2})?")
_STANDARD = re.compile(r"(?:rfc|iso|iec|ieee|utf|pep|bpo|cve|din|usb|cp|gb|rs|sha|aes|windows|koi|python|issue)-?[0-9]", re.IGNORECASE)


def luhn(digits: str) -> bool:
    """Return whether the Luhn check digit fits (ISO/IEC 7812-1, annex B)."""
    total = 0
    for at, char in enumerate(reversed(digits)):
        value = int(char) * (2 if at % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def chinese_id(number: str) -> bool:
    """Return whether the check character of an 18-character Chinese id fits (GB 11643-1999)."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[sum(int(d) * w for d, w in zip(number[:17], weights, strict=True)) % 11] == number[17].upper()


def _is_phone(written: str) -> bool:
    """Return whether a numbering plan knows this number."""
    import phonenumbers

    for region in _REGIONS if not written.startswith("+") else (None,):
        try:
            if phonenumbers.is_valid_number(phonenumbers.parse(written, region)):
                return True
        except phonenumbers.NumberParseException:
            continue
    return False


def _meaning(written: str, before: str, after: str) -> tuple[Category, float] | None:
    """Return what a run of digits is; none where it is only a quantity."""
    digits = re.sub(r"[^0-9]", "", written)
    compact = re.sub(r"[^0-9Xx]", "", written)
    count = len(digits)
    if _QUANTITY.fullmatch(written) or _PUBLIC_BEFORE.search(before):
        return None
    if _CLOCK.fullmatch(written) and _CLOCK_BEFORE.search(before):
        return Category.TIME, 0.6  # seconds since 1970
    if _CHINESE_ID.fullmatch(compact):
        return Category.ID_NUMBER, 1.0 if chinese_id(compact) else 0.7
    if re.fullmatch(r"[0-9]{3}-[0-9]{2}-[0-9]{4}|[0-9]{6}[\-+][0-9]{7}", written):
        return Category.ID_NUMBER, 0.9
    if re.search(r"(?:id|身份证|证件)\W{0,3}\w{0,6}\W{0,3}$", before, re.IGNORECASE) and count >= 7:
        return Category.ID_NUMBER, 0.8
    if 13 <= count <= 19 and (_CARD.fullmatch(written) or (luhn(digits) and not _EXTENSION.search(written))) and written[0] not in "+(":
        return Category.CARD, 1.0 if luhn(digits) else 0.5
    cued = bool(_PHONE_CUE.search(before))
    if count < 7 and not (cued and count >= 5) and not written.startswith("+"):
        # Five digits or six in one piece read off something; a round number is a quantity, and so is what has a unit.
        is_read_off = written.isdigit() and not written.endswith("000") and not UNIT.match(after) and not _COUNTED_BEFORE.search(before)
        return (Category.ACCOUNT, 0.4) if is_read_off else None
    if not cued and (_YEARS.fullmatch(written) or (_GROUPS.fullmatch(written) and written[0] != "0" and count < 9)):
        return None
    if (
        written[0] in "+(0"
        or cued
        or _EXTENSION.search(written)
        or re.fullmatch(r"1[3-9][0-9]{9}", digits)
        or (count <= 15 and not written.isdigit() and count >= 9)
    ):
        return Category.PHONE, 0.9 if _is_phone(written) else 0.6
    if 7 <= count <= 15 and _is_phone(written):
        return Category.PHONE, 0.8
    return Category.ACCOUNT, 0.5


def digit_runs(text: str, detector: str) -> Iterator[Span]:
    """Yield the runs of digits that name something, each with its category.

    Args:
        text: A folded text in which dates, times and amounts are blanked out.
        detector: The name for the spans.
    """
    for run in _RUN.finditer(text):
        meaning = _meaning(run[0], text[max(0, run.start() - 40) : run.start()], text[run.end() : run.end() + 16])
        if meaning:
            end = run.end()
            if text[end : end + 1] == ")" and run[0].count("(") > run[0].count(")"):
                end += 1
            yield Span(run.start(), end, meaning[0], meaning[1], (detector,))


def _iban(match: re.Match[str]) -> float:
    """Believe a right check digit, capitals, or a number written in one piece."""
    from stdnum import iban

    compact = re.sub(r"[ \-]", "", match[0])
    if sum(char.isdigit() for char in compact) < 8:
        return 0.0
    if iban.is_valid(compact):
        return 1.0
    return 0.7 if compact.isupper() or " " not in match[0] else 0.0


def _slashed(match: re.Match[str]) -> float:
    """Believe 18403/91 and 121/2/3, not 1/2, 24/7 or 50/50."""
    if re.fullmatch(r"[0-9]{1,2}/[0-9]{1,2}/(?:[0-9]{2}){1,2}|[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}", match[0]):
        return 0.0  # a date
    parts = match[0].split("/")
    return 0.6 if len(parts) > 2 or max(map(len, parts)) >= 3 else 0.0


def _mixed(match: re.Match[str]) -> float:
    """Believe a code of letters and digits that no one says aloud."""
    code = match[0]
    if _STANDARD.match(code):
        return 0.0
    return 0.5 if sum(char.isdigit() for char in code) >= 4 and any(char.isalpha() for char in code) else 0.0


_NUMBER_WORD = r"(?:\s{0,2}(?:numbers?|nos?\.?|nr\.?|#|id|code|ref(?:erence)?|is|was|are|[:=])){0,4}\s{0,2}[:=#]{0,2}\s{0,2}"
_CODE = r"(?P<it>(?=[A-Za-z\-/.]{0,12}[0-9])[A-Za-z0-9](?:[A-Za-z0-9]|[\-/._](?=[A-Za-z0-9])){2,39}+(?: [0-9]{2,6}){0,4}+)"


NUMBERS = (
    Gated(
        (
            # Said in words: "oh seven seven double oh", 幺三八, "07700 nine oh oh one two three"
            shape(Category.PHONE, rf"{START}{SPOKEN}(?:[ ,\-]{{1,3}}{SPOKEN}){{6,24}}" + END, digits=False, score=0.6),
            shape(
                Category.PHONE, rf"{START}(?:\+?[0-9]{{2,6}}[ ,\-]{{1,3}}){{1,4}}{SPOKEN}(?:[ ,\-]{{1,3}}{SPOKEN}){{2,16}}" + END, score=0.6
            ),
            shape(
                Category.ACCOUNT,
                START + r"(?:sort[ \-]?code|account|acct|card|number|phone|mobile|tel|id|reference|ref)(?![A-Za-z])[^0-9\n]{0,16}?"
                rf"{START}(?P<it>{SPOKEN}(?:[ ,\-]{{1,3}}{SPOKEN}){{3,24}})" + END,
                digits=False,
            ),
            shape(Category.PHONE, START + r"(?:ext|extn|extension|分机)\.?:? {0,2}(?P<it>[0-9]{2,6})(?![0-9])"),
            shape(Category.IBAN, START + r"[A-Z]{2}[0-9]{2}(?:[ \-]?[A-Z0-9]{4}){2,7}(?:[ \-]?[A-Z0-9]{1,4})?" + END, check=_iban),
            shape(Category.IBAN, START + r"(?:swift|bic)\b.{0,12}?(?P<it>[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)" + END, digits=False),
            shape(Category.ACCOUNT, START + r"sort[ \-]?code[^0-9\n]{0,10}(?P<it>[0-9]{2}[ \-]?[0-9]{2}[ \-]?[0-9]{2})"),
        )
    ),
    Gated(NATIONAL, digits=4),
    Gated(PAPERS, digits=4),
    *CHINESE_NUMBERS,
    Gated(
        (
            # Plates.
            shape(Category.PLATE, START + r"[A-Z]{2}[0-9]{2} ?[A-Z]{3}" + END, case=True, score=0.8),
            shape(Category.PLATE, START + r"[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} ?[0-9]{1,4}[EH]?" + END, case=True, score=0.6),
            shape(Category.PLATE, START + r"[A-Z]{2}-[0-9]{3}-[A-Z]{2}" + END, case=True, score=0.8),
            shape(
                Category.PLATE,
                r"(?:plates?|registration|reg|car reg|licen[cs]e plate|车牌号?码?)"
                + _NUMBER_WORD
                + r"[是为]?\s?(?P<it>(?=[A-Z ]{0,4}[0-9])[A-Z0-9]{1,4}[ \-]?[A-Z0-9]{2,5})"
                + END,
            ),
            # What a word beside it calls a number.
            shape(
                Category.ACCOUNT,
                START + r"(?:case|application|account|acct|a/c|order|tickets?|booking|confirmation|reservation|reference|ref|"
                r"policy|claim|invoice|"
                r"member(?:ship)?|customer|client|patient|student|employee|staff|tracking|parcel|shipment|flight|train|"
                r"pnr|serial|imei|vin|docket|file|"
                r"mrn|loyalty|card|user ?id|contract|meter|locker|licen[cs]e|request|incident|bug|issue)" + _NUMBER_WORD + _CODE,
                check=lambda match: 0.8 if sum(char.isdigit() for char in match["it"]) >= 3 or not match["it"].isdigit() else 0.0,
            ),
            shape(
                Category.ACCOUNT,
                START + r"(?:nos?\.|no|nr\.?|№) ?(?P<it>[0-9]{1,7}/[0-9]{2,4}(?:(?:, | and | & )[0-9]{1,7}/[0-9]{2,4}){0,20})",
            ),
            shape(
                Category.ACCOUNT, START + r"(?:nos?\.|nr\.|№|plot|parcel|lot) ?(?:no\. ?)?(?P<it>[0-9]{3,7}(?:[/.][0-9]{1,4}){0,3})" + END
            ),
            shape(Category.ACCOUNT, r"(?<![0-9/])[0-9]{1,6}(?:/[0-9]{1,6}){1,4}(?![0-9/])", score=0.6, check=_slashed),
            shape(
                Category.ACCOUNT,
                r"(?:尾号|学号|会员号?|票号|航班|车次|房号|发票|取餐号|qq|skype|telegram|snapchat|instagram|insta|signal)"
                r"(?:[号码]{0,2})\s?(?:id|is|是|为|[:=])?\s{0,2}(?P<it>(?=[A-Za-z_\-]{0,24}[0-9])[A-Za-z0-9_\-]{4,40})",
            ),
            shape(
                Category.ACCOUNT,
                START + r"(?:ending(?: in| with)?|last (?:four|4)(?: digits)?(?: is| are)?)[: ]{1,3}(?P<it>[0-9]{3,6})" + END,
            ),
            shape(
                Category.ACCOUNT,
                START + r"(?=[A-Z0-9\-/]{0,30}[0-9])(?:[A-Z0-9]{1,24}+[\-/]){0,6}[A-Z0-9]{2,24}" + END,
                case=True,
                check=_mixed,
            ),
            shape(Category.ACCOUNT, START + r"(?=[0-9a-f]{0,40}[0-9])[0-9a-f]{12,64}" + END, check=_mixed),
        ),
        digits=1,
    ),
)
"""Everything with its own letters, grouping or cue word; runs of bare digits are `digit_runs`."""
