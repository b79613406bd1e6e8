"""The recipients that the person has declared, with their API keys, sealed in the vault."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from keepmum.app.errors import UnknownRecipient, UsageError
from keepmum.policy.recipient import Recipient

if TYPE_CHECKING:
    from keepmum.memory.vault import Vault

_NAMESPACE = "recipient"
_KEYS = "recipient.key"


class Recipients:
    """The parties outside this device that may be asked, as far as the policy permits."""

    def __init__(self, vault: Vault) -> None:
        """Keep them in ``vault``."""
        self._vault = vault

    def add(self, recipient: Recipient, api_key: str | None = None, *, replace: bool = False) -> None:
        """Declare a recipient.

        Args:
            recipient: Who, where, which model.
            api_key: Its API key; none where it wants none.
            replace: Whether one of this name may be there already.

        Raises:
            UsageError: The name is taken, the address is not one that keepmum may talk to, or the key cannot stand in a header.
        """
        from keepmum.app.cloud import HttpTransport

        HttpTransport(recipient, api_key)  # checks both, and opens nothing
        if not replace and recipient.name in self._vault.document_keys(_NAMESPACE):
            raise UsageError(f"a recipient named {recipient.name} is declared already; pass --replace to change it")
        with self._vault.transaction():
            body = json.dumps({"url": recipient.url, "model": recipient.model}, sort_keys=True)
            self._vault.put_document(_NAMESPACE, recipient.name, body.encode())
            if recipient.name in self._vault.document_keys(_KEYS):
                self._vault.delete_document(_KEYS, recipient.name)
            if api_key is not None:
                self._vault.put_document(_KEYS, recipient.name, api_key.encode())

    def get(self, name: str) -> Recipient:
        """Return the recipient of this name.

        Raises:
            UnknownRecipient: There is none.
        """
        body = self._vault.document(_NAMESPACE, name)
        if body is None:
            raise UnknownRecipient(f"no recipient is named {name}")
        fields = json.loads(body)
        return Recipient(name, fields["url"], fields["model"])

    def api_key(self, name: str) -> str | None:
        """Return the recipient's API key, if it has one."""
        key = self._vault.document(_KEYS, name)
        return None if key is None else key.decode()

    def key_for(self, recipient: Recipient) -> str | None:
        """Return the API key that belongs to this very recipient: no key goes to an address that it was not declared for.

        Raises:
            UnknownRecipient: It was removed, or declared anew, since it was read.
        """
        with self._vault.lock:
            if self.get(recipient.name) != recipient:
                raise UnknownRecipient(f"{recipient.name} was declared anew meanwhile; nothing was sent")
            return self.api_key(recipient.name)

    def all(self) -> list[Recipient]:
        """Return all recipients by name."""
        return [self.get(name) for name in self._vault.document_keys(_NAMESPACE)]

    def remove(self, name: str) -> None:
        """Forget a recipient and its key; what went to it stays in the ledger.

        Raises:
            UnknownRecipient: There is none of this name.
        """
        self.get(name)
        with self._vault.transaction():
            self._vault.delete_document(_NAMESPACE, name)
            if name in self._vault.document_keys(_KEYS):
                self._vault.delete_document(_KEYS, name)
