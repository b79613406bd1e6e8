"""Which records say a run of words word for word: what somebody quotes, or what came back by the history of a chat."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from keepmum.memory.store import catalogue
from keepmum.memory.store.catalogue import Ints
from keepmum.memory.store.database import database_errors
from keepmum.memory.words import lexical
from keepmum.memory.words.tokens import MAX_WORD, fold, runs, stem

if TYPE_CHECKING:
    from keepmum.memory.record import Record
    from keepmum.memory.vault import Vault

WORDS = 8  # in a row; fewer stand in many texts by chance
SIGNS = 12  # of Chinese, Japanese or Korean in a row
_NONE: Ints = np.empty(0, dtype=np.int64)
_LOOKED_UP = 3  # of the words of a run, the rarest: few records hold them all, and those are read


def quotations(text: str) -> Iterator[str]:
    """Yield every run of `WORDS` words or `SIGNS` signs of a text, without case and punctuation, in order."""
    words: list[str] = []
    signs = ""
    for run, paired in runs(fold(text)):
        if paired:
            yield from _signs(signs := signs + run, len(run))
            words.clear()
            signs = signs[-SIGNS + 1 :]
        else:
            signs = ""
            words.append(run)
            if len(words) >= WORDS:
                yield " ".join(words := words[-WORDS:])


def _signs(signs: str, new: int) -> Iterator[str]:
    for end in range(max(SIGNS, len(signs) - new + 1), len(signs) + 1):
        yield signs[end - SIGNS : end]


class Quoted:
    """Looks runs of words up in a vault as it is now; make a new one for each text."""

    def __init__(self, vault: Vault) -> None:
        """Look in an open vault."""
        self._vault = vault
        self._attached = False
        self._counts: dict[str, int] = {}
        self._found: dict[str, Ints] = {}
        self._texts: dict[int, tuple[Record, frozenset[str]]] = {}

    def holding(self, quotation: str) -> tuple[Record, ...]:
        """Return the records that hold a run, as `quotations` gives it.

        Raises:
            VaultDamaged: The index or a record cannot be read.
        """
        with self._vault.lock, database_errors():
            if not self._attached:
                lexical.attach(self._vault.connection())
                self._attached = True
            numbers = (self._with_words(quotation) if " " in quotation else self._with_signs(quotation)).tolist()
            return tuple(record for record, held in map(self._read(numbers).__getitem__, numbers) if quotation in held)

    def _with_words(self, quotation: str) -> Ints:
        rarest = sorted({stem(word[:MAX_WORD]) for word in quotation.split(" ")}, key=self._count)[:_LOOKED_UP]
        return reduce(np.intersect1d, map(self._numbers, rarest)) if self._count(rarest[0]) else _NONE

    def _with_signs(self, quotation: str) -> Ints:
        # Pairs are not indexed over a comma, and the run does not say where one stands in a record: most of them is enough.
        pairs = {first + second for first, second in pairwise(quotation)}
        numbers, counts = np.unique(np.concatenate([self._numbers(pair) for pair in pairs]), return_counts=True)
        return numbers[2 * counts > len(pairs)]

    def _count(self, token: str) -> int:
        if token not in self._counts:
            self._counts[token] = lexical.document_count(self._vault.connection(), token)
        return self._counts[token]

    def _numbers(self, token: str) -> Ints:
        if token not in self._found:
            self._found[token] = lexical.postings(self._vault.connection(), token)[0]
        return self._found[token]

    def _read(self, numbers: list[int]) -> dict[int, tuple[Record, frozenset[str]]]:
        unread = [n for n in numbers if n not in self._texts]
        for n, stored in catalogue.read(self._vault.connection(), unread).items():
            self._texts[n] = stored.record, frozenset(quotations(stored.record.text))
        return self._texts
