"""The word index is made anew when the rules for words change, so that forgetting reaches every word."""

from __future__ import annotations

from pathlib import Path

import pytest

from keepmum.memory.record import Record
from keepmum.memory.sealing.keys import FLOOR
from keepmum.memory.vault import Vault
from keepmum.memory.words import lexical, tokens

PASSPHRASE = "a passphrase"


def _words(vault: Vault) -> set[str]:
    with vault.lock:
        connection = vault.connection()
        connection.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', 'lexical', 'row')")
        found = {row[0] for row in connection.execute("SELECT term FROM temp.words").fetchall()}
        connection.execute("DROP TABLE temp.words")
    return found


def test_other_rules_make_the_index_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the rules changed, what is forgotten leaves no word of either rules behind, and the rest is still found."""
    plain = lexical.index_tokens
    with monkeypatch.context() as old:
        old.setattr(lexical, "index_tokens", lambda text: [f"old{token}" for token in plain(text)])
        old.setattr(lexical, "version", lambda: "rules of another time")
        with Vault.create(tmp_path / "me.keep", PASSPHRASE, cost=FLOOR) as vault:
            kept, gone = (put.record for put in vault.put([Record(text="harbour", tags=("blue",)), Record(text="lighthouse")]))
            assert any(word.startswith("old") for word in _words(vault))
    with Vault.open(tmp_path / "me.keep", PASSPHRASE) as vault:
        assert _words(vault) == {*tokens.index_tokens("harbour\nblue"), *tokens.index_tokens("lighthouse")}
        vault.forget(gone.id)
        assert _words(vault) == set(tokens.index_tokens("harbour\nblue"))
        assert vault.get(kept.id).text == "harbour"
        vault.verify(deep=True)


def test_the_same_rules_leave_it_alone(tmp_path: Path) -> None:
    """An index that was made by these rules is not made again."""
    from keepmum.memory.store.reindex import reindex

    with Vault.create(tmp_path / "me.keep", PASSPHRASE, cost=FLOOR) as vault, vault.lock:
        assert reindex(vault.connection()) is False
