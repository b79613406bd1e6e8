"""Signed checkpoints: what the ledger was at one size, in a text that can be carried elsewhere.

A checkpoint (https://c2sp.org/tlog-checkpoint) is a signed note (https://c2sp.org/signed-note):

    keepmum.local/ledger/0123abcd…     the origin: which ledger
    42                                 the number of entries
    q1Xn…=                             the root of the tree, base64
                                       an empty line
    — keepmum.local/ledger/0123abcd… PlY2…=    the key's name; base64(key id || Ed25519 signature of the lines above)

Its key id is SHA-256(name || 0x0A || 0x01 || public key)[:4].
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from keepmum.policy.errors import LedgerBroken
from keepmum.policy.proving.merkle import HASH_BYTES

_ED25519 = b"\x01"  # the algorithm's byte in a signed note
_MAX_NOTE = 4096  # characters; ours have some 250
_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a ledger is at one size.

    Attributes:
        origin: Which ledger.
        size: How many entries it has.
        root: The root of its tree.
    """

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Return the lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def sign(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """Return the signed note of ``checkpoint``; the key's name is the origin."""
    text = checkpoint.text()
    signature = _key_id(checkpoint.origin, key.public_key()) + key.sign(text.encode())
    return f"{text}\n\u2014 {checkpoint.origin} {base64.b64encode(signature).decode()}\n"


def verifier_key(origin: str, key: Ed25519PublicKey) -> str:
    """Return the public key as others write it: ``NAME+ID+KEY`` (signed-note, "vkey")."""
    encoded = base64.b64encode(_ED25519 + key.public_bytes_raw()).decode()
    return f"{origin}+{_key_id(origin, key).hex()}+{encoded}"


def read(note: str, key: Ed25519PublicKey) -> Checkpoint:
    """Return the checkpoint in ``note`` if ``key`` has signed it. Signatures by others, such as witnesses, are passed over.

    Raises:
        LedgerBroken: It is no checkpoint, or no signature of this key stands under it.
    """
    checkpoint, text, lines = _parts(note)
    wanted = _key_id(checkpoint.origin, key)
    for line in lines:
        name, _, encoded = line.removeprefix("\u2014 ").rpartition(" ")
        if name != checkpoint.origin:
            continue
        try:
            signature = _base64(encoded)
            if signature[:4] == wanted:
                key.verify(signature[4:], text.encode())
                return checkpoint
        except (ValueError, InvalidSignature):
            continue
    raise LedgerBroken("the checkpoint is not signed by this ledger's key")


def _parts(note: str) -> tuple[Checkpoint, str, list[str]]:
    """Return the checkpoint, the signed text and the signature lines."""
    text, empty, rest = note.partition("\n\n")
    lines = text.split("\n")
    signatures = rest.removesuffix("\n").split("\n")
    if len(note) > _MAX_NOTE or not empty or len(lines) != 3 or not all(line.startswith("\u2014 ") for line in signatures):
        raise LedgerBroken("this is no checkpoint")
    origin, size, encoded = lines
    try:
        root = _base64(encoded)
    except ValueError:
        root = b""
    if not origin or not _SIZE.fullmatch(size) or len(root) != HASH_BYTES:
        raise LedgerBroken("this is no checkpoint")
    return Checkpoint(origin, int(size), root), text + "\n", signatures


def _base64(encoded: str) -> bytes:
    """Return the bytes, if this is their one encoding: spare bits must be 0 (RFC 4648, 3.5)."""
    decoded = base64.b64decode(encoded, validate=True)
    if base64.b64encode(decoded).decode() != encoded:
        raise ValueError("this is not the base64 of anything")
    return decoded


def _key_id(name: str, key: Ed25519PublicKey) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + key.public_bytes_raw()).digest()[:4]
