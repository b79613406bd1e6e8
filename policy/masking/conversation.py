"""The token maps of conversations: sealed in the vault, forgotten with the records whose words they hold."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from threading import RLock
from typing import TYPE_CHECKING

import cbor2

from keepmum.memory.errors import VaultDamaged
from keepmum.memory.record import RecordId
from keepmum.policy.category import Category
from keepmum.policy.draft import Draft
from keepmum.policy.masking.tokens import MAX_RESERVED, Token, TokenMap

if TYPE_CHECKING:
    from keepmum.memory.vault import Vault

_NAMESPACE = "conversation"
_PREFIX = "conversation/"  # of the artefacts that a record's derived edges name


class Conversations:
    """What the tokens of each conversation with each recipient stand for.

    Attributes:
        turn: Held from reading a map to keeping the next one, so that two threads never give one number to two people.
    """

    def __init__(self, vault: Vault) -> None:
        """Keep them in ``vault``, and forget a map when a record that it holds is forgotten."""
        self.turn = RLock()
        self._vault = vault
        self._secret = secrets.token_bytes(32)  # seeds what is not kept yet, so that a preview shows what will be sent
        self._ended: Counter[str] = Counter()  # how often each conversation began anew
        vault.on_forget(self._forget)

    def tokens(self, draft: Draft) -> TokenMap:
        """Return the map of the draft's conversation with its recipient so far; an empty one for a new conversation.

        Raises:
            VaultDamaged: What is kept cannot be read.
        """
        key = _key(draft)
        data = self._vault.document(_NAMESPACE, key)
        kept = TokenMap() if data is None else _decoded(data)
        return kept if kept.seed else replace(kept, seed=hmac.digest(self._secret, f"{key}{self._ended[key]}".encode(), "sha256"))

    def keep(self, draft: Draft, tokens: TokenMap) -> None:
        """Keep the map of the draft's conversation. It is forgotten with each record of the draft.

        Args:
            draft: Says which conversation, and whose words are in the map.
            tokens: The whole map.

        Raises:
            NoSuchRecord: A record of the draft was forgotten meanwhile; nothing is kept.
        """
        key = _key(draft)
        with self._vault.transaction():
            self._vault.put_document(_NAMESPACE, key, _encoded(tokens))
            for record in dict.fromkeys(part.record for part in (*draft.parts, *draft.beside) if part.record is not None):
                self._vault.derive(record, _PREFIX + key)

    def reserve(self, draft: Draft, names: Iterable[str]) -> None:
        """Never give out ``names`` in the draft's conversation: a reply has used them for something else."""
        with self.turn:
            before = self.tokens(draft)
            after = before.reserve(names, limit=MAX_RESERVED)
            if after != before:
                self._vault.put_document(_NAMESPACE, _key(draft), _encoded(after))

    def end(self, draft: Draft) -> None:
        """Forget the map of the draft's conversation; a later draft of that name starts a new one."""
        key = _key(draft)
        self._ended[key] += 1
        if self._vault.document(_NAMESPACE, key) is not None:
            self._vault.delete_document(_NAMESPACE, key)

    def _forget(self, record: RecordId, artefacts: tuple[str, ...]) -> Sequence[str]:
        """Destroy the originals in every map that holds words of ``record``; called inside the forgetting transaction."""
        del record  # its artefacts say it all
        gone = 0
        for artefact in artefacts:
            key = artefact.removeprefix(_PREFIX)
            data = self._vault.document(_NAMESPACE, key) if key != artefact else None
            if data is not None:
                # The numbers stay taken: the recipient must not see PERSON_1 become somebody else.
                self._vault.put_document(_NAMESPACE, key, _encoded(_decoded(data).emptied()))
                gone += 1
        return [f"the names behind the tokens of {gone} conversation{'s' if gone > 1 else ''}"] if gone else []


def _key(draft: Draft) -> str:
    """Return the name under which a conversation is kept: no conversation is one with two recipients."""
    hashed = hashlib.sha256()
    for piece in (b"keepmum/v1/conversation", draft.recipient.name.encode(), draft.conversation.encode()):
        hashed.update(len(piece).to_bytes(4, "big") + piece)
    return hashed.hexdigest()[:32]


def _encoded(tokens: TokenMap) -> bytes:
    rows = [[t.name, t.category.value, t.original, list(t.subjects), list(t.values), t.written] for t in tokens.tokens]
    return cbor2.dumps({"v": 2, "tokens": rows, "reserved": sorted(tokens.reserved), "seed": tokens.seed}, canonical=True)


def _decoded(data: bytes) -> TokenMap:
    try:
        fields = cbor2.loads(data)
        rows = [
            Token(name, Category(category), original, tuple(subjects), tuple(values), *written)  # maps of version 1 have no surrogates
            for name, category, original, subjects, values, *written in fields["tokens"]
        ]
        return TokenMap(tuple(rows), frozenset(fields["reserved"]), bytes(fields.get("seed", b"")))
    except (cbor2.CBORDecodeError, KeyError, TypeError, ValueError):
        raise VaultDamaged("the tokens of a conversation cannot be read") from None
