"""The cases of a policy: what they give is decided over like any other draft, and one that fails is named by its line."""

from __future__ import annotations

import pytest
from tests.policy.fakes import Known, Words
from tests.policy.test_load import text

from keepmum.policy.category import Category
from keepmum.policy.errors import PolicySyntaxError
from keepmum.policy.rules.load import load
from keepmum.policy.rules.trial import check_cases, run_cases

MUM = Known("p1", "Rose Hill", ("Mum", "妈妈"))
FORBID = """
[[rule]]
id = "not-mum"
effect = "forbid"
to = ["*"]
for = ["*"]
about = ["Mum"]
why = "She asked me not to."
"""


def case(given: str, expect: str = "block", more: str = "") -> str:
    return f'{text()}{FORBID}[[case]]\ngiven = {{ to = "cloud", for = "answer"{given} }}\nexpect = "{expect}"\n{more}\n'


@pytest.mark.parametrize(
    ("given", "expect"),
    [
        ("", "permit"),
        (', from = "call"', "permit"),
        (', from = ["typed", "memo"], about = ["Mum"]', "block"),
        (', about = ["Mum"]', "block"),
        (', text = "ask MUM"', "block"),
        (', text = "ask Ann", about = ["Ann"]', "permit"),
        (', from = "memo", thread = "Home", classes = ["person", "card"]', "permit"),
        (', classes = ["secret"]', "block"),
    ],
)
def test_what_a_case_gives(given: str, expect: str) -> None:
    """Kind, people, thread, text and classes of a case reach the rules."""
    (outcome,) = run_cases(load(case(given, expect)), detectors=[Words((), "people"), Words((), "secrets")])
    assert outcome.passed, outcome.sentence()


def test_a_case_knows_the_people_of_the_vault() -> None:
    """With the vault's people, a name of a case means its owner's other names too; without, only itself."""
    policy = load(case(', from = "message", about = ["Rose Hill"]'))
    assert [o.passed for o in run_cases(policy)] == [False]
    assert [o.passed for o in run_cases(policy, (MUM,))] == [True]
    typed = load(case(', text = "ask rose hill"'))
    assert [o.passed for o in run_cases(typed, (MUM,))] == [True]


def test_the_detectors_look_at_a_text() -> None:
    """A text of a case is looked at by the detectors that the policy names, and by no other."""
    policy = load(case(', text = "call Zed"', "block") + '[forms]\nperson = "block"\n')
    zed, nobody = (("zed", Category.PERSON, ""),), ()
    assert [o.passed for o in run_cases(policy, detectors=[Words(zed, "people"), Words(nobody, "secrets")])] == [True]
    assert [o.passed for o in run_cases(policy, detectors=[Words(nobody, "people"), Words(nobody, "secrets"), Words(zed, "shapes")])] == [
        False
    ]


def test_a_text_without_its_detectors_is_no_pass() -> None:
    """Where a detector that the policy names is not there, a case with a text fails, whatever it expects."""
    for expect in ("block", "permit"):
        (outcome,) = run_cases(load(case(', text = "hello"', expect)), detectors=[Words((), "people")])
        assert (outcome.passed, outcome.decision.reasons) == (False, ("the detector secrets is missing",))


def test_a_case_that_fails_names_its_line() -> None:
    """The error says where the case stands, what was expected and what was decided."""
    with pytest.raises(PolicySyntaxError) as caught:
        check_cases(load(case("", "block")))
    assert caught.value.line == 17
    assert "expected block, decided permit by notes" in str(caught.value)
    assert "They help" not in str(caught.value)  # the words of a policy name people
    check_cases(load(case("", "permit")))


def test_the_rule_of_a_case_must_have_decided() -> None:
    """The right result for another reason is no pass."""
    right = load(case(', about = ["Mum"]', "block", 'rule = "not-mum"'))
    wrong = load(case(', classes = ["secret"]', "block", 'rule = "not-mum"'))
    assert [o.passed for o in run_cases(right)] == [True]
    assert [o.passed for o in run_cases(wrong)] == [False]
    assert "by" in run_cases(wrong)[0].sentence()


def test_what_cannot_be_decided_is_no_pass_for_a_permit() -> None:
    """A detector that fails in a case raises, and does not pass."""

    class Fails:
        name = "people"

        def find(self, text: str) -> list[object]:
            raise RuntimeError(text)

    with pytest.raises(RuntimeError):
        run_cases(load(case(', text = "hello"', "permit")), detectors=[Fails(), Words((), "secrets")])  # type: ignore[list-item]  # fails before it matters
