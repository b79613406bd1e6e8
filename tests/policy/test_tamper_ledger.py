"""Tampering, on the file and by SQL with every key in hand, against a checkpoint that was carried elsewhere.

What touches an entry that the checkpoint covers is noticed. What touches only later ones may pass where all keys are in the wrong hands,
and is then reported as not covered.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.policy.fakes import draft
from tests.policy.test_ledger import decision_on, drop, exchange, leaves_of, name, put, rows, sql, write_anew

from keepmum.memory.errors import KeepmumError
from keepmum.memory.sealing.keys import FLOOR
from keepmum.memory.vault import Vault
from keepmum.policy.errors import LedgerBroken
from keepmum.policy.proving import checkpoint as notes
from keepmum.policy.proving.check import write_anchor
from keepmum.policy.proving.checkpoint import Checkpoint
from keepmum.policy.proving.entry import Entry, decode
from keepmum.policy.proving.ledger import Ledger
from keepmum.policy.proving.merkle import Frontier, leaf_hash

PASSPHRASE = "correct horse"
COVERED, ALL = 8, 12
REACHES = ("rows", "signed", "sealed")
"""How far the hand reaches: single rows; the whole tree, signed with the vault's own key; the sealed head outside the database too."""


def filled(ledger: Ledger, size: int) -> None:
    """Make requests, and refusals between them, until the ledger has so many entries."""
    while (now := ledger.size()) < size:
        if now % 5 == 4 or now == size - 1:
            what = draft(f"no {now}")
            ledger.refuse(what, decision_on(what))
        else:
            exchange(ledger, now)


@dataclass(frozen=True)
class Target:
    """A ledger, what it was, and the checkpoint that was carried elsewhere."""

    vault: Vault
    ledger: Ledger
    carried: str
    leaves: tuple[bytes, ...]
    anchor: bytes

    @classmethod
    def of(cls, vault: Vault) -> Target:
        ledger = Ledger(vault, now_ms=lambda: 1_700_000_000_123)
        filled(ledger, COVERED)
        carried = ledger.checkpoint()
        assert carried.split("\n")[1] == str(COVERED)
        filled(ledger, ALL)
        return cls(vault, ledger, carried, tuple(leaves_of(vault)), vault.anchor("ledger") or b"")

    def written(self, leaves: list[bytes], reach: str, key: Ed25519PrivateKey | None = None) -> None:
        """Write another history, as far as the hand reaches."""
        if reach == "rows":
            there = rows(self.vault, "ledger.leaf")
            for index, leaf in enumerate(leaves):
                if there.pop(name(index), None) != leaf:
                    put(self.vault, "ledger.leaf", name(index), leaf)
            for left in there:
                drop(self.vault, "ledger.leaf", left)
            return
        write_anew(self.vault, leaves, key)
        if reach == "sealed":
            frontier = Frontier()
            for leaf in leaves:
                frontier = frontier.append(leaf_hash(leaf))
            own = Ed25519PrivateKey.from_private_bytes(rows(self.vault, "ledger.key")["ed25519"])
            self.vault.set_anchor("ledger", write_anchor(frontier, own.public_key()))

    def passes(self) -> bool:
        """Return whether the ledger verifies against the checkpoint; if so, everything after it is reported as not covered."""
        try:
            whole = self.ledger.verify_against(self.carried)
        except LedgerBroken:
            return False
        assert whole.covered == COVERED
        return True


def renumbered(entries: list[Entry]) -> list[bytes]:
    """Return the leaves of entries at their new places, with the intents of outcomes at theirs, as a careful forger would."""
    places = {entry.index: n for n, entry in enumerate(entries)}
    return [replace(e, index=n, intent=None if e.intent is None else places.get(e.intent, 0)).encode() for n, e in enumerate(entries)]


def edit(target: Target, dice: random.Random) -> list[bytes]:
    """Let an entry say something else."""
    leaves = list(target.leaves)
    at = dice.randrange(ALL)
    entry = decode(leaves[at])
    to, size, cost = {"recipient": "other"}, {"bytes_out": entry.bytes_out + 1}, {"cost": 7}
    changes: list[dict[str, object]] = [{**to}, {**size}, {**cost}, {"rules": ()}, {"commitment": bytes(32)}, {"marks": bytes(32)}]
    leaves[at] = replace(entry, **dice.choice(changes)).encode()  # type: ignore[arg-type]  # any field
    return leaves


