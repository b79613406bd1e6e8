"""The three policies to start from: each argued, each with its own tests, none with a way out for nobody in particular."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import keepmum.policy
from keepmum.policy.category import Category
from keepmum.policy.rules.load import load
from keepmum.policy.rules.policy import Form, Verdict
from keepmum.policy.rules.starting import Starting, default_text
from keepmum.policy.rules.trial import check_cases, run_cases

FOLDER = Path(keepmum.policy.__file__).parent / "rules" / "policies"


def test_there_are_three() -> None:
    """The files are those that can be chosen; they lie in the package, so a wheel has them."""
    assert sorted(file.stem for file in FOLDER.glob("*")) == sorted(Starting)


@pytest.mark.parametrize("starting", Starting)
@pytest.mark.parametrize("recipients", [("cloud",), ("near", "far")])
def test_every_case_of_a_starting_policy_passes(starting: Starting, recipients: tuple[str, ...]) -> None:
    """Each carries at least 25 cases, for whomever it is made; all pass, and each of the three results is among them."""
    policy = load(default_text(recipients, starting))
    outcomes = run_cases(policy)
    assert len(outcomes) >= 25
    assert [outcome.sentence() for outcome in outcomes if not outcome.passed] == []
    assert {outcome.case.expect for outcome in outcomes} == {"permit", "ask", "block"}


@pytest.mark.parametrize("starting", Starting)
def test_every_rule_and_budget_of_a_starting_policy_is_tried(starting: Starting) -> None:
    """No rule stands there untested: each decides in some case."""
    policy = load(default_text(("cloud",), starting))
    decided = {rule for outcome in run_cases(policy) for rule in outcome.decision.rules}
    assert {rule.id for rule in policy.rules} <= decided
    assert {budget.id for budget in policy.budgets} - {"one-person"} <= decided


@pytest.mark.parametrize("starting", Starting)
def test_a_starting_policy_is_argued(starting: Starting) -> None:
    """It says what it is for, and each rule and budget why it is there."""
    text = default_text(("cloud",), starting)
    assert "# The argument: " in text
    policy = load(text)
    assert all(len(each.why) > 10 for each in (*policy.rules, *policy.budgets))


@pytest.mark.parametrize("starting", Starting)
def test_without_a_recipient_nothing_leaves(starting: Starting) -> None:
    """A policy for nobody has no rule that permits or asks, and its cases pass."""
    policy = load(default_text((), starting))
    assert {rule.effect for rule in policy.rules} == {Verdict.FORBID}
    check_cases(policy)


@pytest.mark.parametrize("starting", Starting)
def test_what_no_starting_policy_does(starting: Starting) -> None:
    """None keeps a person, a number or a secret in clear, none lets a call out, and each bounds what goes out in a day."""
    policy = load(default_text(("cloud",), starting))
    assert {category for category in Category if policy.form(category) is Form.KEEP} <= {Category.DATE, Category.TIME}
    assert policy.form(Category.SECRET) is Form.BLOCK
    assert any(rule.effect is Verdict.FORBID and "call" in rule.kinds and rule.to == ("*",) for rule in policy.rules)
    assert policy.budgets


def test_the_recipients_stand_wherever_the_first_one_stood() -> None:
    """Each has its table, each rule names all of them, and the cases ask the first."""
    tables = tomllib.loads(default_text(("near", "far"), Starting.STRICT))
    assert set(tables["recipients"]) == {"near", "far"}
    assert tables["rule"][0]["to"] == ["near", "far"]
    assert {case["given"]["to"] for case in tables["case"]} == {"near", "elsewhere"}
