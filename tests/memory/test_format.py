"""docs/vault-format.md is enough: a second reader, written from that page alone, reads a frozen vault without keepmum's code."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import shutil
import unicodedata
from pathlib import Path

import cbor2
import pyrage
import pytest
import sqlcipher3.dbapi2 as sqlcipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

FROZEN = sorted((Path(__file__).parent.parent / "assets").glob("vault-*.keep"))


def hkdf(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    """RFC 5869, by hand."""
    key = hmac.digest(salt or bytes(32), secret, "sha256")
    block, out = b"", b""
    for number in range(1, length // 32 + 2):
        block = hmac.digest(key, block + info + bytes([number]), "sha256")
        out += block
    return out[:length]


def open_box(secret: bytes, label: bytes, box: bytes, context: bytes) -> bytes:
    both = hkdf(secret, box[:32], label, 44)
    return AESGCM(both[:32]).decrypt(both[32:], box[32:], context)


def root_by_passphrase(slot: dict[str, str], vault: bytes, passphrase: str) -> bytes:
    _, _, version, cost, salt = slot["kdf"].split("$")
    assert version == "v=19"
    numbers = dict(part.split("=") for part in cost.split(","))
    argon = Argon2id(
        salt=base64.b64decode(salt + "=="), length=32, iterations=int(numbers["t"]), lanes=int(numbers["p"]), memory_cost=int(numbers["m"])
    )
    stretched = argon.derive(unicodedata.normalize("NFC", passphrase).encode())
    key = hkdf(stretched, b"", b"keepmum/v1/slot/passphrase", 32)
    return open_box(key, b"keepmum/v1/slot", base64.b64decode(slot["box"]), vault + bytes.fromhex(slot["id"]) + b"passphrase")


def root_by_kit(slot: dict[str, str], vault: bytes, kit: str) -> bytes:
    identity = pyrage.x25519.Identity.from_str(kit)
    format_, vault_id, slot_id, root, shred = cbor2.loads(pyrage.decrypt(slot["box"].encode(), [identity]))
    assert (format_, vault_id, slot_id.hex(), shred) == (1, vault, slot["id"], None)
    return root


@pytest.mark.parametrize("frozen", FROZEN, ids=lambda path: path.name)
def test_second_reader(frozen: Path, tmp_path: Path) -> None:
    """Slots, MAC, head, database and op log are what the page says, byte for byte."""
    expected = json.loads((frozen / "expected.json").read_text())
    text = (frozen / "vault.json").read_text()
    header = json.loads(text)
    vault = bytes.fromhex(header["vault"])
    by_kind = {slot["kind"]: slot for slot in header["slots"]}
    root = root_by_passphrase(by_kind["passphrase"], vault, expected["passphrase"])
    assert root_by_kit(by_kind["recovery"], vault, (frozen / "kit.txt").read_text().split()[-1]) == root

    mac = base64.b64decode(header.pop("mac"))
    covered = json.dumps(header, indent=1, sort_keys=True).encode() + b"\n"
    assert hmac.digest(hkdf(root, b"", b"keepmum/v1/header", 32), covered, "sha256") == mac
    database_key = open_box(root, b"keepmum/v1/database", base64.b64decode(header["database"]), vault + header["epoch"].to_bytes(8, "big"))

    sealed = (frozen / "vault.head").read_bytes()
    assert sealed[:15] == b"keepmum head 1\n"
    head = cbor2.loads(open_box(root, b"keepmum/v1/head", sealed[15:], sealed[:15] + vault))
    format_, generation, basis, device, incarnation, seq, digest, revision, anchors = head
    assert (format_, incarnation, revision, anchors) == (1, 1, header["revision"], {"ledger": expected["anchor"].encode()})

    shutil.copyfile(frozen / "vault.db", tmp_path / "vault.db")
    connection = sqlcipher.connect(str(tmp_path / "vault.db"))
    connection.execute(f"""PRAGMA key = "x'{database_key.hex()}'" """)
    meta = dict(connection.execute("SELECT key, value FROM meta"))
    assert meta.pop("lexical").startswith(b"1/")  # the rules for words, and Python's Unicode tables when it was made
    tip = cbor2.dumps([vault, device, incarnation, basis, seq, digest], canonical=True)
    assert meta.pop("tip") == hmac.digest(hkdf(root, b"", b"keepmum/v1/tip", 32), tip, "sha256")
    assert meta == {"device": device, "incarnation": (1).to_bytes(8, "big"), "head": basis.to_bytes(8, "big")}
    assert basis < generation
    previous = hashlib.sha256(b"keepmum/v1/log" + vault).digest()
    rows = connection.execute("SELECT op.seq, entry, hash, nonce, payload FROM op LEFT JOIN payload USING (seq) ORDER BY op.seq").fetchall()
    for place, (number, entry, entry_hash, nonce, payload) in enumerate(rows, 1):
        assert number == place
        parts = cbor2.loads(entry)
        assert cbor2.dumps(parts, canonical=True) == entry
        assert parts[:5] == [1, device, 1, place, previous]
        previous = hashlib.sha256(entry).digest()
        assert entry_hash == previous
        if nonce is not None:
            assert hashlib.sha256(nonce + payload).digest() == parts[11]
    assert (len(rows), previous) == (seq, digest)
    assert [row[0] for row in connection.execute("SELECT text FROM record ORDER BY at_us, n")] == [
        record[0] for record in expected["records"]
    ]
    connection.close()
