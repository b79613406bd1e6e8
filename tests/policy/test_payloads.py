"""Payloads: sealed apart under the key of their day, destroyed when their time is over, and those of older versions still read."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.policy.fakes import draft
from tests.policy.test_ledger import decision_on, drop, exchange, name, put, rows

from keepmum.memory.sealing.keys import FLOOR
from keepmum.memory.vault import Vault
from keepmum.policy.errors import LedgerBroken
from keepmum.policy.proving.entry import commit, decode
from keepmum.policy.proving.ledger import Ledger
from keepmum.policy.proving.marks import Mark
from keepmum.policy.proving.merkle import leaf_hash

TESTS = Path(__file__).parents[1]
VECTORS = json.loads((TESTS / "vectors" / "ledger.json").read_text(encoding="utf-8"))
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def at(ledger: Ledger, moment: datetime) -> Ledger:
    """Let the ledger's clock show a time."""
    ledger._now_ms = lambda: round(moment.timestamp() * 1000)
    return ledger


def over_days(vault: Vault) -> Ledger:
    """Return a ledger with one request a day on 1 to 5 March."""
    ledger = Ledger(vault)
    for day in range(1, 6):
        exchange(at(ledger, NOON.replace(day=day)), day)
    return at(ledger, NOON)


@pytest.mark.parametrize("version", VECTORS["leaves"])
def test_frozen_leaves(version: str) -> None:
    """The leaves of every version that was ever written decode, encode to the same bytes, and have the same hash."""
    leaf = bytes.fromhex(VECTORS["leaves"][version])
    assert decode(leaf).encode() == leaf
    assert leaf_hash(leaf).hex() == VECTORS["leaf_hashes"][version]


@pytest.mark.parametrize("version", ["1", "2"])
def test_frozen_payloads(vault: Vault, version: str) -> None:
    """The payload of every version that was ever written is read, and fits its leaf alone."""
    ledger = Ledger(vault)
    entry = decode(bytes.fromhex(VECTORS["leaves"][version]))
    vault.put_document("ledger.payload_key", "2026-11-25", bytes.fromhex(VECTORS["day_key"]))
    vault.put_document("ledger.payload", name(42), bytes.fromhex(VECTORS["documents"][version]))
    payload = ledger._payloads.get(entry)
    assert payload is not None
    assert (payload.nonce.hex(), payload.body.hex()) == (VECTORS["nonce"], VECTORS["payload"])
    if version == "2":
        assert payload.marks.hex() == VECTORS["marks"]
        assert [payload.body[mark.start : mark.end] for mark in payload.read_marks()] == [b"[PERSON_1]", b"Tuesday"]
    else:
        assert payload.read_marks() == ()
    other = decode(bytes.fromhex(VECTORS["leaves"]["1" if version == "2" else "2"]))
    with pytest.raises(LedgerBroken):
        ledger._payloads.get(other)


def test_a_ledger_of_the_first_version_goes_on(tmp_path: Path) -> None:
    """A ledger that was written before payloads had keys and marks verifies, is read, goes on, and expires."""
    folder = Path(shutil.copytree(TESTS / "assets" / "ledger-1.keep", tmp_path / "me.keep"))
    folder.chmod(0o700)
    for file in folder.iterdir():
        file.chmod(0o600)
    with Vault.open(folder, "frozen Käthe 牙医") as vault:
        ledger = Ledger(vault)
        before = ledger.checkpoint()
        assert (ledger.verify().size, ledger.verify().perhaps_sent) == (6, (5,))
        assert [entry.version for entry in ledger.entries()] == [1] * 6
        assert [ledger.payload(index) for index in (0, 1)] == [b"body 0", b"reply 0"]
        exchange(ledger, 9)
        whole = ledger.verify_against(before)
        assert (whole.size, whole.covered) == (8, 6)
        assert ledger.expire(0, datetime(2025, 11, 26, tzinfo=UTC)) == 6
        assert ledger.verify().destroyed == tuple(range(6))
        assert ledger.payload(7) == b"reply 9"


