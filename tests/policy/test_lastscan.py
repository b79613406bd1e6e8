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


RULE = '[[rule]]\nid = "open"\neffect = "permit"\nto = ["cloud"]\nfor = ["answer"]\nwhy = "x"\n'


def kept(text: str, *spans: tuple[str, Category], rules: tuple[str, ...] = ("open",), policy: Policy) -> str | None:
    """Return what the scan says of a text that leaves as it is, where these spans of it are kept by a rule."""
    forms = tuple((Span(text.index(words), text.index(words) + len(words), category), Form.KEEP) for words, category in spans)
    body = encode(Redaction((text,), ("user",), TokenMap()), CLOUD)
    return last_scan(body, draft(text), Decision("permit", rules, (), (forms,), ""), policy, (MEI, WILL))


@pytest.mark.parametrize(
    ("text", "category", "words"),
    [
        ("Ask Zuzu Chen today", Category.PERSON, "Zuzu Chen"),
        ("call 07700 900 123", Category.PHONE, "07700 900 123"),
        ("at 12 Low Road, Leeds", Category.ADDRESS, "12 Low Road, Leeds"),
        ("Ask M\\u0065i Chen", Category.PERSON, "M\\u0065i Chen"),
    ],
)
def test_what_a_rule_lets_out_in_clear_may_leave(text: str, category: Category, words: str) -> None:
    """What a rule's own form keeps may hold a name of the person, their number in another writing, the town of an address."""
    policy = load(policy_text(rule=RULE + f'forms = {{ {category} = "keep" }}'))
    assert kept(text, (words, category), policy=policy) is None
    again = kept(f"{text} and mei@x.example", (words, category), policy=policy)
    assert again is not None
    assert "in clear" in again


def test_a_rule_that_masks_more_than_its_policy_is_looked_after() -> None:
    """Where the policy keeps names and the rule by which a request leaves masks them, a name in clear is found."""
    policy = load(policy_text(forms='[forms]\nperson = "keep"', rule=RULE + 'forms = { person = "placeholder" }'))
    assert kept("Ask Zuzu", policy=policy) is not None
    assert kept("Ask Zuzu", rules=(), policy=policy) is None


@pytest.mark.parametrize("url", ["https://x.example/Zuzu", "https://x.example/?q=%E9%99%88%E7%BE%8E", "https://x.example/mchen99/1"])
def test_a_name_in_a_url_that_is_kept_stays(url: str) -> None:
    """A URL that leaves as it is may not carry a known name out; the reason says so, and what to change, without the name."""
    policy = load(policy_text(forms='[forms]\nurl = "keep"', rule=RULE))
    found = kept(f"see {url} now", (url, Category.URL), policy=policy)
    assert found is not None
    assert found.endswith('what the policy lets leave as it is ("url"): give that another form than "keep"')
    assert "zuzu" not in found.lower()
    assert kept("see https://x.example/map now", ("https://x.example/map", Category.URL), policy=policy) is None


def test_a_town_may_leave_in_an_address() -> None:
    """Where addresses leave in clear and places do not, the town in one is no reason to refuse; the town beside one is."""
    policy = load(policy_text(rule=RULE + 'forms = { address = "keep" }'))
    for beside, passes in (("[PLACE_1]", True), ("Leeds", False)):
        what = draft("12 Low Road, Leeds; Leeds")
        forms = ((Span(0, 18, Category.ADDRESS), Form.KEEP), (Span(20, 25, Category.PLACE), Form.PLACEHOLDER))
        body = encode(Redaction((f"12 Low Road, Leeds; {beside}",), ("user",), TokenMap()), CLOUD)
        found = last_scan(body, what, Decision("permit", ("open",), (), (forms,), ""), policy, (MEI,))
        assert (found is None) is passes


def test_two_reasons_are_told_apart() -> None:
    """A name that stands in a kept URL and beside it is simply in clear; one that is masked beside a kept URL names the URL."""
    policy = load(policy_text(forms='[forms]\nurl = "keep"', rule=RULE))
    url = "https://x.example/Zuzu"
    both = kept(f"see {url} of Zuzu", (url, Category.URL), policy=policy)
    assert both is not None
    assert "in clear" in both
    text = "see https://x.example/Orsolya of [PERSON_1]"
    forms = ((Span(4, 29, Category.URL), Form.KEEP), (Span(33, 40, Category.PERSON), Form.PLACEHOLDER))
    what = draft("see https://x.example/Orsolya of Orsolya")
    body = encode(Redaction((text,), ("user",), TokenMap()), CLOUD)
    found = last_scan(body, what, Decision("permit", ("open",), (), (forms,), ""), policy, ())
    assert found is not None
    assert "masked elsewhere in what the policy lets leave" in found
    assert '("url")' in found


def test_a_secret_is_found() -> None:
    """A key in the bytes stops them, whatever the decision says."""
    found = scan("use sk-proj-4f9aQ2mZx8LkT0vB7cRd1eWnHs6UyJp3")
    assert found is not None
    assert "secret" in found


def test_short_numbers_say_nothing() -> None:
    """A masked "12" does not stop every text with a 12 in it; a masked number of six digits does."""
    assert scan("at 12 o'clock", "12") is None
    assert scan("code 482913", "482913") is not None
