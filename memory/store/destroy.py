"""Destroying a vault: the key slots first, so that what follows is ciphertext without a key."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from keepmum.memory.errors import NotAVault, VaultMissing
from keepmum.memory.store.files import sync_folder
from keepmum.memory.store.lock import Lock

_SEALED = ("vault.json", "vault.head")
_FILES = (
    *_SEALED,
    "vault.json.new",
    "vault.head.new",
    "vault.scrub",
    "vault.scrub.new",
    "vault.db-wal",
    "vault.db-shm",
    "vault.db-journal",
    "vault.db",
    "lock",
)


def destroy(path: Path) -> None:
    """Overwrite the key slots and remove the vault's files; no key is needed.

    Nothing else in the folder is touched; the folder itself goes where it is empty then. Some disks and file systems
    keep old blocks: who finds them and knows the passphrase of their time can still open them.

    Args:
        path: The vault's folder; it may be damaged.

    Raises:
        VaultMissing: There is nothing.
        NotAVault: The folder holds no vault.json or no vault.db.
        VaultBusy: The vault is open.
    """
    folder = Path(os.path.realpath(path))  # a link to the folder stays, and leads nowhere
    if not folder.is_dir():
        raise VaultMissing(f"there is no vault at {folder.name}")
    if not (folder / "vault.json").is_file() or not (folder / "vault.db").is_file():
        raise NotAVault(f"{folder.name} holds no vault.json or no vault.db")
    with Lock(folder):
        for name in _SEALED:
            _overwrite(folder / name)
        for name in _FILES:
            (folder / name).unlink(missing_ok=True)
        sync_folder(folder)
        if not any(folder.iterdir()):
            folder.rmdir()
            sync_folder(folder.parent)


def _overwrite(path: Path) -> None:
    """Replace a file's bytes in place by random ones, durably."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return
    with os.fdopen(descriptor, "wb") as file:  # the flags above do not truncate: the same blocks are written
        size = os.fstat(file.fileno()).st_size
        file.write(secrets.token_bytes(size))
        file.flush()
        os.fsync(file.fileno())
