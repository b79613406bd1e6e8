"""Passphrases, recovery kits and slots."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest

from keepmum.memory.errors import VaultDamaged, VaultExists, VaultRolledBack, WeakParameters, WrongPassphrase, WrongRecoveryKit
from keepmum.memory.record import Record
from keepmum.memory.sealing.box import Unopened, seal, unseal
from keepmum.memory.sealing.header import read_header
from keepmum.memory.sealing.keys import CEILING, FLOOR, STANDARD, Cost, RecoveryKit, stretch
from keepmum.memory.sealing.slots import parse_phc, phc, seal_for_passphrase
from keepmum.memory.store.head import read_head
from keepmum.memory.vault import Vault

PASSPHRASE = "correct horse"
VECTORS = Path(__file__).parent.parent / "vectors"


@pytest.mark.parametrize(
    "cost",
    [
        Cost(1, FLOOR.memory_kib, 1),
        Cost(2, FLOOR.memory_kib - 1, 1),
        Cost(2, FLOOR.memory_kib, 0),
        Cost(CEILING.passes + 1, FLOOR.memory_kib, 1),
        Cost(2, 64 * 1024 * 1024, 1),  # 64 GiB
        Cost(2, FLOOR.memory_kib, CEILING.lanes + 1),
    ],
)
def test_cost_has_floor_and_ceiling(cost: Cost) -> None:
    """A cost outside floor and ceiling is refused before anything is derived."""
    with pytest.raises(WeakParameters):
        stretch("x", bytes(16), cost)
    with pytest.raises(WeakParameters):
        parse_phc(phc(cost, bytes(16)))
    with pytest.raises(WeakParameters):
        seal_for_passphrase(bytes(32), bytes(16), "x", cost)


def test_standard_cost_is_within() -> None:
    """The cost that people get is accepted, and read back from its text."""
    assert parse_phc(phc(STANDARD, b"0123456789abcdef")) == (STANDARD, b"0123456789abcdef")


@pytest.mark.parametrize(
    "text", ["", "$argon2i$v=19$m=65536,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA", "$argon2id$v=16$m=65536,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA"]
)
def test_other_derivations_are_refused(text: str) -> None:
    """Only Argon2id version 19 is a key derivation of ours."""
    with pytest.raises(WeakParameters):
        parse_phc(text)


def test_salt_has_one_writing() -> None:
    """Base64 with stray last bits is refused: one meaning, one writing."""
    with pytest.raises(WeakParameters):
        parse_phc("$argon2id$v=19$m=65536,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAB")


def test_passphrase_is_normalised() -> None:
    """An accent typed as one character or as two gives the same key."""
    word = "Käthe"
    salt = bytes(16)
    assert stretch(unicodedata.normalize("NFD", word), salt, FLOOR) == stretch(unicodedata.normalize("NFC", word), salt, FLOOR)


@pytest.mark.parametrize("word", ["", "\ud800"])
def test_no_passphrase(word: str, folder: Path) -> None:
    """An empty passphrase, or one that is no text, makes no vault and leaves nothing behind."""
    with pytest.raises(ValueError, match="passphrase"):
        Vault.create(folder, word, cost=FLOOR)
    assert list(folder.parent.iterdir()) == []


def test_box_is_bound_to_its_place() -> None:
    """A box opens with its own secret, label and context only."""
    secret, label, context = bytes(32), b"label", b"context"
    box = seal(secret, label, b"clear", context)
    assert unseal(secret, label, box, context) == b"clear"
    for wrong in [
        (b"\x01" * 32, label, box, context),
        (secret, b"other", box, context),
        (secret, label, box, b"other"),
        (secret, label, box[:40], context),
    ]:
        with pytest.raises(Unopened):
            unseal(*wrong)
    assert seal(secret, label, b"clear", context) != box


def test_box_notices_every_bit() -> None:
    """No bit of a box can be changed."""
    box = seal(bytes(32), b"l", b"clear", b"c")
    for bit in range(0, len(box) * 8, 7):
        changed = bytearray(box)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Unopened):
            unseal(bytes(32), b"l", bytes(changed), b"c")


def test_kit_file(kit: RecoveryKit, tmp_path: Path) -> None:
    """A kit is an age identity file that only its owner can read, and is never written over anything."""
    path = tmp_path / "kit.txt"
    kit.write(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert RecoveryKit.read(path) == kit
    assert RecoveryKit.parse(kit.identity.lower()) == kit
    with pytest.raises(VaultExists):
        kit.write(path)
    assert kit.identity.endswith(kit.check)
    assert len(kit.check) == 6


def test_kit_hides_its_secret(kit: RecoveryKit) -> None:
    """The identity is in no repr."""
    assert kit.identity not in repr(kit)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"AGE-SECRET-KEY-1" + b"Q" * 58, b"hello"])
def test_no_kit(content: bytes, tmp_path: Path) -> None:
    """A file that holds no identity is refused with the error for it."""
    path = tmp_path / "kit.txt"
    path.write_bytes(content)
    with pytest.raises(WrongRecoveryKit):
        RecoveryKit.read(path)
    with pytest.raises(WrongRecoveryKit):
        RecoveryKit.read(tmp_path / "none")


def test_both_ways_in(vault: Vault, kit: RecoveryKit) -> None:
    """Passphrase and kit each open the vault; a wrong one of either gets its own error."""
    vault.close()
    for way in ({"passphrase": PASSPHRASE}, {"kit": kit}):
        with Vault.open(vault.path, **way) as opened:
            assert opened.id == vault.id
    with pytest.raises(WrongPassphrase):
        Vault.open(vault.path, "wrong")
    with pytest.raises(WrongRecoveryKit):
        Vault.open(vault.path, kit=RecoveryKit.generate())
    with pytest.raises(ValueError, match="give a passphrase"):
        Vault.open(vault.path)


def test_vault_without_kit(folder: Path, kit: RecoveryKit) -> None:
    """A vault made without a kit has a passphrase slot only, says so, and no kit opens it."""
    with Vault.create(folder, PASSPHRASE, cost=FLOOR) as vault:
        assert vault.stats().slots == ("passphrase",)
        assert vault.recovery_recipient() is None
    with pytest.raises(WrongRecoveryKit):
        Vault.open(folder, kit=kit)


def test_change_passphrase(vault: Vault) -> None:
    """After a change the new passphrase opens the vault and the old one does not; the cost stays."""
    vault.change_passphrase("another")
    vault.close()
    with pytest.raises(WrongPassphrase):
        Vault.open(vault.path, PASSPHRASE)
    with Vault.open(vault.path, "another") as opened:
        assert opened.stats().slots == ("passphrase", "recovery")
    assert parse_phc(read_header(vault.path).slots[0].kdf)[0] == FLOOR


def test_set_recovery(vault: Vault, kit: RecoveryKit) -> None:
    """A new kit takes the place of the old one."""
    new = RecoveryKit.generate()
    vault.set_recovery(new)
    assert vault.recovery_recipient() == new.recipient
    vault.close()
    with pytest.raises(WrongRecoveryKit):
        Vault.open(vault.path, kit=kit)
    Vault.open(vault.path, kit=new).close()


def test_old_slots_put_back_are_noticed(vault: Vault) -> None:
    """vault.json from before a change of the passphrase is refused: the head knows the newer revision."""
    old = (vault.path / "vault.json").read_bytes()
    vault.change_passphrase("another")
    vault.close()
    (vault.path / "vault.json").write_bytes(old)
    with pytest.raises(VaultRolledBack):
        Vault.open(vault.path, PASSPHRASE)


def test_recovery_slot_is_a_standard_age_file(vault: Vault, kit: RecoveryKit) -> None:
    """Any age program opens the recovery slot, and what is in it says where it belongs."""
    box = read_header(vault.path).slots[1].box
    assert box.startswith(b"-----BEGIN AGE ENCRYPTED FILE-----")
    assert vault.id in pyrage.decrypt(box, [pyrage.x25519.Identity.from_str(kit.identity)])


def test_slot_of_another_vault(vault: Vault, kit: RecoveryKit, tmp_path: Path) -> None:
    """A recovery slot moved from another vault of the same kit is refused."""
    with Vault.create(tmp_path / "other.keep", PASSPHRASE, recovery=kit, cost=FLOOR):
        pass
    vault.close()
    mine, theirs = read_header(vault.path), read_header(tmp_path / "other.keep")
    replace(mine, slots=(mine.slots[0], replace(theirs.slots[1], id=mine.slots[1].id))).write(vault.path)
    with pytest.raises(VaultDamaged):
        Vault.open(vault.path, kit=kit)


def test_header_holds_no_secret_in_clear(vault: Vault, kit: RecoveryKit) -> None:
    """vault.json holds public parameters and boxes; no key, passphrase or identity."""
    text = (vault.path / "vault.json").read_text()
    keys = vault._opened.keys
    assert set(json.loads(text)) == {"format", "version", "vault", "revision", "epoch", "database", "slots", "mac"}
    for secret in (PASSPHRASE, kit.identity, keys.root.hex(), keys.database.hex()):
        assert secret not in text
    assert keys.root.hex() not in repr(keys)


def test_nothing_on_stderr(vault: Vault, tmp_path: Path) -> None:
    """A damaged database is an error in Python, and not a line on the host's stderr."""
    vault.close()
    path = vault.path / "vault.db"
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)
    code = (
        "import sys\nfrom pathlib import Path\nfrom keepmum.memory.errors import VaultDamaged\nfrom keepmum.memory.vault import Vault\n"
        f"try:\n    Vault.open(Path({str(vault.path)!r}), {PASSPHRASE!r})\nexcept VaultDamaged:\n    sys.exit(7)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (7, b"", b"")


def test_vectors(tmp_path: Path) -> None:
    """The frozen vault.json and vault.head of docs/vault-format.md open by both ways, to the same keys and content."""
    vector = json.loads((VECTORS / "header.json").read_text())
    (tmp_path / "vault.json").write_text(vector["vault_json"])
    (tmp_path / "vault.head").write_bytes(bytes.fromhex(vector["head"]))
    header = read_header(tmp_path)
    for way in ((vector["passphrase"], None), (None, RecoveryKit.parse(vector["identity"]))):
        keys = header.open(*way)
        assert (keys.root.hex(), keys.database.hex()) == (vector["root"], vector["database"])
    head = read_head(tmp_path, keys.root, header.vault)
    assert (head.generation, head.basis, head.device.hex(), head.incarnation) == (7, 5, vector["head_device"], 1)
    assert (head.seq, head.revision, head.anchors) == (12, 1, (("ledger", b"\x01\x02"),))
    header.write(tmp_path)
    assert (tmp_path / "vault.json").read_text() == vector["vault_json"]


def test_kit_that_is_none(vault: Vault) -> None:
    """A kit with a broken identity or recipient is the error for kits, and the slots stay."""
    broken = RecoveryKit("AGE-SECRET-KEY-1", "age1")
    with pytest.raises(WrongRecoveryKit):
        vault.set_recovery(broken)
    vault.close()
    with pytest.raises(WrongRecoveryKit):
        Vault.open(vault.path, kit=broken)


def test_no_new_slots_inside_a_transaction(vault: Vault, kit: RecoveryKit) -> None:
    """Slots cannot change inside a transaction: the head that must follow would lead if it were undone."""
    before = (vault.path / "vault.json").read_bytes()
    with vault.transaction():
        vault.put([Record(text="x")])
        for change in (lambda: vault.change_passphrase("new"), lambda: vault.set_recovery(kit)):
            with pytest.raises(ValueError, match="transaction"):
                change()
    assert (vault.path / "vault.json").read_bytes() == before
