"""Search by words, and by meaning where there is a model: the retriever's life inside an open memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepmum.memory.errors import ModelError

if TYPE_CHECKING:
    from keepmum.app.config import Config
    from keepmum.app.importing import Progress
    from keepmum.memory.people import Person
    from keepmum.memory.record import Hit, Query
    from keepmum.memory.retrieve import Retriever
    from keepmum.memory.vault import Vault

_SMALL_BACKLOG = 256  # vectors that a search makes by the way, in well under a second; more wait for `index`


class Finder:
    """Finds records and people; loads its model when it is first needed."""

    def __init__(self, vault: Vault, config: Config) -> None:
        """Search in ``vault``, with the models that ``config`` names."""
        self._vault = vault
        self._config = config
        self._retriever: Retriever | None = None
        self._people: tuple[int, tuple[Person, ...]] | None = None

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
            retriever.index()
        return retriever.search(query)

    def people(self) -> tuple[Person, ...]:
        """Return the people of the vault: contacts and those who speak in its threads."""
        from keepmum.memory.people import people

        if self._people is None or self._people[0] != self._vault.generation:
            contacts = self._vault.records(kinds=frozenset({"contact"}))
            self._people = (self._vault.generation, people(contacts, self._vault.speakers()))
        return self._people[1]

    def close(self) -> None:
        """End the child process of a large index."""
        if self._retriever is not None:
            self._retriever.close()
            self._retriever = None

    def _open(self, *, need_model: bool = False) -> Retriever:
        from keepmum.memory.retrieve import Retriever, find_embedder

        if self._retriever is None or (need_model and not self._retriever.has_model):
            try:
                embedder = find_embedder(self._config.embedding_model, self._config.embedding_cache)
            except ModelError:
                if need_model:
                    raise
                embedder = None  # words alone still find; `models check` says what is missing
            self.close()
            self._retriever = Retriever(self._vault, embedder, chroma_from=self._config.chroma_from)
        return self._retriever
