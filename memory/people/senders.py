"""Names, numbers and addresses as they stand before messages, in the form in which they are compared."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from keepmum.memory.people.aliases import fold, is_alias, plain, spelled

_PHONE = re.compile(r"\+?[\d\s()./\u00a0\u2011-]{5,30}")
_EMAIL = re.compile(r"[^\s@<>]{1,64}@[^\s@<>]{1,255}")
_WITH_ADDRESS = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^\s@<>]{1,64}@[^\s@<>]{1,255})>")  # "Mei Chen <mei@example.org>"
_NOBODY = frozenset(
    ("me", "you", "i", "myself", "unknown", "unknown speaker", "system", "whatsapp", "我", "你", "您", "api", "user", "assistant")
)
_LABEL = re.compile(r"(?:speaker|participant|caller|guest|说话人|发言人)[\s_-]?(?:\d{1,3}|[a-z])?", re.IGNORECASE)
_TAIL = 8  # last digits of a phone number that must agree: they leave out country and trunk codes


@dataclass(frozen=True, slots=True)
class Sender:
    """Somebody as they stand before a message.

    Attributes:
        key: The key of the person that they are where nobody else is known by this name.
        shown: As written, with single spaces.
        spelled: The name as written; empty where there is only a number or an address.
        names: The whole names in it, without signs: of "陈美 Mei Chen" both.
        phones: The number, if it is one.
        addresses: The e-mail address or handle, if it is one or holds one.
        rank: When they are looked at: numbers and addresses first, then whole names, then first names.
    """

    key: str = field(repr=False)
    shown: str = field(repr=False)
    spelled: tuple[str, ...] = field(default=(), repr=False)
    names: tuple[str, ...] = field(default=(), repr=False)
    phones: tuple[str, ...] = field(default=(), repr=False)
    addresses: tuple[str, ...] = field(default=(), repr=False)
    rank: int = 0


def sender(written: str) -> Sender | None:
    """Read the name before a message; none where it names nobody: "me", "Speaker 2", nothing.

    Args:
        written: As it stands in `Record.who`.
    """
    shown = " ".join(written.split())
    if is_phone(shown):
        return Sender(f"phone:{digits(shown)}", shown, phones=(shown,))
    if is_email(shown):
        return Sender(f"email:{fold(shown)}", shown, addresses=(shown,))
    with_address = _WITH_ADDRESS.fullmatch(shown)
    address = with_address["address"] if with_address else ""
    name = with_address["name"].strip(" \"'") if with_address else shown
    folded = fold(plain(name)) or fold(name)
    if not folded and address:
        return Sender(f"email:{fold(address)}", shown, addresses=(address,))
    if not folded or folded in _NOBODY or _LABEL.fullmatch(folded):
        return None
    names = tuple(dict.fromkeys(form for form, is_whole in spelled(name) if is_whole and is_alias(form)))
    addresses = (address,) if address else (name,) if name.startswith("@") else ()
    return Sender(f"name:{folded}", name, (name,), names, addresses=addresses, rank=1 if any(map(_has_parts, names)) else 2)


def _has_parts(name: str) -> bool:
    return any(is_whole is False for _, is_whole in spelled(name))


def is_phone(name: str) -> bool:
    """Say whether a name is only a phone number."""
    return not name[:1].isalpha() and _PHONE.fullmatch(name.strip()) is not None and len(digits(name)) >= 5


def is_email(name: str) -> bool:
    """Say whether a name is only an e-mail address."""
    return _EMAIL.fullmatch(name.strip()) is not None


def digits(phone: str) -> str:
    """Return a number's digits, without anything between them."""
    return "".join(letter for letter in phone if letter.isdecimal())


def tail(phone: str) -> str:
    """Return a number's last digits, which are the same with and without country and trunk codes."""
    return digits(phone)[-_TAIL:]


def same_number(one: str, other: str) -> bool:
    """Say whether two numbers reach the same phone; of two with a country code every digit counts."""
    if one.lstrip().startswith("+") and other.lstrip().startswith("+"):
        return digits(one) == digits(other)
    return tail(one) == tail(other)


def address_key(address: str) -> str:
    """Return an e-mail address or a handle as it is compared."""
    return fold(address).lstrip("@")
