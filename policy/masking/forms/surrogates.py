"""Made-up values of the same kind, for a task that needs plausible ones. None of them can be anybody's own.

Numbers come from ranges that are kept free: 555-01xx of North America, 07700 900xxx of Ofcom, documentation addresses of RFC 5737 and
RFC 3849, hosts of RFC 2606, published test cards, IBANs whose check digits cannot be right. Names are of either gender, and of the same
culture as far as the script and a Chinese surname tell it. A kind that has no safe surrogate has none, and becomes a token.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator

from keepmum.policy.category import Category
from keepmum.policy.masking.forms.pools import CHINESE_SURNAMES, FAMILY, FIRMS, GIVEN, PINYIN_FAMILY, PINYIN_GIVEN, ROADS, TOWNS

_HAN_FAMILY = "林何许沈韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程苏魏吕丁任卢姚"
_HAN_GIVEN = "安宁然清乐和平一言青禾子墨知远若水明夏晨星文悦可心"
_HAN_FIRMS = ("青禾", "云帆", "远山", "清泉", "晨星", "北辰", "松涛", "海棠")
_CARDS = (
    *("4111111111111111", "4012888888881881", "4222222222222", "5555555555554444", "5105105105105100", "378282246310005"),
    *(
        "371449635398431",
        "6011111111111117",
        "6011000990139424",
        "30569309025904",
        "38520000023237",
        "3530111333300000",
        "3566002020360505",
    ),
)
_HAN = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_TRIES = 64  # candidates of one value; where none is free it becomes a token


def surrogates(category: Category, original: str, seed: bytes, subject: str) -> Iterator[str]:
    """Yield made-up values in the place of ``original``, the same ones in the same order for the same seed and subject; perhaps none.

    Args:
        category: What it is.
        original: The value; only its kind, its script and its layout are looked at.
        seed: The secret of the conversation.
        subject: Whom it means, or the value itself.
    """
    make = _MAKERS.get(category)
    if make is None:
        return
    for number in range(_TRIES):
        text = b"keepmum/v1/surrogate" + len(seed).to_bytes(4, "big") + seed + f"{category.value}/{number}/{subject}".encode()
        made = make(original, _Draw(int.from_bytes(hashlib.sha256(text).digest(), "big")))
        if made is None:
            return
        yield made


class _Draw:
    """A number that is used up by drawing from it."""

    def __init__(self, number: int) -> None:
        self._number = number

    def below(self, end: int) -> int:
        """Return a number from 0 to ``end`` - 1."""
        self._number, drawn = divmod(self._number, end)
        return drawn

    def of(self, choices: tuple[str, ...] | str) -> str:
        """Return one of ``choices``."""
        return choices[self.below(len(choices))]


def _person(original: str, draw: _Draw) -> str | None:
    if _HAN.search(original):
        han = len(_HAN.findall(original))
        if han != len(original.strip()):
            return None
        return draw.of(_HAN_FAMILY) + draw.of(_HAN_GIVEN) + (draw.of(_HAN_GIVEN) if han > 2 else "")
    words = original.split()
    if not _LATIN.search(original) or re.search("[^\x00-\u024f\u2018\u2019]", original):
        return None
    if "@" in original or re.search("[0-9_]", original):
        return f"{draw.of(GIVEN).lower()}{draw.below(900) + 100}"
    chinese = {words[0].lower(), words[-1].lower()} & CHINESE_SURNAMES
    given, family = (PINYIN_GIVEN, PINYIN_FAMILY) if chinese else (GIVEN, FAMILY)
    return draw.of(given) if len(words) == 1 else f"{draw.of(given)} {draw.of(family)}"


def _phone(original: str, draw: _Draw) -> str:
    digits = re.sub(r"[^0-9+]", "", original)
    if digits.startswith(("+86", "0086")) or re.fullmatch("1[3-9][0-9]{9}", digits):
        return ("+86 " if digits[0] in "+0" else "") + f"138 0013 {draw.below(10_000):04}"
    if digits.startswith(("+44", "0044")):
        return f"+44 7700 900{draw.below(1000):03}"
    if digits.startswith("0"):
        return f"07700 900{draw.below(1000):03}"
    prefix = "+1 " if digits.startswith("+") else ""
    return f"{prefix}{draw.of(('202', '303', '404', '505', '606', '707', '808', '909'))}-555-01{draw.below(100):02}"


def _email(original: str, draw: _Draw) -> str:
    del original  # nothing of it is kept
    return f"{draw.of(GIVEN).lower()}.{draw.of(FAMILY).lower()}{draw.below(90) + 10}@example.org"


def _url(original: str, draw: _Draw) -> str:
    scheme = original.partition("://")[0].lower() if "://" in original else "https"
    return f"{scheme if scheme in {'http', 'https'} else 'https'}://example.org/{draw.of(ROADS).lower()}{draw.below(9000) + 1000}"


def _ip(original: str, draw: _Draw) -> str:
    if ":" in original:
        return f"2001:db8::{draw.below(0xFFFF) + 1:x}"
    return f"{draw.of(('192.0.2', '198.51.100', '203.0.113'))}.{draw.below(254) + 1}"


def _card(original: str, draw: _Draw) -> str:
    length = sum(character.isdigit() for character in original)
    card = draw.of(tuple(card for card in _CARDS if len(card) == length) or _CARDS)
    return " ".join(card[at : at + 4] for at in range(0, len(card), 4)) if " " in original.strip() else card


def _iban(original: str, draw: _Draw) -> str:
    country = original.strip()[:2].upper()
    if not re.fullmatch("[A-Z]{2}", country):
        country = "GB"
    return f"{country}00 TEST {draw.below(10_000):04} {draw.below(10_000):04} {draw.below(10_000):04}"  # 00 is never right: ISO 13616


def _address(original: str, draw: _Draw) -> str:
    if _HAN.search(original):
        return f"示例市样本区{draw.of('春夏秋冬晴雨')}{draw.of('和平安康宁')}路{draw.below(200) + 1}号"
    street = f"{draw.below(200) + 1} {draw.of(ROADS)} Street"
    return f"{street}, {draw.of(TOWNS)}" if "," in original else street  # a cell of a table stays one cell


def _place(original: str, draw: _Draw) -> str | None:
    return None if _HAN.search(original) or not _LATIN.search(original) else draw.of(TOWNS)


def _organisation(original: str, draw: _Draw) -> str | None:
    if _HAN.search(original):
        return draw.of(_HAN_FIRMS) + draw.of(("公司", "中心", "科技"))
    return f"{draw.of(FIRMS)} {draw.of(FIRMS)} {draw.of(('Ltd', 'Group', 'Partners'))}" if _LATIN.search(original) else None


_MAKERS: dict[Category, Callable[[str, _Draw], str | None]] = {
    Category.PERSON: _person,
    Category.PHONE: _phone,
    Category.EMAIL: _email,
    Category.URL: _url,
    Category.IP: _ip,
    Category.CARD: _card,
    Category.IBAN: _iban,
    Category.ADDRESS: _address,
    Category.PLACE: _place,
    Category.ORGANISATION: _organisation,
}
