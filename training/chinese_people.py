"""An invented person of a Chinese text, and all that can be said about them."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

from training.chinese_grammar import chinese, filled, sections, write
from training.chinese_names import family_name, given_name
from training.chinese_numbers import bank_card, identity, mobile, phone, spoken
from training.labelled import ANY

PERSON_FIELDS = {
    **dict.fromkeys(("full", "given", "family", "nick", "initials", "handle", "call", "any", "pinyin", "english", "login"), "person"),
    **dict.fromkeys(("email", "email_spoken"), "email"),
    **dict.fromkeys(("phone", "phone_spoken", "landline"), "phone"),
    **dict.fromkeys(("url", "wechat", "qq"), "url"),
    **dict.fromkeys(("address", "home", "street", "postcode", "room", "coordinates"), "address"),
    **dict.fromkeys(("town", "district", "region", "country", "village", "compound", "hometown"), "place"),
    **dict.fromkeys(("job", "major"), "job"),
    **dict.fromkeys(("age", "age_words", "birth", "birth_iso", "birth_short", "child_age", "old_age"), "age"),
    **dict.fromkeys(("group", "language"), "group"),
    **dict.fromkeys(("id", "passport"), "id_number"),
    **dict.fromkeys(("account", "iban", "card", "plate", "tail"), "account"),
    **dict.fromkeys(("company", "school"), "organisation"),
    "salary": "amount",
    "title": ANY,
    **dict.fromkeys(("he", "him", "his", "himself"), ""),
}
"""The fields of a person, and the category of each."""


class Person:
    """Somebody who does not exist; what is said of them stays the same."""

    def __init__(self, rng: random.Random, *, kin: Person | None = None) -> None:
        """Make somebody up.

        Args:
            rng: What chooses.
            kin: Whose family name and home they share.
        """
        self._rng = rng
        self._said: dict[str, str] = {}
        self.woman = rng.random() < 0.5
        self.old = rng.random() < 0.25
        self.style: str = kin.style if kin else rng.choices(("han", "minority", "foreign", "taiwan", "hongkong"), (86, 4, 4, 3, 3))[0]
        self.family: str
        self.family_pinyin: str
        self.family, self.family_pinyin = (kin.family, kin.family_pinyin) if kin else family_name(rng)
        self.given, self.given_pinyin = given_name(rng, woman=self.woman, old=self.old)
        if self.style in {"minority", "foreign"}:
            self.given, self.given_pinyin = write(f"{self.style}_given", rng), (write("english_name", rng).lower(),)
            self.family = kin.family if kin else write(f"{self.style}_family", rng)
        born = date(2024, 1, 1) - timedelta(days=rng.randrange(365 * (56 if self.old else 17), 365 * (88 if self.old else 56)))
        self.born = born
        self.mobile = mobile(rng)
        self.home: dict[str, str] = dict(kin.home) if kin else self._made_home()
        self.english = write("english_name", rng)

    def said(self, field: str) -> str:
        """Return what stands in a field; the same each time.

        Raises:
            ValueError: There is no such field.
        """
        if field not in self._said:
            self._said[field] = self._make(field)
        return self._said[field]

    def _make(self, field: str) -> str:
        rng = self._rng
        made: dict[str, Callable[[], str]] = {
            "full": self._full,
            "call": lambda: self._patterned("call"),
            "nick": self._nick,
            "any": lambda: self.said(rng.choices(("full", "call", "nick", "given"), (5, 4, 3, 3 if len(self.given) > 1 else 0))[0]),
            "given": lambda: self.given if len(self.given) > 1 else self._patterned("nick_made"),
            "family": lambda: self.family,
            "initials": self._initials,
            "handle": lambda: self._patterned("handle"),
            "pinyin": self._romanised,
            "email": lambda: self._patterned("email_local") + "@" + write("domain", rng),
            "phone": lambda: phone(rng, self.mobile),
            "phone_spoken": lambda: spoken(rng, self.mobile),
            "english": lambda: self.english,
            "id": lambda: identity(rng, self.born, woman=self.woman),
            "card": lambda: bank_card(rng),
            "age": self._age,
            "age_words": lambda: chinese(2024 - self.born.year) + rng.choice(("岁", "", "")),
            "birth": lambda: filled(write("birth", rng, self._birth()), rng),
            "birth_iso": self.born.isoformat,
            "birth_short": lambda: f"{self.born:%Y.%m}",
            "title": lambda: rng.choice(
                ("女士", "女士", "小姐", "同学", "老师") if self.woman else ("先生", "先生", "先生", "同学", "老师")
            ),
            "he": lambda: "她" if self.woman else "他",
            "him": lambda: "她" if self.woman else "他",
            "his": lambda: "她的" if self.woman else "他的",
            "himself": lambda: "她自己" if self.woman else "他自己",
            "company": lambda: write("o.employer", rng),
            "school": lambda: write("o.school", rng),
            "salary": lambda: write("m.salary", rng),
        }
        if field in made:
            return made[field]()
        if f"p.{field}" not in sections():
            raise ValueError(f"there is no field {field} of a person")
        return self._patterned(f"p.{field}")

    def _patterned(self, section: str) -> str:
        """Return an entry of a section in which parts of the person's name and home stand."""
        letters = "".join(part[0] for part in (self.family_pinyin, *self.given_pinyin))
        parts = {
            "family": self.family if len(self.family) < 3 else self.given,
            "given": self.given,
            "last": self.given[-1] if self.style not in {"minority", "foreign"} else self.given,
            "pinyin": "".join(self.given_pinyin),
            "familypinyin": self.family_pinyin,
            "letters": letters,
            "english": self.english,
            "year": f"{self.born.year}",
            "yy": f"{self.born.year % 100:02d}",
        }
        return write(section, self._rng, self.home | parts)

    def _full(self) -> str:
        if self.style == "minority":
            return self.given + self._rng.choice(("·", "·", "")) + self.family if self._rng.random() < 0.75 else self.given
        if self.style == "foreign":
            return f"{self.given}·{self.family}" if self._rng.random() < 0.7 else self.given
        if self._rng.random() < 0.03:
            return self._patterned("full_mixed")
        return self.family + self.given

    def _nick(self) -> str:
        manner = self._rng.random()
        if manner < 0.5:
            return self._patterned("nick_made")
        return write("nickname", self._rng) if manner < 0.92 else self.english

    def _initials(self) -> str:
        letters = "".join(part[0] for part in (self.family_pinyin, *self.given_pinyin))
        return self._rng.choice((letters, letters.upper(), ".".join(letters.upper()) + "."))

    def _romanised(self) -> str:
        if self.style in {"taiwan", "hongkong"}:
            return write(f"{self.style}_name", self._rng, {"english": self.english})
        given, family = "".join(self.given_pinyin), self.family_pinyin
        forms = (
            f"{given.title()} {family.title()}",
            f"{family.title()} {given.title()}",
            f"{family.upper()} {given.title()}",
            f"{family.upper()} {given.upper()}",
            f"{self.english} {family.title()}",
            f"{family} {given}",
        )
        return self._rng.choice(forms)

    def _age(self) -> str:
        years = 2024 - self.born.year
        return filled(write("age", self._rng, {"n": str(years), "c": chinese(years)}), self._rng)

    def _birth(self) -> dict[str, str]:
        return {"y": str(self.born.year), "yy": f"{self.born.year % 100:02d}", "m": str(self.born.month), "d": str(self.born.day)}

    def _made_home(self) -> dict[str, str]:
        parts = write("cities", self._rng).split()
        made = {"province": parts[0], "city": parts[1], "district": self._rng.choice(parts[2:])}
        for section in ("road", "house", "compound", "flat", "village", "township"):
            made[section] = write(section, self._rng)
        return made
