"""The scan finds what can be read in a file, in any common spelling, and nothing that cannot."""

from __future__ import annotations

import base64
import json
import os
import random
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keepmum.app.errors import UsageError
from keepmum.app.scan import Finding, scan

WORDS = ["Beatrix Quillfeather", "王小明", "+44 20 7946 0958", "José Ñandú", 'said "no"\\']
SPELLINGS: dict[str, Callable[[str], bytes]] = {
    "utf-8": str.encode,
    "utf-16-le": lambda text: text.encode("utf-16-le"),
    "utf-16-be": lambda text: text.encode("utf-16-be"),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64 for URLs": lambda text: base64.urlsafe_b64encode(text.encode()),
    "hex": lambda text: text.encode().hex().encode(),
    "HEX": lambda text: text.encode().hex().upper().encode(),
    "json": lambda text: json.dumps(text).encode(),
    "json, utf-8": lambda text: json.dumps(text, ensure_ascii=False).encode(),
    "url": lambda text: quote(text, safe="").encode(),
    "form": lambda text: quote_plus(text).encode(),
}


def _write(folder: Path, data: bytes) -> Path:
    file = folder / "file.bin"
    file.write_bytes(data)
    return file


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("lead", ["", "x", "xy", "xyz"])
def test_every_spelling_of_every_word_is_found(tmp_path: Path, spelling: str, lead: str) -> None:
    """Whatever encodes a word without meaning to hide it, at whatever offset, the word is found: base64 in all three phases."""
    for index, word in enumerate(WORDS):
        data = os.urandom(999) + SPELLINGS[spelling](f"{lead} {word} today") + os.urandom(99)
        found = scan([_write(tmp_path, data)], WORDS)
        assert {hit.word for hit in found} == {index}, (word, spelling, lead)


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("lead", ["say ", "sa ", "s ", "我说 ", "line\n"])
def test_a_whole_word_is_told_from_a_part_of_one(tmp_path: Path, spelling: str, lead: str) -> None:
    """Asked for whole words, the scan leaves out "Quill" in "Quills" but not in "Quill.", in every spelling."""
    words = ["Quillon", "Ñandúes", "8123456"]
    for index, word in enumerate(words):
        whole = _write(tmp_path, b"\0\0" + SPELLINGS[spelling](f"{lead}{word}, then more words") + b"\0\0")
        assert {hit.word for hit in scan([whole], words, whole_words=True)} == {index}, (word, spelling)
        for part in (f"{lead}{word}x then more", f"{lead}9{word} then more"):
            file = _write(tmp_path, b"\0\0" + SPELLINGS[spelling](part) + b"\0\0")
            assert scan([file], words, whole_words=True) == [], (part, spelling)
            assert {hit.word for hit in scan([file], words)} == {index}


def test_scripts_without_spaces_have_no_word_ends(tmp_path: Path) -> None:
    """A Chinese name between Chinese characters is a whole word: nothing marks where it would end."""
    assert scan([_write(tmp_path, "昨天王小明说了".encode())], ["王小明"], whole_words=True)


@given(st.integers(0, 70), st.integers(0, 3), st.sampled_from(WORDS))
@settings(max_examples=40, deadline=None)
def test_no_boundary_of_a_window_hides_a_word(tmp_path_factory: pytest.TempPathFactory, back: int, shift: int, word: str) -> None:
    """A word that lies across two reads of the file is found once, at its own offset."""
    file = tmp_path_factory.mktemp("scan") / "file.bin"
    offset = (1 << 20) - back + shift
    data = bytearray(b"\x01" * ((1 << 20) + 300))
    data[offset : offset + len(word.encode())] = word.encode()
    file.write_bytes(data)
    assert scan([file], WORDS) == [Finding(file, offset, "utf-8", WORDS.index(word))]


def test_raw_bytes_are_found(tmp_path: Path) -> None:
    """The bytes of a vector are found as they are, wherever they lie."""
    vector = os.urandom(1536)
    file = _write(tmp_path, os.urandom(5001) + vector + os.urandom(44))
    assert scan([file], [], blobs=[os.urandom(1536), vector]) == [Finding(file, 5001, "bytes", 1)]


def test_file_names_are_looked_at(tmp_path: Path) -> None:
    """A word in the name of a file is a finding, whatever the file holds."""
    (tmp_path / "Beatrix Quillfeather.db").write_bytes(os.urandom(100))
    assert [hit.kind for hit in scan([tmp_path], WORDS)] == ["file name"]


