"""vault.head: the sealed note, outside the database, of the newest state that was committed.

SQLCipher authenticates pages, not history: an old copy of the database, or one whose write-ahead log was cut, opens
without complaint. The head tells. It is made durable beside its place before the commit and takes its place after the
commit: it may lag behind the database by the one commit that a crash interrupted, and never leads.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import cbor2

from keepmum.memory.errors import NotAVault, VaultDamaged
from keepmum.memory.sealing.box import Unopened, authenticate, derive, seal, unseal
from keepmum.memory.store.files import Prepared, read_small

NAME = "vault.head"
MAGIC = b"keepmum head 1\n"
_LABEL = b"keepmum/v1/head"
_TIP = b"keepmum/v1/tip"
_MAX_BYTES = 4 * 1024 * 1024
MAX_ANCHOR_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Head:
    """The newest state that was committed.

    Attributes:
        generation: Rises by one each time the head is written, from 1.
        basis: The generation that was sealed before the newest commit; the database holds it too.
        device: The id of the device that wrote it, 16 bytes.
        incarnation: How often this history went on from a restored copy, from 1.
        seq: The number of the last entry of the op log; 0 for an empty log.
        hash: SHA-256 of that entry.
        revision: The revision of vault.json.
        anchors: Names and bytes that other layers keep here, sorted by name.
    """

    generation: int
    basis: int
    device: bytes
    incarnation: int
    seq: int
    hash: bytes
    revision: int
    anchors: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)

    def anchor(self, name: str) -> bytes | None:
        """Return the bytes of a name, or none."""
        return dict(self.anchors).get(name)


def seal_head(head: Head, root: bytes, vault: bytes) -> bytes:
    """Return the bytes of vault.head."""
    parts = [1, head.generation, head.basis, head.device, head.incarnation, head.seq, head.hash, head.revision, dict(head.anchors)]
    return MAGIC + seal(root, _LABEL, cbor2.dumps(parts, canonical=True), MAGIC + vault)


def authenticate_tip(root: bytes, vault: bytes, head: Head) -> bytes:
    """Return what the database keeps as proof that keepmum made its newest commit: HMAC-SHA256 under the root key.

    After a crash the database may be one commit ahead of vault.head. Whoever has the database key alone could add such a
    commit too; this they cannot make.
    """
    parts = [vault, head.device, head.incarnation, head.basis, head.seq, head.hash]
    return authenticate(derive(root, _TIP), cbor2.dumps(parts, canonical=True))


def prepare_head(folder: Path, head: Head, root: bytes, vault: bytes) -> Prepared:
    """Make the next head durable beside its place.

    Raises:
        DiskFull: There is no space.
    """
    return Prepared(folder / NAME, seal_head(head, root, vault))


def read_head(folder: Path, root: bytes, vault: bytes) -> Head:
    """Read vault.head.

    Raises:
        VaultDamaged: It is missing, or was changed, or belongs to another vault.
    """
    try:
        data = read_small(folder / NAME, _MAX_BYTES)
    except NotAVault:
        raise VaultDamaged("vault.head is missing") from None
    if not data.startswith(MAGIC):
        raise VaultDamaged("vault.head was changed")
    try:
        parts = cbor2.loads(unseal(root, _LABEL, data[len(MAGIC) :], MAGIC + vault))
    except Unopened:
        raise VaultDamaged("vault.head was changed") from None
    _, generation, basis, device, incarnation, seq, digest, revision, anchors = parts
    return Head(generation, basis, device, incarnation, seq, digest, revision, tuple(sorted(anchors.items())))
