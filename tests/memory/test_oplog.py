"""The op log: what an entry is, byte for byte, and what it must not hold."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keepmum.memory.clock import Timestamp
from keepmum.memory.errors import VaultDamaged
from keepmum.memory.ids import RecordIds, from_bytes, to_bytes
from keepmum.memory.record import Record
from keepmum.memory.store.oplog import OPERATIONS, Entry, commit_to, decode, digest, first_previous
from keepmum.memory.vault import Vault

VECTORS = Path(__file__).parent.parent / "vectors"
BYTES16, BYTES32 = st.binary(min_size=16, max_size=16), st.binary(min_size=32, max_size=32)
ENTRIES = st.builds(
    Entry,
    seq=st.integers(1, 2**63 - 1),
    previous=BYTES32,
    incarnation=st.integers(1, 2**32),
    at=st.builds(Timestamp, st.integers(0, 10**14), st.integers(0, 2**31), BYTES16),
    op=st.sampled_from(sorted(OPERATIONS)),
    name=st.sampled_from(["", "text", "who"]),
    record=st.none() | BYTES16.map(from_bytes),
    version=BYTES16 | st.just(b""),
    replaces=st.lists(BYTES16, max_size=3).map(tuple),
    commitment=BYTES32 | st.just(b""),
)


@given(ENTRIES)
@settings(max_examples=100, deadline=None)
def test_entry_round_trip(entry: Entry) -> None:
    """An entry is read back as it was written."""
    assert decode(entry.encode()) == entry


@given(ENTRIES, st.data())
@settings(max_examples=100, deadline=None)
def test_one_writing(entry: Entry, data: st.DataObject) -> None:
    """Bytes that are not exactly what the encoder makes are refused, or are another entry."""
    encoded = bytearray(entry.encode())
    place = data.draw(st.integers(0, len(encoded) - 1))
    encoded[place] ^= data.draw(st.integers(1, 255))
    try:
        other = decode(bytes(encoded))
    except VaultDamaged:
        return
    assert other != entry
    assert other.encode() == bytes(encoded)


@pytest.mark.parametrize("data", [b"", b"\xff", b"\x80", cbor2.dumps(["x"] * 12), cbor2.dumps({"a": 1}), b"\x9f" * 5000])
def test_no_entry(data: bytes) -> None:
    """Other bytes are a damaged vault, never another exception."""
    with pytest.raises(VaultDamaged):
        decode(data)


def test_vectors() -> None:
    """The frozen entries of docs/vault-format.md are read, and written again to the same bytes and hashes."""
    vectors = json.loads((VECTORS / "oplog.json").read_text())
    assert first_previous(bytes.fromhex(vectors["vault"])).hex() == vectors["first_previous"]
    for vector in vectors["entries"]:
        entry = decode(bytes.fromhex(vector["entry"]))
        assert entry.encode().hex() == vector["entry"]
        assert digest(entry.encode()).hex() == vector["hash"]
        assert (entry.seq, entry.op, entry.name, entry.record) == (vector["seq"], vector["op"], vector["name"], vector["record"])
        if vector["nonce"]:
            assert hashlib.sha256(bytes.fromhex(vector["nonce"] + vector["payload"])).hexdigest() == entry.commitment.hex()
            assert cbor2.dumps(cbor2.loads(bytes.fromhex(vector["payload"])), canonical=True).hex() == vector["payload"]


def test_commitments_hide() -> None:
    """Two commitments to the same payload differ: a guess cannot be confirmed once the nonce is gone."""
    assert commit_to(b"x")[1] != commit_to(b"x")[1]


def test_entries_hold_no_content(vault: Vault) -> None:
    """No word, name, tag, ref, namespace or key is in an entry."""
    record = vault.put(
        [Record(text="CANARYtext", who=("CANARYwho",), thread="CANARYthread", tags=("CANARYtag",), source="CANARYsource", ref="CANARYref")]
    )[0].record.id
    vault.edit(record, text="CANARYedit")
    vault.tag(record, "CANARYtoo")
    vault.put_document("CANARYspace", "CANARYkey", b"CANARYbytes")
    entries = b"".join(row[0] for row in vault.connection().execute("SELECT entry FROM op"))
    assert b"CANARY" not in entries
    assert b"CANARY" in b"".join(row[0] for row in vault.connection().execute("SELECT payload FROM payload"))


def test_edit_names_what_it_replaces(vault: Vault) -> None:
    """Entries of one edit share a new version, name each field, and name the version before."""
    record = vault.put([Record(text="a")])[0].record.id
    vault.edit(record, text="b", thread="t")
    put, *edits = [decode(row[0]) for row in vault.connection().execute("SELECT entry FROM op ORDER BY seq")]
    assert [entry.name for entry in edits] == ["text", "thread"]
    assert {entry.version for entry in edits} != {put.version}
    assert len({entry.version for entry in edits}) == 1
    assert {entry.replaces for entry in edits} == {(put.version,)}


def test_record_ids() -> None:
    """Ids rise also when the clock stands still or is set back, and read back as their bytes."""
    ids = RecordIds()
    made = [ids.make(wall_ms) for wall_ms in [5, 5, 4, 6, 6, 2]]
    assert made == sorted(set(made))
    assert [from_bytes(to_bytes(record)) for record in made] == made
    for wrong in ("", "U" * 26, "8" + "0" * 25, "0" * 25 + "I"):
        with pytest.raises(ValueError, match="no record id"):
            to_bytes(wrong)
