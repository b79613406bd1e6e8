"""The rest of the policy's language: recipients, purposes, groups, classes, limits, confirmation, budgets, retention, cases."""

from __future__ import annotations

import tomllib
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.policy.fakes import CLOUD, draft, note
from tests.policy.test_decide import PEOPLE, person, span
from tests.policy.test_load import RULE, text

from keepmum.policy.category import Category, Level
from keepmum.policy.errors import PolicySyntaxError
from keepmum.policy.recipient import Recipient
from keepmum.policy.rules.budget import Budget, Spending, Used, exceeded
from keepmum.policy.rules.decide import decide
from keepmum.policy.rules.lines import Lines
from keepmum.policy.rules.load import _policy, load
from keepmum.policy.rules.policy import Form, Policy, Rule, Verdict
from keepmum.policy.rules.reader import Reader
from keepmum.policy.rules.rule import STRICTNESS, Confirm, Limits, strictest
from keepmum.policy.rules.terms import Kind, Terms, is_addressed, is_here

MORE = """
not_about = ["Mum", "@team"]
forms = { date = "shift", amount = "band" }
limits = { chars = 10, subjects = 2, per_day = 3, quasi_per_subject = 4 }
confirm = "over:quasi>5"
dry_run = true"""

TABLES = """[classes]
health = { level = "personal", form = "drop" }
place = { form = "generalise" }
[purposes]
answer = "answer me"
[people]
team = ["Ann", "Ben"]
minor = ["Lily"]
[recipients.cloud]
kind = "cloud"
operator = "Example Inc."
retention_days = 30
trains = false
max_level = "personal"
cost = 0.0021
model = "large-1"
[recipients.here]
kind = "device"
[retention]
payloads_days = 90
"""

BUDGET = """
[[budget]]
id = "week"
to = ["*"]
days = 7
requests = 1
chars = 2
cost = 0.5
subjects = 3
quasi = 4
why = "Enough."
"""

CASE = """
[[case]]
given = { from = ["memo", "typed"], to = "cloud", for = "answer", about = ["@minor"], thread = "Home", \
classes = ["date"], chars = 5, before = 2 }
expect = "permit"
rule = "week"
"""


MEI_SPAN = person("Mei", "Mei", "p1")


def test_every_further_key_is_read() -> None:
    """Each key of the text comes out where it belongs."""
    policy = load(text(RULE + MORE + BUDGET + CASE, TABLES))
    (rule,) = policy.rules
    assert rule.not_about == ("Mum", "Ann", "Ben")
    assert rule.forms == ((Category.DATE, Form.SHIFT), (Category.AMOUNT, Form.BAND))
    assert rule.limits == Limits(10, 2, 3, 4)
    assert (rule.confirm, rule.over, rule.dry_run) == (Confirm.OVER, 5, True)
    assert (policy.form(Category.HEALTH), policy.level(Category.HEALTH)) == (Form.DROP, Level.PERSONAL)
    assert policy.form(Category.PLACE) is Form.GENERALISE
    assert policy.purposes == (("answer", "answer me"),)
    assert policy.terms("cloud") == Terms("cloud", Kind.CLOUD, "Example Inc.", 30, False, Level.PERSONAL, 2100, "large-1")
    assert policy.terms("here").kind is Kind.DEVICE
    assert policy.terms("else") == Terms("else")
    assert policy.budgets == (Budget("week", ("*",), 7, "Enough.", 1, 2, 500_000, 3, 4),)
    assert policy.payloads_days == 90
    (case,) = policy.cases
    assert (case.kinds, case.to, case.purpose, case.expect, case.rule) == (("memo", "typed"), "cloud", "answer", "permit", "week")
    assert (case.about, case.thread, case.classes, case.chars, case.before) == (("Lily",), "Home", (Category.DATE,), 5, 2)
    assert case.line == text(RULE + MORE + BUDGET + CASE, TABLES).splitlines().index("[[case]]") + 1


_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.floats(),
    st.text(max_size=5),
    st.lists(st.one_of(st.text(max_size=3), st.integers(0, 1), st.just([])), max_size=2),
    st.dictionaries(st.text(max_size=5), st.integers(0, 1), max_size=2),
    st.just([{}]),
    st.just(date(2026, 5, 31)),
)


