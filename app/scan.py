"""Look for words that must not be readable, in files as they lie on the disk.

The audit's last question is not what keepmum says about itself but what somebody who copies the files can read. So this
module knows nothing of vaults: it takes files, words and raw bytes, and says where one of them stands in clear, in any of
the encodings that programs use without meaning to hide anything.

One Aho-Corasick automaton a batch of words reads each file once (Aho and Corasick, CACM 18(6), 1975): the time is
linear in the bytes, whatever the words are. Findings hold places, never the words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from keepmum.app.errors import UsageError
from keepmum.app.spelling import CONTEXT, Needle, counts, spellings

_CHUNK = 1 << 20  # bytes read at once
_BATCH = 20_000  # words in one automaton: bounds its memory to some hundred MB
LIMIT = 10_000  # findings after which a scan stops: by then the answer is clear


@dataclass(frozen=True, slots=True)
class Finding:
    """A word that can be read in a file.

    Attributes:
        path: The file.
        offset: The byte at which it starts, counted from 0; in the path itself for `kind` "file name".
        kind: How it is written there: "utf-8", "utf-16-le", "utf-16-be", "base64", "hex", "json", "url", "file name", or
            "bytes" for one of the raw blobs.
        word: Its place in the list of words, or of blobs for the kind "bytes", counted from 0.
    """

    path: Path
    offset: int
    kind: str
    word: int


def scan(
    paths: Iterable[Path],
    words: Sequence[str],
    *,
    blobs: Sequence[bytes] = (),
    whole_words: bool = False,
    ignore_case: bool = False,
    limit: int = LIMIT,
) -> list[Finding]:
    """Return every place at which a word or a blob can be read, by file and offset.

    A spelling of fewer than `spelling.CHANCE` bytes stands in any large encrypted file by chance, so it counts only between
    other text.
    Nothing is decompressed.

    Args:
        paths: Files, and folders that are walked; links inside folders are not followed.
        words: What to look for. Each is looked for as it is and in its other Unicode normal form.
        blobs: Raw bytes to look for, such as those of a vector; at least 8 bytes each.
        whole_words: Leave out a word that is only a part of a longer one, such as "Ann" in "Anna".
        ignore_case: Look for each word in small letters and in capitals too.
        limit: Stop after so many findings.

    Raises:
        ValueError: A word is shorter than 2 bytes, or a blob shorter than 8.
        UsageError: A path is not there or cannot be read.
    """
    if any(len(word.strip().encode()) < 2 for word in words):
        raise ValueError("a word to look for must have at least 2 bytes")
    if any(len(blob) < 8 for blob in blobs):
        raise ValueError("a blob to look for must have at least 8 bytes")
    files = list(_files(paths))
    found: set[Finding] = set()
    for needles in _batches(words, blobs, ignore_case=ignore_case):
        automaton, longest = _automaton(needles)
        for file in files:
            for hit in _search(file, automaton, longest, whole_words=whole_words):
                found.add(hit)
                if len(found) >= limit:
                    return _sorted(found)
    return _sorted(found)


def _sorted(found: set[Finding]) -> list[Finding]:
    return sorted(found, key=lambda hit: (hit.path, hit.offset, hit.kind, hit.word))


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.rglob("*") if not file.is_symlink() and file.is_file())
        elif path.is_file():
            yield path
        else:
            raise UsageError(f"there is no file or folder {path.name}")


def _batches(words: Sequence[str], blobs: Sequence[bytes], *, ignore_case: bool) -> Iterator[list[Needle]]:
    for start in range(0, len(words), _BATCH):
        numbered = enumerate(words[start : start + _BATCH], start)
        yield [needle for index, word in numbered for needle in spellings(word, index, ignore_case=ignore_case)]
    if blobs:
        yield [Needle(blob, "bytes", index) for index, blob in enumerate(blobs)]


def _automaton(needles: Iterable[Needle]) -> tuple[Any, int]:
    """Return the automaton over bytes, each read as the Latin-1 character of its number, and the longest needle in bytes."""
    import ahocorasick

    by_key: dict[str, list[Needle]] = {}
    for needle in needles:
        by_key.setdefault(needle.bytes.decode("latin-1"), []).append(needle)
    automaton = ahocorasick.Automaton()
    for key, same in by_key.items():
        automaton.add_word(key, tuple(same))
    automaton.make_automaton()
    return automaton, max((len(key) for key in by_key), default=0)


def _search(file: Path, automaton: Any, longest: int, *, whole_words: bool) -> Iterator[Finding]:  # noqa: ANN401 - the library has no types
    name = str(file.name).encode("utf-8", "surrogateescape")
    for start, needle in _matches(name, automaton, 0):
        if needle.kind == "utf-8" and counts(name, start, needle, whole_words=whole_words):
            yield Finding(file, start, "file name", needle.word)
    try:
        with file.open("rb") as stream:
            for start, needle in _stream(stream, automaton, longest, whole_words=whole_words):
                yield Finding(file, start, needle.kind, needle.word)
    except OSError:
        raise UsageError(f"{file.name} cannot be read") from None


def _matches(data: bytes, automaton: Any, base: int) -> Iterator[tuple[int, Needle]]:  # noqa: ANN401 - as above
    for last, needles in automaton.iter(data.decode("latin-1")):
        for needle in needles:
            yield base + last + 1 - len(needle.bytes), needle


def _stream(stream: BinaryIO, automaton: Any, longest: int, *, whole_words: bool) -> Iterator[tuple[int, Needle]]:  # noqa: ANN401 - as above
    """Yield each match once, with its offset, from windows that overlap by the longest needle and its context."""
    overlap = longest + 2 * CONTEXT
    window = b""
    base = 0  # where the window starts in the file
    judged = 0  # matches that end before this offset were judged in an earlier window
    while True:
        chunk = stream.read(_CHUNK)
        window += chunk
        # A hit is judged once its right context is there; at the end of the file there is no more to wait for.
        ready = base + len(window) - (CONTEXT if chunk else 0)
        for start, needle in _matches(window, automaton, base):
            end = start + len(needle.bytes)
            if judged < end <= ready and counts(window, start - base, needle, whole_words=whole_words):
                yield start, needle
        judged = max(judged, ready)
        if not chunk:
            return
        if len(window) > overlap:
            base += len(window) - overlap
            window = window[-overlap:]
