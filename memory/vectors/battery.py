"""Says whether the device runs on its battery, so that work that can wait does."""

from __future__ import annotations

from pathlib import Path

SUPPLIES = Path("/sys/class/power_supply")  # Linux: Documentation/ABI/testing/sysfs-class-power


def on_battery(supplies: Path = SUPPLIES) -> bool:
    """Look whether a battery is being emptied and nothing else gives power.

    Args:
        supplies: The folder in which the kernel lists power supplies.

    Returns:
        True only where that is certain; False on a device without a battery, and where nothing can be read.
    """
    discharging = False
    try:
        found = sorted(supplies.iterdir())
    except OSError:
        return False
    for supply in found:
        kind = _read(supply / "type")
        if kind in {"Mains", "USB", "Wireless"} and _read(supply / "online") == "1":
            return False
        if kind == "Battery" and _read(supply / "scope") != "Device":  # the battery of a mouse is not the device's
            discharging |= _read(supply / "status") == "Discharging"
    return discharging


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
