"""What a policy is: which detectors run, in which form each category may leave, and the rules.

A policy is closed: what no rule permits stays, `forbid` beats `permit`, and `secret` leaves in clear under no rule.
`keepmum.policy.load` reads one from its TOML text; docs/policy.md explains every key.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from keepmum.policy.category import LEVELS, Category, Level

DETECTORS: tuple[str, ...] = ("people", "safelist", "secrets", "shapes")
"""The names of the detectors that a policy may ask for; all of them run unless it leaves some out."""

EVERYONE = "*"
"""In `to` or `for` of a rule that forbids: every recipient, or every purpose."""

TYPED = "typed"
"""In `from`: what comes from no record, that is what the person typed now and the task that goes with it."""


class Form(StrEnum):
    """How a piece of personal data may leave."""

    PLACEHOLDER = "placeholder"
    KEEP = "keep"
    BLOCK = "block"


class Verdict(StrEnum):
    """What a rule says of what it matches."""

    PERMIT = "permit"
    FORBID = "forbid"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Every condition that it names must hold; a condition that it does not name holds for everything.

    Attributes:
        id: Its name in decisions and in the ledger.
        effect: What it says.
        to: Names of recipients.
        purposes: What for; the key `for` of the text.
        why: The reason, shown to the person.
        kinds: Kinds of records, and `TYPED`; the key `from`.
        threads: Names of threads.
        about: Names of people.
        classes: Categories.
        level: The highest level that may leave masked; for `forbid`, the lowest that is forbidden. None for the default.
    """

    id: str
    effect: Verdict
    to: tuple[str, ...]
    purposes: tuple[str, ...]
    why: str = field(repr=False)
    kinds: tuple[str, ...] = ()
    threads: tuple[str, ...] = field(default=(), repr=False)
    about: tuple[str, ...] = field(default=(), repr=False)
    classes: tuple[Category, ...] = ()
    level: Level | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy that was checked; `keepmum.policy.load.load` makes it.

    Attributes:
        detectors: Names of the detectors that must run. One that is missing blocks everything.
        rules: The rules; their order means nothing.
        forms: The form of each category that the policy names.
        levels: The level of each category that the policy names.
    """

    detectors: tuple[str, ...]
    rules: tuple[Rule, ...]
    forms: tuple[tuple[Category, Form], ...] = ()
    levels: tuple[tuple[Category, Level], ...] = ()

    def form(self, category: Category) -> Form:
        """Return the form in which ``category`` may leave: masked where the policy does not say; secrets block."""
        named = dict(self.forms).get(category)
        if category is Category.SECRET:
            return Form.PLACEHOLDER if named is Form.PLACEHOLDER else Form.BLOCK
        return named or Form.PLACEHOLDER

    def level(self, category: Category) -> Level:
        """Return the level of ``category``; that of a secret is fixed."""
        if category is Category.SECRET:
            return Level.SECRET
        return dict(self.levels).get(category, LEVELS[category])

    @property
    def digest(self) -> str:
        """The SHA-256 of what the policy means, in hexadecimal: order, comments and layout of its text do not count."""
        meaning = {
            "schema": 1,
            "detectors": sorted(self.detectors),
            "forms": {category.value: self.form(category).value for category in Category},
            "levels": {category.value: self.level(category).name for category in Category},
            "rules": sorted((_meaning(rule) for rule in self.rules), key=lambda rule: str(rule["id"])),
        }
        return hashlib.sha256(json.dumps(meaning, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _meaning(rule: Rule) -> dict[str, object]:
    def names(values: Iterable[str]) -> list[str]:
        return sorted(str(value) for value in values)

    return {
        "id": rule.id,
        "effect": rule.effect.value,
        "to": names(rule.to),
        "for": names(rule.purposes),
        "why": rule.why,
        "from": names(rule.kinds),
        "threads": names(rule.threads),
        "about": names(rule.about),
        "classes": names(rule.classes),
        "level": None if rule.level is None else rule.level.name,
    }
