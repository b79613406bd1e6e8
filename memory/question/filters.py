"""Which records a search may find: the filters of the query and those typed into its text, exact, before any ranking."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from keepmum.memory.question.circle import Circle
from keepmum.memory.question.operators import Typed
from keepmum.memory.record import Query
from keepmum.memory.store.catalogue import Catalogue, Mask


def allowed_by(query: Query, typed: Typed, circle: Circle, records: Catalogue) -> Mask | None:
    """Say which positions the filters leave.

    A person is meant by any form of their name: `who="Mum"` leaves the records of 妈妈. A name that is nobody's leaves the
    records that have it word for word.

    Args:
        query: The query.
        typed: The filters that stood in its text; what both filter must pass both. Several people, or threads, leave what one of
            them leaves.
        circle: The people beside the records.
        records: The records.

    Returns:
        One truth value a position; none where nothing is filtered.
    """
    masks: list[Mask] = []
    plain = records.mask(replace(query, who=None))
    if plain is not None:
        masks.append(plain)
    if typed.kinds is not None or typed.since is not None or typed.until is not None:
        mask = records.mask(replace(query, who=None, thread=None, kinds=typed.kinds, since=typed.since, until=typed.until))
        if mask is not None:
            masks.append(mask)
    if typed.threads:
        wanted = [name.casefold() for name in typed.threads]
        codes = [code for code, name in enumerate(records.threads) if any(part in name.casefold() for part in wanted)]
        masks.append(np.isin(records.thread, codes))
    if query.who is not None:
        masks.append(_by_names(query.who, circle, records, circle.present, first_only=False))
    if typed.taking_part:
        masks.append(_any(_by_names(name, circle, records, circle.present, first_only=False) for name in typed.taking_part))
    if typed.speakers:
        masks.append(_any(_by_names(name, circle, records, circle.speaker, first_only=True) for name in typed.speakers))
    return np.logical_and.reduce(masks) if masks else None


def _any(masks: Iterable[Mask]) -> Mask:
    whole: Mask = np.logical_or.reduce(list(masks))
    return whole


def _by_names(name: str, circle: Circle, records: Catalogue, keys: Sequence[frozenset[str]], *, first_only: bool) -> Mask:
    """Say which positions have somebody of this name: whoever it can mean, or the name as it is written."""
    wanted, meant = name.casefold(), circle.roster.keys_of(name)
    owner = not circle.roster.owner.isdisjoint(meant)
    fits = np.array(
        [
            bool(keys[code] & meant)
            or (owner and code in circle.owner)
            or any(each.casefold() == wanted for each in (names[:1] if first_only else names))
            for code, names in enumerate(records.people)
        ],
        dtype=bool,
    )
    return fits[records.who] if len(fits) else np.zeros(len(records), dtype=bool)
