"""The vault: put, change, find again."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.memory.fakes import only

from keepmum.memory.errors import (
    NoSuchRecord,
)
from keepmum.memory.record import KINDS, Record, RecordId
from keepmum.memory.vault import Vault

PASSPHRASE = "correct horse"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)
NAMES = st.lists(TEXTS, max_size=3).map(tuple)
TIMES = st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1)).flatmap(  # noqa: DTZ001  the zone is drawn after
    lambda at: st.integers(-14 * 60, 14 * 60).map(lambda zone: at.replace(tzinfo=timezone(timedelta(minutes=zone))))
)
RECORDS = st.builds(
    Record,
    text=TEXTS,
    kind=st.sampled_from(sorted(KINDS)),
    at=TIMES,
    who=NAMES,
    thread=TEXTS,
    source=TEXTS,
    ref=st.none() | TEXTS,
    tags=NAMES,
    ends=st.none() | TIMES,
    reply_to=st.none() | TEXTS,
    attachments=NAMES,
)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@given(st.lists(RECORDS, max_size=5))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_put_comes_back(vault: Vault, records: list[Record]) -> None:
    """Every field of every record comes back as it was, with an id and the time it was added; the log agrees."""
    before = vault.count()
    puts = vault.put(records)
    for given_record, put in zip(records, puts, strict=True):
        stored = vault.get(put.record.id)
        assert stored == put.record
        assert stored.added_at is not None
        if put.new:
            same = Record(
                **{
                    name: getattr(stored, name)
                    for name in ("text", "kind", "at", "who", "thread", "source", "ref", "tags", "ends", "reply_to", "attachments")
                }
            )
            assert same == given_record
            assert stored.at.utcoffset() == given_record.at.utcoffset()
    assert vault.count() == before + sum(put.new for put in puts)
    vault.verify(deep=True)


def test_it_survives_closing(vault: Vault) -> None:
    """What was put is there after the vault was closed and opened, and nothing but the vault's files is in the folder."""
    record = only(vault, Record(text="牙医 said Tuesday", who=("me",)))
    device = vault.device
    vault.close()
    assert names(vault.path) == ["lock", "vault.db", "vault.head", "vault.json"]
    with Vault.open(vault.path, PASSPHRASE) as opened:
        assert opened.get(record).text == "牙医 said Tuesday"
        assert (opened.id, opened.device) == (vault.id, device)


def test_second_import_adds_nothing(vault: Vault) -> None:
    """The same source and ref is the same record, across calls and inside one; without a ref it is always new."""
    first = vault.put([Record(text="a", source="s", ref="1"), Record(text="b", source="s", ref="1"), Record(text="c", source="t", ref="1")])
    assert [put.new for put in first] == [True, False, True]
    assert first[1].record == first[0].record
    again = vault.put([Record(text="a", source="s", ref="1"), Record(text="n"), Record(text="n")])
    assert [put.new for put in again] == [False, True, True]
    assert again[0].record == first[0].record
    assert vault.origins(first[0].record.id) == [("s", "1")]
    assert vault.count() == 4


def test_ids_sort_by_time(vault: Vault) -> None:
    """Ids are 26 characters and rise in the order in which records were added."""
    ids = [put.record.id for put in vault.put([Record(text=str(n)) for n in range(200)])]
    assert ids == sorted(set(ids))
    assert {len(i) for i in ids} == {26}


def test_edit_keeps_versions(vault: Vault) -> None:
    """An edit makes one new version whatever the number of fields; the old one stays; the id and what it came from too."""
    record = only(vault, Record(text="one", source="s", ref="9", at=NOON))
    vault.edit(record, text="two", thread="t", who=("Mei",))
    vault.tag(record, "health")
    vault.untag(record, "health")
    versions = vault.versions(record)
    assert [(v.text, v.thread, v.tags) for v in versions] == [
        ("one", "", ()),
        ("two", "t", ()),
        ("two", "t", ("health",)),
        ("two", "t", ()),
    ]
    assert versions[-1] == vault.get(record)
    assert vault.origins(record) == [("s", "9")]
    vault.verify(deep=True)


def test_no_change_is_no_version(vault: Vault) -> None:
    """Editing to the same value, or tagging twice, adds nothing to the log."""
    record = only(vault, Record(text="one", tags=("a",)))
    entries = vault.stats().entries
    vault.edit(record, text="one")
    vault.tag(record, "a")
    vault.untag(record, "b")
    assert vault.stats().entries == entries


@pytest.mark.parametrize("fields", [{"id": "x"}, {"source": "x"}, {"nothing": 1}, {"tags": ("x",)}])
def test_not_editable(vault: Vault, fields: dict[str, object]) -> None:
    """What belongs to the source or the store cannot be edited."""
    record = only(vault, Record(text="one"))
    with pytest.raises(ValueError, match="can be edited"):
        vault.edit(record, **fields)


def test_bad_edit_changes_nothing(vault: Vault) -> None:
    """An edit that `Record` refuses leaves record and log as they were."""
    record = only(vault, Record(text="one"))
    with pytest.raises(ValueError, match="kind"):
        vault.edit(record, text="two", kind="poem")
    with pytest.raises(ValueError, match="empty"):
        vault.tag(record, "")
    assert vault.get(record).text == "one"
    assert vault.verify(deep=True).entries == 1


