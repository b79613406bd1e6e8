"""The demo does the whole main job, for real, and what it claims can be seen in its files."""

from __future__ import annotations

import io
import json
import re
import stat
from pathlib import Path

import pytest
from rich.console import Console

import keepmum
from keepmum.app.demo.run import run
from keepmum.app.demo.truth import load_truth
from keepmum.app.scan import scan


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The demo's folder, and what it printed."""
    folder = tmp_path_factory.mktemp("demo")
    folder.chmod(0o755)
    output = io.StringIO()
    assert run(folder, Console(file=output, width=200)) == 0
    return folder, output.getvalue()


def test_the_cloud_saw_tokens_and_nothing_private(done: tuple[Path, str]) -> None:
    """The server's file holds the redacted prompt, and no name, number or address that the files' author lists."""
    received = (done[0] / "received-by-the-cloud.bin").read_bytes()
    body = json.loads(received.split(b"\r\n\r\n", 1)[1])
    prompt = "\n".join(message["content"] for message in body["messages"])
    assert len(set(re.findall(r"\[[A-Z]+_\d+\]", prompt))) >= 5
    assert scan([done[0] / "received-by-the-cloud.bin"], load_truth().leaks, whole_words=True, ignore_case=True) == []


def test_nothing_private_is_readable_in_the_vault(done: tuple[Path, str]) -> None:
    """No private word stands anywhere in the vault's folder, in any spelling."""
    assert scan([done[0] / "siqi.keep"], load_truth().leaks, whole_words=True) == []


def test_the_answer_has_the_originals_back(done: tuple[Path, str]) -> None:
    """What is printed after restoring holds no token, and at least one original that a token stood for."""
    restored = done[1].split("restored on this device")[1].split("7. The ledger")[0]
    returned = done[1].split("as it came back")[1].split("restored on this device")[0]
    assert re.search(r"\[[A-Z]+_\d+\]", returned)
    assert not re.search(r"\[[A-Z]+_\d+\]", restored)
    assert any(form in restored for form in load_truth().leaks)


def test_the_person_can_go_on(done: tuple[Path, str]) -> None:
    """The vault that the demo leaves opens by the passphrase that it leaves, verifies, and is for its owner only."""
    passphrase = (done[0] / "passphrase").read_text(encoding="utf-8").strip()
    with keepmum.Keep.open(done[0] / "siqi.keep", passphrase) as keep:
        assert keep.vault.verify(deep=True).records == keep.stats().records
        assert keep.ledger.verify().size == 2
    for name in ("passphrase", "recovery-kit.txt", "received-by-the-cloud.bin", "siqi.keep/vault.db"):
        assert stat.S_IMODE((done[0] / name).stat().st_mode) == 0o600, name
