"""What a piece of text can be about, and how much it can harm."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Category(StrEnum):
    """The kinds of personal data that keepmum tells apart."""

    PERSON = "person"
    PLACE = "place"
    ADDRESS = "address"
    ORGANISATION = "organisation"
    EMAIL = "email"
    PHONE = "phone"
    URL = "url"
    IP = "ip"
    CARD = "card"
    IBAN = "iban"
    ID_NUMBER = "id_number"
    ACCOUNT = "account"
    PLATE = "plate"
    DATE = "date"
    TIME = "time"
    AMOUNT = "amount"
    AGE = "age"
    GROUP = "group"
    HEALTH = "health"
    RELIGION = "religion"
    SEXUALITY = "sexuality"
    POLITICS = "politics"
    UNION = "union"
    MONEY = "money"
    MINOR = "minor"
    WHEREABOUTS = "whereabouts"
    SECRET = "secret"  # noqa: S105 - the name of a category, not a password
    OTHER = "other"


class Level(IntEnum):
    """How much harm a category can do, in order."""

    PUBLIC = 0
    PERSONAL = 1
    SENSITIVE = 2
    SECRET = 3


LEVELS: dict[Category, Level] = {
    Category.PERSON: Level.PERSONAL,
    Category.PLACE: Level.PERSONAL,
    Category.ADDRESS: Level.PERSONAL,
    Category.ORGANISATION: Level.PERSONAL,
    Category.EMAIL: Level.PERSONAL,
    Category.PHONE: Level.PERSONAL,
    Category.URL: Level.PERSONAL,
    Category.IP: Level.PERSONAL,
    Category.CARD: Level.SENSITIVE,
    Category.IBAN: Level.SENSITIVE,
    Category.ID_NUMBER: Level.SENSITIVE,
    Category.ACCOUNT: Level.SENSITIVE,
    Category.PLATE: Level.PERSONAL,
    Category.DATE: Level.PUBLIC,
    Category.TIME: Level.PUBLIC,
    Category.AMOUNT: Level.PERSONAL,
    Category.AGE: Level.PERSONAL,
    Category.GROUP: Level.SENSITIVE,
    Category.HEALTH: Level.SENSITIVE,
    Category.RELIGION: Level.SENSITIVE,
    Category.SEXUALITY: Level.SENSITIVE,
    Category.POLITICS: Level.SENSITIVE,
    Category.UNION: Level.SENSITIVE,
    Category.MONEY: Level.SENSITIVE,
    Category.MINOR: Level.SENSITIVE,
    Category.WHEREABOUTS: Level.SENSITIVE,
    Category.SECRET: Level.SECRET,
    Category.OTHER: Level.PERSONAL,
}
"""The level of each category when a policy does not say otherwise."""
