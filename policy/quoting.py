"""What a policy keeps here does not leave by a quotation: in the history of a chat, in a pasted text, in a local answer.

A run of words (8, or 12 signs of Chinese) of what would leave is looked up in the records. Where it stands in a record that may not go
to this recipient, and in none that may, nothing leaves. Whole runs only: what somebody says in other words is not seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from keepmum.memory.finding.quoted import quotations
from keepmum.policy.draft import Part


class Sources(Protocol):
    """Knows which records hold a run of words."""

    def holding(self, quotation: str) -> Sequence[Part]:
        """Return every record that holds a run, each as the part that it would be."""
        ...


def quotes(texts: Iterable[str], sources: Sources, may_leave: Callable[[Part], bool]) -> bool:
    """Say whether a text quotes what stays here.

    Args:
        texts: What would leave.
        sources: The records.
        may_leave: Whether a record could go to this recipient for this purpose, in whatever form.
    """
    judged: dict[Part, bool] = {}
    for quotation in dict.fromkeys(run for text in texts for run in quotations(text)):
        parts = sources.holding(quotation)
        for part in parts:
            if part not in judged:
                judged[part] = may_leave(part)
        if parts and not any(judged[part] for part in parts):
            return True
    return False
