"""vault.json: the key slots and public parameters, authenticated as a whole under the root key."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from keepmum.memory.errors import NewerVault, NotAVault, VaultDamaged
from keepmum.memory.sealing.box import Unopened, authenticate, seal, unseal
from keepmum.memory.sealing.keys import Cost, Keys, RecoveryKit
from keepmum.memory.sealing.slots import Slot, open_by_kit, open_by_passphrase, seal_for_kit, seal_for_passphrase
from keepmum.memory.store.files import read_small, write_atomically

FORMAT = "keepmum vault"
VERSION = 1
NAME = "vault.json"
VAULT_ID_BYTES = 16
_MAX_BYTES = 256 * 1024
_MAX_SLOTS = 8
_DATABASE = b"keepmum/v1/database"
_HEX = re.compile(r"[0-9a-f]{32}")
_SLOT_KINDS = ("passphrase", "recovery", "keystore")


@dataclass(frozen=True, slots=True)
class Header:
    """What vault.json says.

    Attributes:
        vault: The vault's id, 16 random bytes.
        revision: Rises by one at each change of the file, from 1.
        epoch: The number of the database key; later versions raise it when they re-key.
        database: The database key, sealed under the root key.
        slots: The ways in.
        mac: HMAC-SHA256 of everything else.
    """

    vault: bytes
    revision: int
    epoch: int
    database: bytes = field(repr=False)
    slots: tuple[Slot, ...]
    mac: bytes = b""

    def signed(self, root: bytes) -> Header:
        """Return a copy whose MAC fits, under a root key."""
        return replace(self, mac=authenticate(Keys(root, b"").header, _body(self)))

    def open(self, passphrase: str | None, kit: RecoveryKit | None) -> Keys:
        """Find the keys, by kit where one is given, else by passphrase, and check that nothing in the file was changed.

        Raises:
            WrongPassphrase, WrongRecoveryKit: No slot opens with it.
            WeakParameters: The cost of the key derivation is out of range.
            VaultDamaged: Something in the file was changed.
            ValueError: Neither is given.
        """
        if kit is not None:
            root = open_by_kit(self.slots, self.vault, kit)
        elif passphrase is not None:
            root = open_by_passphrase(self.slots, self.vault, passphrase)
        else:
            raise ValueError("give a passphrase or a recovery kit")
        if not hmac.compare_digest(authenticate(Keys(root, b"").header, _body(self)), self.mac):
            raise VaultDamaged("vault.json was changed")
        try:
            database = unseal(root, _DATABASE, self.database, self.vault + self.epoch.to_bytes(8, "big"))
        except Unopened:
            raise VaultDamaged("the database key in vault.json does not open") from None
        return Keys(root, database)

    def with_passphrase(self, root: bytes, passphrase: str, cost: Cost) -> Header:
        """Return the next revision, with this passphrase in place of all others."""
        kept = [slot for slot in self.slots if slot.kind != "passphrase"]
        return self._with_slots(root, (seal_for_passphrase(root, self.vault, passphrase, cost), *kept))

    def with_kit(self, root: bytes, kit: RecoveryKit) -> Header:
        """Return the next revision, with this kit in place of all others."""
        kept = [slot for slot in self.slots if slot.kind != "recovery"]
        return self._with_slots(root, (*kept, seal_for_kit(root, self.vault, kit)))

    def _with_slots(self, root: bytes, slots: tuple[Slot, ...]) -> Header:
        return replace(self, slots=slots, revision=self.revision + 1).signed(root)

    def write(self, folder: Path) -> None:
        """Write vault.json, durably and as a whole.

        Raises:
            DiskFull: There is no space; the old file stays.
        """
        write_atomically(folder / NAME, _encode({**_fields(self), "mac": _base64(self.mac)}))


def seal_database_key(keys: Keys, vault: bytes, epoch: int) -> bytes:
    """Seal the database key under the root key, bound to the vault and the key's number."""
    return seal(keys.root, _DATABASE, keys.database, vault + epoch.to_bytes(8, "big"))


def read_header(folder: Path) -> Header:
    """Read vault.json.

    Raises:
        NotAVault: It is not there, or not a keepmum file.
        NewerVault: A later version of keepmum wrote it.
        VaultDamaged: It is not what any keepmum writes.
    """
    data = read_small(folder / NAME, _MAX_BYTES)
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        raise NotAVault("vault.json is no JSON") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise NotAVault("vault.json is not keepmum's")
    version = content.get("version")
    if isinstance(version, int) and version > VERSION:
        raise NewerVault(f"the vault has format {version}, this keepmum knows {VERSION}")
    try:
        header = _parse(content)
    except (KeyError, TypeError, ValueError, binascii.Error):
        raise VaultDamaged("vault.json does not follow its format") from None
    # One writing for one meaning: every byte of the file is covered by the MAC.
    if _encode({**_fields(header), "mac": _base64(header.mac)}) != data:
        raise VaultDamaged("vault.json was changed")
    return header


def _parse(content: dict[str, Any]) -> Header:
    if content["version"] != VERSION or not isinstance(content["revision"], int) or not isinstance(content["epoch"], int):
        raise ValueError("numbers")
    if not 1 <= content["revision"] < 2**63 or not 1 <= content["epoch"] < 2**63 or len(content["slots"]) > _MAX_SLOTS:
        raise ValueError("range")
    return Header(
        vault=_hex(content["vault"]),
        revision=content["revision"],
        epoch=content["epoch"],
        database=base64.b64decode(content["database"], validate=True),
        slots=tuple(_parse_slot(slot) for slot in content["slots"]),
        mac=base64.b64decode(content["mac"], validate=True),
    )


def _parse_slot(content: dict[str, Any]) -> Slot:
    kind = content["kind"]
    if kind not in _SLOT_KINDS:
        raise ValueError("kind")
    box = content["box"].encode() if kind == "recovery" else base64.b64decode(content["box"], validate=True)
    return Slot(_hex(content["id"]), kind, kdf=str(content.get("kdf", "")), recipient=str(content.get("recipient", "")), box=box)


def _hex(text: str) -> bytes:
    if not _HEX.fullmatch(text):
        raise ValueError("hex")
    return bytes.fromhex(text)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _fields(header: Header) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "vault": header.vault.hex(),
        "revision": header.revision,
        "epoch": header.epoch,
        "database": _base64(header.database),
        "slots": [_slot_fields(slot) for slot in header.slots],
    }


def _slot_fields(slot: Slot) -> dict[str, str]:
    fields = {"id": slot.id.hex(), "kind": slot.kind}
    if slot.kdf:
        fields["kdf"] = slot.kdf
    if slot.recipient:
        fields["recipient"] = slot.recipient
    return {**fields, "box": slot.box.decode() if slot.kind == "recovery" else _base64(slot.box)}


def _encode(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields, indent=1, sort_keys=True, ensure_ascii=True).encode() + b"\n"


def _body(header: Header) -> bytes:
    """What the MAC covers: the file's canonical JSON without the MAC itself."""
    return _encode(_fields(header))
