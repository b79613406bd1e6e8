"""Forgetting somebody's records forgets what was decided about them: no decision keeps a name that the vault knows no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from keepmum.memory.people.decisions import Decision, DecisionLog, Someone
from keepmum.memory.people.roster import Roster, load_roster
from keepmum.memory.record import Record, RecordId
from keepmum.memory.store.forget import ForgetHook

if TYPE_CHECKING:
    from keepmum.memory.vault import Vault

_NAMES = frozenset({"alias", "split", "unalias"})  # their word is a name, number or address


def unnaming(vault: Vault, log: DecisionLog) -> ForgetHook:
    """Return what `Vault.on_forget` is to call: it ends each decision about people who go with the record.

    A decision ends with its person: when the last card and the last record under a name are forgotten, or when they were not
    there any more. Of a person who stays, everything that was decided stays, also an alias under which nothing is left;
    `DecisionLog.end` takes that away. A name of theirs that only the record held is replaced by one that they still have.
    """

    def forget(record: RecordId, artefacts: Sequence[str]) -> Sequence[str]:
        del artefacts  # decisions are made from no single record
        if not log.read().in_force():
            return ()
        going = vault.get(record)
        if going.kind != "contact" and not _is_last(vault, going) and len(vault.versions(record)) == 1:
            return ()
        ended = _end_what_goes(vault, log, going)
        return (f"{ended} decision{'s' if ended > 1 else ''} about people",) if ended else ()

    return forget


def undo(vault: Vault, log: DecisionLog, number: int | None = None) -> tuple[Decision, ...]:
    """Take back a decision, and with it later ones about somebody whom only that one had made.

    Args:
        vault: The vault.
        log: Its decisions.
        number: Which; none for the last that holds.

    Returns:
        What holds no longer, as it was: first the one that was asked for.

    Raises:
        NoSuchDecision: There is none of this number that holds.
        DiskFull: There is no space; all still hold.
    """
    with vault.transaction():
        before = load_roster(vault, log.read())
        ended = [log.end(number)]
        while True:
            after = load_roster(vault, log.read())
            gone = [each for each in log.read().in_force() if _are_there(each, before) and not _are_there(each, after)]
            if not gone:
                return tuple(ended)
            log.put(*(decision.ended("undone") for decision in gone))
            ended += gone


def _are_there(decision: Decision, roster: Roster) -> bool:
    return all(roster.find_decided(someone) is not None for someone in decision.people())


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
    ended = 0
    while True:  # who was made by a decision that ends goes too, and with them what was decided later
        after = load_roster(vault, log.read(), without=going)
        gone = [decision for decision in log.read().in_force() if _goes(decision, before, after)]
        if not gone:
            break
        log.put(*(decision.ended("forgotten") for decision in gone))
        ended += len(gone)
    kept = log.read().in_force()
    renewed = [_renewed(decision, after) for decision in kept]
    changed = [now for now, decision in zip(renewed, kept, strict=True) if now != decision]
    if changed:
        log.put(*changed)
    return ended


def _goes(decision: Decision, before: Roster, after: Roster) -> bool:
    if any(_vanishes(someone, before, after) for someone in decision.people()):
        return True
    if decision.what not in _NAMES or decision.who is None:
        return False
    was, now = (roster.find_decided(decision.who) for roster in (before, after))
    bearers, left = before.keys_of(decision.word), after.keys_of(decision.word)
    if decision.what == "alias" and was in bearers:
        return False  # it is their own name
    if decision.what != "alias" and before.shows(decision.word) and not after.shows(decision.word):
        return True  # it was one of several cards of theirs that said so
    return bool(bearers & before.present - {was}) and not left & after.present - {now}


def _vanishes(someone: Someone, before: Roster, after: Roster) -> bool:
    """Say whether somebody whom a decision is about goes, is another after it, or was not there before it.

    Where the name can mean several, the decision waits for as long as it is the same ones.
    """
    was, now = before.find_decided(someone), after.find_decided(someone)
    if was is None:
        called = after.keys_of(someone.name)
        return now is not None or not called or called != before.keys_of(someone.name)
    return now is None or before.current(now) != was


def _renewed(decision: Decision, roster: Roster) -> Decision:
    """Return a decision under keys and names that its people still have."""
    who, other = (each if each is None else roster.renewed(each) for each in (decision.who, decision.other))
    return replace(decision, who=who, other=other)
