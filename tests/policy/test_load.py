"""Reading a policy: what is understood, and that everything else is refused with its line."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keepmum.policy.category import Category, Level
from keepmum.policy.errors import PolicySyntaxError
from keepmum.policy.rules.load import default_text, load
from keepmum.policy.rules.policy import Form, Verdict

RULE = """[[rule]]
id = "notes"
effect = "permit"
to = ["cloud"]
for = ["answer"]
why = "They help." """


def text(rule: str = RULE, forms: str = "", detectors: str = 'detectors = ["people", "secrets"]') -> str:
    """Return a policy: schema on line 1, detectors on line 2, forms from line 3, then the rule."""
    return "\n".join(line for line in ("schema = 1", detectors, forms, rule) if line) + "\n"


def test_every_key_is_read() -> None:
    """Each key of the text comes out where it belongs."""
    more = '\nfrom = ["typed", "memo"]\nthreads = ["Family"]\nabout = ["Mum"]\nclasses = ["person"]\nlevel = "personal"'
    policy = load(text(RULE + more, '[forms]\ndate = "keep"\nsecret = "placeholder"\n[levels]\nage = "sensitive"'))
    assert policy.detectors == ("people", "secrets")
    assert policy.form(Category.DATE) is Form.KEEP
    assert policy.form(Category.SECRET) is Form.PLACEHOLDER
    assert policy.level(Category.AGE) is Level.SENSITIVE
    (rule,) = policy.rules
    assert (rule.id, rule.effect, rule.to, rule.purposes, rule.why) == ("notes", Verdict.PERMIT, ("cloud",), ("answer",), "They help.")
    assert (rule.kinds, rule.threads, rule.about) == (("typed", "memo"), ("Family",), ("Mum",))
    assert (rule.classes, rule.level) == ((Category.PERSON,), Level.PERSONAL)


BAD = {
    "not TOML": ("schema = 1\nx = [", None, "TOML"),
    "not TOML, with a line": ("schema = 1\nx = = 2\n", 2, "TOML"),
    "a number that is too long": (text(forms="x = " + "1" * 5000), None, "TOML"),
    "nested too deeply": ("x = " + "[" * 5000, None, "deeply"),
    "no schema": ("detectors = ['people']\n" + RULE, None, "schema"),
    "a later schema": (text().replace("schema = 1", "schema = 2"), 1, "a policy begins with schema = 1"),
    "a schema that is no number": (text().replace("schema = 1", "schema = true"), 1, "a policy begins with schema = 1"),
    "no detector": (text(detectors=""), None, '"people", "safelist", "secrets", "sensitive", "shapes"'),
    "an empty list of detectors": (text(detectors="detectors = []"), 2, "at least one"),
    "an unknown detector": (text(detectors='detectors = ["people", "magic"]'), 2, '"safelist"'),
    "a detector twice": (text(detectors='detectors = ["people", "people"]'), 2, "twice"),
    "a detector that is wanted and always there": (text(forms='wanted = ["people"]'), 3, '"adviser", "ner"'),
    "an empty list of what is wanted": (text(forms="wanted = []"), 3, "at least one"),
    "wanted and needed": (text(detectors='detectors = ["people", "ner"]', forms='wanted = ["ner"]'), 3, 'stands in "detectors" too'),
    "no rule": ("schema = 1\ndetectors = ['people']\n", None, "at least one [[rule]]"),
    "a rule that is a table": (text(rule=RULE.replace("[[rule]]", "[rule]")), 3, "[[rule]]"),
    "an unknown key": (text(forms="defualt = 1"), 3, '"detectors"'),
    "an unknown key in a rule": (text(rule=RULE + "\nexpires = 3"), 9, '"classes"'),
    "an unknown table": (text(forms="[budgets]\nday = 3"), 3, "unknown key"),
    "an unknown category": (text(forms='[forms]\nname = "keep"'), 4, '"person"'),
    "an unknown form": (text(forms='[forms]\nperson = "hash"'), 4, '"placeholder", "keep", "block"'),
    "a form that is no word": (text(forms="[forms]\nperson = 3"), 4, '"placeholder"'),
    "a secret in clear": (text(forms='[forms]\ndate = "keep"\nsecret = "keep"'), 5, "never leaves in clear"),
    "the level of a secret": (text(forms='[levels]\nsecret = "public"'), 4, "fixed"),
    "an unknown level": (text(forms='[levels]\nage = "high"'), 4, '"personal"'),
    "an unknown level in a rule": (text(rule=RULE + '\nlevel = "<= personal"'), 9, '"sensitive"'),
    "an unknown effect": (text(rule=RULE.replace("permit", "allow")), 5, '"permit", "forbid", "ask"'),
    "an effect in capitals": (text(rule=RULE.replace("permit", "PERMIT")), 5, '"permit"'),
    "an id with a space": (text(rule=RULE.replace('"notes"', '"my notes"')), 4, "id is"),
    "no id": (text(rule=RULE.replace('id = "notes"\n', "")), 3, '"id"'),
    "no effect": (text(rule=RULE.replace('effect = "permit"\n', "")), 3, '"effect"'),
    "no recipient": (text(rule=RULE.replace('to = ["cloud"]\n', "")), 3, '"to"'),
    "no purpose": (text(rule=RULE.replace('for = ["answer"]\n', "")), 3, '"for"'),
    "no reason": (text(rule=RULE.replace('why = "They help." ', "")), 3, '"why"'),
    "an empty reason": (text(rule=RULE.replace("They help.", "  ")), 8, "in words"),
    "an empty list of recipients": (text(rule=RULE.replace('["cloud"]', "[]")), 6, "at least one"),
    "a recipient that is no list": (text(rule=RULE.replace('["cloud"]', '"cloud"')), 6, "list"),
    "a recipient that is no name": (text(rule=RULE.replace('"cloud"', '"My Cloud"')), 6, "small letters"),
    "everyone may have it": (text(rule=RULE.replace('"cloud"', '"*"')), 6, "forbids"),
    "for everything": (text(rule=RULE.replace('"answer"', '"*"')), 7, "forbids"),
    "an unknown kind": (text(rule=RULE + '\nfrom = ["sms"]'), 9, '"message"'),
    "an empty list of kinds": (text(rule=RULE + "\nfrom = []"), 9, "at least one"),
    "an unknown class": (text(rule=RULE + '\nclasses = ["names"]'), 9, '"person"'),
    "an id twice": (text(rule=RULE + "\n" + RULE), 10, '"notes"'),
    "a list of numbers": (text(rule=RULE + "\nabout = [3]"), 9, "list"),
    "forms that are no table": ("forms = 3\n" + text(), 1, "table"),
}


@pytest.mark.parametrize(("policy", "line", "says"), BAD.values(), ids=BAD.keys())
def test_what_is_not_understood_is_refused_with_its_line(policy: str, line: int | None, says: str) -> None:
    """Half a policy is worse than none: each mistake is an error that names its line and what may stand there."""
    with pytest.raises(PolicySyntaxError) as caught:
        load(policy)
    assert caught.value.line == line
    assert says in str(caught.value)


def test_lines_are_found_past_long_values() -> None:
    """Strings and lists over several lines do not shift or hide the line of a later mistake."""
    long = RULE.replace('["cloud"]', '[\n  "cloud", # to = ["nobody"]\n]').replace('"They help." ', '"""\nid = "no key"\n[[rule]]\n"""')
    with pytest.raises(PolicySyntaxError) as caught:
        load(text(rule=long + "\nwhen = 3"))
    assert caught.value.line == 14


def test_an_error_quotes_nothing_of_the_policy() -> None:
    """A policy names people; a mistake in it does not carry them into an error."""
    for policy in (text(rule=RULE + '\nabout = ["Mum", = ]'), text(rule=RULE + '\nfrom = ["Mum"]'), text(rule=RULE + "\nMum = 3")):
        with pytest.raises(PolicySyntaxError) as caught:
            load(policy)
        assert "Mum" not in str(caught.value)


def test_the_starting_policy_is_valid() -> None:
    """It permits the three everyday purposes to those who are named and to nobody else, and keeps calls here."""
    policy = load(default_text(["cloud", "other"]))
    effects = {rule.id: rule for rule in policy.rules}
    assert effects["my-notes"].to == ("cloud", "other")
    assert set(effects["my-notes"].purposes) == {"answer", "draft_reply", "summarise"}
    assert effects["calls-stay"].effect is Verdict.FORBID
    assert effects["calls-stay"].why == "The other party did not agree."


def test_the_starting_policy_without_a_recipient_lets_nothing_leave() -> None:
    """It is valid and has no rule that permits."""
    assert {rule.effect for rule in load(default_text()).rules} == {Verdict.FORBID}


def test_a_recipient_of_the_starting_policy_cannot_break_out() -> None:
    """A name that is no recipient's is refused before it is in the text."""
    with pytest.raises(ValueError, match="name"):
        default_text(['x"]\n[[rule]]'])


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200) | st.sampled_from(text().splitlines()).flatmap(lambda line: st.just(text().replace(line, line[::-1]))))
def test_any_text_is_a_policy_or_an_error(hostile: str) -> None:
    """No text makes the reader fail in another way."""
    try:
        load(hostile)
    except PolicySyntaxError as error:
        assert error.line is None or 1 <= error.line <= hostile.count("\n") + 2  # noqa: PT017  an error is not the only good end
