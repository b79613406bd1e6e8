"""Deciding: nothing leaves without a permit that covers all of it, and every doubt is on the careful side."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.policy.fakes import CLOUD, Known, draft, note

from keepmum.policy.category import Category, Level
from keepmum.policy.draft import Draft, Part
from keepmum.policy.rules.decide import Decision, decide
from keepmum.policy.rules.load import load
from keepmum.policy.rules.policy import Form, Policy, Rule, Verdict
from keepmum.policy.span import Span

MEI = Known("p1", "Mei Chen", ("Mei", "陈美", "Sis"), handles=("@mchen",))
SAM = Known("p2", "Sam Roe", ("Sam",))
OTHER_SAM = Known("p3", "Sam Hill", ("Sam",))
PEOPLE = (MEI, SAM)


def policy(*rules: str, tables: str = "") -> Policy:
    """Return a policy of rules given as `effect; further keys`."""
    text = f"schema = 1\ndetectors = ['people']\n{tables}\n"
    for number, rule in enumerate(rules):
        effect, _, keys = rule.partition(";")
        lines = [f'id = "r{number}"', f'effect = "{effect}"', f'why = "Reason {number}."', *(key.strip() for key in keys.split(";") if key)]
        lines += [line for line in ('to = ["cloud"]', 'for = ["answer"]') if not any(k.startswith(line[:4]) for k in lines)]
        text += "[[rule]]\n" + "\n".join(lines) + "\n"
    return load(text)


def person(text: str, word: str, subject: str = "") -> Span:
    return span(text, word, Category.PERSON, subject)


def span(text: str, word: str, category: Category, subject: str = "") -> Span:
    at = text.index(word)
    return Span(at, at + len(word), category, subject=subject)


def decided(rules: Policy, what: Draft, *spans: Sequence[Span], people: Sequence[Known] = PEOPLE) -> Decision:
    return decide(rules, what, spans or [()] * len(what.parts), people)


def test_a_permit_lets_out() -> None:
    """A rule that names recipient and purpose permits, and the decision says which and why."""
    decision = decided(policy("permit"), draft("When is lunch?"))
    assert (decision.effect, decision.rules) == ("permit", ("r0",))
    assert decision.reasons == ('rule "r0" permits it: Reason 0.',)
    assert decision.lets_out(confirmed=False)


@pytest.mark.parametrize(
    "rule",
    [
        'permit; to = ["other"]',
        'permit; for = ["summarise"]',
        'permit; from = ["memo"]',
        'permit; threads = ["Family"]',
        'permit; about = ["Mei"]',
        'forbid; to = ["other"]',
    ],
)
def test_without_a_permit_nothing_leaves(rule: str) -> None:
    """A rule for another recipient, purpose, kind, thread or person is no permit; a rule that forbids something else is none either."""
    decision = decided(policy(rule), draft("When is lunch?"))
    assert decision.effect == "block"
    assert decision.reasons == ('no rule permits what is typed to go to "cloud" for "answer"',)
    assert not decision.lets_out(confirmed=True)


@pytest.mark.parametrize("order", [("permit", "forbid"), ("forbid", "permit")])
def test_forbid_beats_permit(order: tuple[str, str]) -> None:
    """In whatever order they stand, the rule that forbids wins and is the one that is named."""
    decision = decided(policy(*order), draft("When is lunch?"))
    forbidding = f"r{order.index('forbid')}"
    assert (decision.effect, decision.rules) == ("block", (forbidding,))
    assert decision.reasons[0].startswith(f'rule "{forbidding}" forbids it: Reason')


def test_forbid_may_mean_everyone_and_everything() -> None:
    """The sign * in a rule that forbids matches every recipient and every purpose."""
    rules = policy("permit", 'forbid; to = ["*"]; for = ["*"]; from = ["call"]')
    assert decided(rules, draft("Hi", note("Secret plans", "call"))).effect == "block"
    assert decided(rules, draft("Hi", note("Lunch", "memo"))).effect == "permit"


def test_every_part_needs_its_permit() -> None:
    """One part without a permit blocks all."""
    rules = policy('permit; from = ["typed", "memo"]')
    assert decided(rules, draft("Hi", note("Lunch", "memo"))).effect == "permit"
    blocked = decided(rules, draft("Hi", note("Lunch", "memo"), note("Hello", "message")))
    assert (blocked.effect, blocked.reasons) == ("block", ('no rule permits a message to go to "cloud" for "answer"',))


def test_a_rule_without_from_covers_what_is_typed() -> None:
    """What the person typed comes from no record: "typed" means it, and a rule without `from` means it too."""
    for rule, effect in (("permit", "permit"), ('permit; from = ["typed"]', "permit"), ('permit; from = ["message"]', "block")):
        assert decided(policy(rule), draft("Hi")).effect == effect
    assert decided(policy('permit; from = ["typed"]'), draft(note("Hi"))).effect == "block"


def test_ask_asks() -> None:
    """A rule that asks lets out only with the person's word, also where another rule permits."""
    for rules in (policy("ask"), policy("permit", "ask"), policy("ask", "permit")):
        decision = decided(rules, draft("Hi"))
        assert decision.effect == "ask"
        assert "asks first" in decision.reasons[0]
        assert decision.lets_out(confirmed=True)
        assert not decision.lets_out(confirmed=False)
    assert decided(policy("ask", "forbid"), draft("Hi")).effect == "block"


