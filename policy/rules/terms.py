"""What a policy says of those to whom something goes: where their model is, what they do with what they get, what they may get at most.

A recipient that is not declared to be on this device is a cloud, also an app on this machine whose model is elsewhere; what is not
said of one is taken for the worse.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

from keepmum.policy.category import Level
from keepmum.policy.recipient import Recipient
from keepmum.policy.rules.rule import EVERYONE

_HERE = frozenset({"", "localhost", "127.0.0.1", "::1"})  # a recipient without an address is a program that asks us


class Kind(StrEnum):
    """Where a recipient's model runs."""

    CLOUD = "cloud"
    DEVICE = "device"


DEVICE, CLOUD, TRAINS, KEEPS = "@device", "@cloud", "@trains", "@keeps"
SORTS: tuple[str, ...] = (CLOUD, DEVICE, KEEPS, TRAINS)
"""The sorts of recipients that `to` may name: elsewhere, on this device, keeping what they get, training on it."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the policy says of one recipient.

    Attributes:
        name: Its name.
        kind: Where its model runs.
        operator: Who runs it, in words.
        retention_days: For how many days it keeps what it gets; none where nobody knows.
        trains: Whether it trains on what it gets; none where nobody knows.
        max_level: The highest level of what may go to it masked, whatever a rule says; none for no bound of its own.
        cost: What 1,000 characters cost there, in millionths of the person's own unit.
        model: The model that the policy was written for; empty for any.
    """

    name: str
    kind: Kind = Kind.CLOUD
    operator: str = field(default="", repr=False)
    retention_days: int | None = None
    trains: bool | None = None
    max_level: Level | None = None
    cost: int = 0
    model: str = ""

    def price(self, chars: int) -> int:
        """Return what ``chars`` characters cost, in millionths of the unit, rounded up."""
        return -(-self.cost * chars // 1_000)

    def meaning(self) -> dict[str, object]:
        """Return what they mean, in a form that has one encoding."""
        return {
            "kind": self.kind.value,
            "operator": self.operator,
            "retention_days": self.retention_days,
            "trains": self.trains,
            "max_level": None if self.max_level is None else self.max_level.name,
            "cost": self.cost,
            "model": self.model,
        }


def is_addressed(to: Iterable[str], recipient: Recipient, terms: Terms) -> bool:
    """Return whether a list of recipients and sorts names this one."""
    mine = {EVERYONE, recipient.name, DEVICE if is_here(recipient, terms) else CLOUD}
    if terms.trains is not False:
        mine.add(TRAINS)
    if terms.retention_days != 0:
        mine.add(KEEPS)
    return any(name in mine for name in to)


def is_here(recipient: Recipient, terms: Terms) -> bool:
    """Return whether a recipient is on this device: the policy says so, and its address does not say otherwise."""
    try:
        host = urlsplit(recipient.url).hostname or ""
    except ValueError:
        return False
    return terms.kind is Kind.DEVICE and host in _HERE