def test_a_plain_database_is_no_hiding_place(tmp_path: Path) -> None:
    """The control: rows, a full-text index and blobs of a plain SQLite file are all found."""
    vector = os.urandom(1536)
    with sqlite3.connect(tmp_path / "plain.db") as database:
        database.execute("CREATE TABLE record (text TEXT, thread TEXT)")
        database.execute("CREATE VIRTUAL TABLE words USING fts5(text)")
        database.execute("CREATE TABLE vector (data BLOB)")
        database.execute("INSERT INTO record VALUES (?, ?)", ("lunch with Beatrix Quillfeather", "王小明"))
        database.execute("INSERT INTO words VALUES (?)", ("zebrawood canary",))
        database.execute("INSERT INTO vector VALUES (?)", (vector,))
    database.close()
    found = scan([tmp_path], ["Beatrix Quillfeather", "王小明", "zebrawood"], blobs=[vector])
    assert {(hit.kind == "bytes", hit.word) for hit in found} == {(False, 0), (False, 1), (False, 2), (True, 0)}


def test_letters_of_another_case_count_when_asked_for(tmp_path: Path) -> None:
    """An index keeps words in small letters: those are found when case is to be ignored, and only then."""
    file = _write(tmp_path, b"we met beatrix quillfeather there")
    assert scan([file], WORDS) == []
    assert scan([file], WORDS, ignore_case=True) == [Finding(file, 7, "utf-8", 0)]


def test_the_other_normal_form_counts(tmp_path: Path) -> None:
    """A word with accents is found whether a program keeps them composed or apart."""
    assert scan([_write(tmp_path, "for Jose\u0301 N\u0303andu\u0301 too".encode())], WORDS)


def test_short_words_do_not_stand_in_random_bytes_by_chance(tmp_path: Path) -> None:
    """Three letters stand in 4 MB of ciphertext by chance and are no finding; in a sentence they are one."""
    names = ["".join(random.Random(seed).choices("abcdefghijklmnoprstuvwy", k=3)).capitalize() for seed in range(40)]
    noise = random.Random(7).randbytes(4_000_000)
    assert sum(name.encode() in noise for name in names) >= 3, "the control: chance does put them there"
    assert scan([_write(tmp_path, noise)], names) == []
    for name in names:
        assert scan([_write(tmp_path, noise[:2000] + f"we met {name} at the station".encode() + noise[:2000])], [name])


def test_a_letter_of_an_escape_belongs_to_no_word(tmp_path: Path) -> None:
    """In JSON, a line break before a name is the letter n; in a URL, a space is 20: the name is whole all the same."""
    for text in (
        rb'{"a":"one line\nMarlow Quint said so"}',
        rb"?q=to%20Marlow%20Quint%20now&page=1",
        rb'{"a":"\u2014Marlow Quint\u2014 and so on"}',
    ):
        assert scan([_write(tmp_path, text)], ["Marlow"], whole_words=True), text
    assert scan([_write(tmp_path, rb'{"a":"\u00e9Marlow said so and so"}')], ["Marlow"], whole_words=True) == []


def test_links_are_not_followed_and_missing_paths_are_said(tmp_path: Path) -> None:
    """A link in a folder leads nowhere, so a scan cannot be led in circles; a path that is not there is an error."""
    outside = tmp_path / "outside"
    outside.mkdir()
    _write(outside, b"Beatrix Quillfeather")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "link").symlink_to(outside / "file.bin")
    (inside / "circle").symlink_to(inside)
    assert scan([inside], WORDS) == []
    with pytest.raises(UsageError):
        scan([tmp_path / "nothing"], WORDS)


def test_words_that_would_be_everywhere_are_refused(tmp_path: Path) -> None:
    """An empty or one-byte word, or a blob of a few bytes, is the caller's mistake."""
    for words, blobs in (([""], []), ([" "], []), (["a"], []), ([], [b"1234567"])):
        with pytest.raises(ValueError, match="bytes"):
            scan([tmp_path], words, blobs=blobs)


def test_findings_show_places_and_no_words(tmp_path: Path) -> None:
    """What a finding prints never holds the word that was found."""
    assert "Quillfeather" not in repr(scan([_write(tmp_path, b"x Beatrix Quillfeather x")], WORDS))


def test_a_scan_stops_at_its_limit(tmp_path: Path) -> None:
    """A file full of hits costs no more memory than the limit."""
    assert len(scan([_write(tmp_path, b"Beatrix Quillfeather " * 500)], WORDS, limit=50)) == 50


def test_time_is_linear_whatever_the_words_are(tmp_path: Path) -> None:
    """Words that overlap themselves on text that nearly matches, everywhere, cost no more than a steady rate a byte."""
    words = ["a" * 200 + "b", "a" * 100 + "c", "ab" * 50 + "c"]

    def seconds(size: int) -> float:
        file = _write(tmp_path, (b"a" * 250 + b"d") * (size // 251))
        start = time.process_time()
        assert scan([file], words) == []
        return time.process_time() - start

    seconds(100_000)
    limit = 8 * seconds(1_000_000) + 0.5
    assert any(seconds(4_000_000) < limit for _ in range(2))  # another process may have taken the cache the first time
