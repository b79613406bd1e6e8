"""What the doctor can see of the machine without the vault's key: the folder's rights, swap, core dumps, disk, environment."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Mapping
from pathlib import Path

from keepmum.app.audit.findings import Finding
from keepmum.app.overview import size
from keepmum.memory.errors import KeepmumError

_LITTLE, _TOO_LITTLE = 1 << 30, 100 << 20  # bytes of free disk
_SYNCED = frozenset({"dropbox", "onedrive", "google drive", "icloud drive", "nextcloud", "mobile documents", "box sync", "pcloud drive"})
_PROC, _SYS = Path("/proc"), Path("/sys")
# Switches of libraries on this machine that would make them call home in keepmum's own process; a child process gets none of them.
_CALLING_HOME = {
    "ANONYMIZED_TELEMETRY": frozenset({"1", "true", "yes", "on"}),
    "LANGCHAIN_TRACING_V2": frozenset({"1", "true", "yes", "on"}),
    "LANGSMITH_TRACING": frozenset({"1", "true", "yes", "on"}),
    "OTEL_EXPORTER_OTLP_ENDPOINT": None,
    "SENTRY_DSN": None,
    "SSLKEYLOGFILE": None,
}


def permissions(vault: Path) -> Finding:
    """Return whether other users are kept out of the vault's folder and files."""
    from keepmum.memory.store.files import check_private

    try:
        check_private(vault)
    except KeepmumError as error:
        return Finding("permissions", "bad", str(error), error.hint)
    above = vault.resolve().parent.stat()
    if above.st_mode & stat.S_IWOTH and not above.st_mode & stat.S_ISVTX:
        hint = "Move the vault, or take the right to write from others: chmod o-w on the folder above it."
        return Finding("permissions", "warn", "every user may rename the vault's folder: the folder above it is open to all", hint)
    return Finding("permissions", "ok", "only you can reach the vault's folder and files")


def place(vault: Path) -> Finding:
    """Return whether a program that copies folders to a cloud has the vault in its hands."""
    for part in vault.resolve().parts:
        if part.casefold() in _SYNCED or part.casefold().startswith("onedrive - "):
            hint = "It is encrypted, but such a program keeps old copies that you cannot destroy, and may put one back. Move the vault."
            return Finding("place", "warn", f'the vault lies in "{part}", which is copied to a cloud', hint)
    return Finding("place", "ok", "the vault is in no folder that is known to be copied to a cloud")


def free_disk(vault: Path) -> Finding:
    """Return whether there is room."""
    free = shutil.disk_usage(vault).free
    if free >= _LITTLE:
        return Finding("disk", "ok", f"{size(free)} are free")
    return Finding(
        "disk", "bad" if free < _TOO_LITTLE else "warn", f"only {size(free)} are free", "Make room: a full disk refuses new records."
    )


def swap(proc: Path = _PROC, sys_folder: Path = _SYS) -> Finding:
    """Return whether memory, and with it keys and texts, may be written to a disk in clear.

    Args:
        proc: Where Linux tells of the machine.
        sys_folder: Where it tells of devices.
    """
    if sys.platform == "darwin":
        return Finding("swap", "ok", "the system encrypts its swap")
    try:
        lines = (proc / "swaps").read_text().splitlines()[1:]
    except OSError:
        return Finding("swap", "skipped", "this system does not say whether it swaps")
    open_ones = [line.split()[0] for line in lines if line.strip() and not _sealed(line.split()[0], sys_folder)]
    if not open_ones:
        return Finding("swap", "ok", "there is no swap on a disk, or it is encrypted" if lines else "there is no swap")
    hint = "While the vault is open, keys and texts may be written there. Encrypt the swap, use zram, or turn it off."
    return Finding("swap", "warn", f"swap that is not encrypted: {', '.join(open_ones)}", hint)


def _sealed(device: str, sys_folder: Path) -> bool:
    """Return whether a swap device is in memory, or a device that dm-crypt encrypts."""
    name = Path(device).resolve().name
    if name.startswith("zram"):
        return True
    try:
        return (sys_folder / "block" / name / "dm" / "uuid").read_text().startswith("CRYPT-")
    except OSError:
        return False


def core_dumps(proc: Path = _PROC) -> Finding:
    """Return whether a crash would write the memory of the process to a disk.

    Args:
        proc: Where Linux tells of the machine.
    """
    import resource

    try:
        pattern = (proc / "sys" / "kernel" / "core_pattern").read_text().strip()
    except OSError:
        pattern = ""
    if pattern.startswith("|"):
        hint = "A program that keeps core dumps gets them whatever the limit is. With systemd: Storage=none in coredump.conf."
        return Finding("core dumps", "warn", f"the system hands core dumps to {Path(pattern[1:].split()[0]).name}", hint)
    if resource.getrlimit(resource.RLIMIT_CORE)[0] != 0:
        hint = "The commands of keepmum turn them off for themselves; in a program of yours, do: ulimit -c 0."
        return Finding("core dumps", "warn", "this process may write its memory to a file when it crashes", hint)
    return Finding("core dumps", "ok", "no core dump is written")


def other_programs(proc: Path = _PROC) -> Finding:
    """Return whether other programs of the same user may read keepmum's memory.

    Args:
        proc: Where Linux tells of the machine.
    """
    try:
        scope = (proc / "sys" / "kernel" / "yama" / "ptrace_scope").read_text().strip()
    except OSError:
        return Finding("other programs", "skipped", "this system does not say who may read the memory of whom")
    if scope == "0":
        hint = "Set kernel.yama.ptrace_scope to 1 or more: then only a debugger that started a program may read it."
        return Finding("other programs", "warn", "every program of yours may read the memory of every other", hint)
    return Finding("other programs", "ok", "programs of yours may not read each other's memory")


def telemetry(environ: Mapping[str, str] = os.environ) -> Finding:
    """Return whether a variable makes a library call home.

    Args:
        environ: The environment.
    """
    loud = [n for n, on in _CALLING_HOME.items() if environ.get(n) and (on is None or environ[n].casefold() in on)]
    if loud:
        hint = "keepmum's child processes do not see them; unset them all the same, for programs that have keepmum in them."
        return Finding("telemetry", "warn", f"set in this environment: {', '.join(loud)}", hint)
    found = "no variable makes a library call home; every model runs in a process in which telemetry and model hubs are off"
    return Finding("telemetry", "ok", found)


def the_machine(vault: Path) -> list[Finding]:
    """Return all that can be seen without the vault's key.

    Args:
        vault: The vault's folder; it need not be a whole vault.
    """
    reached = [permissions(vault), place(vault), free_disk(vault)] if vault.is_dir() else [permissions(vault)]
    return [*reached, swap(), core_dumps(), other_programs(), telemetry()]