def test_ask_about_somebody_restrains_a_permit() -> None:
    """A permit for all and a rule that asks about one person: where that person is in it, the person is asked."""
    rules = policy("permit", 'ask; about = ["Sis"]')
    assert decided(rules, draft("How is Mei?")).effect == "ask"
    assert decided(rules, draft("How is Sam?")).effect == "permit"


@pytest.mark.parametrize(
    ("part", "spans"),
    [
        (note("See you", who=("Mei Chen",)), ()),
        (note("See you", who=("me", "@mchen")), ()),
        (note("mei called"), ()),
        (note("她叫陈美。"), ()),
        (note("She called"), (Span(0, 3, Category.PERSON, subject="p1"),)),
        (note("Write to m@x.example"), (Span(9, 20, Category.EMAIL, subject="p1/email/m@x.example"),)),
        (note("Sis called"), (Span(0, 3, Category.PERSON, subject="shared:sis"),)),
        (note("ＭＥＩ called"), ()),
        (note("Me\u200bi called"), ()),
    ],
)
def test_never_about_somebody(part: Part, spans: tuple[Span, ...]) -> None:
    """A rule that forbids a person means every name of theirs, whoever speaks, whatever was found, in whatever writing."""
    rules = policy("permit", 'forbid; about = ["mei chen"]')
    assert decided(rules, draft("Hi", part), (), spans).effect == "block"


def test_about_somebody_nobody_knows() -> None:
    """A name that is in no contact stands for itself, as a whole word."""
    rules = policy("permit", 'forbid; about = ["Zed"]')
    assert decided(rules, draft("Zed came")).effect == "block"
    assert decided(rules, draft("Zedekiah came")).effect == "permit"


def test_a_permit_about_somebody_covers_nobody_else() -> None:
    """Everybody in the part must be one of those named; where nobody is in it, the rule says nothing of it."""
    rules = policy('permit; about = ["Mei"]')
    both = "Mei met Sam"
    assert decided(rules, draft(note("Lunch", who=("Mei Chen",)))).effect == "permit"
    assert decided(rules, draft(note(both)), (person(both, "Mei", "p1"),)).effect == "permit"
    assert decided(rules, draft(note(both)), (person(both, "Mei", "p1"), person(both, "Sam", "p2"))).effect == "block"
    assert decided(rules, draft(note("Lunch", who=("Mei Chen", "Sam Roe")))).effect == "block"
    assert decided(rules, draft("Lunch?")).effect == "block"
    shared = decided(policy('permit; about = ["Sam"]'), draft(note(both)), (person(both, "Sam", "shared:sam"),), people=(SAM, OTHER_SAM))
    assert shared.effect == "block"


