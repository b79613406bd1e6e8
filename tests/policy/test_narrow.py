"""Narrowing: what stays here anyway is left out of the context, and nothing else changes."""

from __future__ import annotations

import pytest
from tests.policy.fakes import Broken, Words, draft, note

from keepmum.policy import default_detectors
from keepmum.policy.category import Category
from keepmum.policy.draft import Part
from keepmum.policy.masking.tokens import TokenMap
from keepmum.policy.narrow import narrow
from keepmum.policy.prepare import prepare
from keepmum.policy.rules.load import default_text, load

POLICY = load(default_text(["cloud"]))
FINDS = (Words((("Mei", Category.PERSON, ""), ("hunter2", Category.SECRET, ""))),)


def test_what_stays_is_left_out() -> None:
    """A call and a note with a secret are left out with their reasons; the question and the rest stay, in order."""
    what = draft(note("Mei: hi"), note("Hello", "call"), note("the key is hunter2", "memo"), note("Lunch", "memo"), "When?")
    narrowed = narrow(what, POLICY, FINDS)
    assert [part.text for part in narrowed.draft.parts] == ["Mei: hi", "Lunch", "When?"]
    assert narrowed.left_out == 2
    assert any("calls-stay" in reason for reason in narrowed.reasons)
    assert not any("hunter2" in reason for reason in narrowed.reasons)


def test_what_the_person_typed_is_never_left_out() -> None:
    """If the question itself may not leave, the gate says so."""
    what = draft(note("Hello", "call"), "the key is hunter2")
    assert [part.role for part in narrow(what, POLICY, FINDS).draft.parts] == ["user"]


def test_nothing_but_forbidden_context() -> None:
    """A draft of nothing but context that stays is returned as it is, for the gate to refuse."""
    what = draft(note("Hello", "call"))
    assert narrow(what, POLICY, FINDS).draft == what


def test_a_failing_detector_is_for_the_gate() -> None:
    """Narrowing never raises and never takes away what it could not judge."""
    what = draft(note("Hello", "call"), "Hi")
    assert narrow(what, POLICY, (Broken(),)).draft == what


@pytest.mark.parametrize(
    ("stays", "asked", "private"),
    [
        (note("I spoke to Xandor today.", "call"), "what did xandor say?", "xandor"),
        (note("the password is tulip-rain-9", "memo"), "what is tulip-rain-9 for?", "tulip-rain"),
    ],
)
def test_what_stays_is_still_known(stays: Part, asked: str, private: str) -> None:
    """What is found in a note that stays is masked in what leaves, or nothing leaves."""
    detectors = default_detectors()
    narrowed = narrow(draft(stays, note(f"{asked} hm"), asked), POLICY, detectors)
    prepared = prepare(narrowed.draft, POLICY, detectors, TokenMap())
    assert narrowed.left_out >= 1
    assert prepared.decision.effect == "block" or not any(private in text for text in prepared.redaction.texts)
