"""The commands for the vault as a whole: making, opening, moving and destroying it."""

from __future__ import annotations

import json
import shutil
from typing import Any

import pyrage
import pytest

from keepmum.memory.sealing.keys import RecoveryKit
from keepmum.memory.vault import Vault


def test_a_new_vault_has_a_kit_that_opens_it(empty_home: Any) -> None:
    """`init --kit FILE` writes a kit that nobody else can read; it and the passphrase each open the vault."""
    done = empty_home.run("--json", "init", "--kit", empty_home.kit, "--yes")
    assert done.exit == 0, done.err
    assert empty_home.kit.stat().st_mode & 0o777 == 0o600
    assert empty_home.run("recovery", "test", empty_home.kit, opens=False).exit == 0
    assert empty_home.run("recovery", "show").out.strip() == done.data["recovery"] == RecoveryKit.read(empty_home.kit).recipient
    assert empty_home.ok("stats")["slots"] == ["passphrase", "recovery"]


def test_the_kit_is_confirmed_by_typing_its_end(empty_home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without --yes the last characters must be typed; three slips, or nobody there, and neither vault nor kit is left."""
    kit = RecoveryKit.generate()
    monkeypatch.setattr(RecoveryKit, "generate", lambda: kit)
    for typed in ("", "AAAAAA\n" * 3):
        assert empty_home.run("init", "--kit", empty_home.kit, input=typed).exit == 3
        assert not empty_home.vault.exists()
        assert not empty_home.kit.exists()
    assert empty_home.run("init", "--kit", empty_home.kit, input=f"wrong\n{kit.check.lower()}\n").exit == 0
    assert empty_home.run("stats", "--kit", empty_home.kit, opens=False).exit == 0


def test_a_vault_without_a_kit_says_so(empty_home: Any) -> None:
    """`--no-recovery` makes a vault that only the passphrase opens, and init and stats both say so."""
    assert "no recovery kit" in empty_home.run("init", "--no-recovery").err
    assert "no recovery kit" in empty_home.run("stats").err
    assert empty_home.run("export", empty_home.folder / "x.age").exit == 2
    made = empty_home.ok("recovery", "new", empty_home.kit, "--yes")
    assert empty_home.ok("recovery", "show")["recipient"] == made["recipient"]


def test_a_short_passphrase_is_taken_with_a_word_about_it(empty_home: Any) -> None:
    """Whoever chooses a short passphrase is told what that means; a long one is taken without a word."""
    assert "short" not in empty_home.run("init", "--no-recovery").err
    empty_home.write("passphrase", "abc\n")
    done = empty_home.run("init", "--no-recovery", "--vault", empty_home.folder / "second.keep")
    assert done.exit == 0
    assert "This passphrase is short" in done.err


def test_init_overwrites_nothing(home: Any) -> None:
    """A vault, a folder or a kit that is there already stays as it is."""
    assert home.run("init", "--no-recovery").exit == 12
    assert home.ok("stats")["records"] == 3
    home.vault.rename(home.folder / "other")
    kit = home.kit.read_bytes()
    assert home.run("init", "--kit", home.kit, "--yes").exit == 12
    assert home.kit.read_bytes() == kit
    assert not home.vault.exists()


def test_a_kit_needs_somebody_who_sees_it(empty_home: Any) -> None:
    """Without a terminal a kit is not shown into a log: it needs a file, or --no-recovery."""
    assert empty_home.run("init").exit == 2
    assert not empty_home.vault.exists()
    assert empty_home.run("init", "--no-recovery", "--kit", empty_home.kit).exit == 2


def test_the_passphrase_is_changed(home: Any) -> None:
    """After a change only the new passphrase opens the vault, and the person hears that old copies keep the old one."""
    new = home.write("new", "another one entirely\n")
    done = home.run("passphrase", "--new-passphrase-file", new)
    assert done.exit == 0
    assert "old passphrase" in done.err
    assert home.run("stats").exit == 18
    assert home.run("stats", "--passphrase-file", new, opens=False).exit == 0


def test_a_lost_passphrase_is_replaced_by_the_kit(home: Any) -> None:
    """The kit opens the vault so that a new passphrase can be set."""
    new = home.write("new", "another one entirely\n")
    assert home.run("passphrase", "--kit", home.kit, "--new-passphrase-file", new, opens=False).exit == 0
    assert home.run("stats", "--passphrase-file", new, opens=False).exit == 0


def test_a_new_kit_replaces_the_old_one(home: Any) -> None:
    """After `recovery new` the new kit opens the vault and the old one does not."""
    new = home.folder / "new-kit.txt"
    home.ok("recovery", "new", new, "--yes")
    assert home.run("recovery", "test", new, opens=False).exit == 0
    assert home.run("recovery", "test", home.kit, opens=False).exit == 19


def test_an_unconfirmed_kit_replaces_nothing(home: Any) -> None:
    """A kit that nobody confirmed is taken away again, and the old one still opens the vault."""
    new = home.folder / "new-kit.txt"
    assert home.run("recovery", "new", new, input="").exit == 3
    assert not new.exists()
    assert home.run("recovery", "test", home.kit, opens=False).exit == 0


def test_an_export_opens_by_any_age_program(home: Any) -> None:
    """The archive is age-encrypted JSON lines, to the kit by default, for its owner's eyes, and never over another file."""
    archive = home.folder / "memory.age"
    assert home.ok("export", archive)["records"] == 3
    assert archive.stat().st_mode & 0o777 == 0o600
    identity = pyrage.x25519.Identity.from_str(RecoveryKit.read(home.kit).identity)
    records = [json.loads(line) for line in pyrage.decrypt(archive.read_bytes(), [identity]).splitlines()]
    assert {record["text"] for record in records} >= {"Dentist said Tuesday 3pm", "王医生说下周二复查膝盖"}
    assert home.run("export", archive).exit == 12


def test_an_export_may_have_a_passphrase_of_its_own(home: Any) -> None:
    """The archive's passphrase is another one than the vault's, from a private file."""
    archive = home.folder / "memory.age"
    secret = home.write("archive-secret", "for the archive\n")
    home.ok("export", archive, "--archive-passphrase-file", secret)
    assert b"Dentist" in pyrage.passphrase.decrypt(archive.read_bytes(), "for the archive")
    assert home.run("export", home.folder / "y.age", "--to", "age1nonsense").exit == 2
    assert not (home.folder / "y.age").exists()


def test_an_old_copy_is_refused_and_can_be_restored(home: Any) -> None:
    """The database put back to an older copy is noticed; `restore` opens an honest backup elsewhere, as a new device."""
    backup = home.folder / "backup.keep"
    shutil.copytree(home.vault, backup)
    home.ok("add", "something newer")
    shutil.copyfile(backup / "vault.db", home.vault / "vault.db")
    assert home.run("stats").exit == 22
    new = home.folder / "restored.keep"
    assert home.ok("restore", backup, new)["records"] == 3
    assert home.run("stats", "--vault", new).exit == 0
    assert home.run("restore", backup, new).exit == 12
    assert home.run("restore", home.folder / "none", home.folder / "x").exit == 11


def test_destroying_needs_the_folders_name(home: Any) -> None:
    """The person types the folder's name; anything else, or nobody there, destroys nothing. No passphrase is needed."""
    for typed in ("", "yes\n", "me\n"):
        assert home.run("destroy", opens=False, input=typed).exit == 3
        assert home.run("stats").exit == 0
    assert home.run("destroy", opens=False, input="me.keep\n").exit == 0
    assert not home.vault.exists()
    assert home.run("destroy", "--yes", opens=False).exit == 11


def test_what_is_no_vault_or_is_open_is_not_destroyed(home: Any) -> None:
    """Another folder, and a vault that somebody has open, stay as they are even with --yes."""
    other = home.folder / "photos"
    other.mkdir()
    (other / "picture.jpg").write_bytes(b"x")
    assert home.run("destroy", "--vault", other, "--yes", opens=False).exit == 15
    assert (other / "picture.jpg").exists()
    with Vault.open(home.vault, "correct horse battery staple"):
        assert home.run("destroy", "--yes", opens=False).exit == 13
    assert home.run("stats").exit == 0


def test_a_path_that_cannot_be_is_told_of_and_leaves_no_kit(empty_home: Any) -> None:
    """A vault inside a file cannot be made: exit 25, and the kit that was written for it is gone."""
    done = empty_home.run("init", "--vault", empty_home.folder / "passphrase" / "v", "--kit", empty_home.kit, "--yes")
    assert done.exit == 25
    assert not empty_home.kit.exists()
