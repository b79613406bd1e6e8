"""Counts and grants: what went out is counted once and for good, and the person's word holds as long as they said."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from tests.policy.fakes import CLOUD, Echo, Known, Words, draft, note

from keepmum.memory.errors import VaultDamaged
from keepmum.memory.vault import Vault
from keepmum.policy.category import Category
from keepmum.policy.draft import Draft
from keepmum.policy.errors import NoSuchGrant, PolicyDenied
from keepmum.policy.gate import Escalation, escalate, preview
from keepmum.policy.masking.conversation import Conversations
from keepmum.policy.proving.ledger import Ledger
from keepmum.policy.recipient import Recipient
from keepmum.policy.rules.decide import decide
from keepmum.policy.rules.load import load
from keepmum.policy.rules.policy import Policy
from keepmum.policy.rules.standing import UNCOUNTED, Counts, Scope, reach

DAY = 86_400_000
NOON = 1_790_000_000_000 // DAY * DAY + DAY // 2
FINDS = Words((("Mei", Category.PERSON, "p1"), ("Leeds", Category.PLACE, ""), ("York", Category.PLACE, ""), ("Hull", Category.PLACE, "")))


def policy(rule: str = 'effect = "permit"', more: str = "") -> Policy:
    """Return a policy with one rule, places in clear."""
    return load(
        f"""schema = 1
