"""Checkpoints: signed notes that others can read."""

from __future__ import annotations

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keepmum.policy.errors import LedgerBroken
from keepmum.policy.proving.checkpoint import Checkpoint, read, sign, verifier_key

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
POINT = Checkpoint("keepmum.local/ledger/ab", 42, hashlib.sha256(b"root").digest())


def test_the_note_is_as_c2sp_writes_it() -> None:
    """Three lines, an empty one, an em dash, the name, and base64 of key id and signature; the id is that of signed-note."""
    lines = sign(POINT, KEY).split("\n")
    assert lines[:4] == [POINT.origin, "42", base64.b64encode(POINT.root).decode(), ""]
    dash, name, encoded = lines[4].split(" ")
    assert (dash, name, lines[5:]) == ("\u2014", POINT.origin, [""])
    signature = base64.b64decode(encoded)
    public = KEY.public_key().public_bytes_raw()
    assert signature[:4] == hashlib.sha256(POINT.origin.encode() + b"\n\x01" + public).digest()[:4]
    KEY.public_key().verify(signature[4:], "\n".join([*lines[:3], ""]).encode())
    assert verifier_key(POINT.origin, KEY.public_key()) == "+".join(
        (POINT.origin, signature[:4].hex(), base64.b64encode(b"\x01" + public).decode())
    )


def test_a_note_is_read_back_beside_other_signatures() -> None:
    """What was signed is read back, also when a witness has signed below."""
    note = sign(POINT, KEY)
    assert read(note, KEY.public_key()) == POINT
    assert read(note + "\u2014 witness.example YWJjZGVmZ2g=\n", KEY.public_key()) == POINT


@pytest.mark.parametrize(
    "change",
    [
        lambda note: note.replace("\n42\n", "\n43\n"),
        lambda note: note.replace("ledger/ab\n", "ledger/ac\n"),
        lambda note: note.replace("\n42\n", "\n042\n"),
        lambda note: note.replace("\n42\n", "\n42\nextra\n"),
        lambda note: note[:60],
        lambda note: note.replace("\u2014", "-"),
        lambda note: sign(POINT, Ed25519PrivateKey.generate()),
        lambda note: note[:-6] + "AAAA=\n",
        lambda note: "",
        lambda note: note + "x" * 5000,
    ],
)
def test_a_changed_note_is_refused(change: object) -> None:
    """Nothing but what this key signed is believed."""
    with pytest.raises(LedgerBroken):
        read(change(sign(POINT, KEY)), KEY.public_key())  # type: ignore[operator]  # a function from str to str
