"""The three that `scale.py` compares: keepmum, Chroma's persistent client, and a table of SQLite with FTS5; each with its own files.

Each has `build`, which takes messages and their vectors in, and `opened`, which gives what asks a question.
"""

from __future__ import annotations

import re
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

import numpy as np
from corpus import Asked, Message
from numpy.typing import NDArray

from keepmum.app.importing import SMALL_BATCH
from keepmum.memory.finding.retrieve import Retriever
from keepmum.memory.meaning.embed import Embedder, Role
from keepmum.memory.meaning.export import find_embedder
from keepmum.memory.meaning.window import Passage, window_starts
from keepmum.memory.record import Query, Record
from keepmum.memory.store import catalogue
from keepmum.memory.vault import Vault
from keepmum.memory.vectors import packed
from keepmum.memory.words.bm25 import measure

BATCH = 2_000  # messages a transaction
LIMIT = 10
NOISE = 0.02  # in each number of a vector that is used again
PASSPHRASE = "benchmark"  # noqa: S105  of a vault that is deleted at the end

Rows = NDArray[np.float32]
Ask = Callable[[Asked, bool], int]


def varied(base: Rows, picks: NDArray[np.int64], seed: int) -> Rows:
    """Use vectors again: with small noise, and of length 1."""
    rows = base[picks % len(base)] + NOISE * np.random.default_rng(seed).standard_normal((len(picks), base.shape[1])).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


class Timed:
    """An embedder that notes how long it works."""

    paired_scripts = False

    def __init__(self, inner: Embedder) -> None:
        """Wrap an embedder."""
        self._inner = inner
        self.model, self.dim, self.spent_s = inner.model, inner.dim, 0.0

    def embed(self, texts: Sequence[str], *, role: Role = "passage") -> Rows:
        """Embed, and add to the time."""
        before = time.perf_counter()
        rows = self._inner.embed(texts, role=role)
        self.spent_s += time.perf_counter() - before
        return rows

    def pieces(self, word: str) -> int:
        """Count the pieces of a word; see `Embedder.pieces`."""
        return self._inner.pieces(word)


def record(message: Message) -> Record:
    """Turn a message into a record."""
    return Record(
        message.text, kind="message", at=message.at, who=(message.person, "Me"), thread=message.person, source="sms", ref=str(message.ref)
    )


class Keepmum:
    """The vault, with the standard cost of the passphrase, and vectors of turns and windows."""

    name = "keepmum"

    def build(self, folder: Path, told: list[Message], base: Rows | None) -> dict[str, float]:
        """Put the messages, and embed them; or, where vectors are given, use those again."""
        with Vault.create(folder / "vault", PASSPHRASE) as vault:
            before = time.perf_counter()
            for start in range(0, len(told), BATCH):
                vault.put([record(message) for message in told[start : start + BATCH]])
            ingest_s = time.perf_counter() - before
            embedder = Timed(find_embedder())
            if base is not None:
                self._fill(vault, base, embedder.model)
            with Retriever(vault, embedder, chroma_from=0) as retriever:
                before = time.perf_counter()
                retriever.index()
                index_s = time.perf_counter() - before
        figures = {"ingest_s": ingest_s}
        return figures if base is not None else figures | {"embedding": (ingest_s + index_s) / embedder.spent_s}

    def _fill(self, vault: Vault, base: Rows, model: str) -> None:
        records = catalogue.load(vault.connection())
        starts = window_starts(measure(records))
        for kind, places in (("turn", np.arange(len(records))), ("window", np.flatnonzero(starts < np.arange(len(records))))):
            for at in range(0, len(places), BATCH):
                some = places[at : at + BATCH]
                rows = varied(base, records.n[some] * (1 if kind == "turn" else 7), at)
                first = some if kind == "turn" else starts[some]
                sources = [tuple(sorted(records.n[begin : place + 1].tolist())) for begin, place in zip(first, some, strict=True)]
                passages = [Passage(int(records.n[place]), kind, source, "") for place, source in zip(some, sources, strict=True)]
                with vault.transaction():
                    packed.store(vault.connection(), model, passages, rows)

    def opened(self, folder: Path, stack: ExitStack) -> tuple[Ask, Callable[[], None]]:
        """Open, and give what asks, and what waits until everything is in memory."""
        self.vault = stack.enter_context(Vault.open(folder / "vault", PASSPHRASE))
        retriever = stack.enter_context(Retriever(self.vault, find_embedder()))

        def ask(asked: Asked, filtered: bool) -> int:  # noqa: FBT001  one of two ways
            bounds = {"who": asked.person, "since": asked.since, "until": asked.until} if filtered else {}
            with self.vault.courtesy:
                return len(retriever.search(Query(asked.text, limit=LIMIT, **bounds)))  # type: ignore[arg-type]  of three types

        return ask, lambda: time.sleep(max(1.0, self.vault.count() / 30_000))

    def importing(self, more: list[Message]) -> tuple[threading.Thread, threading.Event]:
        """Import in a thread, until the messages or the event end it."""
        enough = threading.Event()

        def run() -> None:
            for start in range(0, len(more), SMALL_BATCH):
                if enough.is_set():
                    return
                self.vault.courtesy.step_aside()
                self.vault.put([record(message) for message in more[start : start + SMALL_BATCH]])

        thread = threading.Thread(target=run)
        thread.start()
        return thread, enough


