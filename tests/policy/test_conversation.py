"""Conversations: their maps are kept apart, sealed, and forgotten with what they hold."""

from __future__ import annotations

import cbor2
import pytest
from tests.policy.fakes import draft, note, of

from keepmum.memory.errors import NoSuchRecord, VaultDamaged
from keepmum.memory.record import Record
from keepmum.memory.vault import Vault
from keepmum.policy.category import Category
from keepmum.policy.masking.conversation import Conversations
from keepmum.policy.masking.tokens import MAX_RESERVED, Token, TokenMap
from keepmum.policy.recipient import Recipient

TOKENS = TokenMap((Token("PERSON_1", Category.PERSON, "陈伟", ("p1",), ("陈伟", "wei")),), frozenset({"DATE_3"}))
OTHER = Recipient("other", "https://other.example", "m")


def test_a_map_is_kept_for_its_conversation_and_recipient(vault: Vault) -> None:
    """It comes back whole, for this conversation with this recipient, and for no other."""
    conversations = Conversations(vault)
    conversations.keep(draft("Hi"), TOKENS)
    assert Conversations(vault).tokens(draft("Hello again")) == TOKENS
    assert conversations.tokens(draft("Hi", conversation="c2")) == TokenMap()
    assert conversations.tokens(draft("Hi", recipient=OTHER)) == TokenMap()


def test_the_name_of_a_conversation_is_not_its_key(vault: Vault) -> None:
    """A caller's name may say something; the documents' keys do not, and no two pairs of names are one key."""
    conversations = Conversations(vault)
    conversations.keep(draft("Hi", conversation="divorce"), TOKENS)
    conversations.keep(draft("Hi", conversation="2", recipient=Recipient("a", "", "m")), TOKENS)
    conversations.keep(draft("Hi", conversation="22", recipient=Recipient("a", "", "m")), TOKENS)
    conversations.keep(draft("Hi", conversation="2", recipient=Recipient("a2", "", "m")), TOKENS)
    keys = vault.document_keys("conversation")
    assert len(keys) == 4
    assert not any("divorce" in key for key in keys)


def test_ending_a_conversation(vault: Vault) -> None:
    """What was ended is gone; ending it twice does nothing."""
    conversations = Conversations(vault)
    conversations.keep(draft("Hi"), TOKENS)
    conversations.end(draft("Hi"))
    conversations.end(draft("Hi"))
    assert conversations.tokens(draft("Hi")) == TokenMap()


def test_invented_tokens_are_never_given_out(vault: Vault) -> None:
    """Names that a reply has used stay taken, up to a limit."""
    conversations = Conversations(vault)
    conversations.keep(draft("Hi"), TOKENS)
    conversations.reserve(draft("Hi"), [])
    conversations.reserve(draft("Hi"), ["PERSON_9", "PERSON_1"])
    assert conversations.tokens(draft("Hi")) == TokenMap(TOKENS.tokens, frozenset({"DATE_3", "PERSON_9"}))
    conversations.reserve(draft("Hi"), [f"DATE_{number}" for number in range(1, 5000)])
    assert len(conversations.tokens(draft("Hi")).reserved) == MAX_RESERVED


def test_forgetting_a_record_forgets_the_names(vault: Vault) -> None:
    """When a record of the conversation is forgotten, no original is left, the receipt says so, and no number is used again."""
    conversations = Conversations(vault)
    kept, other = (put.record for put in vault.put([Record("Wei called"), Record("Lunch")]))
    conversations.keep(draft("Hi", of(kept)), TOKENS)
    conversations.keep(draft("Hi", of(other), conversation="c2"), TOKENS)
    assert kept.id
    receipt = vault.forget(kept.id)
    assert "the names behind the tokens of 1 conversation" in receipt.destroyed
    assert conversations.tokens(draft("Hi")) == TokenMap((), frozenset({"DATE_3", "PERSON_1"}))
    assert conversations.tokens(draft("Hi", conversation="c2")) == TOKENS


def test_a_record_that_is_gone_keeps_no_map(vault: Vault) -> None:
    """A map with words of a record that was forgotten meanwhile is not kept at all."""
    conversations = Conversations(vault)
    with pytest.raises(NoSuchRecord):
        conversations.keep(draft("Hi", note("x", record="0" * 26)), TOKENS)
    assert conversations.tokens(draft("Hi")) == TokenMap()


def test_surrogates_and_the_seed_are_kept(vault: Vault) -> None:
    """What was written in the place of something, and the secret behind it, come back with the map; forgetting takes both."""
    conversations = Conversations(vault)
    kept = vault.put([Record("Wei called")])[0].record
    tokens = TokenMap((Token("PERSON_1", Category.PERSON, "Wei", ("p1",), ("wei",), "Robin"),), seed=b"secret")
    conversations.keep(draft("Hi", of(kept)), tokens)
    back = Conversations(vault).tokens(draft("Hi"))
    assert (back, back.seed) == (tokens, b"secret")
    assert kept.id
    vault.forget(kept.id)
    after = conversations.tokens(draft("Hi"))
    assert after.tokens == ()
    assert after.seed not in {b"secret", b""}


def test_a_preview_has_the_seed_of_what_is_sent(vault: Vault) -> None:
    """A conversation that is not kept yet has one secret in one process: another for another conversation, recipient or beginning."""
    conversations = Conversations(vault)
    seed = conversations.tokens(draft("Hi")).seed
    assert len(seed) == 32
    assert conversations.tokens(draft("Hello")).seed == seed
    others = [conversations.tokens(draft("Hi", conversation="c2")).seed, conversations.tokens(draft("Hi", recipient=OTHER)).seed]
    others.append(Conversations(vault).tokens(draft("Hi")).seed)
    conversations.end(draft("Hi"))
    others.append(conversations.tokens(draft("Hi")).seed)
    assert len({seed, *others}) == 5
    assert not vault.document_keys("conversation")


def test_a_map_of_the_first_version_is_read(vault: Vault) -> None:
    """Maps that were kept before there were surrogates still mean what they meant."""
    conversations = Conversations(vault)
    conversations.keep(draft("Hi"), TOKENS)
    (key,) = vault.document_keys("conversation")
    rows = [["PERSON_1", "person", "陈伟", ["p1"], ["陈伟", "wei"]]]
    vault.put_document("conversation", key, cbor2.dumps({"v": 1, "tokens": rows, "reserved": ["DATE_3"]}))
    back = conversations.tokens(draft("Hi"))
    assert back == TOKENS
    assert back.seed


@pytest.mark.parametrize("data", [b"", b"\xff", b"\xa0", b"\x83\x01\x02\x03"])
def test_a_broken_map_is_an_error(vault: Vault, data: bytes) -> None:
    """A map that cannot be read is no empty map: a token would come to mean somebody else."""
    conversations = Conversations(vault)
    conversations.keep(draft("Hi"), TOKENS)
    (key,) = vault.document_keys("conversation")
    vault.put_document("conversation", key, data)
    with pytest.raises(VaultDamaged):
        conversations.tokens(draft("Hi"))
