"""Make the frozen vectors of docs/vault-format.md: `python tests/vectors/make_vectors.py`.

Run it only for a new format: what is in the files is what released vaults look like.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path

from keepmum.memory.clock import Timestamp
from keepmum.memory.ids import from_bytes
from keepmum.memory.record import Record
from keepmum.memory.sealing.box import seal
from keepmum.memory.sealing.keys import FLOOR, RecoveryKit
from keepmum.memory.store.head import Head, seal_head
from keepmum.memory.store.oplog import Entry, digest, dumps, first_previous
from keepmum.memory.store.rows import put_payload
from keepmum.memory.vault import Vault

HERE = Path(__file__).parent


def numbered(what: str, length: int) -> bytes:
    """Bytes that anybody can make again: SHA-256 of a name, cut."""
    return hashlib.sha256(what.encode()).digest()[:length]


def boxes() -> list[dict[str, str]]:
    made = []
    for number, clear in enumerate((b"", b"clear", bytes(range(100)))):
        secret, salt = numbered(f"secret {number}", 32), numbered(f"salt {number}", 32)
        label, context = f"keepmum/v1/test{number}".encode(), numbered(f"context {number}", 16 * number or 1)
        box = seal(secret, label, clear, context, salt=salt)
        made.append({"secret": secret.hex(), "label": label.hex(), "context": context.hex(), "clear": clear.hex(), "box": box.hex()})
    return made


def entries() -> dict[str, object]:
    vault, device = numbered("vault", 16), numbered("device", 16)
    record = from_bytes(numbered("record", 16))
    full = Record(text="Dentist said Tuesday 3pm", who=("me", "Mei"), thread="memos", ref="memo-17", tags=("health",), id=record)
    payload = {**put_payload(full), "at": [1_772_366_400_000_000, 480], "added": 1_772_366_400_000_000}
    steps = [
        ("put", "", record, payload, []),
        ("edit", "text", record, "Dentist said Wednesday", [1]),
        ("tag", "", record, "urgent", [2]),
        ("document", "", None, ["policy", "current", digest(b"schema = 1")], []),
        ("delete", "", record, None, [3]),
    ]
    previous, made = first_previous(vault), []
    for seq, (op, name, about, content, replaces) in enumerate(steps, 1):
        nonce, data = numbered(f"nonce {seq}", 32), dumps(content)
        entry = Entry(
            seq=seq,
            previous=previous,
            incarnation=1,
            at=Timestamp(1_772_366_400_000 + seq // 2, seq % 2, device),
            op=op,
            name=name,
            record=about,
            version=numbered(f"version {seq}", 16) if op != "delete" else b"",
            replaces=tuple(numbered(f"version {n}", 16) for n in replaces),
            commitment=digest(nonce + data) if op != "delete" else b"",
        )
        previous = digest(entry.encode())
        kept = op != "delete"
        made.append(
            {
                "seq": seq,
                "op": op,
                "name": name,
                "record": about,
                "nonce": nonce.hex() if kept else "",
                "payload": data.hex() if kept else "",
                "entry": entry.encode().hex(),
                "hash": previous.hex(),
            }
        )
    return {"vault": vault.hex(), "first_previous": first_previous(vault).hex(), "entries": made}


def header() -> dict[str, str]:
    kit = RecoveryKit.generate()
    with (
        tempfile.TemporaryDirectory() as folder,
        Vault.create(Path(folder) / "v.keep", "Käthe's passphrase", recovery=kit, cost=FLOOR) as vault,
    ):
        keys = vault._opened.keys
        text = (vault.path / "vault.json").read_text(encoding="utf-8")
        head = Head(7, 5, vault.device, 1, 12, numbered("entry", 32), 1, (("ledger", b"\x01\x02"),))
        return {
            "passphrase": "Käthe's passphrase",
            "identity": kit.identity,
            "root": keys.root.hex(),
            "database": keys.database.hex(),
            "vault_json": text,
            "head": seal_head(head, keys.root, vault.id).hex(),
            "head_device": vault.device.hex(),
        }


def main() -> None:
    for name, content in (("box", boxes()), ("oplog", entries()), ("header", header())):
        (HERE / f"{name}.json").write_text(json.dumps(content, indent=1, ensure_ascii=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