detectors = ["people"]
[forms]
place = "keep"
[[rule]]
id = "notes"
to = ["cloud", "other"]
for = ["answer", "summarise"]
why = "They help."
{rule}
{more}
"""
    )


BUDGET = '[[budget]]\nid = "week"\nto = ["*"]\ndays = 7\nwhy = "Enough."\n'


@dataclass
class Gate:
    """The gate over a real vault, with a clock that the test moves."""

    vault: Vault
    now: int = NOON
    transport: Echo = field(default_factory=Echo)

    def __post_init__(self) -> None:
        self.counts = Counts(self.vault, now_ms=lambda: self.now)
        self.ledger = Ledger(self.vault, now_ms=lambda: self.now)
        self.conversations = Conversations(self.vault)

    def send(self, rules: Policy, what: Draft, *, confirmed: bool = False, scope: Scope = Scope.ONCE) -> Escalation:
        return escalate(
            what,
            rules,
            [FINDS],
            self.transport,
            self.ledger,
            self.conversations,
            confirmed=confirmed,
            counts=self.counts,
            scope=scope,
        )

    def refused(self, rules: Policy, what: Draft, *, confirmed: bool = False) -> Sequence[str]:
        before = len(self.transport.bodies)
        with pytest.raises(PolicyDenied) as caught:
            self.send(rules, what, confirmed=confirmed)
        assert len(self.transport.bodies) == before
        return caught.value.decision.reasons


@pytest.fixture
def gate(vault: Vault) -> Gate:
    return Gate(vault)


def test_requests_are_counted(gate: Gate) -> None:
    """What went out is in the count of the next request; where it is used up, nothing leaves and the ledger says why."""
    rules = policy(more=BUDGET + "requests = 2")
    gate.send(rules, draft("one"))
    gate.send(rules, draft("two"))
    (reason,) = gate.refused(rules, draft("three"))
    assert reason == 'budget "week" is used up (3 requests in 7 days, and 2 are allowed): Enough.'
    last = gate.ledger.entry(gate.ledger.size() - 1)
    assert (last.type, last.rules) == ("refusal", ("week",))


def test_each_recipient_has_the_budget_for_itself(gate: Gate) -> None:
    """What went to one is not counted for another."""
    rules = policy(more=BUDGET + "requests = 1")
    gate.send(rules, draft("one"))
    gate.refused(rules, draft("two"))
    gate.send(rules, draft("one", recipient=Recipient("other", CLOUD.url, CLOUD.model)))


def test_a_budget_is_whole_again_after_its_window(gate: Gate) -> None:
    """A window of seven days holds today and the six days before."""
    rules = policy(more=BUDGET + "requests = 1")
    gate.send(rules, draft("one"))
    gate.now += 6 * DAY
    gate.refused(rules, draft("two"))
    gate.now += DAY
    gate.send(rules, draft("two"))


def test_a_clock_that_is_put_back_refills_nothing(gate: Gate) -> None:
    """Neither a budget nor a limit a day is whole again because the clock shows an earlier day, also after the vault was reopened."""
    rules = policy('effect = "permit"\nlimits = { per_day = 1 }', BUDGET + "requests = 5")
    gate.send(rules, draft("one"))
    for back in (1, DAY, 400 * DAY, NOON):
        gate.now = NOON - back
        assert "1 requests a day" in gate.refused(rules, draft("two"))[0]
        again = Counts(gate.vault, now_ms=lambda: gate.now)
        assert again.standing(draft("two"), rules).before.used.today == NOON // DAY
    gate.now = NOON + DAY
    gate.send(rules, draft("two"))


def test_what_is_readable_about_a_person_adds_up(gate: Gate) -> None:
    """Different places about one person add up over requests; the same place again does not, nor a place about somebody else."""
    rules = policy(more=BUDGET + "quasi = 2")
    gate.send(rules, draft(note("Mei in Leeds", "memo")))
    gate.send(rules, draft(note("Mei in Leeds again", "memo")))
    gate.send(rules, draft(note("York", "memo")))
    gate.send(rules, draft(note("Mei in York", "memo")))
    assert "readable pieces of data about one person" in gate.refused(rules, draft(note("Mei in Hull", "memo")))[0]
    gate.send(rules, draft(note("Hull", "memo")))


def test_confirmation_by_what_adds_up(gate: Gate) -> None:
    """`over:quasi>1` asks when a second readable piece about a person would be with the recipient, also from another request."""
    rules = policy('effect = "permit"\nconfirm = "over:quasi>1"')
    gate.send(rules, draft(note("Mei in Leeds", "memo")))
    assert "asks first" in gate.refused(rules, draft(note("Mei in York", "memo")))[0]
    gate.send(rules, draft(note("Mei in York", "memo")), confirmed=True)


def test_the_counts_hold_no_text(gate: Gate) -> None:
    """Neither a name nor a place nor a key of a person is in what is kept beside the ledger."""
    gate.send(policy(), draft(note("Mei in Leeds", "memo", who=("Mei Chen",), thread="Knee")))
    for namespace in ("policy.used", "policy.decision", "policy.clock"):
        for _, data in gate.vault.documents(namespace):
            assert not any(word in data for word in (b"Mei", b"Leeds", b"Chen", b"Knee", b"mei", b"leeds", b"p1"))


def test_a_failed_sending_stays_counted(gate: Gate) -> None:
    """It may have arrived: a recipient that fails cannot be asked without end."""
    gate.transport.error = VaultDamaged("as a transport fails")
    rules = policy(more=BUDGET + "requests = 1")
    with pytest.raises(VaultDamaged):
        gate.send(rules, draft("one"))
    gate.transport.error = None
    gate.refused(rules, draft("two"))


def test_a_refusal_is_not_counted(gate: Gate) -> None:
    """What stayed here uses nothing up."""
    rules = policy(more=BUDGET + "requests = 1")
    for _ in range(3):
        gate.refused(rules, draft(note("no rule", "memo"), purpose="other"))
    gate.send(rules, draft("one"))


def test_two_threads_do_not_share_the_last_request(vault: Vault) -> None:
    """Of many at once, exactly as many leave as the budget holds, although each has its own conversations and counts."""
    rules = policy(more=BUDGET + "requests = 3")
    gates = [Gate(vault) for _ in range(8)]
    begin = threading.Barrier(len(gates))
    sent: list[int] = []

    def run(number: int, gate: Gate) -> None:
        begin.wait()
        for _ in range(6):  # a request that was overtaken is blocked, and may be made again
            try:
                gate.send(rules, draft("hello", conversation=f"c{number}"))
            except PolicyDenied:
                continue
            sent.append(number)
            return

    threads = [threading.Thread(target=run, args=(number, gate)) for number, gate in enumerate(gates)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sent) == sum(len(gate.transport.bodies) for gate in gates) <= 3
    assert sum(spent.requests for spent in gates[0].counts.standing(draft("x"), policy()).before.used.days.values()) == len(sent)


def test_what_was_counted_meanwhile_is_decided_anew(gate: Gate) -> None:
    """A decision by counts that are no longer true is not counted: the caller must decide again."""
    rules = policy()
    standing = gate.counts.standing(draft("one"), rules)
    decision = gate.send(rules, draft("one")).decision
    assert gate.counts.spend(draft("one"), decision, standing) is False
    assert gate.counts.spend(draft("one"), decision, gate.counts.standing(draft("one"), rules)) is True
    with pytest.raises(ValueError, match="may leave"):
        gate.counts.spend(draft("one"), decision.blocked("no"), gate.counts.standing(draft("one"), rules))


def test_damaged_counts_let_nothing_out(gate: Gate) -> None:
    """Counts, clock or grants that cannot be read are no empty ones: nothing leaves, and the ledger says why."""
    for namespace, key in (("policy.used", f"cloud/{NOON // DAY:012d}"), ("policy.clock", "latest"), ("policy.grant", "00000000")):
        gate.vault.put_document(namespace, key, b"\xff")
        assert "cannot be read" in gate.refused(policy(), draft("one"))[0]
        gate.vault.delete_document(namespace, key)
    assert [entry.type for entry in gate.ledger.entries()] == ["refusal"] * 3


def test_a_policy_looks_back_as_far_as_it_says() -> None:
    """Only the days that some budget or confirmation asks for are read."""
    assert reach(policy()) == 1
    assert reach(policy(more=BUDGET + "requests = 1")) == 7
    assert reach(policy('effect = "permit"\nconfirm = "over:quasi>1"', BUDGET + "requests = 1")) == 30


def test_a_grant_that_was_revoked_meanwhile(gate: Gate) -> None:
    """Between deciding by a grant and sending, the grant is looked at once more."""
    rules = policy('effect = "ask"')
    gate.send(rules, draft("one"), confirmed=True, scope=Scope.ALWAYS)
    standing = gate.counts.standing(draft("two"), rules)
    decision = decide(rules, draft("two"), [()], (), standing.before)
    assert decision.effect == "permit"
    (grant,) = gate.counts.grants()
    gate.counts.revoke(grant.id)
    assert gate.counts.spend(draft("two"), decision, standing) is False


def test_that_a_grant_has_ended_is_not_forgotten(gate: Gate) -> None:
    """A clock that passed the end of a grant and is put back does not revive it, even where nothing was sent meanwhile."""
    rules = policy('effect = "ask"')
    gate.send(rules, draft("one"), confirmed=True, scope=Scope.TODAY)
    gate.now += 2 * DAY
    gate.refused(rules, draft("two"))
    gate.now = NOON
    gate.refused(rules, draft("two"))


def test_once_is_once(gate: Gate) -> None:
    """A yes to one request says nothing of the next."""
    rules = policy('effect = "ask"')
    gate.refused(rules, draft("one"))
    gate.send(rules, draft("one"), confirmed=True)
    gate.refused(rules, draft("two"))
    assert gate.counts.grants() == ()


def test_today_ends_with_the_day(gate: Gate) -> None:
    """Agreed for today, the rule does not ask again until midnight; a clock that is put back does not revive it."""
    rules = policy('effect = "ask"')
    gate.send(rules, draft("one"), confirmed=True, scope=Scope.TODAY)
    shown = preview(draft("two"), rules, [FINDS], gate.conversations, counts=gate.counts)
    assert shown.decision.effect == "permit"
    assert "you agreed on" in shown.decision.reasons[0]
    gate.send(rules, draft("two"))
    (grant,) = gate.counts.grants()
    assert grant.until is not None
    end = grant.until.astimezone()
    assert (end.hour, end.minute) == (0, 0)
    assert gate.counts.holding() == {grant.id}
    gate.now = round(grant.until.timestamp() * 1000)
    gate.refused(rules, draft("three"))
    gate.send(rules, draft("three"), confirmed=True)  # the clock has been seen here
    gate.now = NOON
    gate.refused(rules, draft("four"))
    assert gate.counts.holding() == frozenset()


def test_always_holds_until_it_is_revoked(gate: Gate) -> None:
    """A grant is for one rule, recipient, purpose and policy; taken back, the rule asks again."""
    rules = policy('effect = "ask"')
    gate.send(rules, draft("one"), confirmed=True, scope=Scope.ALWAYS)
    (grant,) = gate.counts.grants()
    assert (grant.rule, grant.recipient, grant.purpose, grant.policy_digest) == ("notes", "cloud", "answer", rules.digest)
    assert (grant.at, grant.until) == (datetime.fromtimestamp(NOON / 1000, UTC), None)
    gate.now += 300 * DAY
    gate.send(rules, draft("two"))
    gate.refused(rules, draft("two", purpose="summarise"))
    gate.refused(rules, draft("two", recipient=Recipient("other", CLOUD.url, CLOUD.model)))
    gate.refused(policy('effect = "ask"\nlevel = "personal"'), draft("two"))
    assert gate.counts.revoke(grant.id) == grant
    gate.refused(rules, draft("three"))
    with pytest.raises(NoSuchGrant):
        gate.counts.revoke(grant.id)


def test_first_asks_once(gate: Gate) -> None:
    """`confirm = "first"` keeps the first yes; until then it asks, and a no keeps nothing."""
    rules = policy('effect = "permit"\nconfirm = "first"')
    gate.refused(rules, draft("one"))
    assert gate.counts.grants() == ()
    gate.send(rules, draft("one"), confirmed=True)
    gate.send(rules, draft("two"))
    assert len(gate.counts.grants()) == 1


def test_a_grant_lifts_no_block(gate: Gate) -> None:
    """A rule that forbids, a form that blocks, a secret, a limit and a budget stand above any grant."""
    rules = policy('effect = "ask"\nlimits = { chars = 20 }', BUDGET + "requests = 2")
    gate.send(rules, draft("one"), confirmed=True, scope=Scope.ALWAYS)
    assert "ends at 20 characters" in gate.refused(rules, draft("a text of more than twenty"))[0]
    gate.send(rules, draft("two"))
    assert "used up" in gate.refused(rules, draft("three"), confirmed=True)[0]


def test_the_cost_is_in_the_ledger(gate: Gate) -> None:
    """What a request is expected to cost, by the policy's price, stands in its intent."""
    rules = policy(more="[recipients.cloud]\ncost = 0.5")
    gate.send(rules, draft("x" * 3000))
    assert gate.ledger.entry(0).cost == 1_500_000


