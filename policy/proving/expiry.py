"""Payloads have an end: those of whole days that are long enough ago are destroyed, and the keys of these days with them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from keepmum.policy.proving.payloads import Payloads
from keepmum.policy.proving.store import LedgerStore, read_entry


def expire(store: LedgerStore, payloads: Payloads, days: int, now: datetime) -> int:
    """Destroy the payloads of entries that were written more than ``days`` whole days (UTC) ago; inside a transaction.

    Args:
        store: Where the entries are.
        payloads: What they commit to.
        days: How long payloads are kept, 0 or more.
        now: The time now, with its zone.

    Returns:
        How many payloads were destroyed.

    Raises:
        ValueError: The days are negative, or the time has no zone.
        LedgerBroken: An entry cannot be read.
    """
    if days < 0 or now.tzinfo is None:
        raise ValueError("payloads are kept for 0 days or more, counted from a time with a zone")
    first = now.astimezone(UTC).date() - timedelta(days=days)  # the first day that is kept
    old = [day for day in payloads.days() if day < first]
    if not old and not payloads.keyless():
        return 0  # what is asked each day is answered without a look at any entry
    there = payloads.indices()
    gone = [n for n, leaf in enumerate(store.leaves()) if n in there and read_entry(n, leaf).at.date() < first]
    for index in gone:
        payloads.destroy(index)
    for day in old:
        payloads.destroy_key(day)
    return len(gone)
