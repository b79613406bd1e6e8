"""The child that holds a Chroma collection: numbers and vectors only, in memory only, gone when it ends.

Chroma's ephemeral client is one a process, shared with whatever else runs there; its persistent client writes plaintext
and does not erase what is deleted. Here it has a process to itself and nothing on the disk.
"""

from __future__ import annotations

from typing import Any

import numpy as np

BATCH = 5_000  # vectors; Chroma takes 5,461 at most


class Collections:
    """The collections of this process, by name."""

    def __init__(self, dim: int) -> None:
        """Start Chroma, without its telemetry, without its default embedding function (which downloads).

        Args:
            dim: Numbers in a vector.
        """
        import chromadb
        from chromadb.config import Settings

        self._client: Any = chromadb.EphemeralClient(Settings(anonymized_telemetry=False))
        self._dim = dim
        self._named: dict[str, Any] = {}

    def add(self, name: str, ids: bytes, rows: bytes) -> int:
        """Take vectors in.

        Args:
            name: The collection; made at its first vectors.
            ids: Numbers of the vectors, as 64-bit little-endian integers.
            rows: The vectors, as 32-bit little-endian floats.

        Returns:
            How many were taken.
        """
        numbers = np.frombuffer(ids, dtype="<i8")
        vectors = np.frombuffer(rows, dtype="<f4").reshape(-1, self._dim)
        collection = self._collection(name)
        for start in range(0, len(numbers), BATCH):
            part = slice(start, start + BATCH)
            collection.add(ids=[str(number) for number in numbers[part].tolist()], embeddings=vectors[part])
        return len(numbers)

    def remove(self, name: str, ids: bytes) -> int:
        """Drop vectors.

        Args:
            name: The collection.
            ids: As in `add`.

        Returns:
            How many were asked for.
        """
        numbers = np.frombuffer(ids, dtype="<i8").tolist()
        for start in range(0, len(numbers), BATCH):
            self._collection(name).delete(ids=[str(number) for number in numbers[start : start + BATCH]])
        return len(numbers)

    def nearest(self, name: str, row: bytes, count: int) -> bytes:
        """Find the nearest vectors.

        Args:
            name: The collection.
            row: The question's vector, as 32-bit little-endian floats.
            count: How many at most.

        Returns:
            Their numbers, nearest first, as 64-bit little-endian integers.
        """
        found = self._collection(name).query(query_embeddings=np.frombuffer(row, dtype="<f4").reshape(1, -1), n_results=count, include=[])
        return np.array([int(number) for number in found["ids"][0]], dtype="<i8").tobytes()

    def _collection(self, name: str) -> Any:  # noqa: ANN401  Chroma's own type is loaded in this process only
        if name not in self._named:
            self._named[name] = self._client.create_collection(
                f"keepmum-{name}",
                embedding_function=None,
                configuration={"hnsw": {"space": "cosine", "ef_search": 200, "ef_construction": 100, "max_neighbors": 16}},
            )
        return self._named[name]


def main() -> None:
    """Answer ``[operation, arguments…]``; the first is ``["open", dim]``."""
    from keepmum.memory.served import enter, serve

    enter()
    opened: list[Collections] = []

    def answer(message: object) -> object:
        if not isinstance(message, list):
            raise TypeError("a message is a list")
        operation, *arguments = message
        if operation == "open":
            opened[:] = [Collections(*arguments)]
            return True
        return getattr(opened[0], {"add": "add", "remove": "remove", "nearest": "nearest"}[operation])(*arguments)

    serve(answer)


if __name__ == "__main__":
    main()
