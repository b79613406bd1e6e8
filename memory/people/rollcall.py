"""The roster of an open vault, kept up to date: it is made anew when people changed, not at each new message."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from keepmum.memory.people.decisions import DecisionLog, Decisions
from keepmum.memory.people.roster import Roster, contacts, names_in, taking_part
from keepmum.memory.record import Record

if TYPE_CHECKING:
    from keepmum.memory.vault import Vault

_PAGE = 500  # row numbers in one statement


@dataclass(frozen=True, slots=True)
class _Source:
    """What a roster was made from."""

    cards: list[Record] = field(repr=False)
    names: frozenset[str] = field(repr=False)
    decisions: Decisions = field(repr=False)


class RollCall:
    """Reads the people of one vault. Calls may come from several threads."""

    def __init__(self, vault: Vault, log: DecisionLog) -> None:
        """Read from ``vault``, with what was decided by ``log``."""
        self._vault = vault
        self._log = log
        self._roster: Roster | None = None
        self._source: _Source | None = None
        self._last = 0  # the highest row number that was seen
        self._seen = (-1, -1)  # generations of records and decisions

    def read(self) -> Roster:
        """Return the people as they are now.

        Raises:
            VaultDamaged: A decision is not what keepmum writes.
        """
        with self._vault.lock:
            now = self._vault.generation, self._log.generation
            if self._roster is None or (now != self._seen and not self._holds(now)):
                source = _Source(contacts(self._vault), names_in(taking_part(self._vault)), self._log.read())
                if self._roster is None or source != self._source:
                    self._roster = Roster.of(source.cards, source.names, source.decisions)
                self._source = source
            if now != self._seen:
                self._last = self._vault.connection().execute("SELECT coalesce(max(n), 0) FROM record").fetchone()[0]
                self._seen = now
            return self._roster

    def _holds(self, now: tuple[int, int]) -> bool:
        """Say whether nothing came since but records of people who are known already."""
        touched = self._vault.touched(self._seen[0])
        if self._source is None or now[1] != self._seen[1] or touched is None or any(n <= self._last for n in touched):
            return False
        numbers = sorted(touched)
        for start in range(0, len(numbers), _PAGE):
            page = numbers[start : start + _PAGE]
            rows = self._vault.connection().execute(
                f"SELECT DISTINCT kind, who FROM record WHERE n IN ({','.join('?' * len(page))})",  # noqa: S608  only placeholders
                page,
            )
            if any(kind == "contact" or not self._source.names.issuperset(json.loads(who)) for kind, who in rows):
                return False
        return True