@settings(max_examples=300, deadline=None)
@given(st.data(), _VALUES)
def test_any_value_in_any_place_is_understood_or_refused(data: st.DataObject, value: object) -> None:
    """Whatever stands under whatever key, reading ends in a policy or in the error that says so, and in nothing else."""
    tables = tomllib.loads(text(RULE + MORE + BUDGET + CASE, TABLES))
    place: object = tables
    while True:
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))  # type: ignore[arg-type]  a list
        below = place[key]  # type: ignore[index]  # a dict or a list
        if not isinstance(below, dict | list) or not below or data.draw(st.booleans()):
            place[key] = value  # type: ignore[index]  # as above
            break
        place = below
    try:
        policy = _policy(Reader(Lines("")), tables)
    except PolicySyntaxError:
        return
    assert policy.rules
    assert len(policy.digest) == 64


def rule(keys: str) -> str:
    return text(RULE + "\n" + keys)


BAD = {
    "an unknown limit": (rule("limits = { words = 3 }"), 9, '"per_day"'),
    "a limit that is no number": (rule('limits = { chars = "many" }'), 9, "whole number"),
    "a limit below none": (rule("limits = { chars = -1 }"), 9, "whole number"),
    "a limit that is true": (rule("limits = { chars = true }"), 9, "whole number"),
    "limits of a rule that forbids": (rule("limits = { chars = 1 }").replace("permit", "forbid"), 9, "lets nothing out"),
    "forms of a rule that forbids": (rule('forms = { date = "keep" }').replace("permit", "forbid"), 9, "lets nothing out"),
    "a rule's form for secrets": (rule('forms = { secret = "drop" }'), 9, "no rule has a form"),
    "an unknown confirmation": (rule('confirm = "sometimes"'), 9, '"first"'),
    "a confirmation without a number": (rule('confirm = "over:quasi>"'), 9, '"always"'),
    "a rule that asks and confirms": (rule('confirm = "first"').replace("permit", "ask"), 9, "only a rule that permits"),
    "a dry run that is a word": (rule('dry_run = "yes"'), 9, "true or false"),
    "an unknown group": (text(RULE + '\nabout = ["@team"]', "[people]\nclients = ['Acme']"), 11, "no such group"),
    "a group of nobody": (text(forms="[people]\nteam = []"), 4, "at least one"),
    "a group that is no name": (text(forms="[people]\nMyTeam = ['Ann']"), 4, "small letters"),
    "an unknown sort of recipients": (text(RULE.replace('"cloud"', '"@friends"')), 6, '"@device"'),
    "a permit for any cloud": (text(RULE.replace('"cloud"', '"@cloud"')), 6, "forbids"),
    "a purpose that is not listed": (text(forms='[purposes]\nplan = "plan"'), 9, '"plan"'),
    "a purpose without words": (text(forms='[purposes]\nanswer = ""'), 4, "in words"),
    "a recipient of no kind": (text(forms='[recipients.cloud]\nkind = "llm"'), 4, '"device"'),
    "a recipient with an unknown key": (text(forms="[recipients.cloud]\nprice = 3"), 4, '"cost"'),
    "a recipient that is no name": (text(forms="[recipients.Cloud]\ncost = 3"), 3, "small letters"),
    "a recipient that is no table": (text(forms="[recipients]\ncloud = 3"), 4, "table"),
    "a price below nothing": (text(forms="[recipients.cloud]\ncost = -1"), 4, "from 0 on"),
    "a price that is no number": (text(forms="[recipients.cloud]\ncost = nan"), 4, "from 0 on"),
    "a form that is for dates": (text(forms='[forms]\nperson = "shift"'), 4, '"date" alone'),
    "a form that is for amounts": (text(forms='[classes]\nage = { form = "band" }'), 4, '"amount" alone'),
    "a class with an unknown key": (text(forms='[classes]\nage = { form = "keep", why = "x" }'), 4, '"level"'),
    "a class twice": (text(forms='[forms]\nage = "keep"\n[classes]\nage = { form = "drop" }'), 6, "stands in [forms] too"),
    "a secret made harmless": (text(forms='[classes]\nsecret = { level = "public" }'), 4, "fixed"),
    "a secret shown": (text(forms='[classes]\nsecret = { form = "surrogate" }'), 4, "never leaves in clear"),
    "a budget without a bound": (text(RULE + "\n[[budget]]\nid = 'b'\nto = ['*']\ndays = 3\nwhy = 'x'"), 9, "at least one of"),
    "a budget of no days": (text(RULE + "\n[[budget]]\nid = 'b'\nto = ['*']\ndays = 0\nwhy = 'x'"), 12, "from 1"),
    "a budget of many days": (text(RULE + "\n[[budget]]\nid = 'b'\nto = ['*']\ndays = 400\nwhy = 'x'"), 12, "366"),
    "a budget without a reason": (text(RULE + "\n[[budget]]\nid = 'b'\nto = ['*']\ndays = 3"), 9, '"why"'),
    "a budget with the id of a rule": (text(RULE + BUDGET.replace('"week"', '"notes"')), 10, "taken"),
    "a budget that is a table": (text(forms="[budget]\nid = 'b'"), 3, "[[budget]]"),
    "retention of something else": (text(forms="[retention]\nnotes_days = 3"), 4, '"payloads_days"'),
    "retention in words": (text(forms='[retention]\npayloads_days = "long"'), 4, "whole number"),
    "a case without a result": (text(RULE + "\n[[case]]\ngiven = { to = 'cloud', for = 'answer' }"), 9, '"expect"'),
    "a case for nobody": (text(RULE + "\n[[case]]\ngiven = { for = 'answer' }\nexpect = 'ask'"), 10, 'no "to"'),
    "a case with an unknown key": (text(RULE + "\n[[case]]\ngiven = { when = 3 }\nexpect = 'ask'"), 10, '"before"'),
    "a case of text and classes": (
        text(RULE + "\n[[case]]\ngiven = { to = 'cloud', for = 'answer', text = 'x', classes = ['date'] }\nexpect = 'ask'"),
        10,
        "not both",
    ),
    "a case of a rule that is not there": (text(RULE + CASE.replace('about = ["@minor"], ', "")), 12, '"notes"'),
}


