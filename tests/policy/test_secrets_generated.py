"""Secrets of many services are found in the frames in which people paste them; what only looks like one is mostly left."""

from __future__ import annotations

import re
from random import Random

import pytest
from tests.policy import nosecrets
from tests.policy.generated import Sample, tally
from tests.policy.secrettexts import BARE, sample

from keepmum.policy.detectors.secrets import SecretsDetector

DETECTOR = SecretsDetector()
_NUMBERS = re.compile(r"(?m)(?:^|(?<=\s))\[?\(?[0-9]{0,2}[.)\]]")  # of the entries of a list


def standing(each: Sample) -> str:
    """Return the letters and digits of the secret that detection leaves, the numbers of a list's entries apart."""
    start = each.text.index(each.value)
    hidden = {at for span in DETECTOR.find(each.text) for at in range(span.start, span.end)}
    left = "".join(" " if at in hidden else char for at, char in enumerate(each.value, start))
    return "".join(char for char in _NUMBERS.sub("", left) if char.isalnum())


def false_positives(count: int, seed: int) -> dict[str, list[tuple[str, str]]]:
    """Return, for each kind of text without a secret, the texts in which one was seen, each with what was seen."""
    rng = Random(seed)
    found: dict[str, list[tuple[str, str]]] = {}
    for kind, make in nosecrets.KINDS.items():
        for text in (make(rng) for _ in range(count)):
            if seen := [text[span.start : span.end] for span in DETECTOR.find(text)]:
                found.setdefault(kind, []).append((text, seen[0]))
    return found


@pytest.mark.parametrize("kind", BARE)
def test_by_itself(kind: str) -> None:
    """What a service gives out is known by itself, with no word beside it."""
    rng = Random(kind)
    values = [BARE[kind](rng) for _ in range(25)]
    missed = [left for value in values if (left := standing(Sample(kind, f"see\n{value}\n", value)))]
    assert len(missed) <= (1 if kind in {"random", "azure storage", "aws secret"} else 0), missed


def test_generated() -> None:
    """At least 99 of 100 generated secrets are masked whole, in both languages."""
    found = tally(sample, standing, 1_500, 1)
    assert found.whole.total() >= 0.99 * found.asked.total(), f"{found}\n{found.missed[:10]}"


def test_false_positives() -> None:
    """Fewer than 3 of 100 texts without a secret are taken for one."""
    count = 12
    found = false_positives(count, 1)
    assert sum(map(len, found.values())) < 0.03 * count * len(nosecrets.KINDS), {kind: each[:2] for kind, each in found.items()}


@pytest.mark.soak
@pytest.mark.parametrize("seed", [2, 3])
def test_in_full(seed: int) -> None:
    """The same in 5,000 texts a seed, and 100 texts of each kind without a secret."""
    found, alarms = tally(sample, standing, 5_000, seed), false_positives(100, seed)
    print(found)
    print({kind: len(each) for kind, each in alarms.items()})
    assert found.whole.total() >= 0.99 * found.asked.total(), f"{found.missed[:10]}"
    assert sum(map(len, alarms.values())) < 3 * len(nosecrets.KINDS)
