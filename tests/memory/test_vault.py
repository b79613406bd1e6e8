"""The vault: put, change, find again, and everything that can be wrong with a folder."""

from __future__ import annotations

import resource
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keepmum.memory.errors import (
    DiskFull,
    NewerVault,
    NoSuchRecord,
    NotAVault,
    PlaintextDatabase,
    UnsafePermissions,
    VaultBusy,
    VaultDamaged,
    VaultExists,
    VaultMissing,
)
from keepmum.memory.keys import FLOOR
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


def only(vault: Vault, record: Record) -> RecordId:
    (put,) = vault.put([record])
    assert put.new
    assert put.record.id is not None
    return put.record.id


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


def test_transaction_is_all_or_nothing(vault: Vault) -> None:
    """What raises out of a transaction leaves no trace: no record, document, word, entry or anchor."""
    only(vault, Record(text="before"))
    before = (vault.stats().entries, vault.anchor("ledger"))
    with pytest.raises(KeyError), vault.transaction():  # noqa: PT012  the block is the transaction
        vault.put([Record(text="inside", ref="1")])
        vault.put_document("a", "b", b"c")
        vault.set_anchor("ledger", b"new")
        raise KeyError
    assert (vault.stats().entries, vault.anchor("ledger")) == before
    assert vault.put([Record(text="inside", ref="1")])[0].new
    vault.verify(deep=True)


def test_inner_transaction_undoes_only_itself(vault: Vault) -> None:
    """An inner block that raises is undone; the outer one goes on and commits the rest, with the chain whole."""
    with vault.transaction():
        vault.put([Record(text="outer")])
        with pytest.raises(KeyError), vault.transaction():  # noqa: PT012  the block is the transaction
            vault.put([Record(text="inner")])
            vault.set_anchor("x", b"inner")
            raise KeyError
        vault.put([Record(text="outer too")])
    assert [r.text for r in vault.records()] == ["outer", "outer too"]
    assert vault.anchor("x") is None
    assert vault.verify(deep=True).entries == 2


def test_interrupt_just_after_the_commit(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C between the commit and its bookkeeping leaves what was committed, and a vault that goes on."""
    journal = vault._opened.journal
    commit = journal._commit

    def interrupted() -> None:
        commit()
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(journal, "_commit", interrupted)
        with pytest.raises(KeyboardInterrupt):
            vault.put([Record(text="a")])
    vault.put([Record(text="b")])
    vault.verify(deep=True)
    vault.close()
    with Vault.open(vault.path, PASSPHRASE) as opened:
        assert [r.text for r in opened.records()] == ["a", "b"]


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
    assert (stats.slots, stats.schema) == (("passphrase", "recovery"), 1)
    assert stats.bytes > 4096


# --- the folder ---------------------------------------------------------------------------------------------------------


def test_modes(vault: Vault) -> None:
    """The folder is 0700 and each file in it 0600, whatever the umask; so they stay while it is used."""
    only(vault, Record(text="x"))
    assert stat.S_IMODE(vault.path.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in vault.path.iterdir()} == {0o600}


@pytest.mark.parametrize("name", [".", "vault.json", "vault.db", "vault.head", "lock"])
@pytest.mark.parametrize("mode", [0o040, 0o004, 0o020])
def test_others_can_reach_it(vault: Vault, name: str, mode: int) -> None:
    """A folder, or a file in it, that gives any right to others is refused."""
    vault.close()
    path = vault.path / name
    path.chmod(path.stat().st_mode | mode)
    with pytest.raises(UnsafePermissions):
        Vault.open(vault.path, PASSPHRASE)


def test_something_is_there(folder: Path) -> None:
    """A vault is never made over a file, a folder (even an empty one) or a dangling link."""
    folder.mkdir()
    with pytest.raises(VaultExists):
        Vault.create(folder, PASSPHRASE, cost=FLOOR)
    folder.rmdir()
    folder.symlink_to("nowhere")
    with pytest.raises(VaultExists):
        Vault.create(folder, PASSPHRASE, cost=FLOOR)


def test_nothing_is_there(folder: Path) -> None:
    """Opening never makes anything."""
    with pytest.raises(VaultMissing):
        Vault.open(folder, PASSPHRASE)
    assert list(folder.parent.iterdir()) == []


@pytest.mark.parametrize("content", [None, b"", b"not json", b"[]", b'{"format": "other"}', b"[" * 100_000])
def test_no_vault(folder: Path, content: bytes | None) -> None:
    """A folder without a vault.json of ours is no vault, and no file is made in it."""
    folder.mkdir(mode=0o700)
    if content is not None:
        (folder / "vault.json").write_bytes(content)
        (folder / "vault.json").chmod(0o600)
    before = names(folder)
    with pytest.raises(NotAVault):
        Vault.open(folder, PASSPHRASE)
    assert names(folder) == before


def test_a_file_is_no_vault(folder: Path) -> None:
    """A file in the folder's place is no vault."""
    folder.write_bytes(b"x")
    folder.chmod(0o600)
    with pytest.raises(NotAVault):
        Vault.open(folder, PASSPHRASE)


def test_plain_database(vault: Vault) -> None:
    """A plain SQLite file in the database's place is refused, and stays as it is."""
    vault.close()
    path = vault.path / "vault.db"
    path.unlink()
    plain = sqlite3.connect(path)
    plain.execute("CREATE TABLE record (text)")
    plain.close()
    path.chmod(0o600)
    before = path.read_bytes()
    with pytest.raises(PlaintextDatabase):
        Vault.open(vault.path, PASSPHRASE)
    assert path.read_bytes() == before


def test_database_gone_or_empty(vault: Vault) -> None:
    """A missing database is not made anew, and an empty one is not filled."""
    vault.close()
    path = vault.path / "vault.db"
    path.unlink()
    with pytest.raises(NotAVault):
        Vault.open(vault.path, PASSPHRASE)
    path.touch(mode=0o600)
    with pytest.raises(VaultDamaged):
        Vault.open(vault.path, PASSPHRASE)
    assert path.stat().st_size == 0


def test_link_in_the_folder(vault: Vault, tmp_path: Path) -> None:
    """A link where a file should be is refused."""
    vault.close()
    path = vault.path / "vault.db"
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NotAVault):
        Vault.open(vault.path, PASSPHRASE)


