"""Budgets: how much may go to one recipient in so many days. What is readable about one person adds up over requests.

Pure: what went before comes in as `Used` (`keepmum.policy.rules.standing` keeps it in the vault), what a request would add as `Spending`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

MAX_DAYS = 366
"""The longest window of a budget, and for how long counts are kept."""

QUASI_DAYS = 30
"""The window over which `confirm = "over:quasi>N"` adds up."""

Pieces = Mapping[str, frozenset[str]]
"""For each person, as a keyed hash: the readable pieces of data about them, as keyed hashes."""


@dataclass(frozen=True, slots=True)
class Budget:
    """A bound over several requests to each of some recipients; none where a bound is not set.

    Attributes:
        id: Its name in decisions; no rule has the same.
        to: Recipients and sorts of them; each has the budget for itself.
        days: The window: this many days (UTC), today included.
        why: The reason, shown to the person.
        requests: How many requests.
        chars: How many characters.
        cost: How much money, in millionths of the person's unit.
        subjects: How many different people.
        quasi: How many different readable pieces of data about any one person.
    """

    id: str
    to: tuple[str, ...]
    days: int
    why: str = field(repr=False)
    requests: int | None = None
    chars: int | None = None
    cost: int | None = None
    subjects: int | None = None
    quasi: int | None = None

    def meaning(self) -> dict[str, object]:
        """Return what it means, in a form that has one encoding."""
        names = ("requests", "chars", "cost", "subjects", "quasi")
        bounds = {name: value for name in names if (value := getattr(self, name)) is not None}
        return {"id": self.id, "to": sorted(self.to), "days": self.days, "why": self.why} | bounds


@dataclass(frozen=True, slots=True)
class Spending:
    """What one request adds, or what all of one day added up to.

    Attributes:
        requests: How many requests.
        chars: How many characters.
        cost: How much money, in millionths of the unit.
        rules: How many of them each rule let out.
        pieces: What is readable about each person in them; somebody of whom nothing is readable has an empty set.
    """

    requests: int = 0
    chars: int = 0
    cost: int = 0
    rules: Mapping[str, int] = field(default_factory=dict)
    pieces: Pieces = field(default_factory=dict, repr=False)

    def plus(self, other: Spending) -> Spending:
        """Return both together."""
        rules = {id_: self.rules.get(id_, 0) + other.rules.get(id_, 0) for id_ in {*self.rules, *other.rules}}
        return Spending(
            self.requests + other.requests, self.chars + other.chars, self.cost + other.cost, rules, joined(self.pieces, other.pieces)
        )


@dataclass(frozen=True, slots=True)
class Used:
    """What went to one recipient before.

    Attributes:
        today: The day that it is, in days since 1970 (UTC); never earlier than one that was seen before.
        days: What went on each day.
        key: Hashes people and pieces, so that the counts hold no text.
    """

    today: int = 0
    days: Mapping[int, Spending] = field(default_factory=dict, repr=False)
    key: bytes = field(default=b"", repr=False)

    def within(self, days: int) -> Spending:
        """Return all that went in the last ``days`` days, today included."""
        total = Spending()
        for day, spent in self.days.items():
            if self.today - days < day <= self.today:
                total = total.plus(spent)
        return total


def exceeded(budget: Budget, used: Used, spending: Spending) -> str:
    """Return in words which bound of ``budget`` a request would break; empty where it breaks none."""
    total = used.within(budget.days).plus(spending)
    most = max((len(pieces) for who, pieces in total.pieces.items() if who in spending.pieces), default=0)
    for bound, value, words in (
        (budget.requests, total.requests, "requests"),
        (budget.chars, total.chars, "characters"),
        (budget.cost, total.cost, "millionths of your unit of money"),
        (budget.subjects, len(total.pieces), "people"),
        (budget.quasi, most, "readable pieces of data about one person"),
    ):
        if bound is not None and value > bound:
            return f"{value} {words} in {budget.days} days, and {bound} are allowed"
    return ""


def joined(*all_pieces: Pieces) -> dict[str, frozenset[str]]:
    """Return what is readable about each person in any of these."""
    people: Iterable[str] = {who for pieces in all_pieces for who in pieces}
    return {who: frozenset().union(*(pieces.get(who, frozenset()) for pieces in all_pieces)) for who in people}
