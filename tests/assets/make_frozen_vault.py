"""Make the frozen vault of the current release: `python tests/assets/make_frozen_vault.py`.

It is made once for each release and kept for ever: `test_migrations` opens each of them with the newest keepmum. The
passphrase and the kit beside it are test data and open nothing else.
"""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import keepmum
from keepmum.memory.record import Record
from keepmum.memory.sealing.keys import FLOOR, RecoveryKit
from keepmum.memory.vault import Vault

FOLDER = Path(__file__).parent / f"vault-{keepmum.__version__}.keep"
PASSPHRASE = "frozen Käthe 牙医"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def fill(vault: Vault) -> None:
    """Use every operation of the log."""
    puts = vault.put(
        [
            Record(text="Dentist said Tuesday 3pm", at=NOON, who=("me",), thread="memos", source="memo", ref="1"),
            Record(
                text="妈妈的膝盖好多了",
                kind="message",
                at=NOON.astimezone(timezone(timedelta(hours=8))),
                who=("Mei", "me"),
                thread="Mei",
                source="whatsapp",
                ref="2",
            ),
            Record(text="forget me", at=NOON + timedelta(hours=1), source="memo", ref="3"),
            Record(
                text="call",
                kind="call",
                at=NOON + timedelta(days=1),
                ends=NOON + timedelta(days=1, minutes=3),
                attachments=("a.ogg",),
                tags=("work",),
            ),
        ]
    )
    first, _, third, fourth = (put.record.id for put in puts)
    vault.edit(first, text="Dentist said Wednesday 3pm", who=("me", "Tom"))
    vault.tag(first, "health")
    vault.untag(fourth, "work")
    vault.put_document("policy", "current", b"schema = 0")
    vault.put_document("policy", "current", b"schema = 1")
    vault.put_document("policy", "other", b"x")
    vault.delete_document("policy", "other")
    vault.derive(first, "conversation/c1")
    vault.forget(third)
    vault.set_anchor("ledger", b"size and root")


def main() -> None:
    """Make the vault, and what is expected of it."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    kit = RecoveryKit.generate()
    with Vault.create(FOLDER, PASSPHRASE, recovery=kit, cost=FLOOR) as vault:
        fill(vault)
        found = vault.verify(deep=True)
        expected = {
            "passphrase": PASSPHRASE,
            "records": [[r.text, r.kind, r.at.isoformat(), list(r.who), list(r.tags)] for r in vault.records()],
            "versions": [len(vault.versions(r.id)) for r in vault.records()],
            "document": "schema = 1",
            "anchor": "size and root",
            "verification": [found.entries, found.forgotten, found.records, found.superseded],
        }
    kit.write(FOLDER / "kit.txt")
    (FOLDER / "expected.json").write_text(json.dumps(expected, indent=1, ensure_ascii=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
