"""One rule of a policy, and the words that rules are made of: verdicts, forms, limits, confirmation.

A rule says what it says of source x subject x class x recipient x purpose; every condition that it names must hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from keepmum.policy.category import Category, Level

EVERYONE = "*"
"""In `to` or `for` of what forbids or bounds: every recipient, or every purpose."""

TYPED = "typed"
"""In `from`: what comes from no record, that is what the person typed now and the task that goes with it."""

MINOR = "@minor"
"""In `about`: those whom the policy names as minors, and whatever the detectors take for data of a minor."""


class Form(StrEnum):
    """How a piece of personal data may leave."""

    PLACEHOLDER = "placeholder"
    KEEP = "keep"
    BLOCK = "block"
    DROP = "drop"
    SURROGATE = "surrogate"
    SHIFT = "shift"
    BAND = "band"
    GENERALISE = "generalise"


STRICTNESS: tuple[Form, ...] = (
    Form.KEEP,
    Form.SHIFT,
    Form.BAND,
    Form.GENERALISE,
    Form.SURROGATE,
    Form.PLACEHOLDER,
    Form.DROP,
    Form.BLOCK,
)
"""From what tells most to what tells nothing: where several rules let one part out, the strictest of their forms is used."""

READABLE = frozenset({Form.KEEP, Form.SHIFT, Form.BAND, Form.GENERALISE})
"""Forms of which the recipient still learns something about whom it concerns: what is left in them adds up."""

FITS: dict[Form, frozenset[str]] = {
    Form.SHIFT: frozenset({"date"}),
    Form.BAND: frozenset({"amount"}),
    Form.GENERALISE: frozenset({"place", "address", "age"}),
}
"""The categories for which a form has a meaning; a form that is not here has one for all."""


def strictest(forms: Iterable[Form]) -> Form:
    """Return the form that tells least; of none, a placeholder."""
    return max(forms, key=STRICTNESS.index, default=Form.PLACEHOLDER)


class Verdict(StrEnum):
    """What a rule says of what it matches."""

    PERMIT = "permit"
    FORBID = "forbid"
    ASK = "ask"


class Confirm(StrEnum):
    """When a rule that permits wants the person's word all the same."""

    NEVER = "never"
    FIRST = "first"
    ALWAYS = "always"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one request may hold for a rule to let it out; none where a bound is not set.

    Attributes:
        chars: Characters of all its parts, as they stand on the device.
        subjects: Different people in it.
        per_day: Requests to one recipient in a day (UTC) that this rule let out, this one included.
        quasi_per_subject: Different readable pieces of data about any one person.
    """

    chars: int | None = None
    subjects: int | None = None
    per_day: int | None = None
    quasi_per_subject: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Every condition that it names must hold; a condition that it does not name holds for everything.

    Attributes:
        id: Its name in decisions and in the ledger.
        effect: What it says.
        to: Names of recipients, or sorts of them such as "@device" (`keepmum.policy.rules.terms`).
        purposes: What for; the key `for` of the text.
        why: The reason, shown to the person.
        kinds: Kinds of records, and `TYPED`; the key `from`.
        threads: Names of threads.
        about: Names of people, and `MINOR`.
        classes: Categories.
        level: The highest level that may leave masked; for `forbid`, the lowest that is forbidden. None for the default.
        not_about: Names of people with whom the rule has nothing to do.
        forms: Forms of its own, for what it lets out.
        limits: How much a request may hold.
        confirm: When a rule that permits asks all the same.
        over: For `Confirm.OVER`, how many readable pieces of data about one person need no word.
        dry_run: Whether it only says what it would do.
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
    not_about: tuple[str, ...] = field(default=(), repr=False)
    forms: tuple[tuple[Category, Form], ...] = ()
    limits: Limits = Limits()
    confirm: Confirm = Confirm.NEVER
    over: int = 0
    dry_run: bool = False

    def meaning(self) -> dict[str, object]:
        """Return what the rule means, in a form that has one encoding; a key that a policy of old did not have only where it is used."""
        said: dict[str, object] = {
            "id": self.id,
            "effect": self.effect.value,
            "to": _names(self.to),
            "for": _names(self.purposes),
            "why": self.why,
            "from": _names(self.kinds),
            "threads": _names(self.threads),
            "about": _names(self.about),
            "classes": _names(self.classes),
            "level": None if self.level is None else self.level.name,
        }
        limits = {name: value for name in Limits.__slots__ if (value := getattr(self.limits, name)) is not None}
        more: dict[str, object] = {
            "not_about": _names(self.not_about),
            "forms": {category.value: form.value for category, form in self.forms},
            "limits": limits,
            "confirm": "" if self.confirm is Confirm.NEVER else f"{self.confirm}:{self.over}",
            "dry_run": self.dry_run,
        }
        return said | {key: value for key, value in more.items() if value}


def _names(values: Iterable[str]) -> list[str]:
    return sorted(str(value) for value in values)
