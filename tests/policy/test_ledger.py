"""The ledger: what it says is what happened, and every tampering that the head or a carried checkpoint covers is noticed."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from tests.policy.fakes import draft, of
from tests.policy.test_load import text

from keepmum.memory.record import Record
from keepmum.memory.sealing.keys import FLOOR
from keepmum.memory.vault import Vault
from keepmum.policy.draft import Draft
from keepmum.policy.errors import LedgerBroken
from keepmum.policy.proving import checkpoint as notes
from keepmum.policy.proving.checkpoint import Checkpoint
from keepmum.policy.proving.entry import Entry, commit, decode
from keepmum.policy.proving.ledger import Ledger
from keepmum.policy.proving.merkle import Frontier, leaf_hash, verify_consistency, verify_inclusion
from keepmum.policy.recipient import Purpose, Recipient
from keepmum.policy.rules.decide import Decision, decide
from keepmum.policy.rules.load import load

POLICY = load(text())


def decision_on(what: Draft) -> Decision:
    return decide(POLICY, what, [()] * len(what.parts))


def exchange(ledger: Ledger, number: int) -> None:
    """Record one request and its reply."""
    what = draft(f"question {number}")
    intent = ledger.intent(what, decision_on(what), b"body %d" % number)
    ledger.outcome(intent, b"reply %d" % number)


@pytest.fixture
def ledger(vault: Vault) -> Ledger:
    made = Ledger(vault, now_ms=lambda: 1_700_000_000_123)
    for number in range(3):
        exchange(made, number)
    return made


def sql(vault: Vault, statement: str, *values: object) -> list[tuple[object, ...]]:
    """Write past keepmum, with the key in hand."""
    with vault.lock:
        return list(vault.connection().execute(statement, values))


def rows(vault: Vault, namespace: str) -> dict[str, bytes]:
    return {str(k): bytes(v) for k, v in sql(vault, "SELECT key, bytes FROM documents WHERE namespace = ?", namespace)}  # type: ignore[call-overload]  # a blob


def put(vault: Vault, namespace: str, key: str, data: bytes) -> None:
    if key in rows(vault, namespace):
        sql(vault, "UPDATE documents SET bytes = ? WHERE namespace = ? AND key = ?", data, namespace, key)
    else:
        sql(vault, "INSERT INTO documents SELECT ?, ?, ?, version, seq FROM documents LIMIT 1", namespace, key, data)


def drop(vault: Vault, namespace: str, key: str) -> None:
    sql(vault, "DELETE FROM documents WHERE namespace = ? AND key = ?", namespace, key)


def name(index: int) -> str:
    return f"{index:012d}"


def write_anew(vault: Vault, leaves: list[bytes], key: Ed25519PrivateKey | None = None) -> None:
    """Write a whole new history as keepmum itself would, signed with the vault's own key: all but the sealed head."""
    own = Ed25519PrivateKey.from_private_bytes(rows(vault, "ledger.key")["ed25519"])
    origin = f"keepmum.local/ledger/{hashlib.sha256(vault.id).hexdigest()[:32]}"
    for namespace in ("ledger.leaf", "ledger.root", "ledger.checkpoint"):
        for old in rows(vault, namespace):
            drop(vault, namespace, old)
    frontier = Frontier()
    for index, leaf in enumerate(leaves):
        frontier = frontier.append(leaf_hash(leaf))
        put(vault, "ledger.leaf", name(index), leaf)
        put(vault, "ledger.root", name(frontier.size), frontier.root)
    if leaves:
        put(vault, "ledger.checkpoint", "newest", notes.sign(Checkpoint(origin, frontier.size, frontier.root), key or own).encode())
    put(vault, "ledger.tree", "frontier", cbor2.dumps([frontier.size, list(frontier.hashes)], canonical=True))
    for stray in rows(vault, "ledger.payload"):
        if int(stray) >= len(leaves):
            drop(vault, "ledger.payload", stray)
    if key is not None:
        put(vault, "ledger.key", "ed25519", key.private_bytes_raw())


def leaves_of(vault: Vault) -> list[bytes]:
    return [data for _, data in sorted(rows(vault, "ledger.leaf").items())]


