"""The policy is edited without a readable copy on a disk, or not at all."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import pytest

from keepmum.app.cli import editor
from keepmum.app.cli.editor import edit, memory_folder
from keepmum.app.errors import UsageError

needs_memory = pytest.mark.skipif(memory_folder() is None, reason="this machine mounts no memory file system")


def _editor(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a real program the editor, and return the file in which it notes what it was called with."""
    program = folder / "an editor"
    seen = folder / "seen"
    program.write_text(f'#!/bin/sh\nprintf "%s" "$1" > "{seen}"\n{script}\n')
    program.chmod(0o700)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f'"{program}"')
    return seen


@needs_memory
def test_a_text_is_changed_and_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the editor saves comes back; the file lay in memory, for one person, and is gone with all that lay beside it."""
    seen = _editor(
        tmp_path,
        'stat -c "%a %n" "$1" "$(dirname "$1")" > "' + str(tmp_path / "modes") + '"; cp "$1" "$1~"; echo more >> "$1"',
        monkeypatch,
    )
    assert edit("one\n", "policy.toml") == "one\nmore\n"
    file = Path(seen.read_text())
    assert file.name == "policy.toml"
    assert memory_folder() in file.parents
    assert not file.parent.exists()
    assert [line.split()[0] for line in (tmp_path / "modes").read_text().splitlines()] == ["600", "700"]


@needs_memory
@pytest.mark.parametrize("script", ["exit 3", 'rm "$1"', "printf '\\377' > \"$1\""])
def test_an_editor_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """An editor that ends with an error, takes the file away or leaves no text is told of, and nothing stays behind."""
    seen = _editor(tmp_path, script, monkeypatch)
    with pytest.raises(UsageError):
        edit("one\n", "policy.toml")
    assert not Path(seen.read_text()).parent.exists()


def test_without_a_memory_file_system_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is none, the editor is not started; the person is told the other way."""
    seen = _editor(tmp_path, "", monkeypatch)
    mounts = tmp_path / "mounts"
    mounts.write_text("/dev/sda1 / ext4 rw 0 0\n/dev/sda1 /dev/shm ext4 rw 0 0\n")
    monkeypatch.setattr(editor, "_MOUNTS", mounts)
    with pytest.raises(UsageError, match="policy load"):
        edit("one\n", "policy.toml")
    assert not seen.exists()


def test_an_editor_that_is_not_there_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong EDITOR is the person's to correct, not a fault of ours."""
    monkeypatch.setenv("VISUAL", "no-such-editor-anywhere")
    with pytest.raises(UsageError):
        edit("one\n", "policy.toml")


@needs_memory
def test_vim_is_told_to_remember_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Vim gets the switches that keep swap, undo and history files away."""
    program = tmp_path / "vim"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{tmp_path}/seen"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("VISUAL", os.fspath(program))
    edit("one\n", "policy.toml")
    assert (tmp_path / "seen").read_text().splitlines()[:3] == ["-n", "-i", "NONE"]


@needs_memory
@pytest.mark.skipif(shutil.which("vi") is None or "vim" not in Path(shutil.which("vi") or "").resolve().name, reason="vi is no Vim here")
def test_vi_that_is_vim_writes_nothing_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The usual editor is often Vim by another name; its owner's settings for backups, undo and swap files do not hold for a policy."""
    for name in ("undo", "backup", "swap"):
        (tmp_path / name).mkdir()
    folders = f"undofile undodir={tmp_path}/undo backup writebackup backupdir={tmp_path}/backup directory={tmp_path}/swap"
    (tmp_path / ".vimrc").write_text(f"set nocompatible {folders} viminfo='100,n{tmp_path}/viminfo\n")
    monkeypatch.setenv("HOME", os.fspath(tmp_path))
    monkeypatch.setenv("VISUAL", f"vi -u {tmp_path}/.vimrc -es -c 'normal yyp' -c wq")
    assert edit("Zuzana\n", "policy.toml") == "Zuzana\nZuzana\n"
    left = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != ".vimrc"]
    assert left == []