def test_threads() -> None:
    """A rule with `threads` is about records of those threads only."""
    rules = policy("permit", 'forbid; threads = ["Therapy"]')
    assert decided(rules, draft("Hi", note("x", thread="Therapy"))).effect == "block"
    assert decided(rules, draft("Hi", note("x", thread="Family"))).effect == "permit"


def test_threads_that_forbid_or_ask_are_read_loosely() -> None:
    """A rule that forbids or asks means a thread in any capitals and spacing; one that permits means it as it is written."""
    forbids, asks = policy("permit", 'forbid; threads = ["Therapy"]'), policy("permit", 'ask; threads = ["Therapy"]')
    what = draft("Hi", note("x", thread="therapy "))
    assert decided(forbids, what).effect == "block"
    assert decided(asks, what).effect == "ask"
    assert decided(policy('permit; from = ["typed"]', 'permit; threads = ["Therapy"]'), what).effect == "block"


def test_classes() -> None:
    """A permit with classes covers a part only if it holds no other; a rule that forbids classes needs one of them."""
    text = "Mei, mei@x.example"
    spans = (person(text, "Mei", "p1"), span(text, "mei@x.example", Category.EMAIL))
    assert decided(policy('permit; classes = ["person"]'), draft(text), spans).effect == "block"
    assert decided(policy('permit; classes = ["person", "email"]'), draft(text), spans).effect == "permit"
    assert decided(policy('permit; classes = ["person"]'), draft("Lunch?")).effect == "permit"
    assert decided(policy("permit", 'forbid; classes = ["email"]'), draft(text), spans).effect == "block"
    assert decided(policy("permit", 'forbid; classes = ["phone"]'), draft(text), spans).effect == "permit"


def test_the_level_bounds_what_leaves_masked() -> None:
    """A masked span above the rule's level is not covered; the reason says how high it reaches."""
    text = "card 4242"
    found = (span(text, "4242", Category.CARD),)
    blocked = decided(policy('permit; level = "personal"'), draft(text), found)
    assert blocked.effect == "block"
    assert blocked.reasons[0].endswith(': it holds what is sensitive, and rule "r0" ends at personal')
    assert decided(policy('permit; level = "sensitive"'), draft(text), found).effect == "permit"
    assert decided(policy("permit"), draft(text), found).effect == "permit"
    raised = policy("permit", tables='[levels]\ncard = "secret"')
    assert decided(raised, draft(text), found).effect == "block"


def test_the_level_of_a_forbid_is_where_it_starts() -> None:
    """A rule that forbids with a level forbids what holds something of that level or above."""
    text = "Mei has the card 4242"
    rules = policy("permit", 'forbid; level = "sensitive"')
    assert decided(rules, draft(text), (person(text, "Mei"),)).effect == "permit"
    assert decided(rules, draft(text), (person(text, "Mei"), span(text, "4242", Category.CARD))).effect == "block"


def test_a_secret_is_lifted_by_no_rule() -> None:
    """A secret blocks under every rule; only the form "placeholder" and the level "secret" together let its request leave, masked."""
    text = "password hunter2"
    found = (span(text, "hunter2", Category.SECRET),)
    masked = '[forms]\nsecret = "placeholder"'
    for rules in (policy("permit"), policy('permit; level = "secret"'), policy("permit", tables=masked)):
        assert decided(rules, draft(text), found).effect == "block"
    lifted = decided(policy('permit; level = "secret"', tables=masked), draft(text), found)
    assert lifted.effect == "permit"
    assert [form for _, form in lifted.forms[0]] == [Form.PLACEHOLDER]


def test_a_form_that_blocks() -> None:
    """A category whose form is "block" keeps the whole request here."""
    text = "my knee"
    decision = decided(policy("permit", tables='[forms]\nhealth = "block"'), draft(text), (span(text, "knee", Category.HEALTH),))
    assert (decision.effect, decision.reasons) == ("block", ('"health" stays on this device (form "block")',))