def test_no_such_record(vault: Vault) -> None:
    """An id that the vault does not have is one error, whatever is asked."""
    for call in (
        vault.get,
        vault.versions,
        vault.origins,
        vault.forget,
        lambda i: vault.edit(i, text="x"),
        lambda i: vault.tag(i, "x"),
        lambda i: vault.derive(i, "x"),
    ):
        with pytest.raises(NoSuchRecord):
            call(RecordId("01ARZ3NDEKTSV4RRFFQ69G5FAV"))


def test_filters(vault: Vault) -> None:
    """`records` goes by time and each filter is exact."""
    vault.put(
        Record(
            text=str(n),
            at=NOON + timedelta(hours=n % 7, seconds=n),
            who=("Mei",) if n % 2 else ("Tom", "MEI"),
            thread=f"t{n % 3}",
            kind="memo" if n % 5 else "call",
        )
        for n in range(1200)
    )
    everything = list(vault.records())
    assert len(everything) == 1200
    assert [r.at for r in everything] == sorted(r.at for r in everything)
    assert {r.thread for r in vault.records(thread="t1")} == {"t1"}
    assert sum(1 for _ in vault.records(who="mei")) == 1200
    assert sum(1 for _ in vault.records(who="tom")) == 600
    assert {r.kind for r in vault.records(kinds={"call"})} == {"call"}
    since, until = NOON + timedelta(hours=1), NOON + timedelta(hours=2)
    assert list(vault.records(since=since, until=until)) == [r for r in everything if since <= r.at < until]
    assert vault.speakers() == ["Mei", "Tom"]


def test_threads(vault: Vault) -> None:
    """A thread says how many records it has, and when the first and the last of them happened."""
    vault.put([Record(text="a", thread="x", at=NOON), Record(text="b", thread="x", at=NOON + timedelta(days=1)), Record(text="c", at=NOON)])
    (thread,) = vault.threads()
    assert (thread.name, thread.count, thread.first, thread.last) == ("x", 2, NOON, NOON + timedelta(days=1))
    assert "'x'" not in repr(thread)


def test_documents(vault: Vault) -> None:
    """Documents are bytes under a namespace and a key; a replaced one leaves no digest behind."""
    assert vault.document("policy", "current") is None
    vault.put_document("policy", "current", b"one")
    vault.put_document("policy", "current", b"two")
    vault.put_document("policy", "a", b"")
    assert vault.document("policy", "current") == b"two"
    assert vault.document("policy", "a") == b""
    assert vault.document_keys("policy") == ["a", "current"]
    vault.delete_document("policy", "a")
    vault.delete_document("policy", "a")
    assert vault.document_keys("policy") == ["current"]
    assert vault.verify(deep=True).superseded == 2
    assert vault.connection().execute("SELECT count(*) FROM payload").fetchone()[0] == 1


def test_changes(vault: Vault) -> None:
    """The change feed gives every entry once, in order, from where one left off."""
    record = only(vault, Record(text="one"))
    vault.edit(record, text="two")
    vault.put_document("a", "b", b"c")
    vault.forget(record)
    changes = list(vault.changes())
    assert [(c.seq, c.op, c.record) for c in changes] == [
        (1, "put", record),
        (2, "edit", record),
        (3, "document", None),
        (4, "delete", record),
    ]
    assert list(vault.changes(2)) == changes[2:]
    assert [c.at for c in changes] == sorted(c.at for c in changes)


def test_generation_rises(vault: Vault) -> None:
    """Whatever changes records raises the generation; documents and second imports do not."""
    seen = [vault.generation]
    record = only(vault, Record(text="one", ref="1"))
    seen.append(vault.generation)
    vault.edit(record, text="two")
    seen.append(vault.generation)
    vault.tag(record, "x")
    seen.append(vault.generation)
    vault.forget(record)
    seen.append(vault.generation)
    assert seen == sorted(set(seen))
    vault.put_document("a", "b", b"")
    assert vault.generation == seen[-1]


def test_threads_take_turns(vault: Vault) -> None:
    """Eight threads put at the same time: every record is there and the chain is whole."""

    def work(worker: int) -> None:
        for n in range(5):
            vault.put([Record(text="x", source=f"w{worker}", ref=str(n))])

    workers = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert vault.count() == 40
    assert vault.verify(deep=True).entries == 40


def test_closed(vault: Vault) -> None:
    """A closed vault says so, and closing twice is nothing."""
    vault.close()
    vault.close()
    with pytest.raises(ValueError, match="closed"):
        vault.count()
    with pytest.raises(ValueError, match="closed"):
        vault.put([Record(text="x")])


def test_stats(vault: Vault) -> None:
    """Counts are of what is there."""
    record = only(vault, Record(text="one", kind="call", thread="t"))
    vault.edit(record, text="two")
    stats = vault.stats()
    assert (stats.records, stats.kinds, stats.threads, stats.versions, stats.entries) == (1, (("call", 1),), 1, 2, 2)
    assert (stats.slots, stats.schema) == (("passphrase", "recovery"), 2)
    assert stats.bytes > 4096


# --- the folder ---------------------------------------------------------------------------------------------------------