def test_newer_format(vault: Vault) -> None:
    """A vault.json of a later version is left untouched."""
    vault.close()
    path = vault.path / "vault.json"
    path.write_text(path.read_text().replace('"version": 1', '"version": 2'))
    with pytest.raises(NewerVault):
        Vault.open(vault.path, PASSPHRASE)


def test_newer_schema(vault: Vault) -> None:
    """A database with steps of a later version is left untouched."""
    vault.connection().execute("PRAGMA user_version = 99")
    vault.close()
    with pytest.raises(NewerVault):
        Vault.open(vault.path, PASSPHRASE)


def test_open_twice(vault: Vault) -> None:
    """A second opener is told that the vault is busy, and can open it afterwards."""
    with pytest.raises(VaultBusy):
        Vault.open(vault.path, PASSPHRASE)
    vault.close()
    Vault.open(vault.path, PASSPHRASE).close()


# --- a full disk --------------------------------------------------------------------------------------------------------


def test_database_full(vault: Vault) -> None:
    """Where SQLite has no page left, the call fails as `DiskFull`, nothing of it is kept, and all before is safe."""
    kept = only(vault, Record(text="kept"))
    connection = vault.connection()
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(DiskFull):
        vault.put([Record(text="x" * 900, ref=str(n)) for n in range(200)])
    connection.execute("PRAGMA max_page_count = 1000000")
    assert [r.id for r in vault.records()] == [kept]
    vault.verify(deep=True)
    assert all(put.new for put in vault.put([Record(text="x" * 900, ref=str(n)) for n in range(200)]))


def test_head_full(vault: Vault) -> None:
    """Where the head cannot be written, the transaction is undone before its commit, and the next one works."""
    kept = only(vault, Record(text="kept"))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        with pytest.raises(DiskFull), vault.transaction():  # noqa: PT012  the block is the transaction
            vault.put([Record(text="lost")])
            for name in "abcdef":
                vault.set_anchor(name, bytes(60_000))
            resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, hard))  # the database stays below, the head does not
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [r.id for r in vault.records()] == [kept]
    assert not list(vault.path.glob("*.new"))
    assert vault.anchor("a") is None
    only(vault, Record(text="after"))
    vault.verify(deep=True)


FULL = """
import sys
from pathlib import Path
from keepmum.memory.errors import DiskFull
from keepmum.memory.keys import FLOOR
from keepmum.memory.record import Record
from keepmum.memory.vault import Vault

folder = Path(sys.argv[1]) / "me.keep"
ballast = Path(sys.argv[1]) / "ballast"
acknowledged = 0
with Vault.create(folder, "correct horse", cost=FLOOR) as vault:
    ballast.write_bytes(bytes(200_000))
    try:
        while True:
            vault.put([Record(text="x" * 500, ref=str(acknowledged + n)) for n in range(20)])
            acknowledged += 20
    except DiskFull:
        pass
    ballast.unlink()
    vault.verify(deep=True)
    assert vault.count() == acknowledged > 0, (vault.count(), acknowledged)
    vault.put([Record(text="after")])
with Vault.open(folder, "correct horse") as vault:
    assert vault.count() == acknowledged + 1
    vault.verify(deep=True)
print("done")
"""


def test_real_full_disk(tmp_path: Path) -> None:
    """On a real file system of 2 MiB that fills up: `DiskFull`, every acknowledged record is there, and it goes on after."""
    mount = f"mount -t tmpfs -o size=2m tmpfs {tmp_path} && "
    can = subprocess.run(["unshare", "-Urm", "sh", "-c", mount + "true"], capture_output=True, check=False).returncode == 0
    if not can:
        pytest.skip("this machine lets no user mount a small file system")
    done = subprocess.run(
        ["unshare", "-Urm", "sh", "-c", mount + f'exec {sys.executable} -c "$0" {tmp_path}', FULL],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("done\n", "")


@pytest.mark.soak
def test_bulk_speed(vault: Vault) -> None:
    """Batches of 500 go in at 2,000 records a second or more, durable, with their words indexed."""
    began = time.perf_counter()
    for batch in range(40):
        vault.put(
            [Record(text=f"twelve words or so make a usual turn in a chat {batch} {n}", thread="t", ref=f"{batch}-{n}") for n in range(500)]
        )
    speed = 20_000 / (time.perf_counter() - began)
    print(f"{speed:.0f} records a second")
    assert speed > 2_000
