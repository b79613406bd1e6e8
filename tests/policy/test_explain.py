"""The record of a decision: without text, enough to explain it in words, and to decide anew under another policy."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.policy.fakes import CLOUD, Known, draft, note
from tests.policy.test_decide import MEI, OTHER_SAM, PEOPLE, SAM, person, policy, span

from keepmum.memory.errors import VaultDamaged
from keepmum.memory.vault import Vault
from keepmum.policy.category import Category
from keepmum.policy.draft import Draft
from keepmum.policy.rules.decide import Decision, decide
from keepmum.policy.rules.decisions import Decisions, Record, record_of
from keepmum.policy.rules.explain import explain
from keepmum.policy.rules.policy import Policy
from keepmum.policy.rules.replay import Replay, differences
from keepmum.policy.span import Span

KEY = b"k" * 32
AT = datetime(2026, 5, 31, 12, tzinfo=UTC)
TEXT = "Mei wrote from mei@x.example on 3 May"
SPANS = (
    person(TEXT, "Mei", "p1"),
    span(TEXT, "mei@x.example", Category.EMAIL, "p1/email/mei@x.example"),
    span(TEXT, "3 May", Category.DATE),
)


def recorded(rules: Policy, what: Draft, spans: Sequence[Sequence[Span]], people: Sequence[Known] = PEOPLE) -> tuple[Record, Decision]:
    decision = decide(rules, what, spans, people)
    return replace(record_of(what, decision, rules, people, KEY), id="d1", at=AT), decision


def test_a_record_comes_back_as_it_was(vault: Vault) -> None:
    """What is kept is what is read."""
    rules = policy("permit", 'forbid; about = ["Sam"]', "ask; dry_run = true", tables='[forms]\ndate = "keep"')
    record, _ = recorded(rules, draft("Hi", note(TEXT, "memo", ("Mei Chen",), "Home")), [(), SPANS])
    decisions = Decisions(vault)
    decisions.keep("d1", AT, record, confirmed=True)
    assert decisions.get("d1") == replace(record, confirmed=True)
    assert list(decisions.all()) == [replace(record, confirmed=True)]
    assert decisions.get("d2") is None


def test_a_record_holds_no_text(vault: Vault) -> None:
    """No word, name, thread or key of the draft is in the bytes that are kept."""
    rules = policy("permit", 'forbid; about = ["Zed"]')
    record, _ = recorded(rules, draft("Ask Quill", note(TEXT, "memo", ("Mei Chen", "Ann Low"), "Knee")), [(), SPANS])
    Decisions(vault).keep("d1", AT, record)
    (data,) = [data for _, data in vault.documents("policy.decision")]
    for word in ("Mei", "mei", "Ann", "ann", "Knee", "knee", "Quill", "x.example", "3 May", "p1"):
        assert word.encode() not in data, word


def test_what_cannot_be_read_is_an_error(vault: Vault) -> None:
    """A damaged record is not an empty one."""
    for data in (b"\xff", b"\x80", b"\x81\x02"):
        vault.put_document("policy.decision", "d1", data)
        with pytest.raises(VaultDamaged):
            Decisions(vault).get("d1")


def test_a_record_of_version_1_is_still_read(vault: Vault) -> None:
    """A record of before it was kept which detectors looked reads as it did, and is explained without a word of them."""
    record, _ = recorded(policy("permit"), draft("Hi", note(TEXT, "memo", ("Mei Chen",), "Home")), [(), SPANS])
    decisions = Decisions(vault)
    decisions.keep("d1", AT, replace(record, detectors=("people",), absent=("ner",)))
    _, *row = cbor2.loads(vault.document("policy.decision", "d1"))
    vault.put_document("policy.decision", "d1", cbor2.dumps([1, *row[:-2]], canonical=True))
    old = decisions.get("d1")
    assert old == replace(record, version=1)
    assert not [line for line in explain(old) if "looked" in line or "not there" in line]
    for version in (0, 3, "2"):
        vault.put_document("policy.decision", "d1", cbor2.dumps([version, *row], canonical=True))
        with pytest.raises(VaultDamaged):
            decisions.get("d1")


def test_a_record_says_who_looked(vault: Vault) -> None:
    """Which detectors looked is kept and said, and so is which were asked for and not there."""
    record, _ = recorded(policy("permit"), draft("Hi"), [()])
    decisions = Decisions(vault)
    decisions.keep("d1", AT, replace(record, detectors=("people", "shapes"), absent=("adviser", "ner")))
    kept = decisions.get("d1")
    assert kept is not None
    lines = explain(kept)
    assert "looked at by: people, shapes" in lines
    assert "not there to look at it: adviser, ner" in lines


def test_records_expire(vault: Vault) -> None:
    """Records of days that are long enough ago are destroyed, the others stay."""
    record, _ = recorded(policy("permit"), draft("Hi"), [()])
    decisions = Decisions(vault)
    for days in (0, 5, 10):
        decisions.keep(f"d{days}", AT - timedelta(days=days), record)
    assert decisions.expire(5, AT) == 1
    assert sorted(found.id for found in decisions.all()) == ["d0", "d5"]


def test_an_explanation_names_rules_conditions_and_spans() -> None:
    """Each rule is there with the first condition that did not hold, each span with class, level, form, detectors and score."""
    rules = policy(
        "permit",
        'permit; to = ["other"]',
        'permit; for = ["summarise"]',
        'permit; from = ["call"]',
        'permit; threads = ["Home"]',
        'permit; classes = ["card"]',
        'permit; level = "public"',
        'permit; about = ["Sam"]',
        'permit; not_about = ["Mei"]',
        'permit; forms = { person = "block" }',
        "permit; limits = { chars = 3 }",
        'forbid; classes = ["card"]',
        "forbid; dry_run = true",
    )
    record, _ = recorded(rules, draft(note(TEXT, "memo", ("Mei Chen", "Ann"))), [SPANS])
    said = "\n".join(explain(record))
    assert '2026-05-31 12:00 UTC, to "cloud" for "answer": it was let out' in said
    assert "r0 (permit) applies to all of it" in said
    conditions = ("to", "for", "from", "threads", "classes", "level", "about", "not_about", "forms", "limits")
    for number, condition in enumerate(conditions, 1):
        assert re.search(rf'r{number} \(permit\) says nothing of all of it: .* \("{condition}"\)', said), condition
    assert re.search(r'r11 \(forbid\) says nothing of all of it: .* \("classes"\)', said)
    assert "r12 (forbid, tried out only) applies to all of it" in said
    assert 'would have said "forbid"' in said
    assert "characters 0 to 3: person (personal), leaves as placeholder by r0; found by nobody (1.00)" in said
    assert "a memo, 37 characters, 2 people in it" in said
    assert "Mei" not in said


def test_an_explanation_of_a_block_and_of_a_yes() -> None:
    """What stayed, and what the person agreed to, is said so."""
    record, _ = recorded(policy("ask"), draft("Hi"), [()])
    assert "it was for you to say, and you agreed" in explain(replace(record, confirmed=True))[0]
    record, _ = recorded(policy("forbid"), draft("Hi", note("x", who=("Ann",))), [(), ()])
    said = "\n".join(explain(record))
    assert "it stayed on this device" in said
    assert "one person in it" in said


RULES = (
    "permit",
    'forbid; about = ["Sis"]',
    'permit; about = ["Mei"]',
    'ask; about = ["Sam Roe"]',
    'forbid; about = ["Zed"]',
    'permit; from = ["typed"]',
    'ask; threads = ["HOME "]',
    'permit; classes = ["person", "email"]',
    'forbid; level = "sensitive"',
    'permit; level = "personal"',
    "permit; limits = { chars = 40, subjects = 1 }",
    'permit; forms = { email = "keep" }; limits = { quasi_per_subject = 1 }',
    'permit; not_about = ["Sam"]',
    'permit; confirm = "over:quasi>0"',
)
PARTS = (
    (note(TEXT, "memo", ("Mei Chen",), "Home"), SPANS),
    (note("Sis called", "message", ("me", "Ann")), (Span(0, 3, Category.PERSON, subject="shared:sis"),)),
    (note("Sam and Zed", "message"), (Span(0, 3, Category.PERSON, subject="shared:sam"), Span(8, 11, Category.PERSON))),
    (note("no name, card 4242", "call", ("Sam Roe",)), (Span(14, 18, Category.CARD),)),
    (note("zed was here", "memo"), ()),
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(RULES), min_size=1, max_size=4),
    st.lists(st.sampled_from(RULES), min_size=1, max_size=4),
    st.lists(st.sampled_from(PARTS), min_size=1, max_size=3),
)
def test_a_replay_decides_as_the_policy_would_have(then: list[str], now: list[str], parts: list[tuple[object, tuple[Span, ...]]]) -> None:
    """From the record alone, any policy decides as it does over the draft itself: effect, rules and forms."""
    people = (MEI, SAM, OTHER_SAM)
    what = draft(*(part for part, _ in parts))  # type: ignore[arg-type]  # parts
    spans = [found for _, found in parts]
    named = 'forbid; about = ["Zed"]; to = ["nobody"]'  # a name that only the policy knows must be known to the policy of that day
    record, _ = recorded(policy(*then, named), what, spans, people)
    expected = decide(policy(*now), what, spans, people)
    replayed = Replay(policy(*now), people, KEY).decide(record)
    assert (replayed.effect, replayed.rules) == (expected.effect, expected.rules)
    assert [[form for _, form in forms] for forms in replayed.forms] == [[form for _, form in forms] for forms in expected.forms]


def test_a_difference_is_another_effect_or_another_form() -> None:
    """What two policies decide alike is left out."""
    record, _ = recorded(policy("permit"), draft(note(TEXT, "memo")), [SPANS])
    old, same = policy("permit"), policy("permit", "permit")
    assert differences([record], Replay(old, PEOPLE, KEY), Replay(same, PEOPLE, KEY)) == []
    (change,) = differences([record], Replay(old, PEOPLE, KEY), Replay(policy("forbid"), PEOPLE, KEY))
    assert (change.old.effect, change.new.effect) == ("permit", "block")
    kept = policy("permit", tables='[forms]\ndate = "keep"')
    (change,) = differences([record], Replay(old, PEOPLE, KEY), Replay(kept, PEOPLE, KEY))
    assert (change.old.effect, change.new.effect) == ("permit", "permit")


def test_a_replay_adds_up() -> None:
    """A budget of the other policy counts what would have gone out under it, in order of time, per recipient."""
    record, _ = recorded(policy("permit"), draft("Hi"), [()])
    records = [replace(record, id=f"d{n}", at=AT + timedelta(hours=n)) for n in range(4)]
    records.append(replace(record, id="other", recipient="other"))
    bounded = policy("permit", tables="[[budget]]\nid = 'b'\nto = ['*']\ndays = 1\nrequests = 2\nwhy = 'x'")
    changes = differences(reversed(records), Replay(policy("permit"), PEOPLE, KEY), Replay(bounded, PEOPLE, KEY))
    assert [change.record.id for change in changes] == ["d2", "d3"]


def test_what_cannot_be_replayed_stays() -> None:
    """A record whose spans lie outside of their part is no permit."""
    record, _ = recorded(policy("permit"), draft(note(TEXT, "memo")), [SPANS])
    broken = replace(record, parts=(replace(record.parts[0], size=0, spans=(replace(record.parts[0].spans[0], start=5, end=3),)),))
    assert Replay(policy("permit"), PEOPLE, KEY).decide(broken).effect == "block"


def test_the_recipient_of_a_record_is_the_one_it_went_to() -> None:
    """Name, address and model are kept: a policy for another model does not permit it."""
    record, _ = recorded(policy("permit"), draft("Hi"), [()])
    assert (record.recipient, record.url, record.model) == (CLOUD.name, CLOUD.url, CLOUD.model)
    other = policy("permit", tables='[recipients.cloud]\nmodel = "large-2"')
    assert Replay(other, PEOPLE, KEY).decide(record).effect == "block"
