"""Overwrites what SQLite's `secure_delete` leaves: bytes of rows in the free middle of a page.

`secure_delete` overwrites a row where it lies. But when SQLite spreads rows anew over neighbouring pages, a page can be put
together without its middle being cleared, and bytes of rows that lay there stay until others take their place. Where a row is
deleted later, this copy of it is not (measured: of deleted or replaced values under random keys, 3 in a thousand).
So after something is forgotten, every page's middle is looked at, and overwritten where it is not empty.

The file is read beside SQLite, with its write-ahead log empty and its cache dropped. SQLCipher's page is: 4,016 bytes
(AES-256-CBC), 16 bytes IV, 64 bytes HMAC-SHA-512 over these and the page's number. Only blocks that are needed are decrypted, so a
pass costs little more than reading the file. New pages are durable in a file of their own before the first takes its place: a power
cut in between is made good at the next opening.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from numpy.typing import NDArray

from keepmum.memory.store.files import disk_errors, sync_folder, write_atomically

NAME = "vault.scrub"
"""The file of new pages: each with its number, 4 bytes, big-endian. It is there only while they take their places."""

PAGE = 4096
_BLOCK = 16  # bytes of AES
_USABLE = PAGE - 80
_TAG = 64
_SALT = 16  # stands in clear where SQLite's magic would, at the beginning of the first page
_AT_ONCE = 2048  # pages read, or rewritten, together: 8 MB
_LOCK_PAGE = (1 << 30) // PAGE + 1  # SQLite never writes this one
_HEADERS = np.zeros(256, dtype=np.int64)  # by a page's first byte, the size of its header; 0 for what is no page of a tree
_HEADERS[[2, 5, 10, 13]] = 12, 12, 8, 8

Bytes = NDArray[np.uint8]


def scrub(database: Path, key: bytes) -> int:
    """Overwrite the free middle of every page that has something in it.

    Args:
        database: The file. No write-ahead log has anything that belongs into it, and SQLite holds no page of it in its cache.
        key: SQLCipher's raw key, 32 bytes.

    Returns:
        How many pages were rewritten.

    Raises:
        DiskFull: There is no space for the new pages; those before were put in place, and nothing is half done.
    """
    keys, count, pages = _Keys(database, key), 0, bytearray()
    for number, page in _soiled(database, keys):
        pages += number.to_bytes(4, "big") + keys.cleared(number, page)
        count += 1
        if not count % _AT_ONCE:
            _replace(database, bytes(pages))
            pages.clear()
    if pages:
        _replace(database, bytes(pages))
    return count


def finish(database: Path, key: bytes) -> None:
    """Mend the pages that a power cut tore while they were replaced.

    A page that is whole, old or new, is left as it is: the vault still says that it was not scrubbed, and the file may be of another
    time than the database, as in a copy that was made meanwhile. What is no page under this key is not put anywhere.
    """
    beside = database.with_name(NAME)
    if not beside.is_file():
        return
    keys = _Keys(database, key)
    with disk_errors():
        torn = [
            (number, page)
            for number, page in _pages(beside.read_bytes())
            if keys.is_whole(number, page) and not keys.is_whole(number, _page(database, number))
        ]
        _put(database, torn)
        beside.unlink()
        sync_folder(database.parent)


class _Keys:
    """How pages are sealed: https://www.zetetic.net/sqlcipher/design/."""

    def __init__(self, database: Path, key: bytes) -> None:
        with database.open("rb") as file:
            salt = bytes(byte ^ 0x3A for byte in file.read(_SALT))
        self._key = key
        self._mac = PBKDF2HMAC(hashes.SHA512(), 32, salt, 2).derive(key)
        # Single blocks; chaining is undone by hand, so that not the whole page needs to be decrypted.
        self._blocks = Cipher(algorithms.AES256(key), modes.ECB())  # noqa: S305  reads CBC

    def blocks(self, sealed: Bytes) -> Bytes:
        """Decrypt blocks, shape (n, 16), each by itself."""
        opened = self._blocks.decryptor().update(np.ascontiguousarray(sealed).tobytes())
        return np.frombuffer(opened, dtype=np.uint8).reshape(-1, _BLOCK)

    def is_whole(self, number: int, page: bytes) -> bool:
        """Say whether a page carries the right authentication for its place."""
        if len(page) != PAGE:
            return False
        try:
            self._authentic(number, page[:-_TAG]).verify(page[-_TAG:])
        except InvalidSignature:
            return False
        return True

    def cleared(self, number: int, page: bytes) -> bytes:
        """Return a page with nothing in its middle, sealed anew."""
        opened = Cipher(algorithms.AES256(self._key), modes.CBC(page[_USABLE : _USABLE + _BLOCK])).decryptor().update(page[:_USABLE])
        first, last = (int(bound[0]) for bound in _gaps(np.frombuffer(opened, dtype=np.uint8)[None, :]))
        vector = secrets.token_bytes(_BLOCK)
        clear = opened[:first] + bytes(last - first) + opened[last:]
        sealed = Cipher(algorithms.AES256(self._key), modes.CBC(vector)).encryptor().update(clear) + vector
        return sealed + self._authentic(number, sealed).finalize()

    def _authentic(self, number: int, sealed: bytes) -> hmac.HMAC:
        mac = hmac.HMAC(self._mac, hashes.SHA512())
        mac.update(sealed + number.to_bytes(4, "little"))
        return mac


