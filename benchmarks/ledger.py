"""What the ledger costs when it is long: appending an entry, verifying all of them, proving one.

    python benchmarks/ledger.py [--entries 100000] [--bytes 800]

A ledger of that many entries is written in large transactions, in the format of the real thing; then single requests are appended
as the gate does it, each an intent and an outcome that wait for the disk. The CPU's time beside the clock's tells what is keepmum's
own work and what is waiting: an append waits for the disk three times (the next head, the database, the head's place), so its clock is
that of the disk.
"""

from __future__ import annotations

import argparse
import os
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from keepmum.memory.sealing.keys import FLOOR
from keepmum.memory.vault import Vault
from keepmum.policy.draft import Draft, Part
from keepmum.policy.proving import checkpoint as notes
from keepmum.policy.proving.check import write_anchor
from keepmum.policy.proving.checkpoint import Checkpoint
from keepmum.policy.proving.entry import commit
from keepmum.policy.proving.ledger import Ledger
from keepmum.policy.proving.marks import write_marks
from keepmum.policy.proving.merkle import Frontier, leaf_hash
from keepmum.policy.proving.payloads import Payload, Payloads
from keepmum.policy.proving.store import LedgerStore
from keepmum.policy.recipient import Purpose, Recipient
from keepmum.policy.rules.decide import Decision

_AT_ONCE = 2000  # entries in a transaction while the ledger is filled
_APPENDED = 200  # entries that are appended one by one
_SYNCED = 50  # times that the disk alone is asked

WHAT = Draft((Part("question", "user"),), Purpose("answer"), Recipient("cloud", "https://cloud.example/v1", "m"), "c1")
DECISION = Decision("permit", ("my-notes",), (), ((),), "0" * 64)


def fill(vault: Vault, ledger: Ledger, entries: int, size: int) -> None:
    """Write requests, each an intent and an outcome, as the ledger itself would, many in a transaction."""
    store, payloads, key = LedgerStore(vault), Payloads(vault), ledger._key()  # noqa: SLF001  what is signed must be signed by its key
    frontier, first = Frontier(), ledger._entry("intent", WHAT, DECISION, size, confirmed=False)  # noqa: SLF001  as above
    note = ""
    for start in range(0, entries, _AT_ONCE):
        with vault.transaction():
            documents: dict[tuple[str, str], bytes] = {}
            for index in range(start, min(entries, start + _AT_ONCE)):
                payload = Payload(secrets.token_bytes(32), secrets.token_bytes(size), write_marks(()))
                made = replace(first, decision=f"{index // 2:016x}", index=index)
                if index % 2:
                    made = replace(made, type="outcome", intent=index - 1, status="answered", bytes_in=size)
                made = replace(made, commitment=commit(payload.nonce, payload.body), marks=commit(payload.nonce, payload.marks))
                leaf = made.encode()
                frontier = frontier.append(leaf_hash(leaf))
                if index in {start + _AT_ONCE - 1, entries - 1}:
                    note = notes.sign(Checkpoint(ledger._origin, frontier.size, frontier.root), key)  # noqa: SLF001  as above
                held = payloads.documents(made, payload)
                if len(held) > 1:
                    vault.put_documents(held[:-1])  # the day's key, which the next payloads look for
                added = [*store.documents(index, leaf, frontier=frontier, note=note), held[-1]]
                documents |= {(namespace, name): data for namespace, name, data in added}
            vault.put_documents([(namespace, name, data) for (namespace, name), data in documents.items()])
            vault.set_anchor(LedgerStore.ANCHOR, write_anchor(frontier, key.public_key()))


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds that some work takes: on the clock, and of CPU."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def append(ledger: Ledger, size: int) -> None:
    """Record one request and its reply."""
    intent = ledger.intent(WHAT, DECISION, secrets.token_bytes(size))
    ledger.outcome(intent, secrets.token_bytes(size))


def synced(folder: Path) -> float:
    """Return the median seconds that this disk takes to make a small file durable: what no program can go below."""
    taken = []
    with (folder / "probe").open("wb") as file:
        for _ in range(_SYNCED):
            file.write(bytes(4096))
            file.flush()
            taken.append(timed(lambda: os.fsync(file.fileno()))[0])
    return statistics.median(taken)


def main() -> int:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--bytes", type=int, default=800, help="of each payload")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Vault.create(Path(folder) / "me.keep", "a passphrase", cost=FLOOR) as vault:
        ledger = Ledger(vault)
        fill(vault, ledger, given.entries, given.bytes)
        carried = ledger.checkpoint()
        each = [timed(lambda: append(ledger, given.bytes)) for _ in range(_APPENDED // 2)]
        rows = [
            ("append one entry (mean)", *(1000 * statistics.mean(one[n] for one in each) / 2 for n in (0, 1)), "ms"),
            ("append one entry (median)", *(1000 * statistics.median(one[n] for one in each) / 2 for n in (0, 1)), "ms"),
            ("verify all", *timed(ledger.verify), "s"),
            ("verify all against a checkpoint", *timed(lambda: ledger.verify_against(carried)), "s"),
            ("list all entries", *timed(ledger.entries), "s"),
            ("verify all and prove one", *timed(lambda: ledger.proofs().entry_text(given.entries // 2)), "s"),
        ]
        sys.stdout.write(f"{given.entries:,} entries with payloads of {given.bytes:,} bytes; clock / CPU\n")
        for what, wall, cpu, unit in rows:
            sys.stdout.write(f"  {what:<34}{wall:>9.2f} / {cpu:>7.2f} {unit}\n")
        sys.stdout.write(f"  {'one wait for this disk (median)':<34}{1000 * synced(Path(folder)):>9.2f}            ms\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