def test_what_an_entry_says(vault: Vault) -> None:
    """An intent and its outcome hold who, what for, which policy, how much and when; the payloads are apart."""
    ledger = Ledger(vault, now_ms=lambda: 1_700_000_000_123)
    what = draft("Hi", recipient=Recipient("cloud", "https://user@cloud.example:8443/v1", "m"))
    intent = ledger.intent(what, decision_on(what), b"body", confirmed=True)
    ledger.outcome(intent, b"reply")
    first, second = ledger.entries()
    assert first == intent.entry
    assert (first.index, first.type, first.recipient, first.model, first.purpose) == (0, "intent", "cloud", "m", "answer")
    assert first.host == "cloud.example:8443"
    assert (first.policy_digest, first.rules, first.bytes_out, first.confirmed) == (POLICY.digest, ("notes",), 4, True)
    assert first.at.isoformat() == "2023-11-14T22:13:20.123000+00:00"
    assert first.software.startswith("keepmum ")
    assert (second.intent, second.status, second.bytes_in, second.decision) == (0, "answered", 5, first.decision)
    assert second.conversation == first.conversation
    assert [ledger.payload(index) for index in (0, 1)] == [b"body", b"reply"]
    with pytest.raises(ValueError, match="no such entry"):
        ledger.payload(2)


def test_a_leaf_holds_no_content(vault: Vault) -> None:
    """Neither texts nor reasons nor the name of the conversation are in a leaf, and the commitment cannot be guessed at."""
    ledger = Ledger(vault)
    what = draft("Orsolya came", conversation="divorce")
    ledger.refuse(what, decision_on(what).blocked("because of Orsolya"))
    ledger.outcome(ledger.intent(what, decision_on(what), b"Orsolya"), b"Orsolya")
    for leaf in leaves_of(vault):
        assert b"Orsolya" not in leaf
        assert b"divorce" not in leaf
        assert commit(b"", b"Orsolya") not in leaf
    assert rows(vault, "ledger.payload")[name(1)] != rows(vault, "ledger.payload")[name(2)]


def test_conversations_are_told_apart(vault: Vault) -> None:
    """Entries of one conversation with one recipient share a keyed hash; others do not."""
    ledger = Ledger(vault)
    other = Recipient("other", "https://other.example", "m")
    for what in (draft("a"), draft("b"), draft("a", conversation="c2"), draft("a", recipient=other)):
        ledger.refuse(what, decision_on(what))
    hashes = [entry.conversation for entry in ledger.entries()]
    assert hashes[0] == hashes[1]
    assert len(set(hashes)) == 3


def test_an_empty_ledger(vault: Vault) -> None:
    """It verifies, and even its checkpoint is signed."""
    ledger = Ledger(vault)
    assert (ledger.entries(), ledger.verify().size) == ([], 0)
    assert ledger.checkpoint().split("\n")[1] == "0"
    ledger.verify_against(ledger.checkpoint())


def test_checkpoints_and_proofs_fit_the_public_key(ledger: Ledger, vault: Vault) -> None:
    """With the public key alone a checkpoint is checked, and proofs hold against its root."""
    old = ledger.checkpoint()
    exchange(ledger, 9)
    origin, _, encoded = ledger.public_key().split("+", 2)
    import base64

    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(encoded)[1:])
    before, now = notes.read(old, key), notes.read(ledger.checkpoint(), key)
    assert (before.origin, before.size, now.size) == (origin, 6, 8)
    leaves = leaves_of(vault)
    proofs = ledger.proofs([old])
    for index in range(8):
        assert verify_inclusion(leaf_hash(leaves[index]), index, 8, proofs.inclusion(index), now.root)
    assert verify_consistency(6, 8, proofs.consistency(6), before.root, now.root)
    whole = ledger.verify_against(old)
    assert (whole.size, whole.covered) == (8, 6)


def test_perhaps_sent(ledger: Ledger) -> None:
    """An intent without an outcome is reported, until it has one."""
    what = draft("Hi")
    intent = ledger.intent(what, decision_on(what), b"body")
    assert [entry.index for entry in ledger.perhaps_sent()] == [6]
    assert ledger.verify().perhaps_sent == (6,)
    ledger.outcome(intent, error=KeyError("x"))
    assert ledger.perhaps_sent() == []
    assert ledger.entries()[-1].error == "KeyError"


def edited(leaf: bytes, **fields: object) -> bytes:
    return replace(decode(leaf), **fields).encode()  # type: ignore[arg-type]  # any field