def _gaps(heads: Bytes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where the free middle of each page begins and ends; nowhere in what is no page of a tree.

    Args:
        heads: The first bytes of pages, at least 8 of each (https://www.sqlite.org/fileformat2.html#b_tree_pages).
    """
    sizes = _HEADERS.take(heads[:, 0])
    wide = heads.astype(np.int64)
    first = sizes + 2 * (wide[:, 3] << 8 | wide[:, 4])
    last = wide[:, 5] << 8 | wide[:, 6]
    sound = (sizes > 0) & (first <= last) & (last <= _USABLE)
    return np.where(sound, first, 0), np.where(sound, last, 0)


def _soiled(database: Path, keys: _Keys) -> Iterator[tuple[int, bytes]]:
    """Yield the pages with something in their middle, with their numbers, from 1."""
    with database.open("rb") as file:
        start = 1
        while data := file.read(PAGE * _AT_ONCE):
            pages = np.frombuffer(data[: len(data) // PAGE * PAGE], dtype=np.uint8).reshape(-1, PAGE)
            for place in _soiled_among(pages, keys):
                number, page = start + place, pages[place].tobytes()
                # The first page holds the schema, and no text. What does not verify is not ours to mend: `verify` reports it.
                if number not in {1, _LOCK_PAGE} and keys.is_whole(number, page):
                    yield number, page
            start += len(pages)


def _soiled_among(pages: Bytes, keys: _Keys) -> list[int]:
    blocks = pages[:, :_USABLE].reshape(len(pages), -1, _BLOCK)
    vectors = pages[:, _USABLE : _USABLE + _BLOCK]
    first, last = _gaps(keys.blocks(blocks[:, 0]) ^ vectors)
    begins = np.arange(0, _USABLE, _BLOCK)
    wanted = (begins + _BLOCK > first[:, None]) & (begins < last[:, None])
    page, block = np.nonzero(wanted)
    before = np.where(block[:, None] > 0, blocks[page, block - 1], vectors[page])
    opened = keys.blocks(blocks[page, block]) ^ before
    at = begins[block][:, None] + np.arange(_BLOCK)
    inside = (at >= first[page][:, None]) & (at < last[page][:, None])
    found: list[int] = np.unique(page[((opened != 0) & inside).any(axis=1)]).tolist()
    return found


def _replace(database: Path, pages: bytes) -> None:
    """Put pages in their places, so that a power cut leaves each old, or new, or to be made new by `finish`."""
    beside = database.with_name(NAME)
    write_atomically(beside, pages)
    with disk_errors():
        _put(database, _pages(pages))
        beside.unlink()
        sync_folder(database.parent)


def _pages(data: bytes) -> list[tuple[int, bytes]]:
    return [(int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 4 + PAGE]) for at in range(0, len(data), 4 + PAGE)]


def _page(database: Path, number: int) -> bytes:
    with database.open("rb") as file:
        file.seek((number - 1) * PAGE)
        return file.read(PAGE)


def _put(database: Path, pages: list[tuple[int, bytes]]) -> None:
    with database.open("r+b") as file:
        size = os.fstat(file.fileno()).st_size
        for number, page in pages:
            if 0 < number * PAGE <= size:
                file.seek((number - 1) * PAGE)
                file.write(page)
        file.flush()
        os.fsync(file.fileno())