def test_nothing_is_counted_where_nobody_counts() -> None:
    """Without a vault the gate goes by no counts; a key, once made, stays."""
    assert UNCOUNTED.standing(draft("x"), policy()).before.used.days == {}
    assert UNCOUNTED.standing(draft("x"), policy()).before.grants == ()


def test_the_key_stays(vault: Vault) -> None:
    """Hashes of today and tomorrow are of one key."""
    assert Counts(vault).key() == Counts(vault).key()
    assert len(Counts(vault).key()) == 32


def test_old_counts_are_destroyed(gate: Gate) -> None:
    """Counts that no budget reaches any more go when the next request is counted; those of other recipients stay."""
    rules = policy()
    gate.send(rules, draft("one"))
    gate.send(rules, draft("one", recipient=Recipient("other", CLOUD.url, CLOUD.model)))
    gate.now += 400 * DAY
    gate.send(rules, draft("two"))
    assert gate.vault.document_keys("policy.used") == [f"cloud/{gate.now // DAY:012d}", f"other/{NOON // DAY:012d}"]


def test_people_by_any_name_are_one_subject(gate: Gate) -> None:
    """A person by a name, by an alias and by a number is one subject of a budget."""
    world = (Known("p1", "Mei Chen", ("Mei", "Sis"), phones=("07700 900123",)),)
    rules = policy(more=BUDGET + "subjects = 1")
    for what in (note("hello", "memo", who=("Sis",)), note("Mei came", "memo"), note("hello", "memo", who=("mei chen",))):
        escalate(
            draft(what),
            rules,
            [FINDS],
            gate.transport,
            gate.ledger,
            gate.conversations,
            known_world=world if "Mei" not in what.text else (),
            counts=gate.counts,
        )
    assert "2 people" in gate.refused(rules, draft(note("hello", "memo", who=("Ann",))))[0]
