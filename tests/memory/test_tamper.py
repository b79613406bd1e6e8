"""What an attacker changes is noticed: by bytes without the key, and by SQL with the key in hand."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from keepmum.memory.errors import VaultDamaged, VaultError, VaultRolledBack
from keepmum.memory.record import Record, RecordId
from keepmum.memory.sealing.keys import FLOOR, RecoveryKit
from keepmum.memory.store.oplog import decode, digest
from keepmum.memory.store.verify import _Replay
from keepmum.memory.vault import Vault

PASSPHRASE = "correct horse"
FLIPS = 24  # in CI; the soak takes 400


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, kit: RecoveryKit) -> Path:
    """A vault with records, edits, documents, an anchor and something forgotten."""
    folder = tmp_path_factory.mktemp("tamper") / "me.keep"
    with Vault.create(folder, PASSPHRASE, recovery=kit, cost=FLOOR) as vault:
        vault.put([Record(text=f"turn number {n}", who=("Mei",), thread="t", source="s", ref=str(n)) for n in range(40)])
        first, second, third, *_ = [record.id for record in vault.records()]
        vault.edit(first, text="edited")
        vault.tag(second, "tag")
        vault.put_document("policy", "current", b"schema=1")
        vault.put_document("policy", "current", b"schema=2")
        vault.derive(first, "conversation/c1")
        vault.forget(third)
        vault.set_anchor("ledger", b"anchor")
    return folder


@pytest.fixture
def filled(first: Path, folder: Path) -> Iterator[Vault]:
    """A copy of that vault, open."""
    shutil.copytree(first, folder)
    with Vault.open(folder, PASSPHRASE) as opened:
        yield opened


def rechain(connection: Any) -> None:
    """What an attacker with the key would do: number and chain all entries anew."""
    rows = connection.execute("SELECT entry FROM op ORDER BY seq").fetchall()
    previous = decode(rows[0][0]).previous
    connection.execute("DELETE FROM op")
    for seq, (encoded,) in enumerate(rows, 1):
        entry = replace(decode(encoded), seq=seq, previous=previous).encode()
        previous = digest(entry)
        connection.execute("INSERT INTO op(seq, entry, hash) VALUES (?, ?, ?)", (seq, entry, previous))


def splice(connection: Any) -> None:
    """Put a copy of an entry in, and chain anew."""
    connection.execute("UPDATE op SET seq = seq + 1000 WHERE seq > 5")
    connection.execute("INSERT INTO op SELECT 6, entry, hash FROM op WHERE seq = 5")
    rechain(connection)


def recut(connection: Any) -> None:
    """Cut an entry out of the middle, and chain anew."""
    connection.execute("DELETE FROM op WHERE seq = 5")
    rechain(connection)


AT_OPENING: dict[str, str | Callable[[Any], None]] = {
    "last entry cut": "DELETE FROM op WHERE seq = (SELECT max(seq) FROM op)",
    "log emptied": "DELETE FROM op",
    "last entry edited": "UPDATE op SET entry = (SELECT entry FROM op WHERE seq = 1) WHERE seq = (SELECT max(seq) FROM op)",
    "last hash edited": "UPDATE op SET hash = zeroblob(32) WHERE seq = (SELECT max(seq) FROM op)",
    "entry spliced in, chained anew": splice,
    "entry cut out, chained anew": recut,
    "entry added": "INSERT INTO op SELECT seq + 1, entry, hash FROM op ORDER BY seq DESC LIMIT 1",
    "device changed": "UPDATE meta SET value = zeroblob(16) WHERE key = 'device'",
}
AT_AUDIT = {
    "entry edited": "UPDATE op SET entry = (SELECT entry FROM op WHERE seq = 3) WHERE seq = 4",
    "entry cut out": "DELETE FROM op WHERE seq = 4",
    "hash edited": "UPDATE op SET hash = zeroblob(32) WHERE seq = 4",
    "payload edited": "UPDATE payload SET payload = (SELECT payload FROM payload WHERE seq = 5) WHERE seq = 4",
    "payload removed": "DELETE FROM payload WHERE seq = 4",
    "payload of another record": "UPDATE payload SET record_id = (SELECT record_id FROM payload WHERE seq = 5) WHERE seq = 4",
    "payload without entry": "INSERT INTO payload VALUES (9999, zeroblob(32), x'00', NULL)",
    "document's payload removed": "DELETE FROM payload WHERE record_id IS NULL",
}
AT_DEEP_AUDIT = {
    "text edited": "UPDATE record SET text = 'forged' WHERE n = 7",
    "speaker edited": "UPDATE record SET speaker = 'Tom' WHERE n = 7",
    "time edited": "UPDATE record SET at_zone = 60 WHERE n = 7",
    "version edited": "UPDATE record SET version = zeroblob(16) WHERE n = 7",
    "record removed": "DELETE FROM record WHERE n = 7",
    "record copied": "INSERT INTO record SELECT 999, 'x', version, text, kind, at_us, at_zone, ends_us, ends_zone, who, speaker,"
    " thread, tags, reply_to, attachments, source, ref, added_us FROM record WHERE n = 7",
    "origin removed": "DELETE FROM origin WHERE ref = '7'",
    "origin moved": "UPDATE origin SET record_id = (SELECT id FROM record WHERE n = 9) WHERE ref = '7'",
    "document edited": "UPDATE documents SET bytes = x'00'",
    "document removed": "DELETE FROM documents",
    "document added": "INSERT INTO documents VALUES ('policy', 'other', x'00', zeroblob(16), 1)",
    "word index emptied": "INSERT INTO lexical(lexical) VALUES ('delete-all')",
    "vector of nobody": "INSERT INTO vector VALUES (1, 999, 'turn', 'm', x'00')",
    "vector without source": "INSERT INTO vector VALUES (1, 7, 'turn', 'm', x'00')",
    "source without vector": "INSERT INTO vector_source VALUES (7, 1)",
    "link of nobody": "INSERT INTO derived VALUES ('nobody', 'x')",
}


def change(vault: Vault, how: str | Callable[[Any], None]) -> None:
    """Change the database as somebody with the key would, with the head left as it is."""
    connection = vault.connection()
    if isinstance(how, str):
        connection.execute(how)
    else:
        how(connection)


@pytest.mark.parametrize("name", AT_OPENING)
def test_noticed_at_opening(filled: Vault, name: str) -> None:
    """The newest entries are checked against the sealed head at each opening."""
    change(filled, AT_OPENING[name])
    filled.close()
    with pytest.raises((VaultDamaged, VaultRolledBack)):
        Vault.open(filled.path, PASSPHRASE)


@pytest.mark.parametrize("name", AT_AUDIT)
def test_noticed_by_verify(filled: Vault, name: str) -> None:
    """The whole chain, and what it commits to, is checked by `verify`."""
    change(filled, AT_AUDIT[name])
    filled.close()
    with Vault.open(filled.path, PASSPHRASE) as opened, pytest.raises(VaultDamaged):
        opened.verify()


@pytest.mark.parametrize("name", AT_DEEP_AUDIT)
def test_noticed_by_deep_verify(filled: Vault, name: str) -> None:
    """Every table is compared with what the log says."""
    filled.verify(deep=True)
    change(filled, AT_DEEP_AUDIT[name])
    with pytest.raises(VaultDamaged):
        filled.verify(deep=True)


def test_database_put_back(filled: Vault, tmp_path: Path) -> None:
    """An older copy of the whole database, with its log, is noticed at opening."""
    filled.close()
    shutil.copyfile(filled.path / "vault.db", tmp_path / "old.db")
    with Vault.open(filled.path, PASSPHRASE) as opened:
        opened.put([Record(text="later")])
    shutil.copyfile(tmp_path / "old.db", filled.path / "vault.db")
    with pytest.raises(VaultRolledBack):
        Vault.open(filled.path, PASSPHRASE)


def crashed_copy(vault: Vault, target: Path) -> Path:
    """Copy the folder of an open vault, as a crash would leave it: with its write-ahead log."""
    shutil.copytree(vault.path, target)
    target.chmod(0o700)
    assert (target / "vault.db-wal").stat().st_size > 0
    return target


@pytest.mark.parametrize("how", ["removed", "cut", "flipped"])
def test_log_of_sqlite_changed(filled: Vault, tmp_path: Path, how: str) -> None:
    """Commits that lie in the write-ahead log only cannot be dropped quietly: SQLite would not notice, the head does."""
    filled.put([Record(text="in the log only")])
    copy = crashed_copy(filled, tmp_path / "copy.keep")
    log = copy / "vault.db-wal"
    data = log.read_bytes()
    if how == "removed":
        log.unlink()
    elif how == "cut":
        log.write_bytes(data[: len(data) - 4096 - 24])
    else:
        changed = bytearray(data)
        changed[len(data) - 2000] ^= 1
        log.write_bytes(changed)
    with pytest.raises((VaultRolledBack, VaultDamaged)):
        Vault.open(copy, PASSPHRASE)


def test_untouched_copy_opens(filled: Vault, tmp_path: Path) -> None:
    """The control: the same copy of an open vault, unchanged, opens and verifies."""
    filled.put([Record(text="in the log only")])
    with Vault.open(crashed_copy(filled, tmp_path / "copy.keep"), PASSPHRASE) as opened:
        assert opened.verify(deep=True).records == 40


def flip(filled: Vault, tmp_path: Path, count: int) -> None:
    """Flip single bits in every file of a crashed copy: each is noticed, or nothing at all is lost."""
    filled.put([Record(text="in the log only")])
    expected = list(filled.records())
    source = crashed_copy(filled, tmp_path / "source")
    rng = random.Random(20)
    for name in ("vault.db", "vault.db-wal", "vault.json", "vault.head"):
        good = (source / name).read_bytes()
        for _ in range(count):
            bit = rng.randrange(len(good) * 8)
            copy = tmp_path / "copy.keep"
            shutil.copytree(source, copy)
            changed = bytearray(good)
            changed[bit // 8] ^= 1 << bit % 8
            (copy / name).write_bytes(changed)
            try:
                with Vault.open(copy, PASSPHRASE) as opened:
                    opened.verify(deep=True)
                    assert list(opened.records()) == expected, f"bit {bit} of {name} was lost in silence"
            except VaultError:
                pass
            shutil.rmtree(copy)


def test_single_bits(filled: Vault, tmp_path: Path) -> None:
    """No single changed bit in any file loses or changes anything in silence, or raises anything but our errors."""
    flip(filled, tmp_path, FLIPS)


@pytest.mark.soak
def test_many_single_bits(filled: Vault, tmp_path: Path) -> None:
    """The same, at full count."""
    flip(filled, tmp_path, 400)


def same_content(old: bytes, new: bytes, page: int, key: bytes) -> bool:
    """Compare two pages below their encryption."""
    clear = []
    for data in (old, new):
        sealed = data[page * 4096 : page * 4096 + 4096]
        decryptor = Cipher(algorithms.AES256(key), modes.CBC(sealed[4016:4032])).decryptor()
        clear.append(decryptor.update(sealed[:4016]) + decryptor.finalize())
    return clear[0] == clear[1]


def test_old_pages_spliced(filled: Vault, tmp_path: Path) -> None:
    """Old pages put into a newer file authenticate, but the log and the tables then disagree."""
    filled.close()
    old = (filled.path / "vault.db").read_bytes()
    with Vault.open(filled.path, PASSPHRASE) as opened:
        for record in list(opened.records())[5:30]:
            opened.edit(record.id, text="new text " * 20)
        key = opened._opened.keys.database
        # FTS5's list of segments only says where to look for a word; `verify` looks for each
        segments = opened.connection().execute("SELECT rootpage FROM sqlite_master WHERE name = 'lexical_idx'").fetchone()[0] - 1
    new = (filled.path / "vault.db").read_bytes()
    differing = [p for p in range(1, len(old) // 4096) if not same_content(old, new, p, key) and p != segments]
    assert len(differing) > 5
    for page in differing:
        mixed = bytearray(new)
        mixed[page * 4096 : page * 4096 + 4096] = old[page * 4096 : page * 4096 + 4096]
        copy = tmp_path / "copy.keep"
        shutil.copytree(filled.path, copy)
        (copy / "vault.db").write_bytes(mixed)
        with pytest.raises(VaultError), Vault.open(copy, PASSPHRASE) as opened:
            opened.verify(deep=True)
        shutil.rmtree(copy)


HEADER_CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "cheaper derivation": lambda h: h["slots"][0].update(kdf=h["slots"][0]["kdf"].replace("t=2", "t=1")),
    "dearer derivation": lambda h: h["slots"][0].update(kdf=h["slots"][0]["kdf"].replace("m=19456", "m=67108864")),
    "other cost": lambda h: h["slots"][0].update(kdf=h["slots"][0]["kdf"].replace("t=2", "t=3")),
    "slot's id": lambda h: h["slots"][0].update(id="00" * 16),
    "other slot's id": lambda h: h["slots"][1].update(id="00" * 16),
    "recipient": lambda h: h["slots"][1].update(recipient=RecoveryKit.generate().recipient),
    "slot removed": lambda h: h["slots"].pop(1),
    "slot copied": lambda h: h["slots"].append(h["slots"][0]),
    "kind": lambda h: h["slots"][1].update(kind="keystore", box="AAAA"),
    "unknown kind": lambda h: h["slots"][1].update(kind="friend"),
    "unknown key": lambda h: h.update(more=1),
    "unknown key in a slot": lambda h: h["slots"][0].update(more="x"),
    "revision": lambda h: h.update(revision=2),
    "revision as text": lambda h: h.update(revision="1"),
    "epoch": lambda h: h.update(epoch=2),
    "vault id": lambda h: h.update(vault="00" * 16),
    "database key": lambda h: h.update(database="A" + h["database"][1:]),
    "mac": lambda h: h.update(mac="A" * 43 + "="),
    "version": lambda h: h.update(version=0),
}


@pytest.mark.parametrize("name", HEADER_CHANGES)
def test_header_changes(filled: Vault, name: str) -> None:
    """No change of vault.json goes unnoticed by somebody who opens with the passphrase."""
    filled.close()
    path = filled.path / "vault.json"
    header = json.loads(path.read_text())
    before = json.dumps(header)
    HEADER_CHANGES[name](header)
    assert json.dumps(header) != before
    path.write_text(json.dumps(header, indent=1, sort_keys=True) + "\n")
    with pytest.raises(VaultError):
        Vault.open(filled.path, PASSPHRASE)


def test_header_reordered(filled: Vault) -> None:
    """Another writing of the same content is refused: every byte is covered."""
    filled.close()
    path = filled.path / "vault.json"
    path.write_text(json.dumps(json.loads(path.read_text()), indent=2, sort_keys=True) + "\n")
    with pytest.raises(VaultDamaged):
        Vault.open(filled.path, PASSPHRASE)


def test_everything_put_back_together_is_not_noticed(filled: Vault, tmp_path: Path) -> None:
    """The documented limit: with every local file put back to one older state, nothing on the device remembers more."""
    filled.close()
    shutil.copytree(filled.path, tmp_path / "old")
    with Vault.open(filled.path, PASSPHRASE) as opened:
        opened.put([Record(text="later")])
    shutil.rmtree(filled.path)
    shutil.copytree(tmp_path / "old", filled.path)
    with Vault.open(filled.path, PASSPHRASE) as opened:
        assert opened.count() == 39


def test_files_of_another_vault(filled: Vault, tmp_path: Path) -> None:
    """Database or head of another vault with the same passphrase do not fit."""
    filled.close()
    with Vault.create(tmp_path / "other.keep", PASSPHRASE, cost=FLOOR) as other:
        pass
    for name in ("vault.db", "vault.head"):
        copy = tmp_path / "copy.keep"
        shutil.copytree(filled.path, copy)
        shutil.copyfile(other.path / name, copy / name)
        with pytest.raises(VaultDamaged):
            Vault.open(copy, PASSPHRASE)
        shutil.rmtree(copy)


def test_nothing_private_in_a_repr() -> None:
    """What a check of the vault has read does not show in its repr."""
    assert "secret" not in repr(_Replay({RecordId("1"): (b"", Record("x", who=("secret",)))}, {b"": ("people", "1", b"secret")}))