def reorder(target: Target, dice: random.Random) -> list[bytes]:
    """Let two entries change places."""
    entries = [decode(leaf) for leaf in target.leaves]
    a, b = dice.sample(range(ALL), 2)
    entries[a], entries[b] = entries[b], entries[a]
    return renumbered(entries)


def cut(target: Target, dice: random.Random) -> list[bytes]:
    """Leave out the end."""
    return list(target.leaves[: dice.randrange(ALL)])


def take_out(target: Target, dice: random.Random) -> list[bytes]:
    """Leave out an entry in the middle, and close the gap."""
    entries = [decode(leaf) for leaf in target.leaves]
    del entries[dice.randrange(ALL)]
    return renumbered(entries)


def splice(target: Target, dice: random.Random) -> list[bytes]:
    """Put an entry in between."""
    entries = [decode(leaf) for leaf in target.leaves]
    refusal = next(entry for entry in entries if entry.type == "refusal")
    entries.insert(dice.randrange(ALL + 1), replace(refusal, index=99, decision="0" * 16))
    return renumbered(entries)


DEEDS: tuple[Callable[[Target, random.Random], list[bytes]], ...] = (edit, reorder, cut, take_out, splice)


def swap_payloads(target: Target, dice: random.Random) -> None:
    """Change payloads and their keys."""
    there = rows(target.vault, "ledger.payload")
    a, b = dice.sample(sorted(there), 2)
    match dice.randrange(4):
        case 0:
            put(target.vault, "ledger.payload", a, there[b])
            put(target.vault, "ledger.payload", b, there[a])
        case 1:
            data = bytearray(there[a])
            data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
            put(target.vault, "ledger.payload", a, bytes(data))
        case 2:
            put(target.vault, "ledger.payload", a, cbor2.dumps([bytes(32), b"body"], canonical=True))
        case _:
            (day,) = rows(target.vault, "ledger.payload_key")
            put(target.vault, "ledger.payload_key", day, bytes(32))


def forge_checkpoint(target: Target, dice: random.Random) -> None:
    """Put another checkpoint in the place of the newest, or sign everything with another key."""
    stranger = Ed25519PrivateKey.generate()
    newest = rows(target.vault, "ledger.checkpoint")["newest"].decode()
    origin, size, _ = newest.split("\n")[:3]
    match dice.randrange(3):
        case 0:
            put(target.vault, "ledger.checkpoint", "newest", notes.sign(Checkpoint(origin, int(size), bytes(32)), stranger).encode())
        case 1:
            put(target.vault, "ledger.checkpoint", "newest", target.carried.encode())
        case _:
            target.written(list(target.leaves), dice.choice(REACHES[1:]), stranger)


def tamper(target: Target, dice: random.Random) -> tuple[str, bool]:
    """Do one thing at random; return what it was, and whether it is certain to be noticed."""
    number = dice.randrange(len(DEEDS) + 2)
    if number >= len(DEEDS):
        (swap_payloads, forge_checkpoint)[number - len(DEEDS)](target, dice)
        return ("swap", "forge")[number - len(DEEDS)], True
    deed, reach = DEEDS[number], dice.choice(REACHES)
    leaves = deed(target, dice)
    target.written(leaves, reach)
    untouched = tuple(leaves[:COVERED]) == target.leaves[:COVERED]
    added = tuple(leaves[:ALL]) == target.leaves  # with the vault's own key nobody can tell this from what the vault itself would write
    return f"{deed.__name__} {reach}", not (untouched and (reach == "sealed" or (reach == "signed" and added)))


def tamper_often(vault: Vault, times: int) -> None:
    target = Target.of(vault)
    dice = random.Random(9162)
    done: Counter[tuple[str, bool]] = Counter()
    for _ in range(times):
        sql(vault, "SAVEPOINT honest")
        deed, certain = tamper(target, dice)
        passed = target.passes()
        assert not (passed and certain), deed
        done[deed, passed] += 1
        sql(vault, "ROLLBACK TO honest")
        sql(vault, "RELEASE honest")
        if vault.anchor("ledger") != target.anchor:
            vault.set_anchor("ledger", target.anchor)
    assert target.passes()
    assert {deed for deed, _ in done} >= {"swap", "forge"}
    print(*sorted(done.items()), sep="\n")


