"""Write every record to one age-encrypted JSON-lines file."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from keepmum.app.errors import UsageError
from keepmum.memory.errors import VaultExists
from keepmum.memory.store.files import write_new

if TYPE_CHECKING:
    from pathlib import Path

    from keepmum.memory.vault import Vault


def export(vault: Vault, path: Path, *, passphrase: str | None = None, recipient: str | None = None) -> int:
    """Write the records, in order of time, as a standard age file (https://age-encryption.org/v1) of JSON lines.

    The clear lines exist only in memory; an export of a very large vault needs as much of it as it has text.

    Args:
        vault: The open vault.
        path: A file that does not exist yet; it is made with mode 0600.
        passphrase: Opens the file, by age's scrypt recipient.
        recipient: Or: whoever holds this age recipient's identity can open it.

    Returns:
        How many records are in it.

    Raises:
        VaultExists: The file is there already.
        UsageError: Its folder is not there.
        DiskFull, VaultUnwritable: The disk does not take it; no part of the file is left.
        ValueError: Neither or both of passphrase and recipient are given, or the recipient is none.
    """
    import pyrage

    if (passphrase is None) == (recipient is None):
        raise ValueError("give a passphrase or an age recipient, one of the two")
    lines = []
    for record in vault.records():
        fields = {k: v.isoformat() if isinstance(v, datetime) else v for k, v in asdict(record).items()}
        fields["origins"] = vault.origins(record.id)
        lines.append(json.dumps(fields, ensure_ascii=False, sort_keys=True))
    clear = ("\n".join(lines) + "\n").encode() if lines else b""
    if passphrase is not None:
        sealed = pyrage.passphrase.encrypt(clear, passphrase)
    else:
        try:
            to = pyrage.x25519.Recipient.from_str(recipient)
        except pyrage.RecipientError:
            raise ValueError("this is no age recipient (age1…)") from None
        sealed = pyrage.encrypt(clear, [to])
    try:
        write_new(path, sealed)
    except FileExistsError:
        raise VaultExists(f"{path.name} is there already") from None
    except FileNotFoundError:
        raise UsageError("the folder of the export is not there") from None
    return len(lines)
