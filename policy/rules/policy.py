"""What a policy is: which detectors run, in which form each category may leave, who the recipients are, the rules and the budgets.

A policy is closed: what no rule permits stays, `forbid` beats `permit`, and `secret` leaves in clear under no rule.
`keepmum.policy.rules.load` reads one from its TOML text; docs/policy.md explains every key.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field

from keepmum.policy.category import LEVELS, Category, Level
from keepmum.policy.rules.budget import Budget
from keepmum.policy.rules.case import Case
from keepmum.policy.rules.rule import EVERYONE, TYPED, Form, Rule, Verdict
from keepmum.policy.rules.terms import Terms

__all__ = ["ALWAYS_THERE", "DETECTORS", "EVERYONE", "TYPED", "Form", "Policy", "Rule", "Verdict"]

ALWAYS_THERE: tuple[str, ...] = ("people", "safelist", "secrets", "sensitive", "shapes")
"""The names of the detectors that every keepmum has."""

BY_MODEL: tuple[str, ...] = ("adviser", "ner")
"""The names of the detectors that need a model, which is not on every device."""

DETECTORS: tuple[str, ...] = (*BY_MODEL, *ALWAYS_THERE)
"""The names of the detectors that a policy may ask for."""

_UNASKED = frozenset({"ner"})  # runs wherever its model is, also where a policy does not name it

_SECRET_FORMS = frozenset({Form.PLACEHOLDER, Form.DROP})  # what a policy may say of a secret instead of "block"


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy that was checked; `keepmum.policy.rules.load.load` makes it.

    Attributes:
        detectors: Names of the detectors that must run. One that is missing blocks everything.
        rules: The rules; their order means nothing.
        forms: The form of each category that the policy names.
        levels: The level of each category that the policy names.
        recipients: What it says of recipients.
        purposes: The purposes that there are, each with what it means in words; empty for any.
        budgets: Bounds over several requests.
        payloads_days: For how many days the ledger keeps what was sent; none for ever.
        cases: The tests that it carries.
        wanted: Names of the detectors that should run where their model is. That one is missing is recorded, and blocks nothing.
    """

    detectors: tuple[str, ...]
    rules: tuple[Rule, ...]
    forms: tuple[tuple[Category, Form], ...] = ()
    levels: tuple[tuple[Category, Level], ...] = ()
    recipients: tuple[Terms, ...] = ()
    purposes: tuple[tuple[str, str], ...] = ()
    budgets: tuple[Budget, ...] = ()
    payloads_days: int | None = None
    cases: tuple[Case, ...] = field(default=(), repr=False)
    wanted: tuple[str, ...] = ()

    @property
    def asked_for(self) -> frozenset[str]:
        """The names of all detectors that should look at a draft: those that must, and those that run where their model is."""
        return _UNASKED | {*self.detectors, *self.wanted}

    def form(self, category: Category, rule: Rule | None = None) -> Form:
        """Return the form in which ``category`` may leave: masked where the policy does not say; secrets block.

        Args:
            category: What it is.
            rule: The rule by which it would leave, which may have forms of its own; none for the policy's own form.
        """
        own = dict(self.forms).get(category)
        named = own if rule is None or own is Form.BLOCK else dict(rule.forms).get(category, own)
        if category is Category.SECRET:
            return named if named in _SECRET_FORMS else Form.BLOCK
        return named or Form.PLACEHOLDER

    def level(self, category: Category) -> Level:
        """Return the level of ``category``; that of a secret is fixed."""
        if category is Category.SECRET:
            return Level.SECRET
        return dict(self.levels).get(category, LEVELS[category])

    def terms(self, name: str) -> Terms:
        """Return what the policy says of a recipient; one of which it says nothing is a cloud."""
        return next((terms for terms in self.recipients if terms.name == name), Terms(name))

    @property
    def digest(self) -> str:
        """The SHA-256 of what the policy means, in hexadecimal: order, comments, layout and cases of its text do not count.

        The forms and levels of all categories are in it, also those that are left to keepmum: a version that knows more
        categories, or sees one otherwise, gives the same text another digest, for it means another thing.
        """
        meaning: dict[str, object] = {
            "schema": 1,
            "detectors": sorted(self.detectors),
            "forms": {category.value: self.form(category).value for category in Category},
            "levels": {category.value: self.level(category).name for category in Category},
            "rules": sorted((rule.meaning() for rule in self.rules), key=lambda rule: str(rule["id"])),
        }
        more: dict[str, object] = {
            "recipients": {terms.name: terms.meaning() for terms in self.recipients},
            "purposes": dict(self.purposes),
            "budgets": sorted((budget.meaning() for budget in self.budgets), key=lambda budget: str(budget["id"])),
            "payloads_days": self.payloads_days,
            "wanted": sorted(self.wanted),
        }
        meaning |= {key: value for key, value in more.items() if value not in (None, [], {})}
        return hashlib.sha256(json.dumps(meaning, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
