"""Key slots: each holds the root key, sealed for one way into the vault (docs/vault-format.md, "Slots")."""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import cbor2

from keepmum.memory.errors import VaultDamaged, WeakParameters, WrongPassphrase, WrongRecoveryKit
from keepmum.memory.sealing.box import KEY_BYTES, Unopened, derive, seal, unseal
from keepmum.memory.sealing.keys import Cost, RecoveryKit, stretch

SLOT_ID_BYTES = 16
_SALT_BYTES = 16
_PHC = re.compile(r"\$argon2id\$v=19\$m=([0-9]{1,9}),t=([0-9]{1,9}),p=([0-9]{1,9})\$([A-Za-z0-9+/]{22})")
_SLOT = b"keepmum/v1/slot"


@dataclass(frozen=True, slots=True)
class Slot:
    """One way into the vault.

    Attributes:
        id: 16 random bytes.
        kind: "passphrase", "recovery", or "keystore", whose place is kept for later versions.
        kdf: For a passphrase: algorithm, cost and salt as a PHC string without the hash.
        recipient: For a kit: its public name.
        box: The root key, sealed: bytes for a passphrase, an armored age file for a kit.
    """

    id: bytes
    kind: Literal["passphrase", "recovery", "keystore"]
    kdf: str = ""
    recipient: str = ""
    box: bytes = field(default=b"", repr=False)


def phc(cost: Cost, salt: bytes) -> str:
    """Write cost and salt as a PHC string (https://github.com/P-H-C/phc-string-format) without the hash."""
    return f"$argon2id$v=19$m={cost.memory_kib},t={cost.passes},p={cost.lanes}${base64.b64encode(salt).decode().rstrip('=')}"


def parse_phc(text: str) -> tuple[Cost, bytes]:
    """Read cost and salt from a PHC string.

    Raises:
        WeakParameters: It is not what `phc` writes, or the cost is out of range.
    """
    found = _PHC.fullmatch(text)
    if found is None:
        raise WeakParameters("the key derivation in vault.json is not one that keepmum uses")
    memory_kib, passes, lanes = (int(found[group]) for group in (1, 2, 3))
    cost = Cost(passes=passes, memory_kib=memory_kib, lanes=lanes)
    cost.check()
    try:
        salt = base64.b64decode(found[4] + "==", validate=True)
    except binascii.Error:
        raise WeakParameters("the salt in vault.json is none") from None
    if phc(cost, salt) != text:
        raise WeakParameters("the key derivation in vault.json is written in an unusual way")
    return cost, salt


def _context(vault: bytes, slot: bytes, kind: str) -> bytes:
    return vault + slot + kind.encode()


def _passphrase_key(passphrase: str, cost: Cost, salt: bytes) -> bytes:
    # A device secret from an OS keystore will be appended to the stretched passphrase here; without one it is empty.
    return derive(stretch(passphrase, salt, cost), _SLOT + b"/passphrase")


def seal_for_passphrase(root: bytes, vault: bytes, passphrase: str, cost: Cost) -> Slot:
    """Make a slot that a passphrase opens.

    Args:
        root: The root key.
        vault: The vault's id.
        passphrase: Not empty.
        cost: What a guess shall cost.

    Raises:
        ValueError: The passphrase is empty.
        WeakParameters: The cost is out of range.
    """
    slot, salt = secrets.token_bytes(SLOT_ID_BYTES), secrets.token_bytes(_SALT_BYTES)
    key = _passphrase_key(passphrase, cost, salt)
    box = seal(key, _SLOT, root, _context(vault, slot, "passphrase"))
    return Slot(slot, "passphrase", kdf=phc(cost, salt), box=box)


def seal_for_kit(root: bytes, vault: bytes, kit: RecoveryKit) -> Slot:
    """Make a slot that a recovery kit opens: a standard age file, so that any `age` program can open it too.

    Args:
        root: The root key.
        vault: The vault's id.
        kit: The kit; only its public name is used.

    Raises:
        WrongRecoveryKit: Its public name is none.
    """
    import pyrage

    slot = secrets.token_bytes(SLOT_ID_BYTES)
    try:
        recipient = pyrage.x25519.Recipient.from_str(kit.recipient)
    except pyrage.RecipientError:
        raise WrongRecoveryKit("the kit's public name is no age recipient") from None
    # age binds nothing else, so what the box belongs to lies inside; None is the place of the shred secret
    clear = cbor2.dumps([1, vault, slot, root, None], canonical=True)
    box = pyrage.encrypt(clear, [recipient], armored=True)
    return Slot(slot, "recovery", recipient=kit.recipient, box=box)


def open_by_passphrase(slots: Sequence[Slot], vault: bytes, passphrase: str) -> bytes:
    """Find the root key with a passphrase.

    Returns:
        The root key, 32 bytes.

    Raises:
        WrongPassphrase: No slot opens with it.
        WeakParameters: A slot's cost is out of range; nothing was derived.
        ValueError: The passphrase is empty.
    """
    for slot in slots:
        if slot.kind == "passphrase":
            cost, salt = parse_phc(slot.kdf)
            key = _passphrase_key(passphrase, cost, salt)
            try:
                return unseal(key, _SLOT, slot.box, _context(vault, slot.id, "passphrase"))
            except Unopened:
                continue
    raise WrongPassphrase("no passphrase slot opens with it")


def open_by_kit(slots: Sequence[Slot], vault: bytes, kit: RecoveryKit) -> bytes:
    """Find the root key with a recovery kit.

    Returns:
        The root key, 32 bytes.

    Raises:
        WrongRecoveryKit: No slot opens with it.
        VaultDamaged: A slot opens, but it was made for another vault or place.
    """
    import pyrage

    try:
        identity = pyrage.x25519.Identity.from_str(kit.identity)
    except pyrage.IdentityError:
        raise WrongRecoveryKit("the kit holds no age identity") from None
    for slot in slots:
        if slot.kind == "recovery":
            try:
                clear = pyrage.decrypt(slot.box, [identity])
            except pyrage.DecryptError:
                continue
            return _root_of(clear, vault, slot.id)
    raise WrongRecoveryKit("no recovery slot opens with this kit")


def _root_of(clear: bytes, vault: bytes, slot: bytes) -> bytes:
    try:
        parts = cbor2.loads(clear)
    except (cbor2.CBORDecodeError, ValueError):
        parts = None
    if not isinstance(parts, list) or len(parts) != 5 or parts[:3] != [1, vault, slot]:
        raise VaultDamaged("the recovery slot belongs to another vault")
    root = parts[3]
    if not isinstance(root, bytes) or len(root) != KEY_BYTES:
        raise VaultDamaged("the recovery slot holds no root key")
    return root