def test_forms_of_the_spans() -> None:
    """The decision has the form of every span, in order."""
    text = "Mei on 3 May"
    spans = (person(text, "Mei"), span(text, "3 May", Category.DATE))
    decision = decided(policy("permit", tables='[forms]\ndate = "keep"'), draft("Hi", text), (), spans)
    assert decision.forms == ((), ((spans[0], Form.PLACEHOLDER), (spans[1], Form.KEEP)))


@pytest.mark.parametrize(
    "spans",
    [
        [],
        [[Span(0, 99, Category.PERSON)]],
        [[Span(3, 5, Category.PERSON), Span(0, 2, Category.PERSON)]],
        [[Span(0, 4, Category.PERSON), Span(2, 6, Category.PERSON)]],
        [[None]],
        None,
    ],
)
def test_what_goes_wrong_blocks(spans: object) -> None:
    """Spans that do not fit, or an error anywhere inside, block; the error's text is not shown."""
    decision = decide(policy("permit"), draft("Hello you"), spans)  # type: ignore[arg-type]  # what must not be
    assert decision.effect == "block"
    assert decision.reasons[0].startswith("the check itself failed (")


def test_an_error_in_any_rule_blocks() -> None:
    """A rule that cannot be applied is not skipped."""
    good = Rule("a", Verdict.PERMIT, ("cloud",), ("answer",), "why")
    broken = Rule("b", Verdict.FORBID, ("cloud",), ("answer",), "why", about=(3,))  # type: ignore[arg-type]  # what must not be
    decision = decide(Policy(("people",), (good, broken)), draft("Hi"), [()], PEOPLE)
    assert decision.effect == "block"


def test_an_empty_policy_blocks() -> None:
    """A policy without rules, made past the reader, permits nothing."""
    assert decide(Policy(("people",), ()), draft("Hi"), [()]).effect == "block"


_RULES = st.builds(
    Rule,
    id=st.uuids().map(str),
    effect=st.sampled_from(Verdict),
    to=st.sampled_from([("cloud",), ("other",), ("cloud", "other")]),
    purposes=st.sampled_from([("answer",), ("summarise",)]),
    why=st.just("why"),
    kinds=st.sampled_from([(), ("typed",), ("memo",), ("typed", "memo")]),
    classes=st.sampled_from([(), (Category.PERSON,), (Category.EMAIL,)]),
    level=st.sampled_from([None, *Level]),
    about=st.sampled_from([(), ("Mei",), ("Sam",)]),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(_RULES, max_size=5), _RULES, st.booleans())
def test_rules_only_ever_restrain_or_widen(rules: list[Rule], more: Rule, typed: bool) -> None:  # noqa: FBT001  drawn by hypothesis
    """Another rule that forbids or asks never lets out more, another that permits never less; a forbid that matches always wins."""
    text = "Mei wrote from mei@x.example"
    spans = [(person(text, "Mei", "p1"), span(text, "mei@x.example", Category.EMAIL))]
    what = draft(text if typed else note(text, "memo"))
    order = {"block": 0, "ask": 1, "permit": 2}
    before = order[decide(Policy(("people",), tuple(rules)), what, spans, PEOPLE).effect]
    after = order[decide(Policy(("people",), (*rules, more)), what, spans, PEOPLE).effect]
    if more.effect is Verdict.PERMIT:
        assert after >= before
    elif more.effect is Verdict.FORBID:
        assert after <= before
    elif before == 2:
        assert after >= 1
    assert decide(Policy(("people",), tuple(reversed(rules))), what, spans, PEOPLE).effect == [*order][before]


def test_the_recipient_is_the_only_one() -> None:
    """Another recipient of the same rule set gets nothing by it."""
    assert CLOUD.name == "cloud"
    assert decided(policy("permit"), draft("Hi", recipient=type(CLOUD)("other", CLOUD.url, CLOUD.model))).effect == "block"
