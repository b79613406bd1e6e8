"""What opens a vault: the cost of a passphrase guess, the recovery kit, and the keys that a root key gives.

Key tree (docs/vault-format.md): passphrase or recovery kit → slot → root key → database key, head key, vault.json's key.
"""

from __future__ import annotations

import os
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from keepmum.memory.errors import VaultExists, WeakParameters, WrongRecoveryKit
from keepmum.memory.sealing.box import KEY_BYTES, derive
from keepmum.memory.store.files import FILE_MODE, disk_errors

_IDENTITY = re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]{58}")
_CHECK_CHARACTERS = 6
_MAX_KIT_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess at a passphrase costs: Argon2id (RFC 9106).

    Attributes:
        passes: Passes over the memory.
        memory_kib: Memory in KiB.
        lanes: Lanes that run side by side.
    """

    passes: int
    memory_kib: int
    lanes: int

    def check(self) -> None:
        """Refuse a cost outside floor and ceiling, before anything is derived with it.

        A hostile vault.json could ask for too little (a cheap guess later) or for all of the machine's memory.

        Raises:
            WeakParameters: It is too cheap or too dear.
        """
        within = (
            FLOOR.passes <= self.passes <= CEILING.passes
            and FLOOR.memory_kib <= self.memory_kib <= CEILING.memory_kib
            and FLOOR.lanes <= self.lanes <= CEILING.lanes
        )
        if not within:
            raise WeakParameters("the cost of the key derivation is out of range")


STANDARD = Cost(passes=3, memory_kib=64 * 1024, lanes=4)  # RFC 9106, second recommended option
FLOOR = Cost(passes=2, memory_kib=19 * 1024, lanes=1)  # OWASP Password Storage Cheat Sheet; tests use it
CEILING = Cost(passes=16, memory_kib=1024 * 1024, lanes=16)  # 1 GiB; three passes of it take five seconds (measured)


def stretch(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """Turn a passphrase into 32 bytes, slowly.

    The passphrase is normalised (Unicode NFC), so that it does not matter which keyboard composed its accents.

    Args:
        passphrase: What the person typed; not empty.
        salt: 16 random bytes of the slot.
        cost: Within floor and ceiling.

    Raises:
        ValueError: The passphrase is empty or no text that a file can hold.
        WeakParameters: The cost is out of range.
    """
    cost.check()
    secret = passphrase_bytes(passphrase)
    return Argon2id(salt=salt, length=KEY_BYTES, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib).derive(secret)


def passphrase_bytes(passphrase: str) -> bytes:
    """Return the bytes that are stretched: the passphrase in Unicode NFC, as UTF-8.

    Raises:
        ValueError: It is empty, or holds half of a surrogate pair.
    """
    if not passphrase:
        raise ValueError("the passphrase is empty")
    try:
        return unicodedata.normalize("NFC", passphrase).encode()
    except UnicodeEncodeError:
        raise ValueError("the passphrase holds half of a surrogate pair") from None


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of an open vault.

    Attributes:
        root: The root key; it only wraps and derives.
        database: The raw key of SQLCipher.
    """

    root: bytes = field(repr=False)
    database: bytes = field(repr=False)

    @property
    def header(self) -> bytes:
        """The key that authenticates vault.json."""
        return derive(self.root, b"keepmum/v1/header")


@dataclass(frozen=True, slots=True)
class RecoveryKit:
    """A second way into the vault, kept away from it: an age identity (https://age-encryption.org/v1).

    Attributes:
        identity: The secret, `AGE-SECRET-KEY-1…`; whoever has it and a copy of the vault can open that copy.
        recipient: Its public name, `age1…`.
    """

    identity: str = field(repr=False)
    recipient: str

    @classmethod
    def generate(cls) -> RecoveryKit:
        """Make a new kit."""
        from pyrage import x25519

        identity = x25519.Identity.generate()
        return cls(str(identity), str(identity.to_public()))

    @classmethod
    def parse(cls, text: str) -> RecoveryKit:
        """Read a kit from the text of an age identity file, or from a typed identity.

        Raises:
            WrongRecoveryKit: There is not exactly one identity in it.
        """
        import pyrage

        found = _IDENTITY.findall(text.upper())
        if len(found) != 1:
            raise WrongRecoveryKit("this holds no age identity, or more than one")
        try:
            identity = pyrage.x25519.Identity.from_str(found[0])
        except pyrage.IdentityError:
            raise WrongRecoveryKit("the age identity is mistyped") from None
        return cls(str(identity), str(identity.to_public()))

    @classmethod
    def read(cls, path: Path) -> RecoveryKit:
        """Read a kit from its file.

        Raises:
            WrongRecoveryKit: The file is not there, or is no age identity file.
        """
        try:
            with Path(path).open("rb") as file:
                text = file.read(_MAX_KIT_BYTES).decode()
        except (OSError, UnicodeDecodeError):
            raise WrongRecoveryKit("the file cannot be read as a recovery kit") from None
        return cls.parse(text)

    def write(self, path: Path) -> None:
        """Write the kit as an age identity file with mode 0600.

        Args:
            path: A file that does not exist yet; best on another device than the vault.

        Raises:
            VaultExists: Something is there already; it is left as it is.
            DiskFull: There is no space.
        """
        text = (
            f"# keepmum recovery kit: opens the vault without the passphrase; keep it away from the vault\n# public key: {self.recipient}\n"
        )
        try:
            with disk_errors():
                descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
                with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                    file.write(text + self.identity + "\n")
                    file.flush()
                    os.fsync(file.fileno())
        except FileExistsError:
            raise VaultExists(f"{Path(path).name} is there already") from None

    @property
    def check(self) -> str:
        """The last six characters of the identity, which a person types to show that the kit was kept."""
        return self.identity[-_CHECK_CHARACTERS:]
