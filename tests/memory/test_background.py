"""Vectors made in the background: behind searches, with pauses, from where it was."""

import threading
import time

import pytest
from tests.memory.chat import CHAT, turn
from tests.memory.fakes import HashingEmbedder

from keepmum.memory.errors import ModelBroken
from keepmum.memory.finding.view import View
from keepmum.memory.sealing.keys import FLOOR
from keepmum.memory.vault import Vault
from keepmum.memory.vectors.background import Indexer
from keepmum.memory.vectors.battery import on_battery

DEADLINE_S = 20


@pytest.fixture
def vault(tmp_path):
    with Vault.create(tmp_path / "v", "passphrase", cost=FLOOR) as opened:
        opened.put(CHAT)
        yield opened


def until(condition):
    deadline = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def pending(view):
    with view.vault.lock:
        return view.pending()


def test_everything_is_made_and_followed(vault):
    """All vectors are made, those of later records too, and the progress says so."""
    view = View(vault, HashingEmbedder())
    missing = pending(view)
    with Indexer(view, look_s=0.01) as indexer:
        until(lambda: pending(view) == 0)
        vault.put([turn("A dentist in another town", minutes=60 * 24 * 50)])
        until(lambda: pending(view) == 0 and indexer.progress().state == "idle")
        assert vault.stats().vectors == missing + 1
    assert indexer.progress().state == "closed"
    view.close()


def test_newest_records_come_first(vault):
    """The texts of the newest records are embedded before those of the oldest."""
    embedder = HashingEmbedder()
    vault.put([turn(f"old matter {number}", minutes=-number - 10_000) for number in range(60)])
    view = View(vault, embedder)
    with Indexer(view, look_s=0.01):
        until(lambda: pending(view) == 0)
    newest = max(CHAT, key=lambda record: record.at)
    first = [text for call in embedder.calls[:2] for text in call]  # the turns of one batch, in two slices
    assert any(newest.text in text for text in first)
    assert not any("old matter 59" in text for text in first)
    view.close()


def test_pauses(vault):
    """While the hook says so, or after `pause`, nothing is made; afterwards the rest is."""
    battery, view = [True], View(vault, HashingEmbedder())
    with Indexer(view, paused=lambda: battery[0], look_s=0.01) as indexer:
        until(lambda: indexer.progress().state == "paused")
        assert vault.stats().vectors == 0
        indexer.pause()
        battery[0] = False
        time.sleep(0.05)
        assert vault.stats().vectors == 0
        indexer.resume()
        until(lambda: pending(view) == 0)
    view.close()


def test_a_search_goes_first(vault):
    """While somebody searches no slice of texts is begun; when nobody does any more, it goes on."""
    embedder = HashingEmbedder()
    view = View(vault, embedder)
    with vault.courtesy, Indexer(view, look_s=0.01):
        time.sleep(0.1)
        assert embedder.calls == []
        assert vault.courtesy.searched_within(0)
    assert vault.courtesy.searched_within(60)
    with Indexer(view, look_s=0.01):
        until(lambda: pending(view) == 0)
    view.close()


def test_closing_in_the_middle(vault):
    """Closing waits for one slice and no more; a new indexer makes what is left."""
    entered, leave = threading.Event(), threading.Event()

    class Slow(HashingEmbedder):
        def embed(self, texts, *, role="passage"):
            entered.set()
            leave.wait(DEADLINE_S)
            return super().embed(texts, role=role)

    slow = Slow()
    view = View(vault, slow)
    indexer = Indexer(view, look_s=0.01)
    indexer.start()
    assert entered.wait(DEADLINE_S)
    closing = threading.Thread(target=indexer.close)
    closing.start()
    until(lambda: indexer._stopping)
    leave.set()
    closing.join(DEADLINE_S)
    assert len(slow.calls) == 1
    left = pending(view)
    assert left
    with Indexer(view, look_s=0.01) as other:
        until(lambda: pending(view) == 0)
        assert other.progress().failure is None
    view.close()


def test_a_failure_is_kept(vault):
    """Where the model breaks, the thread ends, and the progress says why."""

    class Broken(HashingEmbedder):
        def embed(self, texts, *, role="passage"):
            raise ModelBroken("broken")

    view = View(vault, Broken())
    with Indexer(view, look_s=0.01) as indexer:
        until(lambda: indexer.progress().state == "failed")
        assert isinstance(indexer.progress().failure, ModelBroken)
    view.close()


def test_a_vault_closed_first(tmp_path):
    """An indexer whose vault was closed before it ends quietly."""
    vault = Vault.create(tmp_path / "v", "passphrase", cost=FLOOR)
    view = View(vault, HashingEmbedder())
    with Indexer(view, look_s=0.01) as indexer:
        vault.close()
        until(lambda: indexer.progress().state == "closed")


@pytest.mark.parametrize(
    ("supplies", "expected"),
    [
        ({}, False),
        ({"BAT0": {"type": "Battery", "status": "Discharging"}}, True),
        ({"BAT0": {"type": "Battery", "status": "Charging"}}, False),
        ({"BAT0": {"type": "Battery", "status": "Discharging"}, "AC": {"type": "Mains", "online": "1"}}, False),
        ({"BAT0": {"type": "Battery", "status": "Discharging"}, "AC": {"type": "Mains", "online": "0"}}, True),
        ({"mouse": {"type": "Battery", "scope": "Device", "status": "Discharging"}}, False),
        ({"odd": {}}, False),
    ],
)
def test_on_battery(tmp_path, supplies, expected):
    """The device is on its battery only where one is being emptied and nothing else gives power."""
    for name, values in supplies.items():
        (tmp_path / name).mkdir()
        for key, value in values.items():
            (tmp_path / name / key).write_text(value + "\n")
    assert on_battery(tmp_path) is expected
    assert on_battery(tmp_path / "missing") is False
