"""Folds near-duplicates of a result into one hit: a forwarded message, or one that two exports brought in.

Pure. Two texts are copies where they have the same words but for a few. Short ones never are: "ok, see you then" is said
anew each time.
"""

from __future__ import annotations

from collections.abc import Sequence

from keepmum.memory.words.tokens import index_tokens

FEWEST = 6  # words; below, equal texts are different things said twice
ALIKE = 0.9  # share of the words of both together that both have
READ = 2_000  # characters of a text that are compared
COMPARED = 100  # kept texts that a further one is compared with, besides those that it equals word for word


def fold_copies(texts: Sequence[str]) -> list[list[int]]:
    """Group texts that are copies of one another.

    Args:
        texts: In order of rank, best first.

    Returns:
        Groups of places in `texts`, in order of their best; in each the best first and its copies behind it.
    """
    groups: list[list[int]] = []
    bags: list[tuple[frozenset[str], list[int]]] = []
    same: dict[frozenset[str], list[int]] = {}
    for place, text in enumerate(texts):
        words = list(index_tokens(text[:READ]))
        bag = frozenset(words)
        if len(words) < FEWEST:
            groups.append([place])
            continue
        group = same.get(bag) or next((kept for other, kept in bags[:COMPARED] if _alike(bag, other)), None)
        if group is None:
            group = []
            groups.append(group)
            bags.append((bag, group))
        group.append(place)
        same.setdefault(bag, group)
    return groups


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    if min(len(one), len(other)) < ALIKE * max(len(one), len(other)):
        return False
    return len(one & other) >= ALIKE * len(one | other)
