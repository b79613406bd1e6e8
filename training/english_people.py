"""One invented person of an English text, and everything that can be said of them."""

from __future__ import annotations

import random
from datetime import date

from training.english_numbers import digits, spoken, spoken_digits
from training.english_patterns import ACCOUNTS, CARDS, IBANS, IDS, MAILS, PASSPORTS, PHONES, PLATES, POSTCODES
from training.english_places import company, school, town
from training.english_spelled import plural, spelled, spoken_mail
from training.labelled import ANY
from training.lists import lists
from training.names import Culture, cultures, pick

LISTS = "lists_en.txt"
_PERSON = "person"
PERSON_FIELDS = {
    **dict.fromkeys(("full", "given", "family", "nick", "initials", "handle", "login", "sorted", "spelled", "plural"), _PERSON),
    **dict.fromkeys(("address", "street", "postcode"), "address"),
    **dict.fromkeys(("phone", "phone_spoken"), "phone"),
    **dict.fromkeys(("town", "country"), "place"),
    **dict.fromkeys(("age", "age_words", "child_age", "child_age_words", "birth", "birth_iso"), "age"),
    **dict.fromkeys(("group", "language"), "group"),
    **dict.fromkeys(("id", "passport"), "id_number"),
    **dict.fromkeys(("account", "iban", "card", "plate"), "account"),
    **dict.fromkeys(("company", "school"), "organisation"),
    **dict.fromkeys(("he", "him", "his", "himself", "He", "His"), ""),
    **dict.fromkeys(("email", "email_spoken"), "email"),
    "job": "job",
    "title": ANY,
    "url": "url",
    "salary": "amount",
}
"""What can be said of a person, and its category; empty: not personal."""

_TODAY = 2026
_CAPITALS = ("He", "His")  # at the beginning of a sentence


