"""What keepmum's promises rest on, looked at one by one: the machine, the ways into the vault, the models, the policy, the ledger.

Most of it is seen without the vault's key. Nothing is changed, and nothing of what the vault holds is in any sentence.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from keepmum.app.audit.findings import Finding, Status
from keepmum.app.audit.machine import the_machine
from keepmum.app.audit.words import entries_words
from keepmum.app.models import list_models, probed_ner
from keepmum.app.plainly import counted
from keepmum.memory.errors import KeepmumError

if TYPE_CHECKING:
    from keepmum.app.config import Config
    from keepmum.app.keep import Keep


def without_key(vault: Path, config: Config) -> list[Finding]:
    """Return what can be seen without opening the vault."""
    return [*the_machine(vault), *_ways_in(vault), *_models(config)]


def with_key(keep: Keep) -> list[Finding]:
    """Return what can be seen in an open vault."""
    return [_policy(keep), *_ledger(keep)]


def unopened() -> list[Finding]:
    """Return what is said of an open vault's findings where it was not opened."""
    hint = "Unlock it for this: keepmum audit doctor --unlock."
    return [Finding(what, "skipped", "the vault was not opened", hint) for what in ("policy", "ledger", "payloads")]


def _ways_in(vault: Path) -> list[Finding]:
    from keepmum.memory.sealing.header import read_header
    from keepmum.memory.sealing.keys import STANDARD
    from keepmum.memory.sealing.slots import parse_phc

    try:
        slots = read_header(vault).slots
        costs = [parse_phc(slot.kdf)[0] for slot in slots if slot.kind == "passphrase"]
    except KeepmumError as error:
        return [Finding("vault", "bad", str(error), error.hint)]
    kinds = {slot.kind for slot in slots}
    cheap = any(cost.passes * cost.memory_kib < STANDARD.passes * STANDARD.memory_kib for cost in costs)
    keystore = "No part of the key lies in an OS keystore: whoever copies the folder can guess the passphrase. Choose a long one."
    guess = Finding("passphrase", "warn", "a guess at it costs less than it should", "Give it a new cost: keepmum passphrase.")
    kit = Finding("recovery", "warn", "there is no recovery kit: a lost passphrase is a lost memory", "Make one: keepmum recovery new.")
    return [
        guess if cheap else Finding("passphrase", "ok", "each guess at it costs time and memory (Argon2id)"),
        Finding(
            "keystore", "ok" if "keystore" in kinds else "warn", _KEYSTORE["keystore" in kinds], "" if "keystore" in kinds else keystore
        ),
        Finding("recovery", "ok", "there is a recovery kit") if "recovery" in kinds else kit,
    ]


_KEYSTORE = {True: "the OS keystore has a share in the key", False: "the passphrase alone opens a copied folder"}


def _models(config: Config) -> list[Finding]:
    found = []
    for model in list_models(config):
        # Only the NER is run: while it is there and broken, nothing leaves. The others are needed for finding and wording alone.
        checked = probed_ner(model) if model.purpose == "ner" else model
        what = f"model: {checked.purpose}"
        if checked.state == "broken":
            found.append(Finding(what, "bad", f"{checked.name} is on this device, but does not work", checked.hint))
        elif checked.found:
            found.append(Finding(what, "ok", f"{checked.name} is on this device", ""))
        else:
            status: Status = "ok" if checked.fine else "warn"
            found.append(Finding(what, status, f"{checked.name} is not on this device", checked.hint))
    return found


def _policy(keep: Keep) -> Finding:
    from keepmum.app.asking import policy_in_force
    from keepmum.policy.errors import PolicyMissing

    try:
        policy = policy_in_force(keep.vault)
    except PolicyMissing as error:
        return Finding("policy", "ok", "there is no policy, so nothing may leave", error.hint)
    except KeepmumError as error:
        return Finding("policy", "bad", "the policy in force cannot be read, so nothing may leave", error.hint)
    return Finding("policy", "ok", f"{counted(len(policy.rules), 'rule')} in force (digest {policy.digest[:12]})")


def _ledger(keep: Keep) -> list[Finding]:
    try:
        whole = keep.ledger.verify()
    except KeepmumError as error:
        return [Finding("ledger", "bad", str(error), error.hint)]
    found = [Finding("ledger", "ok", f"whole, with {entries_words(whole.size)}")]
    if whole.perhaps_sent:
        hint = "keepmum was interrupted: keepmum audit show says what may have been sent."
        found = [Finding("ledger", "warn", f"whole, but {counted(len(whole.perhaps_sent), 'request')} may have been sent or not", hint)]
    if whole.size and keep.ledger.entry(whole.size - 1).at > datetime.now(UTC):
        hint = "Set the clock: budgets and retention count by it."
        found.append(Finding("clock", "warn", "this machine's clock is behind the newest entry of the ledger", hint))
    kept = whole.size - len(whole.destroyed)
    found.append(Finding("payloads", "ok", f"the bytes of {entries_words(kept)} are kept"))
    return found
