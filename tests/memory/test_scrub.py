"""What SQLite's `secure_delete` leaves in the free middle of pages is overwritten, and nothing else is touched."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from tests.memory.test_forget import clear_pages

from keepmum.memory.errors import VaultUnwritable
from keepmum.memory.record import Record
from keepmum.memory.sealing.keys import FLOOR
from keepmum.memory.store import journal, scrub
from keepmum.memory.store.meta import read_meta
from keepmum.memory.vault import Vault

KEY = bytes(range(32))


def connect(path: Path) -> Any:
    connection = sqlcipher.connect(str(path), isolation_level=None)
    connection.execute(f"""PRAGMA key = "x'{KEY.hex()}'" """)
    for pragma in ("secure_delete = ON", "locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = OFF"):  # no power is cut here
        connection.execute(f"PRAGMA {pragma}").fetchall()
    connection.execute("CREATE TABLE block (id INTEGER PRIMARY KEY, data BLOB)")
    connection.execute("CREATE TABLE name (word TEXT PRIMARY KEY, more TEXT) WITHOUT ROWID")
    return connection


def change(connection: Any, rng: random.Random, live: dict[int, bytes], steps: int) -> list[bytes]:
    """Insert, replace and delete rows at random; return the words that are no more."""
    gone: list[bytes] = []
    for _ in range(steps):
        word = bytes(rng.choices(b"abcdefghijklmnopqrstuvwxyz", k=24))
        data = rng.randbytes(rng.randrange(600)) + word + rng.randbytes(rng.randrange(600))
        row = rng.randrange(1 << 40) if rng.random() < 0.5 or len(live) < 20 else rng.choice(list(live))
        if row in live:
            connection.execute("DELETE FROM name WHERE word = ?", (live[row].decode(),))
            gone.append(live.pop(row))
        if row not in live and rng.random() < 0.7:
            connection.execute("INSERT OR REPLACE INTO block VALUES (?, ?)", (row, data))
            connection.execute("INSERT INTO name VALUES (?, ?)", (word.decode(), "x" * rng.randrange(300)))
            live[row] = word
        else:
            connection.execute("DELETE FROM block WHERE id = ?", (row,))
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return gone


def left_behind(folder: Path, *, scrubbed: bool, rounds: int, seed: int) -> int:
    """Count the words that can still be read after they were deleted."""
    path, rng = folder / "vault.db", random.Random(seed)
    connection, live, left = connect(path), dict[int, bytes](), 0
    for _ in range(rounds):
        gone = change(connection, rng, live, 40)
        if scrubbed:
            connection.execute("PRAGMA shrink_memory")
            scrub.scrub(path, KEY)
        clear = clear_pages(folder, KEY)
        left += sum(word in clear for word in gone)
        assert all(word in clear for word in live.values())
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA cipher_integrity_check").fetchall() == []
    assert dict(connection.execute("SELECT id, data FROM block")).keys() == live.keys()
    connection.close()
    return left


def test_secure_delete_alone_leaves_words(tmp_path: Path) -> None:
    """Why this is needed: SQLite leaves some of what is deleted. Should this fail one day, `scrub` can go."""
    assert left_behind(tmp_path, scrubbed=False, rounds=40, seed=1) > 0


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_is_left(tmp_path: Path, seed: int) -> None:
    """After a scrub no deleted word is in any page, every live row is there, and the database is whole."""
    assert left_behind(tmp_path, scrubbed=True, rounds=40, seed=seed) == 0


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(10, 16))
def test_nothing_is_left_soak(tmp_path: Path, seed: int) -> None:
    """The same, six times 8,000 changes."""
    assert left_behind(tmp_path, scrubbed=True, rounds=200, seed=seed) == 0


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """The bytes of a database with words left behind, and its bytes after a scrub."""
    path, rng, live = tmp_path_factory.mktemp("soiled") / "vault.db", random.Random(7), dict[int, bytes]()
    connection = connect(path)
    for _ in range(30):
        change(connection, rng, live, 40)
    connection.close()
    before = path.read_bytes()
    assert scrub.scrub(path, KEY)
    assert scrub.scrub(path, KEY) == 0
    return before, path.read_bytes()


@pytest.fixture
def soiled(once: tuple[bytes, bytes], tmp_path: Path) -> tuple[Path, bytes, bytes]:
    """The same in a file of its own, scrubbed: its path, its bytes before, and its bytes now."""
    before, after = once
    path = tmp_path / "vault.db"
    path.write_bytes(after)
    return path, before, after


def test_only_the_middle_changes(soiled: tuple[Path, bytes, bytes]) -> None:
    """A scrub changes no byte of a row: what SQLite reads is the same, in each rewritten page."""
    path, before, after = soiled
    assert len(before) == len(after)
    connection = sqlcipher.connect(str(path))
    connection.execute(f"""PRAGMA key = "x'{KEY.hex()}'" """)
    rows = connection.execute("SELECT * FROM block ORDER BY id").fetchall()
    connection.close()
    path.write_bytes(before)
    connection = sqlcipher.connect(str(path))
    connection.execute(f"""PRAGMA key = "x'{KEY.hex()}'" """)
    assert connection.execute("SELECT * FROM block ORDER BY id").fetchall() == rows
    connection.close()


def test_a_power_cut_between_two_pages(soiled: tuple[Path, bytes, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Torn pages are mended from the file beside; whole ones, old or new, are left; the file goes."""
    path, before, _ = soiled
    path.write_bytes(before)

    def cut(database: Path, pages: list[tuple[int, bytes]]) -> None:
        number, page = pages[0]
        with database.open("r+b") as file:
            file.seek((number - 1) * scrub.PAGE)
            file.write(page[:1000])
        raise OSError(5, "power")

    with monkeypatch.context() as patched:
        patched.setattr(scrub, "_put", cut)
        with pytest.raises(VaultUnwritable):
            scrub.scrub(path, KEY)
    torn = path.read_bytes()
    assert torn != before
    scrub.finish(path, KEY)
    assert not (tmp_path / scrub.NAME).exists()
    mended = path.read_bytes()
    assert sum(mended[at : at + 4096] != before[at : at + 4096] for at in range(0, len(before), 4096)) == 1
    connection = sqlcipher.connect(str(path))
    connection.execute(f"""PRAGMA key = "x'{KEY.hex()}'" """)
    assert connection.execute("PRAGMA cipher_integrity_check").fetchall() == []
    connection.close()


