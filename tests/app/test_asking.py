"""What the person agreed to is what leaves, byte for byte, whatever happens between their word and the socket."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.app.servers import Server, serving

from keepmum.app.asking import Preview
from keepmum.app.config import Config
from keepmum.app.errors import CloudFailed, UnknownRecipient
from keepmum.app.keep import Keep
from keepmum.memory.errors import ModelCrashed, NoSuchRecord
from keepmum.memory.meaning import multilingual
from keepmum.memory.meaning.embed import Embedder
from keepmum.memory.record import Record
from keepmum.memory.sealing.keys import FLOOR
from keepmum.memory.vault import Vault
from keepmum.policy.detectors import adviser
from keepmum.policy.errors import PolicyDenied
from keepmum.policy.recipient import Recipient
from keepmum.policy.rules.starting import default_text

QUESTION = "What does Dr Quillfeather say to Orla Fennimore about the knee?"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def keep(tmp_path: Path, server: Server) -> Iterator[Keep]:
    """A memory whose policy wants the person's word for whatever leaves."""
    config = Config(embedding_model=tmp_path / "none", local_model=tmp_path / "none.gguf", cloud_timeout_s=5)
    with Keep(Vault.create(tmp_path / "me.keep", "a long passphrase", cost=FLOOR), config) as keep:
        keep.add([Record("My knee is better, says Dr Quillfeather", kind="message", at=datetime(2031, 5, 1, tzinfo=UTC), who=("Mum",))])
        keep.add_recipient(Recipient("near", server.url("good"), "small"))
        keep.load_policy(default_text(("near",)).replace('"permit"', '"ask"'))
        yield keep


def ask(keep: Keep, confirm: Callable[[Preview], bool] | None) -> str:
    return keep.ask(QUESTION, to="near", conversation="c", confirm=confirm).text


def bodies(server: Server) -> list[str]:
    return [request.split(b"\r\n\r\n", 1)[1].decode() for request in server.received]


def test_the_bytes_are_those_that_were_shown(keep: Keep, server: Server) -> None:
    """A yes sends each text as the preview had it."""
    shown: list[Preview] = []
    assert ask(keep, lambda preview: shown.append(preview) is None) == "yes"
    (body,) = bodies(server)
    assert all(text.replace("\n", "\\n").replace('"', '\\"') in body for text in shown[0].redaction.texts)
    assert "Quillfeather" not in body


@pytest.mark.parametrize("confirm", [None, lambda _: False, lambda _: "no", lambda _: 1])
def test_without_a_yes_nothing_leaves(keep: Keep, server: Server, confirm: Callable[[Preview], bool] | None) -> None:
    """Nobody to ask means no, as no does, and as whatever is neither `True` nor a `Scope` does; the refusal is in the ledger."""
    with pytest.raises(PolicyDenied):
        ask(keep, confirm)
    assert not server.received
    assert [entry.type for entry in keep.ledger.entries()] == ["refusal"]


def test_a_conversation_that_went_on_is_shown_anew(keep: Keep, server: Server) -> None:
    """Where the labels have changed since they were shown, nothing is sent, and the ledger says that nothing was."""

    def meanwhile(_: Preview) -> bool:  # another thread of the program, in the same conversation
        assert keep.ask("Who is Fergus Tulloch?", to="near", conversation="c", confirm=lambda _: True).text == "yes"
        return True

    with pytest.raises(PolicyDenied, match="has changed since it was shown"):
        ask(keep, meanwhile)
    assert len(server.received) == 1
    assert "Orla" not in bodies(server)[0]
    assert [(entry.type, entry.error) for entry in keep.ledger.entries()][2:] == [("refusal", "")]
    keep.ledger.verify()
    assert ask(keep, lambda _: True) == "yes"


def test_changes_meanwhile_are_for_the_next_question(keep: Keep, server: Server) -> None:
    """Another policy, other people and an edited record come too late for what was shown: it goes out as it was shown."""
    shown: list[Preview] = []

    def meanwhile(preview: Preview) -> bool:
        shown.append(preview)
        for record in keep.vault.records():
            keep.edit(str(record.id), text="My knee is worse")
        keep.add([Record("Knee Better\nphone: +44 7700 900111", kind="contact", who=("Knee Better",))])
        keep.load_policy(default_text())
        return True

    assert ask(keep, meanwhile) == "yes"
    assert all(text.replace("\n", "\\n").replace('"', '\\"') in bodies(server)[0] for text in shown[0].redaction.texts)
    with pytest.raises(PolicyDenied):
        ask(keep, meanwhile)


def test_what_was_forgotten_meanwhile_does_not_leave(keep: Keep, server: Server) -> None:
    """A record that is forgotten while the person looks at it stays here."""

    def meanwhile(preview: Preview) -> bool:
        keep.forget(next(part.record for part in preview.draft.parts if part.record is not None))
        return True

    with pytest.raises(NoSuchRecord):
        ask(keep, meanwhile)
    assert not server.received
    keep.ledger.verify()


def test_a_key_belongs_to_one_address(keep: Keep) -> None:
    """The key of a recipient that was declared anew is not given for the old address."""
    old = keep.recipients.get("near")
    keep.add_recipient(Recipient("near", "https://elsewhere.example/v1", "small"), "sk-zebrawood-7731", replace=True)
    assert keep.recipients.key_for(keep.recipients.get("near")) == "sk-zebrawood-7731"
    with pytest.raises(UnknownRecipient):
        keep.recipients.key_for(old)


@pytest.mark.parametrize("behaviour", ["good", "500"])
def test_what_tokens_stood_for_goes_with_a_single_question(keep: Keep, server: Server, behaviour: str) -> None:
    """A question without a conversation leaves no map of its names behind, whether it was answered or not."""
    keep.add_recipient(Recipient("near", server.url(behaviour), "small"), replace=True)
    with contextlib.suppress(CloudFailed):
        keep.ask(QUESTION, to="near", confirm=lambda _: True)
    assert len(server.received) == 1
    assert keep.vault.document_keys("conversation") == []


WANTS = default_text(("near",)).replace("schema = 1\n", 'schema = 1\nwanted = ["adviser"]\n')


def test_a_preview_says_who_looked_and_who_was_absent(keep: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the policy wants the adviser and its package is not there, the preview and the record of the decision say so; it goes on."""
    monkeypatch.setattr(multilingual, "PACKAGE", "no_such_package_here")
    keep.load_policy(WANTS)
    decision = keep.preview(QUESTION, to="near").decision
    assert decision.effect != "block"
    assert {"people", "safelist", "secrets", "sensitive", "shapes"} <= {*decision.detectors}
    assert "adviser" in decision.absent
    keep.ask(QUESTION, to="near", confirm=lambda _: True)
    record = keep.policies.decision("0")
    assert (record.detectors, record.absent) == (decision.detectors, decision.absent)
    assert keep.policies.why(QUESTION, to="near").decision.absent == decision.absent


def test_an_adviser_that_breaks_lets_nothing_out(keep: Keep, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """An adviser that is wanted, is there and fails blocks the request, and the refusal says that the check failed."""

    def broken() -> Embedder:
        raise ModelCrashed("the exporting process died")

    monkeypatch.setattr(adviser, "find_adviser", lambda _: adviser.AdviserDetector(broken))
    keep.load_policy(WANTS)
    with pytest.raises(PolicyDenied, match="ModelCrashed"):
        keep.ask(QUESTION, to="near", confirm=lambda _: True)
    assert not server.received
    assert [entry.type for entry in keep.ledger.entries()] == ["refusal"]
