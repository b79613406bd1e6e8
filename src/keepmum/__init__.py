"""A private memory: keeps what you were told and tells no one.

    import keepmum

    with keepmum.Keep.open("~/me.keep", passphrase="...") as keep:
        keep.import_path("WhatsApp Chat with Mei.zip")
        for hit in keep.search("when is the dentist"):
            print(hit.record.at, hit.record.text)

Importing this package does nothing: no file, no socket, no thread, no model. The names below load when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keepmum.app.asking import Answer, Preview
    from keepmum.app.config import Config
    from keepmum.app.importing import ImportReport
    from keepmum.app.keep import Keep
    from keepmum.memory.errors import KeepmumError
    from keepmum.memory.record import Hit, Record
    from keepmum.memory.results import Receipt
    from keepmum.memory.sealing.keys import RecoveryKit
    from keepmum.policy.recipient import Recipient
    from keepmum.policy.rules.standing import Scope

__version__ = "0.1.0"

__all__ = [
    "Answer",
    "Config",
    "Hit",
    "ImportReport",
    "Keep",
    "KeepmumError",
    "Preview",
    "Receipt",
    "Recipient",
    "Record",
    "RecoveryKit",
    "Scope",
    "__version__",
]

_HOMES = {
    "Answer": "keepmum.app.asking",
    "Config": "keepmum.app.config",
    "Hit": "keepmum.memory.record",
    "ImportReport": "keepmum.app.importing",
    "Keep": "keepmum.app.keep",
    "KeepmumError": "keepmum.memory.errors",
    "Preview": "keepmum.app.asking",
    "Receipt": "keepmum.memory.results",
    "Recipient": "keepmum.policy.recipient",
    "Record": "keepmum.memory.record",
    "RecoveryKit": "keepmum.memory.sealing.keys",
    "Scope": "keepmum.policy.rules.standing",
}


def __getattr__(name: str) -> object:
    """Load a public name from its module when it is first asked for (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module 'keepmum' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """Return the public names."""
    return __all__