def test_payloads_of_old_days_are_destroyed_with_their_keys(vault: Vault) -> None:
    """What is older than so many whole days is gone, payload and key; the rest, every leaf and every proof stay."""
    ledger = over_days(vault)
    carried, root = ledger.checkpoint(), ledger.verify().root
    assert ledger.expire(7, NOON) == 4  # 1 and 2 March; the 3rd is seven days ago
    assert sorted(rows(vault, "ledger.payload_key")) == ["2026-03-03", "2026-03-04", "2026-03-05"]
    whole = ledger.verify_against(carried)
    assert (whole.root, whole.destroyed) == (root, (0, 1, 2, 3))
    assert (ledger.payload(3), ledger.payload(4)) == (None, b"body 3")
    assert ledger.expire(7, NOON) == 0
    exchange(ledger, 9)
    assert ledger.expire(0, NOON + timedelta(days=400)) == 8
    assert rows(vault, "ledger.payload_key") == rows(vault, "ledger.payload") == {}
    assert ledger.verify().size == 12


def test_a_day_is_counted_in_utc(vault: Vault) -> None:
    """The day of an entry is that of UTC, wherever the clock hangs that is asked."""
    ledger = Ledger(vault)
    exchange(at(ledger, datetime(2026, 3, 1, 23, 59, tzinfo=UTC)), 1)
    assert ledger.expire(1, datetime.fromisoformat("2026-03-03T07:00+08:00")) == 0
    assert ledger.expire(1, datetime.fromisoformat("2026-03-03T08:00+08:00")) == 2


def test_wrong_retention_is_refused(vault: Vault) -> None:
    """Negative days and times without a zone are the caller's mistake; nothing is destroyed."""
    ledger = over_days(vault)
    with pytest.raises(ValueError, match="0 days or more"):
        ledger.expire(-1, NOON)
    with pytest.raises(ValueError, match="a zone"):
        ledger.expire(1, NOON.replace(tzinfo=None))
    assert ledger.verify().destroyed == ()


def test_expiry_is_one_step(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure on the way leaves every payload and key as it was."""
    ledger = over_days(vault)

    def fail(day: date) -> None:
        raise RuntimeError(str(day))

    monkeypatch.setattr(ledger._payloads, "destroy_key", fail)
    with pytest.raises(RuntimeError):
        ledger.expire(0, NOON)
    assert ledger.verify().destroyed == ()


def test_without_its_key_a_payload_is_destroyed(vault: Vault) -> None:
    """The key alone is enough: whoever has the sealed payload and not its key has nothing; another key is noticed."""
    ledger = over_days(vault)
    key = rows(vault, "ledger.payload_key")["2026-03-02"]
    put(vault, "ledger.payload_key", "2026-03-02", bytes(32))
    with pytest.raises(LedgerBroken) as caught:
        ledger.verify()
    assert caught.value.index == 2
    drop(vault, "ledger.payload_key", "2026-03-02")
    assert ledger.verify().destroyed == (2, 3)
    assert ledger.payload(2) is None
    assert key not in b"".join(rows(vault, "ledger.payload").values())


def test_marks_are_committed_to(vault: Vault) -> None:
    """What was sent comes back with its marks; the leaf commits to both with one nonce."""
    ledger = Ledger(vault)
    what = draft("Hi")
    marks = (Mark(0, 4, "person", "placeholder", ("people",)),)
    intent = ledger.intent(what, decision_on(what), b"body", marks=marks, cost=1_500)
    payload = ledger.opened(0)
    assert payload is not None
    assert (payload.body, payload.read_marks()) == (b"body", marks)
    assert intent.entry.marks == commit(payload.nonce, payload.marks)
    assert ledger.entry(0).cost == 1_500
    assert ledger.outcome(intent, b"reply").cost == 0


def test_nothing_of_a_payload_is_in_a_repr(tmp_path: Path) -> None:
    """Neither a payload nor an entry shows what was sent."""
    with Vault.create(tmp_path / "me.keep", "correct horse", cost=FLOOR) as vault:
        ledger = Ledger(vault)
        exchange(ledger, 1)
        assert "body" not in repr(ledger.opened(0))
