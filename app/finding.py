"""Search by words, and by meaning where there is a model: the retriever's life inside an open memory."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from keepmum.app.people import AddressBook
from keepmum.memory.errors import ModelError

if TYPE_CHECKING:
    from keepmum.app.config import Config
    from keepmum.app.importing import Progress
    from keepmum.memory.finding.retrieve import Retriever
    from keepmum.memory.meaning.embed import Embedder
    from keepmum.memory.people.person import Person
    from keepmum.memory.record import Hit, Query
    from keepmum.memory.vault import Vault
    from keepmum.memory.vectors.background import Indexer
    from keepmum.memory.words.dictionary import Dictionary

_SMALL_BACKLOG = 256  # vectors that a search makes by the way, as many as it can in a second; more wait for `index`
_BY_THE_WAY_S = 1.0
_BATCH = 16  # vectors committed together then: so many are lost where the second is over


class Finder:
    """Finds records and people; loads its model when it is first needed.

    Attributes:
        address_book: The people of the vault.
    """

    def __init__(self, vault: Vault, config: Config) -> None:
        """Search in ``vault``, with the models that ``config`` names."""
        self._vault = vault
        self._config = config
        self._retriever: Retriever | None = None
        self._indexer: Indexer | None = None
        self._dictionary: Dictionary | None = None
        self._looked_for_dictionary = False
        self._multilingual, self._looked_at = False, 0  # whether a text is not English, and the last row that was looked at
        self.address_book = AddressBook(vault)

    def index(self, progress: Progress | None = None) -> int:
        """Make every missing vector; returns how many were made.

        Raises:
            ModelMissing: There is no embedding model on this device.
        """
        return self._open(need_model=True).index(progress)

    def pending(self) -> int:
        """Return how many vectors are missing; 0 where there is no model to make them."""
        return self._open().pending()

    def search(self, query: Query) -> list[Hit]:
        """Return what was found, best first; a small backlog of vectors is made on the way."""
        retriever = self._open()
        if 0 < retriever.pending() <= _SMALL_BACKLOG:
            end = time.monotonic() + _BY_THE_WAY_S
            retriever.view.index(go_on=lambda: time.monotonic() < end, batch=_BATCH)
        return retriever.search(query)

    def people(self) -> tuple[Person, ...]:
        """Return the people of the vault: contacts and those who speak in its threads, as the person decided."""
        return self.address_book.all()

    def background(self, paused: Callable[[], bool] | None = None) -> Indexer:
        """Return what makes vectors in a thread, started; one for each open memory, and ended with it.

        Raises:
            ModelMissing: There is no embedding model on this device.
        """
        from keepmum.memory.vectors.background import Indexer, never

        if self._indexer is None:
            self._indexer = Indexer(self._open(need_model=True).view, paused=paused or never)
            self._indexer.start()
        return self._indexer

    def close(self) -> None:
        """End the thread and the child process of a large index."""
        if self._indexer is not None:
            self._indexer.close()
            self._indexer = None
        if self._retriever is not None:
            self._retriever.close()
            self._retriever = None
        if self._dictionary is not None:
            self._dictionary.close()
            self._dictionary, self._looked_for_dictionary = None, False

    def _open(self, *, need_model: bool = False) -> Retriever:
        """Return the retriever, with the models that the vault's texts need: the multilingual one where one is not English."""
        from keepmum.memory.finding.retrieve import Retriever
        from keepmum.memory.meaning.models import first_paired

        if not self._multilingual:
            self._multilingual, self._looked_at = first_paired(self._vault, self._looked_at)
            if self._multilingual and self._indexer is None:
                self.close()
        if self._retriever is None or (need_model and not self._retriever.has_model):
            embedders = self._embedders(need_model=need_model)
            self.close()
            people = self.address_book.roll_call
            self._retriever = Retriever(
                self._vault, embedders, people=people, dictionary=self._open_dictionary, chroma_from=self._config.chroma_from
            )
        return self._retriever

    def _open_dictionary(self) -> Dictionary | None:
        """Return the dictionary; none where the device has none, and words are found in their own language alone."""
        from keepmum.memory.words.dictionary import find_dictionary

        if self._dictionary is None and not self._looked_for_dictionary:
            self._looked_for_dictionary = True
            with suppress(ModelError):
                self._dictionary = find_dictionary(cache=self._config.embedding_cache)
        return self._dictionary

    def _embedders(self, *, need_model: bool) -> list[Embedder]:
        """Load the models. Without one, words alone still find; `models check` says what is missing."""
        from keepmum.memory.meaning.export import find_embedder
        from keepmum.memory.meaning.multilingual import find_multilingual

        found: list[Embedder] = []
        lacking: ModelError | None = None
        try:
            found.append(find_embedder(self._config.embedding_model, self._config.embedding_cache))
        except ModelError as error:
            lacking = error
        if self._multilingual and (found or self._config.embedding_model is None):
            with suppress(ModelError):  # there are packages for few platforms; where it is missing, Chinese is found by its words
                found.append(find_multilingual(cache=self._config.embedding_cache))
        if not found and lacking is not None and need_model:
            raise lacking
        return found