@pytest.mark.parametrize(("policy", "line", "says"), BAD.values(), ids=BAD.keys())
def test_what_is_not_understood_is_refused_with_its_line(policy: str, line: int, says: str) -> None:
    """Each mistake is an error that names its line and what may stand there."""
    with pytest.raises(PolicySyntaxError) as caught:
        load(policy)
    assert says in str(caught.value)
    assert caught.value.line == line


def test_tables_inside_a_rule_have_their_lines() -> None:
    """A table of a rule that is written out, not inline, belongs to the rule before it."""
    with pytest.raises(PolicySyntaxError) as caught:
        load(text(RULE + "\n[rule.limits]\nchars = 3\nwords = 4"))
    assert caught.value.line == 11


def test_what_a_policy_of_old_means_has_the_digest_of_old() -> None:
    """Keys that a policy does not use are not in its digest; cases never are; every other change is."""
    plain = load(text())
    for same in (CASE.replace("week", "notes").replace('about = ["@minor"], ', ""), '\ndry_run = false\nconfirm = "never"\nlimits = {}'):
        assert load(text(RULE + same)).digest == plain.digest
    assert load(text(forms="[people]\nteam = ['Ann']")).digest == plain.digest  # nobody is in it by a group that no rule names
    changed = [text(RULE + "\n" + line) for line in MORE.replace(', "@team"', "").splitlines() if line]
    changed += [text(RULE + BUDGET), text(forms="[recipients.cloud]\ncost = 3"), text(forms='[purposes]\nanswer = "x"')]
    changed += [text(forms="[retention]\npayloads_days = 3"), text(RULE + BUDGET.replace("days = 7", "days = 8"))]
    digests = {load(one).digest for one in changed}
    assert len(digests) == len(changed)
    assert plain.digest not in digests


def test_where_a_recipient_is() -> None:
    """On this device is who is declared so, and whose address does not say otherwise; everybody else is a cloud."""
    here, silent = Terms("helper", Kind.DEVICE), Terms("helper")
    for url, expected in (
        ("", True),
        ("http://localhost:8080/v1", True),
        ("http://127.0.0.1/v1", True),
        ("http://[::1]:9/v1", True),
        ("https://cloud.example/v1", False),
        ("https://localhost.cloud.example/v1", False),
        ("http://[broken", False),
    ):
        assert is_here(Recipient("helper", url, ""), here) is expected
        assert is_here(Recipient("helper", url, ""), silent) is False


def test_what_is_not_said_of_a_recipient_is_taken_for_the_worse() -> None:
    """Who does not say that they keep nothing keeps it, and who does not say that they do not train trains."""
    assert is_addressed(["@keeps"], CLOUD, Terms("cloud"))
    assert is_addressed(["@trains"], CLOUD, Terms("cloud"))
    assert not is_addressed(["@keeps"], CLOUD, Terms("cloud", retention_days=0))
    assert not is_addressed(["@trains"], CLOUD, Terms("cloud", trains=False))
    assert is_addressed(["@cloud"], CLOUD, Terms("cloud", Kind.DEVICE))


def test_another_model_is_another_recipient() -> None:
    """A policy that was written for one model lets nothing go to another of the same name."""
    rules = load(text(forms='[recipients.cloud]\nmodel = "small-1"'))
    decision = decide(rules, draft("Hi"), [()])
    assert (decision.effect, decision.reasons[0]) == ("block", 'the policy was written for another model of "cloud"')
    assert decide(rules, draft("Hi", recipient=Recipient("cloud", CLOUD.url, "small-1")), [()]).effect == "permit"


