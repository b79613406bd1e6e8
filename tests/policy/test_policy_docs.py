"""docs/policy.md and docs/ledger.md say what is there, and their examples run."""

from __future__ import annotations

import re
from pathlib import Path

import cbor2
import pytest
from tests.policy.fakes import draft, note
from tests.policy.test_ledger import _LEAF

from keepmum.memory.record import KINDS
from keepmum.policy.category import LEVELS, Category, Level
from keepmum.policy.errors import PolicySyntaxError
from keepmum.policy.proving.entry import decode
from keepmum.policy.rules.decide import decide
from keepmum.policy.rules.load import _TOP, load
from keepmum.policy.rules.loadparts import _BOUNDS, _BUDGET, _GIVEN, _TERMS
from keepmum.policy.rules.loadrule import _OPTIONAL, _REQUIRED
from keepmum.policy.rules.policy import DETECTORS, TYPED, Form, Policy, Verdict
from keepmum.policy.rules.rule import FITS, STRICTNESS, Confirm, Limits
from keepmum.policy.rules.starting import Starting
from keepmum.policy.rules.terms import SORTS, Kind
from keepmum.policy.rules.trial import run_cases

DOCS = Path(__file__).parent.parent.parent / "docs"
TEXT = (DOCS / "policy.md").read_text(encoding="utf-8")
LEDGER = (DOCS / "ledger.md").read_text(encoding="utf-8")

BLOCKS = re.findall(r"^```toml\n(.*?)^```", TEXT, flags=re.DOTALL | re.MULTILINE)
REFUSED = re.findall(r"^```toml refused: (.+?)\n(.*?)^```", TEXT, flags=re.DOTALL | re.MULTILINE)
HEAD = 'schema = 1\ndetectors = ["people", "safelist", "secrets", "sensitive", "shapes"]\n\n'
NOTES = """
[[rule]]
id = "my-notes"
effect = "permit"
to = ["cloud"]
for = ["answer", "summarise"]
from = ["typed", "message", "memo"]
level = "sensitive"
why = "My notes may help with an answer, with names and numbers masked."
"""


def whole(block: str) -> str:
    """Return an example as a whole policy, as the page says."""
    if block.startswith("schema"):
        return block
    return HEAD + block + ("" if 'id = "my-notes"' in block else NOTES)


def example() -> Policy:
    return load(BLOCKS[0])


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_every_example_runs(block: str) -> None:
    """Each block of TOML on the page is a policy with cases, and every case passes."""
    outcomes = run_cases(load(whole(block)))
    assert outcomes
    assert [outcome.sentence() for outcome in outcomes if not outcome.passed] == []


@pytest.mark.parametrize(("says", "block"), REFUSED)
def test_every_refused_example_is_refused(says: str, block: str) -> None:
    """What the page shows as an error is one, with the words that it names, and with a line."""
    with pytest.raises(PolicySyntaxError) as caught:
        load(whole(block))
    assert says in str(caught.value)
    assert caught.value.line


def test_every_key_and_word_of_the_language_is_in_an_example() -> None:
    """No key, effect, confirmation, sort of recipient, limit or bound is only told of."""
    toml = "\n".join(BLOCKS)
    keys = set(re.findall(r"(?:^|[{,] )([a-z_]+) = ", toml, flags=re.MULTILINE)) | set(re.findall(r"^\[\[?([a-z]+)", toml, re.MULTILINE))
    assert {*_TOP, *_REQUIRED, *_OPTIONAL, *Limits.__slots__, *_TERMS, *_BUDGET, *_BOUNDS, *_GIVEN, "given", "expect", "rule"} <= keys
    words = set(re.findall(r'"([^"]+)"', toml))
    assert {*Verdict, *SORTS, "*", "@minor", *(c for c in Confirm if c not in {Confirm.OVER, Confirm.NEVER}), "over:quasi>1"} <= words
    assert {*Kind, "block", *(level.name.lower() for level in Level if level is not Level.PUBLIC)} <= words


def test_every_word_of_the_format_is_in_the_docs() -> None:
    """Keys, forms, levels, categories, effects, kinds and detectors are all there."""
    words = set(re.findall(r"`@?([a-z_]+)`", TEXT))
    named = {*Category, *Form, *Verdict, *KINDS, *DETECTORS, TYPED, *Kind, *Starting, *(level.name.lower() for level in Level)}
    keys = {*_REQUIRED, *_OPTIONAL, *Limits.__slots__, *_TERMS, *_BUDGET, *_BOUNDS, *_GIVEN, "given", "expect", "rule", "payloads_days"}
    assert {"schema", "detectors", *keys, *named, *(sort.removeprefix("@") for sort in SORTS), "never", "first", "always"} <= words


@pytest.mark.parametrize("category", Category)
def test_levels_by_default(category: Category) -> None:
    """The table of levels is that of the code."""
    assert f"| `{category}` | {LEVELS[category].name.lower()} |" in TEXT


def test_forms_are_as_documented() -> None:
    """The order of the forms, and the categories that a form is for, are those of the code."""
    assert ", ".join(f"`{form.value}`" for form in STRICTNESS) in TEXT.replace("\n", " ")
    for form, categories in FITS.items():
        (row,) = re.findall(rf"^\| `{form.value}` \| .* \| (.*) \|$", TEXT, flags=re.MULTILINE)
        assert set(re.findall(r"`([a-z_]+)`", row)) == categories


@pytest.mark.parametrize(
    ("what", "effect", "says"),
    [
        (draft("Hi"), "permit", "my-notes"),
        (draft("Hi", purpose="summarise"), "permit", "my-notes"),
        (draft("Hi", purpose="draft_reply"), "block", "no rule permits"),
        (draft(note("Lunch", "memo")), "permit", "my-notes"),
        (draft(note("Lunch", "call")), "block", "no rule permits"),
        (draft(note("Lunch", who=("Mum",))), "block", "She asked me not to."),
        (draft("Ask Mum"), "block", "not-mum"),
        (draft(note("Lunch", thread="Work")), "ask", "not mine to share"),
    ],
)
def test_the_example_does_what_it_says(what: object, effect: str, says: str) -> None:
    """The policy in the docs loads, and its rules decide as they read."""
    decision = decide(example(), what, [()])  # type: ignore[arg-type]  # a draft
    assert decision.effect == effect
    assert says in " ".join(decision.reasons)


def test_every_field_of_a_leaf_is_in_the_docs() -> None:
    """The table of docs/ledger.md names every key of an entry."""
    keys = set(cbor2.loads(decode(_LEAF).encode())) | {"intent", "status", "error", "bytes_in"}
    assert keys <= set(re.findall(r"`([a-z_]+)`", LEDGER))
