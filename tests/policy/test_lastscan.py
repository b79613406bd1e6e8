"""The last scan: what must not be in the bytes is found in them, however they were made."""

from __future__ import annotations

import pytest
from tests.policy.fakes import CLOUD, Known, draft
from tests.policy.test_load import text as policy_text

from keepmum.policy.category import Category
from keepmum.policy.lastscan import last_scan
from keepmum.policy.masking.redact import Redaction
from keepmum.policy.masking.tokens import TokenMap
from keepmum.policy.rules.decide import Decision
from keepmum.policy.rules.load import load
from keepmum.policy.rules.policy import Form, Policy
from keepmum.policy.span import Span
from keepmum.policy.wire import encode

MASKING = load(policy_text())
MEI = Known("p1", "Mei Chen", ("陈美", "Zuzu"), ("+44 7700 900123",), ("mei@x.example",), ("@mchen99",), ("12 Low Road, Leeds",))
WILL = Known("p2", "Will", ("May",))


def scan(left: str, masked: str = "", *, form: Form = Form.PLACEHOLDER, policy: Policy = MASKING) -> str | None:
    """Return what the scan says of a text that left, where `masked` should be masked."""
    what = draft(masked or "x")
    forms = ((Span(0, len(masked), Category.PERSON), form),) if masked else ()
    body = encode(Redaction((left,), ("user",), TokenMap()), CLOUD)
    return last_scan(body, what, Decision("permit", (), (), (forms,), ""), policy, (MEI, WILL))


@pytest.mark.parametrize(
    "left",
    ["Ask Zuzu", "ask zuzu's mum", "mei chen", "MEI  CHEN", "Ｍｅｉ Ｃｈｅｎ", "Me\u200bi Chen", "问陈美吧", "mei@x.example", "at @mchen99",
     "mchen99?", "call 07700 900123", "+447700900123", "07700-900-123", "12 low road, leeds"],
)  # fmt: skip
def test_somebody_of_the_persons_world_is_found(left: str) -> None:
    """Names, numbers and addresses of known people are found in any case, width and grouping."""
    found = scan(left)
    assert found is not None
    assert "your own world" in found
    assert not any(word in found.lower() for word in ("mei", "zuzu", "7700"))


@pytest.mark.parametrize(
    "left", ["[PERSON_1] and [PERSON_2]", "Zuzuland", "the chenille", "will it rain in May?", "call 0800 123", "x07700x"]
)
def test_what_is_no_one_is_not_found(left: str) -> None:
    """Tokens, parts of longer words and ordinary words that are names too pass."""
    assert scan(left) is None


@pytest.mark.parametrize("left", ["Orsolya", "orsolya's", "ask ORSOLYA", "问orsolya吧"])
def test_what_is_masked_elsewhere_is_found(left: str) -> None:
    """A value that was masked in one place and stands in clear in another is found."""
    found = scan(left, "Orsolya")
    assert found is not None
    assert "masked elsewhere" in found
    assert scan("[PERSON_1]", "Orsolya") is None
    assert scan(left, "Orsolya", form=Form.KEEP) is None


def test_what_the_policy_keeps_may_leave() -> None:
    """A category that leaves in clear by the policy is not looked for."""
    keeping = load(policy_text(forms='[forms]\nperson = "keep"'))
    assert scan("Mei Chen", policy=keeping) is None
    assert scan("mei@x.example", policy=keeping) is not None


def test_a_secret_is_found() -> None:
    """A key in the bytes stops them, whatever the decision says."""
    found = scan("use sk-proj-4f9aQ2mZx8LkT0vB7cRd1eWnHs6UyJp3")
    assert found is not None
    assert "secret" in found


def test_short_numbers_say_nothing() -> None:
    """A masked "12" does not stop every text with a 12 in it; a masked number of six digits does."""
    assert scan("at 12 o'clock", "12") is None
    assert scan("code 482913", "482913") is not None