TAMPERINGS: dict[str, tuple[Callable[[Vault], None], int | None]] = {
    "a leaf edited": (lambda v: put(v, "ledger.leaf", name(2), edited(leaves_of(v)[2], recipient="other")), 2),
    "a leaf made unreadable": (lambda v: put(v, "ledger.leaf", name(2), leaves_of(v)[2] + b"\0"), 2),
    "a leaf without a field": (lambda v: put(v, "ledger.leaf", name(2), b"\xa0"), 2),
    "the last leaf cut": (lambda v: drop(v, "ledger.leaf", name(5)), 5),
    "a leaf taken out": (lambda v: drop(v, "ledger.leaf", name(2)), 2),
    "the last entry cut and signed anew": (lambda v: write_anew(v, leaves_of(v)[:-1]), 5),
    "all entries cut": (lambda v: write_anew(v, []), 0),
    "a leaf edited and all signed anew": (lambda v: write_anew(v, [edited(leaf, recipient="other") for leaf in leaves_of(v)]), None),
    "the last leaf edited and all signed anew": (
        lambda v: write_anew(v, [*leaves_of(v)[:-1], edited(leaves_of(v)[-1], bytes_in=1)]),
        None,
    ),
    "an entry spliced in": (lambda v: put(v, "ledger.leaf", name(6), edited(leaves_of(v)[5], index=6)), 6),
    "an entry spliced in and all signed anew": (
        lambda v: write_anew(v, [*leaves_of(v)[:2], *(edited(leaf, index=i + 2) for i, leaf in enumerate(leaves_of(v)[1:]))]),
        None,
    ),
    "two leaves swapped": (lambda v: [put(v, "ledger.leaf", name(a), leaves_of(v)[b]) for a, b in ((1, 2),)] and None, 1),
    "signed anew by another key": (lambda v: write_anew(v, leaves_of(v), Ed25519PrivateKey.generate()), None),
    "a root edited": (lambda v: put(v, "ledger.root", name(3), rows(v, "ledger.root")[name(4)]), 2),
    "the newest checkpoint not signed": (
        lambda v: put(v, "ledger.checkpoint", "newest", rows(v, "ledger.checkpoint")["newest"][:-8] + b"AAAAAA=\n"),
        None,
    ),
    "a root taken out": (lambda v: drop(v, "ledger.root", name(3)), 2),
    "the newest checkpoint taken out": (lambda v: drop(v, "ledger.checkpoint", "newest"), 6),
    "the tree's edge taken out": (lambda v: drop(v, "ledger.tree", "frontier"), None),
    "the tree's edge edited": (lambda v: put(v, "ledger.tree", "frontier", cbor2.dumps([1, [bytes(32)]])), None),
    "the tree's edge made unreadable": (lambda v: put(v, "ledger.tree", "frontier", b"\xff"), None),
    "the key taken out": (lambda v: drop(v, "ledger.key", "ed25519"), None),
    "the key replaced": (lambda v: put(v, "ledger.key", "ed25519", bytes(32)), None),
    "a payload edited": (lambda v: put(v, "ledger.payload", name(3), cbor2.dumps([bytes(32), b"x"])), 3),
    "a payload made unreadable": (lambda v: put(v, "ledger.payload", name(3), b"\xff"), 3),
    "two payloads swapped": (lambda v: put(v, "ledger.payload", name(3), rows(v, "ledger.payload")[name(2)]), 3),
    "a payload without an entry": (lambda v: put(v, "ledger.payload", name(6), b"x"), 6),
}  # fmt: skip


