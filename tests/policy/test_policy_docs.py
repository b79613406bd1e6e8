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
from keepmum.policy.decide import decide
from keepmum.policy.entry import decode
from keepmum.policy.load import load
from keepmum.policy.policy import DETECTORS, TYPED, Form, Policy, Verdict

DOCS = Path(__file__).parent.parent.parent / "docs"
TEXT = (DOCS / "policy.md").read_text(encoding="utf-8")
LEDGER = (DOCS / "ledger.md").read_text(encoding="utf-8")


def example() -> Policy:
    (block,) = re.findall(r"^```toml\n(.*?)^```", TEXT, flags=re.DOTALL | re.MULTILINE)
    return load(block)


def test_every_word_of_the_format_is_in_the_docs() -> None:
    """Keys, forms, levels, categories, effects, kinds and detectors are all there."""
    words = set(re.findall(r"`([a-z_]+)`", TEXT))
    rules = {"id", "effect", "to", "for", "why", "from", "threads", "about", "classes", "level"}
    named = {*Category, *Form, *Verdict, *KINDS, *DETECTORS, TYPED, *(level.name.lower() for level in Level)}
    assert {"schema", "detectors", *rules, *named} <= words


@pytest.mark.parametrize("category", Category)
def test_levels_by_default(category: Category) -> None:
    """The table of levels is that of the code."""
    assert f"| `{category}` | {LEVELS[category].name.lower()} |" in TEXT


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
