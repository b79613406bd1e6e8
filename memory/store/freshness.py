"""Is the database the one that was sealed last? Checked at each opening, before anything is read or written."""

from __future__ import annotations

import hmac
from typing import Any

from keepmum.memory.errors import VaultDamaged, VaultRolledBack
from keepmum.memory.sealing.header import Header
from keepmum.memory.store.head import Head, authenticate_tip
from keepmum.memory.store.journal import last_entry
from keepmum.memory.store.meta import read_meta
from keepmum.memory.store.oplog import Entry, decode, digest, first_previous


def check_fresh(connection: Any, header: Header, head: Head, root: bytes) -> None:  # noqa: ANN401  sqlcipher3 has no types
    """Compare database, vault.head and vault.json.

    Args:
        connection: The raw connection.
        header: What vault.json says.
        head: What vault.head says.
        root: The root key.

    Raises:
        VaultRolledBack: One of the three is older than the others know.
        VaultDamaged: The log is not the one that was sealed, or what follows the sealed entry is not chained to it.
    """
    if header.revision < head.revision:
        raise VaultRolledBack("vault.json is older than the state that was sealed")
    if read_meta(connection, "device") != head.device or read_meta(connection, "incarnation") != head.incarnation.to_bytes(8, "big"):
        raise VaultDamaged("vault.head belongs to another copy of this vault")
    # Each commit writes into the database which head was sealed before it: this one's basis, or, where a crash came
    # between the commit and its head, this very head.
    basis = int.from_bytes(read_meta(connection, "head") or b"", "big")
    if basis > head.generation:
        raise VaultRolledBack("vault.head is older than the database")
    if basis not in {head.basis, head.generation}:
        raise VaultRolledBack("the database is older than the state that was sealed")
    seq, _ = last_entry(connection, header.vault)
    if seq < head.seq:
        raise VaultRolledBack("the database is older than the state that was sealed")
    check_chain(connection, header.vault, head)
    if seq != head.seq or basis != head.basis:
        check_tip(connection, header.vault, root)


def check_tip(connection: Any, vault: bytes, root: bytes) -> None:  # noqa: ANN401  sqlcipher3 has no types
    """Check that the newest commit was made by who has the root key too: nothing outside the database vouches for it.

    Raises:
        VaultDamaged: It was not.
    """
    device, incarnation, basis = (read_meta(connection, name) or b"" for name in ("device", "incarnation", "head"))
    seq, newest_hash = last_entry(connection, vault)
    newest = Head(0, int.from_bytes(basis, "big"), device, int.from_bytes(incarnation, "big"), seq, newest_hash, 0)
    if seq and not hmac.compare_digest(read_meta(connection, "tip") or b"", authenticate_tip(root, vault, newest)):
        raise VaultDamaged("the newest entries of the op log were not written by keepmum")


def check_chain(connection: Any, vault: bytes, head: Head) -> None:  # noqa: ANN401  sqlcipher3 has no types
    """Check the entry that was sealed, and each one after it.

    Raises:
        VaultDamaged: One of them was changed, or is missing.
    """
    expected = first_previous(vault)
    rows = connection.execute("SELECT seq, entry, hash FROM op WHERE seq >= ? ORDER BY seq", (head.seq,)).fetchall()
    if head.seq:
        if not rows or rows[0][0] != head.seq or bytes(rows[0][2]) != head.hash or digest(bytes(rows[0][1])) != head.hash:
            raise VaultDamaged("the op log is not the one that was sealed")
        expected, rows = head.hash, rows[1:]
    elif head.hash != expected:
        raise VaultDamaged("vault.head was sealed for another log")
    for place, (seq, encoded, sealed) in enumerate(rows, start=head.seq + 1):
        check_link(decode(bytes(encoded)), place, seq, expected)
        expected = digest(bytes(encoded))
        if bytes(sealed) != expected:
            raise VaultDamaged("an entry of the op log was changed")


def check_link(entry: Entry, place: int, seq: int, expected: bytes) -> None:
    """Check that an entry stands in its place in the chain.

    Raises:
        VaultDamaged: It does not.
    """
    if not entry.seq == seq == place or entry.previous != expected:
        raise VaultDamaged("the op log is not one chain: an entry was changed, cut or put in")