@pytest.mark.parametrize(("tamper", "index"), TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_tampering_is_noticed(ledger: Ledger, vault: Vault, tamper: Callable[[Vault], None], index: int | None) -> None:
    """Whatever is done to the database with the key in hand does not fit the sealed head, and the entry is named where it can be."""
    ledger.verify()
    tamper(vault)
    with pytest.raises(LedgerBroken) as caught:
        ledger.verify()
    assert caught.value.index == index


@pytest.mark.parametrize(
    "tampering", ["the last entry cut and signed anew", "a leaf edited and all signed anew", "the tree's edge taken out"]
)
def test_nothing_is_added_to_a_ledger_that_was_tampered_with(ledger: Ledger, vault: Vault, tampering: str) -> None:
    """An intent on top of another history is refused, so nothing is sent."""
    TAMPERINGS[tampering][0](vault)
    what = draft("Hi")
    before = rows(vault, "ledger.leaf")
    with pytest.raises(LedgerBroken):
        ledger.intent(what, decision_on(what), b"body")
    assert rows(vault, "ledger.leaf") == before


def test_a_head_that_lags_is_no_tampering(ledger: Ledger, vault: Vault) -> None:
    """After a crash between commit and head the head is one entry behind: the whole tree is checked and the ledger goes on."""
    anchor = vault.anchor("ledger")
    assert anchor is not None
    exchange(ledger, 7)
    vault.set_anchor("ledger", anchor)
    assert ledger.verify().size == 8
    exchange(ledger, 8)
    assert ledger.verify().size == 10
    vault.set_anchor("ledger", anchor)
    TAMPERINGS["a leaf edited"][0](vault)
    with pytest.raises(LedgerBroken):
        exchange(ledger, 9)


def test_a_carried_checkpoint_notices_what_the_head_cannot(ledger: Ledger, vault: Vault) -> None:
    """All files put back together, or written anew with all keys: only what was carried elsewhere tells."""
    carried = ledger.checkpoint()
    leaves = leaves_of(vault)
    write_anew(vault, [edited(leaf, recipient="other") for leaf in leaves])
    frontier = Frontier()
    for leaf in leaves_of(vault):
        frontier = frontier.append(leaf_hash(leaf))
    sealed = cbor2.loads(vault.anchor("ledger") or b"")
    vault.set_anchor("ledger", cbor2.dumps([frontier.size, frontier.root, sealed[2]], canonical=True))
    assert ledger.verify().size == 6
    with pytest.raises(LedgerBroken, match="has seen"):
        ledger.verify_against(carried)
    write_anew(vault, leaves[:4])
    vault.set_anchor("ledger", cbor2.dumps([4, Frontier(4, (_root(leaves[:4]),)).root, sealed[2]], canonical=True))
    assert ledger.verify().size == 4
    with pytest.raises(LedgerBroken, match="more than this ledger has"):
        ledger.verify_against(carried)


def _root(leaves: list[bytes]) -> bytes:
    frontier = Frontier()
    for leaf in leaves:
        frontier = frontier.append(leaf_hash(leaf))
    return frontier.root


def test_destroyed_payloads_leave_the_proofs_whole(ledger: Ledger, vault: Vault) -> None:
    """A payload that is gone is reported as destroyed and breaks nothing."""
    root = ledger.verify().root
    drop(vault, "ledger.payload", name(2))
    whole = ledger.verify()
    assert (whole.root, whole.destroyed) == (root, (2,))
    assert ledger.payload(2) is None


def test_an_outcome_needs_its_intent(ledger: Ledger, vault: Vault) -> None:
    """An outcome of nothing, or a second one, does not verify."""
    what = draft("Hi")
    again = replace(ledger.outcome(ledger.intent(what, decision_on(what), b"body"), b"reply"), index=8)
    write_anew(vault, [*leaves_of(vault), again.encode()])
    with pytest.raises(LedgerBroken) as caught:
        ledger.verify()
    assert caught.value.index == 8


def test_an_intent_ends_once(ledger: Ledger, tmp_path: Path) -> None:
    """A second outcome of one intent, or one of another ledger's, is refused and leaves the ledger whole."""
    what = draft("Hi")
    intent = ledger.intent(what, decision_on(what), b"body")
    ledger.outcome(intent, b"reply")
    with pytest.raises(ValueError, match="outcome is known"):
        ledger.outcome(intent, error=KeyError())
    with Vault.create(tmp_path / "other.keep", "correct horse", cost=FLOOR) as other:
        stranger = Ledger(other).intent(what, decision_on(what), b"body")
        with pytest.raises(ValueError, match="not of this ledger"):
            ledger.outcome(stranger, b"reply")
    assert ledger.verify().size == 8


def test_no_intent_inside_a_transaction(ledger: Ledger, vault: Vault) -> None:
    """An intent that a caller could still undo is no intent: it is refused, and nothing is written."""
    what = draft("Hi")
    with vault.transaction(), pytest.raises(ValueError, match="inside a transaction"):
        ledger.intent(what, decision_on(what), b"body")
    assert ledger.verify().size == 6


def test_two_ledgers_of_one_vault(vault: Vault) -> None:
    """Two ledgers on one vault, used from many threads, write one tree; forgetting reaches both."""
    record = vault.put([Record(text="The boiler is old.", kind="memo", at=datetime(2025, 1, 1, tzinfo=UTC))])[0].record
    what = Draft((of(record),), Purpose("answer"), draft("x").recipient, "c1")
    ledgers = [Ledger(vault), Ledger(vault)]

    def use(number: int) -> None:
        mine = ledgers[number % 2]
        mine.outcome(mine.intent(what, decision_on(what), b"body"), b"reply")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(use, range(12)))
    assert ledgers[0].verify() == ledgers[1].verify()
    assert ledgers[0].verify().size == 24
    assert record.id
    vault.forget(record.id)
    assert ledgers[1].verify().destroyed == tuple(range(24))


