"""What a policy means, apart from its text."""

from __future__ import annotations

import pytest
from tests.policy.test_load import RULE, text

from keepmum.policy.category import Category, Level
from keepmum.policy.detectors.detect import default_detectors
from keepmum.policy.rules.load import load
from keepmum.policy.rules.policy import DETECTORS, Form, Policy, Rule, Verdict


def test_the_names_of_detectors_are_those_of_the_detectors() -> None:
    """A policy may ask for whatever keepmum runs."""
    assert {detector.name for detector in default_detectors()} <= set(DETECTORS)


@pytest.mark.parametrize("category", Category)
def test_what_is_not_named_is_masked(category: Category) -> None:
    """A category without a form leaves as a placeholder, a secret not at all."""
    expected = Form.BLOCK if category is Category.SECRET else Form.PLACEHOLDER
    assert load(text()).form(category) is expected


def test_a_secret_stays_secret_even_in_a_policy_made_by_code() -> None:
    """No form and no level given past the reader makes a secret leave in clear."""
    rule = Rule("a", Verdict.PERMIT, ("cloud",), ("answer",), "why")
    policy = Policy(("people",), (rule,), ((Category.SECRET, Form.KEEP),), ((Category.SECRET, Level.PUBLIC),))
    assert policy.form(Category.SECRET) is Form.BLOCK
    assert policy.level(Category.SECRET) is Level.SECRET


def test_the_digest_is_of_the_meaning() -> None:
    """Comments, order and layout do not change the digest; every change of meaning does."""
    one = load(text())
    same = load("# a comment\n" + text().replace('["people", "secrets"]', '[\n  "secrets", # first\n  "people",\n]'))
    assert one.digest == same.digest
    for changed in (
        text(rule=RULE.replace("answer", "summarise")),
        text(rule=RULE.replace("permit", "ask")),
        text(rule=RULE.replace('why = "', 'why = "Really: ')),
        text(rule=RULE + '\nlevel = "public"'),
        text(forms='[forms]\ndate = "keep"'),
        text(forms='[levels]\ndate = "secret"'),
        text().replace('["people", "secrets"]', '["people"]'),
        text(forms='wanted = ["adviser"]'),
    ):
        assert load(changed).digest != one.digest


def test_what_is_asked_for_is_what_must_and_what_may_run() -> None:
    """Beside what a policy needs and wants, the small NER is asked for everywhere; the adviser only where it is named."""
    assert load(text()).asked_for == {"people", "secrets", "ner"}
    assert load(text(forms='wanted = ["adviser"]')).asked_for == {"people", "secrets", "ner", "adviser"}
    assert load(text(detectors='detectors = ["adviser"]')).asked_for == {"adviser", "ner"}


def test_a_repr_names_nobody() -> None:
    """Threads, people and reasons are private and not in a repr."""
    rule = load(text(rule=RULE + '\nabout = ["Mum"]\nthreads = ["Knee"]')).rules[0]
    assert "Mum" not in repr(rule)
    assert "Knee" not in repr(rule)
