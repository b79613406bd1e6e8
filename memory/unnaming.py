"""Forgetting somebody's records forgets what was decided about them: no decision keeps a name that the vault knows no more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from keepmum.memory.cards import read_card
from keepmum.memory.decisions import Decision, DecisionLog
from keepmum.memory.forget import ForgetHook
from keepmum.memory.record import Record, RecordId
from keepmum.memory.roster import Roster, load_roster
from keepmum.memory.senders import sender

if TYPE_CHECKING:
    from keepmum.memory.vault import Vault

_ABOUT_OTHERS = frozenset({"split", "unalias"})  # their word is the name of somebody else


def unnaming(vault: Vault, log: DecisionLog) -> ForgetHook:
    """Return what `Vault.on_forget` is to call: it ends each decision about people who go with the record.

    A decision ends with its person: when the last card and the last record under a name are forgotten. Of a person who stays,
    everything that was decided stays, also an alias under which nothing is left; `DecisionLog.end` takes that away.
    """

    def forget(record: RecordId, artefacts: Sequence[str]) -> Sequence[str]:
        del artefacts  # decisions are made from no single record
        if not log.read().in_force():
            return ()
        going = vault.get(record)
        if going.kind != "contact" and not _is_last(vault, going):
            return ()
        ended = _end_what_goes(vault, log, going)
        return (f"{ended} decision{'s' if ended > 1 else ''} about people",) if ended else ()

    return forget


def _is_last(vault: Vault, record: Record) -> bool:
    """Say whether no other record has just these people in it, so that somebody may go with this one."""
    if not record.who:
        return False
    found = vault.connection().execute(
        "SELECT 1 FROM record WHERE who = (SELECT who FROM record WHERE id = ?) AND kind <> 'contact' AND id <> ? LIMIT 1",
        (record.id, record.id),
    )
    return found.fetchone() is None


def _end_what_goes(vault: Vault, log: DecisionLog, going: Record) -> int:
    before = load_roster(vault, log.read())
    names = _names(going)
    ended = 0
    while True:  # who was made by a decision that ends goes too, and with them what was decided later
        after = load_roster(vault, log.read(), without=going)
        gone = [decision for decision in log.read().in_force() if _goes(decision, before, after, names)]
        for decision in gone:
            log.end(decision.number, "forgotten")
        if not gone:
            return ended
        ended += len(gone)


def _goes(decision: Decision, before: Roster, after: Roster, names: frozenset[str]) -> bool:
    if decision.what in _ABOUT_OTHERS and (who := sender(decision.word)) is not None and who.key in names:
        return True
    for someone in decision.people():
        was, now = before.find_decided(someone), after.find_decided(someone)
        if was is not None and (now is None or before.current(now) != was):
            return True
    return False


def _names(going: Record) -> frozenset[str]:
    """Return the keys that somebody would have by the names that go with a record."""
    written = list(going.who)
    if going.kind == "contact":
        card = read_card(going)
        written += (card.name, *card.nicks, *card.phones, *card.emails)
    return frozenset(who.key for name in written if (who := sender(name)) is not None)