def test_leaves_are_deterministic(ledger: Ledger) -> None:
    """An entry has one encoding: what decodes encodes to the same bytes, and other bytes of the same map are refused."""
    for entry in ledger.entries():
        leaf = entry.encode()
        assert decode(leaf) == entry
        fields = cbor2.loads(leaf)
        with pytest.raises(ValueError, match="no entry"):
            decode(cbor2.dumps(dict(reversed(fields.items()))))
        with pytest.raises(ValueError, match="no entry"):
            decode(cbor2.dumps({**fields, "extra": 1}, canonical=True))


def _random_tampering(vault: Vault, dice: random.Random) -> None:
    """Do one thing at random to the ledger's documents."""
    namespace = dice.choice(["ledger.leaf", "ledger.root", "ledger.checkpoint", "ledger.payload", "ledger.tree"])
    there = rows(vault, namespace)
    key = dice.choice(sorted(there))
    data = bytearray(there[key])
    deed = dice.choice(["flip", "cut", "swap", "splice", "drop", "anew"])
    if deed == "flip":
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        put(vault, namespace, key, bytes(data))
    elif deed == "cut":
        put(vault, namespace, key, bytes(data[: dice.randrange(len(data))]))
    elif deed == "swap" and len(there) > 1:
        put(vault, namespace, key, there[dice.choice(sorted(set(there) - {key}))])
    elif deed == "splice":
        put(vault, namespace, name(int(max(there)) + 1) if max(there).isdigit() else key, bytes(data) + b"\0")
    elif deed == "drop" and namespace != "ledger.payload":
        drop(vault, namespace, key)
    else:
        leaves = leaves_of(vault)
        del leaves[dice.randrange(len(leaves))]
        write_anew(vault, [edited(leaf, index=index) for index, leaf in enumerate(leaves)])


def _tamper_often(vault: Vault, times: int) -> None:
    ledger = Ledger(vault)
    for number in range(3):
        exchange(ledger, number)
    dice = random.Random(2026)
    for _ in range(times):
        sql(vault, "SAVEPOINT honest")
        _random_tampering(vault, dice)
        with pytest.raises(LedgerBroken):
            ledger.verify()
        sql(vault, "ROLLBACK TO honest")
        sql(vault, "RELEASE honest")
    assert ledger.verify().size == 6


def test_random_tamperings_are_noticed(vault: Vault) -> None:
    """Any single change to leaves, checkpoints, payloads or the tree's edge is noticed (60 of them)."""
    _tamper_often(vault, 60)


@pytest.mark.soak
def test_a_thousand_tamperings_are_noticed(vault: Vault) -> None:
    """Any single change to leaves, checkpoints, payloads or the tree's edge is noticed (1,000 of them)."""
    _tamper_often(vault, 1000)


def test_an_entry_is_what_it_says() -> None:
    """A leaf of an unknown type is no entry."""
    leaf = Entry(0, "intent", decode(_LEAF).at, "d", b"", "r", "h", "m", "p", "x", (), (), 0, False, "s", b"").encode()
    with pytest.raises(ValueError, match="no entry"):
        decode(leaf.replace(b"intent", b"intend"))


_LEAF = cbor2.dumps(
    {
        "v": 1, "seq": 0, "type": "refusal", "at_ms": 0, "decision": "d", "conversation": b"", "recipient": "r", "host": "h", "model": "m",
        "purpose": "p", "policy": "x", "rules": [], "counts": [], "bytes_out": 0, "confirmed": False, "software": "s", "commitment": b"",
    },
    canonical=True,
)  # fmt: skip
