"""Proofs that are given away: checked by keepmum's own code, by tools/verify_ledger.py, and by the vectors of RFC 9162."""

from __future__ import annotations

import base64
import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.policy.fakes import draft
from tests.policy.test_ledger import decision_on, exchange
from tests.policy.test_merkle import LEAVES, ROOTS, VECTORS, hashes, some_leaves

from keepmum.memory.sealing.keys import FLOOR
from keepmum.memory.vault import Vault
from keepmum.policy.errors import LedgerBroken
from keepmum.policy.proving import checkpoint as notes
from keepmum.policy.proving import merkle
from keepmum.policy.proving.checkpoint import Checkpoint
from keepmum.policy.proving.ledger import Ledger

TOOL = Path(__file__).parents[2] / "tools" / "verify_ledger.py"


def loaded() -> ModuleType:
    """Return the verifier as a module of its own."""
    spec = importlib.util.spec_from_file_location("verify_ledger", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


VERIFIER = loaded()


@pytest.fixture
def ledger(vault: Vault) -> Ledger:
    made = Ledger(vault)
    for number in range(3):
        exchange(made, number)
    return made


def run(file: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the verifier as others do: without keepmum, in a folder that knows nothing of it."""
    command = [sys.executable, "-I", str(TOOL), str(file), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")


def test_the_verifier_knows_nothing_of_keepmum() -> None:
    """It has at most 150 lines and imports the standard library and `cryptography` alone."""
    text = TOOL.read_text(encoding="utf-8")
    assert text.count("\n") <= 150
    names = {line.split()[1].split(".")[0] for line in text.splitlines() if line.startswith(("import ", "from "))}
    assert names - sys.stdlib_module_names == {"cryptography"}


def test_the_verifier_passes_the_vectors_of_the_reference() -> None:
    """Roots, inclusion and consistency proofs of RFC 6962 and RFC 9162 hold, and none does with a step changed, cut or added."""
    assert [VERIFIER.root_of(LEAVES[:size]) for size in range(1, 9)] == ROOTS
    assert VERIFIER.root_of([]).hex() == VECTORS["empty_root"]
    for case in VECTORS["inclusion"]:
        index, size, proof = case["index"], case["size"], hashes(case["proof"])
        assert VERIFIER.climb(index, size - 1, LEAVES[index], proof)[1] == ROOTS[size - 1]
        for wrong in ([*proof, bytes(32)], proof[:-1] if proof else [bytes(32)], [bytes(32), *proof[1:]] if proof else [bytes(32)]):
            assert VERIFIER.climb(index, size - 1, LEAVES[index], wrong)[1] != ROOTS[size - 1]
    for case in VECTORS["consistency"]:
        old, new, proof = case["old"], case["new"], hashes(case["proof"])
        assert VERIFIER.consistent(old, new, proof, ROOTS[old - 1], ROOTS[new - 1])
        assert not VERIFIER.consistent(old, new, [*proof, bytes(32)], ROOTS[old - 1], ROOTS[new - 1])
        assert not VERIFIER.consistent(old, new, proof, bytes(32), ROOTS[new - 1])


def test_the_verifier_agrees_with_keepmum_on_every_small_tree() -> None:
    """Every inclusion and consistency proof of the trees of up to 24 leaves is judged the same by both."""
    for size in range(1, 25):
        leaves = some_leaves(size)
        root = merkle.root(leaves)
        assert VERIFIER.root_of(leaves) == root
        for index in range(size):
            proof = merkle.inclusion_proof(leaves, index)
            assert VERIFIER.climb(index, size - 1, leaves[index], proof)[1] == root
            old = index + 1
            consistency = merkle.consistency_proof(leaves, old)
            assert VERIFIER.consistent(old, size, consistency, merkle.root(leaves[:old]), root)
            assert not VERIFIER.consistent(old, size, consistency, merkle.root(leaves[:index]), root)


def test_an_entry_is_proved(ledger: Ledger, tmp_path: Path) -> None:
    """The file with leaf, way and checkpoint convinces the verifier, for each entry, and with the payload where it is shown."""
    proofs = ledger.proofs()
    for index in range(6):
        file = tmp_path / "proof.json"
        file.write_text(proofs.entry_text(index), encoding="utf-8")
        done = run(file, "--key", ledger.public_key())
        assert (done.returncode, done.stderr) == (0, "")
        assert f"entry {index} of 6" in done.stdout
        shown = proofs.entry_text(index, ledger.opened(index))
        assert base64.b64decode(json.loads(shown)["payload"]) == ledger.payload(index)
        assert "this is its payload" in VERIFIER.verify(json.loads(shown), ledger.public_key(), None)


def test_a_bundle_is_checked_by_others(ledger: Ledger, tmp_path: Path) -> None:
    """The bundle holds every leaf, no payload and no nonce; it goes on from carried checkpoints, and says what came after one."""
    early = ledger.checkpoint()
    exchange(ledger, 7)
    text = ledger.proofs([early]).bundle_text()
    assert b"body" not in b"".join(base64.b64decode(leaf) for leaf in json.loads(text)["leaves"])
    opened = ledger.opened(0)
    assert opened is not None
    assert base64.b64encode(opened.nonce).decode() not in text
    file, seen = tmp_path / "bundle.json", tmp_path / "checkpoint"
    file.write_text(text, encoding="utf-8")
    seen.write_text(early, encoding="utf-8")
    done = run(file, "--key", ledger.public_key(), "--against", str(seen))
    assert done.stdout.startswith("8 entries are those that the checkpoint was signed over; ")
    assert done.stdout.endswith("the first 6 are those that your checkpoint has seen, the last 2 came after it\n")
    assert run(file).returncode == 0


def test_an_empty_ledger_can_be_given_away(vault: Vault) -> None:
    """A ledger without entries has a bundle that holds."""
    ledger = Ledger(vault)
    early = ledger.checkpoint()
    text = ledger.proofs([early]).bundle_text()
    assert VERIFIER.verify(json.loads(text), ledger.public_key(), early).startswith("0 entries")


def _changed(file: dict[str, Any], name: str) -> dict[str, Any]:
    leaves = list(file.get("leaves", []))
    match name:
        case "leaf edited":
            leaf = bytearray(base64.b64decode(leaves[2]))
            leaf[-1] ^= 1
            return file | {"leaves": [*leaves[:2], base64.b64encode(leaf).decode(), *leaves[3:]]}
        case "tail cut":
            return file | {"leaves": leaves[:-1]}
        case "two swapped":
            return file | {"leaves": [leaves[1], leaves[0], *leaves[2:]]}
        case "one more":
            return file | {"leaves": [*leaves, leaves[0]]}
        case "consistency changed":
            return file | {"earlier": [one | {"consistency": [base64.b64encode(bytes(32)).decode()]} for one in file["earlier"]]}
        case "checkpoint forged":
            return file | {"checkpoint": file["checkpoint"].replace("\n8\n", "\n7\n")}
        case "another format":
            return file | {"format": "x"}
        case _:
            return {key: value for key, value in file.items() if key != name}


@pytest.mark.parametrize(
    "name",
    [
        "leaf edited",
        "tail cut",
        "two swapped",
        "one more",
        "consistency changed",
        "checkpoint forged",
        "another format",
        "leaves",
        "checkpoint",
    ],
)
def test_a_changed_bundle_does_not_hold(ledger: Ledger, tmp_path: Path, name: str) -> None:
    """The verifier ends with 1 and a reason, never with a traceback."""
    early = ledger.checkpoint()
    exchange(ledger, 7)
    file = tmp_path / "bundle.json"
    file.write_text(json.dumps(_changed(json.loads(ledger.proofs([early]).bundle_text()), name)), encoding="utf-8")
    done = run(file)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("does not hold: ")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"null", b"[]", b"{}", b"1", b'"x"', b"[" * 100_000, b"1" * 5000, b'{"key": "a", "checkpoint": "b"}',
     b'{"key": "\xc3\xa9+b+c", "checkpoint": "b"}', b'{"key": null, "checkpoint": []}', b'{"format": "\x1b[31m"}'],
)  # fmt: skip
def test_what_is_no_bundle_is_told_in_words(tmp_path: Path, content: bytes) -> None:
    """Whatever stands in the file, one line says that it does not hold; no words of Python's own, nothing that steers a terminal."""
    file = tmp_path / "bundle.json"
    file.write_bytes(content)
    for done in (run(file), run(tmp_path / "none.json"), run(tmp_path)):
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
        assert re.fullmatch(r"does not hold: (a file is damaged or unreadable \(\w+\)|the key is none of Ed25519)\n", done.stderr)


def test_a_history_signed_anew_is_noticed_by_key_or_checkpoint(ledger: Ledger, vault: Vault) -> None:
    """Others who know the key, or keep a checkpoint, notice a ledger that was written anew, though it is whole in itself."""
    early = ledger.checkpoint()
    other = Ed25519PrivateKey.generate()
    file = json.loads(ledger.proofs().bundle_text())
    origin = early.split("\n")[0]
    leaves = [base64.b64decode(leaf) for leaf in file["leaves"]][:4]
    note = notes.sign(Checkpoint(origin, 4, merkle.root(merkle.leaf_hash(leaf) for leaf in leaves)), other)
    forged = file | {"key": notes.verifier_key(origin, other.public_key()), "checkpoint": note, "leaves": file["leaves"][:4]}
    assert VERIFIER.verify(forged, forged["key"], None)
    with pytest.raises(AssertionError, match="not signed by this key"):
        VERIFIER.verify(forged, ledger.public_key(), None)
    with pytest.raises(AssertionError, match="not signed by this key"):
        VERIFIER.verify(forged, forged["key"], early)


def test_proofs_need_a_whole_ledger(ledger: Ledger, vault: Vault, tmp_path: Path) -> None:
    """Nothing is proved from a ledger that does not verify, nor against another's checkpoint."""
    with Vault.create(tmp_path / "other.keep", "correct horse", cost=FLOOR) as other:
        what = draft("Hi")
        stranger = Ledger(other)
        stranger.refuse(what, decision_on(what))
        with pytest.raises(LedgerBroken):
            ledger.proofs([stranger.checkpoint()])
    vault.connection().execute("DELETE FROM documents WHERE namespace = 'ledger.leaf' AND key = ?", (f"{3:012d}",))
    with pytest.raises(LedgerBroken):
        ledger.proofs()
    with pytest.raises(ValueError, match="no such"):
        ledger.entry(99)


def test_the_verifier_ends_with_a_sentence_on_any_file(ledger: Ledger, tmp_path: Path) -> None:
    """Bytes moved between nonce and payload, endless numbers, deep nesting, other shapes and an empty checkpoint do not hold."""
    shown = json.loads(ledger.proofs().entry_text(0, ledger.opened(0)))
    nonce, payload = base64.b64decode(shown["nonce"]), base64.b64decode(shown["payload"])
    moved = {"nonce": base64.b64encode(nonce[:31]).decode(), "payload": base64.b64encode(nonce[31:] + payload).decode()}
    bundle, file, empty = ledger.proofs().bundle_text(), tmp_path / "file.json", tmp_path / "empty"
    empty.write_text("", encoding="utf-8")
    texts = [json.dumps(shown | moved), json.dumps(shown | {"index": float("inf")}), json.dumps(shown | {"index": 0.5}), "[" * 100_000]
    for text in [*texts, "", "[]", "7", '"x"', "{", "{}", json.dumps(json.loads(bundle) | {"leaves": 5})]:
        file.write_text(text, encoding="utf-8")
        done = run(file)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    file.write_text(bundle, encoding="utf-8")
    assert run(file, "--against", str(empty)).returncode == 1
    assert run(file, "--key", "").returncode == 1
    assert "by the key in the file" in run(file).stdout