class Chroma:
    """Chroma's persistent client, with texts, people and times beside the vectors."""

    name = "Chroma persistent"

    def build(self, folder: Path, told: list[Message], base: Rows) -> dict[str, float]:
        """Add the messages with their vectors; the time is without embedding."""
        import chromadb
        from chromadb.config import Settings

        client = chromadb.PersistentClient(str(folder / "chroma"), Settings(anonymized_telemetry=False))
        collection = client.create_collection("sms", embedding_function=None, configuration={"hnsw": {"space": "cosine"}})
        before = time.perf_counter()
        for start in range(0, len(told), BATCH):
            some = told[start : start + BATCH]
            collection.add(
                ids=[str(message.ref) for message in some],
                embeddings=varied(base, np.array([message.ref for message in some]), start),
                documents=[message.text for message in some],
                metadatas=[{"person": message.person, "at": message.at.timestamp()} for message in some],
            )
        return {"ingest_s": time.perf_counter() - before}

    def opened(self, folder: Path, stack: ExitStack) -> tuple[Ask, Callable[[], None]]:
        """Open, and give what asks."""
        import chromadb
        from chromadb.config import Settings

        client = chromadb.PersistentClient(str(folder / "chroma"), Settings(anonymized_telemetry=False))
        stack.callback(client.close)
        collection, embedder = client.get_collection("sms", embedding_function=None), find_embedder()

        def ask(asked: Asked, filtered: bool) -> int:  # noqa: FBT001  one of two ways
            at = [{"at": {"$gte": asked.since.timestamp()}}, {"at": {"$lt": asked.until.timestamp()}}]
            where = {"$and": [{"person": asked.person}, *at]} if filtered else None
            found = collection.query(query_embeddings=embedder.embed([asked.text], role="query"), n_results=LIMIT, where=where)
            return len(found["ids"][0])

        return ask, lambda: None


class Fts:
    """A plain table of SQLite with an FTS5 index, unencrypted, words only."""

    name = "SQLite FTS5"

    def build(self, folder: Path, told: list[Message], base: Rows) -> dict[str, float]:  # noqa: ARG002  words only
        """Insert the messages, a transaction for each batch."""
        with sqlite3.connect(folder / "fts.db") as conn:
            conn.executescript(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE VIRTUAL TABLE words USING fts5(text, content='');"
                "CREATE TABLE message (n INTEGER PRIMARY KEY, text TEXT, person TEXT, at REAL);"
                "CREATE INDEX by_person ON message (person, at);"
            )
            before = time.perf_counter()
            for start in range(0, len(told), BATCH):
                some = [(message.ref, message.text, message.person, message.at.timestamp()) for message in told[start : start + BATCH]]
                conn.executemany("INSERT INTO message VALUES (?, ?, ?, ?)", some)
                conn.executemany("INSERT INTO words(rowid, text) VALUES (?, ?)", [row[:2] for row in some])
                conn.commit()
        return {"ingest_s": time.perf_counter() - before}

    def opened(self, folder: Path, stack: ExitStack) -> tuple[Ask, Callable[[], None]]:
        """Open, and give what asks."""
        conn = sqlite3.connect(folder / "fts.db")
        stack.callback(conn.close)

        def ask(asked: Asked, filtered: bool) -> int:  # noqa: FBT001  one of two ways
            words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", asked.text)) or '""'
            where = "AND person = ? AND at >= ? AND at < ?" if filtered else ""
            bounds = (asked.person, asked.since.timestamp(), asked.until.timestamp()) if filtered else ()
            query = f"SELECT n, message.text FROM words JOIN message ON n = words.rowid WHERE words MATCH ? {where} ORDER BY bm25(words) LIMIT ?"  # noqa: S608, E501  fixed text
            return len(conn.execute(query, (words, *bounds, LIMIT)).fetchall())

        return ask, lambda: None


SYSTEMS: dict[str, Keepmum | Chroma | Fts] = {"keepmum": Keepmum(), "chroma": Chroma(), "fts": Fts()}
