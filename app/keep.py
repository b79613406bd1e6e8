"""The SDK: one object that keeps, finds, answers, and lets out only what the policy permits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime, tzinfo
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

from keepmum.app.asking import Answer, Asker, Confirm, Preview
from keepmum.app.config import Config
from keepmum.app.finding import Finder
from keepmum.app.importing import ImportReport, Progress, import_items
from keepmum.app.policies import Policies
from keepmum.app.recipients import Recipients
from keepmum.memory.record import Hit, Query, Record, RecordId, kind_set

if TYPE_CHECKING:
    from keepmum.app.people import AddressBook
    from keepmum.memory.people.person import Person
    from keepmum.memory.sealing.keys import RecoveryKit
    from keepmum.memory.store.forget import Receipt
    from keepmum.memory.vault import Stats, Vault
    from keepmum.memory.vectors.background import Indexer
    from keepmum.policy.proving.ledger import Ledger
    from keepmum.policy.recipient import Recipient


class Keep:
    """A person's memory, open. Use it as a context manager, or call `close`."""

    def __init__(self, vault: Vault, config: Config) -> None:
        """Wrap an open vault; `create` and `open` are the way in."""
        from keepmum.policy.proving.ledger import Ledger

        self._vault = vault
        self._ledger = Ledger(vault)
        self._recipients = Recipients(vault)
        self._finder = Finder(vault, config)
        self._policies = Policies(vault, self._finder, self._recipients, self._ledger, config.embedding_cache)
        self._asker = Asker(vault, config, self._finder, self._recipients, self._ledger)

    @classmethod
    def create(cls, path: Path | str, passphrase: str, *, recovery: RecoveryKit | None = None, config: Config | None = None) -> Self:
        """Make a new vault and open it.

        Args:
            path: A folder that does not exist yet.
            passphrase: Opens the vault; it is not kept anywhere.
            recovery: Opens the vault too, where the passphrase is lost. Without one the passphrase is the only way in.
            config: The settings; none for the defaults. No file is read.

        Raises:
            VaultExists: Something is at this path.
            ValueError: The passphrase is empty.
        """
        from keepmum.memory.vault import Vault

        return cls(Vault.create(Path(path).expanduser(), passphrase, recovery=recovery), config or Config())

    @classmethod
    def open(cls, path: Path | str, passphrase: str | None = None, *, kit: RecoveryKit | None = None, config: Config | None = None) -> Self:
        """Open a vault by its passphrase or its recovery kit, one of the two.

        Args:
            path: The vault's folder.
            passphrase: Its passphrase.
            kit: Or: its recovery kit, as `RecoveryKit.read` returns it.
            config: The settings; none for the defaults. No file is read.

        Raises:
            ValueError: Neither or both of passphrase and kit are given.
            VaultMissing, NotAVault, NewerVault, UnsafePermissions: The folder is not one that this version can open.
            VaultBusy: Another process has it open.
            WrongPassphrase, WrongRecoveryKit: It does not open with this.
            VaultDamaged, VaultRolledBack: Something changed it.
        """
        from keepmum.memory.vault import Vault

        return cls(Vault.open(Path(path).expanduser(), passphrase, kit=kit), config or Config())

    def close(self) -> None:
        """End the child processes and close the vault; may be called twice."""
        with closing(self._vault), closing(self._finder), closing(self._asker):
            pass  # one after the other, the vault last and in any case

    def __repr__(self) -> str:
        """Name the vault's folder, and nothing that is in it."""
        return f"Keep({self._vault.path.name!r})"

    def __enter__(self) -> Self:
        """Return the open memory."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close it."""
        self.close()

    # -- keeping ---------------------------------------------------------------------------------------------------

    def import_path(
        self,
        path: Path | str,
        *,
        progress: Progress | None = None,
        zone: tzinfo | None = None,
        date_order: Literal["dmy", "mdy", "ymd"] | None = None,
        me: str | None = None,
    ) -> ImportReport:
        """Bring in a file or a folder: WhatsApp exports, transcripts, memos, contacts.

        What was brought in before is found again and not doubled. Vectors are made by `index`, or by a later search.

        Args:
            path: The file or folder.
            progress: Called after each commit.
            zone: The time zone of times that name none; the machine's own by default.
            date_order: The order of day and month, where a file leaves it open.
            me: The person's own name in the chats.

        Raises:
            ImportFailed: The file cannot be read; its subclasses say why. Batches committed before it are kept.
        """
        from keepmum.memory.formats.detect import read_path
        from keepmum.memory.formats.interface import ReadOptions

        options = ReadOptions(zone=zone, date_order=date_order, me=me)
        return import_items(self._vault, read_path(Path(path).expanduser(), options), progress)

    def add(self, records: Sequence[Record]) -> list[RecordId]:
        """Keep these records; when this returns they are on the disk. Returns their ids, in order."""
        return [put.record.id for put in self._vault.put(records)]

    def get(self, record: RecordId | str) -> Record:
        """Return a record.

        Raises:
            NoSuchRecord: None has this id.
        """
        return self._vault.get(RecordId(record))

    def edit(self, record: RecordId | str, **fields: Any) -> Record:  # noqa: ANN401 - the fields of Record, checked by the vault
        """Change fields of a record; the old version stays until it is forgotten.

        Raises:
            NoSuchRecord: None has this id.
            ValueError: A field may not be changed, or not to this.
        """
        return self._vault.edit(RecordId(record), **fields)

    def tag(self, record: RecordId | str, tag: str) -> Record:
        """Put a label on a record.

        Raises:
            NoSuchRecord: None has this id.
        """
        return self._vault.tag(RecordId(record), tag)

    def untag(self, record: RecordId | str, tag: str) -> Record:
        """Take a label off a record.

        Raises:
            NoSuchRecord: None has this id.
        """
        return self._vault.untag(RecordId(record), tag)

    def thread(self, name: str) -> list[Record]:
        """Return the records of a thread in order of time; empty where there is none of this name."""
        return list(self._vault.records(thread=name))

    def forget(self, record: RecordId | str) -> Receipt:
        """Purge a record and all that was derived from it on this device.

        Returns:
            What was destroyed, and what stays and why.

        Raises:
            NoSuchRecord: None has this id.
        """
        return self._vault.forget(RecordId(record))

    # -- finding ---------------------------------------------------------------------------------------------------

    def index(self, progress: Progress | None = None) -> int:
        """Make every vector that is still missing; returns how many were made.

        Raises:
            ModelMissing: There is no embedding model on this device. Search by words works without one.
        """
        return self._finder.index(progress)

    def index_in_background(self, paused: Callable[[], bool] | None = None) -> Indexer:
        """Make missing vectors in a thread that steps aside for searches; returns what tells its progress, pauses and resumes it.

        Args:
            paused: Asked between small steps; while it says True, nothing is made. See `keepmum.memory.vectors.battery.on_battery`.

        Raises:
            ModelMissing: There is no embedding model on this device.
        """
        return self._finder.background(paused)

    def search(
        self,
        text: str,
        *,
        limit: int = 10,
        kinds: Sequence[str] | None = None,
        who: str | None = None,
        thread: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        now: datetime | None = None,
    ) -> list[Hit]:
        """Find records by words and by meaning, best first, verbatim, with their context and the reasons.

        A person, a time, a kind or a thread that the question names is a preference; the arguments, and filters typed into the
        text as in ``from:mum since:march``, leave out everything else. Without a question they list what they leave, newest first.

        Args:
            text: The question or the words; may be empty where something is filtered.
            limit: How many at most, 1 to 1,000.
            kinds: Only records of these kinds.
            who: Only records in which this person speaks or takes part, by any form of their name.
            thread: Only records of this thread.
            since: Only from this time on.
            until: Only before this time.
            now: When the question is asked, for "yesterday"; none for this moment.

        Raises:
            ValueError: An argument is out of range, or a time has no zone.
            TypeError: An argument is of another type.
        """
        return self._finder.search(Query(text, limit, None if kinds is None else kind_set(kinds), who, thread, since, until, now))

    # -- answering -------------------------------------------------------------------------------------------------

    def ask(
        self,
        question: str,
        *,
        to: str = "device",
        purpose: str = "answer",
        conversation: str | None = None,
        confirm: Confirm | None = None,
    ) -> Answer:
        """Answer a question from the memory: on the device, or by a recipient as far as the policy permits.

        Args:
            question: What the person asks.
            to: "device", or a declared recipient's name.
            purpose: What it is for; the policy decides by it.
            conversation: The exchange that it belongs to; none starts a new one.
            confirm: Asked with the preview where the policy wants the person's word. It returns False (no), True (this request
                alone), or a `keepmum.Scope`: once, today, or always, until the grant is revoked. Without it nobody agrees.

        Raises:
            UnknownRecipient: There is none of this name.
            PolicyMissing, PolicyDenied: Nothing was sent; also where what would leave has changed since `confirm` was shown it.
            LedgerBroken: Nothing was sent, for it could not be recorded.
            CloudError, UnreadableReply: It was asked and did not answer well; the ledger says so.
            ModelError: The model on the device is missing, broken, crashed or hung.
            ValueError: The purpose is no name.
        """
        if to == "device":
            return self._asker.here(question)
        return self._asker.there(question, to=to, purpose=purpose, conversation=conversation, confirm=confirm)

    def preview(self, text: str, *, to: str, purpose: str = "answer", conversation: str | None = None) -> Preview:
        """Say what would leave, in which form, under which rule. Nothing is sent and nothing is recorded.

        Args:
            text: What the person asks.
            to: A declared recipient's name.
            purpose: What it is for; the policy decides by it.
            conversation: The exchange that it belongs to; none starts a new one.

        Raises:
            UnknownRecipient: There is none of this name.
            PolicyMissing: There is no policy, so nothing may leave.
            ValueError: The purpose is no name.
        """
        return self._asker.preview(text, to=to, purpose=purpose, conversation=conversation)

    def test_recipient(self, name: str) -> Answer:
        """Send one harmless word to a recipient, through the gate, to see that it answers; raises as `ask` does."""
        return self.ask("Say yes.", to=name, purpose="test")

    # -- policy and recipients -------------------------------------------------------------------------------------

    def policy_text(self) -> str | None:
        """Return the policy in force as TOML; none where there is none and nothing may leave."""
        return self._policies.text()

    def load_policy(self, text: str) -> None:
        """Put a policy in force. Raises as `Policies.load` does."""
        self._policies.load(text)

    @property
    def policies(self) -> Policies:
        """The policy, its tests and grants, and why something was decided."""
        return self._policies

    @property
    def recipients(self) -> Recipients:
        """The declared recipients."""
        return self._recipients

    def add_recipient(self, recipient: Recipient, api_key: str | None = None, *, replace: bool = False) -> None:
        """Declare a recipient; the policy still decides what may go to it. Raises as `Recipients.add` does."""
        self._recipients.add(recipient, api_key, replace=replace)

    @property
    def vault(self) -> Vault:
        """The store below."""
        return self._vault

    @property
    def ledger(self) -> Ledger:
        """The record of everything that was sent."""
        return self._ledger

    def people(self) -> tuple[Person, ...]:
        """Return the people that the memory knows: contacts and those who speak in its threads, as the person decided."""
        return self._finder.people()

    @property
    def address_book(self) -> AddressBook:
        """The people, and what the person decides about them: who is one, who is not, who is called what."""
        return self._finder.address_book

    def stats(self) -> Stats:
        """Return counts of what the vault holds, and which ways lead into it."""
        return self._vault.stats()

    def export(self, path: Path | str, *, passphrase: str | None = None, recipient: str | None = None) -> int:
        """Write every record to one age-encrypted JSON-lines file that any age program can open.

        Returns:
            How many records are in it.

        Raises:
            VaultExists: The file is there already.
            ValueError: Neither or both of passphrase and age recipient are given.
        """
        from keepmum.app.export import export

        return export(self._vault, Path(path).expanduser(), passphrase=passphrase, recipient=recipient)