def test_tampering_by_sql_is_noticed(vault: Vault) -> None:
    """Edits, swaps, cuts, splices, forged checkpoints, swapped payloads, with the database's key in hand (70 of them)."""
    tamper_often(vault, 70)


@pytest.mark.soak
def test_tampering_by_sql_is_noticed_always(vault: Vault) -> None:
    """The same, 700 times."""
    tamper_often(vault, 700)


@dataclass(frozen=True)
class Copies:
    """A closed vault's folder, older copies of it by their size, and the checkpoint that was carried elsewhere."""

    now: Path
    older: dict[int, Path]
    carried: str


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Copies:
    folder = tmp_path_factory.mktemp("copies")
    older: dict[int, Path] = {}
    Vault.create(folder / "me.keep", PASSPHRASE, cost=FLOOR).close()
    carried = ""
    for size in (5, COVERED, 10, ALL):
        with Vault.open(folder / "me.keep", PASSPHRASE) as vault:
            ledger = Ledger(vault)
            filled(ledger, size)
            carried = ledger.checkpoint() if size == COVERED else carried
        older[size] = Path(shutil.copytree(folder / "me.keep", folder / f"{size}.keep"))
    return Copies(older[ALL], older, carried)


def spoil(copies: Copies, victim: Path, dice: random.Random) -> int | None:
    """Change the files; return the size of the ledger if all files are those of one older copy, which is whole in itself."""
    files = sorted(file.name for file in victim.iterdir() if file.name.startswith("vault."))
    old = copies.older[dice.choice([5, COVERED, 10])]
    match dice.choice(["flip", "cut", "page", "one file", "all files"]):
        case "flip":
            file = victim / dice.choice(files)
            data = bytearray(file.read_bytes())
            data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
            file.write_bytes(bytes(data))
        case "cut":
            file = victim / dice.choice(files)
            data = bytearray(file.read_bytes())
            file.write_bytes(data[: dice.randrange(len(data))])
        case "page":
            now, before = (victim / "vault.db").read_bytes(), (old / "vault.db").read_bytes()
            changed = [n for n in range(0, min(len(now), len(before)), 4096) if now[n : n + 4096] != before[n : n + 4096]]
            at = dice.choice(changed)
            (victim / "vault.db").write_bytes(now[:at] + before[at : at + 4096] + now[at + 4096 :])
        case "one file":
            file = dice.choice([name for name in files if (victim / name).read_bytes() != (old / name).read_bytes()])
            shutil.copy(old / file, victim / file)
        case _:
            shutil.rmtree(victim)
            shutil.copytree(old, victim)
            return int(old.stem)
    return None


def spoil_often(copies: Copies, folder: Path, times: int) -> None:
    dice = random.Random(6962)
    for number in range(times):
        victim = Path(shutil.copytree(copies.now, folder / f"{number}.keep"))
        rolled_back = spoil(copies, victim, dice)
        try:
            with Vault.open(victim, PASSPHRASE) as vault:
                vault.verify(deep=True)
                whole = Ledger(vault).verify_against(copies.carried)
        except KeepmumError:
            assert rolled_back is None or rolled_back < COVERED
        else:
            assert rolled_back is not None
            assert rolled_back >= COVERED
            assert (whole.size, whole.covered) == (rolled_back, COVERED)
        shutil.rmtree(victim)


def test_tampering_on_the_file_is_noticed(copies: Copies, tmp_path: Path) -> None:
    """Flipped bits, cut files, spliced pages, files put back: refused, or an older copy as a whole that covers the checkpoint."""
    spoil_often(copies, tmp_path, 25)


@pytest.mark.soak
def test_tampering_on_the_file_is_noticed_always(copies: Copies, tmp_path: Path) -> None:
    """The same, 300 times: 1,000 with those by SQL."""
    spoil_often(copies, tmp_path, 300)


def test_what_came_after_is_not_covered(vault: Vault) -> None:
    """A forger with every key who leaves the covered entries alone passes, and the rest is said not to be covered."""
    target = Target.of(vault)
    leaves = list(target.leaves)
    leaves[-1] = replace(decode(leaves[-1]), at=datetime(2026, 1, 1, tzinfo=UTC)).encode()
    for payload in [key for key in rows(vault, "ledger.payload") if key == name(ALL - 1)]:
        drop(vault, "ledger.payload", payload)
    target.written(leaves, "sealed")
    whole = target.ledger.verify_against(target.carried)
    assert (whole.size, whole.covered) == (ALL, COVERED)
