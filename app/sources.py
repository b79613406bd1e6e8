"""The records of the vault as the gate sees them when something quotes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepmum.app.draft import note
from keepmum.memory.finding.quoted import Quoted

if TYPE_CHECKING:
    from keepmum.memory.vault import Vault
    from keepmum.policy.draft import Part


class VaultSources:
    """Looks quotations up in an open vault; a `keepmum.policy.quoting.Sources`."""

    def __init__(self, vault: Vault) -> None:
        """Look in ``vault``, as it is now: make a new one for each request."""
        self._quoted = Quoted(vault)

    def holding(self, quotation: str) -> tuple[Part, ...]:
        """Return every record that holds a run of words, each as it would stand in a draft."""
        return tuple(map(note, self._quoted.holding(quotation)))