class Person:
    """Somebody; what is said once stays so in all of a text."""

    def __init__(self, rng: random.Random, *, kin: Person | None = None) -> None:
        """Invent somebody; a relative of ``kin`` has their family name, address and culture."""
        self._rng = rng
        self._culture: Culture = kin._culture if kin else rng.choice(cultures())  # noqa: SLF001  a relative is made of the other
        self._woman = rng.random() < 0.5
        given = self._culture.women if self._woman else self._culture.men
        self._given = pick(given, rng)
        self._middle = pick(given, rng) if rng.random() < 0.12 else ""
        self._family: str = kin._family if kin else pick(self._culture.families, rng)  # noqa: SLF001  as above
        self._said: dict[str, str] = {}
        if kin:
            self._said = {field: kin.said(field) for field in ("address", "street", "town", "postcode", "country")}
        self._born = date(rng.randint(1935, 2008), rng.randint(1, 12), rng.randint(1, 28))

    def said(self, field: str) -> str:
        """Return what a field says of this person."""
        if field in _CAPITALS:
            return self.said(field.lower()).capitalize()
        if field not in self._said:
            self._said[field] = getattr(self, f"_make_{field}")()
        return self._said[field]

    def _of(self, section: str) -> str:
        return self._rng.choice(lists(LISTS)[section])

    def _make_full(self) -> str:
        first = self._given
        if self._culture.family_first and self._rng.random() < 0.6:
            return f"{self._family} {first}"
        middle = f" {self._middle}" if self._middle else f" {first[0]}." if self._rng.random() < 0.05 else ""
        return f"{first}{middle} {self._family}"

    def _make_given(self) -> str:
        return self._given

    def _make_family(self) -> str:
        return self._family

    def _make_nick(self) -> str:
        name = self._given.replace("-", "").lower()
        cut = name[: self._rng.choice((3, 3, 4))]
        return self._rng.choice((cut, f"{cut}y", f"{cut}ie", f"{cut}s", f"{cut}z", f"big {cut}", cut[:2] + cut[:2], f"{cut}o")).capitalize()

    def _make_initials(self) -> str:
        first, last = self._given[0].upper(), self._family[0].upper()
        return self._rng.choice((f"{first}{last}", f"{first}.{last}.", f"{first}. {self._family}", f"{first}. {last}."))

    def _ascii(self, text: str) -> str:
        return "".join(char for char in text.lower() if char.isascii() and char.isalnum())

    def _make_handle(self) -> str:
        given, family = self._ascii(self._given) or "user", self._ascii(self._family) or "xx"
        year = str(self._born.year)[2:]
        made = self._rng.choice(
            (
                f"{given}{year}",
                f"{given}_{family}",
                f"{family}{given[0]}",
                f"{given}.{family[:3]}",
                f"the_real_{given}",
                f"{given}xo",
                f"x{given}x{year}",
                f"{given[:4]}{family[:4]}",
            )
        )
        return self._rng.choice(("@", "@", "")) + made

    def _make_login(self) -> str:
        return self.said("handle").removeprefix("@")

    def _make_sorted(self) -> str:
        return f"{self._family}, {self._given}"

    def _make_email(self) -> str:
        given, family = self._ascii(self._given) or "me", self._ascii(self._family) or "home"
        local = self._rng.choice(
            (
                f"{given}.{family}",
                f"{given}{family}",
                f"{given[0]}.{family}",
                f"{given}{self._born.year}",
                f"{family}.{given}",
                f"{given}_{family}{self._rng.randint(1, 99)}",
            )
        )
        if self._rng.random() < 0.2:
            return f"{local}@{self._ascii(self.said('company'))[:14]}.{self._rng.choice(('example', 'example.org', 'co.uk', 'com', 'org'))}"
        return f"{local}@{self._rng.choice(MAILS)}"

    def _make_phone(self) -> str:
        return digits(self._rng.choice(PHONES), self._rng)

    def _make_phone_spoken(self) -> str:
        return spoken_digits(self.said("phone"), self._rng)

    def _make_email_spoken(self) -> str:
        return spoken_mail(self.said("email"), self._rng)

    def _make_spelled(self) -> str:
        return spelled(self._family if self._rng.random() < 0.7 else self._given, self._rng)

    def _make_plural(self) -> str:
        return plural(self._family)

    def _make_street(self) -> str:
        number = str(self._rng.choice((self._rng.randint(1, 60), self._rng.randint(1, 400), self._rng.randint(100, 9999))))
        if self._rng.random() < 0.25:
            return self._of("foreignstreet").replace("%", number)
        number += self._rng.choice(("", "", "", "", "a", "B", "/2"))
        street = f"{number} {self._of('streetname')} {self._of('streetend')}"
        flat = self._rng.choice(
            (
                "",
                "",
                "",
                f"Flat {self._rng.randint(1, 40)}, ",
                f"Apt {self._rng.randint(1, 30)}B, ",
                f"Unit {self._rng.randint(1, 99)}, ",
                f"{self._of('house')}, ",
            )
        )
        return f"{street}, Apt {self._rng.randint(1, 99)}" if self._rng.random() < 0.06 else flat + street

    def _make_address(self) -> str:
        parts = [self.said("street"), self.said("town"), self.said("postcode")]
        form = self._rng.random()
        if form < 0.35:
            return ", ".join(parts)
        if form < 0.6:
            return f"{parts[0]}, {parts[1]} {parts[2]}"
        if form < 0.7:
            return f"{parts[0]}, {parts[1]}"
        if form < 0.8:
            return f"{parts[0]} {parts[1]}"
        if form < 0.9:
            return f"{parts[0]}, {parts[2]} {parts[1]}"
        return f"{', '.join(parts)}, {self.said('country')}"

    def _make_postcode(self) -> str:
        return digits(self._rng.choice(POSTCODES), self._rng)

    def _make_town(self) -> str:
        return town(self._rng)

    def _make_country(self) -> str:
        return self._of("country").removeprefix("the ")

    def _make_age(self) -> str:
        return str(_TODAY - self._born.year)

    def _make_age_words(self) -> str:
        return spoken(_TODAY - self._born.year)

    def _make_child_age(self) -> str:
        self._born = self._born.replace(year=_TODAY - self._rng.randint(1, 17))
        return self._make_age()

    def _make_child_age_words(self) -> str:
        return spoken(int(self.said("child_age")))

    def _make_birth(self) -> str:
        born, month = self._born, lists(LISTS)["monthword"][self._born.month - 1]
        return self._rng.choice(
            (
                f"{born.day} {month} {born.year}",
                f"{month} {born.day}, {born.year}",
                f"{born:%d/%m/%Y}",
                f"{born:%d.%m.%Y}",
                f"{born.day} {month[:3]} {born.year}",
                f"{born:%m/%d/%y}",
            )
        )

    def _make_birth_iso(self) -> str:
        return self._born.isoformat()

    def _make_group(self) -> str:
        return self._of("group")

    def _make_language(self) -> str:
        return self._of("language")

    def _make_id(self) -> str:
        return digits(self._rng.choice(IDS), self._rng)

    def _make_passport(self) -> str:
        return digits(self._rng.choice(PASSPORTS), self._rng)

    def _make_account(self) -> str:
        return digits(self._rng.choice(ACCOUNTS), self._rng)

    def _make_iban(self) -> str:
        return digits(self._rng.choice(IBANS), self._rng)

    def _make_card(self) -> str:
        return digits(self._rng.choice(CARDS), self._rng)

    def _make_plate(self) -> str:
        return digits(self._rng.choice(PLATES), self._rng)

    def _make_url(self) -> str:
        name = self._ascii(self._given) + self._ascii(self._family)
        return self._rng.choice(
            (
                "https://linkedin.com/in/",
                "instagram.com/",
                "https://www.facebook.com/",
                "github.com/",
                "https://twitter.com/",
                "www.tiktok.com/@",
                "https://",
            )
        ) + self._rng.choice((name, f"{name}.example", f"{name}{self._born.year}"))

    def _make_company(self) -> str:
        return company(self._rng)

    def _make_school(self) -> str:
        return school(self._rng)

    def _make_job(self) -> str:
        return self._of("jobs")

    def _make_salary(self) -> str:
        each = self._rng.randint(18, 160)
        return self._rng.choice(
            (
                f"£{each},{self._rng.randint(0, 9)}00",
                f"${each}k",
                f"€{each},000 a year",
                f"{each}k",
                f"£{each * 50} a month",
                f"${self._rng.randint(14, 60)}/hr",
                f"Rs {each},000 per month",
            )
        )

    def _make_he(self) -> str:
        return "she" if self._woman else "he"

    def _make_him(self) -> str:
        return "her" if self._woman else "him"

    def _make_his(self) -> str:
        return "her" if self._woman else "his"

    def _make_himself(self) -> str:
        return "herself" if self._woman else "himself"

    def _make_title(self) -> str:
        return self._rng.choice(("Ms", "Mrs", "Mrs.", "Miss", "Dr", "Dr.") if self._woman else ("Mr", "Mr.", "Mr", "Dr", "Dr.", "Prof."))
