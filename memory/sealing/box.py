"""The one way in which keepmum seals bytes outside the database: a fresh AES-256-GCM key for each box.

    box = salt ‖ AES-256-GCM(key, nonce, clear, context)        key ‖ nonce = HKDF-SHA256(secret, salt, info = label)

The salt is 32 random bytes, so a key is never used twice and the number of boxes under one secret has no practical
limit. `label` says what kind of box it is, `context` where it belongs: a box that is moved does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
SALT_BYTES = 32
TAG_BYTES = 16
_NONCE_BYTES = 12


class Unopened(Exception):
    """A box did not open: another key, another place, or changed bytes. Callers turn it into an error with a hint."""


def derive(secret: bytes, label: bytes, *, salt: bytes = b"", length: int = KEY_BYTES) -> bytes:
    """Derive a key from a secret: HKDF-SHA256 (RFC 5869).

    Args:
        secret: The input key.
        label: What the key is for.
        salt: Random bytes, or none.
        length: Bytes to derive.
    """
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt or None, info=label).derive(secret)


def seal(secret: bytes, label: bytes, clear: bytes, context: bytes, *, salt: bytes | None = None) -> bytes:
    """Seal bytes.

    Args:
        secret: The key that opens it.
        label: What kind of box it is.
        clear: What goes in.
        context: What the box is bound to.
        salt: For test vectors only; random by default.

    Returns:
        The box, 48 bytes longer than what is in it.
    """
    if salt is None:
        salt = secrets.token_bytes(SALT_BYTES)
    key = derive(secret, label, salt=salt, length=KEY_BYTES + _NONCE_BYTES)
    return salt + AESGCM(key[:KEY_BYTES]).encrypt(key[KEY_BYTES:], clear, context)


def unseal(secret: bytes, label: bytes, box: bytes, context: bytes) -> bytes:
    """Open a box.

    Raises:
        Unopened: It is not a box of this secret, label and context.
    """
    if len(box) < SALT_BYTES + TAG_BYTES:
        raise Unopened("the box is too short")
    key = derive(secret, label, salt=box[:SALT_BYTES], length=KEY_BYTES + _NONCE_BYTES)
    try:
        return AESGCM(key[:KEY_BYTES]).decrypt(key[KEY_BYTES:], box[SALT_BYTES:], context)
    except InvalidTag:
        raise Unopened("the box did not open") from None


def authenticate(key: bytes, data: bytes) -> bytes:
    """Return the HMAC-SHA256 of bytes, 32 bytes."""
    return hmac.new(key, data, hashlib.sha256).digest()
