"""The errors of the sync layer; its own issue brings the rest of it.

KeepmumError
└─ SyncError
"""

from __future__ import annotations

from keepmum.memory.errors import KeepmumError


class SyncError(KeepmumError):
    """Base of what can go wrong between two devices; never raised itself."""
