"""Time expressions in English and Chinese, against the specification of Microsoft's Recognizers-Text.

    KEEPMUM_DATA=… python benchmarks/when.py

A case is a text and a moment it is seen from. It counts where the set of all readings of all its time expressions is exactly the
set that the specification gives: each a type with a point, or with a start and an end. Lengths, habits and time zones are left
out; a text with nothing else must give nothing. Cases that the specification marks as not supported by its own Python version
are shown apart. A case is counted under each type that the specification gives for it.

The time is of CPU, the median of five passes over all texts.

Recognizers-Text, MIT licence; read from KEEPMUM_DATA, never shipped.
"""

from __future__ import annotations

import argparse
import json
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

import data
import timing

from keepmum.memory.times.value import TimeValue
from keepmum.memory.when import find

FILE = "datetime/{}/DateTimeModel.json"
LANGUAGES = ("English", "Chinese")
KINDS = ("date", "time", "datetime", "daterange", "timerange", "datetimerange")
PREFIX = "datetimeV2."
UNKNOWN = "not resolved"
NOW = datetime(2016, 11, 7)  # noqa: DTZ001  what the specification takes where a case names no moment; local, as all its times

Reading = tuple[str | None, ...]


@dataclass(frozen=True)
class Case:
    """One text, the moment it is seen from, and what it means."""

    text: str
    now: datetime
    gold: frozenset[Reading]
    supported: bool


def cases(path: Path) -> Iterator[Case]:
    """Read the cases of one language."""
    for case in json.loads(path.read_text(encoding="utf-8-sig")):
        said = case.get("Context", {}).get("ReferenceDateTime")
        gold = {_gold(value) for result in case["Results"] for value in _values(result)}
        unsupported = f"{case.get('NotSupported', '')},{case.get('NotSupportedByDesign', '')}".lower()
        now = datetime.fromisoformat(said[:19]) if said else NOW
        yield Case(case["Input"], now, frozenset(gold), "python" not in unsupported)


def _values(result: dict[str, object]) -> list[dict[str, str]]:
    resolution = result.get("Resolution")
    known = str(result["TypeName"]).removeprefix(PREFIX) in KINDS and isinstance(resolution, dict)
    return resolution.get("values", []) if known and isinstance(resolution, dict) else []


def _gold(value: dict[str, str]) -> Reading:
    if "value" in value:
        return value["type"], value["value"]
    return value["type"], value.get("start"), value.get("end")


def found(text: str, now: datetime) -> frozenset[Reading]:
    """Return what keepmum reads in a text."""
    return frozenset(_reading(value) for expression in find(text, now) for value in expression.values)


def _reading(value: TimeValue) -> Reading:
    if not value.resolved:
        return value.type, UNKNOWN
    if value.value is not None:
        return value.type, _written(value.value)
    return value.type, _written(value.start), _written(value.end)


def _written(point: date | time | datetime | None) -> str | None:
    return None if point is None else str(point.replace(microsecond=0) if isinstance(point, datetime | time) else point)


def share(chosen: list[Case], right: set[Case]) -> str:
    """Return the share of cases that are exactly right, with their number."""
    count = sum(case in right for case in chosen)
    return f"{count / len(chosen):7.1%} {count:5} of {len(chosen):4}" if chosen else f"{'-':>7}"


def main() -> None:
    """Run, and print one table a language."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    paths = {language: data.find(FILE.format(language)) for language in LANGUAGES}
    print(f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {platform.machine()}, one thread")
    for language, path in paths.items():
        every = list(cases(path))
        right = {case for case in every if found(case.text, case.now) == case.gold}
        spent = timing.passes(lambda case: find(case.text, case.now), every)
        print(f"\n{FILE.format(language)}: exactly right; CPU {timing.a_question(spent, len(every))[1]:.2f} ms a text")
        print(f"{'':14} {'all but those':>21} {'not supported':>24}")
        groups = {"all": every, **{kind: [case for case in every if any(kind == gold[0] for gold in case.gold)] for kind in KINDS}}
        groups["nothing"] = [case for case in every if not case.gold]
        for name, chosen in groups.items():
            main_, apart = ([case for case in chosen if case.supported is supported] for supported in (True, False))
            print(f"{name:14} {share(main_, right):>21} {share(apart, right):>24}")


if __name__ == "__main__":
    main()