@pytest.mark.parametrize(
    "data", [b"", b"half", bytes(4100), (2).to_bytes(4, "big") + b"x" * 4096], ids=["empty", "half", "zeros", "no page"]
)
def test_a_strange_file_beside_changes_nothing(soiled: tuple[Path, bytes, bytes], tmp_path: Path, data: bytes) -> None:
    """What is no page under this key is put nowhere."""
    path, _, after = soiled
    (tmp_path / scrub.NAME).write_bytes(data)
    scrub.finish(path, KEY)
    assert path.read_bytes() == after
    assert not (tmp_path / scrub.NAME).exists()


def test_a_kill_before_the_scrub_is_made_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A vault whose process ended between the commit and the scrub is scrubbed when it is opened; else an opening scrubs nothing."""
    folder = tmp_path / "me.keep"
    with Vault.create(folder, "long enough", cost=FLOOR) as vault:
        record = vault.put([Record(text="one"), Record(text="two")])[0].record.id
        assert read_meta(vault.connection(), journal.UNSCRUBBED) == b""
        with monkeypatch.context() as patched:
            patched.setattr(journal, "purge", lambda *_: False)
            vault.forget(record)
        assert read_meta(vault.connection(), journal.UNSCRUBBED) == b"\x01"
    calls: list[Path] = []
    true_scrub = journal.scrub
    monkeypatch.setattr(journal, "scrub", lambda path, key: calls.append(path) or true_scrub(path, key))
    for _ in range(2):
        with Vault.open(folder, "long enough") as vault:
            assert read_meta(vault.connection(), journal.UNSCRUBBED) == b""
            vault.verify(deep=True)
    assert calls == [folder / "vault.db"]
