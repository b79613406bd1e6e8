"""Let the person change a text in their own editor without a readable copy on any disk.

The text lies in a file of a memory file system (tmpfs), in a folder that only its owner can enter; editors put their swap and
backup files beside it. Where there is no such file system, nothing is written and the person is told another way. What the
editor itself remembers elsewhere, such as a list of yanked lines, is out of our hands: Vim and Neovim are told not to.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path

from keepmum.app.errors import UsageError

_VIM = re.compile(r"[a-z]?vim(?:$|[.\-])")  # "vi" itself is often a link to one of them
_NO_FILES = "set nobackup nowritebackup noundofile"
_VIM_QUIET = ("-n", "-i", "NONE", "--cmd", _NO_FILES, "-c", f"{_NO_FILES} viminfo=")  # before the person's own settings, and after them
_MOUNTS = Path("/proc/self/mounts")


def edit(text: str, name: str) -> str:
    """Return the text as the person left it.

    Args:
        text: What they find in the editor.
        name: The file's name, whose ending tells the editor what it is.

    Raises:
        UsageError: There is no memory file system, no editor, or the editor failed.
    """
    folder = memory_folder()
    if folder is None:
        raise UsageError(
            "this machine has no memory file system for a text that must not reach the disk; write the policy to a file of"
            " your own with `keepmum policy show`, change it there, then use `keepmum policy load FILE` and delete the file"
        )
    command = _editor()
    work = Path(tempfile.mkdtemp(prefix="keepmum-", dir=folder))  # mode 0700
    try:
        file = work / name
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
            stream.write(text)
        if subprocess.run([*command, str(file)], check=False).returncode != 0:
            raise UsageError("the editor ended with an error; nothing was changed")
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise UsageError("the editor left no UTF-8 text; nothing was changed") from None
    except FileNotFoundError:
        raise UsageError("the editor is not there, or took the file away; set EDITOR") from None
    finally:
        shutil.rmtree(work, ignore_errors=True)


def memory_folder() -> Path | None:
    """Return a folder of a mounted tmpfs that this user can write to; none where there is none."""
    try:
        mounted = {fields[1]: fields[2] for fields in map(str.split, _MOUNTS.read_text().splitlines())}
    except OSError:
        return None
    for folder in (os.environ.get("XDG_RUNTIME_DIR", ""), "/dev/shm"):  # noqa: S108 - a private folder is made inside it
        if mounted.get(folder) in {"tmpfs", "ramfs"} and os.access(folder, os.W_OK | os.X_OK):
            return Path(folder)
    return None


def _editor() -> list[str]:
    command = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    program = shutil.which(command[0]) if command else None
    if program is None:
        raise UsageError("there is no editor: set EDITOR, or use `keepmum policy show` and `keepmum policy load FILE`")
    return [command[0], *_quiet(Path(program)), *command[1:]]


def _quiet(program: Path) -> tuple[str, ...]:
    """Return the switches by which an editor keeps no swap, history, backup or undo file; none where none is known."""
    return _VIM_QUIET if any(_VIM.match(name) for name in (program.name, program.resolve().name)) else ()