def test_the_strictest_form_of_the_rules_that_cover_a_part() -> None:
    """Where two rules let a part out, what tells least is used; a rule that does not cover the part has no say."""
    one = RULE.replace("notes", "one") + '\nforms = { date = "keep", place = "generalise" }'
    two = RULE.replace("notes", "two") + '\nforms = { date = "shift" }'
    elsewhere = RULE.replace("notes", "three").replace("answer", "other") + '\nforms = { date = "drop" }'
    what = "3 May in Leeds"
    spans = (span(what, "3 May", Category.DATE), span(what, "Leeds", Category.PLACE))

    def forms(*rules: str) -> list[Form]:
        return [form for _, form in decide(load(text("\n".join(rules))), draft(what), [spans]).forms[0]]

    assert forms(one) == [Form.KEEP, Form.GENERALISE]
    assert forms(one, elsewhere) == [Form.KEEP, Form.GENERALISE]
    assert forms(one, two) == [Form.SHIFT, Form.PLACEHOLDER]
    assert [strictest(STRICTNESS[: n + 1]) for n in range(len(STRICTNESS))] == list(STRICTNESS)


def test_a_block_of_the_policy_is_lifted_by_no_form_of_a_rule() -> None:
    """What [forms] blocks stays, also where a rule would keep it; and a secret has no form in a rule, however it was made."""
    what = "3 May"
    found = [(span(what, "3 May", Category.DATE),)]
    rules = load(text(RULE + '\nforms = { date = "keep" }', '[forms]\ndate = "block"'))
    assert decide(rules, draft(what), found).effect == "block"
    made = Rule("a", Verdict.PERMIT, ("cloud",), ("answer",), "why", forms=((Category.SECRET, Form.KEEP),), level=Level.SECRET)
    assert decide(Policy(("people",), (made,)), draft(what), [(span(what, "3 May", Category.SECRET),)]).effect == "block"
    lifted = Policy(("people",), (made,), ((Category.SECRET, Form.PLACEHOLDER),))
    assert lifted.form(Category.SECRET, made) is Form.BLOCK


def test_a_rule_that_is_tried_out_decides_nothing() -> None:
    """Neither a permit nor a forbid nor an ask with `dry_run` changes the decision; each says what it would have said."""
    for effect in Verdict:
        tried = RULE.replace("notes", "tried").replace("permit", effect.value) + "\ndry_run = true"
        alone, beside = decide(load(text(tried)), draft("Hi"), [()]), decide(load(text(RULE + "\n" + tried)), draft("Hi"), [()])
        assert (alone.effect, beside.effect) == ("block", "permit")
        assert beside.dry == (f'rule "tried", which is only tried out, would have said "{effect.value}"',)
        assert beside.rules == ("notes",)


def test_the_limits_say_where_they_end() -> None:
    """The reason of a block names the rule and its limit."""
    rules = load(text(RULE + "\nlimits = { subjects = 1 }"))
    what = "Mei met Sam"
    decision = decide(rules, draft(note(what)), [(person(what, "Mei", "p1"), person(what, "Sam", "p2"))], PEOPLE)
    assert decision.reasons == ('no rule permits a message to go to "cloud" for "answer": rule "notes" ends at 1 people',)
    same = decide(rules, draft(note("x", who=("me", "Mei Chen")), note("Mei")), [(), (MEI_SPAN,)], PEOPLE)
    assert same.effect == "permit"


@pytest.mark.parametrize(
    ("bound", "spending"),
    [
        ({"requests": 3}, Spending(requests=2)),
        ({"chars": 25}, Spending(chars=20)),
        ({"cost": 10}, Spending(cost=8)),
        ({"subjects": 2}, Spending(pieces={"b": frozenset(), "c": frozenset()})),
        ({"quasi": 2}, Spending(pieces={"a": frozenset("xyz")})),
    ],
)
def test_each_bound_of_a_budget(bound: dict[str, int], spending: Spending) -> None:
    """What went before in the window and what would be added may not be more than the bound; what is older does not count."""
    before = Spending(2, 10, 4, {}, {"a": frozenset("x")})
    budget = Budget("b", ("*",), 3, "why", **bound)
    assert exceeded(budget, Used(9, {9: before}), spending)
    assert exceeded(budget, Used(9, {7: before}), spending)
    if "quasi" not in bound:
        assert not exceeded(budget, Used(9, {6: before}), spending)
    assert not exceeded(Budget("b", ("*",), 3, "why", **{key: value * 5 for key, value in bound.items()}), Used(9, {9: before}), spending)
